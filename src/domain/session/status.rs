//! Public view of a session: pages, endpoints, metrics and tests read this one structure.

use std::time::Duration;

use serde::Serialize;

use crate::moment::later;
use crate::{CompanyId, CorrelationId, ErrorCode, PairingMethod, Text, Timestamp, UserAction};

use super::machine::Session;
use super::slots::ChangeStatus;
use super::state::{State, StateName};

/// Status of a session. It contains no secrets: numbers are masked, codes absent.
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Status {
    /// Company of the session.
    pub company_id: CompanyId,
    /// State of the session.
    pub state: StateName,
    /// Code of the park; null if not parked.
    pub code: Option<ErrorCode>,
    /// Sentence for the code.
    pub message: Option<Text>,
    /// Action for a person.
    pub user_action: UserAction,
    /// Milliseconds until a retry makes sense.
    pub retry_after_ms: Option<u64>,
    /// Time of the next attempt by the service.
    pub next_attempt_at: Option<Timestamp>,
    /// Time at which the session entered this state.
    pub since: Timestamp,
    /// Correlation id of the request that led to this state; people read it to support.
    pub correlation_id: CorrelationId,
    /// The linked number, or the one being linked, masked.
    pub phone_number: Option<String>,
    /// Whether a phone is linked, connected or not.
    pub linked: bool,
    /// The pairing under way, if there is one.
    pub pairing: Option<PairingStatus>,
    /// The change of the phone beside the line, if there is one.
    pub change: Option<Box<ChangeStatus>>,
}

/// Status of a pairing.
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct PairingStatus {
    /// Code or QR.
    pub method: PairingMethod,
    /// Expiry of the code.
    pub code_expires_at: Option<Timestamp>,
    /// Whether the phone has answered.
    pub phone_answered: bool,
    /// Number of the try, from 1.
    pub attempt: u32,
}

impl Status {
    /// Status of a session whose actor has died and is restarted after `delay`: whatever it was doing is over.
    #[must_use]
    pub fn until_restarted(&self, now: Timestamp, delay: Duration) -> Self {
        Self {
            state: StateName::Reconnecting,
            code: None,
            message: None,
            user_action: UserAction::None,
            retry_after_ms: u64::try_from(delay.as_millis()).ok(),
            next_attempt_at: Some(later(now, delay)),
            since: now,
            pairing: None,
            change: None,
            ..self.clone()
        }
    }
}

impl Status {
    /// Status of a session that has no actor any more and is not restarted by the service.
    #[must_use]
    pub fn parked_between_lives(&self, code: ErrorCode, now: Timestamp) -> Self {
        Self {
            state: StateName::Error,
            code: Some(code),
            message: Some(code.text()),
            user_action: code.user_action(),
            retry_after_ms: None,
            next_attempt_at: None,
            since: now,
            pairing: None,
            change: None,
            ..self.clone()
        }
    }
}

impl Session {
    /// The status at this time.
    #[must_use]
    pub fn status(&self, now: Timestamp) -> Status {
        // The pause ends after its own length, even if the clock was set since it began.
        let until = |time: Timestamp| u64::try_from((time - now.max(self.line.since)).num_milliseconds()).unwrap_or(0);
        let code = self.reason();
        let retry_at = match &self.line.state {
            State::Error(parked) => parked.until,
            State::Reconnecting { next_at } => Some(*next_at),
            State::PasskeyRequired
            | State::Idle
            | State::Creating(_)
            | State::WaitingForPairingCode(_)
            | State::PairingCodeSent(_)
            | State::Connecting
            | State::Connected => None,
        };
        let pairing = self.line.state.pairing();
        let phone = pairing.map_or(self.line.stored.phone.as_ref(), |pairing| pairing.phone.as_ref());
        Status {
            company_id: self.company.clone(),
            state: self.line.state.name(),
            code,
            message: code.map(ErrorCode::text),
            user_action: code.map_or(UserAction::None, ErrorCode::user_action),
            retry_after_ms: retry_at.map(until),
            next_attempt_at: retry_at,
            since: self.line.since,
            correlation_id: self.correlation.clone(),
            phone_number: phone.map(crate::Phone::masked),
            linked: self.is_linked(),
            pairing: pairing.map(|pairing| PairingStatus {
                method: pairing.method,
                code_expires_at: pairing.code.as_ref().map(|code| code.expires_at),
                phone_answered: pairing.phone_answered,
                attempt: pairing.attempt,
            }),
            change: None,
        }
    }
}
