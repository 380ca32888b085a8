//! The store: opening, closing, and the state its calls share.

use std::fmt;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, OnceLock, PoisonError};
use std::time::Duration;

use deadpool_postgres::{Hook, HookError, Pool, Runtime};
use linekeeper_domain::ErrorCode;
use linekeeper_embedded::{Embedded, EmbeddedError};
use tokio::runtime::Handle;
use tracing::{error, info};

use crate::config::{DatabaseUrl, Source, Statements, StoreConfig};
use crate::health::Health;
use crate::messages::LogKeys;
use crate::migrate;
use crate::open_error::StoreOpenError;
use crate::opening::Bounds;
use crate::plans::Plans;
use crate::sealing::Sealing;
use crate::slots::{Batchers, OfSlot, Slot};
use crate::target::{Sessions, Target};
use crate::writable::Probed;

/// Handle to the database, for one slot of credentials. Cheap to clone; clones share the pool and the embedded server,
/// and so does [`Store::next_slot`].
#[derive(Clone)]
pub struct Store {
    shared: Arc<Shared>,
    slot: Slot,
}

struct Shared {
    pool: Pool,
    runtime: Handle,
    call_timeout: Duration,
    statements: Statements,
    /// Whether server sessions belong to our connections or to a pooler; set once the schema is the one this binary
    /// expects.
    sessions: Arc<OnceLock<Sessions>>,
    /// Outages and latencies, as the calls have seen them.
    health: Health,
    /// Whether the warning about a transition that the session machine does not know has been logged.
    told_of_strange_transition: AtomicBool,
    /// What each slot has for itself.
    current: OfSlot,
    next: OfSlot,
    /// Decides when prepared statements are discarded, because their plans may be stale.
    plans: Arc<Plans>,
    log_keys: Arc<LogKeys>,
    /// Result of the last write probe (`writable`).
    probed: tokio::sync::Mutex<Option<Probed>>,
    /// Told when deliveries may be due that were not before.
    owed: tokio::sync::Notify,
    /// The embedded server, until it is stopped; absent where the database is external.
    embedded: Mutex<Option<Embedded>>,
}

impl Store {
    /// Starts the embedded server if it is the source, waits until the database answers, applies migrations, checks the
    /// master keys, seals rows that were stored before sealing, and makes the pool.
    ///
    /// Every later call runs on the runtime this is called on, so that runtime must keep running by itself
    /// (multi-thread).
    ///
    /// # Errors
    /// [`StoreOpenError`], within the connect, migration and start timeouts of `config`; nothing is left running then.
    pub async fn open(config: StoreConfig) -> Result<Self, StoreOpenError> {
        let (target, embedded) = match &config.source {
            Source::Url(url) => (Target::from_url(url, config.call_timeout)?, None),
            Source::Embedded { data_dir, bin_dir } => {
                let wanted = linekeeper_embedded::Settings {
                    data_dir: data_dir.clone(),
                    bin_dir: bin_dir.clone(),
                    max_connections: config.pool_size.saturating_add(linekeeper_embedded::SPARE_CONNECTIONS),
                    start_patience: config.start_patience,
                };
                let server = Embedded::start(wanted).await?;
                (Target::embedded(server.config(), config.call_timeout), Some(server))
            }
        };
        let store = Self::with_pool(&config, &target, embedded)?;
        match migrate::run(&target, &config).await {
            Ok(sessions) => {
                store.is_up_to_date(sessions);
                Ok(store)
            }
            Err(error) => {
                store.close().await;
                Err(error)
            }
        }
    }

    /// Opens like [`Store::open`], but if an external server does not answer within `connect_patience`, keeps trying in
    /// the background. Until its schema is up to date every call is refused as unavailable.
    ///
    /// # Errors
    /// [`StoreOpenError`], except for an external server that does not answer.
    pub async fn open_or_wait(config: StoreConfig) -> Result<Self, StoreOpenError> {
        let Source::Url(url) = &config.source else { return Self::open(config).await };
        let target = Target::from_url(url, config.call_timeout)?;
        let store = Self::with_pool(&config, &target, None)?;
        match migrate::run(&target, &config).await {
            Ok(sessions) => store.is_up_to_date(sessions),
            Err(StoreOpenError::Unreachable(problem)) => {
                store.health().silent(&problem);
                tokio::spawn(become_ready(store.clone(), target, config));
            }
            Err(error) => return Err(error),
        }
        Ok(store)
    }

