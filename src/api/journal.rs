//! Journal entries about what a caller has done, beside those that the supervisor writes of requests to sessions.

use linekeeper_domain::{CompanyId, CorrelationId};
use linekeeper_ports::{JournalEntry, StoreError};

use crate::access::Caller;
use crate::state::ApiState;

/// Writes events, each with its reason, to the journal of a company.
pub(crate) async fn note(
    state: &ApiState,
    (company, events): (&CompanyId, &[(&str, Option<String>)]),
    (caller, correlation): (Caller, &CorrelationId),
) -> Result<(), StoreError> {
    let (asker, at) = (caller.asker(), state.clock.now());
    let entry = |(event, reason): &(&str, Option<String>)| JournalEntry {
        company: company.clone(),
        at,
        event: (*event).to_owned(),
        transition: None,
        reason: reason.clone(),
        code: None,
        actor: asker.actor,
        principal: asker.principal.clone(),
        correlation: Some(correlation.clone()),
    };
    state.journal.append(events.iter().map(entry).collect()).await
}
