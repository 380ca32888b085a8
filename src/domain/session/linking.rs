//! A pairing on its way: keys, QR, code, the phone's answer, the link.

use std::time::Duration;

use crate::{
    Ending, ErrorCode, LiveCode, LiveQr, Pairing, PairingCode, PairingMethod, Phone, Refusal, StoreFailure, Timestamp,
};

use super::WipeOrder;
use super::effect::{Departure, Effect, Notice, Timer};
use super::event::LinkNo;
use super::state::{Parked, State};
use super::step::Step;

impl Step {
    pub(super) fn credentials_prepared(&mut self, link: LinkNo) -> bool {
        let State::Creating(_) = self.session.state else { return false };
        self.session.stored.has_credentials = true;
        self.then(Effect::Open { link, login: false });
        true
    }

    pub(super) fn prepare_failed(&mut self, failure: StoreFailure) -> bool {
        let State::Creating(pairing) = self.session.state.clone() else { return false };
        self.session.link = None;
        // What was stored before is still there, except after a lost answer: then everything is read again.
        self.session.loaded = false;
        self.fail_pairing_unwiped(&pairing, failure.error_code());
        match failure {
            StoreFailure::UnknownOutcome => self.then(Effect::Leave(Departure::Reload)),
            StoreFailure::Unavailable => self.arm(Timer::Reload, self.session.policy.reload_after),
            StoreFailure::Fenced | StoreFailure::PhoneInUse | StoreFailure::Corrupt => {}
        }
        true
    }

    fn fail_pairing_unwiped(&mut self, pairing: &Pairing, code: ErrorCode) {
        self.park(Parked { code, until: None });
        self.tell(Notice::PairingFailed { code, retry_after: None, correlation: pairing.correlation.clone() });
    }

    pub(super) fn qr_shown(&mut self, link: LinkNo, text: String, expires_at: Timestamp) -> bool {
        let state = self.session.state.clone();
        let Some(mut pairing) = state.pairing().cloned() else { return false };
        pairing.qr = Some(LiveQr { text: text.clone(), expires_at });
        if pairing.qr_wanted {
            self.tell(Notice::QrReady { text, expires_at });
        }
        match (&state, pairing.method, pairing.phone.clone()) {
            (State::Creating(_), PairingMethod::Code, Some(phone)) => {
                self.then(Effect::RequestCode { link, phone });
                self.enter(State::WaitingForPairingCode(pairing));
            }
            (State::Creating(_), _, _) => {
                self.then(Effect::Disarm(Timer::PairingBudget));
                self.enter(State::PairingCodeSent(pairing));
            }
            _ => self.session.state = state.with_pairing(pairing),
        }
        true
    }

    pub(super) fn code_issued(&mut self, code: PairingCode, expires_at: Timestamp) -> bool {
        let State::WaitingForPairingCode(mut pairing) = self.session.state.clone() else { return false };
        let Some(phone) = pairing.phone.clone() else { return false };
        pairing.code = Some(LiveCode { code: code.clone(), expires_at });
        self.then(Effect::Disarm(Timer::PairingBudget));
        self.arm(Timer::CodeExpiry, self.moment.until(expires_at));
        self.tell(Notice::CodeReady { code, phone, expires_at, correlation: pairing.correlation.clone() });
        self.enter(State::PairingCodeSent(pairing));
        true
    }

    pub(super) fn code_refused(&mut self, refusal: &Refusal) -> bool {
        let State::WaitingForPairingCode(mut pairing) = self.session.state.clone() else { return false };
        if refusal.worth_a_retry() && pairing.attempt < self.session.policy.pairing_attempts {
            self.arm(Timer::PairingRetry, self.next_try(&mut pairing));
            self.session.state = State::WaitingForPairingCode(pairing);
        } else {
            self.fail_pairing(&pairing, refusal.error_code(), refusal.backoff_seconds.map(Duration::from_secs));
        }
        true
    }

