//! How a line sends what waits, as a machine without a clock, a store or a socket: it is told what happens, and says what to
//! do next ([`Sending::next_step`]).
//!
//! ```text
//! read what waits → its pace says which one, and when → mark it → write it → wait for the ack → record what is learned
//! ```
//!
//! - One message is marked and written at a time. Many may wait for their acks, one of each chat.
//! - A message is marked in the store before it is written. What was marked and not answered is read again by the next life of
//!   the line, or after the next log-in, and written again with the same id.
//! - What is learned is recorded in the order in which it came. Until it is recorded, the message counts as under way, so it is not
//!   read and written once more.
//! - After a failed call of the store everything rests for [`REST`]. Nothing that was learned is forgotten meanwhile, but for
//!   receipts beyond [`MOST_LEARNED`].

use std::collections::VecDeque;
use std::time::Duration;

use super::{ACK_PATIENCE, NextSend, Pace, PaceRule, Refusal, SendEvent, SendFailure, SendReport, StanzaId, Waiting};
use crate::{Moment, Monotonic, Timestamp};

/// Time until the next call of the store after a failed one, and until the next reading after a message that could not be
/// marked or written.
const REST: Duration = Duration::from_secs(1);
/// Most reports of one call of the store.
const MOST_AT_ONCE: usize = 200;
/// Reports that are kept while the store does not answer. Of those beyond it receipts are dropped, which come at most once
/// anyway; acks are not.
const MOST_LEARNED: usize = 10_000;
/// What is due within this time is due: no timer is finer.
const GRAIN: Duration = Duration::from_millis(1);

/// The first message that waits of a chat, as it was read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Head {
    /// What the pace needs to know of it.
    pub waiting: Waiting,
    /// WhatsApp's id of it.
    pub whatsapp_id: StanzaId,
    /// From when on it is not sent any more.
    pub expires_at: Timestamp,
    /// Whether its order can be read.
    pub is_readable: bool,
}

/// Answer to [`SendStep::Mark`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Marking {
    /// It is marked, and may be written.
    Write,
    /// It may not be written.
    Not,
    /// The store failed; the mark may be there.
    Failed,
}

/// Why a message was not written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NotWritten {
    /// The line is not connected, or was cut in the middle of it: it may have been written.
    LineDown,
    /// It cannot be sent.
    Failed(SendFailure),
}

/// What to do next.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SendStep {
    /// Read the first message that waits of each chat, without those under way; answered by [`Sending::read`].
    Read {
        /// Places of the messages under way.
        under_way: Vec<i64>,
    },
    /// Mark a message as about to be written; answered by [`Sending::marked`].
    Mark {
        /// Its place.
        seq: i64,
    },
    /// Write the message that was marked; answered by [`Sending::written`].
    Write {
        /// Its place.
        seq: i64,
    },
    /// Record what was learned; answered by [`Sending::recorded`].
    Record(Vec<SendReport>),
}

/// What the line is doing with the store or the socket.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Doing {
    Nothing,
    Reading,
    Marking(Head),
    ToWrite(Head),
    Writing {
        head: Head,
        /// Its answer was faster than the news of the write.
        is_answered: bool,
    },
}

/// A message that was written, or cannot be, until what became of it is recorded.
#[derive(Debug, Clone, PartialEq, Eq)]
struct UnderWay {
    head: Head,
    written_at: Monotonic,
    /// Something that ends the wait for it is learned, and not recorded yet.
    is_answered: bool,
}

/// The sending side of a line. It lives as long as the session.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sending {
    pace: Pace,
    is_connected: bool,
    /// More may wait than was read.
    is_stale: bool,
    doing: Doing,
    waiting: Vec<Head>,
    under_way: Vec<UnderWay>,
    learned: VecDeque<SendReport>,
    /// Reports at the front of `learned` that are being recorded.
    recording: usize,
    rests_until: Monotonic,
}

impl Sending {
    /// A line that is not connected and of which nothing is known.
    #[must_use]
    pub fn new(rule: PaceRule, now: Monotonic) -> Self {
        Self {
            pace: Pace::beginning(rule, now),
            is_connected: false,
            is_stale: false,
            doing: Doing::Nothing,
            waiting: Vec::new(),
            under_way: Vec::new(),
            learned: VecDeque::new(),
            recording: 0,
            rests_until: now,
        }
    }

    /// The line is connected: what waits is read, also what an earlier connection has written without an answer.
    pub fn connected(&mut self) {
        self.is_connected = true;
        self.is_stale = true;
    }

    /// The line is not connected any more. What was written and is not answered will be written again.
    pub fn disconnected(&mut self) {
        self.is_connected = false;
        self.waiting.clear();
        self.under_way.retain(|one| one.is_answered);
    }

