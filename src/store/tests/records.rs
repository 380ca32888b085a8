//! Companies as people look for them: recorded statuses, pages, searches, counts, and what operators note.

use std::time::{Duration, Instant};

use linekeeper_domain::session::{Help, LastFailure, Outage, RecordedStatus, StateName};
use linekeeper_domain::{CompanyId, ErrorCode, Timestamp};
use linekeeper_ports::{
    Acknowledgement, Companies, CompanyFilter, CompanyOrder, CompanyPlace, CompanyQuery, CompanySearch,
    CredentialStore, ListedCompany,
};
use linekeeper_store::Store;

use crate::support::{at, company, in_a_world, linked, phone};

fn status(state: StateName, seconds: i64) -> RecordedStatus {
    RecordedStatus {
        state,
        code: None,
        since: at(seconds),
        correlation_id: "K7M3P9QT".parse().unwrap(),
        linked: state == StateName::Connected,
        outage: None,
        last_failure: None,
        phone_seen_at: None,
    }
}

fn parked(code: ErrorCode, seconds: i64) -> RecordedStatus {
    RecordedStatus { code: Some(code), ..status(StateName::Error, seconds) }
}

fn down(seconds: i64) -> RecordedStatus {
    let outage = Outage { since: at(seconds), cause: Some(ErrorCode::NetworkError), attempts: 12 };
    RecordedStatus { linked: true, outage: Some(outage), ..status(StateName::Reconnecting, seconds + 50) }
}

async fn record(store: &Store, statuses: impl IntoIterator<Item = (&str, RecordedStatus)>) {
    let statuses = statuses.into_iter().map(|(id, status)| (company(id), status)).collect();
    store.record(statuses).await.unwrap();
}

fn query(filter: CompanyFilter, order: CompanyOrder) -> CompanyQuery {
    CompanyQuery { filter, order, after: None, limit: 2, unreachable_before: at(1_000_000) }
}

/// Ids of all pages of a list, two companies at a time.
async fn all(store: &Store, filter: CompanyFilter, order: CompanyOrder) -> Vec<String> {
    let (mut seen, mut after) = (Vec::new(), None);
    loop {
        let page = store.list(CompanyQuery { after, ..query(filter.clone(), order) }).await.unwrap();
        let Some(last) = page.last() else { return seen };
        after = Some(CompanyPlace::from(last));
        seen.extend(page.iter().map(|listed| listed.company.to_string()));
    }
}

fn words(text: &str) -> Option<CompanySearch> {
    let words = text.split(' ').map(str::to_owned).collect();
    Some(CompanySearch { words, ..CompanySearch::default() })
}

#[test]
fn status_is_read_as_recorded() {
    in_a_world(async |world| {
        let store = &world.store;
        let failure = LastFailure { code: ErrorCode::CodeExpired, at: at(7), correlation_id: "owner".parse().unwrap() };
        let failed = RecordedStatus { last_failure: Some(Box::new(failure)), ..status(StateName::Idle, 9) };
        for (id, status) in [("a", down(5)), ("b", failed), ("c", parked(ErrorCode::Banned, 3))] {
            record(store, [(id, status.clone())]).await;
            assert_eq!(store.recorded(&company(id)).await.unwrap(), Some(status.clone()), "{id}");
            let listed = store.company(&company(id)).await.unwrap().unwrap();
            assert_eq!((listed.status, listed.phone), (Some(status), None), "{id}");
        }
        assert_eq!(store.recorded(&company("none")).await.unwrap(), None);
        assert_eq!(store.company(&company("none")).await.unwrap(), None);
    });
}

#[test]
fn status_comes_with_the_take_of_a_company() {
    in_a_world(async |world| {
        let store = &world.store;
        linked(store, "1", "79006464263").await;
        record(store, [("1", down(5))]).await;
        let alone = store.take(&company("1")).await.unwrap().recorded;
        assert_eq!(alone.as_deref(), Some(&down(5)));
        let many = futures::future::join_all((0..40).map(async |_| store.take_stored(&company("1")).await)).await;
        assert!(many.into_iter().all(|taken| taken.unwrap().unwrap().recorded.as_deref() == Some(&down(5))));
    });
}

