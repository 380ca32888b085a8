//! State of one exchange, kept with the connection that is being linked.

use std::time::{Duration, Instant};

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD as BASE64URL;
use serde_json::{Value, json};
use tokio::sync::oneshot;

use super::primary::Primary;
use super::views::{PasskeyLinking, PasskeyStep};
use crate::error::Refusal;
use crate::state::{Number, random};

/// Outcome for the phone: the companion's new ADV secret.
pub(crate) type Outcome = Result<[u8; 32], Refusal>;

/// A linking that waits for a passkey or for what follows it.
pub(crate) struct Exchange {
    pub(super) number: Number,
    pub(super) rp_id: String,
    pub(super) challenge: Option<Challenge>,
    /// Ref that the companion was given.
    pub(super) reference: Option<String>,
    pub(super) step: Step,
    pub(super) confirmed: bool,
    pub(super) handoff: bool,
    pub(super) refused: Option<&'static str>,
    done: Option<oneshot::Sender<Outcome>>,
}

/// An issued challenge, valid for one assertion.
pub(super) struct Challenge {
    pub(super) bytes: [u8; 32],
    issued: Instant,
    validity: Duration,
}

/// Step that the exchange waits for.
pub(super) enum Step {
    Assertion,
    Nonce(Box<Primary>),
    PairingRequest {
        primary: Box<Primary>,
        code: String,
    },
    /// The companion has sent everything; the person at the phone has not confirmed the code.
    Confirmation {
        adv_secret: [u8; 32],
        code: String,
    },
    /// It has ended; every further request of the companion is answered with this code.
    Over(u16),
}

impl Challenge {
    fn issue(validity: Duration) -> Self {
        Self { bytes: random(), issued: Instant::now(), validity }
    }

    pub(super) fn expire(&mut self) {
        self.validity = Duration::ZERO;
    }

    pub(super) fn expired(&self) -> bool {
        self.issued.elapsed() >= self.validity
    }

    /// `PublicKeyCredentialRequestOptions`.
    pub(super) fn options(&self, rp_id: &str) -> Value {
        json!({
            "challenge": BASE64URL.encode(self.bytes),
            "timeout": u64::try_from(self.validity.as_millis()).unwrap_or(u64::MAX),
            "rpId": rp_id,
            "allowCredentials": [],
            "userVerification": "required",
        })
    }
}

impl Exchange {
    pub(super) fn new(number: Number, rp_id: String, done: oneshot::Sender<Outcome>) -> Self {
        Self {
            number,
            rp_id,
            challenge: None,
            reference: None,
            step: Step::Assertion,
            confirmed: false,
            handoff: false,
            refused: None,
            done: Some(done),
        }
    }

    /// Issues a challenge in place of an older one; returns the text of the options.
    pub(super) fn issue(&mut self, validity: Duration) -> String {
        let challenge = self.challenge.insert(Challenge::issue(validity));
        challenge.options(&self.rp_id).to_string()
    }

    pub(super) fn is_over(&self) -> bool {
        matches!(self.step, Step::Over(_))
    }

    /// Confirms the code for the person at the phone. Refused while the phone shows none.
    pub(super) fn confirm(&mut self) -> Result<(), Refusal> {
        match self.step {
            Step::PairingRequest { .. } => self.confirmed = true,
            Step::Confirmation { adv_secret, .. } => self.end(Ok(adv_secret)),
            Step::Assertion | Step::Nonce(_) | Step::Over(_) => return Err(Refusal::NoPasskeyLinking),
        }
        Ok(())
    }

    /// Ends the exchange and wakes the phone. What the companion still requests is refused: with 403 after the person's
    /// refusal, with 409 after a success, else with 401.
    pub(super) fn end(&mut self, outcome: Outcome) {
        let code = match &outcome {
            Ok(_) => 409,
            Err(Refusal::PasskeyRefused) => 403,
            Err(_) => 401,
        };
        self.step = Step::Over(code);
        if let Some(done) = self.done.take() {
            // An error means that the phone stopped waiting; it has already reported why.
            let _ = done.send(outcome);
        }
    }

    /// State for the control API; `None` once it has ended.
    pub(super) fn view(&self) -> Option<PasskeyLinking> {
        let (step, code) = match &self.step {
            Step::Assertion => (PasskeyStep::Assertion, None),
            Step::Nonce(_) => (PasskeyStep::Nonce, None),
            Step::PairingRequest { code, .. } => (PasskeyStep::PairingRequest, Some(code)),
            Step::Confirmation { code, .. } => (PasskeyStep::Confirmation, Some(code)),
            Step::Over(_) => return None,
        };
        Some(PasskeyLinking {
            step,
            options: self
                .challenge
                .as_ref()
                .filter(|challenge| !challenge.expired())
                .map(|challenge| challenge.options(&self.rp_id)),
            code: code.filter(|_| !self.handoff).cloned(),
            confirmed: self.confirmed,
            handoff: self.handoff,
            refused: self.refused.map(str::to_owned),
        })
    }
}
