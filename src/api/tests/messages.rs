//! Messages to send: what is taken, refused and shown.

use linekeeper_domain::messages::{SendEvent, SendReport};
use linekeeper_ports::Outbox as _;
use serde_json::json;

use super::*;

const MESSAGES: &str = "/api/whatsapp/sessions/997441/messages";
const OUTBOX: &str = "/api/whatsapp/sessions/997441/outbox";

fn text(words: &str) -> Value {
    json!({ "to": { "phone": "8 916 000-00-01" }, "content": { "kind": "text", "text": words } })
}

async fn send(api: &Api, key: &str, body: &Value) -> (u16, Value) {
    let request = TestRequest::with_uri(MESSAGES).method(Method::POST).insert_header(("idempotency-key", key));
    api.answer_to(request.set_json(body)).await
}

async fn ordered(api: &Api, key: &str) -> Value {
    let (status, answer) = send(api, key, &text("hello")).await;
    assert_eq!(status, 202, "{answer}");
    answer
}

#[actix_web::test]
async fn order_is_stored_and_shown_with_its_number_in_digits() {
    let api = Api::new().await;
    let sent = ordered(&api, "k1").await;
    assert_eq!(sent["chat"]["phone"], "79160000001");
    assert_eq!((&sent["status"], &sent["attempts"], &sent["sentAt"]), (&json!("queued"), &json!(0), &Value::Null));
    let (_, shown) = api.answer(Method::GET, &format!("{MESSAGES}/{}", sent["id"].as_str().unwrap())).await;
    assert_eq!(shown, sent);
    let (_, page) = api.answer(Method::GET, &format!("{MESSAGES}?phone=%2B79160000001")).await;
    assert_eq!(page, json!({ "messages": [sent], "next": null }));
    let (status, _) = api.answer(Method::GET, &format!("{MESSAGES}/msg_aaaaaaaaaaaaaaaa")).await;
    assert_eq!(status, 404);
}

#[actix_web::test]
async fn key_is_required_and_means_one_message() {
    let api = Api::new().await;
    let (status, answer) = api.send(Method::POST, MESSAGES, text("hello")).await;
    assert_eq!(status, 400);
    assert!(answer["detail"].as_str().unwrap().contains("idempotency-key"), "{answer}");
    let first = ordered(&api, "k1").await;
    assert_eq!(ordered(&api, "\"k1\"").await["id"], first["id"]);
    let (status, answer) = send(&api, "k1", &text("something else")).await;
    assert_eq!(status, 422, "{answer}");
    assert_eq!(api.outbox.messages(&"997441".parse().unwrap()).len(), 1);
}

#[actix_web::test]
async fn order_that_cannot_be_sent_is_refused_with_its_field() {
    let api = Api::new().await;
    let with = |to: Value, content: Value| json!({ "to": to, "content": content });
    let phone = json!({ "phone": "79160000001" });
    let hello = json!({ "kind": "text", "text": "hello" });
    let past = json!({ "to": phone, "content": hello, "expiresAt": "2020-01-01T00:00:00Z" });
    for (body, field) in [
        (with(json!({ "phone": "12" }), hello.clone()), "to.phone"),
        (with(json!({ "group": "x" }), hello.clone()), "to.group"),
        (with(phone.clone(), json!({ "kind": "text", "text": "  " })), "content.text"),
        (with(phone.clone(), json!({ "kind": "text", "text": "x".repeat(65_537) })), "content.text"),
        (with(phone, json!({ "kind": "location", "latitude": 91, "longitude": 0 })), "content.latitude"),
        (past, "expiresAt"),
    ] {
        let (status, answer) = send(&api, field, &body).await;
        assert_eq!(status, 422, "{answer}");
        assert!(answer["detail"].as_str().unwrap().starts_with(field), "{answer}");
    }
    for body in [json!({}), json!([]), json!({ "to": { "phone": "1", "lid": "2" }, "content": hello })] {
        assert_eq!(send(&api, "k", &body).await.0, 400);
    }
    assert!(api.outbox.messages(&"997441".parse().unwrap()).is_empty());
}

