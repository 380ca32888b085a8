//! Sealing (encryption) of stored values, below the traits of `ports`, so that callers see plain values only.
//!
//! Each company has a data key, stored in its row, wrapped with a master key. It is made with the row (`take`) and
//! replaced by each `prepare` and `wipe`; an expiry removes it. Each of these raises the fence in the same statement or
//! transaction, so the data key of a company *and a fence* never changes: a value sealed for a fence is committed under
//! that fence or not at all.
//!
//! Each slot of credentials has a data key of its own, and a cache of its own. A promotion moves the data key with the
//! values sealed under it; an old device keeps the one it had.
//!
//! Unwrapped keys are kept in a bounded cache, for writes under the fence they were found with. A read trusts the row
//! only: it compares the tag of the cached data key with the row's, and gets the wrapped key in the same statement if
//! they differ.

mod adopt;
mod cache;
mod masters;
mod rewrap;

pub(crate) use adopt::adopt;
pub(crate) use cache::Cache;
pub(crate) use masters::check_master_keys;
pub use rewrap::Rewrapped;
pub(crate) use rewrap::STATEMENTS as REWRAP;

use std::sync::Arc;

use linekeeper_domain::{CompanyId, StoreFailure};
use linekeeper_ports::{Fence, StoreError};
use linekeeper_secrets::{DataKey, MasterKeys, Place, TooLong, Unreadable, WrappedKey};
use tokio_postgres::Row;
use tokio_postgres::types::Type;

use crate::call::Call;
use crate::config::StoreConfig;
use crate::failure::QueryError;
use crate::statements::Listed;

const UNDER_FENCE: &str = "SELECT data_key, master_key_id FROM whatsapp_auth WHERE company_id = $1 AND fence = $2";

/// SQL statements of this module, collected in `statements`; those of [`rewrap`] are in [`REWRAP`].
pub(crate) const STATEMENTS: &[Listed] = &[Listed::by_index("data_key", UNDER_FENCE).in_both_slots()];

/// Master keys of this process, and its cache of unwrapped data keys.
pub(crate) struct Sealing {
    masters: MasterKeys,
    cache: Cache,
    /// Switches sealing off, for the benchmark of its cost.
    #[cfg(feature = "bench-unsealed")]
    unsealed: bool,
}

/// A new data key, with its wrapped form and the id of its master key for storage.
pub(crate) struct Fresh {
    pub(crate) key: Arc<DataKey>,
    pub(crate) wrapped: WrappedKey,
    pub(crate) master: String,
}

/// Opens the sealed values of one company.
pub(crate) struct Opener {
    key: Arc<DataKey>,
    company: CompanyId,
    #[cfg(feature = "bench-unsealed")]
    unsealed: bool,
}

impl Sealing {
    pub(crate) fn new(config: &StoreConfig) -> Self {
        Self {
            masters: config.master_keys.clone(),
            cache: Cache::default(),
            #[cfg(feature = "bench-unsealed")]
            unsealed: config.unsealed,
        }
    }

    pub(crate) const fn masters(&self) -> &MasterKeys {
        &self.masters
    }

    /// Generates a data key for a company, wrapped with the current master key.
    pub(crate) fn fresh(&self, company: &CompanyId) -> Result<Fresh, QueryError> {
        fresh(&self.masters, company).map_err(too_long)
    }

    /// Caches the data key in use under this fence from now on.
    pub(crate) fn keep(&self, company: &CompanyId, fence: Fence, key: Arc<DataKey>) {
        self.cache.put(company, fence, key);
    }

    /// Removes a data key from the cache, because it is replaced or may be.
    pub(crate) fn forget(&self, company: &CompanyId) {
        self.cache.remove(company);
    }

    /// Cached data key of a company, which may be stale: a read compares it with the row.
    pub(crate) fn believed(&self, company: &CompanyId) -> Option<Arc<DataKey>> {
        self.cache.get(company).map(|(_, key)| key)
    }

    /// Cached data key for writes under this fence.
    pub(crate) fn at_hand(&self, company: &CompanyId, fence: Fence) -> Option<Arc<DataKey>> {
        self.cache.get(company).filter(|(found_under, _)| *found_under == fence).map(|(_, key)| key)
    }

    /// Data key for writes under this fence, read from the row if it is not cached.
    ///
    /// # Errors
    /// Fenced, if the fence is another one by now; otherwise as [`Self::unwrap`].
    pub(crate) async fn for_write(
        &self,
        call: &Call,
        company: &CompanyId,
        fence: Fence,
    ) -> Result<Arc<DataKey>, QueryError> {
        if let Some(key) = self.at_hand(company, fence) {
            return Ok(key);
        }
        let params = [(&company.as_str() as _, Type::TEXT), (&fence.0 as _, Type::INT8)];
        let rows = call.query(UNDER_FENCE, &params).await?;
        let row = rows.first().ok_or_else(QueryError::fenced)?;
        let (wrapped, master): (Option<&[u8]>, Option<&str>) = (row.try_get(0)?, row.try_get(1)?);
        let key = self.unwrap(company, wrapped, master)?;
        self.keep(company, fence, Arc::clone(&key));
        Ok(key)
    }

