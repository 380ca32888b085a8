//! Result of a soak, and its table.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use serde::Serialize;

use crate::measure::Measure;

/// Result of a run.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Summary {
    /// Seed that repeats the run.
    pub seed: u64,
    /// Number of sessions.
    pub sessions: usize,
    /// Duration of the deeds in seconds.
    pub seconds: f64,
    /// Number of deeds by name.
    pub deeds: BTreeMap<&'static str, u64>,
    /// Maximum number of messages seen waiting in mailboxes.
    pub most_waiting: u64,
    /// Texts that devices had to receive.
    pub texts: u64,
    /// Resources at first.
    pub first: Measure,
    /// Resources of the same sessions in the end.
    pub last: Measure,
    /// Failures found.
    pub failures: Vec<String>,
}

/// Size formatted in mebibytes.
pub fn mib(bytes: u64) -> String {
    format!("{:.1} MiB", bytes as f64 / f64::from(1 << 20))
}

impl Summary {
    /// Result as a text table.
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
