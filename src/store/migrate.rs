//! Brings the database's schema to the version this binary expects, before anything else uses it.
//!
//! One process at a time, under an advisory lock that is waited for at most `migration_patience`. The lock belongs to a
//! transaction on a connection of its own, which stays open while a second connection applies the migrations. So it
//! also holds through a pooler that lends sessions per transaction, leaves nothing behind there, and is released when
//! the process dies.

use std::collections::BTreeSet;
use std::time::Duration;

use refinery::error::Kind;
use refinery::{Migration, Runner, Target as Until};
use tokio::time::{Instant, sleep, timeout};
use tokio_postgres::error::SqlState;
use tokio_postgres::types::Type;
use tokio_postgres::{Client, Error, Transaction};
use tracing::{info, warn};

use crate::companies::accounts;
use crate::config::StoreConfig;
use crate::failure::describe;
use crate::open_error::StoreOpenError;
use crate::sealing;
use crate::target::{Sessions, Target};
use crate::tolerance;

/// Key of the advisory lock: `linekeep` in ASCII.
const LOCK_KEY: i64 = 0x6c69_6e65_6b65_6570;

/// Pause between two attempts to connect.
const CONNECT_PAUSE: Duration = Duration::from_millis(100);

/// All migrations, in the order in which they are applied.
const MIGRATIONS: &[(&str, &str)] = &[
    ("V20261122000100__credentials", include_str!("../../migrations/V20261122000100__credentials.sql")),
    ("V20261122000200__session_events", include_str!("../../migrations/V20261122000200__session_events.sql")),
    ("V20261122000300__restart_policies", include_str!("../../migrations/V20261122000300__restart_policies.sql")),
    ("V20261124000100__session_machine", include_str!("../../migrations/V20261124000100__session_machine.sql")),
    ("V20261124000200__expiry_warnings", include_str!("../../migrations/V20261124000200__expiry_warnings.sql")),
    ("V20261124000300__pairing_budgets", include_str!("../../migrations/V20261124000300__pairing_budgets.sql")),
    ("V20261124000400__restart_backoff", include_str!("../../migrations/V20261124000400__restart_backoff.sql")),
    ("V20261125000100__sealed_credentials", include_str!("../../migrations/V20261125000100__sealed_credentials.sql")),
    ("V20261125000150__sealed_only", include_str!("../../migrations/V20261125000150__sealed_only.sql")),
    ("V20261125000200__access", include_str!("../../migrations/V20261125000200__access.sql")),
    ("V20261125000300__idempotency", include_str!("../../migrations/V20261125000300__idempotency.sql")),
    ("V20261125000400__disconnect", include_str!("../../migrations/V20261125000400__disconnect.sql")),
    ("V20261125000500__session_counts", include_str!("../../migrations/V20261125000500__session_counts.sql")),
    ("V20261128000100__removal_wait", include_str!("../../migrations/V20261128000100__removal_wait.sql")),
    ("V20261128000110__code_usage", include_str!("../../migrations/V20261128000110__code_usage.sql")),
    ("V20261128000500__account_keys", include_str!("../../migrations/V20261128000500__account_keys.sql")),
    ("V20261128000510__row_lives", include_str!("../../migrations/V20261128000510__row_lives.sql")),
    ("V20261128000600__housekeeping", include_str!("../../migrations/V20261128000600__housekeeping.sql")),
    ("V20261128000650__schema_lines", include_str!("../../migrations/V20261128000650__schema_lines.sql")),
    ("V20261128000700__key_stamps", include_str!("../../migrations/V20261128000700__key_stamps.sql")),
    ("V20261128000710__write_probe", include_str!("../../migrations/V20261128000710__write_probe.sql")),
    (
        "V20261128000730__idempotency_master_keys",
        include_str!("../../migrations/V20261128000730__idempotency_master_keys.sql"),
    ),
    ("V20261128000800__ordered_log_outs", include_str!("../../migrations/V20261128000800__ordered_log_outs.sql")),
    (
        "V20261128000810__account_key_planned_once",
        include_str!("../../migrations/V20261128000810__account_key_planned_once.sql"),
    ),
    ("V20261129000100__next_slot", include_str!("../../migrations/V20261129000100__next_slot.sql")),
    (
        "V20261129000200__account_not_supported",
        include_str!("../../migrations/V20261129000200__account_not_supported.sql"),
    ),
    ("V20261129000300__passkey_states", include_str!("../../migrations/V20261129000300__passkey_states.sql")),
    ("V20261129000400__client_version", include_str!("../../migrations/V20261129000400__client_version.sql")),
    ("V20261129000500__companies", include_str!("../../migrations/V20261129000500__companies.sql")),
    ("V20261129000700__short_links", include_str!("../../migrations/V20261129000700__short_links.sql")),
    ("V20261129000800__phone_seen", include_str!("../../migrations/V20261129000800__phone_seen.sql")),
    ("V20261129000900__messages", include_str!("../../migrations/V20261129000900__messages.sql")),
    ("V20261130000100__outbox", include_str!("../../migrations/V20261130000100__outbox.sql")),
    ("V20261130000200__media", include_str!("../../migrations/V20261130000200__media.sql")),
];

