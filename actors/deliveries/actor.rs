//! Worker actor: its places, and when it claims.

use std::collections::HashMap;
use std::time::Duration;

use actix::{Actor, ActorFutureExt as _, AsyncContext as _, Context, SpawnHandle, WrapFuture as _};
use futures::stream;
use linekeeper_domain::ErrorCode;
use linekeeper_domain::access::AccessId;
use linekeeper_ports::{Backlog, Chance, ClaimOrder, ClaimedDelivery, ClaimedLanes, StoreError};
use linekeeper_telemetry::metrics::Task;
use tokio::sync::{oneshot, watch};
use tracing::{debug, error};

use super::lane::{self, LaneReport};
use super::messages::LookForDeliveries;
use super::services::{DeliveryServices, DeliverySettings};
use crate::panic_signal::{ActorDeath, PanicSignal, panic_signal};

/// Pause after the first claim that failed; it doubles with each further one, up to [`LONGEST_PAUSE`].
const FIRST_PAUSE: Duration = Duration::from_secs(1);
const LONGEST_PAUSE: Duration = Duration::from_secs(30);

/// What is under way of an endpoint.
#[derive(Debug, Clone, Copy, Default)]
struct Load {
    lanes: u32,
    /// Whether its last attempt failed.
    is_failing: bool,
}

/// Worker that delivers what endpoints are owed. One per process.
pub struct DeliveryWorker {
    services: DeliveryServices,
    settings: DeliverySettings,
    chance: Box<dyn Chance>,
    loads: HashMap<AccessId, Load>,
    under_way: u32,
    is_claiming: bool,
    /// Whether to look again after the claim under way.
    looks_again: bool,
    /// Claims in a row that failed.
    failures: u32,
    next_look: Option<SpawnHandle>,
    /// Tells lanes under way to claim nothing more.
    stopping: watch::Sender<bool>,
    pub(super) stopped: Vec<oneshot::Sender<()>>,
    panic_signal: Option<PanicSignal>,
}

impl DeliveryWorker {
    /// Creates a worker with nothing under way.
    #[must_use]
    pub fn new(services: DeliveryServices, settings: DeliverySettings, chance: Box<dyn Chance>) -> Self {
        Self {
            services,
            settings,
            chance,
            loads: HashMap::new(),
            under_way: 0,
            is_claiming: false,
            looks_again: false,
            failures: 0,
            next_look: None,
            stopping: watch::Sender::new(false),
            stopped: Vec::new(),
            panic_signal: None,
        }
    }

    /// Returns a future that completes when this worker panics. Call it before the worker is started; a second call
    /// replaces the first one's future.
    pub fn death(&mut self) -> ActorDeath {
        let (panic_signal, death) = panic_signal();
        self.panic_signal = Some(panic_signal);
        death
    }

    /// Claims lanes, unless a claim is under way or no place is free.
    pub(super) fn look(&mut self, ctx: &mut Context<Self>) {
        let places = self.settings.concurrent.saturating_sub(self.under_way);
        if self.is_claiming {
            self.looks_again = true;
            return;
        }
        // A lane that is over looks again.
        if places == 0 || *self.stopping.borrow() {
            return;
        }
        self.is_claiming = true;
        let (order, store) = (self.order(places), self.services.store.clone());
        let claim = async move { store.claim_lanes(order).await };
        ctx.spawn(claim.into_actor(self).map(move |claimed, act, ctx| act.claimed(claimed, places, ctx)));
    }

    fn order(&self, places: u32) -> ClaimOrder {
        let failing: u32 = self.loads.values().filter(|load| load.is_failing).map(|load| load.lanes).sum();
        let under_way = self.loads.iter().filter(|(_, load)| load.lanes > 0);
        ClaimOrder {
            places,
            places_of_failing: (self.settings.concurrent / 2).max(1).saturating_sub(failing),
            per_endpoint: self.settings.per_endpoint,
            under_way: under_way.map(|(endpoint, load)| (endpoint.clone(), load.lanes)).collect(),
        }
    }

