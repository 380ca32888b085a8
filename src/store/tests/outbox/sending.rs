//! From the order to the write: once, in order, under the fence.

use linekeeper_domain::StoreFailure;
use linekeeper_domain::messages::{Chat, SendEvent, SendStatus};
use linekeeper_ports::{CredentialRows, CredentialStore, Marked, NewOutgoing, NextSelect, Outbox, OutgoingId};
use linekeeper_store::Store;

use super::*;
use crate::messages::one;
use crate::support::{World, company, config, failure, in_a_world, linked};

#[test]
fn ordered_message_is_stored_and_told() {
    in_a_world(async |world| {
        let (store, anna) = (&world.store, of_number("79160000001"));
        let new = order(&anna, "at nine");
        let enqueued = enqueue(store, std::slice::from_ref(&new)).await.remove(0);
        assert!(!enqueued.was_known);
        let message = enqueued.message;
        assert_eq!(message.order, Ok(new.order.clone()));
        assert_eq!(
            (&message.whatsapp_id, message.progress.status, message.attempts),
            (&new.whatsapp_id, SendStatus::Queued, 0)
        );
        let other = Store::open(config(&world.database.words())).await.unwrap();
        assert_eq!(stored(&other, &message).await, message, "another process reads it, too");
        let log = log(&other).await;
        let facts = log[0].data.status().unwrap();
        assert_eq!((&facts.chat, &facts.id, facts.status), (&anna, &message.id, SendStatus::Queued));
        assert_eq!((facts.message_id.as_str(), log[0].data.seq), (message.whatsapp_id.as_str(), message.seq));
        assert_eq!(store.outgoing(&company("other"), &message.id).await.unwrap(), None);
        other.close().await;
    });
}

#[test]
fn order_that_is_known_is_stored_once() {
    in_a_world(async |world| {
        let (store, anna) = (&world.store, of_number("79160000001"));
        let of_request = |text: &str, key: &str| {
            let id = OutgoingId::OfRequest { principal: "key:k".to_owned(), key: key.to_owned() };
            NewOutgoing { id, ..order(&anna, text) }
        };
        let first = enqueue(store, &[of_request("a", "1"), of_request("b", "2"), of_request("a", "1")]).await;
        assert_eq!(first.iter().map(|one| one.was_known).collect::<Vec<_>>(), [false, false, true]);
        assert_eq!(first[0].message, first[2].message);
        let other = Store::open(config(&world.database.words())).await.unwrap();
        let again = enqueue(&other, &[of_request("another", "1"), of_request("c", "3")]).await;
        assert_eq!(
            (again[0].was_known, &again[0].message),
            (true, &first[0].message),
            "with the ids that it got first"
        );
        assert!(!again[1].was_known);
        assert_eq!(log(store).await.len(), 3);
        has_no_gaps(store).await;
        other.close().await;
    });
}

#[test]
fn two_stores_that_order_the_same_at_once_store_it_once() {
    in_a_world(async |world| {
        let other = Store::open(config(&world.database.words())).await.unwrap();
        let chats = ["1", "2", "3"].map(|number| of_number(&format!("7916000000{number}")));
        let orders: Vec<_> = (0..20).map(|n| order(&chats[n % 3], &n.to_string())).collect();
        let each = |store: Store| {
            let orders = orders.clone();
            async move {
                let mut new = 0;
                for one in orders {
                    new += usize::from(!enqueue(&store, &[one]).await[0].was_known);
                }
                new
            }
        };
        let (one, two) = tokio::join!(each(world.store.clone()), each(other.clone()));
        assert_eq!(one + two, 20);
        assert_eq!(log(&world.store).await.len(), 20);
        has_no_gaps(&world.store).await;
        other.close().await;
    });
}

#[test]
fn next_of_each_chat_is_its_first_and_replies_come_first() {
    in_a_world(async |world| {
        let (store, fence) = (&world.store, linked(&world.store, SALON, "79006464263").await);
        assert_eq!(next(store, fence).await, [], "there is no log yet");
        let (anna, boris) = (of_number("79160000001"), of_number("79160000002"));
        let [a1, _] = ordered(store, &anna, ["A1", "A2"]).await;
        store.write(&company(SALON), fence, one(&boris, "written")).await.unwrap();
        let [b1, _] = ordered(store, &boris, ["B1", "B2"]).await;
        assert_eq!(next_words(store, fence).await, ["B1", "A1"]);
        let found = next(store, fence).await;
        assert!(found[0].heard_at.is_some() && found[1].heard_at.is_none());
        let select = NextSelect { under_way: vec![b1.seq], limit: 50 };
        let others = store.next_to_send(&company(SALON), fence, select).await.unwrap();
        assert_eq!(others.iter().map(|next| words(&next.message)).collect::<Vec<_>>(), ["A1"]);
        // A reply to a campaign hurries the chat.
        store.write(&company(SALON), fence, one(&anna, "answered")).await.unwrap();
        ordered(store, &anna, ["A3"]).await;
        assert_eq!(next_words(store, fence).await, ["A1", "B1"]);
        for message in [&a1, &b1] {
            assert_eq!(mark(store, fence, message).await, Marked::Write { attempts: 1 });
            assert_eq!(record(store, message, &[SendEvent::Acknowledged]).await, [SendStatus::Sent]);
        }
        assert_eq!(next_words(store, fence).await, ["A2", "B2"]);
    });
}