#[test]
fn look_that_found_nothing_makes_no_row() {
    in_a_world(async |world| {
        let store = &world.store;
        record(store, [("1", status(StateName::Idle, 0))]).await;
        assert_eq!(store.company(&company("1")).await.unwrap(), None);
        record(store, [("1", parked(ErrorCode::Banned, 0))]).await;
        record(store, [("1", status(StateName::Idle, 9))]).await;
        let idle = store.recorded(&company("1")).await.unwrap().unwrap();
        assert_eq!((idle.state, idle.code, idle.since), (StateName::Idle, None, at(9)), "it was reset");
    });
}

#[test]
fn status_recorded_again_writes_nothing() {
    in_a_world(async |world| {
        let (store, admin) = (&world.store, world.admin().await);
        let version =
            async || -> String { admin.query_one("SELECT xmin::text FROM companies", &[]).await.unwrap().get(0) };
        record(store, [("1", down(5))]).await;
        let before = version().await;
        record(store, [("1", down(5))]).await;
        assert_eq!(version().await, before);
        record(store, [("1", down(6))]).await;
        assert_ne!(version().await, before);
    });
}

#[test]
fn lists_are_paged_in_each_order_by_each_filter() {
    in_a_world(async |world| {
        let store = &world.store;
        let failure = LastFailure { code: ErrorCode::CodeExpired, at: at(45), correlation_id: "o".parse().unwrap() };
        let expired = RecordedStatus { last_failure: Some(Box::new(failure)), ..status(StateName::Idle, 99) };
        record(
            store,
            [
                ("a", status(StateName::Connected, 50)),
                ("B", status(StateName::Connected, 10)),
                ("c", down(30)),
                ("d", parked(ErrorCode::Banned, 20)),
                ("e", parked(ErrorCode::CodeExpired, 40)),
                ("f", expired),
                ("g", status(StateName::Connected, 10)),
            ],
        )
        .await;
        let everything = CompanyFilter::default;
        assert_eq!(all(store, everything(), CompanyOrder::Company).await, ["B", "a", "c", "d", "e", "f", "g"]);
        assert_eq!(all(store, everything(), CompanyOrder::Oldest).await, ["B", "g", "d", "c", "e", "f", "a"]);
        assert_eq!(all(store, everything(), CompanyOrder::Newest).await, ["a", "f", "e", "c", "d", "g", "B"]);
        let connected = || CompanyFilter { states: vec![StateName::Connected], ..everything() };
        assert_eq!(all(store, connected(), CompanyOrder::Company).await, ["B", "a", "g"]);
        assert_eq!(all(store, connected(), CompanyOrder::Newest).await, ["a", "g", "B"]);
        let expired = || CompanyFilter { code: Some(ErrorCode::CodeExpired), ..everything() };
        assert_eq!(all(store, expired(), CompanyOrder::Oldest).await, ["e", "f"]);
        let parked = CompanyFilter { states: vec![StateName::Error], ..expired() };
        assert_eq!(all(store, parked, CompanyOrder::Newest).await, ["e"]);
        let waiting = CompanyFilter { help: Some(Help::WaitsForOwner), ..everything() };
        assert_eq!(all(store, waiting, CompanyOrder::Newest).await, ["f", "e"]);
    });
}

#[test]
fn line_needs_somebody_only_after_a_while() {
    in_a_world(async |world| {
        let store = &world.store;
        record(store, [("early", down(500)), ("long", down(100)), ("banned", parked(ErrorCode::Banned, 900))]).await;
        let before = at(400);
        let unreachable = CompanyFilter { help: Some(Help::Unreachable), ..CompanyFilter::default() };
        let asked = CompanyQuery { unreachable_before: before, ..query(unreachable, CompanyOrder::Company) };
        let ids = |listed: Vec<ListedCompany>| -> Vec<String> {
            listed.into_iter().map(|listed| listed.company.to_string()).collect()
        };
        assert_eq!(ids(store.list(asked).await.unwrap()), ["long"]);
        assert_eq!(ids(store.attention(at(1000), before, 50).await.unwrap()), ["banned", "long"]);
        let counts = store.counts(None, at(1000), before).await.unwrap();
        let of = |help| counts.iter().filter(|count| count.help == help).map(|count| count.count).sum::<u64>();
        assert_eq!((of(Some(Help::Unreachable)), of(Some(Help::Banned)), of(None)), (1, 1, 1));
    });
}

