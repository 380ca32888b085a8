//! Messages that the board takes, and those it sends to its watchers.

use std::sync::Arc;

use actix::{Message, Recipient};
use bytestring::ByteString;
use linekeeper_domain::CompanyId;

use super::rows::{Position, SessionRow};
use crate::session::WatcherId;

/// Change of one company's session, sent by the supervisor.
#[derive(Debug, Clone, Message)]
#[rtype(result = "()")]
pub enum BoardUpdate {
    /// The session's current row.
    Shown(SessionRow),
    /// The company has no session any more.
    Gone(CompanyId),
    /// The process is stopping.
    Stopping,
}

/// Subscribes a watcher: it is woken when something changes that it has not read.
#[derive(Debug, Clone, Message)]
#[rtype(result = "()")]
pub struct WatchBoard {
    /// Name of the watcher; subscribing again under the same name replaces the recipient.
    pub watcher: WatcherId,
    /// Recipient of the wake-ups.
    pub woken: Recipient<BoardChanged>,
}

/// Ends a watcher's subscription.
#[derive(Debug, Clone, Copy, Message)]
#[rtype(result = "()")]
pub struct UnwatchBoard {
    /// Name of the watcher, as given in [`WatchBoard`].
    pub watcher: WatcherId,
}

/// Wake-up sent to a watcher.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Message)]
#[rtype(result = "()")]
pub enum BoardChanged {
    /// Sessions changed: read on with [`ReadBoard`]. Sent at most once per pace, however many changes there were.
    Rows,
    /// The process is stopping; watch again in a moment.
    Stopping,
}

/// Position up to which a watcher has read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReadTo {
    /// Id of the process that numbered the changes; a position from another process is ignored.
    pub epoch: String,
    /// Position within that process's changes.
    pub position: Position,
}

/// Reads what changed since a position.
#[derive(Debug, Clone, Message)]
#[rtype(result = "Arc<BoardFrame>")]
pub struct ReadBoard {
    /// Position the reader has read to; `None` when it knows nothing and needs all sessions.
    pub read: Option<ReadTo>,
}

/// Rendered `sessions` frame, shared by all watchers that had read up to the same position.
#[derive(Debug)]
pub struct BoardFrame {
    /// Position of the reader after this frame.
    pub read: ReadTo,
    /// More changes are waiting after this frame.
    pub more: bool,
    /// Nothing has changed since the reader's position.
    pub empty: bool,
    /// JSON text of the frame.
    pub text: ByteString,
}
