//! How failures of the store are logged.

use std::fmt::Display;

use linekeeper_domain::StoreFailure;
use linekeeper_ports::StoreError;
use tracing::{debug, warn};

/// Says that `what` could not be done for the company. A database that does not answer is told once by the store, not here by each
/// company that meets it.
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
