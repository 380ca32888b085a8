//! Messages that the socket registry takes, and the one it sends.

use std::net::IpAddr;

use actix::{Message, Recipient};
use linekeeper_domain::CompanyId;
use linekeeper_domain::access::{AccessId, Principal, SocketBound};

use super::open_sockets::{SocketId, SocketRefusal};
use super::permit::SocketPermit;

/// Admits an unauthenticated socket: it counts towards the total and its address.
#[derive(Debug, Clone, Message)]
#[rtype(result = "Result<SocketPermit, SocketBound>")]
pub struct AdmitSocket {
    /// Address of the peer.
    pub address: IpAddr,
    /// Recipient of the notice that the socket's access was revoked.
    pub revoked: Recipient<AccessRevoked>,
}

/// Reports that a socket is authenticated: from now on it counts for its company, and closes when its access is
/// revoked. Sent again when a newer pass takes over.
#[derive(Debug, Clone, Message)]
#[rtype(result = "Result<(), SocketRefusal>")]
pub struct ProveSocket {
    /// Socket that was admitted.
    pub socket: SocketId,
    /// Company whose session it watches; `None` for a dashboard.
    pub company: Option<CompanyId>,
    /// Authenticated identity.
    pub principal: Principal,
}

/// Closes every socket that depends on this link, dashboard session or key, which was revoked, signed out or deleted
/// and is never valid again. With a key its dashboard sessions end. Returns the number of sockets told to close.
#[derive(Debug, Clone, Message)]
#[rtype(result = "usize")]
pub struct EndSockets {
    /// Link, dashboard session or key that is revoked.
    pub of: AccessId,
}

/// Asks for the number of open sockets, unauthenticated ones included.
#[derive(Debug, Clone, Copy, Message)]
#[rtype(result = "usize")]
pub struct CountSockets;

/// Notice to a socket that its access was revoked.
#[derive(Debug, Clone, Copy, Message)]
#[rtype(result = "()")]
pub struct AccessRevoked;
