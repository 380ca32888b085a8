//! Metric families behind the names, and the buckets of the histograms.

use std::borrow::Cow;
use std::sync::atomic::AtomicU64;

use linekeeper_domain::access::SocketBound;
use linekeeper_domain::messages::{SendFailure, SendStatus};
use linekeeper_domain::session::{ChangeState, PasskeyTally, StateName};
use linekeeper_domain::webhooks::OutcomeKind;
use linekeeper_domain::{CodeLimit, ErrorCode, PairRefusal, PairingMethod};
use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::family::Family;
use prometheus_client::metrics::gauge::Gauge;
use prometheus_client::metrics::histogram::Histogram;
use prometheus_client::metrics::info::Info;
use prometheus_client::registry::{Metric, Registry, Unit};

use super::MetricName;
use super::labels::{self, LinkTally, Mailbox, Task};
use super::media::{MediaOutcome, MediaWay};

type Label = (&'static str, &'static str);
pub(super) type One = [Label; 1];
pub(super) type Two = [Label; 2];
pub(super) type Route = [(&'static str, Cow<'static, str>); 2];
pub(super) type RouteAndStatus = [(&'static str, Cow<'static, str>); 3];
pub(super) type Seconds = Gauge<f64, AtomicU64>;

/// Buckets in seconds until a code: WhatsApp answers in about a second; the pairing timeout is 20 s.
const UNTIL_CODE: [f64; 9] = [0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 20.0];
/// Buckets in seconds until connected: a person finds the phone, opens a menu and types; a code is valid for 180 s, its
/// QRs a little longer.
const UNTIL_CONNECTED: [f64; 10] = [1.0, 2.5, 5.0, 10.0, 20.0, 40.0, 60.0, 120.0, 180.0, 300.0];
/// Buckets in seconds of a store call: reading a row takes under a millisecond on a warm pool; a call times out after 5
/// s.
const STORE_CALL: [f64; 11] = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.25, 1.0, 2.5, 5.0];
/// Buckets in seconds of an HTTP request: from a page served from memory to a reset that waits for the store.
const HTTP_REQUEST: [f64; 9] = [0.001, 0.005, 0.01, 0.05, 0.1, 0.5, 1.0, 5.0, 20.0];
/// Buckets in seconds of an attempt at a webhook delivery: receivers answer first and work later; 15 s is the timeout.
const WEBHOOK_ATTEMPT: [f64; 9] = [0.01, 0.025, 0.05, 0.1, 0.25, 1.0, 2.5, 5.0, 15.0];

/// Buckets in seconds from an order until the message is written: at once, after the pace of the line (a message in three
/// seconds), or when a line that was away is back.
const SEND_WAIT: [f64; 10] = [0.05, 0.25, 1.0, 5.0, 15.0, 60.0, 300.0, 1_800.0, 7_200.0, 86_400.0];

