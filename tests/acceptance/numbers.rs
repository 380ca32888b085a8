//! Requests for another number than the linked one.

use linekeeper_acceptance::{NEW_PHONE, OLD_PHONE, SALON, World};
use serde_json::json;

const PAIRING: &str = "/api/whatsapp/sessions/997441/pairing";

/// Asserts that the old phone is still linked and that no code was requested.
async fn is_untouched(world: &World, codes: u64) {
    assert_eq!(world.status(SALON).await["linked"], true);
    assert_eq!(world.simulator.devices(OLD_PHONE).await, 1);
    assert_eq!(world.service.stored_phone(SALON).await.as_deref(), Some(OLD_PHONE));
    assert_eq!(world.codes_issued().await, codes);
}

#[tokio::test]
async fn another_number_is_refused_to_a_connected_salon() {
    let world = World::fresh().await;
    let mut owner = world.service.browser(SALON).await;
    world.link_on(&mut owner, OLD_PHONE).await;
    let codes = world.codes_issued().await;

    let (status, problem) = world.service.post_json(PAIRING, &json!({ "phoneNumber": NEW_PHONE })).await;
    assert_eq!((status, problem["code"].as_str()), (409, Some("PHONE_MISMATCH")), "{problem}");
    assert_eq!(
        (problem["storedPhone"].as_str(), problem["userAction"].as_str()),
        (Some("7993•••••48"), Some("change_number"))
    );
    let mut stranger = world.service.browser(SALON).await;
    let frame = json!({ "type": "request-pairing-code", "phoneNumber": NEW_PHONE, "requestId": "r1" });
    stranger.send(frame).await;
    let error = stranger.frame("pairing-code-error").await;
    assert_eq!((error["code"].as_str(), error["requestId"].as_str()), (Some("PHONE_MISMATCH"), Some("r1")), "{error}");
    assert_eq!(error["storedPhone"], "7993•••••48");
    is_untouched(&world, codes).await;
    assert_eq!(world.status(SALON).await["state"], "connected");

    // The owner's client gets no frame about it.
    owner.send(json!({ "type": "ping" })).await;
    while let frame = owner.next().await.expect("an open socket")
        && frame["type"] != "pong"
    {
        assert!(frame["type"] == "session-state" || frame["type"] == "whatsapp-connected", "{frame}");
    }
}

#[tokio::test]
async fn another_number_stays_refused_after_a_kill_and_a_disconnect() {
    let world = World::fresh().await;
    world.link(SALON, OLD_PHONE).await;
    let codes = world.codes_issued().await;
    let world = world.killed_and_restarted().await;
    let (status, problem) = world.service.post_json(PAIRING, &json!({ "phoneNumber": NEW_PHONE })).await;
    assert_eq!((status, problem["code"].as_str()), (409, Some("PHONE_MISMATCH")), "{problem}");
    let disconnect = world.service.post(&format!("/api/whatsapp/sessions/{SALON}/disconnect")).await;
    assert_eq!(disconnect.status(), 200);
    let (status, problem) = world.service.post_json(PAIRING, &json!({ "phoneNumber": NEW_PHONE })).await;
    assert_eq!((status, problem["code"].as_str()), (409, Some("PHONE_MISMATCH")), "{problem}");
    assert_eq!(world.status(SALON).await["code"], "DISCONNECTED");
    is_untouched(&world, codes).await;
}

