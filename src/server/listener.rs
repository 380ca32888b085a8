//! The socket we listen on, and how many descriptors there are for what it accepts.

use std::net::{SocketAddr, TcpListener};

use rustix::net::sockopt::{set_socket_reuseaddr, set_tcp_user_timeout};
use rustix::net::{AddressFamily, SocketFlags, SocketType, bind, ipproto, listen, socket_with};
use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};
use tracing::warn;

/// A peer that takes nothing of what it is sent for so long is given up, in milliseconds. The kernel does it, also while nobody
/// here writes: what waits for a peer that does not read would else wait for ever, and hold its place as long.
const STALLED: u32 = 30_000;
/// Connections that may wait to be accepted.
const BACKLOG: i32 = 1024;
/// Descriptors for all else: the database, WhatsApp has its own for each session, files.
const SPARE: u64 = 1000;

/// Listens. What is accepted inherits the bound on stalled peers.
///
/// # Errors
/// The system's.
pub(crate) fn listen_on(address: SocketAddr) -> std::io::Result<TcpListener> {
    let family = if address.is_ipv4() { AddressFamily::INET } else { AddressFamily::INET6 };
    let flags = SocketFlags::CLOEXEC | SocketFlags::NONBLOCK;
    let socket = socket_with(family, SocketType::STREAM, flags, Some(ipproto::TCP))?;
    set_socket_reuseaddr(&socket, true)?;
    set_tcp_user_timeout(&socket, STALLED)?;
    bind(&socket, &address)?;
    listen(&socket, BACKLOG)?;
    Ok(socket.into())
}

/// Allows this process as many descriptors as it may have, and says so if that is not enough for so many sockets.
pub(crate) fn allow_descriptors(sockets: usize) {
    let Rlimit { maximum, .. } = getrlimit(Resource::Nofile);
    // Where it may not be raised, it stays what it is.
    let _raised = setrlimit(Resource::Nofile, Rlimit { current: maximum, maximum });
    let allowed = getrlimit(Resource::Nofile).current.unwrap_or(u64::MAX);
    let wanted = (sockets as u64).saturating_add(SPARE);
    if allowed < wanted {
        warn!("there are {allowed} descriptors for up to {sockets} sockets: raise the limit (LimitNOFILE={wanted})");
    }
}

#[cfg(test)]
mod tests {
    use std::net::TcpStream;

    use rustix::net::sockopt::tcp_user_timeout;

    use super::*;

    #[test]
    fn what_is_accepted_is_given_up_when_its_peer_takes_nothing() {
        let listener = listen_on("127.0.0.1:0".parse().unwrap()).unwrap();
        let _peer = TcpStream::connect(listener.local_addr().unwrap()).unwrap();
        listener.set_nonblocking(false).unwrap();
        let (accepted, _) = listener.accept().unwrap();
        assert_eq!(tcp_user_timeout(&accepted).unwrap(), STALLED);
    }

    #[test]
    fn a_port_in_use_is_refused() {
        let listener = listen_on("127.0.0.1:0".parse().unwrap()).unwrap();
        assert!(listen_on(listener.local_addr().unwrap()).is_err());
    }
}