    /// Something was ordered.
    pub fn ordered(&mut self) {
        self.is_stale = true;
    }

    /// What to do now, if there is something. Ask again until there is nothing, after everything that is told.
    pub fn next_step(&mut self, moment: &Moment) -> Option<SendStep> {
        self.give_up_waiting(moment);
        if moment.monotonic < self.rests_until {
            return self.begin_writing();
        }
        self.begin_recording().or_else(|| self.begin_writing()).or_else(|| self.begin_next(moment))
    }

    /// When [`Self::next_step`] has something to say again though nothing is told; `None` if that is not foreseen.
    #[must_use]
    pub fn wakes_at(&self, moment: &Moment) -> Option<Monotonic> {
        let unanswered = self.under_way.iter().filter(|one| !one.is_answered);
        let given_up = unanswered.map(|one| one.written_at.after(ACK_PATIENCE)).min();
        let is_free = self.is_connected && self.doing == Doing::Nothing;
        let has_calls = (!self.learned.is_empty() && self.recording == 0) || (is_free && self.is_stale);
        let rests = (has_calls && moment.monotonic < self.rests_until).then_some(self.rests_until);
        let paced = match self.next_of_waiting(moment) {
            NextSend::At(time) if is_free => Some(time.max(self.rests_until)),
            NextSend::Now(_) if is_free => Some(self.rests_until),
            NextSend::At(_) | NextSend::Now(_) | NextSend::Nothing => None,
        };
        [given_up, rests, paced].into_iter().flatten().min()
    }

    /// What waits was read; `None` if the store failed.
    pub fn read(&mut self, heads: Option<Vec<Head>>, moment: &Moment) {
        if self.doing != Doing::Reading {
            return;
        }
        self.doing = Doing::Nothing;
        let Some(heads) = heads else {
            self.is_stale = true;
            return self.rest(moment);
        };
        if self.is_connected {
            let (readable, unreadable) = heads.into_iter().partition(|head| head.is_readable);
            self.waiting = readable;
            for head in unreadable {
                self.fail(head, SendFailure::Unreadable, moment);
            }
        }
    }

    /// The message was marked, or not.
    pub fn marked(&mut self, marking: Marking, moment: &Moment) {
        let Doing::Marking(head) = std::mem::replace(&mut self.doing, Doing::Nothing) else { return };
        match marking {
            Marking::Write if self.is_connected => self.doing = Doing::ToWrite(head),
            // Read and marked again after the next log-in.
            Marking::Write => {}
            Marking::Not if head.expires_at <= moment.now => {
                self.learn(SendReport { whatsapp_id: head.whatsapp_id, event: SendEvent::TimeOver, at: moment.now });
                self.is_stale = true;
            }
            Marking::Not | Marking::Failed => {
                self.is_stale = true;
                self.rest(moment);
            }
        }
    }

    /// The message was written to the socket, or not.
    pub fn written(&mut self, result: Result<(), NotWritten>, moment: &Moment) {
        let doing = std::mem::replace(&mut self.doing, Doing::Nothing);
        let Doing::Writing { head, is_answered: false } = doing else { return };
        match result {
            Ok(()) if self.is_connected => {
                self.under_way.push(UnderWay { head, written_at: moment.monotonic, is_answered: false });
            }
            Ok(()) => {}
            Err(NotWritten::Failed(reason)) => self.fail(head, reason, moment),
            Err(NotWritten::LineDown) => {
                self.is_stale = true;
                self.rest(moment);
            }
        }
    }

    /// Acks and receipts have come.
    pub fn learned(&mut self, reports: Vec<SendReport>, moment: &Moment) {
        for report in reports {
            if let Doing::Writing { head, is_answered } = &mut self.doing
                && head.whatsapp_id == report.whatsapp_id
                && !std::mem::replace(is_answered, true)
            {
                self.under_way.push(UnderWay { head: head.clone(), written_at: moment.monotonic, is_answered: true });
            }
            let of_id = |one: &&mut UnderWay| one.head.whatsapp_id == report.whatsapp_id;
            if let Some(one) = self.under_way.iter_mut().find(of_id) {
                one.is_answered = true;
                note_answer(&mut self.pace, one.head.waiting, &report.event, moment);
            }
            self.learn(report);
        }
    }

    /// What was to be recorded is recorded; false if the store failed.
    pub fn recorded(&mut self, is_recorded: bool, moment: &Moment) {
        let count = std::mem::take(&mut self.recording);
        if !is_recorded {
            return self.rest(moment);
        }
        for report in self.learned.drain(..count.min(self.learned.len())) {
            let before = self.under_way.len();
            self.under_way.retain(|one| one.head.whatsapp_id != report.whatsapp_id);
            // The next message of its chat may go.
            self.is_stale |= self.under_way.len() < before || report.event == SendEvent::TimeOver;
        }
    }

