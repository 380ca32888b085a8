//! What Linekeeper decides, without a runtime, a socket or a clock: companies, phones, the session machine, the meaning of
//! every ending, the pace of restarts, who may what, and the catalogue of errors. Everything here is a function of its arguments.

pub mod access;
mod actor;
mod catalogue;
mod company;
mod correlation;
mod ending;
pub mod expiry;
pub mod gate;
mod moment;
mod number;
pub mod overview;
mod pairing;
mod phone;
pub mod restart;
#[cfg(feature = "schema")]
mod schema;
pub mod session;
mod text;
mod usage;

pub use actor::Actor;
pub use catalogue::{ErrorCode, News, Recovery, UserAction, failures_page};
pub use company::{CompanyId, InvalidCompanyId};
pub use correlation::{CorrelationId, InvalidCorrelationId};
pub use ending::{Ending, StoreFailure, Verdict};
pub use moment::{Moment, Monotonic};
pub use number::{CodeClaim, CodeGrant, CoolDown, NumberDeed, NumberLedger, NumberNote, NumberPolicy, note_both};
pub use pairing::{
    LiveCode, LiveQr, PairRefusal, Pairing, PairingCode, PairingMethod, PairingOptions, PairingRefusal, Refusal,
};
pub use phone::{InvalidPhone, Phone, Region};
pub use text::Text;
pub use usage::{CodeAsked, CodeLimit, CodeUsage, CountedFor, UsageLimits};

/// The point in time every decision takes as a parameter.
pub type Timestamp = chrono::DateTime<chrono::Utc>;
