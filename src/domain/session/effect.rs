//! Actions a session requests of its actor. Effects are carried out in order; those that change credentials wait until
//! links closed before them are closed.

use std::time::Duration;

use crate::access::Asker;
use crate::gate::Urgency;
use crate::{
    CodeUsageEvent, CorrelationId, CountedFor, ErrorCode, PairRefusal, PairingCode, PairingMethod, PairingRefusal,
    PasskeyAssertion, Phone, Timestamp,
};

use super::pairing::LivePasskey;
use super::requests::PairingRequest;
use super::{CheckNo, LinkNo, Parked, WipeNo};

/// Timers of a session. Arming one again replaces it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Timer {
    /// The pairing's timeout is over.
    PairingTimeout,
    /// The pairing's next try is due.
    PairingRetry,
    /// The code on the screen has expired.
    CodeExpiry,
    /// The time for a step of a linking with a passkey is over.
    PasskeyExpiry,
    /// The next attempt to connect is due.
    Reconnect,
    /// The log-in takes too long.
    ConnectWatchdog,
    /// A connection that is being re-established takes so long that it is shown as down.
    Restart,
    /// The connection has been up long enough to count as stable.
    Stable,
    /// The end of the park has come.
    ParkOver,
}

impl Timer {
    /// All timers.
    pub const ALL: [Self; 9] = [
        Self::PairingTimeout,
        Self::PairingRetry,
        Self::CodeExpiry,
        Self::PasskeyExpiry,
        Self::Reconnect,
        Self::ConnectWatchdog,
        Self::Restart,
        Self::Stable,
        Self::ParkOver,
    ];

    /// Name in the journal.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::PairingTimeout => "pairing_budget",
            Self::PairingRetry => "pairing_retry",
            Self::CodeExpiry => "code_expiry",
            Self::PasskeyExpiry => "passkey_expiry",
            Self::Reconnect => "reconnect",
            Self::ConnectWatchdog => "connect_watchdog",
            Self::Restart => "restart",
            Self::Stable => "stable",
            Self::ParkOver => "park_over",
        }
    }
}

/// Check before an action that cannot be undone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Precheck {
    /// Whether the linked device may be logged out. A yes records that it will be.
    Reset,
    /// Whether the database answers and would give the company this phone, WhatsApp accepts our version and, for a
    /// code, the number may be asked for one. A yes for a code counts as a request.
    Link {
        /// The number; `None` for a QR.
        phone: Option<Phone>,
        /// Code or QR.
        method: PairingMethod,
        /// Requester; a code counts against it, too.
        by: Asker,
        /// Whether a linked device will be logged out for it, which a yes records.
        logs_out: bool,
    },
    /// Whether the company still belongs to this session.
    Owner,
}

/// Event counted in metrics.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tally {
    /// A pairing began.
    PairingBegan(PairingMethod),
    /// A code is on the screen, this long after the request.
    CodeShown(Duration),
    /// The phone is linked and connected, this long after the request for the pairing.
    PairingSucceeded(PairingMethod, Duration),
    /// A pairing, or the request for one, failed.
    PairingFailed(PairingMethod, ErrorCode),
    /// A pairing was refused at its last step.
    PairingRefused(PairRefusal),
    /// A step of a linking with a passkey.
    Passkey(PasskeyTally),
    /// A person disconnected the session.
    Disconnected,
    /// A change of the phone beside the line.
    Change(ChangeTally),
}

/// Step of a linking with a passkey, counted in metrics.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum PasskeyTally {
    /// WhatsApp demanded an assertion.
    Requested,
    /// An assertion was sent to WhatsApp.
    Answered,
    /// A code was shown to be compared.
    CodeShown,
    /// The code was confirmed.
    Confirmed,
    /// The phone is linked.
    Linked,
}

impl PasskeyTally {
    /// All steps, in their order.
    pub const ALL: [Self; 5] = [Self::Requested, Self::Answered, Self::CodeShown, Self::Confirmed, Self::Linked];
}