#[derive(Debug)]
pub(super) struct Families {
    pub(super) pairings_asked: Family<One, Counter>,
    pub(super) pairings_succeeded: Family<One, Counter>,
    pub(super) pairings_failed: Family<Two, Counter>,
    pub(super) pair_refusals: Family<One, Counter>,
    pub(super) passkey_steps: Family<One, Counter>,
    pub(super) until_code: Histogram,
    pub(super) until_connected: Family<One, Histogram>,
    pub(super) code_refusals: Family<One, Counter>,
    pub(super) sessions: Family<One, Gauge>,
    pub(super) phone_changes: Family<One, Gauge>,
    pub(super) phone_changes_ended: Family<One, Counter>,
    pub(super) phone_change: Histogram,
    pub(super) session_restarts: Family<One, Counter>,
    pub(super) session_failures: Family<One, Counter>,
    pub(super) mailboxes: Family<One, Gauge>,
    pub(super) store_call_seconds: Family<One, Histogram>,
    pub(super) store_calls: Family<Two, Counter>,
    pub(super) store_up: Gauge,
    pub(super) journal_lag: Seconds,
    pub(super) journal_dropped: Counter,
    pub(super) status_records_waiting: Gauge,
    pub(super) session_events_waiting: Gauge,
    pub(super) gate_waiting: Gauge,
    pub(super) gate_connecting: Gauge,
    pub(super) gate_admitted: Counter,
    pub(super) breaker_open: Gauge,
    pub(super) version_end: Seconds,
    pub(super) version_lookups: Family<One, Counter>,
    pub(super) clients: Gauge,
    pub(super) sockets_refused: Family<One, Counter>,
    pub(super) onboarding_links: Family<One, Counter>,
    pub(super) sockets_over_time: Counter,
    pub(super) http_requests: Family<RouteAndStatus, Counter>,
    pub(super) http_request_seconds: Family<Route, Histogram>,
    pub(super) alerts: Family<One, Counter>,
    pub(super) gate_oldest_wait: Seconds,
    pub(super) clock_offset: Seconds,
    pub(super) clock_jumps: Counter,
    pub(super) messages_sent: Family<One, Counter>,
    pub(super) send_failures: Family<One, Counter>,
    pub(super) send_wait: Histogram,
    pub(super) webhook_attempts: Family<One, Counter>,
    pub(super) webhook_attempt_seconds: Histogram,
    pub(super) webhook_dead_letters: Counter,
    pub(super) webhook_lanes: Gauge,
    pub(super) webhook_oldest_wait: Seconds,
    pub(super) webhooks_disabled: Gauge,
    pub(super) message_log_bytes: Gauge,
    pub(super) message_log_quota_bytes: Gauge,
    pub(super) message_log_full: Gauge,
    pub(super) media_transfers: Family<Two, Counter>,
    pub(super) media_bytes: Gauge,
    pub(super) media_full: Gauge,
    pub(super) task_panics: Family<One, Counter>,
    pub(super) process_start: Seconds,
}

impl Families {
    pub(super) fn new() -> Self {
        Self {
            pairings_asked: Family::default(),
            pairings_succeeded: Family::default(),
            pairings_failed: Family::default(),
            pair_refusals: Family::default(),
            passkey_steps: Family::default(),
            until_code: Histogram::new(UNTIL_CODE),
            until_connected: Family::new_with_constructor(|| Histogram::new(UNTIL_CONNECTED)),
            code_refusals: Family::default(),
            sessions: Family::default(),
            phone_changes: Family::default(),
            phone_changes_ended: Family::default(),
            phone_change: Histogram::new(UNTIL_CONNECTED),
            session_restarts: Family::default(),
            session_failures: Family::default(),
            mailboxes: Family::default(),
            store_call_seconds: Family::new_with_constructor(|| Histogram::new(STORE_CALL)),
            store_calls: Family::default(),
            store_up: Gauge::default(),
            journal_lag: Gauge::default(),
            journal_dropped: Counter::default(),
            status_records_waiting: Gauge::default(),
            session_events_waiting: Gauge::default(),
            gate_waiting: Gauge::default(),
            gate_connecting: Gauge::default(),
            gate_admitted: Counter::default(),
            breaker_open: Gauge::default(),
            version_end: Gauge::default(),
            version_lookups: Family::default(),
            clients: Gauge::default(),
            sockets_refused: Family::default(),
            onboarding_links: Family::default(),
            sockets_over_time: Counter::default(),
            http_requests: Family::default(),
            http_request_seconds: Family::new_with_constructor(|| Histogram::new(HTTP_REQUEST)),
            alerts: Family::default(),
            gate_oldest_wait: Gauge::default(),
            clock_offset: Gauge::default(),
            clock_jumps: Counter::default(),
            messages_sent: Family::default(),
            send_failures: Family::default(),
            send_wait: Histogram::new(SEND_WAIT),
            webhook_attempts: Family::default(),
            webhook_attempt_seconds: Histogram::new(WEBHOOK_ATTEMPT),
            webhook_dead_letters: Counter::default(),
            webhook_lanes: Gauge::default(),
            webhook_oldest_wait: Gauge::default(),
            webhooks_disabled: Gauge::default(),
            message_log_bytes: Gauge::default(),
            message_log_quota_bytes: Gauge::default(),
            message_log_full: Gauge::default(),
            media_transfers: Family::default(),
            media_bytes: Gauge::default(),
            media_full: Gauge::default(),
            task_panics: Family::default(),
            process_start: Gauge::default(),
        }
    }

