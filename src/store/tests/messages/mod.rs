//! The log of messages: what is received under a fence, in which order, how often, and what is left after deletions.

mod deletions;
mod files;

use std::collections::HashMap;

use linekeeper_domain::StoreFailure;
use linekeeper_domain::messages::{
    Chat, ChatKind, Content, EventDocument, EventId, EventType, InboundItem, MessageFacts, MessageKey, NewEvent,
    Origin, Person,
};
use linekeeper_ports::{Batch, CredentialRows, CredentialStore, Fence, KeyDelete, MessageLog};
use linekeeper_store::Store;

use crate::support::{at, company, config, failure, ids, in_a_world, linked, put, puts};

const SALON: &str = "997441";

fn direct(lid: Option<&str>, phone: Option<&str>) -> Chat {
    let text = |text: Option<&str>| text.map(str::to_owned);
    Chat { kind: ChatKind::Direct, lid: text(lid), phone: text(phone), group: None }
}

pub(crate) fn of_number(phone: &str) -> Chat {
    direct(None, Some(phone))
}

fn text((chat, id): (&Chat, &str), text: &str) -> InboundItem {
    let facts = MessageFacts {
        chat: chat.clone(),
        sender: Person { lid: chat.lid.clone(), phone: chat.phone.clone() },
        from_me: false,
        sender_name: None,
        message_id: id.to_owned(),
        sent_at: at(0),
        origin: Origin::Live,
        content: Some(Content::Text { text: text.to_owned() }),
        reply_to: None,
        target: None,
        reaction: None,
        forwarded: false,
        expires_in_seconds: None,
    };
    let event =
        NewEvent { id: EventId::from_random(rand::random()), kind: EventType::MessageReceived, facts, file: None };
    let name = chat.names().next().unwrap();
    let key = MessageKey { chat: name.clone(), sender: name, id: id.to_owned() };
    InboundItem { key, event: Some(Box::new(event)) }
}

/// A batch of texts, whose pending rows are deleted with it.
pub(crate) fn batch(texts: impl IntoIterator<Item = (Chat, String)>) -> Batch {
    let texts: Vec<_> = texts.into_iter().collect();
    let delete = |(_, id): &(Chat, String)| KeyDelete::Id { key_type: "pending-message", key_id: id.clone() };
    let deletes = texts.iter().map(delete).collect();
    Batch { deletes, inbound: texts.iter().map(|(chat, id)| text((chat, id), id)).collect(), ..Batch::default() }
}

pub(crate) fn one(chat: &Chat, id: &str) -> Batch {
    batch([(chat.clone(), id.to_owned())])
}

async fn receive(store: &Store, fence: Fence, batch: Batch) {
    store.write(&company(SALON), fence, batch).await.unwrap();
}

async fn log(store: &Store) -> Vec<EventDocument> {
    let (mut all, mut after) = (Vec::new(), 0);
    loop {
        let page = store.events(&company(SALON), after, 200).await.unwrap();
        let Some(last) = page.events.last() else { return all };
        after = last.data.seq;
        all.extend(page.events);
    }
}

fn message(event: &EventDocument) -> &MessageFacts {
    event.data.message().expect("an event of a message")
}

/// Ids of the messages, with the places of their events in log and chat.
pub(crate) fn places(log: &[EventDocument]) -> Vec<(&str, i64, i64)> {
    log.iter().map(|event| (message(event).message_id.as_str(), event.data.seq, event.data.chat_seq)).collect()
}

#[test]
fn messages_are_read_in_the_order_in_which_they_came() {
    in_a_world(async |world| {
        let (store, fence) = (&world.store, linked(&world.store, SALON, "79006464263").await);
        assert_eq!(store.events(&company(SALON), 0, 200).await.unwrap().last_seq, 0, "there is no log yet");
        let (anna, boris) = (of_number("79160000001"), of_number("79160000002"));
        receive(store, fence, one(&anna, "A1")).await;
        receive(store, fence, batch([(boris.clone(), "B1".into()), (anna.clone(), "A2".into())])).await;
        let read = log(store).await;
        assert_eq!(places(&read), [("A1", 1, 1), ("B1", 2, 1), ("A2", 3, 2)]);
        assert_eq!(message(&read[0]).content, Some(Content::Text { text: "A1".to_owned() }));
        let page = store.events(&company(SALON), 1, 1).await.unwrap();
        assert_eq!((places(&page.events), page.last_seq, page.first_seq), (vec![("B1", 2, 1)], 3, Some(1)));
        let other = Store::open(config(&world.database.words())).await.unwrap();
        assert_eq!(log(&other).await, read, "another process reads it, too");
        other.close().await;
    });
}

