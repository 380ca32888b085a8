//! Calls that many companies make at once, carried out together.
//!
//! A call of a gathered kind goes at once and alone while few of its kind are under way. Those that come meanwhile wait, and the
//! next one takes all of them along: after a restart, when thousands of sessions log in, a connection, a statement and a commit
//! are shared by dozens, and what each costs falls to a fraction. Nobody waits for company.
//!
//! No company suffers from another's trouble. What is carried out together never waits for a company's row that somebody holds, is
//! bounded in rows and bytes, and has half of the time of whoever has waited longest. Whoever is left out, and everybody if anything
//! fails or takes too long before the commit was sent, is carried out alone, in what is left of its own time, and told what that
//! finds. Only an answer to a commit that is lost is everybody's, and a server that no connection could be had to.

use std::collections::{HashSet, VecDeque};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use linekeeper_domain::{CompanyId, StoreFailure};
use linekeeper_ports::StoreError;
use tokio::sync::oneshot;
use tokio::time::{Instant, timeout, timeout_at};
use tracing::{Instrument, Span};

use crate::call::{Call, Work};
use crate::carrying::{carry_out, cut_short, run};
use crate::failure::{Failed, Sign};
use crate::health::Begun;
use crate::sealing::Sealing;
use crate::store::Store;

/// How many of a kind are under way at once before others wait. One is sent while the other's answer is read; more would only
/// make what is carried out together smaller.
const AT_ONCE: usize = 2;

/// The most that are carried out together: their answers arrive after a few milliseconds.
const TOGETHER: usize = 128;

/// The most rows and bytes that are carried out together, but for a single call's: some tens of milliseconds of the server.
const MOST: Weight = Weight { rows: 4_096, bytes: 4 * 1024 * 1024 };

/// What has been under way for so long holds nobody up: it waits for a row, or the database is slow and does more at once.
const PATIENCE: Duration = Duration::from_millis(100);

/// How much of what is carried out together a call takes up.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Weight {
    /// Rows that it names.
    pub(crate) rows: usize,
    /// Bytes that it brings along.
    pub(crate) bytes: usize,
}

impl Weight {
    /// Adds another one; whether that is still within the bounds.
    fn takes(&mut self, more: Self) -> bool {
        self.rows = self.rows.saturating_add(more.rows);
        self.bytes = self.bytes.saturating_add(more.bytes);
        self.rows <= MOST.rows && self.bytes <= MOST.bytes
    }
}

/// A call that can be carried out together with others of its kind.
pub(crate) trait Gathered: Send + Sync + Sized + 'static {
    /// What it is counted by.
    const NAME: &'static str;

    /// What it finds.
    type Answer: Send + 'static;

    /// Whose it is. Two of one company are never carried out together.
    fn company(&self) -> &CompanyId;

    /// How much it is.
    fn weight(&self) -> Weight {
        Weight { rows: 1, bytes: 0 }
    }

    /// Where those of this kind wait.
    fn gathering(store: &Store) -> &Gathering<Self>;

    /// Carries it out.
    fn alone(self, call: &mut Call, sealing: Arc<Sealing>) -> Work<'_, Self::Answer>;

    /// Carries out those of them that meet no hindrance, all or none of these; answers by their places. The others have changed
    /// nothing.
    fn together(all: Arc<Vec<Self>>, call: &mut Call, sealing: Arc<Sealing>) -> Work<'_, Vec<Option<Self::Answer>>>;
}

/// Those of one kind that wait.
pub(crate) struct Gathering<Q: Gathered>(Mutex<State<Q>>);

struct State<Q: Gathered> {
    waiting: VecDeque<(Q, Asker<Q::Answer>)>,
    under_way: usize,
}

/// Who asked, and since when.
struct Asker<A> {
    begun: Begun,
    span: Span,
    answer: oneshot::Sender<Result<A, StoreError>>,
}

impl<Q: Gathered> Default for Gathering<Q> {
    fn default() -> Self {
        Self(Mutex::new(State { waiting: VecDeque::new(), under_way: 0 }))
    }
}

impl<Q: Gathered> Gathering<Q> {
    /// Lets one wait. Answers whether somebody has to attend to those who wait.
    fn add(&self, question: Q, asker: Asker<Q::Answer>) -> bool {
        let mut state = self.locked();
        state.waiting.push_back((question, asker));
        let wanted = state.under_way < AT_ONCE;
        state.under_way += usize::from(wanted);
        wanted
    }

