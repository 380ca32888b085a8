//! Tests of the client actor, frame by frame: a simulated browser whose bytes go through the real codec, without a
//! socket.

mod auth_state;
mod board;
mod crowds;
mod documents;
mod floods;
mod frame_assembler;
mod frame_rate_limiter;
mod frames;
mod fuse;
mod overtime;
mod panics;
mod passes;
mod requests;
mod socket;
mod strangers;

use std::net::{IpAddr, Ipv4Addr};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use actix::{Actor, Addr, StreamHandler};
use actix_http::ws::{CloseCode, CloseReason, Codec, Frame, Message};
use actix_web_actors::ws::{ProtocolError, WebsocketContext};
use bytes::{Bytes, BytesMut};
use futures::StreamExt;
use linekeeper_domain::{CompanyId, Region};
use linekeeper_ports::{Clock, Pass};
use serde_json::{Value, json};
use tokio::sync::mpsc;
use tokio_util::codec::{Decoder, Encoder};

use super::*;
use crate::session::WatcherId;
use crate::supervisor::SessionSupervisor;
use crate::testing::{ASKED, OTHER, Stage, at, company, key, owner, pass, quiet, salon, seconds, within};

/// Browser with the onboarding page open.
struct Browser {
    up: Option<mpsc::UnboundedSender<Bytes>>,
    down: mpsc::UnboundedReceiver<Frame>,
    codec: Codec,
    /// Answers pings, as real browsers do by themselves.
    pongs: bool,
}

/// Upgrade request of a client.
#[derive(Clone)]
struct Arrival {
    company: CompanyId,
    /// Pass proved at the upgrade.
    pass: Option<Pass>,
    address: IpAddr,
}

impl Arrival {
    /// Client that authenticates later, or not at all.
    fn stranger() -> Self {
        Self { company: salon(), pass: None, address: Ipv4Addr::LOCALHOST.into() }
    }

    /// Client authenticated at the upgrade.
    fn with(pass: Pass) -> Self {
        Self { pass: Some(pass), ..Self::stranger() }
    }

    /// Owner of a company, authenticated.
    fn of(company: &CompanyId) -> Self {
        Self { company: company.clone(), ..Self::with(pass(owner(1, company), None)) }
    }

    fn from(self, address: &str) -> Self {
        Self { address: address.parse().unwrap(), ..self }
    }
}

impl Browser {
    fn open(stage: &Stage, supervisor: &Addr<SessionSupervisor>, number: u64) -> Self {
        Self::open_with_clock(stage, supervisor, (number, stage.services.clock.clone()))
    }

    /// Opens the salon's socket with a clock of its own.
    fn open_with_clock(
        stage: &Stage,
        supervisor: &Addr<SessionSupervisor>,
        (number, clock): (u64, Arc<dyn Clock>),
    ) -> Self {
        let args = Self::args(stage, supervisor, Arrival::of(&salon()));
        Self::born(ClientArgs { watcher: WatcherId(number), clock, ..args })
    }

    /// Opens a socket under a watcher id of its own.
    fn arrive(stage: &Stage, supervisor: &Addr<SessionSupervisor>, arrival: Arrival) -> Self {
        Self::born(Self::args(stage, supervisor, arrival))
    }

    fn args(stage: &Stage, supervisor: &Addr<SessionSupervisor>, arrival: Arrival) -> ClientArgs {
        static WATCHERS: AtomicU64 = AtomicU64::new(1_000);
        let Arrival { company, pass, address } = arrival;
        ClientArgs {
            company,
            watcher: WatcherId(WATCHERS.fetch_add(1, Ordering::Relaxed)),
            region: Region::RU,
            supervisor: supervisor.clone(),
            correlation: None,
            metrics: stage.services.metrics.clone(),
            clock: stage.services.clock.clone(),
            settings: stage.services.settings.clone(),
            pass,
            tokens: stage.tokens.clone(),
            sockets: stage.sockets.clone(),
            address,
        }
    }

    fn born(args: ClientArgs) -> Self {
        Self::at(ClientActor::new(args))
    }

