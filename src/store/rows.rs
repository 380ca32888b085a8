//! One company's credentials and keys: reading them, and writing them under the fence.

use async_trait::async_trait;
use linekeeper_domain::CompanyId;
use linekeeper_ports::{Batch, CredentialRows, Credentials, Fence, KeyQuery, KeyRow, KeySelect, StoreError, Written};
use tokio_postgres::Row;
use tokio_postgres::types::Type;

use crate::batch::{Columns, WRITE, end_of_prefix, write_params};
use crate::call::Call;
use crate::failure::Trouble;
use crate::store::Store;

const CREDENTIALS: &str = "SELECT creds FROM whatsapp_auth WHERE company_id = $1";

const BY_IDS: &str = "SELECT key_id, value, stamp FROM whatsapp_keys
    WHERE company_id = $1 AND key_type = $2 AND key_id = ANY ($3) ORDER BY key_id";

/// An absent end means no end. The statement is planned with its values at hand, so the `OR` costs nothing.
const IN_RANGE: &str = "SELECT key_id, value, stamp FROM whatsapp_keys
    WHERE company_id = $1 AND key_type = $2 AND key_id >= $3 AND ($4 IS NULL OR key_id < $4) ORDER BY key_id";

const LAST_IN_RANGE: &str = "SELECT key_id, value, stamp FROM whatsapp_keys
    WHERE company_id = $1 AND key_type = $2 AND key_id >= $3 AND ($4 IS NULL OR key_id < $4)
    ORDER BY key_id DESC LIMIT 1";

#[async_trait]
impl CredentialRows for Store {
    async fn credentials(&self, company: &CompanyId) -> Result<Option<Credentials>, StoreError> {
        let company = company.clone();
        self.call("credentials", move |call| {
            Box::pin(async move {
                let rows = call.query(CREDENTIALS, &[(&company.as_str(), Type::TEXT)]).await?;
                let creds: Option<Vec<u8>> = rows.first().map(|row| row.try_get(0)).transpose()?.flatten();
                Ok(creds.map(|bytes| Credentials(bytes.into())))
            })
        })
        .await
    }

    async fn keys(&self, company: &CompanyId, query: KeyQuery) -> Result<Vec<KeyRow>, StoreError> {
        let company = company.clone();
        self.call("keys", move |call| {
            Box::pin(async move {
                let rows = select(call, company.as_str(), &query).await?;
                rows.iter().map(key_row).collect()
            })
        })
        .await
    }

    async fn write(&self, company: &CompanyId, fence: Fence, batch: Batch) -> Result<Written, StoreError> {
        let columns = Columns::of(batch)?;
        let company = company.clone();
        self.call("write", move |call| {
            Box::pin(async move {
                let rows = call.write(WRITE, &write_params(&company.as_str(), &fence.0, &columns)).await?;
                let answer = rows.first().ok_or_else(Trouble::fenced)?;
                if answer.try_get::<_, i64>(0)? == 0 {
                    return Err(Trouble::fenced());
                }
                Ok(Written { deleted: answer.try_get::<_, i64>(1)?.unsigned_abs() })
            })
        })
        .await
    }
}

async fn select(call: &Call, company: &str, query: &KeyQuery) -> Result<Vec<Row>, Trouble> {
    let (sql, low) = match &query.select {
        KeySelect::Ids(ids) => {
            let of_type =
                [(&company as _, Type::TEXT), (&query.key_type as _, Type::TEXT), (ids as _, Type::TEXT_ARRAY)];
            return call.query(BY_IDS, &of_type).await;
        }
        KeySelect::Prefix(prefix) => (IN_RANGE, prefix),
        KeySelect::LastWithPrefix(prefix) => (LAST_IN_RANGE, prefix),
    };
    let high = end_of_prefix(low);
    let range = [
        (&company as _, Type::TEXT),
        (&query.key_type as _, Type::TEXT),
        (low as _, Type::TEXT),
        (&high as _, Type::TEXT),
    ];
    call.query(sql, &range).await
}

fn key_row(row: &Row) -> Result<KeyRow, Trouble> {
    let value: Vec<u8> = row.try_get(1)?;
    Ok(KeyRow { key_id: row.try_get(0)?, value: value.into(), stamp: row.try_get(2)? })
}
