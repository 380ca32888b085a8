//! Tests of new devices whose change is ended before they are the line: none stays on its phone without being kept.

use linekeeper_domain::session::ChangeState;
use linekeeper_domain::{LinkEndReason, StoreFailure};
use linekeeper_ports::{CloseMode, NextSlots as _};

use super::changes::{change, closed, current_phone, linked_beside, status};
use super::*;
use crate::testing::{quiet, salon, within};

fn cancel(player: &Player) {
    player.session.do_send(CancelPairing { by: TriggeredBy::Client, correlation: correlation("c") });
}

/// Asserts that the new device is kept and shown, that the line stays, and that the device is logged out by a
/// connection of its own.
async fn is_logged_out_later(stage: &mut Stage, player: &mut Player) {
    assert!(stage.next().row(&salon()).unwrap().credentials.is_none());
    let shown = status(player).await;
    let old = change(&shown).old_device.as_ref().expect("the new device");
    assert_eq!((change(&shown).state, old.masked_phone.as_deref()), (ChangeState::LoggingOut, Some("7993•••••48")));
    assert!(old.next_attempt_at.is_some());
    assert_eq!((shown.state, current_phone(stage).as_deref()), (StateName::Connected, Some(ASKED)));
    let mut again = stage.link().await;
    let kept = within(again.credentials.credentials()).await.unwrap();
    assert_eq!(kept.map(|kept| kept.0), Some(bytes::Bytes::from_static(b"a new device")));
    closed(&mut again, CloseMode::LogOut).await.release();
    assert_eq!(status(player).await.change, None);
    assert_eq!(stage.next().old_devices(&salon()).await.unwrap(), []);
}

#[actix::test]
async fn cancelled_device_is_kept_if_its_log_out_is_not_confirmed() {
    let mut stage = Stage::new();
    let (mut player, line, mut new) = linked_beside(&mut stage).await;
    new.keeps_device();
    cancel(&player);
    let hold = closed(&mut new, CloseMode::LogOut).await;
    assert_eq!(change(&*status(&mut player).await).state, ChangeState::LoggingOut, "it is under way");
    hold.release();
    quiet().await;
    is_logged_out_later(&mut stage, &mut player).await;
    assert!(!line.has_request());
}

#[actix::test]
async fn cancelled_device_without_a_connection_is_kept() {
    let mut stage = Stage::new();
    let (mut player, _line, mut new) = linked_beside(&mut stage).await;
    new.ends(LinkEndReason::Network).await;
    drop(new.asked_to_close().await);
    quiet().await;
    cancel(&player);
    quiet().await;
    is_logged_out_later(&mut stage, &mut player).await;
}

#[actix::test]
async fn device_set_aside_with_a_lost_answer_is_known_all_the_same() {
    let mut stage = Stage::new();
    let (mut player, _line, mut new) = linked_beside(&mut stage).await;
    new.keeps_device();
    stage.next().fail_next(StoreCall::SetAside, StoreFailure::UnknownOutcome);
    cancel(&player);
    closed(&mut new, CloseMode::LogOut).await.release();
    quiet().await;
    is_logged_out_later(&mut stage, &mut player).await;
}

#[actix::test]
async fn device_of_a_change_ended_in_an_outage_is_kept_by_the_next() {
    let mut stage = Stage::new();
    let (mut player, _line, mut new) = linked_beside(&mut stage).await;
    new.keeps_device();
    stage.next().fail_next(StoreCall::SetAside, StoreFailure::Unavailable);
    cancel(&player);
    closed(&mut new, CloseMode::LogOut).await.release();
    ask_change(&player.session, "79161234567", "d");
    let mut second = stage.link().await;
    assert_eq!(second.purpose, LinkPurpose::Register);
    second.shows_qr().await;
    second.asked_for_code().await;
    quiet().await;
    assert_eq!(stage.next().old_devices(&salon()).await.unwrap().len(), 1);
    cancel(&player);
    closed(&mut second, CloseMode::Disconnect).await.release();
    is_logged_out_later(&mut stage, &mut player).await;
}

#[actix::test]
async fn logged_out_device_is_not_kept() {
    let mut stage = Stage::new();
    let (player, _line, mut new) = linked_beside(&mut stage).await;
    cancel(&player);
    closed(&mut new, CloseMode::LogOut).await.release();
    quiet().await;
    assert_eq!(stage.next().old_devices(&salon()).await.unwrap(), []);
}

#[actix::test]
async fn device_ordered_to_log_out_before_a_kill_is_kept() {
    let mut stage = Stage::new();
    let (player, _line, mut new) = linked_beside(&mut stage).await;
    cancel(&player);
    let _unanswered = closed(&mut new, CloseMode::LogOut).await;
    assert!(stage.next().row(&salon()).unwrap().log_out_fence.is_some());
    player.session.do_send(tests::Leave(ExitReason::Abandoned));
    quiet().await;
    let mut next = stage.session();
    let line = stage.link().await;
    line.connects(ASKED).await;
    quiet().await;
    is_logged_out_later(&mut stage, &mut next).await;
}
