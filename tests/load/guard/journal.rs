//! Journal entries, up to the parameters of their INSERT.

use linekeeper_domain::TriggeredBy;
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
        actor: TriggeredBy::Whatsapp,
        principal: None,
        correlation: Some(correlation()),
    }
}

#[test]
fn batch_of_entries_makes_the_listed_allocations() {
    let measured = [1, 10, 100].into_iter().zip(WRITTEN).map(|(count, written)| {
        let entries: Vec<_> = (0..count).map(entry).collect();
        let prepare = || &entries[..];
        Cost::of_path(written.name(), prepare, |entries: &[JournalEntry]| {
            EntryColumns::of(entries, |entry| entry.transition).params().len()
        })
    });
    hold(&measured.collect::<Vec<_>>(), &WRITTEN);
}
