//! The overview: pairings by step, times, failures, restarts, and samples of states.

use std::time::{Duration, Instant};

use linekeeper_domain::overview::{FailureCount, Funnel, OverviewRange, Pairings, RESTARTS, StateCounts, Tallies};
use linekeeper_domain::session::StateName::{
    self, Connected, Connecting, Creating, Idle, PairingCodeSent, Reconnecting, WaitingForPairingCode,
};
use linekeeper_domain::{ErrorCode, Timestamp, TriggeredBy};
use linekeeper_ports::{Journal, JournalEntry, Overviews, StoreVitals};
use linekeeper_store::Store;

use crate::support::{at, company, config, in_a_world};

/// Two hours in buckets of two minutes.
fn two_hours() -> OverviewRange {
    OverviewRange { from: at(0), to: at(7200), bucket_seconds: 120 }
}

async fn tallies(store: &Store) -> Tallies {
    store.tallies(two_hours()).await.unwrap()
}

fn event(seconds: i64, event: &str, reason: &str) -> JournalEntry {
    JournalEntry {
        company: company("1"),
        at: at(seconds),
        event: event.into(),
        transition: None,
        reason: Some(reason.into()),
        code: None,
        actor: TriggeredBy::Client,
        principal: None,
        correlation: None,
    }
}

fn moved(seconds: i64, from: StateName, to: StateName, reason: &str) -> JournalEntry {
    JournalEntry { transition: Some((from, to)), ..event(seconds, to.as_str(), reason) }
}

fn of(correlation: &str, entries: Vec<JournalEntry>) -> impl Iterator<Item = JournalEntry> + use<> {
    let correlation = Some(correlation.parse().unwrap());
    entries.into_iter().map(move |entry| JournalEntry { correlation: correlation.clone(), ..entry })
}

/// Journal entries of a pairing by code up to a step: requested, shown, answered, linked, connected.
fn by_code(begun: i64, steps: usize) -> Vec<JournalEntry> {
    let mut entries = vec![
        event(begun, "pairing_requested", "code"),
        moved(begun, Idle, Creating, "pairing_requested"),
        moved(begun + 1, Creating, WaitingForPairingCode, "qr_shown"),
        moved(begun + 2, WaitingForPairingCode, PairingCodeSent, "code_issued"),
        JournalEntry {
            event: "phone_answered".into(),
            ..moved(begun + 30, PairingCodeSent, PairingCodeSent, "phone_answered")
        },
        moved(begun + 31, PairingCodeSent, Connecting, "paired: code"),
        moved(begun + 35, Connecting, Connected, "connected: code"),
    ];
    entries.truncate(2 + steps);
    entries
}

fn by_qr(begun: i64, seconds: i64) -> Vec<JournalEntry> {
    vec![
        event(begun, "pairing_requested", "qr"),
        moved(begun, Idle, Creating, "pairing_requested"),
        moved(begun + 1, Creating, PairingCodeSent, "qr_shown"),
        moved(begun + 2, PairingCodeSent, Connecting, "paired: qr"),
        moved(begun + seconds, Connecting, Connected, "connected: qr"),
    ]
}

fn funnel(steps: [u64; 4]) -> Funnel {
    let [requested, shown, phone_answered, connected] = steps;
    Funnel { requested, shown, phone_answered, connected }
}

#[test]
fn pairings_are_counted_by_last_step_and_duration() {
    in_a_world(async |world| {
        let pairings =
            [of("a", by_code(0, 0)), of("b", by_code(100, 2)), of("c", by_code(200, 3)), of("d", by_code(300, 5))];
        world.store.append(pairings.into_iter().flatten().collect()).await.unwrap();
        let scanned = (0..9).flat_map(|n| of(&format!("q{n}"), by_qr(1000 + n, 10 * (n + 1))));
        world.store.append(scanned.collect()).await.unwrap();
        let Tallies { pairings, times, .. } = tallies(&world.store).await;
        assert_eq!(pairings, Pairings { code: funnel([4, 3, 2, 1]), qr: funnel([9, 9, 9, 9]) });
        // 10, 20, 30, 35, 40, 50, 60, 70, 80, 90 seconds.
        assert_eq!(times.percentiles, Some([40_000, 80_000, 90_000]));
        assert_eq!(times.counts, [0, 0, 0, 1, 1, 3, 2, 3, 0, 0, 0]);
    });
}

