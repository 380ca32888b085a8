//! A pairing on its way: keys, QR, code, the phone's answer, the link.

use std::time::Duration;

use crate::gate::Urgency;
use crate::{
    Ending, ErrorCode, LiveCode, LiveQr, NumberDeed, PairRefusal, Pairing, PairingCode, PairingMethod, Phone, Refusal,
    StoreFailure, Timestamp,
};

use super::WipeOrder;
use super::effect::{Effect, Notice, Tally, Timer};
use super::event::{CodeDeath, LinkNo, Stored};
use super::state::{Parked, State};
use super::step::{Failure, Step};

impl Step {
    pub(super) fn credentials_prepared(&mut self, link: LinkNo) -> bool {
        let State::Creating(_) = self.session.state else { return false };
        self.session.stored.has_credentials = true;
        self.then(Effect::AskAdmission { link, urgency: Urgency::Person });
        true
    }

    pub(super) fn prepare_failed(&mut self, failure: StoreFailure) -> bool {
        let State::Creating(pairing) = self.session.state.clone() else { return false };
        self.session.link = None;
        self.fail_pairing_unwiped(&pairing, failure);
        match failure {
            StoreFailure::UnknownOutcome => self.leave_to_reload(),
            // The database answers, and nobody else would ask it what is stored.
            StoreFailure::PhoneInUse | StoreFailure::Corrupt => {
                self.session.failure_shown = true;
                self.then(Effect::Load);
            }
            // It is read again after a pause; or belongs to another owner, from whom a reading would take it.
            StoreFailure::Unavailable | StoreFailure::Fenced => {}
        }
        true
    }

    /// What is stored now is not known: what was there before, a half-finished pairing, or even a linked phone whose word was lost.
    fn fail_pairing_unwiped(&mut self, pairing: &Pairing, failure: StoreFailure) {
        self.session.loaded = false;
        self.let_go_of_number(pairing);
        let code = failure.error_code();
        let unreachable = matches!(failure, StoreFailure::Unavailable | StoreFailure::UnknownOutcome);
        let until = unreachable.then(|| self.moment.after(self.session.policy.reload_after));
        self.park(Parked { code, until });
        self.tell_failure(Failure::of(pairing, code));
    }

    pub(super) fn qr_shown(&mut self, link: LinkNo, text: String, expires_at: Timestamp) -> bool {
        let state = self.session.state.clone();
        let Some(mut pairing) = state.pairing().cloned() else { return false };
        debug_assert_eq!(self.session.link, Some(link));
        pairing.qr = Some(LiveQr { text: text.clone(), expires_at });
        if pairing.qr_wanted {
            self.tell(Notice::QrReady { text, expires_at });
        }
        match (&state, pairing.method) {
            (State::Creating(_), PairingMethod::Code) => self.request_code(pairing),
            (State::Creating(_), PairingMethod::Qr) => {
                self.then(Effect::Disarm(Timer::PairingBudget));
                self.enter(State::PairingCodeSent(pairing));
            }
            _ => self.session.state = state.with_pairing(pairing),
        }
        true
    }

    /// Asks WhatsApp for a code. From here on the request counts, until WhatsApp says that there is none.
    pub(super) fn request_code(&mut self, mut pairing: Pairing) {
        if let (Some(link), Some(phone)) = (self.session.link, pairing.phone.clone()) {
            self.then(Effect::RequestCode { link, phone });
            pairing.code_counts = true;
        }
        self.enter(State::WaitingForPairingCode(pairing));
    }

    pub(super) fn code_issued(&mut self, code: PairingCode, expires_at: Timestamp) -> bool {
        let State::WaitingForPairingCode(mut pairing) = self.session.state.clone() else { return false };
        let Some(phone) = pairing.phone.clone() else { return false };
        pairing.code = Some(LiveCode { code: code.clone(), expires_at });
        pairing.code_ends = Some(expires_at);
        self.then(Effect::Disarm(Timer::PairingBudget));
        let valid = Duration::from_secs(PairingCode::VALID_SECONDS.unsigned_abs());
        self.arm(Timer::CodeExpiry, self.moment.until(expires_at).min(valid));
        let took = (self.moment.now - pairing.started_at).to_std().unwrap_or_default();
        self.then(Effect::Count(Tally::CodeShown(took)));
        self.tell(Notice::CodeReady { code, phone, expires_at, correlation: pairing.correlation.clone() });
        self.enter(State::PairingCodeSent(pairing));
        true
    }

