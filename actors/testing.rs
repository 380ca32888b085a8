//! What the actors' tests share: a stage with fakes and a paused clock, and probes that hear what actors say.
//!
//! Nothing here waits for time. While a test awaits, the paused clock moves on to the next timer only when nobody has
//! anything left to do, so [`quiet`] means "all that can happen has happened".

use std::future::Future;
use std::sync::Arc;
use std::time::Duration;

use actix::{Actor, Addr, Context, Handler, Message, Recipient};
use linekeeper_domain::access::{AccessId, Principal, Scope};
use linekeeper_domain::gate::GatePolicy;
use linekeeper_domain::session::{Notice, StateName, Status};
use linekeeper_domain::{CompanyId, CorrelationId, Ending, PairingCode, Phone, Timestamp};
use linekeeper_ports::fake::{
    FakeJournal, FakeLink, FakeLinks, FakeRow, FakeStore, FakeTokens, FixedChance, OpenedLinks, RuntimeClock,
};
use linekeeper_ports::{Clock, CloseMode, LinkEvent, PairedDevice, Pass};
use linekeeper_telemetry::Metrics;
use tokio::sync::mpsc;

use crate::board::BoardActor;
use crate::gate::GateActor;
use crate::session::{
    LiveItems, SessionActor, SessionBirth, SessionExited, SessionNews, StatusChanged, WatchSession, WatcherId,
};
use crate::sockets::SocketRegistry;
use crate::supervisor::SessionSupervisor;
use crate::{ActorSettings, World};

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

/// The public name of a key, a visit or a link.
pub(crate) fn access(number: u8) -> AccessId {
    AccessId::from_random([number; AccessId::LENGTH])
}

/// A company's owner with an onboarding link.
pub(crate) fn owner(link: u8, company: &CompanyId) -> Principal {
    Principal::Onboarding { link: access(link), company: company.clone() }
}

/// A program with a key that may do everything.
pub(crate) fn key(id: u8) -> Principal {
    Principal::Key { id: access(id), scopes: [Scope::Admin].into_iter().collect() }
}

/// A pass that counts so many seconds from the beginning; for ever without them.
pub(crate) fn pass(principal: Principal, until: Option<i64>) -> Pass {
    Pass { principal, expires_at: until.map(at) }
}

pub(crate) fn seconds(count: u64) -> Duration {
    Duration::from_secs(count)
}

/// What is awaited here comes; if it does not, a test fails instead of standing still.
pub(crate) async fn within<F: Future>(future: F) -> F::Output {
    tokio::time::timeout(seconds(7200), future).await.expect("what was awaited did not come")
}

/// Returns when everybody has done what can be done without time passing.
pub(crate) async fn quiet() {
    tokio::time::sleep(Duration::from_millis(1)).await;
}

/// Hears messages of one kind.
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
    let (heard, ears) = mpsc::unbounded_channel();
    (Probe(heard).start().recipient(), ears)
}

/// The world, and the strings behind it.
pub(crate) struct Stage {
    pub(crate) world: World,
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

    /// For tests whose sessions live on other threads, and those that have paused the clock themselves.
    pub(crate) fn in_real_time(change: impl FnOnce(&mut ActorSettings)) -> Self {
        let mut settings = ActorSettings::default();
        change(&mut settings);
        let clock: Arc<dyn Clock> = Arc::new(RuntimeClock::starting_at(at(0)));
        let store = Arc::new(FakeStore::new(clock.clone()));
        let (links, opened) = FakeLinks::new();
        let journal = Arc::new(FakeJournal::default());
        let metrics = Metrics::new();
        // Fast enough not to be noticed where the gate is not what is tested.
        let pace = GatePolicy { per_second: 1_000_000, concurrent: 100_000, ..GatePolicy::default() };
        let gate = GateActor::new(pace, clock.clone(), metrics.clone()).start();
        let sockets = SocketRegistry::new(settings.sockets, clock.clone(), metrics.clone()).start();
        let board = BoardActor::new(settings.board_pace, clock.clone()).start();
        let world = World {
            store: store.clone(),
            numbers: store.clone(),
            policies: store.clone(),
            metrics,
            gate: gate.clone().recipient(),
            gate_status: gate.recipient(),
            board: board.clone().recipient(),
            links: links.clone(),
            journal: journal.clone(),
            clock,
            settings: Arc::new(settings),
        };
        Self { world, store, links, opened, journal, tokens: Arc::default(), sockets, board }
    }

    /// How many whole seconds have passed. (A timer runs out up to a millisecond late.)
    pub(crate) fn seconds(&self) -> i64 {
        (self.world.clock.now() - at(0)).num_seconds()
    }

