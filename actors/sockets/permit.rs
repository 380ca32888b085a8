//! The permit: a place among the sockets, given back when it is dropped.

use actix::Recipient;

use super::messages::{LeaveSockets, SocketId};

/// The right to keep one socket open.
#[derive(Debug)]
#[must_use = "the place is given back when this is dropped"]
pub struct SocketPermit {
    socket: SocketId,
    registry: Recipient<LeaveSockets>,
}

impl SocketPermit {
    pub(super) const fn new(socket: SocketId, registry: Recipient<LeaveSockets>) -> Self {
        Self { socket, registry }
    }

    /// Which socket it is for.
    #[must_use]
    pub const fn socket(&self) -> SocketId {
        self.socket
    }
}

impl Drop for SocketPermit {
    fn drop(&mut self) {
        // Each permit leaves once, so this is bounded by what was admitted.
        self.registry.do_send(LeaveSockets { socket: self.socket });
    }
}
