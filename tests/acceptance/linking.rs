//! Linking, and the failures that once prevented it.

use linekeeper_acceptance::{NEW_PHONE, OLD_PHONE, OTHER_SALON, SALON, World};
use linekeeper_harness::{Answer, Database};
use serde_json::json;

#[tokio::test]
async fn a_fresh_salon_links_its_phone_by_code() {
    let world = World::fresh().await;
    let mut page = world.service.browser(SALON).await;
    let first = page.next().await.unwrap();
    assert_eq!((first["type"].as_str(), first["state"].as_str()), (Some("session-state"), Some("idle")));

    page.send(json!({ "type": "request-pairing-code", "phoneNumber": "8 (900) 646-42-63", "requestId": "r1" })).await;
    let frame = page.frame("pairing-code").await;
    assert_eq!((frame["phoneNumber"].as_str(), frame["requestId"].as_str()), (Some(NEW_PHONE), Some("r1")));
    assert!(frame["expiresAt"].is_string() && frame["correlationId"].is_string(), "{frame}");
    world.type_code(NEW_PHONE, frame["code"].as_str().unwrap()).await;

    let connected = page.frame("whatsapp-connected").await;
    assert_eq!(connected["phoneNumber"], "7900•••••63");
    assert_eq!(world.service.stored_phone(SALON).await.as_deref(), Some(NEW_PHONE));
    assert_eq!(world.simulator.devices(NEW_PHONE).await, 1);
}

#[tokio::test]
async fn a_salon_links_its_phone_by_qr() {
    let world = World::fresh().await;
    let mut page = world.service.browser(SALON).await;
    page.send(json!({ "type": "request-qr" })).await;
    let frame = page.frame("qr-code").await;
    assert!(frame["svg"].as_str().unwrap().contains("<svg"));
    let (status, answer) = world.simulator.scan(NEW_PHONE, frame["qr"].as_str().unwrap()).await;
    assert_eq!(status, 200, "{answer}");
    page.state("connected").await;
    assert_eq!(world.service.stored_phone(SALON).await.as_deref(), Some(NEW_PHONE));
}

#[tokio::test]
async fn a_change_of_number_keeps_the_line_until_it_is_done() {
    let world = World::fresh().await;
    world.link(SALON, OLD_PHONE).await;

    let mut page = world.service.browser(SALON).await;
    page.change_number(NEW_PHONE).await;
    let code = page.code().await;
    assert_eq!(world.simulator.devices(OLD_PHONE).await, 1, "the line stands");
    assert_eq!(world.status(SALON).await["state"], "connected");
    world.type_code(NEW_PHONE, &code).await;
    page.line_of(NEW_PHONE).await;
    world.simulator.without_devices(OLD_PHONE).await;
    assert_eq!(world.service.stored_phone(SALON).await.as_deref(), Some(NEW_PHONE));
}

#[tokio::test]
async fn pairing_of_another_phone_supersedes_an_unfinished_one() {
    let world = World::fresh().await;
    let mut first = world.service.browser(SALON).await;
    first.request_code(OLD_PHONE).await;
    let old_code = first.code().await;
    assert_eq!(world.service.stored_phone(SALON).await.as_deref(), Some(OLD_PHONE));

    let mut second = world.service.browser(SALON).await;
    second.request_code(NEW_PHONE).await;
    let told = first.frame("pairing-code-error").await;
    assert_eq!(told["code"], "SUPERSEDED");
    let code = second
        .until("the new code", |frame| frame["type"] == "pairing-code" && frame["phoneNumber"] == NEW_PHONE)
        .await;

    let (status, _) = world.simulator.enter_code(OLD_PHONE, &old_code).await;
    assert_eq!(status, 409, "the cancelled code still works");
    world.type_code(NEW_PHONE, code["code"].as_str().unwrap()).await;
    second.state("connected").await;
}

#[tokio::test]
async fn unfinished_pairing_does_not_block_one_after_a_restart() {
    let world = World::fresh().await;
    let mut page = world.service.browser(SALON).await;
    page.request_code(OLD_PHONE).await;
    page.code().await;
    let world = world.killed_and_restarted().await;

    let mut page = world.service.browser(SALON).await;
    world.link_on(&mut page, NEW_PHONE).await;
}

