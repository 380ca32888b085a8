//! Secrets of webhook endpoints and signatures made with them, after Standard Webhooks 1.0: `whsec_` and the base64 of 24
//! to 64 random bytes, which are the key of an HMAC-SHA256 over `id.timestamp.body`.

use std::fmt;
use std::str::FromStr;

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use hmac::{Hmac, KeyInit as _, Mac as _};
use linekeeper_domain::Timestamp;
use linekeeper_domain::webhooks::{DeliveryHeaders, WebhookId, signed_prefix};
use sha2::Sha256;
use zeroize::Zeroizing;

use crate::random::random;

const PREFIX: &str = "whsec_";

/// Secret that a service and a receiver of its webhooks share. Neither `Debug` nor an error shows it; there is no
/// `Display`.
#[derive(Clone, PartialEq, Eq)]
pub struct WebhookSecret(Zeroizing<Vec<u8>>);

/// Error: the text or the bytes are not a webhook secret.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error(
    "a webhook secret is {PREFIX} and the base64 of {} to {} bytes",
    WebhookSecret::MIN_LENGTH,
    WebhookSecret::MAX_LENGTH
)]
pub struct InvalidWebhookSecret;

impl WebhookSecret {
    /// Fewest bytes.
    pub const MIN_LENGTH: usize = 24;
    /// Most bytes.
    pub const MAX_LENGTH: usize = 64;

    /// Generates a new secret of 32 bytes, as many as the hash has.
    #[must_use]
    pub fn generate() -> Self {
        Self(Zeroizing::new(random::<32>().to_vec()))
    }

    /// Secret of these bytes, which are random or the stored ones.
    ///
    /// # Errors
    /// [`InvalidWebhookSecret`] unless there are 24 to 64 of them.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, InvalidWebhookSecret> {
        let fits = (Self::MIN_LENGTH..=Self::MAX_LENGTH).contains(&bytes.len());
        if fits { Ok(Self(Zeroizing::new(bytes.to_vec()))) } else { Err(InvalidWebhookSecret) }
    }

    /// The bytes, to be sealed and stored.
    #[must_use]
    pub fn bytes(&self) -> &[u8] {
        &self.0
    }

    /// The secret as text, for the owner of the endpoint.
    #[must_use]
    pub fn reveal(&self) -> Zeroizing<String> {
        let encoded = Zeroizing::new(BASE64_STANDARD.encode(&*self.0));
        Zeroizing::new([PREFIX, &encoded].concat())
    }

    /// HMAC-SHA256 of the parts, one after the other.
    fn tag(&self, parts: [&[u8]; 2]) -> [u8; 32] {
        // HMAC pads a key with zeros to the length of a block, and no secret is longer than that.
        let mut block = Zeroizing::new([0; Self::MAX_LENGTH]);
        for (place, byte) in block.iter_mut().zip(self.0.iter()) {
            *place = *byte;
        }
        let mut mac = Hmac::<Sha256>::new(&(*block).into());
        parts.iter().for_each(|part| mac.update(part));
        mac.finalize().into_bytes().into()
    }
}

impl FromStr for WebhookSecret {
    type Err = InvalidWebhookSecret;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let encoded = text.strip_prefix(PREFIX).ok_or(InvalidWebhookSecret)?;
        // Four characters for each three bytes: what is longer need not be decoded.
        if encoded.len() > Self::MAX_LENGTH.div_ceil(3) * 4 {
            return Err(InvalidWebhookSecret);
        }
        let bytes = Zeroizing::new(BASE64_STANDARD.decode(encoded).map_err(|_| InvalidWebhookSecret)?);
        Self::from_bytes(&bytes)
    }
}

impl fmt::Debug for WebhookSecret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("WebhookSecret(hidden)")
    }
}

/// Secrets with which an endpoint's deliveries are signed: one, or two while they are rotated, so that a receiver may
/// change from one to the other at any time in between.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WebhookSecrets {
    /// The newest one.
    pub current: WebhookSecret,
    /// The one before, until its time is over.
    pub previous: Option<WebhookSecret>,
}

impl WebhookSecrets {
    /// Signs an attempt at `at` to deliver `body`. The signature of the current secret comes first.
    #[must_use]
    pub fn sign(&self, id: &WebhookId, at: Timestamp, body: &[u8]) -> DeliveryHeaders {
        let prefix = signed_prefix(id, at);
        let secrets = std::iter::once(&self.current).chain(&self.previous);
        let tags: Vec<_> = secrets.map(|secret| secret.tag([prefix.as_bytes(), body])).collect();
        DeliveryHeaders::new(id.clone(), at, &tags)
    }
}

#[cfg(test)]
mod tests;
