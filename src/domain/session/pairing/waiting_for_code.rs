//! State `waiting_for_pairing_code`: the request for a code, and WhatsApp's answer. Events `code_issued` and
//! `code_refused`.

use std::time::Duration;

use crate::{CodeGrant, CodeUsageEvent, ErrorCode, LiveCode, Pairing, PairingCode, PairingMethod, Refusal, Timestamp};

use crate::session::effect::{Effect, SessionNotification, Tally, Timer};
use crate::session::event::{LinkNo, PrecheckError};
use crate::session::state::State;
use crate::session::step::Step;

impl Step {
    /// Orders the code from a link that has shown no QR yet. It requests the code with its first one, without a word from
    /// here. Until that QR the request does not count: WhatsApp has not been asked.
    pub(super) fn order_code(&mut self, link: LinkNo, pairing: &Pairing) {
        if let (PairingMethod::Code, Some(phone)) = (pairing.method, pairing.phone.clone()) {
            self.session.linking.code_ordered = Some(link);
            self.then(Effect::RequestCode { link, phone });
        }
    }

    /// Requests a code from WhatsApp, unless the link was told to before its first QR. From here on the request counts,
    /// until WhatsApp replies that there is none.
    pub(super) fn request_code(&mut self, mut pairing: Pairing) {
        if let (Some(link), Some(phone)) = (self.session.line.link, pairing.phone.clone()) {
            if self.session.linking.code_ordered.take() != Some(link) {
                self.then(Effect::RequestCode { link, phone });
            }
            pairing.code_counts = true;
        }
        self.enter(State::WaitingForPairingCode(pairing));
    }

    /// Handles the check of a second code on the same link. The QR beside it stays if there is none.
    pub(super) fn second_code_checked(&mut self, pairing: Pairing, result: Result<CodeGrant, PrecheckError>) {
        match result {
            Ok(grant) => self.request_code(Pairing { grant: Some(grant), ..pairing }),
            Err(denial) => {
                let wait = denial.until.map(|until| self.moment.until(until));
                self.report(denial.code, true);
                self.code_failed_beside_qr(pairing, denial.code, wait);
            }
        }
    }

    pub(in crate::session) fn code_issued(&mut self, code: PairingCode, expires_at: Timestamp) -> bool {
        let State::WaitingForPairingCode(mut pairing) = self.session.line.state.clone() else { return false };
        let Some(phone) = pairing.phone.clone() else { return false };
        // A check for another code may still run: this one makes it superfluous.
        self.session.linking.code_check = None;
        pairing.code = Some(LiveCode { code: code.clone(), expires_at });
        pairing.code_ends = Some(expires_at);
        self.then(Effect::Disarm(Timer::PairingTimeout));
        let valid = Duration::from_secs(PairingCode::VALID_SECONDS.unsigned_abs());
        self.arm(Timer::CodeExpiry, self.moment.until(expires_at).min(valid));
        let took = (self.moment.now - pairing.started_at).to_std().unwrap_or_default();
        self.then(Effect::Count(Tally::CodeShown(took)));
        self.tell(SessionNotification::CodeReady { code, phone, expires_at, correlation: pairing.correlation.clone() });
        self.enter(State::PairingCodeSent(pairing));
        true
    }

    pub(in crate::session) fn code_refused(&mut self, refusal: &Refusal) -> bool {
        let State::WaitingForPairingCode(mut pairing) = self.session.line.state.clone() else { return false };
        if refusal.worth_a_retry() && pairing.attempt < self.session.policy.pairing_attempts {
            self.arm(Timer::PairingRetry, self.next_try(&mut pairing));
            self.session.line.state = State::WaitingForPairingCode(pairing);
            return true;
        }
        // Without an answer WhatsApp may still have received the request.
        pairing.code_counts = refusal.status.is_none();
        // A wait of zero means that none is given.
        let mut wait = refusal.backoff_seconds.filter(|seconds| *seconds > 0).map(Duration::from_secs);
        if refusal.error_code() == ErrorCode::RateLimited {
            wait = Some(self.note_throttle(&mut pairing, wait.unwrap_or_default()));
        }
        if pairing.qr_wanted {
            self.release_number(&pairing);
            self.report(refusal.error_code(), true);
            self.code_failed_beside_qr(pairing, refusal.error_code(), wait);
        } else {
            self.fail_pairing(&pairing, refusal.error_code(), wait);
        }
        true
    }

    /// Records a throttle. Returns the pause of the number: the one that is due, or WhatsApp's own if that is longer.
    fn note_throttle(&mut self, pairing: &mut Pairing, at_least: Duration) -> Duration {
        let throttles = pairing.grant.take().unwrap_or_default().throttles.saturating_add(1);
        let wait = self.session.policy.number.cool_down(throttles).max(at_least);
        if let Some(phone) = pairing.phone.clone() {
            let until = self.moment.after(wait);
            self.then(Effect::NoteNumber { phone, event: CodeUsageEvent::Throttled { until } });
        }
        wait
    }
}