#[tokio::test]
async fn a_change_of_number_is_in_the_journal_with_both_numbers() {
    let world = World::fresh().await;
    world.link(SALON, OLD_PHONE).await;
    let mut page = world.service.browser(SALON).await;
    page.state("connected").await;
    let wish = json!({ "phoneNumber": NEW_PHONE, "changeNumber": true });
    let (status, answer) = world.service.post_json(PAIRING, &wish).await;
    assert_eq!(status, 202, "{answer}");
    let code = page.code().await;
    let early = world.service.events(SALON).await;
    assert!(early.iter().all(|entry| entry["event"] != "number_changed"), "nothing has changed yet");
    world.type_code(NEW_PHONE, &code).await;
    page.line_of(NEW_PHONE).await;
    world.service.noted(SALON, "number_changed").await;
    let changes = world.service.events(SALON).await;
    let changes: Vec<_> = changes.iter().filter(|entry| entry["event"] == "number_changed").collect();
    assert_eq!(changes.len(), 1, "{changes:?}");
    assert_eq!(changes[0]["reason"], "from 7993•••••48 to 7900•••••63");
    assert_eq!(changes[0]["correlationId"], answer["correlationId"]);
    assert!(changes[0]["principal"].as_str().is_some_and(|who| who.starts_with("key:")), "{changes:?}");
}

#[tokio::test]
async fn a_qr_replaces_a_linked_phone_only_by_consent() {
    let world = World::fresh().await;
    world.link(SALON, OLD_PHONE).await;
    let mut page = world.service.browser(SALON).await;
    page.state("connected").await;
    page.send(json!({ "type": "request-qr" })).await;
    page.frame("whatsapp-connected").await;
    assert_eq!(world.simulator.devices(OLD_PHONE).await, 1);
    page.send(json!({ "type": "request-qr", "changeNumber": true })).await;
    let qr = page.frame("qr-code").await["qr"].as_str().unwrap().to_owned();
    let (status, answer) = world.simulator.scan(NEW_PHONE, &qr).await;
    assert_eq!(status, 200, "{answer}");
    page.line_of(NEW_PHONE).await;
    assert_eq!(world.service.stored_phone(SALON).await.as_deref(), Some(NEW_PHONE));
    world.simulator.without_devices(OLD_PHONE).await;
}

#[tokio::test]
async fn wait_after_a_removal_survives_a_reset_and_a_kill() {
    let world = World::fresh().await;
    world.link(SALON, NEW_PHONE).await;
    let codes = world.codes_issued().await;
    let mut page = world.owner_page(SALON).await;
    page.state("connected").await;
    world.simulator.unlink(NEW_PHONE).await;
    assert_eq!(page.state("error").await["code"], "REMOVED_AFTER_LINK");
    let reset = world.service.post(&format!("/api/whatsapp/sessions/{SALON}/reset")).await;
    assert_eq!(reset.status(), 200);
    page.state("idle").await;
    let code = json!({ "type": "request-pairing-code", "phoneNumber": NEW_PHONE, "overrideWait": true });
    let qr = json!({ "type": "request-qr", "overrideWait": true });
    for frame in [&code, &qr] {
        page.send(frame.clone()).await;
        let refused = page.frame("pairing-code-error").await;
        assert_eq!(refused["code"], "REMOVED_AFTER_LINK");
        let left = refused["retryAfterMs"].as_u64().unwrap();
        assert!((1_000_000..=1_800_000).contains(&left), "{refused}");
    }
    let world = world.killed_and_restarted().await;
    for body in [json!({ "phoneNumber": NEW_PHONE }), json!({ "method": "qr" })] {
        let (status, problem) = world.service.post_json(PAIRING, &body).await;
        assert_eq!((status, problem["code"].as_str()), (409, Some("REMOVED_AFTER_LINK")), "{problem}");
        assert!(problem["retryAfterMs"].as_u64().unwrap() <= 1_800_000, "{problem}");
    }
    assert_eq!(world.codes_issued().await, codes);
    let wish = json!({ "method": "qr", "overrideWait": true });
    assert_eq!(world.service.post_json(PAIRING, &wish).await.0, 202);
    // The journal is written asynchronously.
    let lifted = async || {
        let events = world.service.events(SALON).await;
        events.iter().filter(|entry| entry["event"] == "wait_lifted").count()
    };
    let written = async {
        while lifted().await == 0 {
            tokio::task::yield_now().await;
        }
    };
    tokio::time::timeout(linekeeper_harness::DEADLINE, written).await.expect("who lifted the wait is in the journal");
    assert_eq!(lifted().await, 1);
}
