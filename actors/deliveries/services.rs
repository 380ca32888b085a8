//! What the worker uses, and its limits.

use std::sync::Arc;
use std::time::Duration;

use linekeeper_ports::{WebhookDeliveries, WebhookSender};
use linekeeper_telemetry::Metrics;
use tokio::runtime::Handle;

/// Limits and intervals of the worker.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DeliverySettings {
    /// Most lanes that are under way at once. Those of failing endpoints get at most half of them.
    pub concurrent: u32,
    /// Most lanes of one endpoint that are under way at once.
    pub per_endpoint: u32,
    /// Most events of a lane that are sent in a row, before others get a turn.
    pub in_a_row: u32,
    /// Interval of looks while something waits.
    pub poll: Duration,
    /// Interval of looks while nothing waits. What this process owes is looked for at once.
    pub idle_poll: Duration,
    /// Interval at which what waits is counted.
    pub sample: Duration,
}

impl Default for DeliverySettings {
    fn default() -> Self {
        Self {
            concurrent: 64,
            per_endpoint: 8,
            in_a_row: 32,
            poll: Duration::from_secs(1),
            idle_poll: Duration::from_secs(15),
            sample: Duration::from_secs(30),
        }
    }
}

/// Services of the worker.
#[derive(Clone)]
pub struct DeliveryServices {
    /// Store of what is owed.
    pub store: Arc<dyn WebhookDeliveries>,
    /// Client of the endpoints.
    pub sender: Arc<dyn WebhookSender>,
    /// Metrics of the process.
    pub metrics: Metrics,
    /// Runtime on which requests are made, so that they hold no actor up.
    pub runtime: Handle,
}
