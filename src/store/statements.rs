//! Every statement that is sent, with what it may read. A test has the server explain them over empty and over lopsided tables
//! (`tests/plans.rs`), and a debug build sends none that is not listed here: each module lists its own.

use crate::{
    access, accounts, emptiness, expiry, idempotency, journal, listing, numbers, overviews, ownership, policies, rows,
    sealing, usage, vitals, writable,
};

/// A statement that is sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Listed {
    /// What it is called in tests and benchmarks.
    pub name: &'static str,
    /// Its text.
    pub sql: &'static str,
    /// What it may read.
    pub reads: Reads,
}

/// What a statement may read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reads {
    /// What it is about, found by an index, however many rows a table or a company has.
    ByIndex,
    /// More, for this reason.
    More(&'static str),
}

impl Listed {
    /// One that finds its rows by an index.
    pub(crate) const fn by_index(name: &'static str, sql: &'static str) -> Self {
        Self { name, sql, reads: Reads::ByIndex }
    }

    /// One that reads more, for this reason.
    pub(crate) const fn more(name: &'static str, sql: &'static str, reason: &'static str) -> Self {
        Self { name, sql, reads: Reads::More(reason) }
    }
}

/// All of them. Not among them: `START TRANSACTION`, `COMMIT`, `ROLLBACK` and the bounds on time that go with them, and what is
/// sent before the store is open (migrations, the sealing of old rows).
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

/// All statements that are sent.
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
    fn each_statement_is_listed_once_under_a_name_of_its_own() {
        let names: HashSet<_> = statements().map(|listed| listed.name).collect();
        let texts: HashSet<_> = statements().map(|listed| listed.sql).collect();
        assert_eq!((names.len(), texts.len()), (statements().count(), statements().count()));
        assert!(!is_listed("SELECT 2"));
    }
}
