//! Messages that a session takes, and those it sends.

use std::sync::Arc;

use actix::{Message, Recipient};
use linekeeper_domain::access::Asker;
use linekeeper_domain::restart::ExitKind;
use linekeeper_domain::session::{LivePasskey, PairingsBegun, PasskeyStep, SessionNotification, Status};
use linekeeper_domain::{
    CompanyId, CorrelationId, ErrorCode, LiveCode, LiveQr, PairingMethod, PairingOptions, PairingRefusal,
    PasskeyAnswer, Phone, Timestamp, TriggeredBy,
};
use linekeeper_ports::{LineMessages, LinkMedia};

/// Name of a watcher, unique in the process.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct WatcherId(pub u64);

/// Starts a pairing. Answered when the stored data is known, or after half of `ask_timeout`: with an error if the
/// request is refused. The further course of a request that is taken reaches the watchers as updates.
#[derive(Debug, Clone, Message)]
#[rtype(result = "Result<(), PairingRefusal>")]
pub struct StartPairing {
    /// By code or by QR code.
    pub method: PairingMethod,
    /// Number to link; required for a code.
    pub phone: Option<Phone>,
    /// Consents of the caller: to change the number, to skip the wait after a removal.
    pub options: PairingOptions,
    /// Caller.
    pub by: Asker,
    /// Correlation id of the request.
    pub correlation: CorrelationId,
}

/// Cancels the pairing under way.
#[derive(Debug, Clone, Message)]
#[rtype(result = "()")]
pub struct CancelPairing {
    /// Caller.
    pub by: TriggeredBy,
    /// Correlation id of the request.
    pub correlation: CorrelationId,
}

/// Removes the connection and all that is stored; answered when nothing is left.
#[derive(Debug, Clone, Message)]
#[rtype(result = "Result<(), ErrorCode>")]
pub struct ResetSession {
    /// Caller.
    pub by: TriggeredBy,
    /// Correlation id of the request.
    pub correlation: CorrelationId,
}

/// Closes the connection and keeps the credentials; answered when that is stored, or when there is nothing to close.
#[derive(Debug, Clone, Message)]
#[rtype(result = "Result<(), ErrorCode>")]
pub struct DisconnectSession {
    /// Caller.
    pub by: TriggeredBy,
    /// Correlation id of the request.
    pub correlation: CorrelationId,
}

/// Answers the challenge of a passkey, for the company's line or the change of its phone. The reply says whether the answer
/// was sent to WhatsApp; what comes of it reaches the watchers as updates.
#[derive(Debug, Clone, Message)]
#[rtype(result = "Result<(), ErrorCode>")]
pub struct AnswerPasskey(pub PasskeyStep<PasskeyAnswer>);

/// Confirms that the code of a passkey is the same on the phone.
#[derive(Debug, Clone, Message)]
#[rtype(result = "Result<(), ErrorCode>")]
pub struct ConfirmPasskey(pub PasskeyStep<()>);

/// Asks what is before a person in a linking with a passkey; `None` where it is nobody's turn.
#[derive(Debug, Clone, Copy, Message)]
#[rtype(result = "Option<LivePasskey>")]
pub struct ShowPasskey;

/// Notice that something was ordered: what waits to be sent is read again. A session that is not connected reads it when it is.
#[derive(Debug, Clone, Copy, Message)]
#[rtype(result = "()")]
pub struct OrdersWait;

/// Asks for what its line does with messages; `None` unless it is connected.
#[derive(Debug, Clone, Copy, Message)]
#[rtype(result = "Option<Arc<dyn LineMessages>>")]
pub struct LineOf;

/// Asks how it sends now.
#[derive(Debug, Clone, Copy, Message)]
#[rtype(result = "SendingNow")]
pub struct SendingOf;

/// How a session sends.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct SendingNow {
    /// Until when nothing is sent but replies, because WhatsApp has refused messages to new chats; `None` if that is not so.
    pub held_until: Option<Timestamp>,
}

/// Asks for files over the line's link; `None` where none is open.
#[derive(Debug, Clone, Copy, Message)]
#[rtype(result = "Option<Arc<dyn LinkMedia>>")]
pub struct MediaLine;

