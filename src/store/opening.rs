//! How a transaction begins: with its bounds on time, where the session of the server is not ours to keep them in.

use crate::store::Store;
use crate::target::Sessions;

/// How a transaction is opened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Opening {
    /// On a session of our own, which has its bounds from when it was made.
    Plain,
    /// On a session that a pooler lends: the bounds go with the transaction, and every statement is in one.
    Bounded(String),
}

impl Opening {
    pub(crate) fn of(store: &Store) -> Self {
        match store.sessions() {
            Sessions::Own => Self::Plain,
            Sessions::Lent => {
                let timeout_ms = store.call_timeout().as_millis();
                Self::Bounded(format!(
                    "START TRANSACTION; SET LOCAL statement_timeout = {timeout_ms}; \
                     SET LOCAL idle_in_transaction_session_timeout = {timeout_ms}"
                ))
            }
        }
    }

    pub(crate) fn sql(&self) -> &str {
        match self {
            Self::Plain => "START TRANSACTION",
            Self::Bounded(sql) => sql,
        }
    }
}
