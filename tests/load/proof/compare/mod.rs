//! Comparison of what was sent, what the logs hold and what the receiver took: pure functions, one line at a time.

mod log;
mod receiver;
mod sends;
#[cfg(test)]
mod tests;

use std::collections::BTreeMap;

pub use log::{compare_log, missing};
pub use receiver::compare_receiver;
pub use sends::{Sends, compare_sends, open_sends};

/// Number of examples that are kept.
const EXAMPLES: usize = 20;

/// Ways in which two records differ.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Fault {
    /// Present before, absent after.
    Lost,
    /// Absent before, present after.
    Invented,
    /// Present in both, and not the same.
    Altered,
    /// Once before, several times after.
    Doubled,
    /// Before an earlier one of its chat.
    Disordered,
    /// A number is left out in a sequence without gaps.
    Gap,
}

impl Fault {
    /// All, with their names in the table.
    pub const ALL: [(Self, &'static str); 6] = [
        (Self::Lost, "lost"),
        (Self::Invented, "invented"),
        (Self::Altered, "altered"),
        (Self::Doubled, "doubled"),
        (Self::Disordered, "out of order"),
        (Self::Gap, "gaps"),
    ];
}

/// Result of a comparison.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub struct Findings {
    counts: BTreeMap<Fault, u64>,
    /// The first differences, in words.
    pub examples: Vec<String>,
    /// Messages that came later than their place because they had to be asked for again.
    pub late: u64,
    /// Messages of one side of a direct chat that came after a newer one of the other side.
    pub crossed: u64,
    /// Further deliveries under the `webhook-id` of the first.
    pub repeated: u64,
}

impl Findings {
    /// Number of differences of a kind.
    pub fn count(&self, fault: Fault) -> u64 {
        self.counts.get(&fault).copied().unwrap_or(0)
    }

    /// Number of all differences.
    pub fn all(&self) -> u64 {
        self.counts.values().sum()
    }

    fn add(&mut self, fault: Fault, what: impl FnOnce() -> String) {
        *self.counts.entry(fault).or_default() += 1;
        if self.examples.len() < EXAMPLES {
            self.examples.push(format!("{fault:?}: {}", what()));
        }
    }

    /// Adds those of another line.
    pub fn merge(&mut self, line: &str, other: Self) {
        for (fault, count) in other.counts {
            *self.counts.entry(fault).or_default() += count;
        }
        let room = EXAMPLES.saturating_sub(self.examples.len());
        self.examples.extend(other.examples.into_iter().take(room).map(|what| format!("{line}: {what}")));
        self.late += other.late;
        self.crossed += other.crossed;
        self.repeated += other.repeated;
    }
}
