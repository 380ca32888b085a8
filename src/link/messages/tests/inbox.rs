//! Tests of the log's side of a link, on credentials in memory.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use linekeeper_domain::messages::{EventType, Origin};
use linekeeper_domain::{StoreFailure, Timestamp};
use linekeeper_ports::{Clock, LinkPurpose, LogSpace};
use wacore::types::events::{DecryptFailMode, InboundMessage, UnavailableType, UndecryptableMessage};

use super::super::Inbox;
use super::*;
use crate::backend::Backend;
use crate::runtime::LinkRuntime;
use crate::tests_credentials::MemoryCredentials;

const DAY: i64 = 24 * 3_600;

/// Clock that a test moves.
pub(super) struct Hand(pub(super) AtomicI64);

impl Clock for Hand {
    fn now(&self) -> Timestamp {
        chrono::DateTime::from_timestamp(self.0.load(Ordering::SeqCst), 0).unwrap()
    }
}

/// One link after another on the same credentials.
pub(super) struct Stage {
    pub(super) credentials: Arc<MemoryCredentials>,
    clock: Arc<Hand>,
    pub(super) backend: Arc<Backend>,
    pub(super) inbox: Arc<Inbox>,
}

impl Stage {
    pub(super) fn new() -> Self {
        Self::on(MemoryCredentials::new(), Arc::new(Hand(AtomicI64::new(1_790_000_000))))
    }

    fn on(credentials: Arc<MemoryCredentials>, clock: Arc<Hand>) -> Self {
        let backend = Arc::new(Backend::new(credentials.clone(), clock.clone(), LinkPurpose::Login));
        let runtime = LinkRuntime::new(tokio::runtime::Handle::current());
        let inbox = Inbox::new(&backend, clock.clone(), (runtime, LogSpace::default()));
        Self { credentials, clock, backend, inbox }
    }

    pub(super) fn restarted(self) -> Self {
        Self::on(self.credentials, self.clock)
    }

    fn pass(&self, seconds: i64) {
        self.clock.0.fetch_add(seconds, Ordering::SeqCst);
    }

    pub(super) fn kinds(&self) -> Vec<EventType> {
        self.credentials.events().iter().map(|event| event.kind).collect()
    }

    /// Reports a message and returns once the report is written.
    async fn reports(&self, info: &MessageInfo) {
        self.inbox.undecryptable(&report_of(info));
        self.inbox.commit(&[]).await.unwrap();
    }

    pub(super) async fn receives(&self, info: &MessageInfo, message: wa::Message) {
        self.inbox.commit(&[inbound(info, message)]).await.unwrap();
    }
}

fn report_of(info: &MessageInfo) -> UndecryptableMessage {
    UndecryptableMessage::builder()
        .info(Arc::new(info.clone()))
        .is_unavailable(false)
        .unavailable_type(UnavailableType::Unknown)
        .decrypt_fail_mode(DecryptFailMode::Show)
        .build()
}

pub(super) fn inbound(info: &MessageInfo, message: wa::Message) -> InboundMessage {
    InboundMessage::builder().message(Arc::new(message)).info(Arc::new(info.clone())).build()
}

/// Answer of the own phone with a message that it has.
fn answer(key: wa::MessageKey, message: Option<wa::Message>) -> wa::Message {
    use wa::message::peer_data_operation_request_response_message as answers;
    use wa::message::peer_data_operation_request_response_message::peer_data_operation_result as results;
    let info = wa::WebMessageInfo {
        key: key.into(),
        message: message.into(),
        message_timestamp: Some(1_790_000_000),
        ..Default::default()
    };
    let bytes = waproto::buffa::Message::encode_to_vec(&info);
    let resend = results::PlaceholderMessageResendResponse { web_message_info_bytes: Some(bytes) };
    let result =
        answers::PeerDataOperationResult { placeholder_message_resend_response: resend.into(), ..Default::default() };
    let response = wa::message::PeerDataOperationRequestResponseMessage {
        peer_data_operation_result: vec![result],
        ..Default::default()
    };
    let protocol = wa::message::ProtocolMessage {
        peer_data_operation_request_response_message: response.into(),
        ..Default::default()
    };
    wa::Message { protocol_message: protocol.into(), ..Default::default() }
}