/// Event of a change of the phone, counted in metrics.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ChangeTally {
    /// It began.
    Began,
    /// The new phone is the line, this long after the request.
    Finished(Duration),
    /// It failed; the line is the old one.
    Failed(ErrorCode),
    /// A person ended it; the line is the old one.
    Cancelled,
}

/// Authority on which credentials are wiped.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum WipeOrder {
    /// A person requested it: if another owner has taken the company, take it back first.
    Person,
    /// WhatsApp made them useless: wipe only while the company is ours.
    DeadCredentials,
    /// A pairing is over that has not emptied the rows for itself, as far as is known: wipe only while the company is
    /// ours. A linked device that is found in the next slot is of an earlier change, and kept as an old one.
    UnpreparedPairing,
}

/// Reason for an exit by the session's own decision.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ExitRequest {
    /// Stored data is uncertain: everything has to be read again.
    Reload,
}

/// Notification to the watchers of the session, beside its status.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SessionNotification {
    /// A code to show.
    CodeReady {
        /// The code.
        code: PairingCode,
        /// The number it is for.
        phone: Phone,
        /// Expiry of the code.
        expires_at: Timestamp,
        /// Correlation id of the request that began the pairing.
        correlation: CorrelationId,
    },
    /// A QR to show.
    QrReady {
        /// Text encoded by the picture.
        text: String,
        /// Expiry of the QR.
        expires_at: Timestamp,
    },
    /// A challenge to answer, or a code to compare. Boxed: few accounts have a passkey.
    Passkey(Box<LivePasskey>),
    /// The session is connected.
    Connected {
        /// The linked number.
        phone: Phone,
    },
    /// No code will come, or the one on the screen is dead.
    PairingFailed {
        /// Error code.
        code: ErrorCode,
        /// Time to wait before a retry, if known.
        retry_after: Option<Duration>,
        /// Correlation id of the request that began the pairing.
        correlation: CorrelationId,
    },
    /// The reset is done: nothing of the old connection is left.
    ResetDone {
        /// Correlation id of the request.
        correlation: CorrelationId,
    },
    /// The reset did not happen.
    ResetFailed {
        /// Error code.
        code: ErrorCode,
        /// Correlation id of the request.
        correlation: CorrelationId,
    },
    /// The session is disconnected and stays so.
    DisconnectDone {
        /// Correlation id of the request.
        correlation: CorrelationId,
    },
    /// The disconnect failed.
    DisconnectFailed {
        /// Error code.
        code: ErrorCode,
        /// Correlation id of the request.
        correlation: CorrelationId,
    },
}

/// Replacement of the linked number by another one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NumberChange {
    /// Requester.
    pub by: Asker,
    /// The number that was linked, if known.
    pub from: Option<Phone>,
    /// The requested number; `None` for a QR, which any phone may scan.
    pub to: Option<Phone>,
    /// Correlation id of the request.
    pub correlation: CorrelationId,
}

impl NumberChange {
    /// Text for the journal with both numbers, masked.
    #[must_use]
    pub fn summary(&self) -> String {
        let from = self.from.as_ref().map_or_else(|| "an unknown number".to_owned(), Phone::masked);
        let to = self.to.as_ref().map_or_else(|| "whichever phone scans the QR".to_owned(), Phone::masked);
        format!("from {from} to {to}")
    }
}

