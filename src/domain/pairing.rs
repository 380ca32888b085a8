//! A pairing in progress: its request, the code and QR on the screen, and their expiry.

use std::fmt;
use std::str::FromStr;
use std::sync::Arc;
use std::time::Duration;

use serde::{Deserialize, Serialize};

use crate::access::Asker;
use crate::{CodeGrant, CorrelationId, CountedFor, ErrorCode, Phone, Timestamp};

/// Method of linking the device. Both run on one connection; whichever completes first wins.
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum PairingMethod {
    /// Eight characters typed on the phone.
    Code,
    /// A picture scanned by the phone.
    Qr,
}

impl PairingMethod {
    /// Name in the journal.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Code => "code",
            Self::Qr => "qr",
        }
    }
}

/// Consents given with a pairing request.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct PairingOptions {
    /// Whether the linked number may be replaced by another one.
    pub change_number: bool,
    /// Whether to lift the wait after WhatsApp removed a device that had just been linked. Only an operator's counts.
    pub override_wait: bool,
}

/// Refusal of a pairing request, which changed nothing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PairingRefusal {
    /// Error code.
    pub code: ErrorCode,
    /// Time to wait before a retry, if known.
    pub retry_after: Option<Duration>,
    /// The linked number that the request conflicts with.
    pub stored_phone: Option<Phone>,
}

impl From<ErrorCode> for PairingRefusal {
    fn from(code: ErrorCode) -> Self {
        Self::new(code)
    }
}

impl PairingRefusal {
    /// A refusal with this code, and the wait that the catalogue gives for it.
    #[must_use]
    pub const fn new(code: ErrorCode) -> Self {
        Self { code, retry_after: code.retry_after(), stored_phone: None }
    }
}

/// Eight characters of `123456789ABCDEFGHJKLMNPQRSTVWXYZ`, shown as `ABCD-EFGH`. Debug output hides them: they are a
/// secret while the code is live.
#[derive(Clone, PartialEq, Eq)]
pub struct PairingCode(String);

/// The text is not a pairing code.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a pairing code is eight characters of 1-9 and A-Z without I, O and U")]
pub struct InvalidPairingCode;

impl PairingCode {
    /// Validity of a code at WhatsApp, in seconds from before it was requested (the clients' own constant).
    pub const VALID_SECONDS: i64 = 180;

    /// Longest time from a phone's answer to WhatsApp's message that the phone is linked, in seconds (the clients' own
    /// constant). After that the clients discard the code; another answer of the phone restarts the time.
    pub const FINISHED_WITHIN_SECONDS: i64 = 60;

    /// Form shown to people: `ABCD-EFGH`.
    #[must_use]
    pub fn displayed(&self) -> String {
        match self.0.split_at_checked(4) {
            Some((head, tail)) => format!("{head}-{tail}"),
            None => self.0.clone(),
        }
    }
}

impl FromStr for PairingCode {
    type Err = InvalidPairingCode;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let plain: String = text.chars().filter(|c| *c != '-').collect();
        let allowed = |byte| b"123456789ABCDEFGHJKLMNPQRSTVWXYZ".contains(&byte);
        if plain.len() == 8 && plain.bytes().all(allowed) { Ok(Self(plain)) } else { Err(InvalidPairingCode) }
    }
}

impl fmt::Debug for PairingCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("PairingCode(hidden)")
    }
}

/// A code that WhatsApp has accepted and that can be typed on the phone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LiveCode {
    /// The code.
    pub code: PairingCode,
    /// Expiry of the code.
    pub expires_at: Timestamp,
}

/// The QR on the screen.
#[derive(Clone, PartialEq, Eq)]
pub struct LiveQr {
    /// Text encoded by the picture.
    pub text: String,
    /// Time at which the next QR replaces it.
    pub expires_at: Timestamp,
}

impl fmt::Debug for LiveQr {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("LiveQr").field("expires_at", &self.expires_at).finish_non_exhaustive()
    }
}

/// One attempt to link a phone. It belongs to the session, not to the socket that requested it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pairing {
    /// Requested method.
    pub method: PairingMethod,
    /// Requested number; `None` for a QR, which any phone may scan.
    pub phone: Option<Phone>,
    /// Those who have asked for it.
    pub askers: Arc<[Asker]>,
    /// Correlation id of the request that began it.
    pub correlation: CorrelationId,
    /// Time of the request.
    pub started_at: Timestamp,
    /// Number of the try, from 1.
    pub attempt: u32,
    /// The code on the screen, if any.
    pub code: Option<LiveCode>,
    /// The QR on the screen, if any.
    pub qr: Option<LiveQr>,
    /// Whether a client shows the QR: rotations are sent to watchers, and the QR outlives the code.
    pub qr_wanted: bool,
    /// Whether the phone has answered; WhatsApp's message that it is linked is still to come.
    pub phone_answered: bool,
    /// Expiry of the code on the screen as issued; it expires sooner where a phone answers and does not finish.
    pub code_ends: Option<Timestamp>,
    /// Whether an operator requested it, so that it does not count against the company.
    pub of_operator: bool,
    /// Company or link against which its code counts.
    pub counted_for: CountedFor,
    /// Permission to request a code for the number, once granted.
    pub grant: Option<CodeGrant>,
    /// Whether WhatsApp was asked for a code and has not replied that there is none.
    pub code_counts: bool,
}