    /// Makes the opener for the rows of an answer. From the given column on, `row` holds the wrapped data key (absent
    /// if the believed one is the company's), the id of its master key, and the fence.
    ///
    /// # Errors
    /// Errors of [`Self::unwrap`].
    pub(crate) fn opener(
        &self,
        company: &CompanyId,
        (row, column): (&Row, usize),
        believed: Option<Arc<DataKey>>,
    ) -> Result<Opener, QueryError> {
        let (wrapped, master): (Option<&[u8]>, Option<&str>) = (row.try_get(column)?, row.try_get(column + 1)?);
        let key = match (wrapped, believed) {
            (None, Some(key)) if master.is_some() => key,
            (wrapped, _) => {
                let key = self.unwrap(company, wrapped, master)?;
                self.keep(company, Fence(row.try_get(column + 2)?), Arc::clone(&key));
                key
            }
        };
        Ok(self.opener_with(company, key))
    }

    /// Makes the opener for a row with a data key of its own, which is not the company's. From the given column on,
    /// `row` holds the wrapped data key and the id of its master key.
    ///
    /// # Errors
    /// Errors of [`Self::unwrap`].
    pub(crate) fn opener_beside(
        &self,
        company: &CompanyId,
        (row, column): (&Row, usize),
    ) -> Result<Opener, QueryError> {
        let key = self.unwrap(company, row.try_get(column)?, row.try_get(column + 1)?)?;
        Ok(self.opener_with(company, key))
    }

    fn opener_with(&self, company: &CompanyId, key: Arc<DataKey>) -> Opener {
        Opener {
            key,
            company: company.clone(),
            #[cfg(feature = "bench-unsealed")]
            unsealed: self.unsealed,
        }
    }

    /// Caches the data key that `take` found in the row or added. A data key that cannot be unwrapped does not make the
    /// take fail: the owner may still wipe the company, and reads report the error.
    pub(crate) fn taken(
        &self,
        company: &CompanyId,
        fence: Fence,
        (fresh, row): (Option<Fresh>, &Row),
    ) -> Result<(), QueryError> {
        let (wrapped, master): (Option<&[u8]>, Option<&str>) = (row.try_get(9)?, row.try_get(10)?);
        let key = match fresh.filter(|fresh| wrapped == Some(fresh.wrapped.as_bytes())) {
            Some(fresh) => Some(fresh.key),
            None => self.unwrap(company, wrapped, master).ok(),
        };
        match key {
            Some(key) => self.keep(company, fence, key),
            None => self.forget(company),
        }
        Ok(())
    }

    /// Unwraps a data key with its master key.
    ///
    /// # Errors
    /// Corrupt, if it is absent or does not open. Unavailable, if this process does not have the master key: the
    /// operator must add it, and the stored values are intact.
    pub(crate) fn unwrap(
        &self,
        company: &CompanyId,
        wrapped: Option<&[u8]>,
        master: Option<&str>,
    ) -> Result<Arc<DataKey>, QueryError> {
        let (Some(wrapped), Some(id)) = (wrapped, master) else {
            return Err(QueryError::corrupt("the missing data_key"));
        };
        let Some(master) = self.masters.named(id) else {
            let words = format!("the data key is wrapped with master key {id}, which this process does not have");
            return Err(StoreError::new(StoreFailure::Unavailable, words).into());
        };
        let opened = WrappedKey::from_bytes(wrapped).open(company, master);
        opened.map(Arc::new).map_err(|why| unreadable("data_key", why))
    }

    /// Seals a value for its place in the tables.
    pub(crate) fn seal(&self, key: &DataKey, place: &Place<'_>, plain: &[u8]) -> Result<Vec<u8>, QueryError> {
        #[cfg(feature = "bench-unsealed")]
        if self.unsealed {
            return Ok(plain.to_vec());
        }
        key.seal(place, plain).map_err(too_long)
    }
}

impl Opener {
    pub(crate) fn credentials(&self, sealed: Vec<u8>) -> Result<Vec<u8>, QueryError> {
        self.open(&Place::Credentials { company: &self.company }, sealed).map_err(|why| unreadable("creds", why))
    }

    pub(crate) fn key(&self, key_type: &str, key_id: &str, sealed: Vec<u8>) -> Result<Vec<u8>, QueryError> {
        let place = Place::Key { company: &self.company, key_type, key_id };
        self.open(&place, sealed).map_err(|why| unreadable(&format!("the value of a {key_type}"), why))
    }

    fn open(&self, place: &Place<'_>, sealed: Vec<u8>) -> Result<Vec<u8>, Unreadable> {
        #[cfg(feature = "bench-unsealed")]
        if self.unsealed {
            return Ok(sealed);
        }
        self.key.open(place, &sealed)
    }
}

/// Generates a data key for a company, wrapped with the current master key.
fn fresh(masters: &MasterKeys, company: &CompanyId) -> Result<Fresh, TooLong> {
    let (key, master) = (DataKey::generate(), masters.current());
    let wrapped = WrappedKey::of(&key, company, master)?;
    Ok(Fresh { key: Arc::new(key), wrapped, master: master.id().as_str().to_owned() })
}

fn unreadable(what: &str, why: Unreadable) -> QueryError {
    StoreError::new(StoreFailure::Corrupt, format!("{what} cannot be read: {why}")).into()
}

fn too_long(error: TooLong) -> QueryError {
    StoreError::new(StoreFailure::Corrupt, error.to_string()).into()
}
