//! Rows of all sessions and the order of their changes; pure, without I/O. Each change gets the next sequence number. A
//! watcher that gives the number it has read to gets the current row of everything that changed after it, each session
//! once. So a watcher that does not read costs nothing: no changes are queued for it.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;

use linekeeper_domain::CompanyId;
use linekeeper_domain::session::Status;
use serde::Serialize;

/// Most removed sessions that are remembered, so that watchers learn of the removal. A watcher that may have missed a
/// forgotten one reads everything again.
const REMEMBERED: usize = 10_000;

/// One session in the list of all sessions.
#[cfg_attr(test, derive(PartialEq, Eq))]
#[derive(Debug, Clone, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct SessionRow {
    /// Current status of the session.
    #[serde(flatten)]
    #[schema(value_type = Status)]
    pub status: Arc<Status>,
    /// Restarts of the session for as long as the supervisor has known it without a break.
    pub restarts: u64,
}

/// Position of a watcher in the sequence of changes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Position {
    /// Sequence number of the last change it has read.
    pub number: u64,
    /// Removals up to this number need not be reported to it: it has read them, or it started after them. Greater than
    /// `number` while it reads, for the first time, the sessions that existed when it started.
    pub(super) cleared: u64,
}

impl Position {
    /// Position of a watcher that says it has read up to `number`.
    pub(crate) const fn at(number: u64) -> Self {
        Self { number, cleared: number }
    }
}

/// Changes after a position, or as many of them as fit into one frame.
#[cfg_attr(test, derive(PartialEq, Eq))]
#[derive(Debug, Clone)]
pub(super) struct Changes {
    /// Number the watcher had read to; zero means that it must discard what it knows.
    pub(super) from: u64,
    /// Position of the watcher after these changes.
    pub(super) to: Position,
    /// Sessions that changed or are new.
    pub(super) rows: Vec<SessionRow>,
    /// Companies whose session was removed.
    pub(super) gone: Vec<CompanyId>,
    /// More changes follow after `to`.
    pub(super) more: bool,
}

/// All sessions, ordered by the number of their last change.
#[derive(Debug)]
pub(super) struct Rows {
    remembered: usize,
    last: u64,
    places: HashMap<CompanyId, Place>,
    by_number: BTreeMap<u64, CompanyId>,
    departed: BTreeSet<u64>,
    /// Greatest number of a removal that is no longer remembered.
    forgotten: u64,
}

/// Number of a company's last change, and its row since then; no row once the session is removed.
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
    /// Creates rows that remember at most `remembered` removals.
    fn remembering(remembered: usize) -> Self {
        let (places, by_number, departed) = (HashMap::new(), BTreeMap::new(), BTreeSet::new());
        Self { remembered, last: 0, places, by_number, departed, forgotten: 0 }
    }

    /// Stores the current row of a session.
    pub(super) fn show(&mut self, row: SessionRow) {
        let company = row.status.company_id.clone();
        self.put(company, Some(row));
    }

    /// Removes a company's session.
    pub(super) fn leave(&mut self, company: CompanyId) {
        if self.places.get(&company).is_none_or(|place| place.row.is_none()) {
            return;
        }
        self.put(company, None);
        if self.departed.len() > self.remembered {
            self.forget_the_oldest();
        }
    }

    /// Number of the last change.
    pub(super) const fn last(&self) -> u64 {
        self.last
    }

    /// Returns what changed after this position, at most `limit` companies.
    pub(super) fn since(&self, position: Position, limit: usize) -> Changes {
        let known = position.cleared >= self.forgotten && position.number <= self.last;
        let from = if known { position.number } else { 0 };
        // A watcher that starts now needs no removal from before.
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

    /// Watcher that applies what it reads.
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
    fn session_that_changed_often_is_read_once_in_its_last_state() {
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
    fn number_of_another_process_reads_from_the_start() {
        let mut rows = Rows::default();
        rows.show(row("a", 0));
        assert_eq!(rows.since(Position::at(7), 500).from, 0);
        assert_eq!(rows.since(Position::at(7), 500).rows.len(), 1);
    }

    #[test]
    fn watcher_that_missed_forgotten_removals_reads_all_again() {
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
    fn new_watcher_reads_to_the_end_after_forgotten_removals() {
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
        fn reader_at_any_pace_ends_up_with_the_present_sessions(
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
