//! Linking a phone, the region beside the line ([`super::line`]): a request for another number than the linked one, its
//! check, and what is kept of pairings. The states of a pairing under way are in [`super::pairing`].
//!
//! A request for another number is refused unless the person consents to the change. With consent the other phone is
//! linked beside a line that may work, in the next slot ([`super::slots`]). Where nothing is lost (WhatsApp has declared
//! the credentials dead, they cannot be read, or their pairing is half-finished) they are replaced without consent.
//! `docs/changing-the-number.md` has the table. In the next slot a third number takes the place of the one that is
//! being linked. Before a linked device is logged out for that, which cannot be undone, a check asks whether the
//! database can be relied on and the new number may be used; if not, everything stays as it is.

use crate::{CodeGrant, ErrorCode, Pairing, PairingMethod, PairingRefusal, Phone, Timestamp};

use super::effect::{Effect, NumberChange, Precheck};
use super::event::{CheckNo, LinkNo, PrecheckError};
use super::parked::RemovalWait;
use super::quota::PairingsBegun;
use super::requests::PairingRequest;
use super::reset::Waiting;
use super::slots::Slot;
use super::state::State;
use super::step::Step;
use super::stored::Stored;

/// Linking a phone.
#[derive(Debug, Clone, PartialEq, Default)]
pub(super) struct Linking {
    /// Action on the linked phone, carried out if its check is granted.
    pub(super) intent: Option<Intent>,
    /// Check for another code of the pairing under way; only in `waiting_for_pairing_code`.
    pub(super) code_check: Option<CheckNo>,
    /// Rows of the pairing under way.
    pub(super) rows: Rows,
    /// Link that was told to request the code before it had shown a QR; its first QR says that it does.
    pub(super) code_ordered: Option<LinkNo>,
    /// The pairing that linked the phone, until the phone connects for the first time.
    pub(super) linked_by: Option<LinkedBy>,
    /// Time in which no phone is linked, because WhatsApp removed a device that had just been.
    pub(super) removal: Option<RemovalWait>,
    /// Phone that answered the last pairing in place of the requested one.
    pub(super) wrong_phone: Option<Phone>,
    /// Start times of the pairings, for the quota.
    pub(super) begun: PairingsBegun,
}

/// The company's rows during a pairing.
#[derive(Debug, Clone, PartialEq, Default)]
pub(super) enum Rows {
    /// As they were: the pairing waits for the gate.
    #[default]
    Untouched,
    /// Being checked and emptied; `before` is what is stored if that is refused, `admitted` whether the gate was asked
    /// before.
    Emptying { before: Stored, admitted: bool },
    /// Empty, for this pairing.
    Emptied,
}

/// Action on the linked phone that waits for its check: another phone takes its place, or none.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Intent {
    /// Link another phone in its place.
    Pair { request: PairingRequest, check: CheckNo },
    /// Reset it, for these requests.
    Reset { waiting: Vec<Waiting>, check: CheckNo },
}

/// A pairing that has linked its phone.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct LinkedBy {
    pub(super) method: PairingMethod,
    pub(super) requested_at: Timestamp,
}

impl Intent {
    pub(super) const fn check(&self) -> CheckNo {
        let (Self::Pair { check, .. } | Self::Reset { check, .. }) = self;
        *check
    }
}

/// Rule for a request for another number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AnotherNumber {
    /// The stored credentials are replaced without consent: no working line is lost.
    Replaces,
    /// Refused with `PHONE_MISMATCH` without the consent to change the number.
    NeedsConsent,
}

/// Codes of parked sessions whose credentials are useless.
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
    /// The rule for a session with or without a linked phone that is parked with this code, or is not parked.
    #[must_use]
    pub fn asked_for(linked: bool, parked_for: Option<ErrorCode>) -> Self {
        // A code missing from the list protects the line: a refusal can be taken back, a log-out cannot.
        let dead = parked_for.is_some_and(|code| DEAD.contains(&code));
        if linked && !dead { Self::NeedsConsent } else { Self::Replaces }
    }
}

impl Step {
    /// Handles a request for another phone than the linked one.
    pub(super) fn change_number(&mut self, request: PairingRequest) {
        let parked_for = self.session.reason();
        if !self.may_replace(&request, parked_for) {
            self.refuse_another_number(request);
        } else if self.keeps_line(parked_for) {
            self.then(Effect::ChangePhone(Box::new(request)));
        } else {
            self.intend_to_pair(request);
        }
    }

    /// Whether another phone than the stored one would be linked. Any phone may scan a QR, so a QR that may change the
    /// number counts as another.
    pub(super) fn wants_another_phone(&self, request: &PairingRequest) -> bool {
        match (request.method, &request.phone) {
            (PairingMethod::Qr, _) => request.options.change_number && self.session.is_linked(),
            (PairingMethod::Code, Some(asked)) => !self.is_stored(asked),
            (PairingMethod::Code, None) => false,
        }
    }

