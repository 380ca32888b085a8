//! Gate actor: the queue of those who wait for admission, and its timer.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

use actix::{Actor, AsyncContext, Context, SpawnHandle};
use linekeeper_domain::gate::{Gate, GateEffect, GateEvent, GatePolicy, Outcome, Ticket};
use linekeeper_domain::{CorrelationId, ErrorCode, Moment, Monotonic, Timestamp};
use linekeeper_ports::Clock;
use linekeeper_telemetry::Metrics;
use tokio::sync::{mpsc, watch};
use tracing::{error, info};

use super::messages::{BreakerReport, GateStatus, GateTold};
use super::permit::Permit;
use crate::panic_signal::{ActorDeath, PanicSignal, panic_signal};

/// Party that waits for admission.
pub(super) struct Asker {
    pub(super) told: mpsc::UnboundedSender<GateTold>,
    pub(super) correlation: CorrelationId,
    /// Start of the wait.
    pub(super) since: Monotonic,
}

/// Interval of the check for a stalled gate.
const LOOK: Duration = Duration::from_secs(5);
/// Time without an admission after which the gate is stalled, on top of [`GatePolicy::hold`], by whose end every place
/// is free again.
const STALLS_AFTER: Duration = Duration::from_secs(10);

/// Admission gate of the process.
pub struct GateActor {
    gate: Gate,
    clock: Arc<dyn Clock>,
    metrics: Metrics,
    askers: HashMap<Ticket, Asker>,
    /// Correlation ids of those admitted whose outcome is not reported yet, for the log.
    admitted: HashMap<Ticket, CorrelationId>,
    last_ticket: u64,
    alarm: Option<SpawnHandle>,
    /// Time of the last admission, or of the first arrival in an empty queue.
    moved_at: Monotonic,
    stalls: bool,
    breaker: watch::Sender<BreakerReport>,
    panic_signal: Option<PanicSignal>,
}

impl GateActor {
    /// Creates a gate with an empty queue.
    #[must_use]
    pub fn new(policy: GatePolicy, clock: Arc<dyn Clock>, metrics: Metrics) -> Self {
        let gate = Gate::new(policy);
        let (askers, admitted, moved_at) = (HashMap::new(), HashMap::new(), clock.monotonic());
        Self {
            gate,
            clock,
            metrics,
            askers,
            admitted,
            last_ticket: 0,
            alarm: None,
            moved_at,
            stalls: false,
            breaker: watch::Sender::default(),
            panic_signal: None,
        }
    }

    /// Returns a future that completes when this gate panics. Call it before the gate is started; a second call
    /// replaces the first one's future.
    pub fn death(&mut self) -> ActorDeath {
        let (panic_signal, death) = panic_signal();
        self.panic_signal = Some(panic_signal);
        death
    }

    /// Subscribes to what the gate knows about the client version. Call it before the gate is started.
    pub fn breaker(&self) -> watch::Receiver<BreakerReport> {
        self.breaker.subscribe()
    }

    pub(super) fn next_ticket(&mut self, asker: Asker) -> Ticket {
        if self.askers.is_empty() {
            self.moved_at = asker.since;
        }
        self.last_ticket += 1;
        let ticket = Ticket(self.last_ticket);
        self.askers.insert(ticket, asker);
        ticket
    }

    /// Removes a party that has stopped waiting. If it was admitted meanwhile, its permit returns the place.
    pub(super) fn give_up(&mut self, ticket: Ticket, ctx: &mut Context<Self>) {
        if self.askers.remove(&ticket).is_some() {
            self.take(GateEvent::Left(ticket, Outcome::Other), ctx);
        }
    }

    pub(super) fn take(&mut self, event: GateEvent, ctx: &mut Context<Self>) {
        if let GateEvent::Left(ticket, Outcome::Outdated) = event {
            self.note_refusal(ticket);
        }
        if let GateEvent::Left(ticket, _) = event {
            self.admitted.remove(&ticket);
        }
        let known_probe = self.gate.next_probe();
        let effects = self.gate.on(event, self.clock.now());
        self.report_breaker(event, known_probe);
        for effect in effects {
            self.carry_out(effect, ctx);
        }
        self.metrics.gate_waiting(self.gate.waiting());
        self.metrics.gate_connecting(self.gate.inside());
        self.metrics.breaker_open(self.gate.is_shut());
    }

    /// Reports a change of the breaker. The refusal of a party that was admitted before it opened changes nothing.
    fn report_breaker(&self, event: GateEvent, known_probe: Option<Timestamp>) {
        let (open, next_probe) = (self.gate.is_shut(), self.gate.next_probe());
        let is_refusal = matches!(event, GateEvent::Left(_, Outcome::Outdated)) && next_probe != known_probe;
        self.breaker.send_if_modified(|report| {
            let known = *report;
            *report = BreakerReport { open, refusals: known.refusals + u64::from(is_refusal), next_probe };
            *report != known
        });
    }

