//! Triggers: byte sequences that change the mode when seen, also when split over two chunks.

use super::{Mode, Side};

/// Maximum length of a needle, in bytes.
const LONGEST_NEEDLE: usize = 256;

/// Time at which the mode changes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Moment {
    /// Before the bytes are passed on.
    Before,
    /// After the bytes are passed on.
    After,
}

/// Mode to set when a needle is seen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Trigger {
    pub(super) mode: Mode,
    pub(super) moment: Moment,
}

/// Armed triggers, oldest first.
#[derive(Default)]
pub(super) struct Triggers(Vec<(Side, Vec<u8>, Trigger)>);

impl Triggers {
    pub(super) fn arm(&mut self, side: Side, needle: &[u8], trigger: Trigger) {
        assert!((1..=LONGEST_NEEDLE).contains(&needle.len()), "a needle is 1 to {LONGEST_NEEDLE} bytes long");
        self.0.push((side, needle.to_vec(), trigger));
    }

    /// Removes and returns the oldest trigger whose needle ends in this chunk.
    pub(super) fn take(&mut self, side: Side, past: &Past, chunk: &[u8]) -> Option<Trigger> {
        if self.0.is_empty() {
            return None;
        }
        let seen = [&past.0[..], chunk].concat();
        let completed = |needle: &[u8]| {
            // A needle that lies wholly in the past was seen before the trigger was armed.
            let from = (past.0.len() + 1).saturating_sub(needle.len());
            seen[from..].windows(needle.len()).any(|window| window == needle)
        };
        let place = self.0.iter().position(|(of, needle, _)| *of == side && completed(needle))?;
        Some(self.0.remove(place).2)
    }
}

/// Last `LONGEST_NEEDLE - 1` bytes of one direction of one connection.
#[derive(Default)]
pub(super) struct Past(Vec<u8>);

impl Past {
    pub(super) fn remember(&mut self, chunk: &[u8]) {
        self.0.extend_from_slice(chunk);
        let surplus = self.0.len().saturating_sub(LONGEST_NEEDLE - 1);
        self.0.drain(..surplus);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TRIGGER: Trigger = Trigger { mode: Mode::Cut, moment: Moment::Before };

    #[test]
    fn a_needle_is_found_once_and_on_its_side_only() {
        let mut triggers = Triggers::default();
        triggers.arm(Side::Client, b"COMMIT", TRIGGER);
        assert_eq!(triggers.take(Side::Server, &Past::default(), b"a COMMIT b"), None);
        assert_eq!(triggers.take(Side::Client, &Past::default(), b"a COMMIT b"), Some(TRIGGER));
        assert_eq!(triggers.take(Side::Client, &Past::default(), b"a COMMIT b"), None);
    }

    #[test]
    fn needle_split_over_chunks_is_found_but_not_a_past_one() {
        for (past, chunk, found) in
            [(&b"COM"[..], &b"MIT"[..], true), (b"COMMI", b"T", true), (b"COMMIT", b"x", false), (b"CO", b"MIT", false)]
        {
            let mut triggers = Triggers::default();
            triggers.arm(Side::Client, b"COMMIT", TRIGGER);
            let mut before = Past::default();
            before.remember(past);
            assert_eq!(triggers.take(Side::Client, &before, chunk).is_some(), found, "{past:?} {chunk:?}");
        }
    }

    #[test]
    fn past_is_cut_to_the_longest_needle() {
        let mut past = Past::default();
        for _ in 0..10 {
            past.remember(&[7; 100]);
        }
        assert_eq!(past.0.len(), LONGEST_NEEDLE - 1);
    }
}
