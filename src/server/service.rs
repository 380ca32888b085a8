//! The wiring: store, links, actors, HTTP; and the order in which they stop.

use std::sync::Arc;
use std::time::Duration;

use actix::{Actor, Addr};
use actix_web::dev::Server;
use actix_web::web::ServiceConfig;
use actix_web::{App, HttpServer, middleware};
use linekeeper_actors::gate::GateActor;
use linekeeper_actors::supervisor::{RestoreSessions, SessionSupervisor, StopSessions};
use linekeeper_actors::{ActorSettings, World};
use linekeeper_api::{ApiState, correlate};
use linekeeper_link::{LinkConfig, WhatsAppLinks};
use linekeeper_ports::{Clock, SystemClock};
use linekeeper_store::{DatabaseUrl, Source, Store, StoreConfig};
use linekeeper_telemetry::Metrics;
use tokio::runtime::{Handle, Runtime};
use tracing::{info, warn};

use crate::chance::Dice;
use crate::config::Config;
use crate::housekeeping::keep_house;
use crate::lifecycle::asked_to_stop;

/// What surrounds the service.
#[derive(Clone)]
pub(crate) enum Surroundings {
    /// WhatsApp itself.
    Plain,
    /// The simulator, whose control endpoints are served beside ours.
    #[cfg(feature = "sandbox")]
    Sandbox(linekeeper_simulator::Simulator),
}

/// Runs the service until it is asked to stop.
///
/// # Errors
/// A sentence for the operator.
pub(crate) fn run(config: Config, surroundings: Surroundings) -> Result<(), String> {
    let shared = shared_runtime()?;
    let handle = shared.handle().clone();
    let outcome = actix::System::new().block_on(serve(config, surroundings, handle));
    shared.shutdown_timeout(Duration::from_secs(2));
    outcome
}

/// The runtime of the store's and the links' tasks: a key derivation or a burst of decryption there holds no mailbox here.
pub(crate) fn shared_runtime() -> Result<Runtime, String> {
    tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .thread_name("linekeeper-io")
        .build()
        .map_err(|error| format!("cannot start threads: {error}"))
}

async fn serve(config: Config, surroundings: Surroundings, shared: Handle) -> Result<(), String> {
    let clock: Arc<dyn Clock> = Arc::new(SystemClock);
    let metrics = Metrics::new();
    metrics.process_started(clock.now());
    let store = open_store(&config, &metrics, &shared).await?;
    let mut gate = GateActor::new(config.gate.policy(), clock.clone(), metrics.clone());
    let gate_death = gate.death();
    let adapters = Adapters { store: store.clone(), clock, metrics, gate: gate.start(), shared };
    let world = adapters.world(&config)?;
    let mut supervisor = SessionSupervisor::new(world.clone(), arbiters(&config), Arc::new(|_| Box::new(Dice)));
    let death = supervisor.death();
    let supervisor = supervisor.start();
    supervisor.do_send(RestoreSessions);
    actix_rt::spawn(keep_house(store.clone(), SystemClock, config.store.clone()));

    let server = listen(&config, &world, &supervisor, surroundings)?;
    let http = server.handle();
    actix_rt::spawn(server);
    tokio::select! {
        told = asked_to_stop() => told.map_err(|error| format!("cannot listen to signals: {error}"))?,
        () = death => return Err("the supervisor of sessions has died".to_owned()),
        () = gate_death => return Err("the admission gate has died".to_owned()),
    }
    let patience = Duration::from_secs(config.sessions.stop_seconds);
    let in_order = async {
        // What comes after the sessions needs its share of the time.
        stop_sessions(&supervisor, patience * 2 / 3).await;
        http.stop(true).await;
        store.close().await;
    };
    match tokio::time::timeout(patience, in_order).await {
        Ok(()) => info!("stopped"),
        Err(_) => warn!("not everything stopped in {patience:?}; the rest ends with the process"),
    }
    Ok(())
}

async fn stop_sessions(supervisor: &Addr<SessionSupervisor>, patience: Duration) {
    let stopped = supervisor.send(StopSessions).timeout(patience).await;
    if stopped.is_err() {
        warn!("not every session stopped in {patience:?}; the database refuses what comes too late");
    }
}

