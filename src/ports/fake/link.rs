//! Links that the test controls. Each link the actors open arrives in [`OpenedLinks`] as a [`FakeLink`]: the test sees
//! what is requested of it and plays WhatsApp.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};

use async_trait::async_trait;
use linekeeper_domain::messages::{Chat, NotWritten, Typing};
use linekeeper_domain::{CompanyId, CorrelationId, PasskeyAssertion, Phone};
use tokio::sync::{mpsc, oneshot};

use super::hold::{Gate, Hold};
use crate::{
    CloseMode, DialSignal, LineDown, LineMessages, Link, LinkCredentials, LinkEvent, LinkEvents, LinkFactory,
    LinkMedia, LinkOrder, LinkPurpose, NumberCheck, OutgoingMessage, ReadMessages,
};

/// Factory of fake links, which hands each to the test.
#[derive(Debug)]
pub struct FakeLinks {
    opened: mpsc::UnboundedSender<FakeLink>,
    panics: AtomicU32,
}

/// Receiver of the opened links, in order.
pub type OpenedLinks = mpsc::UnboundedReceiver<FakeLink>;

impl FakeLinks {
    /// Creates the factory and the receiver of its links.
    #[must_use]
    pub fn new() -> (Arc<Self>, OpenedLinks) {
        let (opened, links) = mpsc::unbounded_channel();
        (Arc::new(Self { opened, panics: AtomicU32::new(0) }), links)
    }

    /// Makes the next `times` calls of `open` panic.
    pub fn panic_next(&self, times: u32) {
        self.panics.store(times, Ordering::SeqCst);
    }
}

impl LinkFactory for FakeLinks {
    fn open(&self, order: LinkOrder) -> Box<dyn Link> {
        let panics = self.panics.try_update(Ordering::SeqCst, Ordering::SeqCst, |times| times.checked_sub(1)).is_ok();
        assert!(!panics, "a panic, as the test wants it");
        let LinkOrder { company, correlation, purpose, phone, credentials, events, dial } = order;
        let (asked, requests) = mpsc::unbounded_channel();
        // A test that dropped the receiver needs no links: theirs end at once, because their event channel has no
        // sender left.
        let keeps_device = Arc::new(AtomicBool::new(false));
        let link = FakeLink {
            company,
            correlation,
            purpose,
            phone,
            credentials,
            dial,
            events,
            requests,
            keeps_device: Arc::clone(&keeps_device),
        };
        let _nobody = self.opened.send(link);
        Box::new(Handle { asked, keeps_device })
    }
}

/// Request to a link.
#[derive(Debug)]
pub enum LinkRequest {
    /// Message to write; it is written when the answer is given, and not if that is dropped.
    Send(Box<OutgoingMessage>, oneshot::Sender<Result<(), NotWritten>>),
    /// Messages were read.
    Read(Box<ReadMessages>),
    /// What a chat shows.
    Typing(Box<Chat>, Typing),
    /// Numbers to check; without an answer the line is down.
    Numbers(Vec<Phone>, oneshot::Sender<Vec<NumberCheck>>),
    /// Pairing code for this number.
    Code(Phone),
    /// Assertion of the account's passkey.
    Passkey(PasskeyAssertion),
    /// Confirmation that the phone shows the same code.
    PasskeyConfirmed,
    /// Close; `close` returns when the hold is released or dropped.
    Close(CloseMode, Hold),
    /// The session dropped its handle of the link.
    Dropped,
}

/// WhatsApp's side of a link. Dropping it closes the event channel without [`LinkEvent::Ended`].
pub struct FakeLink {
    /// Company the link belongs to.
    pub company: CompanyId,
    /// Correlation id of the order.
    pub correlation: CorrelationId,
    /// Registration or log-in.
    pub purpose: LinkPurpose,
    /// Number to be linked.
    pub phone: Option<Phone>,
    /// Credentials access the link was given.
    pub credentials: Arc<dyn LinkCredentials>,
    dial: Option<DialSignal>,
    events: LinkEvents,
    requests: mpsc::UnboundedReceiver<LinkRequest>,
    keeps_device: Arc<AtomicBool>,
}