#[tokio::test]
async fn rapid_requests_from_five_sockets_share_one_code() {
    let world = World::fresh().await;
    let mut pages = Vec::new();
    for _ in 0..5 {
        pages.push(world.service.browser(SALON).await);
    }
    for _ in 0..4 {
        for page in &mut pages {
            page.request_code(NEW_PHONE).await;
        }
    }
    let mut codes = Vec::new();
    for page in &mut pages {
        codes.push(page.code().await);
    }
    codes.dedup();
    assert_eq!(codes.len(), 1, "{codes:?}");
    assert_eq!(world.codes_issued().await, 1);
    world.type_code(NEW_PHONE, &codes[0]).await;
    for page in &mut pages {
        page.state("connected").await;
    }
}

#[tokio::test]
async fn repeated_requests_do_not_flood_another_socket() {
    let world = World::on(Database::fresh().await, |options| options.set("LIMITS__FRAMES_BURST", "1000")).await;
    let mut noisy = world.service.browser(SALON).await;
    noisy.request_code(NEW_PHONE).await;
    noisy.code().await;
    let mut quiet = world.service.browser(SALON).await;
    quiet.state("pairing_code_sent").await;
    for _ in 0..100 {
        noisy.request_code(NEW_PHONE).await;
        noisy.code().await;
    }
    quiet.send(json!({ "type": "ping" })).await;
    let mut told = 0;
    while let frame = quiet.next().await.expect("an open socket")
        && frame["type"] != "pong"
    {
        told += usize::from(frame["type"] == "pairing-code");
    }
    assert!(told <= 1, "told {told} times of one code");
}

#[tokio::test]
async fn reopened_socket_finds_the_pairing_of_the_closed_one() {
    let world = World::fresh().await;
    let mut page = world.service.browser(SALON).await;
    page.request_code(NEW_PHONE).await;
    page.state("creating").await;
    page.close().await;

    let mut back = world.service.browser(SALON).await;
    let shown = back
        .until("a code in the snapshot", |frame| frame["type"] == "session-state" && frame["liveCode"].is_object())
        .await["liveCode"]["code"]
        .clone();
    back.request_code(NEW_PHONE).await;
    let again = back.code().await;
    assert_eq!(shown, again.as_str());
    assert_eq!(world.codes_issued().await, 1);
    world.type_code(NEW_PHONE, &again).await;
    back.state("connected").await;
}

#[tokio::test]
async fn unanswered_code_request_times_out_and_the_next_works() {
    let database = Database::fresh().await;
    let world = World::on(database, |options| options.set("PAIRING__BUDGET_SECONDS", "2")).await;
    world.simulator.fault("pair-code", Answer::Hang).await;
    let mut page = world.service.browser(SALON).await;
    page.request_code(NEW_PHONE).await;
    let error = page.frame("pairing-code-error").await;
    assert_eq!((error["code"].as_str(), error["userAction"].as_str()), (Some("PAIRING_TIMEOUT"), Some("retry")));
    assert_eq!(world.status(SALON).await["code"], "PAIRING_TIMEOUT");

    world.link_on(&mut page, NEW_PHONE).await;
}

#[tokio::test]
async fn refusal_has_a_code_a_message_and_a_user_action() {
    for (status, code, action) in [(452, "LINKING_UNAVAILABLE", "use_qr"), (429, "RATE_LIMITED", "wait")] {
        let world = World::fresh().await;
        world.simulator.fault("pair-code", Answer::Code(status)).await;
        let mut page = world.service.browser(SALON).await;
        page.request_code(NEW_PHONE).await;
        let error = page.frame("pairing-code-error").await;
        assert_eq!((error["code"].as_str(), error["userAction"].as_str()), (Some(code), Some(action)), "{error}");
        assert!(error["message"]["ru"].is_string() && error["message"]["en"].is_string());
    }
}

#[tokio::test]
async fn server_error_is_retried_within_the_pairing_timeout() {
    let world = World::fresh().await;
    world.simulator.fault("pair-code", Answer::Code(500)).await;
    let mut page = world.service.browser(SALON).await;
    world.link_on(&mut page, NEW_PHONE).await;
}

#[tokio::test]
async fn broken_connection_invalidates_the_live_code() {
    let mut world = World::fresh().await;
    let mut page = world.service.browser(SALON).await;
    page.request_code(NEW_PHONE).await;
    page.code().await;
    world.simulator.kill().await;
    assert_eq!(page.frame("pairing-code-error").await["code"], "NETWORK_ERROR");
}

#[tokio::test]
async fn a_phone_that_one_salon_has_linked_is_refused_to_another() {
    let world = World::fresh().await;
    world.link(SALON, NEW_PHONE).await;
    let mut page = world.service.browser(OTHER_SALON).await;
    page.request_code(NEW_PHONE).await;
    assert_eq!(page.frame("pairing-code-error").await["code"], "PHONE_IN_USE");
    assert_eq!(world.status(SALON).await["state"], "connected");

    let reset = world.service.post(&format!("/api/whatsapp/sessions/{SALON}/reset")).await;
    assert_eq!(reset.status(), 200);
    world.link_on(&mut page, NEW_PHONE).await;
}

