//! What a soak tells: a line now and then, a table in the end.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use serde::Serialize;

use crate::measure::Measure;

/// A whole run.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Summary {
    /// Repeats it.
    pub seed: u64,
    /// Sessions.
    pub sessions: usize,
    /// Seconds of deeds.
    pub seconds: f64,
    /// How often what was done.
    pub deeds: BTreeMap<&'static str, u64>,
    /// The most messages that were seen waiting in mailboxes.
    pub most_waiting: u64,
    /// Texts that devices had to take.
    pub texts: u64,
    /// What was held at first.
    pub first: Measure,
    /// What was held by the same sessions in the end.
    pub last: Measure,
    /// What is wrong.
    pub failures: Vec<String>,
}

/// In mebibytes.
pub fn mib(bytes: u64) -> String {
    format!("{:.1} MiB", bytes as f64 / f64::from(1 << 20))
}

impl Summary {
    /// As a table.
    pub fn table(&self) -> String {
        let mut text = String::new();
        let all: u64 = self.deeds.values().sum();
        let _ = writeln!(text, "\n{} sessions, {:.0} s, seed {}: {all} deeds", self.sessions, self.seconds, self.seed);
        for (name, count) in &self.deeds {
            let _ = writeln!(text, "  {count:>8}  {name}");
        }
        let _ = writeln!(text, "  {:>8}  texts to be taken", self.texts);
        let _ = writeln!(text, "  {:>8}  messages in mailboxes at most\n", self.most_waiting);
        let _ = writeln!(text, "  {:<34}{:>14}{:>14}", "held by all sessions, connected", "at first", "in the end");
        for (what, first, last) in self.rows() {
            let _ = writeln!(text, "  {what:<34}{first:>14}{last:>14}");
        }
        text
    }

    fn rows(&self) -> Vec<(String, String, String)> {
        let (first, last) = (&self.first, &self.last);
        let number = |what: &str, is: u64, will: u64| (what.to_owned(), is.to_string(), will.to_string());
        let memory = |what: &str, is: u64, will: u64| (what.to_owned(), mib(is), mib(will));
        let mut rows = vec![
            memory("memory of the service", first.memory, last.memory),
            memory("memory of PostgreSQL", first.database_memory, last.database_memory),
            number("descriptors", first.descriptors, last.descriptors),
            number("threads", first.threads, last.threads),
            number("connected", first.connected, last.connected),
            number("messages in mailboxes", first.mailboxes, last.mailboxes),
            number("WebSockets", first.clients, last.clients),
            number("journal entries given up", first.dropped, last.dropped),
        ];
        for (name, is) in &self.last.tables {
            let was = first.tables.get(name).copied().unwrap_or_default();
            rows.push(number(&format!("rows of {name}"), was.rows, is.rows));
            rows.push(memory(&format!("size of {name}"), was.bytes, is.bytes));
        }
        rows
    }
}
