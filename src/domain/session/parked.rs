//! States `error` (called *parked*) and `passkey_required`: the ways in, the timer `park_over` that ends a park, and a
//! pairing request meanwhile. Two parks have rules of their own: the wait after a temporary ban, and the wait after
//! WhatsApp removed a device that had just been linked.

use std::time::Duration;

use crate::{ErrorCode, Moment, PairingRefusal, Timestamp};

use super::another_number::AnotherNumber;
use super::effect::{Effect, Timer};
use super::requests::PairingRequest;
use super::state::{Parked, State};
use super::step::Step;

/// Wait after a ban for which WhatsApp gives no end.
pub(super) const BAN_WITHOUT_END: Duration = Duration::from_secs(86_400);

/// Wait after a removal, as far as this session knows it. When WhatsApp removes a device minutes after it was linked,
/// it has judged the account, and linking a phone again at once makes it worse. So no phone is linked, by code or by
/// QR, until the wait is over; a reset does not end it. The database stores its start, by its own clock. An operator
/// may lift it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct RemovalWait {
    /// Time at which the session learned of it.
    noted_at: Timestamp,
    /// End of the wait, unless the clock is set in between.
    until: Timestamp,
}

impl RemovalWait {
    /// The wait after a removal this long ago; `None` when it is over.
    pub(super) fn noted(passed: Duration, moment: &Moment) -> Option<Self> {
        let whole = ErrorCode::RemovedAfterLink.retry_after().unwrap_or_default();
        let left = whole.checked_sub(passed).filter(|left| !left.is_zero())?;
        Some(Self { noted_at: moment.now, until: moment.after(left) })
    }

    /// Rest of the wait; `None` when the clock was set back or the time is over, so that the database has to decide.
    fn left(&self, moment: &Moment) -> Option<Duration> {
        (self.noted_at <= moment.now && moment.now < self.until).then(|| moment.until(self.until))
    }
}

impl Step {
    /// Parks, and reports it.
    pub(super) fn park(&mut self, parked: Parked) {
        self.report(parked.code, true);
        self.park_quietly(parked);
    }

    /// Parks without a report: the cause was reported elsewhere, or is no failure.
    pub(super) fn park_quietly(&mut self, parked: Parked) {
        self.note_park(&parked);
        self.stay_parked(parked);
    }

    /// Enters the parked state and arms its end, without a report and without a record in the database.
    pub(super) fn stay_parked(&mut self, parked: Parked) {
        let parked = parked.believed(self.moment.now);
        self.then(Effect::DisarmAll);
        let passkey = parked.code == ErrorCode::PasskeyRequired;
        if let Some(until) = parked.until.filter(|_| !passkey) {
            self.arm(Timer::ParkOver, self.moment.until(until));
        }
        self.enter(if passkey { State::PasskeyRequired } else { State::Error(parked) });
    }

    /// Time of the next log-in after a ban whose end WhatsApp gives as `told`. The end may lie in the past, be now, or
    /// be missing; in each case a log-in waits at least for the backoff due after this many consecutive bans.
    pub(super) fn end_of_ban(&mut self, told: Option<Timestamp>) -> Timestamp {
        let failures = &mut self.session.line.failures;
        failures.bans = failures.bans.saturating_add(1);
        let pause = self.session.policy.backoff.delay(failures.bans, self.moment.chance);
        told.unwrap_or_else(|| self.moment.after(BAN_WITHOUT_END)).max(self.moment.after(pause))
    }

    /// The end of the park has come.
    pub(super) fn park_over(&mut self) -> bool {
        let State::Error(_) = self.session.line.state else { return false };
        if !self.session.reading.is_read() {
            self.then(Effect::Load);
        } else if self.session.is_linked() {
            self.open_for_login();
        } else {
            self.enter(State::Idle);
        }
        true
    }

    /// Handles a pairing request on a session in `error`.
    pub(super) fn pair_while_parked(&mut self, parked: &Parked, request: PairingRequest) {
        if !self.session.is_linked() {
            if let Some(request) = self.within_quota(request) {
                self.retire_link(false);
                self.start_pairing(request);
            }
            return;
        }
        if self.wants_another_phone(&request) {
            self.change_number(request);
            return;
        }
        let hopeless = [
            ErrorCode::TemporarilyBanned,
            ErrorCode::ClientOutdated,
            ErrorCode::Internal,
            ErrorCode::RestartLimit,
            // Another company has the account under another spelling of its number: a retry would link it twice.
            ErrorCode::PhoneInUse,
        ];
        if hopeless.contains(&parked.code) {
            self.refuse(parked.code, request);
        } else if parked.code == ErrorCode::CredentialsConflict {
            self.start_pairing_within_quota(request);
        } else {
            // The credentials may still be good: try them, as stored now, before the person has to type anything.
            self.session.correlation = request.correlation.clone();
            self.session.after_read.past_park = true;
            self.then(Effect::DisarmAll);
            self.session.reading.forget();
            self.read_before(request);
        }
    }

    /// Returns the request if it need not wait after a removal. Where a working phone is at stake, it was linked after
    /// the removal: no wait.
    pub(super) fn after_removal_wait(&mut self, request: PairingRequest) -> Option<PairingRequest> {
        let Some(removal) = self.session.linking.removal else { return Some(request) };
        // The pairing under way has passed the wait. A read now would take the credentials from under its link.
        if self.session.line.state.pairing().is_some() {
            return Some(request);
        }
        let rule = AnotherNumber::asked_for(self.session.is_linked(), self.session.reason());
        if rule == AnotherNumber::NeedsConsent {
            return Some(request);
        }
        if request.options.override_wait && request.by.is_operator() {
            self.session.linking.removal = None;
            let (by, correlation) = (request.by.clone(), request.correlation.clone());
            self.then(Effect::LiftWait { by, correlation });
            return Some(request);
        }
        match removal.left(&self.moment) {
            Some(left) => {
                let refusal = PairingRefusal::new(ErrorCode::RemovedAfterLink);
                self.refuse_to_requester(request, PairingRefusal { retry_after: Some(left), ..refusal });
            }
            // It may be over, or the clock may have been set: the database's clock decides.
            None => {
                // Nothing but `idle` and `creating` follows `passkey_required`, whatever the read tells.
                if self.session.line.state == State::PasskeyRequired {
                    self.enter(State::Idle);
                }
                self.session.reading.forget();
                self.read_before(request);
            }
        }
        None
    }
}
