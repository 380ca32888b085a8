//! Who asks for something.

use super::{Principal, Scope};
use crate::Actor;

/// Who asks: by which way, and as whom.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Asker {
    /// A page or a program.
    pub actor: Actor,
    /// Who they proved to be; nobody where nothing has to be proved.
    pub principal: Option<Principal>,
}

impl Asker {
    /// Whether they answer for the service: a key or a visit to the dashboard that may change sessions, not a salon's owner.
    #[must_use]
    pub fn is_operator(&self) -> bool {
        self.principal.as_ref().is_some_and(|principal| principal.scopes().allow(Scope::SessionsWrite))
    }

    /// Somebody who has not proved anything.
    #[must_use]
    pub const fn unknown(actor: Actor) -> Self {
        Self { actor, principal: None }
    }
}
