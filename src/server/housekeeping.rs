//! Maintenance: deletes old data in small batches. By default: credentials unused for 90 days (after a warning a week
//! before), what a change of phone left behind after 90 days, journal entries and session counts after 30 days,
//! onboarding links a day after their end, dashboard sessions 31 days after their sign-in, stored responses of
//! idempotency keys after a day, code usage and webhook deliveries after 3 days, events of messages after 30 days and the
//! keys of received messages after 60.
//!
//! Nothing is deleted by a clock that cannot be trusted: see [`linekeeper_domain::expiry`].

use std::iter;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use actix::Addr;
use linekeeper_actors::supervisor::{SessionStatusOf, SessionSupervisor, TellOfEndedLines};
use linekeeper_domain::expiry::{ClockJump, ClockReading, ExpiryRule, clock_jump, is_alive};
use linekeeper_domain::{CompanyId, Monotonic, Timestamp, TriggeredBy};
use linekeeper_ports::{Clock, IdempotencyClaim, Journal, JournalEntry, MediaFiles, MessageLog};
use linekeeper_store::Store;
use linekeeper_telemetry::Metrics;
use linekeeper_telemetry::metrics::Task;
use tracing::{debug, error, info, warn};

use crate::config::{MessagesSection, StoreSection};
use crate::guarded::guarded;
use crate::media;

const EVERY: Duration = Duration::from_secs(3600);
/// Pause before the second round. The first skips rows that are locked, and sessions restored at the start lock theirs.
const SECOND_LOOK: Duration = Duration::from_secs(10);
const DAY: Duration = Duration::from_secs(86_400);
const COMPANIES_AT_ONCE: u32 = 100;
const EVENTS_AT_ONCE: u32 = 5000;
const COUNTS_AT_ONCE: u32 = 5000;
const NUMBERS_AT_ONCE: u32 = 1000;
const DELIVERIES_AT_ONCE: u32 = 5000;
const ANSWERS_AT_ONCE: u32 = 1000;
const EMPTY_AT_ONCE: u32 = 500;
const MESSAGES_AT_ONCE: u32 = 1000;
const ACCESS_AT_ONCE: u32 = 1000;
/// Retention of dashboard sessions after their sign-in: longer than one can last (30 days at most).
const VISITS_KEPT: Duration = Duration::from_secs(31 * 86_400);
/// Retention of webhook deliveries that were made.
const DELIVERED_KEPT: Duration = Duration::from_secs(3 * 86_400);
/// Retention of the row of a company of which nothing is stored.
const EMPTY_KEPT: Duration = DAY;
/// Retention of code usage; no rate limit looks back further.
const NUMBERS_KEPT: Duration = Duration::from_secs(3 * 86_400);

/// Error of a maintenance task, for the log.
type Failure = Box<dyn std::error::Error>;

/// Maintenance worker.
#[derive(Clone)]
pub(crate) struct Housekeeper {
    pub(crate) store: Store,
    /// Supervisor, which knows the companies that are alive in this process.
    pub(crate) supervisor: Addr<SessionSupervisor>,
    pub(crate) clock: Arc<dyn Clock>,
    pub(crate) metrics: Metrics,
    pub(crate) section: StoreSection,
    pub(crate) messages: MessagesSection,
    pub(crate) media: Option<Arc<dyn MediaFiles>>,
    pub(crate) seen: Arc<Mutex<Seen>>,
}

/// Readings of the database's clock.
#[derive(Default)]
pub(crate) struct Seen {
    last: Option<ClockReading>,
    /// End of the pause in deleting by age after a clock jump, which leaves time to correct the clock.
    doubtful_until: Option<Monotonic>,
}

/// Runs maintenance at once, again after [`SECOND_LOOK`], and then every hour, as long as the process lives.
pub(crate) async fn run_maintenance(keeper: Housekeeper) {
    let metrics = keeper.metrics.clone();
    for pause in iter::once(SECOND_LOOK).chain(iter::repeat(EVERY)) {
        guarded(Task::Expiry, &metrics, keeper.clone().look_after_credentials()).await;
        guarded(Task::Pruning, &metrics, keeper.clone().prune()).await;
        tokio::time::sleep(pause).await;
    }
}

