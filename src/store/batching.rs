//! Batching of calls that many companies make at once.
//!
//! A call of a batched kind is sent at once and alone while fewer than [`AT_ONCE`] of its kind are under way. Calls
//! that arrive meanwhile wait in a queue, and the next batch takes all of them: after a restart, when thousands of
//! sessions log in, dozens share a connection, a statement and a commit, and the cost of each falls to a fraction. No
//! call waits for a batch to fill up.
//!
//! No company suffers from another's error. A batch never waits for a company's locked row, is bounded in rows and
//! bytes, and must commit within half of the time its oldest call has left. A call that the batch skipped, and every
//! call if the batch fails or times out before its commit was sent, is run alone in what is left of its own call
//! timeout and gets its own result. Only two failures are shared by the whole batch: a lost answer to its commit, and
//! no connection to the server.

use std::collections::{HashSet, VecDeque};
use std::marker::PhantomData;
use std::pin::pin;
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
use crate::failure::{ErrorClass, Failed};
use crate::health::CallStart;
use crate::sealing::Sealing;
use crate::store::Store;

/// Batches of one kind under way before further calls wait. Two: one is sent while the other's answer is read; more
/// would only make the batches smaller.
const AT_ONCE: usize = 2;

/// Most calls of one batch: their answers arrive after a few milliseconds.
const TOGETHER: usize = 128;

/// Most rows and bytes of one batch (a single larger call is sent alone): some tens of milliseconds of the server's
/// time.
const MOST: Weight = Weight { rows: 4_096, bytes: 4 * 1024 * 1024 };

/// Time after which a batch no longer blocks the next one: it waits for a row, or the database is slow and more may run
/// in parallel.
const PATIENCE: Duration = Duration::from_millis(100);

/// Size of a call, counted against the bounds of a batch.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Weight {
    /// Rows that the call names.
    pub(crate) rows: usize,
    /// Bytes of the values that the call writes.
    pub(crate) bytes: usize,
}

impl Weight {
    /// Adds another call's size; returns whether the sum is still within the bounds.
    fn takes(&mut self, more: Self) -> bool {
        self.rows = self.rows.saturating_add(more.rows);
        self.bytes = self.bytes.saturating_add(more.bytes);
        self.rows <= MOST.rows && self.bytes <= MOST.bytes
    }
}

/// A call that can be batched with others of its kind.
pub(crate) trait Batched: Send + Sync + Sized + 'static {
    /// Name of the call in metrics.
    const NAME: &'static str;

    /// Result of one call.
    type Answer: Send + 'static;

    /// Company of the call. A batch holds at most one call per company.
    fn company(&self) -> &CompanyId;

    /// Size of the call.
    fn weight(&self) -> Weight {
        Weight { rows: 1, bytes: 0 }
    }

    /// Queue of this kind.
    fn batcher(store: &Store) -> &Batcher<Self>;

    /// Runs the call alone.
    fn alone(self, call: &mut Call, sealing: Arc<Sealing>) -> Work<'_, Self::Answer>;

    /// Runs as one batch the calls that need not wait for a locked row; all of these are committed, or none. Answers
    /// are in the order of `all`; a call without an answer has changed nothing and is to be run alone.
    fn together(all: Arc<Vec<Self>>, call: &mut Call, sealing: Arc<Sealing>) -> Work<'_, Vec<Option<Self::Answer>>>;
}

/// Queue of the calls of one kind.
pub(crate) struct Batcher<Q: Batched>(Mutex<State<Q>>);

struct State<Q: Batched> {
    waiting: VecDeque<(Q, Asker<Q::Answer>)>,
    under_way: usize,
}

/// Caller that waits for an answer: its start time, its span and the channel for the result.
struct Asker<A> {
    begun: CallStart,
    span: Span,
    answer: oneshot::Sender<Result<A, StoreError>>,
}

impl<Q: Batched> Default for Batcher<Q> {
    fn default() -> Self {
        Self(Mutex::new(State { waiting: VecDeque::new(), under_way: 0 }))
    }
}

impl<Q: Batched> Batcher<Q> {
    /// Enqueues a call. Returns whether the caller must start a task that runs [`attend`].
    fn add(&self, question: Q, asker: Asker<Q::Answer>) -> bool {
        let mut state = self.locked();
        state.waiting.push_back((question, asker));
        let wanted = state.under_way < AT_ONCE;
        state.under_way += usize::from(wanted);
        wanted
    }

    /// Ends a batch's task. Returns whether the caller must start another one, since calls are waiting.
    fn pass_on(&self) -> bool {
        let mut state = self.locked();
        let wanted = !state.waiting.is_empty();
        state.under_way -= usize::from(!wanted);
        wanted
    }

    /// Takes the next batch off the queue; `None` if it is empty.
    fn next(&self) -> Option<Vec<(Q, Asker<Q::Answer>)>> {
        let mut state = self.locked();
        let fit = {
            let (mut companies, mut weight) = (HashSet::new(), Weight::default());
            let waiting = state.waiting.iter().map(|(question, _)| question).enumerate().take(TOGETHER);
            // A call that exceeds the bounds is sent alone.
            let fitting = waiting.take_while(|(place, question)| {
                (weight.takes(question.weight()) || *place == 0) && companies.insert(question.company())
            });
            fitting.count()
        };
        (fit > 0).then(|| state.waiting.drain(..fit).collect())
    }

