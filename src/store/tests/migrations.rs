//! The schema: made once however many processes start at once, and refused if this binary cannot use it.

use std::time::Duration;

use linekeeper_ports::CredentialStore;
use linekeeper_store::Store;

use crate::support::{World, company, config, in_a_world, until};

async fn cause(words: &str) -> (&'static str, String) {
    let mut settings = config(words);
    settings.migration_patience = Duration::from_millis(200);
    let error = Store::open(settings).await.unwrap_err();
    (error.cause(), error.to_string())
}

/// Number of migration files.
fn files() -> i64 {
    let folder = std::fs::read_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/../../migrations")).unwrap();
    let names = folder.map(|entry| entry.unwrap().file_name());
    names.map(|name| i64::from(name.to_string_lossy().ends_with(".sql"))).sum()
}

#[test]
fn processes_that_start_at_once_on_empty_database_all_open() {
    in_a_world(async |world| {
        let admin = world.admin().await;
        let words = world.database.words();
        admin.batch_execute("DROP SCHEMA public CASCADE; CREATE SCHEMA public").await.unwrap();
        let open = |_| {
            tokio::spawn({
                let words = words.clone();
                async move { Store::open(config(&words)).await }
            })
        };
        let starts: Vec<_> = (0..4).map(open).collect();
        for start in starts {
            let store = start.await.unwrap().unwrap();
            store.take(&company("1")).await.unwrap();
            store.close().await;
        }
        let applied = admin.query_one("SELECT count(*) FROM refinery_schema_history", &[]).await.unwrap();
        assert_eq!(applied.get::<_, i64>(0), files());
    });
}

#[test]
fn database_of_newer_version_is_refused() {
    in_a_world(async |world| {
        let sql = "INSERT INTO refinery_schema_history (version, name, applied_on, checksum)
            VALUES (20991231000000, 'wonders', '2099-12-31T00:00:00Z', '1')";
        world.admin().await.batch_execute(sql).await.unwrap();
        let (cause, words) = cause(&world.database.words()).await;
        assert_eq!(cause, "schema_newer");
        assert!(words.contains("20991231000000") && words.contains("run that version"), "{words}");
    });
}

/// Records a migration of a newer version, with this schema line if given.
async fn newer_migration(world: &World, line: Option<i32>) {
    let admin = world.admin().await;
    let sql = "INSERT INTO refinery_schema_history (version, name, applied_on, checksum)
        VALUES (20991231000000, 'wonders', '2099-12-31T00:00:00Z', '1')";
    admin.batch_execute(sql).await.unwrap();
    admin.batch_execute("ALTER TABLE whatsapp_auth ADD COLUMN wonder text").await.unwrap();
    if let Some(line) = line {
        admin.execute("INSERT INTO schema_lines VALUES (20991231000000, $1)", &[&line]).await.unwrap();
    }
}

#[test]
fn newer_schema_within_the_line_is_used_as_it_is() {
    in_a_world(async |world| {
        newer_migration(&world, Some(1)).await;
        let count = "SELECT count(*) FROM refinery_schema_history";
        let admin = world.admin().await;
        let before: i64 = admin.query_one(count, &[]).await.unwrap().get(0);
        for _ in 0..2 {
            let store = Store::open(config(&world.database.words())).await.unwrap();
            store.take(&company("1")).await.unwrap();
            store.close().await;
        }
        let after: i64 = admin.query_one(count, &[]).await.unwrap().get(0);
        assert_eq!(after, before);
    });
}

#[test]
fn newer_schema_beyond_the_line_is_refused() {
    in_a_world(async |world| {
        newer_migration(&world, Some(2)).await;
        let (cause, words) = cause(&world.database.words()).await;
        assert_eq!(cause, "schema_newer");
        assert!(
            words.contains("20991231000000") && words.contains("line 2") && words.contains("run that version"),
            "{words}"
        );
    });
}

#[test]
fn newer_schema_that_lacks_a_migration_is_refused() {
    in_a_world(async |world| {
        newer_migration(&world, Some(1)).await;
        let sql = "DELETE FROM refinery_schema_history WHERE version = 20261125000500";
        world.admin().await.batch_execute(sql).await.unwrap();
        assert_eq!(cause(&world.database.words()).await.0, "schema_newer");
    });
}

