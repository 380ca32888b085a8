//! Tests of another phone that is linked beside the line: the two slots, the promotion, and the ways out.

use std::sync::Arc;

use linekeeper_domain::session::{ChangeState, ChangeStatus, SessionNotification, Status};
use linekeeper_domain::{LinkEndReason, StoreFailure};
use linekeeper_ports::fake::{FakeRow, Hold};
use linekeeper_ports::{Batch, CloseMode, KeyPut, KeyRow, NextSlots as _};

use super::*;
use crate::testing::{OTHER, quiet, salon, within};

/// A salon whose second phone is linked beside its line and has not logged in yet.
pub(super) async fn linked_beside(stage: &mut Stage) -> (Player, FakeLink, FakeLink) {
    let (player, line) = connected(stage).await;
    ask_change(&player.session, OTHER, "b");
    let mut new = stage.link().await;
    assert_eq!(new.purpose, LinkPurpose::Register);
    stage.link_new_phone(&mut new, OTHER).await;
    (player, line, new)
}

/// The last status that the watcher was sent.
pub(super) async fn status(player: &mut Player) -> Arc<Status> {
    quiet().await;
    let mut last = None;
    while let Ok(update) = player.updates.0.try_recv() {
        if let SessionUpdate::Status(status, _) = update {
            last = Some(status);
        }
    }
    last.expect("a status")
}

pub(super) fn change(status: &Status) -> &ChangeStatus {
    status.change.as_deref().expect("a change")
}

pub(super) fn put(id: &str) -> Batch {
    let row = KeyRow { key_id: id.into(), value: bytes::Bytes::from_static(b"ratchet"), stamp: None };
    Batch { puts: vec![KeyPut { key_type: "session", row }], ..Batch::default() }
}

pub(super) fn current_phone(stage: &Stage) -> Option<String> {
    stage.store.row(&salon()).unwrap().linked_phone.map(|phone| phone.digits().to_owned())
}

pub(super) async fn closed(link: &mut FakeLink, wanted: CloseMode) -> Hold {
    let (mode, hold) = link.asked_to_close().await;
    assert_eq!(mode, wanted);
    hold
}

#[actix::test]
async fn line_stays_while_another_phone_is_linked() {
    let mut stage = Stage::new();
    let (mut player, line) = connected(&mut stage).await;
    ask_change(&player.session, OTHER, "b");
    let mut new = stage.link().await;
    new.shows_qr().await;
    new.asked_for_code().await;
    new.issues_code().await;
    let (shown, live) = loop {
        let (status, live) = player.updates.state(StateName::Connected).await;
        if live.code.is_some() {
            break (status, live);
        }
    };
    assert_eq!((change(&shown).state, live.phone.clone()), (ChangeState::PairingCodeSent, Some(phone(OTHER))));
    assert_eq!(change(&shown).masked_phone.as_deref(), Some("7993•••••48"));
    assert_eq!((shown.phone_number.as_deref(), shown.linked), (Some("7900•••••63"), true));
    within(line.credentials.write(put("of the line"))).await.unwrap();
    assert!(!line.has_request(), "its connection is not touched");
    assert_eq!(current_phone(&stage).as_deref(), Some(ASKED));
    assert_eq!(stage.next().row(&salon()).unwrap().keys.len(), 0);
}

#[actix::test]
async fn connected_new_phone_is_the_line_before_the_old_is_logged_out() {
    let mut stage = Stage::new();
    let (mut player, mut line, new) = linked_beside(&mut stage).await;
    let mut promotion = stage.next().hold_next(StoreCall::Promote);
    new.connects(OTHER).await;
    within(promotion.reached()).await;
    quiet().await;
    assert!(!line.has_request(), "the database has not answered");
    promotion.release();
    let hold = closed(&mut line, CloseMode::LogOut).await;
    assert_eq!(current_phone(&stage).as_deref(), Some(OTHER));
    assert_eq!(stage.next().old_devices(&salon()).await.unwrap().len(), 1, "its keys stay until it is logged out");
    let shown = status(&mut player).await;
    assert_eq!((shown.state, shown.phone_number.as_deref()), (StateName::Connected, Some("7993•••••48")));
    assert_eq!(change(&shown).state, ChangeState::LoggingOut);
    hold.release();
    let shown = status(&mut player).await;
    assert_eq!(shown.change, None);
    assert_eq!(stage.next().old_devices(&salon()).await.unwrap(), []);
    within(new.credentials.write(put("of the new line"))).await.unwrap();
    assert_eq!(stage.store.row(&salon()).unwrap().keys.len(), 1, "its link writes to the current slot");
}

