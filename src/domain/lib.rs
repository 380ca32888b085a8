//! Decision logic of Linekeeper without runtime, sockets or clocks: companies, phones, the session state machine, the
//! action for each link end reason, restart backoff, access rules, webhooks and the catalogue of error codes. Every
//! function here depends on its arguments only.

pub mod access;
pub mod branding;
mod catalogue;
pub mod client_version;
mod company;
mod correlation;
pub mod expiry;
pub mod gate;
mod link_end_reason;
pub mod messages;
mod moment;
mod number;
pub mod overview;
mod pairing;
mod passkey;
mod phone;
pub mod restart;
#[cfg(feature = "schema")]
mod schema;
pub mod session;
mod text;
mod triggered_by;
mod usage;
pub mod webhooks;

pub use catalogue::{AlertPolicy, ErrorCode, Recovery, UserAction, failures_page};
pub use company::{CompanyId, InvalidCompanyId};
pub use correlation::{CorrelationId, InvalidCorrelationId};
pub use link_end_reason::{DisconnectAction, LinkEndReason, StoreFailure};
pub use moment::{Moment, Monotonic};
pub use number::{
    CodeClaim, CodeGrant, CodeRateLimit, CodeUsageEvent, NumberNote, NumberUsage, RetryNotBefore, note_both,
};
pub use pairing::{
    LiveCode, LiveQr, PairRefusal, Pairing, PairingCode, PairingMethod, PairingOptions, PairingRefusal, Refusal,
};
pub use passkey::{
    ChallengeId, InvalidPasskey, PasskeyAnswer, PasskeyAssertion, PasskeyChallenge, PasskeyCode, PasskeyFailure,
};
pub use phone::{InvalidPhone, Phone, Region};
pub use text::Text;
pub use triggered_by::TriggeredBy;
pub use usage::{CodeAsked, CodeLimit, CodeUsage, CountedFor, UsageLimits};

/// Wall-clock time (UTC), passed into every decision as a parameter.
pub type Timestamp = chrono::DateTime<chrono::Utc>;
