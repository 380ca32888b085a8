//! Endpoints about companies as people look for them, from the database: the list, the numbers of rows by what it is
//! filtered by, one company, its name, and what operators have noted of its trouble.

pub(crate) mod attention;
pub(crate) mod counts;
pub(crate) mod filter;
pub(crate) mod list;
pub(crate) mod notes;

use std::time::Duration;

use linekeeper_domain::session::{Help, LastFailure, StateName};
use linekeeper_domain::{CompanyId, CorrelationId, ErrorCode, Phone, Text, Timestamp, UserAction};
use linekeeper_ports::{Acknowledgement, ListedCompany};
use serde::Serialize;
use utoipa::ToSchema;

/// Time since which a line has to be down to need somebody.
pub(crate) fn unreachable_before(now: Timestamp) -> Timestamp {
    const AFTER: Duration = Help::UNREACHABLE_AFTER;
    now - AFTER
}

/// A company in a list, with its status as it was last recorded, seconds ago at most while the service runs.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Company {
    company_id: CompanyId,
    /// Name that people know it by; null if nobody gave one.
    #[schema(required)]
    name: Option<String>,
    /// State of the session.
    state: StateName,
    /// Code of the park; null if not parked.
    #[schema(required)]
    code: Option<ErrorCode>,
    /// Sentence for the code, or for that of the last failure.
    #[schema(required)]
    message: Option<Text>,
    /// Action for a person.
    user_action: UserAction,
    /// Time at which the session entered this state.
    since: Timestamp,
    /// Time at which the line stopped being connected; null if it is connected, or nothing was linked.
    #[schema(required)]
    down_since: Option<Timestamp>,
    /// Why the line's connection ended, or the last attempt at one failed.
    #[schema(required)]
    cause: Option<ErrorCode>,
    /// Failed attempts to connect since `downSince`.
    attempts: u32,
    /// Correlation id of the request that led to the state; null if nothing has happened yet.
    #[schema(required)]
    correlation_id: Option<CorrelationId>,
    /// The linked number, or the one being linked, masked.
    #[schema(required)]
    phone_number: Option<String>,
    /// Whether a phone is linked.
    linked: bool,
    /// How the last pairing ended, of a company without a line.
    #[schema(required)]
    last_failure: Option<LastFailure>,
    /// What would help, if the session needs a person.
    #[schema(required)]
    group: Option<Help>,
    /// Since when it needs one.
    #[schema(required)]
    group_since: Option<Timestamp>,
    /// What an operator has noted of it, while that counts.
    #[schema(required)]
    acknowledged: Option<Acknowledged>,
}

/// An operator's note that a company's trouble is known.
#[derive(Serialize, ToSchema)]
pub(crate) struct Acknowledged {
    /// Identity of the operator, as in the journal.
    by: String,
    /// Label of the API key that they are signed in with.
    #[schema(required)]
    label: Option<String>,
    /// Time of the note.
    at: Timestamp,
    /// The note.
    #[schema(required)]
    note: Option<String>,
    /// Time until which the company is left out of what needs attention; null for as long as the trouble lasts.
    #[schema(required)]
    until: Option<Timestamp>,
}

impl From<Acknowledgement> for Acknowledged {
    fn from(Acknowledgement { by, label, at, note, until }: Acknowledgement) -> Self {
        Self { by, label, at, note, until }
    }
}

impl Company {
    pub(crate) fn shown(listed: ListedCompany, now: Timestamp) -> Self {
        let ListedCompany { company, name, status, since, phone, acknowledgement } = listed;
        let code = status.as_ref().and_then(|status| status.any_code());
        let trouble = status.as_ref().and_then(|status| status.help_needed());
        let trouble = trouble.filter(|needed| needed.is_due(unreachable_before(now)));
        let counts = |note: &Acknowledgement| note.until.is_none_or(|until| until > now);
        let outage = status.as_ref().and_then(|status| status.outage);
        Self {
            company_id: company,
            name,
            state: status.as_ref().map_or(StateName::Idle, |status| status.state),
            code: status.as_ref().and_then(|status| status.code),
            message: code.map(ErrorCode::text),
            user_action: code.map_or(UserAction::None, ErrorCode::user_action),
            since,
            down_since: outage.map(|outage| outage.since),
            cause: outage.and_then(|outage| outage.cause),
            attempts: outage.map_or(0, |outage| outage.attempts),
            correlation_id: status.as_ref().map(|status| status.correlation_id.clone()),
            phone_number: phone.as_ref().map(Phone::masked),
            linked: status.as_ref().is_some_and(|status| status.linked),
            last_failure: status.and_then(|status| status.last_failure).map(|failure| *failure),
            group: trouble.map(|trouble| trouble.help),
            group_since: trouble.map(|trouble| trouble.since),
            acknowledged: acknowledgement.filter(counts).map(Acknowledged::from),
        }
    }
}
