//! Fixture: the actors on one thread with a paused clock, between a client without a socket and a fake link.

use std::cell::RefCell;
use std::net::Ipv4Addr;
use std::rc::Rc;
use std::sync::Arc;
use std::time::Duration;

use actix::{Actor as _, Addr, SystemRunner};
use actix_http::ws::{Codec, Frame, Message};
use actix_web_actors::ws::WebsocketContext;
use bytes::{Bytes, BytesMut};
use futures::StreamExt as _;
use linekeeper_actors::board::BoardActor;
use linekeeper_actors::client::{ClientActor, ClientArgs, MAX_FRAME_BYTES};
use linekeeper_actors::gate::{GateActor, GateRedials};
use linekeeper_actors::session::WatcherId;
use linekeeper_actors::sockets::SocketRegistry;
use linekeeper_actors::supervisor::SessionSupervisor;
use linekeeper_actors::{ActorSettings, SessionServices};
use linekeeper_domain::access::{AccessId, Principal};
use linekeeper_domain::gate::GatePolicy;
use linekeeper_domain::{CompanyId, Region};
use linekeeper_ports::fake::{FakeJournal, FakeLinks, FakeStore, FakeTokens, FixedChance, OpenedLinks, RuntimeClock};
use linekeeper_ports::{Chance, Clock, Pass};
use linekeeper_telemetry::Metrics;
use serde_json::Value;
use tokio::sync::mpsc;
use tokio_util::codec::{Decoder as _, Encoder as _};

use crate::at;

/// Capacity for all chunks a client receives here, so that the recorder allocates nothing.
const ROOM: usize = 256;

/// Creates an actix system with a paused clock.
pub(crate) fn system() -> SystemRunner {
    actix::System::with_tokio_rt(|| {
        let mut runtime = tokio::runtime::Builder::new_current_thread();
        runtime.enable_all().start_paused(true).build().unwrap()
    })
}

/// Returns when no task can proceed without time passing.
pub(crate) async fn quiet() {
    tokio::time::sleep(Duration::from_millis(1)).await;
}

/// The actors, and the links they open.
pub(crate) struct Stage {
    pub(crate) world: SessionServices,
    pub(crate) board: Addr<BoardActor>,
    pub(crate) opened: OpenedLinks,
    supervisor: Addr<SessionSupervisor>,
    sockets: Addr<SocketRegistry>,
}

impl Stage {
    pub(crate) fn new() -> Self {
        let settings = ActorSettings::default();
        let clock: Arc<dyn Clock> = Arc::new(RuntimeClock::starting_at(at(0)));
        let store = Arc::new(FakeStore::new(clock.clone()));
        let (links, opened) = FakeLinks::new();
        let metrics = Metrics::new();
        // A rate high enough not to delay anything.
        let pace = GatePolicy { per_second: 1_000_000, concurrent: 100_000, ..GatePolicy::default() };
        let gate = GateActor::new(pace, clock.clone(), metrics.clone()).start();
        let sockets = SocketRegistry::new(settings.sockets, clock.clone(), metrics.clone()).start();
        let board = BoardActor::new(settings.board_pace, clock.clone()).start();
        let world = SessionServices {
            store: store.clone(),
            next: Arc::new(store.next_slot()),
            redials: Arc::new(GateRedials::new(gate.clone().recipient())),
            numbers: store.clone(),
            policies: store.clone(),
            companies: store,
            session_log: None,
            outbox: None,
            media: None,
            metrics,
            gate: gate.clone().recipient(),
            gate_status: gate.recipient(),
            board: board.clone().recipient(),
            links,
            journal: Arc::new(FakeJournal::default()),
            clock,
            settings: Arc::new(settings),
        };
        let chances = Arc::new(|_: &CompanyId| -> Box<dyn Chance> { Box::new(FixedChance(0.5)) });
        let supervisor = SessionSupervisor::new(world.clone(), Vec::new(), chances).start();
        Self { world, board, opened, supervisor, sockets }
    }

    /// Opens the page of this company's owner.
    pub(crate) fn browser(&self, company: &CompanyId, number: u8) -> Browser {
        let link = AccessId::from_random([number; AccessId::LENGTH]);
        let principal = Principal::Onboarding { link, company: company.clone() };
        let args = ClientArgs {
            company: company.clone(),
            watcher: WatcherId(number.into()),
            region: Region::RU,
            supervisor: self.supervisor.clone(),
            correlation: None,
            metrics: self.world.metrics.clone(),
            clock: self.world.clock.clone(),
            settings: self.world.settings.clone(),
            pass: Some(Pass { principal, expires_at: None }),
            tokens: Arc::new(FakeTokens::default()),
            sockets: self.sockets.clone(),
            address: Ipv4Addr::LOCALHOST.into(),
        };
        Browser::before(ClientActor::new(args))
    }
}

/// Client end of a WebSocket.
pub(crate) struct Browser {
    up: mpsc::UnboundedSender<Bytes>,
    heard: Rc<RefCell<Vec<Bytes>>>,
    codec: Codec,
}

impl Browser {
    fn before(actor: ClientActor) -> Self {
        let (up, bytes) = mpsc::unbounded_channel::<Bytes>();
        let bytes = futures::stream::unfold(bytes, |mut bytes| async { Some((Ok(bytes.recv().await?), bytes)) });
        let body = WebsocketContext::with_codec(actor, bytes, Codec::new().max_size(MAX_FRAME_BYTES));
        let heard = Rc::new(RefCell::new(Vec::with_capacity(ROOM)));
        let receiver = heard.clone();
        actix_rt::spawn(async move {
            let mut body = Box::pin(body);
            while let Some(chunk) = body.next().await {
                receiver.borrow_mut().push(chunk.unwrap());
            }
        });
        Self { up, heard, codec: Codec::new().client_mode() }
    }

    /// Encodes a text frame as on the wire.
    pub(crate) fn encoded(&mut self, text: &str) -> Bytes {
        let mut bytes = BytesMut::new();
        self.codec.encode(Message::Text(text.into()), &mut bytes).unwrap();
        bytes.freeze()
    }

    pub(crate) fn send(&self, bytes: Bytes) {
        self.up.send(bytes).unwrap();
    }

    /// Types of the JSON frames received since the last call; for frames with a state, the state.
    pub(crate) fn told(&mut self) -> Vec<String> {
        let mut bytes = BytesMut::new();
        for chunk in self.heard.borrow_mut().drain(..) {
            bytes.extend_from_slice(&chunk);
        }
        let mut codec = Codec::new().client_mode().max_size(1 << 20);
        let mut told = Vec::new();
        while let Some(frame) = codec.decode(&mut bytes).unwrap() {
            if let Frame::Text(text) = frame {
                let frame: Value = serde_json::from_slice(&text).unwrap();
                told.extend(frame["state"].as_str().or(frame["type"].as_str()).map(str::to_owned));
            }
        }
        told
    }
}
