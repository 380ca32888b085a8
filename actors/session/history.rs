//! Each change of state or reason goes into the journal, in order, without holding the session up.

use std::sync::Arc;
use std::time::Duration;

use linekeeper_domain::access::Asker;
use linekeeper_domain::session::{Event, NumberChange, Session};
use linekeeper_domain::{CompanyId, CorrelationId, StoreFailure, Timestamp};
use linekeeper_ports::{JournalEntry, StoreError};
use tokio::sync::{Notify, mpsc, oneshot};
use tokio::time::Instant;
use tracing::warn;

use super::thinning::Thinning;
use crate::World;

/// Entries of all sessions that may wait for the database; what comes on top is logged and left out. A few for each of ten thousand.
const WAITING: usize = 32_768;

/// How many are written at once.
const TOGETHER: usize = 512;

/// How long a batch that an outage has kept from being written waits for its next try.
const NEXT_TRY: Duration = Duration::from_secs(1);

/// What an entry about a transition is made of.
pub(super) struct Turn<'a> {
    pub(super) before: &'a Session,
    pub(super) after: &'a Session,
    pub(super) event: &'a Event,
    pub(super) at: Timestamp,
}

impl Turn<'_> {
    /// The only step of a pairing that leaves the state as it is.
    fn phone_answered(&self) -> bool {
        let answered = |session: &Session| session.state().pairing().is_some_and(|pairing| pairing.phone_answered);
        !answered(self.before) && answered(self.after)
    }

    /// What happened; at the end of a pairing also how the phone was linked, which the request does not tell: the QR of a pairing by
    /// code may be scanned too.
    fn reason(&self) -> String {
        let linked_by = match self.event {
            Event::Paired { .. } => self.after.linked_by(),
            Event::Connected { .. } => self.before.linked_by(),
            _ => None,
        };
        let reason = self.event.reason();
        linked_by.map_or_else(|| reason.to_string(), |method| format!("{reason}: {}", method.as_str()))
    }
}

/// What waits in the queue.
enum Queued {
    Entry(JournalEntry),
    /// Somebody wants to know when what was noted before is written, or refused.
    Mark(oneshot::Sender<()>),
}

/// A pen that writes into the journal. Clones share the queue, so that what many sessions do at once is written at once.
#[derive(Clone)]
pub(crate) struct Pen {
    entries: mpsc::Sender<Queued>,
    /// Somebody waits for the end of what is queued.
    hurry: Arc<Notify>,
    world: World,
}

impl Pen {
    /// A pen whose writer runs until all who hold one are gone and everything is written, or refused.
    pub(crate) fn new(world: World) -> Self {
        let (entries, waiting) = mpsc::channel(WAITING);
        let hurry = Arc::new(Notify::new());
        let writer = Writer { world: world.clone(), waiting, hurry: Arc::clone(&hurry), hurries: false };
        actix_rt::spawn(writer.write());
        Self { entries, hurry, world }
    }

    /// Writes an entry, if there is room.
    pub(crate) fn note(&self, entry: JournalEntry) {
        let company = entry.company.clone();
        if self.entries.try_send(Queued::Entry(entry)).is_err() {
            self.world.metrics.journal_dropped(1);
            warn!(company.id = %company, "the journal does not keep up; an entry of company {company} was left out");
        }
    }

    /// Completes when everything that was noted so far is written, or refused. An outage is waited out no longer then.
    pub(crate) fn written(&self) -> impl Future<Output = ()> + use<> {
        let (entries, hurry) = (self.entries.clone(), Arc::clone(&self.hurry));
        async move {
            let (mark, reached) = oneshot::channel();
            hurry.notify_one();
            if entries.send(Queued::Mark(mark)).await.is_ok() {
                // Dropped by a writer that is gone: nothing is written any more.
                let _gone = reached.await;
            }
        }
    }

    /// Writes who replaces the linked number, and by which.
    pub(super) fn note_number_change(&self, company: &CompanyId, change: NumberChange) {
        let reason = Some(change.summary());
        let NumberChange { by, correlation, .. } = change;
        self.note(JournalEntry { reason, ..self.entry_by("number_changed", company, (by, correlation)) });
    }

    /// Writes who lifts the wait after a removal.
    pub(super) fn note_lifted_wait(&self, company: &CompanyId, by: Asker, correlation: CorrelationId) {
        self.note(self.entry_by("wait_lifted", company, (by, correlation)));
    }

    fn entry_by(&self, event: &str, company: &CompanyId, (by, correlation): (Asker, CorrelationId)) -> JournalEntry {
        JournalEntry {
            company: company.clone(),
            at: self.world.clock.now(),
            event: event.to_owned(),
            transition: None,
            reason: None,
            code: None,
            actor: by.actor,
            principal: by.principal,
            correlation: Some(correlation),
        }
    }

