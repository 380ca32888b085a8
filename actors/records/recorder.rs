//! Status recorder: stores the last status of each company.

use std::sync::Arc;

use linekeeper_domain::session::RecordedStatus;
use linekeeper_domain::{CompanyId, StoreFailure};
use linekeeper_ports::StoreError;
use tracing::warn;

use super::latest::{Batch, Latest, Sink};
use crate::SessionServices;

/// Handle that queues statuses.
#[derive(Clone)]
pub(crate) struct StatusRecorder(Latest<RecordedStatus>);

impl StatusRecorder {
    /// Starts the task. It runs until all handles are dropped.
    pub(crate) fn new(services: Arc<SessionServices>) -> Self {
        Self(Latest::stored_in(Statuses { services }))
    }

    /// Queues the present status of a company.
    pub(crate) fn note(&self, company: CompanyId, status: RecordedStatus) {
        self.0.note(company, status);
    }

    /// Completes when everything queued so far is stored, or the database did not take it.
    pub(crate) fn written(&self) -> impl Future<Output = ()> + use<> {
        self.0.written()
    }
}

/// Table of statuses.
struct Statuses {
    services: Arc<SessionServices>,
}

impl Sink for Statuses {
    type Item = RecordedStatus;

    async fn store(&self, batch: Batch<RecordedStatus>) -> Batch<RecordedStatus> {
        match self.services.companies.record(batch.clone()).await {
            Ok(()) => Vec::new(),
            // One of them cannot be stored. They are written one by one, so that only that one is left out.
            Err(error) if error.failure == StoreFailure::Corrupt => {
                let mut left = Vec::new();
                for one in batch {
                    left.extend(self.store_one(one, &error).await);
                }
                left
            }
            // A repetition changes nothing where the first one was carried out.
            Err(_) => batch,
        }
    }

    fn waiting(&self, companies: usize) {
        self.services.metrics.status_records_waiting(companies);
    }
}

impl Statuses {
    /// Returns the status if it is to be tried again.
    async fn store_one(
        &self,
        (company, status): (CompanyId, RecordedStatus),
        cause: &StoreError,
    ) -> Option<(CompanyId, RecordedStatus)> {
        match self.services.companies.record(vec![(company.clone(), status.clone())]).await {
            Ok(()) => None,
            Err(error) if error.failure == StoreFailure::Corrupt => {
                warn!(company.id = %company, %cause, "the status of company {company} cannot be recorded");
                None
            }
            Err(_) => Some((company, status)),
        }
    }
}