    /// A company whose phone was linked long ago.
    pub(crate) fn put_linked(&self, id: &str, digits: &str) {
        self.store.put(&company(id), FakeRow { fence: 1, ..FakeRow::linked(&phone(digits), at(-100_000)) });
    }

    /// The next link that is opened.
    pub(crate) async fn link(&mut self) -> FakeLink {
        within(self.opened.recv()).await.unwrap()
    }

    /// Nothing opens a link before somebody or something else acts.
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
        SessionSupervisor::new(self.world.clone(), arbiters, chances)
    }

    /// A session without a supervisor, watched from its first moment.
    pub(crate) fn session(&self) -> Player {
        let (exited, exits) = probe();
        let (status, statuses) = probe();
        let birth = SessionBirth {
            company: salon(),
            generation: 7,
            correlation: correlation("birth"),
            beginning: linekeeper_domain::session::Beginning::AsStored,
            pulse: crate::session::Pulse::starting_at(self.world.clock.monotonic()),
            kill: tokio_util::sync::CancellationToken::new(),
            chance: Box::new(FixedChance(0.5)),
            pen: crate::session::history::Pen::new(self.world.clone()),
            begun: linekeeper_domain::session::PairingsBegun::default(),
            exited,
            status,
        };
        let session = SessionActor::new(self.world.clone(), birth).start();
        let (recipient, news) = probe();
        session.do_send(WatchSession { watcher: WatcherId(1), news: recipient });
        Player { session, news: News(news), exits, statuses }
    }
}

/// A session, one who watches it, and what its supervisor would hear.
pub(crate) struct Player {
    pub(crate) session: Addr<SessionActor>,
    pub(crate) news: News,
    pub(crate) exits: mpsc::UnboundedReceiver<SessionExited>,
    pub(crate) statuses: mpsc::UnboundedReceiver<StatusChanged>,
}

/// What a watcher hears.
pub(crate) struct News(pub(crate) mpsc::UnboundedReceiver<SessionNews>);

impl News {
    pub(crate) async fn next(&mut self) -> SessionNews {
        within(self.0.recv()).await.unwrap()
    }

    /// The picture in which the session has this state.
    pub(crate) async fn state(&mut self, wanted: StateName) -> (Arc<Status>, Arc<LiveItems>) {
        loop {
            if let SessionNews::Status(status, live) = self.next().await
                && status.state == wanted
            {
                return (status, live);
            }
        }
    }

    /// The next notice.
    pub(crate) async fn notice(&mut self) -> Notice {
        loop {
            if let SessionNews::Notice(notice) = self.next().await {
                return notice;
            }
        }
    }

    /// The states and notices that have come and were not taken yet, by name.
    pub(crate) async fn told(&mut self) -> Vec<String> {
        quiet().await;
        let mut told = Vec::new();
        while let Ok(news) = self.0.try_recv() {
            told.push(match news {
                SessionNews::Status(status, _) => status.state.to_string(),
                SessionNews::Notice(Notice::CodeReady { .. }) => "a code".into(),
                SessionNews::Notice(Notice::QrReady { .. }) => "a QR".into(),
                SessionNews::Notice(Notice::Connected { .. }) => "is connected".into(),
                SessionNews::Notice(Notice::PairingFailed { code, .. }) => format!("pairing failed: {code}"),
                SessionNews::Notice(Notice::ResetDone { .. }) => "reset done".into(),
                SessionNews::Notice(Notice::ResetFailed { code, .. }) => format!("reset failed: {code}"),
                SessionNews::Notice(Notice::DisconnectDone { .. }) => "disconnected".into(),
                SessionNews::Notice(Notice::DisconnectFailed { code, .. }) => format!("disconnect failed: {code}"),
                SessionNews::Stopping => "stopping".into(),
            });
        }
        told
    }
}

/// What WhatsApp does, said in one word.
pub(crate) trait WhatsApp {
    async fn shows_qr(&self);
    async fn issues_code(&self);
    async fn links(&self, digits: &str);
    async fn connects(&self, digits: &str);
    async fn ends(&self, ending: Ending);
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
        let batch = linekeeper_ports::Batch { linked_phone: Some(phone(digits)), ..linekeeper_ports::Batch::default() };
        within(self.door.write(batch)).await.unwrap();
        assert!(self.tell(LinkEvent::Paired(device)).await);
    }

    async fn connects(&self, digits: &str) {
        assert!(self.tell(LinkEvent::Connected { phone: phone(digits) }).await);
    }

    async fn ends(&self, ending: Ending) {
        assert!(self.tell(LinkEvent::Ended(ending)).await);
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
