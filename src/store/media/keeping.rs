//! Begins, keeps and gives up files.

use linekeeper_domain::CompanyId;
use linekeeper_ports::{FileFacts, KeptFile, NewFile, ObjectName};
use tokio_postgres::types::Type;

use super::facts;
use crate::call::Call;
use crate::failure::QueryError;
use crate::statements::Listed;
use crate::store::Store;

const BEGIN: &str = "INSERT INTO media_files (object, company_id, id, seq, bytes, until, expires_at)
    SELECT $2, l.company_id, $3, e.seq, $5, $6, now() + make_interval(secs => $7)
    FROM (SELECT company_id FROM message_logs WHERE company_id = $1 OFFSET 0) l
    LEFT JOIN LATERAL (
        SELECT seq FROM message_events WHERE id = $4 AND company_id = $1 OFFSET 0) e ON true
    WHERE $4 IS NULL OR e.seq IS NOT NULL
    RETURNING 1";

/// Holds the log against deletions until the file is kept. One that was under way is over then, and what it has deleted is seen
/// by the statement after this.
const HOLD: &str = "SELECT FROM message_logs WHERE company_id = $1 FOR SHARE";

const KEEP: &str = "UPDATE media_files f
    SET state = 'kept', facts = $3, bytes = $4, expires_at = LEAST(now() + make_interval(days => $5), f.until)
    FROM message_logs l
    WHERE f.object = $2 AND f.company_id = $1 AND f.state = 'writing' AND l.company_id = $1
      AND substr(l.data_key, 2, 8) = $6
      AND (f.seq IS NULL
        OR EXISTS (SELECT FROM message_events e WHERE e.company_id = $1 AND e.seq = f.seq))
      AND NOT EXISTS (
        SELECT FROM media_files o WHERE o.company_id = $1 AND o.id = f.id AND o.state = 'kept')
    RETURNING f.id, f.expires_at";

const GIVE_UP: &str =
    "UPDATE media_files SET state = 'gone', expires_at = now() WHERE object = $1 AND state = 'writing'";

pub(crate) const STATEMENTS: &[Listed] = &[
    Listed::by_index("begin_file", BEGIN),
    Listed::by_index("hold_log_to_keep_file", HOLD),
    Listed::by_index("keep_file", KEEP),
    Listed::by_index("give_up_file", GIVE_UP),
];

pub(super) async fn begin(
    call: &mut Call,
    store: &Store,
    (company, file): (&CompanyId, &NewFile),
) -> Result<bool, QueryError> {
    if file.event.is_none() {
        // The first file of a company may come before its first message.
        store.log_keys().find_or_begin(call, (&store.sealing(), company)).await?;
    }
    let event = file.event.as_ref().map(|event| event.as_str());
    let bytes = i64::try_from(file.bytes).unwrap_or(i64::MAX);
    let lease = file.lease.as_secs_f64();
    let params = [
        (&company.as_str() as _, Type::TEXT),
        (&file.object.as_str() as _, Type::TEXT),
        (&file.id.as_str() as _, Type::TEXT),
        (&event as _, Type::TEXT),
        (&bytes as _, Type::INT8),
        (&file.until as _, Type::TIMESTAMPTZ),
        (&lease as _, Type::FLOAT8),
    ];
    Ok(!call.write(BEGIN, &params).await?.is_empty())
}

pub(super) async fn keep(
    call: &mut Call,
    store: &Store,
    (company, object, (facts, days)): (&CompanyId, ObjectName, (FileFacts, u32)),
) -> Result<Option<KeptFile>, QueryError> {
    let Some(key) = store.log_keys().find(call, (&store.sealing(), company)).await? else { return Ok(None) };
    let sealed = facts::seal(&key, (company, &object), &facts)?;
    let (bytes, days) = (i64::try_from(facts.bytes).unwrap_or(i64::MAX), i32::try_from(days).unwrap_or(i32::MAX));
    let tag = key.tag().as_bytes().to_vec();
    let params = [
        (&company.as_str() as _, Type::TEXT),
        (&object.as_str() as _, Type::TEXT),
        (&sealed as _, Type::BYTEA),
        (&bytes as _, Type::INT8),
        (&days as _, Type::INT4),
        (&tag as _, Type::BYTEA),
    ];
    let (transaction, [_held]) = call.begin([(HOLD, &params[..1])]).await?;
    let [rows] = transaction.commit([(KEEP, &params)]).await?;
    let Some(row) = rows.first() else {
        // The key may be that of a log that was deleted since.
        store.log_keys().forget(company);
        return Ok(None);
    };
    let id: &str = row.try_get(0)?;
    let id = id.parse().map_err(|_| QueryError::corrupt("the id of a file"))?;
    Ok(Some(KeptFile { id, object, facts, expires_at: row.try_get(1)? }))
}

pub(super) async fn give_up(call: &mut Call, object: &ObjectName) -> Result<(), QueryError> {
    call.write(GIVE_UP, &[(&object.as_str() as _, Type::TEXT)]).await.map(drop)
}
