//! Messages that callers of the API send: once each, in the order of their chat, whatever happens to the line and the process.

use linekeeper_acceptance::{NEW_PHONE, SALON, World};
use linekeeper_harness::{Answer, Database, Method, Response};
use serde_json::{Value, json};

use crate::databases::until;
use crate::messages::{events_of, no_gaps};

const CUSTOMER: &str = "79160000001";
const OTHER: &str = "79160000002";

fn path(rest: &str) -> String {
    format!("/api/whatsapp/sessions/{SALON}/{rest}")
}

/// A linked line that sends without waiting, and a customer's phone.
async fn sending() -> World {
    let settings =
        [("MESSAGES__ENABLED", "true"), ("MESSAGES__SENDS_PER_MINUTE", "6000"), ("MESSAGES__SENDS_BURST", "100")];
    let world = World::on(Database::fresh().await, |options| options.set_all(&settings)).await;
    for number in [CUSTOMER, OTHER] {
        world.simulator.receipts(number, &json!({ "deliveryReceipts": true, "readReceipts": true })).await;
    }
    world.link(SALON, NEW_PHONE).await;
    world
}

async fn post(world: &World, (rest, key): (&str, Option<&str>), body: &Value) -> Response {
    let request = world.service.request_to(Method::POST, &path(rest)).json(body);
    let request = match key {
        Some(key) => request.header("idempotency-key", key),
        None => request,
    };
    world.service.fetch(request).await
}

fn text(to: &str, text: &str) -> Value {
    json!({ "to": { "phone": to }, "content": { "kind": "text", "text": text } })
}

/// Orders a text; returns what was answered.
async fn send(world: &World, key: &str, (to, words): (&str, &str)) -> Value {
    let answer = post(world, ("messages", Some(key)), &text(to, words)).await;
    assert_eq!(answer.status(), 202, "{}", world.service.log());
    let location = answer.headers()["location"].to_str().expect("text").to_owned();
    let sent: Value = answer.json().await.expect("JSON");
    assert_eq!(location, path(&format!("messages/{}", sent["id"].as_str().expect("an id"))));
    sent
}

async fn state_of(world: &World, sent: &Value) -> Value {
    world.service.json(&path(&format!("messages/{}", sent["id"].as_str().expect("an id")))).await
}

async fn until_status(world: &World, sent: &Value, wanted: &str) -> Value {
    until(&format!("the message is {wanted}"), async || state_of(world, sent).await["status"] == wanted).await;
    state_of(world, sent).await
}

/// Statuses that the feed tells of a message.
async fn told(world: &World, sent: &Value, last: &str) -> Vec<String> {
    let of_message = |event: &&Value| event["data"]["id"] == sent["id"];
    let now = async || {
        let events = events_of(world, "message.status", 1).await;
        let found = events.iter().filter(of_message).filter_map(|event| event["data"]["status"].as_str());
        found.map(str::to_owned).collect::<Vec<String>>()
    };
    until(&format!("the feed tells that it is {last}"), async || now().await.iter().any(|status| status == last)).await;
    now().await
}

fn id_of(sent: &Value) -> &str {
    sent["messageId"].as_str().expect("WhatsApp's id")
}

