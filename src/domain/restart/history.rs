//! Decision on the restart of a session, given its exits so far.

use std::collections::VecDeque;
use std::time::Duration;

use super::{RestartKind, RestartPolicy};
use crate::{Moment, Monotonic};

/// Kind of an exit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ExitKind {
    /// Nothing was left to do.
    Normal,
    /// The session crashed, or could not go on.
    Failed,
    /// Stored data has to be read again: a restart follows under every policy, and it is no failure of the session.
    Reload,
}

/// The end of one life of a session, that is of its actor.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Exit {
    /// Kind of the exit.
    pub kind: ExitKind,
    /// Duration of that life.
    pub lived: Duration,
    /// Monotonic time of the exit.
    pub at: Monotonic,
}

/// Decision after an exit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AfterExit {
    /// Restart after a pause.
    Restart {
        /// The pause.
        after: Duration,
    },
    /// No restart until a person requests one: the session failed too often, or its policy forbids a restart.
    Park,
    /// No restart; nothing is left to do.
    Rest,
}

/// Restarts of one session so far.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct RestartHistory {
    /// Times of the restarts within the window, oldest first.
    restarts: VecDeque<Monotonic>,
    /// Restarts in a row without a stable life in between.
    in_a_row: u32,
    /// Restarts in total.
    total: u64,
}

impl RestartHistory {
    /// Decides what follows an exit, and records the restart if there is one.
    pub fn after_exit(&mut self, exit: Exit, policy: &RestartPolicy, moment: Moment) -> AfterExit {
        let Exit { kind, .. } = exit;
        match (policy.kind, kind) {
            (RestartKind::Transient | RestartKind::Temporary, ExitKind::Normal) => AfterExit::Rest,
            (RestartKind::Temporary, ExitKind::Failed) => AfterExit::Park,
            (RestartKind::Permanent, ExitKind::Normal | ExitKind::Failed)
            | (RestartKind::Transient, ExitKind::Failed) => self.restart_within_limits(exit, policy, moment),
            (RestartKind::Permanent | RestartKind::Transient | RestartKind::Temporary, ExitKind::Reload) => {
                AfterExit::Restart { after: self.next_pause(exit.lived, policy, moment) }
            }
        }
    }

    fn restart_within_limits(&mut self, exit: Exit, policy: &RestartPolicy, moment: Moment) -> AfterExit {
        self.restarts.retain(|restart| restart.after(policy.window()) > exit.at);
        if self.restarts.len() >= usize::try_from(policy.max_restarts).unwrap_or(usize::MAX) {
            return AfterExit::Park;
        }
        let after = self.next_pause(exit.lived, policy, moment);
        self.restarts.push_back(exit.at.after(after));
        AfterExit::Restart { after }
    }

    fn next_pause(&mut self, lived: Duration, policy: &RestartPolicy, moment: Moment) -> Duration {
        self.in_a_row = if lived >= policy.backoff.stable_after() { 1 } else { self.in_a_row.saturating_add(1) };
        self.total = self.total.saturating_add(1);
        policy.backoff.delay(self.in_a_row, moment.chance)
    }

    /// Clears the window and the backoff: a person requests the session.
    pub fn forgive(&mut self) {
        self.restarts.clear();
        self.in_a_row = 0;
    }

