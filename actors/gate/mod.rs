//! Gate actor: every connection to WhatsApp is admitted here. It drives the state machine of `linekeeper_domain::gate`
//! and issues permits; a permit that is dropped, for whatever reason, returns its place.

mod actor;
mod handlers;
mod messages;
mod permit;
mod redials;
#[cfg(test)]
mod tests;

pub use actor::GateActor;
pub use messages::{AskAdmission, BreakerReport, GateStatus, GateStatusOf, GateTold};
pub use permit::{LeaveGate, Permit};
pub use redials::GateRedials;