#[test]
fn search_finds_names_ids_and_numbers() {
    in_a_world(async |world| {
        let store = &world.store;
        linked(store, "salon-1", "79006464263").await;
        for (id, name) in [
            ("salon-1", "Салон «Красота и Ко»"),
            ("salon-2", "САЛОН красоты"),
            ("997441", "Barber's \\ Shop:*"),
            ("x", "L'Été"),
        ] {
            store.name_company(&company(id), Some(name.parse().unwrap())).await.unwrap();
        }
        let find = async |search: Option<CompanySearch>| {
            all(store, CompanyFilter { search, ..CompanyFilter::default() }, CompanyOrder::Company).await
        };
        assert_eq!(find(words("крас")).await, ["salon-1", "salon-2"], "in lower case, whatever the name has");
        assert_eq!(find(words("красота салон")).await, ["salon-1"]);
        assert_eq!(find(words("barber")).await, ["997441"]);
        assert_eq!(find(words("été")).await, ["x"]);
        assert_eq!(find(words("' | &")).await, [] as [&str; 0], "none of it is an operator");
        let by_id = CompanySearch { id_prefix: Some(company("salon")), ..CompanySearch::default() };
        assert_eq!(find(Some(by_id)).await, ["salon-1", "salon-2"]);
        let by_phone = CompanySearch { phone: Some(phone("79006464263")), ..CompanySearch::default() };
        assert_eq!(find(Some(by_phone)).await, ["salon-1"]);
        assert_eq!(find(Some(CompanySearch::default())).await, [] as [&str; 0]);
        store.name_company(&company("x"), None).await.unwrap();
        assert_eq!(find(words("été")).await, [] as [&str; 0]);
    });
}

#[test]
fn acknowledgement_ends_with_the_trouble_it_is_about() {
    in_a_world(async |world| {
        let store = &world.store;
        let note = |until| Acknowledgement {
            by: "key:k3m9p2q8r7s6t5u4".to_owned(),
            label: None,
            at: at(50),
            note: Some("called, no answer".to_owned()),
            until,
        };
        let shown = async |now: i64| store.attention(at(now), at(now), 50).await.unwrap().len();
        let noted = async || store.company(&company("1")).await.unwrap().unwrap().acknowledgement;
        assert!(!store.acknowledge(&company("1"), Some(note(None))).await.unwrap(), "nothing is wrong");
        record(store, [("1", down(5))]).await;
        assert_eq!(shown(60).await, 1);
        assert!(store.acknowledge(&company("1"), Some(note(Some(at(100))))).await.unwrap());
        assert_eq!((shown(99).await, shown(100).await), (0, 1), "until then");
        record(store, [("1", RecordedStatus { since: at(70), ..down(5) })]).await;
        assert_eq!(noted().await, Some(note(Some(at(100)))), "an attempt is the same trouble");
        store.acknowledge(&company("1"), None).await.unwrap();
        assert_eq!((noted().await, shown(60).await), (None, 1), "taken back");
        store.acknowledge(&company("1"), Some(note(None))).await.unwrap();
        record(store, [("1", RecordedStatus { linked: true, ..status(StateName::Connected, 80) })]).await;
        record(store, [("1", down(90))]).await;
        assert_eq!((noted().await, shown(100).await), (None, 1), "it is down once more");
    });
}

#[test]
fn pairings_of_a_process_that_is_gone_are_over() {
    in_a_world(async |world| {
        let store = &world.store;
        let linked = RecordedStatus { linked: true, ..status(StateName::Connecting, 10) };
        record(
            store,
            [
                ("code", status(StateName::PairingCodeSent, 10)),
                ("later", status(StateName::Creating, 30)),
                ("line", linked),
                ("parked", parked(ErrorCode::Banned, 10)),
            ],
        )
        .await;
        assert_eq!(store.settle(at(20)).await.unwrap(), 1);
        let state = async |id: &str| store.recorded(&company(id)).await.unwrap().unwrap().state;
        assert_eq!(state("code").await, StateName::Idle);
        assert_eq!(state("later").await, StateName::Creating, "of this process");
        assert_eq!((state("line").await, state("parked").await), (StateName::Connecting, StateName::Error));
    });
}

