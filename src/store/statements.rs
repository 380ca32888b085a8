//! List of every statement the store sends, with what it may read. Each module lists its own. A test has the server
//! explain them on empty and on very unevenly filled tables (`tests/plans.rs`); a debug build panics on a statement
//! that is not listed.

use crate::companies::{accounts, emptiness, expiry, listing, ownership, policies};
use crate::{access, idempotency, journal, numbers, overviews, rows, sealing, usage, vitals, writable};

/// A statement of the store.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Listed {
    /// Name in tests and benchmarks.
    pub name: &'static str,
    /// SQL text.
    pub sql: &'static str,
    /// Rows that the statement may read.
    pub reads: Reads,
}

/// Rows that a statement may read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reads {
    /// Only the rows it is about, found by an index, however many rows the table or the company has.
    ByIndex,
    /// More than that, for the given reason.
    More(&'static str),
}

impl Listed {
    /// Lists a statement that finds its rows by an index.
    pub(crate) const fn by_index(name: &'static str, sql: &'static str) -> Self {
        Self { name, sql, reads: Reads::ByIndex }
    }

    /// Lists a statement that reads more, with the reason.
    pub(crate) const fn more(name: &'static str, sql: &'static str, reason: &'static str) -> Self {
        Self { name, sql, reads: Reads::More(reason) }
    }
}

/// Statements of all modules. Not listed: `START TRANSACTION`, `COMMIT`, `ROLLBACK` and the timeouts set with them, and
/// statements sent while the store opens (migrations, sealing of old rows).
const ALL: &[&[Listed]] = &[
    access::STATEMENTS,
    access::API_KEYS,
    access::ONBOARDING_LINKS,
    access::REVOCATIONS,
    access::VISITS,
    accounts::STATEMENTS,
    emptiness::STATEMENTS,
    expiry::STATEMENTS,
    idempotency::STATEMENTS,
    journal::STATEMENTS,
    listing::STATEMENTS,
    numbers::STATEMENTS,
    overviews::STATEMENTS,
    ownership::STATEMENTS,
    policies::STATEMENTS,
    rows::STATEMENTS,
    sealing::STATEMENTS,
    sealing::REWRAP,
    usage::STATEMENTS,
    vitals::STATEMENTS,
    writable::STATEMENTS,
];

/// Iterates over all statements the store sends.
pub fn statements() -> impl Iterator<Item = &'static Listed> {
    ALL.iter().copied().flatten()
}

/// Whether a statement is listed.
pub(crate) fn is_listed(sql: &str) -> bool {
    statements().any(|listed| listed.sql == sql)
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    #[test]
    fn each_statement_is_listed_once_under_unique_name() {
        let names: HashSet<_> = statements().map(|listed| listed.name).collect();
        let texts: HashSet<_> = statements().map(|listed| listed.sql).collect();
        assert_eq!((names.len(), texts.len()), (statements().count(), statements().count()));
        assert!(!is_listed("SELECT 2"));
    }
}
