//! A bare pool of connections, without actors, sealing, deadlines or anybody who looks at its health.

use deadpool_postgres::{Manager, ManagerConfig, Pool, RecyclingMethod};
use linekeeper_domain::CompanyId;
use linekeeper_ports::{Batch, CredentialStore as _};
use linekeeper_store::{Store, WRITE};
use tokio_postgres::NoTls;
use tokio_postgres::types::{ToSql, Type};

use super::{CONNECTIONS, Side, for_each};

/// See the module.
pub struct BarePool {
    pool: Pool,
    /// Companies with the fences under which they are written.
    companies: Vec<(String, i64)>,
}

impl BarePool {
    /// For these companies, which `store` takes beforehand.
    pub async fn start(address: &str, store: &Store, companies: &[CompanyId]) -> Self {
        let config: tokio_postgres::Config = address.parse().expect("an address of a PostgreSQL");
        let recycling = ManagerConfig { recycling_method: RecyclingMethod::Fast };
        let pool = Pool::builder(Manager::from_config(config, NoTls, recycling)).max_size(CONNECTIONS);
        let owned = for_each(companies, |company| async move {
            let owned = store.take(&company).await.expect("a company");
            (company.as_str().to_owned(), owned.fence.0)
        });
        Self { companies: owned.await, pool: pool.build().expect("a pool") }
    }
}

impl Side for BarePool {
    async fn write(&self, company: usize, batch: Batch) {
        let (company, fence) = &self.companies[company];
        let types: Vec<&str> = batch.puts.iter().map(|put| put.key_type).collect();
        let ids: Vec<&str> = batch.puts.iter().map(|put| put.row.key_id.as_str()).collect();
        let values: Vec<&[u8]> = batch.puts.iter().map(|put| put.row.value.as_ref()).collect();
        let stamps: Vec<Option<i64>> = batch.puts.iter().map(|put| put.row.stamp).collect();
        let creds: Option<&[u8]> = batch.credentials.as_ref().map(|credentials| credentials.0.as_ref());
        let (none, no_numbers): (Vec<&str>, Vec<i64>) = (Vec::new(), Vec::new());
        let (no_phone, no_tag): (Option<&str>, Option<&[u8]>) = (None, None);
        let params: [(&(dyn ToSql + Sync), Type); 17] = [
            (company, Type::TEXT),
            (fence, Type::INT8),
            (&types, Type::TEXT_ARRAY),
            (&ids, Type::TEXT_ARRAY),
            (&values, Type::BYTEA_ARRAY),
            (&stamps, Type::INT8_ARRAY),
            (&none, Type::TEXT_ARRAY),
            (&none, Type::TEXT_ARRAY),
            (&none, Type::TEXT_ARRAY),
            (&none, Type::TEXT_ARRAY),
            (&none, Type::TEXT_ARRAY),
            (&none, Type::TEXT_ARRAY),
            (&none, Type::TEXT_ARRAY),
            (&no_numbers, Type::INT8_ARRAY),
            (&creds, Type::BYTEA),
            (&no_phone, Type::TEXT),
            (&no_tag, Type::BYTEA),
        ];
        let client = self.pool.get().await.expect("a connection");
        let rows = client.query_typed(WRITE, &params).await.expect("written");
        assert_eq!(rows[0].get::<_, i64>(0), 1, "the fence is held");
    }
}
