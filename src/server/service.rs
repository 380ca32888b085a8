//! Wiring of store, links, actors and HTTP, and the order in which they stop.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use actix::{Actor, Addr};
use actix_web::dev::Server;
use actix_web::{App, HttpServer, middleware};
use linekeeper_actors::board::BoardActor;
use linekeeper_actors::client::FrameLimits;
use linekeeper_actors::gate::{GateActor, GateRedials};
use linekeeper_actors::sockets::{SocketLimits, SocketRegistry};
use linekeeper_actors::supervisor::{RestoreSessions, SessionSupervisor, StopSessions, WriteJournal};
use linekeeper_actors::version::VersionKeeper;
use linekeeper_actors::{ActorSettings, SessionServices};
use linekeeper_api::{Access, ApiServices, ApiState, correlate, safe_headers};
use linekeeper_domain::expiry::ExpiryRule;
use linekeeper_link::{LinkConfig, WhatsAppLinks, built_in_version, let_library_go_by};
use linekeeper_ports::{Clock, LogSpace, MediaFiles, MessageLog, Outbox, SessionLog, SteadyClock, SystemClock};
use linekeeper_store::{DatabaseUrl, Source, Statements, Store, StoreConfig};
use linekeeper_telemetry::Metrics;
use linekeeper_web::WebSettings;
use tokio::runtime::{Handle, Runtime};
use tokio::sync::Semaphore;
use tracing::{info, warn};

use crate::bounds::{Bounds, HTTP, JOURNAL};
use crate::chance::RandomSource;
use crate::client_version;
use crate::clock::ClockKeeper;
use crate::config::{Config, MessagesSection, StoreSection};
use crate::environment::Environment;
use crate::housekeeping::{Housekeeper, run_maintenance};
use crate::keys::access as keys;
use crate::lifecycle::asked_to_stop;
use crate::listener::{allow_descriptors, listen_on};
use crate::log_space::SpaceKeeper;
use crate::media::{self, LateLines};
use crate::sampler::{Sampler, sample};
use crate::sends::{self, OverdueKeeper};
use crate::tls;
use crate::webhooks::{self, Webhooks};

/// Runs the service until it is asked to stop.
///
/// # Errors
/// A sentence for the operator.
pub(crate) fn run(config: Config, environment: Environment) -> Result<(), String> {
    let shared = shared_runtime()?;
    let handle = shared.handle().clone();
    let outcome = actix::System::new().block_on(serve(config, environment, handle));
    shared.shutdown_timeout(Duration::from_secs(2));
    outcome
}

/// Runtime of the tasks of store and links, apart from the actors' threads: a key derivation or a burst of decryption
/// delays no mailbox.
pub(crate) fn shared_runtime() -> Result<Runtime, String> {
    tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .thread_name("linekeeper-io")
        .build()
        .map_err(|error| format!("cannot start threads: {error}"))
}

