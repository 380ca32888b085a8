//! Key material, and what is made with it: master keys and the data keys they wrap, API keys, tokens of onboarding links,
//! cookies of the dashboard. Nothing here prints, and what is secret is overwritten when it goes.

mod aead;
mod api_key;
mod cookie;
mod master;
mod onboarding;
mod random;
mod seal;

pub use aead::TooLong;
pub use api_key::{ApiKey, NoApiKey};
pub use cookie::{NoVisitCookie, VisitCookie};
pub use master::{InvalidMasterKeyId, MasterKey, MasterKeyId, MasterKeys, MasterKeysError};
pub use onboarding::{OnboardingClaims, TokenError};
pub use random::same;
pub use seal::{DataKey, DataKeyTag, Place, Unreadable, WrappedKey};
