//! Every session as it looks, and what of it changed since a watcher last looked: decisions only. Each change gets the next
//! number; a watcher that says how far it has read gets the present look of whatever changed after that, each session once.
//! So a watcher costs nothing while it does not read, and what happened in between is not kept for it.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;

use linekeeper_domain::CompanyId;
use linekeeper_domain::session::Status;
use serde::Serialize;

/// How many companies without a session are remembered, so that watchers hear of it. Who may have missed another begins anew.
const REMEMBERED: usize = 10_000;

/// A session in the list of all.
#[cfg_attr(test, derive(PartialEq, Eq))]
#[derive(Debug, Clone, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct SessionRow {
    /// How it looks.
    #[serde(flatten)]
    #[schema(value_type = Status)]
    pub status: Arc<Status>,
    /// How often it was restarted since the service has known of it without a break.
    pub restarts: u64,
}

/// Where a watcher is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Position {
    /// The number it has read to.
    pub number: u64,
    /// Departures up to here do not concern it: it has read of them, or began after them. Ahead of `number` while it reads for the
    /// first time what was there when it began.
    pub(super) cleared: u64,
}

impl Position {
    /// Of one that says it has read so far.
    pub(crate) const fn at(number: u64) -> Self {
        Self { number, cleared: number }
    }
}

/// What changed, or the beginning of it.
#[cfg_attr(test, derive(PartialEq, Eq))]
#[derive(Debug, Clone)]
pub(super) struct Changes {
    /// The number the watcher had read to; zero means that whatever it knew is to be forgotten.
    pub(super) from: u64,
    /// Where it is with this.
    pub(super) to: Position,
    /// Sessions that look different, or are new.
    pub(super) rows: Vec<SessionRow>,
    /// Companies that have none any more.
    pub(super) gone: Vec<CompanyId>,
    /// Whether there is more after `to`.
    pub(super) more: bool,
}

/// The sessions and the order of their last changes.
#[derive(Debug)]
pub(super) struct Rows {
    remembered: usize,
    last: u64,
    places: HashMap<CompanyId, Place>,
    by_number: BTreeMap<u64, CompanyId>,
    departed: BTreeSet<u64>,
    /// The greatest number of a departure that is not remembered.
    forgotten: u64,
}

/// When a company's session last changed, and how it looks since: nothing, when it has gone.
#[derive(Debug)]
struct Place {
    number: u64,
    row: Option<SessionRow>,
}

impl Default for Rows {
    fn default() -> Self {
        Self::remembering(REMEMBERED)
    }
}

impl Rows {
    /// Rows that remember so many departures.
    fn remembering(remembered: usize) -> Self {
        let (places, by_number, departed) = (HashMap::new(), BTreeMap::new(), BTreeSet::new());
        Self { remembered, last: 0, places, by_number, departed, forgotten: 0 }
    }

    /// A session looks like this now.
    pub(super) fn show(&mut self, row: SessionRow) {
        let company = row.status.company_id.clone();
        self.put(company, Some(row));
    }

    /// A company has no session any more.
    pub(super) fn leave(&mut self, company: CompanyId) {
        if self.places.get(&company).is_none_or(|place| place.row.is_none()) {
            return;
        }
        self.put(company, None);
        if self.departed.len() > self.remembered {
            self.forget_the_oldest();
        }
    }

    /// The number of the last change.
    pub(super) const fn last(&self) -> u64 {
        self.last
    }

    /// What changed after this position, at most `limit` companies.
    pub(super) fn since(&self, position: Position, limit: usize) -> Changes {
        let known = position.cleared >= self.forgotten && position.number <= self.last;
        let from = if known { position.number } else { 0 };
        // Who begins now misses no departure of before.
        let cleared = if from == 0 { self.last } else { position.cleared };
        let to = Position { number: self.last, cleared };
        let mut changes = Changes { from, to, rows: Vec::new(), gone: Vec::new(), more: false };
        for (taken, (number, company)) in self.by_number.range(from + 1..).enumerate() {
            if taken == limit {
                changes.more = true;
                break;
            }
            changes.to.number = *number;
            match self.places.get(company).and_then(|place| place.row.clone()) {
                Some(row) => changes.rows.push(row),
                None => changes.gone.push(company.clone()),
            }
        }
        if !changes.more {
            changes.to.number = self.last;
        }
        changes.to.cleared = cleared.max(changes.to.number);
        changes
    }

    fn put(&mut self, company: CompanyId, row: Option<SessionRow>) {
        self.last += 1;
        let number = self.last;
        if row.is_none() {
            self.departed.insert(number);
        }
        self.by_number.insert(number, company.clone());
        if let Some(before) = self.places.insert(company, Place { number, row }) {
            self.by_number.remove(&before.number);
            self.departed.remove(&before.number);
        }
    }

    fn forget_the_oldest(&mut self) {
        let Some(number) = self.departed.pop_first() else { return };
        self.forgotten = number;
        if let Some(company) = self.by_number.remove(&number) {
            self.places.remove(&company);
        }
    }
}

