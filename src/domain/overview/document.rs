//! The overview as a document for the dashboard.

use serde::Serialize;

use super::StateCounts;
use crate::Timestamp;

/// Overview of the last hours.
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Overview {
    /// Start of the first bucket.
    pub from: Timestamp,
    /// Time of the request.
    pub to: Timestamp,
    /// Length of a bucket in seconds.
    pub bucket_seconds: u32,
    /// Sessions by state over time: the mean of a bucket's samples, of which there is one a minute; in the last bucket,
    /// the present state. Buckets in which the service was down are missing.
    pub states: Vec<StatesPoint>,
    /// Pairings begun in this time, by the steps they reached.
    pub pairings: Pairings,
    /// Time from the request to the connected session, for pairings that got there.
    pub time_to_connected: TimeToConnected,
    /// Failures of sessions by code, the most frequent first.
    pub failures: Vec<FailureCount>,
    /// Restarts by the service itself over time; those requested by a person are not counted. Buckets in which the
    /// service was down are missing.
    pub restarts: Vec<RestartsPoint>,
}

/// Sessions by state in one bucket.
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct StatesPoint {
    /// Start of the bucket.
    pub at: Timestamp,
    /// Number of sessions in each state.
    pub counts: StateCounts,
}

/// Pairings by method: the one by which the phone was linked or, until then, the requested one.
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
pub struct Pairings {
    /// Pairings by code.
    pub code: Funnel,
    /// Pairings by QR.
    pub qr: Funnel,
}

/// Number of pairings that reached each step. A pairing that reached a step has reached those before it.
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Funnel {
    /// Pairings begun. A request while the session is connected, or for the pairing under way, begins none.
    pub requested: u64,
    /// The code or the QR was on the screen.
    pub shown: u64,
    /// The phone answered it.
    pub phone_answered: u64,
    /// The session connected.
    pub connected: u64,
}

/// Time until sessions were connected.
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct TimeToConnected {
    /// Number of connected pairings.
    pub count: u64,
    /// Median in milliseconds; null when there are none.
    #[cfg_attr(feature = "schema", schema(required))]
    pub p50_ms: Option<u64>,
    /// 90th percentile in milliseconds; null when there are none.
    #[cfg_attr(feature = "schema", schema(required))]
    pub p90_ms: Option<u64>,
    /// 99th percentile in milliseconds; null when there are none.
    #[cfg_attr(feature = "schema", schema(required))]
    pub p99_ms: Option<u64>,
    /// Histogram of the times. Each pairing is counted in one bucket only.
    pub buckets: Vec<TimeBucket>,
}

/// Pairings that took at most this long, and longer than the bound of the bucket before.
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct TimeBucket {
    /// Upper bound in milliseconds; null for the last bucket, which has none.
    #[cfg_attr(feature = "schema", schema(required))]
    pub le_ms: Option<u32>,
    /// Number of pairings.
    pub count: u64,
}

/// Number of failures with one code.
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct FailureCount {
    /// Error code. Text, because an older journal entry may have a code that no longer exists.
    #[cfg_attr(feature = "schema", schema(value_type = crate::ErrorCode))]
    pub code: String,
    /// Number of failures.
    pub count: u64,
}

/// Restarts in one bucket.
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct RestartsPoint {
    /// Start of the bucket.
    pub at: Timestamp,
    /// Number of restarts.
    pub count: u64,
}
