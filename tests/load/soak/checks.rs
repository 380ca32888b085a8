//! Checks at the end of a soak: nothing has grown or is missing, and the journal agrees with the model.

use std::collections::HashMap;

use tokio_postgres::Client;

use crate::measure::Measure;
use crate::model::Salon;

/// Maximum memory of the service, in bytes: the first measurement plus a tenth and 16 MiB. Both measurements are of the
/// same sessions, connected and silent, in the same process. The allocator keeps partly free pages of what was used in
/// between; that does not grow with the number of deeds. A leak of a kilobyte per deed is found within some ten
/// thousand deeds.
fn memory_bound(first: u64) -> u64 {
    first + first / 10 + (16 << 20)
}

/// Tolerance of descriptors and threads: pool connections that may be open or not, and threads for blocking work, which
/// end after ten idle seconds. A socket that is never closed adds one with each deed.
const SLACK: u64 = 24;

/// Maximum size of a table, in bytes: deleted rows await a vacuum, which runs when a fifth of a table is dead and at
/// most once a minute; their space is reused but not returned.
const fn bytes_bound(first: u64) -> u64 {
    first * 3 + (16 << 20)
}

/// Tables that grow with the deeds and with time, some with a bound of their own. The journal is compared with the deeds of each salon, see [`untold`].
const GROWING: [&str; 4] = ["session_events", "session_counts", "pairing_budgets", "whatsapp_next_auth"];

/// Numbers of a salon that are asked for codes: its maximum number of code usage rows, however often they are asked.
const NUMBERS: u64 = 2;

/// Tolerance of key rows, in percent: pre-keys that were used and not replaced yet, or replaced by a whole batch.
const KEYS_PERCENT: u64 = 10;

/// Descriptions of what has grown between two measurements of the same sessions.
pub fn growth(first: &Measure, last: &Measure) -> Vec<String> {
    let mut found = Vec::new();
    let mut hold = |what: &str, is: u64, was: u64, bound: u64| {
        if is > bound {
            found.push(format!("{what}: {is}, at first {was}, must not be more than {bound}"));
        }
    };
    hold("bytes of memory", last.memory, first.memory, memory_bound(first.memory));
    hold("descriptors", last.descriptors, first.descriptors, first.descriptors + SLACK);
    hold("threads", last.threads, first.threads, first.threads + SLACK);
    hold("messages in mailboxes", last.mailboxes, first.mailboxes, 0);
    hold("WebSockets", last.clients, first.clients, first.clients);
    hold("journal entries given up", last.dropped, first.dropped, 0);
    hold("rows of pairing_budgets", last.rows("pairing_budgets"), 0, NUMBERS * last.rows("whatsapp_auth"));
    // An emptied row of a next slot stays, for its fence: one for each company that has ever changed its phone.
    hold("rows of whatsapp_next_auth", last.rows("whatsapp_next_auth"), 0, last.rows("whatsapp_auth"));
    for (name, was) in first.tables.iter().filter(|(name, _)| !GROWING.contains(&name.as_str())) {
        let is = last.tables.get(name).copied().unwrap_or_default();
        let rows = if name == "whatsapp_keys" { was.rows + was.rows * KEYS_PERCENT / 100 } else { was.rows };
        hold(&format!("rows of {name}"), is.rows, was.rows, rows);
        hold(&format!("bytes of {name}"), is.bytes, was.bytes, bytes_bound(was.bytes));
    }
    found
}

/// Descriptions of sessions and rows that are missing since the first measurement.
pub fn loss(first: &Measure, last: &Measure) -> Vec<String> {
    let mut found = Vec::new();
    let mut hold = |what: &str, is: u64, was: u64, bound: u64| {
        if is < bound {
            found.push(format!("{what}: {is}, at first {was}, must not be less than {bound}"));
        }
    };
    hold("connected sessions", last.connected, first.connected, first.connected);
    let (is, was) = (last.rows("whatsapp_auth"), first.rows("whatsapp_auth"));
    hold("rows of whatsapp_auth", is, was, was);
    let (is, was) = (last.rows("whatsapp_keys"), first.rows("whatsapp_keys"));
    hold("rows of whatsapp_keys", is, was, was - was * KEYS_PERCENT / 100);
    found
}

/// Journal entries of one company.
#[derive(Debug, Default)]
pub struct Entries {
    /// Number by the entry's event, or by the code of a failure.
    by_name: HashMap<String, u64>,
    /// Number of all entries.
    all: u64,
}

