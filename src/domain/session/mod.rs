//! Session state machine: the session in one slot of a company, from nothing to a connected WhatsApp and back. A company
//! has two slots, and [`slots`] has the machine of both: the line, and the change of its phone beside it.
//!
//! ```text
//!           request                pair-device          accepted                typed / scanned
//!   idle ───────────▶ creating ───────────▶ waiting_for_pairing_code ─▶ pairing_code_sent ─▶ connecting ─▶ connected
//!    ▲                   │  ▲  retry             │                          │                    ▲  │          │
//!    │                   └──┴────────────────────┴──────────────────────────┤                    │  ▼          ▼
//!    │ reset, cancel                                                        ▼                    reconnecting ◀┘
//!    └─────────────────────────────────────────────── error, passkey_required ◀─ fatal end reason ──┘
//!
//!   Where WhatsApp demands the account's passkey:
//!                         demand                   answer                linked
//!     pairing_code_sent ─────────▶ waiting_for_passkey ─▶ checking_passkey ─▶ connecting
//!                                                          code │  ▲ compared
//!                                                               ▼  │
//!                                                        confirming_passkey
//! ```
//! All transitions ([`StateName::successors`]; tests compare them with random walks and with the journal's CHECK):
//!
//! ```text
//! idle → creating, connecting, passkey_required, error
//! creating → idle, waiting_for_pairing_code, pairing_code_sent, waiting_for_passkey, connecting, passkey_required, error
//! waiting_for_pairing_code → idle, creating, pairing_code_sent, waiting_for_passkey, connecting, passkey_required, error
//! pairing_code_sent → idle, creating, waiting_for_pairing_code, waiting_for_passkey, connecting, passkey_required, error
//! waiting_for_passkey → idle, creating, checking_passkey, connecting, passkey_required, error
//! checking_passkey → idle, creating, waiting_for_passkey, confirming_passkey, connecting, passkey_required, error
//! confirming_passkey → idle, creating, waiting_for_passkey, checking_passkey, connecting, passkey_required, error
//! connecting → idle, creating, connected, reconnecting, error
//! connected → idle, creating, connecting, reconnecting, error
//! reconnecting → idle, creating, connecting, error
//! passkey_required → idle, creating
//! error → idle, creating, connecting, passkey_required
//! ```
//! The events that cause them ([`Event::name`], timers by their own names; tests compare the table with random walks):
//!
//! ```text
//! idle → creating: checked, loaded, pairing_requested
//! idle → connecting: checked, disconnect_not_kept, loaded, pairing_cancelled
//! idle → passkey_required: loaded
//! idle → error: disconnect_kept, load_failed, loaded, wipe_failed
//! creating → idle: checked, disconnect_requested, pairing_cancelled, reset_requested
//! creating → waiting_for_pairing_code: credentials_prepared, qr_shown
//! creating → pairing_code_sent: credentials_prepared, qr_shown
//! creating → waiting_for_passkey: passkey_requested
//! creating → connecting: paired
//! creating → passkey_required: passkey_failed
//! creating → error: admission_refused, ended, paired, passkey_failed, prepare_failed, prepare_refused, timer pairing_budget
//! waiting_for_pairing_code → idle: checked, disconnect_requested, pairing_cancelled, reset_requested
//! waiting_for_pairing_code → creating: ended, pairing_requested
//! waiting_for_pairing_code → pairing_code_sent: checked, code_issued, code_refused, timer pairing_budget
//! waiting_for_pairing_code → waiting_for_passkey: passkey_requested
//! waiting_for_pairing_code → connecting: paired
//! waiting_for_pairing_code → passkey_required: passkey_failed
//! waiting_for_pairing_code → error: code_refused, ended, paired, passkey_failed, timer pairing_budget
//! pairing_code_sent → idle: checked, disconnect_requested, pairing_cancelled, reset_requested
//! pairing_code_sent → creating: pairing_requested
//! pairing_code_sent → waiting_for_pairing_code: pairing_requested
//! pairing_code_sent → waiting_for_passkey: passkey_requested
//! pairing_code_sent → connecting: paired
//! pairing_code_sent → passkey_required: passkey_failed
//! pairing_code_sent → error: code_dead, ended, paired, pairing_refused, passkey_failed, timer code_expiry
//! waiting_for_passkey → idle: disconnect_requested, pairing_cancelled, reset_requested
//! waiting_for_passkey → creating: pairing_requested
//! waiting_for_passkey → checking_passkey: passkey_answered
//! waiting_for_passkey → connecting: paired
//! waiting_for_passkey → passkey_required: passkey_failed
//! waiting_for_passkey → error: ended, paired, pairing_refused, passkey_failed
//! checking_passkey → idle: disconnect_requested, pairing_cancelled, reset_requested
//! checking_passkey → creating: pairing_requested
//! checking_passkey → waiting_for_passkey: passkey_requested
//! checking_passkey → confirming_passkey: passkey_code_shown
//! checking_passkey → connecting: paired
//! checking_passkey → passkey_required: passkey_failed
//! checking_passkey → error: ended, paired, pairing_refused, passkey_failed
//! confirming_passkey → idle: disconnect_requested, pairing_cancelled, reset_requested
//! confirming_passkey → creating: pairing_requested
//! confirming_passkey → waiting_for_passkey: passkey_requested
//! confirming_passkey → checking_passkey: passkey_confirmed
//! confirming_passkey → connecting: paired
//! confirming_passkey → passkey_required: passkey_failed
//! confirming_passkey → error: ended, paired, pairing_refused, passkey_failed
//! connecting → idle: checked, ended
//! connecting → creating: checked, ended
//! connecting → connected: connected
//! connecting → reconnecting: ended, timer connect_watchdog
//! connecting → error: admission_refused, disconnect_kept, ended
//! connected → idle: checked
//! connected → creating: checked
//! connected → connecting: ended, timer restart
//! connected → reconnecting: ended, timer connect_watchdog
//! connected → error: admission_refused, disconnect_kept, ended
//! reconnecting → idle: checked, reset_requested
//! reconnecting → creating: checked
//! reconnecting → connecting: pairing_requested, timer reconnect
//! reconnecting → error: checked, disconnect_kept
//! passkey_required → idle: checked, pairing_cancelled, pairing_requested, reset_requested
//! passkey_required → creating: checked, pairing_requested
//! error → idle: checked, loaded, reset_requested, timer park_over
//! error → creating: checked, loaded, pairing_requested
//! error → connecting: admitted, loaded, timer park_over
//! error → passkey_required: loaded
//! ```
//! A linked session starts in `connecting`; a QR goes from `creating` to `pairing_code_sent` directly. A reset leads to
//! `idle` from every state, a disconnect to `error` where a phone is linked, and to `idle` where one was being linked.
//! The state `error` is called *parked* in code and texts.
//!
//! The machine decides and does no I/O. [`Session::on`] handles an event at a moment, and returns the next session with
//! the [`Effect`]s that its actor carries out in order. Each link has a number; events of a retired link are ignored
//! here, in one place.
//!
//! A session has two regions. *The line that is there* is in `line`, with a file per state: `connection` (connecting,
//! connected), `reconnecting`, `parked` (error, passkey_required). *Linking a phone* is in `pairing` (a file per state),
//! `another_number` and `quota`. What concerns both has a file per event: `unread` (the stored data is not
//! known), `requests` (pairing requests, by state), `prechecks`, `cancel`, `disconnect`, `reset`. `machine` dispatches.

