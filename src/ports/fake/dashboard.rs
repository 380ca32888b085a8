//! Overview data and database health as a test sets them.

use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use async_trait::async_trait;
use linekeeper_domain::overview::{OverviewRange, StateCounts, Tallies};
use linekeeper_domain::{StoreFailure, Timestamp};

use crate::{Latency, Overviews, StoreError, StoreVitals, Vitals};

/// Fake of [`Overviews`] and [`StoreVitals`].
#[derive(Debug, Default)]
pub struct FakeDashboard(Mutex<Told>);

#[derive(Debug, Default)]
struct Told {
    down: bool,
    tallies: Tallies,
    ranges: Vec<OverviewRange>,
}

impl FakeDashboard {
    /// Sets the counts to return.
    pub fn set(&self, tallies: Tallies) {
        self.lock().tallies = tallies;
    }

    /// Makes every call fail from now on.
    pub fn break_down(&self) {
        self.lock().down = true;
    }

    /// Returns the ranges that were requested.
    #[must_use]
    pub fn ranges(&self) -> Vec<OverviewRange> {
        self.lock().ranges.clone()
    }

    fn lock(&self) -> MutexGuard<'_, Told> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn answering(&self) -> Result<MutexGuard<'_, Told>, StoreError> {
        let told = self.lock();
        if told.down { Err(StoreError::new(StoreFailure::Unavailable, "broken down by the test")) } else { Ok(told) }
    }
}

#[async_trait]
impl Overviews for FakeDashboard {
    async fn tallies(&self, range: OverviewRange) -> Result<Tallies, StoreError> {
        let mut told = self.answering()?;
        told.ranges.push(range);
        Ok(told.tallies.clone())
    }

    async fn keep_counts(&self, at: Timestamp, counts: StateCounts) -> Result<(), StoreError> {
        self.answering()?.tallies.states.insert(at, counts);
        Ok(())
    }
}

#[async_trait]
impl StoreVitals for FakeDashboard {
    async fn vitals(&self) -> Vitals {
        let latency = Latency { p50: Duration::from_micros(420), p99: Duration::from_millis(17) };
        Vitals { version: self.answering().map(|_| "15.8".to_owned()), latency: Some(latency) }
    }
}
