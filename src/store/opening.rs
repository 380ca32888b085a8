//! Server-side timeouts: shorter than the call timeout, so the server ends a statement before its caller times out. A
//! statement that waits for a locked row or table is then cancelled by the server, which reports it, and certainly
//! writes nothing; if the caller timed out first, the statement might still be carried out.
//!
//! A session of our own has the timeouts of a call that begins at once. Where less time is left, because the call
//! waited for a connection, and on a session lent by a pooler, the timeouts are set for the transaction.

use std::time::Duration;

/// Server-side timeouts of one statement.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Bounds {
    /// Timeout of the whole statement.
    statement: Duration,
    /// Timeout of waiting for one lock. Shorter than `statement`, so that a lock is reported as a lock and not as a
    /// slow server; short enough for two locks in a row, which is what the second waiter for a row needs.
    lock: Duration,
}

impl Bounds {
    /// Timeouts of each of `statements` statements that together must be over within `left`; a fifth is kept for round
    /// trips.
    pub(crate) fn within(left: Duration, statements: usize) -> Self {
        let share = u32::try_from(statements.max(1)).unwrap_or(u32::MAX);
        let statement = left * 4 / 5 / share;
        Self { statement, lock: (left / 3).min(statement * 4 / 5) }
    }

    /// Whether so many statements, each as long as its timeout allows, are over within `left`.
    pub(crate) fn fit(&self, left: Duration, statements: usize) -> bool {
        let share = u32::try_from(statements).unwrap_or(u32::MAX);
        self.statement.saturating_mul(share) <= left * 9 / 10
    }

    /// SQL that sets the timeouts for a session; `idle` is the longest idle time within a transaction.
    pub(crate) fn of_session(&self, idle: Duration) -> String {
        let idle = millis(idle);
        format!("{}; SET idle_in_transaction_session_timeout = {idle}", self.set("SET"))
    }

    /// SQL that sets the timeouts for the open transaction.
    pub(crate) fn of_transaction(&self) -> String {
        self.set("SET LOCAL")
    }

    /// SQL that opens a transaction with these timeouts.
    pub(crate) fn opening(&self, idle: Duration) -> String {
        let idle = millis(idle);
        let bounds = self.of_transaction();
        format!("START TRANSACTION; {bounds}; SET LOCAL idle_in_transaction_session_timeout = {idle}")
    }

    fn set(&self, how: &str) -> String {
        format!("{how} statement_timeout = {}; {how} lock_timeout = {}", millis(self.statement), millis(self.lock))
    }
}

/// Milliseconds for the server, at least 1, because 0 means no timeout.
fn millis(time: Duration) -> u128 {
    time.as_millis().max(1)
}

#[cfg(test)]
mod tests {
    use super::*;

    const SECOND: Duration = Duration::from_secs(1);

    #[test]
    fn lock_and_statement_timeouts_are_below_call_timeout() {
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
    fn timeouts_are_never_zero() {
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
