//! Tests of a change of the phone that another life goes on with, and of replaced devices that are not logged out yet.

use linekeeper_domain::LinkEndReason;
use linekeeper_domain::session::ChangeState;
use linekeeper_ports::{Batch, CloseMode, NextSlots as _};

use super::changes::{change, closed, current_phone, linked_beside, put, status};
use super::*;
use crate::testing::{OTHER, quiet, salon, within};

/// The links of the new device and of the line, which a start has opened.
async fn both(stage: &mut Stage) -> (FakeLink, FakeLink) {
    let (one, other) = (stage.link().await, stage.link().await);
    assert_eq!([one.purpose, other.purpose], [LinkPurpose::Login; 2]);
    let device = within(one.credentials.credentials()).await.unwrap().expect("a device").0;
    if device == b"a new device"[..] { (one, other) } else { (other, one) }
}

#[actix::test]
async fn start_finds_both_devices_and_tries_the_new_one_first() {
    let mut stage = Stage::new();
    let (player, _line, _new) = linked_beside(&mut stage).await;
    player.session.do_send(tests::Leave(ExitReason::Abandoned));
    quiet().await;
    let mut next = stage.session();
    let (new, mut line) = both(&mut stage).await;
    line.connects(ASKED).await;
    new.connects(OTHER).await;
    closed(&mut line, CloseMode::LogOut).await.release();
    let shown = status(&mut next).await;
    assert_eq!((shown.state, shown.phone_number.as_deref()), (StateName::Connected, Some("7993•••••48")));
}

#[actix::test]
async fn new_device_that_no_phone_knows_falls_back_to_the_line() {
    let mut stage = Stage::new();
    let (player, _line, _new) = linked_beside(&mut stage).await;
    player.session.do_send(tests::Leave(ExitReason::Abandoned));
    quiet().await;
    let mut next = stage.session();
    let (mut new, line) = both(&mut stage).await;
    line.connects(ASKED).await;
    new.ends(LinkEndReason::LoggedOut).await;
    drop(new.asked_to_close().await);
    let shown = status(&mut next).await;
    assert_eq!((shown.state, shown.phone_number.as_deref()), (StateName::Connected, Some("7900•••••63")));
    assert_eq!((change(&shown).state, change(&shown).code), (ChangeState::Failed, Some(ErrorCode::PairingNotFinished)));
    assert!(!line.has_request());
    assert!(stage.next().row(&salon()).unwrap().credentials.is_none());
}

#[actix::test]
async fn half_finished_change_is_emptied_at_the_next_start() {
    let mut stage = Stage::new();
    let (player, _line) = connected(&mut stage).await;
    ask_change(&player.session, OTHER, "b");
    let new = stage.link().await;
    let keys = linekeeper_ports::Credentials(bytes::Bytes::from_static(b"half"));
    within(new.credentials.write(Batch { credentials: Some(keys), ..Batch::default() })).await.unwrap();
    player.session.do_send(tests::Leave(ExitReason::Abandoned));
    quiet().await;
    let mut next = stage.session();
    assert_eq!(stage.link().await.purpose, LinkPurpose::Login);
    stage.opens_nothing().await;
    assert!(stage.next().row(&salon()).unwrap().credentials.is_none());
    assert_eq!(status(&mut next).await.change, None);
}

#[actix::test]
async fn keys_without_a_device_are_emptied_at_the_next_start() {
    let mut stage = Stage::new();
    let (player, _line) = connected(&mut stage).await;
    ask_change(&player.session, OTHER, "b");
    let new = stage.link().await;
    within(new.credentials.write(put("before the device"))).await.unwrap();
    player.session.do_send(tests::Leave(ExitReason::Abandoned));
    quiet().await;
    let mut next = stage.session();
    assert_eq!(stage.link().await.purpose, LinkPurpose::Login);
    stage.opens_nothing().await;
    let row = stage.next().row(&salon()).unwrap();
    assert!(row.keys.is_empty() && row.requested_phone.is_none());
    assert_eq!(status(&mut next).await.change, None);
}

