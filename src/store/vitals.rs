//! Vital signs of the database for the dashboard: server version and recent latency.

use async_trait::async_trait;
use linekeeper_ports::{StoreVitals, Vitals};

use crate::failure::QueryError;
use crate::statements::Listed;
use crate::store::Store;

const VERSION: &str = "SELECT split_part(current_setting('server_version'), ' ', 1)";

/// SQL statements of this module, collected in `statements`.
pub(crate) const STATEMENTS: &[Listed] = &[Listed::by_index("version", VERSION)];

#[async_trait]
impl StoreVitals for Store {
    async fn vitals(&self) -> Vitals {
        let version = self.call("vitals", |call| {
            Box::pin(async move {
                let rows = call.query(VERSION, &[]).await?;
                let version = rows.first().map(|row| row.try_get(0)).transpose()?;
                version.ok_or_else(|| QueryError::corrupt("server_version"))
            })
        });
        Vitals { version: version.await, latency: self.health().latencies().of_late() }
    }
}
