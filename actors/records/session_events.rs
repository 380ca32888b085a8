//! Writer of the sessions' events: tells the companies' logs of their sessions as they are. It has no hand in a session:
//! what a log cannot take now it gets later, as the session is by then.

use std::sync::Arc;

use linekeeper_domain::messages::SessionNow;
use linekeeper_domain::{CompanyId, StoreFailure};
use linekeeper_ports::{SessionLog, StoreError, Untold};
use linekeeper_telemetry::Metrics;
use tracing::warn;

use super::latest::{Batch, Latest, Sink};

/// Handle that queues sessions.
#[derive(Clone)]
pub(crate) struct SessionEventWriter(Latest<SessionNow>);

impl SessionEventWriter {
    /// Starts the task. It runs until all handles are dropped.
    pub(crate) fn new(log: Arc<dyn SessionLog>, metrics: Metrics) -> Self {
        Self(Latest::stored_in(Logs { log, metrics }))
    }

    /// Queues a session as it is.
    pub(crate) fn note(&self, company: CompanyId, now: SessionNow) {
        self.0.note(company, now);
    }

    /// Completes when everything queued so far is told, or could not be.
    pub(crate) fn written(&self) -> impl Future<Output = ()> + use<> {
        self.0.written()
    }
}

/// Logs of the companies.
struct Logs {
    log: Arc<dyn SessionLog>,
    metrics: Metrics,
}

impl Sink for Logs {
    type Item = SessionNow;

    /// One statement looks at all of them. Few have something to say, and each says it in a transaction of its own, so that
    /// no log is held for longer than that.
    async fn store(&self, batch: Batch<SessionNow>) -> Batch<SessionNow> {
        let Ok(Untold { behind, ahead: mut left }) = self.log.untold(batch.clone()).await else { return batch };
        let mut behind = behind.into_iter();
        while let Some((company, now)) = behind.next() {
            match self.log.tell(&company, &now).await {
                Ok(true) => {}
                Ok(false) => left.push((company, now)),
                Err(error) if error.failure == StoreFailure::Corrupt => cannot_tell(&company, &error),
                Err(_) => {
                    // The database does not answer: the others would only wait for it, too.
                    left.push((company, now));
                    left.extend(behind);
                    break;
                }
            }
        }
        left
    }

    fn waiting(&self, companies: usize) {
        self.metrics.session_events_waiting(companies);
    }
}

fn cannot_tell(company: &CompanyId, error: &StoreError) {
    warn!(company.id = %company, %error, "the events of the session of company {company} cannot be written");
}
