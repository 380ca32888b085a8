//! A transition in progress: the next session and its effects.

use std::time::Duration;

use crate::{CorrelationId, ErrorCode, Moment, Pairing, PairingMethod};

use super::effect::{Effect, SessionNotification, Tally, Timer, WipeOrder};
use super::event::{LinkNo, WipeNo};
use super::machine::Session;
use super::state::State;
use super::stored::Stored;

/// Collects effects while the session changes.
pub(super) struct Step {
    pub(super) session: Session,
    pub(super) effects: Vec<Effect>,
    pub(super) moment: Moment,
}

/// A failed pairing, or a failed request for one.
pub(super) struct Failure {
    pub(super) method: PairingMethod,
    pub(super) code: ErrorCode,
    pub(super) retry_after: Option<Duration>,
    pub(super) correlation: CorrelationId,
}

impl Failure {
    pub(super) fn of(pairing: &Pairing, code: ErrorCode) -> Self {
        Self { method: pairing.method, code, retry_after: None, correlation: pairing.correlation.clone() }
    }

    pub(super) fn after(self, retry_after: Option<Duration>) -> Self {
        Self { retry_after, ..self }
    }
}

impl Step {
    pub(super) fn enter(&mut self, state: State) {
        let line = &mut self.session.line;
        if line.state.name() != state.name() {
            line.since = self.moment.now;
        }
        line.state = state;
    }

    /// Enters `creating`; its time begins anew even if that is the present state.
    pub(super) fn create(&mut self, pairing: Pairing) {
        self.session.line.since = self.moment.now;
        self.session.line.state = State::Creating(pairing);
    }

    pub(super) fn then(&mut self, effect: Effect) {
        self.effects.push(effect);
    }

    pub(super) fn tell(&mut self, notification: SessionNotification) {
        self.then(Effect::Tell(notification));
    }

    /// Notifies the watchers that no code will come, or that the one on the screen is dead.
    pub(super) fn tell_failure(&mut self, failure: Failure) {
        let Failure { method, code, retry_after, correlation } = failure;
        let retry_after = retry_after.or(code.retry_after());
        self.then(Effect::Count(Tally::PairingFailed(method, code)));
        self.tell(SessionNotification::PairingFailed { code, retry_after, correlation });
    }

    pub(super) fn report(&mut self, code: ErrorCode, alert: bool) {
        self.then(Effect::Report { code, alert, correlation: self.session.correlation.clone() });
    }

    pub(super) fn arm(&mut self, timer: Timer, after: Duration) {
        self.then(Effect::Arm(timer, after));
    }

    /// Numbers the link that takes the place of the present one, which is closed.
    pub(super) fn new_link(&mut self) -> LinkNo {
        self.retire_link(false);
        let link = self.session.numbers.next_link();
        self.session.line.link = Some(link);
        link
    }

    /// Closes the link if there is one; its events are ignored from here on.
    pub(super) fn retire_link(&mut self, log_out: bool) {
        if let Some(link) = self.session.line.link.take() {
            self.then(Effect::Close { link, log_out });
        }
    }

    pub(super) fn wipe(&mut self, order: WipeOrder) -> WipeNo {
        let wipe = self.session.numbers.next_wipe();
        self.session.line.stored = Stored::default();
        self.then(Effect::Wipe(wipe, order));
        wipe
    }
}
