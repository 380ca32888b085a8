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
//! Every transition there is ([`StateName::successors`]; tests hold it to what walks find, and to the journal's CHECK):
//!
//! ```text
//! idle → creating, connecting, passkey_required, error
//! creating → idle, waiting_for_pairing_code, pairing_code_sent, connecting, passkey_required, error
//! waiting_for_pairing_code → idle, creating, pairing_code_sent, connecting, passkey_required, error
//! pairing_code_sent → idle, creating, waiting_for_pairing_code, connecting, passkey_required, error
//! connecting → idle, creating, connected, reconnecting, passkey_required, error
//! connected → idle, creating, connecting, reconnecting, passkey_required, error
//! reconnecting → idle, creating, connecting, error
//! passkey_required → idle, creating
//! error → idle, creating, connecting, passkey_required
//! ```
//! A linked session starts in `connecting`; a QR goes from `creating` to `pairing_code_sent` directly. A reset leads to
//! `idle` from everywhere, a disconnect to `error` where a phone is linked, and to `idle` where one was being linked.
//!
//! The machine decides; it does nothing. [`Session::on`] takes an event and the moment, and returns the next session with
//! the [`Effect`]s its actor carries out in order. Each link has a number, and what a retired link still says is ignored here,
//! in one place.

mod another;
mod bans;
mod disconnect;
mod effect;
mod event;
mod intents;
mod journalled;
mod linking;
mod living;
mod machine;
mod quota;
mod reading;
mod removal;
mod requests;
mod state;
mod status;
mod step;
#[cfg(test)]
mod tests;

pub use another::AnotherNumber;
pub use effect::{Departure, Effect, Notice, NumberChange, Question, Tally, Timer, WipeOrder};
pub use event::{CheckNo, CodeDeath, Denial, Event, LinkNo, Stored, WipeNo};
pub use machine::{Beginning, InvalidTransition, Session};
pub use quota::PairingsBegun;
pub use state::{Parked, State, StateName};
pub use status::{PairingStatus, Status};

pub use crate::Moment;

use std::time::Duration;

use crate::NumberPolicy;
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
    /// How long to wait before a connection that was replaced is opened once more.
    pub replaced_retry: Duration,
    /// Replaced twice within this time, it is parked.
    pub replaced_window: Duration,
    /// How often one number may be asked a code for.
    pub number: NumberPolicy,
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
            replaced_retry: Duration::from_secs(30),
            replaced_window: Duration::from_secs(3600),
            number: NumberPolicy::default(),
        }
    }
}