    /// The next ones; none when nobody waits, and whoever asks for them is done then.
    fn next(&self) -> Option<Vec<(Q, Asker<Q::Answer>)>> {
        let mut state = self.locked();
        let fit = {
            let (mut companies, mut weight) = (HashSet::new(), Weight::default());
            let waiting = state.waiting.iter().map(|(question, _)| question).enumerate().take(TOGETHER);
            // The first one is carried out alone if it is more than fits.
            let fitting = waiting.take_while(|(place, question)| {
                (weight.takes(question.weight()) || *place == 0) && companies.insert(question.company())
            });
            fitting.count()
        };
        if fit == 0 {
            state.under_way -= 1;
            return None;
        }
        Some(state.waiting.drain(..fit).collect())
    }

    fn locked(&self) -> MutexGuard<'_, State<Q>> {
        // Nothing in here panics half-way through a change.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Store {
    /// Carries a call out, together with others if many are made. As [`Store::call`], it is over by the call timeout, since
    /// whatever is under way before it has an earlier one; and it goes on when its caller does not wait any more.
    pub(crate) async fn gathered<Q: Gathered>(&self, question: Q) -> Result<Q::Answer, StoreError> {
        let begun = self.begin(Q::NAME)?;
        let (answer, answered) = oneshot::channel();
        if Q::gathering(self).add(question, Asker { begun, span: Span::current(), answer }) {
            self.runtime().spawn(attend::<Q>(self.clone()));
        }
        answered.await.unwrap_or_else(|_| Err(cut_short()))
    }
}

/// Carries out those who wait, until nobody does.
async fn attend<Q: Gathered>(store: Store) {
    while let Some(next) = Q::gathering(&store).next() {
        // A task of its own: it goes on when it has taken too long, and should it panic, its askers are told that it was cut short.
        let task = store.runtime().spawn(carry_out_some(store.clone(), next));
        let _ended = timeout(PATIENCE, task).await;
    }
}

async fn carry_out_some<Q: Gathered>(store: Store, mut some: Vec<(Q, Asker<Q::Answer>)>) {
    if let [_] = some.as_slice() {
        if let Some((question, asker)) = some.pop() {
            carry_out_one(store, question, asker).await;
        }
        return;
    }
    let (questions, askers): (Vec<Q>, Vec<_>) = some.into_iter().unzip();
    let mut askers: Vec<_> = askers.into_iter().map(Some).collect();
    let all = Arc::new(questions);
    let answers = match together(&store, &all, &mut askers).await {
        Together::Answered(answers) => answers,
        // Nothing is changed. It may have been about one of them; nobody knows which.
        Together::Undone => all.iter().map(|_| None).collect(),
        Together::Lost(failed) => {
            for asker in askers.into_iter().flatten() {
                asker.tell(&store, Err(failed.clone()));
            }
            return;
        }
    };
    let questions = Arc::into_inner(all).unwrap_or_default();
    for ((question, asker), answer) in questions.into_iter().zip(askers).zip(answers) {
        match (asker, answer) {
            (Some(asker), Some(answer)) => asker.tell(&store, Ok(answer)),
            (Some(asker), None) => drop(store.runtime().spawn(carry_out_one(store.clone(), question, asker))),
            // Its time was over.
            (None, _) => {}
        }
    }
}

/// What became of those that were carried out together.
enum Together<A> {
    /// They are done, but for those without an answer, of whom nothing is changed.
    Answered(Vec<Option<A>>),
    /// Nothing of it is done.
    Undone,
    /// Nobody can do more for them.
    Lost(Failed),
}

/// Carries all of them out. Once the commit is sent each is told when its own time is over, and is nobody any more then.
async fn together<Q: Gathered>(
    store: &Store,
    all: &Arc<Vec<Q>>,
    askers: &mut [Option<Asker<Q::Answer>>],
) -> Together<Q::Answer> {
    let ends = |askers: &[Option<Asker<Q::Answer>>]| -> Vec<Instant> {
        askers.iter().flatten().map(|asker| asker.begun.at() + store.call_timeout()).collect()
    };
    let (Some(first), Some(last)) = (ends(askers).into_iter().min(), ends(askers).into_iter().max()) else {
        return Together::Undone;
    };
    let now = Instant::now();
    let commit_by = now + first.saturating_duration_since(now) / 2;
    let reached = Arc::new(AtomicBool::new(false));
    let (shared, sealing, reaches) = (Arc::clone(all), store.sealing(), Arc::clone(&reached));
    let work = carry_out(store, last, move |call| {
        reaches.store(true, Ordering::Relaxed);
        call.must_commit_by(commit_by);
        Q::together(shared, call, sealing)
    });
    tokio::pin!(work);
    let done = loop {
        match ends(askers).into_iter().min() {
            None => break work.await,
            Some(end) => match timeout_at(end, &mut work).await {
                Ok(done) => break done,
                Err(_) => tell_the_late(store, askers, reached.load(Ordering::Relaxed)),
            },
        }
    };
    match done {
        Ok(answers) => Together::Answered(answers),
        Err(failed) if failed.error.failure == StoreFailure::UnknownOutcome => Together::Lost(failed),
        Err(failed) if failed.sign == Sign::Nothing || !reached.load(Ordering::Relaxed) => Together::Lost(failed),
        Err(_) => Together::Undone,
    }
}

