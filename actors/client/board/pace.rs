//! At which pace a dashboard is told what changes: one frame at a time, the next one when it has acknowledged the last.

use crate::board::ReadTo;

/// Where a dashboard is.
#[derive(Debug, Default)]
pub(super) struct Pace {
    phase: Phase,
    read: Option<ReadTo>,
    /// There is more than it was told.
    behind: bool,
    /// It was told something on this socket.
    has_told: bool,
}

#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
enum Phase {
    /// It has not said what it knows.
    #[default]
    Silent,
    /// The board is asked.
    Reading,
    /// A frame is on its way.
    Sent,
    /// It knows what there is.
    UpToDate,
}

/// What a dashboard does out of turn.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub(super) enum OutOfTurn {
    /// It says again what it knows.
    #[error("this socket watches already")]
    WatchesAlready,
    /// It acknowledges what was not sent.
    #[error("ack names the seq of the last sessions frame, once")]
    NotSent,
}

impl Pace {
    /// It says what it knows. The board is asked now.
    pub(super) fn watch(&mut self, read: Option<ReadTo>) -> Result<(), OutOfTurn> {
        if self.phase != Phase::Silent {
            return Err(OutOfTurn::WatchesAlready);
        }
        self.read = read;
        self.phase = Phase::Reading;
        Ok(())
    }

    /// Where it has read to.
    pub(super) const fn read(&self) -> Option<&ReadTo> {
        self.read.as_ref()
    }

    /// Something changed: whether the board is asked now.
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

    /// The board has answered, and the answer is on its way.
    pub(super) fn told(&mut self, read: ReadTo, more: bool) {
        self.read = Some(read);
        self.behind |= more;
        self.has_told = true;
        self.phase = Phase::Sent;
    }

    /// Whether it was told anything yet.
    pub(super) const fn has_told(&self) -> bool {
        self.has_told
    }

    /// The board has answered that nothing changed: whether it is asked once more, because something has since.
    pub(super) fn nothing_new(&mut self) -> bool {
        let again = std::mem::take(&mut self.behind);
        self.phase = if again { Phase::Reading } else { Phase::UpToDate };
        again
    }

    /// It has taken the last frame in: whether the board is asked now.
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
    fn the_next_frame_comes_after_the_acknowledgement_of_the_last() {
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
    fn a_change_while_the_board_is_asked_is_not_missed() {
        let mut pace = Pace::default();
        pace.watch(Some(at(3))).unwrap();
        assert!(!pace.woken());
        assert!(pace.nothing_new(), "the answer may be older than the change");
        assert!(!pace.nothing_new());
    }

    #[test]
    fn what_is_out_of_turn_is_refused_and_changes_nothing() {
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
