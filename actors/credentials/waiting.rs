//! Queue of link calls: made in order, each retried until the database has answered it.
//!
//! [`StoreFailure::Unavailable`] means that a call changed nothing and never will: the database was not reached, or has
//! rolled it back. So the call is retried under the same fence, and later calls of its link queue behind it: reads see
//! the writes before them, and writes are committed in the order in which they were made. Every other failure is final.
//! A write with an unknown outcome is not retried: what was sent may still be carried out, even after a later write,
//! and overwrite a newer value with an older one. Only a higher fence prevents that, and raising it means to load
//! everything again.

use std::collections::VecDeque;
use std::time::Duration;

use actix::{AsyncContext, Context, WrapFuture, fut::ActorFutureExt};
use linekeeper_domain::messages::{InboundItem, MessageKey};
use linekeeper_domain::{CompanyId, StoreFailure};
use linekeeper_ports::{CredentialStore, Credentials, Fence, KeyDelete, KeyQuery, KeyRow, StoreError};
use tokio::sync::oneshot;
use tokio::time::Instant;

use super::actor::CredentialActor;
use super::messages::WriteBatch;

/// Pause before the first retry; it doubles with each further one.
const FIRST_PAUSE: Duration = Duration::from_millis(100);

/// Longest pause between two retries.
const LONGEST_PAUSE: Duration = Duration::from_secs(3);

/// Most bytes of keys and values that the waiting writes of a company may hold together.
const MOST_BYTES: usize = 1024 * 1024;

/// Sender of a call's answer.
type Answer<T> = oneshot::Sender<Result<T, StoreError>>;

/// Call of a link.
pub(super) enum LinkCall {
    /// [`super::ReadCredentials`].
    Credentials(Answer<Option<Credentials>>),
    /// [`super::ReadKeys`].
    Keys(KeyQuery, Answer<Vec<KeyRow>>),
    /// [`super::HasSeen`].
    Seen(Vec<MessageKey>, Answer<Vec<bool>>),
    Write(WriteBatch),
}

/// Result of one attempt.
enum Tried {
    /// The call was answered; for a write that failed, with its fence and the failure.
    Answered(Option<(Fence, StoreFailure)>),
    /// The call changed nothing and may be retried.
    NotSent(LinkCall, StoreError),
}

impl LinkCall {
    /// Makes the call once; a write lands under its own fence, or under the one that took its place.
    async fn try_once(self, (store, lands_under): (&dyn CredentialStore, Option<Fence>), company: &CompanyId) -> Tried {
        match self {
            Self::Credentials(answer) => match settled(answer, store.credentials(company).await) {
                Ok(_) => Tried::Answered(None),
                Err((answer, error)) => Tried::NotSent(Self::Credentials(answer), error),
            },
            Self::Keys(query, answer) => match settled(answer, store.keys(company, query.clone()).await) {
                Ok(_) => Tried::Answered(None),
                Err((answer, error)) => Tried::NotSent(Self::Keys(query, answer), error),
            },
            Self::Seen(keys, answer) => match settled(answer, store.has_seen(company, keys.clone()).await) {
                Ok(_) => Tried::Answered(None),
                Err((answer, error)) => Tried::NotSent(Self::Seen(keys, answer), error),
            },
            Self::Write(WriteBatch { fence, batch, answer, queued }) => {
                match settled(answer, store.write(company, lands_under.unwrap_or(fence), batch.clone()).await) {
                    Ok(failure) => Tried::Answered(failure.map(|failure| (fence, failure))),
                    Err((answer, error)) => {
                        Tried::NotSent(Self::Write(WriteBatch { fence, batch, answer, queued }), error)
                    }
                }
            }
        }
    }

    /// Answers the call with an error; the receiver may be gone.
    fn refuse(self, error: StoreError) {
        match self {
            Self::Credentials(answer) => drop(answer.send(Err(error))),
            Self::Keys(_, answer) => drop(answer.send(Err(error))),
            Self::Seen(_, answer) => drop(answer.send(Err(error))),
            Self::Write(write) => drop(write.answer.send(Err(error))),
        }
    }

    /// Fence of a write; `None` for a read.
    const fn fence(&self) -> Option<Fence> {
        match self {
            Self::Write(write) => Some(write.fence),
            Self::Credentials(_) | Self::Keys(..) | Self::Seen(..) => None,
        }
    }

    fn bytes(&self) -> usize {
        let Self::Write(WriteBatch { batch, .. }) = self else { return 0 };
        let device = batch.credentials.as_ref().map_or(0, |credentials| credentials.0.len());
        let puts = batch.puts.iter().map(|put| put.row.key_id.len() + put.row.value.len());
        let deletes = batch.deletes.iter().map(|delete| match delete {
            KeyDelete::Id { key_id, .. } => key_id.len(),
            KeyDelete::Prefix { prefix, .. } => prefix.len(),
            KeyDelete::OlderThan { .. } => 0,
        });
        device + puts.chain(deletes).chain(batch.inbound.iter().map(bytes_of)).sum::<usize>()
    }
}

/// Bytes that a message takes, about: its names and the parts that people write.
fn bytes_of(item: &InboundItem) -> usize {
    let MessageKey { chat, sender, id } = &item.key;
    let written = item.event.as_ref().map_or(0, |event| event.facts.written_bytes());
    chat.len() + sender.len() + id.len() + written
}

