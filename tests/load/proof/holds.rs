//! Holds: transactions of the service that wait before they write to a table, so that a process can be killed there.
//! Triggers take a shared advisory lock, which costs next to nothing until somebody holds it exclusively.

use std::time::Duration;

use linekeeper_harness::Database;
use tokio::time::{Instant, sleep};
use tokio_postgres::{Client, Error, NoTls};

use crate::plan::Table;

/// Time between two looks.
const LOOK: Duration = Duration::from_millis(5);

/// Advisory lock of each table, with the trigger that takes it.
const fn trigger(table: Table) -> (i64, &'static str) {
    match table {
        Table::Events => (7_301, "INSERT ON message_events FOR EACH STATEMENT"),
        Table::Seen => (7_302, "INSERT ON seen_messages FOR EACH STATEMENT"),
        Table::Copies => (7_303, "INSERT ON whatsapp_keys FOR EACH ROW WHEN (NEW.key_type = 'pending-message')"),
        Table::Sessions => (7_305, "INSERT ON whatsapp_keys FOR EACH ROW WHEN (NEW.key_type = 'session')"),
        Table::Deliveries => (7_304, "UPDATE ON webhook_deliveries FOR EACH STATEMENT"),
        Table::Outgoing => (7_306, "UPDATE ON outgoing_messages FOR EACH STATEMENT"),
    }
}

/// Opens a connection; an error while the server is down.
pub async fn connect(database: &Database) -> Result<Client, Error> {
    let (client, connection) = tokio_postgres::connect(database.url().expect("an address"), NoTls).await?;
    tokio::spawn(connection);
    Ok(client)
}

/// Opens a connection, once the server is up again.
async fn connect_in_time(database: &Database, within: Duration) -> Option<Client> {
    let began = Instant::now();
    loop {
        match connect(database).await {
            Ok(client) => return Some(client),
            Err(_) if began.elapsed() < within => sleep(LOOK).await,
            Err(_) => return None,
        }
    }
}

/// Adds the triggers.
pub async fn install(database: &Database) {
    let client = connect(database).await.expect("a PostgreSQL");
    let function = "CREATE FUNCTION proof_hold() RETURNS trigger LANGUAGE plpgsql AS
        $$ BEGIN PERFORM pg_advisory_xact_lock_shared(TG_ARGV[0]::bigint); RETURN NEW; END $$";
    client.batch_execute(function).await.expect("a function");
    for table in [Table::Events, Table::Seen, Table::Copies, Table::Sessions, Table::Deliveries, Table::Outgoing] {
        let (number, of) = trigger(table);
        let sql = format!("CREATE TRIGGER proof_{number} BEFORE {of} EXECUTE FUNCTION proof_hold('{number}')");
        client.batch_execute(&sql).await.expect("a trigger");
    }
}

/// Hold on a table, until it is dropped.
pub struct Hold {
    client: Client,
    number: i64,
}

impl Hold {
    /// Holds the writes that begin from now on; `None` if the server is down for this time.
    pub async fn on(database: &Database, table: Table, within: Duration) -> Option<Self> {
        let (number, _) = trigger(table);
        let client = connect_in_time(database, within).await?;
        client.execute("SELECT pg_advisory_lock($1)", &[&number]).await.ok()?;
        Some(Self { client, number })
    }

    /// Waits until a transaction is held; false if none is within this time, or the server ends.
    pub async fn is_reached(&self, within: Duration) -> bool {
        let waits = "SELECT FROM pg_locks WHERE locktype = 'advisory' AND objid = $1::bigint::oid AND NOT granted
            AND database = (SELECT oid FROM pg_database WHERE datname = current_database())";
        let began = Instant::now();
        while began.elapsed() < within {
            match self.client.query(waits, &[&self.number]).await {
                Ok(rows) if rows.is_empty() => sleep(LOOK).await,
                Ok(_) => return true,
                Err(_) => return false,
            }
        }
        false
    }
}

/// Waits until the log of a company is longer than this; false if it is not within this time.
pub async fn log_grows(database: &Database, company: &str, (beyond, within): (i64, Duration)) -> bool {
    let began = Instant::now();
    while began.elapsed() < within {
        if last_seq(database, company, within).await.is_some_and(|last| last > beyond) {
            return true;
        }
        sleep(LOOK).await;
    }
    false
}

/// Place of the last event of a company; `None` if the server is down for this time.
pub async fn last_seq(database: &Database, company: &str, within: Duration) -> Option<i64> {
    let client = connect_in_time(database, within).await?;
    let last = "SELECT coalesce(max(last_seq), 0) FROM message_logs WHERE company_id = $1";
    client.query_one(last, &[&company]).await.ok()?.try_get(0).ok()
}