#[actix::test]
async fn old_device_that_stays_is_shown_and_tried_again() {
    let mut stage = Stage::new();
    let (mut player, mut line, new) = linked_beside(&mut stage).await;
    line.keeps_device();
    new.connects(OTHER).await;
    closed(&mut line, CloseMode::LogOut).await.release();
    let shown = status(&mut player).await;
    let old = change(&shown).old_device.as_ref().expect("an old device");
    assert_eq!((change(&shown).state, old.masked_phone.as_deref()), (ChangeState::LoggingOut, Some("7900•••••63")));
    assert!(old.next_attempt_at.is_some());
    let mut again = stage.link().await;
    assert_eq!(again.purpose, LinkPurpose::Login);
    let kept = within(again.credentials.credentials()).await.unwrap();
    assert_eq!(kept.map(|kept| kept.0), Some(bytes::Bytes::from_static(b"a device")));
    closed(&mut again, CloseMode::LogOut).await.release();
    assert_eq!(status(&mut player).await.change, None);
    assert_eq!(stage.next().old_devices(&salon()).await.unwrap(), []);
}

#[actix::test]
async fn old_device_is_logged_out_after_a_restart_too() {
    let mut stage = Stage::new();
    let (player, mut line, new) = linked_beside(&mut stage).await;
    line.keeps_device();
    new.connects(OTHER).await;
    drop(closed(&mut line, CloseMode::LogOut).await);
    quiet().await;
    player.session.do_send(tests::Leave(ExitReason::Abandoned));
    quiet().await;
    let mut next = stage.session();
    let line = stage.link().await;
    line.connects(OTHER).await;
    let mut old = stage.link().await;
    closed(&mut old, CloseMode::LogOut).await.release();
    assert_eq!(status(&mut next).await.change, None);
}

#[actix::test]
async fn stop_closes_both_links_and_keeps_both_devices() {
    let mut stage = Stage::new();
    let (mut player, mut line, mut new) = linked_beside(&mut stage).await;
    player.session.do_send(StopSession);
    closed(&mut line, CloseMode::Disconnect).await.release();
    closed(&mut new, CloseMode::Disconnect).await.release();
    assert_eq!(within(player.exits.recv()).await.unwrap().reason, ExitReason::Stopped);
    assert_eq!(current_phone(&stage).as_deref(), Some(ASKED));
    assert!(stage.next().row(&salon()).unwrap().paired_at.is_some());
}

#[actix::test]
async fn reset_before_the_read_leaves_nothing_to_come_alive() {
    let mut stage = Stage::new();
    let (player, _line, _new) = linked_beside(&mut stage).await;
    player.session.do_send(tests::Leave(ExitReason::Abandoned));
    quiet().await;
    stage.store.break_down();
    let mut unread = stage.session();
    unread.updates.state(StateName::Error).await;
    stage.store.recover();
    within(reset(&unread.session, "r")).await.unwrap().unwrap();
    assert!(stage.next().row(&salon()).unwrap().credentials.is_none());
    unread.session.do_send(tests::Leave(ExitReason::Abandoned));
    quiet().await;
    let _next = stage.session();
    stage.opens_nothing().await;
}

#[actix::test]
async fn disconnect_before_the_read_ends_the_change() {
    let mut stage = Stage::new();
    let (player, _line, _new) = linked_beside(&mut stage).await;
    player.session.do_send(tests::Leave(ExitReason::Abandoned));
    quiet().await;
    stage.store.break_down();
    let mut unread = stage.session();
    unread.updates.state(StateName::Error).await;
    stage.store.recover();
    within(disconnect(&unread.session, "d")).await.unwrap().unwrap();
    quiet().await;
    assert!(stage.next().row(&salon()).unwrap().credentials.is_none());
    assert_eq!(current_phone(&stage).as_deref(), Some(ASKED));
    let shown = status(&mut unread).await;
    assert_eq!((shown.state, shown.code), (StateName::Error, Some(ErrorCode::Disconnected)));
}