    fn claimed(&mut self, claimed: Result<ClaimedLanes, StoreError>, places: u32, ctx: &mut Context<Self>) {
        self.is_claiming = false;
        let looks_again = std::mem::take(&mut self.looks_again);
        let pause = match claimed {
            Ok(ClaimedLanes { heads, next_due }) => {
                self.failures = 0;
                let is_full = heads.len() >= places as usize;
                if *self.stopping.borrow() {
                    self.give_back(heads);
                    self.tell_stopped();
                    return;
                }
                heads.into_iter().for_each(|head| self.begin(head, ctx));
                if looks_again && !is_full {
                    return self.look(ctx);
                }
                if next_due.is_some() { self.settings.poll } else { self.settings.idle_poll }
            }
            Err(error) => {
                // The store reports an outage itself, once.
                debug!(%error, "what is owed to webhooks could not be claimed");
                self.tell_stopped();
                self.failures = self.failures.saturating_add(1);
                FIRST_PAUSE.saturating_mul(1 << self.failures.min(6).saturating_sub(1)).min(LONGEST_PAUSE)
            }
        };
        self.look_after(pause, ctx);
    }

    fn look_after(&mut self, pause: Duration, ctx: &mut Context<Self>) {
        if let Some(earlier) = self.next_look.take() {
            ctx.cancel_future(earlier);
        }
        self.next_look = Some(ctx.notify_later(LookForDeliveries, pause));
    }

    /// Sends the head of a lane, and what follows it, in a task of its own: a panic ends that lane only, until its lease
    /// expires.
    fn begin(&mut self, head: ClaimedDelivery, ctx: &mut Context<Self>) {
        self.under_way += 1;
        let endpoint = head.claim.endpoint.clone();
        self.loads.entry(endpoint.clone()).or_default().lanes += 1;
        let plan = lane::Plan {
            in_a_row: self.settings.in_a_row,
            chance: self.chance.roll(),
            stopping: self.stopping.subscribe(),
        };
        let task = self.services.runtime.spawn(lane::deliver(self.services.clone(), head, plan));
        ctx.spawn(task.into_actor(self).map(move |report, act, ctx| {
            let report = report.unwrap_or_else(|panic| {
                error!(code = %ErrorCode::Internal, error = %panic, "a delivery panicked; it is made once more");
                act.services.metrics.task_panicked(Task::Deliveries);
                act.services.metrics.count_alert(ErrorCode::Internal);
                LaneReport { is_failing: None }
            });
            act.lane_over(&endpoint, report, ctx);
        }));
    }

    fn lane_over(&mut self, endpoint: &AccessId, report: LaneReport, ctx: &mut Context<Self>) {
        self.under_way = self.under_way.saturating_sub(1);
        let load = self.loads.entry(endpoint.clone()).or_default();
        load.lanes = load.lanes.saturating_sub(1);
        load.is_failing = report.is_failing.unwrap_or(load.is_failing);
        if load.lanes == 0 && !load.is_failing {
            self.loads.remove(endpoint);
        }
        self.tell_stopped();
        // During an outage of the database the timer looks.
        if self.failures == 0 {
            self.look(ctx);
        }
    }

    /// Begins to stop.
    pub(super) fn stop(&mut self) {
        self.stopping.send_replace(true);
        self.tell_stopped();
    }

    fn give_back(&self, heads: Vec<ClaimedDelivery>) {
        let (store, claims) = (self.services.store.clone(), heads.into_iter().map(|head| head.claim).collect());
        self.services.runtime.spawn(async move {
            if let Err(error) = store.release_lanes(claims).await {
                debug!(%error, "claimed lanes could not be given back; their lease expires");
            }
        });
    }

    fn tell_stopped(&mut self) {
        if *self.stopping.borrow() && self.under_way == 0 && !self.is_claiming {
            for waiting in self.stopped.drain(..) {
                // The caller may have stopped waiting.
                let _gone = waiting.send(());
            }
        }
    }

    fn count(&self, ctx: &mut Context<Self>) {
        let store = self.services.store.clone();
        let count = async move { store.delivery_backlog().await };
        ctx.spawn(count.into_actor(self).map(|counted, act, _| {
            // What was counted last stays shown while the database is away.
            if let Ok(Backlog { lanes, oldest, disabled }) = counted {
                act.services.metrics.webhook_backlog(lanes, oldest, disabled);
            }
        }));
    }
}

impl Actor for DeliveryWorker {
    type Context = Context<Self>;

    fn started(&mut self, ctx: &mut Self::Context) {
        let owed = stream::unfold(self.services.store.clone(), |store| async move {
            store.deliveries_owed().await;
            Some((LookForDeliveries, store))
        });
        ctx.add_message_stream(owed);
        ctx.run_interval(self.settings.sample, |act, ctx| act.count(ctx));
        self.count(ctx);
        self.look(ctx);
    }
}
