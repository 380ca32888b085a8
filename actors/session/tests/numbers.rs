//! Tests of requests for another number than the linked one.

use linekeeper_domain::PairingRefusal;
use linekeeper_domain::session::SessionNotification;
use linekeeper_ports::CloseMode;

use super::*;
use crate::testing::{OTHER, quiet, salon, within};

fn mismatch() -> Result<(), PairingRefusal> {
    let refusal = PairingRefusal::new(ErrorCode::PhoneMismatch);
    Err(PairingRefusal { stored_phone: Some(phone(ASKED)), ..refusal })
}

fn ask(player: &Player, digits: &str, change_number: bool, who: &str) -> JoinHandle<Result<(), PairingRefusal>> {
    let answer =
        player.session.send(pairing(Some(digits), PairingOptions { change_number, ..PairingOptions::default() }, who));
    tokio::task::spawn_local(async move { answer.await.unwrap() })
}

#[actix::test]
async fn another_number_is_refused_to_its_asker_only() {
    let mut stage = Stage::new();
    let (mut player, link) = connected(&mut stage).await;
    assert_eq!(within(ask(&player, OTHER, false, "b")).await.unwrap(), mismatch());
    assert_eq!(player.updates.told().await, [""; 0]);
    assert!(!link.has_request(), "the line is not touched");
    assert_eq!(stage.store.row(&salon()).unwrap().linked_phone, Some(phone(ASKED)));
}

#[actix::test]
async fn a_change_of_number_is_answered_and_in_the_journal_once() {
    let mut stage = Stage::new();
    let (mut player, mut line) = connected(&mut stage).await;
    assert_eq!(within(ask(&player, OTHER, true, "b")).await.unwrap(), Ok(()));
    let mut new = stage.link().await;
    stage.link_new_phone(&mut new, OTHER).await;
    assert!(!line.has_request(), "the line stands until the new phone is connected");
    new.connects(OTHER).await;
    let (mode, hold) = line.asked_to_close().await;
    assert_eq!(mode, CloseMode::LogOut);
    hold.release();
    player.updates.told().await;
    quiet().await;
    assert!(!stage.journal.entries().iter().any(|entry| entry.event == "number_changed"));
    let changes = stage.store.promotion_entries();
    assert_eq!(changes.len(), 1, "{changes:?}");
    assert_eq!(changes[0].event, "number_changed");
    assert_eq!(changes[0].reason.as_deref(), Some("from 7900•••••63 to 7993•••••48"));
    assert_eq!((changes[0].actor, &changes[0].correlation), (TriggeredBy::Client, &Some(correlation("b"))));
}

#[actix::test]
async fn number_requested_in_an_outage_is_checked_after_the_load() {
    let mut stage = Stage::new();
    stage.put_linked(SALON, ASKED);
    stage.store.break_down();
    let mut player = stage.session();
    player.updates.state(StateName::Error).await;
    stage.store.recover();
    let mut reading = stage.store.hold_next(StoreCall::Take);
    let first = ask(&player, OTHER, false, "a");
    within(reading.reached()).await;
    let second = ask(&player, OTHER, false, "b");
    quiet().await;
    assert!(!first.is_finished() && !second.is_finished());
    reading.release();
    assert_eq!((within(first).await.unwrap(), within(second).await.unwrap()), (mismatch(), mismatch()));
    assert_eq!(stage.link().await.purpose, LinkPurpose::Login, "it connects as it is stored");
}

#[actix::test]
async fn slow_load_does_not_delay_the_answer() {
    let mut stage = Stage::new();
    stage.put_linked(SALON, ASKED);
    stage.store.break_down();
    let mut player = stage.session();
    player.updates.state(StateName::Error).await;
    stage.store.recover();
    let reading = stage.store.hold_next(StoreCall::Take);
    assert_eq!(within(ask(&player, OTHER, false, "a")).await.unwrap(), Ok(()));
    player.updates.told().await;
    reading.release();
    // The caller no longer waits, so the refusal reaches the watchers.
    let told = player.updates.notification().await;
    assert!(matches!(told, SessionNotification::PairingFailed { code: ErrorCode::PhoneMismatch, .. }), "{told:?}");
    assert_eq!(stage.link().await.purpose, LinkPurpose::Login);
}
