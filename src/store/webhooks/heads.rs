//! Heads of lanes: the first delivery that waits, read, opened and signed.

use linekeeper_domain::Timestamp;
use linekeeper_ports::{ClaimedDelivery, Delivery, LaneClaim};
use tokio_postgres::Row;

use super::rows::signer;
use crate::failure::QueryError;
use crate::messages::payload::{self, EventRow};
use crate::sealing::Sealing;

/// Columns of a head: its event, the log key, the endpoint's key, URL and secrets, and the time.
macro_rules! head_columns {
    () => {
        "ev.id, ev.type, ev.at, ev.seq, ev.chat_seq, ev.payload, log.data_key, log.master_key_id, \
        ep.data_key, ep.master_key_id, ep.url, ep.secret, ep.old_secret, now()"
    };
}
pub(super) use head_columns;

/// Joins of these columns to a lane `q` and its head `d`. Subqueries of their own, so that the planner reads no more than
/// the rows they name.
macro_rules! head_joins {
    () => {
        "LEFT JOIN LATERAL (SELECT id, type, at, seq, chat_seq, payload FROM message_events
            WHERE company_id = q.company_id AND seq = d.seq OFFSET 0) ev ON true
        LEFT JOIN LATERAL (SELECT data_key, master_key_id FROM message_logs
            WHERE company_id = q.company_id OFFSET 0) log ON true
        LEFT JOIN LATERAL (SELECT data_key, master_key_id, url, secret,
                CASE WHEN old_secret_until > now() THEN old_secret END AS old_secret FROM webhook_endpoints
            WHERE id = q.endpoint_id OFFSET 0) ep ON true"
    };
}
pub(super) use head_joins;

/// Opens and signs a head, whose columns begin at the given one. The time of the attempt is the database's.
///
/// # Errors
/// Corrupt, if the event or the endpoint is damaged; unavailable, if a master key is missing here.
pub(super) fn signed(
    sealing: &Sealing,
    claim: LaneClaim,
    (row, first): (&Row, usize),
) -> Result<ClaimedDelivery, QueryError> {
    let event = EventRow::read(row, first)?;
    let log_key = sealing.unwrap(&claim.company, row.try_get(first + 6)?, row.try_get(first + 7)?)?;
    let document = payload::open(&log_key, &claim.company, &event)?;
    let body = serde_json::to_vec(&document).map_err(|_| QueryError::corrupt("the event"))?;
    let (url, secrets) = signer(sealing, &claim.endpoint, (row, first + 8))?;
    let id = event.id.parse().map_err(|_| QueryError::corrupt("the id of an event"))?;
    let at: Timestamp = row.try_get(first + 13)?;
    let headers = secrets.sign(&id, at, &body);
    let delivery = Delivery { url, headers, body: body.into() };
    Ok(ClaimedDelivery { seq: event.seq, claim, delivery })
}
