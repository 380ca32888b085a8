//! A pairing under way: what its states have in common. Events `qr_shown`, `paired` and `pairing_refused`, the end of
//! its link, the answer to its check, and the timers `pairing_timeout` and `pairing_retry`. The states follow each other
//! in [`creating`], [`waiting_for_code`], [`code_sent`] and, where the account has a passkey, [`passkey`].

mod code_sent;
mod creating;
mod passkey;
mod waiting_for_code;

pub use self::passkey::{LivePasskey, PasskeyExchange, PasskeyItem, PasskeyTurn};

use std::time::Duration;

use crate::{
    CodeGrant, CodeUsageEvent, ErrorCode, LinkEndReason, LiveQr, PairRefusal, Pairing, PairingMethod, Phone,
    StoreFailure, Timestamp,
};

use super::another_number::{LinkedBy, Rows};
use super::effect::{Effect, PasskeyTally, SessionNotification, Tally, Timer, WipeOrder};
use super::event::{LinkNo, PrecheckError};
use super::requests::PairingRequest;
use super::state::{Parked, State};
use super::step::{Failure, Step};
use super::stored::Stored;

impl Step {
    /// Joins a request for the same phone to the pairing under way; one for another phone replaces it.
    pub(super) fn join_or_supersede(&mut self, mut pairing: Pairing, request: PairingRequest) {
        let joins = request.method == PairingMethod::Qr || request.is_for(pairing.phone.as_ref());
        if joins {
            pairing.add_asker(&request.by);
        }
        if joins && let State::WithPasskey(_, exchange) = self.session.line.state.clone() {
            return self.join_with_passkey(pairing, exchange);
        }
        match request.method {
            PairingMethod::Qr => {
                pairing.qr_wanted = true;
                if let Some(qr) = &pairing.qr
                    && self.session.linking.rows == Rows::Emptied
                {
                    self.tell(SessionNotification::QrReady { text: qr.text.clone(), expires_at: qr.expires_at });
                }
                self.session.line.state = self.session.line.state.with_pairing(pairing);
            }
            PairingMethod::Code if joins => self.join(pairing, request.by),
            PairingMethod::Code => {
                let Some(request) = self.within_quota(request) else { return };
                if pairing.phone.is_some() {
                    self.tell_failure(Failure::of(&pairing, ErrorCode::Superseded));
                }
                self.release_number(&pairing);
                self.retire_link(false);
                self.start_pairing(request);
            }
        }
    }

    /// Handles the answer to the check of a pairing. Returns whether it was still wanted.
    pub(super) fn code_checked(&mut self, result: Result<CodeGrant, PrecheckError>) -> bool {
        match self.session.line.state.clone() {
            State::WaitingForPairingCode(pairing) => self.second_code_checked(pairing, result),
            // A phone linked by the QR in the meantime, or the connection was lost: the code is no longer wanted.
            State::Creating(_)
            | State::PairingCodeSent(_)
            | State::WithPasskey(..)
            | State::Idle
            | State::Connecting
            | State::Connected
            | State::Reconnecting { .. }
            | State::PasskeyRequired
            | State::Error(_) => return false,
        }
        true
    }

    pub(super) fn qr_shown(&mut self, link: LinkNo, text: String, expires_at: Timestamp) -> bool {
        let state = self.session.line.state.clone();
        let Some(mut pairing) = state.pairing().cloned() else { return false };
        debug_assert_eq!(self.session.line.link, Some(link));
        // A phone has scanned or typed: no other one can.
        if matches!(state, State::WithPasskey(..)) {
            return true;
        }
        let qr = LiveQr { text, expires_at };
        pairing.qr = Some(qr.clone());
        if matches!(state, State::Creating(_)) && self.session.linking.rows == Rows::Emptied {
            self.show_first_qr(pairing, qr);
            return true;
        }
        // A QR that could be scanned before the rows are empty is not shown.
        if pairing.qr_wanted && !matches!(state, State::Creating(_)) {
            self.tell(SessionNotification::QrReady { text: qr.text, expires_at });
        }
        self.session.line.state = state.with_pairing(pairing);
        true
    }