/// Stanza of the own phone to the own account.
fn peer() -> MessageInfo {
    let source = MessageSource { chat: jid(SALON), sender: jid(SALON), is_from_me: true, ..Default::default() };
    MessageInfo { id: "PEER".to_owned(), source, ..MessageInfo::default() }
}

fn key_by_number(id: &str) -> wa::MessageKey {
    let remote_jid = Some("79160000001@s.whatsapp.net".to_owned());
    wa::MessageKey { remote_jid, from_me: Some(false), id: Some(id.to_owned()), participant: None }
}

#[tokio::test]
async fn message_waited_for_is_recovered_after_a_restart() {
    let stage = Stage::new();
    stage.reports(&from_anna()).await;
    let stage = stage.restarted();
    stage.receives(&from_anna(), text("hello")).await;
    assert_eq!(stage.kinds(), [EventType::MessageUndecryptable, EventType::MessageRecovered]);
    let events = stage.credentials.events();
    assert_eq!((&events[1].facts.content, events[1].facts.origin), (&Some(said("hello")), Origin::Resend));
    let stage = stage.restarted();
    stage.pass(2 * DAY);
    stage.inbox.give_up().await.unwrap();
    assert_eq!(stage.kinds().len(), 2, "nobody waits any longer");
}

#[tokio::test]
async fn answer_names_another_device_and_is_the_same_message() {
    let stage = Stage::new();
    stage.reports(&in_group()).await;
    let mut answered = in_group();
    answered.source.sender = jid("300400:4@lid");
    stage.receives(&answered, text("hello")).await;
    assert_eq!(stage.kinds(), [EventType::MessageUndecryptable, EventType::MessageRecovered]);
}

#[tokio::test]
async fn message_is_given_up_after_a_day_once() {
    let stage = Stage::new();
    stage.reports(&from_anna()).await;
    stage.pass(DAY - 1);
    stage.inbox.give_up().await.unwrap();
    assert_eq!(stage.kinds(), [EventType::MessageUndecryptable]);
    stage.pass(1);
    let stage = stage.restarted();
    for _ in 0..2 {
        stage.inbox.give_up().await.unwrap();
    }
    assert_eq!(stage.kinds(), [EventType::MessageUndecryptable, EventType::MessageUnrecoverable]);
    stage.receives(&from_anna(), text("late")).await;
    assert_eq!(stage.kinds().last(), Some(&EventType::MessageRecovered), "it comes all the same");
}

#[tokio::test]
async fn message_given_up_is_forgotten_after_two_weeks() {
    let stage = Stage::new();
    stage.reports(&from_anna()).await;
    for _ in 0..14 {
        assert_eq!(stage.credentials.rows_of("awaited-message").len(), 2);
        stage.pass(DAY);
        stage.inbox.give_up().await.unwrap();
    }
    assert_eq!(stage.credentials.rows_of("awaited-message").len(), 1);
    assert_eq!(stage.kinds(), [EventType::MessageUndecryptable, EventType::MessageUnrecoverable]);
}

#[tokio::test]
async fn what_devices_tell_each_other_is_not_reported() {
    let stage = Stage::new();
    stage.reports(&peer()).await;
    let source = MessageSource { recipient: Some(jid(SALON)), ..peer().source };
    let category = whatsapp_rust::types::message::MessageCategory::Peer;
    stage.reports(&MessageInfo { source: source.clone(), category, ..peer() }).await;
    assert_eq!((stage.kinds(), stage.credentials.seen()), (Vec::new(), 0));
    stage.reports(&MessageInfo { source, ..peer() }).await;
    assert_eq!(stage.kinds(), [EventType::MessageUndecryptable], "a note to oneself is a message");
}

