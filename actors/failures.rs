//! Logging of store failures.

use std::fmt::Display;

use linekeeper_domain::StoreFailure;
use linekeeper_ports::StoreError;
use tracing::{debug, warn};

/// Logs that `what` failed for the company. At debug while the database is unavailable: the store itself logs an outage
/// once, so not every company affected does.
pub(crate) fn log_failure(company: &impl Display, what: &str, error: &StoreError) {
    match error.failure {
        StoreFailure::Unavailable => {
            debug!(company.id = %company, %error, "could not {what} company {company}");
        }
        StoreFailure::UnknownOutcome | StoreFailure::Fenced | StoreFailure::PhoneInUse | StoreFailure::Corrupt => {
            warn!(company.id = %company, %error, "could not {what} company {company}");
        }
    }
}
