//! What is learned of messages: in whatever order, however often, a status never goes back and each change is told once.

use std::time::Duration;

use linekeeper_domain::Timestamp;
use linekeeper_domain::messages::{NewChatsRefused, SendEvent, SendFailure, SendStatus};
use linekeeper_ports::{Marked, Outbox};
use linekeeper_store::Store;
use tokio_postgres::types::Type;

use super::*;
use crate::support::{company, config, in_a_world, linked};

fn refused(error: u16) -> SendEvent {
    SendEvent::Failed { reason: SendFailure::of_ack(error, NewChatsRefused::Unknown), error: Some(error) }
}

#[test]
fn message_is_told_from_queued_to_played() {
    in_a_world(async |world| {
        let (store, fence) = (&world.store, linked(&world.store, SALON, "79006464263").await);
        let [message] = ordered(store, &of_number("79160000001"), ["A1"]).await;
        mark(store, fence, &message).await;
        let events = [SendEvent::Acknowledged, SendEvent::Delivered, SendEvent::Read, SendEvent::Played];
        use SendStatus::{Delivered, Played, Queued, Read, Sent};
        assert_eq!(record(store, &message, &events).await, [Sent, Delivered, Read, Played]);
        assert_eq!(record(store, &message, &events).await, [], "a repetition changes nothing");
        assert_eq!(told(store, &message).await, [Queued, Sent, Delivered, Read, Played]);
        let found = stored(store, &message).await;
        let times = [found.sent_at, found.delivered_at, found.read_at, found.played_at];
        assert_eq!((times, found.changed_at), ([Some(at(7)); 4], at(7)));
        has_no_gaps(store).await;
    });
}

#[test]
fn receipt_before_the_ack_is_not_undone_by_it() {
    in_a_world(async |world| {
        let (store, fence) = (&world.store, linked(&world.store, SALON, "79006464263").await);
        let [message, _] = ordered(store, &of_number("79160000001"), ["A1", "A2"]).await;
        mark(store, fence, &message).await;
        assert_eq!(record(store, &message, &[SendEvent::Read]).await, [SendStatus::Read]);
        assert_eq!(next_words(store, fence).await, ["A2"], "a receipt is an answer");
        for late in
            [SendEvent::Acknowledged, SendEvent::Delivered, refused(463), SendEvent::Unanswered, SendEvent::TimeOver]
        {
            assert_eq!(record(store, &message, &[late]).await, [], "{late:?}");
        }
        assert_eq!(told(store, &message).await, [SendStatus::Queued, SendStatus::Read]);
        assert_eq!(mark(store, fence, &message).await, Marked::Not);
    });
}

#[test]
fn status_below_that_of_the_row_is_refused_by_the_statement() {
    in_a_world(async |world| {
        let [message] = ordered(&world.store, &of_number("79160000001"), ["A1"]).await;
        let (admin, ranks) = (world.admin().await, SendStatus::ALL);
        let record = linekeeper_store::statements().find(|listed| listed.name == "record_sends").unwrap().sql;
        let times = [const { Type::TIMESTAMPTZ_ARRAY }; 5];
        let types = [
            Type::TEXT_ARRAY,
            Type::INT4_ARRAY,
            Type::INT8_ARRAY,
            Type::TEXT_ARRAY,
            Type::TEXT_ARRAY,
            Type::INT4_ARRAY,
        ];
        let types: Vec<_> = types.into_iter().chain(times).collect();
        let set = async |status: SendStatus, reason: Option<&str>| {
            let (no_time, at) = (vec![None::<linekeeper_domain::Timestamp>], vec![at(7)]);
            let params: [&(dyn tokio_postgres::types::ToSql + Sync); 11] = [
                &vec![SALON],
                &vec![1_i32],
                &vec![message.seq],
                &vec![status.as_str()],
                &vec![reason],
                &vec![None::<i32>],
                &at,
                &no_time,
                &no_time,
                &no_time,
                &no_time,
            ];
            let statement = admin.prepare_typed(record, &types).await.unwrap();
            admin.execute(&statement, &params).await.unwrap()
        };
        let reason = |status| (status == SendStatus::Failed).then_some("refused");
        admin
            .batch_execute("ALTER TABLE outgoing_messages DROP CONSTRAINT outgoing_messages_sending_at")
            .await
            .unwrap();
        for (rank, status) in ranks.into_iter().enumerate() {
            assert_eq!(set(status, reason(status)).await, u64::from(rank > 0), "{status:?}");
            for lower in &ranks[..=rank] {
                assert_eq!(set(*lower, reason(*lower)).await, 0, "{lower:?} after {status:?}");
            }
        }
    });
}

#[test]
fn failed_message_keeps_its_reason_and_lets_the_next_go() {
    in_a_world(async |world| {
        let (store, fence) = (&world.store, linked(&world.store, SALON, "79006464263").await);
        let [message, _] = ordered(store, &of_number("79160000001"), ["A1", "A2"]).await;
        mark(store, fence, &message).await;
        record(store, &message, &[refused(463), refused(479)]).await;
        let progress = stored(store, &message).await.progress;
        assert_eq!((progress.reason, progress.error), (Some(SendFailure::NewChatRefused), Some(463)));
        let log = log(store).await;
        let facts = log.last().unwrap().data.status().unwrap();
        assert_eq!((facts.reason, facts.error), (Some(SendFailure::NewChatRefused), Some(463)));
        assert_eq!(next_words(store, fence).await, ["A2"]);
        assert_eq!(record(store, &message, &[SendEvent::Delivered]).await, [SendStatus::Delivered], "proof");
        assert_eq!(stored(store, &message).await.progress.reason, None);
    });
}

