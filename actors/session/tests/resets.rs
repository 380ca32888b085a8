//! Tests of a reset by a person's request.

use linekeeper_domain::StoreFailure;
use linekeeper_domain::session::StateName;
use linekeeper_ports::CloseMode;

use super::*;
use crate::testing::{quiet, salon, within};

#[actix::test]
async fn reset_while_connected_logs_out_wipes_then_answers() {
    let mut stage = Stage::new();
    let (mut player, mut link) = connected(&mut stage).await;
    let mut wiping = stage.store.hold_next(StoreCall::Wipe);
    let answer = reset(&player.session, "r");
    let (mode, closing) = link.asked_to_close().await;
    assert_eq!(mode, CloseMode::LogOut);
    closing.release();
    within(wiping.reached()).await;
    quiet().await;
    assert!(!answer.is_finished(), "nothing is wiped yet");
    wiping.release();
    assert_eq!(within(answer).await.unwrap(), Ok(()));
    assert_eq!(player.updates.told().await, ["idle", "reset done"]);
    assert!(stage.store.row(&salon()).unwrap().credentials.is_none());
    let entries = within(stage.journal.wait_for(|entries| entries.last().is_some_and(|e| e.event == "idle"))).await;
    assert_eq!(entries.last().unwrap().correlation, Some(correlation("r")));
}

#[actix::test]
async fn a_reset_while_pairing_takes_the_code_from_the_screen() {
    let mut stage = Stage::new();
    let (mut player, mut link) = with_code(&mut stage).await;
    let answer = reset(&player.session, "r");
    let (mode, closing) = link.asked_to_close().await;
    assert_eq!(mode, CloseMode::Disconnect, "there is no device yet to log out");
    closing.release();
    assert_eq!(within(answer).await.unwrap(), Ok(()));
    let (_, live) = player.updates.state(StateName::Idle).await;
    assert_eq!(*live, LiveItems::default());
    tokio::time::sleep(crate::testing::seconds(600)).await;
    assert_eq!(player.updates.told().await, ["reset done"], "no alarm of the pairing is left");
}

#[actix::test]
async fn two_resets_at_once_are_one_wipe_and_each_is_answered_once() {
    let mut stage = Stage::new();
    let (mut player, mut link) = connected(&mut stage).await;
    let (first, second) = (reset(&player.session, "r1"), reset(&player.session, "r2"));
    drop(link.asked_to_close().await);
    assert_eq!((within(first).await.unwrap(), within(second).await.unwrap()), (Ok(()), Ok(())));
    assert_eq!(player.updates.told().await, ["idle", "reset done", "reset done"]);
    assert_eq!(calls(&stage).iter().filter(|call| **call == StoreCall::Wipe).count(), 1);
}

#[actix::test]
async fn reset_refused_by_the_database_fails_and_loses_nothing() {
    let mut stage = Stage::new();
    let (mut player, mut link) = connected(&mut stage).await;
    stage.store.fail_next(StoreCall::Wipe, StoreFailure::Unavailable);
    let answer = reset(&player.session, "r");
    drop(link.asked_to_close().await);
    assert_eq!(within(answer).await.unwrap(), Err(ErrorCode::StoreUnavailable));
    assert_eq!(player.updates.told().await, ["idle", "reset failed: STORE_UNAVAILABLE", "error"]);
    assert!(stage.store.row(&salon()).unwrap().credentials.is_some());
    stage.link().await;
    assert_eq!(stage.seconds(), 5, "it is read again and used");
}

#[actix::test]
async fn reset_with_unknown_outcome_fails_and_reloads() {
    let mut stage = Stage::new();
    let (mut player, mut link) = connected(&mut stage).await;
    stage.store.fail_next(StoreCall::Wipe, StoreFailure::UnknownOutcome);
    let answer = reset(&player.session, "r");
    drop(link.asked_to_close().await);
    assert_eq!(within(answer).await.unwrap(), Err(ErrorCode::StoreUnavailable));
    assert_eq!(within(player.exits.recv()).await.unwrap().reason, ExitReason::Reload);
}

#[actix::test]
async fn company_of_another_owner_is_reset() {
    let mut stage = Stage::new();
    let (player, mut link) = connected(&mut stage).await;
    linekeeper_ports::CredentialStore::take(stage.store.as_ref(), &salon()).await.unwrap();
    let answer = reset(&player.session, "r");
    drop(link.asked_to_close().await);
    assert_eq!(within(answer).await.unwrap(), Ok(()));
    assert!(stage.store.row(&salon()).unwrap().credentials.is_none());
}

#[actix::test]
async fn a_session_is_at_rest_when_its_reset_is_over() {
    let mut stage = Stage::new();
    let (mut player, mut link) = connected(&mut stage).await;
    let answer = reset(&player.session, "r");
    drop(link.asked_to_close().await);
    within(answer).await.unwrap().unwrap();
    quiet().await;
    let mut last = None;
    while let Ok(change) = player.statuses.try_recv() {
        last = Some((change.status.state, change.at_rest));
    }
    assert_eq!(last, Some((StateName::Idle, true)));
}
