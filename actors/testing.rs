//! Shared helpers of the actors' tests: a stage with fakes and a paused clock, and probes that record what actors send.
//!
//! Nothing here waits in real time. While a test awaits, the paused clock moves on to the next timer only when no task
//! can run, so [`quiet`] means that everything that can happen now has happened.

use std::future::Future;
use std::sync::Arc;
use std::time::Duration;

use actix::{Actor, Addr, Context, Handler, Message, Recipient};
use linekeeper_domain::access::{AccessId, Principal, Scope};
use linekeeper_domain::gate::GatePolicy;
use linekeeper_domain::session::{SessionNotification, StateName, Status};
use linekeeper_domain::{CompanyId, CorrelationId, LinkEndReason, PairingCode, Phone, Timestamp};
use linekeeper_ports::fake::{
    FakeJournal, FakeLink, FakeLinks, FakeRow, FakeStore, FakeTokens, FixedChance, OpenedLinks, RuntimeClock,
};
use linekeeper_ports::{Clock, CloseMode, Credentials, LinkEvent, PairedDevice, Pass};
use linekeeper_telemetry::Metrics;
use tokio::sync::mpsc;

use crate::board::BoardActor;
use crate::gate::{GateActor, GateRedials};
use crate::session::{
    LiveItems, SessionActor, SessionArgs, SessionExited, SessionUpdate, StatusChanged, WatchSession, WatcherId,
};
use crate::sockets::SocketRegistry;
use crate::supervisor::SessionSupervisor;
use crate::{ActorSettings, SessionServices};

pub(crate) use linekeeper_ports::fake::{LinkRequest, StoreCall};

pub(crate) const SALON: &str = "997441";
pub(crate) const ASKED: &str = "79006464263";
pub(crate) const OTHER: &str = "79936363848";

pub(crate) fn at(seconds: i64) -> Timestamp {
    Timestamp::from_timestamp(1_800_000_000 + seconds, 0).unwrap()
}

pub(crate) fn salon() -> CompanyId {
    SALON.parse().unwrap()
}

pub(crate) fn company(id: &str) -> CompanyId {
    id.parse().unwrap()
}

pub(crate) fn phone(digits: &str) -> Phone {
    digits.parse().unwrap()
}

pub(crate) fn correlation(text: &str) -> CorrelationId {
    text.parse().unwrap()
}

pub(crate) fn code() -> PairingCode {
    "ABCDEFGH".parse().unwrap()
}

/// Id of a key, a dashboard session or an onboarding link.
pub(crate) fn access(number: u8) -> AccessId {
    AccessId::from_random([number; AccessId::LENGTH])
}

/// Principal of a company's owner with an onboarding link.
pub(crate) fn owner(link: u8, company: &CompanyId) -> Principal {
    Principal::Onboarding { link: access(link), company: company.clone() }
}

/// Principal of a program whose key has the scope `admin`.
pub(crate) fn key(id: u8) -> Principal {
    Principal::Key { id: access(id), scopes: [Scope::Admin].into_iter().collect() }
}

/// Pass that expires so many seconds after the start; never without them.
pub(crate) fn pass(principal: Principal, until: Option<i64>) -> Pass {
    Pass { principal, expires_at: until.map(at) }
}

pub(crate) fn seconds(count: u64) -> Duration {
    Duration::from_secs(count)
}

/// Awaits a future; after 7200 s of the paused clock the test fails instead of hanging.
pub(crate) async fn within<F: Future>(future: F) -> F::Output {
    tokio::time::timeout(seconds(7200), future).await.expect("what was awaited did not come")
}

/// Returns when every task has done what can be done without time passing.
pub(crate) async fn quiet() {
    tokio::time::sleep(Duration::from_millis(1)).await;
}

/// Actor that forwards messages of one type to a channel.
pub(crate) struct Probe<M>(mpsc::UnboundedSender<M>);

impl<M: Send + Unpin + 'static> Actor for Probe<M> {
    type Context = Context<Self>;
}

impl<M: Message<Result = ()> + Send + Unpin + 'static> Handler<M> for Probe<M> {
    type Result = ();

    fn handle(&mut self, message: M, _: &mut Self::Context) {
        let _nobody_listens = self.0.send(message);
    }
}

pub(crate) fn probe<M: Message<Result = ()> + Send + Unpin + 'static>() -> (Recipient<M>, mpsc::UnboundedReceiver<M>) {
    let (heard, receiver) = mpsc::unbounded_channel();
    (Probe(heard).start().recipient(), receiver)
}

/// Services with their fakes, which the test controls.
pub(crate) struct Stage {
    pub(crate) services: SessionServices,
    pub(crate) store: Arc<FakeStore>,
    pub(crate) links: Arc<FakeLinks>,
    pub(crate) opened: OpenedLinks,
    pub(crate) journal: Arc<FakeJournal>,
    pub(crate) tokens: Arc<FakeTokens>,
    pub(crate) sockets: Addr<SocketRegistry>,
    pub(crate) board: Addr<BoardActor>,
}

