//! `linekeeper keys`: API keys of callers, and the master keys that seal credentials. Commands that need the database
//! work beside a running service.

pub(crate) mod access;
pub(crate) mod master;

use clap::Subcommand;
use linekeeper_domain::Timestamp;
use linekeeper_domain::access::AccessId;
use linekeeper_ports::StoreError;
use linekeeper_secrets::MasterKeyId;
use linekeeper_store::Store;

use crate::config::Config;
use crate::service;

/// Commands on keys.
#[derive(Subcommand)]
pub(crate) enum Keys {
    /// Creates an API key and prints it, once.
    Create(access::NewKey),
    /// Lists API keys, without their secrets.
    List,
    /// Revokes an API key.
    Revoke {
        /// Public id of the key: the 16 characters after `lk_`.
        id: AccessId,
    },
    /// Prints a new master key.
    NewMaster {
        /// Id of the key; today's date when absent.
        #[arg(long)]
        id: Option<MasterKeyId>,
    },
    /// Wraps every data key under the first of the master keys.
    RotateMaster,
}

/// Runs a command.
///
/// # Errors
/// A sentence for the operator.
pub(crate) fn run(keys: Keys, config: impl FnOnce() -> Result<Config, String>) -> Result<(), String> {
    match keys {
        Keys::NewMaster { id } => master::new_master(id),
        Keys::RotateMaster => beside(&config()?, async |store, current| master::rotate(store, current).await),
        Keys::Create(wanted) => {
            beside(&config()?, async |store, _| access::create(store, wanted, now_of(store).await?).await)
        }
        Keys::List => beside(&config()?, async |store, _| access::list(store, now_of(store).await?).await),
        Keys::Revoke { id } => {
            beside(&config()?, async |store, _| access::revoke(store, &id, now_of(store).await?).await)
        }
    }
}

/// Returns the database's time, by which the service checks keys.
async fn now_of(store: &Store) -> Result<Timestamp, String> {
    store.look_at_clock().await.map(|(now, _)| now).map_err(words)
}

/// Runs `work` on the database with the current master key's id. A service may be running on the same database.
pub(crate) fn beside(
    config: &Config,
    work: impl AsyncFnOnce(&Store, &MasterKeyId) -> Result<(), String>,
) -> Result<(), String> {
    let wanted = service::store_config(config)?;
    let current = wanted.master_keys.current().id().clone();
    service::shared_runtime()?.block_on(async {
        let store = Store::open_beside(wanted).await.map_err(|error| error.to_string())?;
        let outcome = work(&store, &current).await;
        store.close().await;
        outcome
    })
}

fn words(error: StoreError) -> String {
    error.to_string()
}
