//! Queue of the stanzas that a device has not acknowledged, in the order in which they were sent to it.
//!
//! A place in the queue is a number that is never used twice, so that a connection remembers how far it has got while
//! acknowledgements remove stanzas before that place.

use std::collections::{BTreeMap, HashMap, VecDeque};

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::Blob;

/// A stanza that is not yet acknowledged.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Queued {
    pub(crate) id: String,
    pub(crate) class: StanzaClass,
    /// Number or group that it comes from: message ids are unique within that only.
    #[serde(default)]
    pub(crate) origin: String,
    /// Stanza in the binary form of the wire.
    pub(crate) stanza: Blob,
    /// Place of the message in the log of what phones sent; the log is not kept over a restart.
    #[serde(skip)]
    pub(crate) entry: Option<u64>,
}

/// Classes of stanzas that are acknowledged.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum StanzaClass {
    Message,
    Receipt,
    Notification,
}

/// Maximum content of a queue; the oldest stanzas are dropped beyond it.
#[derive(Debug, Clone, Copy)]
pub(crate) struct QueueLimit {
    pub(crate) stanzas: usize,
    pub(crate) bytes: usize,
}

/// Unacknowledged stanzas of one device.
#[derive(Debug, Default)]
pub(crate) struct Queue {
    stanzas: BTreeMap<u64, Queued>,
    /// Places by class and id, oldest first: a message that is sent again stands in the queue twice.
    places: HashMap<(StanzaClass, String), VecDeque<u64>>,
    next: u64,
    bytes: usize,
}

impl Queue {
    /// Adds a stanza and drops the oldest beyond the limit. Returns how many were dropped.
    pub(crate) fn push(&mut self, queued: Queued, limit: QueueLimit) -> usize {
        self.bytes += queued.stanza.as_slice().len();
        self.places.entry((queued.class, queued.id.clone())).or_default().push_back(self.next);
        self.stanzas.insert(self.next, queued);
        self.next += 1;
        let mut dropped = 0;
        while self.stanzas.len() > limit.stanzas || self.bytes > limit.bytes {
            let Some((oldest, _)) = self.stanzas.first_key_value() else { break };
            self.remove(*oldest);
            dropped += 1;
        }
        dropped
    }

    /// Removes the oldest stanza that an acknowledgement names, and returns it. Only messages are told apart by their
    /// origin.
    pub(crate) fn acknowledge(&mut self, class: StanzaClass, id: &str, origin: &str) -> Option<Queued> {
        let place = self.find(class, id, origin)?;
        self.remove(place)
    }

    /// Whether an acknowledgement names a stanza of the queue.
    pub(crate) fn holds(&self, class: StanzaClass, id: &str, origin: &str) -> bool {
        self.find(class, id, origin).is_some()
    }

    fn find(&self, class: StanzaClass, id: &str, origin: &str) -> Option<u64> {
        let fits = |place: &&u64| {
            let found = self.stanzas.get(*place).map(|queued| queued.origin.as_str());
            // Files of older versions have no origin.
            class != StanzaClass::Message || found.is_some_and(|found| found.is_empty() || found == origin)
        };
        self.places.get(&(class, id.to_owned()))?.iter().find(fits).copied()
    }

    fn remove(&mut self, place: u64) -> Option<Queued> {
        let queued = self.stanzas.remove(&place)?;
        self.bytes -= queued.stanza.as_slice().len();
        let key = (queued.class, queued.id.clone());
        if let Some(places) = self.places.get_mut(&key) {
            places.retain(|other| *other != place);
            if places.is_empty() {
                self.places.remove(&key);
            }
        }
        Some(queued)
    }

    /// Stanzas from one place up to another, which is not included, with their places.
    pub(crate) fn between(&self, from: u64, to: u64) -> impl Iterator<Item = (u64, &Queued)> {
        self.stanzas.range(from..to.max(from)).map(|(place, queued)| (*place, queued))
    }

    /// All stanzas, oldest first.
    pub(crate) fn iter(&self) -> impl Iterator<Item = &Queued> {
        self.stanzas.values()
    }

    /// Place of the oldest stanza, or that of the next one if the queue is empty.
    pub(crate) fn first(&self) -> u64 {
        self.stanzas.first_key_value().map_or(self.next, |(place, _)| *place)
    }

    /// Place that the next stanza will get.
    pub(crate) fn end(&self) -> u64 {
        self.next
    }

    pub(crate) fn len(&self) -> usize {
        self.stanzas.len()
    }
}

impl Serialize for Queue {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self.iter())
    }
}

impl<'de> Deserialize<'de> for Queue {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let mut queue = Self::default();
        for queued in Vec::<Queued>::deserialize(deserializer)? {
            queue.push(queued, QueueLimit { stanzas: usize::MAX, bytes: usize::MAX });
        }
        Ok(queue)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const LIMIT: QueueLimit = QueueLimit { stanzas: 3, bytes: 100 };

    fn message(id: &str, origin: &str, bytes: usize) -> Queued {
        let stanza = vec![0; bytes].into();
        Queued { id: id.to_owned(), class: StanzaClass::Message, origin: origin.to_owned(), stanza, entry: None }
    }

    fn ids(queue: &Queue) -> Vec<&str> {
        queue.iter().map(|queued| queued.id.as_str()).collect()
    }

    #[test]
    fn queue_drops_its_oldest_beyond_count_and_bytes() {
        let mut queue = Queue::default();
        let dropped: Vec<_> = ["a", "b", "c", "d"].map(|id| queue.push(message(id, "1", 10), LIMIT)).into();
        assert_eq!((dropped, ids(&queue)), (vec![0, 0, 0, 1], vec!["b", "c", "d"]));
        assert_eq!(queue.push(message("e", "1", 95), LIMIT), 3);
        assert_eq!(ids(&queue), ["e"]);
    }

    #[test]
    fn acknowledgement_removes_the_oldest_copy_of_its_origin() {
        let mut queue = Queue::default();
        for (id, origin) in [("a", "1"), ("a", "2"), ("a", "1")] {
            queue.push(message(id, origin, 1), LIMIT);
        }
        assert!(queue.acknowledge(StanzaClass::Message, "a", "3").is_none());
        assert!(queue.acknowledge(StanzaClass::Receipt, "a", "1").is_none());
        assert_eq!(queue.acknowledge(StanzaClass::Message, "a", "2").unwrap().origin, "2");
        assert_eq!((queue.first(), queue.end()), (0, 3));
        assert!(queue.acknowledge(StanzaClass::Message, "a", "1").is_some());
        assert_eq!(queue.between(0, 9).map(|(place, _)| place).collect::<Vec<_>>(), [2]);
        assert!(queue.acknowledge(StanzaClass::Message, "a", "1").is_some());
        assert!(!queue.holds(StanzaClass::Message, "a", "1") && queue.len() == 0 && queue.first() == 3);
    }

    #[test]
    fn queue_is_restored_from_the_state_file_in_order() {
        let mut queue = Queue::default();
        for id in ["a", "b", "c"] {
            queue.push(message(id, "1", 2), LIMIT);
        }
        let mut back: Queue = serde_json::from_str(&serde_json::to_string(&queue).unwrap()).unwrap();
        assert_eq!(ids(&back), ["a", "b", "c"]);
        assert!(back.acknowledge(StanzaClass::Message, "b", "1").is_some());
        let old: Queue = serde_json::from_str(r#"[{"id":"a","class":"message","stanza":"AAA="}]"#).unwrap();
        assert!(old.holds(StanzaClass::Message, "a", "79000000001"));
    }
}
