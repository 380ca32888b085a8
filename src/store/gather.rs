//! Calls that many companies make at once, carried out together.
//!
//! A call of a gathered kind goes at once and alone while few of its kind are under way. Those that come meanwhile wait, and the
//! next one takes all of them along: after a restart, when thousands of sessions log in, a connection, a statement and a commit
//! are shared by dozens, and what each costs falls to a fraction. Nobody waits for company.
//!
//! No company suffers from another's trouble. What is carried out together never waits for a row that somebody holds; whoever is
//! left out for that, or because something is wrong with its call, is carried out alone, and told what that finds. Only a line
//! that breaks is everybody's.

use std::collections::{HashSet, VecDeque};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use linekeeper_domain::CompanyId;
use linekeeper_ports::StoreError;
use tokio::sync::oneshot;
use tokio::time::timeout;
use tracing::{Instrument, Span};

use crate::call::{Call, Work, carry_out, cut_short, run};
use crate::failure::{Failed, Sign};
use crate::health::Begun;
use crate::sealing::Sealing;
use crate::store::Store;

/// How many of a kind are under way at once before others wait. One is sent while the other's answer is read; more would only
/// make what is carried out together smaller.
const AT_ONCE: usize = 2;

/// The most that are carried out together: their answers arrive after a few milliseconds.
const TOGETHER: usize = 128;

/// What has been under way for so long holds nobody up: it waits for a row, or the database is slow and does more at once.
const PATIENCE: Duration = Duration::from_millis(100);

/// A call that can be carried out together with others of its kind.
pub(crate) trait Gathered: Send + Sync + Sized + 'static {
    /// What it is counted by.
    const NAME: &'static str;

    /// What it finds.
    type Answer: Send + 'static;

    /// Whose it is. Two of one company are never carried out together.
    fn company(&self) -> &CompanyId;

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
            let mut companies = HashSet::new();
            let distinct = state.waiting.iter().take_while(|(question, _)| companies.insert(question.company()));
            distinct.take(TOGETHER).count()
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
    let Some((_, first)) = some.first() else { return };
    let deadline = first.begun.at() + store.call_timeout();
    let (questions, askers): (Vec<Q>, Vec<_>) = some.into_iter().unzip();
    let (all, sealing) = (Arc::new(questions), store.sealing());
    let shared = Arc::clone(&all);
    let done = carry_out(&store, deadline, move |call| Q::together(shared, call, sealing)).await;
    let answers = match done {
        Ok(answers) => answers,
        // It was about one of them; nobody knows which.
        Err(Failed { sign: Sign::Answers, .. }) => askers.iter().map(|_| None).collect(),
        Err(failed) => {
            for asker in askers {
                asker.tell(&store, Err(failed.clone()));
            }
            return;
        }
    };
    let questions = Arc::into_inner(all).unwrap_or_default();
    for ((question, asker), answer) in questions.into_iter().zip(askers).zip(answers) {
        match answer {
            Some(answer) => asker.tell(&store, Ok(answer)),
            None => drop(store.runtime().spawn(carry_out_one(store.clone(), question, asker))),
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
