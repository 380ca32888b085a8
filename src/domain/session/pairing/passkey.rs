//! States `waiting_for_passkey`, `checking_passkey` and `confirming_passkey`: WhatsApp demands an assertion of the
//! account's passkey, somebody answers, and a person compares the code on the phone with the one here. Events
//! `passkey_requested`, `passkey_answered`, `passkey_code_shown`, `passkey_confirmed` and `passkey_failed`, the timer
//! `passkey_expiry`, and a repeated request for the same number.
//!
//! A challenge is answered once, by a requester of the pairing or by an operator; after a refusal only another
//! pairing begins anew. The code and the QR that were on the screen have done their work and are taken off it.

use std::sync::Arc;
use std::time::Duration;

use crate::access::Asker;
use crate::passkey::LONGEST_ANSWER;
use crate::{
    ChallengeId, CorrelationId, ErrorCode, Pairing, PasskeyAnswer, PasskeyAssertion, PasskeyChallenge, PasskeyCode,
    PasskeyFailure, Timestamp,
};

use crate::session::another_number::Rows;
use crate::session::effect::{Effect, PasskeyTally, SessionNotification, Tally, Timer};
use crate::session::event::{LinkNo, PasskeyStep};
use crate::session::state::{State, StateName};
use crate::session::step::Step;

/// Time that a person has at least to compare the codes, however late the answer came.
const COMPARING: Duration = Duration::from_secs(60);

/// A linking with a passkey, from WhatsApp's demand on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PasskeyExchange {
    /// Challenge at hand.
    pub challenge: ChallengeId,
    /// Whose turn it is.
    pub turn: PasskeyTurn,
    /// End of the wait.
    pub expires_at: Timestamp,
    /// End of the wait for answers to all challenges together.
    ends_at: Timestamp,
}

/// Whose turn it is in a linking with a passkey.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PasskeyTurn {
    /// Somebody's who can answer the challenge.
    Answer(PasskeyChallenge),
    /// WhatsApp's and the phone's, which have the assertion; or, once it is confirmed, the confirmation.
    Check {
        /// Whether the codes were compared.
        confirmed: bool,
    },
    /// A person's who compares this code with the one on the phone.
    Compare(PasskeyCode),
}

/// What a person has before them in a linking with a passkey.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LivePasskey {
    /// Challenge that an answer or a confirmation names.
    pub challenge: ChallengeId,
    /// What is to be answered or compared.
    pub item: PasskeyItem,
    /// End of the time for it.
    pub expires_at: Timestamp,
    /// Those who may answer, beside operators.
    pub askers: Arc<[Asker]>,
    /// Correlation id of the request that began the pairing.
    pub correlation: CorrelationId,
}

impl LivePasskey {
    /// WhatsApp's options as JSON, where a challenge is to be answered.
    #[must_use]
    pub fn options(&self) -> Option<serde_json::Value> {
        match &self.item {
            // They were read before.
            PasskeyItem::Challenge(challenge) => serde_json::from_str(challenge.options()).ok(),
            PasskeyItem::Code(_) => None,
        }
    }

    /// The code as it is shown, where one is to be compared.
    #[must_use]
    pub fn code(&self) -> Option<&str> {
        match &self.item {
            PasskeyItem::Code(code) => Some(code.as_str()),
            PasskeyItem::Challenge(_) => None,
        }
    }
}

/// What is to be answered or compared in a linking with a passkey.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PasskeyItem {
    /// WhatsApp's demand.
    Challenge(PasskeyChallenge),
    /// The code that the phone shows, too.
    Code(PasskeyCode),
}

impl PasskeyExchange {
    /// Name of the state.
    #[must_use]
    pub const fn state_name(&self) -> StateName {
        match self.turn {
            PasskeyTurn::Answer(_) => StateName::WaitingForPasskey,
            PasskeyTurn::Check { .. } => StateName::CheckingPasskey,
            PasskeyTurn::Compare(_) => StateName::ConfirmingPasskey,
        }
    }

