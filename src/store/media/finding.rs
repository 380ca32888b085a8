//! Finds files by their ids: those that are kept, and those of messages that WhatsApp still has.

use linekeeper_domain::CompanyId;
use linekeeper_domain::messages::MediaId;
use linekeeper_ports::{FoundFile, KeptFile, ObjectName};
use linekeeper_secrets::DataKey;
use tokio_postgres::Row;
use tokio_postgres::types::Type;

use super::facts;
use crate::call::Call;
use crate::failure::QueryError;
use crate::messages::{KnownKey, file_of};
use crate::statements::Listed;
use crate::store::Store;

const FIND: &str = "SELECT CASE WHEN substr(g.data_key, 2, 8) = $2 THEN NULL ELSE g.data_key END, g.master_key_id,
        f.object, f.facts, f.expires_at, e.at, CASE WHEN f.object IS NULL THEN e.payload END
    FROM (SELECT * FROM message_logs WHERE company_id = $1 OFFSET 0) g
    LEFT JOIN LATERAL (
        SELECT * FROM media_files WHERE company_id = $1 AND id = $3 AND state = 'kept' OFFSET 0) f ON true
    LEFT JOIN LATERAL (SELECT * FROM message_events WHERE id = $4 AND company_id = $1 OFFSET 0) e ON true";

pub(crate) const STATEMENTS: &[Listed] = &[Listed::by_index("find_file", FIND)];

pub(super) async fn find(
    call: &mut Call,
    store: &Store,
    (company, id): (&CompanyId, &MediaId),
) -> Result<Option<FoundFile>, QueryError> {
    let Ok(event) = id.event() else { return Ok(None) };
    let known = KnownKey::of(store, company);
    let more = [(&id.as_str() as _, Type::TEXT), (&event.as_str() as _, Type::TEXT)];
    let rows = call.query(FIND, &[&known.params()[..], &more[..]].concat()).await?;
    let (Some(key), Some(row)) = (known.checked(rows.first())?, rows.first()) else { return Ok(None) };
    match row.try_get::<_, Option<&str>>(2)? {
        Some(object) => kept(&key, (company, id), (object, row)).map(FoundFile::Kept).map(Some),
        None => match (row.try_get(5)?, row.try_get::<_, Option<&[u8]>>(6)?) {
            (Some(at), Some(payload)) => {
                let file = file_of(&key, (company, &event), (at, payload))?;
                Ok(file.map(|file| FoundFile::Received(Box::new(file))))
            }
            _ => Ok(None),
        },
    }
}

fn kept(
    key: &DataKey,
    (company, id): (&CompanyId, &MediaId),
    (object, row): (&str, &Row),
) -> Result<KeptFile, QueryError> {
    let object: ObjectName = object.parse().map_err(|_| QueryError::corrupt("the object of a file"))?;
    let facts = facts::open(key, (company, &object), row.try_get(3)?)?;
    Ok(KeptFile { id: id.clone(), object, facts, expires_at: row.try_get(4)? })
}
