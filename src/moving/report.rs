//! What became of each company.

use std::fmt::Write as _;

use linekeeper_domain::CompanyId;
use serde::Serialize;

/// What became of one company.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "outcome", rename_all = "snake_case")]
pub enum Outcome {
    /// Its session is stored, or would be.
    Imported {
        /// The number, masked.
        phone: String,
        /// Stored rows of keys.
        keys: usize,
        /// Keys of types that have no counterpart here.
        left_out: usize,
    },
    /// A session is stored here already; it was left as it is.
    AlreadyThere,
    /// The old system has no linked device of it.
    NotPaired,
    /// Another company has the account.
    PhoneInUse {
        /// The number, masked.
        phone: String,
    },
    /// Its state cannot be read.
    Damaged {
        /// The field, and what is wrong with it.
        why: String,
    },
    /// Its id is outside our rule, and not in the mapping.
    NoId,
    /// The database failed.
    Failed {
        /// Text for the operator.
        why: String,
    },
}

impl Outcome {
    /// Whether somebody has to look at it.
    #[must_use]
    pub const fn is_trouble(&self) -> bool {
        match self {
            Self::Imported { .. } | Self::AlreadyThere | Self::NotPaired => false,
            Self::PhoneInUse { .. } | Self::Damaged { .. } | Self::NoId | Self::Failed { .. } => true,
        }
    }

    const fn name(&self) -> &'static str {
        match self {
            Self::Imported { .. } => "imported",
            Self::AlreadyThere => "already there",
            Self::NotPaired => "not paired",
            Self::PhoneInUse { .. } => "phone in use elsewhere",
            Self::Damaged { .. } => "damaged",
            Self::NoId => "id outside the rule",
            Self::Failed { .. } => "failed",
        }
    }

    fn remark(&self) -> String {
        match self {
            Self::Imported { phone, keys, left_out: 0 } => format!("{phone}, {keys} keys"),
            Self::Imported { phone, keys, left_out } => {
                format!("{phone}, {keys} keys; {left_out} of unknown types left out")
            }
            Self::PhoneInUse { phone } => phone.clone(),
            Self::Damaged { why } | Self::Failed { why } => why.clone(),
            Self::NoId => "give it an id in the file of --ids".to_owned(),
            Self::AlreadyThere | Self::NotPaired => String::new(),
        }
    }
}

/// A company of the old system, and what became of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Entry {
    /// Its id there.
    pub id: String,
    /// Its id here.
    pub company_id: Option<CompanyId>,
    /// What became of it.
    #[serde(flatten)]
    pub outcome: Outcome,
}

/// What became of all.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Report {
    /// Whether nothing was stored.
    pub dry_run: bool,
    /// The companies, in the order of their ids.
    pub companies: Vec<Entry>,
}

impl Report {
    /// Whether somebody has to look at something.
    #[must_use]
    pub fn has_trouble(&self) -> bool {
        self.companies.iter().any(|entry| entry.outcome.is_trouble())
    }

    /// The report as a table with its sums.
    #[must_use]
    pub fn table(&self) -> String {
        let widest = |width: usize, entry: &Entry| width.max(entry.id.chars().count());
        let width = self.companies.iter().fold("company".len(), widest).min(40);
        let mut text = format!("{:<width$}  {:<22}  remark\n", "company", "outcome");
        for Entry { id, outcome, .. } in &self.companies {
            let _ = writeln!(text, "{id:<width$}  {:<22}  {}", outcome.name(), outcome.remark());
        }
        let mut sums: Vec<(&str, usize)> = Vec::new();
        for name in self.companies.iter().map(|entry| entry.outcome.name()) {
            match sums.iter_mut().find(|(known, _)| *known == name) {
                Some((_, count)) => *count += 1,
                None => sums.push((name, 1)),
            }
        }
        let sums: Vec<String> = sums.iter().map(|(name, count)| format!("{count} {name}")).collect();
        let sums = if sums.is_empty() { "no companies".to_owned() } else { sums.join(", ") };
        let dry = if self.dry_run { " (dry run: nothing was stored)" } else { "" };
        let _ = writeln!(text, "\n{sums}{dry}");
        text
    }
}
