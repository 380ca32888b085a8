//! Tests of a pairing from idle to connected, and of its failures.

use linekeeper_domain::session::{SessionNotification, StateName};
use linekeeper_domain::{ErrorCode, LinkEndReason, PairRefusal, Refusal, StoreFailure, TriggeredBy};
use linekeeper_ports::{CloseMode, JournalEntry, LinkEvent, LinkPurpose};

use super::*;
use crate::testing::{OTHER, at, code, quiet, salon, seconds, within};

fn failed(notification: &SessionNotification) -> ErrorCode {
    match notification {
        SessionNotification::PairingFailed { code, .. } => *code,
        other => panic!("a failure was awaited, not {other:?}"),
    }
}

#[actix::test]
async fn a_fresh_salon_goes_by_code_from_idle_to_connected() {
    let mut stage = Stage::new();
    let mut player = stage.session();
    assert_eq!(player.updates.told().await, ["idle"]);
    ask_code(&player.session, ASKED, "a");
    let mut link = stage.link().await;
    assert_eq!((link.purpose, link.correlation.as_str()), (LinkPurpose::Register, "a"));
    assert_eq!(stage.store.row(&salon()).unwrap().requested_phone, Some(phone(ASKED)), "the number is stored first");
    link.shows_qr().await;
    assert_eq!(link.asked_for_code().await, phone(ASKED));
    link.issues_code().await;
    let (_, live) = player.updates.state(StateName::PairingCodeSent).await;
    assert_eq!(live.code.as_ref().map(|live| (live.code.clone(), live.expires_at)), Some((code(), at(180))));
    link.tell(LinkEvent::PhoneAnswered).await;
    link.links(ASKED).await;
    link.connects(ASKED).await;
    assert_eq!(player.updates.notification().await, SessionNotification::Connected { phone: phone(ASKED) });
    let (status, live) = player.updates.state(StateName::Connected).await;
    assert!(status.linked && *live == LiveItems::default());
    quiet().await;
    let row = stage.store.row(&salon()).unwrap();
    assert!(row.paired_at.is_some() && row.last_connected_at.is_some());
}

#[actix::test]
async fn journal_lists_states_in_order_with_request_correlation() {
    let mut stage = Stage::new();
    let (_player, link) = with_code(&mut stage).await;
    link.links(ASKED).await;
    link.connects(ASKED).await;
    let entries = within(stage.journal.wait_for(|entries| entries.len() == 5)).await;
    let events: Vec<_> = entries.iter().map(|entry| entry.event.as_str()).collect();
    assert_eq!(events, ["creating", "waiting_for_pairing_code", "pairing_code_sent", "connecting", "connected"]);
    assert!(entries.iter().all(|entry| entry.correlation == Some(correlation("a")) && entry.company == salon()));
}

/// Pairs by code, breaks the connection and reconnects; returns the journal entries from the first of `answers` on, or
/// from the linking if there are none.
async fn journal_of_a_pairing(answers: &[LinkEvent]) -> Vec<JournalEntry> {
    let mut stage = Stage::new();
    let (_player, mut link) = with_code(&mut stage).await;
    for answer in answers {
        link.tell(answer.clone()).await;
    }
    link.links(ASKED).await;
    link.connects(ASKED).await;
    link.ends(LinkEndReason::Network).await;
    drop(link.asked_to_close().await);
    let again = stage.link().await;
    again.connects(ASKED).await;
    let connected =
        |entries: &Vec<JournalEntry>| entries.iter().filter(|entry| entry.event == "connected").count() == 2;
    within(stage.journal.wait_for(connected)).await.split_off(3)
}

fn reasons(entries: &[JournalEntry]) -> Vec<&str> {
    entries.iter().filter_map(|entry| entry.reason.as_deref()).collect()
}

#[actix::test]
async fn journal_notes_phones_answer_once_and_linking_by_code() {
    let entries = journal_of_a_pairing(&[LinkEvent::PhoneAnswered, LinkEvent::PhoneAnswered]).await;
    let told = reasons(&entries);
    assert_eq!(told[..4], ["phone_answered", "paired: code", "connected: code", "ended: network"]);
    assert_eq!(told.last(), Some(&"connected"), "the same phone once more is no pairing");
    let stays = Some((StateName::PairingCodeSent, StateName::PairingCodeSent));
    assert_eq!((entries[0].event.as_str(), entries[0].transition), ("phone_answered", stays));
}