    /// What is on the screen now, if it is a person's turn.
    #[must_use]
    pub fn live(&self, pairing: &Pairing) -> Option<LivePasskey> {
        let item = match &self.turn {
            PasskeyTurn::Answer(challenge) => PasskeyItem::Challenge(challenge.clone()),
            PasskeyTurn::Compare(code) => PasskeyItem::Code(code.clone()),
            PasskeyTurn::Check { .. } => return None,
        };
        Some(LivePasskey {
            challenge: self.challenge.clone(),
            item,
            expires_at: self.expires_at,
            askers: pairing.askers.clone(),
            correlation: pairing.correlation.clone(),
        })
    }
}

impl Step {
    /// Handles WhatsApp's demand for an assertion, the first or a further one.
    pub(in crate::session) fn passkey_requested(&mut self, challenge: PasskeyChallenge) -> bool {
        let state = self.session.line.state.clone();
        let Some(pairing) = state.pairing().cloned() else { return false };
        // No phone can have scanned or typed what is not shown before the rows are empty.
        if self.session.linking.rows != Rows::Emptied {
            return false;
        }
        let before = if let State::WithPasskey(_, exchange) = &state { Some(exchange) } else { None };
        let id = challenge.id();
        // The demand that is there already: if it was answered, it must not be answered again.
        if before.is_some_and(|exchange| exchange.challenge == id) {
            return true;
        }
        let ends_at = before.map_or_else(|| self.moment.after(LONGEST_ANSWER), |exchange| exchange.ends_at);
        let expires_at = self.moment.after(challenge.valid_for()).min(ends_at);
        self.session.linking.code_check = None;
        self.disarm_code_timers();
        self.then(Effect::Count(Tally::Passkey(PasskeyTally::Requested)));
        let pairing = Pairing { code: None, code_ends: None, qr: None, ..pairing };
        let turn = PasskeyTurn::Answer(challenge);
        self.take_turn(pairing, PasskeyExchange { challenge: id, turn, expires_at, ends_at });
        true
    }

    /// Handles an answer to the challenge.
    pub(in crate::session) fn passkey_answered(&mut self, step: PasskeyStep<PasskeyAnswer>) {
        let PasskeyStep { challenge, with: answer, by, correlation } = step;
        let result = self.answer_passkey(&challenge, &answer, &by);
        self.then(Effect::ReplyToStep { correlation, result });
    }

    fn answer_passkey(&mut self, id: &ChallengeId, answer: &PasskeyAnswer, by: &Asker) -> Result<(), ErrorCode> {
        let (link, pairing, exchange) = self.passkey_at_hand(id, by)?;
        let PasskeyTurn::Answer(challenge) = &exchange.turn else { return Err(ErrorCode::PasskeyAlreadyAnswered) };
        let assertion = PasskeyAssertion::parse(answer.json(), challenge).map_err(|invalid| invalid.error_code())?;
        self.then(Effect::AnswerPasskey { link, assertion: Box::new(assertion) });
        self.then(Effect::Count(Tally::Passkey(PasskeyTally::Answered)));
        self.check_passkey(pairing, exchange, false);
        Ok(())
    }

    /// Handles the code that the phone shows, too.
    pub(in crate::session) fn passkey_code_shown(&mut self, code: PasskeyCode) -> bool {
        let State::WithPasskey(pairing, exchange) = self.session.line.state.clone() else { return false };
        let PasskeyTurn::Check { confirmed: false } = exchange.turn else { return false };
        let expires_at = exchange.expires_at.max(self.moment.after(COMPARING));
        self.then(Effect::Count(Tally::Passkey(PasskeyTally::CodeShown)));
        self.take_turn(pairing, PasskeyExchange { turn: PasskeyTurn::Compare(code), expires_at, ..*exchange });
        true
    }