    /// Shows the QR, or requests the code, of a pairing whose rows are empty.
    fn show_first_qr(&mut self, pairing: Pairing, qr: LiveQr) {
        if pairing.qr_wanted {
            self.tell(SessionNotification::QrReady { text: qr.text, expires_at: qr.expires_at });
        }
        match pairing.method {
            PairingMethod::Code => self.request_code(pairing),
            PairingMethod::Qr => {
                self.then(Effect::Disarm(Timer::PairingTimeout));
                self.enter(State::PairingCodeSent(pairing));
            }
        }
    }

    /// Handles the end of the time for a code. Outside of a pairing it is that of a request that waits for the log-in.
    pub(super) fn pairing_timed_out(&mut self) -> bool {
        match self.session.line.state.clone() {
            State::WaitingForPairingCode(pairing) if pairing.qr_wanted => {
                self.release_number(&pairing);
                self.report(ErrorCode::PairingTimeout, true);
                self.code_failed_beside_qr(pairing, ErrorCode::PairingTimeout, None);
            }
            State::Creating(pairing) | State::WaitingForPairingCode(pairing) => {
                self.fail_pairing(&pairing, ErrorCode::PairingTimeout, None);
            }
            State::PairingCodeSent(_) | State::WithPasskey(..) => return false,
            State::Idle
            | State::Connecting
            | State::Connected
            | State::Reconnecting { .. }
            | State::PasskeyRequired
            | State::Error(_) => self.answer_log_in_waiter(ErrorCode::PairingTimeout, None),
        }
        true
    }

    /// Counts the next try, and returns the pause before it.
    fn next_try(&self, pairing: &mut Pairing) -> Duration {
        let pause = self.session.policy.pairing_retry.saturating_mul(1 << (pairing.attempt - 1).min(16));
        pairing.attempt += 1;
        pause
    }

    pub(super) fn pairing_retry_due(&mut self) -> bool {
        match (self.session.line.state.clone(), self.session.line.link) {
            (State::WaitingForPairingCode(pairing), Some(_)) => self.request_code(pairing),
            (State::Creating(pairing), None) => self.try_again(pairing),
            (
                State::Creating(_)
                | State::WaitingForPairingCode(_)
                | State::PairingCodeSent(_)
                | State::WithPasskey(..)
                | State::Idle
                | State::Connecting
                | State::Connected
                | State::Reconnecting { .. }
                | State::PasskeyRequired
                | State::Error(_),
                _,
            ) => return false,
        }
        true
    }

    /// Handles a pairing refused at its last step; the phone says that the linking failed. A typed code ends with that;
    /// a scanned QR stays, and can be scanned again.
    pub(super) fn pairing_refused(&mut self, reason: PairRefusal) -> bool {
        let Some(pairing) = self.session.line.state.pairing().cloned() else { return false };
        self.then(Effect::Count(Tally::PairingRefused(reason)));
        let code = ErrorCode::PairingCodeFailed;
        if matches!(self.session.line.state, State::WithPasskey(..)) {
            self.fail_pairing(&pairing, code, None);
            return true;
        }
        if pairing.phone_answered {
            self.end_code(pairing, code);
            return true;
        }
        self.report(code, true);
        self.tell(SessionNotification::PairingFailed {
            code,
            retry_after: code.retry_after(),
            correlation: pairing.correlation,
        });
        true
    }

    pub(super) fn paired(&mut self, phone: Phone) -> bool {
        let Some(pairing) = self.session.line.state.pairing().cloned() else { return false };
        self.session.linking.code_check = None;
        self.then(Effect::DisarmAll);
        if pairing.phone.as_ref().is_some_and(|asked| !asked.same_account(&phone)) {
            self.retire_link(true);
            self.session.linking.wrong_phone = Some(phone);
            self.fail_pairing(&pairing, ErrorCode::WrongPhoneLinked, None);
            return true;
        }
        if matches!(self.session.line.state, State::WithPasskey(..)) {
            self.then(Effect::Count(Tally::Passkey(PasskeyTally::Linked)));
        }
        self.then(Effect::NoteNumber { phone: phone.clone(), event: CodeUsageEvent::Linked });
        let method = if pairing.phone_answered { PairingMethod::Code } else { PairingMethod::Qr };
        self.session.linking.linked_by = Some(LinkedBy { method, requested_at: pairing.started_at });
        self.session.line.stored = Stored {
            has_credentials: true,
            phone: Some(phone),
            requested_phone: pairing.phone,
            paired_at: Some(self.moment.now),
            ..Stored::default()
        };
        self.session.line.unconfirmed = true;
        self.arm(Timer::ConnectWatchdog, self.session.policy.connect_watchdog);
        self.enter(State::Connecting);
        true
    }

