//! The gate actor: the one way from a session to a connection. It feeds the machine of `linekeeper_domain::gate` and hands out
//! permits; a permit that is dropped, for whatever reason, gives its place back.

mod actor;
mod handlers;
mod messages;
mod permit;
mod redials;
#[cfg(test)]
mod tests;

pub use actor::GateActor;
pub use messages::{AskAdmission, GateStatus, GateStatusOf, GateTold, LeaveGate};
pub use permit::Permit;
pub use redials::GateRedials;
