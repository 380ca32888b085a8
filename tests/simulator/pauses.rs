//! Steps that wait before they go on: for a time, or until they are released.
//!
//! A step is a short change of the world, so it cannot wait inside. Its first half ends at the pause; the second half is
//! a closure that a task runs afterwards, or the rest of an async function.

use std::collections::BTreeMap;
use std::time::Duration;

use serde::{Deserialize, Serialize};
use tokio::sync::oneshot;

use crate::error::Refusal;
use crate::fault_actions::Wait;
use crate::faults::FaultPoint;
use crate::simulator::Simulator;
use crate::state::{Number, now_millis};
use crate::world::{ConnectionId, World};

/// The longest pause, also that of a step that nobody releases.
pub(crate) const LONGEST_PAUSE: Duration = Duration::from_secs(600);
/// Maximum number of steps that wait at one time; beyond it a step goes on without its pause.
const HELD: usize = 10_000;
/// The same for the steps of one connection, each of which keeps a stanza of the client.
const HELD_OF_ONE: usize = 16;

/// A step that waits, as the control API shows it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct HeldView {
    /// Step that waits before it goes on.
    pub at: FaultPoint,
    /// Account, if the step has one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub number: Option<String>,
    /// Connection, as `GET /connections` numbers it.
    pub connection: ConnectionId,
    /// Time at which it began to wait, in milliseconds since 1970.
    pub since: i64,
    /// Whether it waits until it is released, instead of for a time.
    pub hold: bool,
}

/// Which waiting steps are meant; an absent field means all.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct HeldFilter {
    /// Those before this step.
    #[serde(default)]
    pub at: Option<FaultPoint>,
    /// Those of this account, in any form of its number.
    #[serde(default)]
    pub number: Option<String>,
    /// Those of this connection.
    #[serde(default)]
    pub connection: Option<ConnectionId>,
}

/// A step at which a pause is possible.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Step<'a> {
    pub(crate) at: FaultPoint,
    pub(crate) number: Option<&'a Number>,
    pub(crate) connection: ConnectionId,
}

/// Steps that wait.
#[derive(Default)]
pub(crate) struct Pauses {
    next: u64,
    held: BTreeMap<u64, Held>,
    /// Pauses that no task waits for yet: the simulator starts one for each after the step that began them.
    started: Vec<Started>,
}

struct Held {
    view: HeldView,
    number: Option<Number>,
    /// Dropped to let the step go on.
    _release: oneshot::Sender<()>,
}

/// A pause whose second half is a closure.
pub(crate) struct Started {
    pub(crate) pause: Pause,
    pub(crate) resume: Box<dyn FnOnce(&Simulator) + Send>,
}

/// A pause that has begun.
pub(crate) struct Pause {
    id: u64,
    lasts: Duration,
    released: oneshot::Receiver<()>,
}

impl Pause {
    /// Waits until the pause is over: after its time, when it is released, when its connection or the simulator ends.
    pub(crate) async fn over(self, simulator: &Simulator) {
        let mut stopping = simulator.stopping();
        tokio::select! {
            () = tokio::time::sleep(self.lasts) => {}
            _ = self.released => {}
            _ = stopping.wait_for(|stopping| *stopping) => {}
        }
        simulator.with(|world| world.pauses.held.remove(&self.id));
    }
}

impl Pauses {
    /// Takes the pauses that no task waits for yet.
    pub(crate) fn take_started(&mut self) -> Vec<Started> {
        std::mem::take(&mut self.started)
    }

    /// Lets the steps of a connection that has ended go on, to find that it has.
    pub(crate) fn forget(&mut self, connection: ConnectionId) {
        if !self.held.is_empty() {
            self.held.retain(|_, held| held.view.connection != connection);
        }
    }

    fn begin(&mut self, wait: &Wait, step: Step<'_>) -> Pause {
        let (release, released) = oneshot::channel();
        let id = self.next;
        self.next += 1;
        let (lasts, hold) = match wait {
            Wait::Pause(pause) => (Duration::from_millis(pause.pause), false),
            Wait::Hold(_) => (LONGEST_PAUSE, true),
        };
        let view = HeldView {
            at: step.at,
            number: step.number.map(ToString::to_string),
            connection: step.connection,
            since: now_millis(),
            hold,
        };
        self.held.insert(id, Held { view, number: step.number.cloned(), _release: release });
        Pause { id, lasts, released }
    }
}

impl World {
    /// Begins the pause that a fault demands before this step; `None` if none does.
    pub(crate) fn pause(&mut self, step: Step<'_>) -> Option<Pause> {
        if !self.live.contains_key(&step.connection) {
            return None;
        }
        let wait = self.faults.take_wait(step.at, step.number)?;
        let own = self.pauses.held.values().filter(|held| held.view.connection == step.connection).count();
        if own >= HELD_OF_ONE || self.pauses.held.len() >= HELD {
            tracing::warn!("a step goes on without its pause: too many wait already");
            return None;
        }
        Some(self.pauses.begin(&wait, step))
    }

    /// Whether the step waits: then `resume` runs when the pause is over.
    pub(crate) fn paused(&mut self, step: Step<'_>, resume: impl FnOnce(&Simulator) + Send + 'static) -> bool {
        let Some(pause) = self.pause(step) else { return false };
        self.pauses.started.push(Started { pause, resume: Box::new(resume) });
        true
    }

    /// Steps that wait, the longest waiting first.
    pub(crate) fn held(&self, wanted: &HeldFilter) -> Result<Vec<HeldView>, Refusal> {
        let fits = self.fitting(wanted)?;
        Ok(self.pauses.held.values().filter(|held| fits(held)).map(|held| held.view.clone()).collect())
    }

    /// Lets steps go on; returns how many.
    pub(crate) fn release(&mut self, wanted: &HeldFilter) -> Result<usize, Refusal> {
        let fits = self.fitting(wanted)?;
        let before = self.pauses.held.len();
        self.pauses.held.retain(|_, held| !fits(held));
        Ok(before - self.pauses.held.len())
    }

    fn fitting(&self, wanted: &HeldFilter) -> Result<impl Fn(&Held) -> bool + use<>, Refusal> {
        let number = match wanted.number.as_deref() {
            None => None,
            Some(number) => Some(self.state.account_of(Number::parse(number)?)),
        };
        let (at, connection) = (wanted.at, wanted.connection);
        Ok(move |held: &Held| {
            at.is_none_or(|at| held.view.at == at)
                && connection.is_none_or(|connection| held.view.connection == connection)
                && number.as_ref().is_none_or(|number| held.number.as_ref() == Some(number))
        })
    }
}
