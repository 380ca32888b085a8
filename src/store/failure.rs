//! What a failed statement means: was something written, may something have been written, is it worth another try.

use linekeeper_domain::StoreFailure;
use linekeeper_ports::StoreError;
use tokio_postgres::Error;
use tokio_postgres::error::{DbError, Severity, SqlState};

/// The index that lets one company only link a phone; see `migrations/`.
const LINKED_PHONE_INDEX: &str = "whatsapp_auth_linked_phone";

/// Why the work of a call ended without a result.
#[derive(Debug)]
pub(crate) enum Trouble {
    /// The driver's or the server's error.
    Database(Error),
    /// An answer that is a refusal.
    Refused(StoreError),
}

impl From<Error> for Trouble {
    fn from(error: Error) -> Self {
        Self::Database(error)
    }
}

impl From<StoreError> for Trouble {
    fn from(error: StoreError) -> Self {
        Self::Refused(error)
    }
}

impl Trouble {
    /// The fence of the caller is not the company's fence.
    pub(crate) fn fenced() -> Self {
        Self::Refused(StoreError::new(StoreFailure::Fenced, "the fence is not the company's any more"))
    }

    /// A stored value breaks a rule of ours. `what` names the column.
    pub(crate) fn corrupt(what: &str) -> Self {
        Self::Refused(StoreError::new(StoreFailure::Corrupt, format!("{what} cannot be read")))
    }

    /// Whether the connection can serve another call: the server answered and kept the session.
    pub(crate) fn leaves_connection_usable(&self) -> bool {
        match self {
            Self::Refused(_) => true,
            Self::Database(error) => error.as_db_error().is_some_and(|db| !ended_session(db)),
        }
    }

    /// What it means for the session. `in_doubt`: a statement that commits had been sent.
    pub(crate) fn into_store_error(self, in_doubt: bool) -> StoreError {
        match self {
            Self::Refused(error) => error,
            Self::Database(error) => StoreError::new(failure_of(&error, in_doubt), describe(&error)),
        }
    }
}

fn failure_of(error: &Error, in_doubt: bool) -> StoreFailure {
    let lost = if in_doubt { StoreFailure::UnknownOutcome } else { StoreFailure::Unavailable };
    let Some(db) = error.as_db_error() else { return lost };
    if ended_session(db) {
        return lost;
    }
    if *db.code() == SqlState::UNIQUE_VIOLATION && db.constraint() == Some(LINKED_PHONE_INDEX) {
        return StoreFailure::PhoneInUse;
    }
    // Data the tables cannot hold (class 22) or their rules forbid (23) will not fit at the next try either.
    match db.code().code().get(..2) {
        Some("22" | "23") => StoreFailure::Corrupt,
        _ => StoreFailure::Unavailable,
    }
}

fn ended_session(db: &DbError) -> bool {
    matches!(db.parsed_severity(), Some(Severity::Fatal | Severity::Panic) | None)
}

/// Words for the log. PostgreSQL quotes values in the detail (never used here) and in the messages of class 22.
pub(crate) fn describe(error: &Error) -> String {
    match error.as_db_error() {
        Some(db) => {
            let code = db.code().code();
            match (db.constraint(), code.starts_with("22")) {
                (Some(constraint), _) => format!("SQLSTATE {code}, constraint {constraint}"),
                (None, true) => format!("SQLSTATE {code}"),
                (None, false) => format!("SQLSTATE {code}: {}", db.message()),
            }
        }
        None => match std::error::Error::source(error) {
            Some(cause) => format!("{error}: {cause}"),
            None => error.to_string(),
        },
    }
}
