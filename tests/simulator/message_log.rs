//! Log of what phones have sent: each message once, in the order of sending, with its deliveries to linked devices.
//!
//! Tests compare it with what a client has stored. It is in memory only, and bounded: the oldest messages are dropped
//! and counted. It also holds the contents from which phones answer requests to send a message again.

use std::collections::{HashMap, VecDeque};

use crate::addressing::Addressing;
use crate::recipient::{Chat, Recipient};
use crate::signal::Address;
use crate::state::{Number, now_millis};

/// How a device has acknowledged a message.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum AckKind {
    /// By a receipt, of whatever type except `retry`.
    Receipt,
    /// By an `<ack>`.
    Ack,
    /// By an `<ack>` with this error.
    Nack(u16),
}

/// Delivery of a message to one linked device.
#[derive(Debug, Clone)]
pub(crate) struct Delivery {
    pub(crate) device: Address,
    /// Number of times that it was written to a connection, repetitions by the phone included.
    pub(crate) times: u32,
    /// The first acknowledgement, with its time in milliseconds since 1970.
    pub(crate) acknowledged: Option<(AckKind, i64)>,
    /// Number of retry receipts of the device.
    pub(crate) retries: u32,
    /// Number of times that the phone has encrypted it again.
    pub(crate) resends: u32,
    /// What a fault did to the first ciphertext.
    pub(crate) spoilt: Option<&'static str>,
    /// The device has told the sender that a person has read or played it.
    pub(crate) read: bool,
}

/// A message that a phone has sent.
#[derive(Debug, Clone)]
pub(crate) struct Entry {
    pub(crate) from: Number,
    pub(crate) to: Recipient,
    /// Place within the chat, from 1; both sides of a chat share one sequence.
    pub(crate) chat_seq: u64,
    pub(crate) id: String,
    pub(crate) kind: &'static str,
    /// Text, caption or reaction.
    pub(crate) text: Option<String>,
    /// Id of the message that this one is about.
    pub(crate) about: Option<String>,
    /// Milliseconds since 1970.
    pub(crate) at: i64,
    pub(crate) addressing: Addressing,
    /// Content as protobuf, without the wrapper of copies for own devices.
    pub(crate) content: Vec<u8>,
    pub(crate) deliveries: Vec<Delivery>,
}

/// A message before it is in the log.
pub(crate) struct NewEntry {
    pub(crate) from: Number,
    pub(crate) to: Recipient,
    pub(crate) id: String,
    pub(crate) kind: &'static str,
    pub(crate) text: Option<String>,
    pub(crate) about: Option<String>,
    pub(crate) at: i64,
    pub(crate) addressing: Addressing,
    pub(crate) content: Vec<u8>,
}

/// The log. A message's place in it is a number from 1 that is never used twice.
#[derive(Debug)]
pub(crate) struct MessageLog {
    entries: VecDeque<Entry>,
    /// Place of the oldest entry.
    first: u64,
    by_sender: HashMap<Number, VecDeque<u64>>,
    by_id: HashMap<String, Vec<u64>>,
    chats: HashMap<Chat, u64>,
    limit: usize,
    bytes: usize,
    bytes_limit: usize,
}

impl MessageLog {
    pub(crate) fn new(limit: usize, bytes_limit: usize) -> Self {
        Self {
            entries: VecDeque::new(),
            first: 1,
            by_sender: HashMap::new(),
            by_id: HashMap::new(),
            chats: HashMap::new(),
            limit,
            bytes: 0,
            bytes_limit,
        }
    }

    /// Adds a message; returns its place.
    pub(crate) fn add(&mut self, new: NewEntry) -> u64 {
        let place = self.first + self.entries.len() as u64;
        let chat_seq = self.chats.entry(new.to.chat(&new.from)).or_default();
        *chat_seq += 1;
        self.by_sender.entry(new.from.clone()).or_default().push_back(place);
        self.by_id.entry(new.id.clone()).or_default().push(place);
        self.bytes += new.content.len();
        self.entries.push_back(Entry {
            from: new.from,
            to: new.to,
            chat_seq: *chat_seq,
            id: new.id,
            kind: new.kind,
            text: new.text,
            about: new.about,
            at: new.at,
            addressing: new.addressing,
            content: new.content,
            deliveries: Vec::new(),
        });
        while self.entries.len() > self.limit || (self.bytes > self.bytes_limit && self.entries.len() > 1) {
            self.drop_oldest();
        }
        place
    }

