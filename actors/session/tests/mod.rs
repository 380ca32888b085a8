//! Tests of the session actor with an in-memory store, links that the test plays, and a paused clock.

mod admissions;
mod changes;
mod changes_after_restart;
mod changes_set_aside;
mod chaos;
mod departures;
mod dialling;
mod disconnects;
mod endings;
mod numbers;
mod outages;
mod pairing;
mod passkeys;
mod permits;
mod removals;
mod resets;
mod sends;
mod serial_tasks;
mod watchers;

use actix::Addr;
use linekeeper_domain::access::Asker;
use linekeeper_domain::session::StateName;
use linekeeper_domain::{ErrorCode, PairingMethod, PairingOptions, TriggeredBy};
use linekeeper_ports::LinkPurpose;
use linekeeper_ports::fake::FakeLink;
use tokio::task::JoinHandle;

use super::*;
use crate::testing::{ASKED, Player, SALON, Stage, StoreCall, WhatsApp, correlation, phone};

/// Makes the session panic.
#[derive(actix::Message)]
#[rtype(result = "()")]
pub(crate) struct Panic;

impl actix::Handler<Panic> for SessionActor {
    type Result = ();

    fn handle(&mut self, _: Panic, _: &mut Self::Context) {
        panic!("as the test wants it");
    }
}

/// Makes the session leave at once for this reason; for a crash use [`Panic`].
#[derive(actix::Message)]
#[rtype(result = "()")]
pub(crate) struct Leave(pub(crate) ExitReason);

impl actix::Handler<Leave> for SessionActor {
    type Result = ();

    fn handle(&mut self, leave: Leave, ctx: &mut Self::Context) {
        assert!(leave.0 != ExitReason::Crashed, "as the test wants it");
        self.leave(leave.0, ctx);
    }
}

/// Builds a pairing request without a principal.
fn pairing(digits: Option<&str>, options: PairingOptions, who: &str) -> StartPairing {
    let method = if digits.is_some() { PairingMethod::Code } else { PairingMethod::Qr };
    let by = Asker::unknown(TriggeredBy::Client);
    StartPairing { method, phone: digits.map(phone), options, by, correlation: correlation(who) }
}

fn ask_code(session: &Addr<SessionActor>, digits: &str, who: &str) {
    session.do_send(pairing(Some(digits), PairingOptions::default(), who));
}

/// Requests a code with consent to change the number.
fn ask_change(session: &Addr<SessionActor>, digits: &str, who: &str) {
    session.do_send(pairing(Some(digits), PairingOptions { change_number: true, ..PairingOptions::default() }, who));
}

fn ask_qr(session: &Addr<SessionActor>, who: &str) {
    session.do_send(pairing(None, PairingOptions::default(), who));
}

fn reset(session: &Addr<SessionActor>, who: &str) -> JoinHandle<Result<(), ErrorCode>> {
    let answer = session.send(ResetSession { by: TriggeredBy::Client, correlation: correlation(who) });
    tokio::task::spawn_local(async move { answer.await.unwrap() })
}

fn disconnect(session: &Addr<SessionActor>, who: &str) -> JoinHandle<Result<(), ErrorCode>> {
    let answer = session.send(DisconnectSession { by: TriggeredBy::Api, correlation: correlation(who) });
    tokio::task::spawn_local(async move { answer.await.unwrap() })
}

/// Starts a session and shows a code; updates up to then are taken.
async fn with_code(stage: &mut Stage) -> (Player, FakeLink) {
    let mut player = stage.session();
    ask_code(&player.session, ASKED, "a");
    let mut link = stage.link().await;
    link.shows_qr().await;
    link.asked_for_code().await;
    link.issues_code().await;
    player.updates.state(StateName::PairingCodeSent).await;
    (player, link)
}

/// Starts a session and connects it; updates up to then are taken.
async fn connected(stage: &mut Stage) -> (Player, FakeLink) {
    stage.put_linked(SALON, ASKED);
    let mut player = stage.session();
    let link = stage.link().await;
    assert_eq!(link.purpose, LinkPurpose::Login);
    link.connects(ASKED).await;
    player.updates.state(StateName::Connected).await;
    player.updates.told().await;
    (player, link)
}

fn calls(stage: &Stage) -> Vec<StoreCall> {
    stage.store.calls().into_iter().map(|(call, _)| call).collect()
}

/// Returns the lines of the first `text` block in a document, without comment marks.
fn drawing(document: &str) -> Vec<&str> {
    let bare = |line| str::strip_prefix(line, "//!").map_or(line, |rest| rest.strip_prefix(' ').unwrap_or(rest));
    let lines = document.lines().map(bare);
    lines.skip_while(|line| *line != "```text").skip(1).take_while(|line| *line != "```").collect()
}

#[test]
fn the_readme_draws_the_same_states_as_the_machine() {
    let readme = drawing(include_str!("../../README.md"));
    let machine = drawing(include_str!("../../../src/domain/session/mod.rs"));
    assert_eq!(readme, machine);
    let drawn = readme.join(" ");
    for name in StateName::ALL {
        assert!(drawn.contains(name.as_str()), "{name} is not drawn");
    }
}
