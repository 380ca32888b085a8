//! Resources that the service and its database use at a moment.

use std::collections::BTreeMap;

use linekeeper_harness::Service;
use linekeeper_load::usage::{self, Usage};
use serde::Serialize;
use tokio_postgres::Client;

/// A table of the database.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub struct Table {
    /// Number of rows.
    pub rows: u64,
    /// Size in bytes, with indexes and dead rows.
    pub bytes: u64,
}

/// Resources that must not grow.
#[derive(Debug, Clone, Default, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Measure {
    /// Memory of the service in bytes.
    pub memory: u64,
    /// Threads of the service.
    pub threads: u64,
    /// Open descriptors of the service.
    pub descriptors: u64,
    /// Memory of PostgreSQL's processes in bytes.
    pub database_memory: u64,
    /// Messages waiting in mailboxes.
    pub mailboxes: u64,
    /// Open WebSockets.
    pub clients: u64,
    /// Connected sessions.
    pub connected: u64,
    /// Dropped journal entries.
    pub dropped: u64,
    /// Tables by name.
    pub tables: BTreeMap<String, Table>,
}

impl Measure {
    /// Measures the present use.
    pub async fn take(service: &Service, database: &Client) -> Self {
        let quick = Self::quick(service).await;
        Self { database_memory: usage::postgres().memory, tables: tables(database).await, ..quick }
    }

    /// Measures without PostgreSQL, whose tables take a while to count.
    pub async fn quick(service: &Service) -> Self {
        let usage = Usage::of(service.pid());
        let metrics = service.metrics().await;
        Self {
            memory: usage.memory,
            threads: usage.threads,
            descriptors: usage.descriptors,
            mailboxes: metrics.sum("linekeeper_mailbox_messages") as u64,
            clients: metrics.sum("linekeeper_clients") as u64,
            connected: metrics.sum_of("linekeeper_sessions", &[("state", "connected")]) as u64,
            dropped: metrics.sum("linekeeper_journal_dropped_total") as u64,
            ..Self::default()
        }
    }

    /// Rows of a table; 0 if there is no such table.
    pub fn rows(&self, table: &str) -> u64 {
        self.tables.get(table).map_or(0, |table| table.rows)
    }
}

async fn tables(database: &Client) -> BTreeMap<String, Table> {
    let listed = "SELECT tablename::text, pg_total_relation_size(format('%I.%I', schemaname, tablename)::regclass)
        FROM pg_tables WHERE schemaname = 'public'";
    let mut found = BTreeMap::new();
    for row in database.query(listed, &[]).await.expect("tables") {
        let name: String = row.get(0);
        let counted = database.query_one(&format!("SELECT count(*) FROM \"{name}\""), &[]).await.expect("rows");
        let of = |number: i64| u64::try_from(number).unwrap_or(0);
        found.insert(name, Table { rows: of(counted.get(0)), bytes: of(row.get(1)) });
    }
    found
}
