//! Tests of serial tasks: one after the other, in order.

use linekeeper_domain::LinkEndReason;
use linekeeper_domain::session::StateName;
use linekeeper_ports::{CloseMode, LinkPurpose};

use super::*;
use crate::testing::{OTHER, quiet, within};

#[actix::test]
async fn prepare_waits_for_the_old_link_and_open_for_prepare() {
    let mut stage = Stage::new();
    let (player, old) = connected(&mut stage).await;
    ask_change(&player.session, OTHER, "a");
    let mut linked = stage.link().await;
    stage.link_new_phone(&mut linked, OTHER).await;
    // A third number takes the place of the one that has just been linked beside the line.
    let mut preparation = stage.next().hold_next(StoreCall::Prepare);
    ask_change(&player.session, "79161234567", "b");
    let (mode, closing) = linked.asked_to_close().await;
    assert_eq!(mode, CloseMode::LogOut, "its device goes from the phone's list");
    quiet().await;
    let prepared = || stage.next().calls().iter().filter(|(call, _)| *call == StoreCall::Prepare).count();
    assert_eq!(prepared(), 1, "the old link is still being closed");
    closing.release();
    within(preparation.reached()).await;
    assert!(stage.opened.is_empty());
    preparation.release();
    assert_eq!(stage.link().await.purpose, LinkPurpose::Register);
    assert!(!old.has_request(), "the line stands");
}

#[actix::test]
async fn a_link_that_has_ended_is_closed_before_its_keys_are_wiped() {
    let mut stage = Stage::new();
    let (mut player, mut link) = connected(&mut stage).await;
    link.ends(LinkEndReason::LoggedOut).await;
    let (mode, closing) = link.asked_to_close().await;
    assert_eq!(mode, CloseMode::Disconnect);
    quiet().await;
    assert!(!calls(&stage).contains(&StoreCall::Wipe), "its last writes may still be under way");
    closing.release();
    quiet().await;
    assert_eq!(
        calls(&stage).last_chunk(),
        Some(&[StoreCall::Wipe, StoreCall::Park]),
        "why it is parked outlives the wipe"
    );
    let (status, _) = player.updates.state(StateName::Error).await;
    assert_eq!(status.code, Some(ErrorCode::LoggedOut));
}

#[actix::test]
async fn link_that_is_no_longer_wanted_is_closed_before_the_wipe() {
    let mut stage = Stage::new();
    let player = stage.session();
    let mut preparation = stage.store.hold_next(StoreCall::Prepare);
    ask_code(&player.session, ASKED, "a");
    within(preparation.reached()).await;
    let mut link = stage.link().await;
    let answer = reset(&player.session, "b");
    quiet().await;
    assert!(!link.dials() && !link.has_request(), "it is closed in its turn");
    preparation.release();
    drop(link.asked_to_close().await);
    assert_eq!(within(answer).await.unwrap(), Ok(()));
    stage.opens_nothing().await;
    let prepared = [StoreCall::Take, StoreCall::Prepare, StoreCall::Commit];
    assert_eq!(calls(&stage), [&prepared[..], &[StoreCall::Number, StoreCall::Wipe]].concat());
}

#[actix::test]
async fn link_that_waits_for_a_close_is_not_opened_after_a_reset() {
    let mut stage = Stage::new();
    let (mut player, mut link) = connected(&mut stage).await;
    link.ends(LinkEndReason::Network).await;
    let (_, closing) = link.asked_to_close().await;
    player.updates.state(StateName::Connecting).await;
    let answer = reset(&player.session, "r");
    quiet().await;
    closing.release();
    assert_eq!(within(answer).await.unwrap(), Ok(()));
    stage.opens_nothing().await;
}

#[actix::test]
async fn a_link_writes_under_the_fence_of_its_own_preparation() {
    let mut stage = Stage::new();
    let (player, mut first) = with_code(&mut stage).await;
    ask_code(&player.session, OTHER, "b");
    drop(first.asked_to_close().await);
    stage.link().await.links(OTHER).await;
    let late = linekeeper_ports::Batch { linked_phone: Some(phone(ASKED)), ..linekeeper_ports::Batch::default() };
    let refused = within(first.credentials.write(late)).await.unwrap_err();
    assert_eq!(refused.failure, linekeeper_domain::StoreFailure::Fenced);
}
