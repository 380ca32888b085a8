//! Driver of one link: one loop that waits for a [`Signal`] and handles it.
//!
//! opening → running → (linked → running) → ended; a close, a session that stops reading or a failed store lead out of
//! every state.

mod closing;
mod outbox;
mod pairing;
mod passkey;
mod ready;
mod refused;
mod run;

use std::sync::Arc;
use std::time::Duration;

use linekeeper_domain::session::CodeDeath;
use linekeeper_domain::{LinkEndReason, PairRefusal, Phone, StoreFailure, Timestamp};
use linekeeper_ports::{CloseMode, LinkEvent, LinkOrder, LinkPurpose, PairedDevice};
use tokio::sync::watch;
use tokio::time::Instant;
use wacore::types::events::{Event, PairSuccess};
use wacore_binary::OwnedNodeRef;

use self::outbox::Outbox;
use self::pairing::Pairing;
use self::passkey::StepOutcome;
use self::run::{MOST_RESTARTS, Run, RunEnd};
use crate::handle::{Control, SessionRequest};
use crate::open::{Parts, Shared, build};
use crate::outcome::{ending_of, refusal_of};
use crate::refusal::{CodeAnswer, UNANSWERED};

/// Time to wait, after the 515 of a linking, for its `PairSuccess`, which may still be on its way through the library's
/// tasks.
const SUCCESS_FOLLOWS: Duration = Duration::from_secs(1);

/// Driver of a link whose client has not been built yet.
pub(crate) struct Driver {
    pub(crate) shared: Arc<Shared>,
    pub(crate) order: LinkOrder,
    pub(crate) control: Arc<Control>,
    pub(crate) requested: watch::Receiver<Option<SessionRequest>>,
}

impl Driver {
    /// Runs the link from opening to its end.
    pub(crate) async fn drive(self) {
        tracing::debug!(purpose = ?self.order.purpose, "opening a link");
        // Boxed, so that the task does not keep the space of the opening as long as the link lives.
        match Box::pin(build(&self.shared, &self.order, self.control.cut())).await {
            Ok(parts) => {
                self.control.owns(&parts);
                if !self.may_dial().await {
                    return;
                }
                Box::new(Live::new(self, parts)).live().await;
            }
            Err(end_reason) => {
                tracing::warn!(company.id = %self.order.company, ?end_reason, "a link could not be opened");
                let told = self.order.events.send(Box::new(LinkEvent::Ended(end_reason)));
                // The session may have closed the link or stopped listening.
                let _ = self.control.closing().run_until_cancelled(told).await;
            }
        }
    }
}

impl Driver {
    /// Waits until WhatsApp may be dialled. Returns false when the link is closed before.
    async fn may_dial(&self) -> bool {
        let Some(dial) = &self.order.dial else { return true };
        self.control.closing().run_until_cancelled(dial.wait()).await.is_some()
    }
}

/// Driver of a link whose client has been built.
struct Live {
    shared: Arc<Shared>,
    order: LinkOrder,
    control: Arc<Control>,
    requested: watch::Receiver<Option<SessionRequest>>,
    parts: Parts,
    outbox: Outbox,
    pairing: Pairing,
    run: Option<Run>,
    restarts_left: u8,
}

/// Input of the driver's loop.
enum Signal {
    Close,
    StoreFailed,
    /// The phone about to be linked must not be linked, for this reason.
    LinkingRefused(LinkEndReason),
    /// The session is gone.
    Deaf,
    /// The library's event queue was full.
    Overflow,
    Told,
    Requested(SessionRequest),
    CodeAnswered(CodeAnswer),
    PasskeyStep(StepOutcome),
    CodeLost,
    RefsOver,
    StreamError(Option<Arc<OwnedNodeRef>>),
    /// The log-in was accepted (true), or the run ended without that (false).
    LoggedIn(bool),
    /// The log-in was accepted, but the account settings have not come in time.
    SettingsLate,
    Library(Arc<Event>),
    /// Messages that were sent have answers, and the session has taken what it was told.
    SendsAnswered,
    /// The connection is over; true if it had ever been established.
    RunOver(bool),
}

