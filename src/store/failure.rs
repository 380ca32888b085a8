//! What a failed statement means: was something written, may something have been written, is it worth another try.

use linekeeper_domain::StoreFailure;
use linekeeper_ports::StoreError;
use tokio_postgres::Error;
use tokio_postgres::error::{Severity, SqlState};

/// The index that lets one company only link an account; see `migrations/`.
const LINKED_ACCOUNT_INDEX: &str = "whatsapp_auth_linked_account";

/// Why the work of a call ended without a result.
#[derive(Debug)]
pub(crate) enum Trouble {
    /// The driver's or the server's error.
    Database(Error),
    /// An answer that is a refusal.
    Refused(StoreError),
    /// It took too long for a call that was made for many; nothing was committed.
    Late,
    /// Too little time is left to ask more; nothing was committed.
    NoTime,
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

/// A call that failed: what its caller is told, and what it says about the database.
#[derive(Debug, Clone)]
pub(crate) struct Failed {
    pub(crate) error: StoreError,
    pub(crate) sign: Sign,
}

/// What the end of a call says about the database.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Sign {
    /// It answers; the failure is about this call.
    Answers,
    /// It does not answer.
    Silent,
    /// It answers that it is in no state to work.
    Unable,
    /// Nothing: the call did not reach it.
    Nothing,
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
            Self::Database(error) => Answer::of(error).is_some_and(|answer| !answer.ended_session),
            // Its answer is still to come.
            Self::Late => false,
            Self::NoTime => true,
        }
    }

    /// What it means. `in_doubt`: a statement that commits had been sent.
    pub(crate) fn into_failed(self, in_doubt: bool) -> Failed {
        match self {
            Self::Refused(error) => Failed { error, sign: Sign::Answers },
            Self::Database(error) => failed(&error, in_doubt),
            Self::Late => Failed {
                error: StoreError::new(StoreFailure::Unavailable, "no answer in the time that many had together"),
                sign: Sign::Silent,
            },
            Self::NoTime => Failed {
                error: StoreError::new(StoreFailure::Unavailable, "too little of the call timeout is left"),
                sign: Sign::Silent,
            },
        }
    }

    /// Whether the server gave up because somebody holds what it needed.
    pub(crate) fn is_lock(&self) -> bool {
        matches!(self, Self::Database(error) if error.code() == Some(&SqlState::LOCK_NOT_AVAILABLE))
    }
}

/// What the driver's error means. `in_doubt`: a statement that commits had been sent.
pub(crate) fn failed(error: &Error, in_doubt: bool) -> Failed {
    let answer = Answer::of(error);
    Failed {
        error: StoreError::new(meaning(answer.as_ref(), in_doubt), describe(error)),
        sign: answer.as_ref().map_or(Sign::Silent, Answer::sign),
    }
}

/// The server's error, as far as it counts.
#[derive(Debug, Clone, Copy)]
struct Answer<'a> {
    code: &'a SqlState,
    /// Fatal: the session is over, and with it whatever was under way.
    ended_session: bool,
    constraint: Option<&'a str>,
}

impl<'a> Answer<'a> {
    fn of(error: &'a Error) -> Option<Self> {
        let db = error.as_db_error()?;
        let ended_session = matches!(db.parsed_severity(), Some(Severity::Fatal | Severity::Panic) | None);
        Some(Self { code: db.code(), ended_session, constraint: db.constraint() })
    }

    fn class(&self) -> Option<&str> {
        self.code.code().get(..2)
    }

    /// What it says about the database.
    fn sign(&self) -> Sign {
        // The server's own bound on a statement is our timeout, told by the other side. One on a lock (55P03) comes before it.
        if self.ended_session || *self.code == SqlState::QUERY_CANCELED {
            return Sign::Silent;
        }
        match self.class() {
            Some("08") => Sign::Silent,
            // A value or a rule (22, 23), and transactions in each other's way (40, 55).
            Some("22" | "23" | "40" | "55") => Sign::Answers,
            // No resources (53), an operator (57), its own trouble (58, XX), no rights or no such table (42), a standby (25).
            _ => Sign::Unable,
        }
    }
}