async fn serve(config: Config, environment: Environment, shared: Handle) -> Result<(), String> {
    let steady = Arc::new(SteadyClock::starting_at(SystemClock.now()));
    let metrics = Metrics::new();
    metrics.process_started(SystemClock.now());
    let wanted = StoreConfig { metrics: metrics.clone(), ..store_config(&config)? };
    let keys = wanted.master_keys.clone();
    let store = open_store(wanted, &shared).await?;
    let clock_keeper = ClockKeeper::of(steady.clone(), store.clone(), metrics.clone()).await;
    let clock: Arc<dyn Clock> = steady;
    if !let_library_go_by(clock.clone()) {
        warn!("the WhatsApp library uses another clock than the service");
    }
    let started_at = clock.now();
    let welcome = environment.welcome(&store, (&keys, &config), clock.now()).await?;
    first_key(&store, &clock, &config).await;
    let mut gate = GateActor::new(config.gate.policy(), clock.clone(), metrics.clone());
    let (gate_death, breaker) = (gate.death(), gate.breaker());
    let configured = config.whatsapp.version()?;
    let versions = VersionKeeper::new(configured, built_in_version(), (clock.clone(), metrics.clone()));
    client_version::resume(&versions, &store).await;
    let mut board = BoardActor::new(ActorSettings::default().board_pace, clock.clone());
    let board_death = board.death();
    let board = board.start();
    let lines = Arc::<LateLines>::default();
    let media = media::files(&config, &store, (&lines, &shared, &metrics))?;
    let adapters = Adapters {
        store: store.clone(),
        media: media.clone(),
        clock,
        metrics,
        gate: gate.start(),
        board: board.clone(),
        versions: versions.clone(),
        log_space: LogSpace::default(),
        shared: shared.clone(),
    };
    let log_space = adapters.log_space.clone();
    let sessions = adapters.services(&config)?;
    let mut supervisor =
        SessionSupervisor::new(sessions.clone(), arbiters(&config), Arc::new(|_| Box::new(RandomSource)));
    let death = supervisor.death();
    let supervisor = supervisor.start();
    let mut sockets = SocketRegistry::new(sessions.settings.sockets, sessions.clock.clone(), sessions.metrics.clone());
    let sockets_death = sockets.death();
    let access = config.access.settings(config.limits.requests()?)?;
    let access = Access::new(Arc::new(store.clone()), keys, sessions.clock.clone(), access);
    let mut webhooks = Webhooks::start(&config, &store, (&sessions.metrics, &shared))?;
    let kept = Arc::new(store.clone());
    let message_log: Option<Arc<dyn MessageLog>> =
        config.messages.is_enabled().then(|| kept.clone() as Arc<dyn MessageLog>);
    lines.are_those_of(&supervisor);
    let services = ApiServices {
        supervisor: supervisor.clone(),
        board,
        sockets: sockets.start(),
        access,
        idempotency: kept.clone(),
        overviews: kept.clone(),
        vitals: kept,
        versions: versions.clone(),
        started_at,
        message_log,
        media: media.clone(),
        log_space: log_space.clone(),
        webhooks: webhooks.as_ref().map(|webhooks| webhooks.services.clone()),
        sends: sends::services(&config.messages, &store),
    };
    if let Some(disorder) = Bounds::of(&config).disorder() {
        warn!("{disorder}");
    }
    client_version::look_up(&config.whatsapp, (&sessions, &store), (versions, breaker), &shared)?;
    supervisor.do_send(RestoreSessions);
    keep_beside(&supervisor, (&sessions, &store), ((&config.store, &config.messages), media, clock_keeper));
    if config.messages.is_enabled() {
        let quota = config.messages.quota();
        actix_rt::spawn(SpaceKeeper::new(store.clone(), (log_space, quota), sessions.metrics.clone()).keep());
        let (clock, metrics) = (sessions.clock.clone(), sessions.metrics.clone());
        actix_rt::spawn(OverdueKeeper { store: store.clone(), clock, metrics }.keep());
    }

    let (server, addresses) = listen(&config, &sessions, services, environment)?;
    let scheme = if config.http.tls.is_some() { "https" } else { "http" };
    for address in addresses {
        // On standard output, where the parent process learns the port it left to the system (0).
        println!("listening on {scheme}://{address}");
        welcome(address);
    }
    let http = server.handle();
    actix_rt::spawn(server);
    tokio::select! {
        told = asked_to_stop() => told.map_err(|error| format!("signals cannot be handled: {error}"))?,
        () = death => return Err("the supervisor of sessions has died".to_owned()),
        () = gate_death => return Err("the admission gate has died".to_owned()),
        () = board_death => return Err("the board of sessions has died".to_owned()),
        () = sockets_death => return Err("the registry of sockets has died".to_owned()),
        () = webhooks::death_of(webhooks.as_mut()) => return Err("the worker of webhooks has died".to_owned()),
    }
    let bounds = Bounds::of(&config);
    let in_order = async {
        let deliveries = webhooks::stop(webhooks.as_ref(), bounds.drain);
        tokio::join!(stop_sessions(&supervisor, bounds.drain), deliveries);
        http.stop(true).await;
        write_journal(&supervisor).await;
    };
    match tokio::time::timeout(bounds.stop, in_order).await {
        Ok(()) => info!("stopped"),
        Err(_) => {
            warn!("the shutdown did not complete within {:?}; what still runs ends with the process", bounds.stop)
        }
    }
    // Nothing is written any more. The embedded server takes the time it needs.
    store.close().await;
    Ok(())
}

/// What the periodic tasks need besides.
type Beside<'a> = ((&'a StoreSection, &'a MessagesSection), Option<Arc<dyn MediaFiles>>, ClockKeeper);

