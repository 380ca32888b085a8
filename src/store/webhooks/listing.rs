//! Deliveries of an endpoint, by state.

use linekeeper_domain::Timestamp;
use linekeeper_domain::messages::EventType;
use linekeeper_domain::webhooks::OutcomeKind;
use linekeeper_ports::{DeliveryQuery, DeliveryState, ListedDelivery};
use tokio_postgres::Row;
use tokio_postgres::types::Type;

use super::rows::company_of;
use crate::call::Call;
use crate::failure::QueryError;
use crate::statements::Listed;

/// Columns of a delivery, and the join of its event.
macro_rules! page_of {
    ($inner:expr, $order:expr) => {
        concat!(
            "SELECT e.id, e.type, d.company_id, d.seq, d.chat, e.at, d.state, d.attempts, d.outcome, d.status, d.tried_at,
        d.not_before
    FROM (SELECT company_id, seq, chat, state, attempts, outcome, status, tried_at, not_before FROM webhook_deliveries
        WHERE endpoint_id = $1 AND ",
            $inner,
            " ORDER BY ",
            $order,
            " LIMIT (SELECT $5)) d
    CROSS JOIN LATERAL (SELECT id, type, at FROM message_events WHERE company_id = d.company_id AND seq = d.seq OFFSET 0) e
    WHERE EXISTS (SELECT FROM webhook_endpoints w WHERE w.id = $1 AND w.disabled IS DISTINCT FROM 'deleted')"
        )
    };
}

/// What waits, by company, chat and place in the log. An absent `$2` means the first page.
const WAITING: &str = page_of!(
    "state = 'waiting' AND (company_id, chat, seq) > (coalesce($2, ''), coalesce($3, 0)::integer, coalesce($4, 0))",
    "company_id, chat, seq"
);

/// What was delivered, or given up (`$6`), the latest attempt first. An absent `$3` means the first page.
const SETTLED: &str = page_of!(
    "state = $6 AND state <> 'waiting'
          AND (tried_at, company_id, seq) < (coalesce($3, 'infinity'), coalesce($2, ''), coalesce($4, 0))",
    "tried_at DESC, company_id DESC, seq DESC"
);

/// SQL statements of this module, collected in `statements`.
pub(crate) const STATEMENTS: &[Listed] =
    &[Listed::by_index("waiting_deliveries", WAITING), Listed::by_index("settled_deliveries", SETTLED)];

pub(super) async fn list(call: &Call, query: &DeliveryQuery) -> Result<Vec<ListedDelivery>, QueryError> {
    let after = query.after.as_ref();
    let company = after.map(|last| last.company.as_str());
    let seq = after.map(|last| last.seq);
    let limit = i64::from(query.limit);
    let endpoint = (&query.endpoint.as_str() as _, Type::TEXT);
    let company = (&company as _, Type::TEXT);
    let (seq, limit) = ((&seq as _, Type::INT8), (&limit as _, Type::INT8));
    let rows = match query.state {
        DeliveryState::Waiting => {
            let chat = after.map(|last| last.by);
            call.query(WAITING, &[endpoint, company, (&chat, Type::INT8), seq, limit]).await?
        }
        DeliveryState::Delivered | DeliveryState::Dead => {
            let tried = after.and_then(|last| Timestamp::from_timestamp_micros(last.by));
            let state = query.state.as_str();
            let params = [endpoint, company, (&tried as _, Type::TIMESTAMPTZ), seq, limit, (&state as _, Type::TEXT)];
            call.query(SETTLED, &params).await?
        }
    };
    rows.iter().map(listed).collect()
}

fn listed(row: &Row) -> Result<ListedDelivery, QueryError> {
    let status: Option<i16> = row.try_get(9)?;
    let attempts: i32 = row.try_get(7)?;
    Ok(ListedDelivery {
        event: row.try_get::<_, &str>(0)?.parse().map_err(|_| QueryError::corrupt("the id of an event"))?,
        kind: EventType::named(row.try_get(1)?).ok_or_else(|| QueryError::corrupt("the type of an event"))?,
        company: company_of(row, 2)?,
        seq: row.try_get(3)?,
        chat: row.try_get(4)?,
        at: row.try_get(5)?,
        state: DeliveryState::named(row.try_get(6)?).ok_or_else(|| QueryError::corrupt("the state of a delivery"))?,
        attempts: attempts.unsigned_abs(),
        outcome: row.try_get::<_, Option<&str>>(8)?.and_then(OutcomeKind::named),
        status: status.map(i16::unsigned_abs),
        tried_at: row.try_get(10)?,
        not_before: row.try_get(11)?,
    })
}
