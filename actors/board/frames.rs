//! `sessions` frame of the dashboard socket. It is rendered here, not per socket, so that watchers at the same position
//! share it.

use linekeeper_domain::{CompanyId, Timestamp};
use serde::Serialize;
use utoipa::ToSchema;

use super::rows::{Changes, SessionRow};

/// Frames about sessions that the board sends to dashboards.
#[derive(Debug, Serialize, ToSchema)]
#[serde(tag = "type", rename_all = "kebab-case")]
pub(crate) enum SessionsFrame<'a> {
    /// Sessions that changed since the previous `sessions` frame, each once and as it is now.
    #[serde(rename_all = "camelCase")]
    Sessions {
        /// Id of the process that `from` and `seq` belong to; the numbers restart with the process.
        epoch: &'a str,
        /// Sequence number the client had read up to. Zero: discard everything known of sessions.
        from: u64,
        /// Sequence number the client has read up to with this frame; sent back in `ack` and in a later `watch`.
        seq: u64,
        /// Sessions that changed or are new.
        sessions: &'a [SessionRow],
        /// Companies whose session no longer exists.
        gone: &'a [CompanyId],
        /// More changes are waiting; they are sent after the `ack`.
        more: bool,
        /// Time of the service's clock.
        server_time: Timestamp,
    },
}

impl<'a> SessionsFrame<'a> {
    pub(super) fn of(changes: &'a Changes, epoch: &'a str, server_time: Timestamp) -> Self {
        let Changes { from, to, rows, gone, more } = changes;
        Self::Sessions { epoch, from: *from, seq: to.number, sessions: rows, gone, more: *more, server_time }
    }
}
