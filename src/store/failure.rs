//! Classification of failed statements: whether something was written, may have been written, and whether a retry makes
//! sense.

use linekeeper_domain::StoreFailure;
use linekeeper_ports::StoreError;
use tokio_postgres::Error;
use tokio_postgres::error::{Severity, SqlState};

/// Unique indexes that let only one company link a WhatsApp account, of each slot; see `migrations/`. The trigger that
/// looks at the other slot names the first one.
const LINKED_ACCOUNT_INDEXES: [&str; 2] = ["whatsapp_auth_linked_account", "whatsapp_next_auth_linked_account"];

/// Error of one store call: from the driver or server, or our own refusal (fence mismatch, corrupt column, no time
/// left).
#[derive(Debug)]
pub(crate) enum QueryError {
    /// Error of the driver or the server.
    Database(Error),
    /// Refusal by our own code, on the basis of what the database answered.
    Refused(StoreError),
    /// A batched call did not get its answer by `commit_by`; nothing was committed.
    Late,
    /// Too little time is left to send another statement; nothing was committed.
    NoTime,
}

impl From<Error> for QueryError {
    fn from(error: Error) -> Self {
        Self::Database(error)
    }
}

impl From<StoreError> for QueryError {
    fn from(error: StoreError) -> Self {
        Self::Refused(error)
    }
}

/// Failed call: the error for its caller, and what the failure says about the database.
#[derive(Debug, Clone)]
pub(crate) struct Failed {
    pub(crate) error: StoreError,
    pub(crate) class: ErrorClass,
}

/// Meaning of a failed call for the health of the database.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum ErrorClass {
    /// The database answers; the failure is about this call only.
    Answers,
    /// The database does not answer.
    Silent,
    /// The database answers that it cannot work (no disk, no memory, no rights).
    Unable,
    /// Says nothing: the store was closed.
    Nothing,
}

impl QueryError {
    /// Refusal because the caller's fence is not the company's current fence.
    pub(crate) fn fenced() -> Self {
        Self::Refused(StoreError::new(StoreFailure::Fenced, "the fencing token is outdated"))
    }

    /// Refusal because a stored value breaks one of our rules. `what` names the column.
    pub(crate) fn corrupt(what: &str) -> Self {
        Self::Refused(StoreError::new(StoreFailure::Corrupt, format!("{what} cannot be read")))
    }

    /// Whether the connection can serve another call: the server answered and kept the session.
    pub(crate) fn leaves_connection_usable(&self) -> bool {
        match self {
            Self::Refused(_) => true,
            Self::Database(error) => Answer::of(error).is_some_and(|answer| !answer.ended_session),
            // The answer is still to arrive on this connection.
            Self::Late => false,
            Self::NoTime => true,
        }
    }

    /// Converts to the caller's error and the error class. `in_doubt`: a committing statement had been sent.
    pub(crate) fn into_failed(self, in_doubt: bool) -> Failed {
        match self {
            Self::Refused(error) => Failed { error, class: ErrorClass::Answers },
            Self::Database(error) => failed(&error, in_doubt),
            Self::Late => Failed {
                error: StoreError::new(
                    StoreFailure::Unavailable,
                    "no answer within the timeout shared by the calls of a batch",
                ),
                class: ErrorClass::Silent,
            },
            Self::NoTime => Failed {
                error: StoreError::new(StoreFailure::Unavailable, "too little of the call timeout is left"),
                class: ErrorClass::Silent,
            },
        }
    }

    /// Whether the server's lock timeout ended the statement (SQLSTATE 55P03).
    pub(crate) fn is_lock(&self) -> bool {
        matches!(self, Self::Database(error) if error.code() == Some(&SqlState::LOCK_NOT_AVAILABLE))
    }
}

/// Classifies the driver's error. `in_doubt`: a committing statement had been sent.
pub(crate) fn failed(error: &Error, in_doubt: bool) -> Failed {
    let answer = Answer::of(error);
    Failed {
        error: StoreError::new(meaning(answer.as_ref(), in_doubt), describe(error)),
        class: answer.as_ref().map_or(ErrorClass::Silent, Answer::class),
    }
}

/// The parts of a server error that the classification needs.
#[derive(Debug, Clone, Copy)]
struct Answer<'a> {
    code: &'a SqlState,
    /// Fatal error: the server ended the session, and the running transaction with it.
    ended_session: bool,
    constraint: Option<&'a str>,
}

impl<'a> Answer<'a> {
    fn of(error: &'a Error) -> Option<Self> {
        let db = error.as_db_error()?;
        let ended_session = matches!(db.parsed_severity(), Some(Severity::Fatal | Severity::Panic) | None);
        Some(Self { code: db.code(), ended_session, constraint: db.constraint() })
    }

    fn sqlstate_class(&self) -> Option<&str> {
        self.code.code().get(..2)
    }

