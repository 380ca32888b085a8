//! Rows of companies: who owns them, which are listed, how long they are kept, what a change of phone moves between
//! slots, and each company's restart policy.

pub(crate) mod accounts;
pub(crate) mod change;
pub(crate) mod emptiness;
pub(crate) mod expiry;
pub(crate) mod listing;
pub(crate) mod old_devices;
pub(crate) mod ownership;
pub(crate) mod policies;