    /// Number of restarts since this history began.
    #[must_use]
    pub const fn total(&self) -> u64 {
        self.total
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Timestamp;

    fn at(seconds: i64) -> Moment {
        Moment {
            now: Timestamp::from_timestamp(1_800_000_000 + seconds, 0).unwrap(),
            monotonic: crate::Monotonic::default(),
            chance: 0.5,
        }
    }

    /// An exit at this second.
    fn exit(kind: ExitKind, lived: Duration, seconds: i64) -> Exit {
        Exit { kind, lived, at: Monotonic::at(Duration::from_secs(seconds.unsigned_abs())) }
    }

    fn policy(kind: RestartKind, max_restarts: u32) -> RestartPolicy {
        RestartPolicy { kind, max_restarts, window_seconds: 60, ..RestartPolicy::default() }
    }

    const SHORT: Duration = Duration::from_secs(1);

    fn restart(seconds: u64) -> AfterExit {
        AfterExit::Restart { after: Duration::from_secs(seconds) }
    }

    #[test]
    fn the_kind_decides_which_ends_are_followed_by_a_restart() {
        let table = [
            (RestartKind::Permanent, ExitKind::Normal, restart(1)),
            (RestartKind::Permanent, ExitKind::Failed, restart(1)),
            (RestartKind::Transient, ExitKind::Normal, AfterExit::Rest),
            (RestartKind::Transient, ExitKind::Failed, restart(1)),
            (RestartKind::Temporary, ExitKind::Normal, AfterExit::Rest),
            (RestartKind::Temporary, ExitKind::Failed, AfterExit::Park),
            (RestartKind::Temporary, ExitKind::Reload, restart(1)),
        ];
        for (kind, end, follows) in table {
            let mut history = RestartHistory::default();
            assert_eq!(history.after_exit(exit(end, SHORT, 0), &policy(kind, 3), at(0)), follows, "{kind:?} {end:?}");
        }
    }

    #[test]
    fn more_restarts_than_the_window_allows_park_the_session() {
        let policy = policy(RestartKind::Transient, 3);
        let mut history = RestartHistory::default();
        for second in 0..3 {
            let follows = history.after_exit(exit(ExitKind::Failed, SHORT, second), &policy, at(second));
            assert!(matches!(follows, AfterExit::Restart { .. }), "{second}: {follows:?}");
        }
        assert_eq!(history.after_exit(exit(ExitKind::Failed, SHORT, 3), &policy, at(3)), AfterExit::Park);
        assert_eq!(
            history.after_exit(exit(ExitKind::Failed, SHORT, 90), &policy, at(90)),
            restart(3),
            "the window has moved on"
        );
    }

    #[test]
    fn pauses_grow_until_a_life_was_long_enough() {
        let policy = policy(RestartKind::Transient, 100);
        let mut history = RestartHistory::default();
        for pause in [1, 1, 2, 3, 5] {
            assert_eq!(history.after_exit(exit(ExitKind::Failed, SHORT, 0), &policy, at(0)), restart(pause));
        }
        assert_eq!(history.after_exit(exit(ExitKind::Failed, Duration::from_secs(30), 0), &policy, at(0)), restart(1));
        assert_eq!(history.total(), 6);
    }

    #[test]
    fn reload_exits_never_park_the_session() {
        let policy = policy(RestartKind::Transient, 1);
        let mut history = RestartHistory::default();
        for second in 0..50 {
            let follows = history.after_exit(exit(ExitKind::Reload, SHORT, second), &policy, at(second));
            assert!(matches!(follows, AfterExit::Restart { .. }));
        }
        let first_failure = history.after_exit(exit(ExitKind::Failed, SHORT, 50), &policy, at(50));
        assert!(matches!(first_failure, AfterExit::Restart { .. }));
    }

    #[test]
    fn request_of_a_person_clears_the_limit() {
        let policy = policy(RestartKind::Transient, 1);
        let mut history = RestartHistory::default();
        history.after_exit(exit(ExitKind::Failed, SHORT, 0), &policy, at(0));
        assert_eq!(history.after_exit(exit(ExitKind::Failed, SHORT, 1), &policy, at(1)), AfterExit::Park);
        history.forgive();
        assert_eq!(history.after_exit(exit(ExitKind::Failed, SHORT, 2), &policy, at(2)), restart(1));
    }

    #[test]
    fn clock_jump_does_not_change_the_restart_limit() {
        let policy = policy(RestartKind::Transient, 3);
        for jump in [-3_600, 3_600, -7_776_000, 7_776_000] {
            let mut history = RestartHistory::default();
            let mut ends = |second, wall| {
                let follows = history.after_exit(exit(ExitKind::Failed, SHORT, second), &policy, at(wall));
                matches!(follows, AfterExit::Restart { .. })
            };
            assert!(ends(0, 0) && ends(1, jump) && ends(2, jump), "{jump}");
            assert!(!ends(3, jump), "{jump}: within the window, whatever the clock says");
            assert!(ends(90, jump), "{jump}: the window has moved on, whatever the clock says");
        }
    }
}
