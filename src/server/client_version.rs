//! Wiring of the client version: what the database knows at the start, and the task that looks it up.

use std::sync::Arc;

use linekeeper_actors::SessionServices;
use linekeeper_actors::gate::BreakerReport;
use linekeeper_actors::version::{VersionKeeper, VersionLookups};
use linekeeper_link::VersionPage;
use linekeeper_ports::{ClientVersions as _, VersionStore as _};
use linekeeper_store::Store;
use tokio::runtime::Handle;
use tokio::sync::watch;
use tracing::{info, warn};

use crate::chance::RandomSource;
use crate::config::WhatsAppSection;

/// Announces the version that the database keeps. Without an answer the links begin with the one that the library ships
/// with: no start waits for it.
pub(crate) async fn resume(versions: &VersionKeeper, store: &Store) {
    match store.found_version().await {
        Ok(Some(found)) => {
            if let Err(error) = versions.found(found) {
                warn!(%error, "the stored client version is not used");
            }
        }
        Ok(None) => {}
        Err(error) => warn!(%error, "the stored client version cannot be read"),
    }
    let status = versions.status();
    info!("links announce client version {}", status.version);
}

/// Starts the task that looks the version up, unless the configuration sets one.
///
/// # Errors
/// A sentence for the operator: the address is not allowed.
pub(crate) fn look_up(
    section: &WhatsAppSection,
    (services, store): (&SessionServices, &Store),
    (keeper, breaker): (Arc<VersionKeeper>, watch::Receiver<BreakerReport>),
    shared: &Handle,
) -> Result<(), String> {
    let Some(url) = section.version_page() else { return Ok(()) };
    let page = VersionPage::at(url, shared.clone()).map_err(|error| format!("whatsapp.version_url: {error}"))?;
    let lookups = VersionLookups {
        keeper,
        store: Arc::new(store.clone()),
        lookup: Arc::new(page),
        clock: services.clock.clone(),
        metrics: services.metrics.clone(),
    };
    shared.spawn(lookups.run(breaker, Box::new(RandomSource)));
    Ok(())
}
