//! What a session wants done. Effects are carried out in their order; those that change credentials wait until links that
//! were closed before them are closed.

use std::time::Duration;

use crate::access::Asker;
use crate::gate::Urgency;
use crate::{
    CorrelationId, ErrorCode, NumberDeed, PairRefusal, PairingCode, PairingMethod, PairingRefusal, Phone, Timestamp,
};

use super::{CheckNo, LinkNo, Parked, WipeNo};

/// The alarms of a session. Arming one again replaces it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Timer {
    /// The pairing's budget is used up.
    PairingBudget,
    /// It is time for the pairing's next try.
    PairingRetry,
    /// The code on the screen has expired.
    CodeExpiry,
    /// It is time to connect again.
    Reconnect,
    /// The log-in takes too long.
    ConnectWatchdog,
    /// A connection that is made anew is not back so soon that nobody need know.
    Restart,
    /// The connection has held long enough to be called stable.
    Stable,
    /// What the session is parked for has an end, and that has come.
    ParkOver,
}

impl Timer {
    /// Every alarm.
    pub const ALL: [Self; 8] = [
        Self::PairingBudget,
        Self::PairingRetry,
        Self::CodeExpiry,
        Self::Reconnect,
        Self::ConnectWatchdog,
        Self::Restart,
        Self::Stable,
        Self::ParkOver,
    ];

    /// The name in the journal.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::PairingBudget => "pairing_budget",
            Self::PairingRetry => "pairing_retry",
            Self::CodeExpiry => "code_expiry",
            Self::Reconnect => "reconnect",
            Self::ConnectWatchdog => "connect_watchdog",
            Self::Restart => "restart",
            Self::Stable => "stable",
            Self::ParkOver => "park_over",
        }
    }
}

/// What is asked before something is done that cannot be undone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Question {
    /// May the linked device be logged out? A yes notes that it will be.
    Reset,
    /// Does it answer, would it give the company this phone, does WhatsApp take our version, and, for a code, may the number
    /// be asked one for? A yes to the last one counts as a request.
    Link {
        /// The number, unless a QR is shown.
        phone: Option<Phone>,
        /// By code or QR.
        method: PairingMethod,
        /// Who asks: a code is counted for them, too.
        by: Asker,
        /// Whether a linked device will be logged out for it, which is noted then.
        logs_out: bool,
    },
    /// Is the company still ours?
    Owner,
}

/// What is worth counting.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tally {
    /// A pairing began.
    PairingBegan(PairingMethod),
    /// A code is on the screen, so long after it was asked for.
    CodeShown(Duration),
    /// The phone is linked and connected, so long after the pairing was asked for.
    PairingSucceeded(PairingMethod, Duration),
    /// A pairing, or the request for one, failed.
    PairingFailed(PairingMethod, ErrorCode),
    /// A linking was refused at its last step.
    PairingRefused(PairRefusal),
    /// A person disconnected the session.
    Disconnected,
}

/// In whose name credentials are wiped.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum WipeOrder {
    /// A person wants it: if another owner has taken the company, take it back first.
    Person,
    /// WhatsApp or a failed pairing made them useless: only while the company is ours.
    Verdict,
}

/// Why a session leaves by its own decision.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Departure {
    /// What is stored is not known for certain: everything is to be read again.
    Reload,
}

/// What those who watch the session are told beside its status.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Notice {
    /// A code to show.
    CodeReady {
        /// The code.
        code: PairingCode,
        /// The number it is for.
        phone: Phone,
        /// Until when.
        expires_at: Timestamp,
        /// Of the request that began the pairing.
        correlation: CorrelationId,
    },
    /// A QR to show.
    QrReady {
        /// What it encodes.
        text: String,
        /// Until when.
        expires_at: Timestamp,
    },
    /// WhatsApp is connected.
    Connected {
        /// The number.
        phone: Phone,
    },
    /// There will be no code, or the one on the screen is dead.
    PairingFailed {
        /// Why.
        code: ErrorCode,
        /// How long to wait before asking again, if that is known.
        retry_after: Option<Duration>,
        /// Of the request that began the pairing.
        correlation: CorrelationId,
    },
    /// Nothing of the old connection is left.
    ResetDone {
        /// Of the request.
        correlation: CorrelationId,
    },
    /// The reset did not happen.
    ResetFailed {
        /// Why.
        code: ErrorCode,
        /// Of the request.
        correlation: CorrelationId,
    },
    /// The session is disconnected and stays so.
    DisconnectDone {
        /// Of the request.
        correlation: CorrelationId,
    },
    /// It is not; nothing has changed.
    DisconnectFailed {
        /// Why.
        code: ErrorCode,
        /// Of the request.
        correlation: CorrelationId,
    },
}

