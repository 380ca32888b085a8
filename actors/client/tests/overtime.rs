//! Tests of onboarding links that expire while their pairing is under way.

use linekeeper_domain::LinkEndReason;
use linekeeper_ports::fake::FakeLink;

use super::passes::{Adjustable, clock_of};
use super::*;
use crate::client::overtime::LONGEST;
use crate::sockets::EndSockets;
use crate::testing::{WhatsApp, access};

/// The owner's page, whose link expires after 103 s, and the pairing that it began, with the code on the screen.
struct Overtaken {
    stage: Stage,
    supervisor: Addr<SessionSupervisor>,
    clock: Arc<Adjustable>,
    browser: Browser,
    link: FakeLink,
}

const EXPIRES: i64 = 103;

impl Overtaken {
    async fn pairing() -> Self {
        // A browser of these tests answers pings while it waits for a frame only.
        Self::pairing_with(|settings| settings.heartbeat = seconds(3_600)).await
    }

    async fn pairing_with(change: impl FnOnce(&mut crate::ActorSettings)) -> Self {
        let mut stage = Stage::with(change);
        let (supervisor, clock) = (stage.supervisor(), clock_of(&stage));
        let mut browser = page(&stage, &supervisor, (1, &clock));
        browser.ask_code(ASKED, "r");
        let mut link = stage.link().await;
        link.shows_qr().await;
        link.asked_for_code().await;
        link.issues_code().await;
        browser.frame("pairing-code").await;
        browser.state("pairing_code_sent").await;
        Self { stage, supervisor, clock, browser, link }
    }

    /// The same after the link has expired.
    async fn over_time() -> Self {
        let mut overtaken = Self::pairing().await;
        overtaken.until(EXPIRES + 5).await;
        overtaken.answers().await;
        overtaken
    }

    async fn until(&self, second: i64) {
        let left = u64::try_from(second - self.stage.seconds()).unwrap();
        tokio::time::sleep(seconds(left)).await;
    }

    /// Asserts that the socket is open.
    async fn answers(&mut self) {
        self.browser.send(&json!({ "type": "ping" }));
        self.browser.frame("pong").await;
    }

    /// Asserts that the socket is closed as expired, in this second.
    async fn ends_in(mut self, second: i64) {
        let (code, closed, why) = self.browser.sent_away().await;
        assert_eq!((code.as_str(), closed, why.as_str()), ("UNAUTHORIZED", 4401, "the token has expired"));
        assert_eq!(self.stage.seconds(), second);
    }
}

/// Page of an owner with this link, which expires with the others.
fn page(stage: &Stage, supervisor: &Addr<SessionSupervisor>, (link, clock): (u8, &Arc<Adjustable>)) -> Browser {
    let arrival = Arrival::with(pass(owner(link, &salon()), Some(EXPIRES)));
    let args = Browser::args(stage, supervisor, arrival);
    Browser::born(ClientArgs { clock: clock.clone(), ..args })
}

#[actix::test]
async fn owner_whose_link_expires_sees_the_line_connect() {
    let mut overtaken = Overtaken::over_time().await;
    overtaken.link.links(ASKED).await;
    overtaken.browser.state("connecting").await;
    overtaken.until(EXPIRES + 20).await;
    overtaken.answers().await;
    overtaken.link.connects(ASKED).await;
    overtaken.browser.frame("whatsapp-connected").await;
    assert_eq!(overtaken.browser.state("connected").await["linked"], true);
    overtaken.ends_in(EXPIRES + 20).await;
}

#[actix::test]
async fn owner_whose_link_expires_may_cancel_and_then_has_to_go() {
    let mut overtaken = Overtaken::over_time().await;
    overtaken.browser.send(&json!({ "type": "cancel-pairing", "requestId": "c" }));
    overtaken.browser.state("idle").await;
    overtaken.ends_in(EXPIRES + 5).await;
}

#[actix::test]
async fn socket_beyond_its_link_closes_when_the_code_expires() {
    let mut overtaken = Overtaken::over_time().await;
    let ended = overtaken.browser.frame("pairing-code-error").await;
    assert_eq!(ended["code"], "CODE_EXPIRED");
    overtaken.ends_in(180).await;
}

#[actix::test]
async fn socket_beyond_its_link_begins_nothing_new() {
    let mut overtaken = Overtaken::over_time().await;
    for frame in [
        json!({ "type": "request-pairing-code", "phoneNumber": OTHER, "requestId": "n" }),
        json!({ "type": "request-pairing-code", "phoneNumber": ASKED, "requestId": "n" }),
        json!({ "type": "request-qr", "requestId": "n" }),
        json!({ "type": "reset-whatsapp-credentials", "requestId": "n" }),
    ] {
        overtaken.browser.send(&frame);
        let refused = overtaken.browser.json().await;
        assert_eq!((&refused["type"], &refused["code"]), (&json!("error"), &json!("UNAUTHORIZED")), "{frame}");
        assert_eq!(refused["requestId"], "n");
    }
    assert!(!overtaken.link.has_request());
    overtaken.browser.hears_nothing().await;
}

