//! The life of one link, told as one loop: what can happen is a [`Signal`], and each has its answer.
//!
//! opening → running → (linked → running) → ended; a close, a deaf session or a failed store lead out of every state.

mod closing;
mod outbox;
mod pairing;
mod ready;
mod refused;
mod run;

use std::sync::Arc;
use std::time::Duration;

use linekeeper_domain::session::CodeDeath;
use linekeeper_domain::{Ending, PairRefusal, Phone, StoreFailure, Timestamp};
use linekeeper_ports::{CloseMode, LinkEvent, LinkOrder, LinkPurpose, PairedDevice};
use tokio::sync::watch;
use tokio::time::Instant;
use wacore::types::events::{Event, PairSuccess};
use wacore_binary::OwnedNodeRef;

use self::outbox::Outbox;
use self::pairing::Pairing;
use self::run::{MOST_RESTARTS, Run, RunEnd};
use crate::handle::{CodeWish, Control};
use crate::open::{Parts, Shared, build};
use crate::outcome::{ending_of, refusal_of};
use crate::refusal::{CodeAnswer, UNANSWERED};

/// After the 515 of a linking its own success may still be on its way through the library's tasks.
const SUCCESS_FOLLOWS: Duration = Duration::from_secs(1);

/// A link that has not been built yet.
pub(crate) struct Driver {
    pub(crate) shared: Arc<Shared>,
    pub(crate) order: LinkOrder,
    pub(crate) control: Arc<Control>,
    pub(crate) wished: watch::Receiver<Option<CodeWish>>,
}

impl Driver {
    /// Lives the whole life of a link.
    pub(crate) async fn drive(self) {
        tracing::debug!(purpose = ?self.order.purpose, "a link opens");
        match build(&self.shared, &self.order, self.control.cut()).await {
            Ok(parts) => {
                self.control.owns(&parts);
                Live::new(self, parts).live().await;
            }
            Err(ending) => {
                tracing::warn!(company.id = %self.order.company, ?ending, "a link could not begin");
                let told = self.order.events.send(LinkEvent::Ended(ending));
                // Closed meanwhile or not listening: nobody wants to know.
                let _ = self.control.closing().run_until_cancelled(told).await;
            }
        }
    }
}

/// A link under way.
struct Live {
    shared: Arc<Shared>,
    order: LinkOrder,
    control: Arc<Control>,
    wished: watch::Receiver<Option<CodeWish>>,
    parts: Parts,
    outbox: Outbox,
    pairing: Pairing,
    run: Option<Run>,
    restarts_left: u8,
}

/// What can happen to a link.
enum Signal {
    Close,
    StoreFailed,
    /// The phone that is about to be linked must not be.
    LinkingRefused(Ending),
    /// The session has gone, or takes nothing.
    Deaf,
    /// The library told more than there was room for.
    Overflow,
    Told,
    CodeWanted(Phone),
    CodeAnswered(CodeAnswer),
    CodeLost,
    RefsOver,
    StreamError(Option<Arc<OwnedNodeRef>>),
    /// WhatsApp has taken the log-in, or the run is over.
    LoggedIn(bool),
    /// The log-in is taken, and the account's settings do not come.
    SettingsLate,
    Library(Arc<Event>),
    /// The connection is over, and whether it ever stood.
    RunOver(bool),
}

/// How a link comes to its end.
enum Exit {
    /// The session wants it so.
    Closed(CloseMode),
    /// By itself.
    Ended(Ending),
}

impl Live {
    fn new(driver: Driver, parts: Parts) -> Self {
        let Driver { shared, order, control, wished } = driver;
        let pairing = Pairing::for_purpose(order.purpose);
        let outbox = Outbox::default();
        Self { shared, order, control, wished, parts, outbox, pairing, run: None, restarts_left: MOST_RESTARTS }
    }