#[actix::test]
async fn old_link_is_held_and_never_told_of_the_promotion() {
    let mut stage = Stage::new();
    let (_player, mut line, new) = linked_beside(&mut stage).await;
    new.connects(OTHER).await;
    let hold = closed(&mut line, CloseMode::LogOut).await;
    let credentials = line.credentials.clone();
    let write = tokio::task::spawn_local(async move { credentials.write(put("late")).await });
    let credentials = line.credentials.clone();
    let read = tokio::task::spawn_local(async move { credentials.credentials().await });
    quiet().await;
    assert!(!write.is_finished() && !read.is_finished(), "a failure would cut the connection that logs it out");
    hold.release();
    assert!(within(write).await.unwrap().is_err() && within(read).await.unwrap().is_err());
    assert_eq!(stage.store.row(&salon()).unwrap().keys.len(), 0, "nothing of the old device lands in the new rows");
}

#[actix::test]
async fn cancel_leaves_the_line_and_empties_the_next_slot() {
    let mut stage = Stage::new();
    let (mut player, line) = connected(&mut stage).await;
    ask_change(&player.session, OTHER, "b");
    let mut new = stage.link().await;
    new.shows_qr().await;
    new.asked_for_code().await;
    new.issues_code().await;
    player.session.do_send(CancelPairing { by: TriggeredBy::Client, correlation: correlation("c") });
    closed(&mut new, CloseMode::Disconnect).await.release();
    let shown = status(&mut player).await;
    assert_eq!((shown.state, &shown.change), (StateName::Connected, &None));
    assert!(!line.has_request());
    assert!(stage.next().row(&salon()).unwrap().requested_phone.is_none());
}

#[actix::test]
async fn cancel_after_the_linking_logs_the_new_device_out() {
    let mut stage = Stage::new();
    let (mut player, line, mut new) = linked_beside(&mut stage).await;
    player.session.do_send(CancelPairing { by: TriggeredBy::Client, correlation: correlation("c") });
    closed(&mut new, CloseMode::LogOut).await.release();
    let shown = status(&mut player).await;
    assert_eq!((shown.state, &shown.change), (StateName::Connected, &None));
    assert!(!line.has_request());
    assert!(stage.next().row(&salon()).unwrap().credentials.is_none());
    assert_eq!(current_phone(&stage).as_deref(), Some(ASKED));
}

#[actix::test]
async fn promotion_is_repeated_when_the_database_is_back() {
    let mut stage = Stage::new();
    let (mut player, mut line, new) = linked_beside(&mut stage).await;
    stage.store.break_down();
    new.connects(OTHER).await;
    quiet().await;
    assert!(!line.has_request(), "the line stays in the outage");
    assert_eq!(status(&mut player).await.state, StateName::Connected);
    stage.store.recover();
    closed(&mut line, CloseMode::LogOut).await.release();
    assert_eq!(current_phone(&stage).as_deref(), Some(OTHER));
}

#[actix::test]
async fn held_calls_of_the_line_are_made_after_a_failed_promotion() {
    let mut stage = Stage::new();
    let (_player, line, new) = linked_beside(&mut stage).await;
    let mut promotion = stage.next().hold_next(StoreCall::Promote);
    new.connects(OTHER).await;
    within(promotion.reached()).await;
    let credentials = line.credentials.clone();
    let write = tokio::task::spawn_local(async move { credentials.write(put("meanwhile")).await });
    quiet().await;
    assert!(!write.is_finished());
    // Another owner has taken the next slot.
    let taken = stage.next().row(&salon()).unwrap();
    stage.next().put(&salon(), FakeRow { fence: taken.fence + 1, ..taken });
    promotion.release();
    within(write).await.unwrap().unwrap();
}