    /// Creates the series whose labels are known, at zero: a rate needs a sample before the first event, and a panel
    /// with "0 failed" says more than an empty one.
    pub(super) fn begin_at_zero(&self) {
        for method in [PairingMethod::Code, PairingMethod::Qr].map(PairingMethod::as_str) {
            drop(self.pairings_asked.get_or_create(&[("method", method)]));
            drop(self.pairings_succeeded.get_or_create(&[("method", method)]));
            drop(self.until_connected.get_or_create(&[("method", method)]));
            for code in ErrorCode::ALL {
                drop(self.pairings_failed.get_or_create(&[("method", method), ("code", code.name())]));
            }
        }
        for limit in CodeLimit::ALL {
            drop(self.code_refusals.get_or_create(&[("limit", limit.as_str())]));
        }
        for step in PasskeyTally::ALL {
            drop(self.passkey_steps.get_or_create(&[("step", labels::passkey_step(step))]));
        }
        for kind in OutcomeKind::ALL {
            drop(self.webhook_attempts.get_or_create(&[("outcome", kind.as_str())]));
        }
        for status in SendStatus::ALL.into_iter().filter(|status| *status != SendStatus::Sending) {
            drop(self.messages_sent.get_or_create(&[("status", status.as_str())]));
        }
        for reason in SendFailure::ALL {
            drop(self.send_failures.get_or_create(&[("reason", reason.as_str())]));
        }
        for reason in PairRefusal::ALL {
            drop(self.pair_refusals.get_or_create(&[("reason", reason.as_str())]));
        }
        for state in StateName::ALL {
            drop(self.sessions.get_or_create(&[("state", state.as_str())]));
        }
        for state in ChangeState::ALL {
            drop(self.phone_changes.get_or_create(&[("state", state.as_str())]));
        }
        for outcome in super::CHANGE_OUTCOMES {
            drop(self.phone_changes_ended.get_or_create(&[("outcome", outcome)]));
        }
        for outcome in super::LOOKUP_OUTCOMES {
            drop(self.version_lookups.get_or_create(&[("outcome", outcome)]));
        }
        for (way, outcome) in MediaWay::ALL.into_iter().flat_map(|way| MediaOutcome::ALL.map(|outcome| (way, outcome)))
        {
            drop(self.media_transfers.get_or_create(&[("way", way.as_str()), ("outcome", outcome.as_str())]));
        }
        for bound in SocketBound::ALL {
            drop(self.sockets_refused.get_or_create(&[("bound", bound.name())]));
        }
        for tally in LinkTally::ALL {
            drop(self.onboarding_links.get_or_create(&[("event", tally.as_str())]));
        }
        for mailbox in Mailbox::ALL {
            drop(self.mailboxes.get_or_create(&[("actor", mailbox.as_str())]));
        }
        for task in Task::ALL {
            drop(self.task_panics.get_or_create(&[("task", task.as_str())]));
        }
        for code in ErrorCode::ALL {
            drop(self.session_failures.get_or_create(&[("code", code.name())]));
            drop(self.alerts.get_or_create(&[("code", code.name())]));
        }
    }

