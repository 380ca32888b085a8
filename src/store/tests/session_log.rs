//! Events of the session in the log: what is said, once and in order, by several processes and beside deletions.

use linekeeper_domain::messages::{EventDocument, EventType, SessionNow};
use linekeeper_domain::session::{Session, SessionPolicy, StateName, Status};
use linekeeper_domain::{CorrelationId, ErrorCode, StoreFailure};
use linekeeper_ports::{CredentialRows, CredentialStore, MessageLog, NextSlots, SessionLog, Untold};
use linekeeper_store::Store;

use crate::messages::{of_number, one};
use crate::promotion::changing;
use crate::support::{admin, at, company, config, failure, in_a_world, linked, promotion};

const SALON: &str = "997441";
const PHONE: &str = "79006464263";
const OTHER: &str = "79161234567";

fn status(state: StateName) -> Status {
    let correlation: CorrelationId = "a".parse().unwrap();
    let idle = Session::new(company(SALON), SessionPolicy::default(), correlation, at(0)).0.status(at(0));
    Status { state, linked: state != StateName::Idle, ..idle }
}

fn connected() -> SessionNow {
    SessionNow::of(&status(StateName::Connected))
}

fn parked(code: ErrorCode) -> SessionNow {
    SessionNow::of(&Status { code: Some(code), ..status(StateName::Error) })
}

fn logged_out() -> SessionNow {
    let status = Status { code: Some(ErrorCode::LoggedOut), ..status(StateName::Error) };
    SessionNow::of(&Status { linked: false, ..status })
}

async fn tell(store: &Store, now: &SessionNow) -> bool {
    store.tell(&company(SALON), now).await.unwrap()
}

async fn untold(store: &Store, now: SessionNow) -> Untold {
    store.untold(vec![(company(SALON), now)]).await.unwrap()
}

async fn log(store: &Store) -> Vec<EventDocument> {
    store.events(&company(SALON), 0, 200).await.unwrap().events
}

/// Types of a log, with the places of its events in log and chat.
fn places(log: &[EventDocument]) -> Vec<(&str, i64, i64)> {
    log.iter().map(|event| (event.kind.as_str(), event.data.seq, event.data.chat_seq)).collect()
}

#[test]
fn session_is_told_once_and_between_messages() {
    in_a_world(async |world| {
        let (store, fence) = (&world.store, linked(&world.store, SALON, PHONE).await);
        let anna = of_number("79160000001");
        assert_eq!(untold(store, connected()).await.behind.len(), 1, "there is no log yet");
        for _ in 0..2 {
            assert!(tell(store, &connected()).await);
        }
        store.write(&company(SALON), fence, one(&anna, "A1")).await.unwrap();
        for _ in 0..2 {
            assert!(tell(store, &parked(ErrorCode::Replaced)).await);
            assert_eq!(untold(store, parked(ErrorCode::Replaced)).await, Untold::default());
        }
        store.write(&company(SALON), fence, one(&anna, "A2")).await.unwrap();
        let read = log(store).await;
        let expected = [
            ("session.linked", 1, 1),
            ("session.connected", 2, 2),
            ("message.received", 3, 1),
            ("session.disconnected", 4, 3),
            ("message.received", 5, 2),
        ];
        assert_eq!(places(&read), expected);
        let facts = read[3].data.session().unwrap();
        assert_eq!((facts.code, facts.phone_number.as_deref()), (Some(ErrorCode::Replaced), Some("7900•••••63")));
        let other = Store::open(config(&world.database.words())).await.unwrap();
        assert!(tell(&other, &connected()).await, "another process goes on from what was said");
        assert_eq!(log(&other).await.len(), 6);
        other.close().await;
    });
}

#[test]
fn log_waits_until_the_database_agrees_with_the_session() {
    in_a_world(async |world| {
        let (store, fence) = (&world.store, linked(&world.store, SALON, PHONE).await);
        assert_eq!(untold(store, logged_out()).await.ahead.len(), 1);
        assert!(!tell(store, &logged_out()).await);
        assert!(log(store).await.is_empty());
        assert!(tell(store, &connected()).await);
        store.wipe(&company(SALON), fence).await.unwrap();
        assert!(!tell(store, &connected()).await);
        assert!(tell(store, &logged_out()).await);
        let read = log(store).await;
        assert_eq!(places(&read)[2..], [("session.logged_out", 3, 3)]);
        assert_eq!(read[2].data.session().unwrap().code, Some(ErrorCode::LoggedOut));
    });
}

