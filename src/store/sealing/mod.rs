//! Sealing what is stored: below the traits of `ports`, so that nobody above knows of it.
//!
//! Each company has a data key, wrapped with a master key in its row. It is made with the row (`take`) and anew with each
//! `prepare` and `wipe`; an expiry removes it. Each of these raises the fence in the same statement or transaction, so the
//! data key of a company *and a fence* never changes: what was sealed for a fence is committed under that fence or not at all.
//!
//! Unwrapped keys are kept in a bounded cache, for writes under the fence they were found with. A read trusts the row alone: it
//! asks whether the data key it knows is the company's, and gets the wrapped one in the same statement if not.

mod adopt;
mod cache;
mod masters;
mod rewrap;

pub(crate) use adopt::adopt;
pub(crate) use masters::check_master_keys;
pub use rewrap::Rewrapped;
pub(crate) use rewrap::STATEMENTS as REWRAP;

use std::sync::Arc;

use linekeeper_domain::{CompanyId, StoreFailure};
use linekeeper_ports::{Fence, StoreError};
use linekeeper_secrets::{DataKey, MasterKeys, Place, TooLong, Unreadable, WrappedKey};
use tokio_postgres::Row;
use tokio_postgres::types::Type;

use self::cache::Cache;
use crate::call::Call;
use crate::config::StoreConfig;
use crate::failure::Trouble;
use crate::statements::Listed;

const UNDER_FENCE: &str = "SELECT data_key, master_key_id FROM whatsapp_auth WHERE company_id = $1 AND fence = $2";

/// What is sent from here, but by [`rewrap`].
pub(crate) const STATEMENTS: &[Listed] = &[Listed::by_index("data_key", UNDER_FENCE)];

/// The master keys of this process, and the data keys it has unwrapped.
pub(crate) struct Sealing {
    masters: MasterKeys,
    cache: Cache,
    /// For the benchmark that tells what sealing costs.
    #[cfg(feature = "bench-unsealed")]
    unsealed: bool,
}

/// A data key, and what is stored of it.
pub(crate) struct Fresh {
    pub(crate) key: Arc<DataKey>,
    pub(crate) wrapped: WrappedKey,
    pub(crate) master: String,
}

