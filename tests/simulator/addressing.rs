//! Kinds of jids by which the service names people: phone numbers and hidden ids (LID).

use serde::{Deserialize, Serialize};

/// How the service names the sender of a message.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Addressing {
    /// By number, with the hidden id beside it (`sender_lid`, `participant_lid`).
    #[default]
    Pn,
    /// By hidden id, with the number beside it (`sender_pn`, `participant_pn`).
    Lid,
    /// By hidden id alone: the recipient has no way to learn the number.
    LidOnly,
}

impl Addressing {
    /// Whether people are named by their hidden ids.
    pub(crate) fn is_lid(self) -> bool {
        match self {
            Self::Pn => false,
            Self::Lid | Self::LidOnly => true,
        }
    }
}