/// Reads the counts of all journal entries, by company.
pub async fn journal(database: &Client) -> HashMap<String, Entries> {
    let counted = "SELECT company_id, coalesce(code, event), count(*) FROM session_events GROUP BY 1, 2";
    let mut found: HashMap<String, Entries> = HashMap::new();
    for row in database.query(counted, &[]).await.expect("the journal") {
        let count = u64::try_from(row.get::<_, i64>(2)).unwrap_or(0);
        let entries = found.entry(row.get(0)).or_default();
        entries.all += count;
        *entries.by_name.entry(row.get(1)).or_default() += count;
    }
    found
}

/// Descriptions of differences between a salon's journal and the model. A failure is noted again by each life of the
/// session that begins with it, and a connection may break twice where it was cut once: for those the count is a
/// minimum.
pub fn untold(salon: &Salon, entries: Option<&Entries>) -> Vec<String> {
    let none = Entries::default();
    let entries = entries.unwrap_or(&none);
    let count = |name: &str| entries.by_name.get(name).copied().unwrap_or(0);
    let mut found = Vec::new();
    for (name, times) in &salon.noted {
        let is_code = name.starts_with(char::is_uppercase);
        if count(name) < *times || !is_code && count(name) > *times {
            found.push(format!("the journal has {} {name}, there were {times}", count(name)));
        }
    }
    // A phone that was linked beside the line is connected before it is the line.
    let connected = count("connected") + count("change_connected");
    if connected < salon.connects {
        found.push(format!("the journal has {connected} connected, there were {}", salon.connects));
    }
    if entries.all > salon.entries {
        found.push(format!("the journal has {} entries, more than {} for what was done", entries.all, salon.entries));
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::deeds::{Deed, Way, Which};
    use crate::measure::Table;
    use crate::model::Done;

    fn measure() -> Measure {
        let table = Table { rows: 1_000, bytes: 1 << 20 };
        let tables = ["whatsapp_auth", "whatsapp_keys", "session_events"].map(|name| (name.to_owned(), table)).into();
        Measure { memory: 100 << 20, threads: 9, descriptors: 1_050, connected: 1_000, tables, ..Measure::default() }
    }

    #[test]
    fn equal_measurements_show_no_growth_and_no_loss() {
        assert_eq!(growth(&measure(), &measure()), Vec::<String>::new());
        assert_eq!(loss(&measure(), &measure()), Vec::<String>::new());
    }

    #[test]
    fn a_leak_of_anything_is_named() {
        type Leak = fn(&mut Measure);
        let cases: [(&str, Leak); 5] = [
            ("bytes of memory", |last| last.memory *= 2),
            ("descriptors", |last| last.descriptors += 100),
            ("messages in mailboxes", |last| last.mailboxes = 1),
            ("WebSockets", |last| last.clients = 1),
            ("rows of whatsapp_keys", |last| last.tables.get_mut("whatsapp_keys").unwrap().rows *= 2),
        ];
        for (what, leak) in cases {
            let mut last = measure();
            leak(&mut last);
            let found = growth(&measure(), &last);
            assert!(found.len() == 1 && found[0].starts_with(what), "{found:?}");
        }
    }

    #[test]
    fn journal_may_grow_but_a_lost_session_is_reported() {
        let mut last = measure();
        last.tables.get_mut("session_events").unwrap().rows *= 50;
        assert_eq!(growth(&measure(), &last), Vec::<String>::new());
        last.connected -= 1;
        assert_eq!(loss(&measure(), &last).len(), 1);
    }

    #[test]
    fn missing_and_surplus_entries_are_reported() {
        let salon = Salon::new(1).after(Deed::Pair(Way::Qr, Which::First), Done { requests: 1 }, Default::default());
        let entries = |asked: u64, connected: u64, all: u64| {
            let by_name = [("pairing_requested".to_owned(), asked), ("connected".to_owned(), connected)].into();
            Entries { by_name, all }
        };
        assert_eq!(untold(&salon, Some(&entries(1, 1, 5))), Vec::<String>::new());
        for (wrong, says) in [
            (entries(0, 1, 5), "0 pairing_requested"),
            (entries(2, 1, 5), "2 pairing_requested"),
            (entries(1, 0, 5), "0 connected"),
            (entries(1, 1, 500), "500 entries"),
        ] {
            let found = untold(&salon, Some(&wrong));
            assert!(found.len() == 1 && found[0].contains(says), "{found:?}");
        }
        assert_eq!(untold(&salon, None).len(), 2);
    }
}
