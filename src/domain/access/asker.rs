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

    /// A requester that has not proved an identity.
    #[must_use]
    pub const fn unknown(actor: TriggeredBy) -> Self {
        Self { actor, principal: None }
    }
}