#[test]
fn another_linking_is_told_and_another_phone_too() {
    in_a_world(async |world| {
        let store = &world.store;
        let held = changing(store, SALON, [PHONE, OTHER]).await;
        assert!(tell(store, &connected()).await);
        store.next_slot().promote(promotion(&company(SALON), held)).await.unwrap();
        assert!(tell(store, &connected()).await);
        let read = log(store).await;
        let kinds: Vec<_> = read.iter().map(|event| event.kind).collect();
        let pair = [EventType::SessionLinked, EventType::SessionConnected];
        assert_eq!(kinds, [pair, pair].concat());
        let numbers: Vec<_> = read.iter().map(|event| event.data.session().unwrap().phone_number.clone()).collect();
        assert_ne!(numbers[0], numbers[2]);
    });
}

#[test]
fn lines_that_ended_untold_are_found() {
    in_a_world(async |world| {
        let store = &world.store;
        for (id, digits) in [("1", PHONE), ("2", OTHER), ("3", "79990000001")] {
            let fence = linked(store, id, digits).await;
            assert!(store.tell(&company(id), &connected()).await.unwrap());
            if id != "2" {
                store.wipe(&company(id), fence).await.unwrap();
            }
        }
        let found = store.told_linked_and_not(None, 10).await.unwrap();
        assert_eq!(found, [company("1"), company("3")]);
        assert_eq!(store.told_linked_and_not(Some(&company("1")), 10).await.unwrap(), [company("3")]);
        assert_eq!(store.told_linked_and_not(None, 1).await.unwrap(), [company("1")]);
        assert!(store.tell(&company("1"), &logged_out()).await.unwrap());
        assert_eq!(store.told_linked_and_not(None, 10).await.unwrap(), [company("3")]);
    });
}

#[test]
fn deleted_log_says_nothing_again_and_goes_on() {
    in_a_world(async |world| {
        let store = &world.store;
        linked(store, SALON, PHONE).await;
        assert!(tell(store, &connected()).await);
        assert_eq!(store.delete_log(&company(SALON)).await.unwrap(), 2);
        assert_eq!(untold(store, connected()).await, Untold::default());
        assert!(tell(store, &parked(ErrorCode::Banned)).await);
        assert_eq!(places(&log(store).await), [("session.disconnected", 3, 3)]);
    });
}

#[test]
fn log_begun_anew_by_another_process_is_written_at_the_next_try() {
    in_a_world(async |world| {
        let store = &world.store;
        linked(store, SALON, PHONE).await;
        assert!(tell(store, &connected()).await);
        let other = Store::open(config(&world.database.words())).await.unwrap();
        other.delete_log(&company(SALON)).await.unwrap();
        let now = parked(ErrorCode::Banned);
        assert_eq!(failure(store.tell(&company(SALON), &now).await), StoreFailure::Unavailable);
        assert!(tell(store, &now).await);
        assert_eq!(places(&log(&other).await), [("session.disconnected", 3, 3)]);
        other.close().await;
    });
}

#[test]
fn endpoints_are_owed_the_events_they_want_in_one_lane() {
    in_a_world(async |world| {
        let store = &world.store;
        linked(store, SALON, PHONE).await;
        let client = admin(&world.database.words()).await;
        let insert = "INSERT INTO webhook_endpoints (id, data_key, master_key_id, url, secret, events)
            SELECT repeat(q.id, 16), decode(repeat('ab', 81), 'hex'), k.id, '', '', q.events
            FROM (SELECT id FROM master_keys LIMIT 1) k, (VALUES
                ('a', NULL), ('b', ARRAY['session.disconnected']), ('c', ARRAY['message.received'])) AS q (id, events)";
        client.execute(insert, &[]).await.unwrap();
        assert!(tell(store, &connected()).await);
        assert!(tell(store, &parked(ErrorCode::Replaced)).await);
        let lanes = "SELECT string_agg(concat_ws(' ', left(endpoint_id, 1), chat, waiting), ', ' ORDER BY endpoint_id)
            FROM webhook_lanes";
        let lanes: String = client.query_one(lanes, &[]).await.unwrap().get(0);
        assert_eq!(lanes, "a 0 3, b 0 1");
    });
}

#[test]
fn payload_does_not_show_the_number() {
    in_a_world(async |world| {
        let store = &world.store;
        linked(store, SALON, PHONE).await;
        assert!(tell(store, &connected()).await);
        let client = world.admin().await;
        let payloads = "SELECT string_agg(encode(payload, 'escape'), ' ') FROM message_events";
        let text: String = client.query_one(payloads, &[]).await.unwrap().get(0);
        assert!(!text.contains("7900") && !text.contains("phoneNumber"), "{text}");
    });
}
