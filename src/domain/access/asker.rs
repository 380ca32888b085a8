//! The requester of an action.

use super::{Principal, Scope};
use crate::TriggeredBy;

/// The requester of an action: the channel it came by and its proven identity.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Asker {
    /// Channel of the request: a page's WebSocket or the HTTP API.
    pub actor: TriggeredBy,
    /// Proven identity; `None` where no proof is required.
    pub principal: Option<Principal>,
}

impl Asker {
    /// Whether the requester acts for the service: an API key or dashboard session that may change sessions, not a
    /// salon's owner.
    #[must_use]
    pub fn is_operator(&self) -> bool {
        self.principal.as_ref().is_some_and(|principal| principal.scopes().allow(Scope::SessionsWrite))
    }

    /// Whether both have proved the same identity, by whichever channel: the same onboarding link, key or dashboard
    /// session. Where no proof is required there is one identity.
    #[must_use]
    pub fn is_same_as(&self, other: &Self) -> bool {
        match (&self.principal, &other.principal) {
            (None, None) => true,
            (Some(one), Some(other)) => one.is_same_as(other),
            (None, Some(_)) | (Some(_), None) => false,
        }
    }

    /// Whether it may answer for one of these, who asked for something before: as the same identity, or as an operator.
    #[must_use]
    pub fn may_answer_for(&self, askers: &[Self]) -> bool {
        self.is_operator() || askers.iter().any(|asker| self.is_same_as(asker))
    }

    /// A requester that has not proved an identity.
    #[must_use]
    pub const fn unknown(actor: TriggeredBy) -> Self {
        Self { actor, principal: None }
    }
}
