//! Tests of clients that are not authenticated.

use std::time::Duration;

use linekeeper_ports::TokenRefusal;

use super::*;
use crate::session::{SessionUpdate, WatcherId};
use crate::supervisor::Watch;
use crate::testing::{SALON, WhatsApp, probe};

const TOKEN: &str = "a token";

/// Opens an unauthenticated socket on a stage where one token is valid for the salon.
async fn knocking() -> (Stage, Addr<SessionSupervisor>, Browser) {
    let stage = Stage::new();
    stage.tokens.grant(TOKEN, &salon(), pass(owner(1, &salon()), Some(600)));
    let supervisor = stage.supervisor();
    let mut browser = Browser::arrive(&stage, &supervisor, Arrival::stranger());
    browser.hears_nothing().await;
    (stage, supervisor, browser)
}

#[actix::test]
async fn stranger_sees_no_session_before_it_authenticates() {
    let (mut stage, supervisor, mut stranger) = knocking().await;
    stage.put_linked(SALON, ASKED);
    let mut owner = Browser::watching(&stage, &supervisor, 1).await;
    let link = stage.link().await;
    link.connects(ASKED).await;
    owner.state("connected").await;
    stranger.hears_nothing().await;
    stranger.authenticate(TOKEN, "a");
    let known = stranger.json().await;
    let expected = json!({ "type": "authenticated", "expiresAt": at(600), "requestId": "a" });
    assert_eq!(known, expected);
    let picture = stranger.json().await;
    assert_eq!((&picture["type"], &picture["state"]), (&json!("session-state"), &json!("connected")));
}

#[actix::test]
async fn no_session_begins_to_live_for_a_stranger() {
    let (stage, _, mut stranger) = knocking().await;
    stranger.ask_code(ASKED, "r");
    stranger.frame("error").await;
    stranger.leave();
    quiet().await;
    assert_eq!(stage.store.calls(), []);
}

#[actix::test]
async fn stranger_is_told_to_authenticate_whatever_it_sends() {
    let (mut stage, _, mut stranger) = knocking().await;
    let frames = [
        json!({ "type": "request-pairing-code", "phoneNumber": ASKED, "requestId": "r" }),
        json!({ "type": "request-pairing-code", "phoneNumber": "no number", "requestId": "r" }),
        json!({ "type": "request-qr", "requestId": "r" }),
        json!({ "type": "cancel-pairing", "requestId": "r" }),
        json!({ "type": "reset-whatsapp-credentials", "requestId": "r" }),
        json!({ "type": "authenticate", "token": 7, "requestId": "r" }),
        json!({ "type": "dance", "requestId": "r" }),
    ];
    for frame in frames {
        stranger.send(&frame);
        let error = stranger.json().await;
        assert_eq!((&error["type"], &error["code"]), (&json!("error"), &json!("UNAUTHORIZED")), "{frame}");
        assert_eq!(error["requestId"], "r");
    }
    stranger.message(Message::Binary(Bytes::from_static(b"{}")));
    assert_eq!(stranger.json().await["code"], "UNAUTHORIZED");
    stage.opens_nothing().await;
    assert_eq!(stage.journal.entries(), []);
}

#[actix::test]
async fn a_stranger_may_ping() {
    let (_stage, _, mut stranger) = knocking().await;
    stranger.send(&json!({ "type": "ping", "requestId": "p" }));
    let pong = stranger.json().await;
    assert_eq!((&pong["type"], &pong["requestId"]), (&json!("pong"), &json!("p")));
}

#[actix::test]
async fn stranger_that_does_not_authenticate_in_time_is_closed() {
    let (stage, _, mut stranger) = knocking().await;
    let (code, closed, _) = stranger.sent_away().await;
    assert_eq!((code.as_str(), closed, stage.seconds()), ("UNAUTHORIZED", 4408, 5));
}

#[actix::test]
async fn a_check_that_takes_too_long_does_not_let_a_stranger_stay() {
    let (stage, _, mut stranger) = knocking().await;
    let hold = stage.tokens.hold_next();
    stranger.authenticate(TOKEN, "a");
    assert_eq!(stranger.json().await["code"], "STORE_UNAVAILABLE");
    assert_eq!((stranger.sent_away().await.1, stage.seconds()), (4408, 15));
    hold.release();
}

#[actix::test]
async fn a_check_that_is_under_way_when_the_time_is_up_is_waited_for() {
    let (stage, _, mut stranger) = knocking().await;
    let hold = stage.tokens.hold_next();
    stranger.authenticate(TOKEN, "a");
    tokio::time::sleep(seconds(8)).await;
    hold.release();
    assert_eq!(stranger.json().await["type"], "authenticated");
}

#[actix::test]
async fn client_with_a_pass_outlives_the_time_to_authenticate() {
    let stage = Stage::new();
    let mut browser = Browser::arrive(&stage, &stage.supervisor(), Arrival::with(pass(key(1), None)));
    assert_eq!(browser.json().await["type"], "session-state", "and is not told that it is known");
    tokio::time::sleep(seconds(8)).await;
    browser.hears_nothing().await;
}

