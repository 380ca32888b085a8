//! What a dashboard sends. What it is sent beside the sessions is what every client is sent.

use serde::Deserialize;
use utoipa::ToSchema;

use super::super::frames::Spoken;

/// What a dashboard may send.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(tag = "type", rename_all = "kebab-case")]
pub(super) enum BoardFrame {
    /// Tell me of all sessions. Said once, first. Who was here before says how far it had read, and hears what changed since.
    Watch {
        /// Of the last `sessions` frame.
        #[serde(default)]
        epoch: Option<String>,
        /// Of the last `sessions` frame.
        #[serde(default)]
        seq: Option<u64>,
    },
    /// I have taken in the last `sessions` frame; the next one comes after this.
    Ack {
        /// Of that frame.
        seq: u64,
    },
    /// Are you there?
    Ping {},
}

impl Spoken for BoardFrame {
    fn expected(kind: &str) -> Option<&'static str> {
        match kind {
            "watch" => Some("watch may have an epoch, a string, and a seq, a number"),
            "ack" => Some("ack needs a seq, a number"),
            _ => None,
        }
    }
}
