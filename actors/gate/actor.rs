//! The actor: those who wait, and the alarm.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

use actix::{Actor, AsyncContext, Context, SpawnHandle};
use linekeeper_domain::gate::{Gate, GateEffect, GateEvent, GatePolicy, Outcome, Ticket};
use linekeeper_domain::{CorrelationId, ErrorCode, Moment, Monotonic, Timestamp};
use linekeeper_ports::Clock;
use linekeeper_telemetry::Metrics;
use tokio::sync::mpsc;
use tracing::{error, info};

use super::messages::{GateStatus, GateTold};
use super::permit::Permit;
use crate::death::{ActorDeath, DeathBell, bell};

/// One who waits.
pub(super) struct Asker {
    pub(super) told: mpsc::UnboundedSender<GateTold>,
    pub(super) correlation: CorrelationId,
    /// Since when.
    pub(super) since: Monotonic,
}

/// How often it is looked whether somebody waits too long.
const LOOK: Duration = Duration::from_secs(5);
/// The gate stalls when for so long beyond [`GatePolicy::hold`], after which every place is free again, nobody was admitted who waits.
const STALLS_AFTER: Duration = Duration::from_secs(10);

/// The gate of a process.
pub struct GateActor {
    gate: Gate,
    clock: Arc<dyn Clock>,
    metrics: Metrics,
    askers: HashMap<Ticket, Asker>,
    /// Whose admission is under way, for the log of what it leads to.
    admitted: HashMap<Ticket, CorrelationId>,
    last_ticket: u64,
    alarm: Option<SpawnHandle>,
    /// When somebody was last admitted, or began to wait where nobody had.
    moved_at: Monotonic,
    stalls: bool,
    bell: Option<DeathBell>,
}

impl GateActor {
    /// A gate at which nobody waits.
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
            bell: None,
        }
    }

    /// What completes when this gate dies of a panic. Ask before it is started; the last one asked for counts.
    pub fn death(&mut self) -> ActorDeath {
        let (bell, death) = bell();
        self.bell = Some(bell);
        death
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

    /// One who waited has gone. Who was admitted meanwhile gives its place back by its permit.
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
        let effects = self.gate.on(event, self.clock.now());
        for effect in effects {
            self.carry_out(effect, ctx);
        }
        self.metrics.gate_waiting(self.gate.waiting());
        self.metrics.gate_connecting(self.gate.inside());
        self.metrics.breaker_open(self.gate.is_shut());
    }

    /// Nothing but the alarm wakes those who wait: if it is lost, or the time it was set for makes no sense any more, this does.
    fn look(&mut self, ctx: &mut Context<Self>) {
        if !self.askers.is_empty() {
            self.take(GateEvent::Woken, ctx);
        }
        self.metrics.gate_oldest_wait(self.oldest_wait());
        let stalls = self.stalled_for().is_some();
        if stalls && !self.stalls {
            let code = ErrorCode::Internal;
            error!(code = %code, "the gate stalls: {} wait and nobody is admitted", self.gate.waiting());
            self.metrics.news(code);
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

    /// For how long nobody was admitted, where that is too long. While WhatsApp refuses our version waiting is what there is to do.
    fn stalled_for(&self) -> Option<Duration> {
        let still = self.clock.monotonic().since(self.moved_at);
        let too_long = still >= self.gate.policy().hold.saturating_add(STALLS_AFTER);
        (too_long && !self.gate.is_shut() && !self.askers.is_empty()).then_some(still)
    }

    /// The one alert for all sessions.
    fn note_refusal(&self, ticket: Ticket) {
        let correlation = self.admitted.get(&ticket).map_or("", CorrelationId::as_str);
        if !self.gate.is_shut() {
            let code = ErrorCode::ClientOutdated;
            error!(code = %code, correlation.id = correlation, "WhatsApp refuses our client version: nobody is admitted but a probe now and then");
            self.metrics.news(code);
        }
    }

    fn carry_out(&mut self, effect: GateEffect, ctx: &mut Context<Self>) {
        match effect {
            GateEffect::Admit(ticket) => {
                self.metrics.gate_admitted();
                self.moved_at = self.clock.monotonic();
                if let Some(Asker { told, correlation, since: _ }) = self.askers.remove(&ticket) {
                    self.admitted.insert(ticket, correlation);
                    // Who does not want to any more drops the permit unread, which gives the place back.
                    let _gone = told.send(GateTold::Admitted(Permit::new(ticket, ctx.address().recipient())));
                }
            }
            GateEffect::Hold(ticket, until) => {
                if let Some(asker) = self.askers.get(&ticket) {
                    // Who does not want to any more has nothing to hear.
                    let _gone = asker.told.send(GateTold::Held(until));
                }
            }
            GateEffect::WakeAt(time) => self.wake_at(time, ctx),
            GateEffect::ProbeSilent(ticket) => {
                let (code, correlation) =
                    (ErrorCode::Internal, self.admitted.get(&ticket).map_or("", CorrelationId::as_str));
                error!(code = %code, correlation.id = correlation, "the probe of our client version gave no result in time: the next one is let through");
                self.metrics.news(code);
            }
            GateEffect::BreakerOpened => {}
            GateEffect::BreakerClosed => info!("WhatsApp takes our client version again: everybody is admitted"),
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
        // A question for each session that connects may come at once, and a permit comes back for each.
        ctx.set_mailbox_capacity(4096);
        ctx.run_interval(LOOK, Self::look);
    }
}
