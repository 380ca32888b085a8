//! What the supervisor is asked.

use std::sync::Arc;

use actix::{Message, Recipient};
use linekeeper_domain::access::Asker;
use linekeeper_domain::overview::StateCounts;
use linekeeper_domain::restart::RestartPolicy;
use linekeeper_domain::session::{StateName, Status};
use linekeeper_domain::{CompanyId, CorrelationId, ErrorCode, PairingMethod, PairingOptions, PairingRefusal, Phone};
use linekeeper_ports::StoreError;

use crate::session::{SessionNews, WatcherId};

/// Link a phone to a company. `Ok` means that the session has taken the request; what becomes of it is news for its watchers.
#[derive(Debug, Clone, Message)]
#[rtype(result = "Result<(), PairingRefusal>")]
pub struct AskPairing {
    /// Whose.
    pub company: CompanyId,
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

/// Give up the pairing under way, if there is one.
#[derive(Debug, Clone, Message)]
#[rtype(result = "Result<(), ErrorCode>")]
pub struct GiveUpPairing {
    /// Whose.
    pub company: CompanyId,
    /// Who asks.
    pub by: Asker,
    /// Of the request.
    pub correlation: CorrelationId,
}

/// Remove everything of a company; answered when nothing is left.
#[derive(Debug, Clone, Message)]
#[rtype(result = "Result<(), ErrorCode>")]
pub struct AskReset {
    /// Whose.
    pub company: CompanyId,
    /// Who asks.
    pub by: Asker,
    /// Of the request.
    pub correlation: CorrelationId,
}

/// Close a company's line and keep what is linked, until a person asks for more; answered when that is kept.
#[derive(Debug, Clone, Message)]
#[rtype(result = "Result<(), ErrorCode>")]
pub struct AskDisconnect {
    /// Whose.
    pub company: CompanyId,
    /// Who asks.
    pub by: Asker,
    /// Of the request.
    pub correlation: CorrelationId,
}

/// Begin anew: fresh state, the stored credentials, whatever the session was parked for. Answered when the new life has begun.
#[derive(Debug, Clone, Message)]
#[rtype(result = "Result<(), ErrorCode>")]
pub struct RestartSession {
    /// Whose.
    pub company: CompanyId,
    /// Who asks.
    pub by: Asker,
    /// Of the request.
    pub correlation: CorrelationId,
}

/// Give a company a restart policy of its own, or take it away. It counts from the next end of its session on.
#[derive(Debug, Clone, Message)]
#[rtype(result = "Result<(), StoreError>")]
pub struct SetRestartPolicy {
    /// Whose.
    pub company: CompanyId,
    /// The policy; the default applies without one.
    pub policy: Option<RestartPolicy>,
    /// Who asks.
    pub by: Asker,
    /// Of the request.
    pub correlation: CorrelationId,
}

/// What was before a reset or a disconnect does not count any more.
#[derive(Debug, Message)]
#[rtype(result = "()")]
pub(super) struct Forgive {
    /// Whose.
    pub(super) company: CompanyId,
}

/// Send a session's news to this one, across all lives of the session.
#[derive(Debug, Clone, Message)]
#[rtype(result = "Result<(), ErrorCode>")]
pub struct Watch {
    /// Whose session.
    pub company: CompanyId,
    /// Who watches.
    pub watcher: WatcherId,
    /// Where the news go.
    pub news: Recipient<SessionNews>,
}

/// Send no more news.
#[derive(Debug, Clone, Message)]
#[rtype(result = "()")]
pub struct Unwatch {
    /// Whose session.
    pub company: CompanyId,
    /// Who watched.
    pub watcher: WatcherId,
}

/// A session's status as last shown; nothing for a company that has no session actor.
#[derive(Debug, Clone, Message)]
#[rtype(result = "Option<Arc<Status>>")]
pub struct SessionStatusOf {
    /// Whose.
    pub company: CompanyId,
}

/// Sessions by company id.
#[derive(Debug, Clone, Message)]
#[rtype(result = "SessionsPage")]
pub struct ListSessions {
    /// Only these states; all when empty.
    pub states: Vec<StateName>,
    /// After this company.
    pub after: Option<CompanyId>,
    /// At most so many.
    pub limit: usize,
}

/// A page of sessions.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct SessionsPage {
    /// The sessions.
    pub sessions: Vec<Arc<Status>>,
    /// Where the next page begins, if there is one.
    pub next: Option<CompanyId>,
}

/// How many sessions look how.
#[derive(Debug, Clone, Copy, Message)]
#[rtype(result = "StateCounts")]
pub struct CountSessions;

/// Start the session of every linked company; repeated by itself until the database has told them all.
#[derive(Debug, Clone, Copy, Message)]
#[rtype(result = "()")]
pub struct RestoreSessions;

/// Wait until every linked session has been started; answered at once when that is so already.
#[derive(Debug, Clone, Copy, Message)]
#[rtype(result = "()")]
pub struct AwaitRestoration;

/// Stop every session; answered when all are gone. Nothing is started from here on.
#[derive(Debug, Clone, Copy, Message)]
#[rtype(result = "()")]
pub struct StopSessions;

/// Wait until everything that was noted so far is in the journal, or was refused by the database.
#[derive(Debug, Clone, Copy, Message)]
#[rtype(result = "()")]
pub struct WriteJournal;
