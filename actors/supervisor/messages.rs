//! Messages that the supervisor takes.

use std::sync::Arc;

use actix::{Message, Recipient};
use linekeeper_domain::access::Asker;
use linekeeper_domain::overview::StateCounts;
use linekeeper_domain::restart::RestartPolicy;
use linekeeper_domain::session::{LivePasskey, PasskeyStep, StateName, Status};
use linekeeper_domain::{
    CompanyId, CorrelationId, ErrorCode, PairingMethod, PairingOptions, PairingRefusal, PasskeyAnswer, Phone,
};
use linekeeper_ports::{LineMessages, LinkMedia, StoreError};

use crate::session::{SendingNow, SessionUpdate, WatcherId};

/// Links a phone to a company. `Ok` means that the session has taken the request; its further course reaches the
/// watchers as updates.
#[derive(Debug, Clone, Message)]
#[rtype(result = "Result<(), PairingRefusal>")]
pub struct StartPairing {
    /// Company to link.
    pub company: CompanyId,
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

/// Cancels the pairing under way, if there is one.
#[derive(Debug, Clone, Message)]
#[rtype(result = "Result<(), ErrorCode>")]
pub struct CancelPairing {
    /// Company of the pairing.
    pub company: CompanyId,
    /// Caller.
    pub by: Asker,
    /// Correlation id of the request.
    pub correlation: CorrelationId,
}

/// Answers the challenge of a passkey. `Ok` means that the answer was sent to WhatsApp.
#[derive(Debug, Clone, Message)]
#[rtype(result = "Result<(), ErrorCode>")]
pub struct AnswerPasskey {
    /// Company of the pairing.
    pub company: CompanyId,
    /// The answer.
    pub step: PasskeyStep<PasskeyAnswer>,
}

/// Confirms that the code of a passkey is the same on the phone. `Ok` means that this was sent to WhatsApp.
#[derive(Debug, Clone, Message)]
#[rtype(result = "Result<(), ErrorCode>")]
pub struct ConfirmPasskey {
    /// Company of the pairing.
    pub company: CompanyId,
    /// The confirmation.
    pub step: PasskeyStep<()>,
}

/// Asks what is before a person in a company's linking with a passkey.
#[derive(Debug, Clone, Message)]
#[rtype(result = "Result<Option<LivePasskey>, ErrorCode>")]
pub struct ShowPasskey {
    /// Company of the pairing.
    pub company: CompanyId,
}

/// Asks for the company's line, to fetch or upload a file over it; `None` where none is open.
#[derive(Debug, Clone, Message)]
#[rtype(result = "Option<Arc<dyn LinkMedia>>")]
pub struct MediaLineOf {
    /// Company of the line.
    pub company: CompanyId,
}

/// Removes the connection of a company and all that is stored; answered when nothing is left.
#[derive(Debug, Clone, Message)]
#[rtype(result = "Result<(), ErrorCode>")]
pub struct ResetSession {
    /// Company to reset.
    pub company: CompanyId,
    /// Caller.
    pub by: Asker,
    /// Correlation id of the request.
    pub correlation: CorrelationId,
}

/// Closes a company's connection and keeps the credentials, until a person's restart or pairing request; answered when
/// that is stored.
#[derive(Debug, Clone, Message)]
#[rtype(result = "Result<(), ErrorCode>")]
pub struct DisconnectSession {
    /// Company to disconnect.
    pub company: CompanyId,
    /// Caller.
    pub by: Asker,
    /// Correlation id of the request.
    pub correlation: CorrelationId,
}

/// Restarts a session with fresh state and the stored credentials, whatever it was parked for. Answered when the new
/// life has begun.
#[derive(Debug, Clone, Message)]
#[rtype(result = "Result<(), ErrorCode>")]
pub struct RestartSession {
    /// Company to restart.
    pub company: CompanyId,
    /// Caller.
    pub by: Asker,
    /// Correlation id of the request.
    pub correlation: CorrelationId,
}

/// Sets or removes a company's own restart policy. It counts from the next exit of its session on.
#[derive(Debug, Clone, Message)]
#[rtype(result = "Result<(), StoreError>")]
pub struct SetRestartPolicy {
    /// Company of the policy.
    pub company: CompanyId,
    /// Policy to set; `None` removes it, so that the default applies.
    pub policy: Option<RestartPolicy>,
    /// Caller.
    pub by: Asker,
    /// Correlation id of the request.
    pub correlation: CorrelationId,
}

/// Clears the restart history and limit of a company after a reset or a disconnect.
#[derive(Debug, Message)]
#[rtype(result = "()")]
pub(super) struct Forgive {
    /// Company that was reset or disconnected.
    pub(super) company: CompanyId,
}

/// Subscribes a watcher to a company's session, across all lives of the session.
#[derive(Debug, Clone, Message)]
#[rtype(result = "Result<(), ErrorCode>")]
pub struct Watch {
    /// Company whose session is watched.
    pub company: CompanyId,
    /// Name of the watcher.
    pub watcher: WatcherId,
    /// Recipient of the updates.
    pub updates: Recipient<SessionUpdate>,
}

/// Ends a watcher's subscription.
#[derive(Debug, Clone, Message)]
#[rtype(result = "()")]
pub struct Unwatch {
    /// Company whose session was watched.
    pub company: CompanyId,
    /// Name of the watcher.
    pub watcher: WatcherId,
}

/// Asks for a session's last reported status; `None` for a company without a session.
#[derive(Debug, Clone, Message)]
#[rtype(result = "Option<Arc<Status>>")]
pub struct SessionStatusOf {
    /// Company of the session.
    pub company: CompanyId,
}

/// Notice that messages of a company wait to be sent.
#[derive(Debug, Clone, Message)]
#[rtype(result = "()")]
pub struct OrdersWait {
    /// Company whose line sends them.
    pub company: CompanyId,
}

/// Asks for what a company's line does with messages; `None` unless it is connected.
#[derive(Debug, Clone, Message)]
#[rtype(result = "Option<Arc<dyn LineMessages>>")]
pub struct LineOf {
    /// Company of the line.
    pub company: CompanyId,
}

/// Asks how a company's line sends now.
#[derive(Debug, Clone, Message)]
#[rtype(result = "SendingNow")]
pub struct SendingOf {
    /// Company of the line.
    pub company: CompanyId,
}

/// Lists sessions by company id, a page at a time.
#[derive(Debug, Clone, Message)]
#[rtype(result = "SessionsPage")]
pub struct ListSessions {
    /// States to list; all when empty.
    pub states: Vec<StateName>,
    /// Last company of the previous page; `None` for the first page.
    pub after: Option<CompanyId>,
    /// Most sessions in the page.
    pub limit: usize,
}

/// Page of sessions.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct SessionsPage {
    /// Statuses, ordered by company id.
    pub sessions: Vec<Arc<Status>>,
    /// Value of `after` for the next page; `None` on the last page.
    pub next: Option<CompanyId>,
}

/// Counts the sessions by state.
#[derive(Debug, Clone, Copy, Message)]
#[rtype(result = "StateCounts")]
pub struct CountSessions;

/// Starts the session of every linked company; repeats itself until all pages are read.
#[derive(Debug, Clone, Copy, Message)]
#[rtype(result = "()")]
pub struct RestoreSessions;

/// Starts the sessions of companies that have no linked phone, and whose log says that they have one, so that it is told.
#[derive(Debug, Clone, Copy, Message)]
#[rtype(result = "()")]
pub struct TellOfEndedLines;

/// Waits until every linked session has been started; answered at once if that is so already.
#[derive(Debug, Clone, Copy, Message)]
#[rtype(result = "()")]
pub struct AwaitRestoration;

/// Stops every session; answered when all are gone. Nothing is started from here on.
#[derive(Debug, Clone, Copy, Message)]
#[rtype(result = "()")]
pub struct StopSessions;

/// Waits until everything queued so far is written to the journal and every status is recorded, or the database did not
/// take it.
#[derive(Debug, Clone, Copy, Message)]
#[rtype(result = "()")]
pub struct WriteJournal;
