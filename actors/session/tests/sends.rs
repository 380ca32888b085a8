//! Tests of what a session sends: in order, paced, over a line that comes and goes, and with a store that fails.

use std::sync::Arc;
use std::time::Duration;

use actix::Addr;
use linekeeper_domain::LinkEndReason;
use linekeeper_domain::messages::{
    Chat, ChatKind, NotWritten, OutboundContent, PaceRule, SendEvent, SendFailure, SendOrder, SendReport, SendStatus,
    StanzaId,
};
use linekeeper_ports::fake::{FakeLink, FakeOutbox, LinkRequest};
use linekeeper_ports::{Fence, LinkEvent, NewOutgoing, Outbox, OutgoingId, OutgoingMessage};
use tokio::sync::oneshot;

use super::*;
use crate::testing::{at, quiet, salon, within};

/// Answer of a link to a message.
type Written = oneshot::Sender<Result<(), NotWritten>>;

fn stage(pace: PaceRule) -> (Stage, Arc<FakeOutbox>) {
    let mut stage = Stage::with(|settings| settings.pace = pace);
    let outbox = Arc::new(FakeOutbox::default());
    stage.services.outbox = Some(outbox.clone());
    (stage, outbox)
}

const FAST: PaceRule = PaceRule { per_minute: 600_000, burst: 1_000 };

fn chat(number: u32) -> Chat {
    Chat { kind: ChatKind::Direct, lid: None, phone: Some(format!("7916{number:07}")), group: None }
}

fn id_of(number: u32) -> StanzaId {
    format!("3EB0{number:018}").parse().unwrap()
}

/// Orders a message with this number to a chat.
async fn order(outbox: &FakeOutbox, number: u32, to: u32) {
    let order =
        SendOrder { chat: chat(to), content: OutboundContent::Text { text: number.to_string() }, reply_to: None };
    let id = OutgoingId::OfRequest { principal: "test".to_owned(), key: number.to_string() };
    let new = NewOutgoing { id, whatsapp_id: id_of(number), order, at: at(0), expires_at: at(100_000) };
    outbox.enqueue(&salon(), vec![new]).await.unwrap();
}

/// The next message that the link is to write.
async fn asked_to_send(link: &mut FakeLink) -> (OutgoingMessage, Written) {
    match within(link.asked()).await {
        LinkRequest::Send(message, answer) => (*message, answer),
        other => panic!("a message was awaited, not {other:?}"),
    }
}

/// Has the next message written; returns its id.
async fn writes(link: &mut FakeLink) -> StanzaId {
    let (message, written) = asked_to_send(link).await;
    written.send(Ok(())).unwrap();
    message.id
}

async fn answers(link: &FakeLink, id: &StanzaId, event: SendEvent) {
    let report = SendReport { whatsapp_id: id.clone(), event, at: at(7) };
    assert!(link.tell(LinkEvent::SendsAnswered(vec![report])).await);
    quiet().await;
}

fn statuses(outbox: &FakeOutbox) -> Vec<SendStatus> {
    outbox.messages(&salon()).iter().map(|message| message.progress.status).collect()
}

/// Cuts the line.
async fn cut(mut link: FakeLink) {
    link.ends(LinkEndReason::Network).await;
    let (_, hold) = link.asked_to_close().await;
    drop(hold);
}

/// Connects the line again.
async fn connected_again(stage: &mut Stage) -> FakeLink {
    let link = stage.link().await;
    link.connects(ASKED).await;
    quiet().await;
    link
}

fn ordered(session: &Addr<SessionActor>) {
    session.do_send(OrdersWait);
}

#[actix::test]
async fn each_chat_is_sent_in_order_and_chats_beside_each_other() {
    let (mut stage, outbox) = stage(FAST);
    for (number, to) in [(1, 1), (2, 1), (3, 2)] {
        order(&outbox, number, to).await;
    }
    let (player, mut link) = connected(&mut stage).await;
    assert_eq!([writes(&mut link).await, writes(&mut link).await], [id_of(1), id_of(3)]);
    quiet().await;
    assert!(!link.has_request(), "the chat waits for the answer to its first message");
    assert_eq!(statuses(&outbox), [SendStatus::Sending, SendStatus::Queued, SendStatus::Sending]);
    answers(&link, &id_of(1), SendEvent::Acknowledged).await;
    assert_eq!(writes(&mut link).await, id_of(2));
    for id in [2, 3] {
        answers(&link, &id_of(id), SendEvent::Acknowledged).await;
        answers(&link, &id_of(id), SendEvent::Read).await;
    }
    assert_eq!(statuses(&outbox), [SendStatus::Sent, SendStatus::Read, SendStatus::Read]);
    // What is ordered later goes out at the notice.
    order(&outbox, 4, 1).await;
    ordered(&player.session);
    assert_eq!(writes(&mut link).await, id_of(4));
}

