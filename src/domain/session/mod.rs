//! The session machine: one company's way from nothing to a connected WhatsApp and back.
//!
//! ```text
//!            request                pair-device          accepted                typed / scanned
//!   idle ───────────▶ creating ───────────▶ waiting_for_pairing_code ─▶ pairing_code_sent ─▶ connecting ─▶ connected
//!    ▲                   │  ▲  retry             │                          │                    ▲  │          │
//!    │                   └──┴────────────────────┴──────────────────────────┤                    │  ▼          ▼
//!    │ reset, cancel                                                        ▼                    reconnecting ◀┘
//!    └───────────────────────────────────────────────── error, passkey_required ◀── fatal ending ───┘
//! ```
//! A linked session starts in `connecting`; a QR goes from `creating` to `pairing_code_sent` directly. A reset leads to
//! `idle` from everywhere.
//!
//! The machine decides; it does nothing. [`Session::on`] takes an event and the moment, and returns the next session with
//! the [`Effect`]s its actor carries out in order. Each link has a number, and what a retired link still says is ignored here,
//! in one place.

mod effect;
mod event;
mod intents;
mod linking;
mod living;
mod machine;
mod requests;
mod state;
mod status;
mod step;
#[cfg(test)]
mod tests;

pub use effect::{Departure, Effect, Notice, Timer, WipeOrder};
pub use event::{CheckNo, Event, LinkNo, Stored, WipeNo};
pub use machine::{InvalidTransition, Moment, Session};
pub use state::{Parked, State, StateName};
pub use status::{PairingStatus, Status};

use std::time::Duration;

use crate::restart::Backoff;

/// The session's budgets and paces.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SessionPolicy {
    /// From the request to the code, retries included.
    pub pairing_budget: Duration,
    /// How often one request is tried.
    pub pairing_attempts: u32,
    /// The pause before the second try; it doubles.
    pub pairing_retry: Duration,
    /// From the phone's answer to WhatsApp's word that it is linked (the clients' own limit is 60 s).
    pub phone_answer: Duration,
    /// From the log-in to `connected`: a link that says nothing for so long is closed and opened again.
    pub connect_watchdog: Duration,
    /// The pace of reconnecting.
    pub backoff: Backoff,
    /// How long a session has been reconnecting before a person's request brings the next attempt forward.
    pub forward_after: Duration,
    /// How often a connected session notes that its credentials are in use.
    pub touch_every: Duration,
    /// How long to wait before the database is asked again.
    pub reload_after: Duration,
}

impl Default for SessionPolicy {
    fn default() -> Self {
        Self {
            pairing_budget: Duration::from_secs(20),
            pairing_attempts: 3,
            pairing_retry: Duration::from_secs(1),
            phone_answer: Duration::from_secs(65),
            connect_watchdog: Duration::from_secs(180),
            backoff: Backoff::default(),
            forward_after: Duration::from_secs(5),
            touch_every: Duration::from_secs(12 * 3600),
            reload_after: Duration::from_secs(5),
        }
    }
}
