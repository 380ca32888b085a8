//! The life of a supervised entry: exactly one of four, so that nobody can take one that is between two lives for one that
//! is over.
//!
//! ```text
//!            exit                policy read: restart            the pause is over
//!   alive ─────────▶ deciding ───────────────────────▶ waiting ───────────────────▶ alive
//!     ▲                 │  nothing left to do, or it died while parked
//!     │                 ▼
//!     └─────────────  parked     a request starts it from every life
//! ```

use std::time::Duration;

use linekeeper_domain::restart::ExitKind;

use crate::session::ExitReason;

/// Where a supervised entry is. `A` is what is known of a living actor, `T` the timer of a start.
#[derive(Debug)]
pub(super) enum Life<A, T> {
    /// Its actor lives, or its death notice is still on its way.
    Alive(A),
    /// Its actor is gone; what follows depends on a policy that is being read.
    Deciding(Death),
    /// The next start is due.
    Waiting(T),
    /// No start follows before somebody asks for one.
    Parked(Rest),
}

/// The end of a life about which is decided.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Death {
    pub(super) reason: ExitReason,
    pub(super) kind: ExitKind,
    /// How long that life was.
    pub(super) lived: Duration,
}

/// Why no start follows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Rest {
    /// Nothing was left to do, or nothing has begun yet.
    Idle,
    /// It died even in the life in which it was parked for its restart limit. That is kept until a person ends it.
    LimitReached,
}

impl<A, T> Default for Life<A, T> {
    fn default() -> Self {
        Self::Parked(Rest::Idle)
    }
}

impl<A, T> Life<A, T> {
    pub(super) const fn alive(&self) -> Option<&A> {
        match self {
            Self::Alive(living) => Some(living),
            Self::Deciding(_) | Self::Waiting(_) | Self::Parked(_) => None,
        }
    }

    pub(super) const fn alive_mut(&mut self) -> Option<&mut A> {
        match self {
            Self::Alive(living) => Some(living),
            Self::Deciding(_) | Self::Waiting(_) | Self::Parked(_) => None,
        }
    }

    /// The end about which is decided.
    pub(super) const fn deciding(&self) -> Option<Death> {
        match self {
            Self::Deciding(death) => Some(*death),
            Self::Alive(_) | Self::Waiting(_) | Self::Parked(_) => None,
        }
    }

    /// Whether a start is due.
    pub(super) const fn is_waiting(&self) -> bool {
        match self {
            Self::Waiting(_) => true,
            Self::Alive(_) | Self::Deciding(_) | Self::Parked(_) => false,
        }
    }

    /// Whether nothing would be lost with it. A life that is not over is never forgotten, whoever leaves.
    pub(super) const fn is_over(&self) -> bool {
        match self {
            Self::Parked(Rest::Idle) => true,
            Self::Alive(_) | Self::Deciding(_) | Self::Waiting(_) | Self::Parked(Rest::LimitReached) => false,
        }
    }

    /// Its actor is gone, and is given back. A notice changes nothing where none lives.
    pub(super) fn end(&mut self, next: Self) -> Option<A> {
        match std::mem::take(self) {
            Self::Alive(living) => {
                *self = next;
                Some(living)
            }
            other => {
                *self = other;
                None
            }
        }
    }

    /// The process stops: no start follows any more. Gives back the timer of one that was due.
    pub(super) fn stop(&mut self) -> Option<T> {
        match std::mem::take(self) {
            Self::Waiting(due) => Some(due),
            Self::Deciding(_) => None,
            other @ (Self::Alive(_) | Self::Parked(_)) => {
                *self = other;
                None
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    type Plain = Life<&'static str, &'static str>;

    const DEATH: Death = Death { reason: ExitReason::Crashed, kind: ExitKind::Failed, lived: Duration::ZERO };

    fn all() -> [Plain; 5] {
        let parked = [Rest::Idle, Rest::LimitReached].map(Life::Parked);
        let [idle, limit] = parked;
        [Life::Alive("actor"), Life::Deciding(DEATH), Life::Waiting("timer"), idle, limit]
    }

    #[test]
    fn only_a_life_with_nothing_left_to_do_is_over() {
        assert_eq!(all().map(|life| life.is_over()), [false, false, false, true, false]);
    }

    #[test]
    fn a_notice_ends_only_what_is_alive() {
        let ended = all().map(|mut life| (life.end(Life::Deciding(DEATH)), life));
        for (index, (living, life)) in ended.into_iter().enumerate() {
            assert_eq!(living, (index == 0).then_some("actor"));
            assert_eq!(life.deciding().is_some(), index < 2, "{life:?}");
            assert_eq!((life.is_waiting(), life.is_over()), (index == 2, index == 3), "{life:?}");
        }
    }

    #[test]
    fn a_stop_leaves_no_start_due_and_touches_no_living_actor() {
        let stopped = all().map(|mut life| (life.stop(), life));
        for (index, (due, life)) in stopped.into_iter().enumerate() {
            assert_eq!(due, (index == 2).then_some("timer"));
            assert_eq!((life.alive().is_some(), life.deciding()), (index == 0, None), "{life:?}");
            assert!(!life.is_waiting(), "{life:?}");
        }
    }
}
