//! Tests of the exits of a session, and of the one notice of each.

use linekeeper_ports::CloseMode;

use super::*;
use crate::testing::{OTHER, quiet, within};

/// Returns the reason of the exit notice; asserts that there is only one.
async fn exit(player: &mut Player) -> ExitReason {
    let exit = within(player.exits.recv()).await.unwrap();
    assert_eq!((exit.company.as_str(), exit.generation), (SALON, 7));
    quiet().await;
    assert!(player.exits.is_empty() && !player.session.connected());
    exit.reason
}

#[actix::test]
async fn a_stop_tells_the_watchers_closes_the_link_and_leaves() {
    let mut stage = Stage::new();
    let (mut player, mut link) = connected(&mut stage).await;
    player.session.do_send(StopSession);
    let (mode, closing) = link.asked_to_close().await;
    assert_eq!(mode, CloseMode::Disconnect);
    quiet().await;
    assert!(player.exits.is_empty(), "the link is still being closed");
    closing.release();
    assert_eq!(exit(&mut player).await, ExitReason::Stopped);
    assert_eq!(player.updates.told().await, ["stopping"]);
}

#[actix::test]
async fn stop_lets_a_reset_under_way_finish() {
    let mut stage = Stage::new();
    let (mut player, mut link) = connected(&mut stage).await;
    let answer = reset(&player.session, "r");
    let (_, closing) = link.asked_to_close().await;
    player.session.do_send(StopSession);
    quiet().await;
    assert!(player.exits.is_empty());
    closing.release();
    assert_eq!(within(answer).await.unwrap(), Ok(()));
    assert_eq!(exit(&mut player).await, ExitReason::Stopped);
    assert_eq!(calls(&stage).last(), Some(&StoreCall::Wipe));
}

#[actix::test]
async fn a_stop_begins_nothing_new() {
    let mut stage = Stage::new();
    let (mut player, mut link) = connected(&mut stage).await;
    player.session.do_send(StopSession);
    let (_, closing) = link.asked_to_close().await;
    ask_change(&player.session, OTHER, "a");
    ask_code(&player.session, ASKED, "b");
    quiet().await;
    closing.release();
    assert_eq!(exit(&mut player).await, ExitReason::Stopped);
    stage.opens_nothing().await;
    assert!(!calls(&stage).contains(&StoreCall::Prepare));
}

#[actix::test]
async fn idle_session_retires_and_pairing_session_does_not() {
    let mut stage = Stage::new();
    let mut player = stage.session();
    ask_code(&player.session, ASKED, "a");
    assert!(!player.session.send(RetireSession).await.unwrap());
    let mut link = stage.link().await;
    link.asked_for_code().await;
    let answer = reset(&player.session, "r");
    let (_, closing) = link.asked_to_close().await;
    assert!(!player.session.send(RetireSession).await.unwrap(), "the reset is not over");
    closing.release();
    within(answer).await.unwrap().unwrap();
    assert!(player.session.send(RetireSession).await.unwrap());
    assert_eq!(exit(&mut player).await, ExitReason::Retired);
}

#[actix::test]
async fn session_retires_after_a_cancelled_pairings_wipe_only() {
    let mut stage = Stage::new();
    let (mut player, mut link) = with_code(&mut stage).await;
    player.session.do_send(CancelPairing { by: TriggeredBy::Client, correlation: correlation("c") });
    let (_, closing) = link.asked_to_close().await;
    assert!(!player.session.send(RetireSession).await.unwrap(), "its link is still being closed");
    closing.release();
    quiet().await;
    assert!(player.session.send(RetireSession).await.unwrap());
    assert_eq!(exit(&mut player).await, ExitReason::Retired);
    assert_eq!(calls(&stage).last(), Some(&StoreCall::Wipe));
}

#[actix::test]
async fn a_panic_is_told_once_as_a_crash() {
    let stage = Stage::new();
    stage.links.panic_next(1);
    let mut player = stage.session();
    ask_code(&player.session, ASKED, "a");
    assert_eq!(exit(&mut player).await, ExitReason::Crashed);
}

#[actix::test]
async fn a_session_whose_credential_actor_is_gone_leaves() {
    let mut stage = Stage::new();
    let (mut player, mut link) = connected(&mut stage).await;
    stage.store.panic_next(StoreCall::Wipe);
    let answer = reset(&player.session, "r");
    drop(link.asked_to_close().await);
    assert_eq!(within(answer).await.unwrap(), Err(ErrorCode::StoreUnavailable));
    assert_eq!(exit(&mut player).await, ExitReason::CredentialsLost);
}
