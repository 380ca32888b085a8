//! A bare connection pool, without actors, timeouts or health checks.

use deadpool_postgres::{Manager, ManagerConfig, Pool, RecyclingMethod};
use linekeeper_domain::CompanyId;
use linekeeper_ports::{Batch, CredentialStore as _};
use linekeeper_secrets::{DataKey, Place};
use linekeeper_store::{Store, WRITE};
use tokio_postgres::NoTls;
use tokio_postgres::types::{ToSql, Type};

use super::{CONNECTIONS, Side, for_each};

/// Form in which values are stored.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Values {
    /// In plain text.
    Plain,
    /// Sealed as by the store.
    Sealed,
}

/// A pool, and the companies that write through it.
pub struct BarePool {
    pool: Pool,
    owned: Vec<Owned>,
}

/// A company, its fencing token and its data key.
struct Owned {
    company: CompanyId,
    fence: i64,
    key: Option<DataKey>,
}

impl Owned {
    fn stored(&self, place: &Place<'_>, value: &[u8]) -> Vec<u8> {
        match &self.key {
            Some(key) => key.seal(place, value).expect("a value that can be sealed"),
            None => value.to_vec(),
        }
    }
}

impl BarePool {
    /// Opens a pool for these companies, which `store` takes beforehand.
    pub async fn start((address, values): (&str, Values), store: &Store, companies: &[CompanyId]) -> Self {
        let config: tokio_postgres::Config = address.parse().expect("an address of a PostgreSQL");
        let recycling = ManagerConfig { recycling_method: RecyclingMethod::Fast };
        let pool = Pool::builder(Manager::from_config(config, NoTls, recycling)).max_size(CONNECTIONS);
        let owned = for_each(companies, |company| async move {
            let fence = store.take(&company).await.expect("a company").fence.0;
            Owned { company, fence, key: (values == Values::Sealed).then(DataKey::generate) }
        });
        Self { owned: owned.await, pool: pool.build().expect("a pool") }
    }
}

impl Side for BarePool {
    async fn write(&self, company: usize, batch: Batch) {
        let owned = &self.owned[company];
        let (company, fence) = (owned.company.as_str(), owned.fence);
        let types: Vec<&str> = batch.puts.iter().map(|put| put.key_type).collect();
        let ids: Vec<&str> = batch.puts.iter().map(|put| put.row.key_id.as_str()).collect();
        let stored = batch.puts.iter().map(|put| {
            let place = Place::Key { company: &owned.company, key_type: put.key_type, key_id: &put.row.key_id };
            owned.stored(&place, &put.row.value)
        });
        let values: Vec<Vec<u8>> = stored.collect();
        let stamps: Vec<Option<i64>> = batch.puts.iter().map(|put| put.row.stamp).collect();
        let device = Place::Credentials { company: &owned.company };
        let creds = batch.credentials.as_ref().map(|credentials| owned.stored(&device, &credentials.0));
        // All belong to the one company, number 1.
        let places = vec![1_i32; types.len()];
        let (no_places, no_texts, no_flags): (Vec<i32>, Vec<&str>, Vec<bool>) = (Vec::new(), Vec::new(), Vec::new());
        let no_stamps: Vec<i64> = Vec::new();
        let (companies, fences, devices) = (vec![company], vec![fence], vec![creds]);
        let (no_phone, no_tag): (Vec<Option<&str>>, Vec<Option<&[u8]>>) = (vec![None], vec![None]);
        let params: [(&(dyn ToSql + Sync), Type); 21] = [
            (&companies, Type::TEXT_ARRAY),
            (&fences, Type::INT8_ARRAY),
            (&no_tag, Type::BYTEA_ARRAY),
            (&devices, Type::BYTEA_ARRAY),
            (&no_phone, Type::TEXT_ARRAY),
            (&places, Type::INT4_ARRAY),
            (&types, Type::TEXT_ARRAY),
            (&ids, Type::TEXT_ARRAY),
            (&values, Type::BYTEA_ARRAY),
            (&stamps, Type::INT8_ARRAY),
            (&no_places, Type::INT4_ARRAY),
            (&no_texts, Type::TEXT_ARRAY),
            (&no_texts, Type::TEXT_ARRAY),
            (&no_flags, Type::BOOL_ARRAY),
            (&no_places, Type::INT4_ARRAY),
            (&no_texts, Type::TEXT_ARRAY),
            (&no_texts, Type::TEXT_ARRAY),
            (&no_texts, Type::TEXT_ARRAY),
            (&no_places, Type::INT4_ARRAY),
            (&no_texts, Type::TEXT_ARRAY),
            (&no_stamps, Type::INT8_ARRAY),
        ];
        let client = self.pool.get().await.expect("a connection");
        let rows = client.query_typed(WRITE, &params).await.expect("written");
        assert_eq!(rows.len(), 1, "the fence is held");
    }
}