    pub(super) fn code_refused(&mut self, refusal: &Refusal) -> bool {
        let State::WaitingForPairingCode(mut pairing) = self.session.state.clone() else { return false };
        if refusal.worth_a_retry() && pairing.attempt < self.session.policy.pairing_attempts {
            self.arm(Timer::PairingRetry, self.next_try(&mut pairing));
            self.session.state = State::WaitingForPairingCode(pairing);
            return true;
        }
        // Silence may still have been heard as a request.
        pairing.code_counts = refusal.status.is_none();
        // A wait of nothing says nothing.
        let mut wait = refusal.backoff_seconds.filter(|seconds| *seconds > 0).map(Duration::from_secs);
        if refusal.error_code() == ErrorCode::RateLimited {
            wait = Some(self.note_throttle(&mut pairing, wait.unwrap_or_default()));
        }
        if pairing.qr_wanted {
            self.let_go_of_number(&pairing);
            self.report(refusal.error_code(), true);
            self.code_failed_beside_qr(pairing, refusal.error_code(), wait);
        } else {
            self.fail_pairing(&pairing, refusal.error_code(), wait);
        }
        true
    }

    /// The number is left alone for the pause that is due, or for as long as WhatsApp says if that is longer.
    fn note_throttle(&mut self, pairing: &mut Pairing, at_least: Duration) -> Duration {
        let throttles = pairing.grant.take().unwrap_or_default().throttles.saturating_add(1);
        let wait = self.session.policy.number.cool_down(throttles).max(at_least);
        if let Some(phone) = pairing.phone.clone() {
            let until = self.moment.after(wait);
            self.then(Effect::NoteNumber { phone, deed: NumberDeed::Throttled { until } });
        }
        wait
    }

    /// There is no code, but somebody looks at the QR, which lives on.
    pub(super) fn code_failed_beside_qr(&mut self, mut pairing: Pairing, code: ErrorCode, wait: Option<Duration>) {
        self.then(Effect::Disarm(Timer::PairingBudget));
        self.then(Effect::Disarm(Timer::PairingRetry));
        self.then(Effect::Disarm(Timer::CodeExpiry));
        self.tell_failure(Failure::of(&pairing, code).after(wait));
        pairing.code = None;
        pairing.code_ends = None;
        pairing.phone_answered = false;
        pairing.grant = None;
        self.enter(State::PairingCodeSent(pairing));
    }

    fn next_try(&self, pairing: &mut Pairing) -> Duration {
        let pause = self.session.policy.pairing_retry.saturating_mul(1 << (pairing.attempt - 1).min(16));
        pairing.attempt += 1;
        pause
    }

    pub(super) fn pairing_retry_due(&mut self) -> bool {
        match (self.session.state.clone(), self.session.link) {
            (State::WaitingForPairingCode(pairing), Some(_)) => self.request_code(pairing),
            (State::Creating(pairing), None) => self.prepare(pairing),
            _ => return false,
        }
        true
    }

    pub(super) fn pairing_budget_used_up(&mut self) -> bool {
        match self.session.state.clone() {
            State::Connecting => self.answer_waiting(ErrorCode::PairingTimeout, None),
            State::Creating(pairing) => self.time_is_up(&pairing),
            State::WaitingForPairingCode(pairing) if pairing.qr_wanted => {
                self.let_go_of_number(&pairing);
                self.report(ErrorCode::PairingTimeout, true);
                self.code_failed_beside_qr(pairing, ErrorCode::PairingTimeout, None);
            }
            State::WaitingForPairingCode(pairing) => self.time_is_up(&pairing),
            State::PairingCodeSent(_)
            | State::Idle
            | State::Connected
            | State::Reconnecting { .. }
            | State::PasskeyRequired
            | State::Error(_) => return false,
        }
        true
    }

    fn time_is_up(&mut self, pairing: &Pairing) {
        self.session.question = None;
        self.fail_pairing(pairing, ErrorCode::PairingTimeout, None);
    }

    /// The code is over, by its own clock or by WhatsApp's word. A QR that somebody looks at lives on.
    pub(super) fn code_dead(&mut self, cause: CodeDeath) -> bool {
        let State::PairingCodeSent(pairing) = self.session.state.clone() else { return false };
        let code = match cause {
            // It was typed in time: what is missing is WhatsApp's word.
            CodeDeath::Expired if pairing.phone_answered => ErrorCode::PairingNotFinished,
            CodeDeath::Expired => ErrorCode::CodeExpired,
            CodeDeath::Refused => {
                self.then(Effect::Count(Tally::PairingRefused(PairRefusal::FinishRefused)));
                ErrorCode::PairingCodeFailed
            }
        };
        self.code_is_over(pairing, code);
        true
    }

