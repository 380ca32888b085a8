//! Events of the session itself: what receivers are told of it, and when.
//!
//! The log remembers what it last said of a session. Each write compares that with the session as it is, and appends
//! the difference ([`difference`]) in the same transaction. So a crash or an outage of the database delays an event and
//! never loses the last one: a short state in between may be left out, and nothing is said twice.

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::EventType;
use crate::session::{ChangeState, StateName, Status};
use crate::{ErrorCode, Phone, Timestamp, UserAction};

/// What an event says of the session. Numbers are masked, as in the status.
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct SessionFacts {
    /// Null: the event belongs to no chat. `chatSeq` counts the events of the session.
    #[cfg_attr(feature = "schema", schema(schema_with = null))]
    pub chat: NoChat,
    /// The linked number, masked; null for `session.logged_out`, and where it is not known.
    #[cfg_attr(feature = "schema", schema(required))]
    pub phone_number: Option<String>,
    /// Why, if that is known; null for `session.linked`, `session.connected`, and a log-out that a person has ordered.
    #[cfg_attr(feature = "schema", schema(required))]
    pub code: Option<ErrorCode>,
    /// Action for a person; `none` while the service goes on by itself.
    pub user_action: UserAction,
    /// Time since which it is so.
    pub since: Timestamp,
    /// Time until which the passkey can be answered; null for other events, and where nobody here can answer it.
    #[cfg_attr(feature = "schema", schema(required))]
    pub expires_at: Option<Timestamp>,
}

/// The chat of an event that belongs to none: null.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct NoChat;

impl Serialize for NoChat {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_none()
    }
}

impl<'de> Deserialize<'de> for NoChat {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        <()>::deserialize(deserializer).map(|()| Self)
    }
}

/// Schema of null, by which a program tells the events of the session from those of messages.
#[cfg(feature = "schema")]
fn null() -> utoipa::openapi::RefOr<utoipa::openapi::schema::Schema> {
    use utoipa::openapi::schema::{ObjectBuilder, Type};
    let description = "Null: the event belongs to no chat. `chatSeq` counts the events of the session.";
    ObjectBuilder::new().schema_type(Type::Null).description(Some(description)).into()
}

/// A session, as far as its events tell of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SessionNow {
    /// Whether a phone is linked.
    linked: bool,
    /// The number of the line or of its pairing, masked.
    phone: Option<String>,
    line: LineNow,
    /// Code of the park, or of how the last pairing ended.
    code: Option<ErrorCode>,
    /// Action that the status names.
    user_action: UserAction,
    /// Time since which the line is connected or down, or the session is in its state.
    since: Timestamp,
    passkey: Option<PasskeyDemand>,
    /// State of the change of the phone beside the line.
    change: Option<ChangeState>,
}

/// Connection of a linked phone.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum LineNow {
    Connected,
    /// It is not connected, and that is no passing state.
    Down {
        /// Code of the park; `None` while the service tries to connect.
        parked: Option<ErrorCode>,
        /// Why the connection ended, or the last attempt at one failed.
        cause: Option<ErrorCode>,
    },
    /// Nothing is linked, or the line logs in after its linking or a start of the service.
    Unsettled,
}

/// A passkey that WhatsApp demands.
#[derive(Debug, Clone, PartialEq, Eq)]
struct PasskeyDemand {
    /// Number of the account, masked.
    phone: Option<String>,
    expires_at: Option<Timestamp>,
}

impl SessionNow {
    /// What this status says.
    #[must_use]
    pub fn of(status: &Status) -> Self {
        let down = status.linked && (status.code.is_some() || status.down_since.is_some());
        let line = match status.state {
            StateName::Connected => LineNow::Connected,
            _ if down => LineNow::Down { parked: status.code, cause: status.cause },
            _ => LineNow::Unsettled,
        };
        let failed = status.last_failure.as_ref().map(|failure| failure.code);
        Self {
            linked: status.linked,
            phone: status.phone_number.clone(),
            line,
            code: status.code.or(failed),
            user_action: status.user_action,
            since: status.down_since.filter(|_| down).unwrap_or(status.since),
            passkey: PasskeyDemand::of(status),
            change: status.change.as_ref().map(|change| change.state),
        }
    }

    /// Whether the log may have to say something that it had not to say of the other.
    #[must_use]
    pub fn differs_from(&self, other: &Self) -> bool {
        let key = |now: &Self| {
            let (is_down, parked) = match now.line {
                LineNow::Connected => (Some(false), None),
                LineNow::Down { parked, .. } => (Some(true), parked),
                LineNow::Unsettled => (None, None),
            };
            (now.linked, is_down, parked, now.passkey.is_some(), now.change)
        };
        key(self) != key(other) || (self.linked && self.phone != other.phone)
    }

    /// Why nothing is linked any more, if WhatsApp or a rule of ours ended the linking.
    fn why_logged_out(&self) -> Option<ErrorCode> {
        self.code.filter(|code| {
            matches!(
                code,
                ErrorCode::LoggedOut
                    | ErrorCode::RemovedAfterLink
                    | ErrorCode::Banned
                    | ErrorCode::AccountNotSupported
                    | ErrorCode::WrongPhoneLinked
                    | ErrorCode::PairingNotFinished
                    | ErrorCode::PhoneInUse
            )
        })
    }
}

