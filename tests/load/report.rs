//! Figures of all subjects, as a Markdown table and as JSON.

use std::fmt::Write as _;

use serde::Serialize;

use crate::machine::Machine;

/// Subject of a measurement.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "camelCase")]
pub enum Subject {
    /// Linekeeper, as a process with its PostgreSQL.
    Linekeeper,
    /// The client library by itself, its store in memory.
    Bare,
    /// Baileys 6.7, all clients in one process.
    Baileys6,
    /// Baileys 7, all clients in one process.
    Baileys7,
}

impl Subject {
    /// All subjects, in the order of the columns.
    pub const ALL: [Self; 4] = [Self::Linekeeper, Self::Bare, Self::Baileys6, Self::Baileys7];

    const fn name(self) -> &'static str {
        match self {
            Self::Linekeeper => "Linekeeper",
            Self::Bare => "bare library",
            Self::Baileys6 => "Baileys 6.7",
            Self::Baileys7 => "Baileys 7",
        }
    }
}

/// A figure with the values of all subjects.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Row {
    /// Heading under which the table shows it.
    pub chapter: &'static str,
    /// Measured quantity.
    pub figure: String,
    /// Unit of the values.
    pub unit: &'static str,
    /// Values of the measured subjects.
    pub values: Vec<(Subject, f64)>,
    /// Target, and whether it is met; `None` if there is none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub target: Option<Target>,
}

/// Target of a figure.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Target {
    /// Description, for example `≤ 1.3 × bare library`.
    pub text: String,
    /// Whether the target is met.
    pub met: bool,
}

impl Row {
    /// Creates a figure without values.
    pub fn new(chapter: &'static str, figure: impl Into<String>, unit: &'static str) -> Self {
        Self { chapter, figure: figure.into(), unit, values: Vec::new(), target: None }
    }

    /// Adds a subject's value; `None` adds nothing.
    #[must_use]
    pub fn with(mut self, subject: Subject, value: impl Into<Option<f64>>) -> Self {
        self.values.extend(value.into().map(|value| (subject, value)));
        self
    }

    /// Adds the target that Linekeeper's value is at most `times` the other's. Without both values nothing is added.
    #[must_use]
    pub fn at_most_times(mut self, times: f64, other: Subject) -> Self {
        if let Some(ratio) = self.ratio(other) {
            self.add_target(format!("≤ {times} × {}", other.name()), ratio <= times);
        }
        self
    }

    /// Adds the target that Linekeeper's value is at least `times` the other's. Without both values nothing is added.
    #[must_use]
    pub fn at_least_times(mut self, times: f64, other: Subject) -> Self {
        if let Some(ratio) = self.ratio(other) {
            self.add_target(format!("≥ {times} × {}", other.name()), ratio >= times);
        }
        self
    }

    /// Adds the target that Linekeeper's value is at most `bound`. Without a value nothing is added.
    #[must_use]
    pub fn at_most(mut self, bound: f64) -> Self {
        if let Some(value) = self.of(Subject::Linekeeper) {
            self.add_target(format!("≤ {}", number(bound)), value <= bound);
        }
        self
    }

    /// Value of a subject.
    #[must_use]
    pub fn of(&self, subject: Subject) -> Option<f64> {
        self.values.iter().find(|(other, _)| *other == subject).map(|(_, value)| *value)
    }

    fn add_target(&mut self, text: String, met: bool) {
        let earlier = self.target.take();
        self.target = Some(match earlier {
            Some(earlier) => Target { text: format!("{}, {text}", earlier.text), met: earlier.met && met },
            None => Target { text, met },
        });
    }

    /// Ratio of Linekeeper's value to another's.
    fn ratio(&self, other: Subject) -> Option<f64> {
        Some(self.of(Subject::Linekeeper)? / self.of(other)?).filter(|ratio| ratio.is_finite())
    }
}

/// Results of one run.
#[derive(Debug, Clone, Serialize)]
pub struct Report {
    /// Machine it ran on.
    pub machine: Machine,
    /// Date of the run.
    pub date: String,
    /// All figures, in the order in which they were measured.
    pub rows: Vec<Row>,
}

