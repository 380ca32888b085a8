//! The session of a company with its two slots: the line that is there, and the change of its phone.
//!
//! ```text
//!   line:    connected ───────────────────────────────────────────────▶ ✂ logged out over its own connection
//!                                                                        │ one transaction
//!   change:  creating ─▶ waiting_for_pairing_code ─▶ pairing_code_sent ─▶ connecting ─▶ connected = the line
//!                 └──────────────────────┴──────────────────────┴─────────────┴─▶ over: cancelled, or failed with a code
//! ```
//! A working line is not cut for the sake of another phone. The new device is linked in the next slot, by the machine
//! that links every device ([`Session`]), beside the line in the current slot. At its first log-in that is accepted one
//! transaction makes it the company's current device (*promotion*). Only then is the old device logged out, over its
//! own connection, which still stands. Its credentials are kept until WhatsApp has confirmed the log-out; so are those of
//! a new device that was linked when its change was ended.
//!
//! | what ends a change | what follows |
//! |---|---|
//! | cancel, reset, disconnect | a new device that is linked already is logged out, the next slot is emptied; the reset or the disconnect is carried out after that |
//! | the code expires; WhatsApp, the phone or a limit refuses; the new number is banned | the next slot is emptied, the reason stays in the status |
//! | the new device is not known to WhatsApp (401) | the same; the line was never touched |
//! | the process ends before the new device is linked | the next life empties the next slot |
//! | the process ends after that | the next life logs the new device in first, and promotes it |
//! | another process takes the company | the change is over here, and that process goes on with it; nothing is emptied or logged out |
//! | the database is away at the promotion | it is repeated; both connections stay |
//!
//! [`CompanySession::on`] takes an [`Input`]: an event of one of the slots, a person's request, or what concerns both.
//! A file per concern: `requests` (people), `change` (the next slot), `promotion`, `old_devices`, `status`.

mod change;
mod input;
mod old_devices;
mod promotion;
mod requests;
mod status;
#[cfg(test)]
mod tests;
mod turn;

pub use self::input::{CompanyEffect, Input, OldDevice, Outcome, Slot};
pub use self::status::{ChangeState, ChangeStatus, OldDeviceStatus};

use std::sync::Arc;

use crate::{CompanyId, CorrelationId, Moment, Pairing, Timestamp};

use self::change::Change;
use self::old_devices::OldDevices;
use self::turn::Turn;
use super::SessionPolicy;
use super::effect::Effect;
use super::event::{Event, LinkNo};
use super::history::{History, LineBefore, LineNews};
use super::machine::{InvalidTransition, Session};
use super::pairing::LivePasskey;
use super::quota::PairingsBegun;
use super::state::State;
use super::unread::Beginning;

/// Rows of the next slot.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
enum NextRows {
    /// None, as far as this life has begun no change.
    #[default]
    Empty,
    /// There may be some.
    Used,
    /// An earlier life has left some; keys at least.
    Found,
    /// A change is over, and they could not be emptied: it is tried again.
    NotEmptied,
}

/// The session of one company: its line, and the change of its phone while there is one.
#[derive(Debug, Clone, PartialEq)]
pub struct CompanySession {
    /// The line that is there, in the current slot.
    line: Session,
    /// The change of its phone, in the next slot.
    change: Option<Box<Change>>,
    /// Devices that are not wanted any more and not logged out yet.
    old: Option<Box<OldDevices>>,
    /// What may be left in the next slot beside the change.
    rows: NextRows,
    /// Number of changes so far, by which the links of each are told apart from those of the others.
    changes: u32,
    /// What the line's status keeps of what was before.
    history: History,
}

impl CompanySession {
    /// A session whose stored data is unknown, and the effect that reads it.
    #[must_use]
    pub fn new(
        company: CompanyId,
        policy: impl Into<Arc<SessionPolicy>>,
        correlation: CorrelationId,
        now: Timestamp,
    ) -> (Self, Vec<Effect>) {
        let (line, effects) = Session::new(company, policy, correlation, now);
        let history = History::default();
        (Self { line, change: None, old: None, rows: NextRows::Empty, changes: 0, history }, effects)
    }

    /// Sets the start mode.
    #[must_use]
    pub fn beginning(self, beginning: Beginning) -> Self {
        Self { line: self.line.beginning(beginning), ..self }
    }