#[actix::test]
async fn a_token_that_does_not_count_closes_the_socket() {
    let (_stage, _, mut stranger) = knocking().await;
    stranger.authenticate("another token", "a");
    let error = stranger.json().await;
    assert_eq!((&error["code"], &error["requestId"]), (&json!("UNAUTHORIZED"), &json!("a")));
    assert_eq!(stranger.closed().await, Some(CloseCode::Other(4401)));
}

#[actix::test]
async fn a_token_of_another_company_closes_the_socket_as_forbidden() {
    let (stage, _, mut stranger) = knocking().await;
    let other = company("880012");
    stage.tokens.grant("theirs", &other, pass(owner(2, &other), None));
    stranger.authenticate("theirs", "a");
    let (code, closed, _) = stranger.sent_away().await;
    assert_eq!((code.as_str(), closed), ("FORBIDDEN", 4403));
}

#[actix::test]
async fn pass_for_another_company_is_refused_from_any_source() {
    let (stage, _, mut stranger) = knocking().await;
    stage.tokens.grant("mixed up", &salon(), pass(owner(2, &company("880012")), None));
    stranger.authenticate("mixed up", "a");
    assert_eq!(stranger.sent_away().await.1, 4403);
}

#[actix::test]
async fn token_that_cannot_be_checked_may_be_retried_in_time() {
    let (stage, _, mut stranger) = knocking().await;
    stage.tokens.fail(Some(TokenRefusal::Unavailable));
    stranger.authenticate(TOKEN, "a");
    let error = stranger.json().await;
    assert_eq!((&error["code"], &error["requestId"]), (&json!("STORE_UNAVAILABLE"), &json!("a")));
    stage.tokens.fail(None);
    stranger.authenticate(TOKEN, "b");
    assert_eq!(stranger.json().await["requestId"], "b");
    assert_eq!(stranger.json().await["type"], "session-state");
}

#[actix::test]
async fn hanging_token_check_times_out_and_may_be_retried() {
    let stage = Stage::with(|settings| settings.ask_timeout = Duration::from_secs(2));
    stage.tokens.grant(TOKEN, &salon(), pass(owner(1, &salon()), None));
    let mut stranger = Browser::arrive(&stage, &stage.supervisor(), Arrival::stranger());
    let _hold = stage.tokens.hold_next();
    stranger.authenticate(TOKEN, "a");
    assert_eq!(stranger.json().await["code"], "STORE_UNAVAILABLE");
    stranger.authenticate(TOKEN, "b");
    assert_eq!(stranger.json().await["type"], "authenticated");
}

#[actix::test]
async fn one_token_is_checked_at_a_time() {
    let (stage, _, mut stranger) = knocking().await;
    let mut hold = stage.tokens.hold_next();
    stranger.authenticate(TOKEN, "a");
    within(hold.reached()).await;
    stranger.authenticate(TOKEN, "b");
    let error = stranger.json().await;
    assert_eq!((&error["code"], &error["requestId"]), (&json!("TOO_MANY_REQUESTS"), &json!("b")));
    hold.release();
    assert_eq!(stranger.json().await["requestId"], "a");
    assert_eq!(stage.tokens.checks(), 1);
}

#[actix::test]
async fn request_during_a_token_check_is_unauthorized() {
    let (mut stage, _, mut stranger) = knocking().await;
    let mut hold = stage.tokens.hold_next();
    stranger.authenticate(TOKEN, "a");
    within(hold.reached()).await;
    stranger.ask_code(ASKED, "r");
    assert_eq!(stranger.json().await["code"], "UNAUTHORIZED");
    hold.release();
    stranger.state("idle").await;
    stage.opens_nothing().await;
}

#[actix::test]
async fn request_of_a_client_is_journalled_under_its_principal() {
    let (mut stage, _, mut browser) = knocking().await;
    browser.authenticate(TOKEN, "a");
    browser.state("idle").await;
    browser.ask_code(ASKED, "r");
    let _link = stage.link().await;
    let asked = within(stage.journal.wait_for(|entries| entries.iter().any(|e| e.event == "pairing_requested"))).await;
    let entry = asked.iter().find(|entry| entry.event == "pairing_requested").unwrap();
    assert_eq!(entry.principal, Some(owner(1, &salon())));
    assert_eq!(entry.actor, linekeeper_domain::TriggeredBy::Client);
}

#[actix::test]
async fn stranger_that_leaves_unsubscribes_no_watcher() {
    let (stage, supervisor, _) = knocking().await;
    let args = Browser::args(&stage, &supervisor, Arrival::stranger());
    let (updates, mut heard) = probe::<SessionUpdate>();
    let watcher = WatcherId(7);
    supervisor.send(Watch { company: salon(), watcher, updates }).await.unwrap().unwrap();
    Browser::born(ClientArgs { watcher, ..args }).leave();
    quiet().await;
    within(supervisor.send(crate::supervisor::StopSessions)).await.unwrap();
    let mut told = Vec::new();
    while let Ok(updates) = heard.try_recv() {
        told.push(matches!(updates, SessionUpdate::Stopping));
    }
    assert!(told.contains(&true), "whoever has the same name still watches");
}
