//! State `pairing_code_sent`: a code or a QR is on the screen. Events `code_dead` and `phone_answered`, the timer
//! `code_expiry`, and a repeated request for the same number. A QR that is shown to a client outlives the code.

use std::time::Duration;

use crate::access::Asker;
use crate::{ErrorCode, PairRefusal, Pairing, PairingCode, PairingMethod};

use crate::session::effect::{Effect, Precheck, SessionNotification, Tally, Timer};
use crate::session::event::CodeDeath;
use crate::session::state::State;
use crate::session::step::{Failure, Step};

impl Step {
    /// Joins a request for the same number: shows the code again, or requests another one where the first has died
    /// beside a QR. Where a code is still being requested nothing is done: all watchers will be told.
    pub(super) fn join(&mut self, pairing: Pairing, by: Asker) {
        // With those who ask: one who joins may answer for a passkey that is demanded later.
        self.session.line.state = self.session.line.state.with_pairing(pairing.clone());
        if let (Some(live), Some(phone)) = (&pairing.code, &pairing.phone) {
            self.tell(SessionNotification::CodeReady {
                code: live.code.clone(),
                phone: phone.clone(),
                expires_at: live.expires_at,
                correlation: pairing.correlation.clone(),
            });
        } else if let (State::PairingCodeSent(_), Some(_), Some(phone)) =
            (&self.session.line.state, self.session.line.link, pairing.phone.clone())
        {
            // The code died while the QR beside it stayed: request another one on the same connection.
            self.arm(Timer::PairingTimeout, self.session.policy.pairing_timeout);
            let pairing = Pairing { grant: None, code_counts: false, started_at: self.moment.now, ..pairing };
            let question = Precheck::Link { phone: Some(phone), method: PairingMethod::Code, by, logs_out: false };
            self.session.linking.code_check = Some(self.start_check(question));
            self.enter(State::WaitingForPairingCode(pairing));
        }
    }

    /// Handles an answer of the phone, the first or a further one. The code can be typed again until the clients
    /// discard it.
    pub(in crate::session) fn phone_answered(&mut self) -> bool {
        let State::PairingCodeSent(mut pairing) = self.session.line.state.clone() else { return false };
        // Not the answer to a code: none is on the screen.
        let Some(code) = &mut pairing.code else { return true };
        let discarded = self.moment.after(Duration::from_secs(PairingCode::FINISHED_WITHIN_SECONDS.unsigned_abs()));
        code.expires_at = pairing.code_ends.map_or(discarded, |ends| ends.min(discarded));
        pairing.phone_answered = true;
        self.arm(Timer::CodeExpiry, self.session.policy.phone_answer);
        self.session.line.state = State::PairingCodeSent(pairing);
        true
    }

    /// Ends the code, by its expiry or by WhatsApp.
    pub(in crate::session) fn code_dead(&mut self, cause: CodeDeath) -> bool {
        let State::PairingCodeSent(pairing) = self.session.line.state.clone() else { return false };
        let code = match cause {
            // It was typed in time: what is missing is WhatsApp's confirmation.
            CodeDeath::Expired if pairing.phone_answered => ErrorCode::PairingNotFinished,
            CodeDeath::Expired => ErrorCode::CodeExpired,
            CodeDeath::Refused => {
                self.then(Effect::Count(Tally::PairingRefused(PairRefusal::FinishRefused)));
                ErrorCode::PairingCodeFailed
            }
        };
        self.end_code(pairing, code);
        true
    }

    /// Ends the code, and the pairing with it unless a QR is shown to a client.
    pub(super) fn end_code(&mut self, pairing: Pairing, code: ErrorCode) {
        if pairing.qr_wanted {
            self.release_number(&pairing);
            self.report(code, true);
            self.code_failed_beside_qr(pairing, code, None);
        } else {
            self.fail_pairing(&pairing, code, None);
        }
    }

    /// Disarms the timers of a code, shown or awaited.
    pub(super) fn disarm_code_timers(&mut self) {
        self.then(Effect::Disarm(Timer::PairingTimeout));
        self.then(Effect::Disarm(Timer::PairingRetry));
        self.then(Effect::Disarm(Timer::CodeExpiry));
    }

    /// Ends the code of a pairing whose QR is shown to a client; the QR stays.
    pub(super) fn code_failed_beside_qr(&mut self, mut pairing: Pairing, code: ErrorCode, wait: Option<Duration>) {
        self.session.linking.code_check = None;
        self.disarm_code_timers();
        self.tell_failure(Failure::of(&pairing, code).after(wait));
        pairing.code = None;
        pairing.code_ends = None;
        pairing.phone_answered = false;
        pairing.grant = None;
        self.enter(State::PairingCodeSent(pairing));
    }
}