    /// Error class of this answer.
    fn class(&self) -> ErrorClass {
        // A statement timeout on the server is our own call timeout, reported by the other side. The lock timeout
        // (55P03) comes first.
        if self.ended_session || *self.code == SqlState::QUERY_CANCELED {
            return ErrorClass::Silent;
        }
        match self.sqlstate_class() {
            Some("08") => ErrorClass::Silent,
            // Data exception (22), constraint violation (23), and conflicts between transactions (40, 55).
            Some("22" | "23" | "40" | "55") => ErrorClass::Answers,
            // No resources (53), operator intervention (57), server error (58, XX), no rights or no such table (42),
            // read-only standby (25).
            _ => ErrorClass::Unable,
        }
    }
}

/// Maps a server error to a [`StoreFailure`]; no answer means that the connection broke.
fn meaning(answer: Option<&Answer<'_>>, in_doubt: bool) -> StoreFailure {
    let lost = if in_doubt { StoreFailure::UnknownOutcome } else { StoreFailure::Unavailable };
    let Some(answer) = answer.filter(|answer| !answer.ended_session) else { return lost };
    let is_linked = answer.constraint.is_some_and(|name| LINKED_ACCOUNT_INDEXES.contains(&name));
    if *answer.code == SqlState::UNIQUE_VIOLATION && is_linked {
        return StoreFailure::PhoneInUse;
    }
    match answer.sqlstate_class() {
        // A pooler reports this when its connection to the server broke.
        Some("08") => lost,
        // Data that the tables cannot hold (class 22) or forbid (23) will be refused at every retry.
        Some("22" | "23") => StoreFailure::Corrupt,
        // Any other error means a rollback, of a commit too: nothing was written. That includes a full disk (53100), no
        // memory (53200) and I/O errors (58).
        _ if *answer.code == SqlState::T_R_STATEMENT_COMPLETION_UNKNOWN => lost,
        _ => StoreFailure::Unavailable,
    }
}

/// Error text for the log. PostgreSQL quotes row values in `detail` (never used here) and in the messages of class 22
/// (omitted).
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

#[cfg(test)]
mod tests {
    use super::*;

    fn answer(code: &SqlState, ended_session: bool) -> Answer<'_> {
        Answer { code, ended_session, constraint: None }
    }

    #[test]
    fn server_without_resources_is_unavailable() {
        let codes = [
            "53000", "53100", "53200", "53300", "53400", "57P01", "57P02", "57P03", "58000", "58030", "58P01", "58P02",
        ];
        for code in codes.map(SqlState::from_code) {
            let error = answer(&code, false);
            for in_doubt in [false, true] {
                assert_eq!(meaning(Some(&error), in_doubt), StoreFailure::Unavailable, "{code:?}: it was rolled back");
            }
            assert_eq!(error.class(), ErrorClass::Unable, "{code:?}");
            let fatal = answer(&code, true);
            assert_eq!(meaning(Some(&fatal), false), StoreFailure::Unavailable, "{code:?}");
            assert_eq!(
                meaning(Some(&fatal), true),
                StoreFailure::UnknownOutcome,
                "{code:?} while a commit was under way"
            );
            assert_eq!(fatal.class(), ErrorClass::Silent, "{code:?}");
        }
    }

    #[test]
    fn outcome_is_unknown_only_if_commit_was_sent_before_loss() {
        assert_eq!(meaning(None, false), StoreFailure::Unavailable);
        assert_eq!(meaning(None, true), StoreFailure::UnknownOutcome);
        for code in ["08006", "08P01", "08007", "40003"].map(SqlState::from_code) {
            assert_eq!(meaning(Some(&answer(&code, false)), true), StoreFailure::UnknownOutcome, "{code:?}");
        }
    }

    #[test]
    fn constraint_violation_is_error_of_call_not_of_database() {
        for code in ["22003", "23514", "23505"].map(SqlState::from_code) {
            assert_eq!(meaning(Some(&answer(&code, false)), true), StoreFailure::Corrupt, "{code:?}");
            assert_eq!(answer(&code, false).class(), ErrorClass::Answers);
        }
        for index in LINKED_ACCOUNT_INDEXES {
            let taken = Answer { constraint: Some(index), ..answer(&SqlState::UNIQUE_VIOLATION, false) };
            assert_eq!(meaning(Some(&taken), true), StoreFailure::PhoneInUse);
        }
        let deadlock = answer(&SqlState::T_R_DEADLOCK_DETECTED, false);
        assert_eq!(
            (meaning(Some(&deadlock), true), deadlock.class()),
            (StoreFailure::Unavailable, ErrorClass::Answers)
        );
        assert_eq!(answer(&SqlState::QUERY_CANCELED, false).class(), ErrorClass::Silent);
        let held = answer(&SqlState::LOCK_NOT_AVAILABLE, false);
        assert_eq!((meaning(Some(&held), true), held.class()), (StoreFailure::Unavailable, ErrorClass::Answers));
    }
}
