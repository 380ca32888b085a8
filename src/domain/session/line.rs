//! The line that is there: state, link and stored data, and what decides on its next attempt. The other region of a
//! session is linking a phone ([`super::another_number`]).

use crate::Timestamp;

use super::event::{CheckNo, LinkNo};
use super::requests::PairingRequest;
use super::state::State;
use super::stored::Stored;

/// The line that is there.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Line {
    /// State of the session. Its three pairing states belong to linking a phone: the slot has no line meanwhile.
    pub(super) state: State,
    /// Time at which the session entered the state.
    pub(super) since: Timestamp,
    /// The current link; events of any other are ignored.
    pub(super) link: Option<LinkNo>,
    /// Link that replaces one that had to be re-established, while the session is still shown as connected.
    pub(super) restarting: Option<LinkNo>,
    /// Stored data as last read or written; [`super::unread::Reading`] tells whether it is up to date.
    pub(super) stored: Stored,
    /// Whether WhatsApp has not yet shown that it knows the stored device.
    pub(super) unconfirmed: bool,
    /// Request for the linked phone that waits for its log-in to succeed or fail.
    pub(super) awaits_log_in: Option<PairingRequest>,
    /// Check whether the company is still ours, in `reconnecting` after a replacement by another connection.
    pub(super) owner_check: Option<OwnerCheck>,
    pub(super) failures: Failures,
}

/// Check whether the company is still ours.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum OwnerCheck {
    /// The check runs; no reconnect is due before its answer.
    Asked(CheckNo),
    /// The database could not tell: the check is repeated before the session reconnects.
    Unsure,
}

/// Consecutive failures of the line, which decide on the pause before the next attempt.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Failures {
    /// Consecutive failures to connect.
    pub(super) connects: u32,
    /// Immediate reconnects in a row.
    pub(super) restarts: u32,
    /// Consecutive temporary bans of the account.
    pub(super) bans: u32,
    /// Time at which another connection last replaced ours.
    pub(super) replaced_at: Option<Timestamp>,
}

impl Failures {
    /// Clears the counts after a stable connection. A replacement is remembered for its window.
    pub(super) const fn clear_after_stable_connection(&mut self) {
        self.connects = 0;
        self.restarts = 0;
        self.bans = 0;
    }

    /// Clears what concerned the old line, when a person ends it or replaces it.
    pub(super) const fn clear_with_the_line(&mut self) {
        self.connects = 0;
        self.replaced_at = None;
    }
}

impl Line {
    /// A line of which nothing is known.
    pub(super) fn unknown(now: Timestamp) -> Self {
        Self {
            state: State::Idle,
            since: now,
            link: None,
            restarting: None,
            stored: Stored::default(),
            unconfirmed: false,
            awaits_log_in: None,
            owner_check: None,
            failures: Failures::default(),
        }
    }

    pub(super) const fn is_linked(&self) -> bool {
        self.stored.paired_at.is_some()
    }

    /// Whether another phone than the requested one is linked: the process ended before that was undone.
    pub(super) fn wrong_phone_is_stored(&self) -> bool {
        let phones = (&self.stored.phone, &self.stored.requested_phone);
        self.is_linked() && matches!(phones, (Some(linked), Some(asked)) if !linked.same_account(asked))
    }

    /// Whether the current link re-establishes a connection that is still shown as connected.
    pub(super) fn is_restarting(&self) -> bool {
        self.restarting.is_some() && self.restarting == self.link
    }
}