/// The linked number makes room for another one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NumberChange {
    /// Who wants it.
    pub by: Asker,
    /// The number that was linked.
    pub from: Option<Phone>,
    /// The number that is asked for; none for a QR, which any phone may scan.
    pub to: Option<Phone>,
    /// Of the request.
    pub correlation: CorrelationId,
}

impl NumberChange {
    /// Both numbers, masked, for the journal.
    #[must_use]
    pub fn summary(&self) -> String {
        let from = self.from.as_ref().map_or_else(|| "an unknown number".to_owned(), Phone::masked);
        let to = self.to.as_ref().map_or_else(|| "whichever phone scans the QR".to_owned(), Phone::masked);
        format!("from {from} to {to}")
    }
}

/// One thing for the actor to do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Effect {
    /// Take the company and read what is stored; answer [`super::Event::Loaded`] or [`super::Event::LoadFailed`].
    Load,
    /// Ask before something is done that cannot be undone; answer [`super::Event::Checked`].
    Check {
        /// The number of the question.
        check: CheckNo,
        /// The question.
        question: Question,
    },
    /// What this turn's question was answered with is not wanted any more: a code that may be asked for goes back to its number.
    GiveBack,
    /// Ask the gate for a connection; answer [`super::Event::Admitted`] or [`super::Event::AdmissionRefused`].
    AskAdmission {
        /// The link that will be opened.
        link: LinkNo,
        /// How soon.
        urgency: Urgency,
    },
    /// Wipe and make room for the credentials of a new pairing; answer with the link's number.
    Prepare {
        /// The link that will use them.
        link: LinkNo,
        /// The number it is for.
        phone: Option<Phone>,
    },
    /// Open a link.
    Open {
        /// Its number.
        link: LinkNo,
        /// With stored keys rather than new ones.
        login: bool,
    },
    /// Ask for a code.
    RequestCode {
        /// On which link.
        link: LinkNo,
        /// For which number.
        phone: Phone,
    },
    /// Close a link.
    Close {
        /// Which one.
        link: LinkNo,
        /// Remove the device from the phone's list first, if possible.
        log_out: bool,
    },
    /// Wipe the company's credentials; answer [`super::Event::Wiped`] or [`super::Event::WipeFailed`].
    Wipe(WipeNo, WipeOrder),
    /// Note that the session connected; whatever it was parked for is over.
    TouchConnected,
    /// Note why the session is parked, so that a restart does not forget it.
    NotePark(Parked),
    /// Note that the session is to stay disconnected, in a person's name: if another owner has taken the company, take it back
    /// first. Answer [`super::Event::DisconnectKept`] or [`super::Event::DisconnectNotKept`].
    KeepDisconnect,
    /// Note that a person wants it connected again, so that a restart does not disconnect it anew.
    ForgetDisconnect,
    /// Note what happened to a number.
    NoteNumber {
        /// The number.
        phone: Phone,
        /// What.
        deed: NumberDeed,
    },
    /// Say in the log that something failed; those on call hear of it if the catalogue says so and it is an `alert`.
    Report {
        /// What.
        code: ErrorCode,
        /// Whether it is more than the consequence of something that was reported elsewhere.
        alert: bool,
        /// Of the request that led to it.
        correlation: CorrelationId,
    },
    /// Count.
    Count(Tally),
    /// Set an alarm.
    Arm(Timer, Duration),
    /// Stop an alarm.
    Disarm(Timer),
    /// Stop every alarm.
    DisarmAll,
    /// Tell those who watch.
    Tell(Notice),
    /// Tell whoever made this pairing request that it is not granted. Nobody else hears of it: nothing has changed.
    Refuse {
        /// Of the request.
        correlation: CorrelationId,
        /// Why.
        refusal: PairingRefusal,
    },
    /// Lift the wait after a removal, and note in the journal who wants that.
    LiftWait {
        /// Who.
        by: Asker,
        /// Of the request.
        correlation: CorrelationId,
    },
    /// Note in the journal that the linked number is replaced.
    NoteNumberChange(NumberChange),
    /// Leave.
    Leave(Departure),
}