#[cfg(test)]
mod tests {
    use linekeeper_domain::Timestamp;
    use linekeeper_domain::session::{Session, SessionPolicy};
    use proptest::prelude::*;

    use super::*;

    fn row(company: &str, restarts: u64) -> SessionRow {
        let now = Timestamp::from_timestamp(1_795_000_000, 0).unwrap();
        let correlation = "test-1".parse().unwrap();
        let (session, _) = Session::new(company.parse().unwrap(), SessionPolicy::default(), correlation, now);
        SessionRow { status: Arc::new(session.status(now)), restarts }
    }

    /// What a watcher has read so far.
    struct Reader {
        at: Position,
        known: BTreeMap<String, u64>,
    }

    impl Default for Reader {
        fn default() -> Self {
            Self { at: Position::at(0), known: BTreeMap::new() }
        }
    }

    impl Reader {
        fn read(&mut self, rows: &Rows, limit: usize) -> bool {
            let changes = rows.since(self.at, limit);
            if changes.from == 0 {
                self.known.clear();
            } else {
                assert_eq!(changes.from, self.at.number);
            }
            for row in &changes.rows {
                self.known.insert(row.status.company_id.to_string(), row.restarts);
            }
            for company in &changes.gone {
                self.known.remove(company.as_str());
            }
            self.at = changes.to;
            changes.more
        }
    }

    fn companies(rows: &Rows) -> BTreeMap<String, u64> {
        let present = rows.places.iter().filter_map(|(company, place)| Some((company, place.row.as_ref()?)));
        present.map(|(company, row)| (company.to_string(), row.restarts)).collect()
    }

    #[test]
    fn a_session_that_changed_often_is_told_once_as_it_is_now() {
        let mut rows = Rows::default();
        for restarts in 0..100 {
            rows.show(row("a", restarts));
            rows.show(row("b", restarts));
        }
        let changes = rows.since(Position::at(50), 500);
        assert_eq!((changes.from, changes.to, changes.more), (50, Position::at(200), false));
        assert_eq!(changes.rows, [row("a", 99), row("b", 99)]);
        assert_eq!(rows.since(Position::at(200), 500).rows, []);
    }

    #[test]
    fn a_number_of_another_process_is_no_place_to_go_on_from() {
        let mut rows = Rows::default();
        rows.show(row("a", 0));
        assert_eq!(rows.since(Position::at(7), 500).from, 0);
        assert_eq!(rows.since(Position::at(7), 500).rows.len(), 1);
    }

    #[test]
    fn departures_are_remembered_within_bounds_and_who_missed_them_begins_anew() {
        let mut rows = Rows::default();
        rows.show(row("stays", 0));
        let read = rows.last();
        for number in 0..=REMEMBERED {
            rows.show(row(&format!("c{number}"), 0));
            rows.leave(format!("c{number}").parse().unwrap());
        }
        assert_eq!((rows.places.len(), rows.by_number.len()), (REMEMBERED + 1, REMEMBERED + 1));
        let changes = rows.since(Position::at(read), 10);
        assert_eq!((changes.from, &changes.rows[..]), (0, &[row("stays", 0)][..]));
        assert_eq!(rows.since(Position::at(rows.forgotten), 1).from, rows.forgotten);
    }

    #[test]
    fn who_begins_after_more_departures_than_are_remembered_reads_to_the_end() {
        let mut rows = Rows::remembering(10);
        for number in 0..20 {
            rows.show(row(&format!("quiet{number}"), 0));
        }
        for number in 0..50 {
            rows.show(row(&format!("c{number}"), 0));
            rows.leave(format!("c{number}").parse().unwrap());
        }
        let mut reader = Reader::default();
        let pages = std::iter::from_fn(|| reader.read(&rows, 3).then_some(())).take(1_000).count();
        assert!(pages < 20, "the first page came again and again");
        assert_eq!(reader.known, companies(&rows));
    }

    proptest! {
        #[test]
        fn whoever_reads_at_whatever_pace_ends_up_with_what_is_there(
            remembered in 0_usize..6,
            deeds in prop::collection::vec((0_u8..12, prop::bool::weighted(0.3), 0_usize..4, prop::bool::weighted(0.1)), 1..200)
        ) {
            let (mut rows, mut reader) = (Rows::remembering(remembered), Reader::default());
            for (step, (company, leaves, limit, restarted)) in deeds.into_iter().enumerate() {
                let company = format!("c{company}");
                if leaves {
                    rows.leave(company.parse().unwrap());
                } else {
                    rows.show(row(&company, step as u64));
                }
                if restarted {
                    reader = Reader::default();
                }
                if limit > 0 {
                    reader.read(&rows, limit);
                }
            }
            let pages = std::iter::from_fn(|| reader.read(&rows, 2).then_some(())).take(100).count();
            prop_assert!(pages < 100);
            prop_assert_eq!(reader.known, companies(&rows));
            prop_assert_eq!(reader.at, Position::at(rows.last()));
        }
    }
}
