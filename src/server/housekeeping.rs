//! Housekeeping: what is old is deleted, a little at a time. Credentials nobody has used for 90 days (said a week before),
//! journal entries and counts of sessions of 30 days, onboarding links and visits of the past, answers under idempotency keys of yesterday, ledgers of
//! numbers nobody has asked a code for in days (by default).

use std::time::Duration;

use chrono::TimeDelta;
use linekeeper_domain::{Actor, CompanyId, Timestamp};
use linekeeper_ports::{Clock, CredentialStore, IdempotencyClaim, Journal, JournalEntry, StoreError};
use linekeeper_store::Store;
use tracing::{info, warn};

use crate::config::StoreSection;

const EVERY: Duration = Duration::from_secs(3600);
const COMPANIES_AT_ONCE: u32 = 100;
const EVENTS_AT_ONCE: u32 = 5000;
const COUNTS_AT_ONCE: u32 = 5000;
const NUMBERS_AT_ONCE: u32 = 1000;
const ANSWERS_AT_ONCE: u32 = 1000;
const ACCESS_AT_ONCE: u32 = 1000;
/// Visits are kept so long behind their beginning: longer than one can last. Links are kept a day behind their end.
const VISITS_KEPT_DAYS: i64 = 31;
/// No rule looks further back at a number than this.
const NUMBERS_KEPT_DAYS: i64 = 3;

/// Deletes what is due, now and every hour, as long as the process lives.
pub(crate) async fn keep_house(store: Store, clock: impl Clock, section: StoreSection) {
    loop {
        let now = clock.now();
        let days = |count: u32| now - TimeDelta::days(count.into());
        let unused = expire(&store, days(section.expire_after_days), now).await;
        let warned = warn_of_expiry(&store, days(section.expire_after_days - section.warn_before_days), now).await;
        let pruned = prune(&store, days(section.keep_events_days), now).await;
        for (what, done) in
            [("unused credentials", unused), ("owners of unused credentials", warned), ("old entries", pruned)]
        {
            if let Err(error) = done {
                warn!(%error, "{what} could not be looked after");
            }
        }
        tokio::time::sleep(EVERY).await;
    }
}

async fn expire(store: &Store, before: Timestamp, now: Timestamp) -> Result<(), StoreError> {
    loop {
        let expired = store.expire(before, COMPANIES_AT_ONCE).await?;
        for company in &expired {
            info!(company.id = %company, "credentials of company {company} were unused for too long and are deleted");
        }
        note(store, &expired, "credentials_expired", now).await?;
        if expired.len() < COMPANIES_AT_ONCE as usize {
            return Ok(());
        }
    }
}

async fn warn_of_expiry(store: &Store, before: Timestamp, now: Timestamp) -> Result<(), StoreError> {
    loop {
        let due = store.warn_of_expiry(before, COMPANIES_AT_ONCE).await?;
        for company in &due {
            warn!(company.id = %company, "credentials of company {company} are unused and will soon be deleted");
        }
        note(store, &due, "credentials_expire_soon", now).await?;
        if due.len() < COMPANIES_AT_ONCE as usize {
            return Ok(());
        }
    }
}

async fn note(store: &Store, companies: &[CompanyId], event: &str, at: Timestamp) -> Result<(), StoreError> {
    let entry = |company: &CompanyId| JournalEntry {
        company: company.clone(),
        at,
        event: event.to_owned(),
        transition: None,
        reason: None,
        code: None,
        actor: Actor::Housekeeping,
        principal: None,
        correlation: None,
    };
    store.append(companies.iter().map(entry).collect()).await
}

async fn prune(store: &Store, events_before: Timestamp, now: Timestamp) -> Result<(), StoreError> {
    while store.prune_events(events_before, EVENTS_AT_ONCE).await? == u64::from(EVENTS_AT_ONCE) {}
    while store.prune_counts(events_before, COUNTS_AT_ONCE).await? == u64::from(COUNTS_AT_ONCE) {}
    let numbers_before = now - TimeDelta::days(NUMBERS_KEPT_DAYS);
    while store.prune_numbers(numbers_before, NUMBERS_AT_ONCE).await? == u64::from(NUMBERS_AT_ONCE) {}
    let visits_before = now - TimeDelta::days(VISITS_KEPT_DAYS);
    let links_before = now - TimeDelta::days(1);
    while store.prune_onboarding_links(links_before, ACCESS_AT_ONCE).await? == u64::from(ACCESS_AT_ONCE) {}
    let answered_before = now - IdempotencyClaim::KEPT;
    while store.prune_idempotency_keys(answered_before, ANSWERS_AT_ONCE).await? == u64::from(ANSWERS_AT_ONCE) {}
    while store.prune_visits(visits_before, ACCESS_AT_ONCE).await? == u64::from(ACCESS_AT_ONCE) {}
    Ok(())
}
