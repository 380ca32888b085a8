//! Data of the dashboard's overview: counts from the journal, and samples of the number of sessions in each state.

use async_trait::async_trait;
use linekeeper_domain::Timestamp;
use linekeeper_domain::overview::{OverviewRange, StateCounts, Tallies};

use crate::StoreError;

/// Storage of counts and samples.
#[async_trait]
pub trait Overviews: Send + Sync {
    /// Returns the counts and samples within the range.
    ///
    /// # Errors
    /// [`StoreError`].
    async fn tallies(&self, range: OverviewRange) -> Result<Tallies, StoreError>;

    /// Stores the sample of a minute; a later one of the same minute replaces it.
    ///
    /// # Errors
    /// [`StoreError`].
    async fn keep_counts(&self, at: Timestamp, counts: StateCounts) -> Result<(), StoreError>;
}
