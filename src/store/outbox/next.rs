//! What a line sends next: the first message that waits of each chat.

use linekeeper_domain::CompanyId;
use linekeeper_ports::{Fence, MOST_OUTGOING, NextOutgoing, NextSelect};
use tokio_postgres::types::Type;

use super::row::{self, columns, key_columns};
use crate::call::Call;
use crate::failure::QueryError;
use crate::messages::KnownKey;
use crate::statements::Listed;
use crate::store::Store;

/// Some chats of a kind, in the order in which their first messages were queued.
macro_rules! lanes {
    ($kind:literal) => {
        concat!(
            "(SELECT head, heard_at, is_reply FROM outgoing_lanes WHERE company_id = $1 AND ",
            $kind,
            " AND head <> ALL ($4) ORDER BY head LIMIT $5)"
        )
    };
}

/// One row at least if the fence is still the given one; without a message if none waits.
const NEXT: &str = concat!(
    "SELECT ",
    key_columns!("$3"),
    ", m.heard_at, ",
    columns!(),
    " FROM whatsapp_auth a
    LEFT JOIN LATERAL (SELECT * FROM message_logs WHERE company_id = $1 OFFSET 0) g ON true
    LEFT JOIN LATERAL (
        SELECT l.heard_at, l.is_reply, o.* FROM (",
    lanes!("is_reply"),
    " UNION ALL ",
    lanes!("NOT is_reply"),
    ") l
        CROSS JOIN LATERAL (
            SELECT * FROM outgoing_messages WHERE company_id = $1 AND seq = l.head OFFSET 0) o
    ) m ON true
    WHERE a.company_id = $1 AND a.fence = $2
    ORDER BY m.is_reply DESC, m.seq"
);

pub(crate) const STATEMENTS: &[Listed] = &[Listed::by_index("next_to_send", NEXT)];

pub(super) async fn next(
    call: &mut Call,
    store: &Store,
    (company, fence, select): (&CompanyId, Fence, &NextSelect),
) -> Result<Vec<NextOutgoing>, QueryError> {
    let known = KnownKey::of(store, company);
    let [id, tag] = known.params();
    let limit = i64::from(select.limit.min(MOST_OUTGOING));
    let params =
        [id, (&fence.0 as _, Type::INT8), tag, (&select.under_way as _, Type::INT8_ARRAY), (&limit as _, Type::INT8)];
    let rows = call.query(NEXT, &params).await?;
    let first = rows.first().ok_or_else(QueryError::fenced)?;
    if first.try_get::<_, Option<&str>>(3)?.is_none() {
        return Ok(Vec::new());
    }
    // There is a log where there is a message.
    let key = known.checked(Some(first))?.ok_or_else(QueryError::fenced)?;
    let read = |row| Ok(NextOutgoing { message: row::read((row, 3), company, &key)?, heard_at: row.try_get(2)? });
    rows.iter().map(read).collect()
}
