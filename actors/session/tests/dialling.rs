//! Tests of a pairing whose link is opened while the company's rows are still being emptied.

use linekeeper_domain::{LinkEndReason, StoreFailure};
use linekeeper_ports::Batch;
use linekeeper_ports::fake::Hold;

use super::*;
use crate::testing::{OTHER, at, quiet, salon, within};

/// Puts requests for codes into the number's usage until its limit is reached.
async fn exhausted(stage: &Stage, digits: &str) {
    for request in 0..3 {
        let note = linekeeper_domain::NumberNote {
            phone: phone(digits),
            company: salon(),
            event: linekeeper_domain::CodeUsageEvent::Ask,
            at: at(request),
            counted_for: linekeeper_domain::CountedFor::Nobody,
        };
        let policy = linekeeper_domain::CodeRateLimit::default();
        stage.services.numbers.note_number(note, &policy).await.unwrap().unwrap();
    }
}

/// Requests a code and holds the commit; its link may dial.
async fn dialled(stage: &mut Stage) -> (Player, Hold, FakeLink) {
    let player = stage.session();
    let mut commit = stage.store.hold_next(StoreCall::Commit);
    ask_code(&player.session, ASKED, "a");
    let link = stage.link().await;
    within(commit.reached()).await;
    within(link.may_dial()).await;
    (player, commit, link)
}

#[actix::test]
async fn whatsapp_is_dialled_while_the_rows_are_emptied() {
    let mut stage = Stage::new();
    let (_player, commit, mut link) = dialled(&mut stage).await;
    link.shows_qr().await;
    quiet().await;
    assert!(!link.has_request(), "a code is asked for only when it is counted");
    commit.release();
    assert_eq!(link.asked_for_code().await, phone(ASKED));
    assert_eq!(stage.store.number_usage(&phone(ASKED)).asked.len(), 1);
}

#[actix::test]
async fn link_without_a_qr_has_the_order_when_rows_are_empty() {
    let mut stage = Stage::new();
    let (mut player, commit, mut link) = dialled(&mut stage).await;
    quiet().await;
    assert!(!link.has_request());
    commit.release();
    assert_eq!(link.asked_for_code().await, phone(ASKED));
    assert_eq!(player.updates.told().await, ["idle", "creating"], "WhatsApp has not been asked yet");
    link.shows_qr().await;
    assert_eq!(player.updates.told().await, ["waiting_for_pairing_code"]);
    assert!(!link.has_request(), "it is told once");
}

#[actix::test]
async fn qr_is_not_shown_before_the_rows_are_empty() {
    let mut stage = Stage::new();
    let mut player = stage.session();
    let commit = stage.store.hold_next(StoreCall::Commit);
    ask_qr(&player.session, "a");
    let link = stage.link().await;
    link.shows_qr().await;
    quiet().await;
    assert!(!player.updates.told().await.iter().any(|told| told.contains("qr")));
    commit.release();
    let (_, live) = player.updates.state(StateName::PairingCodeSent).await;
    assert_eq!(live.qr.as_ref().map(|qr| qr.text.as_str()), Some("2@ref"));
}

#[actix::test]
async fn number_at_its_limit_is_refused_without_dialling() {
    let mut stage = Stage::new();
    exhausted(&stage, OTHER).await;
    let mut player = stage.session();
    ask_code(&player.session, OTHER, "a");
    let (status, _) = player.updates.state(StateName::Error).await;
    assert_eq!(status.code, Some(ErrorCode::RateLimited));
    let mut refused = stage.link().await;
    drop(refused.asked_to_close().await);
    assert!(!refused.dials());
    // The next request passes the gate.
    ask_code(&player.session, ASKED, "b");
    let next = stage.link().await;
    within(next.may_dial()).await;
    assert_eq!(next.correlation, correlation("b"));
}

#[actix::test]
async fn link_does_not_dial_before_the_limits_are_checked() {
    let mut stage = Stage::new();
    let player = stage.session();
    let mut check = stage.store.hold_next(StoreCall::Prepare);
    ask_code(&player.session, ASKED, "a");
    let link = stage.link().await;
    within(check.reached()).await;
    quiet().await;
    assert!(!link.dials());
    check.release();
    within(link.may_dial()).await;
}

/// Fails the commit under the link that was dialled.
async fn fails_after_dialling(failure: StoreFailure, code: ErrorCode) {
    let mut stage = Stage::new();
    stage.store.fail_next(StoreCall::Commit, failure);
    let (mut player, commit, mut link) = dialled(&mut stage).await;
    link.shows_qr().await;
    commit.release();
    drop(link.asked_to_close().await);
    let (status, _) = player.updates.state(StateName::Error).await;
    assert_eq!(status.code, Some(code));
    assert!(stage.store.number_usage(&phone(ASKED)).asked.is_empty(), "no code counts");
}

#[actix::test]
async fn link_is_closed_when_the_database_goes_away() {
    fails_after_dialling(StoreFailure::Unavailable, ErrorCode::StoreUnavailable).await;
}

#[actix::test]
async fn link_is_closed_when_another_company_has_the_phone() {
    fails_after_dialling(StoreFailure::PhoneInUse, ErrorCode::PhoneInUse).await;
}

#[actix::test]
async fn write_of_a_link_waits_for_the_fence_of_its_rows() {
    let mut stage = Stage::new();
    let (_player, commit, link) = dialled(&mut stage).await;
    assert!(link.credentials.are_emptied());
    let credentials = link.credentials.clone();
    let written = tokio::task::spawn_local(async move {
        credentials.write(Batch { linked_phone: Some(phone(ASKED)), ..Batch::default() }).await
    });
    quiet().await;
    assert!(!written.is_finished());
    commit.release();
    within(written).await.unwrap().unwrap();
    assert_eq!(stage.store.row(&salon()).unwrap().linked_phone, Some(phone(ASKED)));
}

#[actix::test]
async fn link_lost_while_rows_are_emptied_is_retried_with_a_new_code() {
    let mut stage = Stage::new();
    let (_player, commit, mut link) = dialled(&mut stage).await;
    link.ends(LinkEndReason::Network).await;
    quiet().await;
    commit.release();
    drop(link.asked_to_close().await);
    let mut again = stage.link().await;
    again.shows_qr().await;
    assert_eq!(again.asked_for_code().await, phone(ASKED));
    quiet().await;
    assert_eq!(stage.store.number_usage(&phone(ASKED)).asked.len(), 1, "the first code was given back");
}

#[actix::test]
async fn session_that_stops_closes_the_link_whose_rows_it_empties() {
    let mut stage = Stage::new();
    let player = stage.session();
    let mut preparing = stage.store.hold_next(StoreCall::Prepare);
    ask_code(&player.session, ASKED, "a");
    within(preparing.reached()).await;
    let mut link = stage.link().await;
    player.session.do_send(StopSession);
    quiet().await;
    preparing.release();
    drop(link.asked_to_close().await);
    quiet().await;
    assert!(stage.store.number_usage(&phone(ASKED)).asked.is_empty(), "the code is given back");
}
