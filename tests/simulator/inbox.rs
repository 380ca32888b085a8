//! Log of what phones take: every message that a linked device sent and a phone decrypted, in the order of arrival, each
//! once with the number of times that it came. Ids are unique within a chat and its sender only.
//!
//! It is in memory only, and bounded: the oldest messages are dropped and counted.

use std::collections::{HashMap, VecDeque};

use crate::recipient::{Chat, Recipient};
use crate::signal::Address;
use crate::state::{Number, now_millis};

/// Receipts of a phone for one message. They are kept when they are made, also if a fault loses or holds them.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Marks {
    pub(crate) delivered: bool,
    pub(crate) read: bool,
    pub(crate) played: bool,
}

/// A message that a phone has taken.
#[derive(Debug, Clone)]
pub(crate) struct Taken {
    pub(crate) reader: Number,
    pub(crate) from: Address,
    /// Chat as the reader has it: the other account, or the group.
    pub(crate) chat: Recipient,
    pub(crate) id: String,
    /// Decrypted protobuf, without the wrapper of copies for own devices.
    pub(crate) content: Vec<u8>,
    /// Whether the device named the reader by the hidden id.
    pub(crate) is_lid: bool,
    /// Number of times that it came.
    pub(crate) times: u32,
    /// First arrival, in milliseconds since 1970.
    pub(crate) at: i64,
    pub(crate) marks: Marks,
}

/// A message before it is in the log.
pub(crate) struct NewTaken {
    pub(crate) reader: Number,
    pub(crate) from: Address,
    pub(crate) chat: Recipient,
    pub(crate) id: String,
    pub(crate) content: Vec<u8>,
    pub(crate) is_lid: bool,
}

type Key = (Number, Chat, Number, String);

/// The log. A message's place in it is a number from 1 that is never used twice.
#[derive(Debug)]
pub(crate) struct Inbox {
    entries: VecDeque<Taken>,
    /// Place of the oldest entry.
    first: u64,
    by_reader: HashMap<Number, VecDeque<u64>>,
    by_key: HashMap<Key, u64>,
    limit: usize,
    bytes: usize,
    bytes_limit: usize,
}

impl Taken {
    fn key(&self) -> Key {
        (self.reader.clone(), self.chat.chat(&self.reader), self.from.number.clone(), self.id.clone())
    }

    /// Whether it is a copy of what the reader's own account wrote.
    pub(crate) fn is_own(&self) -> bool {
        self.from.number == self.reader
    }
}

impl Inbox {
    pub(crate) fn new(limit: usize, bytes_limit: usize) -> Self {
        Self {
            entries: VecDeque::new(),
            first: 1,
            by_reader: HashMap::new(),
            by_key: HashMap::new(),
            limit,
            bytes: 0,
            bytes_limit,
        }
    }

    /// Adds a message, or counts its repetition; returns its place and how often it has come.
    pub(crate) fn add(&mut self, new: NewTaken) -> (u64, u32) {
        let taken = Taken {
            reader: new.reader,
            from: new.from,
            chat: new.chat,
            id: new.id,
            content: new.content,
            is_lid: new.is_lid,
            times: 1,
            at: now_millis(),
            marks: Marks::default(),
        };
        let key = taken.key();
        if let Some(place) = self.by_key.get(&key).copied()
            && let Some(known) = self.get_mut(place)
        {
            known.times += 1;
            return (place, known.times);
        }
        let place = self.first + self.entries.len() as u64;
        self.by_reader.entry(taken.reader.clone()).or_default().push_back(place);
        self.by_key.insert(key, place);
        self.bytes += taken.content.len();
        self.entries.push_back(taken);
        while self.entries.len() > self.limit || (self.bytes > self.bytes_limit && self.entries.len() > 1) {
            self.drop_oldest();
        }
        (place, 1)
    }

    fn drop_oldest(&mut self) {
        let Some(entry) = self.entries.pop_front() else { return };
        self.bytes -= entry.content.len();
        self.first += 1;
        self.by_key.remove(&entry.key());
        if let Some(places) = self.by_reader.get_mut(&entry.reader) {
            places.pop_front();
            if places.is_empty() {
                self.by_reader.remove(&entry.reader);
            }
        }
    }

    /// Forgets everything so far; places go on.
    pub(crate) fn clear(&mut self) {
        self.first += self.entries.len() as u64;
        self.entries.clear();
        self.by_reader.clear();
        self.by_key.clear();
        self.bytes = 0;
    }

    /// Number of messages that were dropped or cleared.
    pub(crate) fn dropped(&self) -> u64 {
        self.first - 1
    }

