//! What the overview of the dashboard is made of: the journal's counts, and samples of how many sessions are in which state.

use async_trait::async_trait;
use linekeeper_domain::Timestamp;
use linekeeper_domain::overview::{OverviewRange, StateCounts, Tallies};

use crate::StoreError;

/// Where what happened is counted.
#[async_trait]
pub trait Overviews: Send + Sync {
    /// What was counted within the range.
    ///
    /// # Errors
    /// [`StoreError`].
    async fn tallies(&self, range: OverviewRange) -> Result<Tallies, StoreError>;

    /// Keeps a sample of a minute. A later one of the same minute takes its place.
    ///
    /// # Errors
    /// [`StoreError`].
    async fn keep_counts(&self, at: Timestamp, counts: StateCounts) -> Result<(), StoreError>;
}
