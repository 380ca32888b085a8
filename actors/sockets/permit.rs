//! Permit of the socket registry: a place that is returned when it is dropped.

use actix::{Message, Recipient};

use super::open_sockets::SocketId;

/// Reports that a socket is closed; sent by the drop of its permit.
#[derive(Debug, Clone, Copy, Message)]
#[rtype(result = "()")]
pub struct LeaveSockets {
    /// Socket that is closed.
    pub socket: SocketId,
}

/// Permission to keep one socket open.
#[derive(Debug)]
#[must_use = "dropping the permit frees its place"]
pub struct SocketPermit {
    socket: SocketId,
    registry: Recipient<LeaveSockets>,
}

impl SocketPermit {
    pub(super) const fn new(socket: SocketId, registry: Recipient<LeaveSockets>) -> Self {
        Self { socket, registry }
    }

    /// Socket the permit is for.
    #[must_use]
    pub const fn socket(&self) -> SocketId {
        self.socket
    }
}

impl Drop for SocketPermit {
    fn drop(&mut self) {
        // Each permit is returned once, so these messages are bounded by the admissions.
        self.registry.do_send(LeaveSockets { socket: self.socket });
    }
}
