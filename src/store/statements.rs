//! List of every statement the store sends, with what it may read. Each module lists its own. A test has the server
//! explain them on empty and on very unevenly filled tables (`tests/plans.rs`); a debug build panics on a statement
//! that is not listed.

use std::collections::HashMap;
use std::sync::LazyLock;

use crate::companies::{accounts, change, emptiness, expiry, listing, ownership, policies};
use crate::{
    access, client_version, idempotency, journal, media, messages, numbers, outbox, overviews, records, rows, sealing,
    slots, usage, vitals, webhooks, writable,
};

/// A statement of the store.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Listed {
    /// Name in tests and benchmarks.
    pub name: &'static str,
    /// SQL text.
    pub sql: &'static str,
    /// Rows that the statement may read.
    pub reads: Reads,
    /// Whether the statement is also sent over the tables of the next slot.
    pub in_both_slots: bool,
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
        Self { name, sql, reads: Reads::ByIndex, in_both_slots: false }
    }

    /// Lists a statement that reads more, with the reason.
    pub(crate) const fn more(name: &'static str, sql: &'static str, reason: &'static str) -> Self {
        Self { name, sql, reads: Reads::More(reason), in_both_slots: false }
    }

    /// Marks a statement over the tables of the current slot that is also sent over those of the next one.
    pub(crate) const fn in_both_slots(self) -> Self {
        Self { in_both_slots: true, ..self }
    }

    /// The same statement over the tables of the other slot.
    fn of_next_slot(self) -> Self {
        // Made once in the life of the process, so that it can be used like the texts it is made from.
        let name = format!("{}_of_next_slot", self.name).leak();
        Self { name, sql: slots::swapped(self.sql).leak(), in_both_slots: false, ..self }
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
    change::STATEMENTS,
    client_version::STATEMENTS,
    emptiness::STATEMENTS,
    expiry::STATEMENTS,
    idempotency::STATEMENTS,
    journal::STATEMENTS,
    listing::STATEMENTS,
    media::FINDING,
    media::KEEPING,
    media::UPKEEP,
    messages::FEED,
    messages::INTAKE,
    messages::LOG_KEYS,
    messages::RETENTION,
    messages::SEEN_MESSAGES,
    messages::SESSION,
    numbers::STATEMENTS,
    outbox::ENQUEUE,
    outbox::MARK,
    outbox::NEXT,
    outbox::READING,
    outbox::RECORD,
    overviews::STATEMENTS,
    ownership::STATEMENTS,
    policies::STATEMENTS,
    records::LISTS,
    records::STATEMENTS,
    rows::STATEMENTS,
    sealing::STATEMENTS,
    sealing::REWRAP,
    usage::STATEMENTS,
    vitals::STATEMENTS,
    webhooks::CLAIM,
    webhooks::ENDPOINTS,
    webhooks::LISTING,
    webhooks::OWING,
    webhooks::REPLAY,
    webhooks::SETTLE,
    webhooks::UPKEEP,
    writable::STATEMENTS,
];

/// Those that are sent over the tables of the next slot, by their text over those of the current one.
static OF_NEXT_SLOT: LazyLock<HashMap<&'static str, Listed>> = LazyLock::new(|| {
    let both = ALL.iter().copied().flatten().filter(|listed| listed.in_both_slots);
    both.map(|listed| (listed.sql, listed.of_next_slot())).collect()
});

/// Iterates over all statements the store sends.
pub fn statements() -> impl Iterator<Item = &'static Listed> {
    ALL.iter().copied().flatten().chain(OF_NEXT_SLOT.values())
}

/// Text over the tables of the next slot, for a statement that is sent over either slot's; any other text as it is.
pub(crate) fn of_next_slot(sql: &str) -> &str {
    OF_NEXT_SLOT.get(sql).map_or(sql, |listed| listed.sql)
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

    #[test]
    fn statement_over_both_slots_names_own_tables_of_each() {
        for listed in statements().filter(|listed| listed.in_both_slots) {
            let next = of_next_slot(listed.sql);
            let own = |sql: &str, tables: [&str; 2]| tables.iter().any(|table| sql.contains(table));
            assert!(own(listed.sql, ["whatsapp_auth", "whatsapp_keys"]), "{}", listed.name);
            assert!(own(next, ["whatsapp_next_auth", "whatsapp_next_keys"]), "{}", listed.name);
            assert!(is_listed(next) && slots::swapped(next) == listed.sql, "{}", listed.name);
        }
        assert_eq!(of_next_slot("SELECT 1"), "SELECT 1");
    }
}