    fn is_stored(&self, asked: &Phone) -> bool {
        self.session.line.stored.phone.as_ref().is_some_and(|stored| stored.same_account(asked))
    }

    pub(super) fn may_replace(&self, request: &PairingRequest, parked_for: Option<ErrorCode>) -> bool {
        match AnotherNumber::asked_for(self.session.is_linked(), parked_for) {
            AnotherNumber::Replaces => true,
            AnotherNumber::NeedsConsent => request.options.change_number,
        }
    }

    /// Whether another phone is linked beside the line, which may work, rather than in its place. In the next slot there
    /// is no line to keep.
    pub(super) fn keeps_line(&self, parked_for: Option<ErrorCode>) -> bool {
        let rule = AnotherNumber::asked_for(self.session.is_linked(), parked_for);
        self.session.slot == Slot::Current && rule == AnotherNumber::NeedsConsent
    }

    pub(super) fn refuse_another_number(&mut self, request: PairingRequest) {
        let stored_phone = self.session.line.stored.phone.clone();
        let refusal = PairingRefusal { stored_phone, ..PairingRefusal::new(ErrorCode::PhoneMismatch) };
        self.refuse_to_requester(request, refusal);
    }

    /// Starts the check for a phone that will replace the linked one, with the owner's consent or where its credentials
    /// are useless.
    fn intend_to_pair(&mut self, request: PairingRequest) {
        match &mut self.session.linking.intent {
            Some(Intent::Reset { .. }) => return self.refuse(ErrorCode::Superseded, request),
            // The same number again: one check serves both.
            Some(Intent::Pair { request: earlier, .. }) if earlier.is_for(request.phone.as_ref()) => {
                *earlier = request;
                return;
            }
            Some(Intent::Pair { .. }) | None => {}
        }
        let Some(request) = self.within_quota(request) else { return };
        self.drop_intended_pairing(ErrorCode::Superseded);
        let check = self.start_check(Precheck::Link {
            phone: request.phone.clone(),
            method: request.method,
            by: request.by.clone(),
            logs_out: self.session.is_linked(),
        });
        self.session.linking.intent = Some(Intent::Pair { request, check });
    }

    /// Handles the answer to the check of another phone: its pairing replaces the line, or the line stays.
    pub(super) fn replacement_checked(&mut self, request: PairingRequest, result: Result<CodeGrant, PrecheckError>) {
        match result {
            Ok(grant) => {
                let waiting = self.session.reading.take_pairings();
                self.note_number_change(&request);
                self.retire_link(self.session.is_linked());
                let granted = (request.method == PairingMethod::Code).then_some(grant);
                let pairing = Pairing { grant: granted, ..request.pairing() };
                self.begin_pairing(&pairing);
                self.count_pairing(&pairing);
                self.prepare(pairing);
                self.join_or_refuse(waiting);
            }
            Err(denial) => {
                self.deny(denial, request);
                self.connect_unless_replaced();
            }
        }
    }

    /// Handles the requests that waited for a read while the check of the pairing that begins now ran. Those for the
    /// same phone join it, a QR too; the others are answered `SUPERSEDED`.
    fn join_or_refuse(&mut self, waiting: Vec<PairingRequest>) {
        let Some(phone) = self.session.line.state.pairing().map(|pairing| pairing.phone.clone()) else { return };
        for request in waiting {
            if request.method == PairingMethod::Qr || request.is_for(phone.as_ref()) {
                self.pairing_requested(request);
            } else {
                self.refuse(ErrorCode::Superseded, request);
            }
        }
    }

    /// Connects a linked session that stayed `idle` for the sake of a pairing that will not replace it.
    pub(super) fn connect_unless_replaced(&mut self) {
        let line = &self.session.line;
        let waits = self.session.linking.intent.is_some() || !self.session.reading.is_read();
        if line.link.is_none() && line.state == State::Idle && line.is_linked() && !waits {
            self.open_for_login();
        }
    }

    /// Records in the journal that the linked phone is about to be replaced: by whom, from which number to which.
    fn note_number_change(&mut self, request: &PairingRequest) {
        if self.session.is_linked() {
            self.then(Effect::NoteNumberChange(NumberChange {
                by: request.by.clone(),
                from: self.session.line.stored.phone.clone(),
                to: request.phone.clone(),
                correlation: request.correlation.clone(),
            }));
        }
    }

    /// Drops a pairing that waits for its check, and answers its request with `code`.
    pub(super) fn drop_intended_pairing(&mut self, code: ErrorCode) {
        if let Some(request) = self.take_intended_pairing() {
            self.refuse(code, request);
        }
    }

    /// Takes the request for another phone that waits for its check. A reset that waits for its own stays.
    pub(super) fn take_intended_pairing(&mut self) -> Option<PairingRequest> {
        match self.session.linking.intent.take() {
            Some(Intent::Pair { request, .. }) => Some(request),
            other => {
                self.session.linking.intent = other;
                None
            }
        }
    }
}
