//! What a credential actor is asked.

use std::time::Duration;

use actix::Message;
use linekeeper_domain::session::{Parked, WipeOrder};
use linekeeper_domain::{CodeGrant, CoolDown, CountedFor, NumberDeed, Phone, Timestamp};
use linekeeper_ports::{Batch, Credentials, Fence, KeyQuery, KeyRow, Ownership, StoreError, Written};

use super::permit::CodePermit;

/// Make this process the company's owner and read what is stored.
#[derive(Debug, Message)]
#[rtype(result = "Result<Ownership, StoreError>")]
pub struct TakeCompany;

/// Ask whether the database answers and would give the company this phone.
#[derive(Debug, Message)]
#[rtype(result = "Result<(), StoreError>")]
pub struct ConfirmCompany {
    /// The phone, if it is about one.
    pub phone: Option<Phone>,
}

/// Ask whether the company is still ours.
#[derive(Debug, Message)]
#[rtype(result = "Result<(), StoreError>")]
pub struct ConfirmOwner;

/// Note that the device will be logged out, in a person's name. Answers the fence that is held from then on.
#[derive(Debug, Message)]
#[rtype(result = "Result<Fence, StoreError>")]
pub struct OrderLogOut {
    /// Whether a company that another owner has taken is taken back first: everything is to go, whoever has it.
    pub takes_back: bool,
}

/// Note why the session is parked.
#[derive(Debug, Message)]
#[rtype(result = "Result<(), StoreError>")]
pub struct ParkCompany {
    /// Why, and until when.
    pub parked: Parked,
}

/// Note that the company is to stay disconnected, in a person's name. Answers the fence that is held from then on.
#[derive(Debug, Message)]
#[rtype(result = "Result<Fence, StoreError>")]
pub struct DisconnectCompany;

/// Note that the session is parked no more.
#[derive(Debug, Message)]
#[rtype(result = "Result<(), StoreError>")]
pub struct UnparkCompany;

/// Forget that WhatsApp removed a device that had just been linked.
#[derive(Debug, Message)]
#[rtype(result = "Result<(), StoreError>")]
pub struct LiftWait;

/// Write a deed of the company into a number's ledger.
#[derive(Debug, Clone, Message)]
#[rtype(result = "Result<Result<CodeGrant, CoolDown>, StoreError>")]
pub struct NoteNumber {
    /// The number.
    pub phone: Phone,
    /// The deed.
    pub deed: NumberDeed,
    /// When.
    pub at: Timestamp,
    /// For whom a request is counted, beside the number.
    pub counted_for: CountedFor,
}

/// May the number be asked a code for? A yes counts, until its permit is given back.
#[derive(Debug, Message)]
#[rtype(result = "Result<Result<CodePermit, CoolDown>, StoreError>")]
pub struct AskForCode {
    /// The number.
    pub phone: Phone,
    /// When.
    pub at: Timestamp,
    /// For whom it is counted, beside the number.
    pub counted_for: CountedFor,
}

/// Wipe, and make room for the credentials of a pairing with this number.
#[derive(Debug, Message)]
#[rtype(result = "Result<Fence, StoreError>")]
pub struct PrepareCredentials {
    /// The number, unless a QR is shown.
    pub phone: Option<Phone>,
}

/// Wipe.
#[derive(Debug, Message)]
#[rtype(result = "Result<Fence, StoreError>")]
pub struct WipeCredentials {
    /// In whose name.
    pub order: WipeOrder,
}

/// Note that the session connected.
#[derive(Debug, Message)]
#[rtype(result = "Result<(), StoreError>")]
pub struct NoteConnected {
    /// When.
    pub at: Timestamp,
}

/// Let what links ask wait so long for a database that does not answer, instead of failing; zero is not at all.
#[derive(Debug, Message)]
#[rtype(result = "()")]
pub struct SetOutagePatience {
    /// How long, from the first call that was not answered.
    pub patience: Duration,
}

/// Read the device's identity.
#[derive(Debug, Message)]
#[rtype(result = "Result<Option<Credentials>, StoreError>")]
pub struct ReadCredentials;

/// Read key rows.
#[derive(Debug, Message)]
#[rtype(result = "Result<Vec<KeyRow>, StoreError>")]
pub struct ReadKeys {
    /// Which.
    pub query: KeyQuery,
}

/// Commit a batch under the fence of the link that made it.
#[derive(Debug, Message)]
#[rtype(result = "Result<Written, StoreError>")]
pub struct WriteBatch {
    /// The fence.
    pub fence: Fence,
    /// The batch.
    pub batch: Batch,
}

/// The credential actor is gone.
#[derive(Debug, Message)]
#[rtype(result = "()")]
pub struct CredentialsExited;
