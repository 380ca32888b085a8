//! Maintenance of files.

use linekeeper_domain::Timestamp;
use linekeeper_ports::ObjectName;
use tokio_postgres::types::Type;

use crate::call::{Call, count_in};
use crate::failure::QueryError;
use crate::statements::Listed;

/// Bytes are deleted by whoever has marked them; several may do it, and a mark stays until it is done.
const DUE: &str = "WITH due AS MATERIALIZED (
        SELECT object FROM media_files WHERE expires_at <= now() AND (state <> 'kept' OR expires_at < $1)
        ORDER BY expires_at LIMIT $2 FOR UPDATE SKIP LOCKED
    )
    UPDATE media_files f SET state = 'gone' FROM due WHERE f.object = due.object RETURNING f.object";

const FORGET: &str = "DELETE FROM media_files WHERE object = ANY($1::text[]) AND state = 'gone'";

const BYTES: &str = "SELECT coalesce(sum(bytes), 0)::bigint FROM media_files";

pub(crate) const STATEMENTS: &[Listed] = &[
    Listed::more("files_to_delete", DUE, "maintenance task in small batches; no request waits for it"),
    Listed::by_index("forget_files", FORGET),
    Listed::more("file_bytes", BYTES, "a sum over one short row of each file, remembered for ten seconds"),
];

pub(super) async fn due(call: &mut Call, (kept_until, limit): (Timestamp, u32)) -> Result<Vec<ObjectName>, QueryError> {
    let params = [(&kept_until as _, Type::TIMESTAMPTZ), (&i64::from(limit) as _, Type::INT8)];
    let rows = call.write(DUE, &params).await?;
    let object = |object: &str| object.parse().map_err(|_| QueryError::corrupt("the object of a file"));
    rows.iter().map(|row| object(row.try_get(0)?)).collect()
}

pub(super) async fn forget(call: &mut Call, objects: &[ObjectName]) -> Result<(), QueryError> {
    let objects: Vec<&str> = objects.iter().map(ObjectName::as_str).collect();
    call.write(FORGET, &[(&objects as _, Type::TEXT_ARRAY)]).await.map(drop)
}

pub(super) async fn bytes(call: &mut Call) -> Result<u64, QueryError> {
    count_in(&call.query(BYTES, &[]).await?)
}