impl Housekeeper {
    /// Warns of expiry before it expires anything: credentials without a warning are not deleted.
    async fn look_after_credentials(self) -> Result<(), Failure> {
        self.look_at_clock().await?;
        let rule = self.section.expiry();
        self.warn_of_expiry(rule).await?;
        self.expire(rule).await?;
        self.store.release_accounts().await.map(drop)?;
        Ok(())
    }

    /// Checks the database's clock. A jump voids every warning before anything else is done by that clock.
    async fn look_at_clock(&self) -> Result<(), Failure> {
        let (database, seen_at) = self.store.look_at_clock().await?;
        let now = ClockReading { database, at: self.clock.monotonic() };
        let last = self.seen.lock().unwrap_or_else(PoisonError::into_inner).last;
        let jump = clock_jump(now, last, seen_at);
        if let Some(jump) = jump {
            let warnings = self.store.void_expiry_warnings().await?;
            self.tell(jump, (last.is_some(), warnings));
        }
        self.store.clock_seen().await?;
        let mut seen = self.seen.lock().unwrap_or_else(PoisonError::into_inner);
        seen.last = Some(now);
        if jump.is_some() {
            seen.doubtful_until = Some(now.at.after(DAY));
        }
        Ok(())
    }

    fn tell(&self, jump: ClockJump, (while_running, warnings): (bool, usize)) {
        let consequence =
            format!("{warnings} expiry warnings are voided and will be repeated, and pruning pauses for a day");
        if let (ClockJump::Ahead(away), false) = (jump, while_running) {
            warn!("the service did not run for {away:?}, or the database's clock is ahead: {consequence}");
            return;
        }
        self.metrics.database_clock_jumped();
        error!(clock.jump = ?jump, "the database's clock jumped: {consequence}");
    }

    /// Database's time, if its clock was read in this process and did not jump within the last day.
    fn believed_time(&self) -> Option<Timestamp> {
        let seen = self.seen.lock().unwrap_or_else(PoisonError::into_inner);
        let now = self.clock.monotonic();
        if seen.doubtful_until.is_some_and(|until| now < until) {
            return None;
        }
        let last = seen.last?;
        last.database.checked_add_signed(chrono::TimeDelta::from_std(now.since(last.at)).ok()?)
    }

    async fn warn_of_expiry(&self, rule: ExpiryRule) -> Result<(), Failure> {
        loop {
            let due = self.store.warn_of_expiry(rule, COMPANIES_AT_ONCE).await?;
            for company in &due {
                warn!(company.id = %company, "credentials of company {company} are unused and will soon be deleted");
            }
            self.note(&due, "credentials_expire_soon").await?;
            if due.len() < COMPANIES_AT_ONCE as usize {
                return Ok(());
            }
        }
    }

    async fn expire(&self, rule: ExpiryRule) -> Result<(), Failure> {
        let mut after = None;
        loop {
            let due = self.store.due_to_expire(rule, after, COMPANIES_AT_ONCE).await?;
            let (found, last) = (due.len(), due.last().cloned());
            let expired = self.store.expire(rule, &self.without_the_living(due).await?).await?;
            for company in &expired {
                info!(company.id = %company, "credentials of company {company} were unused for too long and were deleted");
            }
            self.note(&expired, "credentials_expired").await?;
            if !expired.is_empty() {
                self.supervisor.do_send(TellOfEndedLines);
            }
            if found < COMPANIES_AT_ONCE as usize {
                return Ok(());
            }
            after = last;
        }
    }

    /// Filters out the companies whose session in this process uses the credentials.
    async fn without_the_living(&self, due: Vec<CompanyId>) -> Result<Vec<CompanyId>, Failure> {
        let mut idle = Vec::new();
        for company in due {
            let status = self.supervisor.send(SessionStatusOf { company: company.clone() }).await?;
            match status.filter(|status| is_alive(status.state)) {
                Some(status) => {
                    debug!(company.id = %company, "credentials of company {company} do not expire: its session is {}", status.state);
                }
                None => idle.push(company),
            }
        }
        Ok(idle)
    }

