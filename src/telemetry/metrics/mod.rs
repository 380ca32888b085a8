//! Prometheus metrics, recorded by methods named for what happened: no caller writes a metric's name or a label.
//!
//! Defines the names ([`MetricName`]), the label values and the buckets. There are no globals: [`Metrics`] is created
//! once, cloned to whatever records something, and rendered by the endpoint.

mod counted;
mod families;
mod labels;
mod media;
mod names;
#[cfg(test)]
mod rules;
#[cfg(test)]
mod tests;

use std::borrow::Cow;
use std::sync::Arc;
use std::time::Duration;

use linekeeper_domain::access::SocketBound;
use linekeeper_domain::messages::{SendFailure, SendStatus};
use linekeeper_domain::session::{ChangeState, ChangeTally, PasskeyTally, StateName};
use linekeeper_domain::webhooks::OutcomeKind;
use linekeeper_domain::{CodeLimit, ErrorCode, PairRefusal, PairingMethod, Timestamp};
use prometheus_client::metrics::gauge::Gauge;
use prometheus_client::registry::Registry;

use families::Families;
use labels::{Routes, http_method, http_status};

pub use counted::{Counted, Queued};
pub use labels::{Answered, LinkTally, Mailbox, StoreOutcome, Task};
pub use media::{MediaOutcome, MediaWay};
pub use names::MetricName;

/// Outcomes of a change of a phone: the new phone is the line, or the line is the old one.
const CHANGE_OUTCOMES: [&str; 3] = ["finished", "failed", "cancelled"];

/// Outcomes of a look-up of the client version.
const LOOKUP_OUTCOMES: [&str; 2] = ["found", "failed"];

/// Media type of the text returned by [`Metrics::render`].
pub const CONTENT_TYPE: &str = "application/openmetrics-text; version=1.0.0; charset=utf-8";

/// All metrics. Clones share their counts; separate instances are independent.
#[derive(Debug, Clone)]
pub struct Metrics(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    families: Families,
    routes: Routes,
    registry: Registry,
}

impl Default for Metrics {
    fn default() -> Self {
        Self::new()
    }
}

impl Metrics {
    /// Creates metrics that start at zero.
    #[must_use]
    pub fn new() -> Self {
        let families = Families::new();
        families.begin_at_zero();
        let mut registry = Registry::default();
        for name in MetricName::ALL {
            families.register(*name, &mut registry);
        }
        Self(Arc::new(Inner { families, routes: Routes::default(), registry }))
    }

    /// Renders everything as OpenMetrics text, of the type [`CONTENT_TYPE`].
    #[must_use]
    pub fn render(&self) -> String {
        let mut text = String::new();
        // Writing into a `String` cannot fail; a family that fails would cut the text short, which scrapers notice.
        let _complete = prometheus_client::encoding::text::encode(&mut text, &self.0.registry);
        text
    }

    /// Sets the start time of the process, which reads 0 until then.
    pub fn process_started(&self, at: Timestamp) {
        self.0.families.process_start.set(at.timestamp_millis() as f64 / 1000.0);
    }

    /// Counts a pairing request.
    pub fn pairing_asked(&self, method: PairingMethod) {
        self.0.families.pairings_asked.get_or_create(&[("method", method.as_str())]).inc();
    }

    /// Counts a pairing that ended with a connected session, and observes the time since its request.
    pub fn pairing_succeeded(&self, method: PairingMethod, since_request: Duration) {
        let labels = [("method", method.as_str())];
        self.0.families.pairings_succeeded.get_or_create(&labels).inc();
        self.0.families.until_connected.get_or_create(&labels).observe(since_request.as_secs_f64());
    }

    /// Counts a pairing that ended without a connected session.
    pub fn pairing_failed(&self, method: PairingMethod, code: ErrorCode) {
        let labels = [("method", method.as_str()), ("code", code.name())];
        self.0.families.pairings_failed.get_or_create(&labels).inc();
    }

    /// Counts a linking refused at its last step.
    pub fn pair_refused(&self, reason: PairRefusal) {
        self.0.families.pair_refusals.get_or_create(&[("reason", reason.as_str())]).inc();
    }

    /// Counts a step of a linking with a passkey.
    pub fn passkey_step(&self, step: PasskeyTally) {
        self.0.families.passkey_steps.get_or_create(&[("step", labels::passkey_step(step))]).inc();
    }

    /// Observes the time from a pairing request until its code is shown.
    pub fn code_shown(&self, since_request: Duration) {
        self.0.families.until_code.observe(since_request.as_secs_f64());
    }

    /// Moves a session from one state to another in the gauge; a session that starts has no `from`, one that ends no
    /// `to`.
    pub fn session_moved(&self, from: Option<StateName>, to: Option<StateName>) {
        let count = |state: StateName| self.0.families.sessions.get_or_create_owned(&[("state", state.as_str())]);
        if let Some(to) = to {
            count(to).inc();
        }
        if let Some(from) = from {
            count(from).dec();
        }
    }

