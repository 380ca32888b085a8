//! Overtime: the pass of an onboarding link expires while the pairing that was asked for with that link is under way.
//! The socket stays until that pairing has ended, so that the owner sees how, but begins nothing new.

use std::time::Duration;

use linekeeper_domain::access::Asker;
use linekeeper_domain::session::{ChangeState, StateName, Status};
use tokio::time::Instant;

use crate::session::LiveItems;

/// Longest overtime. Longer than a code and a passkey take together, so that only a pairing that does not come to an end
/// reaches it.
pub(super) const LONGEST: Duration = Duration::from_secs(15 * 60);

/// Whether the pairing of this socket's link is under way, and since when that alone keeps the socket open.
#[derive(Debug, Default)]
pub(super) struct Overtime {
    /// Whether it is, from the request to the end of the first log-in.
    is_pairing: bool,
    /// Start of the overtime, by the monotonic clock: a clock that is set neither ends it nor makes the pass valid again.
    began: Option<Instant>,
}

/// What becomes of a socket whose pass has expired.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum AfterExpiry {
    /// It stays from now on for the pairing.
    Begins,
    /// It still stays.
    GoesOn,
    /// It is closed.
    Ends,
}

impl Overtime {
    /// Notes what the session shows to this watcher.
    pub(super) fn see(&mut self, status: &Status, live: &LiveItems, watcher: Option<&Asker>) {
        self.is_pairing = match (&live.askers, watcher) {
            (Some(askers), Some(watcher)) => askers.iter().any(|asker| asker.is_same_as(watcher)),
            (Some(_), None) => false,
            // Linked, and not known to work yet: the person who asked for it waits for that.
            (None, _) => self.is_pairing && is_logging_in(status),
        };
    }

    /// Decides on a socket whose pass has expired. `awaits` tells that a request of this socket is not answered yet.
    pub(super) fn decide(&mut self, awaits: bool) -> AfterExpiry {
        if !self.is_pairing && !awaits {
            return AfterExpiry::Ends;
        }
        match self.began {
            None => {
                self.began = Some(Instant::now());
                AfterExpiry::Begins
            }
            Some(began) if began.elapsed() < LONGEST => AfterExpiry::GoesOn,
            Some(_) => AfterExpiry::Ends,
        }
    }

    /// Whether the socket is open for the pairing only.
    pub(super) const fn has_begun(&self) -> bool {
        self.began.is_some()
    }

    /// Ends it: a newer pass is valid.
    pub(super) const fn end(&mut self) {
        self.began = None;
    }
}

fn is_logging_in(status: &Status) -> bool {
    let changes = status.change.as_ref().is_some_and(|change| change.state == ChangeState::Connecting);
    changes || matches!(status.state, StateName::Connecting | StateName::Reconnecting)
}
