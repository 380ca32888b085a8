//! Recorded statuses as the arrays of one INSERT, and as the one column in which other statements read them.

use linekeeper_domain::session::{LastFailure, Outage, RecordedStatus, StateName};
use linekeeper_domain::{CompanyId, CorrelationId, ErrorCode, Timestamp};
use tokio_postgres::types::{ToSql, Type};

/// SQL of the recorded status of the row `c` of `companies`, as one array of texts; times in microseconds since 1970.
/// One column, because a statement that writes another table can return it by a subquery.
macro_rules! recorded_fields {
    () => {
        "ARRAY[c.state, c.code, (extract(epoch FROM c.since) * 1000000)::bigint::text, c.correlation_id, c.linked::text,
            (extract(epoch FROM c.down_since) * 1000000)::bigint::text, c.cause, c.attempts::text,
            c.failed_code, (extract(epoch FROM c.failed_at) * 1000000)::bigint::text, c.failed_correlation_id,
            (extract(epoch FROM c.phone_seen_at) * 1000000)::bigint::text]::text[]"
    };
}
pub(crate) use recorded_fields;

/// Reads what [`recorded_fields`] selects. A row that no status was recorded in yet, or one of a version that knows
/// other states, says nothing.
pub(crate) fn recorded_of(fields: Vec<Option<&str>>) -> Option<RecordedStatus> {
    let field = |index: usize| fields.get(index).copied().flatten();
    let time = |index: usize| field(index).and_then(|micros| Timestamp::from_timestamp_micros(micros.parse().ok()?));
    let code = |index: usize| field(index).and_then(ErrorCode::named);
    let correlation = |index: usize| field(index).and_then(|id| id.parse::<CorrelationId>().ok());
    let attempts = field(7).and_then(|attempts| attempts.parse().ok()).unwrap_or(0);
    let failure = || Some(LastFailure { code: code(8)?, at: time(9)?, correlation_id: correlation(10)? });
    Some(RecordedStatus {
        state: StateName::named(field(0)?)?,
        code: code(1),
        since: time(2)?,
        correlation_id: correlation(3)?,
        linked: field(4) == Some("true"),
        outage: time(5).map(|since| Outage { since, cause: code(6), attempts }),
        last_failure: failure().map(Box::new),
        phone_seen_at: time(11),
    })
}

/// Columns of a batch of statuses.
#[derive(Default)]
pub(super) struct RecordColumns<'a> {
    companies: Vec<&'a str>,
    states: Vec<&'static str>,
    codes: Vec<Option<&'static str>>,
    since: Vec<Timestamp>,
    correlations: Vec<&'a str>,
    linked: Vec<bool>,
    down_since: Vec<Option<Timestamp>>,
    causes: Vec<Option<&'static str>>,
    attempts: Vec<i32>,
    failed_codes: Vec<Option<&'static str>>,
    failed_at: Vec<Option<Timestamp>>,
    failed_correlations: Vec<Option<&'a str>>,
    phones_seen_at: Vec<Option<Timestamp>>,
    helps: Vec<Option<&'static str>>,
    help_since: Vec<Option<Timestamp>>,
}

impl<'a> RecordColumns<'a> {
    pub(super) fn of(statuses: &'a [(CompanyId, RecordedStatus)]) -> Self {
        let mut columns = Self::default();
        for (company, status) in statuses {
            let (outage, trouble) = (status.outage.as_ref(), status.help_needed());
            let failure = status.last_failure.as_ref();
            columns.companies.push(company.as_str());
            columns.states.push(status.state.as_str());
            columns.codes.push(status.code.map(ErrorCode::name));
            columns.since.push(status.since);
            columns.correlations.push(status.correlation_id.as_str());
            columns.linked.push(status.linked);
            columns.down_since.push(outage.map(|outage| outage.since));
            columns.causes.push(outage.and_then(|outage| outage.cause).map(ErrorCode::name));
            columns.attempts.push(outage.map_or(0, |outage| i32::try_from(outage.attempts).unwrap_or(i32::MAX)));
            columns.failed_codes.push(failure.map(|failure| failure.code.name()));
            columns.failed_at.push(failure.map(|failure| failure.at));
            columns.failed_correlations.push(failure.map(|failure| failure.correlation_id.as_str()));
            columns.phones_seen_at.push(status.phone_seen_at);
            columns.helps.push(trouble.map(|trouble| trouble.help.as_str()));
            columns.help_since.push(trouble.map(|trouble| trouble.since));
        }
        columns
    }

    /// Parameters of the statement, in the order of its arrays.
    pub(super) fn params(&self) -> [(&(dyn ToSql + Sync), Type); 15] {
        [
            (&self.companies, Type::TEXT_ARRAY),
            (&self.states, Type::TEXT_ARRAY),
            (&self.codes, Type::TEXT_ARRAY),
            (&self.since, Type::TIMESTAMPTZ_ARRAY),
            (&self.correlations, Type::TEXT_ARRAY),
            (&self.linked, Type::BOOL_ARRAY),
            (&self.down_since, Type::TIMESTAMPTZ_ARRAY),
            (&self.causes, Type::TEXT_ARRAY),
            (&self.attempts, Type::INT4_ARRAY),
            (&self.failed_codes, Type::TEXT_ARRAY),
            (&self.failed_at, Type::TIMESTAMPTZ_ARRAY),
            (&self.failed_correlations, Type::TEXT_ARRAY),
            (&self.helps, Type::TEXT_ARRAY),
            (&self.help_since, Type::TIMESTAMPTZ_ARRAY),
            (&self.phones_seen_at, Type::TIMESTAMPTZ_ARRAY),
        ]
    }
}
