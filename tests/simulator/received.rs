//! What phones have received: a message is received once, however often its sender sends it. Ids are unique within a
//! chat and its sender only.

use std::collections::{HashSet, VecDeque};

use crate::state::Number;
use crate::world::World;

/// Maximum number of messages that are remembered for all phones; the oldest are forgotten first.
const MOST: usize = 200_000;

/// Reader, sender and id of a message.
type Key = (Number, Number, String);

/// Messages that phones have received lately.
#[derive(Debug, Default)]
pub(crate) struct Received {
    known: HashSet<Key>,
    order: VecDeque<Key>,
}

impl Received {
    /// Remembers a message; returns whether it is new.
    fn add(&mut self, key: Key) -> bool {
        if !self.known.insert(key.clone()) {
            return false;
        }
        self.order.push_back(key);
        while self.order.len() > MOST {
            if let Some(oldest) = self.order.pop_front() {
                self.known.remove(&oldest);
            }
        }
        true
    }
}

impl World {
    /// Whether a phone has not received this message before; counts repetitions.
    pub(crate) fn is_new(&mut self, reader: &Number, sender: &Number, id: &str) -> bool {
        // Texts are in the state file, the rest is forgotten at a restart.
        let texts = self.state.phone(reader).map(|phone| &phone.texts);
        let is_listed = texts.is_some_and(|texts| texts.iter().any(|text| text.id == id && text.from == *sender));
        let is_new = self.received.add((reader.clone(), sender.clone(), id.to_owned())) && !is_listed;
        self.stats.repeated += u64::from(!is_new);
        is_new
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn message_is_new_once_for_its_reader_and_sender() {
        let number = |text: &str| Number::parse(text).unwrap();
        let key = |reader: &str, sender: &str| (number(reader), number(sender), "3A".to_owned());
        let mut received = Received::default();
        assert!(received.add(key("79000000001", "79000000002")));
        assert!(!received.add(key("79000000001", "79000000002")));
        assert!(received.add(key("79000000001", "79000000003")) && received.add(key("79000000003", "79000000002")));
    }
}
