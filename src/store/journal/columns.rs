//! Journal entries as the arrays of one INSERT, so that a batch takes one round trip however large it is.

use std::borrow::Cow;

use linekeeper_domain::Timestamp;
use linekeeper_domain::session::StateName;
use linekeeper_ports::JournalEntry;
use tokio_postgres::types::{ToSql, Type};

/// Longest event name that is stored, in characters; longer ones are cut.
pub const MAX_EVENT_TEXT: usize = 64;

/// Longest reason that is stored, in characters; longer ones are cut.
pub const MAX_REASON_TEXT: usize = 128;

/// State before and state after, if they are stored.
pub(crate) type Transition = Option<(StateName, StateName)>;

/// Columns of a batch of entries.
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
    /// Splits entries into columns; `transition` selects the states that are stored of an entry.
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

    /// Parameters of the statement, in the order of the table's columns.
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

/// Makes a text satisfy the CHECK of its column, which would otherwise fail the whole batch: drops zero bytes and cuts
/// to `most` characters. Returns nothing if nothing is left. Most texts fit and are borrowed.
fn fitting(text: &str, most: usize) -> Option<Cow<'_, str>> {
    let fits = text.len() <= most && !text.contains('\0');
    let fit: Cow<'_, str> =
        if fits { text.into() } else { text.chars().filter(|c| *c != '\0').take(most).collect::<String>().into() };
    (!fit.is_empty()).then_some(fit)
}
