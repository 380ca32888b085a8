//! What the supervisor knows of one session.

use std::collections::BTreeMap;
use std::sync::Arc;

use actix::{Addr, Recipient, SpawnHandle};
use linekeeper_domain::Timestamp;
use linekeeper_domain::session::Status;

use crate::session::{SessionActor, SessionNews, WatcherId};

/// One company's entry: its present life, if it has one, and what outlives it.
#[derive(Default)]
pub(super) struct Entry {
    /// The living actor.
    pub(super) session: Option<Addr<SessionActor>>,
    /// The number of its present or last life.
    pub(super) generation: u64,
    /// How often in a row it died.
    pub(super) failures: u32,
    /// The start that is due.
    pub(super) restart: Option<SpawnHandle>,
    /// How it looked last.
    pub(super) status: Option<Arc<Status>>,
    /// Since when it has had nothing to do.
    pub(super) resting_since: Option<Timestamp>,
    /// When its present life began.
    pub(super) born_at: Option<Timestamp>,
    /// Those who want its news, whatever life it is in.
    pub(super) watchers: BTreeMap<WatcherId, Recipient<SessionNews>>,
}
