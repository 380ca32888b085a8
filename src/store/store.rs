//! The store itself: opening, closing, and what its calls share.

use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use deadpool_postgres::{Hook, HookError, Pool, Runtime};
use tokio::runtime::Handle;

use crate::config::{Source, StoreConfig};
use crate::embedded::{self, Embedded};
use crate::migrate;
use crate::open_error::StoreOpenError;
use crate::target::Target;

/// The database. Cheap to clone; clones share the pool and the embedded server.
#[derive(Clone)]
pub struct Store {
    shared: Arc<Shared>,
}

struct Shared {
    pool: Pool,
    runtime: Handle,
    call_timeout: Duration,
    /// The server that is ours, until it is stopped.
    embedded: Mutex<Option<Embedded>>,
}

impl Store {
    /// Starts the embedded server if it is the source, waits until the database answers, applies migrations, and makes
    /// the pool. Every later call runs on the runtime this is called on, which must therefore be one that keeps running
    /// by itself (a multi-thread one).
    ///
    /// # Errors
    /// [`StoreOpenError`], within the patience of `config`; nothing is left running then.
    pub async fn open(config: StoreConfig) -> Result<Self, StoreOpenError> {
        let (target, embedded) = match &config.source {
            Source::Url(url) => (Target::from_url(url, config.call_timeout)?, None),
            Source::Embedded { data_dir, bin_dir } => {
                let wanted = embedded::Settings {
                    data_dir: data_dir.clone(),
                    bin_dir: bin_dir.clone(),
                    max_connections: config.pool_size.saturating_add(embedded::SPARE_CONNECTIONS),
                    start_patience: config.start_patience,
                };
                let server = Embedded::start(wanted).await?;
                (server.target(config.call_timeout), Some(server))
            }
        };
        match Self::connect(&config, &target).await {
            Ok(pool) => Ok(Self {
                shared: Arc::new(Shared {
                    pool,
                    runtime: Handle::current(),
                    call_timeout: config.call_timeout,
                    embedded: Mutex::new(embedded),
                }),
            }),
            Err(error) => {
                if let Some(server) = embedded {
                    server.stop().await;
                }
                Err(error)
            }
        }
    }

    async fn connect(config: &StoreConfig, target: &Target) -> Result<Pool, StoreOpenError> {
        migrate::run(target, config).await?;
        let timeout_ms = config.call_timeout.as_millis();
        let hook = Hook::async_fn(move |client, _| {
            Box::pin(async move {
                let bound = format!(
                    "SET statement_timeout = {timeout_ms}; SET idle_in_transaction_session_timeout = {timeout_ms}"
                );
                client.batch_execute(&bound).await.map_err(HookError::Backend)
            })
        });
        let builder = Pool::builder(target.manager()).max_size(config.pool_size.max(1)).post_create(hook);
        builder.runtime(Runtime::Tokio1).build().map_err(|error| StoreOpenError::Unreachable(error.to_string()))
    }

    /// Closes the connections and stops the embedded server, for all clones. Calls made later are refused as
    /// unavailable. Takes as long as the server needs to stop, at most 20 s.
    pub async fn close(self) {
        self.shared.pool.close();
        let embedded = self.shared.embedded.lock().unwrap_or_else(PoisonError::into_inner).take();
        if let Some(server) = embedded {
            server.stop().await;
        }
    }

    pub(crate) fn pool(&self) -> &Pool {
        &self.shared.pool
    }

    pub(crate) fn runtime(&self) -> &Handle {
        &self.shared.runtime
    }

    pub(crate) fn call_timeout(&self) -> Duration {
        self.shared.call_timeout
    }
}

impl fmt::Debug for Store {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Store").field("pool", &self.shared.pool.status()).finish_non_exhaustive()
    }
}
