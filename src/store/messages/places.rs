//! Which messages of a batch are new, and the places of their events: in the log, and in their chats. Pure functions.

use std::collections::{BTreeMap, HashMap, HashSet};

/// Keyed hash of a message's key, or of a chat's name.
pub(crate) type Hash = [u8; 16];

/// A message of a batch.
pub(crate) struct Incoming {
    /// Hash of its key.
    pub(crate) key: Hash,
    /// Hashes of its chat's names, the preferred one first; `None` where receivers are not told of it.
    pub(crate) chat: Option<Vec<Hash>>,
}

/// The log before a batch, as far as the batch is concerned.
#[derive(Debug, Default, Clone)]
pub(crate) struct LogBefore {
    pub(crate) last_seq: i64,
    pub(crate) last_chat: i32,
    /// Keys of the batch that were received before.
    pub(crate) seen: HashSet<Hash>,
    /// Chats by the names of the batch.
    pub(crate) names: HashMap<Hash, i32>,
    /// Place of the last event of these chats.
    pub(crate) chats: BTreeMap<i32, i64>,
}

/// Place of an event.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct EventPlace {
    /// Index in the batch.
    pub(crate) index: usize,
    pub(crate) seq: i64,
    pub(crate) chat: i32,
    pub(crate) chat_seq: i64,
}

/// What a batch adds to the log.
#[derive(Debug, Default)]
pub(crate) struct Additions {
    /// Keys that were not received before.
    pub(crate) seen: Vec<Hash>,
    pub(crate) events: Vec<EventPlace>,
    /// Names that are new, or lead to another chat than before.
    pub(crate) names: BTreeMap<Hash, i32>,
    /// Chats that turned out to be of one account with an older one, which goes on.
    pub(crate) merged: BTreeMap<i32, i32>,
    /// Place of the last event of each chat that gets one.
    pub(crate) chats: BTreeMap<i32, i64>,
    pub(crate) last_seq: i64,
    pub(crate) last_chat: i32,
}

/// Places the new messages of a batch in the order in which they came.
pub(crate) fn place<'i>(batch: impl IntoIterator<Item = &'i Incoming>, mut log: LogBefore) -> Additions {
    let mut added = Additions::default();
    for (index, one) in batch.into_iter().enumerate() {
        if !log.seen.insert(one.key) {
            continue;
        }
        added.seen.push(one.key);
        let Some(names) = &one.chat else { continue };
        let chat = chat_of(names, &mut log, &mut added);
        let last = log.chats.entry(chat).or_default();
        *last += 1;
        log.last_seq += 1;
        added.chats.insert(chat, *last);
        added.events.push(EventPlace { index, seq: log.last_seq, chat, chat_seq: *last });
    }
    (added.last_seq, added.last_chat) = (log.last_seq, log.last_chat);
    added
}

