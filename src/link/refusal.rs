//! Classifies how the request for a pairing code ended. Pure functions.

use linekeeper_domain::{PairingCode, Refusal};
use whatsapp_rust::ErrorChainExt;
use whatsapp_rust::pair_code::{PairCodeError, PairError};

/// Answer to a request for a code.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum CodeAnswer {
    /// A code was issued; the phone may use it.
    Issued(PairingCode),
    /// No code will come, for this reason.
    Refused(Refusal),
    /// The connection was lost during the request, or a newer request replaced it.
    Lost,
}

/// Refusal without a status: no answer came, or one that could not be parsed.
pub(crate) const UNANSWERED: Refusal = Refusal { status: None, backoff_seconds: None };

impl CodeAnswer {
    /// Converts the library's result. The status of a refusal is kept even where the library does not know its text.
    pub(crate) fn of(answer: Result<String, PairError>) -> Self {
        match answer {
            Ok(code) => code.parse().map_or(Self::Refused(UNANSWERED), Self::Issued),
            Err(error) => Self::of_error(&error),
        }
    }

    fn of_error(error: &PairError) -> Self {
        if let Some(rejection) = error.server_rejection() {
            let backoff_seconds = rejection.backoff.map(u64::from);
            return Self::Refused(Refusal { status: Some(rejection.code), backoff_seconds });
        }
        let cancelled = matches!(error, PairError::PairCode(PairCodeError::Cancelled));
        if cancelled || error.is_transport_unavailable() { Self::Lost } else { Self::Refused(UNANSWERED) }
    }
}

#[cfg(test)]
mod tests {
    use whatsapp_rust::IqError;

    use super::*;

    fn refused(code: u16, text: &str, backoff: Option<u32>) -> Result<String, PairError> {
        Err(PairError::RequestFailed(IqError::ServerError { code, text: text.to_owned(), error_type: None, backoff }))
    }

    #[test]
    fn refusal_keeps_its_status_even_with_an_unknown_text() {
        for (code, text) in [
            (400, "bad-request"),
            (403, "forbidden"),
            (429, "rate-overlimit"),
            (429, "something else"),
            (452, "feature-not-available"),
            (500, "internal-server-error"),
            (418, ""),
        ] {
            let refusal = Refusal { status: Some(code), backoff_seconds: None };
            assert_eq!(CodeAnswer::of(refused(code, text, None)), CodeAnswer::Refused(refusal), "{code} {text}");
        }
    }

    #[test]
    fn the_servers_own_pause_is_kept() {
        let refusal = Refusal { status: Some(429), backoff_seconds: Some(90) };
        assert_eq!(CodeAnswer::of(refused(429, "rate-overlimit", Some(90))), CodeAnswer::Refused(refusal));
    }

    #[test]
    fn lost_connection_is_lost_and_silence_a_refusal_without_status() {
        let lost = [
            PairError::PairCode(PairCodeError::Cancelled),
            PairError::RequestFailed(IqError::NotConnected),
            PairError::RequestFailed(IqError::InternalChannelClosed),
        ];
        for error in lost {
            assert_eq!(CodeAnswer::of(Err(error)), CodeAnswer::Lost);
        }
        let silence = PairError::RequestFailed(IqError::Timeout);
        assert_eq!(CodeAnswer::of(Err(silence)), CodeAnswer::Refused(UNANSWERED));
        assert_eq!(CodeAnswer::of(Ok("ABC".to_owned())), CodeAnswer::Refused(UNANSWERED));
    }
}
