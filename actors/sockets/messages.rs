//! What the registry is asked, and what it tells.

use std::net::IpAddr;

use actix::{Message, Recipient};
use linekeeper_domain::CompanyId;
use linekeeper_domain::access::{AccessId, Principal, SocketBound};

use super::ledger::SocketRefusal;
use super::permit::SocketPermit;

/// A socket's name, given by the registry.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SocketId(pub(super) u64);

/// Let a socket in that has proved nothing yet: it counts for all and for its address.
#[derive(Debug, Clone, Message)]
#[rtype(result = "Result<SocketPermit, SocketBound>")]
pub struct AdmitSocket {
    /// Of the peer.
    pub address: IpAddr,
    /// Where it hears that what it rests on counts no more.
    pub revoked: Recipient<AccessRevoked>,
}

/// A socket has proved who it is: from now on it counts for its company, and ends with what it proved itself with. Said again
/// when a newer pass takes over.
#[derive(Debug, Clone, Message)]
#[rtype(result = "Result<(), SocketRefusal>")]
pub struct ProveSocket {
    /// Which.
    pub socket: SocketId,
    /// Whose session it watches; nobody's, if it watches them all.
    pub company: Option<CompanyId>,
    /// Who it is.
    pub principal: Principal,
}

/// A socket is closed; its permit says so when it is dropped.
#[derive(Debug, Clone, Copy, Message)]
#[rtype(result = "()")]
pub struct LeaveSockets {
    /// Which.
    pub socket: SocketId,
}

/// Close every socket that rests on this link, visit or key: it was revoked, signed out or deleted, and never counts again. A
/// key's visits end with it. Answered with how many are told.
#[derive(Debug, Clone, Message)]
#[rtype(result = "usize")]
pub struct EndSockets {
    /// What counts no more.
    pub of: AccessId,
}

/// How many sockets are open, strangers' included.
#[derive(Debug, Clone, Copy, Message)]
#[rtype(result = "usize")]
pub struct CountSockets;

/// What your socket rests on counts no more.
#[derive(Debug, Clone, Copy, Message)]
#[rtype(result = "()")]
pub struct AccessRevoked;