#[tokio::test]
async fn status_is_not_even_remembered() {
    let stage = Stage::new();
    let source = MessageSource { chat: jid("status@broadcast"), ..from_anna().source };
    stage.receives(&MessageInfo { source, ..from_anna() }, text("status")).await;
    assert_eq!((stage.credentials.batches(), stage.credentials.seen()), (Vec::new(), 0));
    assert_eq!(stage.credentials.pending(), (0, 0));
}

#[tokio::test]
async fn repetition_of_a_received_message_is_not_reported() {
    let stage = Stage::new();
    stage.receives(&from_anna(), text("hello")).await;
    stage.reports(&from_anna()).await;
    assert_eq!(stage.kinds(), [EventType::MessageReceived]);
}

#[tokio::test]
async fn report_is_written_ahead_of_the_batch_that_answers_it() {
    let stage = Stage::new();
    stage.credentials.fail(StoreFailure::Unavailable);
    stage.inbox.undecryptable(&report_of(&from_anna()));
    stage.inbox.commit(&[]).await.unwrap_err();
    stage.credentials.recover();
    stage.receives(&from_anna(), text("hello")).await;
    assert_eq!(stage.kinds(), [EventType::MessageUndecryptable, EventType::MessageRecovered]);
}

#[tokio::test]
async fn recovered_message_without_content_for_people_is_told_of() {
    let stage = Stage::new();
    stage.reports(&from_anna()).await;
    let protocol = wa::message::ProtocolMessage::default();
    stage.receives(&from_anna(), wa::Message { protocol_message: protocol.into(), ..Default::default() }).await;
    let events = stage.credentials.events();
    assert_eq!((events[1].kind, &events[1].facts.content), (EventType::MessageRecovered, &None));
}

#[tokio::test]
async fn own_phones_answer_names_the_customer_by_number() {
    let stage = Stage::new();
    stage.reports(&from_anna()).await;
    let stage = stage.restarted();
    stage.receives(&peer(), answer(key_by_number("3A01"), None)).await;
    assert_eq!(stage.kinds(), [EventType::MessageUndecryptable], "the phone has it no more than we");
    let again = MessageInfo { id: "PEER2".to_owned(), ..peer() };
    stage.receives(&again, answer(key_by_number("3A01"), Some(text("hello")))).await;
    assert_eq!(stage.kinds(), [EventType::MessageUndecryptable, EventType::MessageRecovered]);
    stage.receives(&from_anna(), text("hello")).await;
    assert_eq!(stage.kinds().len(), 2, "the sender's answer is the same message");
}

#[tokio::test]
async fn answer_whose_report_was_lost_is_received_once() {
    let stage = Stage::new();
    stage.receives(&peer(), answer(key_by_number("3A01"), Some(text("hello")))).await;
    assert_eq!(stage.kinds(), [EventType::MessageRecovered]);
    let again = MessageInfo { id: "PEER2".to_owned(), ..peer() };
    stage.receives(&again, answer(key_by_number("3A01"), Some(text("hello")))).await;
    assert_eq!(stage.kinds(), [EventType::MessageRecovered]);
}

#[tokio::test]
async fn answer_of_anybody_else_is_not_believed() {
    let stage = Stage::new();
    stage.reports(&from_anna()).await;
    let mut companion = peer();
    companion.source.sender = jid("79006464263:5@s.whatsapp.net");
    for (number, info) in [MessageInfo { id: "3A09".to_owned(), ..from_anna() }, companion].into_iter().enumerate() {
        stage.receives(&info, answer(key_by_number("3A01"), Some(text("forged")))).await;
        assert_eq!(stage.kinds(), [EventType::MessageUndecryptable], "{number}");
    }
}

#[tokio::test]
async fn nothing_is_committed_after_the_store_is_sealed() {
    let stage = Stage::new();
    stage.backend.seal(std::time::Duration::from_secs(1)).await;
    stage.inbox.commit(&[inbound(&from_anna(), text("hello"))]).await.unwrap_err();
    assert_eq!((stage.credentials.writes(), stage.kinds().len()), (0, 0));
    assert_eq!(stage.backend.health().failure(), None, "a closed link has not failed");
}