#[tokio::test]
async fn answer_reaches_the_phone_and_its_ticks_are_told() {
    let world = sending().await;
    let sent = send(&world, "answer-1", (CUSTOMER, "At ten o'clock")).await;
    assert_eq!((&sent["status"], &sent["chat"]["phone"]), (&json!("queued"), &json!(CUSTOMER)));
    let taken = world.simulator.until_taken(CUSTOMER, id_of(&sent)).await;
    assert_eq!(taken["content"]["text"], "At ten o'clock");
    until_status(&world, &sent, "delivered").await;
    world.simulator.open_chat(CUSTOMER, NEW_PHONE).await;
    let read = until_status(&world, &sent, "read").await;
    assert!(read["deliveredAt"].is_string() && read["readAt"].is_string() && read["reason"].is_null(), "{read}");
    let statuses = told(&world, &sent, "read").await;
    let ranks: Vec<_> =
        ["queued", "sent", "delivered", "read"].into_iter().filter(|one| statuses.iter().any(|s| s == one)).collect();
    assert_eq!(statuses, ranks, "each once, and none goes back");
    no_gaps(&world).await;
    let page = world.service.json(&path(&format!("messages?phone={CUSTOMER}"))).await;
    assert_eq!((&page["messages"][0]["id"], &page["next"]), (&sent["id"], &Value::Null), "{page}");
    let outbox = world.service.json(&path("outbox")).await;
    assert_eq!(
        (&outbox["counts"], &outbox["heldUntil"]),
        (&json!([{ "status": "read", "messages": 1 }]), &Value::Null)
    );
    let (log, metrics) = (world.service.whole_log(), world.service.metrics().await);
    assert!(!log.contains("At ten") && !log.contains(CUSTOMER), "the log is for many");
    assert_eq!(metrics.sum_of("linekeeper_messages_sent_total", &[("status", "read")]), 1.0);
}

#[tokio::test]
async fn repeated_order_is_one_message() {
    let world = sending().await;
    let first = send(&world, "key-1", (CUSTOMER, "once")).await;
    let again = post(&world, ("messages", Some("key-1")), &text(CUSTOMER, "once")).await;
    assert_eq!(again.headers()["idempotent-replayed"], "true");
    assert_eq!(again.json::<Value>().await.expect("JSON")["id"], first["id"]);
    until_status(&world, &first, "delivered").await;
    let world = world.killed_and_restarted().await;
    assert_eq!(send(&world, "key-1", (CUSTOMER, "once")).await["id"], first["id"], "also after a restart");
    assert_eq!(world.simulator.taken(CUSTOMER).await.len(), 1);
    let other = post(&world, ("messages", Some("key-1")), &text(CUSTOMER, "twice")).await;
    assert_eq!(other.status(), 422);
    let none = post(&world, ("messages", None), &text(CUSTOMER, "no key")).await;
    assert_eq!(none.status(), 400);
    assert!(none.text().await.expect("text").contains("idempotency-key"));
}

#[tokio::test]
async fn line_that_is_away_sends_in_order_when_it_is_back() {
    let world = sending().await;
    assert_eq!(world.service.post(&path("disconnect")).await.status(), 200);
    let mut sent = Vec::new();
    for number in 1..=5 {
        sent.push(send(&world, &format!("key-{number}"), (CUSTOMER, &format!("text {number}"))).await);
    }
    let refused =
        post(&world, ("chats/typing", None), &json!({ "chat": { "phone": CUSTOMER }, "state": "composing" })).await;
    assert_eq!(
        (refused.status().as_u16(), &refused.json::<Value>().await.expect("JSON")["code"]),
        (409, &json!("NOT_CONNECTED"))
    );
    assert_eq!(state_of(&world, &sent[0]).await["status"], "queued");
    assert_eq!(world.service.post(&path("restart")).await.status(), 200);
    until_status(&world, &sent[4], "delivered").await;
    let taken = world.simulator.taken(CUSTOMER).await;
    let texts: Vec<&str> = taken.iter().filter_map(|one| one["content"]["text"].as_str()).collect();
    assert_eq!(texts, ["text 1", "text 2", "text 3", "text 4", "text 5"]);
    assert!(taken.iter().all(|one| one["times"] == 1), "{taken:?}");
}

