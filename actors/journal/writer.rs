//! Journal writer: stores each change of state or reason, in order, without blocking the session.

use std::sync::Arc;
use std::time::Duration;

use linekeeper_domain::access::Asker;
use linekeeper_domain::session::{CompanySession, Event, Input, NumberChange, Session, Slot, StateName};
use linekeeper_domain::{CompanyId, CorrelationId, StoreFailure, Timestamp};
use linekeeper_ports::{JournalEntry, StoreError};
use tokio::sync::{Notify, mpsc, oneshot};
use tokio::time::Instant;
use tracing::warn;

use super::thinning::Thinning;
use crate::SessionServices;

/// Most entries of all sessions in the queue: a few for each of ten thousand sessions. Further ones are logged and
/// dropped.
const WAITING: usize = 32_768;

/// Most entries in one batch.
const TOGETHER: usize = 512;

/// Pause before a batch that failed in an outage is written again.
const NEXT_TRY: Duration = Duration::from_secs(1);

/// Turn of the state machine, from which journal entries are made.
pub(crate) struct TransitionRecord<'a> {
    pub(crate) before: &'a CompanySession,
    pub(crate) after: &'a CompanySession,
    pub(crate) input: &'a Input,
    pub(crate) at: Timestamp,
}

/// Transition of the machine of one slot.
struct SlotTransition<'a> {
    slot: Slot,
    /// `None`: the machine is new.
    before: Option<&'a Session>,
    after: &'a Session,
    event: &'a Event,
}

impl<'a> TransitionRecord<'a> {
    /// The transitions of the line and of the change of its phone. A promotion is none: it has an entry of its own.
    fn of_slots(&self) -> impl Iterator<Item = SlotTransition<'a>> + use<'a> {
        let event = match self.input {
            Input::Asked(event) | Input::In(_, event) => Some(event),
            Input::Found { .. }
            | Input::SetAside { .. }
            | Input::Promoted { .. }
            | Input::PromotionFailed(_)
            | Input::NextDue
            | Input::OldLoggedOut { .. }
            | Input::OldDue => None,
        };
        let (before, after) = (self.before, self.after);
        let of = move |slot| {
            let (event, after) = (event?, after.slot(slot)?);
            Some(SlotTransition { slot, before: before.slot(slot), after, event })
        };
        [Slot::Current, Slot::Next].into_iter().filter_map(of)
    }
}

impl TransitionRecord<'_> {
    /// Whether the line begins its life as it was recorded: reading what is stored is no event of its session.
    fn goes_on(&self) -> bool {
        let Input::In(Slot::Current, Event::Loaded(stored)) = self.input else { return false };
        stored.recorded.as_ref().is_some_and(|recorded| recorded.is_of(self.after.line()))
    }

    /// Whether the input is an event of this slot.
    fn is_about(&self, slot: Slot) -> bool {
        matches!(self.input, Input::In(of, _) if *of == slot)
    }
}

impl SlotTransition<'_> {
    /// Whether the phone has just answered the code: the only step of a pairing that keeps the state's name.
    fn phone_answered(&self) -> bool {
        let answered = |session: &Session| session.state().pairing().is_some_and(|pairing| pairing.phone_answered);
        !self.before.is_some_and(answered) && answered(self.after)
    }

    /// States before and after. A new machine begins in `idle`.
    fn states(&self) -> (StateName, StateName) {
        (self.before.map_or(StateName::Idle, |before| before.state().name()), self.after.state().name())
    }

    /// Name of the entry: the state entered, or the event where the state stays. Those of a change of the phone, which
    /// are about no line yet, begin with `change_`.
    fn name(&self, stays: bool) -> String {
        let name = if stays { self.event.name() } else { self.states().1.as_str() };
        match self.slot {
            Slot::Current => name.to_owned(),
            Slot::Next => format!("change_{name}"),
        }
    }

    /// Reason of the entry: what happened; at the end of a pairing also how the phone was linked, which the request
    /// does not tell, because the QR code of a pairing by code may be scanned too.
    fn reason(&self) -> String {
        let linked_by = match self.event {
            Event::Paired { .. } => self.after.linked_by(),
            Event::Connected { .. } => self.before.and_then(Session::linked_by),
            _ => None,
        };
        let reason = self.event.reason();
        linked_by.map_or_else(|| reason.to_string(), |method| format!("{reason}: {}", method.as_str()))
    }
}

/// Item of the queue.
enum Queued {
    Entry(JournalEntry),
    /// Request to be told when everything queued before it is written or dropped.
    Mark(oneshot::Sender<()>),
}

