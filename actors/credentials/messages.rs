//! Messages that a credential actor takes.

use std::sync::Arc;
use std::time::Duration;

use actix::Message;
use linekeeper_domain::messages::MessageKey;
use linekeeper_domain::session::{Parked, WipeOrder};
use linekeeper_domain::{CountedFor, Phone, RetryNotBefore, Timestamp};
use linekeeper_ports::{
    Batch, CredentialStore, Credentials, DialSignal, Fence, KeyQuery, KeyRow, NextSlots, OldDevice, Ownership,
    Promoted, PromotionOrder, SetAside, StoreError, Written,
};
use linekeeper_telemetry::metrics::Queued;
use tokio::sync::oneshot;

use super::permit::CodePermit;

/// Makes this process the owner of the company and reads what is stored.
#[derive(Debug, Message)]
#[rtype(result = "Result<Ownership, StoreError>")]
pub struct TakeCompany;

/// Checks that the database answers and that the phone is not linked to another company. Changes nothing.
#[derive(Debug, Message)]
#[rtype(result = "Result<(), StoreError>")]
pub struct ConfirmCompany {
    /// Phone to check; `None` to check the database alone.
    pub phone: Option<Phone>,
}

/// Checks that the company is still owned under the held fence. Changes nothing.
#[derive(Debug, Message)]
#[rtype(result = "Result<(), StoreError>")]
pub struct ConfirmOwner;

/// Stores that the device will be logged out by a person's order. Returns the fence held from then on.
#[derive(Debug, Message)]
#[rtype(result = "Result<Fence, StoreError>")]
pub struct OrderLogOut {
    /// Take the company back first if another owner has taken it: a reset removes everything, whoever owns it.
    pub takes_back: bool,
}

/// Stores why the session is parked.
#[derive(Debug, Message)]
#[rtype(result = "Result<(), StoreError>")]
pub struct ParkCompany {
    /// Reason, and end if it has one.
    pub parked: Parked,
}

/// Stores that a person wants the company disconnected. Returns the fence held from then on.
#[derive(Debug, Message)]
#[rtype(result = "Result<Fence, StoreError>")]
pub struct DisconnectCompany;

/// Stores that the session is no longer parked.
#[derive(Debug, Message)]
#[rtype(result = "Result<(), StoreError>")]
pub struct UnparkCompany;

/// Deletes the stored removal by WhatsApp of a device that had just been linked, which ends the wait after it.
#[derive(Debug, Message)]
#[rtype(result = "Result<(), StoreError>")]
pub struct LiftWait;

/// Checks that the number may be paired and a code be requested for it, wipes the credentials and prepares the row for
/// the pairing.
#[derive(Debug, Message)]
#[rtype(result = "Result<Result<Prepared, RetryNotBefore>, StoreError>")]
pub struct PrepareCredentials {
    /// Number to pair; `None` for a QR code, which any phone may scan.
    pub phone: Option<Phone>,
    /// Time of the request for a code, and the company or link whose limits it counts towards, beside those of the
    /// number; `None` if no code is asked for.
    pub ask: Option<(Timestamp, CountedFor)>,
    /// Set when nothing forbids the pairing; the row is not yet committed then.
    pub dial: DialSignal,
}

/// Row prepared for a pairing.
pub struct Prepared {
    /// Fence from now on.
    pub fence: Fence,
    /// Permit for the code; `None` if none was asked for.
    pub permit: Option<CodePermit>,
    /// Linked device that was in the rows of the next slot, and is kept as an old one.
    pub set_aside: Option<OldDevice>,
}

/// Wipes the credentials. Returns the new fence.
#[derive(Debug, Message)]
#[rtype(result = "Result<Fence, StoreError>")]
pub struct WipeCredentials {
    /// Order of a person, or cleanup of dead credentials; only the former takes the company back from another owner.
    pub order: WipeOrder,
}

/// Empties the next slot by a person's order, or after a pairing that came to nothing; if its device is linked, it is kept as an old one.
#[derive(Message)]
#[rtype(result = "Result<SetAside, StoreError>")]
pub struct SetDeviceAside {
    /// Store of the next slot.
    pub next: Arc<dyn NextSlots>,
    /// Order of a person, or a pairing that came to nothing; only the former takes the slot back from another owner.
    pub order: WipeOrder,
}

/// Stores that the session has connected; this also ends the stored parking.
#[derive(Debug, Message)]
#[rtype(result = "Result<(), StoreError>")]
pub struct NoteConnected {
    /// Time of the connection.
    pub at: Timestamp,
}

/// Sets how long calls of links wait for a database that does not answer, instead of failing. Zero: they fail at once.
#[derive(Debug, Message)]
#[rtype(result = "()")]
pub struct SetOutagePatience {
    /// Patience, counted from the first call that was not answered.
    pub patience: Duration,
}

/// Reads the device's identity.
#[derive(Debug, Message)]
#[rtype(result = "Result<Option<Credentials>, StoreError>")]
pub struct ReadCredentials;

/// Reads key rows.
#[derive(Debug, Message)]
#[rtype(result = "Result<Vec<KeyRow>, StoreError>")]
pub struct ReadKeys {
    /// Type and selection of the rows.
    pub query: KeyQuery,
}

/// Asks which of these messages the company's log has seen.
#[derive(Debug, Message)]
#[rtype(result = "Result<Vec<bool>, StoreError>")]
pub struct HasSeen {
    /// Keys of the messages.
    pub keys: Vec<MessageKey>,
}

/// Commits a batch under the fence of the link that made it. The answer has a channel of its own: actix skips a message
/// whose sender no longer waits for its result, and a write must not be left out while later ones are made.
#[derive(Message)]
#[rtype(result = "()")]
pub struct WriteBatch {
    /// Fence under which the link was opened.
    pub fence: Fence,
    /// Changes to commit.
    pub batch: Batch,
    /// Sender of the answer; its receiver may be gone.
    pub answer: oneshot::Sender<Result<Written, StoreError>>,
    /// Counts the write as queued until it is answered.
    pub queued: Queued,
}

/// Notice that the credential actor has ended.
#[derive(Debug, Message)]
#[rtype(result = "()")]
pub struct CredentialsExited {
    /// Number it was created with.
    pub number: WorkNo,
}

/// Number of a credential actor within the life of its session.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct WorkNo(pub u32);

/// Holds the calls of links from now on, or makes those that were held. None is under way when it is answered.
#[derive(Debug, Message)]
#[rtype(result = "Result<(), StoreError>")]
pub struct HoldCalls {
    /// Whether to hold them.
    pub held: bool,
}

/// Makes the device of the next slot, whose credentials this actor owns, the company's current one. If that is done,
/// this actor owns those of the current slot, and the writes of the device's link land there.
#[derive(Message)]
#[rtype(result = "Result<Promoted, StoreError>")]
pub struct PromoteDevice {
    /// Store of the next slots.
    pub next: Arc<dyn NextSlots>,
    /// Store of the current slots.
    pub current: Arc<dyn CredentialStore>,
    /// Company, fences and journal entry of the promotion.
    pub order: PromotionOrder,
}