#[actix::test]
async fn line_that_is_away_sends_when_it_is_back() {
    let (mut stage, outbox) = stage(FAST);
    let (player, mut link) = connected(&mut stage).await;
    order(&outbox, 1, 1).await;
    ordered(&player.session);
    let (message, written) = asked_to_send(&mut link).await;
    drop(written);
    cut(link).await;
    order(&outbox, 2, 2).await;
    ordered(&player.session);
    let mut again = connected_again(&mut stage).await;
    // Written again with its id: the first time may have reached WhatsApp.
    assert_eq!(writes(&mut again).await, message.id);
    assert_eq!(writes(&mut again).await, id_of(2));
    assert_eq!(outbox.messages(&salon())[0].attempts, 2);
}

#[actix::test]
async fn next_life_sends_what_is_not_answered_again_with_its_id() {
    let (mut stage, outbox) = stage(FAST);
    order(&outbox, 1, 1).await;
    let (player, mut link) = connected(&mut stage).await;
    assert_eq!(writes(&mut link).await, id_of(1));
    player.session.do_send(Panic);
    quiet().await;
    drop(link);
    let _player = stage.session();
    let mut again = connected_again(&mut stage).await;
    assert_eq!(writes(&mut again).await, id_of(1));
    answers(&again, &id_of(1), SendEvent::Acknowledged).await;
    assert_eq!(statuses(&outbox), [SendStatus::Sent]);
}

#[actix::test]
async fn owner_elsewhere_keeps_the_session_from_sending() {
    let (mut stage, outbox) = stage(FAST);
    let (player, mut link) = connected(&mut stage).await;
    outbox.raise_fence(&salon(), Fence(99));
    order(&outbox, 1, 1).await;
    ordered(&player.session);
    tokio::time::sleep(Duration::from_secs(30)).await;
    assert!(link.try_asked().is_none(), "what another owner sends would be sent twice");
    assert_eq!(statuses(&outbox), [SendStatus::Queued]);
}

#[actix::test]
async fn answers_outlast_a_store_that_is_down() {
    let (mut stage, outbox) = stage(FAST);
    order(&outbox, 1, 1).await;
    order(&outbox, 2, 1).await;
    let (_player, mut link) = connected(&mut stage).await;
    assert_eq!(writes(&mut link).await, id_of(1));
    outbox.set_down(true);
    answers(&link, &id_of(1), SendEvent::Acknowledged).await;
    answers(&link, &id_of(1), SendEvent::Delivered).await;
    tokio::time::sleep(Duration::from_secs(600)).await;
    assert!(link.try_asked().is_none());
    outbox.set_down(false);
    assert_eq!(writes(&mut link).await, id_of(2));
    assert_eq!(statuses(&outbox), [SendStatus::Delivered, SendStatus::Sending]);
}

#[actix::test]
async fn stop_records_what_was_learned_during_an_outage() {
    let (mut stage, outbox) = stage(FAST);
    order(&outbox, 1, 1).await;
    let (mut player, mut link) = connected(&mut stage).await;
    assert_eq!(writes(&mut link).await, id_of(1));
    outbox.set_down(true);
    answers(&link, &id_of(1), SendEvent::Acknowledged).await;
    outbox.set_down(false);
    player.session.do_send(StopSession);
    let (_, hold) = link.asked_to_close().await;
    drop(hold);
    within(player.exits.recv()).await.unwrap();
    quiet().await;
    assert_eq!(statuses(&outbox), [SendStatus::Sent]);
}