/// Subscribes a watcher; it gets the current status at once.
#[derive(Debug, Clone, Message)]
#[rtype(result = "()")]
pub struct WatchSession {
    /// Name of the watcher.
    pub watcher: WatcherId,
    /// Recipient of its updates.
    pub updates: Recipient<SessionUpdate>,
}

/// Ends a watcher's subscription.
#[derive(Debug, Clone, Copy, Message)]
#[rtype(result = "()")]
pub struct UnwatchSession {
    /// Name of the watcher.
    pub watcher: WatcherId,
}

/// Asks the session to leave if it has nothing to do; returns whether it leaves.
#[derive(Debug, Clone, Copy, Message)]
#[rtype(result = "bool")]
pub struct RetireSession;

/// Closes the link, completes what is under way, and leaves.
#[derive(Debug, Clone, Copy, Message)]
#[rtype(result = "()")]
pub struct StopSession;

/// Closes the link, completes what is under way, and leaves to be restarted; unlike [`StopSession`] it tells the
/// watchers nothing.
#[derive(Debug, Clone, Copy, Message)]
#[rtype(result = "()")]
pub struct LeaveForRestart;

/// Pairing under way: what is valid now, for those who pair, and who they are.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct LiveItems {
    /// Pairing code, if there is one.
    pub code: Option<LiveCode>,
    /// QR code, if one was requested and is valid.
    pub qr: Option<LiveQr>,
    /// Challenge to answer, or code to compare, of an account with a passkey.
    pub passkey: Option<LivePasskey>,
    /// Number being linked, in full.
    pub phone: Option<Phone>,
    /// Those who have asked for the pairing under way, if there is one.
    pub askers: Option<Arc<[Asker]>>,
}

/// Update sent to a watcher.
#[derive(Debug, Clone, Message)]
#[rtype(result = "()")]
pub enum SessionUpdate {
    /// Current status. A slow watcher may miss some in between, never the last one.
    Status(Arc<Status>, Arc<LiveItems>),
    /// Something that happened.
    Notification(SessionNotification),
    /// The process is stopping; watch again in a moment.
    Stopping,
}

/// Notice to the supervisor that the session's status has changed.
#[derive(Debug, Clone, Message)]
#[rtype(result = "()")]
pub struct StatusChanged {
    /// Company of the session.
    pub company: CompanyId,
    /// Generation of the session actor.
    pub generation: u64,
    /// Current status.
    pub status: Arc<Status>,
    /// Whether it has nothing to do.
    pub at_rest: bool,
    /// Whether the status may be recorded.
    pub knows_its_record: bool,
    /// Start times of its pairings within the last hour.
    pub begun: PairingsBegun,
}

/// Reason why a session actor ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ExitReason {
    /// Asked to, because the process stops.
    Stopped,
    /// Nothing to do.
    Retired,
    /// A person asked for a restart.
    Restarted,
    /// What is stored is uncertain and must be read again.
    Reload,
    /// Its credential actor ended.
    CredentialsLost,
    /// It panicked.
    Crashed,
    /// Its liveness was older than `frozen_after`; the supervisor killed it.
    Frozen,
    /// Unknown: the actor was stopped without a reason, or the gate was gone.
    Abandoned,
}

impl ExitReason {
    /// Classifies the reason for the restart policy; `None` where a person or the stop of the process has decided
    /// already.
    #[must_use]
    pub const fn kind(self) -> Option<ExitKind> {
        match self {
            Self::Stopped | Self::Restarted => None,
            Self::Retired => Some(ExitKind::Normal),
            Self::Reload => Some(ExitKind::Reload),
            Self::CredentialsLost | Self::Crashed | Self::Frozen | Self::Abandoned => Some(ExitKind::Failed),
        }
    }

    /// Name in logs and in the journal.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Stopped => "stopped",
            Self::Retired => "retired",
            Self::Restarted => "restarted",
            Self::Reload => "reload",
            Self::CredentialsLost => "credentials_lost",
            Self::Crashed => "crashed",
            Self::Frozen => "frozen",
            Self::Abandoned => "abandoned",
        }
    }
}

/// Notice to the supervisor that the session actor ended; sent exactly once per life.
#[derive(Debug, Clone, Message)]
#[rtype(result = "()")]
pub struct SessionExited {
    /// Company of the session.
    pub company: CompanyId,
    /// Generation of the session actor.
    pub generation: u64,
    /// Reason for the end.
    pub reason: ExitReason,
}
