//! What an answer means, for the delivery and for its endpoint.

use serde::{Deserialize, Serialize};

use super::endpoint::{DisableReason, EndpointHealth};
use super::retry_after::RetryAfter;
use super::schedule::{NextAttempt, next_attempt};
use crate::{Moment, Timestamp};

/// Why there is no answer with a status.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum NoAnswer {
    /// No answer within the time for connecting, TLS and the exchange together.
    Timeout,
    /// The host is an address that may not be reached, or has no other.
    AddressRefused,
    /// The name of the host was not resolved.
    Dns,
    /// TLS failed: an untrusted or expired certificate, another name, no common version.
    Tls,
    /// No connection, or one that broke before the answer.
    Connection,
    /// What came back is not HTTP, or its headers are too large.
    Protocol,
}

/// Result of one request to an endpoint. Its body is not in it: nothing of it is used or shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Answer {
    /// An HTTP status.
    Status {
        /// The status code.
        code: u16,
        /// Wish for the next attempt, where it was legible.
        retry_after: Option<RetryAfter>,
    },
    /// None.
    Missing(NoAnswer),
}

/// Kind of an attempt's outcome.
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum OutcomeKind {
    /// 2xx: the receiver has taken the event.
    Delivered,
    /// 410: the receiver wants no more events.
    Gone,
    /// 3xx: redirects are not followed, since they would lead past the checks of the URL.
    Redirect,
    /// 429, 502, 503 or 504: the receiver is overloaded or away.
    Overloaded,
    /// Another status.
    Rejected,
    /// No answer in time.
    Timeout,
    /// Address that may not be reached.
    AddressRefused,
    /// Unknown name.
    Dns,
    /// TLS failed.
    Tls,
    /// No connection.
    Connection,
    /// No HTTP.
    Protocol,
}

impl OutcomeKind {
    /// All kinds.
    pub const ALL: [Self; 11] = [
        Self::Delivered,
        Self::Gone,
        Self::Redirect,
        Self::Overloaded,
        Self::Rejected,
        Self::Timeout,
        Self::AddressRefused,
        Self::Dns,
        Self::Tls,
        Self::Connection,
        Self::Protocol,
    ];

    /// Name in the database and on the wire.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Delivered => "delivered",
            Self::Gone => "gone",
            Self::Redirect => "redirect",
            Self::Overloaded => "overloaded",
            Self::Rejected => "rejected",
            Self::Timeout => "timeout",
            Self::AddressRefused => "address_refused",
            Self::Dns => "dns",
            Self::Tls => "tls",
            Self::Connection => "connection",
            Self::Protocol => "protocol",
        }
    }

    /// Looks up a kind by its name.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == name)
    }

    /// Sentence for developers who look why an event has not arrived.
    #[must_use]
    pub const fn sentence(self) -> &'static str {
        match self {
            Self::Delivered => "The endpoint has taken the event.",
            Self::Gone => "The endpoint answered 410: it wants no more events and was disabled.",
            Self::Redirect => "The endpoint answered with a redirect, which is not followed. Enter its final address.",
            Self::Overloaded => "The endpoint is overloaded or away. Events for it are sent more slowly.",
            Self::Rejected => "The endpoint answered with an error.",
            Self::Timeout => "The endpoint did not answer in time. Answer first and process the event afterwards.",
            Self::AddressRefused => "The endpoint's address is not public, and the configuration does not allow it.",
            Self::Dns => "The name of the endpoint's host could not be resolved.",
            Self::Tls => "TLS failed. Check that the certificate is valid, complete and for this host.",
            Self::Connection => "The endpoint could not be reached, or closed the connection before it answered.",
            Self::Protocol => "What the endpoint answered is not HTTP.",
        }
    }
}

impl From<NoAnswer> for OutcomeKind {
    fn from(missing: NoAnswer) -> Self {
        match missing {
            NoAnswer::Timeout => Self::Timeout,
            NoAnswer::AddressRefused => Self::AddressRefused,
            NoAnswer::Dns => Self::Dns,
            NoAnswer::Tls => Self::Tls,
            NoAnswer::Connection => Self::Connection,
            NoAnswer::Protocol => Self::Protocol,
        }
    }
}

/// Outcome of one attempt, as it is stored and shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Outcome {
    /// Kind.
    pub kind: OutcomeKind,
    /// HTTP status; none without an answer.
    pub status: Option<u16>,
}

impl Outcome {
    /// Outcome of an answer.
    #[must_use]
    pub fn of(answer: &Answer) -> Self {
        match *answer {
            Answer::Status { code, .. } => Self { kind: kind_of(code), status: Some(code) },
            Answer::Missing(missing) => Self { kind: missing.into(), status: None },
        }
    }

    /// Whether the event is delivered.
    #[must_use]
    pub const fn is_delivered(self) -> bool {
        matches!(self.kind, OutcomeKind::Delivered)
    }
}

const fn kind_of(code: u16) -> OutcomeKind {
    match code {
        200..=299 => OutcomeKind::Delivered,
        300..=399 => OutcomeKind::Redirect,
        410 => OutcomeKind::Gone,
        429 | 502..=504 => OutcomeKind::Overloaded,
        _ => OutcomeKind::Rejected,
    }
}

/// A finished attempt.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Attempt {
    /// Attempts at the delivery so far, this one included.
    pub made: u32,
    /// Its answer.
    pub answer: Answer,
}

/// What becomes of a delivery.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DeliveryDecision {
    /// It is delivered; its lane goes on.
    Delivered,
    /// Another attempt, not before this time nor before [`EndpointHealth::ready_at`]. Its lane waits, and so does the
    /// delivery while its endpoint is disabled.
    Retry(Timestamp),
    /// No more attempts: it is a dead letter, and its lane goes on.
    DeadLetter,
}

/// Decisions after an attempt.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct AfterAttempt {
    /// Outcome of the attempt.
    pub outcome: Outcome,
    /// What becomes of the delivery.
    pub delivery: DeliveryDecision,
    /// Health of its endpoint from now on.
    pub health: EndpointHealth,
    /// Reason to disable the endpoint, if there is one.
    pub disable: Option<DisableReason>,
}

/// Decides after an attempt that ended at this moment. Whoever keeps the endpoint's health calls this for one attempt at a
/// time. A disabled endpoint costs its deliveries nothing: none is attempted, and all go on once it is enabled.
#[must_use]
pub fn after_attempt(attempt: &Attempt, health: EndpointHealth, moment: &Moment) -> AfterAttempt {
    let outcome = Outcome::of(&attempt.answer);
    let retry_after = match attempt.answer {
        Answer::Status { retry_after, .. } => retry_after,
        Answer::Missing(_) => None,
    };
    let (health, disable) = health.after(outcome.kind, retry_after, moment);
    let delivery = if outcome.is_delivered() {
        DeliveryDecision::Delivered
    } else {
        match next_attempt(attempt.made, retry_after, moment) {
            NextAttempt::At(time) => DeliveryDecision::Retry(time),
            NextAttempt::Exhausted => DeliveryDecision::DeadLetter,
        }
    };
    AfterAttempt { outcome, delivery, health, disable }
}

#[cfg(test)]
mod tests;
