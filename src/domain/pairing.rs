//! A pairing in progress: who asked for what, what is on the screen, until when.

use std::fmt;
use std::str::FromStr;
use std::time::Duration;

use serde::{Deserialize, Serialize};

use crate::{CodeGrant, CorrelationId, ErrorCode, Phone, Timestamp};

/// How the device is being linked. Both run on one connection; whichever completes first wins.
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum PairingMethod {
    /// The eight characters typed on the phone.
    Code,
    /// The picture scanned by the phone.
    Qr,
}

impl PairingMethod {
    /// The name in the journal.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Code => "code",
            Self::Qr => "qr",
        }
    }
}

/// What a pairing request consents to beyond linking a phone.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct PairingOptions {
    /// The linked number may be replaced by another one.
    pub change_number: bool,
    /// The wait after WhatsApp removed a device that had just been linked is lifted. An operator's to say; nobody else's counts.
    pub override_wait: bool,
}

/// A pairing request that is not granted. Nothing was changed by it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PairingRefusal {
    /// Why.
    pub code: ErrorCode,
    /// When asking again makes sense, where that is known.
    pub retry_after: Option<Duration>,
    /// The linked number that stands in the way.
    pub stored_phone: Option<Phone>,
}

impl From<ErrorCode> for PairingRefusal {
    fn from(code: ErrorCode) -> Self {
        Self::new(code)
    }
}

impl PairingRefusal {
    /// A refusal of which no more is known than its code.
    #[must_use]
    pub const fn new(code: ErrorCode) -> Self {
        Self { code, retry_after: code.retry_after(), stored_phone: None }
    }
}

/// Eight characters of `123456789ABCDEFGHJKLMNPQRSTVWXYZ`, shown as `ABCD-EFGH`. Prints hidden: it is a secret while it lives.
#[derive(Clone, PartialEq, Eq)]
pub struct PairingCode(String);

/// The text is not a pairing code.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a pairing code is eight characters of 1-9 and A-Z without I, O and U")]
pub struct InvalidPairingCode;

impl PairingCode {
    /// How long WhatsApp honours a code, in seconds from before it was asked for (the clients' own constant).
    pub const VALID_SECONDS: i64 = 180;

    /// How long WhatsApp's word that the phone is linked may take after a phone's answer, in seconds (the clients' own constant).
    /// Then they give the code up; another answer of the phone begins the time anew.
    pub const FINISHED_WITHIN_SECONDS: i64 = 60;

    /// The form for people: `ABCD-EFGH`.
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

/// A code WhatsApp has accepted and the phone may take.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LiveCode {
    /// The characters.
    pub code: PairingCode,
    /// When it stops to work.
    pub expires_at: Timestamp,
}

/// The QR on the screen.
#[derive(Clone, PartialEq, Eq)]
pub struct LiveQr {
    /// What the picture encodes.
    pub text: String,
    /// When it is replaced by the next one.
    pub expires_at: Timestamp,
}

impl fmt::Debug for LiveQr {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("LiveQr").field("expires_at", &self.expires_at).finish_non_exhaustive()
    }
}

/// One attempt to link a phone. It belongs to the session, not to the socket that asked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pairing {
    /// How it was asked for.
    pub method: PairingMethod,
    /// The number asked for; absent for a QR, which any phone may scan.
    pub phone: Option<Phone>,
    /// Of the request that began it.
    pub correlation: CorrelationId,
    /// When it was asked for.
    pub started_at: Timestamp,
    /// How often it was tried, from 1.
    pub attempt: u32,
    /// The code on the screen.
    pub code: Option<LiveCode>,
    /// The QR on the screen.
    pub qr: Option<LiveQr>,
    /// Somebody looks at the QR: rotations are told, and it outlives the code.
    pub qr_wanted: bool,
    /// The phone has answered; WhatsApp's word that it is linked is still to come.
    pub phone_answered: bool,
    /// When the code on the screen ends by itself; it ends sooner where a phone answers and does not finish.
    pub code_ends: Option<Timestamp>,
    /// An operator asked for it: it does not count among the company's.
    pub of_operator: bool,
    /// The number may be asked a code for, by this pairing.
    pub grant: Option<CodeGrant>,
    /// WhatsApp was asked for a code and has not said that there is none.
    pub code_counts: bool,
}

impl Pairing {
    /// A pairing that has just been asked for.
    #[must_use]
    pub fn new(method: PairingMethod, phone: Option<Phone>, correlation: CorrelationId, now: Timestamp) -> Self {
        Self {
            method,
            phone,
            correlation,
            started_at: now,
            attempt: 1,
            code: None,
            qr: None,
            qr_wanted: method == PairingMethod::Qr,
            phone_answered: false,
            code_ends: None,
            of_operator: false,
            grant: None,
            code_counts: false,
        }
    }
}

/// Why a linking was refused by this side although WhatsApp said that the phone is linked, or by WhatsApp at its last step.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum PairRefusal {
    /// The phone knows another secret than the QR or the code has: an altered QR, or a forger.
    HmacMismatch,
    /// The account's signature is wrong.
    SignatureMismatch,
    /// The account's key is none.
    InvalidKey,
    /// The device's identity cannot be read.
    Malformed,
    /// The device's identity is missing.
    NoIdentity,
    /// WhatsApp's word has no id: it cannot be answered.
    NoRequestId,
    /// WhatsApp's word names no phone number.
    NoNumber,
    /// WhatsApp refused the key bundle that answers a typed code.
    FinishRefused,
}

impl PairRefusal {
    /// Every reason.
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

    /// The name in the journal and in metrics.
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

/// WhatsApp's refusal to give a code, as the wire has it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refusal {
    /// The error's number: 400, 403, 429, 452, 500…; absent when the request was lost rather than refused.
    pub status: Option<u16>,
    /// How long the server asks to wait, in seconds.
    pub backoff_seconds: Option<u64>,
}

impl Refusal {
    /// What it means for the person. A 400 is "malformed" or "throttled for this number" alike (`facts`: the wire does not
    /// tell), and the number was validated before, so it reads as throttled.
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

    /// Whether asking once more soon can help: the server stumbled or the line broke. Asking again after a throttle makes it longer.
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
    fn only_the_servers_own_trouble_is_worth_a_retry() {
        let refusal = |status| Refusal { status, backoff_seconds: None };
        for status in [Some(400), Some(403), Some(429), Some(452), Some(418)] {
            assert!(!refusal(status).worth_a_retry(), "{status:?}");
        }
        assert!(refusal(Some(500)).worth_a_retry());
        assert!(refusal(None).worth_a_retry());
    }
}
