//! Validates every frame on the wire, and the events of a line, against `/asyncapi.json` of the same service.

use jsonschema::Validator;
use linekeeper_acceptance::{NEW_PHONE, SALON, World};
use linekeeper_harness::{Browser, Frame};
use serde_json::{Value, json};

use crate::messages::{events_of, keeping};
use crate::outages::shut;

/// The AsyncAPI document, and the message types validated so far.
struct Document {
    document: Value,
    seen: Vec<String>,
}

impl Document {
    async fn of(world: &World) -> Self {
        let answer =
            world.service.fetch(world.service.request_of_nobody(linekeeper_harness::Method::GET, "/asyncapi.json"));
        let document = answer.await.json().await.expect("JSON");
        Self { document, seen: Vec::new() }
    }

    /// Strict schema of this operation's message of that type; unknown properties fail.
    fn validator(&self, operation: &str, kind: &str) -> Validator {
        let channel = self.document["operations"][operation]["channel"]["$ref"].as_str().expect("a channel");
        let place = json!({ "$ref": format!("{channel}/messages/{kind}") });
        let messages = self.document["operations"][operation]["messages"].as_array().expect("messages");
        assert!(messages.contains(&place), "{kind} is not among the frames of {operation}");
        let mut schema = self.document["components"]["messages"][kind]["payload"].clone();
        schema["components"] = json!({ "schemas": self.document["components"]["schemas"] });
        schema["unevaluatedProperties"] = json!(false);
        jsonschema::draft202012::new(&schema).expect("a schema")
    }

    fn check(&mut self, operation: &str, frame: &Value) {
        let kind = frame["type"].as_str().unwrap_or_else(|| panic!("no type: {frame}")).to_owned();
        let validator = self.validator(operation, &kind);
        validator.validate(frame).unwrap_or_else(|error| panic!("{kind}: {error} in {frame}"));
        self.seen.push(kind);
    }
}

/// WebSocket client that validates every frame, sent and received.
struct Page {
    browser: Browser,
    document: Document,
    /// Operations for frames it sends and for frames it receives.
    operations: [&'static str; 2],
}

impl Page {
    /// Client of one session's socket.
    fn of_session(browser: Browser, document: Document) -> Self {
        Self { browser, document, operations: ["receiveFrames", "sendFrames"] }
    }

    /// Client of the dashboard's socket.
    fn of_board(browser: Browser, document: Document) -> Self {
        Self { browser, document, operations: ["receiveBoardFrames", "sendBoardFrames"] }
    }

    async fn send(&mut self, frame: Value) {
        self.document.check(self.operations[0], &frame);
        self.browser.send(frame).await;
    }

    /// Returns the first frame of this type; earlier ones are validated too.
    async fn frame(&mut self, kind: &str) -> Frame {
        self.until(kind, |frame| frame["type"] == kind).await
    }

    async fn state(&mut self, state: &str) -> Frame {
        self.until(state, |frame| frame["type"] == "session-state" && frame["state"] == state).await
    }

