//! Links that do what the test says. Each link the actors open comes out of [`OpenedLinks`] as a [`FakeLink`]: the test
//! sees what is asked of it and speaks for WhatsApp.

use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

use async_trait::async_trait;
use linekeeper_domain::{CompanyId, CorrelationId, Phone};
use tokio::sync::mpsc;

use super::hold::{Gate, Hold};
use crate::{CloseMode, CredentialDoor, Link, LinkEvent, LinkEvents, LinkFactory, LinkOrder, LinkPurpose};

/// Opens fake links and hands each to the test.
#[derive(Debug)]
pub struct FakeLinks {
    opened: mpsc::UnboundedSender<FakeLink>,
    panics: AtomicU32,
}

/// Where a test meets the links that were opened, in order.
pub type OpenedLinks = mpsc::UnboundedReceiver<FakeLink>;

impl FakeLinks {
    /// The factory, and where its links come out.
    #[must_use]
    pub fn new() -> (Arc<Self>, OpenedLinks) {
        let (opened, links) = mpsc::unbounded_channel();
        (Arc::new(Self { opened, panics: AtomicU32::new(0) }), links)
    }

    /// The next `times` openings panic.
    pub fn panic_next(&self, times: u32) {
        self.panics.store(times, Ordering::SeqCst);
    }
}

impl LinkFactory for FakeLinks {
    fn open(&self, order: LinkOrder) -> Box<dyn Link> {
        let panics = self.panics.try_update(Ordering::SeqCst, Ordering::SeqCst, |times| times.checked_sub(1)).is_ok();
        assert!(!panics, "a panic, as the test wants it");
        let LinkOrder { company, correlation, purpose, phone, door, events } = order;
        let (asked, requests) = mpsc::unbounded_channel();
        // A test that has dropped its end does not care for links; theirs then end at once, as their events have no sender.
        let _nobody = self.opened.send(FakeLink { company, correlation, purpose, phone, door, events, requests });
        Box::new(Handle { asked })
    }
}

/// What is asked of a link.
#[derive(Debug)]
pub enum LinkRequest {
    /// A code for this number.
    Code(Phone),
    /// An end; `close` returns when the hold is released or dropped.
    Close(CloseMode, Hold),
    /// The session has let go of it.
    Dropped,
}

/// WhatsApp's end of a link. Dropping it is a silent death: the session hears no ending.
pub struct FakeLink {
    /// Whose.
    pub company: CompanyId,
    /// Of the order.
    pub correlation: CorrelationId,
    /// To register or to log in.
    pub purpose: LinkPurpose,
    /// The number to be linked.
    pub phone: Option<Phone>,
    /// The credentials it was given.
    pub door: Arc<dyn CredentialDoor>,
    events: LinkEvents,
    requests: mpsc::UnboundedReceiver<LinkRequest>,
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
    /// Tells the session; waits while the session is behind. Whether it still listens.
    pub async fn tell(&self, event: LinkEvent) -> bool {
        self.events.send(event).await.is_ok()
    }

    /// What is asked of it next.
    ///
    /// # Panics
    /// When the session let go of it and everything was taken.
    #[expect(clippy::expect_used, reason = "a test that asks for more than happens is wrong")]
    pub async fn asked(&mut self) -> LinkRequest {
        self.requests.recv().await.expect("the session has let go of this link")
    }

    /// What was asked of it and not taken yet.
    pub fn try_asked(&mut self) -> Option<LinkRequest> {
        self.requests.try_recv().ok()
    }

    /// Whether something is asked of it that was not taken yet.
    #[must_use]
    pub fn has_request(&self) -> bool {
        !self.requests.is_empty()
    }
}

/// The session's end.
struct Handle {
    asked: mpsc::UnboundedSender<LinkRequest>,
}

#[async_trait]
impl Link for Handle {
    fn request_code(&self, phone: &Phone) {
        // An error means that the link has died, which its session learns from its events.
        let _dead = self.asked.send(LinkRequest::Code(phone.clone()));
    }

    async fn close(&self, mode: CloseMode) {
        let (hold, gate): (Hold, Gate) = Hold::new();
        if self.asked.send(LinkRequest::Close(mode, hold)).is_ok() {
            gate.pass().await;
        }
    }
}

impl Drop for Handle {
    fn drop(&mut self) {
        let _dead = self.asked.send(LinkRequest::Dropped);
    }
}