/// Those whose time is over are told so. By then a commit was sent, or nothing was and nothing will be: the time to send one is over
/// before anybody's own.
fn tell_the_late<A>(store: &Store, askers: &mut [Option<Asker<A>>], sent: bool) {
    let failure = if sent { StoreFailure::UnknownOutcome } else { StoreFailure::Unavailable };
    for place in askers {
        let late = |asker: &mut Asker<A>| asker.begun.at().elapsed() >= store.call_timeout();
        if let Some(asker) = place.take_if(late) {
            let error = StoreError::new(failure, "no answer within the call timeout");
            asker.tell(store, Err(Failed { error, sign: Sign::Silent }));
        }
    }
}

async fn carry_out_one<Q: Gathered>(store: Store, question: Q, asker: Asker<Q::Answer>) {
    let Asker { begun, span, answer } = asker;
    let sealing = store.sealing();
    let found = run(store, begun, move |call| question.alone(call, sealing)).instrument(span).await;
    // Who asked may have gone.
    let _gone = answer.send(found);
}

impl<A> Asker<A> {
    fn tell(self, store: &Store, result: Result<A, Failed>) {
        store.health().ended(&self.begun, &result);
        // Who asked may have gone.
        let _gone = self.answer.send(result.map_err(|failed| failed.error));
    }
}

#[cfg(test)]
mod tests {
    use linekeeper_telemetry::Metrics;

    use super::*;
    use crate::health::Health;

    /// A call of which only the weight matters.
    struct Weighed(CompanyId, Weight);

    impl Gathered for Weighed {
        const NAME: &'static str = "weighed";
        type Answer = ();

        fn company(&self) -> &CompanyId {
            &self.0
        }

        fn weight(&self) -> Weight {
            self.1
        }

        fn gathering(_: &Store) -> &Gathering<Self> {
            panic!("nobody attends to it")
        }

        fn alone(self, _: &mut Call, _: Arc<Sealing>) -> Work<'_, ()> {
            Box::pin(async { Ok(()) })
        }

        fn together(all: Arc<Vec<Self>>, _: &mut Call, _: Arc<Sealing>) -> Work<'_, Vec<Option<()>>> {
            Box::pin(async move { Ok(all.iter().map(|_| Some(())).collect()) })
        }
    }

    /// How many are carried out together each time, when calls of these weights wait.
    fn parts(weights: &[Weight]) -> Vec<usize> {
        let (gathering, health) = (Gathering::default(), Health::new(Metrics::new()));
        for (number, weight) in weights.iter().enumerate() {
            let (answer, _nobody) = oneshot::channel();
            let asker = Asker { begun: health.begin(Weighed::NAME), span: Span::none(), answer };
            gathering.add(Weighed(format!("salon-{number}").parse().unwrap(), *weight), asker);
        }
        std::iter::from_fn(|| gathering.next()).map(|part| part.len()).collect()
    }

    const fn rows(rows: usize) -> Weight {
        Weight { rows, bytes: 0 }
    }

    const fn bytes(bytes: usize) -> Weight {
        Weight { rows: 1, bytes }
    }

    #[test]
    fn calls_go_together_within_the_bounds_of_rows_and_bytes() {
        for half in [rows(MOST.rows / 2), bytes(MOST.bytes / 2)] {
            assert_eq!(parts(&[half; 5]), [2, 2, 1]);
        }
        assert_eq!(parts(&[rows(1); 2 * TOGETHER + 44]), [TOGETHER, TOGETHER, 44]);
    }

    #[test]
    fn call_that_is_more_than_fits_goes_alone() {
        for much in [rows(MOST.rows * 3), bytes(MOST.bytes * 3)] {
            assert_eq!(parts(&[rows(1), much, rows(1), rows(1), much]), [1, 1, 2, 1]);
        }
    }
}
