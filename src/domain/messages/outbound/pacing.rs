//! When a line sends which of the messages that wait. A pure rule: it is given what waits and the time, and says what to send
//! now, or when to look again.
//!
//! - **Rate**: a token bucket of `burst` messages that gains `per_minute` a minute. In any span of time `t` at most
//!   `burst + per_minute · t` messages are sent, also over a restart, after which the bucket is empty. Jitter only slows.
//! - **Order**: of each chat the first message that waits, and no other. So nothing here changes the order within a chat.
//! - **Replies first**: messages to chats that wrote lately ([`REPLY_WINDOW`]) before others (campaigns), each kind in the order in
//!   which it was queued. After [`REPLIES_IN_A_ROW`] replies one of the others goes first, so that none waits without end.
//! - **Back-off** after WhatsApp's error 463: a pause that doubles with each refusal up to a bound, until WhatsApp takes a message to a
//!   new chat again. Where the cause is known to be about new chats, replies go on meanwhile, unless one is refused itself.
//!
//! The clock is the process's monotonic one. Should it go back all the same, everything planned is moved back with it.

use std::time::Duration;

use super::NewChatsRefused;
use crate::{Moment, Monotonic, Timestamp};

/// Time for which a message to a chat counts as a reply after the chat wrote.
pub const REPLY_WINDOW: Duration = Duration::from_secs(86_400);

/// Replies that are sent in a row while others wait.
const REPLIES_IN_A_ROW: u32 = 8;

/// Largest share by which jitter lengthens the interval between messages, and the pause after a refusal.
const JITTER: f64 = 0.25;

/// First pause after a refusal, by its cause, and longest one. A lock of new chats lasts for hours or days; a missing token is
/// about one recipient.
const FIRST_PAUSE: Duration = Duration::from_secs(60);
const FIRST_PAUSE_OF_LOCK: Duration = Duration::from_secs(600);
const LONGEST_PAUSE: Duration = Duration::from_secs(3_600);
const LONGEST_PAUSE_OF_LOCK: Duration = Duration::from_secs(21_600);

/// How fast a line sends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PaceRule {
    /// Messages a minute, at least 1.
    pub per_minute: u32,
    /// Messages that may be sent at once after a quiet time, at least 1.
    pub burst: u32,
}

impl Default for PaceRule {
    fn default() -> Self {
        Self { per_minute: 20, burst: 5 }
    }
}

impl PaceRule {
    /// Time in which the bucket gains a message.
    fn interval(self) -> Duration {
        Duration::from_secs(60) / self.per_minute.max(1)
    }

    /// Time in which an empty bucket is full but for one message.
    fn slack(self) -> Duration {
        self.interval().saturating_mul(self.burst.max(1) - 1)
    }
}

/// The first message that waits of a chat.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Waiting {
    /// Its place in the order in which the line's messages were queued.
    pub seq: i64,
    /// When the chat last wrote to the line; `None` if that is not known to be lately.
    pub heard_at: Option<Timestamp>,
}

impl Waiting {
    /// Whether it answers somebody who wrote lately.
    fn is_reply(&self, now: Timestamp) -> bool {
        self.heard_at.is_some_and(|heard_at| (now - heard_at).to_std().unwrap_or_default() < REPLY_WINDOW)
    }
}

/// A refusal with WhatsApp's error 463.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Refusal {
    /// What is known of its cause.
    pub cause: NewChatsRefused,
    /// End of the account's lock, where the account tells it.
    pub locked_until: Option<Timestamp>,
}

/// What a line does next.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NextSend {
    /// Sends the one at this index, and notes it with [`Pace::sent`].
    Now(usize),
    /// Looks again at this time.
    At(Monotonic),
    /// Nothing waits.
    Nothing,
}

/// How far a line may go: its bucket, and its pauses after refusals. It lives as long as the line's session does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Pace {
    rule: PaceRule,
    /// When the bucket is full again (the theoretical arrival time of the GCRA).
    full_at: Monotonic,
    /// Earliest time of the next message: those of a burst are not written in one instant.
    not_before: Monotonic,
    /// Until when nothing is sent, and until when nothing but replies.
    all_held: Monotonic,
    new_chats_held: Monotonic,
    /// Refusals since WhatsApp last took a message.
    refusals: u32,
    /// Replies sent since a message of the other kind.
    replies: u32,
    /// Latest reading of the clock.
    seen: Monotonic,
}

impl Pace {
    /// The pace of a line that begins to send now, in this process, with an empty bucket: what was sent before a restart is not
    /// known.
    #[must_use]
    pub fn beginning(rule: PaceRule, now: Monotonic) -> Self {
        let empty = now.after(rule.slack());
        Self {
            rule,
            full_at: empty,
            not_before: now,
            all_held: now,
            new_chats_held: now,
            refusals: 0,
            replies: 0,
            seen: now,
        }
    }

    /// Changes the rule. What was sent stays counted.
    pub fn follow(&mut self, rule: PaceRule) {
        self.rule = rule;
    }

