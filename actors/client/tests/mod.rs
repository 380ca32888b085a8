//! The client actor, frame by frame: a browser without a socket, whose bytes go through the real codec.

mod frames;
mod panics;
mod pieces;
mod requests;
mod socket;

use std::sync::Arc;

use actix::Addr;
use actix_http::ws::{CloseCode, Codec, Frame, Message};
use actix_web_actors::ws::WebsocketContext;
use bytes::{Bytes, BytesMut};
use futures::StreamExt;
use linekeeper_domain::Region;
use linekeeper_ports::Clock;
use serde_json::{Value, json};
use tokio::sync::mpsc;
use tokio_util::codec::{Decoder, Encoder};

use super::*;
use crate::session::WatcherId;
use crate::supervisor::SessionSupervisor;
use crate::testing::{ASKED, OTHER, Stage, quiet, salon, seconds, within};

/// One who opened the onboarding page.
struct Browser {
    up: Option<mpsc::UnboundedSender<Bytes>>,
    down: mpsc::UnboundedReceiver<Frame>,
    codec: Codec,
    /// Whether it answers pings, as browsers do by themselves.
    pongs: bool,
}

impl Browser {
    fn open(stage: &Stage, supervisor: &Addr<SessionSupervisor>, number: u64) -> Self {
        Self::open_with_clock(stage, supervisor, (number, stage.world.clock.clone()))
    }

    /// The same, with a clock of its own.
    fn open_with_clock(
        stage: &Stage,
        supervisor: &Addr<SessionSupervisor>,
        (number, clock): (u64, Arc<dyn Clock>),
    ) -> Self {
        let birth = ClientBirth {
            company: salon(),
            watcher: WatcherId(number),
            region: Region::RU,
            supervisor: supervisor.clone(),
            correlation: None,
            metrics: stage.world.metrics.clone(),
            clock,
            heartbeat: stage.world.settings.heartbeat,
        };
        let (up, bytes) = mpsc::unbounded_channel::<Bytes>();
        let bytes = futures::stream::unfold(bytes, |mut bytes| async { Some((Ok(bytes.recv().await?), bytes)) });
        let codec = Codec::new().max_size(MAX_FRAME_BYTES);
        let body = WebsocketContext::with_codec(ClientActor::new(birth), bytes, codec);
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

    /// Opened, and its first picture taken.
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

    /// The tab is closed.
    fn leave(mut self) {
        self.up = None;
    }

    async fn next(&mut self) -> Option<Frame> {
        loop {
            match within(self.down.recv()).await {
                Some(Frame::Ping(bytes)) if self.pongs => self.message(Message::Pong(bytes)),
                Some(Frame::Ping(_)) => {}
                frame => return frame,
            }
        }
    }

    /// The next JSON frame.
    async fn json(&mut self) -> Value {
        match self.next().await {
            Some(Frame::Text(text)) => serde_json::from_slice(&text).unwrap(),
            other => panic!("a text was awaited, not {other:?}"),
        }
    }

    /// The next JSON frame of this type.
    async fn frame(&mut self, wanted: &str) -> Value {
        loop {
            let frame = self.json().await;
            if frame["type"] == wanted {
                return frame;
            }
        }
    }

    /// The picture in which the session has this state.
    async fn state(&mut self, wanted: &str) -> Value {
        loop {
            let frame = self.frame("session-state").await;
            if frame["state"] == wanted {
                return frame;
            }
        }
    }

    /// The code with which the socket was closed.
    async fn closed(&mut self) -> Option<CloseCode> {
        loop {
            match self.next().await {
                Some(Frame::Close(reason)) => return reason.map(|reason| reason.code),
                Some(_) => {}
                None => return None,
            }
        }
    }

    /// Nothing comes before somebody acts.
    async fn hears_nothing(&mut self) {
        quiet().await;
        if let Ok(frame) = self.down.try_recv() {
            panic!("nothing was awaited, not {frame:?}");
        }
    }
}