#[actix::test]
async fn journal_notes_linking_by_qr_of_a_pairing_by_code() {
    let entries = journal_of_a_pairing(&[]).await;
    assert_eq!(reasons(&entries)[..3], ["paired: qr", "connected: qr", "ended: network"]);
}

/// Pairs while the journal fails up to the code; returns the names of the entries it holds in the end.
async fn journal_that_failed(failure: StoreFailure) -> Vec<String> {
    let mut stage = Stage::new();
    stage.journal.fail(Some(failure));
    let (mut player, link) = with_code(&mut stage).await;
    quiet().await;
    stage.journal.fail(None);
    link.links(ASKED).await;
    link.connects(ASKED).await;
    player.updates.state(StateName::Connected).await;
    let done = |entries: &Vec<JournalEntry>| entries.iter().any(|entry| entry.event == "connected");
    let entries = within(stage.journal.wait_for(done)).await;
    entries.into_iter().map(|entry| entry.event).collect()
}

#[actix::test]
async fn journal_outlasts_an_outage_and_holds_nothing_up() {
    let all = ["creating", "waiting_for_pairing_code", "pairing_code_sent", "connecting", "connected"];
    assert_eq!(journal_that_failed(StoreFailure::Unavailable).await, all);
}

#[actix::test]
async fn journal_does_not_repeat_entries_with_unknown_outcome() {
    assert_eq!(journal_that_failed(StoreFailure::UnknownOutcome).await, ["connecting", "connected"]);
}

#[actix::test]
async fn a_qr_goes_to_the_screen_without_a_code_being_asked_for() {
    let mut stage = Stage::new();
    let mut player = stage.session();
    ask_qr(&player.session, "a");
    let link = stage.link().await;
    link.shows_qr().await;
    let (_, live) = player.updates.state(StateName::PairingCodeSent).await;
    assert_eq!(live.qr.as_ref().map(|qr| qr.text.as_str()), Some("2@ref"));
    assert!(!link.has_request());
}

#[actix::test]
async fn twenty_requests_for_one_phone_are_one_pairing_with_one_code() {
    let mut stage = Stage::new();
    let mut player = stage.session();
    for request in 0..20 {
        ask_code(&player.session, ASKED, &format!("r{request}"));
    }
    let mut link = stage.link().await;
    link.shows_qr().await;
    link.asked_for_code().await;
    ask_code(&player.session, ASKED, "late");
    link.issues_code().await;
    assert_eq!(
        player.updates.told().await,
        ["idle", "creating", "waiting_for_pairing_code", "a code", "pairing_code_sent"]
    );
    ask_code(&player.session, ASKED, "later");
    assert_eq!(player.updates.told().await, ["a code"], "the same one");
    assert!(!link.has_request());
    stage.opens_nothing().await;
}

#[actix::test]
async fn hanging_pairing_times_out_after_20_s_and_the_next_works() {
    let mut stage = Stage::new();
    let mut player = stage.session();
    ask_code(&player.session, ASKED, "a");
    let mut link = stage.link().await;
    link.shows_qr().await;
    link.asked_for_code().await;
    let asked_at = tokio::time::Instant::now();
    assert_eq!(failed(&player.updates.notification().await), ErrorCode::PairingTimeout);
    assert_eq!(asked_at.elapsed().as_secs(), 20);
    drop(link.asked_to_close().await);
    link.dropped().await;
    ask_code(&player.session, ASKED, "b");
    let mut second = stage.link().await;
    second.shows_qr().await;
    second.asked_for_code().await;
    second.issues_code().await;
    player.updates.state(StateName::PairingCodeSent).await;
}

#[actix::test]
async fn pairing_that_replaces_one_at_its_timeout_has_its_own() {
    let mut stage = Stage::new();
    let mut player = stage.session();
    assert_eq!(player.updates.told().await, ["idle"]);
    let asked_at = tokio::time::Instant::now();
    ask_code(&player.session, ASKED, "a");
    let mut first = stage.link().await;
    first.asked_for_code().await;
    // Timer and request reach the session in one turn.
    tokio::time::sleep_until(asked_at + seconds(20)).await;
    ask_code(&player.session, OTHER, "b");
    drop(first.asked_to_close().await);
    let _second = stage.link().await;
    assert_eq!(player.updates.told().await, ["creating", "pairing failed: SUPERSEDED", "creating"]);
}

