//! The link: one connection of one company to WhatsApp, from opening to its one ending.

use std::any::Any;
use std::sync::Arc;

use async_trait::async_trait;
use linekeeper_domain::session::CodeDeath;
use linekeeper_domain::{CompanyId, CorrelationId, Ending, PairRefusal, PairingCode, Phone, Refusal, Timestamp};
use tokio::sync::mpsc;

use crate::CredentialDoor;

/// What a link is opened for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LinkPurpose {
    /// New keys, to be linked by code or QR.
    Register,
    /// Stored keys of a linked device.
    Login,
}

/// All a link needs to begin.
pub struct LinkOrder {
    /// Whose.
    pub company: CompanyId,
    /// For the log.
    pub correlation: CorrelationId,
    /// To register or to log in.
    pub purpose: LinkPurpose,
    /// The number to be linked; absent where any phone may scan, and for a log-in.
    pub phone: Option<Phone>,
    /// The company's credentials.
    pub door: Arc<dyn CredentialDoor>,
    /// Where its events go.
    pub events: LinkEvents,
}

/// The way back from a link to its session. Bounded; a link whose session does not listen any more ends.
pub type LinkEvents = mpsc::Sender<LinkEvent>;

/// The device WhatsApp has just linked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PairedDevice {
    /// The number of the account.
    pub phone: Phone,
    /// The device's number within the account.
    pub device: u16,
    /// The phone's platform as WhatsApp names it, for example `android` or `smba`.
    pub platform: String,
    /// The verified business name, if the account has one.
    pub business_name: Option<String>,
}

/// What a link tells.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum LinkEvent {
    /// A QR to show, valid until the given time. The first one also means that a code may be asked for now.
    QrCode {
        /// What the picture encodes.
        text: String,
        /// When the next one replaces it.
        expires_at: Timestamp,
    },
    /// WhatsApp accepted the request; the phone may take this code now.
    CodeIssued {
        /// The code.
        code: PairingCode,
        /// When it stops to work.
        expires_at: Timestamp,
    },
    /// WhatsApp refused to give a code, or the request got no answer.
    CodeRefused(Refusal),
    /// The phone took the code, rightly typed or not; what is left is WhatsApp's word. May come up to three times for one code.
    PhoneAnswered,
    /// The linking was refused at its last step, and the phone says so. The link goes on, with its QR.
    PairingRefused(PairRefusal),
    /// The code on the screen is dead: ask again if the person wants.
    CodeDead(CodeDeath),
    /// The phone is linked and the credentials are committed.
    Paired(PairedDevice),
    /// WhatsApp has shown that it knows the linked device: it has asked for the connection that follows a linking, or taken a
    /// log-in. Once a link, after [`LinkEvent::Paired`] where there is one.
    LinkingTaken,
    /// The account asks for a passkey.
    PasskeyRequired,
    /// Logged in and ready.
    Connected {
        /// The number of the account.
        phone: Phone,
    },
    /// It is connected, and WhatsApp has not handed out the account's settings. They are asked for again.
    SettingsDelayed,
    /// The connection is over. Always the last event, exactly once.
    Ended(Ending),
}

/// How to close a link.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CloseMode {
    /// Disconnect; the device stays linked.
    Disconnect,
    /// Remove this device from the phone's list first, if the connection allows it within its time limit.
    LogOut,
}

/// An open link. Dropping it closes the connection.
#[async_trait]
pub trait Link: Send + Sync {
    /// Asks for a pairing code for `phone`; the answer is [`LinkEvent::CodeIssued`] or [`LinkEvent::CodeRefused`].
    /// A code that is still live on this link is cancelled first.
    fn request_code(&self, phone: &Phone);

    /// Closes the connection and returns when nothing of it is left; writes made before are committed or refused by then.
    /// Bounded in time. No event follows its return.
    async fn close(&self, mode: CloseMode);
}

/// A place at the gate for one more connection of a link; given back when it is dropped.
pub type Redial = Box<dyn Any + Send>;

/// Lets a link that is open already dial once more: no connection goes past the gate but the one that follows a linking.
#[async_trait]
pub trait Redials: Send + Sync {
    /// Waits until another connection may be made.
    async fn admitted(&self, correlation: &CorrelationId) -> Redial;
}

/// Opens links.
pub trait LinkFactory: Send + Sync {
    /// Begins to connect and returns at once; failures come as [`LinkEvent::Ended`].
    fn open(&self, order: LinkOrder) -> Box<dyn Link>;
}