impl Report {
    /// Report as JSON.
    #[must_use]
    pub fn json(&self) -> String {
        serde_json::to_string_pretty(self).expect("JSON")
    }

    /// Report as a Markdown table.
    #[must_use]
    pub fn table(&self) -> String {
        let mut text = format!("{}; {}\n\n|  | unit |", self.date, self.machine.line());
        for subject in Subject::ALL {
            let _ = write!(text, " {} |", subject.name());
        }
        text.push_str(
            " × bare | × Baileys 6.7 | × Baileys 7 | target |\n|---|---|---:|---:|---:|---:|---:|---:|---:|---|\n",
        );
        let mut chapter = "";
        for row in &self.rows {
            if std::mem::replace(&mut chapter, row.chapter) != row.chapter {
                let _ = writeln!(text, "| **{}** |{}", row.chapter, " |".repeat(9));
            }
            let _ = writeln!(text, "{}", line(row));
        }
        text
    }

    /// Rows whose target was missed.
    pub fn missed(&self) -> impl Iterator<Item = &Row> {
        self.rows.iter().filter(|row| row.target.as_ref().is_some_and(|target| !target.met))
    }
}

fn line(row: &Row) -> String {
    let mut text = format!("| {} | {} |", row.figure, row.unit);
    for subject in Subject::ALL {
        let _ = write!(text, " {} |", row.of(subject).map(number).unwrap_or_default());
    }
    for other in [Subject::Bare, Subject::Baileys6, Subject::Baileys7] {
        let _ = write!(text, " {} |", row.ratio(other).map(|ratio| format!("{ratio:.2}")).unwrap_or_default());
    }
    let target = row.target.as_ref();
    let _ = write!(text, " {} |", target.map(told).unwrap_or_default());
    text
}

fn told(target: &Target) -> String {
    if target.met { target.text.clone() } else { format!("{} **missed**", target.text) }
}

/// Number with three significant digits, or with all digits before the point.
fn number(value: f64) -> String {
    let decimals = match value.abs() {
        small if small < 0.995 => 3,
        small if small < 9.95 => 2,
        small if small < 99.5 => 1,
        _ => 0,
    };
    format!("{value:.decimals$}")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(ours: f64, bare: f64) -> Row {
        Row::new("memory", "per session", "kB").with(Subject::Linekeeper, ours).with(Subject::Bare, bare)
    }

    #[test]
    fn row_shows_values_ratios_and_target() {
        let text = line(&row(130.0, 100.0).with(Subject::Baileys7, 1_000.0).at_most_times(1.3, Subject::Bare));
        assert_eq!(text, "| per session | kB | 130 | 100 |  | 1000 | 1.30 |  | 0.13 | ≤ 1.3 × bare library |");
    }

    #[test]
    fn missed_target_is_marked_also_one_of_two() {
        let row = row(140.0, 100.0).at_most_times(1.3, Subject::Bare).at_most(200.0);
        let target = row.target.clone().unwrap();
        assert_eq!((target.text.as_str(), target.met), ("≤ 1.3 × bare library, ≤ 200", false));
        assert!(line(&row).ends_with("**missed** |"));
    }

    #[test]
    fn rate_below_its_share_of_another_is_missed() {
        let rated = |ours| row(ours, 100.0).at_least_times(0.5, Subject::Bare).target.unwrap();
        assert_eq!(rated(50.0), Target { text: "≥ 0.5 × bare library".to_owned(), met: true });
        assert!(!rated(49.0).met);
    }

    #[test]
    fn figure_of_one_subject_has_no_ratio_and_no_target() {
        let row = Row::new("fan-out", "last of 1,000", "ms").with(Subject::Linekeeper, 12.0);
        assert_eq!(row.clone().at_most_times(1.0, Subject::Bare).target, None);
        assert_eq!(line(&row), "| last of 1,000 | ms | 12.0 |  |  |  |  |  |  |  |");
    }

    #[test]
    fn numbers_keep_three_digits() {
        assert_eq!([0.123_4, 1.0, 9.96, 45.67, 131_072.4].map(number), ["0.123", "1.00", "10.0", "45.7", "131072"]);
    }
}