/// Handle that queues journal entries. Clones share the queue, so that entries of many sessions are written in one
/// batch.
#[derive(Clone)]
pub(crate) struct JournalWriter {
    entries: mpsc::Sender<Queued>,
    /// Signals that a caller waits for the queue to be written.
    flush_requested: Arc<Notify>,
    services: Arc<SessionServices>,
}

impl JournalWriter {
    /// Starts the writing task. It runs until all handles are dropped and everything queued is written or dropped.
    pub(crate) fn new(services: Arc<SessionServices>) -> Self {
        let (entries, waiting) = mpsc::channel(WAITING);
        let flush_requested = Arc::new(Notify::new());
        let writer = Writer {
            services: services.clone(),
            waiting,
            flush_requested: Arc::clone(&flush_requested),
            flushing: false,
        };
        actix_rt::spawn(writer.write());
        Self { entries, flush_requested, services }
    }

    /// Queues an entry; when the queue is full the entry is dropped and logged.
    pub(crate) fn note(&self, entry: JournalEntry) {
        let company = entry.company.clone();
        if self.entries.try_send(Queued::Entry(entry)).is_err() {
            self.services.metrics.journal_dropped(1);
            warn!(company.id = %company, "the journal queue is full; an entry of company {company} was left out");
        }
    }

    /// Completes when everything queued so far is written or dropped. From then on the writer no longer waits out
    /// outages.
    pub(crate) fn written(&self) -> impl Future<Output = ()> + use<> {
        let (entries, flush_requested) = (self.entries.clone(), Arc::clone(&self.flush_requested));
        async move {
            let (mark, reached) = oneshot::channel();
            flush_requested.notify_one();
            if entries.send(Queued::Mark(mark)).await.is_ok() {
                // The writer is gone and dropped the mark: nothing is written any more.
                let _gone = reached.await;
            }
        }
    }

    /// Entry about the replacement of the linked number: who asked, and both numbers.
    pub(crate) fn number_change(&self, company: &CompanyId, change: NumberChange) -> JournalEntry {
        let reason = Some(change.summary());
        let NumberChange { by, correlation, .. } = change;
        JournalEntry { reason, ..self.entry_by("number_changed", company, (by, correlation)) }
    }

    /// Queues an entry about the replacement of the linked number.
    pub(crate) fn note_number_change(&self, company: &CompanyId, change: NumberChange) {
        self.note(self.number_change(company, change));
    }

    /// Queues an entry about an operator who lifts the wait after a removal.
    pub(crate) fn note_lifted_wait(&self, company: &CompanyId, by: Asker, correlation: CorrelationId) {
        self.note(self.entry_by("wait_lifted", company, (by, correlation)));
    }

    fn entry_by(&self, event: &str, company: &CompanyId, (by, correlation): (Asker, CorrelationId)) -> JournalEntry {
        JournalEntry {
            company: company.clone(),
            at: self.services.clock.now(),
            event: event.to_owned(),
            transition: None,
            reason: None,
            code: None,
            actor: by.actor,
            principal: by.principal,
            correlation: Some(correlation),
        }
    }

    /// Queues an entry for each transition in which the state's name or reason changed or the phone answered the code,
    /// or whose event always gets an entry.
    pub(crate) fn note_transitions(&self, record: &TransitionRecord<'_>) {
        for step in record.of_slots() {
            let transition = step.states();
            let reason = step.before.and_then(Session::reason);
            let stays = transition.0 == transition.1 && reason == step.after.reason() || record.goes_on();
            let is_own = step.event.has_own_entry() && record.is_about(step.slot);
            if stays && !step.phone_answered() && !is_own {
                continue;
            }
            self.note(JournalEntry {
                company: step.after.company().clone(),
                at: record.at,
                event: step.name(stays),
                transition: Some(transition),
                reason: Some(step.reason()),
                code: step.after.reason().or(step.event.own_code()),
                actor: step.event.actor(),
                principal: None,
                correlation: Some(step.after.correlation().clone()),
            });
        }
    }
}

/// Task that writes the entries of all sessions.
struct Writer {
    services: Arc<SessionServices>,
    waiting: mpsc::Receiver<Queued>,
    flush_requested: Arc<Notify>,
    /// The process is about to stop: outages are no longer waited out.
    flushing: bool,
}

impl Writer {
    async fn write(mut self) {
        let (mut queued, mut thinning) = (Vec::new(), Thinning::default());
        loop {
            let ends = self.waiting.recv_many(&mut queued, TOGETHER).await == 0;
            let (mut batch, mut marks) = (Vec::new(), Vec::new());
            for item in queued.drain(..) {
                match item {
                    Queued::Entry(entry) => batch.push(entry),
                    Queued::Mark(mark) => marks.push(mark),
                }
            }
            let mut kept = thinning.thin(batch, Instant::now(), self.services.clock.now());
            // A mark means that the process is about to stop: the counts of omitted entries are written now or never.
            if ends || !marks.is_empty() {
                self.flushing = true;
                kept.extend(thinning.finish(self.services.clock.now()));
            }
            if !kept.is_empty() {
                self.append(kept).await;
            }
            for mark in marks {
                // The caller may have stopped waiting.
                let _gone = mark.send(());
            }
            if ends {
                return;
            }
        }
    }