    /// Handles a person's word that both codes are the same.
    pub(in crate::session) fn passkey_confirmed(&mut self, step: PasskeyStep<()>) {
        let PasskeyStep { challenge, with: (), by, correlation } = step;
        let result = self.confirm_passkey(&challenge, &by);
        self.then(Effect::ReplyToStep { correlation, result });
    }

    fn confirm_passkey(&mut self, id: &ChallengeId, by: &Asker) -> Result<(), ErrorCode> {
        let (link, pairing, exchange) = self.passkey_at_hand(id, by)?;
        match exchange.turn {
            PasskeyTurn::Compare(_) => {}
            PasskeyTurn::Check { confirmed: true } => return Err(ErrorCode::PasskeyAlreadyAnswered),
            // Nobody has seen a code yet.
            PasskeyTurn::Answer(_) | PasskeyTurn::Check { confirmed: false } => {
                return Err(ErrorCode::NoPasskeyRequested);
            }
        }
        self.then(Effect::ConfirmPasskey { link });
        self.then(Effect::Count(Tally::Passkey(PasskeyTally::Confirmed)));
        self.check_passkey(pairing, exchange, true);
        Ok(())
    }

    /// The exchange that a step of this requester is for.
    fn passkey_at_hand(&self, id: &ChallengeId, by: &Asker) -> Result<(LinkNo, Pairing, PasskeyExchange), ErrorCode> {
        let line = &self.session.line;
        let (State::WithPasskey(pairing, exchange), Some(link)) = (&line.state, line.link) else {
            return Err(ErrorCode::NoPasskeyRequested);
        };
        if !by.may_answer_for(&pairing.askers) {
            return Err(ErrorCode::Forbidden);
        }
        if exchange.challenge != *id {
            return Err(ErrorCode::PasskeyOutdated);
        }
        Ok((link, pairing.clone(), (**exchange).clone()))
    }

    /// Waits for WhatsApp and the phone, at least as long as for the end of a typed code.
    fn check_passkey(&mut self, pairing: Pairing, exchange: PasskeyExchange, confirmed: bool) {
        let expires_at = exchange.expires_at.max(self.moment.after(self.session.policy.phone_answer));
        let turn = PasskeyTurn::Check { confirmed };
        self.take_turn(pairing, PasskeyExchange { turn, expires_at, ..exchange });
    }

    /// Begins a turn, and tells what is on the screen in it.
    fn take_turn(&mut self, pairing: Pairing, exchange: PasskeyExchange) {
        self.arm(Timer::PasskeyExpiry, self.moment.until(exchange.expires_at));
        if let Some(live) = exchange.live(&pairing) {
            self.tell(SessionNotification::Passkey(Box::new(live)));
        }
        self.enter(State::WithPasskey(pairing, Box::new(exchange)));
    }

    /// Joins a request for the same phone, or for a QR, whose requester may answer now, too.
    pub(super) fn join_with_passkey(&mut self, pairing: Pairing, exchange: Box<PasskeyExchange>) {
        if let Some(live) = exchange.live(&pairing) {
            self.tell(SessionNotification::Passkey(Box::new(live)));
        }
        self.session.line.state = State::WithPasskey(pairing, exchange);
    }

    /// Handles a step that WhatsApp or the phone has refused: only another pairing begins anew.
    pub(in crate::session) fn passkey_failed(&mut self, failure: PasskeyFailure) -> bool {
        let Some(pairing) = self.session.line.state.pairing().cloned() else { return false };
        self.fail_pairing(&pairing, failure.error_code(), None);
        true
    }

    /// Ends the pairing because nobody has answered or compared in time, or WhatsApp and the phone have not.
    pub(in crate::session) fn passkey_expired(&mut self) -> bool {
        let State::WithPasskey(pairing, exchange) = self.session.line.state.clone() else { return false };
        let code = match exchange.turn {
            PasskeyTurn::Answer(_) | PasskeyTurn::Compare(_) => ErrorCode::PasskeyExpired,
            PasskeyTurn::Check { .. } => ErrorCode::PairingNotFinished,
        };
        self.fail_pairing(&pairing, code, None);
        true
    }
}