#[test]
fn pairing_counts_for_method_that_linked_phone() {
    in_a_world(async |world| {
        let mut scanned = by_code(0, 2);
        scanned.push(moved(60, PairingCodeSent, Connecting, "paired: qr"));
        scanned.push(moved(400, Connecting, Connected, "connected: qr"));
        let wrong =
            [by_qr(10, 20)[..3].to_vec(), vec![moved(20, PairingCodeSent, StateName::Error, "paired")]].concat();
        world.store.append(of("a", scanned).chain(of("b", wrong)).collect()).await.unwrap();
        let Tallies { pairings, times, .. } = tallies(&world.store).await;
        assert_eq!(pairings, Pairings { code: funnel([0; 4]), qr: funnel([2, 2, 2, 1]) });
        assert_eq!((times.percentiles, times.counts.last()), (Some([400_000; 3]), Some(&1)));
    });
}

#[test]
fn other_entries_and_times_out_of_range_are_not_counted() {
    in_a_world(async |world| {
        let asked_while_connected = of("a", vec![event(10, "pairing_requested", "code")]);
        let reconnected = vec![
            event(20, "pairing_requested", "code"),
            moved(25, Reconnecting, Connecting, "pairing_requested"),
            moved(30, Connecting, Connected, "connected"),
        ];
        let before = of("c", by_code(-100, 5));
        let after = of("d", by_code(7201, 5));
        let cancelled = of("e", vec![moved(40, PairingCodeSent, Idle, "pairing_cancelled")]);
        let entries = asked_while_connected.chain(of("b", reconnected)).chain(before).chain(after).chain(cancelled);
        world.store.append(entries.collect()).await.unwrap();
        let Tallies { pairings, times, .. } = tallies(&world.store).await;
        assert_eq!((pairings, times.percentiles), (Pairings::default(), None));
        assert_eq!(times.counts.iter().sum::<u64>(), 0);
    });
}

#[test]
fn two_companies_under_one_correlation_id_are_two_pairings() {
    in_a_world(async |world| {
        let of_another =
            by_code(0, 2).into_iter().map(|entry| JournalEntry { company: company("2"), ..entry }).collect();
        world.store.append(of("a", by_code(0, 5)).chain(of("a", of_another)).collect()).await.unwrap();
        assert_eq!(tallies(&world.store).await.pairings.code, funnel([2, 2, 1, 1]));
    });
}

#[test]
fn failures_are_counted_by_code_but_not_again_at_start() {
    in_a_world(async |world| {
        let failed = |seconds, code, reason| JournalEntry {
            code: Some(code),
            ..moved(seconds, Connected, StateName::Error, reason)
        };
        let parked_still =
            JournalEntry { transition: Some((Idle, StateName::Error)), ..failed(3, ErrorCode::LoggedOut, "loaded") };
        let limit = JournalEntry {
            code: Some(ErrorCode::RestartLimit),
            actor: TriggeredBy::Supervisor,
            ..event(4, "restart_limit", "crashed")
        };
        let entries = vec![
            failed(1, ErrorCode::Replaced, "ended: replaced"),
            failed(2, ErrorCode::LoggedOut, "ended: logged_out"),
            failed(2, ErrorCode::LoggedOut, "ended: logged_out"),
            parked_still,
            limit,
            failed(-1, ErrorCode::Banned, "ended: banned"),
            failed(5, ErrorCode::Disconnected, "disconnect_kept"),
        ];
        world.store.append(entries).await.unwrap();
        let count = |code: ErrorCode, count| FailureCount { code: code.name().into(), count };
        let expected = [(ErrorCode::LoggedOut, 2), (ErrorCode::Replaced, 1), (ErrorCode::RestartLimit, 1)];
        assert_eq!(tallies(&world.store).await.failures, expected.map(|(code, times)| count(code, times)));
    });
}

#[test]
fn restarts_are_counted_by_bucket_for_every_cause() {
    in_a_world(async |world| {
        let by_supervisor = |seconds, word| JournalEntry {
            actor: TriggeredBy::Supervisor,
            ..event(seconds, word, "starts again in 5 ms")
        };
        let mut entries: Vec<_> = RESTARTS.into_iter().map(|word| by_supervisor(119, word)).collect();
        entries.push(by_supervisor(120, "crashed"));
        entries.push(by_supervisor(130, "restart_limit"));
        entries.push(event(140, "restart_requested", "a person"));
        world.store.append(entries).await.unwrap();
        assert_eq!(tallies(&world.store).await.restarts, [(at(0), 6), (at(120), 1)].into());
    });
}

