//! What follows the end of a session's life, given the ends before it.

use std::collections::VecDeque;
use std::time::Duration;

use super::{RestartKind, RestartPolicy};
use crate::{Moment, Monotonic};

/// What kind of end it was.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ExitKind {
    /// Nothing was left to do.
    Normal,
    /// It died, or could not go on.
    Failed,
    /// What is stored is to be read again: another life follows whatever the policy, and it is no failure of the session.
    Reload,
}

/// The end of a life.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Exit {
    /// What kind of end it was.
    pub kind: ExitKind,
    /// How long that life was.
    pub lived: Duration,
    /// When it ended, by a clock that nobody can set.
    pub at: Monotonic,
}

/// What follows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AfterExit {
    /// Another life, after a pause.
    Restart {
        /// The pause.
        after: Duration,
    },
    /// No other life until a person wants one: the session failed too often, or may not be restarted.
    Park,
    /// Nothing.
    Rest,
}

/// The restarts of one session so far.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct RestartHistory {
    /// When it was restarted within the window, the oldest first.
    restarts: VecDeque<Monotonic>,
    /// How often in a row a life was too short to count as stable.
    in_a_row: u32,
    /// How often at all.
    total: u64,
}

impl RestartHistory {
    /// Decides about an end, and remembers the restart if that is what follows.
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

    /// A person wants the session to live: what was before does not count any more.
    pub fn forgive(&mut self) {
        self.restarts.clear();
        self.in_a_row = 0;
    }

    /// How often the session was restarted since this was begun.
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

    /// An end after so many seconds.
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
    fn a_database_that_flaps_parks_nobody() {
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
    fn a_person_makes_a_fresh_start() {
        let policy = policy(RestartKind::Transient, 1);
        let mut history = RestartHistory::default();
        history.after_exit(exit(ExitKind::Failed, SHORT, 0), &policy, at(0));
        assert_eq!(history.after_exit(exit(ExitKind::Failed, SHORT, 1), &policy, at(1)), AfterExit::Park);
        history.forgive();
        assert_eq!(history.after_exit(exit(ExitKind::Failed, SHORT, 2), &policy, at(2)), restart(1));
    }

    #[test]
    fn clock_that_is_set_changes_nothing_about_the_limit() {
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