impl Stage {
    pub(crate) fn new() -> Self {
        Self::with(|_| {})
    }

    pub(crate) fn with(change: impl FnOnce(&mut ActorSettings)) -> Self {
        tokio::time::pause();
        Self::in_real_time(change)
    }

    /// Creates a stage without pausing the clock: for sessions on other threads, and tests that have paused it
    /// themselves.
    pub(crate) fn in_real_time(change: impl FnOnce(&mut ActorSettings)) -> Self {
        let mut settings = ActorSettings::default();
        change(&mut settings);
        let clock: Arc<dyn Clock> = Arc::new(RuntimeClock::starting_at(at(0)));
        let store = Arc::new(FakeStore::new(clock.clone()));
        let (links, opened) = FakeLinks::new();
        let journal = Arc::new(FakeJournal::default());
        let metrics = Metrics::new();
        // Fast enough not to be noticed where the gate is not under test.
        let pace = GatePolicy { per_second: 1_000_000, concurrent: 100_000, ..GatePolicy::default() };
        let gate = GateActor::new(pace, clock.clone(), metrics.clone()).start();
        let sockets = SocketRegistry::new(settings.sockets, clock.clone(), metrics.clone()).start();
        let board = BoardActor::new(settings.board_pace, clock.clone()).start();
        let services = SessionServices {
            store: store.clone(),
            next: Arc::new(store.next_slot()),
            redials: Arc::new(GateRedials::new(gate.clone().recipient())),
            numbers: store.clone(),
            policies: store.clone(),
            companies: store.clone(),
            session_log: None,
            outbox: None,
            media: None,
            metrics,
            gate: gate.clone().recipient(),
            gate_status: gate.recipient(),
            board: board.clone().recipient(),
            links: links.clone(),
            journal: journal.clone(),
            clock,
            settings: Arc::new(settings),
        };
        Self { services, store, links, opened, journal, tokens: Arc::default(), sockets, board }
    }

    /// The services as a session gets them.
    pub(crate) fn shared(&self) -> Arc<SessionServices> {
        Arc::new(self.services.clone())
    }

    /// Whole seconds since the start. (A timer runs out up to a millisecond late.)
    pub(crate) fn seconds(&self) -> i64 {
        (self.services.clock.now() - at(0)).num_seconds()
    }

    /// Stores a company whose phone was linked long ago.
    pub(crate) fn put_linked(&self, id: &str, digits: &str) {
        self.store.put(&company(id), FakeRow { fence: 1, ..FakeRow::linked(&phone(digits), at(-100_000)) });
    }

    /// The store of the next slots.
    pub(crate) fn next(&self) -> FakeStore {
        self.store.next_slot()
    }

    /// Links another phone by code on a link that registers.
    pub(crate) async fn link_new_phone(&self, link: &mut FakeLink, digits: &str) {
        link.shows_qr().await;
        link.asked_for_code().await;
        link.issues_code().await;
        link.tell(LinkEvent::PhoneAnswered).await;
        link.links(digits).await;
        quiet().await;
    }

    /// Returns the next link that is opened.
    pub(crate) async fn link(&mut self) -> FakeLink {
        within(self.opened.recv()).await.unwrap()
    }

    /// Asserts that no link is opened without a further event.
    pub(crate) async fn opens_nothing(&mut self) {
        quiet().await;
        assert!(self.opened.is_empty(), "a link was opened");
    }

    pub(crate) fn supervisor(&self) -> Addr<SessionSupervisor> {
        self.unborn_supervisor().start()
    }

    pub(crate) fn unborn_supervisor(&self) -> SessionSupervisor {
        self.unborn_supervisor_on(Vec::new())
    }

    pub(crate) fn unborn_supervisor_on(&self, arbiters: Vec<actix::ArbiterHandle>) -> SessionSupervisor {
        let chances = Arc::new(|_: &CompanyId| -> Box<dyn linekeeper_ports::Chance> { Box::new(FixedChance(0.5)) });
        SessionSupervisor::new(self.services.clone(), arbiters, chances)
    }

    /// Starts a session without a supervisor, watched from its first moment.
    pub(crate) fn session(&self) -> Player {
        let (exited, exits) = probe();
        let (status, statuses) = probe();
        let args = SessionArgs {
            company: salon(),
            generation: 7,
            correlation: correlation("args"),
            beginning: linekeeper_domain::session::Beginning::AsStored,
            pulse: crate::session::Liveness::starting_at(self.services.clock.monotonic()),
            kill: tokio_util::sync::CancellationToken::new(),
            chance: Box::new(FixedChance(0.5)),
            journal: crate::journal::JournalWriter::new(self.shared()),
            begun: linekeeper_domain::session::PairingsBegun::default(),
            exited,
            status,
        };
        let session = SessionActor::new(self.shared(), args).start();
        let (recipient, updates) = probe();
        session.do_send(WatchSession { watcher: WatcherId(1), updates: recipient });
        Player { session, updates: Updates(updates), exits, statuses }
    }
}

