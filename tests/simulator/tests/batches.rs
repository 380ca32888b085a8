//! Many texts in one call.

use std::collections::{BTreeMap, HashSet};

use linekeeper_simulator::{MessageView, MessagesFilter, Simulator};
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};
use wacore::types::events::Event;

use crate::client::{Store, eventually, linked, simulator};
use crate::control::Process;

const SALON: &str = "79006464263";
const FIRST: &str = "79990000000";

fn order(order: &Value) -> linekeeper_simulator::BatchOrder {
    serde_json::from_value(order.clone()).unwrap()
}

async fn all(simulator: &Simulator) -> Vec<MessageView> {
    let (mut messages, mut after) = (Vec::new(), 0);
    loop {
        let wanted = MessagesFilter { after: Some(after), ..MessagesFilter::default() };
        let page = simulator.messages(None, &wanted).await.unwrap();
        messages.extend(page.messages);
        after = page.next;
        if !page.more {
            return messages;
        }
    }
}

#[tokio::test]
async fn batch_at_once_reaches_a_connected_device_completely() {
    const TEXTS: usize = 3_000;
    let simulator = simulator().await;
    let (client, _) = linked(&simulator, SALON, &Store::new()).await;
    let batch = json!({ "to": [SALON], "contacts": { "first": FIRST, "count": 30 }, "count": TEXTS, "text": "n" });
    let sent = simulator.send_batch(&order(&batch)).await.unwrap();
    assert_eq!((sent.sent, sent.done, sent.error), (TEXTS as u64, true, None));
    let mut seen = HashSet::new();
    while seen.len() < TEXTS {
        let texts = client
            .event(|event| match event {
                Event::Messages(batch) => {
                    Some(batch.iter().filter_map(|inbound| inbound.message.conversation.clone()).collect::<Vec<_>>())
                }
                _ => None,
            })
            .await;
        for text in texts {
            assert!(seen.insert(text.clone()), "{text} came twice");
        }
    }
    let taken = eventually(&simulator, || async {
        let messages = all(&simulator).await;
        let is_taken = |message: &MessageView| message.deliveries[0].acknowledged.is_some();
        messages.iter().all(is_taken).then_some(messages)
    });
    let messages = taken.await;
    assert_eq!(messages.len(), TEXTS);
    assert!(messages.iter().all(|message| message.deliveries[0].times == 1));
    let mut chats: BTreeMap<&str, u64> = BTreeMap::new();
    for message in &messages {
        let last = chats.entry(&message.from).or_default();
        assert_eq!(message.chat_seq, *last + 1);
        *last = message.chat_seq;
    }
    assert_eq!((chats.len(), chats.values().copied().max()), (30, Some(100)));
}

#[tokio::test]
async fn batch_is_spread_over_contacts_and_lines() {
    let simulator = simulator().await;
    let other = "79006464264";
    let batch = json!({ "to": [SALON, other], "contacts": { "first": FIRST, "count": 2 }, "count": 5 });
    simulator.send_batch(&order(&batch)).await.unwrap();
    let seen: Vec<_> = all(&simulator).await.into_iter().map(|one| (one.from, one.to, one.text.unwrap())).collect();
    let second = "79990000001";
    let wanted = [(FIRST, SALON), (FIRST, other), (second, SALON), (second, other), (FIRST, SALON)];
    let wanted = (1..).zip(wanted).map(|(n, (from, to))| (from.to_owned(), to.to_owned(), format!("message {n}")));
    assert_eq!(seen, wanted.collect::<Vec<_>>());
}

#[tokio::test]
async fn paced_batch_is_watched_and_cancelled() {
    let simulator = simulator().await;
    let paced = |count: u64, pace: u32| {
        order(&json!({ "to": [SALON], "contacts": { "first": FIRST, "count": 1 }, "count": count, "perSecond": pace }))
    };
    let whole = simulator.send_batch(&paced(20, 200)).await.unwrap();
    let done = eventually(&simulator, || async {
        let view = simulator.batch(whole.batch).await.unwrap();
        view.done.then_some(view)
    });
    assert_eq!(done.await.sent, 20);
    let times: Vec<i64> = all(&simulator).await.iter().map(|message| message.at).collect();
    assert!(times[19] - times[0] >= 90, "20 texts at 200 per second take 95 ms: {times:?}");

    let slow = simulator.send_batch(&paced(1000, 1)).await.unwrap();
    assert!(!slow.done);
    let cancelled = simulator.cancel_batch(slow.batch).await.unwrap();
    assert!(cancelled.done && cancelled.sent < 1000 && cancelled.error.is_some());
}

#[tokio::test]
async fn batches_are_controlled_over_http() {
    let process = Process::start(&[]);
    let contacts = json!({ "first": FIRST, "count": 3 });
    let body = json!({ "to": [SALON], "contacts": contacts, "count": 7 }).to_string();
    let (status, sent) = process.call(Method::POST, "/batches", Some(&body)).await;
    let view = json!({ "batch": 1, "sent": 7, "count": 7, "done": true });
    assert_eq!((status, &sent), (StatusCode::OK, &view));
    assert_eq!(process.call(Method::GET, "/batches/1", None).await, (StatusCode::OK, view.clone()));
    assert_eq!(process.call(Method::DELETE, "/batches/1", None).await, (StatusCode::OK, view));
    for bad in [
        json!({ "to": [], "contacts": contacts, "count": 7 }),
        json!({ "to": ["x"], "contacts": contacts, "count": 7 }),
        json!({ "to": [SALON], "contacts": { "first": "x", "count": 1 }, "count": 7 }),
        json!({ "to": [SALON], "contacts": { "first": FIRST, "count": 0 }, "count": 7 }),
        json!({ "to": [SALON], "contacts": { "first": "999999999999999", "count": 2 }, "count": 7 }),
        json!({ "to": [SALON], "contacts": contacts, "count": 0 }),
        json!({ "to": [SALON], "contacts": contacts, "count": 1, "perSecond": 0 }),
        json!({ "to": [SALON], "contacts": contacts, "count": 1, "text": "x".repeat(70_000) }),
    ] {
        let (status, problem) = process.call(Method::POST, "/batches", Some(&bad.to_string())).await;
        assert_eq!(status, StatusCode::BAD_REQUEST, "{problem}");
    }
    assert_eq!(process.call(Method::GET, "/batches/9", None).await.0, StatusCode::BAD_REQUEST);
}
