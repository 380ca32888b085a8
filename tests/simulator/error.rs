//! What can go wrong: at start ([`SimulatorError`]) and when a phone or the control API is asked for something ([`Refusal`]).

use std::net::SocketAddr;
use std::path::PathBuf;

/// Why a simulator could not start.
#[derive(Debug, thiserror::Error)]
pub enum SimulatorError {
    /// The address can be reached from other machines; a simulator knows no authentication.
    #[error("{0} is not a loopback address: the simulator listens on loopback only")]
    NotLoopback(SocketAddr),
    /// The address could not be bound.
    #[error("cannot listen on {address}")]
    Listen {
        /// What was asked for.
        address: SocketAddr,
        /// The system's answer.
        #[source]
        source: std::io::Error,
    },
    /// The state file exists and cannot be used.
    #[error("the state file {path} cannot be used: {why}")]
    State {
        /// The file.
        path: PathBuf,
        /// What is wrong with it.
        why: String,
    },
    /// Keys could not be made.
    #[error("cannot make the server's keys: {0}")]
    Keys(String),
}

/// Why a phone, or the control API, refused something. Each has a stable code and an HTTP status.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// The number is not 7 to 15 digits.
    #[error("a phone number is 7 to 15 digits without any other sign")]
    BadNumber,
    /// The text is empty or too long.
    #[error("{0}")]
    BadRequest(String),
    /// Nobody asks for a code for this number.
    #[error("no device waits for a code of this number")]
    NoPairing,
    /// The code is not the one the companion shows.
    #[error("the code is wrong; {left} tries are left")]
    WrongCode {
        /// Tries left at this code.
        left: u32,
    },
    /// The code's time is over.
    #[error("the code has expired")]
    Expired,
    /// Three wrong codes were entered.
    #[error("too many wrong codes were entered")]
    TooManyTries,
    /// The phone has as many linked devices as it may have.
    #[error("the phone already has {0} linked devices")]
    TooManyDevices(usize),
    /// The companion's connection is closed, or it never answered.
    #[error("the companion is gone: {0}")]
    CompanionGone(&'static str),
    /// The companion answered with something that does not verify.
    #[error("the companion's answer does not verify: {0}")]
    CompanionRefused(String),
    /// The service wants the account's passkey, which the companion cannot have.
    #[error("the service asks for the account's passkey")]
    PasskeyRequired,
    /// The QR text cannot be read, or its ref is not live.
    #[error("the qr code cannot be used: {0}")]
    BadQr(&'static str),
    /// The phone has no such device.
    #[error("the phone has no such linked device")]
    NoDevice,
    /// Another linking of this phone is under way.
    #[error("the phone is busy with another linking")]
    Busy,
    /// A bound of the simulator is reached.
    #[error("the simulator holds as many {0} as it may")]
    Full(&'static str),
    /// Something inside failed.
    #[error("internal failure: {0}")]
    Internal(String),
}

impl Refusal {
    /// The stable code of the control API's `error` field.
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
            Self::BadQr(_) => "bad_qr",
            Self::NoDevice => "no_device",
            Self::Busy => "busy",
            Self::Full(_) => "full",
            Self::Internal(_) => "internal",
        }
    }

    /// The HTTP status of the control API: 400 for what can never work, 409 for what the phone refuses now.
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
            | Self::BadQr(_)
            | Self::NoDevice
            | Self::Busy => 409,
        }
    }
}
