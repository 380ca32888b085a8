//! Flow control of a dashboard: one `sessions` frame at a time, the next one only after the last was acknowledged.

use crate::board::ReadTo;

/// Flow-control state of one dashboard.
#[derive(Debug, Default)]
pub(super) struct Pace {
    phase: Phase,
    read: Option<ReadTo>,
    /// There is more to read than it was sent.
    behind: bool,
    /// It was sent a `sessions` frame on this socket.
    has_told: bool,
}

#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
enum Phase {
    /// `watch` has not been received.
    #[default]
    Silent,
    /// The board was asked and has not answered.
    Reading,
    /// A frame was sent and is not acknowledged.
    Sent,
    /// Everything was sent and acknowledged.
    UpToDate,
}

/// Frame that a dashboard may not send in its present phase.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub(super) enum OutOfTurn {
    /// A second `watch`.
    #[error("this socket watches already")]
    WatchesAlready,
    /// An `ack` of a frame that was not sent, or was acknowledged already.
    #[error("ack names the seq of the last sessions frame, once")]
    NotSent,
}

impl Pace {
    /// Takes `watch`; the board is to be read now.
    pub(super) fn watch(&mut self, read: Option<ReadTo>) -> Result<(), OutOfTurn> {
        if self.phase != Phase::Silent {
            return Err(OutOfTurn::WatchesAlready);
        }
        self.read = read;
        self.phase = Phase::Reading;
        Ok(())
    }

    /// Position up to which it has read.
    pub(super) const fn read(&self) -> Option<&ReadTo> {
        self.read.as_ref()
    }

    /// Takes a wake-up of the board; returns whether the board is to be read now.
    pub(super) fn woken(&mut self) -> bool {
        match self.phase {
            Phase::UpToDate => {
                self.phase = Phase::Reading;
                true
            }
            Phase::Reading | Phase::Sent => {
                self.behind = true;
                false
            }
            Phase::Silent => false,
        }
    }

    /// Notes that a frame from the board was sent.
    pub(super) fn told(&mut self, read: ReadTo, more: bool) {
        self.read = Some(read);
        self.behind |= more;
        self.has_told = true;
        self.phase = Phase::Sent;
    }

    /// Whether a `sessions` frame was sent on this socket.
    pub(super) const fn has_told(&self) -> bool {
        self.has_told
    }

    /// Notes that the board had no changes; returns whether it is to be read once more, because something changed
    /// since.
    pub(super) fn nothing_new(&mut self) -> bool {
        let again = std::mem::take(&mut self.behind);
        self.phase = if again { Phase::Reading } else { Phase::UpToDate };
        again
    }

    /// Takes an `ack`; returns whether the board is to be read now.
    pub(super) fn acknowledged(&mut self, number: u64) -> Result<bool, OutOfTurn> {
        if self.phase != Phase::Sent || self.read.as_ref().is_none_or(|read| read.position.number != number) {
            return Err(OutOfTurn::NotSent);
        }
        Ok(self.nothing_new())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::board::Position;

    fn at(number: u64) -> ReadTo {
        ReadTo { epoch: "one".into(), position: Position::at(number) }
    }

    #[test]
    fn next_frame_follows_acknowledgement_of_the_last() {
        let mut pace = Pace::default();
        assert!(!pace.woken(), "who has not said what it knows is told nothing");
        assert_eq!(pace.watch(None), Ok(()));
        pace.told(at(500), true);
        assert!(!pace.woken());
        assert_eq!(pace.acknowledged(500), Ok(true));
        pace.told(at(700), false);
        assert_eq!(pace.acknowledged(700), Ok(false));
        assert!(pace.woken());
        pace.told(at(701), false);
        assert!(!pace.woken() && !pace.woken());
        assert_eq!(pace.acknowledged(701), Ok(true), "what changed meanwhile is told once");
        assert!(!pace.nothing_new());
        assert_eq!(pace.read(), Some(&at(701)));
    }

    #[test]
    fn change_while_the_board_is_read_is_not_missed() {
        let mut pace = Pace::default();
        pace.watch(Some(at(3))).unwrap();
        assert!(!pace.woken());
        assert!(pace.nothing_new(), "the answer may be older than the change");
        assert!(!pace.nothing_new());
    }

    #[test]
    fn frame_out_of_turn_is_refused_and_changes_nothing() {
        let mut pace = Pace::default();
        assert_eq!(pace.acknowledged(0), Err(OutOfTurn::NotSent));
        pace.watch(None).unwrap();
        assert_eq!(pace.watch(None), Err(OutOfTurn::WatchesAlready));
        pace.told(at(5), false);
        assert_eq!(pace.acknowledged(4), Err(OutOfTurn::NotSent));
        assert_eq!(pace.acknowledged(5), Ok(false));
        assert_eq!(pace.acknowledged(5), Err(OutOfTurn::NotSent));
    }
}
