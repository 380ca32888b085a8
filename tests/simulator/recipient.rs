//! Recipients of messages, and the chats that messages belong to.

use serde::{Deserialize, Serialize};

use crate::state::Number;

/// Account or group that a message is for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum Recipient {
    Account(Number),
    /// Group, by the user part of its jid.
    Group(String),
}

/// Chat: two accounts whoever writes, or a group.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(crate) enum Chat {
    /// The lower number first; twice the same one for an account's chat with itself.
    Accounts(Number, Number),
    Group(String),
}

impl Recipient {
    /// Chat of a message from this account.
    pub(crate) fn chat(&self, from: &Number) -> Chat {
        match self {
            Self::Account(to) => Chat::Accounts(from.min(to).clone(), from.max(to).clone()),
            Self::Group(group) => Chat::Group(group.clone()),
        }
    }
}

impl std::fmt::Display for Recipient {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Account(number) => number.fmt(f),
            Self::Group(group) => write!(f, "{group}@g.us"),
        }
    }
}
