//! Rows of `outgoing_messages`.

use linekeeper_domain::messages::{MessageId, SendFailure, SendOrder, SendProgress, SendStatus};
use linekeeper_domain::{CompanyId, StoreFailure};
use linekeeper_ports::{Outgoing, StoreError, UnreadableOrder};
use linekeeper_secrets::{DataKey, Place};
use tokio_postgres::Row;

use crate::failure::QueryError;

/// Columns of a message that [`read`] reads, of the table or subquery `m`.
macro_rules! columns {
    () => {
        "m.id, m.whatsapp_id, m.seq, m.content, m.status, m.reason, m.error, m.queued_at, m.sending_at, m.changed_at,
        m.sent_at, m.delivered_at, m.read_at, m.played_at, m.expires_at, m.attempts"
    };
}
pub(super) use columns;

/// Columns of the log's key, of the table or subquery `g`: null if its tag is the given parameter.
macro_rules! key_columns {
    ($tag:literal) => {
        concat!("CASE WHEN substr(g.data_key, 2, 8) = ", $tag, " THEN NULL ELSE g.data_key END, g.master_key_id")
    };
}
pub(super) use key_columns;

/// What waits to be sent, or was about to be written and not answered.
macro_rules! waits {
    () => {
        "status IN ('queued', 'sending')"
    };
}
pub(super) use waits;

/// Seals an order.
///
/// # Errors
/// Corrupt, if it is too long, which no order that was checked is.
pub(super) fn seal(
    key: &DataKey,
    (company, id): (&CompanyId, &MessageId),
    order: &SendOrder,
) -> Result<Vec<u8>, QueryError> {
    let plain = serde_json::to_vec(order).map_err(|_| QueryError::corrupt("the order"))?;
    let place = Place::Outgoing { company, message: id.as_str() };
    key.seal(&place, &plain).map_err(|error| StoreError::new(StoreFailure::Corrupt, error.to_string()).into())
}

fn open(key: &DataKey, (company, id): (&CompanyId, &MessageId), content: &[u8]) -> Result<SendOrder, UnreadableOrder> {
    let unreadable = |why: String| UnreadableOrder { id: id.clone(), why };
    let place = Place::Outgoing { company, message: id.as_str() };
    let plain = key.open(&place, content).map_err(|why| unreadable(why.to_string()))?;
    // The words of serde may quote what people wrote: only the kind of the error is told.
    serde_json::from_slice(&plain).map_err(|error| unreadable(format!("{:?} error", error.classify())))
}

/// Reads a message from the given column on.
///
/// # Errors
/// Corrupt, if a column is none of ours. An order that cannot be read is not an error of the row.
pub(super) fn read((row, column): (&Row, usize), company: &CompanyId, key: &DataKey) -> Result<Outgoing, QueryError> {
    let corrupt = || QueryError::corrupt("a message of the outbox");
    let id: MessageId = row.try_get::<_, &str>(column)?.parse().map_err(|_| corrupt())?;
    let status = SendStatus::named(row.try_get(column + 4)?).ok_or_else(corrupt)?;
    let reason: Option<&str> = row.try_get(column + 5)?;
    let error: Option<i32> = row.try_get(column + 6)?;
    let attempts: i32 = row.try_get(column + 15)?;
    Ok(Outgoing {
        order: open(key, (company, &id), row.try_get(column + 3)?),
        id,
        whatsapp_id: row.try_get::<_, &str>(column + 1)?.parse().map_err(|_| corrupt())?,
        seq: row.try_get(column + 2)?,
        progress: SendProgress {
            status,
            // A reason of a newer version is told as one that has no name here.
            reason: reason.map(|name| SendFailure::named(name).unwrap_or(SendFailure::Refused)),
            error: error.and_then(|error| u16::try_from(error).ok()),
        },
        queued_at: row.try_get(column + 7)?,
        sending_at: row.try_get(column + 8)?,
        changed_at: row.try_get(column + 9)?,
        sent_at: row.try_get(column + 10)?,
        delivered_at: row.try_get(column + 11)?,
        read_at: row.try_get(column + 12)?,
        played_at: row.try_get(column + 13)?,
        expires_at: row.try_get(column + 14)?,
        attempts: u32::try_from(attempts).unwrap_or_default(),
    })
}
