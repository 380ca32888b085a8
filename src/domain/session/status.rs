//! The session as everybody sees it: pages, endpoints, metrics and tests read this one picture.

use std::time::Duration;

use serde::Serialize;

use crate::moment::later;
use crate::{CompanyId, CorrelationId, ErrorCode, PairingMethod, Text, Timestamp, UserAction};

use super::machine::Session;
use super::state::{State, StateName};

/// A session's status. Nothing in it is secret: numbers are masked, codes absent.
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Status {
    /// Whose session.
    pub company_id: CompanyId,
    /// The state.
    pub state: StateName,
    /// Why it is parked.
    pub code: Option<ErrorCode>,
    /// The code's sentence.
    pub message: Option<Text>,
    /// What a person can do.
    pub user_action: UserAction,
    /// In how many milliseconds trying again makes sense.
    pub retry_after_ms: Option<u64>,
    /// When the next attempt to connect is made.
    pub next_attempt_at: Option<Timestamp>,
    /// Since when it is in this state.
    pub since: Timestamp,
    /// For support.
    pub correlation_id: CorrelationId,
    /// The number that is linked, or being linked, masked.
    pub phone_number: Option<String>,
    /// Whether a phone is linked, connected or not.
    pub linked: bool,
    /// The pairing under way.
    pub pairing: Option<PairingStatus>,
}

/// A pairing's status.
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct PairingStatus {
    /// By code or QR.
    pub method: PairingMethod,
    /// Until when the code works.
    pub code_expires_at: Option<Timestamp>,
    /// Whether the phone has answered.
    pub phone_answered: bool,
    /// Which try this is.
    pub attempt: u32,
}

impl Status {
    /// How a session looks whose actor has died and is started again after `delay`: whatever it was doing is over.
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
            ..self.clone()
        }
    }
}

impl Status {
    /// How a session looks that has no actor any more and gets none by itself.
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
            ..self.clone()
        }
    }
}

impl Session {
    /// The picture at this moment.
    #[must_use]
    pub fn status(&self, now: Timestamp) -> Status {
        // The pause is over after its length, whatever became of the clock since it began.
        let until = |time: Timestamp| u64::try_from((time - now.max(self.since)).num_milliseconds()).unwrap_or(0);
        let code = self.reason();
        let retry_at = match &self.state {
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
        let pairing = self.state.pairing();
        let phone = pairing.map_or(self.stored.phone.as_ref(), |pairing| pairing.phone.as_ref());
        Status {
            company_id: self.company.clone(),
            state: self.state.name(),
            code,
            message: code.map(ErrorCode::text),
            user_action: code.map_or(UserAction::None, ErrorCode::user_action),
            retry_after_ms: retry_at.map(until),
            next_attempt_at: retry_at,
            since: self.since,
            correlation_id: self.correlation.clone(),
            phone_number: phone.map(crate::Phone::masked),
            linked: self.is_linked(),
            pairing: pairing.map(|pairing| PairingStatus {
                method: pairing.method,
                code_expires_at: pairing.code.as_ref().map(|code| code.expires_at),
                phone_answered: pairing.phone_answered,
                attempt: pairing.attempt,
            }),
        }
    }
}
