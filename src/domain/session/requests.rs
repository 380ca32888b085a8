//! A pairing request (event `pairing_requested`): its dispatch by state, and the ways to refuse it. The states carry it
//! out: `unread`, `parked`, `connection`, `reconnecting`, `another_number` and `pairing`.

use crate::access::Asker;
use crate::{
    CorrelationId, CountedFor, ErrorCode, Pairing, PairingMethod, PairingOptions, PairingRefusal, Phone, Timestamp,
};

use super::effect::{Effect, Tally};
use super::event::{Event, PrecheckError};
use super::state::{Parked, State};
use super::step::{Failure, Step};

/// A request to link a phone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PairingRequest {
    pub(super) method: PairingMethod,
    /// `None` for a QR.
    pub(super) phone: Option<Phone>,
    pub(super) options: PairingOptions,
    pub(super) by: Asker,
    pub(super) correlation: CorrelationId,
    /// Time of the request; the pairing's timeout counts from here.
    pub(super) requested_at: Timestamp,
}

impl PairingRequest {
    pub(super) fn pairing(&self) -> Pairing {
        let pairing = Pairing::new(self.method, self.phone.clone(), self.correlation.clone(), self.requested_at);
        Pairing {
            askers: [self.by.clone()].into(),
            of_operator: self.by.is_operator(),
            counted_for: CountedFor::of(&self.by),
            ..pairing
        }
    }

    /// Whether it is for this phone's account, or for a QR like the other one.
    pub(super) fn is_for(&self, phone: Option<&Phone>) -> bool {
        Phone::same_request(self.phone.as_ref(), phone)
    }

    pub(super) fn failed(self, code: ErrorCode) -> Failure {
        Failure { method: self.method, code, retry_after: None, correlation: self.correlation }
    }
}

impl From<PairingRequest> for Event {
    fn from(request: PairingRequest) -> Self {
        let PairingRequest { method, phone, options, by, correlation, .. } = request;
        Self::PairingRequested { method, phone, options, by, correlation }
    }
}

impl Step {
    pub(super) fn pairing_requested(&mut self, request: PairingRequest) -> bool {
        if request.phone.is_none() && request.method == PairingMethod::Code {
            return false;
        }
        if self.session.storing_disconnect.is_some() {
            self.refuse(ErrorCode::Disconnected, request);
            return true;
        }
        if !self.session.reading.is_read() {
            self.read_before(request);
            return true;
        }
        let Some(request) = self.after_removal_wait(request) else { return true };
        match self.session.line.state.clone() {
            State::Creating(pairing)
            | State::WaitingForPairingCode(pairing)
            | State::PairingCodeSent(pairing)
            | State::WithPasskey(pairing, _) => {
                self.join_or_supersede(pairing, request);
            }
            State::Connecting | State::Connected | State::Reconnecting { .. } => self.pair_while_linked(request),
            State::Error(parked) => self.pair_while_parked(&parked, request),
            State::Idle if self.session.is_linked() => self.pair_while_linked(request),
            State::PasskeyRequired if self.session.is_linked() && self.wants_another_phone(&request) => {
                self.change_number(request);
            }
            State::Idle | State::PasskeyRequired => self.start_pairing_within_quota(request),
        }
        true
    }

    /// Answers a request that cannot be granted; nothing else changes.
    pub(super) fn refuse(&mut self, code: ErrorCode, request: PairingRequest) {
        let retry_after = match &self.session.line.state {
            State::Error(Parked { until: Some(until), .. }) => Some(self.moment.until(*until)),
            State::Idle
            | State::Creating(_)
            | State::WaitingForPairingCode(_)
            | State::PairingCodeSent(_)
            | State::WithPasskey(..)
            | State::Connecting
            | State::Connected
            | State::Reconnecting { .. }
            | State::PasskeyRequired
            | State::Error(_) => None,
        };
        self.tell_failure(request.failed(code).after(retry_after));
    }

    /// Answers requests that cannot be granted.
    pub(super) fn refuse_all(&mut self, code: ErrorCode, requests: Vec<PairingRequest>) {
        for request in requests {
            self.refuse(code, request);
        }
    }

    /// Refuses the request; only its requester is told.
    pub(super) fn refuse_to_requester(&mut self, request: PairingRequest, refusal: PairingRefusal) {
        self.then(Effect::Count(Tally::PairingFailed(request.method, refusal.code)));
        self.then(Effect::Refuse { correlation: request.correlation, refusal });
    }

    /// Answers a request whose check was denied, with the time for a retry.
    pub(super) fn deny(&mut self, denial: PrecheckError, request: PairingRequest) {
        let wait = denial.until.map(|until| self.moment.until(until));
        self.report(denial.code, true);
        self.tell_failure(request.failed(denial.code).after(wait));
    }
}
