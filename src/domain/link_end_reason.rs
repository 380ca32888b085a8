//! Reasons for the end of a connection to WhatsApp, and the action that follows. One exhaustive match is the whole
//! policy.

use crate::{ErrorCode, Phone, Timestamp};

/// Reason for the end of a connection. Numbers are those of WhatsApp's `<failure reason>` and `<stream:error code>`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum LinkEndReason {
    /// The connection was lost: EOF, timeout, missing keep-alive, 428.
    Network,
    /// 500, also the default for unknown stream errors.
    ServerError,
    /// 503 or 429 on the stream: the server asks the client to back off.
    ServerBusy,
    /// The connection has to be re-established, which is no failure: WhatsApp asks for it (515, other than at the end
    /// of a pairing), or its remembered certificate is no longer in use.
    RestartRequired,
    /// 401, 516, `device_removed`: the phone removed this device or logged out.
    LoggedOut,
    /// 411: the device lists of the account and ours differ.
    MultideviceMismatch,
    /// 402: the account is banned for a time.
    TemporarilyBanned {
        /// End of the ban, if the server sent it.
        until: Option<Timestamp>,
    },
    /// 403: the account is locked.
    Locked,
    /// 405: our client version is refused, for every session.
    ClientOutdated,
    /// 406: the account is banned.
    Banned,
    /// 400, 409, 415, 418, 501 on connecting: our protocol or configuration is wrong.
    Refused {
        /// WhatsApp's status number.
        status: u16,
    },
    /// 440, `conflict replaced`: another connection uses these credentials.
    Replaced,
    /// The certificate chain or the handshake did not verify as WhatsApp's.
    Untrusted,
    /// The QR codes ran out and no code was live.
    QrExhausted,
    /// The account is connected to Meta's cloud; it was not linked.
    AccountNotSupported,
    /// Another phone than the requested one answered; it was not linked.
    WrongPhone {
        /// Number of the phone that answered.
        answered: Phone,
    },
    /// The pairing broke off after the device was stored: WhatsApp does not know the device.
    NotFinished,
    /// The credential store failed during the connection.
    Store(StoreFailure),
}

/// Failure of a call to the credential store, in the detail a session needs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum StoreFailure {
    /// PostgreSQL cannot be reached, did not answer in time, or has rolled back: nothing was written and nothing will
    /// be, so the call may be retried.
    #[error("the credential store is unavailable")]
    Unavailable,
    /// The answer to a commit was lost: it may be applied already, or later. Exit and reload: only a higher fencing
    /// token keeps it out.
    #[error("the outcome of a write to the credential store is unknown")]
    UnknownOutcome,
    /// The company's credentials were wiped or taken by another owner since this connection began (fence mismatch).
    #[error("the credentials have been wiped or taken by another owner")]
    Fenced,
    /// Another company has linked this phone.
    #[error("the phone is linked by another company")]
    PhoneInUse,
    /// A stored row cannot be decoded.
    #[error("stored credentials cannot be read")]
    Corrupt,
}

impl StoreFailure {
    /// The code shown to people and programs.
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

/// Action for a linked session whose connection ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DisconnectAction {
    /// Reconnect with backoff. Credentials stay.
    Reconnect,
    /// Reconnect as soon as the gate admits it, ahead of sessions connected less recently. It is no failure.
    ReconnectNow,
    /// The credentials are useless: wipe them and park until a person pairs again.
    WipeAndPark(ErrorCode),
    /// Keep the credentials and park until a person acts or, if a time is given, until then.
    Park(ErrorCode, Option<Timestamp>),
    /// Our client version is refused: log in again when the gate admits it.
    AskGate,
    /// Another connection took over: yield if the company has another owner, else reconnect once.
    YieldOrRetryOnce,
    /// Exit the actor, so that everything is read again from the database.
    Reload,
}

impl LinkEndReason {
    /// Seconds after pairing within which a removal counts as WhatsApp's decision, not the owner's.
    pub const SOON_AFTER_LINKING_SECONDS: i64 = 300;

    /// Action for this end reason. Credentials are wiped only where they are useless for good (WhatsApp has declared
    /// them dead, or the pairing cannot be completed), never on anything transient.
    #[must_use]
    pub fn action(&self, linked_since: Option<Timestamp>, now: Timestamp) -> DisconnectAction {
        match self {
            Self::Network | Self::ServerError | Self::ServerBusy | Self::QrExhausted => DisconnectAction::Reconnect,
            Self::RestartRequired => DisconnectAction::ReconnectNow,
            Self::LoggedOut => {
                // A time in the future, written before the clock was set back, counts like one as far in the past.
                let soon = |since: Timestamp| (now - since).num_seconds().abs() < Self::SOON_AFTER_LINKING_SECONDS;
                let code =
                    if linked_since.is_some_and(soon) { ErrorCode::RemovedAfterLink } else { ErrorCode::LoggedOut };
                DisconnectAction::WipeAndPark(code)
            }
            Self::MultideviceMismatch => DisconnectAction::WipeAndPark(ErrorCode::LoggedOut),
            Self::Banned => DisconnectAction::WipeAndPark(ErrorCode::Banned),
            Self::TemporarilyBanned { until } => DisconnectAction::Park(ErrorCode::TemporarilyBanned, *until),
            Self::Locked => DisconnectAction::Park(ErrorCode::AccountLocked, None),
            Self::ClientOutdated => DisconnectAction::AskGate,
            Self::Refused { .. } | Self::Untrusted => DisconnectAction::Park(ErrorCode::Internal, None),
            Self::Replaced => DisconnectAction::YieldOrRetryOnce,
            Self::AccountNotSupported => DisconnectAction::WipeAndPark(ErrorCode::AccountNotSupported),
            Self::WrongPhone { .. } => DisconnectAction::WipeAndPark(ErrorCode::WrongPhoneLinked),
            Self::NotFinished => DisconnectAction::WipeAndPark(ErrorCode::PairingNotFinished),
            Self::Store(failure) => failure.action(),
        }
    }

