//! How long the server works on what it is asked: less than who asked waits for it. So a statement that waits for a row or a table that
//! somebody holds is ended by the server, which says so, and it is certain that nothing of it lasts; were it the caller who gave up,
//! what he had sent might still be carried out.
//!
//! A session of our own has bounds for a call that begins at once. Where less time is left, because a connection had to be waited
//! for, and on a session that a pooler lends, the bounds go with the transaction.

use std::time::Duration;

/// The server's bounds on one statement.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Bounds {
    /// On all that it does.
    statement: Duration,
    /// On its waiting for one lock. Comes first, so that a lock is told as a lock and not as a server that is too slow; also where it
    /// waits for two, which is what the second of those does who wait for one row.
    lock: Duration,
}

impl Bounds {
    /// Those of each of so many statements that are to be over in this time; a part of it is for what goes to and fro.
    pub(crate) fn within(left: Duration, statements: usize) -> Self {
        let share = u32::try_from(statements.max(1)).unwrap_or(u32::MAX);
        let statement = left * 4 / 5 / share;
        Self { statement, lock: (left / 3).min(statement * 4 / 5) }
    }

    /// Whether so many statements, each as long as it may be, are over in this time.
    pub(crate) fn fit(&self, left: Duration, statements: usize) -> bool {
        let share = u32::try_from(statements).unwrap_or(u32::MAX);
        self.statement.saturating_mul(share) <= left * 9 / 10
    }

    /// Sets them for a session; `idle` is how long it may do nothing within a transaction.
    pub(crate) fn of_session(&self, idle: Duration) -> String {
        let idle = millis(idle);
        format!("{}; SET idle_in_transaction_session_timeout = {idle}", self.set("SET"))
    }

    /// Sets them for the transaction that is open.
    pub(crate) fn of_transaction(&self) -> String {
        self.set("SET LOCAL")
    }

    /// Opens a transaction that has them.
    pub(crate) fn opening(&self, idle: Duration) -> String {
        let idle = millis(idle);
        let bounds = self.of_transaction();
        format!("START TRANSACTION; {bounds}; SET LOCAL idle_in_transaction_session_timeout = {idle}")
    }

    fn set(&self, how: &str) -> String {
        format!("{how} statement_timeout = {}; {how} lock_timeout = {}", millis(self.statement), millis(self.lock))
    }
}

/// For the server, which takes none for no bound at all.
fn millis(time: Duration) -> u128 {
    time.as_millis().max(1)
}

#[cfg(test)]
mod tests {
    use super::*;

    const SECOND: Duration = Duration::from_secs(1);

    #[test]
    fn server_gives_up_before_its_caller_and_locks_come_first() {
        for statements in 1..=4 {
            let bounds = Bounds::within(SECOND, statements);
            assert!(bounds.lock < bounds.statement, "{bounds:?}");
            assert!(bounds.statement * u32::try_from(statements).unwrap() <= SECOND * 4 / 5, "{bounds:?}");
            assert!(bounds.fit(SECOND, statements) && !bounds.fit(SECOND / 2, statements));
        }
        let one = Bounds::within(SECOND, 1);
        assert!(one.lock * 2 < one.statement, "two locks, one after the other: {one:?}");
        assert!(one.fit(Duration::ZERO, 0));
    }

    #[test]
    fn bounds_are_never_none() {
        let set = Bounds::within(Duration::ZERO, 2).opening(Duration::ZERO);
        assert!(
            !set.contains("= 0") && set.starts_with("START TRANSACTION; SET LOCAL statement_timeout = 1;"),
            "{set}"
        );
        let set = Bounds::within(SECOND, 1).of_session(SECOND);
        assert_eq!(
            set,
            "SET statement_timeout = 800; SET lock_timeout = 333; SET idle_in_transaction_session_timeout = 1000"
        );
    }
}
