//! `[sessions]`

use serde::Deserialize;

/// How sessions are kept.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct SessionsSection {
    /// How many linked sessions are restored per second after a start.
    pub(crate) restore_per_second: u32,
    /// After how many seconds a session with nothing to do and nobody watching leaves.
    pub(crate) rest_seconds: u64,
    /// How many threads sessions are spread over; one per core when absent.
    pub(crate) arbiters: Option<usize>,
    /// How long a stop may take, in seconds.
    pub(crate) stop_seconds: u64,
}

impl Default for SessionsSection {
    fn default() -> Self {
        Self { restore_per_second: 50, rest_seconds: 60, arbiters: None, stop_seconds: 30 }
    }
}
