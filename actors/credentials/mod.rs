//! The credential actor: the only door to one company's rows, and the owner of their life: made for a pairing, read by the
//! link, wiped by a reset. Its mailbox is the order in which all of that happens.

mod actor;
mod desk;
mod door;
mod handlers;
mod messages;
mod permit;
#[cfg(test)]
mod tests;
mod waiting;
#[cfg(test)]
mod waiting_tests;

pub use actor::{CredentialActor, CredentialBirth};
pub use desk::Desk;
pub use door::Door;
pub use messages::{
    AskForCode, ConfirmCompany, ConfirmOwner, CredentialsExited, DisconnectCompany, LiftWait, NoteConnected,
    NoteNumber, OrderLogOut, ParkCompany, PrepareCredentials, ReadCredentials, ReadKeys, SetOutagePatience,
    TakeCompany, UnparkCompany, WipeCredentials, WriteBatch,
};
pub use permit::CodePermit;
