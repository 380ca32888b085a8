//! Tests of passes that expire, are replaced, or are revoked.

use std::sync::atomic::AtomicI64;

use linekeeper_domain::Timestamp;

use super::*;
use crate::sockets::EndSockets;
use crate::testing::access;

// Expiry times here are no multiples of the heartbeat, which also closes sockets of expired passes: the timer is
// tested.

/// Opens a client of the salon whose pass expires after `until` seconds.
async fn watching_until(until: i64) -> (Stage, Browser) {
    let stage = Stage::new();
    let pass = pass(owner(1, &salon()), Some(until));
    let mut browser = Browser::arrive(&stage, &stage.supervisor(), Arrival::with(pass));
    browser.state("idle").await;
    (stage, browser)
}

#[actix::test]
async fn a_pass_that_expires_while_the_page_is_open_closes_the_socket() {
    let (stage, mut browser) = watching_until(103).await;
    let (code, closed, why) = browser.sent_away().await;
    assert_eq!((code.as_str(), closed, why.as_str()), ("UNAUTHORIZED", 4401, "the token has expired"));
    assert_eq!(stage.seconds(), 103);
}

#[actix::test]
async fn a_token_that_was_taken_closes_the_socket_when_it_expires() {
    let stage = Stage::new();
    stage.tokens.grant("token", &salon(), pass(owner(1, &salon()), Some(4)));
    let mut browser = Browser::arrive(&stage, &stage.supervisor(), Arrival::stranger());
    browser.authenticate("token", "a");
    browser.state("idle").await;
    assert_eq!((browser.sent_away().await.1, stage.seconds()), (4401, 4));
}

#[actix::test]
async fn pass_that_expired_during_the_upgrade_shows_nothing() {
    let stage = Stage::new();
    let arrival = Arrival::with(pass(owner(1, &salon()), Some(0)));
    let mut browser = Browser::arrive(&stage, &stage.supervisor(), arrival);
    assert_eq!(browser.json().await["detail"], "the token has expired", "it is the first frame");
    assert_eq!(browser.closed().await, Some(CloseCode::Other(4401)));
    quiet().await;
    assert_eq!(stage.store.calls(), [], "no session began to live for it");
}

#[actix::test]
async fn token_that_expired_during_its_check_is_not_confirmed() {
    let stage = Stage::new();
    stage.tokens.grant("token", &salon(), pass(owner(1, &salon()), Some(1)));
    let mut browser = Browser::arrive(&stage, &stage.supervisor(), Arrival::stranger());
    let mut hold = stage.tokens.hold_next();
    browser.authenticate("token", "a");
    within(hold.reached()).await;
    tokio::time::sleep(seconds(2)).await;
    hold.release();
    assert_eq!(browser.sent_away().await.2, "the token has expired");
}

/// Clock that a test can set.
pub(super) struct Adjustable {
    clock: Arc<dyn Clock>,
    by_seconds: AtomicI64,
}

impl Adjustable {
    /// Sets the clock so many seconds ahead of the stage's; back, if negative.
    pub(super) fn set(&self, seconds: i64) {
        self.by_seconds.store(seconds, Ordering::SeqCst);
    }
}

/// Clock of a stage, which a test can set.
pub(super) fn clock_of(stage: &Stage) -> Arc<Adjustable> {
    Arc::new(Adjustable { clock: stage.services.clock.clone(), by_seconds: AtomicI64::new(0) })
}

impl Clock for Adjustable {
    fn now(&self) -> Timestamp {
        self.clock.now() + chrono::TimeDelta::seconds(self.by_seconds.load(Ordering::SeqCst))
    }
}

/// Opens a client whose pass expires after 3603 s, with its clock.
async fn watching_for_an_hour() -> (Stage, Arc<Adjustable>, Browser) {
    let stage = Stage::new();
    let clock = clock_of(&stage);
    let arrival = Arrival::with(pass(owner(1, &salon()), Some(3_603)));
    let args = Browser::args(&stage, &stage.supervisor(), arrival);
    let mut browser = Browser::born(ClientArgs { clock: clock.clone(), ..args });
    browser.state("idle").await;
    (stage, clock, browser)
}

#[actix::test]
async fn clock_put_forward_closes_expired_socket_at_next_heartbeat() {
    let (stage, clock, mut browser) = watching_for_an_hour().await;
    clock.set(3_603);
    assert_eq!((browser.sent_away().await.1, stage.seconds()), (4401, 10));
}

#[actix::test]
async fn a_clock_that_is_put_back_ends_nothing_too_early() {
    let (stage, clock, mut browser) = watching_for_an_hour().await;
    clock.set(-600);
    assert_eq!((browser.sent_away().await.1, stage.seconds()), (4401, 4_203));
}

#[actix::test]
async fn a_newer_token_that_counts_longer_takes_over() {
    let (stage, mut browser) = watching_until(103).await;
    stage.tokens.grant("newer", &salon(), pass(owner(2, &salon()), Some(307)));
    tokio::time::sleep(seconds(8)).await;
    browser.authenticate("newer", "n");
    let known = browser.json().await;
    assert_eq!((&known["type"], &known["expiresAt"]), (&json!("authenticated"), &json!(at(307))));
    browser.hears_nothing().await;
    assert_eq!((browser.sent_away().await.1, stage.seconds()), (4401, 307), "not at the end of the first one");
}