/// Starts the periodic tasks, which run as long as the process lives.
fn keep_beside(
    supervisor: &Addr<SessionSupervisor>,
    (services, store): (&SessionServices, &Store),
    ((section, messages), media, clock_keeper): Beside<'_>,
) {
    let (supervisor, store, clock) = (supervisor.clone(), store.clone(), services.clock.clone());
    let sampler = Sampler { supervisor: supervisor.clone(), store: store.clone(), clock: clock.clone() };
    actix_rt::spawn(sample(sampler, services.metrics.clone()));
    let (metrics, section, messages) = (services.metrics.clone(), section.clone(), messages.clone());
    let seen = Arc::default();
    if let Some(media) = &media {
        actix_rt::spawn(media::sweep(Arc::clone(media), metrics.clone()));
    }
    actix_rt::spawn(run_maintenance(Housekeeper { store, supervisor, clock, metrics, section, messages, media, seen }));
    actix_rt::spawn(clock_keeper.keep());
}

/// Writes out the queued journal entries before the connections to the database are closed.
async fn write_journal(supervisor: &Addr<SessionSupervisor>) {
    if supervisor.send(WriteJournal).timeout(JOURNAL).await.is_err() {
        warn!("the journal was not flushed within {JOURNAL:?}; entries may be missing");
    }
}

async fn stop_sessions(supervisor: &Addr<SessionSupervisor>, patience: Duration) {
    let stopped = supervisor.send(StopSessions).timeout(patience).await;
    if stopped.is_err() {
        warn!("not every session stopped within {patience:?}; the database refuses their late writes");
    }
}

/// Builds the store's configuration.
///
/// # Errors
/// A sentence about the master keys, which are missing or invalid.
pub(crate) fn store_config(config: &Config) -> Result<StoreConfig, String> {
    let section = &config.store;
    let source = match &section.url {
        Some(url) => Source::Url(DatabaseUrl::new(url.expose())),
        None => Source::Embedded { data_dir: section.data_dir.clone(), bin_dir: section.pg_bin.clone() },
    };
    Ok(StoreConfig {
        statements: if section.named_statements { Statements::Named } else { Statements::Unnamed },
        pool_size: section.pool_size,
        call_timeout: Duration::from_secs(section.call_timeout_seconds),
        connect_patience: Duration::from_secs(2),
        ..StoreConfig::new(source, section.master_keys()?)
    })
}

async fn open_store(wanted: StoreConfig, shared: &Handle) -> Result<Store, String> {
    let opened = shared.spawn(Store::open_or_wait(wanted)).await;
    opened.map_err(|error| error.to_string())?.map_err(|error| error.to_string())
}

/// Creates the first API key if there is none, and prints it, once. While the database does not answer, tries again in
/// the background.
async fn first_key(store: &Store, clock: &Arc<dyn Clock>, config: &Config) {
    if try_first_key(store, clock).await {
        return;
    }
    let (store, clock) = (store.clone(), clock.clone());
    let pause = Duration::from_secs(config.store.call_timeout_seconds);
    actix_rt::spawn(async move {
        loop {
            tokio::time::sleep(pause).await;
            if try_first_key(&store, &clock).await {
                return;
            }
        }
    });
}

async fn try_first_key(store: &Store, clock: &Arc<dyn Clock>) -> bool {
    match keys::first(store, clock.now()).await {
        Ok(Some(key)) => {
            // On standard output, which only the operator who started the process sees; logs have more readers.
            println!("admin key, shown this once: {}", key.reveal().as_str());
            true
        }
        Ok(None) => true,
        Err(_) => false,
    }
}

/// Adapters and actors from which the sessions' services are built.
struct Adapters {
    store: Store,
    media: Option<Arc<dyn MediaFiles>>,
    clock: Arc<dyn Clock>,
    metrics: Metrics,
    gate: Addr<GateActor>,
    board: Addr<BoardActor>,
    versions: Arc<VersionKeeper>,
    log_space: LogSpace,
    shared: Handle,
}

impl Adapters {
    fn services(self, config: &Config) -> Result<SessionServices, String> {
        let link = LinkConfig {
            endpoint: config.whatsapp.endpoint.clone(),
            messages: config.messages.is_enabled(),
            http: media::http_limits(config)?,
            ..LinkConfig::default()
        };
        let links = WhatsAppLinks::new(link, self.shared, self.clock.clone()).map_err(|error| error.to_string())?;
        let redials = Arc::new(GateRedials::new(self.gate.clone().recipient()));
        let links = links.behind(redials.clone()).announcing(self.versions).filling(self.log_space);
        let store = Arc::new(self.store);
        Ok(SessionServices {
            store: store.clone(),
            next: Arc::new(store.next_slot()),
            redials,
            numbers: store.clone(),
            policies: store.clone(),
            companies: store.clone(),
            session_log: config.messages.is_enabled().then(|| store.clone() as Arc<dyn SessionLog>),
            outbox: config.messages.is_enabled().then(|| store.clone() as Arc<dyn Outbox>),
            media: self.media,
            journal: store,
            links: Arc::new(links),
            clock: self.clock,
            metrics: self.metrics,
            gate: self.gate.clone().recipient(),
            gate_status: self.gate.recipient(),
            board: self.board.recipient(),
            settings: Arc::new(settings(config)),
        })
    }
}

