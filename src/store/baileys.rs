//! Tables of another system that keeps sessions of Baileys in PostgreSQL: `whatsapp_auth (company_id, creds)` and
//! `whatsapp_keys (company_id, key_type, key_id, value)`. They bear the names of ours; a schema of ours is refused.
//!
//! Only read, and a company at a time: each as it is at one moment, in a transaction that changes nothing.

use std::time::Duration;

use linekeeper_ports::{BaileysKey, BaileysState};
use tokio_postgres::types::Type;
use tokio_postgres::{Client, Error, IsolationLevel};

use crate::config::DatabaseUrl;
use crate::open_error::StoreOpenError;
use crate::target::Target;

const CONNECT_TIMEOUT: Duration = Duration::from_secs(10);
/// Ids that are read at once.
const PAGE: i64 = 1_000;

/// Columns that their tables have, and one that only ours has.
const COLUMNS: &str = "SELECT table_name::text, column_name::text FROM information_schema.columns
    WHERE table_schema = $1 AND table_name IN ('whatsapp_auth', 'whatsapp_keys')";

const WANTED: [(&str, &str); 6] = [
    ("whatsapp_auth", "company_id"),
    ("whatsapp_auth", "creds"),
    ("whatsapp_keys", "company_id"),
    ("whatsapp_keys", "key_type"),
    ("whatsapp_keys", "key_id"),
    ("whatsapp_keys", "value"),
];

/// Column by which a schema of ours is known.
const OURS: (&str, &str) = ("whatsapp_auth", "fence");

/// Why the tables of another system cannot be read. Contains no secret.
#[derive(Debug, thiserror::Error)]
pub enum BaileysTablesError {
    /// The server cannot be reached.
    #[error(transparent)]
    Open(#[from] StoreOpenError),
    /// The schema is one of ours.
    #[error("the tables there are Linekeeper's own: name the database of the old system")]
    Ours,
    /// A column is missing.
    #[error("the schema {schema} has no column {table}.{column}")]
    NoColumn {
        /// Schema that was looked at.
        schema: String,
        /// The table.
        table: &'static str,
        /// The column.
        column: &'static str,
    },
    /// The server failed or refused a statement.
    #[error("the database of the old system: {0}")]
    Failed(String),
}

impl From<Error> for BaileysTablesError {
    fn from(error: Error) -> Self {
        Self::Failed(error.as_db_error().map_or_else(|| error.to_string(), |answer| answer.message().to_owned()))
    }
}

/// A company of another system: its id there, and its state.
pub type BaileysCompany = (String, Result<BaileysState, String>);

/// Tables of another system.
pub struct BaileysTables {
    client: Client,
    schema: String,
    /// The company to read, if only one is.
    only: Option<String>,
    /// Ids that were read and not handed out; the last one that was.
    ids: std::vec::IntoIter<String>,
    after: Option<String>,
}

impl BaileysTables {
    /// Connects, and checks that the tables are there and not ours.
    ///
    /// # Errors
    /// [`BaileysTablesError`].
    pub async fn at(url: &DatabaseUrl, schema: &str, only: Option<String>) -> Result<Self, BaileysTablesError> {
        let target = Target::from_url(url, CONNECT_TIMEOUT)?;
        let client = target.connect().await.map_err(|error| StoreOpenError::Unreachable(error.to_string()))?;
        let rows = client.query_typed(COLUMNS, &[(&schema, Type::TEXT)]).await?;
        let found = rows.iter().map(|row| Ok((row.try_get(0)?, row.try_get(1)?)));
        let found: Vec<(String, String)> = found.collect::<Result<_, Error>>()?;
        let has =
            |(table, column): (&str, &str)| found.iter().any(|(t, c)| (t.as_str(), c.as_str()) == (table, column));
        if has(OURS) {
            return Err(BaileysTablesError::Ours);
        }
        if let Some((table, column)) = WANTED.into_iter().find(|wanted| !has(*wanted)) {
            return Err(BaileysTablesError::NoColumn { schema: schema.to_owned(), table, column });
        }
        // A name cannot be a parameter. It is the schema's own, as the catalogue has just confirmed.
        let schema = schema.replace('"', "\"\"");
        Ok(Self { client, schema, only, ids: Vec::new().into_iter(), after: None })
    }

    /// The next company, in the order of their ids; `None` after the last.
    ///
    /// # Errors
    /// [`BaileysTablesError`].
    pub async fn next(&mut self) -> Result<Option<BaileysCompany>, BaileysTablesError> {
        let Some(id) = self.next_id().await? else { return Ok(None) };
        let schema = &self.schema;
        let transaction =
            self.client.build_transaction().isolation_level(IsolationLevel::RepeatableRead).read_only(true);
        let transaction = transaction.start().await?;
        let creds = format!(r#"SELECT creds::text FROM "{schema}".whatsapp_auth WHERE company_id::text = $1"#);
        let creds = transaction.query_typed(&creds, &[(&id, Type::TEXT)]).await?;
        let creds: Option<String> = creds.first().map(|row| row.try_get(0)).transpose()?.flatten();
        let keys = format!(
            r#"SELECT key_type::text, key_id::text, value::text FROM "{schema}".whatsapp_keys
                WHERE company_id::text = $1 AND value IS NOT NULL ORDER BY 1, 2"#
        );
        let rows = transaction.query_typed(&keys, &[(&id, Type::TEXT)]).await?;
        let key = |row: &tokio_postgres::Row| -> Result<BaileysKey, Error> {
            Ok(BaileysKey { key_type: row.try_get(0)?, id: row.try_get(1)?, value: row.try_get(2)? })
        };
        let keys = rows.iter().map(key).collect::<Result<_, _>>()?;
        transaction.commit().await?;
        let state = creds.map(|creds| BaileysState { creds, keys }).ok_or_else(|| "creds is null".to_owned());
        Ok(Some((id, state)))
    }

    async fn next_id(&mut self) -> Result<Option<String>, BaileysTablesError> {
        if let Some(id) = self.ids.next() {
            return Ok(Some(id));
        }
        if self.only.is_some() && self.after.is_some() {
            return Ok(None);
        }
        let page = format!(
            r#"SELECT company_id::text FROM "{}".whatsapp_auth
                WHERE ($1::text IS NULL OR company_id::text COLLATE "C" > $1) AND ($2::text IS NULL OR company_id::text = $2)
                ORDER BY company_id::text COLLATE "C" LIMIT $3"#,
            self.schema
        );
        let params = [(&self.after as _, Type::TEXT), (&self.only as _, Type::TEXT), (&PAGE as _, Type::INT8)];
        let rows = self.client.query_typed(&page, &params).await?;
        let ids = rows.iter().map(|row| row.try_get(0)).collect::<Result<Vec<String>, Error>>()?;
        self.after = ids.last().cloned().or_else(|| Some(String::new()));
        self.ids = ids.into_iter();
        Ok(self.ids.next())
    }
}
