//! A transition being made: the session as it will be and what is to be done for it.

use std::time::Duration;

use crate::{ErrorCode, Pairing};

use super::effect::{Effect, Notice, Timer, WipeOrder};
use super::event::{LinkNo, Stored, WipeNo};
use super::machine::{Moment, Session};
use super::state::{Parked, State};

/// Collects effects while the session changes.
pub(super) struct Step {
    pub(super) session: Session,
    pub(super) effects: Vec<Effect>,
    pub(super) moment: Moment,
}

impl Step {
    pub(super) fn enter(&mut self, state: State) {
        if self.session.state.name() != state.name() {
            self.session.since = self.moment.now;
        }
        self.session.state = state;
    }

    pub(super) fn then(&mut self, effect: Effect) {
        self.effects.push(effect);
    }

    pub(super) fn tell(&mut self, notice: Notice) {
        self.then(Effect::Tell(notice));
    }

    pub(super) fn arm(&mut self, timer: Timer, after: Duration) {
        self.then(Effect::Arm(timer, after));
    }

    pub(super) fn new_link(&mut self) -> LinkNo {
        self.session.last_link = LinkNo(self.session.last_link.0 + 1);
        self.session.link = Some(self.session.last_link);
        self.session.last_link
    }

    /// Closes the link if there is one; from here on it is nobody's.
    pub(super) fn retire_link(&mut self, log_out: bool) {
        if let Some(link) = self.session.link.take() {
            self.then(Effect::Close { link, log_out });
        }
    }

    pub(super) fn wipe(&mut self, order: WipeOrder) -> WipeNo {
        self.session.last_wipe = WipeNo(self.session.last_wipe.0 + 1);
        self.session.stored = Stored::default();
        self.then(Effect::Wipe(self.session.last_wipe, order));
        self.session.last_wipe
    }

    pub(super) fn open_for_login(&mut self) {
        let link = self.new_link();
        self.then(Effect::Open { link, login: true });
        self.arm(Timer::ConnectWatchdog, self.session.policy.connect_watchdog);
        self.enter(State::Connecting);
    }

    /// Connects again after the pause that is due.
    pub(super) fn reconnect_later(&mut self) {
        self.session.failures = self.session.failures.saturating_add(1);
        let delay = self.session.policy.backoff.delay(self.session.failures, self.moment.chance);
        self.then(Effect::DisarmAll);
        self.arm(Timer::Reconnect, delay);
        self.enter(State::Reconnecting { next_at: self.moment.after(delay) });
        self.answer_waiting(ErrorCode::NetworkError, Some(delay));
    }

    pub(super) fn park(&mut self, parked: Parked) {
        self.then(Effect::DisarmAll);
        if let (ErrorCode::TemporarilyBanned, Some(until)) = (parked.code, parked.until) {
            self.arm(Timer::BanLifted, self.moment.until(until));
        }
        self.enter(State::Error(parked));
    }

    /// Ends a pairing that will not succeed: its keys are useless and go, unless it is the database that failed.
    pub(super) fn fail_pairing(&mut self, pairing: &Pairing, code: ErrorCode, retry_after: Option<Duration>) {
        self.retire_link(false);
        if code != ErrorCode::StoreUnavailable {
            self.wipe(WipeOrder::Verdict);
        }
        self.park(Parked { code, until: retry_after.map(|wait| self.moment.after(wait)) });
        if code == ErrorCode::PasskeyRequired {
            self.enter(State::PasskeyRequired);
        }
        self.tell(Notice::PairingFailed { code, retry_after, correlation: pairing.correlation.clone() });
    }
}
