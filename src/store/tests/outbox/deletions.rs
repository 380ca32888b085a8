//! What is left of the outbox after deletions and by retention: what was ordered goes with the event that told of it.

use linekeeper_domain::messages::{SendEvent, SendStatus};
use linekeeper_ports::{Clock as _, MessageLog, Outbox, OutgoingPage, SystemClock};

use super::*;
use crate::support::{company, in_a_world, linked};

const FIRST: OutgoingPage = OutgoingPage { before: None, limit: 50 };

async fn of_chat(store: &Store, chat: &Chat, page: OutgoingPage) -> Vec<String> {
    store.outgoing_of_chat(&company(SALON), chat, page).await.unwrap().iter().map(words).collect()
}

/// Rows of the outbox and of its lanes, and whether the log counts its bytes right.
async fn left(world: &crate::support::World) -> (i64, i64, bool) {
    let sql = "SELECT (SELECT count(*) FROM outgoing_messages), (SELECT count(*) FROM outgoing_lanes),
        (SELECT coalesce(sum(octet_length(payload) + 500), 0) FROM message_events)
            + (SELECT coalesce(sum(octet_length(content) + 500), 0) FROM outgoing_messages)
            = (SELECT sum(bytes) FROM message_logs)";
    let row = world.admin().await.query_one(sql, &[]).await.unwrap();
    (row.get(0), row.get(1), row.get(2))
}

#[test]
fn messages_of_a_chat_are_listed_from_the_newest_on() {
    in_a_world(async |world| {
        let (store, anna) = (&world.store, of_number("79160000001"));
        assert_eq!(of_chat(store, &anna, FIRST).await, [""; 0], "there is no log yet");
        let messages = ordered(store, &anna, ["1", "2", "3", "4", "5"]).await;
        ordered(store, &of_number("79160000002"), ["another's"]).await;
        assert_eq!(of_chat(store, &anna, OutgoingPage { before: None, limit: 2 }).await, ["5", "4"]);
        let before = Some(messages[3].seq);
        assert_eq!(of_chat(store, &anna, OutgoingPage { before, limit: 2 }).await, ["3", "2"]);
        assert_eq!(of_chat(store, &of_number("79990000000"), FIRST).await, [""; 0]);
        record(store, &messages[0], &[SendEvent::Read]).await;
        let counts = store.count_outgoing(&company(SALON)).await.unwrap();
        assert_eq!(counts, [(SendStatus::Queued, 5), (SendStatus::Read, 1)]);
    });
}

#[test]
fn deleted_chat_takes_what_was_ordered_for_it_along() {
    in_a_world(async |world| {
        let (store, fence) = (&world.store, linked(&world.store, SALON, "79006464263").await);
        let (anna, boris) = (of_number("79160000001"), of_number("79160000002"));
        let [a1, a2] = ordered(store, &anna, ["A1", "A2"]).await;
        ordered(store, &boris, ["B1"]).await;
        record(store, &a1, &[SendEvent::Delivered]).await;
        assert_eq!(left(&world).await, (3, 2, true));
        store.delete_chat(&company(SALON), &anna).await.unwrap();
        assert_eq!(left(&world).await, (1, 1, true));
        assert_eq!(store.outgoing(&company(SALON), &a2.id).await.unwrap(), None);
        assert_eq!(mark(store, fence, &a2).await, linekeeper_ports::Marked::Not);
        assert_eq!(record(store, &a2, &[SendEvent::Read]).await, [], "a receipt of it changes nothing");
        assert_eq!(next_words(store, fence).await, ["B1"]);
        ordered(store, &anna, ["A3"]).await;
        assert_eq!(next_words(store, fence).await, ["B1", "A3"]);
    });
}

#[test]
fn deleted_log_takes_the_outbox_along() {
    in_a_world(async |world| {
        let (store, fence) = (&world.store, linked(&world.store, SALON, "79006464263").await);
        let other = Store::open(crate::support::config(&world.database.words())).await.unwrap();
        let anna = of_number("79160000001");
        let [message] = ordered(store, &anna, ["A1"]).await;
        assert_eq!(of_chat(&other, &anna, FIRST).await, ["A1"], "the other process has the key at hand");
        store.delete_log(&company(SALON)).await.unwrap();
        assert_eq!(left(&world).await, (0, 0, true));
        ordered(store, &anna, ["A2"]).await;
        // The other process notices the new key in each of its calls.
        assert_eq!(record(&other, &message, &[SendEvent::Read]).await, []);
        assert_eq!(of_chat(&other, &anna, FIRST).await, ["A2"]);
        assert_eq!(next_words(&other, fence).await, ["A2"]);
        other.close().await;
    });
}

#[test]
fn old_messages_go_with_the_log_and_the_chat_goes_on() {
    in_a_world(async |world| {
        let (store, fence) = (&world.store, linked(&world.store, SALON, "79006464263").await);
        let (anna, boris) = (of_number("79160000001"), of_number("79160000002"));
        // Two that wait are over the retention, which may be shorter than their time to be sent.
        ordered(store, &anna, ["A1", "A2", "A3"]).await;
        ordered(store, &boris, ["B1"]).await;
        let old = "UPDATE message_events SET at = now() - interval '40 days' WHERE seq IN (1, 2, 4)";
        world.admin().await.batch_execute(old).await.unwrap();
        let before = SystemClock.now() - std::time::Duration::from_secs(30 * 86_400);
        assert_eq!(store.prune_log(before, 100).await.unwrap(), 3);
        assert_eq!(left(&world).await, (1, 1, true));
        assert_eq!(next_words(store, fence).await, ["A3"]);
        assert_eq!(of_chat(store, &anna, FIRST).await, ["A3"]);
    });
}