    /// Until when nothing is sent but replies, if that is not now: WhatsApp has refused messages to new chats.
    #[must_use]
    pub fn held_until(&self, now: Monotonic) -> Option<Monotonic> {
        self.pace.held_until(now)
    }

    /// Takes what was learned and is not recorded, for a session that leaves. What is being recorded is among it.
    #[must_use]
    pub fn take_learned(&mut self) -> Vec<SendReport> {
        self.recording = 0;
        std::mem::take(&mut self.learned).into()
    }

    fn begin_recording(&mut self) -> Option<SendStep> {
        if self.recording > 0 || self.learned.is_empty() {
            return None;
        }
        self.recording = self.learned.len().min(MOST_AT_ONCE);
        Some(SendStep::Record(self.learned.iter().take(self.recording).cloned().collect()))
    }

    fn begin_writing(&mut self) -> Option<SendStep> {
        match std::mem::replace(&mut self.doing, Doing::Nothing) {
            Doing::ToWrite(head) if self.is_connected => {
                let seq = head.waiting.seq;
                self.doing = Doing::Writing { head, is_answered: false };
                Some(SendStep::Write { seq })
            }
            // The line was cut in between: it is read, marked and written again.
            Doing::ToWrite(_) => None,
            doing @ (Doing::Nothing | Doing::Reading | Doing::Marking(_) | Doing::Writing { .. }) => {
                self.doing = doing;
                None
            }
        }
    }

    fn begin_next(&mut self, moment: &Moment) -> Option<SendStep> {
        if !self.is_connected || self.doing != Doing::Nothing {
            return None;
        }
        if std::mem::take(&mut self.is_stale) {
            self.doing = Doing::Reading;
            return Some(SendStep::Read { under_way: self.under_way.iter().map(|one| one.head.waiting.seq).collect() });
        }
        let NextSend::Now(index) = self.next_of_waiting(moment) else { return None };
        let head = self.waiting.remove(index);
        // Others of the same kind, or of other chats, may be there that were not read.
        self.is_stale |= self.waiting.is_empty();
        let seq = head.waiting.seq;
        self.pace.sent(&head.waiting, moment);
        self.doing = Doing::Marking(head);
        Some(SendStep::Mark { seq })
    }

    fn next_of_waiting(&self, moment: &Moment) -> NextSend {
        let waiting: Vec<_> = self.waiting.iter().map(|head| head.waiting).collect();
        self.pace.next(&waiting, &Moment { monotonic: moment.monotonic.after(GRAIN), ..*moment })
    }

    /// Notes that messages are unanswered that were written long enough ago.
    fn give_up_waiting(&mut self, moment: &Moment) {
        let is_over = |one: &UnderWay| !one.is_answered && moment.monotonic.since(one.written_at) >= ACK_PATIENCE;
        let mut over = Vec::new();
        for one in self.under_way.iter_mut().filter(|one| is_over(one)) {
            one.is_answered = true;
            over.push(one.head.whatsapp_id.clone());
        }
        for whatsapp_id in over {
            self.learn(SendReport { whatsapp_id, event: SendEvent::Unanswered, at: moment.now });
        }
    }

    /// Notes that a message cannot be sent.
    fn fail(&mut self, head: Head, reason: SendFailure, moment: &Moment) {
        let event = SendEvent::Failed { reason, error: None };
        self.learn(SendReport { whatsapp_id: head.whatsapp_id.clone(), event, at: moment.now });
        self.under_way.push(UnderWay { head, written_at: moment.monotonic, is_answered: true });
    }

    fn learn(&mut self, report: SendReport) {
        let is_receipt = matches!(report.event, SendEvent::Delivered | SendEvent::Read | SendEvent::Played);
        if !is_receipt || self.learned.len() < MOST_LEARNED {
            self.learned.push_back(report);
        }
    }

    fn rest(&mut self, moment: &Moment) {
        self.rests_until = moment.monotonic.after(REST);
    }
}

/// Tells the pace how WhatsApp answered.
fn note_answer(pace: &mut Pace, waiting: Waiting, event: &SendEvent, moment: &Moment) {
    match event {
        SendEvent::Acknowledged => pace.accepted(&waiting, moment),
        SendEvent::Failed { reason, .. } => {
            if let Some(cause) = reason.refuses_new_chats() {
                pace.refused(&waiting, Refusal { cause, locked_until: None }, moment);
            }
        }
        SendEvent::Written
        | SendEvent::Unanswered
        | SendEvent::TimeOver
        | SendEvent::Delivered
        | SendEvent::Read
        | SendEvent::Played => {}
    }
}

#[cfg(test)]
mod tests;