#[actix::test]
async fn transient_refusal_is_retried_after_one_and_two_seconds() {
    let mut stage = Stage::new();
    let mut player = stage.session();
    ask_code(&player.session, ASKED, "a");
    let mut link = stage.link().await;
    link.shows_qr().await;
    link.asked_for_code().await;
    let busy = || LinkEvent::CodeRefused(Refusal { status: Some(500), backoff_seconds: None });
    for pause in [1, 2] {
        let refused_at = tokio::time::Instant::now();
        link.tell(busy()).await;
        link.asked_for_code().await;
        assert_eq!(refused_at.elapsed().as_secs(), pause);
    }
    link.tell(busy()).await;
    assert_eq!(failed(&player.updates.notification().await), ErrorCode::PairingCodeFailed);
}

#[actix::test]
async fn link_broken_before_the_code_is_retried_with_new_keys() {
    let mut stage = Stage::new();
    let player = stage.session();
    ask_code(&player.session, ASKED, "a");
    let mut first = stage.link().await;
    first.asked_for_code().await;
    first.ends(LinkEndReason::Network).await;
    drop(first.asked_to_close().await);
    let second = stage.link().await;
    assert_eq!(second.purpose, LinkPurpose::Register);
    let prepared = [StoreCall::Prepare, StoreCall::Commit];
    assert_eq!(calls(&stage), [&[StoreCall::Take], &prepared[..], &prepared[..]].concat());
}

#[actix::test]
async fn a_code_that_nobody_types_expires_and_its_keys_are_wiped() {
    let mut stage = Stage::new();
    let (mut player, mut link) = with_code(&mut stage).await;
    player.updates.told().await;
    drop(link.asked_to_close().await);
    assert_eq!(stage.seconds(), 180);
    assert_eq!(player.updates.told().await, ["pairing failed: CODE_EXPIRED", "error"]);
    assert_eq!(calls(&stage).last(), Some(&StoreCall::Wipe));
}

#[actix::test]
async fn the_wrong_phone_is_logged_out_and_its_keys_are_wiped() {
    let mut stage = Stage::new();
    let (mut player, mut link) = with_code(&mut stage).await;
    player.updates.told().await;
    link.links(OTHER).await;
    let (mode, hold) = link.asked_to_close().await;
    assert_eq!(mode, CloseMode::LogOut);
    hold.release();
    assert_eq!(player.updates.told().await, ["pairing failed: WRONG_PHONE_LINKED", "error"]);
    assert_eq!(stage.store.row(&salon()).unwrap().linked_phone, None);
}

#[actix::test]
async fn request_for_another_number_supersedes_the_first() {
    let mut stage = Stage::new();
    let (mut player, mut first) = with_code(&mut stage).await;
    player.updates.told().await;
    ask_code(&player.session, OTHER, "b");
    drop(first.asked_to_close().await);
    let second = stage.link().await;
    assert_eq!(player.updates.told().await, ["pairing failed: SUPERSEDED", "creating"]);
    // Events of the superseded link are ignored.
    first.issues_code().await;
    first.tell(LinkEvent::Connected { phone: phone(ASKED) }).await;
    first.ends(LinkEndReason::Network).await;
    second.shows_qr().await;
    assert_eq!(player.updates.told().await, ["waiting_for_pairing_code"]);
}

#[actix::test]
async fn cancelled_pairing_leaves_nothing() {
    let mut stage = Stage::new();
    let (mut player, mut link) = with_code(&mut stage).await;
    player.updates.told().await;
    player.session.do_send(CancelPairing { by: TriggeredBy::Client, correlation: correlation("c") });
    let (mode, hold) = link.asked_to_close().await;
    assert_eq!(mode, CloseMode::Disconnect);
    hold.release();
    assert_eq!(player.updates.told().await, ["idle"]);
    assert_eq!(calls(&stage).last(), Some(&StoreCall::Wipe));
}

#[actix::test]
async fn phone_of_another_company_is_refused_and_next_one_taken() {
    let mut stage = Stage::new();
    stage.put_linked("other-salon", OTHER);
    let mut player = stage.session();
    ask_code(&player.session, OTHER, "a");
    assert_eq!(failed(&player.updates.notification().await), ErrorCode::PhoneInUse);
    ask_code(&player.session, ASKED, "b");
    let _link = stage.link().await;
    assert_eq!(player.updates.told().await, ["error", "creating"]);
}