    /// Says what to do next. `waiting` has the first message that waits of each chat, in any order; chats with a message that
    /// was written and not answered yet are left out.
    #[must_use]
    pub fn next(&self, waiting: &[Waiting], moment: &Moment) -> NextSend {
        let pace = self.at(moment.monotonic);
        let oldest = |replies: bool| {
            let of_kind = waiting.iter().enumerate().filter(|(_, one)| one.is_reply(moment.now) == replies);
            of_kind.min_by_key(|(_, one)| one.seq).map(|(index, _)| index)
        };
        let (reply, other) = (oldest(true), oldest(false));
        let for_replies = pace.free_at().max(pace.all_held);
        let for_others = for_replies.max(pace.new_chats_held);
        let is_due = |time: Monotonic| time <= moment.monotonic;
        match (reply, other) {
            (None, None) => NextSend::Nothing,
            (_, Some(other)) if is_due(for_others) && (reply.is_none() || pace.replies >= REPLIES_IN_A_ROW) => {
                NextSend::Now(other)
            }
            (Some(reply), _) if is_due(for_replies) => NextSend::Now(reply),
            (Some(_), _) => NextSend::At(for_replies),
            (None, Some(_)) => NextSend::At(for_others),
        }
    }

    /// Notes that a message was sent: it was given by [`Self::next`], and is written now.
    pub fn sent(&mut self, message: &Waiting, moment: &Moment) {
        *self = self.at(moment.monotonic);
        let (now, interval) = (moment.monotonic, self.rule.interval());
        let jitter = interval.mul_f64(JITTER * moment.chance.clamp(0.0, 1.0));
        self.full_at = self.full_at.max(now).after(interval + jitter);
        self.not_before = now.after(jitter);
        self.replies = if message.is_reply(moment.now) { self.replies.saturating_add(1) } else { 0 };
    }

    /// Notes that WhatsApp took a message: the next refusal is a first one again. That it takes a reply says nothing of new
    /// chats. An ack that comes during a pause is of a message from before it.
    pub fn accepted(&mut self, message: &Waiting, moment: &Moment) {
        *self = self.at(moment.monotonic);
        let is_held = self.new_chats_held > moment.monotonic;
        if !is_held && !message.is_reply(moment.now) {
            self.refusals = 0;
        }
    }

    /// Notes that WhatsApp refused a message with error 463.
    /// Of the messages that were under way when a pause began, further refusals do not lengthen it.
    pub fn refused(&mut self, message: &Waiting, refusal: Refusal, moment: &Moment) {
        *self = self.at(moment.monotonic);
        let Refusal { cause, locked_until } = refusal;
        // The account as a whole may be under suspicion where the cause is not known, or where even replies are refused.
        let holds_all = cause == NewChatsRefused::Unknown || message.is_reply(moment.now);
        let held = if holds_all { self.all_held } else { self.new_chats_held };
        if held > moment.monotonic {
            return;
        }
        let (first, longest) = match cause {
            NewChatsRefused::Locked => (FIRST_PAUSE_OF_LOCK, LONGEST_PAUSE_OF_LOCK),
            NewChatsRefused::NoToken | NewChatsRefused::Unknown => (FIRST_PAUSE, LONGEST_PAUSE),
        };
        let doubled = first.saturating_mul(1_u32.checked_shl(self.refusals).unwrap_or(u32::MAX)).min(longest);
        let pause = doubled.mul_f64(1.0 + JITTER * moment.chance.clamp(0.0, 1.0));
        let lock = locked_until.map_or(Duration::ZERO, |until| moment.until(until).min(LONGEST_PAUSE_OF_LOCK));
        self.refusals = self.refusals.saturating_add(1).min(31);
        self.new_chats_held = self.new_chats_held.max(moment.monotonic.after(pause.max(lock)));
        if holds_all {
            self.all_held = moment.monotonic.after(pause);
        }
    }

    /// Until when nothing is sent but replies, if that is not now: for the status of the line.
    #[must_use]
    pub fn held_until(&self, now: Monotonic) -> Option<Monotonic> {
        let until = self.at(now).new_chats_held;
        (until > now).then_some(until)
    }

    /// Time at which the bucket has a message.
    fn free_at(&self) -> Monotonic {
        let full_at = self.full_at.since_beginning();
        Monotonic::at(full_at.saturating_sub(self.rule.slack())).max(self.not_before)
    }

    /// The same pace by the clock as it is now: if it went back, all that is planned goes back as far.
    fn at(&self, now: Monotonic) -> Self {
        let back = self.seen.since(now);
        let moved = |time: Monotonic| Monotonic::at(time.since_beginning().saturating_sub(back));
        Self {
            full_at: moved(self.full_at),
            not_before: moved(self.not_before),
            all_held: moved(self.all_held),
            new_chats_held: moved(self.new_chats_held),
            seen: now,
            ..*self
        }
    }
}

#[cfg(test)]
mod tests;