    /// Handles the end of a link before the phone was linked. A code on the screen died with it and watchers are told;
    /// before a code is shown the pairing is retried.
    pub(super) fn pairing_link_ended(&mut self, mut pairing: Pairing, end_reason: &LinkEndReason) {
        self.session.line.link = None;
        self.session.linking.code_check = None;
        let early = matches!(self.session.line.state, State::Creating(_) | State::WaitingForPairingCode(_));
        if early && end_reason.worth_a_retry() && pairing.attempt < self.session.policy.pairing_attempts {
            let pause = self.next_try(&mut pairing);
            pairing.qr = None;
            self.arm(Timer::PairingRetry, pause);
            self.enter(State::Creating(pairing));
            return;
        }
        if let LinkEndReason::Store(failure) = end_reason
            && failure.keeps_what_is_stored()
        {
            self.fail_pairing_unwiped(&pairing, *failure);
        } else {
            self.fail_pairing_without_link(&pairing, end_reason);
        }
        if let LinkEndReason::Store(StoreFailure::UnknownOutcome) = end_reason {
            self.leave_to_reload();
        }
    }

    /// Fails a pairing whose link has ended. A device that WhatsApp linked but the database refused should leave the
    /// phone's list, but there is no connection left to remove it; its keys are gone, so it can never be used.
    fn fail_pairing_without_link(&mut self, pairing: &Pairing, end_reason: &LinkEndReason) {
        let banned = if let LinkEndReason::TemporarilyBanned { until } = end_reason { Some(*until) } else { None };
        let until = banned.map(|until| self.end_of_ban(until));
        let code = end_reason.pairing_error();
        if let LinkEndReason::WrongPhone { answered } = end_reason {
            self.session.linking.wrong_phone = Some(answered.clone());
        }
        self.release_number(pairing);
        self.wipe_pairing();
        self.park(Parked { code, until });
        let wait = until.map(|until| self.moment.until(until));
        self.tell_failure(Failure::of(pairing, code).after(wait));
    }

    /// Wipes what a pairing that is over has left. Rows that it has not emptied may hold something else.
    pub(super) fn wipe_pairing(&mut self) {
        let is_own = self.session.linking.rows == Rows::Emptied;
        self.wipe(if is_own { WipeOrder::DeadCredentials } else { WipeOrder::UnpreparedPairing });
    }

    /// Ends a pairing that will not succeed: its keys are useless and wiped, unless the database failed.
    pub(super) fn fail_pairing(&mut self, pairing: &Pairing, code: ErrorCode, retry_after: Option<Duration>) {
        self.session.linking.code_check = None;
        self.release_number(pairing);
        self.retire_link(false);
        if code != ErrorCode::StoreUnavailable {
            self.wipe_pairing();
        }
        self.park(Parked { code, until: retry_after.map(|wait| self.moment.after(wait)) });
        self.tell_failure(Failure::of(pairing, code).after(retry_after));
    }

    /// Fails a pairing without a wipe. Stored data is unknown now: it may be what was there before, a half-finished
    /// pairing, or even a linked phone whose confirmation was lost.
    fn fail_pairing_unwiped(&mut self, pairing: &Pairing, failure: StoreFailure) {
        self.session.reading.forget();
        self.release_number(pairing);
        let code = failure.error_code();
        let unreachable = matches!(failure, StoreFailure::Unavailable | StoreFailure::UnknownOutcome);
        let until = unreachable.then(|| self.moment.after(self.session.policy.reload_after));
        self.park(Parked { code, until });
        self.tell_failure(Failure::of(pairing, code));
    }

    /// Releases the number of a pairing that is over, so that others may request a code for it.
    pub(super) fn release_number(&mut self, pairing: &Pairing) {
        if let (Some(phone), Some(_)) = (&pairing.phone, pairing.grant) {
            let event = if pairing.code_counts { CodeUsageEvent::Over } else { CodeUsageEvent::NotGiven };
            self.then(Effect::NoteNumber { phone: phone.clone(), event });
        }
    }

    /// Releases the number of the pairing under way, if there is one.
    pub(super) fn release_number_under_way(&mut self) {
        if let Some(pairing) = self.session.line.state.pairing().cloned() {
            self.release_number(&pairing);
        }
    }
}
