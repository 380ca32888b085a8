//! The overview as it is told.

use serde::Serialize;

use super::StateCounts;
use crate::Timestamp;

/// What happened in the last hours.
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Overview {
    /// The beginning of the first bucket.
    pub from: Timestamp,
    /// Now.
    pub to: Timestamp,
    /// The length of a bucket.
    pub bucket_seconds: u32,
    /// Sessions by state, over time: the mean of a bucket's samples, of which there is one a minute; in the last one, how it is now. A
    /// bucket in which the service was down is not there.
    pub states: Vec<StatesPoint>,
    /// Pairings begun in this time, by how far they came.
    pub pairings: Pairings,
    /// How long those took that came to a connected session, from the request on.
    pub time_to_connected: TimeToConnected,
    /// Failures of sessions by code, the most frequent first.
    pub failures: Vec<FailureCount>,
    /// Restarts by the service itself, over time; those that a person wants are not counted. A bucket in which the service was down is
    /// not there.
    pub restarts: Vec<RestartsPoint>,
}

/// Sessions by state in one bucket.
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct StatesPoint {
    /// The beginning of the bucket.
    pub at: Timestamp,
    /// How many were in each state.
    pub counts: StateCounts,
}

/// Pairings by method: the one by which the phone was linked, and before that the one asked for.
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
pub struct Pairings {
    /// By code.
    pub code: Funnel,
    /// By QR.
    pub qr: Funnel,
}

/// How many pairings came to each step. Whoever came to one came to those before it.
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Funnel {
    /// They began. Who asks while the line is connected, or for the pairing that is under way, begins none.
    pub requested: u64,
    /// The code or the QR was on the screen.
    pub shown: u64,
    /// The phone took it.
    pub phone_answered: u64,
    /// The session connected.
    pub connected: u64,
}

/// How long it took until sessions were connected.
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct TimeToConnected {
    /// How many were.
    pub count: u64,
    /// Half of them took at most so long; null when there are none.
    #[cfg_attr(feature = "schema", schema(required))]
    pub p50_ms: Option<u64>,
    /// Nine of ten.
    #[cfg_attr(feature = "schema", schema(required))]
    pub p90_ms: Option<u64>,
    /// Ninety-nine of a hundred.
    #[cfg_attr(feature = "schema", schema(required))]
    pub p99_ms: Option<u64>,
    /// How many took how long. Each is counted in one bucket only.
    pub buckets: Vec<TimeBucket>,
}

/// Those that took at most so long, and longer than the bucket before.
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct TimeBucket {
    /// The bound; null for the last bucket, which has none.
    #[cfg_attr(feature = "schema", schema(required))]
    pub le_ms: Option<u32>,
    /// How many.
    pub count: u64,
}

/// How often sessions failed for one reason.
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct FailureCount {
    /// Why. Text, because an older entry of the journal may bear a code that is not known any more.
    #[cfg_attr(feature = "schema", schema(value_type = crate::ErrorCode))]
    pub code: String,
    /// How often.
    pub count: u64,
}

/// Restarts in one bucket.
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct RestartsPoint {
    /// The beginning of the bucket.
    pub at: Timestamp,
    /// How many.
    pub count: u64,
}