#[test]
fn log_says_which_messages_it_has_seen() {
    in_a_world(async |world| {
        let (store, fence) = (&world.store, linked(&world.store, SALON, "79006464263").await);
        let anna = of_number("79160000001");
        let without_event = InboundItem { event: None, ..text((&anna, "A0"), "keys") };
        let keys = || ["A0", "A1", "A2"].map(|id| text((&anna, id), id).key).to_vec();
        let seen = async |store: &Store| store.has_seen(&company(SALON), keys()).await.unwrap();
        assert_eq!(seen(store).await, [false; 3], "there is no log yet");
        receive(store, fence, Batch { inbound: vec![without_event], ..one(&anna, "A1") }).await;
        receive(store, fence, one(&anna, "A2")).await;
        assert_eq!(seen(store).await, [true, false, true], "with an event or without");
        assert_eq!(store.has_seen(&company("other"), keys()).await.unwrap(), [false; 3]);
        assert_eq!(store.has_seen(&company(SALON), Vec::new()).await.unwrap(), [false; 0]);
        let other = Store::open(config(&world.database.words())).await.unwrap();
        assert_eq!(seen(&other).await, [true, false, true], "another process sees it, too");
        store.delete_log(&company(SALON)).await.unwrap();
        receive(store, fence, one(&anna, "A1")).await;
        assert_eq!(seen(&other).await, [false, true, false], "by the key of the log that was begun anew");
        other.close().await;
    });
}

#[test]
fn message_that_comes_again_is_in_the_log_once() {
    in_a_world(async |world| {
        let (store, fence) = (&world.store, linked(&world.store, SALON, "79006464263").await);
        let anna = of_number("79160000001");
        receive(store, fence, one(&anna, "A1")).await;
        for _ in 0..2 {
            receive(store, fence, puts([put("pending-message", "A1", "kept"), put("pending-message", "A2", "kept")]))
                .await;
            receive(store, fence, batch(["A1", "A2", "A2"].map(|id| (anna.clone(), id.to_owned())))).await;
            assert_eq!(ids(store, &company(SALON), "pending-message").await, [""; 0], "the pending rows are gone");
        }
        assert_eq!(places(&log(store).await), [("A1", 1, 1), ("A2", 2, 2)]);
        // The same id of another sender is another message.
        receive(store, fence, one(&of_number("79160000002"), "A1")).await;
        assert_eq!(log(store).await.len(), 3);
    });
}

#[test]
fn message_without_an_event_is_seen_and_not_told() {
    in_a_world(async |world| {
        let (store, fence) = (&world.store, linked(&world.store, SALON, "79006464263").await);
        let mut quiet = one(&of_number("79160000001"), "A1");
        quiet.inbound[0].event = None;
        receive(store, fence, quiet).await;
        assert!(log(store).await.is_empty());
        receive(store, fence, one(&of_number("79160000001"), "A1")).await;
        assert!(log(store).await.is_empty(), "it has been seen");
    });
}

#[test]
fn batch_under_an_older_fence_adds_nothing() {
    in_a_world(async |world| {
        let (store, old) = (&world.store, linked(&world.store, SALON, "79006464263").await);
        let anna = of_number("79160000001");
        receive(store, old, one(&anna, "A1")).await;
        let new = store.take(&company(SALON)).await.unwrap().fence;
        let refused = store.write(&company(SALON), old, one(&anna, "A2")).await;
        assert_eq!(failure(refused), StoreFailure::Fenced);
        assert_eq!(places(&log(store).await), [("A1", 1, 1)]);
        receive(store, new, one(&anna, "A2")).await;
        assert_eq!(places(&log(store).await), [("A1", 1, 1), ("A2", 2, 2)]);
    });
}

#[test]
fn log_outlasts_a_wipe_of_the_credentials() {
    in_a_world(async |world| {
        let (store, fence) = (&world.store, linked(&world.store, SALON, "79006464263").await);
        let anna = of_number("79160000001");
        receive(store, fence, one(&anna, "A1")).await;
        store.wipe(&company(SALON), fence).await.unwrap();
        let fence = linked(store, SALON, "79006464263").await;
        receive(store, fence, one(&anna, "A2")).await;
        assert_eq!(places(&log(store).await), [("A1", 1, 1), ("A2", 2, 2)]);
    });
}

