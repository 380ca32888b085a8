//! A transition being made: the session as it will be and what is to be done for it.

use std::cmp::Reverse;
use std::time::Duration;

use crate::gate::Urgency;
use crate::{CorrelationId, ErrorCode, Moment, NumberDeed, Pairing, PairingMethod};

use super::effect::{Effect, Notice, Question, Tally, Timer, WipeOrder};
use super::event::{CheckNo, LinkNo, Stored, WipeNo};
use super::machine::Session;
use super::state::{Parked, State};

/// Collects effects while the session changes.
pub(super) struct Step {
    pub(super) session: Session,
    pub(super) effects: Vec<Effect>,
    pub(super) moment: Moment,
}

/// A pairing, or a request for one, that came to nothing.
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

    pub(super) fn ask(&mut self, question: Question) -> CheckNo {
        self.session.last_check = CheckNo(self.session.last_check.0 + 1);
        self.then(Effect::Check { check: self.session.last_check, question });
        self.session.last_check
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

    /// Logs in with what is stored, once the gate lets it.
    pub(super) fn open_for_login(&mut self) {
        self.ask_to_log_in(Urgency::Linked(Reverse(self.session.stored.last_connected_at)));
    }

    pub(super) fn ask_to_log_in(&mut self, urgency: Urgency) {
        let link = self.new_link();
        self.then(Effect::AskAdmission { link, urgency });
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

    /// Parks, and says so.
    pub(super) fn park(&mut self, parked: Parked) {
        self.report(parked.code, true);
        self.park_quietly(parked);
    }

    /// Parks for something that was reported elsewhere, or is no failure.
    pub(super) fn park_quietly(&mut self, parked: Parked) {
        self.note_park(&parked);
        self.stay_parked(parked);
    }

    /// As [`Step::park`], but nobody is told: it is what it was.
    pub(super) fn stay_parked(&mut self, parked: Parked) {
        let parked = parked.believed(self.moment.now);
        self.then(Effect::DisarmAll);
        if let Some(until) = parked.until {
            self.arm(Timer::ParkOver, self.moment.until(until));
        }
        let passkey = parked.code == ErrorCode::PasskeyRequired;
        self.enter(if passkey { State::PasskeyRequired } else { State::Error(parked) });
    }

    pub(super) fn report(&mut self, code: ErrorCode, alert: bool) {
        self.then(Effect::Report { code, alert, correlation: self.session.correlation.clone() });
    }

    /// Tells that there will be no code, or that the one on the screen is dead.
    pub(super) fn tell_failure(&mut self, failure: Failure) {
        let Failure { method, code, retry_after, correlation } = failure;
        let retry_after = retry_after.or(code.retry_after());
        self.then(Effect::Count(Tally::PairingFailed(method, code)));
        self.tell(Notice::PairingFailed { code, retry_after, correlation });
    }

    /// Ends a pairing that will not succeed: its keys are useless and go, unless it is the database that failed.
    pub(super) fn fail_pairing(&mut self, pairing: &Pairing, code: ErrorCode, retry_after: Option<Duration>) {
        self.let_go_of_number(pairing);
        self.retire_link(false);
        if code != ErrorCode::StoreUnavailable {
            self.wipe(WipeOrder::Verdict);
        }
        self.park(Parked { code, until: retry_after.map(|wait| self.moment.after(wait)) });
        self.tell_failure(Failure::of(pairing, code).after(retry_after));
    }

    /// A pairing is over: its number may be asked a code for by others.
    pub(super) fn let_go_of_number(&mut self, pairing: &Pairing) {
        if let (Some(phone), Some(_)) = (&pairing.phone, pairing.grant) {
            let deed = if pairing.code_counts { NumberDeed::Over } else { NumberDeed::NotGiven };
            self.then(Effect::NoteNumber { phone: phone.clone(), deed });
        }
    }

    /// The same for the pairing under way, if there is one.
    pub(super) fn give_up_pairing(&mut self) {
        if let Some(pairing) = self.session.state.pairing().cloned() {
            self.let_go_of_number(&pairing);
        }
    }
}
