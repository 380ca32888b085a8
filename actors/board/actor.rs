//! The actor: the rows, those who watch them, and the frames they share.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;
use std::time::Duration;

use actix::{Actor, AsyncContext, Context, Recipient};
use bytestring::ByteString;
use linekeeper_ports::Clock;
use tokio::time::Instant;
use uuid::Uuid;

use super::frames::SessionsFrame;
use super::messages::{BoardChanged, ReadTo, Sheet};
use super::rows::{Position, Rows};
use crate::death::{ActorDeath, DeathBell, bell};
use crate::session::WatcherId;

/// How many sessions one frame tells of at most: some 200 kB.
pub(super) const SHEET_ROWS: usize = 500;

/// How many frames are kept for others who had read as far. Most readers are at the same place.
const KEPT_SHEETS: usize = 32;

/// Every session as it looks.
pub struct BoardActor {
    pub(super) rows: Rows,
    pub(super) watchers: BTreeMap<WatcherId, Recipient<BoardChanged>>,
    /// Frames made since the last change, by where their readers were, each with when it was made.
    sheets: HashMap<Position, (Instant, Arc<Sheet>)>,
    /// Whether the watchers are about to be woken.
    wakes: bool,
    epoch: String,
    pace: Duration,
    clock: Arc<dyn Clock>,
    bell: Option<DeathBell>,
}

impl BoardActor {
    /// A board without sessions, which wakes its watchers once per `pace` at most.
    #[must_use]
    pub fn new(pace: Duration, clock: Arc<dyn Clock>) -> Self {
        Self {
            rows: Rows::default(),
            watchers: BTreeMap::new(),
            sheets: HashMap::new(),
            wakes: false,
            epoch: Uuid::new_v4().simple().to_string(),
            pace,
            clock,
            bell: None,
        }
    }

    /// What completes when this board dies of a panic. Ask before it is started; the last one asked for counts.
    pub fn death(&mut self) -> ActorDeath {
        let (bell, death) = bell();
        self.bell = Some(bell);
        death
    }

    /// Something changed: frames made before do not tell it.
    pub(super) fn changed(&mut self, ctx: &mut Context<Self>) {
        self.sheets.clear();
        if !self.wakes {
            self.wakes = true;
            ctx.run_later(self.pace, |board, _| board.wake());
        }
    }

    fn wake(&mut self) {
        self.wakes = false;
        for watcher in self.watchers.values() {
            // Who has no room for it has not read an earlier one yet.
            let _has_one = watcher.try_send(BoardChanged::Rows);
        }
    }

    pub(super) fn say_that_it_stops(&self) {
        for watcher in self.watchers.values() {
            // Said once; it must not be lost.
            watcher.do_send(BoardChanged::Stopping);
        }
    }

    pub(super) fn sheet(&mut self, read: Option<&ReadTo>) -> Arc<Sheet> {
        let position = read.filter(|read| read.epoch == self.epoch).map_or(Position::at(0), |read| read.position);
        // The time of day in it would be wrong later.
        let fresh = self.sheets.get(&position).filter(|(made_at, _)| made_at.elapsed() < self.pace);
        if let Some((_, sheet)) = fresh {
            return sheet.clone();
        }
        let changes = self.rows.since(position, SHEET_ROWS);
        let frame = SessionsFrame::of(&changes, &self.epoch, self.clock.now());
        // Of plain fields with text keys, so it cannot fail.
        let text = serde_json::to_string(&frame).unwrap_or_default();
        let sheet = Arc::new(Sheet {
            read: ReadTo { epoch: self.epoch.clone(), position: changes.to },
            more: changes.more,
            empty: changes.from == changes.to.number && changes.from != 0,
            text: ByteString::from(text),
        });
        if self.sheets.len() >= KEPT_SHEETS {
            self.sheets.clear();
        }
        self.sheets.insert(position, (Instant::now(), sheet.clone()));
        sheet
    }
}

impl Actor for BoardActor {
    type Context = Context<Self>;

    fn started(&mut self, ctx: &mut Self::Context) {
        // Ten thousand sessions may change at once; the supervisor uses `do_send` and is not bounded by this.
        ctx.set_mailbox_capacity(4096);
    }
}