#[tokio::test]
async fn requesting_another_salons_number_keeps_the_own_link() {
    let world = World::fresh().await;
    world.link(SALON, NEW_PHONE).await;
    world.link(OTHER_SALON, OLD_PHONE).await;
    let mut page = world.service.browser(OTHER_SALON).await;
    page.request_code(NEW_PHONE).await;
    assert_eq!(page.frame("pairing-code-error").await["code"], "PHONE_MISMATCH");
    page.change_number(NEW_PHONE).await;
    assert_eq!(page.frame("pairing-code-error").await["code"], "PHONE_IN_USE");
    assert_eq!(world.status(OTHER_SALON).await["state"], "connected");
    assert_eq!(world.simulator.devices(OLD_PHONE).await, 1);
    assert_eq!(world.service.stored_phone(OTHER_SALON).await.as_deref(), Some(OLD_PHONE));
}

#[tokio::test]
async fn number_with_a_live_code_is_refused_to_another_salon() {
    let world = World::fresh().await;
    let mut one = world.service.browser(SALON).await;
    let mut two = world.service.browser(OTHER_SALON).await;
    one.request_code(NEW_PHONE).await;
    one.code().await;
    two.request_code(NEW_PHONE).await;
    let refused = two.frame("pairing-code-error").await;
    assert_eq!((refused["code"].as_str(), refused["userAction"].as_str()), (Some("RATE_LIMITED"), Some("wait")));
    assert!(refused["retryAfterMs"].as_u64().unwrap() <= 180_000, "{refused}");
    assert_eq!(world.codes_issued().await, 1, "WhatsApp was not asked");

    one.send(json!({ "type": "cancel-pairing" })).await;
    one.state("idle").await;
    // Code usage is written after the status: the first answer may still be a refusal.
    let code = loop {
        two.request_code(NEW_PHONE).await;
        let answer = two.until("an answer", |frame| frame["type"].as_str().unwrap().starts_with("pairing-code")).await;
        if let Some(code) = answer["code"].as_str().filter(|code| *code != "RATE_LIMITED") {
            break code.to_owned();
        }
    };
    world.type_code(NEW_PHONE, &code).await;
    two.state("connected").await;
    assert_eq!(world.service.stored_phone(OTHER_SALON).await.as_deref(), Some(NEW_PHONE));
}

#[tokio::test]
async fn two_salons_pairing_one_phone_end_with_one_linked() {
    let world = World::fresh().await;
    let mut one = world.service.browser(SALON).await;
    let mut two = world.service.browser(OTHER_SALON).await;
    one.request_code(NEW_PHONE).await;
    let first = one.code().await;
    two.send(json!({ "type": "request-qr" })).await;
    let qr = two.frame("qr-code").await["qr"].as_str().unwrap().to_owned();
    let (status, answer) = world.simulator.scan(NEW_PHONE, &qr).await;
    assert_eq!(status, 200, "{answer}");
    two.state("connected").await;
    // Whether or not the phone accepts the code, the database assigns the phone to one company only.
    world.simulator.enter_code(NEW_PHONE, &first).await;
    let stored = [world.service.stored_phone(SALON).await, world.service.stored_phone(OTHER_SALON).await];
    assert_eq!(stored[1].as_deref(), Some(NEW_PHONE));
    assert_eq!(world.status(OTHER_SALON).await["state"], "connected");
    assert_ne!(world.status(SALON).await["state"], "connected");
}

#[tokio::test]
async fn an_unlinked_phone_shows_at_once_and_is_linked_by_an_operator() {
    let world = World::fresh().await;
    world.link(SALON, NEW_PHONE).await;
    let mut page = world.service.browser(SALON).await;
    page.state("connected").await;
    world.simulator.unlink(NEW_PHONE).await;
    let parked = page.state("error").await;
    assert_eq!(parked["code"], "REMOVED_AFTER_LINK");
    page.request_code(NEW_PHONE).await;
    let refused = page.frame("pairing-code-error").await;
    assert_eq!((refused["code"].as_str(), refused["userAction"].as_str()), (Some("REMOVED_AFTER_LINK"), Some("wait")));
    page.override_wait(NEW_PHONE).await;
    let code = page.code().await;
    world.type_code(NEW_PHONE, &code).await;
    page.state("connected").await;
}