#[test]
fn only_the_first_of_a_chat_is_marked() {
    in_a_world(async |world| {
        let (store, fence) = (&world.store, linked(&world.store, SALON, "79006464263").await);
        let [first, second] = ordered(store, &of_number("79160000001"), ["A1", "A2"]).await;
        assert_eq!(mark(store, fence, &second).await, Marked::Not);
        assert_eq!(mark(store, fence, &first).await, Marked::Write { attempts: 1 });
        assert_eq!(mark(store, fence, &second).await, Marked::Not, "the first one is not answered yet");
        record(store, &first, &[SendEvent::Unanswered]).await;
        assert_eq!(mark(store, fence, &first).await, Marked::Not, "it is given up");
        assert_eq!(mark(store, fence, &second).await, Marked::Write { attempts: 1 });
        assert_eq!(told(store, &first).await, [SendStatus::Queued, SendStatus::Unknown], "no event tells of a mark");
    });
}

#[test]
fn message_marked_before_a_kill_is_sent_again_with_its_id() {
    in_a_world(async |world| {
        let (store, fence) = (&world.store, linked(&world.store, SALON, "79006464263").await);
        let [message, _] = ordered(store, &of_number("79160000001"), ["A1", "A2"]).await;
        mark(store, fence, &message).await;
        // The process is killed before or after the write: what comes next is the same.
        let other = Store::open(config(&world.database.words())).await.unwrap();
        let new = other.take(&company(SALON)).await.unwrap().fence;
        let found = next(&other, new).await;
        assert_eq!(found.len(), 1);
        let again = &found[0].message;
        assert_eq!((again.progress.status, &again.whatsapp_id), (SendStatus::Sending, &message.whatsapp_id));
        assert_eq!(mark(&other, new, again).await, Marked::Write { attempts: 2 });
        assert_eq!(record(&other, again, &[SendEvent::Acknowledged]).await, [SendStatus::Sent]);
        assert_eq!(next_words(&other, new).await, ["A2"]);
        other.close().await;
    });
}

#[test]
fn line_with_another_owner_sends_nothing() {
    in_a_world(async |world| {
        let (store, old) = (&world.store, linked(&world.store, SALON, "79006464263").await);
        let [message] = ordered(store, &of_number("79160000001"), ["A1"]).await;
        let new = store.take(&company(SALON)).await.unwrap().fence;
        let select = NextSelect { under_way: Vec::new(), limit: 50 };
        assert_eq!(failure(store.next_to_send(&company(SALON), old, select).await), StoreFailure::Fenced);
        assert_eq!(failure(store.mark_sending(&company(SALON), old, message.seq).await), StoreFailure::Fenced);
        assert_eq!(status(store, &message).await, SendStatus::Queued);
        assert_eq!(mark(store, new, &message).await, Marked::Write { attempts: 1 });
        // What the earlier owner learns is true all the same.
        assert_eq!(record(store, &message, &[SendEvent::Acknowledged]).await, [SendStatus::Sent]);
    });
}

#[test]
fn mark_that_meets_a_change_of_owner_waits_and_is_refused() {
    in_a_world(async |world| {
        let (store, old) = (&world.store, linked(&world.store, SALON, "79006464263").await);
        let [message] = ordered(store, &of_number("79160000001"), ["A1"]).await;
        let (admin, holder) = (world.admin().await, world.admin().await);
        holder.batch_execute("BEGIN; UPDATE whatsapp_auth SET fence = fence + 1").await.unwrap();
        let marking = tokio::spawn({
            let (store, seq) = (store.clone(), message.seq);
            async move { store.mark_sending(&company(SALON), old, seq).await }
        });
        world.until_waiting(&admin, 1).await;
        holder.batch_execute("COMMIT").await.unwrap();
        assert_eq!(failure(marking.await.unwrap()), StoreFailure::Fenced);
        assert_eq!(status(store, &message).await, SendStatus::Queued);
    });
}

