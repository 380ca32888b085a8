//! Tests of a connection that is closed by a person's request.

use linekeeper_domain::StoreFailure;
use linekeeper_domain::session::StateName;
use linekeeper_ports::CloseMode;

use super::*;
use crate::testing::{quiet, salon, within};

fn parked(stage: &Stage) -> Option<ErrorCode> {
    stage.store.row(&salon()).unwrap().parked.map(|parked| parked.code)
}

#[actix::test]
async fn disconnect_is_stored_before_link_closes_and_none_reopens() {
    let mut stage = Stage::new();
    let (mut player, mut link) = connected(&mut stage).await;
    let mut keeping = stage.store.hold_next(StoreCall::Park);
    let answer = disconnect(&player.session, "d");
    within(keeping.reached()).await;
    quiet().await;
    assert!(!answer.is_finished() && link.try_asked().is_none(), "the link is open until it is kept");
    keeping.release();
    let (mode, closing) = link.asked_to_close().await;
    assert_eq!(mode, CloseMode::Disconnect, "the device is not logged out");
    closing.release();
    assert_eq!(within(answer).await.unwrap(), Ok(()));
    let (status, _) = player.updates.state(StateName::Error).await;
    assert_eq!((status.code, status.linked), (Some(ErrorCode::Disconnected), true));
    assert_eq!(parked(&stage), Some(ErrorCode::Disconnected));
    tokio::time::sleep(crate::testing::seconds(100_000)).await;
    stage.opens_nothing().await;
    let entries = stage.journal.entries();
    let last = entries.last().unwrap();
    assert_eq!((last.code, last.reason.as_deref()), (Some(ErrorCode::Disconnected), Some("disconnect_kept")));
    assert_eq!(last.correlation, Some(correlation("d")));
}

#[actix::test]
async fn disconnect_refused_by_the_database_keeps_the_connection() {
    let mut stage = Stage::new();
    let (mut player, mut link) = connected(&mut stage).await;
    stage.store.fail_next(StoreCall::Park, StoreFailure::Unavailable);
    let answer = disconnect(&player.session, "d");
    assert_eq!(within(answer).await.unwrap(), Err(ErrorCode::StoreUnavailable));
    quiet().await;
    assert!(link.try_asked().is_none());
    assert_eq!(player.updates.told().await, ["disconnect failed: STORE_UNAVAILABLE"]);
    assert_eq!(parked(&stage), None);
}

#[actix::test]
async fn disconnect_with_unknown_outcome_fails_and_reloads() {
    let mut stage = Stage::new();
    let (mut player, _link) = connected(&mut stage).await;
    stage.store.fail_next(StoreCall::Park, StoreFailure::UnknownOutcome);
    let answer = disconnect(&player.session, "d");
    assert_eq!(within(answer).await.unwrap(), Err(ErrorCode::StoreUnavailable));
    assert_eq!(within(player.exits.recv()).await.unwrap().reason, ExitReason::Reload);
    assert_eq!(parked(&stage), Some(ErrorCode::Disconnected), "the next life finds what became of it");
}

#[actix::test]
async fn connection_note_in_flight_does_not_undo_disconnect() {
    let mut stage = Stage::new();
    stage.put_linked(SALON, ASKED);
    let player = stage.session();
    let mut link = stage.link().await;
    let mut noting = stage.store.hold_next(StoreCall::Touch);
    link.connects(ASKED).await;
    within(noting.reached()).await;
    let answer = disconnect(&player.session, "d");
    quiet().await;
    noting.release();
    drop(link.asked_to_close().await);
    assert_eq!(within(answer).await.unwrap(), Ok(()));
    quiet().await;
    assert_eq!(parked(&stage), Some(ErrorCode::Disconnected));
}

#[actix::test]
async fn company_of_another_owner_is_disconnected() {
    let mut stage = Stage::new();
    let (player, mut link) = connected(&mut stage).await;
    let taken = linekeeper_ports::CredentialStore::take(stage.store.as_ref(), &salon()).await.unwrap();
    let answer = disconnect(&player.session, "d");
    drop(link.asked_to_close().await);
    assert_eq!(within(answer).await.unwrap(), Ok(()));
    let row = stage.store.row(&salon()).unwrap();
    assert!(row.fence > taken.fence.0 && row.credentials.is_some(), "the other one's line is refused from now on");
    assert_eq!(parked(&stage), Some(ErrorCode::Disconnected));
}

#[actix::test]
async fn disconnect_cancels_pairing_and_is_answered_after_the_wipe() {
    let mut stage = Stage::new();
    let (mut player, mut link) = with_code(&mut stage).await;
    let answer = disconnect(&player.session, "d");
    let (_, closing) = link.asked_to_close().await;
    quiet().await;
    assert!(!answer.is_finished());
    closing.release();
    assert_eq!(within(answer).await.unwrap(), Ok(()));
    assert_eq!(player.updates.told().await, ["idle", "disconnected"]);
    assert_eq!(calls(&stage).last(), Some(&StoreCall::Wipe));
}

#[actix::test]
async fn stop_lets_a_disconnect_under_way_finish() {
    let mut stage = Stage::new();
    let (mut player, mut link) = connected(&mut stage).await;
    let mut keeping = stage.store.hold_next(StoreCall::Park);
    let answer = disconnect(&player.session, "d");
    within(keeping.reached()).await;
    player.session.do_send(StopSession);
    quiet().await;
    assert!(player.exits.is_empty());
    keeping.release();
    drop(link.asked_to_close().await);
    assert_eq!(within(answer).await.unwrap(), Ok(()));
    assert_eq!(within(player.exits.recv()).await.unwrap().reason, ExitReason::Stopped);
    assert_eq!(parked(&stage), Some(ErrorCode::Disconnected));
}

#[actix::test]
async fn session_death_fails_a_disconnect_under_way() {
    let mut stage = Stage::new();
    let (player, _link) = connected(&mut stage).await;
    let mut keeping = stage.store.hold_next(StoreCall::Park);
    let answer = disconnect(&player.session, "d");
    within(keeping.reached()).await;
    player.session.do_send(Panic);
    assert_eq!(within(answer).await.unwrap(), Err(ErrorCode::StoreUnavailable));
}
