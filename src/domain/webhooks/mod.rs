//! Webhooks after Standard Webhooks 1.0 (<https://www.standardwebhooks.com>): what a request is signed as, when an
//! attempt is repeated, what an answer means for its delivery and for its endpoint, and which addresses may be reached.
//!
//! ```text
//! delivery:  pending ──2xx──▶ delivered
//!            pending ──anything else──▶ pending, at the schedule's next time ──10th failure──▶ dead letter
//! endpoint:  enabled ──429, 502, 503, 504──▶ slowed down ──2xx──▶ enabled
//!            enabled ──410, five days without a 2xx, or a person──▶ disabled, until a person enables it
//! ```
//!
//! The HMAC itself is in `linekeeper-secrets`, as everything with key material is.

mod address;
mod endpoint;
mod outcome;
mod retry_after;
mod schedule;
mod signature;
mod url;

pub use address::{AddressPolicy, RefusedAddress, RefusedRange};
pub use endpoint::{DisableReason, EndpointHealth};
pub use outcome::{AfterAttempt, Answer, Attempt, DeliveryDecision, NoAnswer, Outcome, OutcomeKind, after_attempt};
pub use retry_after::RetryAfter;
pub use schedule::{ATTEMPTS, NextAttempt, PAUSES, next_attempt};
pub use signature::{DeliveryHeaders, InvalidWebhookId, WebhookId, signed_prefix};
pub use url::{InvalidWebhookUrl, UrlRules, WebhookUrl};
