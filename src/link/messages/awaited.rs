//! Messages that are waited for: they could not be decrypted, or were lost on their way, and have been asked for again.
//! They are rows among the company's keys, so that a restart changes nothing, and go with them: a device that is linked
//! anew is sent nothing that an earlier one missed.

use std::collections::HashMap;
use std::sync::LazyLock;

use linekeeper_domain::Timestamp;
use linekeeper_domain::messages::{Chat, MessageFacts, MessageKey};
use serde::{Deserialize, Serialize};

use crate::backend::joined;

/// Seconds after which a message is given up, and may be asked for again.
pub(super) const PATIENCE: i64 = 24 * 3_600;

/// Seconds after which a message that was given up is forgotten: until then it is still known what has come after all.
const REMEMBERED: i64 = 14 * PATIENCE;

/// Most messages that a line waits for. One beyond them is told of as undecryptable, and not given up later.
const MOST: usize = 1_000;

/// Row that says since when the log is written. No id of a message's row is like it.
const SINCE: &str = "since";

/// Number of this process among those that have asked for messages.
static PROCESS: LazyLock<u64> = LazyLock::new(rand::random);

/// Message that is waited for.
#[derive(Clone, Serialize, Deserialize)]
pub(super) struct Waiting {
    chat: String,
    sender: String,
    id: String,
    /// What its stanza says.
    pub(super) facts: MessageFacts,
    /// Since when, in Unix seconds.
    since: i64,
    /// Receivers have been told that it has not come.
    is_given_up: bool,
    /// Process that has asked for it last, and when, in Unix seconds; none for what the library itself asks for.
    asked: Option<(u64, i64)>,
}

impl Waiting {
    pub(super) fn new(key: &MessageKey, facts: MessageFacts, now: Timestamp) -> Self {
        let MessageKey { chat, sender, id } = key.clone();
        Self { chat, sender, id, facts, since: now.timestamp(), is_given_up: false, asked: None }
    }

    /// Marks it as asked for by this process.
    pub(super) fn asked(self, now: Timestamp) -> Self {
        Self { asked: Some((*PROCESS, now.timestamp())), ..self }
    }

    /// Whether this process may ask for it.
    pub(super) fn may_be_asked_for(&self, now: Timestamp) -> bool {
        self.asked.is_none_or(|(process, at)| process != *PROCESS || now.timestamp() - at >= PATIENCE)
    }

    /// Marks it as given up.
    pub(super) fn given_up(self) -> Self {
        Self { is_given_up: true, ..self }
    }

    fn age(&self, now: Timestamp) -> i64 {
        now.timestamp() - self.since
    }

    pub(super) fn key(&self) -> MessageKey {
        MessageKey { chat: self.chat.clone(), sender: self.sender.clone(), id: self.id.clone() }
    }

    /// Whether it is the message of this id in this chat, by whichever name the chat goes.
    pub(super) fn is(&self, id: &str, (chat, from_me): (&Chat, bool)) -> bool {
        let same = |name: String| chat.names().any(|other| other == name);
        self.id == id && self.facts.from_me == from_me && self.facts.chat.names().any(same)
    }
}

/// Stored row.
#[derive(Serialize, Deserialize)]
pub(super) enum Row {
    /// When the log began, in Unix seconds.
    Since(i64),
    /// A message.
    Message(Box<Waiting>),
}

/// Id of a message's row.
pub(super) fn row_id(key: &MessageKey) -> String {
    joined(&[&key.chat, &key.sender, &key.id])
}

/// All that a line waits for.
pub(super) struct Awaited {
    /// When the log began, in Unix seconds. What was sent before may be missing in it.
    pub(super) since: i64,
    /// Whether that is stored.
    is_begun: bool,
    messages: HashMap<MessageKey, Waiting>,
}

impl Awaited {
    /// Builds it from its rows; without one that says since when, the log begins now.
    pub(super) fn of(rows: Vec<Row>, now: Timestamp) -> Self {
        let mut awaited = Self { since: now.timestamp(), is_begun: false, messages: HashMap::new() };
        for row in rows {
            match row {
                Row::Since(since) => (awaited.since, awaited.is_begun) = (since, true),
                Row::Message(waiting) => awaited.add(*waiting),
            }
        }
        awaited
    }

    pub(super) fn get(&self, key: &MessageKey) -> Option<&Waiting> {
        self.messages.get(key)
    }

    pub(super) fn find(&self, id: &str, of: (&Chat, bool)) -> Option<&Waiting> {
        self.messages.values().find(|waiting| waiting.is(id, of))
    }

    /// Messages to be given up now.
    pub(super) fn late(&self, now: Timestamp) -> Vec<Waiting> {
        let is_late = |waiting: &&Waiting| !waiting.is_given_up && waiting.age(now) >= PATIENCE;
        self.messages.values().filter(is_late).cloned().collect()
    }

    /// Messages to be forgotten now.
    pub(super) fn old(&self, now: Timestamp) -> Vec<MessageKey> {
        self.messages.values().filter(|waiting| waiting.age(now) >= REMEMBERED).map(Waiting::key).collect()
    }

    pub(super) fn add(&mut self, waiting: Waiting) {
        self.messages.insert(waiting.key(), waiting);
    }

    pub(super) fn remove(&mut self, key: &MessageKey) {
        self.messages.remove(key);
    }

    /// Whether one more, of this key, is taken.
    pub(super) fn takes(&self, key: &MessageKey) -> bool {
        self.messages.len() < MOST || self.messages.contains_key(key)
    }

    /// Row that says since when the log is written, unless it is stored.
    pub(super) fn beginning(&self) -> Option<(String, Row)> {
        (!self.is_begun).then(|| (SINCE.to_owned(), Row::Since(self.since)))
    }

    /// Records that the beginning is stored.
    pub(super) fn is_begun(&mut self) {
        self.is_begun = true;
    }
}