impl PasskeyDemand {
    fn of(status: &Status) -> Option<Self> {
        let pairing = status.pairing.as_ref();
        match (status.state, &status.change) {
            (StateName::WaitingForPasskey | StateName::CheckingPasskey | StateName::ConfirmingPasskey, _) => {
                let expires_at = pairing.and_then(|pairing| pairing.passkey_expires_at);
                Some(Self { phone: status.phone_number.clone(), expires_at })
            }
            (StateName::PasskeyRequired, _) => Some(Self { phone: status.phone_number.clone(), expires_at: None }),
            (_, Some(change)) => match change.state {
                ChangeState::WaitingForPasskey | ChangeState::CheckingPasskey | ChangeState::ConfirmingPasskey => {
                    Some(Self { phone: change.masked_phone.clone(), expires_at: change.expires_at })
                }
                ChangeState::Creating
                | ChangeState::WaitingForPairingCode
                | ChangeState::PairingCodeSent
                | ChangeState::Connecting
                | ChangeState::LoggingOut
                | ChangeState::Failed => None,
            },
            (_, None) => None,
        }
    }
}

/// The linked phone, as the database has it: it is the judge of what is linked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LinkedPhone {
    /// Time of the linking, by the database's clock; another linking has another.
    pub paired_at: Timestamp,
    /// Its number.
    pub phone: Option<Phone>,
}

/// What a log has last said of its session.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct SessionSaid {
    /// Time of the linking that it has told; `None` if nothing is linked as far as it has told.
    pub paired_at: Option<Timestamp>,
    /// What it has told of the connection of that phone; `None` if nothing yet.
    pub line: Option<LineSaid>,
    /// Whether a passkey is demanded as far as it has told.
    pub passkey: bool,
}

/// What a log has last said of a line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LineSaid {
    /// It is connected.
    Connected,
    /// It is not, and parked with this code; `None` while the service tries to connect.
    Disconnected(Option<ErrorCode>),
}

/// What a log has to say.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Difference {
    /// Events, in their order.
    pub events: Vec<(EventType, SessionFacts)>,
    /// What it has said with them.
    pub said: SessionSaid,
}

/// What a log that has said this has to say of a session that is like that. `None` while the session and the database
/// disagree whether a phone is linked: one of them is about to follow the other.
#[must_use]
pub fn difference(said: SessionSaid, now: &SessionNow, linked: Option<&LinkedPhone>) -> Option<Difference> {
    if now.linked != linked.is_some() {
        return None;
    }
    let mut difference = Difference { events: Vec::new(), said };
    match linked {
        Some(linked) => difference.tell_of_line(now, linked),
        None => difference.tell_of_log_out(now),
    }
    difference.tell_of_passkey(now);
    Some(difference)
}

impl Difference {
    fn tell_of_line(&mut self, now: &SessionNow, linked: &LinkedPhone) {
        let facts = SessionFacts {
            chat: NoChat,
            phone_number: linked.phone.as_ref().map(Phone::masked),
            code: None,
            user_action: UserAction::None,
            since: now.since,
            expires_at: None,
        };
        if self.said.paired_at != Some(linked.paired_at) {
            self.said = SessionSaid { paired_at: Some(linked.paired_at), line: None, ..self.said };
            self.add(EventType::SessionLinked, SessionFacts { since: linked.paired_at, ..facts.clone() });
        }
        match (now.line, self.said.line) {
            (LineNow::Unsettled, _) | (LineNow::Connected, Some(LineSaid::Connected)) => {}
            (LineNow::Connected, None | Some(LineSaid::Disconnected(_))) => {
                self.said.line = Some(LineSaid::Connected);
                self.add(EventType::SessionConnected, facts);
            }
            (LineNow::Down { parked, cause }, before) => {
                // Told again where the service stops trying, or stops for another reason: somebody has to act.
                let is_news = match before {
                    Some(LineSaid::Disconnected(told)) => parked.is_some() && parked != told,
                    Some(LineSaid::Connected) | None => true,
                };
                self.said.line = Some(LineSaid::Disconnected(parked));
                if is_news {
                    let user_action = parked.map_or(UserAction::None, ErrorCode::user_action);
                    let facts = SessionFacts { code: parked.or(cause), user_action, ..facts };
                    self.add(EventType::SessionDisconnected, facts);
                }
            }
        }
    }

    fn tell_of_log_out(&mut self, now: &SessionNow) {
        if self.said.paired_at.is_none() {
            return;
        }
        (self.said.paired_at, self.said.line) = (None, None);
        let code = now.why_logged_out();
        let facts = SessionFacts {
            chat: NoChat,
            phone_number: None,
            code,
            user_action: code.map_or(UserAction::None, ErrorCode::user_action),
            since: now.since,
            expires_at: None,
        };
        self.add(EventType::SessionLoggedOut, facts);
    }

    fn tell_of_passkey(&mut self, now: &SessionNow) {
        let was_told = std::mem::replace(&mut self.said.passkey, now.passkey.is_some());
        if let (Some(demand), false) = (&now.passkey, was_told) {
            let facts = SessionFacts {
                chat: NoChat,
                phone_number: demand.phone.clone(),
                code: now.code.filter(|code| *code == ErrorCode::PasskeyRequired),
                user_action: now.user_action,
                since: now.since,
                expires_at: demand.expires_at,
            };
            self.add(EventType::SessionPasskeyRequired, facts);
        }
    }

    fn add(&mut self, kind: EventType, facts: SessionFacts) {
        self.events.push((kind, facts));
    }
}

#[cfg(test)]
mod tests;