/// Outcome of the driver's loop.
enum Exit {
    /// The session asked for it, or stopped reading events: no end reason is reported.
    Closed(CloseMode),
    /// The link ended by itself.
    Ended(LinkEndReason),
}

impl Live {
    fn new(driver: Driver, parts: Parts) -> Self {
        let Driver { shared, order, control, requested } = driver;
        let pairing = Pairing::for_purpose(order.purpose);
        let outbox = Outbox::default();
        Self { shared, order, control, requested, parts, outbox, pairing, run: None, restarts_left: MOST_RESTARTS }
    }

    /// Runs the link. Boxed, because an async function keeps an argument that it is given by value twice.
    async fn live(mut self: Box<Self>) {
        self.run = Some(Run::start(&self.parts));
        let exit = loop {
            let signal = self.next().await;
            if let Some(exit) = self.answer(signal).await {
                break exit;
            }
        };
        match exit {
            Exit::Closed(mode) => Box::pin(self.finish(mode)).await,
            Exit::Ended(end_reason) => {
                tracing::info!(?end_reason, "a link ended");
                Box::pin(self.finish(CloseMode::Disconnect)).await;
                self.last_words(end_reason).await;
            }
        }
    }

    /// Waits for the next signal. Branches are in order of priority: what was reported before the end is handled before
    /// the end.
    async fn next(&mut self) -> Signal {
        let Self { run, pairing, parts, outbox, order, requested, control, .. } = self;
        let health = parts.backend.health();
        let ready_by = run.as_ref().and_then(|run| run.ready_by);
        let (waits, over) =
            run.as_mut().map(|run| ((&mut run.stream_error, run.logged_in.as_mut()), &mut run.over)).unzip();
        let (stream_error, logged_in) = waits.unzip();
        tokio::select! {
            biased;
            () = control.closing().cancelled() => Signal::Close,
            () = health.failed() => Signal::StoreFailed,
            end_reason = parts.hold.refused() => Signal::LinkingRefused(end_reason),
            () = parts.bus.overflow.cancelled() => Signal::Overflow,
            listening = outbox.tell_one(&order.events) => if listening { Signal::Told } else { Signal::Deaf },
            request = next_request(requested) => Signal::Requested(request),
            answer = or_never(pairing.request.as_mut().map(|request| &mut request.answer)) => {
                Signal::CodeAnswered(answer.ok().flatten().unwrap_or(CodeAnswer::Lost))
            }
            outcome = or_never(pairing.passkey.step.as_mut().map(|step| &mut step.outcome)) => {
                Signal::PasskeyStep(outcome.ok().flatten())
            }
            node = or_never(stream_error) => Signal::StreamError(node.ok()),
            node = or_never(logged_in.flatten()) => Signal::LoggedIn(node.is_ok()),
            Some(event) = parts.bus.events.recv() => Signal::Library(event),
            () = parts.answers.some(), if outbox.is_empty() => Signal::SendsAnswered,
            established = or_never(over) => {
                Signal::RunOver(established.ok().flatten().unwrap_or_default())
            }
            () = at(pairing.lost) => Signal::CodeLost,
            () = at(pairing.refs_over) => Signal::RefsOver,
            () = at(ready_by) => Signal::SettingsLate,
        }
    }

