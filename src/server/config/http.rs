//! Section `[http]`.

use std::net::{Ipv4Addr, SocketAddr};
use std::path::PathBuf;

use serde::Deserialize;

use super::range::{MOST_SECONDS, within};

/// Certificate files for HTTPS.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct TlsFiles {
    /// PEM file with the certificate and the intermediate certificates.
    pub(crate) certificate: PathBuf,
    /// PEM file with the certificate's private key.
    pub(crate) key: PathBuf,
}

/// HTTP server.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct HttpSection {
    /// Address to listen on. Keys and cookies must not be sent in plain text: beyond loopback, set `tls` or use a proxy
    /// with TLS.
    pub(crate) listen: SocketAddr,
    /// Interval of the pings on a WebSocket, in seconds; three pings without an answer close it.
    pub(crate) heartbeat_seconds: u64,
    /// Number of threads that serve HTTP.
    pub(crate) workers: usize,
    /// Enables HTTPS instead of HTTP.
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
