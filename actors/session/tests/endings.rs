//! How links end, and what the session makes of it.

use linekeeper_domain::session::StateName;
use linekeeper_domain::{Ending, StoreFailure};
use linekeeper_ports::{CloseMode, CredentialStore, LinkPurpose};

use super::*;
use crate::testing::{at, quiet, seconds, within};

#[actix::test]
async fn a_link_that_dies_without_a_word_is_opened_again() {
    let mut stage = Stage::new();
    let (mut player, link) = connected(&mut stage).await;
    drop(link);
    let (status, _) = player.news.state(StateName::Reconnecting).await;
    assert_eq!(status.retry_after_ms, Some(1000));
    let again = stage.link().await;
    assert_eq!(again.purpose, LinkPurpose::Login);
    again.connects(ASKED).await;
    player.news.state(StateName::Connected).await;
}

#[actix::test]
async fn a_line_that_keeps_breaking_is_opened_at_growing_intervals_until_it_holds() {
    let mut stage = Stage::new();
    let (_player, mut link) = connected(&mut stage).await;
    for pause in [1, 1, 2, 3] {
        let broken_at = tokio::time::Instant::now();
        link.ends(Ending::Network).await;
        drop(link.asked_to_close().await);
        link = stage.link().await;
        assert_eq!(broken_at.elapsed().as_secs(), pause);
    }
    link.connects(ASKED).await;
    tokio::time::sleep(seconds(31)).await;
    let broken_at = tokio::time::Instant::now();
    link.ends(Ending::Network).await;
    drop(link.asked_to_close().await);
    stage.link().await;
    assert_eq!(broken_at.elapsed().as_secs(), 1, "half a minute of stability forgets what was before");
    assert!(!calls(&stage).contains(&StoreCall::Wipe));
}

#[actix::test]
async fn a_log_in_that_says_nothing_is_given_up_after_three_minutes() {
    let mut stage = Stage::new();
    stage.put_linked(SALON, ASKED);
    let mut player = stage.session();
    let mut link = stage.link().await;
    let (mode, closing) = link.asked_to_close().await;
    assert_eq!((mode, stage.seconds()), (CloseMode::Disconnect, 180));
    closing.release();
    player.news.state(StateName::Reconnecting).await;
    stage.link().await;
}

#[actix::test]
async fn a_ban_with_an_end_is_waited_for() {
    let mut stage = Stage::new();
    let (mut player, mut link) = connected(&mut stage).await;
    link.ends(Ending::TemporarilyBanned { until: Some(at(3600)) }).await;
    drop(link.asked_to_close().await);
    let (status, _) = player.news.state(StateName::Error).await;
    assert_eq!(status.code, Some(ErrorCode::TemporarilyBanned));
    assert_eq!(stage.link().await.purpose, LinkPurpose::Login);
    assert_eq!(stage.seconds(), 3600);
}

#[actix::test]
async fn a_write_with_an_unknown_outcome_makes_the_session_leave_and_be_read_again() {
    let mut stage = Stage::new();
    let (mut player, link) = connected(&mut stage).await;
    link.ends(Ending::Store(StoreFailure::UnknownOutcome)).await;
    let exit = within(player.exits.recv()).await.unwrap();
    assert_eq!((exit.reason, exit.generation), (ExitReason::Reload, 7));
    assert!(!calls(&stage).contains(&StoreCall::Wipe));
}

#[actix::test]
async fn a_connection_that_another_owner_has_replaced_parks_and_keeps_what_is_stored() {
    let mut stage = Stage::new();
    let (mut player, mut link) = connected(&mut stage).await;
    stage.store.take(&crate::testing::salon()).await.unwrap();
    link.ends(Ending::Replaced).await;
    drop(link.asked_to_close().await);
    let (status, _) = player.news.state(StateName::Error).await;
    assert_eq!(status.code, Some(ErrorCode::Replaced));
    stage.opens_nothing().await;
    ask_code(&player.session, ASKED, "a");
    assert_eq!(stage.link().await.purpose, LinkPurpose::Login, "a person may take it back");
    assert!(!calls(&stage).contains(&StoreCall::Wipe));
}

#[actix::test]
async fn a_connection_that_is_replaced_although_nobody_else_owns_the_company_comes_back_once() {
    let mut stage = Stage::new();
    let (mut player, mut link) = connected(&mut stage).await;
    link.ends(Ending::Replaced).await;
    drop(link.asked_to_close().await);
    let mut again = stage.link().await;
    assert_eq!((again.purpose, stage.seconds()), (LinkPurpose::Login, 30));
    again.connects(ASKED).await;
    player.news.state(StateName::Connected).await;
    again.ends(Ending::Replaced).await;
    drop(again.asked_to_close().await);
    let (status, _) = player.news.state(StateName::Error).await;
    assert_eq!(status.code, Some(ErrorCode::Replaced));
    stage.opens_nothing().await;
}

#[actix::test]
async fn a_connected_session_that_cannot_note_it_stays_connected() {
    let mut stage = Stage::new();
    stage.store.fail_next(StoreCall::Touch, StoreFailure::Unavailable);
    let (mut player, _link) = connected(&mut stage).await;
    quiet().await;
    assert_eq!(player.news.told().await, [""; 0]);
    assert!(player.exits.is_empty());
}