    async fn answer(&mut self, signal: Signal) -> Option<Exit> {
        let now = self.shared.clock.now();
        match signal {
            Signal::Close => return Some(Exit::Closed(self.control.mode())),
            Signal::Deaf => return Some(Exit::Closed(CloseMode::Disconnect)),
            Signal::StoreFailed => return Some(self.store_failed()),
            Signal::LinkingRefused(end_reason) => {
                if end_reason == LinkEndReason::NotFinished {
                    self.refused(PairRefusal::NoNumber);
                }
                return Some(Exit::Ended(end_reason));
            }
            Signal::Overflow => return Some(Exit::Ended(LinkEndReason::ServerError)),
            Signal::Told => {}
            // A linked device needs no code, but the session needs an answer.
            Signal::Requested(SessionRequest::Code(_)) if self.pairing.paired => {
                self.outbox.push(LinkEvent::CodeRefused(UNANSWERED));
            }
            Signal::Requested(SessionRequest::Code(phone)) => {
                self.parts.hold.ask_for(Some(phone.clone()));
                self.pairing.ask(&self.parts, &phone, now);
            }
            Signal::Requested(SessionRequest::Passkey(assertion)) => self.answer_passkey(&assertion),
            Signal::Requested(SessionRequest::PasskeyConfirmed) => self.confirm_passkey(),
            Signal::PasskeyStep(outcome) => self.pairing.passkey.step_is_over(&outcome, &mut self.outbox),
            Signal::CodeAnswered(answer) => self.pairing.answered(answer, &mut self.outbox),
            Signal::CodeLost => self.pairing.refuse_lost(&mut self.outbox),
            Signal::RefsOver => {
                if self.pairing.is_exhausted(now) {
                    return Some(Exit::Ended(LinkEndReason::QrExhausted));
                }
            }
            Signal::StreamError(node) => {
                if let Some(run) = &mut self.run {
                    run.note_stream_error(&self.parts.client, node.as_deref(), now);
                }
            }
            Signal::LoggedIn(taken) => {
                if let Some(run) = &mut self.run {
                    run.note_log_in(taken);
                    self.pairing.confirmed |= taken;
                    self.pairing.tell_confirmed(&mut self.outbox);
                }
            }
            Signal::SettingsLate => return self.connected_without_settings().await,
            Signal::Library(event) => return self.library(&event, now).await,
            Signal::SendsAnswered => self.outbox.push(LinkEvent::SendsAnswered(self.parts.answers.take())),
            Signal::RunOver(established) => return self.run_over(established).await,
        }
        self.outbox.overflowed().then_some(Exit::Closed(CloseMode::Disconnect))
    }

    async fn library(&mut self, event: &Event, now: Timestamp) -> Option<Exit> {
        match event {
            Event::PairingQrCode(qr) if !self.pairing.paired => {
                let left = chrono::Duration::from_std(qr.timeout).unwrap_or_default();
                // First, so that the session hears of the QR before it hears of a code.
                self.outbox.push(LinkEvent::QrCode { text: qr.code.clone(), expires_at: now + left });
                self.pairing.qr_came();
            }
            Event::PairingCodeRefresh(_) => self.pairing.code_died(CodeDeath::Expired, &mut self.outbox),
            Event::PairingCodeError(_) => self.pairing.code_died(CodeDeath::Refused, &mut self.outbox),
            Event::PairError(error) => return self.not_verified(refusal_of(&error.error)),
            Event::RawNode(node) => self.heard(node, now),
            Event::PairPasskeyRequest(request) => self.passkey_requested(&request.request_options_json),
            Event::PairPasskeyConfirmation(confirmation) => self.passkey_code(confirmation),
            Event::PairPasskeyError(error) => self.passkey_failed(error.continuation),
            Event::PairingQrCodesExhausted(exhausted) if !exhausted.disconnected => self.pairing.refs_are_gone(now),
            Event::PairSuccess(success) => return self.paired(success).await,
            Event::Connected(_) => return self.connected().await,
            Event::AppStateSyncFailed(_) => return self.connected_without_settings().await,
            _ => return ending_of(event, now).map(|end_reason| Exit::Ended(self.as_linked_so_far(end_reason))),
        }
        None
    }

    /// Handles the library's report of a linked device; the session is told only once the device is stored.
    async fn paired(&mut self, success: &PairSuccess) -> Option<Exit> {
        let Ok(phone) = Phone::from_digits(&success.id.user) else {
            return Some(Exit::Ended(LinkEndReason::Store(StoreFailure::Corrupt)));
        };
        let business_name = Some(success.business_name.clone()).filter(|name| !name.is_empty());
        let device =
            PairedDevice { phone, device: success.id.device, platform: success.platform.clone(), business_name };
        self.linked(device).await;
        None
    }

