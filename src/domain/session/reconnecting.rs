//! State `reconnecting`: the backoff after a lost connection, the check of the owner after a replacement by another
//! connection, and a person's request that brings the next attempt forward. Timer `reconnect`; the answer to the check
//! comes through [`super::prechecks`].

use std::time::Duration;

use crate::gate::Urgency;
use crate::{ErrorCode, Timestamp};

use super::effect::{Effect, Precheck, Timer};
use super::event::PrecheckError;
use super::line::OwnerCheck;
use super::requests::PairingRequest;
use super::state::{Parked, State};
use super::step::Step;

impl Step {
    /// Reconnects after the backoff that is due.
    pub(super) fn reconnect_later(&mut self) {
        let failures = &mut self.session.line.failures;
        failures.connects = failures.connects.saturating_add(1);
        let delay = self.session.policy.backoff.delay(failures.connects, self.moment.chance);
        self.then(Effect::DisarmAll);
        self.arm(Timer::Reconnect, delay);
        self.enter(State::Reconnecting { next_at: self.moment.after(delay) });
        self.answer_log_in_waiter(ErrorCode::NetworkError, Some(delay));
    }

    /// Handles a replacement by another connection: checks who owns the company, or parks after a second one.
    pub(super) fn replaced(&mut self) {
        let now = self.moment.now;
        let window = self.session.policy.replaced_window;
        let earlier = self.session.line.failures.replaced_at.replace(now);
        let again = earlier.is_some_and(|at| (now - at).abs().to_std().is_ok_and(|passed| passed < window));
        if again {
            self.park(Parked { code: ErrorCode::Replaced, until: None });
            self.answer_log_in_waiter(ErrorCode::Replaced, None);
            return;
        }
        let next_at = self.moment.after(self.session.policy.replaced_retry);
        self.then(Effect::DisarmAll);
        self.enter(State::Reconnecting { next_at });
        self.answer_log_in_waiter(ErrorCode::NetworkError, Some(self.session.policy.replaced_retry));
        self.check_owner();
    }

    fn check_owner(&mut self) {
        let check = self.start_check(Precheck::Owner);
        self.session.line.owner_check = Some(OwnerCheck::Asked(check));
    }

    pub(super) fn ownership_known(&mut self, denial: Option<PrecheckError>) {
        let State::Reconnecting { next_at } = self.session.line.state else { return };
        match denial {
            // The other owner serves the company: that is no failure.
            Some(PrecheckError { code: ErrorCode::Replaced, .. }) => {
                self.report(ErrorCode::Replaced, false);
                self.park_quietly(Parked { code: ErrorCode::Replaced, until: None });
            }
            Some(_) => {
                self.session.line.owner_check = Some(OwnerCheck::Unsure);
                self.arm(Timer::Reconnect, self.until_next_attempt(next_at).max(self.session.policy.reload_after));
            }
            None => self.arm(Timer::Reconnect, self.until_next_attempt(next_at)),
        }
    }

    pub(super) fn reconnect_due(&mut self) -> bool {
        let State::Reconnecting { .. } = self.session.line.state else { return false };
        match self.session.line.owner_check {
            Some(OwnerCheck::Unsure) => self.check_owner(),
            Some(OwnerCheck::Asked(_)) | None => self.open_for_login(),
        }
        true
    }

    /// Brings the next attempt forward for a person, not before `forward_after`; the attempt does not count as a
    /// failure.
    pub(super) fn bring_reconnect_forward(&mut self, next_at: Timestamp, request: PairingRequest) {
        let (line, policy) = (&self.session.line, &self.session.policy);
        // A clock that was set back does not tell how long it has been.
        let so_far = (self.moment.now - line.since).to_std().unwrap_or(policy.forward_after);
        let owner_is_asked = matches!(line.owner_check, Some(OwnerCheck::Asked(_)));
        let disputed = owner_is_asked || line.failures.replaced_at == Some(line.since);
        if so_far < policy.forward_after || disputed {
            let wait = Some(self.until_next_attempt(next_at));
            self.tell_failure(request.failed(ErrorCode::NetworkError).after(wait));
            return;
        }
        let failures = &mut self.session.line.failures;
        failures.connects = failures.connects.saturating_sub(1);
        self.then(Effect::Disarm(Timer::Reconnect));
        self.ask_to_log_in(Urgency::Person);
        self.wait_for_log_in(request);
    }

    /// Time until the next attempt: never longer than the intended pause, even if the clock was set.
    fn until_next_attempt(&self, next_at: Timestamp) -> Duration {
        let pause = (next_at - self.session.line.since).to_std().unwrap_or_default();
        self.moment.until(next_at).min(pause)
    }
}