    fn code_is_over(&mut self, pairing: Pairing, code: ErrorCode) {
        if pairing.qr_wanted {
            self.let_go_of_number(&pairing);
            self.report(code, true);
            self.code_failed_beside_qr(pairing, code, None);
        } else {
            self.fail_pairing(&pairing, code, None);
        }
    }

    /// The phone says that the linking failed. A typed code ends with that; a QR that was scanned stays, and can be scanned again.
    pub(super) fn pairing_refused(&mut self, reason: PairRefusal) -> bool {
        let Some(pairing) = self.session.state.pairing().cloned() else { return false };
        self.then(Effect::Count(Tally::PairingRefused(reason)));
        if pairing.phone_answered {
            self.code_is_over(pairing, ErrorCode::PairingCodeFailed);
            return true;
        }
        let code = ErrorCode::PairingCodeFailed;
        self.report(code, true);
        self.tell(Notice::PairingFailed { code, retry_after: code.retry_after(), correlation: pairing.correlation });
        true
    }

    /// The phone has answered, or answered once more. The code can be typed again until the clients give it up.
    pub(super) fn phone_answered(&mut self) -> bool {
        let State::PairingCodeSent(mut pairing) = self.session.state.clone() else { return false };
        // Not the answer to a code: none is on the screen.
        let Some(code) = &mut pairing.code else { return true };
        let given_up = self.moment.after(Duration::from_secs(PairingCode::FINISHED_WITHIN_SECONDS.unsigned_abs()));
        code.expires_at = pairing.code_ends.map_or(given_up, |ends| ends.min(given_up));
        pairing.phone_answered = true;
        self.arm(Timer::CodeExpiry, self.session.policy.phone_answer);
        self.session.state = State::PairingCodeSent(pairing);
        true
    }

    pub(super) fn passkey_required(&mut self) -> bool {
        let Some(pairing) = self.session.state.pairing().cloned() else { return false };
        self.fail_pairing(&pairing, ErrorCode::PasskeyRequired, None);
        true
    }

    pub(super) fn paired(&mut self, phone: Phone) -> bool {
        let Some(pairing) = self.session.state.pairing().cloned() else { return false };
        self.session.question = None;
        self.then(Effect::DisarmAll);
        if pairing.phone.as_ref().is_some_and(|asked| !asked.same_account(&phone)) {
            self.retire_link(true);
            self.fail_pairing(&pairing, ErrorCode::WrongPhoneLinked, None);
            return true;
        }
        self.then(Effect::NoteNumber { phone: phone.clone(), deed: NumberDeed::Linked });
        let method = if pairing.phone_answered { PairingMethod::Code } else { PairingMethod::Qr };
        self.session.linked_by = Some((method, pairing.started_at));
        self.session.stored = Stored {
            has_credentials: true,
            phone: Some(phone),
            requested_phone: pairing.phone,
            paired_at: Some(self.moment.now),
            ..Stored::default()
        };
        self.session.unconfirmed = true;
        self.arm(Timer::ConnectWatchdog, self.session.policy.connect_watchdog);
        self.enter(State::Connecting);
        true
    }

    /// The line broke before the phone was linked. A code on the screen died with it and people are told; before that it is
    /// tried again.
    pub(super) fn pairing_link_ended(&mut self, mut pairing: Pairing, ending: &Ending) {
        self.session.link = None;
        self.session.question = None;
        let early = matches!(self.session.state, State::Creating(_) | State::WaitingForPairingCode(_));
        if early && ending.worth_a_retry() && pairing.attempt < self.session.policy.pairing_attempts {
            let pause = self.next_try(&mut pairing);
            pairing.qr = None;
            self.arm(Timer::PairingRetry, pause);
            self.enter(State::Creating(pairing));
            return;
        }
        self.give_pairing_up_to(&pairing, ending);
        if let Ending::Store(StoreFailure::UnknownOutcome) = ending {
            self.leave_to_reload();
        }
    }

    fn give_pairing_up_to(&mut self, pairing: &Pairing, ending: &Ending) {
        // A device that WhatsApp linked but the database refused must not stay on the phone's list, but there is no line to
        // say so any more; its keys are gone, so it can never be used.
        match ending {
            Ending::Store(failure) if failure.keeps_what_is_stored() => self.fail_pairing_unwiped(pairing, *failure),
            _ => {
                let until = match ending {
                    Ending::TemporarilyBanned { until } => Some(self.end_of_ban(*until)),
                    _ => None,
                };
                self.let_go_of_number(pairing);
                self.wipe(WipeOrder::Verdict);
                self.park(Parked { code: ending.pairing_error(), until });
                let wait = until.map(|until| self.moment.until(until));
                self.tell_failure(Failure::of(pairing, ending.pairing_error()).after(wait));
            }
        }
    }
}
