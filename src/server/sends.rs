//! Messages that are sent: what the API takes them with, and what gives up those that could not be sent in time, also of lines
//! that have no session, or are away.

use std::sync::Arc;
use std::time::Duration;

use linekeeper_api::{NumberChecks, SendServices};
use linekeeper_domain::messages::SendStatus;
use linekeeper_ports::{Clock, Outbox, StoreError};
use linekeeper_store::Store;
use linekeeper_telemetry::Metrics;
use linekeeper_telemetry::metrics::Task;

use crate::config::MessagesSection;
use crate::guarded::guarded;

/// Time between two rounds: a message may be given up that much later than it says.
const EVERY: Duration = Duration::from_secs(30);
/// Most messages of one call.
const AT_ONCE: u32 = 500;

/// Services of the API, where messages are kept.
pub(crate) fn services(messages: &MessagesSection, store: &Store) -> Option<SendServices> {
    messages.is_enabled().then(|| SendServices {
        outbox: Arc::new(store.clone()),
        most_waiting: messages.most_waiting,
        numbers: Arc::new(NumberChecks::new(messages.number_checks_per_hour)),
    })
}

/// What gives messages up.
#[derive(Clone)]
pub(crate) struct OverdueKeeper {
    pub(crate) store: Store,
    pub(crate) clock: Arc<dyn Clock>,
    pub(crate) metrics: Metrics,
}

impl OverdueKeeper {
    /// Gives up what is over its time, as long as the process lives.
    pub(crate) async fn keep(self) {
        loop {
            tokio::time::sleep(EVERY).await;
            guarded(Task::Overdue, &self.metrics, self.clone().give_up()).await;
        }
    }

    async fn give_up(self) -> Result<(), StoreError> {
        loop {
            let given_up = self.store.expire_outgoing(self.clock.now(), AT_ONCE).await?;
            self.metrics.messages_came_to(SendStatus::Expired, given_up);
            if given_up < u64::from(AT_ONCE) {
                return Ok(());
            }
        }
    }
}
