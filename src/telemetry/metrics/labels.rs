//! The values labels take. Each is one of a short list, so that the number of time series has a bound that is known before
//! anything runs; a company or a phone is never among them.

use std::borrow::Cow;
use std::collections::BTreeSet;
use std::sync::{PoisonError, RwLock};
use std::time::Duration;

/// How many routes are told apart; the service has fewer. What comes after them is counted as `other`.
const MAX_ROUTES: usize = 64;

const OTHER: &str = "other";

/// The actors whose mailboxes are measured.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Mailbox {
    /// The supervisor's.
    Supervisor,
    /// Those of all sessions together.
    Session,
    /// Those of all credential actors together.
    Credentials,
    /// The admission gate's.
    Gate,
}

impl Mailbox {
    /// Every mailbox.
    pub const ALL: [Self; 4] = [Self::Supervisor, Self::Session, Self::Credentials, Self::Gate];

    /// The label's value.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Supervisor => "supervisor",
            Self::Session => "session",
            Self::Credentials => "credentials",
            Self::Gate => "gate",
        }
    }
}

/// What is done beside the sessions, now and then.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Task {
    /// Credentials that nobody uses are warned of, and expire.
    Expiry,
    /// What is old is deleted.
    Pruning,
    /// It is written down how many sessions are in which state.
    Sampling,
}

impl Task {
    /// Every task.
    pub const ALL: [Self; 3] = [Self::Expiry, Self::Pruning, Self::Sampling];

    /// The label's value.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Expiry => "expiry",
            Self::Pruning => "pruning",
            Self::Sampling => "sampling",
        }
    }
}

/// What became of a store call.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum StoreOutcome {
    /// It was done.
    Ok,
    /// The store could not be reached: nothing was done.
    Unavailable,
    /// Nobody knows whether it was done.
    UnknownOutcome,
    /// The store said no: another fence, another owner, a value it does not take.
    Refused,
}

impl StoreOutcome {
    /// The label's value.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Ok => "ok",
            Self::Unavailable => "unavailable",
            Self::UnknownOutcome => "unknown_outcome",
            Self::Refused => "refused",
        }
    }
}

/// How an HTTP request was answered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Answered {
    /// The status of the answer.
    pub status: u16,
    /// From the request's first byte read to the answer's head.
    pub took: Duration,
}

/// A client may send any word as its method, so only those of the standard are told apart.
pub(super) fn http_method(method: &str) -> &'static str {
    ["GET", "POST", "PUT", "DELETE", "HEAD", "OPTIONS", "PATCH", "CONNECT", "TRACE"]
        .into_iter()
        .find(|known| *known == method)
        .unwrap_or(OTHER)
}

pub(super) fn http_status(status: u16) -> Cow<'static, str> {
    if (100..600).contains(&status) { Cow::Owned(status.to_string()) } else { Cow::Borrowed(OTHER) }
}

/// The routes seen so far. A caller that hands over raw paths by mistake costs one series, not one per path.
#[derive(Debug, Default)]
pub(super) struct Routes(RwLock<BTreeSet<Cow<'static, str>>>);

impl Routes {
    pub(super) fn bounded(&self, route: Cow<'static, str>) -> Cow<'static, str> {
        let known = self.0.read().unwrap_or_else(PoisonError::into_inner).contains(&route);
        if known {
            return route;
        }
        let mut routes = self.0.write().unwrap_or_else(PoisonError::into_inner);
        if routes.len() < MAX_ROUTES {
            routes.insert(route.clone());
        }
        if routes.contains(&route) { route } else { Cow::Borrowed(OTHER) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn routes_beyond_the_bound_share_one_name_and_those_before_keep_theirs() {
        let routes = Routes::default();
        let names: Vec<_> = (0..MAX_ROUTES + 10).map(|n| routes.bounded(format!("/{n}").into())).collect();
        assert_eq!(names.iter().filter(|name| *name == OTHER).count(), 10);
        assert_eq!(routes.bounded("/0".into()), "/0");
    }

    #[test]
    fn a_method_or_status_nobody_has_heard_of_makes_no_series_of_its_own() {
        assert_eq!([http_method("GET"), http_method("BREW"), http_method("get")], ["GET", OTHER, OTHER]);
        assert_eq!([http_status(404), http_status(0), http_status(999)], ["404", OTHER, OTHER]);
    }
}