#[actix::test]
async fn reset_ends_the_change_and_then_the_line() {
    let mut stage = Stage::new();
    let (player, mut line, mut new) = linked_beside(&mut stage).await;
    let answer = reset(&player.session, "r");
    let closing = closed(&mut new, CloseMode::LogOut).await;
    quiet().await;
    assert!(!line.has_request(), "the next slot is emptied first");
    closing.release();
    closed(&mut line, CloseMode::LogOut).await.release();
    within(answer).await.unwrap().unwrap();
    assert!(stage.store.row(&salon()).unwrap().credentials.is_none());
    assert!(stage.next().row(&salon()).unwrap().credentials.is_none());
}

#[actix::test]
async fn disconnect_ends_the_change_and_keeps_the_line_stored() {
    let mut stage = Stage::new();
    let (player, mut line, mut new) = linked_beside(&mut stage).await;
    let answer = disconnect(&player.session, "d");
    closed(&mut new, CloseMode::LogOut).await.release();
    closed(&mut line, CloseMode::Disconnect).await.release();
    within(answer).await.unwrap().unwrap();
    assert_eq!(current_phone(&stage).as_deref(), Some(ASKED));
    assert!(stage.next().row(&salon()).unwrap().credentials.is_none());
}

#[actix::test]
async fn failing_link_of_the_new_phone_does_not_touch_the_line() {
    let mut stage = Stage::new();
    let (mut player, line) = connected(&mut stage).await;
    ask_change(&player.session, OTHER, "b");
    let mut new = stage.link().await;
    new.shows_qr().await;
    new.asked_for_code().await;
    new.issues_code().await;
    player.updates.told().await;
    new.ends(LinkEndReason::Banned).await;
    drop(new.asked_to_close().await);
    let told = player.updates.told().await;
    assert!(told.contains(&"pairing failed: BANNED".to_owned()), "{told:?}");
    assert!(!line.has_request());
    ask_change(&player.session, OTHER, "c");
    assert_eq!(stage.link().await.purpose, LinkPurpose::Register, "it can be tried again");
}

#[actix::test]
async fn dying_line_leaves_the_change_under_way() {
    let mut stage = Stage::new();
    let (mut player, mut line, new) = linked_beside(&mut stage).await;
    line.ends(LinkEndReason::LoggedOut).await;
    drop(line.asked_to_close().await);
    player.updates.state(StateName::Error).await;
    new.connects(OTHER).await;
    let (shown, _) = player.updates.state(StateName::Connected).await;
    assert_eq!(shown.phone_number.as_deref(), Some("7993•••••48"));
    assert_eq!(current_phone(&stage).as_deref(), Some(OTHER));
    assert_eq!(stage.next().old_devices(&salon()).await.unwrap(), [], "WhatsApp has logged it out");
}

#[actix::test]
async fn requests_during_a_promotion_wait_for_its_answer() {
    let mut stage = Stage::new();
    let (mut player, mut line, new) = linked_beside(&mut stage).await;
    let mut promotion = stage.next().hold_next(StoreCall::Promote);
    new.connects(OTHER).await;
    within(promotion.reached()).await;
    let answer = reset(&player.session, "r");
    quiet().await;
    assert!(!answer.is_finished() && !line.has_request() && !new.has_request());
    promotion.release();
    closed(&mut line, CloseMode::LogOut).await.release();
    let mut new = new;
    closed(&mut new, CloseMode::LogOut).await.release();
    within(answer).await.unwrap().unwrap();
    assert!(stage.store.row(&salon()).unwrap().credentials.is_none());
    player.updates.state(StateName::Idle).await;
}

#[actix::test]
async fn second_change_while_the_first_logs_in_takes_its_place() {
    let mut stage = Stage::new();
    let (mut player, line, mut new) = linked_beside(&mut stage).await;
    ask_change(&player.session, "79161234567", "c");
    closed(&mut new, CloseMode::LogOut).await.release();
    let mut third = stage.link().await;
    stage.link_new_phone(&mut third, "79161234567").await;
    assert!(!line.has_request());
    third.connects("79161234567").await;
    let (shown, _) = loop {
        let (status, live) = player.updates.state(StateName::Connected).await;
        if status.phone_number.as_deref() != Some("7900•••••63") {
            break (status, live);
        }
    };
    assert_eq!(shown.phone_number.as_deref(), Some("7916•••••67"));
}