#[actix_web::test]
async fn long_text_is_taken_and_a_longer_body_is_not() {
    let api = Api::new().await;
    assert_eq!(send(&api, "k1", &text(&"ж".repeat(65_536))).await.0, 202);
    let (status, answer) = send(&api, "k2", &json!({ "padding": "x".repeat(3 * 1024 * 1024) })).await;
    assert_eq!(status, 413, "{answer}");
}

#[actix_web::test]
async fn outbox_is_bounded_and_takes_repetitions_while_there_is_room() {
    let api = Api::new().await;
    for key in ["k1", "k2", "k3"] {
        ordered(&api, key).await;
    }
    let (status, answer) = send(&api, "k4", &text("hello")).await;
    assert_eq!((status, &answer["code"]), (429, &json!("TOO_MANY_REQUESTS")), "{answer}");
    let company = "997441".parse().unwrap();
    let first = api.outbox.messages(&company)[0].whatsapp_id.clone();
    let report = SendReport { whatsapp_id: first, event: SendEvent::Delivered, at: api.clock.now() };
    api.outbox.record_sends(&company, vec![report]).await.unwrap();
    ordered(&api, "k4").await;
    let (_, outbox) = api.answer(Method::GET, OUTBOX).await;
    let counts = json!([{ "status": "queued", "messages": 3 }, { "status": "delivered", "messages": 1 }]);
    assert_eq!(outbox, json!({ "counts": counts, "perMinute": 20, "burst": 5, "heldUntil": null }));
}

#[actix_web::test]
async fn full_log_and_dead_database_take_no_order() {
    let api = Api::new().await;
    api.state.log_space.set(false);
    let (status, answer) = send(&api, "k1", &text("hello")).await;
    assert_eq!((status, &answer["code"]), (503, &json!("STORE_UNAVAILABLE")), "{answer}");
    api.state.log_space.set(true);
    api.outbox.set_down(true);
    let (status, answer) = send(&api, "k1", &text("hello")).await;
    assert_eq!((status, &answer["code"]), (503, &json!("STORE_UNAVAILABLE")), "{answer}");
    api.outbox.set_down(false);
    assert!(api.outbox.messages(&"997441".parse().unwrap()).is_empty());
}

#[actix_web::test]
async fn line_that_is_not_connected_says_so() {
    let api = Api::new().await;
    let chat = json!({ "phone": "79160000001" });
    let target = json!({ "messageId": "3EB0", "fromMe": false });
    for (path, body) in [
        ("chats/typing", json!({ "chat": chat, "state": "composing" })),
        ("chats/read", json!({ "chat": chat, "messages": [target] })),
        ("numbers/check", json!({ "numbers": ["79160000001"] })),
    ] {
        let (status, answer) = api.send(Method::POST, &format!("/api/whatsapp/sessions/997441/{path}"), body).await;
        assert_eq!((status, &answer["code"]), (409, &json!("NOT_CONNECTED")), "{path}: {answer}");
    }
}

#[actix_web::test]
async fn senseless_requests_to_a_line_are_refused_first() {
    let api = Api::new().await;
    let group = json!({ "group": "120363040506070809" });
    let target = json!({ "messageId": "3EB0", "fromMe": false });
    for (path, body) in [
        ("chats/typing", json!({ "chat": { "phone": "1" }, "state": "paused" })),
        ("chats/read", json!({ "chat": { "phone": "79160000001" }, "messages": [] })),
        ("chats/read", json!({ "chat": group, "messages": [target] })),
        ("numbers/check", json!({ "numbers": [] })),
        ("numbers/check", json!({ "numbers": ["79160000001", "no"] })),
        ("numbers/check", json!({ "numbers": vec!["79160000001"; 51] })),
    ] {
        let (status, answer) = api.send(Method::POST, &format!("/api/whatsapp/sessions/997441/{path}"), body).await;
        assert_eq!(status, 422, "{path}: {answer}");
    }
}

#[actix_web::test]
async fn service_without_messages_sends_none() {
    let mut api = Api::new().await;
    api.state.sends = None;
    assert_eq!(send(&api, "k1", &text("hello")).await.0, 404);
    for path in [OUTBOX, "/api/whatsapp/sessions/997441/messages?phone=79160000001"] {
        assert_eq!(api.answer(Method::GET, path).await.0, 404);
    }
}