impl Pairing {
    const MOST_ASKERS: usize = 16;

    /// A pairing that has just been requested.
    #[must_use]
    pub fn new(method: PairingMethod, phone: Option<Phone>, correlation: CorrelationId, now: Timestamp) -> Self {
        Self {
            method,
            phone,
            askers: Arc::default(),
            correlation,
            started_at: now,
            attempt: 1,
            code: None,
            qr: None,
            qr_wanted: method == PairingMethod::Qr,
            phone_answered: false,
            code_ends: None,
            of_operator: false,
            counted_for: CountedFor::default(),
            grant: None,
            code_counts: false,
        }
    }

    /// Adds one who asks for it, too. There is room for as many as have links to one page; the newest one counts.
    pub fn add_asker(&mut self, by: &Asker) {
        if self.askers.iter().any(|asker| asker.is_same_as(by)) {
            return;
        }
        let first = (self.askers.len() + 1).saturating_sub(Self::MOST_ASKERS);
        self.askers = self.askers.iter().skip(first).chain([by]).cloned().collect();
    }
}

/// Reason why a pairing was refused: by this side although WhatsApp said that the phone is linked, or by WhatsApp at
/// the last step.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum PairRefusal {
    /// The phone knows another secret than that of the QR or code: the QR was altered or the message forged.
    HmacMismatch,
    /// The account's signature does not verify.
    SignatureMismatch,
    /// The account's key is not a valid key.
    InvalidKey,
    /// The device's identity cannot be decoded.
    Malformed,
    /// The device's identity is missing.
    NoIdentity,
    /// WhatsApp's message has no id, so it cannot be answered.
    NoRequestId,
    /// WhatsApp's message contains no phone number.
    NoNumber,
    /// WhatsApp refused the key bundle that answers a typed code.
    FinishRefused,
}

impl PairRefusal {
    /// All reasons.
    pub const ALL: [Self; 8] = [
        Self::HmacMismatch,
        Self::SignatureMismatch,
        Self::InvalidKey,
        Self::Malformed,
        Self::NoIdentity,
        Self::NoRequestId,
        Self::NoNumber,
        Self::FinishRefused,
    ];

    /// Name in the journal and in metrics.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::HmacMismatch => "hmac_mismatch",
            Self::SignatureMismatch => "signature_mismatch",
            Self::InvalidKey => "invalid_key",
            Self::Malformed => "malformed",
            Self::NoIdentity => "no_identity",
            Self::NoRequestId => "no_request_id",
            Self::NoNumber => "no_number",
            Self::FinishRefused => "finish_refused",
        }
    }
}

/// WhatsApp's refusal to issue a code, as received.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refusal {
    /// Number of the error: 400, 403, 429, 452, 500…; `None` when the request was lost rather than refused.
    pub status: Option<u16>,
    /// Wait requested by the server, in seconds.
    pub backoff_seconds: Option<u64>,
}

impl Refusal {
    /// Code for the person. A 400 means "malformed" or "throttled for this number" alike (the wire does not tell), and
    /// the number was validated before, so it is read as throttled.
    #[must_use]
    pub fn error_code(&self) -> ErrorCode {
        match self.status {
            Some(400 | 429) => ErrorCode::RateLimited,
            Some(452) => ErrorCode::LinkingUnavailable,
            Some(405) => ErrorCode::ClientOutdated,
            None => ErrorCode::NetworkError,
            Some(_) => ErrorCode::PairingCodeFailed,
        }
    }

    /// Whether an early retry can help: a server error or a lost connection. A retry after a throttle makes that
    /// longer.
    #[must_use]
    pub fn worth_a_retry(&self) -> bool {
        matches!(self.status, None | Some(500..=599))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_is_shown_in_two_halves_and_never_in_debug_output() {
        let code: PairingCode = "ABCDEFGH".parse().unwrap();
        assert_eq!(code.displayed(), "ABCD-EFGH");
        assert_eq!(format!("{code:?}"), "PairingCode(hidden)");
    }

    #[test]
    fn characters_a_person_could_confuse_are_no_code() {
        for text in ["ABCD0FGH", "ABCDIFGH", "ABCDOFGH", "ABCDUFGH", "ABCD", "ABCDEFGHJ", "abcdefgh", ""] {
            assert!(text.parse::<PairingCode>().is_err(), "{text}");
        }
    }

    #[test]
    fn only_server_errors_and_lost_requests_are_retried() {
        let refusal = |status| Refusal { status, backoff_seconds: None };
        for status in [Some(400), Some(403), Some(429), Some(452), Some(418)] {
            assert!(!refusal(status).worth_a_retry(), "{status:?}");
        }
        assert!(refusal(Some(500)).worth_a_retry());
        assert!(refusal(None).worth_a_retry());
    }
}
