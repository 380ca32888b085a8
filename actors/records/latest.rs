//! Keeper of the latest: one task that stores the last item of each company, without blocking anybody. Items that replace
//! each other within a second are stored once, so its memory is bounded by the number of companies, however long the
//! database is away.

use std::collections::BTreeMap;
use std::time::Duration;

use linekeeper_domain::CompanyId;
use tokio::sync::{mpsc, oneshot};
use tokio::time::{Instant, timeout_at};

/// Shortest interval between two batches.
const PACE: Duration = Duration::from_secs(1);

/// The same while more waits than one batch takes, as after a start with many companies.
const FULL_PACE: Duration = Duration::from_millis(100);

/// Most companies in one batch.
const TOGETHER: usize = 512;

/// An item per company.
pub(super) type Batch<T> = Vec<(CompanyId, T)>;

/// Where items are stored.
pub(super) trait Sink: 'static {
    type Item: 'static;

    /// Stores a batch; returns what was not stored and is to be tried again. An item that cannot be stored at all is not
    /// among it.
    fn store(&self, batch: Batch<Self::Item>) -> impl Future<Output = Batch<Self::Item>>;

    /// Sets the metric of the companies that wait.
    fn waiting(&self, companies: usize);
}

/// Item of the queue.
enum Queued<T> {
    Item(CompanyId, T),
    /// Request to be told when everything queued before it is stored or given up.
    Mark(oneshot::Sender<()>),
}

/// Handle that queues items.
pub(super) struct Latest<T> {
    /// Without a bound: the task takes what is queued at once, and keeps one item per company.
    queue: mpsc::UnboundedSender<Queued<T>>,
}

impl<T> Clone for Latest<T> {
    fn clone(&self) -> Self {
        Self { queue: self.queue.clone() }
    }
}

impl<T: 'static> Latest<T> {
    /// Starts the task. It runs until all handles are dropped.
    pub(super) fn stored_in(sink: impl Sink<Item = T>) -> Self {
        let (queue, queued) = mpsc::unbounded_channel();
        let task = Task { sink, queued, waiting: BTreeMap::new(), marks: Vec::new() };
        actix_rt::spawn(task.run());
        Self { queue }
    }

    /// Queues the latest item of a company.
    pub(super) fn note(&self, company: CompanyId, item: T) {
        // The task ends with the last handle.
        let _gone = self.queue.send(Queued::Item(company, item));
    }

    /// Completes when everything queued so far is stored, or the database did not take it.
    pub(super) fn written(&self) -> impl Future<Output = ()> + use<T> {
        let (mark, reached) = oneshot::channel();
        let _gone = self.queue.send(Queued::Mark(mark));
        async move {
            let _gone = reached.await;
        }
    }
}

/// Task that stores the items of all companies.
struct Task<S: Sink> {
    sink: S,
    queued: mpsc::UnboundedReceiver<Queued<S::Item>>,
    /// The last item of each company that is not stored yet.
    waiting: BTreeMap<CompanyId, S::Item>,
    /// Callers that wait for all of them.
    marks: Vec<oneshot::Sender<()>>,
}

impl<S: Sink> Task<S> {
    async fn run(mut self) {
        let mut due = Instant::now();
        while let Some(next) = self.queued.recv().await {
            self.take(next);
            while !self.waiting.is_empty() || !self.marks.is_empty() {
                if !self.gather(due).await {
                    return;
                }
                let is_stored = self.store_some().await;
                let has_more = is_stored && !self.waiting.is_empty();
                due = Instant::now() + if has_more { FULL_PACE } else { PACE };
                self.sink.waiting(self.waiting.len());
                // The callers wait because the process stops: an outage is not waited out.
                if self.waiting.is_empty() || !is_stored {
                    self.answer_marks();
                }
            }
        }
    }

    /// Takes what is queued until the next batch is due, or until a caller waits. Returns whether a handle is left.
    async fn gather(&mut self, due: Instant) -> bool {
        while self.marks.is_empty() {
            match timeout_at(due, self.queued.recv()).await {
                Ok(Some(next)) => self.take(next),
                Ok(None) => return false,
                Err(_due) => break,
            }
        }
        true
    }

    fn take(&mut self, queued: Queued<S::Item>) {
        match queued {
            Queued::Item(company, item) => drop(self.waiting.insert(company, item)),
            Queued::Mark(mark) => self.marks.push(mark),
        }
    }

    fn answer_marks(&mut self) {
        for mark in self.marks.drain(..) {
            // The caller may have stopped waiting.
            let _gone = mark.send(());
        }
    }

    /// Stores a batch; what was not stored waits on. A newer item of the same company is in the queue, and replaces it
    /// when it is taken. Returns whether all of the batch was stored.
    async fn store_some(&mut self) -> bool {
        let mut batch = Vec::new();
        while batch.len() < TOGETHER
            && let Some(first) = self.waiting.pop_first()
        {
            batch.push(first);
        }
        let left = self.sink.store(batch).await;
        let is_stored = left.is_empty();
        self.waiting.extend(left);
        is_stored
    }
}
