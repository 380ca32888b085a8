//! What is old is deleted, a little at a time: credentials nobody has used for 90 days, journal entries of 30 days (by
//! default).

use std::time::Duration;

use chrono::TimeDelta;
use linekeeper_ports::{Clock, CredentialStore, StoreError};
use linekeeper_store::Store;
use tracing::{info, warn};

use crate::config::StoreSection;

const EVERY: Duration = Duration::from_secs(3600);
const COMPANIES_AT_ONCE: u32 = 100;
const EVENTS_AT_ONCE: u32 = 5000;

/// Deletes what is due, now and every hour, as long as the process lives.
pub(crate) async fn delete_what_is_old(store: Store, clock: impl Clock, section: StoreSection) {
    loop {
        if let Err(error) = expire(&store, &clock, section.expire_after_days).await {
            warn!(%error, "unused credentials could not be deleted");
        }
        if let Err(error) = prune(&store, &clock, section.keep_events_days).await {
            warn!(%error, "old journal entries could not be deleted");
        }
        tokio::time::sleep(EVERY).await;
    }
}

async fn expire(store: &Store, clock: &impl Clock, days: u32) -> Result<(), StoreError> {
    loop {
        let expired = store.expire(clock.now() - TimeDelta::days(days.into()), COMPANIES_AT_ONCE).await?;
        for company in &expired {
            info!(company.id = %company, "credentials of company {company} were unused for {days} days and are deleted");
        }
        if expired.len() < COMPANIES_AT_ONCE as usize {
            return Ok(());
        }
    }
}

async fn prune(store: &Store, clock: &impl Clock, days: u32) -> Result<(), StoreError> {
    loop {
        let pruned = store.prune_events(clock.now() - TimeDelta::days(days.into()), EVENTS_AT_ONCE).await?;
        if pruned < EVENTS_AT_ONCE.into() {
            return Ok(());
        }
    }
}
