//! Handle of a session to its link: requests codes, closes the link, and makes sure that it ends whatever happens to
//! the driver.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, OnceLock};
use std::time::Duration;

use async_trait::async_trait;
use linekeeper_domain::{LinkEndReason, PasskeyAssertion, Phone};
use linekeeper_ports::{CloseMode, LineMessages, Link, LinkEvent, LinkEvents, LinkMedia, LinkOrder};
use tokio::sync::watch;
use tokio::task::JoinHandle;
use tokio_util::sync::CancellationToken;
use tracing::Instrument;

use crate::driver::Driver;
use crate::media::LineMedia;
use crate::open::{Parts, Shared};
use crate::sending::{Line, Sender};

/// State shared by the handle and the driver of a link.
#[derive(Default)]
pub(crate) struct Control {
    closing: CancellationToken,
    mode: OnceLock<CloseMode>,
    done: CancellationToken,
    /// WhatsApp does not know the device any more.
    logged_out: AtomicBool,
    /// Cancelled when nothing may be sent any more.
    cut: CancellationToken,
    /// Parts to send with, and to stop if the driver cannot do it; unset until they are built.
    line: OnceLock<Arc<Line>>,
    /// Files over the link; unset until its parts are built.
    media: OnceLock<Arc<LineMedia>>,
}

impl Control {
    /// Token that is cancelled once the session wants the link closed.
    pub(crate) fn closing(&self) -> &CancellationToken {
        &self.closing
    }

    /// Close mode the session asked for; [`CloseMode::Disconnect`] by default.
    pub(crate) fn mode(&self) -> CloseMode {
        self.mode.get().copied().unwrap_or(CloseMode::Disconnect)
    }

    /// Records that WhatsApp does not know the device any more.
    pub(crate) fn note_logged_out(&self) {
        self.logged_out.store(true, Ordering::Relaxed);
    }

    /// Token that cuts the line when cancelled.
    pub(crate) fn cut(&self) -> CancellationToken {
        self.cut.clone()
    }

    /// Registers the parts to send with, which are stopped if the driver dies.
    pub(crate) fn owns(&self, parts: &Parts) {
        // A driver builds its parts once.
        let _ = self.line.set(Arc::clone(&parts.line));
        let _ = self.media.set(Arc::new(LineMedia::of(&parts.client, parts.runtime.clone())));
    }

    /// The parts to send with, unless the link is closing or they are not built yet.
    pub(crate) fn line(&self) -> Option<Arc<Line>> {
        self.line.get().filter(|_| !self.closing.is_cancelled()).cloned()
    }

    fn close(&self, mode: CloseMode) {
        // Only the first close mode counts: a link that is closing cannot be called back.
        let _ = self.mode.set(mode);
        self.closing.cancel();
    }

    /// Cuts the line, seals the store and stops the tasks without the driver.
    async fn abandon(&self) {
        self.cut.cancel();
        if let Some(line) = self.line.get() {
            line.backend.seal(LAST_PATIENCE).await;
            line.runtime.stop(LAST_PATIENCE).await;
        }
    }
}

/// Time a driver may overrun the close timeout, and timeout of each of the two steps (seal, stop) that follow if it
/// does.
pub(crate) const LAST_PATIENCE: Duration = Duration::from_millis(500);

/// Request of the session. The driver takes the newest one.
#[derive(Clone)]
pub(crate) enum SessionRequest {
    /// A pairing code for this phone.
    Code(Phone),
    /// An assertion of the account's passkey to send.
    Passkey(PasskeyAssertion),
    /// The phone shows the same code.
    PasskeyConfirmed,
}

/// Handle of an open link. Dropping it closes the link.
pub(crate) struct OpenLink {
    requests: watch::Sender<Option<SessionRequest>>,
    control: Arc<Control>,
    driver: tokio::task::AbortHandle,
    patience: Duration,
}

impl OpenLink {
    /// Starts the driver of a new link.
    pub(crate) fn open(shared: Arc<Shared>, order: LinkOrder) -> Self {
        let control = Arc::new(Control::default());
        let (requests, requested) = watch::channel(None);
        let patience = shared.config.close_timeout + LAST_PATIENCE;
        let handle = shared.handle.clone();
        let events = order.events.clone();
        let driver = Driver { shared, order, control: Arc::clone(&control), requested };
        let span =
            tracing::info_span!("link", company.id = %driver.order.company, correlation.id = %driver.order.correlation);
        let task = handle.spawn(driver.drive().instrument(span));
        let abort = task.abort_handle();
        handle.spawn(watch_over(task, events, Arc::clone(&control)));
        Self { requests, control, driver: abort, patience }
    }
}

/// Cleans up after a driver that panicked and reports the end to its session like any other end of a link.
async fn watch_over(driver: JoinHandle<()>, events: LinkEvents, control: Arc<Control>) {
    if let Err(error) = driver.await {
        control.abandon().await;
        if error.is_panic() && !control.closing.is_cancelled() {
            tracing::error!("the driver of a link panicked");
            // The session may have stopped listening.
            let _ = events.send(Box::new(LinkEvent::Ended(LinkEndReason::Network))).await;
        }
    }
    control.done.cancel();
}

#[async_trait]
impl Link for OpenLink {
    fn request_code(&self, phone: &Phone) {
        self.requests.send_replace(Some(SessionRequest::Code(phone.clone())));
    }

    fn answer_passkey(&self, assertion: PasskeyAssertion) {
        self.requests.send_replace(Some(SessionRequest::Passkey(assertion)));
    }

    fn confirm_passkey(&self) {
        self.requests.send_replace(Some(SessionRequest::PasskeyConfirmed));
    }

    fn messages(&self) -> Arc<dyn LineMessages> {
        Arc::new(Sender(Arc::clone(&self.control)))
    }

    fn media(&self) -> Option<Arc<dyn LinkMedia>> {
        self.control.media.get().map(|media| Arc::clone(media) as _)
    }

    async fn close(&self, mode: CloseMode) -> bool {
        self.control.close(mode);
        if tokio::time::timeout(self.patience, self.control.done.cancelled()).await.is_err() {
            tracing::error!("a link did not close in time and was aborted");
            self.driver.abort();
            self.control.abandon().await;
        }
        self.control.logged_out.load(Ordering::Relaxed)
    }
}

impl Drop for OpenLink {
    fn drop(&mut self) {
        self.control.close(CloseMode::Disconnect);
    }
}
