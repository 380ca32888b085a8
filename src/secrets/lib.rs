//! Key material and what is made from it: master keys and the data keys they wrap, API keys, tokens of onboarding links
//! and codes of their short addresses, cookies of the dashboard, secrets of webhooks. No secret appears in a `Debug`
//! output; secrets are zeroised when dropped.

mod aead;
mod api_key;
mod cookie;
mod file;
mod master;
mod onboarding;
mod random;
mod seal;
mod short_code;
mod webhook;

pub use aead::TooLong;
pub use api_key::{ApiKey, NoApiKey};
pub use cookie::{DashboardCookie, NoVisitCookie};
pub use file::{FILE_CHUNK, FileCipher, SEALED_CHUNK};
pub use master::{InvalidMasterKeyId, MasterKey, MasterKeyId, MasterKeys, MasterKeysError};
pub use onboarding::{OnboardingClaims, TokenError};
pub use random::same;
pub use seal::{DataKey, DataKeyTag, Place, Unreadable, WrappedKey};
pub use short_code::{NoShortCode, ShortCode};
pub use webhook::{InvalidWebhookSecret, WebhookSecret, WebhookSecrets};