#[actix::test]
async fn new_link_that_is_fenced_out_ends_the_change_alone() {
    let mut stage = Stage::new();
    let (mut player, line, mut new) = linked_beside(&mut stage).await;
    new.ends(LinkEndReason::Store(StoreFailure::Fenced)).await;
    drop(new.asked_to_close().await);
    let shown = status(&mut player).await;
    assert_eq!(shown.state, StateName::Connected);
    assert!(!line.has_request(), "the failure of one link does nothing to the other");
    let connected = SessionNotification::Connected { phone: phone(ASKED) };
    ask_code(&player.session, ASKED, "d");
    assert_eq!(player.updates.notification().await, connected);
}

#[actix::test]
async fn change_goes_on_when_the_line_has_to_be_read_again() {
    let mut stage = Stage::new();
    let (mut player, mut line) = connected(&mut stage).await;
    ask_change(&player.session, OTHER, "b");
    let mut new = stage.link().await;
    new.shows_qr().await;
    new.asked_for_code().await;
    new.issues_code().await;
    player.updates.told().await;
    line.ends(LinkEndReason::Store(StoreFailure::UnknownOutcome)).await;
    drop(line.asked_to_close().await);
    let again = stage.link().await;
    assert_eq!(again.purpose, LinkPurpose::Login);
    again.connects(ASKED).await;
    let shown = status(&mut player).await;
    assert_eq!((shown.state, change(&shown).state), (StateName::Connected, ChangeState::PairingCodeSent));
    assert!(player.exits.try_recv().is_err(), "its code is still valid");
    new.links(OTHER).await;
    new.connects(OTHER).await;
    let mut again = again;
    closed(&mut again, CloseMode::LogOut).await.release();
    assert_eq!(current_phone(&stage).as_deref(), Some(OTHER));
}

#[actix::test]
async fn requests_are_answered_when_a_promotion_has_no_known_outcome() {
    let mut stage = Stage::new();
    let (player, _line, new) = linked_beside(&mut stage).await;
    stage.next().fail_next(StoreCall::Promote, StoreFailure::UnknownOutcome);
    let mut promotion = stage.next().hold_next(StoreCall::Promote);
    new.connects(OTHER).await;
    within(promotion.reached()).await;
    let answer = reset(&player.session, "r");
    quiet().await;
    promotion.release();
    let refused = within(answer).await.unwrap();
    assert_eq!(refused.unwrap_err(), ErrorCode::StoreUnavailable);
}

/// Another process takes the next slot.
fn taken_by_another(stage: &Stage) {
    let row = stage.next().row(&salon()).unwrap();
    stage.next().put(&salon(), FakeRow { fence: row.fence + 1, ..row });
}

#[actix::test]
async fn new_device_that_another_process_has_taken_is_left_to_it() {
    let mut stage = Stage::new();
    let (mut player, line, mut new) = linked_beside(&mut stage).await;
    taken_by_another(&stage);
    let fence = stage.next().row(&salon()).unwrap().fence;
    new.ends(LinkEndReason::Store(StoreFailure::Fenced)).await;
    drop(new.asked_to_close().await);
    let shown = status(&mut player).await;
    assert_eq!((change(&shown).state, change(&shown).code), (ChangeState::Failed, Some(ErrorCode::Replaced)));
    let row = stage.next().row(&salon()).unwrap();
    assert!(row.credentials.is_some() && row.fence == fence, "its phone lists it");
    assert!(!line.has_request());
}

#[actix::test]
async fn fenced_promotion_leaves_the_new_device_to_the_other_process() {
    let mut stage = Stage::new();
    let (mut player, line, mut new) = linked_beside(&mut stage).await;
    taken_by_another(&stage);
    new.connects(OTHER).await;
    closed(&mut new, CloseMode::Disconnect).await.release();
    let shown = status(&mut player).await;
    assert_eq!((change(&shown).state, change(&shown).code), (ChangeState::Failed, Some(ErrorCode::Replaced)));
    assert!(stage.next().row(&salon()).unwrap().credentials.is_some(), "its phone lists it");
    assert!(!line.has_request());
}
