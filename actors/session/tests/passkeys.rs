//! Tests of a linking with a passkey: what reaches the link, the watchers and the journal, and that of two answers one
//! counts.

use linekeeper_domain::session::{PasskeyItem, PasskeyStep, SessionNotification, StateName};
use linekeeper_domain::{ErrorCode, PasskeyAnswer, PasskeyChallenge, PasskeyCode, PasskeyFailure, TriggeredBy};
use linekeeper_ports::LinkEvent;

use super::*;
use crate::testing::{LinkRequest, OTHER, Updates, probe, quiet, within};

const CHALLENGE: &str = r#"{"challenge":"AQIDBAUGBwgJCgsMDQ4PEBESExQVFhcYGRobHB0eHyA","rpId":"whatsapp.com"}"#;
const ASSERTION: &str = r#"{"id":"AAAA","rawId":"AAAA","type":"public-key","response":{"authenticatorData":"AAAA","signature":"c2VjcmV0",
    "clientDataJSON":"eyJ0eXBlIjoid2ViYXV0aG4uZ2V0IiwiY2hhbGxlbmdlIjoiQVFJREJBVUdCd2dKQ2dzTURRNFBFQkVTRXhRVkZoY1lHUm9iSEIwZUh5QSJ9"}}"#;

fn challenge() -> PasskeyChallenge {
    PasskeyChallenge::parse(CHALLENGE).unwrap()
}

fn step<T>(with: T, who: &str) -> PasskeyStep<T> {
    let by = Asker::unknown(TriggeredBy::Client);
    PasskeyStep { challenge: challenge().id(), with, by, correlation: correlation(who) }
}

fn answer(who: &str) -> AnswerPasskey {
    AnswerPasskey(step(PasskeyAnswer::new(ASSERTION.to_owned()), who))
}

async fn asked(link: &mut FakeLink) -> LinkRequest {
    quiet().await;
    link.try_asked().unwrap()
}

#[actix::test]
async fn answer_and_confirmation_reach_the_link_once() {
    let mut stage = Stage::new();
    let (mut player, mut link) = with_code(&mut stage).await;
    link.tell(LinkEvent::PhoneAnswered).await;
    link.tell(LinkEvent::PasskeyRequested(challenge())).await;
    let (_, live) = player.updates.state(StateName::WaitingForPasskey).await;
    assert_eq!(live.passkey.as_ref().unwrap().item, PasskeyItem::Challenge(challenge()));
    assert!(live.code.is_none() && live.qr.is_none());
    assert_eq!(player.session.send(ShowPasskey).await.unwrap(), live.passkey);

    let (one, two) = futures::join!(player.session.send(answer("one")), player.session.send(answer("two")));
    assert_eq!((one.unwrap(), two.unwrap()), (Ok(()), Err(ErrorCode::PasskeyAlreadyAnswered)));
    assert!(matches!(asked(&mut link).await, LinkRequest::Passkey(_)));
    assert!(link.try_asked().is_none(), "it is sent once");
    assert_eq!(player.session.send(ShowPasskey).await.unwrap(), None, "it is WhatsApp's turn");

    link.tell(LinkEvent::PasskeyCode(PasskeyCode::new("ABCD-EFGH".to_owned()))).await;
    player.updates.state(StateName::ConfirmingPasskey).await;
    assert_eq!(player.session.send(ConfirmPasskey(step((), "three"))).await.unwrap(), Ok(()));
    assert!(matches!(asked(&mut link).await, LinkRequest::PasskeyConfirmed));
    link.links(ASKED).await;
    link.connects(ASKED).await;
    player.updates.state(StateName::Connected).await;
    let entries =
        within(stage.journal.wait_for(|entries| entries.last().is_some_and(|entry| entry.event == "connected"))).await;
    let states: Vec<_> = entries.iter().map(|entry| entry.event.as_str()).collect();
    let way = ["waiting_for_passkey", "checking_passkey", "confirming_passkey", "checking_passkey", "connecting"];
    assert_eq!(states[states.len() - 6..states.len() - 1], way, "{states:?}");
    let written = format!("{entries:?}");
    assert!(!written.contains("c2VjcmV0") && !written.contains("AQIDBAUG"), "{written}");
}

#[actix::test]
async fn refused_answer_ends_the_pairing_and_the_next_begins_anew() {
    let mut stage = Stage::new();
    let (mut player, mut link) = with_code(&mut stage).await;
    link.tell(LinkEvent::PasskeyRequested(challenge())).await;
    player.updates.state(StateName::WaitingForPasskey).await;
    assert_eq!(player.session.send(answer("one")).await.unwrap(), Ok(()));
    assert!(matches!(asked(&mut link).await, LinkRequest::Passkey(_)));
    link.tell(LinkEvent::PasskeyFailed(PasskeyFailure::Assertion)).await;
    let (status, live) = player.updates.state(StateName::Error).await;
    assert_eq!((status.code, &live.passkey), (Some(ErrorCode::PasskeyRefused), &None));
    drop(link.asked_to_close().await);
    assert_eq!(player.session.send(answer("late")).await.unwrap(), Err(ErrorCode::NoPasskeyRequested));
    ask_code(&player.session, OTHER, "again");
    let mut link = stage.link().await;
    link.shows_qr().await;
    assert_eq!(link.asked_for_code().await, phone(OTHER));
}

#[actix::test]
async fn passkey_of_a_change_leaves_the_line_connected() {
    let mut stage = Stage::new();
    let (mut player, mut line) = connected(&mut stage).await;
    ask_change(&player.session, OTHER, "n");
    let mut link = stage.link().await;
    link.shows_qr().await;
    assert_eq!(link.asked_for_code().await, phone(OTHER));
    link.issues_code().await;
    link.tell(LinkEvent::PasskeyRequested(challenge())).await;
    quiet().await;
    assert_eq!(player.session.send(answer("one")).await.unwrap(), Ok(()));
    assert!(matches!(asked(&mut link).await, LinkRequest::Passkey(_)));
    link.tell(LinkEvent::PasskeyFailed(PasskeyFailure::Exchange)).await;
    drop(link.asked_to_close().await);
    quiet().await;
    let told = player.updates.told().await;
    let line_stays = ["connected", "a code", "a passkey", "pairing failed: PASSKEY_NOT_CONFIRMED"];
    assert!(told.iter().all(|told| line_stays.contains(&told.as_str())), "{told:?}");
    assert!(line.try_asked().is_none(), "nothing is asked of the line");
    assert_eq!(player.session.send(answer("late")).await.unwrap(), Err(ErrorCode::NoPasskeyRequested));
}

#[actix::test]
async fn newcomer_sees_what_is_to_be_answered() {
    let mut stage = Stage::new();
    let (mut player, link) = with_code(&mut stage).await;
    link.tell(LinkEvent::PasskeyRequested(challenge())).await;
    let told = player.updates.notification().await;
    assert!(matches!(told, SessionNotification::CodeReady { .. } | SessionNotification::Passkey(_)), "{told:?}");
    player.updates.state(StateName::WaitingForPasskey).await;
    let (updates, heard) = probe();
    player.session.do_send(WatchSession { watcher: WatcherId(2), updates });
    let (_, live) = Updates(heard).state(StateName::WaitingForPasskey).await;
    assert_eq!(live.passkey.as_ref().map(|live| live.challenge.clone()), Some(challenge().id()));
}
