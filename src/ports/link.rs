//! Link: one connection of one company to WhatsApp, from opening to its one end.

use std::any::Any;
use std::sync::Arc;

use async_trait::async_trait;
use linekeeper_domain::messages::SendReport;
use linekeeper_domain::session::CodeDeath;
use linekeeper_domain::{
    CompanyId, CorrelationId, LinkEndReason, PairRefusal, PairingCode, PasskeyAssertion, PasskeyChallenge, PasskeyCode,
    PasskeyFailure, Phone, Refusal, Timestamp,
};
use tokio::sync::{SetOnce, mpsc};

use crate::{LineMessages, LinkCredentials, LinkMedia};

/// Purpose of a link.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LinkPurpose {
    /// Registers a new device: new keys, to be linked by code or QR.
    Register,
    /// Logs a linked device in with its stored keys.
    Login,
}

/// Parameters of a new link.
pub struct LinkOrder {
    /// Company the link belongs to.
    pub company: CompanyId,
    /// Correlation id for the log.
    pub correlation: CorrelationId,
    /// Registration or log-in.
    pub purpose: LinkPurpose,
    /// Number to be linked; absent where any phone may scan the QR, and for a log-in.
    pub phone: Option<Phone>,
    /// Fenced access to the company's credentials.
    pub credentials: Arc<dyn LinkCredentials>,
    /// Channel for the link's events.
    pub events: LinkEvents,
    /// The link connects when this is set; `None`: at once.
    pub dial: Option<DialSignal>,
}

/// Set when WhatsApp may be dialled.
pub type DialSignal = Arc<SetOnce<()>>;

/// Channel from a link to its session. Bounded; the link ends when the receiver is dropped. Events are boxed because the
/// channel keeps room for 32 of them as long as it lives, and a connected session has an event a day.
pub type LinkEvents = mpsc::Sender<Box<LinkEvent>>;

/// Device that WhatsApp has just linked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PairedDevice {
    /// Phone number of the account.
    pub phone: Phone,
    /// Device number within the account.
    pub device: u16,
    /// Platform of the phone as WhatsApp names it, for example `android` or `smba`.
    pub platform: String,
    /// Verified business name; absent when the account has none.
    pub business_name: Option<String>,
}

/// Event of a link.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum LinkEvent {
    /// QR to show until the given time. From the first one on WhatsApp takes requests for a pairing code.
    QrCode {
        /// Content of the QR.
        text: String,
        /// Time at which the next QR replaces it.
        expires_at: Timestamp,
    },
    /// WhatsApp accepted the code request; the code can be typed on the phone now.
    CodeIssued {
        /// Pairing code.
        code: PairingCode,
        /// End of the code's validity.
        expires_at: Timestamp,
    },
    /// WhatsApp refused the code request or did not answer it.
    CodeRefused(Refusal),
    /// The phone answered the code, whether it was typed correctly or not; WhatsApp's confirmation is still to come.
    /// Sent at most three times for one code.
    PhoneAnswered,
    /// The linking was refused at its last step, and the phone shows an error. The link stays open, with its QR.
    PairingRefused(PairRefusal),
    /// The pairing code is no longer valid; another one may be requested.
    CodeDead(CodeDeath),
    /// The phone is linked and the credentials are committed.
    Paired(PairedDevice),
    /// WhatsApp confirmed the linked device: it requested the reconnect that follows a linking, or accepted a log-in.
    /// Sent once a link, after [`LinkEvent::Paired`] where there is one.
    LinkingTaken,
    /// The account demands an assertion of its passkey before it is linked. The link stays open for the answer
    /// ([`Link::answer_passkey`]). Sent again when WhatsApp asks with another challenge.
    PasskeyRequested(PasskeyChallenge),
    /// WhatsApp and the phone have taken the assertion. The phone shows this code, too; once a person has compared them,
    /// [`Link::confirm_passkey`] completes the linking. Not sent where WhatsApp needs no comparison.
    PasskeyCode(PasskeyCode),
    /// A step of the linking with a passkey was refused. The link stays open, but after an assertion that WhatsApp has
    /// taken only another link begins anew.
    PasskeyFailed(PasskeyFailure),
    /// Logged in and ready.
    Connected {
        /// Phone number of the account.
        phone: Phone,
    },
    /// Connected, but WhatsApp has not delivered the account's settings; they are requested again.
    SettingsDelayed,
    /// The account's own phone has shown that it is in use: it has sent a message or a receipt. Sent at most once an hour.
    PhoneSeen {
        /// Time at which it did.
        at: Timestamp,
    },
    /// WhatsApp has answered messages that the line has sent, or receipts of their recipients have come: in the order in which
    /// they came, and at most once.
    SendsAnswered(Vec<SendReport>),
    /// The connection is over. Always the last event, sent exactly once.
    Ended(LinkEndReason),
}

/// Way of closing a link.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CloseMode {
    /// Disconnects; the device stays linked.
    Disconnect,
    /// Logs the device out first, which removes it from the phone's list, if the connection allows that within the time
    /// limit.
    LogOut,
}

/// Handle of an open link. Dropping it closes the connection.
#[async_trait]
pub trait Link: Send + Sync {
    /// Requests a pairing code for `phone`; the answer is [`LinkEvent::CodeIssued`] or [`LinkEvent::CodeRefused`]. A
    /// live code of this link is cancelled first. WhatsApp takes no request before it has shown a QR: one made before is
    /// sent with the first [`LinkEvent::QrCode`], unless the link is closed or ends before.
    fn request_code(&self, phone: &Phone);

    /// Sends the assertion that answers the newest [`LinkEvent::PasskeyRequested`]; what follows is
    /// [`LinkEvent::PasskeyCode`] or [`LinkEvent::PasskeyFailed`]. One sent while another is under way, or that nobody
    /// has asked for, fails.
    fn answer_passkey(&self, assertion: PasskeyAssertion);

    /// Completes the linking after [`LinkEvent::PasskeyCode`]: a person has seen the same code on the phone. What
    /// follows is [`LinkEvent::Paired`] or [`LinkEvent::PasskeyFailed`].
    fn confirm_passkey(&self);

    /// What the line does with messages, once it is connected.
    fn messages(&self) -> Arc<dyn LineMessages>;

    /// Files over this link; `None` before it has begun to connect, and where messages are not wanted.
    fn media(&self) -> Option<Arc<dyn LinkMedia>>;

    /// Closes the connection and returns when nothing of it is left: earlier writes are committed or refused by then.
    /// Bounded in time. No event follows its return. Returns whether WhatsApp has confirmed a log-out, or refused the
    /// device as one that is logged out.
    async fn close(&self, mode: CloseMode) -> bool;
}

/// Gate permit for one more connection of an open link; dropping it gives the place back.
pub type Redial = Box<dyn Any + Send>;

/// Admission of an open link's further connections: each but the reconnect that follows a linking passes the gate.
#[async_trait]
pub trait Redials: Send + Sync {
    /// Waits for the gate's permit for one more connection.
    async fn admitted(&self, correlation: &CorrelationId) -> Redial;
}

/// Factory of links.
pub trait LinkFactory: Send + Sync {
    /// Starts connecting and returns at once; failures arrive as [`LinkEvent::Ended`].
    fn open(&self, order: LinkOrder) -> Box<dyn Link>;
}