#[test]
fn a_migration_that_was_changed_after_it_was_applied_is_refused() {
    in_a_world(async |world| {
        let sql = "UPDATE refinery_schema_history SET checksum = '1' WHERE version = 20261122000100";
        world.admin().await.batch_execute(sql).await.unwrap();
        assert_eq!(cause(&world.database.words()).await.0, "schema_diverged");
    });
}

#[test]
fn wait_for_hanging_migration_is_bounded() {
    in_a_world(async |world| {
        let admin = world.admin().await;
        admin.batch_execute("SELECT pg_advisory_lock(x'6c696e656b656570'::bigint)").await.unwrap();
        assert_eq!(cause(&world.database.words()).await.0, "migrations_busy");
        drop(admin);
        // The lock ends with its connection.
        until(async || Store::open(config(&world.database.words())).await.is_ok()).await;
    });
}

#[test]
fn a_database_that_is_not_utf8_is_refused() {
    in_a_world(async |world| {
        let admin = world.admin().await;
        let name = format!("linekeeper_ascii_{}", std::process::id());
        let make = format!("CREATE DATABASE {name} ENCODING 'SQL_ASCII' LOCALE 'C' TEMPLATE template0");
        admin.batch_execute(&make).await.unwrap();
        let (cause, words) = cause(&world.database.words_for(&name)).await;
        admin.batch_execute(&format!("DROP DATABASE {name} WITH (FORCE)")).await.unwrap();
        assert_eq!(cause, "database_not_utf8");
        assert!(words.contains("SQL_ASCII"), "{words}");
    });
}

#[test]
fn rows_that_break_the_rules_are_refused_by_the_database_itself() {
    in_a_world(async |world| {
        let admin = world.admin().await;
        world.store.take(&company("1")).await.unwrap();
        for sql in [
            "INSERT INTO whatsapp_auth (company_id) VALUES ('a b')",
            "INSERT INTO whatsapp_auth (company_id) VALUES (repeat('x', 65))",
            "UPDATE whatsapp_auth SET fence = 0",
            "UPDATE whatsapp_auth SET phone = '+79006464263'",
            "UPDATE whatsapp_auth SET paired_at = now()",
            "INSERT INTO whatsapp_keys (company_id, key_type, key_id, value) VALUES ('unknown', 't', 'i', '')",
            "INSERT INTO session_events (company_id, at, event, actor) VALUES ('1', now(), repeat('e', 65), 'api')",
            "UPDATE whatsapp_auth SET parked_code = 'RAINED_OFF'",
            "UPDATE whatsapp_auth SET parked_until = now()",
            "INSERT INTO session_events (company_id, at, event, actor, from_state) VALUES ('1', now(), 'e', 'api', 'idle')",
            "INSERT INTO session_events (company_id, at, event, actor, reason) VALUES ('1', now(), 'e', 'api', '')",
            "INSERT INTO session_events (company_id, at, event, actor, from_state, to_state)
                VALUES ('1', now(), 'e', 'api', 'connected', 'pairing_code_sent')",
            "INSERT INTO pairing_budgets (account) VALUES ('5511987650001')",
            "INSERT INTO pairing_budgets (account, live_company) VALUES ('79006464263', '1')",
            "INSERT INTO pairing_budgets (account, throttles) VALUES ('79006464263', 1)",
            "INSERT INTO pairing_budgets (account, asked_at) VALUES ('79006464263', ARRAY[now(), NULL])",
            "INSERT INTO restart_policies VALUES ('1', 'sometimes', 1, 1, 0, 0)",
            "INSERT INTO restart_policies VALUES ('1', 'permanent', 1, 1, 10, 9)",
            "INSERT INTO restart_policies VALUES ('1', 'permanent', 1, 1, 0, 0, now(), 'linear', 10, 30)",
            "INSERT INTO restart_policies VALUES ('1', 'permanent', 1, 1, 0, 0, now(), 'fibonacci', 101, 30)",
            "INSERT INTO restart_policies VALUES ('1', 'permanent', 1, 1, 0, 0, now(), 'fibonacci', 10, 86401)",
        ] {
            assert!(admin.batch_execute(sql).await.is_err(), "{sql}");
        }
        admin
            .batch_execute("INSERT INTO restart_policies VALUES ('1', 'transient', 5, 60, 1000, 900000)")
            .await
            .unwrap();
    });
}
