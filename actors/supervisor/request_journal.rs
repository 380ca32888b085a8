//! Audit entries of requests: one journal entry for each request that is taken, whatever its result. A restart policy
//! gets its entry when it was stored, or may have been: no transition would show it.

use linekeeper_domain::access::Asker;
use linekeeper_domain::session::PasskeyStep;
use linekeeper_domain::{CompanyId, CorrelationId, StoreFailure};
use linekeeper_ports::{JournalEntry, StoreError};

use super::actor::SessionSupervisor;
use super::messages::{
    AnswerPasskey, CancelPairing, ConfirmPasskey, DisconnectSession, ResetSession, RestartSession, SetRestartPolicy,
    StartPairing,
};

/// Request to record in the journal.
pub(super) struct RequestRecord<'a> {
    /// Event name in the journal.
    event: &'static str,
    reason: Option<&'static str>,
    company: &'a CompanyId,
    by: &'a Asker,
    correlation: &'a CorrelationId,
}

impl SessionSupervisor {
    /// Records a request to a session, unless the process stops and the request will be refused.
    pub(super) fn audit_request(&self, record: &RequestRecord<'_>) {
        if self.stopping.is_none() {
            self.audit(record);
        }
    }

    /// Records a request.
    pub(super) fn audit(&self, record: &RequestRecord<'_>) {
        let entry = self.entry_of(record.company, record.event, record.reason);
        let (actor, principal) = (record.by.actor, record.by.principal.clone());
        self.note(JournalEntry { actor, principal, correlation: Some(record.correlation.clone()), ..entry });
    }
}

impl StartPairing {
    /// Records the method only; the requested number stays out of the journal.
    pub(super) const fn record(&self) -> RequestRecord<'_> {
        let Self { company, method, by, correlation, .. } = self;
        RequestRecord { event: "pairing_requested", reason: Some(method.as_str()), company, by, correlation }
    }
}

impl CancelPairing {
    pub(super) const fn record(&self) -> RequestRecord<'_> {
        let Self { company, by, correlation } = self;
        RequestRecord { event: "cancel_requested", reason: None, company, by, correlation }
    }
}

impl AnswerPasskey {
    /// Records neither the challenge nor the answer.
    pub(super) const fn record(&self) -> RequestRecord<'_> {
        let Self { company, step: PasskeyStep { by, correlation, .. } } = self;
        RequestRecord { event: "passkey_answered", reason: None, company, by, correlation }
    }
}

impl ConfirmPasskey {
    pub(super) const fn record(&self) -> RequestRecord<'_> {
        let Self { company, step: PasskeyStep { by, correlation, .. } } = self;
        RequestRecord { event: "passkey_confirmed", reason: None, company, by, correlation }
    }
}

impl ResetSession {
    pub(super) const fn record(&self) -> RequestRecord<'_> {
        let Self { company, by, correlation } = self;
        RequestRecord { event: "reset_requested", reason: None, company, by, correlation }
    }
}

impl DisconnectSession {
    pub(super) const fn record(&self) -> RequestRecord<'_> {
        let Self { company, by, correlation } = self;
        RequestRecord { event: "disconnect_requested", reason: None, company, by, correlation }
    }
}

impl RestartSession {
    pub(super) const fn record(&self) -> RequestRecord<'_> {
        let Self { company, by, correlation } = self;
        RequestRecord { event: "restart_requested", reason: None, company, by, correlation }
    }
}

impl SetRestartPolicy {
    /// Returns the record of a policy that was stored, or may have been.
    pub(super) fn record(&self, written: &Result<(), StoreError>) -> Option<RequestRecord<'_>> {
        let reason = match written {
            Ok(()) => None,
            Err(error) if error.failure == StoreFailure::UnknownOutcome => Some("unknown_outcome"),
            Err(_) => return None,
        };
        let event = if self.policy.is_some() { "restart_policy_set" } else { "restart_policy_removed" };
        let Self { company, by, correlation, .. } = self;
        Some(RequestRecord { event, reason, company, by, correlation })
    }
}