    fn next_try(&self, pairing: &mut Pairing) -> Duration {
        let pause = self.session.policy.pairing_retry.saturating_mul(1 << (pairing.attempt - 1).min(16));
        pairing.attempt += 1;
        pause
    }

    pub(super) fn pairing_retry_due(&mut self) -> bool {
        match (self.session.state.clone(), self.session.link) {
            (State::WaitingForPairingCode(Pairing { phone: Some(phone), .. }), Some(link)) => {
                self.then(Effect::RequestCode { link, phone });
                true
            }
            (State::Creating(pairing), None) => {
                self.prepare(pairing);
                true
            }
            _ => false,
        }
    }

    pub(super) fn pairing_budget_used_up(&mut self) -> bool {
        if self.session.state == State::Connecting {
            self.answer_waiting(ErrorCode::PairingTimeout, None);
            return true;
        }
        let (State::Creating(pairing) | State::WaitingForPairingCode(pairing)) = self.session.state.clone() else {
            return false;
        };
        self.fail_pairing(&pairing, ErrorCode::PairingTimeout, None);
        true
    }

    /// The code is over, by its own clock or by WhatsApp's word. A QR that somebody looks at lives on.
    pub(super) fn code_dead(&mut self) -> bool {
        let State::PairingCodeSent(mut pairing) = self.session.state.clone() else { return false };
        if pairing.qr_wanted && !pairing.phone_answered {
            self.then(Effect::Disarm(Timer::CodeExpiry));
            let (code, correlation) = (ErrorCode::CodeExpired, pairing.correlation.clone());
            self.tell(Notice::PairingFailed { code, retry_after: None, correlation });
            pairing.code = None;
            self.session.state = State::PairingCodeSent(pairing);
        } else {
            self.fail_pairing(&pairing, ErrorCode::CodeExpired, None);
        }
        true
    }

    pub(super) fn phone_answered(&mut self) -> bool {
        let State::PairingCodeSent(mut pairing) = self.session.state.clone() else { return false };
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
        self.then(Effect::DisarmAll);
        if pairing.phone.as_ref().is_some_and(|asked| !asked.same_account(&phone)) {
            self.retire_link(true);
            self.fail_pairing(&pairing, ErrorCode::WrongPhoneLinked, None);
            return true;
        }
        self.session.stored = super::Stored {
            has_credentials: true,
            phone: Some(phone),
            requested_phone: pairing.phone,
            paired_at: Some(self.moment.now),
        };
        self.arm(Timer::ConnectWatchdog, self.session.policy.connect_watchdog);
        self.enter(State::Connecting);
        true
    }

    /// The line broke before the phone was linked. A code on the screen died with it and people are told; before that it is tried again.
    pub(super) fn pairing_link_ended(&mut self, mut pairing: Pairing, ending: &Ending) {
        self.session.link = None;
        if let Ending::Store(StoreFailure::UnknownOutcome) = ending {
            self.then(Effect::Leave(Departure::Reload));
        }
        let early = matches!(self.session.state, State::Creating(_) | State::WaitingForPairingCode(_));
        if early && ending.worth_a_retry() && pairing.attempt < self.session.policy.pairing_attempts {
            let pause = self.next_try(&mut pairing);
            pairing.qr = None;
            self.arm(Timer::PairingRetry, pause);
            self.session.state = State::Creating(pairing);
            return;
        }
        // A device that WhatsApp linked but the database refused must not stay on the phone's list, but there is no line to
        // say so any more; its keys are gone, so it can never be used.
        let (order, code) = (WipeOrder::Verdict, ending.pairing_error());
        if code == ErrorCode::StoreUnavailable || code == ErrorCode::Replaced {
            self.fail_pairing_unwiped(&pairing, code);
        } else {
            self.wipe(order);
            self.park(Parked { code, until: None });
            self.tell(Notice::PairingFailed { code, retry_after: None, correlation: pairing.correlation });
        }
    }
}
