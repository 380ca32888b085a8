//! A request for another number than the linked one. It would cut a line that works, so it is refused unless the person
//! consents to the change of number. Where nothing is lost (WhatsApp has declared the credentials dead, they cannot be
//! read, or their pairing is half-finished) they are replaced unasked. `docs/changing-the-number.md` has the table.

use crate::{ErrorCode, PairingMethod, PairingRefusal, Phone};

use super::effect::{Effect, NumberChange, Tally};
use super::requests::PairingRequest;
use super::step::Step;

/// How many requests wait for one reading of what is stored; beyond that the oldest is given up.
const MOST_ASKED: usize = 16;

/// What a request for another number meets.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AnotherNumber {
    /// What is stored is replaced unasked: no line is lost by it.
    Replaces,
    /// `PHONE_MISMATCH` without the consent to change the number.
    NeedsConsent,
}

/// Parked for one of these, a session has credentials that are of no use any more.
const DEAD: [ErrorCode; 7] = [
    ErrorCode::LoggedOut,
    ErrorCode::RemovedAfterLink,
    ErrorCode::Banned,
    ErrorCode::CredentialsConflict,
    ErrorCode::PasskeyRequired,
    ErrorCode::WrongPhoneLinked,
    ErrorCode::PhoneInUse,
];

impl AnotherNumber {
    /// The rule, for a session with or without a linked phone that is parked for this reason, or is not parked.
    #[must_use]
    pub fn asked_for(linked: bool, parked_for: Option<ErrorCode>) -> Self {
        // A code that this list does not know protects the line: a refusal can be taken back, a log-out cannot.
        let dead = parked_for.is_some_and(|code| DEAD.contains(&code));
        if linked && !dead { Self::NeedsConsent } else { Self::Replaces }
    }
}

impl Step {
    /// Whether another phone than the stored one would be linked. Any phone may scan a QR, so one that may change the number
    /// counts as another.
    pub(super) fn wants_another_phone(&self, request: &PairingRequest) -> bool {
        match (request.method, &request.phone) {
            (PairingMethod::Qr, _) => request.options.change_number && self.session.is_linked(),
            (PairingMethod::Code, Some(asked)) => !self.is_stored(asked),
            (PairingMethod::Code, None) => false,
        }
    }

    fn is_stored(&self, asked: &Phone) -> bool {
        self.session.stored.phone.as_ref().is_some_and(|stored| stored.same_account(asked))
    }

    /// Another phone than the linked one is asked for.
    pub(super) fn change_number(&mut self, request: PairingRequest) {
        if self.may_replace(&request, self.session.reason()) {
            self.intend_to_pair(request);
        } else {
            self.refuse_another_number(request);
        }
    }

    fn may_replace(&self, request: &PairingRequest, parked_for: Option<ErrorCode>) -> bool {
        match AnotherNumber::asked_for(self.session.is_linked(), parked_for) {
            AnotherNumber::Replaces => true,
            AnotherNumber::NeedsConsent => request.options.change_number,
        }
    }

    fn refuse_another_number(&mut self, request: PairingRequest) {
        let stored_phone = self.session.stored.phone.clone();
        self.turn_away(request, PairingRefusal { stored_phone, ..PairingRefusal::new(ErrorCode::PhoneMismatch) });
    }

    /// The request is not granted, and only whoever made it hears of that.
    pub(super) fn turn_away(&mut self, request: PairingRequest, refusal: PairingRefusal) {
        self.then(Effect::Count(Tally::PairingFailed(request.method, refusal.code)));
        self.then(Effect::Refuse { correlation: request.correlation, refusal });
    }

    /// What is stored is not known, and nothing unknown is wiped: the request waits for one reading.
    pub(super) fn read_before(&mut self, request: PairingRequest) {
        if self.session.asked.is_empty() {
            self.then(Effect::Load);
        } else if self.session.asked.len() >= MOST_ASKED {
            let oldest = self.session.asked.remove(0);
            self.tell_failure(oldest.failed(ErrorCode::Superseded));
        }
        self.session.asked.push(request);
    }

    /// What is stored is known now: of the requests that waited for it, the last one that may be carried out. Each keeps its
    /// own consent, so one that has none neither borrows that of another nor takes its place.
    pub(super) fn choose_of_asked(&mut self) -> Option<PairingRequest> {
        let parked_for = self.session.stored.parked.as_ref().map(|parked| parked.code);
        let may = |step: &Self, request: &PairingRequest| {
            let spoiled = step.session.wrong_phone_is_stored();
            spoiled || !step.wants_another_phone(request) || step.may_replace(request, parked_for)
        };
        let (mut granted, refused): (Vec<_>, Vec<_>) =
            std::mem::take(&mut self.session.asked).into_iter().partition(|request| may(self, request));
        for request in refused {
            self.refuse_another_number(request);
        }
        let chosen = granted.pop()?;
        for earlier in granted.into_iter().filter(|earlier| !earlier.is_for(chosen.phone.as_ref())) {
            self.tell_failure(earlier.failed(ErrorCode::Superseded));
        }
        Some(chosen)
    }

    /// None of those who wait for what is stored is granted anything.
    pub(super) fn refuse_asked(&mut self, code: ErrorCode) {
        for request in std::mem::take(&mut self.session.asked) {
            self.refuse(code, request);
        }
    }

    /// The phone that is linked is about to be replaced: who wanted that, from which number to which.
    pub(super) fn note_number_change(&mut self, request: &PairingRequest) {
        if self.session.is_linked() {
            self.then(Effect::NoteNumberChange(NumberChange {
                by: request.by.clone(),
                from: self.session.stored.phone.clone(),
                to: request.phone.clone(),
                correlation: request.correlation.clone(),
            }));
        }
    }
}
