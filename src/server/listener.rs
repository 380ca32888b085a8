//! Listening socket, and the limit of file descriptors for what it accepts.

use std::net::{SocketAddr, TcpListener};

use rustix::net::sockopt::{set_socket_reuseaddr, set_tcp_user_timeout};
use rustix::net::{AddressFamily, SocketFlags, SocketType, bind, ipproto, listen, socket_with};
use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};
use tracing::warn;

/// `TCP_USER_TIMEOUT` in milliseconds: a connection whose peer accepts none of the data sent to it for so long is
/// closed. The kernel enforces it, also while this process does not write; data for a peer that does not read would
/// wait for ever otherwise, and hold its place as long.
const STALLED: u32 = 30_000;
/// Connections that may wait to be accepted.
const BACKLOG: i32 = 1024;
/// File descriptors for everything but sockets of clients: the database, WhatsApp (one per session), files.
const SPARE: u64 = 1000;

/// Opens the listening socket. Accepted connections inherit [`STALLED`].
///
/// # Errors
/// Error of the operating system.
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

/// Raises the limit of file descriptors to the hard limit, and warns if that is too low for so many sockets.
pub(crate) fn allow_descriptors(sockets: usize) {
    let Rlimit { maximum, .. } = getrlimit(Resource::Nofile);
    // Where it cannot be raised, the present limit stays.
    let _raised = setrlimit(Resource::Nofile, Rlimit { current: maximum, maximum });
    let allowed = getrlimit(Resource::Nofile).current.unwrap_or(u64::MAX);
    let wanted = (sockets as u64).saturating_add(SPARE);
    if allowed < wanted {
        warn!(
            "there are {allowed} file descriptors for up to {sockets} sockets: raise the limit (LimitNOFILE={wanted})"
        );
    }
}

#[cfg(test)]
mod tests {
    use std::net::TcpStream;

    use rustix::net::sockopt::tcp_user_timeout;

    use super::*;

    #[test]
    fn accepted_connection_inherits_tcp_user_timeout() {
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
