//! Configuration of the client.

use std::path::PathBuf;
use std::time::Duration;

use linekeeper_domain::webhooks::UrlRules;

/// Settings of the client.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct WebhookClientConfig {
    /// Addresses that may be reached, and whether without TLS. The rules by which URLs of endpoints are read.
    pub rules: UrlRules,
    /// PEM file with certificates of authorities that are trusted beside Mozilla's.
    pub extra_roots: Option<PathBuf>,
    /// Limits.
    pub limits: WebhookLimits,
}

/// Limits of the client.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WebhookLimits {
    /// Timeout for name resolution, TCP, TLS, the request and the head of the answer together; 1 ms to 1 h.
    pub timeout: Duration,
    /// Maximum number of concurrent requests; further ones wait, and their timeout begins later.
    pub max_concurrent: usize,
    /// Maximum number of concurrent requests to one scheme, host and port.
    pub max_per_host: usize,
    /// Number of open connections from which on a connection is closed after its request instead of being kept.
    pub max_kept: usize,
    /// Time after which an unused connection is closed. Servers close them, too, most of them after five seconds at the
    /// earliest, and an attempt that meets such a close has failed: so it should be shorter than that.
    pub idle_timeout: Duration,
}

impl Default for WebhookLimits {
    fn default() -> Self {
        Self {
            timeout: Duration::from_secs(15),
            max_concurrent: 64,
            max_per_host: 8,
            max_kept: 128,
            idle_timeout: Duration::from_secs(4),
        }
    }
}

/// Reason why the client cannot be created.
#[derive(Debug, thiserror::Error)]
pub enum WebhookConfigError {
    /// The file with further authorities cannot be used.
    #[error("certificates of authorities cannot be read from {}: {reason}", file.display())]
    ExtraRoots {
        /// The file.
        file: PathBuf,
        /// What is wrong with it.
        reason: String,
    },
    /// TLS cannot be set up.
    #[error("TLS: {0}")]
    Tls(#[from] rustls::Error),
}
