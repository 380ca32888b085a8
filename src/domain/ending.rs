//! How a connection to WhatsApp can end, and what follows. One exhaustive match is the whole policy.

use crate::{ErrorCode, Timestamp};

/// Why a connection ended. Numbers are those of WhatsApp's `<failure reason>` and `<stream:error code>`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Ending {
    /// The line broke: EOF, timeout, keep-alive lost, 428.
    Network,
    /// 500, also the default for unknown stream errors.
    ServerError,
    /// 503 or 429 on the stream: the server asks for patience.
    ServerBusy,
    /// The connection has to be made anew, which is no failure: WhatsApp asks for it (515, other than at the end of a linking), or
    /// the certificate that was remembered of it is not in use any more.
    RestartRequired,
    /// 401, 516, `device_removed`: the phone removed this device or logged out.
    LoggedOut,
    /// 411: the account's devices and ours disagree.
    MultideviceMismatch,
    /// 402, until the time when the account may be used again.
    TemporarilyBanned {
        /// When the ban ends, if the server said so.
        until: Option<Timestamp>,
    },
    /// 403: the account is locked.
    Locked,
    /// 405: our client version is too old, for every session.
    ClientOutdated,
    /// 406: the account is banned.
    Banned,
    /// 400, 409, 415, 418, 501 when connecting: our protocol or configuration is wrong.
    Refused {
        /// WhatsApp's number.
        status: u16,
    },
    /// 440, `conflict replaced`: another connection uses these credentials.
    Replaced,
    /// The certificate chain or the handshake was not WhatsApp's.
    Untrusted,
    /// The QR codes ran out and no code was live.
    QrExhausted,
    /// The WhatsApp account asks for a passkey, which only web.whatsapp.com can present.
    PasskeyRequired,
    /// Another phone than the one asked for answered; it was not linked.
    WrongPhone,
    /// The linking broke off after the device was stored: WhatsApp does not know it.
    NotFinished,
    /// The credential store failed under the connection.
    Store(StoreFailure),
}

/// Why a call to the credential store failed, as far as a session must know.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum StoreFailure {
    /// PostgreSQL cannot be reached, did not answer in time, or has rolled back: nothing was written and nothing will be, so the call
    /// may be made again.
    #[error("the credential store is unavailable")]
    Unavailable,
    /// The answer to a commit was lost: it may have happened, or happen yet. Leave and reload: only a higher fence keeps it out.
    #[error("the outcome of a write to the credential store is unknown")]
    UnknownOutcome,
    /// The company's credentials were wiped or taken by another owner since this connection began.
    #[error("the credentials have been wiped or taken by another owner")]
    Fenced,
    /// Another company has linked this phone.
    #[error("the phone is linked by another company")]
    PhoneInUse,
    /// A stored row cannot be read.
    #[error("stored credentials cannot be read")]
    Corrupt,
}

impl StoreFailure {
    /// The code people and programs see.
    #[must_use]
    pub fn error_code(self) -> ErrorCode {
        match self {
            Self::Unavailable | Self::UnknownOutcome => ErrorCode::StoreUnavailable,
            Self::Fenced => ErrorCode::Replaced,
            Self::PhoneInUse => ErrorCode::PhoneInUse,
            Self::Corrupt => ErrorCode::CredentialsConflict,
        }
    }
}

/// What to do about a linked session whose connection ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// Connect again, with growing pauses. Credentials stay.
    Reconnect,
    /// Connect again as soon as the gate lets it, before those who were connected less recently. It is no failure.
    ReconnectNow,
    /// The credentials are dead: wipe them and wait for a person to link again.
    WipeAndPark(ErrorCode),
    /// Keep the credentials and stop until a person, or the given time, changes something.
    Park(ErrorCode, Option<Timestamp>),
    /// Our client version is refused: log in again when the gate lets anybody through.
    AskGate,
    /// Another connection took over: yield if the company has another owner, else come back once.
    YieldOrRetryOnce,
    /// Leave the actor, so that everything is read again from the database.
    Reload,
}

impl Ending {
    /// WhatsApp removing a device so soon after linking is its judgement, not the owner's wish, in seconds.
    pub const SOON_AFTER_LINKING_SECONDS: i64 = 300;

    /// The policy. Credentials are wiped only where WhatsApp itself has declared them dead, never on anything transient.
    #[must_use]
    pub fn verdict(&self, linked_since: Option<Timestamp>, now: Timestamp) -> Verdict {
        match self {
            Self::Network | Self::ServerError | Self::ServerBusy | Self::QrExhausted => Verdict::Reconnect,
            Self::RestartRequired => Verdict::ReconnectNow,
            Self::LoggedOut => {
                // A time in the future, from before the clock was put back, is as far away as one in the past.
                let soon = |since: Timestamp| (now - since).num_seconds().abs() < Self::SOON_AFTER_LINKING_SECONDS;
                let code =
                    if linked_since.is_some_and(soon) { ErrorCode::RemovedAfterLink } else { ErrorCode::LoggedOut };
                Verdict::WipeAndPark(code)
            }
            Self::MultideviceMismatch => Verdict::WipeAndPark(ErrorCode::LoggedOut),
            Self::Banned => Verdict::WipeAndPark(ErrorCode::Banned),
            Self::TemporarilyBanned { until } => Verdict::Park(ErrorCode::TemporarilyBanned, *until),
            Self::Locked => Verdict::Park(ErrorCode::AccountLocked, None),
            Self::ClientOutdated => Verdict::AskGate,
            Self::Refused { .. } | Self::Untrusted => Verdict::Park(ErrorCode::Internal, None),
            Self::Replaced => Verdict::YieldOrRetryOnce,
            Self::PasskeyRequired => Verdict::Park(ErrorCode::PasskeyRequired, None),
            Self::WrongPhone => Verdict::WipeAndPark(ErrorCode::WrongPhoneLinked),
            Self::NotFinished => Verdict::WipeAndPark(ErrorCode::PairingNotFinished),
            Self::Store(failure) => failure.verdict(),
        }
    }