/// One action for the actor.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Effect {
    /// Take the company and read the stored data; answer [`super::Event::Loaded`] or [`super::Event::LoadFailed`].
    Load,
    /// Check before an action that cannot be undone; answer [`super::Event::Checked`].
    Check {
        /// Number of the check.
        check: CheckNo,
        /// The check.
        question: Precheck,
    },
    /// Take back what the event of this turn granted, which is no longer wanted: a granted code is returned to its
    /// number.
    GiveBack,
    /// Ask the gate for admission; answer [`super::Event::Admitted`] or [`super::Event::AdmissionRefused`].
    AskAdmission {
        /// The link that will be opened.
        link: LinkNo,
        /// Priority at the gate.
        urgency: Urgency,
    },
    /// Check that the phone is free and a code may be requested, wipe the old credentials and make room for those of a
    /// new pairing. Answer [`super::Event::CredentialsPrepared`], [`super::Event::PrepareRefused`] or
    /// [`super::Event::PrepareFailed`].
    Prepare {
        /// The link that will use them.
        link: LinkNo,
        /// The number it is for; `None` for a QR.
        phone: Option<Phone>,
        /// Company or link against which a code for the number counts; `None` if no code is asked for.
        ask: Option<CountedFor>,
    },
    /// Open a link. One that registers connects when the check of its [`Effect::Prepare`] is passed.
    Open {
        /// Number of the link.
        link: LinkNo,
        /// Whether to log in with stored keys rather than register with new ones.
        login: bool,
    },
    /// Have a link request a pairing code. One that has shown no QR yet does so with its first one.
    RequestCode {
        /// The link to use.
        link: LinkNo,
        /// The number to request it for.
        phone: Phone,
    },
    /// Close a link.
    Close {
        /// Number of the link.
        link: LinkNo,
        /// Whether to remove the device from the phone's list first, if possible.
        log_out: bool,
    },
    /// Wipe the company's credentials; answer [`super::Event::Wiped`] or [`super::Event::WipeFailed`].
    Wipe(WipeNo, WipeOrder),
    /// Have a link send the answer to the challenge at hand.
    AnswerPasskey {
        /// Number of the link.
        link: LinkNo,
        /// The answer.
        assertion: Box<PasskeyAssertion>,
    },
    /// Have a link send that the codes were compared.
    ConfirmPasskey {
        /// Number of the link.
        link: LinkNo,
    },
    /// Tell the requester of a step of a linking with a passkey whether it is taken.
    ReplyToStep {
        /// Correlation id of the request.
        correlation: CorrelationId,
        /// Nothing, or the reason why nothing was changed.
        result: Result<(), ErrorCode>,
    },
    /// Record that the session connected, which ends the stored park.
    TouchConnected,
    /// Record why the session is parked, so that a restart keeps it.
    NotePark(Parked),
    /// Store in a person's name that the session stays disconnected: if another owner has taken the company, take it
    /// back first. Answer [`super::Event::DisconnectKept`] or [`super::Event::DisconnectNotKept`].
    KeepDisconnect,
    /// Record that a person wants the session connected again, so that a restart does not disconnect it again.
    ForgetDisconnect,
    /// Record an event in the code usage of a number.
    NoteNumber {
        /// The number.
        phone: Phone,
        /// The event.
        event: CodeUsageEvent,
    },
    /// Log a failure; those on call are alerted if `alert` is set and the catalogue says so.
    Report {
        /// Error code.
        code: ErrorCode,
        /// Whether it is more than the consequence of a failure reported elsewhere.
        alert: bool,
        /// Correlation id of the request that led to it.
        correlation: CorrelationId,
    },
    /// Count in metrics.
    Count(Tally),
    /// Start a timer with this duration.
    Arm(Timer, Duration),
    /// Stop a timer.
    Disarm(Timer),
    /// Stop all timers.
    DisarmAll,
    /// Notify the watchers.
    Tell(SessionNotification),
    /// Tell the requester that its pairing request is refused. Watchers are not told, since nothing has changed.
    Refuse {
        /// Correlation id of the request.
        correlation: CorrelationId,
        /// The refusal.
        refusal: PairingRefusal,
    },
    /// Lift the wait after a removal, and record the requester in the journal.
    LiftWait {
        /// Requester.
        by: Asker,
        /// Correlation id of the request.
        correlation: CorrelationId,
    },
    /// Record in the journal that the linked number is replaced.
    NoteNumberChange(NumberChange),
    /// Link another phone beside the line. [`super::CompanySession`] carries it out; no actor gets it.
    ChangePhone(Box<PairingRequest>),
    /// Exit the actor.
    Leave(ExitRequest),
}
