//! Who asked for what: one journal entry for each request that is taken, whatever becomes of it. A policy is noted when it
//! was kept, or may have been: no transition would tell.

use linekeeper_domain::access::Asker;
use linekeeper_domain::{CompanyId, CorrelationId, StoreFailure};
use linekeeper_ports::{JournalEntry, StoreError};

use super::actor::SessionSupervisor;
use super::messages::{AskDisconnect, AskPairing, AskReset, GiveUpPairing, RestartSession, SetRestartPolicy};

/// What somebody wants done.
pub(super) struct Deed<'a> {
    /// The name in the journal.
    event: &'static str,
    reason: Option<&'static str>,
    company: &'a CompanyId,
    by: &'a Asker,
    correlation: &'a CorrelationId,
}

impl SessionSupervisor {
    /// Notes what a session is asked, which nobody is once the process stops.
    pub(super) fn audit_request(&self, deed: &Deed<'_>) {
        if self.stopping.is_none() {
            self.audit(deed);
        }
    }

    /// Notes it.
    pub(super) fn audit(&self, deed: &Deed<'_>) {
        let entry = self.entry_of(deed.company, deed.event, deed.reason);
        let (actor, principal) = (deed.by.actor, deed.by.principal.clone());
        self.note(JournalEntry { actor, principal, correlation: Some(deed.correlation.clone()), ..entry });
    }
}

impl AskPairing {
    /// The number is nobody's business but the session's.
    pub(super) const fn deed(&self) -> Deed<'_> {
        let Self { company, method, by, correlation, .. } = self;
        Deed { event: "pairing_requested", reason: Some(method.as_str()), company, by, correlation }
    }
}

impl GiveUpPairing {
    pub(super) const fn deed(&self) -> Deed<'_> {
        let Self { company, by, correlation } = self;
        Deed { event: "cancel_requested", reason: None, company, by, correlation }
    }
}

impl AskReset {
    pub(super) const fn deed(&self) -> Deed<'_> {
        let Self { company, by, correlation } = self;
        Deed { event: "reset_requested", reason: None, company, by, correlation }
    }
}

impl AskDisconnect {
    pub(super) const fn deed(&self) -> Deed<'_> {
        let Self { company, by, correlation } = self;
        Deed { event: "disconnect_requested", reason: None, company, by, correlation }
    }
}

impl RestartSession {
    pub(super) const fn deed(&self) -> Deed<'_> {
        let Self { company, by, correlation } = self;
        Deed { event: "restart_requested", reason: None, company, by, correlation }
    }
}

impl SetRestartPolicy {
    /// What became of it, if it is a deed.
    pub(super) fn deed(&self, written: &Result<(), StoreError>) -> Option<Deed<'_>> {
        let reason = match written {
            Ok(()) => None,
            Err(error) if error.failure == StoreFailure::UnknownOutcome => Some("unknown_outcome"),
            Err(_) => return None,
        };
        let event = if self.policy.is_some() { "restart_policy_set" } else { "restart_policy_removed" };
        let Self { company, by, correlation, .. } = self;
        Some(Deed { event, reason, company, by, correlation })
    }
}
