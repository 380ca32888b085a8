//! What is left of a log after deletions, and what endpoints are still owed of it.

use linekeeper_domain::messages::Chat;
use linekeeper_domain::{StoreFailure, Timestamp};
use linekeeper_ports::{Batch, Clock as _, CredentialRows as _, EventsPage, MessageLog, SystemClock};
use linekeeper_store::Store;
use tokio_postgres::Client;

use super::{SALON, batch, direct, log, of_number, one, places, receive};
use crate::support::{company, config, failure, in_a_world, linked};

/// Time before which events are over the default retention.
fn retained() -> Timestamp {
    SystemClock.now() - std::time::Duration::from_secs(30 * 86_400)
}

#[test]
fn deleted_chat_is_gone_and_goes_on_where_it_was() {
    in_a_world(async |world| {
        let (store, fence) = (&world.store, linked(&world.store, SALON, "79006464263").await);
        let (anna, boris) = (of_number("79160000001"), of_number("79160000002"));
        let texts = [(&anna, "A1"), (&boris, "B1"), (&anna, "A2")].map(|(chat, id)| (chat.clone(), id.to_owned()));
        receive(store, fence, batch(texts)).await;
        assert_eq!(store.delete_chat(&company(SALON), &of_number("79990000000")).await.unwrap(), 0);
        assert_eq!(store.delete_chat(&company(SALON), &anna).await.unwrap(), 2);
        receive(store, fence, one(&anna, "A3")).await;
        assert_eq!(places(&log(store).await), [("B1", 2, 1), ("A3", 4, 3)]);
    });
}

#[test]
fn chat_is_deleted_by_a_process_whose_key_is_stale() {
    in_a_world(async |world| {
        let (store, fence) = (&world.store, linked(&world.store, SALON, "79006464263").await);
        let other = Store::open(config(&world.database.words())).await.unwrap();
        let anna = of_number("79160000001");
        receive(store, fence, one(&anna, "A1")).await;
        assert_eq!(log(&other).await.len(), 1, "the other process has the key at hand");
        store.delete_log(&company(SALON)).await.unwrap();
        receive(store, fence, one(&anna, "A2")).await;
        let page = other.events_of_chat(&company(SALON), &anna, (0, 10)).await.unwrap();
        assert_eq!(places(&page.events), [("A2", 2, 1)]);
        // A key that another process has replaced would find no chat, and say that there is none.
        let third = Store::open(config(&world.database.words())).await.unwrap();
        assert_eq!(log(&third).await.len(), 1);
        store.delete_log(&company(SALON)).await.unwrap();
        receive(store, fence, one(&anna, "A3")).await;
        assert_eq!(third.delete_chat(&company(SALON), &anna).await.unwrap(), 1);
        assert!(log(store).await.is_empty());
        other.close().await;
        third.close().await;
    });
}

#[test]
fn chat_is_read_with_those_that_were_merged_into_it() {
    in_a_world(async |world| {
        let (store, fence) = (&world.store, linked(&world.store, SALON, "79006464263").await);
        for (chat, id) in [
            (of_number("8"), "1"),
            (direct(Some("7"), None), "2"),
            (of_number("79160000001"), "3"),
            (direct(Some("7"), Some("8")), "4"),
            (of_number("79160000001"), "5"),
            (direct(Some("7"), None), "6"),
        ] {
            receive(store, fence, one(&chat, id)).await;
        }
        let read = async |chat: &Chat, place| {
            let page = store.events_of_chat(&company(SALON), chat, place).await.unwrap();
            let seqs = page.events.iter().map(|event| event.data.seq).collect::<Vec<_>>();
            (seqs, page.first_seq, page.last_seq)
        };
        for chat in [of_number("8"), direct(Some("7"), None)] {
            assert_eq!(read(&chat, (0, 10)).await, (vec![1, 2, 4, 6], Some(1), 6));
            assert_eq!(read(&chat, (1, 2)).await, (vec![2, 4], Some(1), 6));
            assert_eq!(read(&chat, (6, 2)).await, (vec![], Some(1), 6));
        }
        assert_eq!(read(&of_number("79990000000"), (0, 10)).await, (vec![], None, 0));
        let other = store.events_of_chat(&company("another"), &of_number("8"), (0, 10)).await.unwrap();
        assert_eq!(other, EventsPage::default());
    });
}

#[test]
fn deleted_chat_goes_with_those_that_were_merged_into_it() {
    in_a_world(async |world| {
        let (store, fence) = (&world.store, linked(&world.store, SALON, "79006464263").await);
        for (chat, id) in [
            (of_number("8"), "1"),
            (direct(Some("7"), None), "2"),
            (direct(Some("9"), None), "3"),
            (direct(Some("9"), Some("6")), "4"),
            (direct(Some("7"), Some("6")), "5"),
            (direct(Some("7"), Some("8")), "6"),
            (of_number("79160000001"), "7"),
        ] {
            receive(store, fence, one(&chat, id)).await;
        }
        assert_eq!(store.delete_chat(&company(SALON), &of_number("8")).await.unwrap(), 6);
        assert_eq!(places(&log(store).await), [("7", 7, 1)]);
    });
}