    /// Moves the change of a phone from one state to another in the gauge; one that begins has no `from`, one that is over
    /// no `to`.
    pub fn change_moved(&self, from: Option<ChangeState>, to: Option<ChangeState>) {
        let count =
            |state: ChangeState| self.0.families.phone_changes.get_or_create_owned(&[("state", state.as_str())]);
        if let Some(to) = to {
            count(to).inc();
        }
        if let Some(from) = from {
            count(from).dec();
        }
    }

    /// Counts a change of a phone that has ended, and observes the time of one that is done.
    pub fn phone_change(&self, tally: ChangeTally) {
        let [finished, failed, cancelled] = CHANGE_OUTCOMES;
        let outcome = match tally {
            ChangeTally::Began => return,
            ChangeTally::Finished(took) => {
                self.0.families.phone_change.observe(took.as_secs_f64());
                finished
            }
            ChangeTally::Failed(_) => failed,
            ChangeTally::Cancelled => cancelled,
        };
        self.0.families.phone_changes_ended.get_or_create(&[("outcome", outcome)]).inc();
    }

    /// Counts the restart of a session that ended; `reason` is a word of the code, never text from outside.
    pub fn session_restarted(&self, reason: &'static str) {
        self.0.families.session_restarts.get_or_create(&[("reason", reason)]).inc();
    }

    /// Counts a request for a pairing code that was refused because of this limit.
    pub fn code_refused(&self, limit: CodeLimit) {
        self.0.families.code_refusals.get_or_create(&[("limit", limit.as_str())]).inc();
    }

    /// Counts a session that was parked.
    pub fn session_failed(&self, code: ErrorCode) {
        self.0.families.session_failures.get_or_create(&[("code", code.name())]).inc();
    }

    /// Counts a message as queued until the returned guard is dropped.
    pub fn queued(&self, mailbox: Mailbox) -> Queued {
        Counted::new(self.0.families.mailboxes.get_or_create_owned(&[("actor", mailbox.as_str())]))
    }

    /// Counts a store call and observes its duration; `call` is its name in the code.
    pub fn store_call(&self, call: &'static str, outcome: StoreOutcome, took: Duration) {
        self.0.families.store_calls.get_or_create(&[("call", call), ("outcome", outcome.as_str())]).inc();
        self.0.families.store_call_seconds.get_or_create(&[("call", call)]).observe(took.as_secs_f64());
    }

    /// Sets whether the store answers.
    pub fn store_up(&self, up: bool) {
        self.0.families.store_up.set(i64::from(up));
    }

    /// Sets the number of companies whose present status is not recorded yet.
    pub fn status_records_waiting(&self, companies: usize) {
        self.0.families.status_records_waiting.set(i64::try_from(companies).unwrap_or(i64::MAX));
    }

    /// Sets the number of companies whose log has not been told of their session as it is.
    pub fn session_events_waiting(&self, companies: usize) {
        self.0.families.session_events_waiting.set(i64::try_from(companies).unwrap_or(i64::MAX));
    }

    /// Sets the age of the oldest entry of the batch the journal writes, at each attempt to write it.
    pub fn journal_lag(&self, oldest: Duration) {
        self.0.families.journal_lag.set(oldest.as_secs_f64());
    }

    /// Counts journal entries that were dropped.
    pub fn journal_dropped(&self, entries: u64) {
        self.0.families.journal_dropped.inc_by(entries);
    }

    /// Sets the number of sessions waiting at the gate.
    pub fn gate_waiting(&self, sessions: usize) {
        set(&self.0.families.gate_waiting, sessions);
    }

    /// Sets the number of sessions that the gate admitted and that are not connected yet.
    pub fn gate_connecting(&self, sessions: usize) {
        set(&self.0.families.gate_connecting, sessions);
    }

    /// Counts an admission by the gate.
    pub fn gate_admitted(&self) {
        self.0.families.gate_admitted.inc();
    }

    /// Sets the longest time any session has been waiting at the gate.
    pub fn gate_oldest_wait(&self, waited: Duration) {
        self.0.families.gate_oldest_wait.set(waited.as_secs_f64());
    }

    /// Sets how far the machine's clock is ahead of the database's, in seconds; negative when it is behind.
    pub fn clock_offset(&self, seconds: f64) {
        self.0.families.clock_offset.set(seconds);
    }

    /// Counts a jump of the database's clock.
    pub fn database_clock_jumped(&self) {
        self.0.families.clock_jumps.inc();
    }

    /// Counts a panic of a maintenance task.
    pub fn task_panicked(&self, task: Task) {
        self.0.families.task_panics.get_or_create(&[("task", task.as_str())]).inc();
    }

    /// Sets whether the gate's breaker is open, in which case it admits nothing.
    pub fn breaker_open(&self, open: bool) {
        self.0.families.breaker_open.set(i64::from(open));
    }

    /// Sets the time at which WhatsApp stops taking our client version; `None` if it has named none.
    pub fn client_version_ends(&self, at: Option<Timestamp>) {
        self.0.families.version_end.set(at.map_or(0.0, |at| at.timestamp() as f64));
    }

