//! What the board is told, what it is asked, and what it tells.

use std::sync::Arc;

use actix::{Message, Recipient};
use bytestring::ByteString;
use linekeeper_domain::CompanyId;

use super::rows::{Position, SessionRow};
use crate::session::WatcherId;

/// How a session looks, or that a company has none any more. Told by the supervisor.
#[derive(Debug, Clone, Message)]
#[rtype(result = "()")]
pub enum BoardNews {
    /// It looks like this now.
    Shown(SessionRow),
    /// It has gone.
    Gone(CompanyId),
    /// The process stops.
    Stopping,
}

/// Wake this one when something changes that it has not read.
#[derive(Debug, Clone, Message)]
#[rtype(result = "()")]
pub struct WatchBoard {
    /// Who.
    pub watcher: WatcherId,
    /// Where it is woken.
    pub woken: Recipient<BoardChanged>,
}

/// Wake this one no more.
#[derive(Debug, Clone, Copy, Message)]
#[rtype(result = "()")]
pub struct UnwatchBoard {
    /// Who.
    pub watcher: WatcherId,
}

/// What a watcher is told.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Message)]
#[rtype(result = "()")]
pub enum BoardChanged {
    /// Sessions look different: read on. Said at most once per pace, however much it was.
    Rows,
    /// The process stops; watch again in a moment.
    Stopping,
}

/// Where a watcher has read to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReadTo {
    /// In which process's numbers; those of another one mean nothing.
    pub epoch: String,
    /// Where.
    pub position: Position,
}

/// What changed since?
#[derive(Debug, Clone, Message)]
#[rtype(result = "Arc<Sheet>")]
pub struct ReadBoard {
    /// Where the asker has read to; nothing, when it knows nothing.
    pub read: Option<ReadTo>,
}

/// A frame that tells what changed, the same for everybody who had read as far.
#[derive(Debug)]
pub struct Sheet {
    /// Where its reader has read to with it.
    pub read: ReadTo,
    /// Whether there is more.
    pub more: bool,
    /// Whether nothing has changed.
    pub empty: bool,
    /// The frame.
    pub text: ByteString,
}