/// What an error means for the session; no answer means that the line broke.
fn meaning(answer: Option<&Answer<'_>>, in_doubt: bool) -> StoreFailure {
    let lost = if in_doubt { StoreFailure::UnknownOutcome } else { StoreFailure::Unavailable };
    let Some(answer) = answer.filter(|answer| !answer.ended_session) else { return lost };
    if *answer.code == SqlState::UNIQUE_VIOLATION && answer.constraint == Some(LINKED_ACCOUNT_INDEX) {
        return StoreFailure::PhoneInUse;
    }
    match answer.class() {
        // A pooler's words for a line that broke behind it.
        Some("08") => lost,
        // Data the tables cannot hold (class 22) or their rules forbid (23) will not fit at the next try either.
        Some("22" | "23") => StoreFailure::Corrupt,
        // Whatever else the server says, it has rolled back, a commit included: nothing was written. A full disk (53100), no
        // memory (53200), its own input and output (58) are among it.
        _ if *answer.code == SqlState::T_R_STATEMENT_COMPLETION_UNKNOWN => lost,
        _ => StoreFailure::Unavailable,
    }
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

#[cfg(test)]
mod tests {
    use super::*;

    fn answer(code: &SqlState, ended_session: bool) -> Answer<'_> {
        Answer { code, ended_session, constraint: None }
    }

    #[test]
    fn a_server_without_disk_memory_or_connections_is_unavailable_and_never_anything_else() {
        let codes = [
            "53000", "53100", "53200", "53300", "53400", "57P01", "57P02", "57P03", "58000", "58030", "58P01", "58P02",
        ];
        for code in codes.map(SqlState::from_code) {
            let error = answer(&code, false);
            for in_doubt in [false, true] {
                assert_eq!(meaning(Some(&error), in_doubt), StoreFailure::Unavailable, "{code:?}: it was rolled back");
            }
            assert_eq!(error.sign(), Sign::Unable, "{code:?}");
            let fatal = answer(&code, true);
            assert_eq!(meaning(Some(&fatal), false), StoreFailure::Unavailable, "{code:?}");
            assert_eq!(
                meaning(Some(&fatal), true),
                StoreFailure::UnknownOutcome,
                "{code:?} while a commit was under way"
            );
            assert_eq!(fatal.sign(), Sign::Silent, "{code:?}");
        }
    }

    #[test]
    fn a_lost_line_leaves_the_outcome_open_only_once_a_commit_was_sent() {
        assert_eq!(meaning(None, false), StoreFailure::Unavailable);
        assert_eq!(meaning(None, true), StoreFailure::UnknownOutcome);
        for code in ["08006", "08P01", "08007", "40003"].map(SqlState::from_code) {
            assert_eq!(meaning(Some(&answer(&code, false)), true), StoreFailure::UnknownOutcome, "{code:?}");
        }
    }

    #[test]
    fn what_the_rules_of_the_tables_refuse_is_about_the_call_and_not_about_the_database() {
        for code in ["22003", "23514", "23505"].map(SqlState::from_code) {
            assert_eq!(meaning(Some(&answer(&code, false)), true), StoreFailure::Corrupt, "{code:?}");
            assert_eq!(answer(&code, false).sign(), Sign::Answers);
        }
        let taken = Answer { constraint: Some(LINKED_ACCOUNT_INDEX), ..answer(&SqlState::UNIQUE_VIOLATION, false) };
        assert_eq!(meaning(Some(&taken), true), StoreFailure::PhoneInUse);
        let deadlock = answer(&SqlState::T_R_DEADLOCK_DETECTED, false);
        assert_eq!((meaning(Some(&deadlock), true), deadlock.sign()), (StoreFailure::Unavailable, Sign::Answers));
        assert_eq!(answer(&SqlState::QUERY_CANCELED, false).sign(), Sign::Silent);
        let held = answer(&SqlState::LOCK_NOT_AVAILABLE, false);
        assert_eq!((meaning(Some(&held), true), held.sign()), (StoreFailure::Unavailable, Sign::Answers));
    }
}