    fn drop_oldest(&mut self) {
        let Some(entry) = self.entries.pop_front() else { return };
        self.bytes -= entry.content.len();
        let gone = self.first;
        self.first += 1;
        if let Some(places) = self.by_sender.get_mut(&entry.from) {
            places.pop_front();
            if places.is_empty() {
                self.by_sender.remove(&entry.from);
            }
        }
        if let Some(places) = self.by_id.get_mut(&entry.id) {
            places.retain(|place| *place != gone);
            if places.is_empty() {
                self.by_id.remove(&entry.id);
            }
        }
    }

    /// Forgets everything so far; places and the order of chats go on.
    pub(crate) fn clear(&mut self) {
        self.first += self.entries.len() as u64;
        self.entries.clear();
        self.by_sender.clear();
        self.by_id.clear();
        self.bytes = 0;
    }

    /// Number of messages that were dropped or cleared.
    pub(crate) fn dropped(&self) -> u64 {
        self.first - 1
    }

    /// Message at a place.
    pub(crate) fn get(&self, place: u64) -> Option<&Entry> {
        self.entries.get(usize::try_from(place.checked_sub(self.first)?).ok()?)
    }

    fn get_mut(&mut self, place: u64) -> Option<&mut Entry> {
        self.entries.get_mut(usize::try_from(place.checked_sub(self.first)?).ok()?)
    }

    /// Newest message of this id in a chat, and its place.
    pub(crate) fn find(&self, chat: &Chat, id: &str) -> Option<(u64, &Entry)> {
        let places = self.by_id.get(id)?.iter().rev();
        places
            .filter_map(|place| Some((*place, self.get(*place)?)))
            .find(|(_, entry)| entry.to.chat(&entry.from) == *chat)
    }

