//! A batch of journal entries as the arrays of one SQL statement, so that it takes one round trip however large it is.

use std::borrow::Cow;

use linekeeper_domain::Timestamp;
use linekeeper_domain::session::StateName;
use linekeeper_ports::JournalEntry;
use tokio_postgres::types::{ToSql, Type};

/// The longest name of an event that is kept, in characters; longer ones are cut.
pub const MAX_EVENT_TEXT: usize = 64;

/// The longest reason that is kept, in characters; longer ones are cut.
pub const MAX_REASON_TEXT: usize = 128;

/// The states before and after, as far as they are kept.
pub(crate) type Transition = Option<(StateName, StateName)>;

/// Entries, taken apart into columns.
pub(crate) struct EntryColumns<'a> {
    companies: Vec<&'a str>,
    times: Vec<Timestamp>,
    events: Vec<Cow<'a, str>>,
    from: Vec<Option<&'static str>>,
    to: Vec<Option<&'static str>>,
    reasons: Vec<Option<Cow<'a, str>>>,
    codes: Vec<Option<&'static str>>,
    actors: Vec<&'static str>,
    correlations: Vec<Option<&'a str>>,
    principals: Vec<Option<String>>,
}

impl<'a> EntryColumns<'a> {
    /// Takes entries apart; `transition` says which states of an entry are kept.
    pub(crate) fn of(entries: &'a [JournalEntry], transition: impl Fn(&JournalEntry) -> Transition) -> Self {
        let transitions: Vec<_> = entries.iter().map(transition).collect();
        let named = |entry: &'a JournalEntry| fitting(&entry.event, MAX_EVENT_TEXT).unwrap_or(Cow::Borrowed("unnamed"));
        let reason = |entry: &'a JournalEntry| fitting(entry.reason.as_deref()?, MAX_REASON_TEXT);
        Self {
            companies: entries.iter().map(|entry| entry.company.as_str()).collect(),
            times: entries.iter().map(|entry| entry.at).collect(),
            events: entries.iter().map(named).collect(),
            from: transitions.iter().map(|states| states.map(|(from, _)| from.as_str())).collect(),
            to: transitions.iter().map(|states| states.map(|(_, to)| to.as_str())).collect(),
            reasons: entries.iter().map(reason).collect(),
            codes: entries.iter().map(|entry| entry.code.map(|code| code.name())).collect(),
            actors: entries.iter().map(|entry| entry.actor.as_str()).collect(),
            correlations: entries.iter().map(|entry| entry.correlation.as_ref().map(|id| id.as_str())).collect(),
            principals: entries.iter().map(|entry| entry.principal.as_ref().map(ToString::to_string)).collect(),
        }
    }

    /// The parameters of the statement, in the order of the table's columns.
    pub(crate) fn params(&self) -> [(&(dyn ToSql + Sync), Type); 10] {
        [
            (&self.companies, Type::TEXT_ARRAY),
            (&self.times, Type::TIMESTAMPTZ_ARRAY),
            (&self.events, Type::TEXT_ARRAY),
            (&self.from, Type::TEXT_ARRAY),
            (&self.to, Type::TEXT_ARRAY),
            (&self.reasons, Type::TEXT_ARRAY),
            (&self.codes, Type::TEXT_ARRAY),
            (&self.actors, Type::TEXT_ARRAY),
            (&self.correlations, Type::TEXT_ARRAY),
            (&self.principals, Type::TEXT_ARRAY),
        ]
    }
}

/// What a CHECK of the table would refuse would take the whole batch with it, so it is made to fit; nothing when nothing is left.
/// Nearly every text fits as it is.
fn fitting(text: &str, most: usize) -> Option<Cow<'_, str>> {
    let fits = text.len() <= most && !text.contains('\0');
    let fit: Cow<'_, str> =
        if fits { text.into() } else { text.chars().filter(|c| *c != '\0').take(most).collect::<String>().into() };
    (!fit.is_empty()).then_some(fit)
}
