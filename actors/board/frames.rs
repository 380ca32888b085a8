//! The one frame that is made here: all watchers that have read as far share it.

use linekeeper_domain::{CompanyId, Timestamp};
use serde::Serialize;
use utoipa::ToSchema;

use super::rows::{Changes, SessionRow};

/// What a dashboard is sent of sessions.
#[derive(Debug, Serialize, ToSchema)]
#[serde(tag = "type", rename_all = "kebab-case")]
pub(crate) enum SessionsFrame<'a> {
    /// Sessions that look different since the last such frame; each once, as it is now.
    #[serde(rename_all = "camelCase")]
    Sessions {
        /// Whose numbers `from` and `seq` are: they begin anew with the process.
        epoch: &'a str,
        /// Where the reader was. Zero: whatever it knew of sessions is to be forgotten.
        from: u64,
        /// Where it is with this frame: what `ack` and a later `watch` bring back.
        seq: u64,
        /// The sessions.
        sessions: &'a [SessionRow],
        /// Companies that have no session any more.
        gone: &'a [CompanyId],
        /// Whether there is more; it comes after the `ack`.
        more: bool,
        /// The service's clock.
        server_time: Timestamp,
    },
}

impl<'a> SessionsFrame<'a> {
    pub(super) fn of(changes: &'a Changes, epoch: &'a str, server_time: Timestamp) -> Self {
        let Changes { from, to, rows, gone, more } = changes;
        Self::Sessions { epoch, from: *from, seq: to.number, sessions: rows, gone, more: *more, server_time }
    }
}
