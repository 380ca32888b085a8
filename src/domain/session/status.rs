//! Public view of a session: pages, endpoints, metrics and tests read this one structure.

use std::time::Duration;

use serde::Serialize;

use crate::moment::later;
use crate::{CompanyId, CorrelationId, ErrorCode, PairingMethod, Text, Timestamp, UserAction};

use super::history::LastFailure;
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
    /// Time at which the line stopped being connected, whatever was tried since; null if it is connected, or nothing
    /// was linked.
    pub down_since: Option<Timestamp>,
    /// Why the line's connection ended, or the last attempt at one failed; null if it did not, or WhatsApp asked for a
    /// new connection.
    pub cause: Option<ErrorCode>,
    /// Failed attempts to connect since `downSince`.
    pub attempts: u32,
    /// How the last pairing ended, of a company without a line; null if none failed since a person ended one, or the
    /// failure is in `code`.
    pub last_failure: Option<Box<LastFailure>>,
    /// Time at which the account's own phone was last seen in use, to the hour; null if nothing is linked, or nothing is
    /// known. WhatsApp unlinks the devices of a phone that is not used for 14 days.
    pub phone_seen_at: Option<Timestamp>,
    /// Number of the phone that answered in place of the requested one, masked; null unless `code` is
    /// `WRONG_PHONE_LINKED`, and after a restart of the service.
    pub linked_phone: Option<String>,
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
    /// End of the time for the passkey's answer or the comparison of its code; null where no passkey is demanded.
    pub passkey_expires_at: Option<Timestamp>,
    /// Whether the phone has answered.
    pub phone_answered: bool,
    /// Number of the try, from 1.
    pub attempt: u32,
}

impl Status {
    /// Whether both say the same, but for `retry_after_ms`, which shrinks by itself.
    #[must_use]
    pub fn looks_like(&self, other: &Self) -> bool {
        // Every field by name, so that a new one is not forgotten. Compared without a copy: each event compares twice.
        let Self {
            company_id,
            state,
            code,
            message,
            user_action,
            retry_after_ms: _,
            next_attempt_at,
            since,
            correlation_id,
            phone_number,
            linked,
            down_since,
            cause,
            attempts,
            last_failure,
            phone_seen_at,
            linked_phone,
            pairing,
            change,
        } = self;
        let what = (*state, *code, *user_action, *linked, *since, *next_attempt_at);
        what == (other.state, other.code, other.user_action, other.linked, other.since, other.next_attempt_at)
            && (*down_since, *cause, *attempts) == (other.down_since, other.cause, other.attempts)
            && *last_failure == other.last_failure
            && (*phone_seen_at, linked_phone) == (other.phone_seen_at, &other.linked_phone)
            && (company_id, message, correlation_id) == (&other.company_id, &other.message, &other.correlation_id)
            && (phone_number, pairing, change) == (&other.phone_number, &other.pairing, &other.change)
    }

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
            down_since: self.down_since.or_else(|| self.linked.then_some(now)),
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
            down_since: self.down_since.or_else(|| self.linked.then_some(now)),
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
            | State::WithPasskey(..)
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
            down_since: None,
            cause: None,
            attempts: 0,
            last_failure: None,
            phone_seen_at: None,
            linked_phone: self.wrong_phone().map(crate::Phone::masked),
            pairing: pairing.map(|pairing| PairingStatus {
                method: pairing.method,
                code_expires_at: pairing.code.as_ref().map(|code| code.expires_at),
                passkey_expires_at: self.line.state.passkey().map(|exchange| exchange.expires_at),
                phone_answered: pairing.phone_answered,
                attempt: pairing.attempt,
            }),
            change: None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn statuses_look_alike_whose_wait_differs_only() {
        let now = Timestamp::from_timestamp(1_800_000_000, 0).unwrap();
        let (company, correlation): (CompanyId, CorrelationId) = ("997441".parse().unwrap(), "a".parse().unwrap());
        let policy = super::super::SessionPolicy::default();
        let one = Session::new(company, policy, correlation, now).0.status(now);
        assert!(one.looks_like(&Status { retry_after_ms: Some(7), ..one.clone() }));
        let pairing = PairingStatus {
            method: PairingMethod::Code,
            code_expires_at: None,
            passkey_expires_at: None,
            phone_answered: false,
            attempt: 1,
        };
        let change = ChangeStatus {
            state: super::super::ChangeState::LoggingOut,
            method: None,
            masked_phone: None,
            code: None,
            message: None,
            expires_at: None,
            phone_answered: false,
            since: now,
            correlation_id: None,
            old_device: None,
        };
        let failure = LastFailure { code: ErrorCode::CodeExpired, at: now, correlation_id: "b".parse().unwrap() };
        let others = [
            Status { company_id: "1".parse().unwrap(), ..one.clone() },
            Status { state: StateName::Connected, ..one.clone() },
            Status { code: Some(ErrorCode::RateLimited), ..one.clone() },
            Status { message: Some(ErrorCode::RateLimited.text()), ..one.clone() },
            Status { user_action: ErrorCode::LoggedOut.user_action(), ..one.clone() },
            Status { next_attempt_at: Some(now), ..one.clone() },
            Status { since: later(now, Duration::from_secs(1)), ..one.clone() },
            Status { correlation_id: "b".parse().unwrap(), ..one.clone() },
            Status { phone_number: Some("7900•••••63".to_owned()), ..one.clone() },
            Status { linked: true, ..one.clone() },
            Status { down_since: Some(now), ..one.clone() },
            Status { cause: Some(ErrorCode::NetworkError), ..one.clone() },
            Status { attempts: 1, ..one.clone() },
            Status { last_failure: Some(Box::new(failure)), ..one.clone() },
            Status { phone_seen_at: Some(now), ..one.clone() },
            Status { linked_phone: Some("7916•••••48".to_owned()), ..one.clone() },
            Status { pairing: Some(pairing), ..one.clone() },
            Status { change: Some(Box::new(change)), ..one.clone() },
        ];
        for other in others {
            assert!(!one.looks_like(&other), "{other:?}");
        }
    }
}
