//! Events that are sent once more. What is selected waits again, with a new schedule; what waits already stays as it is.

use linekeeper_domain::Timestamp;
use linekeeper_domain::access::AccessId;
use linekeeper_domain::messages::EventId;
use linekeeper_ports::{DeliveryPlace, REPLAYED_AT_ONCE, ReplayOrder, ReplaySelection, Replayed};
use tokio_postgres::Row;
use tokio_postgres::types::{ToSql, Type};

use super::endpoints::names;
use super::rows::company_of;
use crate::call::{Call, OpenTransaction, count_in};
use crate::failure::QueryError;
use crate::statements::Listed;

/// Holds an endpoint against its removal and changes of its companies.
const HOLD: &str =
    "SELECT id FROM webhook_endpoints WHERE id = $1 AND disabled IS DISTINCT FROM 'deleted' FOR KEY SHARE";

/// Events by id, of the endpoint's companies.
const BY_ID: &str = "SELECT e.company_id, e.seq, e.chat, 0::bigint
    FROM unnest($2::text[]) AS q (id)
    CROSS JOIN LATERAL (SELECT company_id, seq, chat FROM message_events WHERE id = q.id OFFSET 0) e
    WHERE EXISTS (SELECT FROM webhook_endpoints w
        WHERE w.id = $1 AND (w.companies IS NULL OR e.company_id = ANY (w.companies)))";

/// What was delivered or given up (`$2`), by the time of the last attempt.
const SETTLED: &str =
    "SELECT company_id, seq, chat, (extract(epoch FROM tried_at) * 1000000)::bigint FROM webhook_deliveries
    WHERE endpoint_id = $1 AND state = $2 AND state <> 'waiting' AND tried_at >= $3 AND tried_at < $4
      AND (tried_at, company_id, seq) > (coalesce($5, '-infinity'), coalesce($6, ''), coalesce($7, 0))
    ORDER BY tried_at, company_id, seq LIMIT (SELECT $8)";

/// Events that were never owed, by the time at which they were written.
const MISSED: &str = "SELECT e.company_id, e.seq, e.chat, (extract(epoch FROM e.at) * 1000000)::bigint
    FROM (SELECT companies, events FROM webhook_endpoints WHERE id = $1) w
    CROSS JOIN LATERAL (SELECT company_id, seq, chat, at FROM message_events
        WHERE at >= $2 AND at < $3 AND (at, company_id, seq) > (coalesce($4, '-infinity'), coalesce($5, ''), coalesce($6, 0))
          AND (w.companies IS NULL OR company_id = ANY (w.companies)) AND (w.events IS NULL OR type = ANY (w.events))
        ORDER BY at, company_id, seq) e
    WHERE NOT EXISTS (SELECT FROM webhook_deliveries d
        WHERE d.endpoint_id = $1 AND d.company_id = e.company_id AND d.seq = e.seq)
    ORDER BY e.at, e.company_id, e.seq LIMIT (SELECT $7)";

/// Locks the lanes of the selected events before their deliveries, in the order of their keys; makes those that are missing.
const HOLD_LANES: &str = "INSERT INTO webhook_lanes AS l (endpoint_id, company_id, chat, waiting)
    SELECT DISTINCT $1, q.company_id, q.chat, 0 FROM unnest($2::text[], $3::integer[]) AS q (company_id, chat)
    ORDER BY 1, 2, 3
    ON CONFLICT (endpoint_id, company_id, chat) DO UPDATE SET moved_at = l.moved_at";

/// Lets the selected events wait, and raises the counters of their lanes. Lanes that a worker has stay with it.
const AGAIN: &str = "WITH owed AS (
        INSERT INTO webhook_deliveries AS d (endpoint_id, company_id, seq, chat)
        SELECT $1, q.company_id, q.seq, q.chat
        FROM unnest($2::text[], $3::integer[], $4::bigint[]) AS q (company_id, chat, seq)
        ON CONFLICT (endpoint_id, company_id, seq) DO UPDATE SET state = 'waiting', attempts = 0, not_before = NULL
            WHERE d.state <> 'waiting'
        RETURNING company_id, chat
    ), counted AS MATERIALIZED (
        SELECT company_id, chat, count(*)::integer AS owed FROM owed GROUP BY company_id, chat
    ), raised AS (
        UPDATE webhook_lanes l SET waiting = l.waiting + c.owed,
            next_at = CASE WHEN l.claimed_until > now() THEN coalesce(l.next_at, l.claimed_until) ELSE now() END
        FROM counted c WHERE l.endpoint_id = $1 AND l.company_id = c.company_id AND l.chat = c.chat
        RETURNING c.owed
    )
    SELECT coalesce(sum(owed), 0)::bigint FROM raised";

const IN_RANGE: &str = "goes through the events of a time range, a thousand at a time, when a person asks for it";

/// SQL statements of this module, collected in `statements`.
pub(crate) const STATEMENTS: &[Listed] = &[
    Listed::by_index("hold_webhook_to_replay", HOLD),
    Listed::by_index("events_to_replay", BY_ID),
    Listed::by_index("settled_to_replay", SETTLED),
    Listed::more("missed_to_replay", MISSED, IN_RANGE),
    Listed::by_index("hold_lanes_to_replay", HOLD_LANES),
    Listed::by_index("replay_deliveries", AGAIN),
];