fn settings(config: &Config) -> ActorSettings {
    let frozen_after = Duration::from_secs(config.sessions.frozen_seconds);
    let settings = ActorSettings {
        session: Arc::new(config.sessions.apply(config.pairing.policy())),
        restart: config.restart.policy(),
        pace: config.messages.pace(),
        rest: Duration::from_secs(config.sessions.rest_seconds),
        outage_patience: Duration::from_secs(config.store.outage_patience_seconds),
        restore_per_second: config.gate.per_second,
        pulse: frozen_after / 6,
        frozen_after,
        heartbeat: Duration::from_secs(config.http.heartbeat_seconds),
        recheck: Duration::from_secs(config.access.recheck_seconds),
        sockets: SocketLimits {
            total: config.limits.sockets,
            per_company: config.limits.sockets_per_company,
            per_address: config.limits.sockets_per_address,
        },
        frames: FrameLimits {
            per_second: config.limits.frames_per_second,
            burst: config.limits.frames_burst,
            ..FrameLimits::default()
        },
        ..ActorSettings::default()
    };
    Bounds::of(config).bind(settings)
}

fn arbiters(config: &Config) -> Vec<actix::ArbiterHandle> {
    let cores = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
    let count = config.sessions.arbiters.unwrap_or(cores).max(1);
    (0..count).map(|_| actix::Arbiter::new().handle()).collect()
}

fn listen(
    config: &Config,
    sessions: &SessionServices,
    services: ApiServices,
    environment: Environment,
) -> Result<(Server, Vec<SocketAddr>), String> {
    let region = config.pairing.region()?;
    let is_https = |url: &String| url.starts_with("https://");
    let hsts = config.http.tls.is_some() || config.access.public_url.as_ref().is_some_and(is_https);
    let branding = config.branding.branding()?;
    let pages = WebSettings {
        sandbox: environment.has_phone(),
        frame_ancestors: config.access.frame_ancestors.clone(),
        hsts,
        branding: branding.clone(),
    };
    let mut state = ApiState::new(services, sessions, region);
    let ExpiryRule { unused_for, warned_for } = config.store.expiry();
    (state.expire_after, state.warn_before) = (unused_for, warned_for);
    state.ask_timeout = Bounds::of(config).http_ask;
    state.branding = Arc::new(branding);
    state.streams = Arc::new(Semaphore::new(config.limits.streams.min(Semaphore::MAX_PERMITS)));
    let server = HttpServer::new(move || {
        let app = App::new()
            .wrap(middleware::from_fn(correlate))
            .wrap(safe_headers(hsts))
            .configure(linekeeper_web::configure(pages.clone()));
        let beside = environment.clone();
        app.configure(|config| beside.add_control(config)).configure(linekeeper_api::configure(state.clone()))
    });
    let server = server
        .workers(config.http.workers.max(1))
        // Limits how long a client that sends its request a byte at a time holds a connection.
        .client_request_timeout(Duration::from_secs(10))
        .client_disconnect_timeout(Duration::from_secs(5))
        .shutdown_timeout(HTTP.as_secs())
        .disable_signals();
    let failed = |error| format!("cannot listen on {}: {error}", config.http.listen);
    let socket = listen_on(config.http.listen).map_err(failed)?;
    let bound = match &config.http.tls {
        None => server.listen(socket),
        Some(files) => server.listen_rustls_0_23(socket, tls::server_config(files)?),
    };
    let bound = bound.map_err(failed)?;
    allow_descriptors(config.limits.sockets);
    if !config.http.listen.ip().is_loopback() && config.http.tls.is_none() {
        warn!("API keys and cookies are sent unencrypted unless a TLS proxy is in front: see http.tls");
    }
    let addresses = bound.addrs();
    Ok((bound.run(), addresses))
}