#[actix::test]
async fn a_database_that_is_down_is_asked_again_until_it_answers() {
    let mut stage = Stage::new();
    stage.put_linked(SALON, ASKED);
    stage.store.break_down();
    let mut player = stage.session();
    let (status, _) = player.updates.state(StateName::Error).await;
    assert_eq!((status.code, status.retry_after_ms), (Some(ErrorCode::StoreUnavailable), Some(5000)));
    tokio::time::sleep(seconds(12)).await;
    stage.store.recover();
    let link = stage.link().await;
    assert_eq!(link.purpose, LinkPurpose::Login);
    assert_eq!(stage.seconds(), 15);
}

#[actix::test]
async fn pairing_in_an_outage_is_refused_and_the_next_one_begins() {
    let mut stage = Stage::new();
    stage.store.break_down();
    let mut player = stage.session();
    ask_code(&player.session, ASKED, "a");
    assert_eq!(failed(&player.updates.notification().await), ErrorCode::StoreUnavailable);
    stage.store.recover();
    ask_code(&player.session, ASKED, "b");
    let link = stage.link().await;
    assert_eq!(link.correlation, correlation("b"));
}

#[actix::test]
async fn request_before_the_first_load_is_handled_after_it() {
    let mut stage = Stage::new();
    stage.put_linked(SALON, OTHER);
    let mut hold = stage.store.hold_next(StoreCall::Take);
    let mut player = stage.session();
    ask_change(&player.session, ASKED, "a");
    within(hold.reached()).await;
    assert_eq!(player.updates.told().await, [""; 0]);
    hold.release();
    let mut links = [stage.link().await, stage.link().await];
    links.sort_by_key(|link| link.purpose == LinkPurpose::Register);
    assert_eq!(links.each_ref().map(|link| link.purpose), [LinkPurpose::Login, LinkPurpose::Register]);
    quiet().await;
    assert_eq!(stage.store.row(&salon()).unwrap().linked_phone, Some(phone(OTHER)), "the line is as it was");
    assert_eq!(stage.next().row(&salon()).unwrap().requested_phone, Some(phone(ASKED)));
}

#[actix::test]
async fn watchers_hear_of_an_answer_with_the_codes_true_end() {
    let mut stage = Stage::new();
    let (mut player, link) = with_code(&mut stage).await;
    player.updates.told().await;
    link.tell(LinkEvent::PhoneAnswered).await;
    let (status, live) = player.updates.state(StateName::PairingCodeSent).await;
    let pairing = status.pairing.clone().unwrap();
    let shown = live.code.clone().unwrap();
    assert!(pairing.phone_answered && shown.code == code());
    assert_eq!(Some(shown.expires_at), pairing.code_expires_at);
    assert!(shown.expires_at >= at(60) && shown.expires_at < at(62), "{}", shown.expires_at);
}

#[actix::test]
async fn refused_qr_is_told_and_counted_and_pairing_goes_on() {
    let mut stage = Stage::new();
    let mut player = stage.session();
    ask_qr(&player.session, "a");
    let link = stage.link().await;
    link.shows_qr().await;
    player.updates.state(StateName::PairingCodeSent).await;
    link.tell(LinkEvent::PairingRefused(PairRefusal::HmacMismatch)).await;
    let entry = |entries: &Vec<JournalEntry>| entries.iter().any(|entry| entry.event == "pairing_refused");
    let entries = within(stage.journal.wait_for(entry)).await;
    let refused = entries.iter().find(|entry| entry.event == "pairing_refused").unwrap();
    assert_eq!(refused.reason.as_deref(), Some("pairing_refused: hmac_mismatch"));
    assert_eq!((refused.code, refused.actor), (Some(ErrorCode::PairingCodeFailed), TriggeredBy::Whatsapp));
    assert!(player.updates.told().await.contains(&"pairing failed: PAIRING_CODE_FAILED".to_owned()));
    let counted = "linekeeper_pair_refusals_total{reason=\"hmac_mismatch\"} 1";
    assert!(stage.services.metrics.render().contains(counted), "{}", stage.services.metrics.render());
    link.links(ASKED).await;
    player.updates.state(StateName::Connecting).await;
}
