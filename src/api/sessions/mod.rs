//! Endpoints that read sessions: the list, one session's status, its journal, and its stored credentials.

pub(crate) mod credentials_status;
pub(crate) mod events;
pub(crate) mod list;
pub(crate) mod status;