    fn locked(&self) -> MutexGuard<'_, State<Q>> {
        // The critical sections do not panic half-way through a change, so a poisoned lock is still consistent.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Store {
    /// Runs a call, batched with others if many are made. Like [`Store::call`] it ends within the call timeout, since
    /// the calls that run before it have earlier deadlines, and it continues if its caller is dropped.
    pub(crate) async fn batched<Q: Batched>(&self, question: Q) -> Result<Q::Answer, StoreError> {
        let begun = self.begin(Q::NAME)?;
        let (answer, answered) = oneshot::channel();
        if Q::batcher(self).add(question, Asker { begun, span: Span::current(), answer }) {
            self.runtime().spawn(attend::<Q>(self.clone()));
        }
        answered.await.unwrap_or_else(|_| Err(cut_short()))
    }
}

/// Runs batches until the queue is empty. One that takes longer than [`PATIENCE`] goes on in this task, and another
/// task runs those after it.
async fn attend<Q: Batched>(store: Store) {
    let slot = Slot::<Q>(store.clone(), PhantomData);
    while let Some(next) = Q::batcher(&store).next() {
        let mut batch = pin!(carry_out_some(store.clone(), next));
        if timeout(PATIENCE, &mut batch).await.is_err() {
            drop(slot);
            return batch.await;
        }
    }
}

/// One of the [`AT_ONCE`] batches under way. Its end, also by a panic, starts the next task if calls are waiting.
struct Slot<Q: Batched>(Store, PhantomData<Q>);

impl<Q: Batched> Drop for Slot<Q> {
    fn drop(&mut self) {
        if Q::batcher(&self.0).pass_on() {
            self.0.runtime().spawn(attend::<Q>(self.0.clone()));
        }
    }
}

async fn carry_out_some<Q: Batched>(store: Store, mut some: Vec<(Q, Asker<Q::Answer>)>) {
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
        // Nothing was changed. One of the calls may be the cause, but it is unknown which, so each is run alone.
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
            // This call had timed out and its caller was answered.
            (None, _) => {}
        }
    }
}

/// Outcome of one batch.
enum Together<A> {
    /// The batch is committed, except for calls without an answer, which have changed nothing.
    Answered(Vec<Option<A>>),
    /// Nothing was committed; each call may be run alone.
    Undone,
    /// The failure applies to every call: the outcome of the commit is unknown, or there was no connection.
    Lost(Failed),
}

/// Runs the batch. A caller whose own call timeout passes meanwhile is answered with an error and removed from
/// `askers`.
async fn together<Q: Batched>(
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
        Err(failed) if failed.class == ErrorClass::Nothing || !reached.load(Ordering::Relaxed) => {
            Together::Lost(failed)
        }
        Err(_) => Together::Undone,
    }
}

/// Answers the callers whose call timeout has passed. By then either a commit was sent (unknown outcome), or none was
/// and none will be, because the time to send one is over before any caller's own timeout.
fn tell_the_late<A>(store: &Store, askers: &mut [Option<Asker<A>>], sent: bool) {
    let failure = if sent { StoreFailure::UnknownOutcome } else { StoreFailure::Unavailable };
    for place in askers {
        let late = |asker: &mut Asker<A>| asker.begun.at().elapsed() >= store.call_timeout();
        if let Some(asker) = place.take_if(late) {
            let error = StoreError::new(failure, "no answer within the call timeout");
            asker.tell(store, Err(Failed { error, class: ErrorClass::Silent }));
        }
    }
}

async fn carry_out_one<Q: Batched>(store: Store, question: Q, asker: Asker<Q::Answer>) {
    let Asker { begun, span, answer } = asker;
    let sealing = store.sealing();
    let found = run(store, begun, move |call| question.alone(call, sealing)).instrument(span).await;
    // The caller may have been dropped.
    let _gone = answer.send(found);
}

impl<A> Asker<A> {
    fn tell(self, store: &Store, result: Result<A, Failed>) {
        store.health().ended(&self.begun, &result);
        // The caller may have been dropped.
        let _gone = self.answer.send(result.map_err(|failed| failed.error));
    }
}

#[cfg(test)]
mod tests {
    use linekeeper_telemetry::Metrics;

    use super::*;
    use crate::health::Health;

    /// Call of which only the size matters.
    struct Weighed(CompanyId, Weight);

    impl Batched for Weighed {
        const NAME: &'static str = "weighed";
        type Answer = ();

        fn company(&self) -> &CompanyId {
            &self.0
        }

        fn weight(&self) -> Weight {
            self.1
        }

        fn batcher(_: &Store) -> &Batcher<Self> {
            panic!("not used in this test")
        }

        fn alone(self, _: &mut Call, _: Arc<Sealing>) -> Work<'_, ()> {
            Box::pin(async { Ok(()) })
        }

        fn together(all: Arc<Vec<Self>>, _: &mut Call, _: Arc<Sealing>) -> Work<'_, Vec<Option<()>>> {
            Box::pin(async move { Ok(all.iter().map(|_| Some(())).collect()) })
        }
    }

    /// Returns the size of each batch when calls of these sizes wait.
    fn parts(weights: &[Weight]) -> Vec<usize> {
        let (gathering, health) = (Batcher::default(), Health::new(Metrics::new()));
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
    fn batches_stay_within_bounds_of_rows_bytes_and_calls() {
        for half in [rows(MOST.rows / 2), bytes(MOST.bytes / 2)] {
            assert_eq!(parts(&[half; 5]), [2, 2, 1]);
        }
        assert_eq!(parts(&[rows(1); 2 * TOGETHER + 44]), [TOGETHER, TOGETHER, 44]);
    }

    #[test]
    fn call_larger_than_bounds_is_sent_alone() {
        for much in [rows(MOST.rows * 3), bytes(MOST.bytes * 3)] {
            assert_eq!(parts(&[rows(1), much, rows(1), rows(1), much]), [1, 1, 2, 1]);
        }
    }
}
