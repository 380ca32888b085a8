//! Webhook deliveries: one worker per process claims lanes of the database, sends their events and records the outcomes.
//!
//! Which lanes are claimed, and what an outcome means, is decided elsewhere (the store, `linekeeper-domain`). Here it is
//! bounded how much is under way: of all endpoints, of one, of those that fail.

mod actor;
mod handlers;
mod lane;
mod messages;
mod services;
#[cfg(test)]
mod tests;

pub use actor::DeliveryWorker;
pub use messages::{LookForDeliveries, StopDeliveries};
pub use services::{DeliveryServices, DeliverySettings};
