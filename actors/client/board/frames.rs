//! Frames that a dashboard sends. Those it receives, apart from `sessions`, are common to all sockets.

use serde::Deserialize;
use utoipa::ToSchema;

use super::super::frames::InboundFrame;

/// Frames that a dashboard may send.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(tag = "type", rename_all = "kebab-case")]
pub(super) enum BoardFrame {
    /// Subscribes to all sessions. Sent once, as the first frame. A client that reconnects says how far it had read and
    /// gets what changed since.
    Watch {
        /// The `epoch` of the last `sessions` frame.
        #[serde(default)]
        epoch: Option<String>,
        /// The `seq` of the last `sessions` frame.
        #[serde(default)]
        seq: Option<u64>,
    },
    /// Acknowledges the last `sessions` frame; the next one is sent after this.
    Ack {
        /// The `seq` of that frame.
        seq: u64,
    },
    /// Liveness check, answered by `pong`.
    Ping {},
}

impl InboundFrame for BoardFrame {
    fn expected(kind: &str) -> Option<&'static str> {
        match kind {
            "watch" => Some("watch may have an epoch, a string, and a seq, a number"),
            "ack" => Some("ack needs a seq, a number"),
            _ => None,
        }
    }
}
