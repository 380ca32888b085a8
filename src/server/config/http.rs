//! `[http]`

use std::net::{Ipv4Addr, SocketAddr};

use serde::Deserialize;

/// Where the service is reached.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct HttpSection {
    /// The address to listen on. There is no access control in front of the endpoints, so it is loopback by default.
    pub(crate) listen: SocketAddr,
    /// How often a WebSocket is pinged, in seconds; three pings without an answer close it.
    pub(crate) heartbeat_seconds: u64,
    /// How many threads answer HTTP.
    pub(crate) workers: usize,
}

impl Default for HttpSection {
    fn default() -> Self {
        Self { listen: SocketAddr::from((Ipv4Addr::LOCALHOST, 8080)), heartbeat_seconds: 10, workers: 2 }
    }
}
