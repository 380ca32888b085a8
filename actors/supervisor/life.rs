//! Life of a supervised entry: exactly one of four, so that an entry between two lives is never taken for one that is
//! over.
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

/// Phase of a supervised entry. `A` is the data of a live actor, `T` the timer of a scheduled start.
#[derive(Debug)]
pub(super) enum Life<A, T> {
    /// The actor is running, or its exit notice is still on its way.
    Alive(A),
    /// The actor is gone; the restart policy that decides is being read.
    Deciding(Death),
    /// The next start is scheduled.
    Waiting(T),
    /// No start is scheduled; a request starts it.
    Parked(Rest),
}

/// End of a life that is still to be decided about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Death {
    pub(super) reason: ExitReason,
    pub(super) kind: ExitKind,
    /// Duration of that life.
    pub(super) lived: Duration,
}

/// Reason why no start is scheduled.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Rest {
    /// Nothing was left to do, or nothing has begun yet.
    Idle,
    /// It failed even in the life in which it was parked for its restart limit. Kept until a person ends it.
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

    /// End that is still to be decided about.
    pub(super) const fn deciding(&self) -> Option<Death> {
        match self {
            Self::Deciding(death) => Some(*death),
            Self::Alive(_) | Self::Waiting(_) | Self::Parked(_) => None,
        }
    }

    /// Whether a start is scheduled.
    pub(super) const fn is_waiting(&self) -> bool {
        match self {
            Self::Waiting(_) => true,
            Self::Alive(_) | Self::Deciding(_) | Self::Parked(_) => false,
        }
    }

    /// Whether the entry may be removed without loss, as far as its life is concerned.
    pub(super) const fn is_over(&self) -> bool {
        match self {
            Self::Parked(Rest::Idle) => true,
            Self::Alive(_) | Self::Deciding(_) | Self::Waiting(_) | Self::Parked(Rest::LimitReached) => false,
        }
    }

    /// Takes the exit of the actor and returns its data; changes nothing if none is alive.
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

    /// Cancels what would lead to a start, because the process stops. Returns the timer of a scheduled one.
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
    fn stop_leaves_no_start_due_and_touches_no_living_actor() {
        let stopped = all().map(|mut life| (life.stop(), life));
        for (index, (due, life)) in stopped.into_iter().enumerate() {
            assert_eq!(due, (index == 2).then_some("timer"));
            assert_eq!((life.alive().is_some(), life.deciding()), (index == 0, None), "{life:?}");
            assert!(!life.is_waiting(), "{life:?}");
        }
    }
}