pub(super) async fn replay(call: &mut Call, order: &ReplayOrder) -> Result<Option<Replayed>, QueryError> {
    let ReplayOrder { endpoint, selection } = order;
    let (transaction, [held]) = call.begin([(HOLD, &[(&endpoint.as_str(), Type::TEXT)])]).await?;
    if names(&held)?.is_none() {
        return Ok(None);
    }
    let selected = select(&transaction, endpoint, selection).await?;
    if selected.is_empty() {
        transaction.commit([]).await?;
        return Ok(Some(Replayed { count: 0, next: None }));
    }
    let next = next_of(&selected, selection)?;
    let columns = Columns::of(&selected)?;
    let endpoint = (&endpoint.as_str() as &(dyn ToSql + Sync), Type::TEXT);
    let lanes =
        [endpoint.clone(), (&columns.companies as _, Type::TEXT_ARRAY), (&columns.chats as _, Type::INT4_ARRAY)];
    transaction.query([(HOLD_LANES, &lanes)]).await?;
    let [companies, chats] = [lanes[1].clone(), lanes[2].clone()];
    let events = [endpoint, companies, chats, (&columns.seqs as _, Type::INT8_ARRAY)];
    let [rows] = transaction.commit([(AGAIN, &events)]).await?;
    Ok(Some(Replayed { count: u32::try_from(count_in(&rows)?).unwrap_or(u32::MAX), next }))
}

/// Reads company, place, chat and the number of the order of what is selected.
async fn select(
    transaction: &OpenTransaction<'_>,
    endpoint: &AccessId,
    selection: &ReplaySelection,
) -> Result<Vec<Row>, QueryError> {
    let endpoint = (&endpoint.as_str() as &(dyn ToSql + Sync), Type::TEXT);
    let limit = (&i64::from(REPLAYED_AT_ONCE) as &(dyn ToSql + Sync), Type::INT8);
    let [rows] = match selection {
        ReplaySelection::Events(ids) => {
            let ids: Vec<&str> = ids.iter().map(EventId::as_str).collect();
            transaction.query([(BY_ID, &[endpoint, (&ids, Type::TEXT_ARRAY)])]).await?
        }
        ReplaySelection::Settled { state, from, until, after } => {
            let state = (&state.as_str() as &(dyn ToSql + Sync), Type::TEXT);
            let [from, until] = [from, until].map(|time| (time as &(dyn ToSql + Sync), Type::TIMESTAMPTZ));
            let after = After::of(after.as_ref());
            let [at, company, seq] = after.params();
            transaction.query([(SETTLED, &[endpoint, state, from, until, at, company, seq, limit])]).await?
        }
        ReplaySelection::Missed { from, until, after } => {
            let [from, until] = [from, until].map(|time| (time as &(dyn ToSql + Sync), Type::TIMESTAMPTZ));
            let after = After::of(after.as_ref());
            let [at, company, seq] = after.params();
            transaction.query([(MISSED, &[endpoint, from, until, at, company, seq, limit])]).await?
        }
    };
    Ok(rows)
}

/// Place after which a selection goes on, as parameters.
struct After<'a> {
    at: Option<Timestamp>,
    company: Option<&'a str>,
    seq: Option<i64>,
}

impl<'a> After<'a> {
    fn of(place: Option<&'a DeliveryPlace>) -> Self {
        Self {
            at: place.and_then(|place| Timestamp::from_timestamp_micros(place.by)),
            company: place.map(|place| place.company.as_str()),
            seq: place.map(|place| place.seq),
        }
    }

    fn params(&self) -> [(&(dyn ToSql + Sync), Type); 3] {
        [(&self.at, Type::TIMESTAMPTZ), (&self.company, Type::TEXT), (&self.seq, Type::INT8)]
    }
}

/// Place after the last one, if there may be more.
fn next_of(selected: &[Row], selection: &ReplaySelection) -> Result<Option<DeliveryPlace>, QueryError> {
    let is_range = match selection {
        ReplaySelection::Events(_) => false,
        ReplaySelection::Settled { .. } | ReplaySelection::Missed { .. } => true,
    };
    if !is_range || selected.len() < REPLAYED_AT_ONCE as usize {
        return Ok(None);
    }
    let place = |row: &Row| -> Result<_, QueryError> {
        Ok(DeliveryPlace { by: row.try_get(3)?, company: company_of(row, 0)?, seq: row.try_get(1)? })
    };
    selected.last().map(place).transpose()
}

/// What is selected, as parameters.
struct Columns<'a> {
    companies: Vec<&'a str>,
    chats: Vec<i32>,
    seqs: Vec<i64>,
}

impl<'a> Columns<'a> {
    fn of(selected: &'a [Row]) -> Result<Self, QueryError> {
        let mut columns = Self { companies: Vec::new(), chats: Vec::new(), seqs: Vec::new() };
        for row in selected {
            columns.companies.push(row.try_get(0)?);
            columns.seqs.push(row.try_get(1)?);
            columns.chats.push(row.try_get(2)?);
        }
        Ok(columns)
    }
}