/// The chat that these names lead to, or a new one. Two names that led to different chats until now are of one account:
/// the older chat goes on.
fn chat_of(names: &[Hash], log: &mut LogBefore, added: &mut Additions) -> i32 {
    let known = names.iter().filter_map(|name| log.names.get(name)).min().copied();
    let chat = known.unwrap_or_else(|| {
        log.last_chat += 1;
        log.last_chat
    });
    for name in names {
        let before = log.names.insert(*name, chat);
        if before == Some(chat) {
            continue;
        }
        added.names.insert(*name, chat);
        if let Some(newer) = before {
            // What had been merged into it goes along.
            added.merged.values_mut().filter(|into| **into == newer).for_each(|into| *into = chat);
            added.merged.insert(newer, chat);
        }
    }
    chat
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn hash(number: u8) -> Hash {
        [number; 16]
    }

    fn incoming(key: u8, chat: Option<&[u8]>) -> Incoming {
        let chat = chat.map(|names| names.iter().copied().map(hash).collect());
        Incoming { key: hash(key), chat }
    }

    fn places(added: &Additions) -> Vec<(usize, i64, i32, i64)> {
        added.events.iter().map(|event| (event.index, event.seq, event.chat, event.chat_seq)).collect()
    }

    #[test]
    fn events_follow_each_other_in_log_and_chat() {
        let names = HashMap::from([(hash(1), 4)]);
        let log = LogBefore { last_seq: 10, last_chat: 7, names, chats: [(4, 3)].into(), ..LogBefore::default() };
        let batch = [incoming(1, Some(&[1])), incoming(2, Some(&[2])), incoming(3, None), incoming(4, Some(&[1]))];
        let added = place(&batch, log);
        assert_eq!(places(&added), [(0, 11, 4, 4), (1, 12, 8, 1), (3, 13, 4, 5)]);
        assert_eq!((added.last_seq, added.last_chat), (13, 8));
        assert_eq!(added.seen.len(), 4, "what has no event is seen, too");
        assert_eq!(added.names, [(hash(2), 8)].into());
    }

    #[test]
    fn message_seen_before_or_twice_in_a_batch_adds_nothing() {
        let log = LogBefore { seen: [hash(1)].into(), ..LogBefore::default() };
        let added = place(&[incoming(1, Some(&[1])), incoming(2, Some(&[1])), incoming(2, Some(&[1]))], log);
        assert_eq!(places(&added), [(1, 1, 1, 1)]);
        assert_eq!(added.seen, [hash(2)]);
    }

    #[test]
    fn number_of_a_known_lid_begins_no_second_chat() {
        let first = place(
            &[incoming(1, Some(&[1])), incoming(2, Some(&[1, 9])), incoming(3, Some(&[9]))],
            LogBefore::default(),
        );
        assert_eq!(places(&first), [(0, 1, 1, 1), (1, 2, 1, 2), (2, 3, 1, 3)]);
        assert_eq!(first.names, [(hash(1), 1), (hash(9), 1)].into());
    }

    #[test]
    fn two_chats_that_turn_out_to_be_one_go_on_as_the_older() {
        let batch =
            [incoming(1, Some(&[9])), incoming(2, Some(&[1])), incoming(3, Some(&[1, 9])), incoming(4, Some(&[1]))];
        let added = place(&batch, LogBefore::default());
        assert_eq!(places(&added), [(0, 1, 1, 1), (1, 2, 2, 1), (2, 3, 1, 2), (3, 4, 1, 3)]);
        assert_eq!(added.names, [(hash(1), 1), (hash(9), 1)].into());
        assert_eq!(added.merged, [(2, 1)].into());
    }

    #[test]
    fn chats_merged_one_after_the_other_lead_to_the_oldest() {
        let batch = [
            incoming(1, Some(&[1])),
            incoming(2, Some(&[2])),
            incoming(3, Some(&[3])),
            incoming(4, Some(&[3, 2])),
            incoming(5, Some(&[2, 1])),
        ];
        assert_eq!(place(&batch, LogBefore::default()).merged, [(2, 1), (3, 1)].into());
    }

    proptest! {
        /// Whatever comes, and however it is cut into batches: every key once, no gap in log or chat.
        #[test]
        fn places_have_no_gaps_and_no_key_comes_twice(
            messages in proptest::collection::vec((0_u8..20, proptest::option::of(proptest::collection::vec(0_u8..6, 1..3))), 0..60),
            cut in 1_usize..10,
        ) {
            let mut log = LogBefore::default();
            let (mut keys, mut seqs, mut of_chats) = (HashSet::new(), Vec::new(), HashMap::<i32, Vec<i64>>::new());
            for batch in messages.chunks(cut) {
                let batch: Vec<_> = batch.iter().map(|(key, chat)| incoming(*key, chat.as_deref())).collect();
                let added = place(&batch, log.clone());
                for event in &added.events {
                    seqs.push(event.seq);
                    of_chats.entry(event.chat).or_default().push(event.chat_seq);
                }
                for key in &added.seen {
                    prop_assert!(keys.insert(*key), "a key came twice");
                }
                (log.last_seq, log.last_chat) = (added.last_seq, added.last_chat);
                log.seen.extend(added.seen);
                log.names.extend(added.names);
                log.chats.extend(added.chats);
            }
            let whole = |places: &[i64]| places.iter().copied().eq(1..=places.len() as i64);
            prop_assert!(whole(&seqs));
            for places in of_chats.values() {
                prop_assert!(whole(places), "{places:?}");
            }
        }
    }
}