#[test]
fn messages_that_are_not_ours_change_nothing() {
    in_a_world(async |world| {
        let store = &world.store;
        let new = order(&of_number("79160000001"), "never ordered");
        let foreign = SendReport { whatsapp_id: new.whatsapp_id, event: SendEvent::Read, at: at(7) };
        let recorded = async || store.record_sends(&company(SALON), vec![foreign.clone()]).await.unwrap();
        assert_eq!(recorded().await, [], "there is no log");
        let [message] = ordered(store, &of_number("79160000001"), ["A1"]).await;
        assert_eq!(recorded().await, []);
        let of_another = report(&message, SendEvent::Read);
        assert_eq!(store.record_sends(&company("other"), vec![of_another]).await.unwrap(), []);
        assert_eq!((log(store).await.len(), status(store, &message).await), (1, SendStatus::Queued));
    });
}

#[test]
fn two_stores_that_record_the_same_tell_it_once() {
    in_a_world(async |world| {
        let (store, fence) = (&world.store, linked(&world.store, SALON, "79006464263").await);
        let other = Store::open(config(&world.database.words())).await.unwrap();
        let chats: Vec<_> = (0..8).map(|n| of_number(&format!("7916000000{n}"))).collect();
        let mut messages = Vec::new();
        for chat in &chats {
            let [message] = ordered(store, chat, ["A"]).await;
            mark(store, fence, &message).await;
            messages.push(message);
        }
        let each = |store: Store, backwards: bool| {
            let mut messages = messages.clone();
            async move {
                if backwards {
                    messages.reverse();
                }
                let mut events = [SendEvent::Acknowledged, SendEvent::Delivered, SendEvent::Read];
                if backwards {
                    events.reverse();
                }
                for event in events {
                    let reports = messages.iter().map(|message| report(message, event)).collect();
                    store.record_sends(&company(SALON), reports).await.unwrap();
                }
            }
        };
        tokio::join!(each(store.clone(), false), each(other.clone(), true), each(store.clone(), true));
        for message in &messages {
            let told = told(store, message).await;
            assert!(told.is_sorted_by(|one, next| one < next) && told.last() == Some(&SendStatus::Read), "{told:?}");
        }
        has_no_gaps(store).await;
        assert_eq!(next(store, fence).await, []);
        other.close().await;
    });
}

#[test]
fn message_over_its_time_expires_and_the_next_goes() {
    in_a_world(async |world| {
        let (store, fence) = (&world.store, linked(&world.store, SALON, "79006464263").await);
        let (anna, boris) = (of_number("79160000001"), of_number("79160000002"));
        let soon = |chat, text| {
            let new = order(chat, text);
            NewOutgoing { expires_at: new.at + Duration::from_millis(1), ..new }
        };
        let late: Vec<_> = enqueue(store, &[soon(&anna, "A1"), soon(&boris, "B1")]).await;
        ordered(store, &anna, ["A2"]).await;
        let admin = world.admin().await;
        // One was about to be written before its time was over, and its session has died long ago.
        let written =
            "UPDATE outgoing_messages SET status = 'sending', sending_at = now() - interval '2 minutes' WHERE id = $1";
        admin.execute(written, &[&late[1].message.id.as_str()]).await.unwrap();
        let past = "UPDATE outgoing_messages SET expires_at = now() - interval '1 second' WHERE seq < 3";
        admin.batch_execute(past).await.unwrap();
        assert_eq!(mark(store, fence, &late[0].message).await, Marked::Not);
        let still_time = store.expire_outgoing(Timestamp::UNIX_EPOCH, 100).await.unwrap();
        assert_eq!(still_time, 0, "the caller's clock says that there is time");
        assert_eq!(store.expire_outgoing(Timestamp::MAX_UTC, 100).await.unwrap(), 2);
        assert_eq!(store.expire_outgoing(Timestamp::MAX_UTC, 100).await.unwrap(), 0);
        assert_eq!(told(store, &late[0].message).await, [SendStatus::Queued, SendStatus::Expired]);
        assert_eq!(told(store, &late[1].message).await, [SendStatus::Queued, SendStatus::Unknown]);
        assert_eq!(next_words(store, fence).await, ["A2"]);
    });
}

#[test]
fn message_written_a_moment_ago_does_not_expire() {
    in_a_world(async |world| {
        let (store, fence) = (&world.store, linked(&world.store, SALON, "79006464263").await);
        let [message] = ordered(store, &of_number("79160000001"), ["A1"]).await;
        mark(store, fence, &message).await;
        let past = "UPDATE outgoing_messages SET expires_at = now() - interval '1 second'";
        world.admin().await.batch_execute(past).await.unwrap();
        assert_eq!(store.expire_outgoing(Timestamp::MAX_UTC, 100).await.unwrap(), 0);
        assert_eq!(status(store, &message).await, SendStatus::Sending);
    });
}