/// Sends the result as the answer, unless the call may be retried. The receiver may be gone.
fn settled<T>(
    answer: Answer<T>,
    result: Result<T, StoreError>,
) -> Result<Option<StoreFailure>, (Answer<T>, StoreError)> {
    match result {
        Err(error) if error.failure == StoreFailure::Unavailable => Err((answer, error)),
        result => {
            let failure = result.as_ref().err().map(|error| error.failure);
            drop(answer.send(result));
            Ok(failure)
        }
    }
}

/// Calls that wait for the database, and the state of the outage.
#[derive(Default)]
pub(super) struct Waiting {
    calls: VecDeque<LinkCall>,
    bytes: usize,
    /// Longest time they may wait for the database to answer. Zero: not at all.
    pub(super) patience: Duration,
    /// Time of the first unanswered call of this outage, and the number of failed attempts since.
    outage: Option<(Instant, u32)>,
    /// A retry of the first call is scheduled.
    retry_is_due: bool,
    /// Calls are held: the device of their link is being replaced.
    held: bool,
}

impl Waiting {
    fn push_back(&mut self, call: LinkCall) {
        self.bytes += call.bytes();
        self.calls.push_back(call);
    }

    fn push_front(&mut self, call: LinkCall) {
        self.bytes += call.bytes();
        self.calls.push_front(call);
    }

    fn pop_front(&mut self) -> Option<LinkCall> {
        let call = self.calls.pop_front()?;
        self.bytes -= call.bytes();
        Some(call)
    }

    /// Counts one more failed attempt. Returns the pause before the next one, or `None` when the patience is used up.
    fn pause(&mut self) -> Option<Duration> {
        let (since, failures) = self.outage.map_or((Instant::now(), 0), |(since, failures)| (since, failures));
        self.outage = Some((since, failures.saturating_add(1)));
        let pause = FIRST_PAUSE.saturating_mul(1 << failures.min(16)).min(LONGEST_PAUSE);
        (since.elapsed() < self.patience).then_some(pause)
    }
}

impl CredentialActor {
    /// Makes the call, or queues it behind the calls that wait.
    pub(super) fn carry_out(&mut self, call: LinkCall, ctx: &mut Context<Self>) {
        if self.waiting.calls.is_empty() && !self.waiting.held {
            return self.make(call, ctx);
        }
        let full = self.waiting.calls.len() >= self.args.mailbox
            || self.waiting.bytes.saturating_add(call.bytes()) > MOST_BYTES;
        self.waiting.push_back(call);
        if full {
            self.give_up(&StoreError::new(
                StoreFailure::Unavailable,
                "the queue of calls waiting for the database is full",
            ));
        }
    }

    /// Makes the call. The mailbox is blocked until the database has answered or the store's timeout has passed.
    fn make(&mut self, call: LinkCall, ctx: &mut Context<Self>) {
        if let Some((fence, failure)) = self.broken
            && call.fence() == Some(fence)
        {
            call.refuse(StoreError::new(failure, "an earlier write of this link failed"));
            return self.make_next(ctx);
        }
        let (store, company) = (self.args.store.clone(), self.args.company.clone());
        let lands_under = self.promoted.filter(|(before, _)| call.fence() == Some(*before)).map(|(_, since)| since);
        let tried = async move { call.try_once((store.as_ref(), lands_under), &company).await };
        ctx.wait(tried.into_actor(self).map(|tried, actor, ctx| match tried {
            Tried::Answered(failure) => {
                actor.waiting.outage = None;
                actor.note_failure(failure);
                actor.make_next(ctx);
            }
            Tried::NotSent(call, error) => actor.not_sent(call, &error, ctx),
        }));
    }

    fn make_next(&mut self, ctx: &mut Context<Self>) {
        if self.waiting.retry_is_due || self.waiting.held {
            return;
        }
        if let Some(call) = self.waiting.pop_front() {
            self.make(call, ctx);
        }
    }

    /// Holds the calls, or makes those that were held.
    pub(super) fn hold_calls(&mut self, held: bool, ctx: &mut Context<Self>) {
        self.waiting.held = held;
        self.make_next(ctx);
    }

    fn not_sent(&mut self, call: LinkCall, error: &StoreError, ctx: &mut Context<Self>) {
        self.waiting.push_front(call);
        let Some(pause) = self.waiting.pause() else { return self.give_up(error) };
        self.waiting.retry_is_due = true;
        ctx.run_later(pause, |actor, ctx| {
            actor.waiting.retry_is_due = false;
            actor.make_next(ctx);
        });
    }

    /// Fails all waiting calls. No write may follow one that was left out, so the link cannot go on.
    fn give_up(&mut self, error: &StoreError) {
        self.waiting.outage = None;
        while let Some(call) = self.waiting.pop_front() {
            self.note_failure(call.fence().map(|fence| (fence, error.failure)));
            call.refuse(error.clone());
        }
    }

    /// Remembers the fence of a failed write. Not after `Fenced`: then the store itself refuses all later writes.
    fn note_failure(&mut self, failed: Option<(Fence, StoreFailure)>) {
        if let Some((fence, failure)) = failed
            && failure != StoreFailure::Fenced
        {
            self.broken = Some((fence, failure));
        }
    }
}