    /// The session with the pairings known from its previous lives.
    #[must_use]
    pub fn having_begun(self, begun: PairingsBegun) -> Self {
        Self { line: self.line.having_begun(begun), ..self }
    }

    /// Handles an input.
    ///
    /// # Errors
    /// [`InvalidTransition`] when the event is invalid in this state; nothing is changed then.
    pub fn on(self, mut input: Input, moment: Moment) -> Result<Outcome, InvalidTransition> {
        let (before, news) = (LineBefore::of(&self.line), LineNews::of(&input, &self.line, moment.now));
        let read = match &mut input {
            Input::In(Slot::Current, Event::Loaded(stored)) => Some(stored.recorded.take()),
            _ => None,
        };
        let turn = Turn::of(self, moment);
        let turn = match input {
            Input::In(Slot::Current, event) => turn.line_event(event)?,
            Input::In(Slot::Next, event) => turn.change_event(event)?,
            Input::Asked(event) => turn.asked(event)?,
            Input::Found { old, in_next } => turn.found(old, in_next),
            Input::SetAside { old } => turn.set_aside(old),
            Input::Promoted { old } => turn.promoted(old),
            Input::PromotionFailed(failure) => turn.promotion_failed(failure)?,
            Input::NextDue => turn.next_due()?,
            Input::OldLoggedOut { device, done } => turn.old_logged_out(device, done),
            Input::OldDue => turn.old_due(),
        };
        let mut outcome = turn.outcome();
        let CompanySession { line, history, .. } = &mut outcome.session;
        match read.filter(|_| !history.is_known()) {
            Some(recorded) => history.read(line, recorded.map(|recorded| *recorded)),
            None => history.follow(&before, (&news, line), moment.now),
        }
        Ok(outcome)
    }

    /// The line that is there.
    #[must_use]
    pub const fn line(&self) -> &Session {
        &self.line
    }

    /// The machine of the next slot, while a phone is being changed.
    #[must_use]
    pub fn change(&self) -> Option<&Session> {
        self.change.as_deref().filter(|change| !change.is_over()).map(|change| &change.session)
    }

    /// The machine of a slot.
    #[must_use]
    pub fn slot(&self, slot: Slot) -> Option<&Session> {
        match slot {
            Slot::Current => Some(&self.line),
            Slot::Next => self.change.as_deref().map(|change| &change.session),
        }
    }

    /// The current link of a slot; events of any other are ignored.
    #[must_use]
    pub fn current_link(&self, slot: Slot) -> Option<LinkNo> {
        self.slot(slot).and_then(Session::current_link)
    }

    /// The pairing under way, of the line or of the change of its phone.
    #[must_use]
    pub fn pairing(&self) -> Option<&Pairing> {
        self.line.state().pairing().or_else(|| self.change().and_then(|change| change.state().pairing()))
    }

    /// What a person has before them in a linking with a passkey, of the line or of the change of its phone.
    #[must_use]
    pub fn live_passkey(&self) -> Option<LivePasskey> {
        let live = |session: &Session| match session.state() {
            State::WithPasskey(pairing, exchange) => exchange.live(pairing),
            _ => None,
        };
        live(&self.line).or_else(|| self.change().and_then(live))
    }

    /// Start times of its pairings.
    #[must_use]
    pub const fn pairings_begun(&self) -> &PairingsBegun {
        self.line.pairings_begun()
    }

    /// Whether the pairing request with this id is not carried out yet: it waits for the stored data to be read, or for
    /// a promotion to be answered.
    #[must_use]
    pub fn awaits_reading(&self, correlation: &CorrelationId) -> bool {
        let waits = |change: &Change| change.session.awaits_reading(correlation) || change.holds(correlation);
        self.line.awaits_reading(correlation) || self.change.as_deref().is_some_and(waits)
    }

    /// Whether the status may be recorded: the one that was recorded last is known, and part of it.
    #[must_use]
    pub const fn knows_its_record(&self) -> bool {
        self.history.is_known()
    }

    /// Whether nothing is linked or under way, so that only watchers need the actor.
    #[must_use]
    pub fn is_at_rest(&self) -> bool {
        let changes = self.change.as_deref().is_some_and(|change| !change.is_over() || change.awaits_end());
        self.line.is_at_rest() && !changes && self.old.is_none() && self.rows != NextRows::NotEmptied
    }
}