    /// Opens like [`Store::open`], but if another process already runs the embedded server of this data directory,
    /// connects to that server.
    ///
    /// # Errors
    /// [`StoreOpenError`].
    pub async fn open_beside(config: StoreConfig) -> Result<Self, StoreOpenError> {
        match Self::open(config.clone()).await {
            Err(StoreOpenError::Embedded(EmbeddedError::InUse { path, .. })) => {
                let source = Source::Url(DatabaseUrl::new(linekeeper_embedded::address_of_running(&path)?));
                Self::open(StoreConfig { source, ..config }).await
            }
            opened => opened,
        }
    }

    fn with_pool(config: &StoreConfig, target: &Target, embedded: Option<Embedded>) -> Result<Self, StoreOpenError> {
        let statements = if embedded.is_some() { Statements::Named } else { config.statements };
        let sessions = Arc::new(OnceLock::new());
        let pool = Self::make_pool(config, target, Arc::clone(&sessions))?;
        let shared = Shared {
            pool,
            runtime: Handle::current(),
            call_timeout: config.call_timeout,
            statements,
            sessions,
            health: Health::new(config.metrics.clone()),
            told_of_strange_transition: AtomicBool::new(false),
            current: OfSlot::new(config),
            next: OfSlot::new(config),
            plans: Arc::new(Plans::new()),
            log_keys: Arc::default(),
            probed: tokio::sync::Mutex::default(),
            owed: tokio::sync::Notify::new(),
            embedded: Mutex::new(embedded),
        };
        Ok(Self { shared: Arc::new(shared), slot: Slot::Current })
    }

    fn make_pool(
        config: &StoreConfig,
        target: &Target,
        sessions: Arc<OnceLock<Sessions>>,
    ) -> Result<Pool, StoreOpenError> {
        let bounds = Bounds::within(config.call_timeout, 1).of_session(config.call_timeout);
        let hook = Hook::async_fn(move |client, _| {
            // A pooled session is shared: settings made on it would apply to its next user.
            let lent = sessions.get() == Some(&Sessions::Lent);
            let bounds = if lent { String::new() } else { bounds.clone() };
            Box::pin(async move {
                if lent {
                    return Ok(());
                }
                client.batch_execute(&bounds).await.map_err(HookError::Backend)
            })
        });
        let builder = Pool::builder(target.manager()).max_size(config.pool_size.max(1)).post_create(hook);
        builder.runtime(Runtime::Tokio1).build().map_err(|error| StoreOpenError::Unreachable(error.to_string()))
    }

    /// Closes the connections and stops the embedded server, for all clones. Later calls are refused as unavailable.
    /// Takes as long as the server needs to stop, at most 20 s.
    pub async fn close(self) {
        self.shared.pool.close();
        let embedded = self.shared.embedded.lock().unwrap_or_else(PoisonError::into_inner).take();
        if let Some(server) = embedded {
            server.stop().await;
        }
    }

    /// Connection string of the embedded server (`host=… user=… dbname=…`), if that is the source and it runs.
    #[must_use]
    pub fn embedded_address(&self) -> Option<String> {
        self.shared.embedded.lock().unwrap_or_else(PoisonError::into_inner).as_ref().map(Embedded::address)
    }

    /// Records that the database answers and has the schema this binary expects; calls are allowed from now on.
    fn is_up_to_date(&self, sessions: Sessions) {
        if sessions == Sessions::Lent {
            info!("PostgreSQL is behind a connection pooler: settings and statements are sent with each transaction");
        }
        // Set once: whether a pooler is in between is not checked again during the life of this process.
        let _first = self.shared.sessions.set(sessions);
        self.health().answers();
    }