    /// Writes a batch. In an outage, in which nothing was written, it retries unless the process stops; meanwhile the
    /// queue keeps new entries and drops them when it is full.
    async fn append(&mut self, batch: Vec<JournalEntry>) {
        let oldest = batch.iter().map(|entry| entry.at).min();
        loop {
            let written = self.services.journal.append(batch.clone()).await;
            let lag = oldest.and_then(|oldest| (self.services.clock.now() - oldest).to_std().ok());
            self.services.metrics.journal_lag(lag.unwrap_or(Duration::ZERO));
            match written {
                Ok(()) => return,
                Err(error) if error.failure == StoreFailure::Unavailable && !self.flushing => {
                    self.flushing = self.is_hurried_within(NEXT_TRY).await;
                }
                // One of the entries cannot be stored. They are written one by one, so that only that one is lost.
                Err(error) if error.failure == StoreFailure::Corrupt && batch.len() > 1 => {
                    for entry in batch {
                        if let Err(error) = self.services.journal.append(vec![entry]).await {
                            self.lost(1, &error);
                        }
                    }
                    return;
                }
                Err(error) => return self.lost(batch.len(), &error),
            }
        }
    }

    /// Waits for `pause`, or until a caller waits for the queue. Returns whether one does, or all handles are dropped.
    async fn is_hurried_within(&self, pause: Duration) -> bool {
        tokio::time::timeout(pause, self.flush_requested.notified()).await.is_ok() || self.waiting.is_closed()
    }

    fn lost(&self, count: usize, error: &StoreError) {
        self.services.metrics.journal_dropped(u64::try_from(count).unwrap_or(u64::MAX));
        warn!(%error, "{count} journal entries were lost");
    }
}

#[cfg(test)]
mod tests {
    use linekeeper_domain::TriggeredBy;

    use super::*;
    use crate::testing::{Stage, at, salon};

    fn entry(event: &str) -> JournalEntry {
        JournalEntry {
            company: salon(),
            at: at(0),
            event: event.to_owned(),
            transition: None,
            reason: None,
            code: None,
            actor: TriggeredBy::Supervisor,
            principal: None,
            correlation: None,
        }
    }

    #[actix::test]
    async fn entries_of_several_sessions_are_written_in_one_batch() {
        let stage = Stage::new();
        let journal = JournalWriter::new(stage.shared());
        let others = journal.clone();
        for (journal, event) in [(&journal, "one"), (&others, "two"), (&journal, "three")] {
            journal.note(entry(event));
        }
        let written = stage.journal.wait_for(|written| written.len() == 3).await;
        assert_eq!(written.iter().map(|entry| entry.event.as_str()).collect::<Vec<_>>(), ["one", "two", "three"]);
        assert_eq!(stage.journal.writes(), 1);
    }
    #[actix::test]
    async fn mark_is_reached_when_all_before_it_is_written() {
        let stage = Stage::new();
        let journal = JournalWriter::new(stage.shared());
        for number in 0..2_000 {
            journal.note(entry(&number.to_string()));
        }
        journal.written().await;
        assert_eq!(stage.journal.entries().len(), 2_000);
        journal.written().await;
    }

    #[actix::test]
    async fn entry_the_database_cannot_keep_is_left_out_alone() {
        let stage = Stage::new();
        stage.journal.refuse("two");
        let journal = JournalWriter::new(stage.shared());
        for event in ["one", "two", "three"] {
            journal.note(entry(event));
        }
        journal.written().await;
        let written = stage.journal.entries();
        assert_eq!(written.iter().map(|entry| entry.event.as_str()).collect::<Vec<_>>(), ["one", "three"]);
        assert!(stage.services.metrics.render().contains("linekeeper_journal_dropped_total 1"));
    }

    #[actix::test]
    async fn outage_at_the_stop_is_not_waited_out() {
        let stage = Stage::new();
        stage.journal.fail(Some(StoreFailure::Unavailable));
        let journal = JournalWriter::new(stage.shared());
        journal.note(entry("one"));
        crate::testing::quiet().await;
        let began = Instant::now();
        crate::testing::within(journal.written()).await;
        assert!(began.elapsed() < NEXT_TRY);
        assert!(stage.services.metrics.render().contains("linekeeper_journal_dropped_total 1"));
    }
}