#[test]
fn samples_are_kept_by_minute_and_a_bucket_shows_their_mean() {
    in_a_world(async |world| {
        let store = &world.store;
        let numbered = |first: u32| {
            let mut counts = StateCounts::default();
            (first..).zip(StateName::ALL).for_each(|(count, state)| counts.set(state, count));
            counts
        };
        for (seconds, counts) in
            [(-60, numbered(50)), (0, numbered(1)), (60, numbered(99)), (60, numbered(3)), (240, numbered(7))]
        {
            store.keep_counts(at(seconds), counts).await.unwrap();
        }
        let expected = [(at(0), numbered(2)), (at(240), numbered(7))].into();
        assert_eq!(tallies(store).await.states, expected, "the bucket between them is a gap");
        assert_eq!(store.prune_counts(at(60), 1).await.unwrap(), 1);
        assert_eq!(store.prune_counts(at(60), 9).await.unwrap(), 1);
        assert_eq!(tallies(store).await.states, [(at(0), numbered(3)), (at(240), numbered(7))].into());
    });
}

#[test]
fn vitals_report_version_and_latency() {
    in_a_world(async |world| {
        let vitals = world.store.vitals().await;
        let major: u32 = vitals.version.unwrap().split('.').next().unwrap().parse().unwrap();
        let latency = vitals.latency.unwrap();
        assert!(major >= 14 && latency.p50 <= latency.p99 && latency.p99 > Duration::ZERO);
    });
}

/// A journal of 30 days under the highest load: mostly connections that broke and came back.
const BUSY: &str =
    "INSERT INTO session_events (company_id, at, event, from_state, to_state, reason, code, actor, correlation_id)
    SELECT 'salon-' || n % 10000, to_timestamp($1::bigint + n % 2592000), to_state, from_state, to_state, reason,
        CASE WHEN to_state = 'error' THEN 'LOGGED_OUT' END, 'whatsapp', 'c-' || n % 50000
    FROM generate_series(1, 250000) AS rounds (n), (VALUES
        ('connected', 'reconnecting', 'ended: network'), ('reconnecting', 'connecting', 'timer: reconnect'),
        ('connecting', 'connected', 'connected')) AS steps (from_state, to_state, reason)";

/// Pairings among these entries.
const PAIRED: &str = "INSERT INTO session_events (company_id, at, event, from_state, to_state, reason, actor, correlation_id)
    SELECT 'salon-' || n % 10000, to_timestamp($1::bigint + n * 60 + after), event, from_state, to_state, reason, 'client', 'p-' || n
    FROM generate_series(1, 40000) AS pairings (n), (VALUES (0, 'pairing_requested', NULL, NULL, 'qr'),
        (0, 'creating', 'idle', 'creating', 'pairing_requested'),
        (1, 'pairing_code_sent', 'creating', 'pairing_code_sent', 'qr_shown'),
        (30, 'connecting', 'pairing_code_sent', 'connecting', 'paired: qr'),
        (35, 'connected', 'connecting', 'connected', 'connected: qr')) AS steps (after, event, from_state, to_state, reason)";

#[test]
#[ignore = "a measurement: a million rows"]
fn a_month_of_a_busy_journal_is_counted_well_within_a_call() {
    in_a_world(async |world| {
        let admin = world.admin().await;
        let begun = Timestamp::timestamp(&at(0));
        admin.execute(BUSY, &[&begun]).await.unwrap();
        admin.execute(PAIRED, &[&begun]).await.unwrap();
        admin.batch_execute("VACUUM ANALYZE session_events").await.unwrap();
        let store = Store::open(config(&world.database.words())).await.unwrap();
        let month = OverviewRange { from: at(0), to: at(2_592_000), bucket_seconds: 21_600 };
        for _ in 0..3 {
            let begun = Instant::now();
            let tallies = store.tallies(month).await.unwrap();
            println!("{:?} for {:?}", begun.elapsed(), tallies.pairings.qr);
            assert_eq!(tallies.pairings.qr, funnel([40_000; 4]));
            assert!(begun.elapsed() < Duration::from_secs(2));
        }
        store.close().await;
    });
}
