//! Public view of the change of the phone, beside that of the line.

use serde::{Deserialize, Serialize};

use crate::session::pairing::PasskeyTurn;
use crate::session::state::State;
use crate::session::status::Status;
use crate::{CorrelationId, ErrorCode, PairingMethod, Phone, Text, Timestamp};

use super::CompanySession;
use super::change::{Change, Stage};
use super::old_devices::OldDevices;

/// State of a change of the phone.
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ChangeState {
    /// Credentials are being created and the connection is being opened.
    Creating,
    /// WhatsApp was asked for a code.
    WaitingForPairingCode,
    /// A code or a QR is on the screen.
    PairingCodeSent,
    /// WhatsApp demands an assertion of the new account's passkey; its challenge is on the screen.
    WaitingForPasskey,
    /// WhatsApp and the new phone have the assertion, or the confirmation of its code.
    CheckingPasskey,
    /// A code is on the screen and on the new phone, which a person compares.
    ConfirmingPasskey,
    /// The new phone is linked and logs in; the line is still the old one.
    Connecting,
    /// A device that is not wanted any more is being logged out, or will be tried again: the old one, whose place the new
    /// phone has taken, or the new one, whose change was ended. The line is the other.
    LoggingOut,
    /// The change has failed; the line is the old one.
    Failed,
}

impl ChangeState {
    /// All states, in the order of a change.
    pub const ALL: [Self; 9] = [
        Self::Creating,
        Self::WaitingForPairingCode,
        Self::PairingCodeSent,
        Self::WaitingForPasskey,
        Self::CheckingPasskey,
        Self::ConfirmingPasskey,
        Self::Connecting,
        Self::LoggingOut,
        Self::Failed,
    ];

    /// Name on the wire.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Creating => "creating",
            Self::WaitingForPairingCode => "waiting_for_pairing_code",
            Self::PairingCodeSent => "pairing_code_sent",
            Self::WaitingForPasskey => "waiting_for_passkey",
            Self::CheckingPasskey => "checking_passkey",
            Self::ConfirmingPasskey => "confirming_passkey",
            Self::Connecting => "connecting",
            Self::LoggingOut => "logging_out",
            Self::Failed => "failed",
        }
    }
}

/// Status of a change of the phone. It contains no secrets: numbers are masked, pairing codes absent.
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct ChangeStatus {
    /// State of the change.
    pub state: ChangeState,
    /// Code or QR; null once the new phone is linked.
    pub method: Option<PairingMethod>,
    /// The number that comes, masked; null for a QR that no phone has scanned. In `logging_out`, the number that goes.
    pub masked_phone: Option<String>,
    /// Error code of a change that has failed, or that waits for the database or WhatsApp.
    pub code: Option<ErrorCode>,
    /// Sentence for the code.
    pub message: Option<Text>,
    /// Expiry of the pairing code on the screen, or end of the time for a passkey's answer or comparison.
    pub expires_at: Option<Timestamp>,
    /// Whether the new phone has answered.
    pub phone_answered: bool,
    /// Time at which this state began.
    pub since: Timestamp,
    /// Correlation id of the request that began the change; null once it is done.
    pub correlation_id: Option<CorrelationId>,
    /// Device that is not wanted any more and not logged out yet.
    pub old_device: Option<OldDeviceStatus>,
}

/// Status of a device that is not logged out yet.
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct OldDeviceStatus {
    /// The number it is linked to, masked.
    pub masked_phone: Option<String>,
    /// Time at which another phone replaced it, or its change was ended.
    pub since: Timestamp,
    /// Time of the next try to log it out; null while one is under way.
    pub next_attempt_at: Option<Timestamp>,
}

impl CompanySession {
    /// The status at this time: the line as it is, and the change beside it.
    #[must_use]
    pub fn status(&self, now: Timestamp) -> Status {
        let line = self.history.complete(self.line.status(now));
        Status { change: self.change_status().map(Box::new), ..line }
    }

    /// State of the change of its phone, if there is one.
    #[must_use]
    pub fn change_state(&self) -> Option<ChangeState> {
        self.change_status().map(|status| status.state)
    }

    fn change_status(&self) -> Option<ChangeStatus> {
        let old_device = self.old.as_deref().and_then(old_device);
        match self.change.as_deref().and_then(under_way) {
            Some(status) => Some(ChangeStatus { old_device, ..status }),
            None => old_device.map(logging_out),
        }
    }
}

fn old_device(old: &OldDevices) -> Option<OldDeviceStatus> {
    let shown = old.shown()?;
    let masked_phone = shown.phone.as_ref().map(Phone::masked);
    Some(OldDeviceStatus { masked_phone, since: shown.replaced_at, next_attempt_at: old.next_at })
}

fn logging_out(old: OldDeviceStatus) -> ChangeStatus {
    ChangeStatus {
        state: ChangeState::LoggingOut,
        method: None,
        masked_phone: old.masked_phone.clone(),
        code: None,
        message: None,
        expires_at: None,
        phone_answered: false,
        since: old.since,
        correlation_id: None,
        old_device: Some(old),
    }
}

const fn of_passkey(turn: &PasskeyTurn) -> ChangeState {
    match turn {
        PasskeyTurn::Answer(_) => ChangeState::WaitingForPasskey,
        PasskeyTurn::Check { .. } => ChangeState::CheckingPasskey,
        PasskeyTurn::Compare(_) => ChangeState::ConfirmingPasskey,
    }
}

fn under_way(change: &Change) -> Option<ChangeStatus> {
    let session = &change.session;
    let pairing = session.state().pairing();
    let failed = match change.stage {
        Stage::Over(None) if !change.logs_out => return None,
        Stage::Over(code) => code,
        Stage::Linking | Stage::Promoting { .. } => None,
    };
    let state = match session.state() {
        _ if failed.is_some() => ChangeState::Failed,
        _ if change.is_over() => ChangeState::LoggingOut,
        State::Creating(_) => ChangeState::Creating,
        State::WaitingForPairingCode(_) => ChangeState::WaitingForPairingCode,
        State::PairingCodeSent(_) => ChangeState::PairingCodeSent,
        State::WithPasskey(_, exchange) => of_passkey(&exchange.turn),
        State::Idle
        | State::Connecting
        | State::Connected
        | State::Reconnecting { .. }
        | State::PasskeyRequired
        | State::Error(_) => ChangeState::Connecting,
    };
    let code = failed.or_else(|| session.reason());
    Some(ChangeStatus {
        state,
        method: pairing.map(|pairing| pairing.method),
        masked_phone: change.phone.as_ref().map(Phone::masked),
        code,
        message: code.map(ErrorCode::text),
        expires_at: match session.state().passkey() {
            Some(exchange) => Some(exchange.expires_at),
            None => pairing.and_then(|pairing| pairing.code.as_ref()).map(|code| code.expires_at),
        },
        phone_answered: pairing.is_some_and(|pairing| pairing.phone_answered),
        since: session.line.since,
        correlation_id: Some(change.correlation.clone()),
        old_device: None,
    })
}