    async fn until(&mut self, what: &str, fits: impl Fn(&Frame) -> bool) -> Frame {
        loop {
            let frame = self.browser.next().await.unwrap_or_else(|| panic!("the socket closed before {what}"));
            self.document.check(self.operations[1], &frame);
            if fits(&frame) {
                return frame;
            }
        }
    }
}

#[tokio::test]
async fn session_frames_match_the_asyncapi_document() {
    let world = World::fresh().await;
    let links = format!("/api/whatsapp/sessions/{SALON}/onboarding-links");
    let (status, link) = world.service.post_json(&links, &json!({})).await;
    assert_eq!(status, 201, "{link}");
    let browser = world.service.stranger(SALON, &[]).await.expect("let in to say who it is");
    let mut page = Page::of_session(browser, Document::of(&world).await);

    page.send(json!({ "type": "authenticate", "token": link["token"], "requestId": "a" })).await;
    page.frame("authenticated").await;
    page.state("idle").await;
    page.send(json!({ "type": "ping", "requestId": "p" })).await;
    page.frame("pong").await;
    page.browser.send(json!({ "type": "dance", "requestId": "d" })).await;
    assert_eq!(page.frame("error").await["requestId"], "d");
    page.send(json!({ "type": "request-pairing-code", "phoneNumber": "no number" })).await;
    assert_eq!(page.frame("pairing-code-error").await["code"], "INVALID_PHONE");

    page.send(json!({ "type": "request-qr", "correlationId": "story-1" })).await;
    page.frame("qr-code").await;
    page.send(json!({ "type": "cancel-pairing" })).await;
    page.state("idle").await;
    page.send(json!({ "type": "request-pairing-code", "phoneNumber": "8 (900) 646-42-63", "requestId": "c" })).await;
    let code = page.frame("pairing-code").await;
    world.simulator.demand_passkey(NEW_PHONE, "with-options").await;
    let typed = world.simulator.typing(NEW_PHONE, code["code"].as_str().expect("a code"));
    let challenge = page.frame("passkey-challenge").await;
    let assertion = world.simulator.assertion(NEW_PHONE, &challenge["options"]).await;
    let id = &challenge["challengeId"];
    page.send(json!({ "type": "answer-passkey", "challengeId": id, "assertion": assertion, "requestId": "k" })).await;
    page.frame("passkey-accepted").await;
    page.frame("passkey-code").await;
    world.simulator.passkey_step(NEW_PHONE, "pairing-request").await;
    page.send(json!({ "type": "confirm-passkey", "challengeId": id })).await;
    world.simulator.confirm_passkey(NEW_PHONE).await;
    page.frame("whatsapp-connected").await;
    assert_eq!(typed.await.expect("no panic").0, 200);
    page.send(json!({ "type": "reset-whatsapp-credentials", "requestId": "r" })).await;
    page.frame("credentials-reset").await;

    // Frames that do not occur without a failure.
    let rare = ["reset-error"];
    let messages = page.document.document["channels"]["session"]["messages"].as_object().expect("messages").clone();
    for kind in messages.keys().filter(|kind| !rare.contains(&kind.as_str())) {
        assert!(page.document.seen.contains(kind), "{kind} was not seen");
    }
}

#[tokio::test]
async fn reset_error_matches_the_asyncapi_document() {
    let world = World::fresh().await;
    let document = Document::of(&world).await;
    let mut page = Page::of_session(world.service.browser(SALON).await, document);
    page.state("idle").await;
    let _shut = shut(&world.database).await;
    page.send(json!({ "type": "reset-whatsapp-credentials" })).await;
    assert_eq!(page.frame("reset-error").await["error"], "STORE_UNAVAILABLE");
}

#[tokio::test]
async fn dashboard_frames_match_the_asyncapi_document() {
    let world = World::fresh().await;
    let dashboard = world.service.dashboard(&[]).await.expect("let in");
    let mut page = Page::of_board(dashboard, Document::of(&world).await);
    page.send(json!({ "type": "watch" })).await;
    let mut seen = page.frame("sessions").await;
    page.send(json!({ "type": "ping", "requestId": "p" })).await;
    page.frame("pong").await;
    page.browser.send(json!({ "type": "dance" })).await;
    page.frame("error").await;
    world.link(SALON, NEW_PHONE).await;
    let row = |frame: &Value| frame["sessions"].as_array().and_then(|rows| rows.first().cloned()).unwrap_or_default();
    while row(&seen)["state"] != "connected" {
        page.send(json!({ "type": "ack", "seq": seen["seq"] })).await;
        seen = page.frame("sessions").await;
    }
    assert_eq!((&row(&seen)["companyId"], &row(&seen)["linked"]), (&json!(SALON), &json!(true)));
    assert!(!seen.to_string().contains(NEW_PHONE), "numbers are masked: {seen}");
}

#[tokio::test]
async fn events_of_a_line_match_the_asyncapi_document() {
    const CUSTOMER: &str = "79160000001";
    let world = keeping().await;
    let to = |to: &str, id: &str, content: Value| json!({ "to": to, "id": id, "content": content });
    for order in [
        to(NEW_PHONE, "ASK", json!({ "type": "text", "text": "Open?" })),
        to(NEW_PHONE, "EDIT", json!({ "type": "edit", "message": "ASK", "text": "Open on Monday?" })),
        to(NEW_PHONE, "PLACE", json!({ "type": "location", "latitude": 55.75, "longitude": 37.61, "name": "Here" })),
        to(NEW_PHONE, "CARD", json!({ "type": "contact", "name": "Anna", "vcard": "BEGIN:VCARD\nEND:VCARD" })),
        to(NEW_PHONE, "FILE", json!({ "type": "image", "caption": "Like this" })),
    ] {
        world.simulator.order(CUSTOMER, &order).await;
    }
    events_of(&world, "message.", 5).await;
    let mut answer = to(CUSTOMER, "ANSWER", json!({ "type": "text", "text": "At nine" }));
    answer["quoting"] = json!("ASK");
    world.simulator.order(NEW_PHONE, &answer).await;
    world
        .simulator
        .order(NEW_PHONE, &to(CUSTOMER, "LIKE", json!({ "type": "reaction", "message": "ASK", "emoji": "👍" })))
        .await;
    world.simulator.order(CUSTOMER, &to(NEW_PHONE, "GONE", json!({ "type": "revoke", "message": "ASK" }))).await;
    events_of(&world, "message.", 8).await;
    // A state that is over before it is told is left out.
    events_of(&world, "session.", 2).await;
    world.simulator.unlink(NEW_PHONE).await;
    events_of(&world, "session.logged_out", 1).await;

    let mut document = Document::of(&world).await;
    for event in events_of(&world, "", 11).await {
        document.check("sendEvents", &event);
        document.validator("sendWebhooks", event["type"].as_str().expect("a type"));
    }
    // What does not occur without a failure, or without a message that is sent.
    let rare = [
        "message.status",
        "message.undecryptable",
        "message.recovered",
        "message.unrecoverable",
        "session.disconnected",
        "session.passkey_required",
    ];
    let all = document.document["channels"]["events"]["messages"].as_object().expect("messages").clone();
    for kind in all.keys().filter(|kind| !rare.contains(&kind.as_str())) {
        assert!(document.seen.contains(kind), "{kind} was not seen");
    }
}
