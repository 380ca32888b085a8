//! Linking with the account's passkey: WhatsApp's request, the assertion, the code that two people compare, and the
//! confirmation. The exchange itself is the library's.

use std::sync::Arc;

use linekeeper_domain::{PasskeyAssertion, PasskeyChallenge, PasskeyCode, PasskeyFailure};
use linekeeper_ports::LinkEvent;
use tokio_util::task::AbortOnDropHandle;
use wacore::types::events::PairPasskeyConfirmation;
use whatsapp_rust::passkey::{Assertion, PasskeyError};

use super::Live;
use super::outbox::Outbox;

/// What became of a step; `None`: the link is being closed.
pub(super) type StepOutcome = Option<Result<(), PasskeyError>>;

/// Step that is being sent to WhatsApp. Dropped, it is given up.
pub(super) struct Step {
    /// What its failure means.
    kind: PasskeyFailure,
    pub(super) outcome: AbortOnDropHandle<StepOutcome>,
}

/// State of a linking with a passkey.
#[derive(Default)]
pub(super) struct Passkey {
    /// The account demands one.
    pub(super) demanded: bool,
    /// Step under way. Boxed: most links have none.
    pub(super) step: Option<Box<Step>>,
}

impl Passkey {
    /// Handles what became of the step under way.
    pub(super) fn step_is_over(&mut self, outcome: &StepOutcome, outbox: &mut Outbox) {
        let Some(step) = self.step.take() else { return };
        if let Some(Err(error)) = outcome {
            // WhatsApp's text says nothing about the account; the assertion is not in it.
            tracing::info!(%error, step = step.kind.as_str(), "a step of a linking with a passkey failed");
            outbox.push(LinkEvent::PasskeyFailed(step.kind));
        }
    }
}

impl Live {
    /// Handles WhatsApp's request for an assertion. From here on a person needs minutes, in which the library would give
    /// up the linking.
    pub(super) fn passkey_requested(&mut self, options: &str) {
        if self.pairing.paired {
            return;
        }
        self.pairing.passkey.demanded = true;
        self.parts.runtime.hold_linking_timers();
        match PasskeyChallenge::parse(options) {
            Ok(challenge) => self.outbox.push(LinkEvent::PasskeyRequested(challenge)),
            Err(error) => {
                let company = &self.order.company;
                tracing::warn!(company.id = %company, %error, "WhatsApp demands a passkey of company {company} with options that cannot be used");
                self.outbox.push(LinkEvent::PasskeyFailed(PasskeyFailure::Options));
            }
        }
    }

    /// Handles the code that two people compare. Where WhatsApp knows the companion from before nobody compares, and the
    /// linking is completed at once.
    pub(super) fn passkey_code(&mut self, confirmation: &PairPasskeyConfirmation) {
        if confirmation.skip_handoff_ux {
            return self.confirm_passkey();
        }
        self.outbox.push(LinkEvent::PasskeyCode(PasskeyCode::new(confirmation.code.clone())));
    }

    /// Sends the assertion.
    pub(super) fn answer_passkey(&mut self, assertion: &PasskeyAssertion) {
        let client = Arc::clone(&self.parts.client);
        let assertion =
            Assertion { assertion_json: assertion.json().to_vec(), credential_id: assertion.credential_id().to_vec() };
        self.begin_step(PasskeyFailure::Assertion, async move { client.send_passkey_response(assertion).await });
    }

    /// Sends what completes the linking.
    pub(super) fn confirm_passkey(&mut self) {
        let client = Arc::clone(&self.parts.client);
        self.begin_step(PasskeyFailure::Confirmation, async move { client.send_passkey_confirmation().await });
    }

    /// Begins a step, if the account demands a passkey and no other step is under way.
    fn begin_step(
        &mut self,
        kind: PasskeyFailure,
        step: impl Future<Output = Result<(), PasskeyError>> + Send + 'static,
    ) {
        let passkey = &mut self.pairing.passkey;
        if !passkey.demanded || passkey.step.is_some() {
            return self.outbox.push(LinkEvent::PasskeyFailed(kind));
        }
        let outcome = AbortOnDropHandle::new(self.parts.runtime.start(step));
        passkey.step = Some(Box::new(Step { kind, outcome }));
    }

    /// Handles a failure that the library reports by itself: of the options, or of the exchange with the phone.
    pub(super) fn passkey_failed(&mut self, is_continuation: bool) {
        self.pairing.passkey.demanded = true;
        let failure = if is_continuation { PasskeyFailure::Exchange } else { PasskeyFailure::Options };
        self.outbox.push(LinkEvent::PasskeyFailed(failure));
    }
}
