//! Key material and what is made from it: master keys and the data keys they wrap, API keys, tokens of onboarding
//! links, cookies of the dashboard. No secret appears in a `Debug` output; secrets are zeroised when dropped.

mod aead;
mod api_key;
mod cookie;
mod master;
mod onboarding;
mod random;
mod seal;

pub use aead::TooLong;
pub use api_key::{ApiKey, NoApiKey};
pub use cookie::{DashboardCookie, NoVisitCookie};
pub use master::{InvalidMasterKeyId, MasterKey, MasterKeyId, MasterKeys, MasterKeysError};
pub use onboarding::{OnboardingClaims, TokenError};
pub use random::same;
pub use seal::{DataKey, DataKeyTag, Place, Unreadable, WrappedKey};