    /// Connects a browser to a socket's actor.
    fn at<A>(actor: A) -> Self
    where
        A: Actor<Context = WebsocketContext<A>> + StreamHandler<Result<actix_http::ws::Message, ProtocolError>>,
    {
        let (up, bytes) = mpsc::unbounded_channel::<Bytes>();
        let bytes = futures::stream::unfold(bytes, |mut bytes| async { Some((Ok(bytes.recv().await?), bytes)) });
        let codec = Codec::new().max_size(MAX_FRAME_BYTES);
        let body = WebsocketContext::with_codec(actor, bytes, codec);
        let (heard, down) = mpsc::unbounded_channel();
        tokio::task::spawn_local(async move {
            let (mut body, mut buffer) = (Box::pin(body), BytesMut::new());
            let mut codec = Codec::new().client_mode().max_size(1 << 20);
            while let Some(chunk) = body.next().await {
                buffer.extend_from_slice(&chunk.unwrap());
                while let Some(frame) = codec.decode(&mut buffer).unwrap() {
                    let _gone = heard.send(frame);
                }
            }
        });
        Self { up: Some(up), down, codec: Codec::new().client_mode(), pongs: true }
    }

    /// Opens the salon's socket and takes the first status.
    async fn watching(stage: &Stage, supervisor: &Addr<SessionSupervisor>, number: u64) -> Self {
        let mut browser = Self::open(stage, supervisor, number);
        browser.frame("session-state").await;
        browser
    }

    fn message(&mut self, message: Message) {
        let mut bytes = BytesMut::new();
        self.codec.encode(message, &mut bytes).unwrap();
        self.bytes(bytes.freeze());
    }

    fn bytes(&mut self, bytes: Bytes) {
        let _closed = self.up.as_ref().unwrap().send(bytes);
    }

    fn send(&mut self, frame: &Value) {
        self.message(Message::Text(frame.to_string().into()));
    }

    fn ask_code(&mut self, number: &str, request_id: &str) {
        self.send(&json!({ "type": "request-pairing-code", "phoneNumber": number, "requestId": request_id }));
    }

    /// Closes the tab.
    fn leave(mut self) {
        self.up = None;
    }

    async fn next(&mut self) -> Option<Frame> {
        // Bounded also for a browser that only gets pings.
        within(async {
            loop {
                match self.down.recv().await {
                    Some(Frame::Ping(bytes)) if self.pongs => self.message(Message::Pong(bytes)),
                    Some(Frame::Ping(_)) => {}
                    frame => return frame,
                }
            }
        })
        .await
    }

    /// Returns the next JSON frame.
    async fn json(&mut self) -> Value {
        match self.next().await {
            Some(Frame::Text(text)) => serde_json::from_slice(&text).unwrap(),
            other => panic!("a text was awaited, not {other:?}"),
        }
    }

    /// Returns the next JSON frame of this type.
    async fn frame(&mut self, wanted: &str) -> Value {
        loop {
            let frame = self.json().await;
            if frame["type"] == wanted {
                return frame;
            }
        }
    }

    /// Returns the next `session-state` frame with this state.
    async fn state(&mut self, wanted: &str) -> Value {
        loop {
            let frame = self.frame("session-state").await;
            if frame["state"] == wanted {
                return frame;
            }
        }
    }

    /// Returns the code of the close frame.
    async fn closed(&mut self) -> Option<CloseCode> {
        self.closed_because().await.map(|reason| reason.code)
    }

    /// Returns the code and the text of the close frame.
    async fn closed_because(&mut self) -> Option<CloseReason> {
        loop {
            match self.next().await {
                Some(Frame::Close(reason)) => return reason,
                Some(_) => {}
                None => return None,
            }
        }
    }

    fn authenticate(&mut self, token: &str, request_id: &str) {
        self.send(&json!({ "type": "authenticate", "token": token, "requestId": request_id }));
    }

    /// Takes the last error frame, the close frame and the end; returns the error code, the close code and the text.
    async fn sent_away(&mut self) -> (String, u16, String) {
        let error = self.frame("error").await;
        let closed = self.closed_because().await.unwrap();
        let why = closed.description.unwrap();
        assert_eq!(error["detail"], *why, "both frames say the same");
        assert!(self.next().await.is_none(), "nothing comes after it");
        (error["code"].as_str().unwrap().to_owned(), closed.code.into(), why)
    }

    /// Asserts that no frame comes without a further event.
    async fn hears_nothing(&mut self) {
        quiet().await;
        if let Ok(frame) = self.down.try_recv() {
            panic!("nothing was awaited, not {frame:?}");
        }
    }
}
