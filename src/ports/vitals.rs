//! Health of the database, for the dashboard.

use std::time::Duration;

use async_trait::async_trait;

use crate::StoreError;

/// Percentiles of how long recent store calls took.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Latency {
    /// Median.
    pub p50: Duration,
    /// 99th percentile.
    pub p99: Duration,
}

/// Health report of the database.
#[derive(Debug, Clone)]
pub struct Vitals {
    /// Server version, queried for this report; the error when that query fails.
    pub version: Result<String, StoreError>,
    /// Latency of the calls answered within the last few minutes; absent when there was none.
    pub latency: Option<Latency>,
}

/// Source of the health report.
#[async_trait]
pub trait StoreVitals: Send + Sync {
    /// Queries the server version and returns the report.
    async fn vitals(&self) -> Vitals;
}