    /// What the person who is pairing is told when the connection ends before the phone was linked.
    #[must_use]
    pub fn pairing_error(&self) -> ErrorCode {
        match self {
            Self::Network | Self::ServerBusy | Self::ServerError | Self::RestartRequired => ErrorCode::NetworkError,
            Self::LoggedOut | Self::MultideviceMismatch | Self::Replaced => ErrorCode::PairingCodeFailed,
            Self::TemporarilyBanned { .. } => ErrorCode::TemporarilyBanned,
            Self::Locked => ErrorCode::AccountLocked,
            Self::ClientOutdated => ErrorCode::ClientOutdated,
            Self::Banned => ErrorCode::Banned,
            Self::Refused { .. } | Self::Untrusted => ErrorCode::Internal,
            Self::QrExhausted => ErrorCode::CodeExpired,
            Self::PasskeyRequired => ErrorCode::PasskeyRequired,
            Self::WrongPhone => ErrorCode::WrongPhoneLinked,
            Self::NotFinished => ErrorCode::PairingNotFinished,
            Self::Store(failure) => failure.error_code(),
        }
    }

    /// The name in the journal.
    #[must_use]
    pub const fn name(&self) -> &'static str {
        match self {
            Self::Network => "network",
            Self::ServerError => "server_error",
            Self::ServerBusy => "server_busy",
            Self::RestartRequired => "restart_required",
            Self::LoggedOut => "logged_out",
            Self::MultideviceMismatch => "multidevice_mismatch",
            Self::TemporarilyBanned { .. } => "temporarily_banned",
            Self::Locked => "locked",
            Self::ClientOutdated => "client_outdated",
            Self::Banned => "banned",
            Self::Refused { .. } => "refused",
            Self::Replaced => "replaced",
            Self::Untrusted => "untrusted",
            Self::QrExhausted => "qr_exhausted",
            Self::PasskeyRequired => "passkey_required",
            Self::WrongPhone => "wrong_phone",
            Self::NotFinished => "not_finished",
            Self::Store(_) => "store",
        }
    }

    /// Whether a pairing that lost its connection this way is worth another attempt within its budget.
    #[must_use]
    pub fn worth_a_retry(&self) -> bool {
        matches!(self, Self::Network | Self::ServerBusy | Self::ServerError | Self::RestartRequired)
    }
}

impl StoreFailure {
    /// Whether a pairing that met this must not wipe: nothing could be written, or what is stored is another's by now.
    #[must_use]
    pub const fn keeps_what_is_stored(self) -> bool {
        match self {
            Self::Unavailable | Self::UnknownOutcome | Self::Fenced => true,
            Self::PhoneInUse | Self::Corrupt => false,
        }
    }

    fn verdict(self) -> Verdict {
        match self {
            Self::Unavailable | Self::UnknownOutcome => Verdict::Reload,
            Self::Fenced => Verdict::Park(ErrorCode::Replaced, None),
            Self::PhoneInUse => Verdict::WipeAndPark(ErrorCode::PhoneInUse),
            Self::Corrupt => Verdict::Park(ErrorCode::CredentialsConflict, None),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(seconds: i64) -> Timestamp {
        Timestamp::from_timestamp(1_800_000_000 + seconds, 0).unwrap()
    }

    #[test]
    fn nothing_transient_wipes_credentials() {
        let transient = [
            Ending::Network,
            Ending::ServerError,
            Ending::ServerBusy,
            Ending::RestartRequired,
            Ending::ClientOutdated,
            Ending::Refused { status: 400 },
            Ending::Replaced,
            Ending::Locked,
            Ending::TemporarilyBanned { until: None },
            Ending::Untrusted,
            Ending::Store(StoreFailure::Unavailable),
            Ending::Store(StoreFailure::UnknownOutcome),
            Ending::Store(StoreFailure::Fenced),
            Ending::Store(StoreFailure::Corrupt),
        ];
        for ending in transient {
            assert!(!matches!(ending.verdict(None, at(0)), Verdict::WipeAndPark(_)), "{ending:?}");
        }
    }

    #[test]
    fn a_device_removed_minutes_after_linking_is_told_apart_from_a_later_log_out() {
        let linked = Some(at(0));
        assert_eq!(Ending::LoggedOut.verdict(linked, at(299)), Verdict::WipeAndPark(ErrorCode::RemovedAfterLink));
        assert_eq!(Ending::LoggedOut.verdict(linked, at(300)), Verdict::WipeAndPark(ErrorCode::LoggedOut));
        assert_eq!(Ending::LoggedOut.verdict(None, at(0)), Verdict::WipeAndPark(ErrorCode::LoggedOut));
    }
}