mod another_number;
mod cancel;
mod connection;
mod disconnect;
mod effect;
mod event;
mod history;
mod journalled;
mod line;
mod machine;
mod pairing;
mod parked;
mod prechecks;
mod quota;
mod reconnecting;
mod record;
mod requests;
mod reset;
mod slots;
mod state;
mod status;
mod step;
mod stored;
#[cfg(test)]
mod tests;
mod unread;

pub use another_number::AnotherNumber;
pub use effect::{
    ChangeTally, Effect, ExitRequest, NumberChange, PasskeyTally, Precheck, SessionNotification, Tally, Timer,
    WipeOrder,
};
pub use event::{CheckNo, CodeDeath, Event, LinkNo, PasskeyStep, PrecheckError, WipeNo};
pub use history::{LastFailure, Outage};
pub use machine::{InvalidTransition, Session};
pub use pairing::{LivePasskey, PasskeyExchange, PasskeyItem, PasskeyTurn};
pub use quota::PairingsBegun;
pub use record::{Help, HelpNeeded, RecordedStatus};
pub use requests::PairingRequest;
pub use slots::{
    ChangeState, ChangeStatus, CompanyEffect, CompanySession, Input, OldDevice, OldDeviceStatus, Outcome, Slot,
};
pub use state::{Parked, State, StateName};
pub use status::{PairingStatus, Status};
pub use stored::Stored;
pub use unread::Beginning;

pub use crate::Moment;

use std::time::Duration;

use crate::CodeRateLimit;
use crate::restart::Backoff;

/// Timeouts, limits and intervals of a session.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SessionPolicy {
    /// Time from the request to the code, retries included.
    pub pairing_timeout: Duration,
    /// Maximum number of tries per request.
    pub pairing_attempts: u32,
    /// Pause before the second try; it doubles with each further one.
    pub pairing_retry: Duration,
    /// Time from the phone's answer to WhatsApp's message that it is linked (the clients' own limit is 60 s).
    pub phone_answer: Duration,
    /// Time from the log-in to `connected`: a link that reports nothing for this long is closed and opened again.
    pub connect_watchdog: Duration,
    /// Backoff of reconnects.
    pub backoff: Backoff,
    /// Time a session must have been reconnecting before a person's request brings the next attempt forward.
    pub forward_after: Duration,
    /// Interval at which a connected session records that its credentials are in use.
    pub touch_every: Duration,
    /// Pause before stored data is read again after a failure.
    pub reload_after: Duration,
    /// Pause before a connection that was replaced is opened once more.
    pub replaced_retry: Duration,
    /// Window within which a second replacement parks the session.
    pub replaced_window: Duration,
    /// Rate limits of pairing codes.
    pub number: CodeRateLimit,
}

impl Default for SessionPolicy {
    fn default() -> Self {
        Self {
            pairing_timeout: Duration::from_secs(20),
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
            number: CodeRateLimit::default(),
        }
    }
}
