//! The journal: stored in order, read in pages, pruned by age.

use linekeeper_domain::session::StateName;
use linekeeper_domain::{CorrelationId, ErrorCode, TriggeredBy};
use linekeeper_ports::{Journal, JournalEntry, JournalFilter, KeptEntry};
use linekeeper_store::{MAX_EVENT_TEXT, MAX_REASON_TEXT, Store};

use crate::support::proxy::Proxy;
use crate::support::{at, company, config, entry, in_a_world};

fn moved(seconds: i64, from: StateName, to: StateName) -> JournalEntry {
    JournalEntry { transition: Some((from, to)), ..entry("1", seconds, to.as_str()) }
}

fn states(kept: &KeptEntry) -> Option<(&str, &str)> {
    kept.from.as_deref().zip(kept.to.as_deref())
}

#[test]
fn entries_are_kept_in_order_and_read_in_pages_newest_first() {
    in_a_world(async |world| {
        let store = &world.store;
        let failed = JournalEntry {
            transition: Some((StateName::Creating, StateName::Error)),
            reason: Some("code_timed_out".into()),
            code: Some(ErrorCode::PairingTimeout),
            correlation: Some("pairing-1.2".parse::<CorrelationId>().unwrap()),
            ..entry("1", 5, "error")
        };
        // The same second, and a clock set back: the order is that of appending.
        let entries = vec![entry("1", 9, "creating"), entry("2", 1, "idle"), failed, entry("1", 5, "idle")];
        store.append(entries).await.unwrap();
        let first = store.entries(&company("1"), &JournalFilter::default(), (None, 2)).await.unwrap();
        let events: Vec<&str> = first.iter().map(|row| row.event.as_str()).collect();
        assert_eq!(events, ["idle", "error"]);
        assert_eq!(
            (first[1].code.as_deref(), first[1].correlation.as_deref()),
            (Some("PAIRING_TIMEOUT"), Some("pairing-1.2"))
        );
        assert_eq!((first[1].at, first[1].actor.as_str()), (at(5), "client"));
        assert_eq!(
            (states(&first[1]), first[1].reason.as_deref()),
            (Some(("creating", "error")), Some("code_timed_out"))
        );
        assert_eq!((states(&first[0]), first[0].reason.as_deref()), (None, None));
        let second = store.entries(&company("1"), &JournalFilter::default(), (Some(first[1].id), 2)).await.unwrap();
        assert_eq!(second.iter().map(|row| row.event.as_str()).collect::<Vec<_>>(), ["creating"]);
    });
}

#[test]
fn hundred_entries_take_one_round_trip_and_none_takes_zero() {
    in_a_world(async |world| {
        let proxy = Proxy::to(world.database.endpoint()).await;
        let store = Store::open(config(&world.database.words_through(proxy.port))).await.unwrap();
        store.append(vec![entry("1", 0, "warm")]).await.unwrap();
        let before = proxy.round_trips();
        store.append((0..100).map(|n| entry("1", n, "connected")).collect()).await.unwrap();
        store.append(Vec::new()).await.unwrap();
        assert_eq!(proxy.round_trips() - before, 1);
        assert_eq!(store.entries(&company("1"), &JournalFilter::default(), (None, 1000)).await.unwrap().len(), 101);
        store.close().await;
    });
}

#[test]
fn invalid_event_name_is_cut_and_batch_is_stored() {
    in_a_world(async |world| {
        let store = &world.store;
        let odd =
            vec![entry("1", 0, &"я".repeat(1000)), entry("1", 1, "a\0b"), entry("1", 2, ""), entry("1", 3, "reset")];
        store.append(odd).await.unwrap();
        let kept = store.entries(&company("1"), &JournalFilter::default(), (None, 10)).await.unwrap();
        assert_eq!(kept.iter().map(|row| row.event.as_str()).collect::<Vec<_>>()[..3], ["reset", "unnamed", "ab"]);
        assert_eq!(kept[3].event.chars().count(), MAX_EVENT_TEXT);
    });
}

