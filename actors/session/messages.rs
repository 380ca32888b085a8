//! What a session is asked, and what it tells.

use std::sync::Arc;

use actix::{Message, Recipient};
use linekeeper_domain::access::Asker;
use linekeeper_domain::restart::ExitKind;
use linekeeper_domain::session::{Notice, PairingsBegun, Status};
use linekeeper_domain::{
    Actor, CompanyId, CorrelationId, ErrorCode, LiveCode, LiveQr, PairingMethod, PairingOptions, PairingRefusal, Phone,
};

/// A watcher's name, unique in the process.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct WatcherId(pub u64);

/// Link a phone. Answered when what is stored is known, or when that takes long: with a refusal if nothing will be done for
/// this request. What becomes of one that is taken comes to the watchers as news.
#[derive(Debug, Clone, Message)]
#[rtype(result = "Result<(), PairingRefusal>")]
pub struct RequestPairing {
    /// By code or QR.
    pub method: PairingMethod,
    /// The number, for a code.
    pub phone: Option<Phone>,
    /// What they consent to.
    pub options: PairingOptions,
    /// Who asks.
    pub by: Asker,
    /// Of the request.
    pub correlation: CorrelationId,
}

/// Give up the pairing under way.
#[derive(Debug, Clone, Message)]
#[rtype(result = "()")]
pub struct CancelPairing {
    /// Who asks.
    pub by: Actor,
    /// Of the request.
    pub correlation: CorrelationId,
}

/// Remove everything; answered when nothing is left.
#[derive(Debug, Clone, Message)]
#[rtype(result = "Result<(), ErrorCode>")]
pub struct ResetSession {
    /// Who asks.
    pub by: Actor,
    /// Of the request.
    pub correlation: CorrelationId,
}

/// Close the line and keep what is linked; answered when that is kept, or nothing is to be closed.
#[derive(Debug, Clone, Message)]
#[rtype(result = "Result<(), ErrorCode>")]
pub struct DisconnectSession {
    /// Who asks.
    pub by: Actor,
    /// Of the request.
    pub correlation: CorrelationId,
}

/// Tell this one from now on; it gets the present status at once.
#[derive(Debug, Clone, Message)]
#[rtype(result = "()")]
pub struct WatchSession {
    /// Who.
    pub watcher: WatcherId,
    /// Where its news go.
    pub news: Recipient<SessionNews>,
}

/// Tell this one no more.
#[derive(Debug, Clone, Copy, Message)]
#[rtype(result = "()")]
pub struct UnwatchSession {
    /// Who.
    pub watcher: WatcherId,
}

/// Leave if there is nothing to do; answers whether it leaves.
#[derive(Debug, Clone, Copy, Message)]
#[rtype(result = "bool")]
pub struct RetireSession;

/// Close the link, let what was written be committed, and leave.
#[derive(Debug, Clone, Copy, Message)]
#[rtype(result = "()")]
pub struct StopSession;

/// The same, to begin anew at once.
#[derive(Debug, Clone, Copy, Message)]
#[rtype(result = "()")]
pub struct LeaveForRestart;

/// The code and the QR that live at the moment, for the eyes of those who pair.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct LiveItems {
    /// The code.
    pub code: Option<LiveCode>,
    /// The QR.
    pub qr: Option<LiveQr>,
    /// The number being linked, in full.
    pub phone: Option<Phone>,
}

/// What a watcher hears.
#[derive(Debug, Clone, Message)]
#[rtype(result = "()")]
pub enum SessionNews {
    /// The session as it is now. A slow watcher may miss pictures in between, never the last one.
    Status(Arc<Status>, Arc<LiveItems>),
    /// Something that happened.
    Notice(Notice),
    /// The process stops; watch again in a moment.
    Stopping,
}

/// The session looks different now.
#[derive(Debug, Clone, Message)]
#[rtype(result = "()")]
pub struct StatusChanged {
    /// Whose.
    pub company: CompanyId,
    /// Which life of it.
    pub generation: u64,
    /// How it looks.
    pub status: Arc<Status>,
    /// Whether it has nothing to do.
    pub at_rest: bool,
    /// When its pairings began.
    pub begun: PairingsBegun,
}

/// Why a session actor ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ExitReason {
    /// It was asked to, because the process stops.
    Stopped,
    /// It had nothing to do.
    Retired,
    /// A person wants it to begin anew.
    Restarted,
    /// What is stored must be read again.
    Reload,
    /// Its credential actor is gone.
    CredentialsLost,
    /// It panicked.
    Crashed,
    /// It did not show that it lives.
    Frozen,
    /// Nobody knows.
    Abandoned,
}

impl ExitReason {
    /// What the restart policy makes of it; nothing where somebody has decided already.
    #[must_use]
    pub const fn kind(self) -> Option<ExitKind> {
        match self {
            Self::Stopped | Self::Restarted => None,
            Self::Retired => Some(ExitKind::Normal),
            Self::Reload => Some(ExitKind::Reload),
            Self::CredentialsLost | Self::Crashed | Self::Frozen | Self::Abandoned => Some(ExitKind::Failed),
        }
    }

    /// The name in logs and the journal.
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

/// The session actor ended; sent once by every life.
#[derive(Debug, Clone, Message)]
#[rtype(result = "()")]
pub struct SessionExited {
    /// Whose.
    pub company: CompanyId,
    /// Which life of it.
    pub generation: u64,
    /// Why.
    pub reason: ExitReason,
}