    /// Whether the schema is known to be up to date; calls are refused before that.
    pub(crate) fn is_ready(&self) -> bool {
        self.shared.sessions.get().is_some()
    }

    pub(crate) fn health(&self) -> &Health {
        &self.shared.health
    }

    /// Whether this is the first transition unknown to the session machine; true once per process.
    pub(crate) fn is_first_strange_transition(&self) -> bool {
        !self.shared.told_of_strange_transition.swap(true, Ordering::Relaxed)
    }

    pub(crate) fn pool(&self) -> &Pool {
        &self.shared.pool
    }

    /// Returns the store of the next slot, in which another phone is linked beside the working line.
    #[must_use]
    pub fn next_slot(&self) -> Self {
        self.of(Slot::Next)
    }

    /// Returns the store of a slot.
    pub(crate) fn of(&self, slot: Slot) -> Self {
        Self { shared: Arc::clone(&self.shared), slot }
    }

    pub(crate) const fn slot(&self) -> Slot {
        self.slot
    }

    fn of_slot(&self) -> &OfSlot {
        match self.slot {
            Slot::Current => &self.shared.current,
            Slot::Next => &self.shared.next,
        }
    }

    pub(crate) fn sealing(&self) -> Arc<Sealing> {
        Arc::clone(&self.of_slot().sealing)
    }

    pub(crate) fn batchers(&self) -> &Batchers {
        &self.of_slot().batchers
    }

    pub(crate) fn log_keys(&self) -> Arc<LogKeys> {
        Arc::clone(&self.shared.log_keys)
    }

    pub(crate) fn plans(&self) -> Arc<Plans> {
        Arc::clone(&self.shared.plans)
    }

    pub(crate) fn probed(&self) -> &tokio::sync::Mutex<Option<Probed>> {
        &self.shared.probed
    }

    /// Notes that deliveries were owed by what was just committed, or may have been: whoever waits for that looks.
    pub(crate) fn note_deliveries_owed(&self) {
        self.shared.owed.notify_one();
    }

    /// Completes after the next note, or at once if there was one since the last completion.
    pub(crate) async fn until_deliveries_owed(&self) {
        self.shared.owed.notified().await;
    }

    pub(crate) fn runtime(&self) -> &Handle {
        &self.shared.runtime
    }

    /// Whether server sessions are our own or a pooler's. Before the schema is up to date no call gets this far; `Lent`
    /// is the safe answer.
    pub(crate) fn sessions(&self) -> Sessions {
        self.shared.sessions.get().copied().unwrap_or(Sessions::Lent)
    }

    /// Whether statements are prepared and kept on the server. A session that a pooler lends for one transaction keeps
    /// nothing.
    pub(crate) fn statements(&self) -> Statements {
        match self.sessions() {
            Sessions::Own => self.shared.statements,
            Sessions::Lent => Statements::Unnamed,
        }
    }

    pub(crate) fn call_timeout(&self) -> Duration {
        self.shared.call_timeout
    }
}

/// Retries until the schema is up to date or the store is closed. Final errors (a refused login, a wrong schema) are
/// retried too, so that fixing the database does not require a restart of this process.
async fn become_ready(store: Store, target: Target, config: StoreConfig) {
    let mut told = None;
    while !store.shared.pool.is_closed() {
        match migrate::run(&target, &config).await {
            Ok(sessions) => return store.is_up_to_date(sessions),
            Err(StoreOpenError::Unreachable(_)) => {}
            Err(error) if told.replace(error.cause()) == Some(error.cause()) => {}
            Err(error) => {
                let code = ErrorCode::StoreUnavailable.name();
                error!(code, cause = error.cause(), "the database cannot be used: {error}");
            }
        }
        tokio::time::sleep(config.call_timeout).await;
    }
}

impl fmt::Debug for Store {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Store").field("pool", &self.shared.pool.status()).finish_non_exhaustive()
    }
}
