//! Webhooks, where messages are kept: the worker that delivers what endpoints are owed, and what the API needs.

use std::future::pending;
use std::sync::Arc;
use std::time::Duration;

use actix::{Actor as _, Addr};
use linekeeper_actors::ActorDeath;
use linekeeper_actors::deliveries::{DeliveryServices, DeliveryWorker, StopDeliveries};
use linekeeper_api::WebhookServices;
use linekeeper_store::Store;
use linekeeper_telemetry::Metrics;
use linekeeper_webhooks::HttpSender;
use tokio::runtime::Handle;
use tracing::warn;

use crate::chance::RandomSource;
use crate::config::Config;

/// Webhooks of the process.
pub(crate) struct Webhooks {
    worker: Addr<DeliveryWorker>,
    death: ActorDeath,
    /// Services of the API.
    pub(crate) services: WebhookServices,
}

impl Webhooks {
    /// Starts the worker, if messages are kept.
    ///
    /// # Errors
    /// A sentence about the configuration.
    pub(crate) fn start(
        config: &Config,
        store: &Store,
        (metrics, runtime): (&Metrics, &Handle),
    ) -> Result<Option<Self>, String> {
        if !config.messages.is_enabled() {
            return Ok(None);
        }
        let client = config.webhooks.client()?;
        let sender = Arc::new(HttpSender::new(&client).map_err(|error| format!("webhooks: {error}"))?);
        let store = Arc::new(store.clone());
        let services = DeliveryServices {
            store: store.clone(),
            sender: sender.clone(),
            metrics: metrics.clone(),
            runtime: runtime.clone(),
        };
        let mut worker = DeliveryWorker::new(services, config.webhooks.worker(), Box::new(RandomSource));
        let death = worker.death();
        let services = WebhookServices { endpoints: store, sender, rules: client.rules };
        Ok(Some(Self { worker: worker.start(), death, services }))
    }
}

/// Completes when the worker has panicked; never if there is none.
pub(crate) async fn death_of(webhooks: Option<&mut Webhooks>) {
    match webhooks {
        Some(webhooks) => (&mut webhooks.death).await,
        None => pending().await,
    }
}

/// Waits for what is under way; nothing new is sent meanwhile.
pub(crate) async fn stop(webhooks: Option<&Webhooks>, patience: Duration) {
    let Some(webhooks) = webhooks else { return };
    if webhooks.worker.send(StopDeliveries).timeout(patience).await.is_err() {
        warn!("not every webhook delivery ended within {patience:?}; those under way are made once more");
    }
}