    /// Wakes the gate at intervals, in case its timer was lost or a set clock made its time meaningless, and raises the
    /// alert when the gate stalls.
    fn look(&mut self, ctx: &mut Context<Self>) {
        if !self.askers.is_empty() {
            self.take(GateEvent::Woken, ctx);
        }
        self.metrics.gate_oldest_wait(self.oldest_wait());
        let stalls = self.stalled_for().is_some();
        if stalls && !self.stalls {
            let code = ErrorCode::Internal;
            error!(code = %code, "the gate is stalled: {} sessions wait and none is admitted", self.gate.waiting());
            self.metrics.count_alert(code);
        }
        self.stalls = stalls;
    }

    pub(super) fn now(&self) -> Monotonic {
        self.clock.monotonic()
    }

    fn oldest_wait(&self) -> Duration {
        let now = self.clock.monotonic();
        self.askers.values().map(|asker| now.since(asker.since)).max().unwrap_or_default()
    }

    /// Time since the last admission, if that is too long for a gate with a queue. `None` while WhatsApp refuses the
    /// client version, because then waiting is expected.
    fn stalled_for(&self) -> Option<Duration> {
        let still = self.clock.monotonic().since(self.moved_at);
        let too_long = still >= self.gate.policy().hold.saturating_add(STALLS_AFTER);
        (too_long && !self.gate.is_shut() && !self.askers.is_empty()).then_some(still)
    }

    /// Raises the alert about a refused client version: one for all sessions.
    fn note_refusal(&self, ticket: Ticket) {
        let correlation = self.admitted.get(&ticket).map_or("", CorrelationId::as_str);
        if !self.gate.is_shut() {
            let code = ErrorCode::ClientOutdated;
            error!(code = %code, correlation.id = correlation, "WhatsApp refuses our client version: no session is admitted except a probe from time to time");
            self.metrics.count_alert(code);
        }
    }

    fn carry_out(&mut self, effect: GateEffect, ctx: &mut Context<Self>) {
        match effect {
            GateEffect::Admit(ticket) => {
                self.metrics.gate_admitted();
                self.moved_at = self.clock.monotonic();
                if let Some(Asker { told, correlation, since: _ }) = self.askers.remove(&ticket) {
                    self.admitted.insert(ticket, correlation);
                    // If the receiver is gone the permit is dropped unread, which returns the place.
                    let _gone = told.send(GateTold::Admitted(Permit::new(ticket, ctx.address().recipient())));
                }
            }
            GateEffect::Hold(ticket, until) => {
                if let Some(asker) = self.askers.get(&ticket) {
                    // The receiver may be gone.
                    let _gone = asker.told.send(GateTold::Held(until));
                }
            }
            GateEffect::WakeAt(time) => self.wake_at(time, ctx),
            GateEffect::ProbeSilent(ticket) => {
                let (code, correlation) =
                    (ErrorCode::Internal, self.admitted.get(&ticket).map_or("", CorrelationId::as_str));
                error!(code = %code, correlation.id = correlation, "the probe of our client version gave no result in time: the next session is admitted as a probe");
                self.metrics.count_alert(code);
            }
            GateEffect::BreakerOpened => {}
            GateEffect::BreakerClosed => info!("WhatsApp accepts our client version again: all sessions are admitted"),
        }
    }

    fn wake_at(&mut self, time: Timestamp, ctx: &mut Context<Self>) {
        if let Some(alarm) = self.alarm.take() {
            ctx.cancel_future(alarm);
        }
        let wait = Moment { now: self.clock.now(), monotonic: self.clock.monotonic(), chance: 0.0 }.until(time);
        self.alarm = Some(ctx.run_later(wait, |gate, ctx| {
            gate.alarm = None;
            gate.take(GateEvent::Woken, ctx);
        }));
    }

    pub(super) fn status(&self) -> GateStatus {
        let policy = self.gate.policy();
        GateStatus {
            shut_until: self.gate.shut_until(self.clock.now()),
            shut: self.gate.is_shut(),
            shut_since: self.gate.shut_since(),
            next_probe: self.gate.next_probe(),
            waiting: self.gate.waiting(),
            connecting: self.gate.inside(),
            oldest_wait: self.oldest_wait(),
            stalled_for: self.stalled_for(),
            per_second: policy.per_second,
            concurrent: policy.concurrent,
        }
    }
}

impl Actor for GateActor {
    type Context = Context<Self>;

    fn started(&mut self, ctx: &mut Self::Context) {
        // Every session that connects may ask at once, and each permit is returned by a message.
        ctx.set_mailbox_capacity(4096);
        ctx.run_interval(LOOK, Self::look);
    }
}