    /// Counts a look-up of the client version.
    pub fn version_looked_up(&self, found: bool) {
        let [is_found, failed] = LOOKUP_OUTCOMES;
        self.0.families.version_lookups.get_or_create(&[("outcome", if found { is_found } else { failed })]).inc();
    }

    /// Counts a WebSocket as open until the returned guard is dropped.
    pub fn client_connected(&self) -> Counted {
        Counted::new(self.0.families.clients.clone())
    }

    /// Counts a WebSocket that was refused because a limit on their number was reached.
    pub fn socket_refused(&self, bound: SocketBound) {
        self.0.families.sockets_refused.get_or_create(&[("bound", bound.name())]).inc();
    }

    /// Counts what happened to an onboarding link.
    pub fn onboarding_link(&self, tally: LinkTally) {
        self.0.families.onboarding_links.get_or_create(&[("event", tally.as_str())]).inc();
    }

    /// Counts a WebSocket that stays beyond the end of its onboarding link because of the pairing under way.
    pub fn socket_over_time(&self) {
        self.0.families.sockets_over_time.inc();
    }

    /// Counts an HTTP request and observes its duration. `route` is the pattern that matched
    /// (`/api/whatsapp/sessions/{companyId}`), never the path; for a request that matched nothing, one constant.
    pub fn http_request(&self, route: impl Into<Cow<'static, str>>, method: &str, answered: Answered) {
        let route = self.0.routes.bounded(route.into());
        let method = Cow::Borrowed(http_method(method));
        let labels = [("route", route.clone()), ("method", method.clone()), ("status", http_status(answered.status))];
        self.0.families.http_requests.get_or_create(&labels).inc();
        let labels = [("route", route), ("method", method)];
        self.0.families.http_request_seconds.get_or_create(&labels).observe(answered.took.as_secs_f64());
    }

    /// Counts an attempt at a webhook delivery, and observes its duration.
    pub fn webhook_attempt(&self, outcome: OutcomeKind, took: Duration) {
        self.0.families.webhook_attempts.get_or_create(&[("outcome", outcome.as_str())]).inc();
        self.0.families.webhook_attempt_seconds.observe(took.as_secs_f64());
    }

    /// Counts a webhook delivery that was given up.
    pub fn webhook_dead_letter(&self) {
        self.0.families.webhook_dead_letters.inc();
    }

    /// Sets how many lanes wait, for how long the slowest has not moved on, and how many endpoints are disabled.
    pub fn webhook_backlog(&self, lanes: u64, oldest: Duration, disabled: u64) {
        let families = &self.0.families;
        families.webhook_lanes.set(i64::try_from(lanes).unwrap_or(i64::MAX));
        families.webhook_oldest_wait.set(oldest.as_secs_f64());
        families.webhooks_disabled.set(i64::try_from(disabled).unwrap_or(i64::MAX));
    }

    /// Counts a message that has come to a status, with the reason if it was not sent.
    pub fn message_sent(&self, status: SendStatus, reason: Option<SendFailure>) {
        self.messages_came_to(status, 1);
        if let Some(reason) = reason {
            self.0.families.send_failures.get_or_create(&[("reason", reason.as_str())]).inc();
        }
    }

    /// Counts messages that have come to a status.
    pub fn messages_came_to(&self, status: SendStatus, count: u64) {
        self.0.families.messages_sent.get_or_create(&[("status", status.as_str())]).inc_by(count);
    }

    /// Observes for how long a message waited until it was written.
    pub fn send_waited(&self, time: Duration) {
        self.0.families.send_wait.observe(time.as_secs_f64());
    }

    /// Sets what the events of messages take of their quota, in bytes, and whether that is all of it.
    pub fn message_log(&self, used: u64, quota: u64, is_full: bool) {
        let families = &self.0.families;
        families.message_log_bytes.set(i64::try_from(used).unwrap_or(i64::MAX));
        families.message_log_quota_bytes.set(i64::try_from(quota).unwrap_or(i64::MAX));
        families.message_log_full.set(i64::from(is_full));
    }

    /// Counts a file that was on its way into the store.
    pub fn media_transfer(&self, way: MediaWay, outcome: MediaOutcome) {
        let labels = [("way", way.as_str()), ("outcome", outcome.as_str())];
        self.0.families.media_transfers.get_or_create(&labels).inc();
    }

    /// Sets what files take, in bytes, and whether there is no room for more.
    pub fn media_space(&self, used: u64, is_full: bool) {
        self.0.families.media_bytes.set(i64::try_from(used).unwrap_or(i64::MAX));
        self.0.families.media_full.set(i64::from(is_full));
    }

    /// Counts an alert to the operators on call.
    pub fn count_alert(&self, code: ErrorCode) {
        self.0.families.alerts.get_or_create(&[("code", code.name())]).inc();
    }
}

fn set(gauge: &Gauge, value: usize) {
    gauge.set(i64::try_from(value).unwrap_or(i64::MAX));
}
