//! Headers of a delivery: id, time and signature, as Standard Webhooks 1.0 writes them.

use std::fmt;
use std::str::FromStr;

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;

use crate::Timestamp;

/// Version of a signature made with a shared secret: HMAC-SHA256.
const SYMMETRIC: &str = "v1";

/// Id of an event as its receiver knows it (`webhook-id`): the same in every retry and every replay, so that a receiver
/// recognises what it has had. 1 to 128 letters, digits, `_` and `-`; no full stop, which separates the parts of what
/// is signed.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct WebhookId(String);

/// The text is not the id of an event.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("an event id is 1 to {} letters, digits, '_' and '-'", WebhookId::MAX_LENGTH)]
pub struct InvalidWebhookId;

impl WebhookId {
    /// Longest id in characters.
    pub const MAX_LENGTH: usize = 128;

    /// The id as text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for WebhookId {
    type Err = InvalidWebhookId;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let fits = (1..=Self::MAX_LENGTH).contains(&text.len());
        let plain = text.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-'));
        if fits && plain { Ok(Self(text.to_owned())) } else { Err(InvalidWebhookId) }
    }
}

impl fmt::Display for WebhookId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Headers of one attempt. They are made of an id, a number and base64 only, so no value can begin another header.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DeliveryHeaders {
    id: WebhookId,
    timestamp: i64,
    signature: String,
}

impl DeliveryHeaders {
    /// Name of the header with the event's id.
    pub const ID: &str = "webhook-id";
    /// Name of the header with the time of the attempt, in seconds since 1970.
    pub const TIMESTAMP: &str = "webhook-timestamp";
    /// Name of the header with the signatures, separated by spaces.
    pub const SIGNATURE: &str = "webhook-signature";

    /// Headers of an attempt at `at` with these HMAC-SHA256 tags, one for each secret. Receivers refuse a time that is
    /// some minutes off, so each attempt is signed anew. `linekeeper-secrets` makes the tags.
    #[must_use]
    pub fn new(id: WebhookId, at: Timestamp, tags: &[[u8; 32]]) -> Self {
        let signatures = tags.iter().map(|tag| format!("{SYMMETRIC},{}", BASE64_STANDARD.encode(tag)));
        Self { id, timestamp: at.timestamp(), signature: signatures.collect::<Vec<_>>().join(" ") }
    }

    /// Id of the event.
    #[must_use]
    pub const fn id(&self) -> &WebhookId {
        &self.id
    }

    /// Names and values.
    #[must_use]
    pub fn pairs(&self) -> [(&'static str, String); 3] {
        [
            (Self::ID, self.id.to_string()),
            (Self::TIMESTAMP, self.timestamp.to_string()),
            (Self::SIGNATURE, self.signature.clone()),
        ]
    }
}

/// What is signed before the body: `id.timestamp.`, the time in seconds since 1970.
#[must_use]
pub fn signed_prefix(id: &WebhookId, at: Timestamp) -> String {
    format!("{id}.{}.", at.timestamp())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn id() -> WebhookId {
        "evt_0199c2a8-7f3e".parse().unwrap()
    }

    #[test]
    fn ids_have_no_character_that_separates() {
        assert_eq!(id().to_string(), "evt_0199c2a8-7f3e");
        let longest = "a".repeat(WebhookId::MAX_LENGTH);
        assert_eq!(longest.parse::<WebhookId>().unwrap().as_str(), longest);
        for text in ["", "a.b", "a b", "a\r\nx: y", "а", "a\0", &format!("{longest}a")] {
            assert_eq!(text.parse::<WebhookId>(), Err(InvalidWebhookId), "{text:?}");
        }
    }

    #[test]
    fn headers_have_a_signature_for_each_secret() {
        let at = Timestamp::from_timestamp(1_674_087_231, 999_000_000).unwrap();
        let headers = DeliveryHeaders::new(id(), at, &[[0; 32], [255; 32]]);
        let zeros = format!("v1,{}=", "A".repeat(43));
        let ones = format!("v1,{}8=", "/".repeat(42));
        let expected = [
            ("webhook-id", "evt_0199c2a8-7f3e".to_owned()),
            ("webhook-timestamp", "1674087231".to_owned()),
            ("webhook-signature", format!("{zeros} {ones}")),
        ];
        assert_eq!(headers.pairs(), expected);
        assert_eq!(signed_prefix(&id(), at), "evt_0199c2a8-7f3e.1674087231.");
    }
}