/// Version of the migration after which rows stored before sealing are sealed.
const SEALING: i64 = 20_261_125_000_100;

/// Version of the migration whose CHECKs refuse unsealed values.
const SEALED_ONLY: i64 = 20_261_125_000_150;

/// Connects within `connect_patience`, checks the encoding, applies missing migrations, checks the master keys and
/// seals unsealed rows. Returns whether server sessions are our own or lent by a pooler.
pub(crate) async fn run(target: &Target, config: &StoreConfig) -> Result<Sessions, StoreOpenError> {
    let mut holder = connect_patiently(target, config).await?;
    check_encoding(&holder).await?;
    let unreachable = |error: Error| StoreOpenError::Unreachable(describe(&error));
    let sessions = target.sessions().await.map_err(unreachable)?;
    let lock = lock(&mut holder, config.migration_patience).await?;
    let mut client = second_connection(target, config).await?;
    migrate(&mut client, config).await?;
    lock.rollback().await.map_err(unreachable)?;
    Ok(sessions)
}

/// Applies migrations and seals old rows; the caller holds the lock.
async fn migrate(client: &mut Client, config: &StoreConfig) -> Result<(), StoreOpenError> {
    if tolerance::is_newer(client, &versions()?).await? {
        return sealing::check_master_keys(client, &config.master_keys).await;
    }
    apply(client, Until::Version(SEALING)).await?;
    sealing::check_master_keys(client, &config.master_keys).await?;
    // Once the CHECKs are in place, an unsealed value can only have been planted and must not be sealed as genuine.
    if !is_applied(client, SEALED_ONLY).await? {
        sealing::adopt(client, &config.master_keys).await?;
    }
    apply(client, Until::Latest).await?;
    accounts::look_after_shared(client).await;
    Ok(())
}

async fn apply(client: &mut Client, until: Until) -> Result<(), StoreOpenError> {
    let report = runner()?.set_target(until).run_async(client).await.map_err(|error| refused(&error))?;
    for migration in report.applied_migrations() {
        info!("migration {migration} is applied");
    }
    Ok(())
}

async fn is_applied(client: &Client, version: i64) -> Result<bool, StoreOpenError> {
    let sql = "SELECT FROM refinery_schema_history WHERE version = $1";
    let found = client.query_typed(sql, &[(&version as _, Type::INT8)]).await;
    found.map(|rows| !rows.is_empty()).map_err(|error| StoreOpenError::Unreachable(describe(&error)))
}

/// Retries until a connection is made, the server refuses for good, or `connect_patience` is over.
async fn connect_patiently(target: &Target, config: &StoreConfig) -> Result<Client, StoreOpenError> {
    let deadline = Instant::now() + config.connect_patience;
    let mut told = false;
    loop {
        let problem = match timeout(config.call_timeout, target.connect()).await {
            Ok(Ok(client)) => return Ok(client),
            Ok(Err(error)) if is_final(&error) => return Err(StoreOpenError::Refused(describe(&error))),
            Ok(Err(error)) if is_tls_refusal(&error) => return Err(StoreOpenError::Tls(describe(&error))),
            Ok(Err(error)) => describe(&error),
            Err(_) => "no answer within the call timeout".to_owned(),
        };
        if Instant::now() >= deadline {
            return Err(StoreOpenError::Unreachable(problem));
        }
        if !std::mem::replace(&mut told, true) {
            warn!("PostgreSQL does not answer yet: {problem}");
        }
        sleep(CONNECT_PAUSE).await;
    }
}

/// Whether the server refuses for good: wrong password, user or database. A retry would get the same answer.
fn is_final(error: &Error) -> bool {
    let Some(db) = error.as_db_error() else { return false };
    let class = db.code().code().get(..2);
    matches!(class, Some("28")) || *db.code() == SqlState::UNDEFINED_DATABASE
}

/// Whether the server has no TLS or a certificate we do not trust; a connection that broke during the handshake does
/// not count. The driver reveals the kind of an error only in its message.
fn is_tls_refusal(error: &Error) -> bool {
    let cause = std::error::Error::source(error).and_then(|cause| cause.downcast_ref::<std::io::Error>());
    error.to_string().starts_with("error performing TLS handshake")
        && cause.is_none_or(|cause| cause.kind() == std::io::ErrorKind::InvalidData)
}