    async fn note(&self, companies: &[CompanyId], event: &str) -> Result<(), Failure> {
        let at = self.clock.now();
        let entry = |company: &CompanyId| JournalEntry {
            company: company.clone(),
            at,
            event: event.to_owned(),
            transition: None,
            reason: None,
            code: None,
            actor: TriggeredBy::Housekeeping,
            principal: None,
            correlation: None,
        };
        self.store.append(companies.iter().map(entry).collect()).await?;
        Ok(())
    }

    /// Deletes what changes of phone have left behind since before this time. A line works with none of it.
    async fn prune_changes(&self, before: Timestamp) -> Result<(), Failure> {
        loop {
            let expired = self.store.expire_next_slots(before, COMPANIES_AT_ONCE).await?;
            for company in &expired {
                info!(company.id = %company, "the phone that company {company} had begun to change to was unused for too long and its credentials were deleted");
            }
            let forgotten = self.store.prune_old_devices(before, COMPANIES_AT_ONCE).await?;
            for company in &forgotten {
                warn!(company.id = %company, "a replaced device of company {company} could not be logged out for too long and its credentials were deleted: its owner can remove it on the phone");
            }
            if expired.len().max(forgotten.len()) < COMPANIES_AT_ONCE as usize {
                return Ok(());
            }
        }
    }

    async fn prune(self) -> Result<(), Failure> {
        let Some(now) = self.believed_time() else { return Ok(()) };
        let store = &self.store;
        let before = |age: Duration| now.checked_sub_signed(chrono::TimeDelta::from_std(age).ok()?);
        let before = |age: Duration| before(age).unwrap_or(Timestamp::MIN_UTC);
        let events_before = before(self.section.events_kept());
        while store.prune_events(events_before, EVENTS_AT_ONCE).await? == u64::from(EVENTS_AT_ONCE) {}
        while store.prune_counts(events_before, COUNTS_AT_ONCE).await? == u64::from(COUNTS_AT_ONCE) {}
        let numbers_before = before(NUMBERS_KEPT);
        while store.prune_numbers(numbers_before, NUMBERS_AT_ONCE).await? == u64::from(NUMBERS_AT_ONCE) {}
        while store.prune_usage(numbers_before, NUMBERS_AT_ONCE).await? == u64::from(NUMBERS_AT_ONCE) {}
        self.prune_changes(before(self.section.expiry().unused_for)).await?;
        while store.prune_empty_companies(before(EMPTY_KEPT), EMPTY_AT_ONCE).await? == u64::from(EMPTY_AT_ONCE) {}
        let links_before = before(DAY);
        while store.prune_onboarding_links(links_before, ACCESS_AT_ONCE).await? == u64::from(ACCESS_AT_ONCE) {}
        let answered_before = before(IdempotencyClaim::KEPT);
        while store.prune_idempotency_keys(answered_before, ANSWERS_AT_ONCE).await? == u64::from(ANSWERS_AT_ONCE) {}
        let visits_before = before(VISITS_KEPT);
        while store.prune_visits(visits_before, ACCESS_AT_ONCE).await? == u64::from(ACCESS_AT_ONCE) {}
        let log_before = before(self.messages.events_kept());
        while store.prune_log(log_before, MESSAGES_AT_ONCE).await? == u64::from(MESSAGES_AT_ONCE) {}
        let seen_before = before(self.messages.seen_kept());
        while store.prune_seen(seen_before, MESSAGES_AT_ONCE).await? == u64::from(MESSAGES_AT_ONCE) {}
        if let Some(files) = &self.media {
            media::swept(Arc::clone(files), now).await?;
        }
        self.prune_webhooks(before(DELIVERED_KEPT), before(DAY)).await
    }

    /// Deletes what was delivered, lanes in which nothing waits, and what belongs to deleted endpoints.
    async fn prune_webhooks(&self, delivered_before: Timestamp, empty_before: Timestamp) -> Result<(), Failure> {
        let (store, limit) = (&self.store, DELIVERIES_AT_ONCE);
        while store.prune_delivered(delivered_before, limit).await? == u64::from(limit) {}
        while store.prune_lanes(empty_before, limit).await? == u64::from(limit) {}
        while store.prune_deleted_webhooks(limit).await? == u64::from(limit) {}
        Ok(())
    }
}