#[actix::test]
async fn message_without_an_answer_is_unknown_and_may_be_corrected() {
    let (mut stage, outbox) = stage(FAST);
    order(&outbox, 1, 1).await;
    order(&outbox, 2, 1).await;
    let (_player, mut link) = connected(&mut stage).await;
    assert_eq!(writes(&mut link).await, id_of(1));
    tokio::time::sleep(Duration::from_secs(59)).await;
    assert_eq!(statuses(&outbox)[0], SendStatus::Sending);
    // The chat goes on after a minute.
    assert_eq!(writes(&mut link).await, id_of(2));
    assert_eq!(statuses(&outbox)[0], SendStatus::Unknown);
    answers(&link, &id_of(1), SendEvent::Delivered).await;
    assert_eq!(statuses(&outbox)[0], SendStatus::Delivered);
}

#[actix::test]
async fn failed_message_does_not_hold_its_chat_up() {
    let (mut stage, outbox) = stage(FAST);
    order(&outbox, 1, 1).await;
    order(&outbox, 2, 1).await;
    let (_player, mut link) = connected(&mut stage).await;
    let (_, written) = asked_to_send(&mut link).await;
    written.send(Err(NotWritten::Failed(SendFailure::NotOnWhatsapp))).unwrap();
    assert_eq!(writes(&mut link).await, id_of(2));
    let progress = outbox.messages(&salon())[0].progress;
    assert_eq!((progress.status, progress.reason), (SendStatus::Failed, Some(SendFailure::NotOnWhatsapp)));
}

#[actix::test]
async fn pace_spreads_messages_over_time() {
    let (mut stage, outbox) = stage(PaceRule { per_minute: 20, burst: 1 });
    for number in 1..=4 {
        order(&outbox, number, number).await;
    }
    let (_player, mut link) = connected(&mut stage).await;
    let begun = stage.seconds();
    let mut times = Vec::new();
    for _ in 0..4 {
        writes(&mut link).await;
        times.push(stage.seconds() - begun);
    }
    // Three seconds each, and an eighth more as half of the jitter.
    assert_eq!(times, [0, 3, 6, 10]);
}

#[actix::test]
async fn refusal_of_new_chats_is_shown_and_holds_them_back() {
    let (mut stage, outbox) = stage(FAST);
    order(&outbox, 1, 1).await;
    let (player, mut link) = connected(&mut stage).await;
    assert_eq!(player.session.send(SendingOf).await.unwrap(), SendingNow::default());
    writes(&mut link).await;
    let refused = SendEvent::Failed { reason: SendFailure::NewChatRefused, error: Some(463) };
    answers(&link, &id_of(1), refused).await;
    let held_until = player.session.send(SendingOf).await.unwrap().held_until.unwrap();
    assert!(held_until > stage.services.clock.now());
    order(&outbox, 2, 2).await;
    ordered(&player.session);
    quiet().await;
    assert!(link.try_asked().is_none());
    assert_eq!(writes(&mut link).await, id_of(2));
    assert!(stage.services.clock.now() >= held_until);
}

#[actix::test]
async fn line_is_given_out_only_while_it_is_connected() {
    let (mut stage, _outbox) = stage(FAST);
    let (player, link) = connected(&mut stage).await;
    assert!(player.session.send(LineOf).await.unwrap().is_some());
    cut(link).await;
    quiet().await;
    assert!(player.session.send(LineOf).await.unwrap().is_none());
    let _again = connected_again(&mut stage).await;
    assert!(player.session.send(LineOf).await.unwrap().is_some());
}

#[actix::test]
async fn flood_of_receipts_leaves_the_session_to_people() {
    let (mut stage, outbox) = stage(FAST);
    order(&outbox, 1, 1).await;
    let (player, mut link) = connected(&mut stage).await;
    writes(&mut link).await;
    let receipts =
        (0..9_000).map(|number| SendReport { whatsapp_id: id_of(number % 3), event: SendEvent::Read, at: at(7) });
    assert!(link.tell(LinkEvent::SendsAnswered(receipts.collect())).await);
    let disconnected = disconnect(&player.session, "a");
    let (_, hold) = link.asked_to_close().await;
    drop(hold);
    within(disconnected).await.unwrap().unwrap();
    quiet().await;
    assert_eq!(statuses(&outbox), [SendStatus::Read]);
}