    /// Registers the family of `name`. The match is exhaustive: a name without a family does not compile.
    pub(super) fn register(&self, name: MetricName, registry: &mut Registry) {
        match name {
            MetricName::PairingsAsked => add(registry, name, self.pairings_asked.clone()),
            MetricName::PairingsSucceeded => add(registry, name, self.pairings_succeeded.clone()),
            MetricName::PairingsFailed => add(registry, name, self.pairings_failed.clone()),
            MetricName::PasskeySteps => add(registry, name, self.passkey_steps.clone()),
            MetricName::PairRefusals => add(registry, name, self.pair_refusals.clone()),
            MetricName::PairingCodeSeconds => add(registry, name, self.until_code.clone()),
            MetricName::PairingConnectedSeconds => add(registry, name, self.until_connected.clone()),
            MetricName::CodeRefusals => add(registry, name, self.code_refusals.clone()),
            MetricName::Sessions => add(registry, name, self.sessions.clone()),
            MetricName::PhoneChanges => add(registry, name, self.phone_changes.clone()),
            MetricName::PhoneChangesEnded => add(registry, name, self.phone_changes_ended.clone()),
            MetricName::PhoneChangeSeconds => add(registry, name, self.phone_change.clone()),
            MetricName::SessionRestarts => add(registry, name, self.session_restarts.clone()),
            MetricName::SessionFailures => add(registry, name, self.session_failures.clone()),
            MetricName::MailboxMessages => add(registry, name, self.mailboxes.clone()),
            MetricName::StoreCallSeconds => add(registry, name, self.store_call_seconds.clone()),
            MetricName::StoreCalls => add(registry, name, self.store_calls.clone()),
            MetricName::StoreUp => add(registry, name, self.store_up.clone()),
            MetricName::JournalLagSeconds => add(registry, name, self.journal_lag.clone()),
            MetricName::StatusRecordsWaiting => add(registry, name, self.status_records_waiting.clone()),
            MetricName::SessionEventsWaiting => add(registry, name, self.session_events_waiting.clone()),
            MetricName::JournalDropped => add(registry, name, self.journal_dropped.clone()),
            MetricName::GateWaiting => add(registry, name, self.gate_waiting.clone()),
            MetricName::GateConnecting => add(registry, name, self.gate_connecting.clone()),
            MetricName::GateAdmitted => add(registry, name, self.gate_admitted.clone()),
            MetricName::BreakerOpen => add(registry, name, self.breaker_open.clone()),
            MetricName::ClientVersionEnd => add(registry, name, self.version_end.clone()),
            MetricName::VersionLookups => add(registry, name, self.version_lookups.clone()),
            MetricName::Clients => add(registry, name, self.clients.clone()),
            MetricName::SocketsRefused => add(registry, name, self.sockets_refused.clone()),
            MetricName::OnboardingLinks => add(registry, name, self.onboarding_links.clone()),
            MetricName::SocketsOverTime => add(registry, name, self.sockets_over_time.clone()),
            MetricName::HttpRequests => add(registry, name, self.http_requests.clone()),
            MetricName::HttpRequestSeconds => add(registry, name, self.http_request_seconds.clone()),
            MetricName::Alerts => add(registry, name, self.alerts.clone()),
            MetricName::GateOldestWaitSeconds => add(registry, name, self.gate_oldest_wait.clone()),
            MetricName::ClockOffsetSeconds => add(registry, name, self.clock_offset.clone()),
            MetricName::DatabaseClockJumps => add(registry, name, self.clock_jumps.clone()),
            MetricName::MessagesSent => add(registry, name, self.messages_sent.clone()),
            MetricName::SendFailures => add(registry, name, self.send_failures.clone()),
            MetricName::SendWaitSeconds => add(registry, name, self.send_wait.clone()),
            MetricName::WebhookAttempts => add(registry, name, self.webhook_attempts.clone()),
            MetricName::WebhookAttemptSeconds => add(registry, name, self.webhook_attempt_seconds.clone()),
            MetricName::WebhookDeadLetters => add(registry, name, self.webhook_dead_letters.clone()),
            MetricName::WebhookLanesWaiting => add(registry, name, self.webhook_lanes.clone()),
            MetricName::WebhookOldestWaitSeconds => add(registry, name, self.webhook_oldest_wait.clone()),
            MetricName::WebhooksDisabled => add(registry, name, self.webhooks_disabled.clone()),
            MetricName::MessageLogBytes => add(registry, name, self.message_log_bytes.clone()),
            MetricName::MessageLogQuotaBytes => add(registry, name, self.message_log_quota_bytes.clone()),
            MetricName::MediaTransfers => add(registry, name, self.media_transfers.clone()),
            MetricName::MediaBytes => add(registry, name, self.media_bytes.clone()),
            MetricName::MediaFull => add(registry, name, self.media_full.clone()),
            MetricName::MessageLogFull => add(registry, name, self.message_log_full.clone()),
            MetricName::TaskPanics => add(registry, name, self.task_panics.clone()),
            MetricName::Build => add(registry, name, Info::new([("version", env!("CARGO_PKG_VERSION"))])),
            MetricName::ProcessStartTime => add(registry, name, self.process_start.clone()),
        }
    }
}

/// Registers a metric without the suffixes `_seconds`, `_total` and `_info`, which the registry adds from unit and
/// type.
fn add(registry: &mut Registry, name: MetricName, metric: impl Metric) {
    match name.family().strip_suffix("_seconds") {
        Some(stem) => registry.register_with_unit(stem, name.help(), Unit::Seconds, metric),
        None => registry.register(name.family(), name.help(), metric),
    }
}
