//! Who asks for something.

use super::Principal;
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
    /// Somebody who has not proved anything.
    #[must_use]
    pub const fn unknown(actor: Actor) -> Self {
        Self { actor, principal: None }
    }
}