#[actix::test]
async fn a_newer_token_that_does_not_count_longer_changes_nothing() {
    let (stage, mut browser) = watching_until(103).await;
    stage.tokens.grant("shorter", &salon(), pass(owner(2, &salon()), Some(99)));
    browser.authenticate("shorter", "n");
    assert_eq!(browser.json().await["expiresAt"], json!(at(103)));
    assert_eq!(stage.sockets.send(EndSockets { of: access(2) }).await.unwrap(), 0);
    assert_eq!((browser.sent_away().await.1, stage.seconds()), (4401, 103));
}

#[actix::test]
async fn a_newer_token_of_another_company_closes_the_socket() {
    let (stage, mut browser) = watching_until(103).await;
    let other = company("880012");
    stage.tokens.grant("theirs", &other, pass(owner(2, &other), None));
    browser.authenticate("theirs", "n");
    assert_eq!(browser.sent_away().await.1, 4403);
}

#[actix::test]
async fn newer_token_that_cannot_be_checked_keeps_present_pass() {
    let (stage, mut browser) = watching_until(103).await;
    stage.tokens.fail(Some(linekeeper_ports::TokenRefusal::Unavailable));
    browser.authenticate("newer", "n");
    assert_eq!(browser.json().await["code"], "STORE_UNAVAILABLE");
    assert_eq!((browser.sent_away().await.1, stage.seconds()), (4401, 103));
}

#[actix::test]
async fn socket_with_a_key_is_confirmed_without_a_token_check() {
    let stage = Stage::new();
    let mut browser = Browser::arrive(&stage, &stage.supervisor(), Arrival::with(pass(key(1), None)));
    browser.state("idle").await;
    browser.authenticate("whatever", "n");
    assert_eq!(browser.json().await, json!({ "type": "authenticated", "requestId": "n" }));
    assert_eq!(stage.tokens.checks(), 0);
}

#[actix::test]
async fn a_link_that_is_revoked_closes_its_own_sockets_and_no_other() {
    let stage = Stage::new();
    let supervisor = stage.supervisor();
    let come = |link| Browser::arrive(&stage, &supervisor, Arrival::with(pass(owner(link, &salon()), None)));
    let (mut first, mut second, mut bystander) = (come(1), come(1), come(2));
    for browser in [&mut first, &mut second, &mut bystander] {
        browser.state("idle").await;
    }
    assert_eq!(stage.sockets.send(EndSockets { of: access(1) }).await.unwrap(), 2);
    for browser in [&mut first, &mut second] {
        let (code, closed, why) = browser.sent_away().await;
        assert_eq!((code.as_str(), closed, why.as_str()), ("UNAUTHORIZED", 4401, "access was revoked"));
    }
    bystander.send(&json!({ "type": "ping" }));
    assert_eq!(bystander.json().await["type"], "pong");
    assert_eq!(stage.sockets.send(EndSockets { of: access(1) }).await.unwrap(), 0, "they have left");
}

#[actix::test]
async fn remote_revocation_closes_sockets_and_an_outage_does_not() {
    let stage = Stage::with(|settings| settings.recheck = seconds(2));
    let mut browser = Browser::arrive(&stage, &stage.supervisor(), Arrival::with(pass(key(1), None)));
    browser.state("idle").await;
    stage.tokens.fail(Some(linekeeper_ports::TokenRefusal::Unavailable));
    tokio::time::sleep(seconds(5)).await;
    browser.send(&json!({ "type": "ping" }));
    assert_eq!(browser.json().await["type"], "pong");
    stage.tokens.fail(None);
    stage.tokens.revoke_all();
    let (code, closed, why) = browser.sent_away().await;
    assert_eq!((code.as_str(), closed, why.as_str()), ("UNAUTHORIZED", 4401, "access was revoked"));
}

#[actix::test]
async fn token_of_a_link_revoked_during_its_check_is_refused() {
    let stage = Stage::new();
    stage.tokens.grant("token", &salon(), pass(owner(1, &salon()), None));
    let mut browser = Browser::arrive(&stage, &stage.supervisor(), Arrival::stranger());
    let mut hold = stage.tokens.hold_next();
    browser.authenticate("token", "a");
    within(hold.reached()).await;
    assert_eq!(stage.sockets.send(EndSockets { of: access(1) }).await.unwrap(), 0);
    hold.release();
    assert_eq!(browser.sent_away().await.2, "access was revoked");
}

#[actix::test]
async fn a_pass_that_was_revoked_during_the_upgrade_shows_nothing() {
    let stage = Stage::new();
    stage.sockets.send(EndSockets { of: access(1) }).await.unwrap();
    let mut browser = Browser::arrive(&stage, &stage.supervisor(), Arrival::with(pass(key(1), None)));
    assert_eq!(browser.json().await["detail"], "access was revoked", "it is the first frame");
    assert_eq!(browser.closed().await, Some(CloseCode::Other(4401)));
}

#[actix::test]
async fn socket_depends_on_the_newer_link_after_a_newer_token() {
    let (stage, mut browser) = watching_until(103).await;
    stage.tokens.grant("newer", &salon(), pass(owner(2, &salon()), Some(307)));
    browser.authenticate("newer", "n");
    browser.frame("authenticated").await;
    assert_eq!(stage.sockets.send(EndSockets { of: access(1) }).await.unwrap(), 0);
    assert_eq!(stage.sockets.send(EndSockets { of: access(2) }).await.unwrap(), 1);
    assert_eq!(browser.sent_away().await.2, "access was revoked");
}