    /// Writes the change, if the state's name or its reason changed, the phone took the code, or what happened has an entry anyway.
    pub(super) fn note_turn(&self, turn: &Turn<'_>) {
        let Turn { before, after, event, at } = turn;
        let transition = (before.state().name(), after.state().name());
        let stays = transition.0 == transition.1 && before.reason() == after.reason();
        if stays && !turn.phone_answered() && !event.has_own_entry() {
            return;
        }
        self.note(JournalEntry {
            company: after.company().clone(),
            at: *at,
            event: if stays { event.name() } else { transition.1.as_str() }.to_owned(),
            transition: Some(transition),
            reason: Some(turn.reason()),
            code: after.reason().or(event.own_code()),
            actor: event.actor(),
            principal: None,
            correlation: Some(after.correlation().clone()),
        });
    }
}

/// The task that writes what all sessions note.
struct Writer {
    world: World,
    waiting: mpsc::Receiver<Queued>,
    hurry: Arc<Notify>,
    /// The process is about to stop: outages are waited out no longer.
    hurries: bool,
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
            let mut kept = thinning.thin(batch, Instant::now(), self.world.clock.now());
            // Who waits for what was noted so far is about to stop the process: what was left out is told now or never.
            if ends || !marks.is_empty() {
                self.hurries = true;
                kept.extend(thinning.finish(self.world.clock.now()));
            }
            if !kept.is_empty() {
                self.append(kept).await;
            }
            for mark in marks {
                // Who asked may have given up waiting.
                let _gone = mark.send(());
            }
            if ends {
                return;
            }
        }
    }

    /// Writes a batch. An outage, in which nothing was written, is waited out unless the process stops; meanwhile the queue keeps what
    /// comes, and lets it fall when it is full.
    async fn append(&mut self, batch: Vec<JournalEntry>) {
        let oldest = batch.iter().map(|entry| entry.at).min();
        loop {
            let written = self.world.journal.append(batch.clone()).await;
            let lag = oldest.and_then(|oldest| (self.world.clock.now() - oldest).to_std().ok());
            self.world.metrics.journal_lag(lag.unwrap_or(Duration::ZERO));
            match written {
                Ok(()) => return,
                Err(error) if error.failure == StoreFailure::Unavailable && !self.hurries => {
                    self.hurries = self.is_hurried_within(NEXT_TRY).await;
                }
                // One of them is something the database cannot keep. The others are no worse for it.
                Err(error) if error.failure == StoreFailure::Corrupt && batch.len() > 1 => {
                    for entry in batch {
                        if let Err(error) = self.world.journal.append(vec![entry]).await {
                            self.lost(1, &error);
                        }
                    }
                    return;
                }
                Err(error) => return self.lost(batch.len(), &error),
            }
        }
    }

    /// Waits so long, or until somebody waits for the end of the queue or all who could add to it are gone.
    async fn is_hurried_within(&self, pause: Duration) -> bool {
        tokio::time::timeout(pause, self.hurry.notified()).await.is_ok() || self.waiting.is_closed()
    }

    fn lost(&self, count: usize, error: &StoreError) {
        self.world.metrics.journal_dropped(u64::try_from(count).unwrap_or(u64::MAX));
        warn!(%error, "{count} journal entries were lost");
    }
}

#[cfg(test)]
mod tests {
    use linekeeper_domain::Actor;

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
            actor: Actor::Supervisor,
            principal: None,
            correlation: None,
        }
    }

    #[actix::test]
    async fn what_several_sessions_do_at_once_is_written_at_once_and_in_order() {
        let stage = Stage::new();
        let pen = Pen::new(stage.world.clone());
        let others = pen.clone();
        for (pen, event) in [(&pen, "one"), (&others, "two"), (&pen, "three")] {
            pen.note(entry(event));
        }
        let written = stage.journal.wait_for(|written| written.len() == 3).await;
        assert_eq!(written.iter().map(|entry| entry.event.as_str()).collect::<Vec<_>>(), ["one", "two", "three"]);
        assert_eq!(stage.journal.writes(), 1);
    }
    #[actix::test]
    async fn mark_is_reached_when_all_before_it_is_written() {
        let stage = Stage::new();
        let pen = Pen::new(stage.world.clone());
        for number in 0..2_000 {
            pen.note(entry(&number.to_string()));
        }
        pen.written().await;
        assert_eq!(stage.journal.entries().len(), 2_000);
        pen.written().await;
    }

    #[actix::test]
    async fn entry_the_database_cannot_keep_is_left_out_alone() {
        let stage = Stage::new();
        stage.journal.refuse("two");
        let pen = Pen::new(stage.world.clone());
        for event in ["one", "two", "three"] {
            pen.note(entry(event));
        }
        pen.written().await;
        let written = stage.journal.entries();
        assert_eq!(written.iter().map(|entry| entry.event.as_str()).collect::<Vec<_>>(), ["one", "three"]);
        assert!(stage.world.metrics.render().contains("linekeeper_journal_dropped_total 1"));
    }

    #[actix::test]
    async fn outage_at_the_stop_is_not_waited_out() {
        let stage = Stage::new();
        stage.journal.fail(Some(StoreFailure::Unavailable));
        let pen = Pen::new(stage.world.clone());
        pen.note(entry("one"));
        crate::testing::quiet().await;
        let began = Instant::now();
        crate::testing::within(pen.written()).await;
        assert!(began.elapsed() < NEXT_TRY);
        assert!(stage.world.metrics.render().contains("linekeeper_journal_dropped_total 1"));
    }
}