#[test]
fn mark_that_meets_an_expiry_changes_nothing() {
    in_a_world(async |world| {
        let (store, fence) = (&world.store, linked(&world.store, SALON, "79006464263").await);
        let [message] = ordered(store, &of_number("79160000001"), ["A1"]).await;
        let (admin, holder) = (world.admin().await, world.admin().await);
        let expire = "BEGIN; SELECT FROM message_logs FOR UPDATE;
            UPDATE outgoing_messages SET status = 'expired'; DELETE FROM outgoing_lanes";
        holder.batch_execute(expire).await.unwrap();
        let marking = tokio::spawn({
            let (store, seq) = (store.clone(), message.seq);
            async move { store.mark_sending(&company(SALON), fence, seq).await }
        });
        world.until_waiting(&admin, 1).await;
        holder.batch_execute("COMMIT").await.unwrap();
        assert_eq!(marking.await.unwrap().unwrap(), Marked::Not);
        assert_eq!(status(store, &message).await, SendStatus::Expired);
    });
}

#[test]
fn wipe_of_the_credentials_leaves_the_outbox_alone() {
    in_a_world(async |world| {
        let (store, fence) = (&world.store, linked(&world.store, SALON, "79006464263").await);
        let [message] = ordered(store, &of_number("79160000001"), ["A1"]).await;
        store.wipe(&company(SALON), fence).await.unwrap();
        let fence = linked(store, SALON, "79006464263").await;
        assert_eq!(stored(store, &message).await, message);
        assert_eq!(next_words(store, fence).await, ["A1"]);
    });
}

/// Damages what is stored of an order.
async fn damage(world: &World, message: &super::Outgoing) {
    let sql = "UPDATE outgoing_messages SET content = content || '\\x00'::bytea WHERE id = $1";
    assert_eq!(world.admin().await.execute(sql, &[&message.id.as_str()]).await.unwrap(), 1);
}

#[test]
fn damaged_order_is_told_clearly_and_others_go_on() {
    in_a_world(async |world| {
        let (store, fence) = (&world.store, linked(&world.store, SALON, "79006464263").await);
        let (anna, boris) = (of_number("79160000001"), of_number("79160000002"));
        let [damaged, _] = ordered(store, &anna, ["secret", "A2"]).await;
        ordered(store, &boris, ["B1"]).await;
        damage(&world, &damaged).await;
        let found = next(store, fence).await;
        let error = found[0].message.order.as_ref().unwrap_err();
        assert_eq!((&error.id, words(&found[1].message)), (&damaged.id, "B1".to_owned()));
        assert!(error.to_string().contains(damaged.id.as_str()) && !error.to_string().contains("secret"), "{error}");
        let failed = SendEvent::Failed { reason: linekeeper_domain::messages::SendFailure::Unreadable, error: None };
        assert_eq!(record(store, &damaged, &[failed]).await, [SendStatus::Failed]);
        assert_eq!(next_words(store, fence).await, ["A2", "B1"]);
        assert_eq!(told(store, &damaged).await, [SendStatus::Queued, SendStatus::Failed]);
    });
}

#[test]
fn chats_that_turn_out_to_be_one_keep_order_of_messages() {
    in_a_world(async |world| {
        let (store, fence) = (&world.store, linked(&world.store, SALON, "79006464263").await);
        let lid = Chat { lid: Some("100200300".to_owned()), phone: None, ..of_number("1") };
        let both = Chat { lid: lid.lid.clone(), ..of_number("79160000001") };
        store.write(&company(SALON), fence, one(&lid, "1")).await.unwrap();
        let [first] = ordered(store, &of_number("79160000001"), ["by number"]).await;
        ordered(store, &lid, ["by lid"]).await;
        assert_eq!(next_words(store, fence).await, ["by lid", "by number"]);
        store.write(&company(SALON), fence, one(&both, "2")).await.unwrap();
        assert_eq!(next_words(store, fence).await, ["by number"]);
        assert_eq!(mark(store, fence, &first).await, Marked::Write { attempts: 1 });
        record(store, &first, &[SendEvent::Acknowledged]).await;
        assert_eq!(next_words(store, fence).await, ["by lid"]);
    });
}

#[test]
fn tables_show_neither_words_nor_recipients() {
    in_a_world(async |world| {
        ordered(&world.store, &of_number("79160000001"), ["a secret"]).await;
        let tables = "SELECT string_agg(row::text, ' ') FROM (
                SELECT to_jsonb(t) || jsonb_build_object('c', encode(content, 'escape')) AS row FROM outgoing_messages t
                UNION ALL SELECT to_jsonb(t) FROM outgoing_lanes t) a";
        let text: String = world.admin().await.query_one(tables, &[]).await.unwrap().get(0);
        for hidden in ["secret", "79160000001"] {
            assert!(!text.contains(hidden), "{hidden} in {text}");
        }
    });
}