    /// Message at a place.
    pub(crate) fn get(&self, place: u64) -> Option<&Taken> {
        self.entries.get(usize::try_from(place.checked_sub(self.first)?).ok()?)
    }

    pub(crate) fn get_mut(&mut self, place: u64) -> Option<&mut Taken> {
        self.entries.get_mut(usize::try_from(place.checked_sub(self.first)?).ok()?)
    }

    /// Newest message of this id in a chat of a reader, whoever sent it.
    pub(crate) fn find(&self, reader: &Number, chat: &Chat, id: &str) -> Option<(u64, &Taken)> {
        let places = self.by_reader.get(reader)?.iter().rev();
        let taken = places.filter_map(|place| Some((*place, self.get(*place)?)));
        taken.into_iter().find(|(_, taken)| taken.id == id && taken.chat.chat(reader) == *chat)
    }

    /// Places after `after` in order, of one reader or of all.
    pub(crate) fn places(&self, reader: Option<&Number>, after: u64) -> Box<dyn Iterator<Item = u64> + '_> {
        let from = after.saturating_add(1).max(self.first);
        let end = self.first + self.entries.len() as u64;
        match reader {
            None => Box::new(from..end.max(from)),
            Some(reader) => match self.by_reader.get(reader) {
                None => Box::new(std::iter::empty()),
                Some(places) => {
                    let start = places.partition_point(|place| *place < from);
                    Box::new(places.range(start..).copied())
                }
            },
        }
    }

    /// Places of a chat's messages of others that the reader has not read, in order.
    pub(crate) fn unread(&self, reader: &Number, chat: &Chat) -> Vec<u64> {
        let is_unread = |taken: &Taken| !taken.is_own() && !taken.marks.read && taken.chat.chat(reader) == *chat;
        self.places(Some(reader), 0).filter(|place| self.get(*place).is_some_and(is_unread)).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SALON: &str = "79000000001";
    const ANNA: &str = "79000000002";

    fn number(text: &str) -> Number {
        Number::parse(text).unwrap()
    }

    fn message(reader: &str, chat: Recipient, id: &str) -> NewTaken {
        let from = Address::new(&number(SALON), 1);
        NewTaken { reader: number(reader), from, chat, id: id.to_owned(), content: vec![0; 10], is_lid: false }
    }

    fn direct(reader: &str, id: &str) -> NewTaken {
        message(reader, Recipient::Account(number(SALON)), id)
    }

    #[test]
    fn repetition_is_counted_within_its_chat_only() {
        let mut inbox = Inbox::new(10, 1000);
        assert_eq!([inbox.add(direct(ANNA, "a")), inbox.add(direct(ANNA, "a"))], [(1, 1), (1, 2)]);
        let in_group = message(ANNA, Recipient::Group("7".to_owned()), "a");
        assert_eq!(inbox.add(in_group), (2, 1), "another chat may use the same id");
        let copy = message(SALON, Recipient::Account(number(ANNA)), "a");
        assert_eq!(inbox.add(copy), (3, 1));
        let chat = Recipient::Account(number(SALON)).chat(&number(ANNA));
        assert_eq!(inbox.find(&number(ANNA), &chat, "a").unwrap().0, 1);
        assert_eq!(inbox.places(Some(&number(ANNA)), 0).collect::<Vec<_>>(), [1, 2]);
    }

    #[test]
    fn inbox_is_bounded_by_count_and_bytes_and_places_go_on() {
        let mut inbox = Inbox::new(3, 25);
        for id in ["a", "b", "c"] {
            inbox.add(direct(ANNA, id));
        }
        assert_eq!((inbox.dropped(), inbox.places(None, 0).collect::<Vec<_>>()), (1, vec![2, 3]));
        assert_eq!(inbox.add(direct(ANNA, "a")), (4, 1), "a forgotten message is a new one");
        inbox.clear();
        assert_eq!((inbox.dropped(), inbox.by_key.len(), inbox.by_reader.len()), (4, 0, 0));
        assert_eq!(inbox.add(direct(ANNA, "a")), (5, 1));
    }

    #[test]
    fn unread_are_those_of_others_in_the_chat() {
        let mut inbox = Inbox::new(10, 1000);
        inbox.add(direct(ANNA, "a"));
        inbox.add(direct(ANNA, "b"));
        inbox.add(message(SALON, Recipient::Account(number(ANNA)), "a"));
        inbox.get_mut(1).unwrap().marks.read = true;
        let chat = Recipient::Account(number(SALON)).chat(&number(ANNA));
        assert_eq!(inbox.unread(&number(ANNA), &chat), [2]);
        assert_eq!(inbox.unread(&number(SALON), &chat), [0; 0], "a copy of an own message");
    }
}