    /// Why a line is down, as its status says; `None` where WhatsApp asked for a new connection.
    #[must_use]
    pub fn cause(&self) -> Option<ErrorCode> {
        // Neither time matters to the code: a device that was removed soon after its linking is a park of its own.
        match self.action(None, Timestamp::UNIX_EPOCH) {
            DisconnectAction::Reconnect => Some(ErrorCode::NetworkError),
            DisconnectAction::ReconnectNow => None,
            DisconnectAction::WipeAndPark(code) | DisconnectAction::Park(code, _) => Some(code),
            DisconnectAction::AskGate => Some(ErrorCode::ClientOutdated),
            DisconnectAction::YieldOrRetryOnce => Some(ErrorCode::Replaced),
            DisconnectAction::Reload => Some(ErrorCode::StoreUnavailable),
        }
    }

    /// Code for the person who is pairing when the connection ends before the phone was linked.
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
            Self::AccountNotSupported => ErrorCode::AccountNotSupported,
            Self::WrongPhone { .. } => ErrorCode::WrongPhoneLinked,
            Self::NotFinished => ErrorCode::PairingNotFinished,
            Self::Store(failure) => failure.error_code(),
        }
    }

    /// Name in the journal.
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
            Self::AccountNotSupported => "account_not_supported",
            Self::WrongPhone { .. } => "wrong_phone",
            Self::NotFinished => "not_finished",
            Self::Store(_) => "store",
        }
    }

    /// Whether a pairing that lost its connection this way is retried within its timeout.
    #[must_use]
    pub fn worth_a_retry(&self) -> bool {
        matches!(self, Self::Network | Self::ServerBusy | Self::ServerError | Self::RestartRequired)
    }
}

impl StoreFailure {
    /// Whether a pairing that met this must not wipe: nothing could be written, or the stored data is another owner's
    /// by now.
    #[must_use]
    pub const fn keeps_what_is_stored(self) -> bool {
        match self {
            Self::Unavailable | Self::UnknownOutcome | Self::Fenced => true,
            Self::PhoneInUse | Self::Corrupt => false,
        }
    }

    fn action(self) -> DisconnectAction {
        match self {
            Self::Unavailable | Self::UnknownOutcome => DisconnectAction::Reload,
            Self::Fenced => DisconnectAction::Park(ErrorCode::Replaced, None),
            Self::PhoneInUse => DisconnectAction::WipeAndPark(ErrorCode::PhoneInUse),
            Self::Corrupt => DisconnectAction::Park(ErrorCode::CredentialsConflict, None),
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
            LinkEndReason::Network,
            LinkEndReason::ServerError,
            LinkEndReason::ServerBusy,
            LinkEndReason::RestartRequired,
            LinkEndReason::ClientOutdated,
            LinkEndReason::Refused { status: 400 },
            LinkEndReason::Replaced,
            LinkEndReason::Locked,
            LinkEndReason::TemporarilyBanned { until: None },
            LinkEndReason::Untrusted,
            LinkEndReason::Store(StoreFailure::Unavailable),
            LinkEndReason::Store(StoreFailure::UnknownOutcome),
            LinkEndReason::Store(StoreFailure::Fenced),
            LinkEndReason::Store(StoreFailure::Corrupt),
        ];
        for end_reason in transient {
            assert!(!matches!(end_reason.action(None, at(0)), DisconnectAction::WipeAndPark(_)), "{end_reason:?}");
        }
    }

    #[test]
    fn removal_soon_after_linking_differs_from_a_later_log_out() {
        let linked = Some(at(0));
        assert_eq!(
            LinkEndReason::LoggedOut.action(linked, at(299)),
            DisconnectAction::WipeAndPark(ErrorCode::RemovedAfterLink)
        );
        assert_eq!(
            LinkEndReason::LoggedOut.action(linked, at(300)),
            DisconnectAction::WipeAndPark(ErrorCode::LoggedOut)
        );
        assert_eq!(LinkEndReason::LoggedOut.action(None, at(0)), DisconnectAction::WipeAndPark(ErrorCode::LoggedOut));
    }
}
