//! What people write to a line: in the feed once and in order, whatever happens to the process and the database.

use std::time::Duration;

use linekeeper_acceptance::{NEW_PHONE, SALON, World};
use linekeeper_harness::{DEADLINE, Database};
use serde_json::{Value, json};

use crate::databases::until;
use crate::outages::shut;

const CUSTOMER: &str = "79160000001";
const OTHER: &str = "79160000002";

pub(crate) fn feed() -> String {
    format!("/api/whatsapp/sessions/{SALON}/feed")
}

/// A linked line whose messages are kept.
pub(crate) async fn keeping() -> World {
    let world = World::on(Database::fresh().await, |options| options.set("MESSAGES__ENABLED", "true")).await;
    world.link(SALON, NEW_PHONE).await;
    world
}

/// The whole feed.
async fn whole_feed(world: &World) -> Vec<Value> {
    let page = world.service.json(&format!("{}?limit=200", feed())).await;
    page["events"].as_array().cloned().unwrap_or_default()
}

/// The events whose types begin so, once there are this many; every one of them.
pub(crate) async fn events_of(world: &World, begins: &str, count: usize) -> Vec<Value> {
    let read = async {
        loop {
            let mut events = whole_feed(world).await;
            events.retain(|event| event["type"].as_str().is_some_and(|kind| kind.starts_with(begins)));
            if events.len() >= count {
                return events;
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    };
    let events = tokio::time::timeout(DEADLINE, read).await;
    events.unwrap_or_else(|_| panic!("the feed never had {count} events {begins}\n{}", world.service.log()))
}

/// The events of messages, once there are this many.
async fn events(world: &World, count: usize) -> Vec<Value> {
    events_of(world, "message.", count).await
}

/// Returns once the last text that was sent is on its way to the line.
async fn until_written(world: &World, text: &str) {
    until("the text is written to the line", async || {
        let sent = world.simulator.sent_after(0).await;
        let last = sent["messages"].as_array().and_then(|messages| messages.last()).cloned().unwrap_or_default();
        assert!(last.to_string().contains(text), "{last}");
        last["deliveries"].as_array().is_some_and(|all| all.iter().any(|one| one["times"] != 0))
    })
    .await;
}

/// The texts of a feed.
fn texts(events: &[Value]) -> Vec<&str> {
    events.iter().map(|event| event["data"]["content"]["text"].as_str().unwrap_or_default()).collect()
}

/// Asserts that the places in the log, in each chat and among the events of the session have no gap.
pub(crate) async fn no_gaps(world: &World) {
    let mut chats = std::collections::HashMap::<String, i64>::new();
    for (place, event) in (1..).zip(&whole_feed(world).await) {
        let data = &event["data"];
        assert_eq!(data["seq"], place, "{event}");
        let last = chats.entry(data["chat"].to_string()).or_default();
        *last += 1;
        assert_eq!(data["chatSeq"], *last, "{event}");
    }
}

#[tokio::test]
async fn text_of_a_customer_and_the_answer_on_the_phone_are_told() {
    let world = keeping().await;
    world.simulator.send(CUSTOMER, NEW_PHONE, ("When are you open?", 1)).await;
    events(&world, 1).await;
    world.simulator.send(NEW_PHONE, CUSTOMER, ("At nine", 1)).await;
    let told = events(&world, 2).await;
    assert_eq!(texts(&told), ["When are you open?", "At nine"]);
    assert_eq!((&told[0]["type"], &told[1]["type"]), (&json!("message.received"), &json!("message.sent_from_phone")));
    assert_eq!((&told[0]["data"]["fromMe"], &told[1]["data"]["fromMe"]), (&json!(false), &json!(true)));
    for event in &told {
        assert_eq!(event["data"]["chat"]["phone"], CUSTOMER, "{event}");
        assert_eq!(event["data"]["companyId"], SALON);
    }
    assert_eq!(told[0]["data"]["sender"]["phone"], CUSTOMER);
    no_gaps(&world).await;
    let log = world.service.whole_log();
    assert!(!log.contains("When are you open?") && !log.contains(CUSTOMER), "the log is for many");
    let metrics = world.service.get("/metrics").await.text().await.expect("a text");
    assert!(metrics.contains("linekeeper") && !metrics.contains(CUSTOMER));
}

#[tokio::test]
async fn texts_of_an_absence_are_told_in_order_after_a_kill() {
    let world = keeping().await;
    world.simulator.send(CUSTOMER, NEW_PHONE, ("before", 1)).await;
    events(&world, 1).await;
    for round in 0..3 {
        world.simulator.send(CUSTOMER, NEW_PHONE, (&format!("a{round}"), 1)).await;
        world.simulator.send(OTHER, NEW_PHONE, (&format!("b{round}"), 1)).await;
    }
    let world = world.killed_and_restarted().await;
    for round in 3..6 {
        world.simulator.send(CUSTOMER, NEW_PHONE, (&format!("a{round}"), 1)).await;
        world.simulator.send(OTHER, NEW_PHONE, (&format!("b{round}"), 1)).await;
    }
    let told = events(&world, 13).await;
    assert_eq!(told.len(), 13, "{:?}", texts(&told));
    no_gaps(&world).await;
    for who in ["a", "b"] {
        let of: Vec<_> = texts(&told).into_iter().filter(|text| text.starts_with(who) && text.len() == 2).collect();
        assert_eq!(of, (0..6).map(|round| format!("{who}{round}")).collect::<Vec<_>>());
    }
}

#[tokio::test]
async fn outage_of_the_database_holds_texts_back_and_keeps_the_line() {
    let world = keeping().await;
    world.simulator.send(CUSTOMER, NEW_PHONE, ("before", 1)).await;
    events(&world, 1).await;
    crate::outages::until_nothing_is_written(&world).await;
    let connections = world.simulator.stat("connectionsTotal").await;
    let database = shut(&world.database).await;
    world.simulator.send(CUSTOMER, NEW_PHONE, ("during", 1)).await;
    until_written(&world, "during").await;
    database.open().await;
    let told = events(&world, 2).await;
    assert_eq!(texts(&told), ["before", "during"]);
    world.simulator.send(CUSTOMER, NEW_PHONE, ("after", 1)).await;
    assert_eq!(texts(&events(&world, 3).await), ["before", "during", "after"]);
    assert_eq!(world.simulator.stat("connectionsTotal").await, connections, "the line is the one of before");
}

#[tokio::test]
async fn full_log_holds_texts_back_and_keeps_the_line() {
    let world = World::on(Database::fresh().await, |options| {
        options.set("MESSAGES__ENABLED", "true").set("MESSAGES__QUOTA_MB", "1")
    })
    .await;
    world.link(SALON, NEW_PHONE).await;
    let connections = world.simulator.stat("connectionsTotal").await;
    let long = "long ".repeat(3_000);
    // All of them but the last leave some of the 1 MB.
    let count = 63;
    world.simulator.send(CUSTOMER, NEW_PHONE, (&long, 62)).await;
    events(&world, 62).await;
    world.simulator.send(CUSTOMER, NEW_PHONE, (&long, 1)).await;
    events(&world, count).await;
    let is_full = async || world.service.metrics().await.value("linekeeper_message_log_full", &[]) == Some(1.0);
    until("1 MB is used up", is_full).await;
    let service = world.service.json("/api/dashboard/service").await;
    assert_eq!(service["troubles"][0]["kind"], "message_log_full");
    world.simulator.send(CUSTOMER, NEW_PHONE, ("during", 1)).await;
    until_written(&world, "during").await;
    assert_eq!(events(&world, count).await.len(), count);
    assert_eq!(world.simulator.phone(NEW_PHONE).await["devices"][0]["queued"], 1, "it is not acknowledged");
    world.service.delete(&feed()).await;
    world.simulator.until_delivered(NEW_PHONE).await;
    assert_eq!(texts(&events(&world, 1).await), ["during"]);
    assert_eq!(world.simulator.stat("connectionsTotal").await, connections, "the line is the one of before");
}

#[tokio::test]
async fn log_outlasts_a_reset_and_another_linking() {
    let world = keeping().await;
    world.simulator.send(CUSTOMER, NEW_PHONE, ("before", 1)).await;
    events(&world, 1).await;
    assert_eq!(world.service.post(&format!("/api/whatsapp/sessions/{SALON}/reset")).await.status(), 200);
    world.link(SALON, NEW_PHONE).await;
    world.simulator.send(CUSTOMER, NEW_PHONE, ("after", 1)).await;
    let told = events(&world, 2).await;
    assert_eq!(texts(&told), ["before", "after"]);
    no_gaps(&world).await;
}

#[tokio::test]
async fn nothing_is_kept_where_nobody_asked_for_it() {
    let world = World::fresh().await;
    world.link(SALON, NEW_PHONE).await;
    world.simulator.send(CUSTOMER, NEW_PHONE, ("When are you open?", 1)).await;
    world.simulator.until_delivered(NEW_PHONE).await;
    let (status, problem) = linekeeper_harness::Service::json_of(world.service.get(&feed()).await).await;
    assert_eq!((status, &problem["code"]), (404, &json!("NOT_FOUND")));
    let rows = "SELECT (SELECT count(*) FROM message_logs) + (SELECT count(*) FROM seen_messages)";
    let kept: i64 = world.database.connect().await.query_one(rows, &[]).await.unwrap().get(0);
    assert_eq!(kept, 0);
}
