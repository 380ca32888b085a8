//! What Linekeeper decides, without a runtime, a socket or a clock: companies, phones, the session machine, the meaning of
//! every ending, the pace of restarts, and the catalogue of errors. Everything here is a function of its arguments.

mod company;
mod correlation;
mod ending;
mod error_code;
mod pairing;
mod phone;
pub mod restart;
pub mod session;
mod text;

pub use company::{CompanyId, InvalidCompanyId};
pub use correlation::{CorrelationId, InvalidCorrelationId};
pub use ending::{Ending, StoreFailure, Verdict};
pub use error_code::{ErrorCode, UserAction};
pub use pairing::{LiveCode, LiveQr, Pairing, PairingCode, PairingMethod, Refusal};
pub use phone::{InvalidPhone, Phone, Region};
pub use text::Text;

/// The point in time every decision takes as a parameter.
pub type Timestamp = chrono::DateTime<chrono::Utc>;