#[tokio::test]
async fn kill_between_two_steps_sends_each_message_once() {
    let world = sending().await;
    // Delivered, and never acknowledged.
    world.simulator.fault_json(json!({ "at": "message-send", "number": NEW_PHONE, "answer": "hang" })).await;
    let hangs = send(&world, "key-1", (CUSTOMER, "delivered without an ack")).await;
    world.simulator.until_taken(CUSTOMER, id_of(&hangs)).await;
    let world = world.killed_and_restarted().await;
    until_status(&world, &hangs, "delivered").await;
    // Lost with its connection before WhatsApp has it, and the process dies with it.
    world
        .simulator
        .fault_json(json!({ "at": "message-send", "number": NEW_PHONE, "answer": "drop", "times": 0 }))
        .await;
    let dropped = send(&world, "key-2", (CUSTOMER, "cut off")).await;
    until("it was about to be written", async || state_of(&world, &dropped).await["attempts"] != 0).await;
    let world = world.killed_and_restarted().await;
    world.simulator.mend().await;
    until_status(&world, &dropped, "delivered").await;
    // Ordered a moment before.
    let queued = send(&world, "key-3", (CUSTOMER, "ordered last")).await;
    let world = world.killed_and_restarted().await;
    until_status(&world, &queued, "delivered").await;
    let taken = world.simulator.taken(CUSTOMER).await;
    let ids: Vec<&Value> = taken.iter().map(|one| &one["id"]).collect();
    assert_eq!(ids, [&hangs["messageId"], &dropped["messageId"], &queued["messageId"]], "each once for the person");
    no_gaps(&world).await;
}

#[tokio::test]
async fn refusal_of_whatsapp_is_told_and_holds_new_chats_back() {
    let world = sending().await;
    world.simulator.fault("message-send", Answer::Code(463)).await;
    let refused = send(&world, "key-1", (CUSTOMER, "Spring sale!")).await;
    let state = until_status(&world, &refused, "failed").await;
    assert_eq!((&state["reason"], &state["error"]), (&json!("new_chat_refused"), &json!(463)));
    let outbox = world.service.json(&path("outbox")).await;
    assert!(outbox["heldUntil"].is_string(), "{outbox}");
    let metrics = world.service.metrics().await;
    assert_eq!(metrics.sum_of("linekeeper_send_failures_total", &[("reason", "new_chat_refused")]), 1.0);
}

#[tokio::test]
async fn chats_and_numbers_are_asked_for_over_the_line() {
    let world = sending().await;
    world.simulator.send(CUSTOMER, NEW_PHONE, ("hello", 1)).await;
    let heard = events_of(&world, "message.received", 1).await;
    let target = json!({ "messageId": heard[0]["data"]["messageId"], "fromMe": false, "sender": null });
    let read =
        post(&world, ("chats/read", None), &json!({ "chat": { "phone": CUSTOMER }, "messages": [target] })).await;
    assert_eq!(read.status(), 204, "{}", world.service.log());
    until("the customer sees that it was read", async || {
        world.simulator.sent_after(0).await["messages"][0]["deliveries"].to_string().contains("\"read\":")
    })
    .await;
    for state in ["composing", "paused"] {
        let shown =
            post(&world, ("chats/typing", None), &json!({ "chat": { "phone": CUSTOMER }, "state": state })).await;
        assert_eq!(shown.status(), 204);
    }
    until("the customer sees it", async || {
        world.simulator.presence_after(0).await["entries"].as_array().is_some_and(|all| all.len() >= 2)
    })
    .await;
    world.simulator.receipts("79169999999", &json!({ "onWhatsapp": false })).await;
    let numbers = json!({ "numbers": [format!("+{CUSTOMER}"), "8 916 999-99-99", OTHER] });
    let checked: Value = post(&world, ("numbers/check", None), &numbers).await.json().await.expect("JSON");
    let known: Vec<&Value> =
        checked["numbers"].as_array().expect("a list").iter().map(|one| &one["onWhatsapp"]).collect();
    assert_eq!(known, [true, false, true], "{checked}");
    let nobody = send(&world, "key-1", ("79169999999", "hello?")).await;
    assert_eq!(until_status(&world, &nobody, "failed").await["reason"], "not_on_whatsapp");
}
