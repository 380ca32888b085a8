//! The session's end of a link: asks for codes, closes, and makes sure that whatever becomes of the driver, the link ends.

use std::sync::{Arc, OnceLock};
use std::time::Duration;

use async_trait::async_trait;
use linekeeper_domain::{Ending, Phone};
use linekeeper_ports::{CloseMode, Link, LinkEvent, LinkEvents, LinkOrder};
use tokio::sync::watch;
use tokio::task::JoinHandle;
use tokio_util::sync::CancellationToken;
use tracing::Instrument;

use crate::backend::Backend;
use crate::driver::Driver;
use crate::open::{Parts, Shared};
use crate::runtime::LinkRuntime;

/// What the session and the driver know of each other.
#[derive(Default)]
pub(crate) struct Control {
    closing: CancellationToken,
    mode: OnceLock<CloseMode>,
    done: CancellationToken,
    /// Cancelled when nothing may be sent any more.
    cut: CancellationToken,
    /// What has to be stopped if the driver cannot do it.
    running: OnceLock<(Arc<Backend>, LinkRuntime)>,
}

impl Control {
    /// Cancelled once the session wants no link any more.
    pub(crate) fn closing(&self) -> &CancellationToken {
        &self.closing
    }

    /// How the session wants it closed.
    pub(crate) fn mode(&self) -> CloseMode {
        self.mode.get().copied().unwrap_or(CloseMode::Disconnect)
    }

    /// The token that cuts the line.
    pub(crate) fn cut(&self) -> CancellationToken {
        self.cut.clone()
    }

    /// Remembers what runs now.
    pub(crate) fn owns(&self, parts: &Parts) {
        // A driver builds its parts once.
        let _ = self.running.set((Arc::clone(&parts.backend), parts.runtime.clone()));
    }

    fn close(&self, mode: CloseMode) {
        // The first word counts: a link on its way out cannot be called back.
        let _ = self.mode.set(mode);
        self.closing.cancel();
    }

    /// Stops everything without asking anybody.
    async fn abandon(&self) {
        self.cut.cancel();
        if let Some((backend, runtime)) = self.running.get() {
            backend.seal(LAST_PATIENCE).await;
            runtime.stop(LAST_PATIENCE).await;
        }
    }
}

/// How long a driver may be late, and each of the two steps take that follow if it is.
pub(crate) const LAST_PATIENCE: Duration = Duration::from_millis(500);

/// A pairing code is wanted for this phone. Numbered, so that the same phone asked twice is two requests.
#[derive(Clone)]
pub(crate) struct CodeWish {
    pub(crate) phone: Phone,
    pub(crate) number: u64,
}

/// An open link.
pub(crate) struct OpenLink {
    wishes: watch::Sender<Option<CodeWish>>,
    control: Arc<Control>,
    driver: tokio::task::AbortHandle,
    patience: Duration,
}

impl OpenLink {
    /// Starts the driver of a new link.
    pub(crate) fn open(shared: Arc<Shared>, order: LinkOrder) -> Self {
        let control = Arc::new(Control::default());
        let (wishes, wished) = watch::channel(None);
        let patience = shared.config.close_timeout + LAST_PATIENCE;
        let handle = shared.handle.clone();
        let events = order.events.clone();
        let driver = Driver { shared, order, control: Arc::clone(&control), wished };
        let span =
            tracing::info_span!("link", company.id = %driver.order.company, correlation.id = %driver.order.correlation);
        let task = handle.spawn(driver.drive().instrument(span));
        let abort = task.abort_handle();
        handle.spawn(watch_over(task, events, Arc::clone(&control)));
        Self { wishes, control, driver: abort, patience }
    }
}

/// A driver that panics takes its link with it, and its session hears of it like of any other end.
async fn watch_over(driver: JoinHandle<()>, events: LinkEvents, control: Arc<Control>) {
    if let Err(error) = driver.await {
        control.abandon().await;
        if error.is_panic() && !control.closing.is_cancelled() {
            tracing::error!("the driver of a link panicked");
            // A session that does not listen any more has nothing to hear.
            let _ = events.send(LinkEvent::Ended(Ending::Network)).await;
        }
    }
    control.done.cancel();
}

#[async_trait]
impl Link for OpenLink {
    fn request_code(&self, phone: &Phone) {
        self.wishes.send_modify(|wish| {
            let number = wish.as_ref().map_or(0, |wish| wish.number + 1);
            *wish = Some(CodeWish { phone: phone.clone(), number });
        });
    }

    async fn close(&self, mode: CloseMode) {
        self.control.close(mode);
        if tokio::time::timeout(self.patience, self.control.done.cancelled()).await.is_err() {
            tracing::error!("a link does not close; it is cut");
            self.driver.abort();
            self.control.abandon().await;
        }
    }
}

impl Drop for OpenLink {
    fn drop(&mut self) {
        self.control.close(CloseMode::Disconnect);
    }
}
