//! Keys of the logs: each company's log has a data key of its own, made with its first message. It is cached by company,
//! and every answer of the database brings its tag, so that one that was replaced (the log was deleted) is noticed.

use std::sync::Arc;

use linekeeper_domain::{CompanyId, StoreFailure};
use linekeeper_ports::{Fence, StoreError};
use linekeeper_secrets::DataKey;
use tokio_postgres::Row;
use tokio_postgres::types::{ToSql, Type};

use super::intake::CHAT;
use crate::call::Call;
use crate::failure::QueryError;
use crate::sealing::{Cache, Sealing};
use crate::statements::Listed;
use crate::store::Store;

/// A log that another call has begun meanwhile is left as it is.
const BEGIN: &str = "INSERT INTO message_logs (company_id, data_key, master_key_id) VALUES ($1, $2, $3)
    ON CONFLICT (company_id) DO NOTHING";

const KEY: &str = "SELECT data_key, master_key_id FROM message_logs WHERE company_id = $1";

pub(crate) const STATEMENTS: &[Listed] = &[Listed::by_index("begin_log", BEGIN), Listed::by_index("log_key", KEY)];

/// The keys of logs have no fence: a log's key lasts as long as the log.
const FOR_GOOD: Fence = Fence(0);

/// Keys of the logs that this process has used lately.
#[derive(Default)]
pub(crate) struct LogKeys(Cache);

impl LogKeys {
    /// The cached key of a company's log. It may be stale: what it seals is bound to its tag.
    pub(crate) fn at_hand(&self, company: &CompanyId) -> Option<Arc<DataKey>> {
        self.0.get(company).map(|(_, key)| key)
    }

    /// Removes a key that is stale.
    pub(crate) fn forget(&self, company: &CompanyId) {
        self.0.remove(company);
    }

    /// The key of a company's log; `None` if there is no log.
    ///
    /// # Errors
    /// [`QueryError`], also if the key cannot be unwrapped.
    pub(crate) async fn find(
        &self,
        call: &Call,
        (sealing, company): (&Sealing, &CompanyId),
    ) -> Result<Option<Arc<DataKey>>, QueryError> {
        if let Some(key) = self.at_hand(company) {
            return Ok(Some(key));
        }
        let rows = call.query(KEY, &[(&company.as_str() as _, Type::TEXT)]).await?;
        let Some(row) = rows.first() else { return Ok(None) };
        self.keep(sealing, company, (row.try_get(0)?, row.try_get(1)?)).map(Some)
    }

    /// The key of a company's log, which begins now if there is none.
    ///
    /// # Errors
    /// As [`Self::find`].
    pub(crate) async fn find_or_begin(
        &self,
        call: &Call,
        (sealing, company): (&Sealing, &CompanyId),
    ) -> Result<Arc<DataKey>, QueryError> {
        if let Some(key) = self.find(call, (sealing, company)).await? {
            return Ok(key);
        }
        let fresh = sealing.fresh(company)?;
        let params = [
            (&company.as_str() as _, Type::TEXT),
            (&fresh.wrapped.as_bytes() as _, Type::BYTEA),
            (&fresh.master as _, Type::TEXT),
        ];
        call.write(BEGIN, &params).await?;
        let gone = || StoreError::new(StoreFailure::Unavailable, "the log was deleted as it began");
        self.find(call, (sealing, company)).await?.ok_or_else(|| gone().into())
    }

    /// Unwraps and caches a key that the database has answered with.
    pub(crate) fn keep(
        &self,
        sealing: &Sealing,
        company: &CompanyId,
        (wrapped, master): (Option<&[u8]>, Option<&str>),
    ) -> Result<Arc<DataKey>, QueryError> {
        let key = sealing.unwrap(company, wrapped, master)?;
        self.0.put(company, FOR_GOOD, Arc::clone(&key));
        Ok(key)
    }
}

/// What this process knows of a log's key before a transaction, in which the database confirms or replaces it.
pub(crate) struct KnownKey<'a> {
    store: &'a Store,
    company: (&'a CompanyId, &'a str),
    key: Option<Arc<DataKey>>,
    tag: Option<Vec<u8>>,
}

impl<'a> KnownKey<'a> {
    pub(crate) fn of(store: &'a Store, company: &'a CompanyId) -> Self {
        let key = store.log_keys().at_hand(company);
        let tag = key.as_ref().map(|key| key.tag().as_bytes().to_vec());
        Self { store, company: (company, company.as_str()), key, tag }
    }

    /// The company and the tag of the known key.
    pub(crate) fn params(&self) -> [(&(dyn ToSql + Sync), Type); 2] {
        [(&self.company.1 as _, Type::TEXT), (&self.tag as _, Type::BYTEA)]
    }

    /// The key, by a row that has in its first columns the wrapped key, null if its tag is the known one, and the id of the
    /// master key. `None` if there is no row, and so no log.
    ///
    /// # Errors
    /// [`QueryError`], also if the key cannot be unwrapped.
    pub(crate) fn checked(&self, row: Option<&Row>) -> Result<Option<Arc<DataKey>>, QueryError> {
        let Some(row) = row else { return Ok(None) };
        let wrapped: Option<&[u8]> = row.try_get(0)?;
        match (wrapped, &self.key) {
            (None, Some(key)) => Ok(Some(Arc::clone(key))),
            (wrapped, _) => {
                let (store, (company, _)) = (self.store, self.company);
                store.log_keys().keep(&store.sealing(), company, (wrapped, row.try_get(1)?)).map(Some)
            }
        }
    }

    /// Whether this is the key that was known.
    pub(crate) fn is(&self, key: &DataKey) -> bool {
        self.tag.as_deref() == Some(key.tag().as_bytes())
    }
}

/// Keyed hashes of a chat's names.
pub(crate) fn hashed(key: &DataKey, names: &[String]) -> Vec<Vec<u8>> {
    names.iter().map(|name| key.keyed_hash(CHAT, &[name]).to_vec()).collect()
}
