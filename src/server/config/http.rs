//! `[http]`

use std::net::{Ipv4Addr, SocketAddr};
use std::path::PathBuf;

use serde::Deserialize;

use super::range::{MOST_SECONDS, within};

/// Certificates for HTTPS.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct TlsFiles {
    /// A PEM file with the certificate and those between it and its authority.
    pub(crate) certificate: PathBuf,
    /// A PEM file with its private key.
    pub(crate) key: PathBuf,
}

/// Where the service is reached.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct HttpSection {
    /// The address to listen on. Keys and cookies must not travel in the open: beyond loopback, with `tls` or behind a proxy
    /// that has it.
    pub(crate) listen: SocketAddr,
    /// How often a WebSocket is pinged, in seconds; three pings without an answer close it.
    pub(crate) heartbeat_seconds: u64,
    /// How many threads answer HTTP.
    pub(crate) workers: usize,
    /// HTTPS instead of HTTP.
    pub(crate) tls: Option<TlsFiles>,
}

impl Default for HttpSection {
    fn default() -> Self {
        Self { listen: SocketAddr::from((Ipv4Addr::LOCALHOST, 8080)), heartbeat_seconds: 10, workers: 2, tls: None }
    }
}

impl HttpSection {
    pub(super) fn check(&self) -> Result<(), String> {
        within("http.heartbeat_seconds", self.heartbeat_seconds, 1..=MOST_SECONDS)
    }
}
