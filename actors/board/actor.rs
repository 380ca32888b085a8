//! Board actor: holds the rows, the watchers and a cache of rendered frames that watchers share.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;
use std::time::Duration;

use actix::{Actor, AsyncContext, Context, Recipient};
use bytestring::ByteString;
use linekeeper_ports::Clock;
use tokio::time::Instant;
use uuid::Uuid;

use super::frames::SessionsFrame;
use super::messages::{BoardChanged, BoardFrame, ReadTo};
use super::rows::{Position, Rows};
use crate::panic_signal::{ActorDeath, PanicSignal, panic_signal};
use crate::session::WatcherId;

/// Most sessions in one frame: about 200 kB of JSON.
pub(super) const SHEET_ROWS: usize = 500;

/// Most rendered frames in the cache. Most readers are at the same position, so few are needed.
const KEPT_SHEETS: usize = 32;

/// Actor that keeps the current look of every session and wakes its watchers when something changes.
pub struct BoardActor {
    pub(super) rows: Rows,
    pub(super) watchers: BTreeMap<WatcherId, Recipient<BoardChanged>>,
    /// Frames rendered since the last change, by the position of their readers, each with the time it was rendered.
    frames: HashMap<Position, (Instant, Arc<BoardFrame>)>,
    /// A wake-up of the watchers is scheduled.
    wakes: bool,
    epoch: String,
    pace: Duration,
    clock: Arc<dyn Clock>,
    panic_signal: Option<PanicSignal>,
}

impl BoardActor {
    /// Creates a board without sessions. It wakes its watchers at most once per `pace`.
    #[must_use]
    pub fn new(pace: Duration, clock: Arc<dyn Clock>) -> Self {
        Self {
            rows: Rows::default(),
            watchers: BTreeMap::new(),
            frames: HashMap::new(),
            wakes: false,
            epoch: Uuid::new_v4().simple().to_string(),
            pace,
            clock,
            panic_signal: None,
        }
    }

    /// Returns a future that completes when this board panics. Call it before the board is started; a second call
    /// replaces the first one's future.
    pub fn death(&mut self) -> ActorDeath {
        let (panic_signal, death) = panic_signal();
        self.panic_signal = Some(panic_signal);
        death
    }

    /// Drops the cached frames, which lack the change, and schedules the wake-up of the watchers.
    pub(super) fn changed(&mut self, ctx: &mut Context<Self>) {
        self.frames.clear();
        if !self.wakes {
            self.wakes = true;
            ctx.run_later(self.pace, |board, _| board.wake());
        }
    }

    fn wake(&mut self) {
        self.wakes = false;
        for watcher in self.watchers.values() {
            // A full mailbox means that an earlier wake-up is still unread: one is enough.
            let _has_one = watcher.try_send(BoardChanged::Rows);
        }
    }

    pub(super) fn say_that_it_stops(&self) {
        for watcher in self.watchers.values() {
            // Sent once and must not be lost, so not by `try_send`.
            watcher.do_send(BoardChanged::Stopping);
        }
    }

    pub(super) fn frame(&mut self, read: Option<&ReadTo>) -> Arc<BoardFrame> {
        let position = read.filter(|read| read.epoch == self.epoch).map_or(Position::at(0), |read| read.position);
        // A frame older than `pace` is rendered again: the server time in it would be wrong.
        let fresh = self.frames.get(&position).filter(|(made_at, _)| made_at.elapsed() < self.pace);
        if let Some((_, frame)) = fresh {
            return frame.clone();
        }
        let changes = self.rows.since(position, SHEET_ROWS);
        let frame = SessionsFrame::of(&changes, &self.epoch, self.clock.now());
        // Serialization cannot fail: the frame has plain fields and text keys only.
        let text = serde_json::to_string(&frame).unwrap_or_default();
        let frame = Arc::new(BoardFrame {
            read: ReadTo { epoch: self.epoch.clone(), position: changes.to },
            more: changes.more,
            empty: changes.from == changes.to.number && changes.from != 0,
            text: ByteString::from(text),
        });
        if self.frames.len() >= KEPT_SHEETS {
            self.frames.clear();
        }
        self.frames.insert(position, (Instant::now(), frame.clone()));
        frame
    }
}

impl Actor for BoardActor {
    type Context = Context<Self>;

    fn started(&mut self, ctx: &mut Self::Context) {
        // Ten thousand sessions may change at once; the supervisor uses `do_send`, which ignores this limit.
        ctx.set_mailbox_capacity(4096);
    }
}