#[actix::test]
async fn a_link_that_is_revoked_closes_its_sockets_beyond_it() {
    let mut overtaken = Overtaken::over_time().await;
    assert_eq!(overtaken.stage.sockets.send(EndSockets { of: access(1) }).await.unwrap(), 1);
    assert_eq!(overtaken.browser.sent_away().await.2, "access was revoked");
}

#[actix::test]
async fn only_sockets_of_the_link_that_asked_stay() {
    let mut overtaken = Overtaken::pairing().await;
    let come = |link| page(&overtaken.stage, &overtaken.supervisor, (link, &overtaken.clock));
    let (mut same, mut other) = (come(1), come(2));
    assert_eq!(other.state("pairing_code_sent").await["liveCode"]["code"], "ABCD-EFGH");
    let (_, closed, why) = other.sent_away().await;
    assert_eq!((closed, why.as_str(), overtaken.stage.seconds()), (4401, "the token has expired", EXPIRES));
    overtaken.until(EXPIRES + 5).await;
    overtaken.answers().await;
    same.send(&json!({ "type": "ping" }));
    same.frame("pong").await;
}

#[actix::test]
async fn link_that_joins_a_pairing_stays_for_it_too() {
    let mut overtaken = Overtaken::pairing().await;
    let mut other = page(&overtaken.stage, &overtaken.supervisor, (2, &overtaken.clock));
    other.ask_code(ASKED, "j");
    other.frame("pairing-code").await;
    overtaken.until(EXPIRES + 5).await;
    other.send(&json!({ "type": "ping" }));
    other.frame("pong").await;
    overtaken.answers().await;
}

#[actix::test]
async fn dashboard_session_that_expires_is_closed_despite_its_pairing() {
    let mut stage = Stage::new();
    let arrival = Arrival::with(pass(key(1), Some(EXPIRES)));
    let mut browser = Browser::arrive(&stage, &stage.supervisor(), arrival);
    browser.ask_code(ASKED, "r");
    let mut link = stage.link().await;
    link.shows_qr().await;
    link.asked_for_code().await;
    link.issues_code().await;
    browser.state("pairing_code_sent").await;
    assert_eq!((browser.sent_away().await.1, stage.seconds()), (4401, EXPIRES));
}

#[actix::test]
async fn overtime_ends_although_the_line_never_connects() {
    let mut overtaken = Overtaken::over_time().await;
    overtaken.link.links(ASKED).await;
    overtaken.browser.state("connecting").await;
    // The line is lost and comes back, and never logs in.
    overtaken.link.ends(LinkEndReason::Network).await;
    overtaken.browser.state("reconnecting").await;
    let longest = i64::try_from(LONGEST.as_secs()).unwrap();
    overtaken.ends_in(EXPIRES + longest).await;
}

#[actix::test]
async fn clock_that_is_set_neither_ends_nor_prolongs_the_pairing() {
    let mut overtaken = Overtaken::pairing_with(|_| {}).await;
    overtaken.clock.set(90 * 86_400);
    // The next heartbeats find an expired pass.
    overtaken.until(25).await;
    overtaken.answers().await;
    // Nothing becomes valid again.
    overtaken.clock.set(-3_600);
    overtaken.browser.send(&json!({ "type": "request-qr", "requestId": "n" }));
    assert_eq!(overtaken.browser.frame("error").await["code"], "UNAUTHORIZED");
    overtaken.browser.send(&json!({ "type": "cancel-pairing" }));
    overtaken.browser.state("idle").await;
    overtaken.ends_in(25).await;
}

#[actix::test]
async fn request_before_the_late_timer_begins_nothing_new() {
    let mut overtaken = Overtaken::pairing().await;
    overtaken.clock.set(90 * 86_400);
    overtaken.browser.send(&json!({ "type": "request-qr", "requestId": "n" }));
    let refused = overtaken.browser.json().await;
    assert_eq!((&refused["type"], &refused["code"]), (&json!("error"), &json!("UNAUTHORIZED")), "{refused}");
    overtaken.answers().await;
}

#[actix::test]
async fn request_with_an_expired_pass_closes_the_socket() {
    let stage = Stage::with(|settings| settings.heartbeat = seconds(3_600));
    let (supervisor, clock) = (stage.supervisor(), clock_of(&stage));
    let mut browser = page(&stage, &supervisor, (1, &clock));
    browser.state("idle").await;
    clock.set(90 * 86_400);
    browser.send(&json!({ "type": "request-qr", "requestId": "n" }));
    assert_eq!(browser.sent_away().await.2, "the token has expired");
    assert_eq!(stage.seconds(), 0);
}

#[actix::test]
async fn newer_token_ends_the_overtime() {
    let mut overtaken = Overtaken::over_time().await;
    overtaken.stage.tokens.grant("newer", &salon(), pass(owner(2, &salon()), Some(307)));
    overtaken.browser.authenticate("newer", "n");
    overtaken.browser.frame("authenticated").await;
    overtaken.browser.send(&json!({ "type": "request-qr", "requestId": "q" }));
    assert_eq!(overtaken.browser.frame("qr-code").await["requestId"], "q");
    overtaken.browser.send(&json!({ "type": "cancel-pairing" }));
    overtaken.browser.state("idle").await;
    overtaken.ends_in(307).await;
}
