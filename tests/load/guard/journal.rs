//! Journal entries until the parameters of the statement are there that keeps them.

use linekeeper_domain::Actor;
use linekeeper_domain::session::StateName;
use linekeeper_ports::JournalEntry;

use crate::costs::{Cost, hold};
use crate::entries::EntryColumns;
use crate::{at, correlation, salon};

const WRITTEN: [Cost; 3] =
    [Cost::of("1 entry", 11, 256), Cost::of("10 entries", 11, 2048), Cost::of("100 entries", 11, 18432)];

fn entry(second: i64) -> JournalEntry {
    JournalEntry {
        company: salon(),
        at: at(second),
        event: "connected".to_owned(),
        transition: Some((StateName::Connecting, StateName::Connected)),
        reason: Some("connected: code".to_owned()),
        code: None,
        actor: Actor::Whatsapp,
        principal: None,
        correlation: Some(correlation()),
    }
}

#[test]
fn a_batch_of_entries_becomes_the_parameters_of_its_statement_with_the_allocations_that_are_written_here() {
    let measured = [1, 10, 100].into_iter().zip(WRITTEN).map(|(count, written)| {
        let entries: Vec<_> = (0..count).map(entry).collect();
        let prepare = || &entries[..];
        Cost::of_path(written.name(), prepare, |entries: &[JournalEntry]| {
            EntryColumns::of(entries, |entry| entry.transition).params().len()
        })
    });
    hold(&measured.collect::<Vec<_>>(), &WRITTEN);
}