/// The migration knows which help a code has, because it runs before the code can.
#[test]
fn companies_of_an_older_version_are_listed_with_their_help() {
    in_a_world(async |world| {
        let admin = world.admin().await;
        let sql = std::fs::read_to_string(concat!(
            env!("CARGO_MANIFEST_DIR"),
            "/../../migrations/V20261129000500__companies.sql"
        ))
        .unwrap();
        let fill = sql.split("INSERT INTO companies").nth(1).and_then(|rest| rest.split(';').next()).unwrap();
        let kept: Vec<ErrorCode> = ErrorCode::ALL.iter().copied().filter(|code| code.is_kept()).collect();
        for (number, code) in kept.iter().enumerate() {
            world.store.take(&company(&number.to_string())).await.unwrap();
            let update = "UPDATE whatsapp_auth SET parked_code = $2 WHERE company_id = $1";
            admin.execute(update, &[&number.to_string(), &code.name()]).await.unwrap();
        }
        admin.batch_execute(&format!("INSERT INTO companies{fill}")).await.unwrap();
        for (number, code) in kept.iter().enumerate() {
            let id: CompanyId = company(&number.to_string());
            let row = "SELECT help, state FROM companies WHERE company_id = $1";
            let row = admin.query_one(row, &[&id.as_str()]).await.unwrap();
            let (help, state): (Option<&str>, &str) = (row.get(0), row.get(1));
            assert_eq!(help, Help::with(*code, false).map(Help::as_str), "{code}");
            let recorded = world.store.recorded(&id).await.unwrap().unwrap();
            assert_eq!((recorded.state.as_str(), recorded.code), (state, Some(*code)));
        }
    });
}

/// Median of the times of a page, in milliseconds.
async fn median(store: &Store, asked: CompanyQuery) -> f64 {
    let mut times = Vec::new();
    for _ in 0..40 {
        let began = Instant::now();
        assert!(!store.list(asked.clone()).await.unwrap().is_empty());
        times.push(began.elapsed());
    }
    times.sort();
    times[20].as_secs_f64() * 1e3
}

#[test]
#[ignore = "measures: pages of a list of 100,000 companies"]
fn times_of_pages_of_many_companies() {
    in_a_world(async |world| {
        let (store, admin) = (&world.store, world.admin().await);
        let fill = "INSERT INTO companies (company_id, name, name_words, state, code, since, correlation_id, linked, help, help_since)
            SELECT 'c' || n, 'Salon ' || n, array_to_tsvector(ARRAY['salon', n::text]),
                CASE WHEN n % 50 = 0 THEN 'error' ELSE 'connected' END, CASE WHEN n % 50 = 0 THEN 'LOGGED_OUT' END,
                now() - n * interval '1 minute', 'r', n % 50 <> 0, CASE WHEN n % 50 = 0 THEN 'waits_for_owner' END,
                CASE WHEN n % 50 = 0 THEN now() - n * interval '1 minute' END
            FROM generate_series(1, 100000) AS n; ANALYZE companies";
        admin.batch_execute(fill).await.unwrap();
        let now: Timestamp = admin.query_one("SELECT now()", &[]).await.unwrap().get(0);
        let asked = |filter, order, after| CompanyQuery { filter, order, after, limit: 100, unreachable_before: now };
        let deep = || Some(CompanyPlace { id: company("c50000"), at: now - Duration::from_secs(60 * 50_000) });
        let all = CompanyFilter::default;
        let waiting = || CompanyFilter { help: Some(Help::WaitsForOwner), ..all() };
        let search = |text: &str| CompanyFilter { search: words(text), ..all() };
        for (name, filter, order, after) in [
            ("first, by id", all(), CompanyOrder::Company, None),
            ("middle, by id", all(), CompanyOrder::Company, deep()),
            ("middle, oldest", all(), CompanyOrder::Oldest, deep()),
            ("middle, newest", all(), CompanyOrder::Newest, deep()),
            ("a group, oldest", waiting(), CompanyOrder::Oldest, deep()),
            ("search, one found", search("salon 77777"), CompanyOrder::Company, None),
            ("search, all found", search("sal"), CompanyOrder::Company, None),
        ] {
            println!("{name}: {:.2} ms", median(store, asked(filter, order, after)).await);
        }
        let began = Instant::now();
        store.counts(None, now, now).await.unwrap();
        println!("counts: {:.1} ms", began.elapsed().as_secs_f64() * 1e3);
    });
}
