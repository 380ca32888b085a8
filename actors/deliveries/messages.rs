//! Messages to the worker.

use actix::Message;

/// Looks for lanes that are due, at once if places are free.
#[derive(Debug, Clone, Copy, Message)]
#[rtype(result = "()")]
pub struct LookForDeliveries;

/// Claims nothing any more; answered when nothing is under way. What the caller does not wait for is sent once more by
/// whoever claims its lane after the lease.
#[derive(Debug, Clone, Copy, Message)]
#[rtype(result = "()")]
pub struct StopDeliveries;
