//! What is stored of a company, without the secrets, and how its new owner finds it.

use std::time::Duration;

use linekeeper_domain::session::{Parked, RecordedStatus};
use linekeeper_domain::{CompanyId, Phone, Timestamp};

use crate::Fence;

/// Contents of a company's `whatsapp_auth` row, without the secrets.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredCompany {
    /// Company of the row.
    pub company: CompanyId,
    /// Number that linked; before that, the number the pairing was requested for.
    pub phone: Option<Phone>,
    /// Whether credentials are stored, of a linked device or of an unfinished pairing.
    pub has_credentials: bool,
    /// Time of the linking; absent while a pairing is unfinished.
    pub paired_at: Option<Timestamp>,
    /// Time of the session's last connection.
    pub last_connected_at: Option<Timestamp>,
    /// Reason the session is parked; absent when it is not, or is parked for a code that is not stored.
    pub parked: Option<Parked>,
}

/// A company's row as its new owner finds it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ownership {
    /// Fence that this owner's writes carry.
    pub fence: Fence,
    /// Row without the secrets.
    pub stored: StoredCompany,
    /// Number the pairing was requested for, stored beside the number that linked.
    pub requested_phone: Option<Phone>,
    /// Time since the session was parked with `REMOVED_AFTER_LINK`, by the database's clock. Survives a wipe.
    pub since_removal: Option<Duration>,
    /// Whether an earlier owner was about to log the device out (see [`crate::CredentialStore::order_log_out`]).
    pub log_out_ordered: bool,
    /// What is left of a change of phone; nothing for an owner of the next slot.
    pub change_left: ChangeLeft,
    /// What was last recorded of the company's status.
    pub recorded: Option<Box<RecordedStatus>>,
}

/// What is left of a company's change of phone.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct ChangeLeft {
    /// Something in the next slot: a pairing that was asked for, keys, or a device.
    pub in_next: bool,
    /// Devices that are not logged out yet.
    pub old_devices: bool,
}

impl ChangeLeft {
    /// Nothing is left.
    pub const NOTHING: Self = Self { in_next: false, old_devices: false };
}

impl Ownership {
    /// Ownership of a company without a row. Its fence is 0, which no owner ever holds.
    #[must_use]
    pub const fn nothing(company: CompanyId) -> Self {
        let stored = StoredCompany {
            company,
            phone: None,
            has_credentials: false,
            paired_at: None,
            last_connected_at: None,
            parked: None,
        };
        Self {
            fence: Fence(0),
            stored,
            requested_phone: None,
            since_removal: None,
            log_out_ordered: false,
            change_left: ChangeLeft::NOTHING,
            recorded: None,
        }
    }
}