    /// Places after `after` in order, of one sender or of all.
    pub(crate) fn places(&self, sender: Option<&Number>, after: u64) -> Box<dyn Iterator<Item = u64> + '_> {
        let from = after.saturating_add(1).max(self.first);
        let end = self.first + self.entries.len() as u64;
        match sender {
            None => Box::new(from..end.max(from)),
            Some(sender) => match self.by_sender.get(sender) {
                None => Box::new(std::iter::empty()),
                Some(places) => {
                    let start = places.partition_point(|place| *place < from);
                    Box::new(places.range(start..).copied())
                }
            },
        }
    }

    fn delivery(&mut self, place: u64, device: &Address) -> Option<&mut Delivery> {
        let deliveries = &mut self.get_mut(place)?.deliveries;
        let known = deliveries.iter().position(|delivery| delivery.device == *device);
        let index = known.unwrap_or(deliveries.len());
        if known.is_none() {
            let device = device.clone();
            let (times, retries, resends) = (0, 0, 0);
            let delivery = Delivery { device, times, acknowledged: None, retries, resends, spoilt: None, read: false };
            deliveries.push(delivery);
        }
        deliveries.get_mut(index)
    }

    /// Notes that a message is queued for a device, encrypted for the first time or again.
    pub(crate) fn queued(&mut self, place: u64, device: &Address, is_again: bool) {
        if let Some(delivery) = self.delivery(place, device) {
            delivery.resends += u32::from(is_again);
        }
    }

    /// Notes that a fault spoils the ciphertext for a device.
    pub(crate) fn spoilt(&mut self, place: u64, device: &Address, how: &'static str) {
        if let Some(delivery) = self.delivery(place, device) {
            delivery.spoilt.get_or_insert(how);
        }
    }

    /// Notes that a message is written to a device's connection.
    pub(crate) fn sent(&mut self, place: u64, device: &Address) {
        if let Some(delivery) = self.delivery(place, device) {
            delivery.times += 1;
        }
    }

    /// Notes that a device has acknowledged a message.
    pub(crate) fn acknowledged(&mut self, place: u64, device: &Address, kind: AckKind) {
        if let Some(delivery) = self.delivery(place, device) {
            delivery.acknowledged.get_or_insert((kind, now_millis()));
        }
    }

    /// Notes that a device requests a message again.
    pub(crate) fn retried(&mut self, place: u64, device: &Address) {
        if let Some(delivery) = self.delivery(place, device) {
            delivery.retries += 1;
        }
    }

    /// Notes that a message was read or played on a device.
    pub(crate) fn read(&mut self, place: u64, device: &Address) {
        if let Some(delivery) = self.delivery(place, device) {
            delivery.read = true;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn number(text: &str) -> Number {
        Number::parse(text).unwrap()
    }

    fn message(from: &str, to: &str, id: &str) -> NewEntry {
        NewEntry {
            from: number(from),
            to: Recipient::Account(number(to)),
            id: id.to_owned(),
            kind: "text",
            text: Some(id.to_owned()),
            about: None,
            at: 0,
            addressing: Addressing::Pn,
            content: vec![0; 10],
        }
    }

    const ANNA: &str = "79000000001";
    const BORIS: &str = "79000000002";
    const VERA: &str = "79000000003";

    #[test]
    fn both_sides_of_a_chat_share_one_order() {
        let mut log = MessageLog::new(10, 1000);
        let places = [(ANNA, BORIS), (BORIS, ANNA), (VERA, ANNA), (ANNA, BORIS)].map(|(from, to)| {
            let place = log.add(message(from, to, "a"));
            log.get(place).unwrap().chat_seq
        });
        assert_eq!(places, [1, 2, 1, 3]);
        let of_anna: Vec<_> = log.places(Some(&number(ANNA)), 0).collect();
        assert_eq!((of_anna, log.places(None, 2).collect::<Vec<_>>()), (vec![1, 4], vec![3, 4]));
        let chat = Recipient::Account(number(ANNA)).chat(&number(VERA));
        assert_eq!(log.find(&chat, "a").unwrap().0, 3);
    }

    #[test]
    fn log_is_bounded_by_count_and_bytes_and_places_go_on() {
        let mut log = MessageLog::new(3, 25);
        for id in ["a", "b", "c"] {
            log.add(message(ANNA, BORIS, id));
        }
        assert_eq!((log.dropped(), log.places(None, 0).collect::<Vec<_>>()), (1, vec![2, 3]));
        log.clear();
        assert_eq!((log.dropped(), log.places(None, 0).count(), log.by_id.len()), (3, 0, 0));
        let place = log.add(message(ANNA, BORIS, "d"));
        assert_eq!((place, log.get(place).unwrap().chat_seq), (4, 4));
        assert!(log.get(3).is_none() && log.places(Some(&number(BORIS)), u64::MAX).next().is_none());
    }

    #[test]
    fn deliveries_are_kept_by_device() {
        let mut log = MessageLog::new(3, 100);
        let place = log.add(message(ANNA, BORIS, "a"));
        let [first, second] = [1, 2].map(|device| Address::new(&number(BORIS), device));
        for device in [&first, &second] {
            log.queued(place, device, false);
            log.sent(place, device);
        }
        log.retried(place, &first);
        log.queued(place, &first, true);
        log.sent(place, &first);
        log.acknowledged(place, &first, AckKind::Receipt);
        log.acknowledged(place, &first, AckKind::Ack);
        let entry = log.get(place).unwrap();
        let seen: Vec<_> = entry.deliveries.iter().map(|one| (one.times, one.retries, one.resends)).collect();
        assert_eq!(seen, [(2, 1, 1), (1, 0, 0)]);
        assert_eq!(entry.deliveries[0].acknowledged.unwrap().0, AckKind::Receipt);
    }
}