#[test]
fn old_entries_are_pruned_oldest_first_up_to_limit() {
    in_a_world(async |world| {
        let store = &world.store;
        store.append((0..10).map(|n| entry("1", n, &n.to_string())).collect()).await.unwrap();
        assert_eq!(store.prune_events(at(7), 4).await.unwrap(), 4);
        let oldest = store.entries(&company("1"), &JournalFilter::default(), (None, 10)).await.unwrap();
        assert_eq!(oldest.last().unwrap().event, "4");
        assert_eq!(store.prune_events(at(7), 100).await.unwrap(), 3);
        assert_eq!(store.prune_events(at(7), 100).await.unwrap(), 0);
        assert_eq!(store.entries(&company("1"), &JournalFilter::default(), (None, 10)).await.unwrap().len(), 3);
    });
}

#[test]
fn table_accepts_every_transition_and_self_transition() {
    in_a_world(async |world| {
        let ways = StateName::ALL.into_iter().flat_map(|from| from.successors().iter().map(move |to| (from, *to)));
        let ways: Vec<_> = ways.chain(StateName::ALL.map(|state| (state, state))).collect();
        world.store.append(ways.iter().map(|(from, to)| moved(0, *from, *to)).collect()).await.unwrap();
        let mut kept = world.store.entries(&company("1"), &JournalFilter::default(), (None, 1000)).await.unwrap();
        kept.reverse();
        let kept: Vec<_> = kept.iter().map(|entry| states(entry).unwrap()).collect();
        assert_eq!(kept, ways.iter().map(|(from, to)| (from.as_str(), to.as_str())).collect::<Vec<_>>());
    });
}

#[test]
fn entry_with_unknown_transition_is_stored_without_states() {
    in_a_world(async |world| {
        let strange =
            JournalEntry { reason: Some("magic".into()), ..moved(1, StateName::Connected, StateName::PairingCodeSent) };
        let entries = vec![moved(0, StateName::Idle, StateName::Creating), strange, entry("1", 2, "restarted")];
        world.store.append(entries).await.unwrap();
        let kept = world.store.entries(&company("1"), &JournalFilter::default(), (None, 10)).await.unwrap();
        assert_eq!(kept.iter().map(states).collect::<Vec<_>>(), [None, None, Some(("idle", "creating"))]);
        assert_eq!((kept[1].event.as_str(), kept[1].reason.as_deref()), ("pairing_code_sent", Some("magic")));
    });
}

#[test]
fn a_reason_too_long_is_cut_and_an_empty_one_left_out() {
    in_a_world(async |world| {
        let because =
            |seconds, reason: &str| JournalEntry { reason: Some(reason.into()), ..entry("1", seconds, "error") };
        let entries = vec![because(0, &"я".repeat(1000)), because(1, "\0"), because(2, "a\0b")];
        world.store.append(entries).await.unwrap();
        let kept = world.store.entries(&company("1"), &JournalFilter::default(), (None, 10)).await.unwrap();
        assert_eq!((kept[0].reason.as_deref(), kept[1].reason.as_deref()), (Some("ab"), None));
        assert_eq!(kept[2].reason.as_ref().unwrap().chars().count(), MAX_REASON_TEXT);
    });
}

#[test]
fn every_trigger_is_stored_by_name() {
    in_a_world(async |world| {
        let by = |actor| JournalEntry { actor, ..entry("1", 0, "event") };
        world.store.append(TriggeredBy::ALL.map(by).to_vec()).await.unwrap();
        let kept = world.store.entries(&company("1"), &JournalFilter::default(), (None, 100)).await.unwrap();
        let names: Vec<_> = kept.iter().rev().map(|entry| entry.actor.as_str()).collect();
        assert_eq!(names, TriggeredBy::ALL.map(TriggeredBy::as_str));
    });
}
