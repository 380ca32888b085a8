//! Result of a run, and its table.

use std::fmt::Write as _;

use crate::compare::{Fault, Findings};
use crate::kills::Tally;

/// Result of a run.
pub struct Outcome {
    /// Seed that repeats it.
    pub seed: u64,
    /// Its duration in seconds.
    pub seconds: f64,
    /// Kills by point.
    pub kills: Tally,
    /// Messages that phones sent to the lines; one to two lines counts twice.
    pub sent: usize,
    /// Events of all logs.
    pub logged: usize,
    /// Deliveries that the receiver took.
    pub received: usize,
    /// The logs against what was sent.
    pub log: Findings,
    /// The receiver against the logs; none without one.
    pub receiver: Option<Findings>,
    /// Messages that callers ordered.
    pub asked: usize,
    /// What phones have taken and statuses say, against what was ordered.
    pub sends: Findings,
    /// What could not be read, in words.
    pub unreadable: Vec<String>,
    /// Messages that WhatsApp holds no acknowledgement of in the end.
    pub unacknowledged: u64,
    /// Requests to the receiver whose signature did not verify.
    pub unsigned: u64,
}

impl Outcome {
    /// Whether nothing is wrong.
    pub fn is_clean(&self) -> bool {
        let differences = self.log.all() + self.receiver.as_ref().map_or(0, Findings::all) + self.sends.all();
        let others = self.unacknowledged + self.unsigned + self.unreadable.len() as u64;
        differences + others == 0 && self.sent > 0 && self.asked > 0
    }

    /// Result as a text table.
    pub fn table(&self) -> String {
        let mut text = String::new();
        let kills: u64 = self.kills.values().map(|(all, _)| all).sum();
        let _ = writeln!(text, "\n{kills} kills in {:.0} s, seed {}", self.seconds, self.seed);
        for (point, (all, reached)) in &self.kills {
            let missed = if reached == all { String::new() } else { format!(", reached {reached}") };
            let _ = writeln!(text, "  {all:>6}  {point}{missed}");
        }
        let _ = write!(text, "\n  {:<10}{:>9}", "", "count");
        for (_, name) in Fault::ALL {
            let _ = write!(text, "{name:>14}");
        }
        let _ = writeln!(text, "{:>9}{:>9}{:>11}", "late", "crossed", "repeated");
        let _ = writeln!(text, "  {:<10}{:>9}", "sent", self.sent);
        let rows = [
            ("log", self.logged, Some(&self.log)),
            ("receiver", self.received, self.receiver.as_ref()),
            ("sends", self.asked, Some(&self.sends)),
        ];
        for (name, count, findings) in rows {
            let Some(findings) = findings else { continue };
            let _ = write!(text, "  {name:<10}{count:>9}");
            for (fault, _) in Fault::ALL {
                let _ = write!(text, "{:>14}", findings.count(fault));
            }
            let _ = writeln!(text, "{:>9}{:>9}{:>11}", findings.late, findings.crossed, findings.repeated);
        }
        let (open, unsigned, unread) = (self.unacknowledged, self.unsigned, self.unreadable.len());
        let _ = writeln!(text, "\n  {open} not acknowledged, {unsigned} with a wrong signature, {unread} unreadable\n");
        let others = self.receiver.iter().chain([&self.sends]);
        let examples = others.flat_map(|findings| &findings.examples);
        for what in self.log.examples.iter().chain(examples).chain(self.unreadable.iter().take(20)) {
            let _ = writeln!(text, "wrong: {what}");
        }
        let _ = write!(text, "{}, seed {}", if self.is_clean() { "nothing is wrong" } else { "WRONG" }, self.seed);
        text
    }
}
