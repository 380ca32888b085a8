//! Credential actor: the only access to one company's rows and the owner of their life cycle. They are created for a
//! pairing, read and written by the link, and wiped by a reset; the actor's mailbox is the order in which that happens.

mod actor;
mod fenced;
mod handle;
mod handlers;
mod messages;
mod permit;
#[cfg(test)]
mod tests;
mod waiting;
#[cfg(test)]
mod waiting_tests;

pub use actor::{CredentialActor, CredentialArgs};
pub use fenced::{FencedCredentials, LinkFence, OldCredentials};
pub use handle::CredentialsHandle;
pub use messages::{
    ConfirmCompany, ConfirmOwner, CredentialsExited, DisconnectCompany, HasSeen, HoldCalls, LiftWait, NoteConnected,
    OrderLogOut, ParkCompany, PrepareCredentials, Prepared, PromoteDevice, ReadCredentials, ReadKeys, SetDeviceAside,
    SetOutagePatience, TakeCompany, UnparkCompany, WipeCredentials, WorkNo, WriteBatch,
};
pub use permit::{AskForCode, CodePermit, NoteNumber};
