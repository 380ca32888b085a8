//! Errors: of the start ([`SimulatorError`]), and of requests to a phone or the control API ([`Refusal`]).

use std::net::SocketAddr;
use std::path::PathBuf;

/// Error that prevents a simulator from starting.
#[derive(Debug, thiserror::Error)]
pub enum SimulatorError {
    /// The address can be reached from other machines; a simulator has no authentication.
    #[error("{0} is not a loopback address: the simulator listens on loopback only")]
    NotLoopback(SocketAddr),
    /// The address could not be bound.
    #[error("cannot listen on {address}")]
    Listen {
        /// Requested address.
        address: SocketAddr,
        /// Error of the operating system.
        #[source]
        source: std::io::Error,
    },
    /// The state file exists and cannot be used.
    #[error("the state file {path} cannot be used: {why}")]
    State {
        /// Path of the file.
        path: PathBuf,
        /// Reason: an I/O or format error.
        why: String,
    },
    /// The server's keys could not be generated.
    #[error("cannot make the server's keys: {0}")]
    Keys(String),
}

/// Refusal by a phone or the control API. Each has a stable code and an HTTP status.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// The number is not 7 to 15 digits.
    #[error("a phone number is 7 to 15 digits without any other sign")]
    BadNumber,
    /// The request is invalid, for example a text that is empty or too long.
    #[error("{0}")]
    BadRequest(String),
    /// No connection shows a code for this number.
    #[error("no device waits for a code of this number")]
    NoPairing,
    /// The code differs from the one the companion shows.
    #[error("the code is wrong; {left} tries are left")]
    WrongCode {
        /// Remaining tries at this code.
        left: u32,
    },
    /// The code has expired.
    #[error("the code has expired")]
    Expired,
    /// Too many wrong codes were entered (three by default).
    #[error("too many wrong codes were entered")]
    TooManyTries,
    /// The phone has the maximum number of linked devices.
    #[error("the phone already has {0} linked devices")]
    TooManyDevices(usize),
    /// The companion's connection is closed, or it did not answer.
    #[error("the companion is gone: {0}")]
    CompanionGone(&'static str),
    /// The companion's answer does not verify.
    #[error("the companion's answer does not verify: {0}")]
    CompanionRefused(String),
    /// A fault makes the service require the account's passkey, and nothing else happens.
    #[error("the service asks for the account's passkey")]
    PasskeyRequired,
    /// The companion did not finish what follows the demand for the passkey in time, or nobody confirmed the code.
    #[error("the linking with the passkey was not finished in time")]
    PasskeyExpired,
    /// The person at the phone refused the companion's code.
    #[error("the person at the phone refused to link the companion")]
    PasskeyRefused,
    /// No linking of this phone waits for that.
    #[error("no linking of this phone waits for that")]
    NoPasskeyLinking,
    /// The QR text is malformed, or its ref is not live.
    #[error("the qr code cannot be used: {0}")]
    BadQr(&'static str),
    /// No open connection is meant.
    #[error("no open connection fits")]
    NoConnection,
    /// The phone has no such device.
    #[error("the phone has no such linked device")]
    NoDevice,
    /// Another linking of this phone is under way.
    #[error("the phone is busy with another linking")]
    Busy,
    /// A limit of the simulator is reached.
    #[error("the simulator holds as many {0} as it may")]
    Full(&'static str),
    /// Internal failure.
    #[error("internal failure: {0}")]
    Internal(String),
}

impl Refusal {
    /// Stable code, the control API's field `error`.
    pub fn code(&self) -> &'static str {
        match self {
            Self::BadNumber => "bad_number",
            Self::BadRequest(_) => "bad_request",
            Self::NoPairing => "no_pairing",
            Self::WrongCode { .. } => "wrong_code",
            Self::Expired => "expired",
            Self::TooManyTries => "too_many_tries",
            Self::TooManyDevices(_) => "too_many_devices",
            Self::CompanionGone(_) => "companion_gone",
            Self::CompanionRefused(_) => "companion_refused",
            Self::PasskeyRequired => "passkey_required",
            Self::PasskeyExpired => "passkey_expired",
            Self::PasskeyRefused => "passkey_refused",
            Self::NoPasskeyLinking => "no_passkey_linking",
            Self::BadQr(_) => "bad_qr",
            Self::NoConnection => "no_connection",
            Self::NoDevice => "no_device",
            Self::Busy => "busy",
            Self::Full(_) => "full",
            Self::Internal(_) => "internal",
        }
    }

    /// HTTP status in the control API: 400 for a request that can never succeed, 409 for one that the phone refuses
    /// now.
    pub fn status(&self) -> u16 {
        match self {
            Self::BadNumber | Self::BadRequest(_) => 400,
            Self::Full(_) => 503,
            Self::Internal(_) => 500,
            Self::NoPairing
            | Self::WrongCode { .. }
            | Self::Expired
            | Self::TooManyTries
            | Self::TooManyDevices(_)
            | Self::CompanionGone(_)
            | Self::CompanionRefused(_)
            | Self::PasskeyRequired
            | Self::PasskeyExpired
            | Self::PasskeyRefused
            | Self::NoPasskeyLinking
            | Self::BadQr(_)
            | Self::NoConnection
            | Self::NoDevice
            | Self::Busy => 409,
        }
    }
}
