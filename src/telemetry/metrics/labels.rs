//! Label values. Each label takes its values from a short list, so that the number of time series is bounded; company
//! ids and phone numbers are never labels.

use std::borrow::Cow;
use std::collections::BTreeSet;
use std::sync::{PoisonError, RwLock};
use std::time::Duration;

use linekeeper_domain::session::PasskeyTally;

/// Number of routes with a series of their own; the service has fewer. Any further ones are counted as `other`.
const MAX_ROUTES: usize = 96;

const OTHER: &str = "other";

/// Label value of a step of a linking with a passkey.
pub(super) const fn passkey_step(step: PasskeyTally) -> &'static str {
    match step {
        PasskeyTally::Requested => "requested",
        PasskeyTally::Answered => "answered",
        PasskeyTally::CodeShown => "code_shown",
        PasskeyTally::Confirmed => "confirmed",
        PasskeyTally::Linked => "linked",
    }
}

/// Actors whose mailboxes are measured.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Mailbox {
    /// Mailbox of the supervisor.
    Supervisor,
    /// Mailboxes of all sessions together.
    Session,
    /// Mailboxes of all credential actors together.
    Credentials,
    /// Mailbox of the admission gate.
    Gate,
}

impl Mailbox {
    /// Every value.
    pub const ALL: [Self; 4] = [Self::Supervisor, Self::Session, Self::Credentials, Self::Gate];

    /// Value of the label.
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

/// Periodic tasks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Task {
    /// Warns of and deletes unused credentials.
    Expiry,
    /// Deletes old rows.
    Pruning,
    /// Stores a sample of the number of sessions in each state.
    Sampling,
    /// Looks the client version up.
    ClientVersion,
    /// Delivers what webhooks are owed.
    Deliveries,
    /// Measures the logs of messages.
    MessageLog,
    /// Gives up messages that could not be sent in time.
    Overdue,
    /// Files that are to be deleted.
    Media,
}

impl Task {
    /// Every value.
    pub const ALL: [Self; 8] = [
        Self::Expiry,
        Self::Pruning,
        Self::Sampling,
        Self::ClientVersion,
        Self::Deliveries,
        Self::MessageLog,
        Self::Overdue,
        Self::Media,
    ];

    /// Value of the label.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Expiry => "expiry",
            Self::Pruning => "pruning",
            Self::Sampling => "sampling",
            Self::ClientVersion => "client_version",
            Self::Deliveries => "deliveries",
            Self::MessageLog => "message_log",
            Self::Overdue => "overdue_sends",
            Self::Media => "media",
        }
    }
}

/// What happened to an onboarding link.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum LinkTally {
    /// It was created.
    Made,
    /// It was revoked.
    Revoked,
    /// Its short address was opened and led to the page.
    Opened,
    /// Its short address was opened after its end or its revocation.
    OpenedTooLate,
    /// A short address was opened that is none of a link.
    Unknown,
}

impl LinkTally {
    /// Every value.
    pub const ALL: [Self; 5] = [Self::Made, Self::Revoked, Self::Opened, Self::OpenedTooLate, Self::Unknown];

    /// Value of the label.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Made => "made",
            Self::Revoked => "revoked",
            Self::Opened => "opened",
            Self::OpenedTooLate => "opened_too_late",
            Self::Unknown => "unknown",
        }
    }
}

/// Outcome of a store call.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum StoreOutcome {
    /// The call succeeded.
    Ok,
    /// The store could not be reached; nothing was changed.
    Unavailable,
    /// The answer was lost; the change may or may not have been made.
    UnknownOutcome,
    /// The store refused the call: fence mismatch, another owner, an invalid value.
    Refused,
}

impl StoreOutcome {
    /// Value of the label.
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

/// Response to an HTTP request, as far as it is measured.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Answered {
    /// HTTP status.
    pub status: u16,
    /// Time from reading the first byte of the request to the head of the response.
    pub took: Duration,
}

/// Label of an HTTP method. A client may send any word, so that only the standard methods are distinguished.
pub(super) fn http_method(method: &str) -> &'static str {
    ["GET", "POST", "PUT", "DELETE", "HEAD", "OPTIONS", "PATCH", "CONNECT", "TRACE"]
        .into_iter()
        .find(|known| *known == method)
        .unwrap_or(OTHER)
}

pub(super) fn http_status(status: u16) -> Cow<'static, str> {
    if (100..600).contains(&status) { Cow::Owned(status.to_string()) } else { Cow::Borrowed(OTHER) }
}

/// Routes seen so far. A caller that passes raw paths by mistake costs one series, not one per path.
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
    fn routes_beyond_the_bound_share_one_label() {
        let routes = Routes::default();
        let names: Vec<_> = (0..MAX_ROUTES + 10).map(|n| routes.bounded(format!("/{n}").into())).collect();
        assert_eq!(names.iter().filter(|name| *name == OTHER).count(), 10);
        assert_eq!(routes.bounded("/0".into()), "/0");
    }

    #[test]
    fn unknown_method_or_status_gets_no_series_of_its_own() {
        assert_eq!([http_method("GET"), http_method("BREW"), http_method("get")], ["GET", OTHER, OTHER]);
        assert_eq!([http_status(404), http_status(0), http_status(999)], ["404", OTHER, OTHER]);
    }
}
