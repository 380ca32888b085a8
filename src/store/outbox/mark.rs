//! Marks of messages that are about to be written, under the fence of the line. Those of many lines share a statement.

use std::collections::HashMap;
use std::sync::Arc;

use linekeeper_domain::CompanyId;
use linekeeper_ports::{Fence, Marked};
use tokio_postgres::Row;
use tokio_postgres::types::Type;

use crate::batching::{Batched, Batcher};
use crate::call::{Call, Params, Work};
use crate::failure::QueryError;
use crate::sealing::Sealing;
use crate::statements::Listed;
use crate::store::Store;

/// SQL of a mark; `$lock` is empty (wait for locked rows) or ` SKIP LOCKED`.
///
/// The company's row is held so that the line gets no other owner meanwhile, and then the log, as for each change of the outbox. A
/// message whose row has changed by then is looked at again, by its status; it is marked only as the first one of its chat.
/// Returns the companies that are held, each with the attempts of its message, or null if that was not marked.
macro_rules! mark {
    ($lock:literal) => {
        concat!(
            "WITH held AS MATERIALIZED (
        SELECT q.company_id, q.seq
        FROM (SELECT * FROM unnest($1::text[], $2::bigint[], $3::bigint[]) LIMIT cardinality($1))
            AS q (company_id, fence, seq)
        CROSS JOIN LATERAL (
            SELECT a.fence FROM whatsapp_auth a WHERE a.company_id = q.company_id FOR SHARE OF a",
            $lock,
            ") a
        CROSS JOIN LATERAL (
            SELECT l.company_id FROM message_logs l WHERE l.company_id = q.company_id AND a.fence = q.fence
            FOR NO KEY UPDATE OF l",
            $lock,
            ") l
    ), marked AS (
        UPDATE outgoing_messages m SET status = 'sending', sending_at = now(), attempts = m.attempts + 1,
            changed_at = CASE WHEN m.status = 'sending' THEN m.changed_at ELSE now() END
        FROM held
        WHERE m.company_id = held.company_id AND m.seq = held.seq AND m.status IN ('queued', 'sending')
          AND m.expires_at > now()
          AND EXISTS (SELECT FROM outgoing_lanes n
            WHERE n.company_id = m.company_id AND n.chat = m.chat AND n.head = m.seq OFFSET 0)
        RETURNING m.company_id, m.attempts
    )
    SELECT held.company_id, marked.attempts FROM held LEFT JOIN marked ON marked.company_id = held.company_id"
        )
    };
}

const MARK: &str = mark!("");
const MARK_FREE: &str = mark!(" SKIP LOCKED");

pub(crate) const STATEMENTS: &[Listed] =
    &[Listed::by_index("mark_sending", MARK), Listed::by_index("mark_sending_free", MARK_FREE)];

/// Mark of a message.
pub(crate) struct Mark {
    pub(super) company: CompanyId,
    pub(super) fence: Fence,
    pub(super) seq: i64,
}

impl Batched for Mark {
    const NAME: &'static str = "mark_sending";
    type Answer = Marked;

    fn company(&self) -> &CompanyId {
        &self.company
    }

    fn batcher(store: &Store) -> &Batcher<Self> {
        &store.batchers().marks
    }

    fn alone(self, call: &mut Call, _sealing: Arc<Sealing>) -> Work<'_, Self::Answer> {
        Box::pin(async move {
            let all = [self];
            let marks = Marks::of(&all);
            let rows = call.write(MARK, &marks.params()).await?;
            // There is a log where there is a message.
            rows.first().map(marked).transpose()?.map(|(_, marked)| marked).ok_or_else(QueryError::fenced)
        })
    }

    fn together(all: Arc<Vec<Self>>, call: &mut Call, _sealing: Arc<Sealing>) -> Work<'_, Vec<Option<Self::Answer>>> {
        Box::pin(async move {
            let marks = Marks::of(&all);
            let rows = call.write_in_time((MARK_FREE, &marks.params())).await?;
            let marked: HashMap<String, Marked> = rows.iter().map(marked).collect::<Result<_, _>>()?;
            Ok(all.iter().map(|one| marked.get(one.company.as_str()).copied()).collect())
        })
    }
}

fn marked(row: &Row) -> Result<(String, Marked), QueryError> {
    let attempts: Option<i32> = row.try_get(1)?;
    let write = |attempts| Marked::Write { attempts: u32::try_from(attempts).unwrap_or_default() };
    Ok((row.try_get(0)?, attempts.map_or(Marked::Not, write)))
}

/// Marks as the arrays of one statement.
struct Marks<'a> {
    companies: Vec<&'a str>,
    fences: Vec<i64>,
    seqs: Vec<i64>,
}

impl<'a> Marks<'a> {
    fn of(all: &'a [Mark]) -> Self {
        Self {
            companies: all.iter().map(|one| one.company.as_str()).collect(),
            fences: all.iter().map(|one| one.fence.0).collect(),
            seqs: all.iter().map(|one| one.seq).collect(),
        }
    }

    fn params(&self) -> Box<Params<'_>> {
        let Self { companies, fences, seqs } = self;
        Box::new([(companies, Type::TEXT_ARRAY), (fences, Type::INT8_ARRAY), (seqs, Type::INT8_ARRAY)])
    }
}