    async fn live(mut self) {
        self.run = Some(Run::start(&self.parts));
        let exit = loop {
            let signal = self.next().await;
            if let Some(exit) = self.answer(signal).await {
                break exit;
            }
        };
        match exit {
            Exit::Closed(mode) => self.finish(mode).await,
            Exit::Ended(ending) => {
                tracing::info!(?ending, "a link ended");
                self.finish(CloseMode::Disconnect).await;
                self.last_words(ending).await;
            }
        }
    }

    /// Waits for whatever comes first. Earlier lines win: what was told before the end is heard before the end.
    async fn next(&mut self) -> Signal {
        let Self { run, pairing, parts, outbox, order, wished, control, .. } = self;
        let health = parts.backend.health();
        let ready_by = run.as_ref().and_then(|run| run.ready_by);
        let (waits, over) =
            run.as_mut().map(|run| ((&mut run.stream_error, run.logged_in.as_mut()), &mut run.over)).unzip();
        let (stream_error, logged_in) = waits.unzip();
        tokio::select! {
            biased;
            () = control.closing().cancelled() => Signal::Close,
            () = health.failed() => Signal::StoreFailed,
            ending = parts.hold.refused() => Signal::LinkingRefused(ending),
            () = parts.bus.overflow.cancelled() => Signal::Overflow,
            listening = outbox.tell_one(&order.events) => if listening { Signal::Told } else { Signal::Deaf },
            phone = next_wish(wished) => Signal::CodeWanted(phone),
            answer = or_never(pairing.request.as_mut().map(|request| &mut request.answer)) => {
                Signal::CodeAnswered(answer.ok().flatten().unwrap_or(CodeAnswer::Lost))
            }
            node = or_never(stream_error) => Signal::StreamError(node.ok()),
            node = or_never(logged_in.flatten()) => Signal::LoggedIn(node.is_ok()),
            Some(event) = parts.bus.events.recv() => Signal::Library(event),
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
            Signal::LinkingRefused(ending) => {
                if ending == Ending::NotFinished {
                    self.refused(PairRefusal::NoNumber);
                }
                return Some(Exit::Ended(ending));
            }
            Signal::Overflow => return Some(Exit::Ended(Ending::ServerError)),
            Signal::Told => {}
            // A linked device needs no code, but its session an answer.
            Signal::CodeWanted(_) if self.pairing.paired => self.outbox.push(LinkEvent::CodeRefused(UNANSWERED)),
            Signal::CodeWanted(phone) => {
                self.parts.hold.ask_for(Some(phone.clone()));
                self.pairing.ask(&self.parts, &phone, now);
            }
            Signal::CodeAnswered(answer) => self.pairing.answered(answer, &mut self.outbox),
            Signal::CodeLost => self.pairing.refuse_lost(&mut self.outbox),
            Signal::RefsOver => {
                if self.pairing.is_exhausted(now) {
                    return Some(Exit::Ended(Ending::QrExhausted));
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
            Signal::RunOver(established) => return self.run_over(established).await,
        }
        self.outbox.overflowed().then_some(Exit::Closed(CloseMode::Disconnect))
    }

    async fn library(&mut self, event: &Event, now: Timestamp) -> Option<Exit> {
        match event {
            Event::PairingQrCode(qr) if !self.pairing.paired => {
                let left = chrono::Duration::from_std(qr.timeout).unwrap_or_default();
                self.outbox.push(LinkEvent::QrCode { text: qr.code.clone(), expires_at: now + left });
            }
            Event::PairingCodeRefresh(_) => self.pairing.code_died(CodeDeath::Expired, &mut self.outbox),
            Event::PairingCodeError(_) => self.pairing.code_died(CodeDeath::Refused, &mut self.outbox),
            Event::PairError(error) => self.refused(refusal_of(&error.error)),
            Event::RawNode(node) => self.heard(node, now),
            Event::PairPasskeyRequest(_) | Event::PairPasskeyError(_) => {
                if !std::mem::replace(&mut self.pairing.passkey, true) {
                    self.outbox.push(LinkEvent::PasskeyRequired);
                }
            }
            Event::PairingQrCodesExhausted(exhausted) if !exhausted.disconnected => self.pairing.refs_are_gone(now),
            Event::PairSuccess(success) => return self.paired(success).await,
            Event::Connected(_) => return self.connected().await,
            Event::AppStateSyncFailed(_) => return self.connected_without_settings().await,
            _ => return ending_of(event, now).map(|ending| Exit::Ended(self.as_linked_so_far(ending))),
        }
        None
    }

    /// The device is linked: told only once it is written.
    async fn paired(&mut self, success: &PairSuccess) -> Option<Exit> {
        let Ok(phone) = Phone::from_digits(&success.id.user) else {
            return Some(Exit::Ended(Ending::Store(StoreFailure::Corrupt)));
        };
        let business_name = Some(success.business_name.clone()).filter(|name| !name.is_empty());
        let device =
            PairedDevice { phone, device: success.id.device, platform: success.platform.clone(), business_name };
        self.linked(device).await;
        None
    }

    /// Writes the linked device and tells of it. When that fails, or the session closes, the next signal leads out.
    async fn linked(&mut self, device: PairedDevice) {
        let backend = Arc::clone(&self.parts.backend);
        // As a task of the link: a close must not tear a write in two, and sealing the store waits for it.
        let writing = self.parts.runtime.start(async move { backend.save_now().await.is_ok() });
        let written = self.control.closing().run_until_cancelled(writing).await;
        if matches!(written, Some(Ok(Some(true)))) {
            self.parts.hold.lift();
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
            // A linking may have been asked to restart before the library knew of its success.
            RunEnd::Over(Ending::RestartRequired) if !self.pairing.paired => match self.hear_success().await {
                None if run.has_linked(&self.parts) => self.log_in_first().await,
                None if self.pairing.passkey => Some(Exit::Ended(Ending::PasskeyRequired)),
                None => Some(Exit::Ended(Ending::RestartRequired)),
                exit @ Some(_) => exit,
            },
            RunEnd::Over(Ending::Network) if self.pairing.passkey && !self.pairing.paired => {
                Some(Exit::Ended(Ending::PasskeyRequired))
            }
            RunEnd::Over(ending) => Some(Exit::Ended(ending)),
        }
    }

    /// The one connection that was not admitted for itself: a device logs in that has just been linked.
    async fn log_in_first(&mut self) -> Option<Exit> {
        let exit = if self.pairing.paired { None } else { self.hear_success().await };
        self.run = Some(Run::start(&self.parts));
        exit
    }

    /// Before the next run begins, the success of the linking is heard out: the library marks the connection as done in
    /// the same breath, and must not mark the next one.
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

    /// Who is refused as unknown before its linking was seen to be taken was never linked: the confirmation got lost. That the library
    /// has sent it says nothing. Of a device that was linked by an earlier link the session knows it.
    fn as_linked_so_far(&self, ending: Ending) -> Ending {
        let links = self.order.purpose == LinkPurpose::Register && !self.pairing.confirmed;
        let stored = links && self.parts.backend.linked_device().is_some();
        if stored && ending == Ending::LoggedOut { Ending::NotFinished } else { ending }
    }

    fn store_failed(&self) -> Exit {
        let failure = self.parts.backend.health().failure().unwrap_or(StoreFailure::Unavailable);
        // Not another word in the name of a company whose credentials are somebody else's, or in an unknown state; a phone of
        // another company is never told that it is linked.
        self.parts.cut.cancel();
        Exit::Ended(Ending::Store(failure))
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

/// The newest wish. A session that is gone wishes nothing; its going is heard elsewhere.
async fn next_wish(wished: &mut watch::Receiver<Option<CodeWish>>) -> Phone {
    while wished.changed().await.is_ok() {
        let wish = wished.borrow_and_update();
        if let Some(CodeWish { phone, .. }) = wish.as_ref() {
            return phone.clone();
        }
    }
    std::future::pending().await
}
