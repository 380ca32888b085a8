//! Rows of companies: who owns them, which are listed, how long they are kept, and each company's restart policy.

pub(crate) mod accounts;
pub(crate) mod emptiness;
pub(crate) mod expiry;
pub(crate) mod listing;
pub(crate) mod ownership;
pub(crate) mod policies;
