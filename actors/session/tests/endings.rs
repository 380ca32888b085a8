//! Tests of how links end, and of what the session does then.

use linekeeper_domain::session::StateName;
use linekeeper_domain::{LinkEndReason, StoreFailure};
use linekeeper_ports::{CloseMode, CredentialStore, LinkPurpose};

use super::*;
use crate::testing::{at, quiet, seconds, within};

#[actix::test]
async fn link_that_dies_without_ended_event_is_opened_again() {
    let mut stage = Stage::new();
    let (mut player, link) = connected(&mut stage).await;
    drop(link);
    let (status, _) = player.updates.state(StateName::Reconnecting).await;
    assert_eq!(status.retry_after_ms, Some(1000));
    let again = stage.link().await;
    assert_eq!(again.purpose, LinkPurpose::Login);
    again.connects(ASKED).await;
    player.updates.state(StateName::Connected).await;
}

#[actix::test]
async fn breaking_connection_reopens_with_backoff_until_stable() {
    let mut stage = Stage::new();
    let (_player, mut link) = connected(&mut stage).await;
    for pause in [1, 1, 2, 3] {
        let broken_at = tokio::time::Instant::now();
        link.ends(LinkEndReason::Network).await;
        drop(link.asked_to_close().await);
        link = stage.link().await;
        assert_eq!(broken_at.elapsed().as_secs(), pause);
    }
    link.connects(ASKED).await;
    tokio::time::sleep(seconds(31)).await;
    let broken_at = tokio::time::Instant::now();
    link.ends(LinkEndReason::Network).await;
    drop(link.asked_to_close().await);
    stage.link().await;
    assert_eq!(broken_at.elapsed().as_secs(), 1, "half a minute of stability forgets what was before");
    assert!(!calls(&stage).contains(&StoreCall::Wipe));
}

#[actix::test]
async fn silent_log_in_times_out_after_three_minutes() {
    let mut stage = Stage::new();
    stage.put_linked(SALON, ASKED);
    let mut player = stage.session();
    let mut link = stage.link().await;
    let (mode, closing) = link.asked_to_close().await;
    assert_eq!((mode, stage.seconds()), (CloseMode::Disconnect, 180));
    closing.release();
    player.updates.state(StateName::Reconnecting).await;
    stage.link().await;
}

#[actix::test]
async fn a_ban_with_an_end_is_waited_for() {
    let mut stage = Stage::new();
    let (mut player, mut link) = connected(&mut stage).await;
    link.ends(LinkEndReason::TemporarilyBanned { until: Some(at(3600)) }).await;
    drop(link.asked_to_close().await);
    let (status, _) = player.updates.state(StateName::Error).await;
    assert_eq!(status.code, Some(ErrorCode::TemporarilyBanned));
    assert_eq!(stage.link().await.purpose, LinkPurpose::Login);
    assert_eq!(stage.seconds(), 3600);
}

#[actix::test]
async fn write_with_unknown_outcome_makes_the_session_reload() {
    let mut stage = Stage::new();
    let (mut player, link) = connected(&mut stage).await;
    link.ends(LinkEndReason::Store(StoreFailure::UnknownOutcome)).await;
    let exit = within(player.exits.recv()).await.unwrap();
    assert_eq!((exit.reason, exit.generation), (ExitReason::Reload, 7));
    assert!(!calls(&stage).contains(&StoreCall::Wipe));
}

#[actix::test]
async fn connection_replaced_by_another_owner_parks_and_keeps_keys() {
    let mut stage = Stage::new();
    let (mut player, mut link) = connected(&mut stage).await;
    stage.store.take(&crate::testing::salon()).await.unwrap();
    link.ends(LinkEndReason::Replaced).await;
    drop(link.asked_to_close().await);
    let (status, _) = player.updates.state(StateName::Error).await;
    assert_eq!(status.code, Some(ErrorCode::Replaced));
    stage.opens_nothing().await;
    ask_code(&player.session, ASKED, "a");
    assert_eq!(stage.link().await.purpose, LinkPurpose::Login, "a person may take it back");
    assert!(!calls(&stage).contains(&StoreCall::Wipe));
}

#[actix::test]
async fn connection_replaced_without_another_owner_reopens_once() {
    let mut stage = Stage::new();
    let (mut player, mut link) = connected(&mut stage).await;
    link.ends(LinkEndReason::Replaced).await;
    drop(link.asked_to_close().await);
    let mut again = stage.link().await;
    assert_eq!((again.purpose, stage.seconds()), (LinkPurpose::Login, 30));
    again.connects(ASKED).await;
    player.updates.state(StateName::Connected).await;
    again.ends(LinkEndReason::Replaced).await;
    drop(again.asked_to_close().await);
    let (status, _) = player.updates.state(StateName::Error).await;
    assert_eq!(status.code, Some(ErrorCode::Replaced));
    stage.opens_nothing().await;
}

#[actix::test]
async fn a_connected_session_that_cannot_note_it_stays_connected() {
    let mut stage = Stage::new();
    stage.store.fail_next(StoreCall::Touch, StoreFailure::Unavailable);
    let (mut player, _link) = connected(&mut stage).await;
    quiet().await;
    assert_eq!(player.updates.told().await, [""; 0]);
    assert!(player.exits.is_empty());
}