#[test]
fn learning_the_number_of_a_lid_begins_no_second_chat() {
    in_a_world(async |world| {
        let (store, fence) = (&world.store, linked(&world.store, SALON, "79006464263").await);
        let (lid, phone) = ("100200300", "79160000001");
        for (chat, id) in [
            (direct(Some(lid), None), "1"),
            (direct(Some(lid), Some(phone)), "2"),
            (of_number(phone), "3"),
            (direct(Some("7"), None), "4"),
            (of_number("8"), "5"),
            (direct(Some("7"), Some("8")), "6"),
            (direct(Some("7"), None), "7"),
        ] {
            receive(store, fence, one(&chat, id)).await;
        }
        let chats: Vec<_> = log(store).await.iter().map(|event| event.data.chat_seq).collect();
        assert_eq!(chats, [1, 2, 3, 1, 1, 2, 3]);
    });
}

#[test]
fn tables_show_neither_words_nor_people() {
    in_a_world(async |world| {
        let (store, fence) = (&world.store, linked(&world.store, SALON, "79006464263").await);
        let mut batch = one(&direct(Some("100200300"), Some("79160000001")), "3EB0AAAA");
        batch.inbound[0].event.as_mut().unwrap().facts.content = Some(Content::Text { text: "a secret".to_owned() });
        receive(store, fence, batch).await;
        let tables = "SELECT string_agg(row::text, ' ') FROM (
                SELECT to_jsonb(t) AS row FROM message_logs t UNION ALL SELECT to_jsonb(t) FROM message_chats t
                UNION ALL SELECT to_jsonb(t) FROM message_chat_names t UNION ALL SELECT to_jsonb(t) FROM seen_messages t
                UNION ALL SELECT to_jsonb(t) || jsonb_build_object('p', encode(payload, 'escape')) FROM message_events t) a";
        let text: String = world.admin().await.query_one(tables, &[]).await.unwrap().get(0);
        for hidden in ["secret", "100200300", "79160000001", "3EB0AAAA"] {
            assert!(!text.contains(hidden), "{hidden} in {text}");
        }
    });
}

#[test]
fn both_slots_and_processes_leave_no_gap() {
    in_a_world(async |world| {
        let fence = linked(&world.store, SALON, "79006464263").await;
        let other = Store::open(config(&world.database.words())).await.unwrap();
        let chats = ["1", "2", "3"].map(of_number);
        let write = |store: Store, who: usize| {
            let chats = chats.clone();
            async move {
                for round in 0..30 {
                    let texts =
                        (0..1 + round % 4).map(|n| (chats[(who + n) % 3].clone(), format!("{who}-{round}-{n}")));
                    store.write(&company(SALON), fence, batch(texts)).await.unwrap();
                }
            }
        };
        tokio::join!(write(world.store.clone(), 0), write(other.clone(), 1), write(world.store.clone(), 2));
        let read = log(&world.store).await;
        assert!(read.iter().map(|event| event.data.seq).eq(1..=read.len() as i64));
        let mut last = HashMap::<Chat, i64>::new();
        for event in &read {
            let last = last.entry(message(event).chat.clone()).or_default();
            assert_eq!(event.data.chat_seq, *last + 1);
            *last += 1;
        }
        other.close().await;
    });
}

#[test]
fn messages_forgotten_count_as_new() {
    in_a_world(async |world| {
        let (store, fence) = (&world.store, linked(&world.store, SALON, "79006464263").await);
        let anna = of_number("79160000001");
        receive(store, fence, one(&anna, "A1")).await;
        let now = linekeeper_ports::Clock::now(&linekeeper_ports::SystemClock) + std::time::Duration::from_secs(60);
        assert_eq!(store.prune_seen(now, 100).await.unwrap(), 1);
        receive(store, fence, one(&anna, "A1")).await;
        assert_eq!(places(&log(store).await), [("A1", 1, 1), ("A1", 2, 2)]);
    });
}

#[test]
fn page_of_long_messages_ends_early_and_the_next_goes_on() {
    in_a_world(async |world| {
        let (store, fence) = (&world.store, linked(&world.store, SALON, "79006464263").await);
        let anna = of_number("79160000001");
        let long = "ж".repeat(300_000);
        let inbound = (0..40).map(|n| text((&anna, &n.to_string()), &long)).collect();
        receive(store, fence, Batch { inbound, ..Batch::default() }).await;
        let page = store.events(&company(SALON), 0, 200).await.unwrap();
        assert!((2..10).contains(&page.events.len()), "{}", page.events.len());
        assert_eq!(log(store).await.len(), 40);
    });
}
