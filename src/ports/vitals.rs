//! How the database is, for those who run the service.

use std::time::Duration;

use async_trait::async_trait;

use crate::StoreError;

/// How long calls took of late.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Latency {
    /// Half of them at most so long.
    pub p50: Duration,
    /// Ninety-nine of a hundred.
    pub p99: Duration,
}

/// How the database is.
#[derive(Debug, Clone)]
pub struct Vitals {
    /// Its version, asked for right now; or why it does not tell.
    pub version: Result<String, StoreError>,
    /// Of calls that were answered within the last minutes; nothing when none was.
    pub latency: Option<Latency>,
}

/// Who knows how the database is.
#[async_trait]
pub trait StoreVitals: Send + Sync {
    /// How it is.
    async fn vitals(&self) -> Vitals;
}