#[test]
fn deleted_log_is_unreadable_and_its_places_go_on() {
    in_a_world(async |world| {
        let (store, fence) = (&world.store, linked(&world.store, SALON, "79006464263").await);
        let other = Store::open(config(&world.database.words())).await.unwrap();
        let anna = of_number("79160000001");
        receive(store, fence, batch(["A1", "A2"].map(|id| (anna.clone(), id.to_owned())))).await;
        assert_eq!(log(&other).await.len(), 2, "the other process has the key at hand");
        let admin = world.admin().await;
        admin.batch_execute("CREATE TABLE copy AS SELECT * FROM message_events").await.unwrap();
        assert_eq!(store.delete_log(&company(SALON)).await.unwrap(), 2);
        // The other process notices the new key, says so once, and goes on.
        assert_eq!(failure(other.write(&company(SALON), fence, one(&anna, "A3")).await), StoreFailure::Unavailable);
        receive(&other, fence, one(&anna, "A3")).await;
        assert_eq!(places(&log(store).await), [("A3", 3, 1)]);
        let back = "INSERT INTO message_chats VALUES ('997441', 1, 9) ON CONFLICT DO NOTHING;
            INSERT INTO message_events SELECT * FROM copy";
        admin.batch_execute(back).await.unwrap();
        assert_eq!(failure(store.events(&company(SALON), 0, 1).await), StoreFailure::Corrupt, "a copy is unreadable");
        other.close().await;
    });
}

/// An endpoint that wants everything.
async fn endpoint(admin: &Client, id: char) {
    let insert = "INSERT INTO webhook_endpoints (id, data_key, master_key_id, url, secret)
        SELECT repeat($1, 16), decode(repeat('ab', 81), 'hex'), id, '', '' FROM master_keys LIMIT 1";
    admin.execute(insert, &[&id.to_string()]).await.unwrap();
}

/// Deliveries that wait, as the lanes count them and as they are.
async fn waiting(admin: &Client) -> (i64, i64) {
    let lanes = "SELECT coalesce(sum(waiting), 0)::bigint, count(*) FILTER (WHERE (waiting = 0) <> (next_at IS NULL))
        FROM webhook_lanes";
    let row = admin.query_one(lanes, &[]).await.unwrap();
    assert_eq!(row.get::<_, i64>(1), 0, "a lane is due exactly if something waits in it");
    let deliveries = "SELECT count(*) FROM webhook_deliveries WHERE state = 'waiting'";
    (row.get(0), admin.query_one(deliveries, &[]).await.unwrap().get(0))
}

#[test]
fn what_is_deleted_is_not_owed_any_more() {
    in_a_world(async |world| {
        let (store, fence) = (&world.store, linked(&world.store, SALON, "79006464263").await);
        let admin = world.admin().await;
        for id in ['a', 'b'] {
            endpoint(&admin, id).await;
        }
        let (anna, boris) = (of_number("79160000001"), of_number("79160000002"));
        let texts = [(&anna, "A1"), (&boris, "B1"), (&anna, "A2")].map(|(chat, id)| (chat.clone(), id.to_owned()));
        receive(store, fence, batch(texts)).await;
        assert_eq!(waiting(&admin).await, (6, 6));
        let long_ago = "UPDATE message_events SET at = now() - interval '40 days' WHERE seq = 1";
        admin.execute(long_ago, &[]).await.unwrap();
        assert_eq!(store.prune_log(retained(), 100).await.unwrap(), 1);
        assert_eq!(waiting(&admin).await, (4, 4));
        assert_eq!(places(&log(store).await), [("B1", 2, 1), ("A2", 3, 2)]);
        store.delete_chat(&company(SALON), &boris).await.unwrap();
        assert_eq!(waiting(&admin).await, (2, 2));
        store.delete_log(&company(SALON)).await.unwrap();
        assert_eq!(waiting(&admin).await, (0, 0));
        receive(store, fence, one(&anna, "A3")).await;
        assert_eq!(waiting(&admin).await, (2, 2));
    });
}

/// What the log's events take, counted anew.
async fn counted(admin: &Client) -> i64 {
    let sum = "SELECT coalesce(sum(octet_length(payload) + 500), 0)::bigint FROM message_events";
    admin.query_one(sum, &[]).await.unwrap().get(0)
}

#[test]
fn bytes_of_a_log_follow_each_change_of_its_events() {
    in_a_world(async |world| {
        let (store, fence) = (&world.store, linked(&world.store, SALON, "79006464263").await);
        let admin = world.admin().await;
        assert_eq!(store.used_bytes().await.unwrap(), 0);
        let long = "long ".repeat(20_000);
        for (chat, id) in [("7", "1"), ("7", "2"), ("8", "3"), ("8", "4"), ("9", long.as_str())] {
            // The id of a pending row has a bound, which that of a message has not.
            let batch = || Batch { deletes: Vec::new(), ..one(&of_number(chat), id) };
            receive(store, fence, batch()).await;
            receive(store, fence, batch()).await;
        }
        let used = async || {
            let (used, counted) = (store.used_bytes().await.unwrap(), counted(&admin).await);
            assert_eq!(i64::try_from(used).unwrap(), counted);
            used
        };
        let all = used().await;
        assert!(all > 100_000, "{all}");
        assert_eq!(store.delete_chat(&company(SALON), &of_number("7")).await.unwrap(), 2);
        assert!(used().await < all);
        let long_ago = "UPDATE message_events SET at = now() - interval '40 days' WHERE chat = 3";
        admin.execute(long_ago, &[]).await.unwrap();
        assert_eq!(store.prune_log(retained(), 100).await.unwrap(), 1);
        assert!(used().await < 100_000);
        assert_eq!(store.delete_log(&company(SALON)).await.unwrap(), 2);
        assert_eq!(used().await, 0);
    });
}
