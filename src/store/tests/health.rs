//! Telemetry of the store: calls counted by name and outcome, outages, and log lines that carry the caller's span.

use std::fmt::Write;
use std::sync::{Mutex, Once};
use std::time::Duration;

use linekeeper_domain::StoreFailure;
use linekeeper_ports::{Batch, CredentialRows, CredentialStore};
use linekeeper_store::Store;
use tracing::field::{Field, Visit};
use tracing::span::{Attributes, Id};
use tracing::{Event, Instrument, Subscriber};
use tracing_subscriber::Layer;
use tracing_subscriber::layer::{Context, SubscriberExt};
use tracing_subscriber::registry::LookupSpan;

use crate::support::proxy::Proxy;
use crate::support::{World, company, config, creds, failure, ids, in_a_world, linked, linking, put, puts, until};

#[test]
fn calls_are_counted_and_gauge_follows_outage() {
    in_a_world(async |world| {
        let proxy = Proxy::to(world.database.endpoint()).await;
        let settings = config(&world.database.words_through(proxy.port));
        let metrics = settings.metrics.clone();
        let has = |sample: &str| metrics.render().lines().any(|line| line == sample);
        let store = Store::open(settings).await.unwrap();
        assert!(has("linekeeper_store_up 1"), "it answered when it was opened");
        let fence = store.take(&company("1")).await.unwrap().fence;
        store.take(&company("1")).await.unwrap();
        assert_eq!(failure(store.wipe(&company("1"), fence).await), StoreFailure::Fenced);
        assert!(has(r#"linekeeper_store_calls_total{call="take",outcome="ok"} 2"#));
        assert!(has(r#"linekeeper_store_calls_total{call="wipe",outcome="refused"} 1"#));
        assert!(has(r#"linekeeper_store_call_seconds_count{call="take"} 2"#));
        assert!(has("linekeeper_store_up 1"), "a refusal is an answer");
        proxy.break_it();
        until(async || store.ping().await.is_err()).await;
        assert!(has("linekeeper_store_up 0"));
        proxy.restore();
        until(async || store.ping().await.is_ok()).await;
        assert!(has("linekeeper_store_up 1"));
        store.clone().close().await;
        assert_eq!(failure(store.ping().await), StoreFailure::Unavailable);
        assert!(has("linekeeper_store_up 1"), "a store that was closed says nothing about the database");
    });
}

/// Makes changes of keys fail with this SQLSTATE from now on.
async fn refuse_changes(world: &World, code: &str) {
    let sql = format!(
        "CREATE OR REPLACE FUNCTION no_room() RETURNS trigger LANGUAGE plpgsql AS $$
            BEGIN RAISE EXCEPTION 'could not extend file' USING ERRCODE = '{code}'; END $$;
         DROP TRIGGER IF EXISTS full_disk ON whatsapp_keys;
         CREATE TRIGGER full_disk BEFORE INSERT OR DELETE ON whatsapp_keys FOR EACH ROW EXECUTE FUNCTION no_room()"
    );
    world.admin().await.batch_execute(&sql).await.unwrap();
}

#[test]
fn full_disk_makes_writes_unavailable_and_reads_work() {
    in_a_world(async |world| {
        let (store, salon) = (&world.store, company("1"));
        let fence = store.take(&salon).await.unwrap().fence;
        let batch = Batch { puts: vec![put("session", "a", "v")], ..linking("79006464263") };
        store.write(&salon, fence, batch).await.unwrap();
        for code in ["53100", "53200", "53300", "53400", "57P03", "58000", "58030", "58P01"] {
            refuse_changes(&world, code).await;
            let late = Batch { credentials: Some(creds("late")), ..puts([put("session", "b", "v")]) };
            let error = store.write(&salon, fence, late).await.unwrap_err();
            assert_eq!(error.failure, StoreFailure::Unavailable, "{code}");
            assert!(error.detail.contains(code), "{error}");
            assert_eq!(failure(store.wipe(&salon, fence).await), StoreFailure::Unavailable, "{code}");
            assert_eq!(store.credentials(&salon).await.unwrap(), Some(creds("linked")), "{code}");
            assert_eq!(ids(store, &salon, "session").await, ["a"], "{code}");
        }
        world.admin().await.batch_execute("DROP TRIGGER full_disk ON whatsapp_keys").await.unwrap();
        store.write(&salon, fence, puts([put("session", "b", "v")])).await.unwrap();
    });
}

#[test]
fn store_cannot_write_while_the_disk_is_found_full() {
    in_a_world(async |world| {
        let (store, admin) = (&world.store, world.admin().await);
        let fence = store.take(&company("1")).await.unwrap().fence;
        store.can_write().await.unwrap();
        assert!(
            admin.query_one("SELECT pg_relation_size('write_probe')", &[]).await.unwrap().get::<_, i64>(0) >= 32_768
        );
        // The result is reused; the probe does not run again so soon.
        admin.batch_execute("DROP TABLE write_probe").await.unwrap();
        store.can_write().await.unwrap();

        refuse_changes(&world, "53100").await;
        assert_eq!(
            failure(store.write(&company("1"), fence, puts([put("session", "a", "v")])).await),
            StoreFailure::Unavailable
        );
        let error = store.can_write().await.unwrap_err();
        assert_eq!(error.failure, StoreFailure::Unavailable);
        assert_eq!(error.detail, "the database cannot write: its disk is full (SQLSTATE 53100)");
        store.ping().await.unwrap();
        let another = Store::open(config(&world.database.words())).await.unwrap();
        let error = another.can_write().await.unwrap_err();
        assert_eq!(error.detail, "the database cannot write (SQLSTATE 42P01)");
        another.close().await;
    });
}

#[test]
fn refused_probe_tells_cause_and_runs_again() {
    in_a_world(async |world| {
        let (store, admin) = (&world.store, world.admin().await);
        let refuse = "CREATE FUNCTION no_room() RETURNS trigger LANGUAGE plpgsql AS $$
                BEGIN RAISE EXCEPTION 'out of memory' USING ERRCODE = '53200'; END $$;
            CREATE TRIGGER refuse BEFORE INSERT ON write_probe EXECUTE FUNCTION no_room()";
        admin.batch_execute(refuse).await.unwrap();
        let error = store.can_write().await.unwrap_err();
        assert_eq!(error.detail, "the database cannot write: it has no memory left (SQLSTATE 53200)");
        admin.batch_execute("DROP TRIGGER refuse ON write_probe").await.unwrap();
        until(async || store.can_write().await.is_ok()).await;
        admin
            .batch_execute(&refuse.replace("53200", "53100").replace("CREATE FUNCTION", "CREATE OR REPLACE FUNCTION"))
            .await
            .unwrap();
        let another = Store::open(config(&world.database.words())).await.unwrap();
        let error = another.can_write().await.unwrap_err();
        assert_eq!(error.detail, "the database cannot write: its disk is full (SQLSTATE 53100)");
        another.close().await;
    });
}

/// Makes inserts into the probe's table fail as if the disk were full.
const NO_ROOM_FOR_THE_PROBE: &str = "CREATE FUNCTION no_room() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN RAISE EXCEPTION 'could not extend file' USING ERRCODE = '53100'; END $$;
    CREATE TRIGGER full_disk BEFORE INSERT ON write_probe EXECUTE FUNCTION no_room()";

/// Locks the probe's table in this mode, and has a store with one connection check whether it can write.
async fn can_write_beside_a_lock(world: &World, mode: &str) -> Result<(), String> {
    let holder = world.admin().await;
    let mut settings = config(&world.database.words());
    (settings.pool_size, settings.call_timeout) = (1, Duration::from_secs(3));
    let metrics = settings.metrics.clone();
    let store = Store::open(settings).await.unwrap();
    holder.batch_execute(&format!("BEGIN; LOCK TABLE write_probe IN {mode} MODE")).await.unwrap();
    let found = store.can_write().await.map_err(|error| error.detail);
    store.ping().await.unwrap();
    let told = metrics.render();
    assert!(told.lines().any(|line| line == "linekeeper_store_up 1") || found.is_err(), "{mode}: no outage");
    assert!(!told.contains(r#"call="probe_write",outcome="unknown_outcome""#), "{mode}: {told}");
    holder.batch_execute("ROLLBACK").await.unwrap();
    store.close().await;
    found
}

#[test]
fn can_write_succeeds_while_probe_table_is_locked() {
    in_a_world(async |world| {
        // The lock of a dump, for as long as it runs; and the lock of a table that is rewritten.
        for mode in ["ACCESS SHARE", "ACCESS EXCLUSIVE"] {
            assert_eq!(can_write_beside_a_lock(&world, mode).await, Ok(()), "{mode}");
        }
        let admin = world.admin().await;
        let size = "SELECT pg_relation_size('write_probe')";
        let beside_a_dump = admin.query_one(size, &[]).await.unwrap().get::<_, i64>(0);
        assert!(beside_a_dump > 0, "it was written all the same");
        world.store.can_write().await.unwrap();
    });
}

#[test]
fn full_disk_is_found_while_probe_table_is_locked() {
    in_a_world(async |world| {
        world.admin().await.batch_execute(NO_ROOM_FOR_THE_PROBE).await.unwrap();
        let found = can_write_beside_a_lock(&world, "ACCESS SHARE").await;
        assert_eq!(found, Err("the database cannot write: its disk is full (SQLSTATE 53100)".to_owned()));
    });
}

#[test]
fn read_only_database_is_found_by_the_probe() {
    in_a_world(async |world| {
        for mode in [None, Some("ACCESS SHARE")] {
            let (store, admin) = (Store::open(config(&world.database.words())).await.unwrap(), world.admin().await);
            if let Some(mode) = mode {
                admin.batch_execute(&format!("BEGIN; LOCK TABLE write_probe IN {mode} MODE")).await.unwrap();
            }
            let alter = "DO $$ BEGIN EXECUTE format('ALTER DATABASE %I SET default_transaction_read_only = on',
                current_database()); END $$";
            world.admin().await.batch_execute(alter).await.unwrap();
            let error = store.can_write().await.unwrap_err();
            assert_eq!(error.detail, "the database cannot write: it may only be read (SQLSTATE 25006)", "{mode:?}");
            store.close().await;
            let admin = world.admin().await;
            admin.batch_execute("SET default_transaction_read_only = off").await.unwrap();
            admin.batch_execute(&alter.replace("SET default_transaction_read_only = on", "RESET ALL")).await.unwrap();
        }
    });
}

/// Log lines of this process, each with the fields of its spans.
static LINES: Mutex<Vec<String>> = Mutex::new(Vec::new());

struct Lines;

struct Fields(String);

impl Visit for Fields {
    fn record_debug(&mut self, field: &Field, value: &dyn std::fmt::Debug) {
        write!(self.0, " {}={value:?}", field.name()).unwrap();
    }
}

impl<S: Subscriber + for<'a> LookupSpan<'a>> Layer<S> for Lines {
    fn on_new_span(&self, attributes: &Attributes<'_>, id: &Id, context: Context<'_, S>) {
        let mut fields = Fields(String::new());
        attributes.record(&mut fields);
        context.span(id).unwrap().extensions_mut().insert(fields);
    }

    fn on_event(&self, event: &Event<'_>, context: Context<'_, S>) {
        let mut fields = Fields(event.metadata().level().to_string());
        event.record(&mut fields);
        for span in context.event_scope(event).into_iter().flatten() {
            if let Some(of_span) = span.extensions().get::<Fields>() {
                fields.0.push_str(&of_span.0);
            }
        }
        LINES.lock().unwrap().push(fields.0);
    }
}

fn listen() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        tracing::subscriber::set_global_default(tracing_subscriber::registry().with(Lines)).unwrap();
    });
}

/// Log lines that contain these words. Tests of one process see each other's lines, so the words must be unique to a
/// test.
fn lines_with(words: &str) -> Vec<String> {
    LINES.lock().unwrap().iter().filter(|line| line.contains(words)).cloned().collect()
}

#[test]
fn a_line_of_the_store_carries_the_fields_of_its_callers_span() {
    listen();
    in_a_world(async |world| {
        linked(&world.store, "1", "79006464263").await;
        let sql = "ALTER TABLE whatsapp_auth DROP CONSTRAINT whatsapp_auth_parked_code;
            UPDATE whatsapp_auth SET parked_code = 'SNOWED_IN'";
        world.admin().await.batch_execute(sql).await.unwrap();
        let span = tracing::info_span!("request", correlation.id = "pairing-1.2");
        world.store.peek(&company("1")).instrument(span).await.unwrap();
        let lines = lines_with("SNOWED_IN");
        assert_eq!(lines.len(), 1, "{lines:?}");
        assert!(lines[0].starts_with("WARN") && lines[0].contains("correlation.id=\"pairing-1.2\""), "{lines:?}");
    });
}

#[test]
fn full_disk_is_logged_once_for_many_failed_calls() {
    listen();
    in_a_world(async |world| {
        let (store, salon) = (&world.store, company("1"));
        let fence = linked(store, "1", "79006464263").await;
        // A code of its class that no other test of this process uses.
        refuse_changes(&world, "53999").await;
        for _ in 0..20 {
            let written = store.write(&salon, fence, puts([put("session", "a", "v")])).await;
            assert_eq!(failure(written), StoreFailure::Unavailable);
            store.credentials(&salon).await.unwrap();
        }
        let lines = lines_with("53999");
        assert_eq!(lines.len(), 1, "{lines:?}");
        assert!(lines[0].starts_with("ERROR") && lines[0].contains("code=\"STORE_UNAVAILABLE\""), "{lines:?}");
    });
}