    /// Stores the linked device and reports it. If that fails, or the session closes the link, the next signal ends the
    /// loop.
    async fn linked(&mut self, device: PairedDevice) {
        let backend = Arc::clone(&self.parts.backend);
        // Run as a task of the link: a close must not interrupt a write, and sealing the store waits for it.
        let writing = self.parts.runtime.start(async move { backend.save_now().await.is_ok() });
        let written = self.control.closing().run_until_cancelled(writing).await;
        if matches!(written, Some(Ok(Some(true)))) {
            self.parts.hold.lift();
            self.parts.runtime.release_linking_timers();
            drop(self.parts.stanzas.take());
            self.pairing.is_over();
            self.outbox.push(LinkEvent::Paired(device));
            self.pairing.tell_confirmed(&mut self.outbox);
        }
    }

    async fn run_over(&mut self, established: bool) -> Option<Exit> {
        let run = self.run.take()?;
        let now = self.shared.clock.now();
        self.pairing.confirmed |= run.has_taken_linking(now);
        self.pairing.tell_confirmed(&mut self.outbox);
        match run.end(&self.parts, established, now) {
            RunEnd::Linked => self.log_in_first().await,
            // WhatsApp may ask for the reconnect before the library has reported the linking.
            RunEnd::Over(LinkEndReason::RestartRequired) if !self.pairing.paired => match self.hear_success().await {
                None if run.has_linked(&self.parts) => self.log_in_first().await,
                None => Some(Exit::Ended(LinkEndReason::RestartRequired)),
                exit @ Some(_) => exit,
            },
            RunEnd::Over(end_reason) => Some(Exit::Ended(end_reason)),
        }
    }

    /// Starts the first log-in of a device that has just been linked: the only connection that does not pass the gate.
    async fn log_in_first(&mut self) -> Option<Exit> {
        let exit = if self.pairing.paired { None } else { self.hear_success().await };
        self.run = Some(Run::start(&self.parts));
        exit
    }

    /// Handles events until the linking is reported, before the next run begins: the library marks the connection as
    /// done at the same moment and must not mark the next one.
    async fn hear_success(&mut self) -> Option<Exit> {
        let deadline = Instant::now() + SUCCESS_FOLLOWS;
        while !self.pairing.paired && !self.control.closing().is_cancelled() {
            let heard = tokio::time::timeout_at(deadline, self.parts.bus.events.recv()).await;
            let Ok(Some(event)) = heard else { return None };
            let exit = self.library(&event, self.shared.clock.now()).await;
            if exit.is_some() {
                return exit;
            }
        }
        None
    }

    /// Turns a log-out into `NotFinished` when this link linked the device and WhatsApp never showed that it knows it:
    /// then the confirmation got lost. That the library has sent the confirmation proves nothing. Whether a device
    /// linked by an earlier link was confirmed, the session knows.
    fn as_linked_so_far(&self, end_reason: LinkEndReason) -> LinkEndReason {
        let links = self.order.purpose == LinkPurpose::Register && !self.pairing.confirmed;
        let stored = links && self.parts.backend.linked_device().is_some();
        if stored && end_reason == LinkEndReason::LoggedOut { LinkEndReason::NotFinished } else { end_reason }
    }

    fn store_failed(&self) -> Exit {
        let failure = self.parts.backend.health().failure().unwrap_or(StoreFailure::Unavailable);
        // Send nothing more for a company whose credentials belong to another owner or are in an unknown state; a phone
        // that another company has linked must never be told that it is linked.
        self.parts.cut.cancel();
        Exit::Ended(LinkEndReason::Store(failure))
    }
}

async fn or_never<F: Future + Unpin>(future: Option<&mut F>) -> F::Output {
    match future {
        Some(future) => future.await,
        None => std::future::pending().await,
    }
}

async fn at(time: Option<Instant>) {
    match time {
        Some(time) => tokio::time::sleep_until(time).await,
        None => std::future::pending().await,
    }
}

/// Waits for the newest request. Never returns when the session is gone; another signal covers that.
async fn next_request(requested: &mut watch::Receiver<Option<SessionRequest>>) -> SessionRequest {
    while requested.changed().await.is_ok() {
        if let Some(request) = requested.borrow_and_update().clone() {
            return request;
        }
    }
    std::future::pending().await
}