/// The key that a company's rows are read with.
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

    /// A new data key for a company.
    pub(crate) fn fresh(&self, company: &CompanyId) -> Result<Fresh, Trouble> {
        fresh(&self.masters, company).map_err(too_long)
    }

    /// The data key that is in use from now on, under this fence.
    pub(crate) fn keep(&self, company: &CompanyId, fence: Fence, key: Arc<DataKey>) {
        self.cache.put(company, fence, key);
    }

    /// The data key is gone, or nobody knows.
    pub(crate) fn forget(&self, company: &CompanyId) {
        self.cache.remove(company);
    }

    /// The data key that this process believes to be the company's, to be asked about.
    pub(crate) fn believed(&self, company: &CompanyId) -> Option<Arc<DataKey>> {
        self.cache.get(company).map(|(_, key)| key)
    }

    /// The data key for writes under this fence, if it is known.
    pub(crate) fn at_hand(&self, company: &CompanyId, fence: Fence) -> Option<Arc<DataKey>> {
        self.cache.get(company).filter(|(found_under, _)| *found_under == fence).map(|(_, key)| key)
    }

    /// The data key for writes under this fence, read from the row if it is not known.
    ///
    /// # Errors
    /// Fenced, when the fence is another one by now; what [`Self::unwrap`] fails with.
    pub(crate) async fn for_write(
        &self,
        call: &Call,
        company: &CompanyId,
        fence: Fence,
    ) -> Result<Arc<DataKey>, Trouble> {
        if let Some(key) = self.at_hand(company, fence) {
            return Ok(key);
        }
        let params = [(&company.as_str() as _, Type::TEXT), (&fence.0 as _, Type::INT8)];
        let rows = call.query(UNDER_FENCE, &params).await?;
        let row = rows.first().ok_or_else(Trouble::fenced)?;
        let (wrapped, master): (Option<&[u8]>, Option<&str>) = (row.try_get(0)?, row.try_get(1)?);
        let key = self.unwrap(company, wrapped, master)?;
        self.keep(company, fence, Arc::clone(&key));
        Ok(key)
    }

    /// What opens the rows of an answer. From the given column on, `row` holds the wrapped data key (absent if the believed one
    /// is the company's), the id of its master key, and the fence.
    ///
    /// # Errors
    /// What [`Self::unwrap`] fails with.
    pub(crate) fn opener(
        &self,
        company: &CompanyId,
        (row, column): (&Row, usize),
        believed: Option<Arc<DataKey>>,
    ) -> Result<Opener, Trouble> {
        let (wrapped, master): (Option<&[u8]>, Option<&str>) = (row.try_get(column)?, row.try_get(column + 1)?);
        let key = match (wrapped, believed) {
            (None, Some(key)) if master.is_some() => key,
            (wrapped, _) => {
                let key = self.unwrap(company, wrapped, master)?;
                self.keep(company, Fence(row.try_get(column + 2)?), Arc::clone(&key));
                key
            }
        };
        Ok(Opener {
            key,
            company: company.clone(),
            #[cfg(feature = "bench-unsealed")]
            unsealed: self.unsealed,
        })
    }

    /// Keeps what `take` found in the row, or brought along. A data key that cannot be unwrapped keeps nobody from taking the
    /// company: whoever took it may still wipe it, and reads tell what is wrong.
    pub(crate) fn taken(
        &self,
        company: &CompanyId,
        fence: Fence,
        (fresh, row): (Option<Fresh>, &Row),
    ) -> Result<(), Trouble> {
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

    /// # Errors
    /// Corrupt, when it does not open; unavailable, when this process does not have the master key: whoever runs it must give
    /// it one, and nothing is wrong with what is stored.
    fn unwrap(
        &self,
        company: &CompanyId,
        wrapped: Option<&[u8]>,
        master: Option<&str>,
    ) -> Result<Arc<DataKey>, Trouble> {
        let (Some(wrapped), Some(id)) = (wrapped, master) else {
            return Err(Trouble::corrupt("data_key, which is not there,"));
        };
        let Some(master) = self.masters.named(id) else {
            let words = format!("the data key is wrapped with master key {id}, which this process does not have");
            return Err(StoreError::new(StoreFailure::Unavailable, words).into());
        };
        let opened = WrappedKey::from_bytes(wrapped).open(company, master);
        opened.map(Arc::new).map_err(|why| unreadable("data_key", why))
    }

    /// Seals a value for its place.
    pub(crate) fn seal(&self, key: &DataKey, place: &Place<'_>, plain: &[u8]) -> Result<Vec<u8>, Trouble> {
        #[cfg(feature = "bench-unsealed")]
        if self.unsealed {
            return Ok(plain.to_vec());
        }
        key.seal(place, plain).map_err(too_long)
    }
}

impl Opener {
    pub(crate) fn credentials(&self, sealed: Vec<u8>) -> Result<Vec<u8>, Trouble> {
        self.open(&Place::Credentials { company: &self.company }, sealed).map_err(|why| unreadable("creds", why))
    }

    pub(crate) fn key(&self, key_type: &str, key_id: &str, sealed: Vec<u8>) -> Result<Vec<u8>, Trouble> {
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

/// A new data key for a company, under the current master key.
fn fresh(masters: &MasterKeys, company: &CompanyId) -> Result<Fresh, TooLong> {
    let (key, master) = (DataKey::generate(), masters.current());
    let wrapped = WrappedKey::of(&key, company, master)?;
    Ok(Fresh { key: Arc::new(key), wrapped, master: master.id().as_str().to_owned() })
}

fn unreadable(what: &str, why: Unreadable) -> Trouble {
    StoreError::new(StoreFailure::Corrupt, format!("{what} cannot be read: {why}")).into()
}

fn too_long(error: TooLong) -> Trouble {
    StoreError::new(StoreFailure::Corrupt, error.to_string()).into()
}