async fn check_encoding(client: &Client) -> Result<(), StoreOpenError> {
    let broken = |error: Error| StoreOpenError::Unreachable(describe(&error));
    let row = client.query_typed_one("SELECT current_setting('server_encoding')", &[]).await.map_err(broken)?;
    let encoding: String = row.try_get(0).map_err(broken)?;
    if encoding == "UTF8" { Ok(()) } else { Err(StoreOpenError::NotUtf8(encoding)) }
}

/// Waits for the lock, in a transaction that holds it until it ends.
async fn lock(client: &mut Client, patience: Duration) -> Result<Transaction<'_>, StoreOpenError> {
    let wait = patience.as_millis().max(1);
    let broken = |error: Error| StoreOpenError::Unreachable(describe(&error));
    let transaction = client.transaction().await.map_err(broken)?;
    let sql = format!(
        "SET LOCAL statement_timeout = 0; SET LOCAL idle_in_transaction_session_timeout = 0; SET LOCAL lock_timeout = {wait};
        SELECT pg_advisory_xact_lock({LOCK_KEY})"
    );
    transaction.batch_execute(&sql).await.map_err(|error| match error.code() {
        Some(code) if *code == SqlState::LOCK_NOT_AVAILABLE => {
            StoreOpenError::MigrationsBusy { seconds: patience.as_secs() }
        }
        _ => broken(error),
    })?;
    Ok(transaction)
}

/// Opens the connection that applies the migrations. A pooler with a single session would block it forever, so it must
/// answer within the call timeout.
async fn second_connection(target: &Target, config: &StoreConfig) -> Result<Client, StoreOpenError> {
    let unreachable = |error: Error| StoreOpenError::Unreachable(describe(&error));
    let answered = async {
        let client = target.connect().await?;
        client.batch_execute("").await?;
        Ok(client)
    };
    match timeout(config.call_timeout, answered).await {
        Ok(client) => client.map_err(unreachable),
        Err(_) => Err(StoreOpenError::Unreachable("no second connection within the call timeout".to_owned())),
    }
}

fn migrations() -> Result<Vec<Migration>, StoreOpenError> {
    let parsed: Result<Vec<Migration>, _> =
        MIGRATIONS.iter().map(|(name, sql)| Migration::unapplied(name, sql)).collect();
    parsed.map_err(|error| StoreOpenError::MigrationFailed(error.to_string()))
}

/// Versions of the migrations that this program knows.
fn versions() -> Result<BTreeSet<i64>, StoreOpenError> {
    Ok(migrations()?.iter().map(Migration::version).collect())
}

fn runner() -> Result<Runner, StoreOpenError> {
    let migrations = migrations()?;
    Ok(Runner::new(&migrations).set_abort_divergent(true).set_abort_missing(true))
}

fn refused(error: &refinery::Error) -> StoreOpenError {
    match error.kind() {
        Kind::MissingVersion(migration) => StoreOpenError::SchemaFromTheFuture(migration.to_string()),
        Kind::DivergentVersion(migration, _) => StoreOpenError::SchemaDiverged(migration.to_string()),
        Kind::Connection(doing, cause) => {
            let words = cause.downcast_ref::<Error>().map(describe);
            StoreOpenError::MigrationFailed(format!("{doing}: {}", words.unwrap_or_else(|| cause.to_string())))
        }
        _ => StoreOpenError::MigrationFailed(error.to_string()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn migration_files_are_embedded_and_named_in_readme() {
        let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../../migrations");
        let readme = std::fs::read_to_string(format!("{folder}/README.md")).unwrap();
        let names = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap());
        let mut files: Vec<String> = names.filter_map(|name| name.strip_suffix(".sql").map(str::to_owned)).collect();
        files.sort();
        let embedded: Vec<&str> = MIGRATIONS.iter().map(|(name, _)| *name).collect();
        assert_eq!(files, embedded);
        assert!(files.iter().all(|name| readme.contains(name)));
        assert!(runner().is_ok());
    }

    #[test]
    fn migration_names_its_schema_line_since_lines_exist() {
        const BEFORE: i64 = 20_261_128_000_650;
        for (name, sql) in MIGRATIONS {
            let version: i64 = name[1..name.find("__").unwrap()].parse().unwrap();
            let row = format!("INSERT INTO schema_lines (version, line) VALUES ({version}, ");
            assert!(version < BEFORE || sql.contains(&row), "{name} needs: {row}<line>);");
            let line = sql.split(&row).nth(1).and_then(|rest| rest.split(')').next()).map(str::parse::<i32>);
            assert!(
                line.is_none_or(|line| line.unwrap() <= tolerance::LINE),
                "{name} is beyond the line of this program"
            );
        }
    }
}