impl std::fmt::Debug for FakeLink {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("FakeLink")
            .field("company", &self.company)
            .field("purpose", &self.purpose)
            .finish_non_exhaustive()
    }
}

impl FakeLink {
    /// Waits until WhatsApp may be dialled.
    pub async fn may_dial(&self) {
        if let Some(dial) = &self.dial {
            dial.wait().await;
        }
    }

    /// Whether WhatsApp may be dialled.
    #[must_use]
    pub fn dials(&self) -> bool {
        self.dial.as_ref().is_none_or(|dial| dial.initialized())
    }

    /// Sends an event to the session and returns whether it was received; waits while the channel is full.
    pub async fn tell(&self, event: LinkEvent) -> bool {
        self.events.send(Box::new(event)).await.is_ok()
    }

    /// Waits for the next request to the link.
    ///
    /// # Panics
    /// When the session has dropped its handle and every request was taken.
    #[expect(clippy::expect_used, reason = "a test that asks for more than happens is wrong")]
    pub async fn asked(&mut self) -> LinkRequest {
        self.requests.recv().await.expect("the session has let go of this link")
    }

    /// From now on a log-out is not confirmed.
    pub fn keeps_device(&self) {
        self.keeps_device.store(true, Ordering::SeqCst);
    }

    /// Takes the next request, if there is one.
    pub fn try_asked(&mut self) -> Option<LinkRequest> {
        self.requests.try_recv().ok()
    }

    /// Whether a request waits to be taken.
    #[must_use]
    pub fn has_request(&self) -> bool {
        !self.requests.is_empty()
    }
}

/// Session's side of a link.
struct Handle {
    asked: mpsc::UnboundedSender<LinkRequest>,
    keeps_device: Arc<AtomicBool>,
}

/// What a link does with messages.
struct Messages(mpsc::UnboundedSender<LinkRequest>);

#[async_trait]
impl LineMessages for Messages {
    async fn send(&self, message: OutgoingMessage) -> Result<(), NotWritten> {
        let (answer, answered) = oneshot::channel();
        let _dead = self.0.send(LinkRequest::Send(Box::new(message), answer));
        answered.await.unwrap_or(Err(NotWritten::LineDown))
    }

    async fn mark_read(&self, read: ReadMessages) -> Result<(), LineDown> {
        self.0.send(LinkRequest::Read(Box::new(read))).map_err(|_| LineDown)
    }

    async fn show_typing(&self, chat: Chat, typing: Typing) -> Result<(), LineDown> {
        self.0.send(LinkRequest::Typing(Box::new(chat), typing)).map_err(|_| LineDown)
    }

    async fn check_numbers(&self, numbers: Vec<Phone>) -> Result<Vec<NumberCheck>, LineDown> {
        let (answer, answered) = oneshot::channel();
        let _dead = self.0.send(LinkRequest::Numbers(numbers, answer));
        answered.await.map_err(|_| LineDown)
    }
}

#[async_trait]
impl Link for Handle {
    fn messages(&self) -> Arc<dyn LineMessages> {
        Arc::new(Messages(self.asked.clone()))
    }

    fn request_code(&self, phone: &Phone) {
        // An error means that the link is gone, which its session learns from its events.
        let _dead = self.asked.send(LinkRequest::Code(phone.clone()));
    }

    fn answer_passkey(&self, assertion: PasskeyAssertion) {
        let _dead = self.asked.send(LinkRequest::Passkey(assertion));
    }

    fn confirm_passkey(&self) {
        let _dead = self.asked.send(LinkRequest::PasskeyConfirmed);
    }

    fn media(&self) -> Option<Arc<dyn LinkMedia>> {
        None
    }

    async fn close(&self, mode: CloseMode) -> bool {
        let (hold, gate): (Hold, Gate) = Hold::new();
        if self.asked.send(LinkRequest::Close(mode, hold)).is_err() {
            return false;
        }
        gate.pass().await;
        mode == CloseMode::LogOut && !self.keeps_device.load(Ordering::SeqCst)
    }
}

impl Drop for Handle {
    fn drop(&mut self) {
        let _dead = self.asked.send(LinkRequest::Dropped);
    }
}
