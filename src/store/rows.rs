//! One company's credentials and keys: reading them, and writing them under the fence. What is stored is sealed; what callers give
//! and get is plain. Sealing and opening are work of the call's own task, so they hold nobody's mailbox.

use async_trait::async_trait;
use linekeeper_domain::CompanyId;
use linekeeper_ports::{Batch, CredentialRows, Credentials, Fence, KeyQuery, KeyRow, KeySelect, StoreError, Written};
use linekeeper_secrets::DataKeyTag;
use tokio_postgres::Row;
use tokio_postgres::types::Type;

use crate::batch::{Columns, WRITE, behind_all, end_of_prefix, write_params};
use crate::call::Call;
use crate::failure::Trouble;
use crate::sealing::Opener;
use crate::store::Store;

/// The believed data key is compared with the company's where both are, so that one statement answers whichever it is.
const CREDENTIALS: &str = "SELECT creds,
        CASE WHEN substr(data_key, 2, 8) = $2 THEN NULL ELSE data_key END, master_key_id, fence
    FROM whatsapp_auth WHERE company_id = $1";

const BY_IDS: &str = "SELECT key_id, value, stamp,
        CASE WHEN substr(a.data_key, 2, 8) = $4 THEN NULL ELSE a.data_key END, a.master_key_id, a.fence
    FROM whatsapp_keys k JOIN whatsapp_auth a ON a.company_id = k.company_id
    WHERE k.company_id = $1 AND key_type = $2 AND key_id = ANY ($3) ORDER BY key_id";

const IN_RANGE: &str = "SELECT key_id, value, stamp,
        CASE WHEN substr(a.data_key, 2, 8) = $5 THEN NULL ELSE a.data_key END, a.master_key_id, a.fence
    FROM whatsapp_keys k JOIN whatsapp_auth a ON a.company_id = k.company_id
    WHERE k.company_id = $1 AND key_type = $2 AND key_id >= $3 AND key_id < $4 ORDER BY key_id";

const LAST_IN_RANGE: &str = "SELECT key_id, value, stamp,
        CASE WHEN substr(a.data_key, 2, 8) = $5 THEN NULL ELSE a.data_key END, a.master_key_id, a.fence
    FROM whatsapp_keys k JOIN whatsapp_auth a ON a.company_id = k.company_id
    WHERE k.company_id = $1 AND key_type = $2 AND key_id >= $3 AND key_id < $4
    ORDER BY key_id DESC LIMIT 1";

#[async_trait]
impl CredentialRows for Store {
    async fn credentials(&self, company: &CompanyId) -> Result<Option<Credentials>, StoreError> {
        let (company, sealing) = (company.clone(), self.sealing());
        self.call("credentials", move |call| {
            Box::pin(async move {
                let believed = sealing.believed(&company);
                let tag = believed.as_ref().map(|key| key.tag());
                let params = [(&company.as_str() as _, Type::TEXT), (&bytes_of(tag.as_ref()) as _, Type::BYTEA)];
                let rows = call.query(CREDENTIALS, &params).await?;
                let Some(row) = rows.first() else { return Ok(None) };
                let Some(sealed) = row.try_get::<_, Option<Vec<u8>>>(0)? else { return Ok(None) };
                let opener = sealing.opener(&company, (row, 1), believed)?;
                Ok(Some(Credentials(opener.credentials(sealed)?.into())))
            })
        })
        .await
    }

    async fn keys(&self, company: &CompanyId, query: KeyQuery) -> Result<Vec<KeyRow>, StoreError> {
        let (company, sealing) = (company.clone(), self.sealing());
        self.call("keys", move |call| {
            Box::pin(async move {
                let believed = sealing.believed(&company);
                let tag = believed.as_ref().map(|key| key.tag());
                let rows = select(call, company.as_str(), (&query, bytes_of(tag.as_ref()))).await?;
                let Some(first) = rows.first() else { return Ok(Vec::new()) };
                let opener = sealing.opener(&company, (first, 3), believed)?;
                rows.iter().map(|row| key_row(row, query.key_type, &opener)).collect()
            })
        })
        .await
    }

    async fn write(&self, company: &CompanyId, fence: Fence, batch: Batch) -> Result<Written, StoreError> {
        let mut columns = Columns::of(batch)?;
        let (company, sealing) = (company.clone(), self.sealing());
        self.call("write", move |call| {
            Box::pin(async move {
                if columns.has_secrets() {
                    let key = sealing.for_write(call, &company, fence).await?;
                    columns.seal((&company, key.tag()), |place, plain| sealing.seal(&key, place, plain))?;
                }
                let rows = call.write(WRITE, &write_params(&company.as_str(), &fence.0, &columns)).await?;
                let answer = rows.first().ok_or_else(Trouble::fenced)?;
                if answer.try_get::<_, i64>(0)? == 0 {
                    sealing.forget(&company);
                    return Err(Trouble::fenced());
                }
                Ok(Written { deleted: answer.try_get::<_, i64>(1)?.unsigned_abs() })
            })
        })
        .await
    }
}

fn bytes_of(tag: Option<&DataKeyTag>) -> Option<&[u8]> {
    tag.map(DataKeyTag::as_bytes)
}

async fn select(call: &Call, company: &str, (query, tag): (&KeyQuery, Option<&[u8]>)) -> Result<Vec<Row>, Trouble> {
    let (sql, low) = match &query.select {
        KeySelect::Ids(ids) => {
            let of_type = [
                (&company as _, Type::TEXT),
                (&query.key_type as _, Type::TEXT),
                (ids as _, Type::TEXT_ARRAY),
                (&tag as _, Type::BYTEA),
            ];
            return call.query(BY_IDS, &of_type).await;
        }
        KeySelect::Prefix(prefix) => (IN_RANGE, prefix),
        KeySelect::LastWithPrefix(prefix) => (LAST_IN_RANGE, prefix),
    };
    let high = end_of_prefix(low).unwrap_or_else(behind_all);
    let range = [
        (&company as _, Type::TEXT),
        (&query.key_type as _, Type::TEXT),
        (low as _, Type::TEXT),
        (&high as _, Type::TEXT),
        (&tag as _, Type::BYTEA),
    ];
    call.query(sql, &range).await
}

fn key_row(row: &Row, key_type: &str, opener: &Opener) -> Result<KeyRow, Trouble> {
    let (key_id, sealed): (String, Vec<u8>) = (row.try_get(0)?, row.try_get(1)?);
    let value = opener.key(key_type, &key_id, sealed)?;
    Ok(KeyRow { key_id, value: value.into(), stamp: row.try_get(2)? })
}
