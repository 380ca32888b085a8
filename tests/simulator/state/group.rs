//! A group: its members, and how the service names them.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use super::Number;
use crate::addressing::Addressing;

/// A group of accounts.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Group {
    /// User part of its jid.
    pub(crate) id: String,
    pub(crate) subject: String,
    /// Member who has created it; the only administrator.
    pub(crate) creator: Number,
    /// Seconds since 1970.
    pub(crate) created: i64,
    pub(crate) members: BTreeSet<Number>,
    pub(crate) addressing: Addressing,
}