async fn open_store(config: &Config, metrics: &Metrics, shared: &Handle) -> Result<Store, String> {
    let section = &config.store;
    let source = match &section.url {
        Some(url) => Source::Url(DatabaseUrl::new(url.expose())),
        None => Source::Embedded { data_dir: section.data_dir.clone(), bin_dir: section.pg_bin.clone() },
    };
    let wanted = StoreConfig {
        pool_size: section.pool_size,
        call_timeout: Duration::from_secs(section.call_timeout_seconds),
        connect_patience: Duration::from_secs(2),
        metrics: metrics.clone(),
        ..StoreConfig::new(source)
    };
    let opened = shared.spawn(Store::open_or_wait(wanted)).await;
    opened.map_err(|error| error.to_string())?.map_err(|error| error.to_string())
}

/// What the world is made of.
struct Adapters {
    store: Store,
    clock: Arc<dyn Clock>,
    metrics: Metrics,
    gate: Addr<GateActor>,
    shared: Handle,
}

impl Adapters {
    fn world(self, config: &Config) -> Result<World, String> {
        let link = LinkConfig {
            endpoint: config.whatsapp.endpoint.clone(),
            version: config.whatsapp.version()?,
            ..LinkConfig::default()
        };
        let links = WhatsAppLinks::new(link, self.shared, self.clock.clone()).map_err(|error| error.to_string())?;
        let store = Arc::new(self.store);
        Ok(World {
            store: store.clone(),
            numbers: store.clone(),
            policies: store.clone(),
            journal: store,
            links: Arc::new(links),
            clock: self.clock,
            metrics: self.metrics,
            gate: self.gate.clone().recipient(),
            gate_status: self.gate.recipient(),
            settings: Arc::new(settings(config)),
        })
    }
}

fn settings(config: &Config) -> ActorSettings {
    let frozen_after = Duration::from_secs(config.sessions.frozen_seconds);
    ActorSettings {
        session: config.sessions.apply(config.pairing.policy()),
        restart: config.restart.policy(),
        rest: Duration::from_secs(config.sessions.rest_seconds),
        restore_per_second: config.gate.per_second,
        pulse: frozen_after / 6,
        frozen_after,
        heartbeat: Duration::from_secs(config.http.heartbeat_seconds),
        ..ActorSettings::default()
    }
}

fn arbiters(config: &Config) -> Vec<actix::ArbiterHandle> {
    let cores = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
    let count = config.sessions.arbiters.unwrap_or(cores).max(1);
    (0..count).map(|_| actix::Arbiter::new().handle()).collect()
}

fn listen(
    config: &Config,
    world: &World,
    supervisor: &Addr<SessionSupervisor>,
    surroundings: Surroundings,
) -> Result<Server, String> {
    let region = config.pairing.region()?;
    let has_phone = surroundings.has_phone();
    let mut state = ApiState::new(supervisor.clone(), world, region);
    state.expire_after = Duration::from_secs(u64::from(config.store.expire_after_days) * 86_400);
    let server = HttpServer::new(move || {
        let app = App::new().wrap(middleware::from_fn(correlate)).configure(linekeeper_web::configure(has_phone));
        let beside = surroundings.clone();
        app.configure(|config| beside.add_control(config)).configure(linekeeper_api::configure(state.clone()))
    });
    let bound = server
        .workers(config.http.workers.max(1))
        .client_request_timeout(Duration::from_secs(10))
        .shutdown_timeout(5)
        .disable_signals()
        .bind(config.http.listen)
        .map_err(|error| format!("cannot listen on {}: {error}", config.http.listen))?;
    for address in bound.addrs() {
        // On standard output, for whoever started us on port 0.
        println!("listening on http://{address}");
        #[cfg(feature = "sandbox")]
        if has_phone {
            crate::sandbox::greet(address);
        }
    }
    Ok(bound.run())
}

impl Surroundings {
    const fn has_phone(&self) -> bool {
        match self {
            Self::Plain => false,
            #[cfg(feature = "sandbox")]
            Self::Sandbox(_) => true,
        }
    }

    /// The simulator's control endpoints, where there is one.
    #[cfg_attr(not(feature = "sandbox"), expect(unused_variables, reason = "only a sandbox has them"))]
    fn add_control(self, config: &mut ServiceConfig) {
        match self {
            Self::Plain => {}
            #[cfg(feature = "sandbox")]
            Self::Sandbox(simulator) => {
                let control = linekeeper_simulator::control::configure(simulator);
                config.service(actix_web::web::scope("/sandbox/api").configure(control));
            }
        }
    }
}
