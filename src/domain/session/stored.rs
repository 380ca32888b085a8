//! What is stored of a company, as its session reads it.

use std::time::Duration;

use crate::{Phone, Timestamp};

use super::record::RecordedStatus;
use super::state::Parked;

/// Stored data of the company.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Stored {
    /// Whether there are credentials, linked or half-finished.
    pub has_credentials: bool,
    /// The linked number or, before that, the requested one.
    pub phone: Option<Phone>,
    /// The requested number.
    pub requested_phone: Option<Phone>,
    /// Time at which the phone was linked; `None` while none is.
    pub paired_at: Option<Timestamp>,
    /// Time at which the session was last connected.
    pub last_connected_at: Option<Timestamp>,
    /// Reason and end of the stored park; `None` if not parked.
    pub parked: Option<Parked>,
    /// Time since WhatsApp removed a device that had just been linked, by the database's clock.
    pub since_removal: Option<Duration>,
    /// Whether a person ordered a log-out of the device that may not have been completed.
    pub log_out_ordered: bool,
    /// What was last recorded of the company's status.
    pub recorded: Option<Box<RecordedStatus>>,
}