/// Session, its watcher, and what its supervisor would receive.
pub(crate) struct Player {
    pub(crate) session: Addr<SessionActor>,
    pub(crate) updates: Updates,
    pub(crate) exits: mpsc::UnboundedReceiver<SessionExited>,
    pub(crate) statuses: mpsc::UnboundedReceiver<StatusChanged>,
}

/// Updates that a watcher receives.
pub(crate) struct Updates(pub(crate) mpsc::UnboundedReceiver<SessionUpdate>);

impl Updates {
    pub(crate) async fn next(&mut self) -> SessionUpdate {
        within(self.0.recv()).await.unwrap()
    }

    /// Returns the next status with this state.
    pub(crate) async fn state(&mut self, wanted: StateName) -> (Arc<Status>, Arc<LiveItems>) {
        loop {
            if let SessionUpdate::Status(status, live) = self.next().await
                && status.state == wanted
            {
                return (status, live);
            }
        }
    }

    /// Returns the next notification.
    pub(crate) async fn notification(&mut self) -> SessionNotification {
        loop {
            if let SessionUpdate::Notification(notification) = self.next().await {
                return notification;
            }
        }
    }

    /// Returns the states and notifications that have come and were not taken yet, by name.
    pub(crate) async fn told(&mut self) -> Vec<String> {
        quiet().await;
        let mut told = Vec::new();
        while let Ok(updates) = self.0.try_recv() {
            told.push(match updates {
                SessionUpdate::Status(status, _) => status.state.to_string(),
                SessionUpdate::Notification(SessionNotification::CodeReady { .. }) => "a code".into(),
                SessionUpdate::Notification(SessionNotification::QrReady { .. }) => "a QR".into(),
                SessionUpdate::Notification(SessionNotification::Passkey(_)) => "a passkey".into(),
                SessionUpdate::Notification(SessionNotification::Connected { .. }) => "is connected".into(),
                SessionUpdate::Notification(SessionNotification::PairingFailed { code, .. }) => {
                    format!("pairing failed: {code}")
                }
                SessionUpdate::Notification(SessionNotification::ResetDone { .. }) => "reset done".into(),
                SessionUpdate::Notification(SessionNotification::ResetFailed { code, .. }) => {
                    format!("reset failed: {code}")
                }
                SessionUpdate::Notification(SessionNotification::DisconnectDone { .. }) => "disconnected".into(),
                SessionUpdate::Notification(SessionNotification::DisconnectFailed { code, .. }) => {
                    format!("disconnect failed: {code}")
                }
                SessionUpdate::Stopping => "stopping".into(),
            });
        }
        told
    }
}

/// WhatsApp's side of a link, as short commands.
pub(crate) trait WhatsApp {
    async fn shows_qr(&self);
    async fn issues_code(&self);
    async fn links(&self, digits: &str);
    async fn connects(&self, digits: &str);
    async fn ends(&self, end_reason: LinkEndReason);
    async fn asked_for_code(&mut self) -> Phone;
    async fn asked_to_close(&mut self) -> (CloseMode, linekeeper_ports::fake::Hold);
    async fn dropped(&mut self);
}

impl WhatsApp for FakeLink {
    async fn shows_qr(&self) {
        assert!(self.tell(LinkEvent::QrCode { text: "2@ref".into(), expires_at: at(3600) }).await);
    }

    async fn issues_code(&self) {
        assert!(self.tell(LinkEvent::CodeIssued { code: code(), expires_at: at(180) }).await);
    }

    async fn links(&self, digits: &str) {
        let device = PairedDevice { phone: phone(digits), device: 3, platform: "android".into(), business_name: None };
        let batch = linekeeper_ports::Batch {
            credentials: Some(Credentials(bytes::Bytes::from_static(b"a new device"))),
            linked_phone: Some(phone(digits)),
            ..linekeeper_ports::Batch::default()
        };
        within(self.credentials.write(batch)).await.unwrap();
        assert!(self.tell(LinkEvent::Paired(device)).await);
    }

    async fn connects(&self, digits: &str) {
        assert!(self.tell(LinkEvent::Connected { phone: phone(digits) }).await);
    }

    async fn ends(&self, end_reason: LinkEndReason) {
        assert!(self.tell(LinkEvent::Ended(end_reason)).await);
    }

    async fn asked_for_code(&mut self) -> Phone {
        match within(self.asked()).await {
            LinkRequest::Code(phone) => phone,
            other => panic!("a code was awaited, not {other:?}"),
        }
    }

    async fn asked_to_close(&mut self) -> (CloseMode, linekeeper_ports::fake::Hold) {
        match within(self.asked()).await {
            LinkRequest::Close(mode, hold) => (mode, hold),
            other => panic!("an end was awaited, not {other:?}"),
        }
    }

    async fn dropped(&mut self) {
        match within(self.asked()).await {
            LinkRequest::Dropped => {}
            other => panic!("nothing more was awaited, not {other:?}"),
        }
    }
}
