//! PgBouncer in transaction mode in front of the database: each transaction may run on another server session.

use linekeeper_acceptance::{NEW_PHONE, OLD_PHONE, OTHER_SALON, SALON, World};
use linekeeper_harness::Database;
use tokio_postgres::{Client, NoTls};

/// Advisory lock of the migrations, as pg_locks shows a 64-bit key.
const MIGRATION_LOCK: &str = "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND objsubid = 1
    AND ((classid::bigint << 32) | objid::bigint) = x'6c696e656b656570'::bigint
    AND database = (SELECT oid FROM pg_database WHERE datname = current_database())";

/// Parameters that the service changes, as the server session has them.
const BOUNDS: &str = "SELECT current_setting('statement_timeout'), current_setting('lock_timeout'),
    current_setting('idle_in_transaction_session_timeout'), current_setting('plan_cache_mode'), current_setting('enable_seqscan')";

/// Opens a connection that bypasses the pooler.
async fn past_the_pooler(url: &str) -> Client {
    let (client, connection) = tokio_postgres::connect(url, NoTls).await.expect("a PostgreSQL");
    tokio::spawn(connection);
    client
}

/// Parameters of each server session that another client of the pooler can get.
async fn bounds_met_by_others(through: &str, sessions: usize) -> Vec<Vec<String>> {
    let mut held = Vec::new();
    for _ in 0..sessions {
        let client = past_the_pooler(through).await;
        client.batch_execute("BEGIN").await.expect("a session");
        held.push(client);
    }
    let mut met = Vec::new();
    for client in &held {
        let row = client.query_typed(BOUNDS, &[]).await.expect("settings").remove(0);
        met.push((0..row.len()).map(|column| row.get(column)).collect());
        client.batch_execute("COMMIT").await.expect("the end");
    }
    met
}

#[tokio::test]
async fn pooled_service_pairs_restarts_and_leaves_nothing_set() {
    const SESSIONS: usize = 8;
    let database = Database::fresh().await;
    let direct = database.url().expect("an address").to_owned();
    let (database, _pooler) = database.behind_pooler(SESSIONS as u32).await;
    let through = database.url().expect("an address").to_owned();
    let as_they_are = bounds_met_by_others(&direct, 1).await.remove(0);

    let world = World::on(database, |options| options).await;
    world.link(SALON, OLD_PHONE).await;
    let server = past_the_pooler(&direct).await;
    let held: i64 = server.query_one(MIGRATION_LOCK, &[]).await.expect("locks").get(0);
    assert_eq!(held, 0, "the lock of the migrations stays on no session");

    // The second start finds the schema migrated and the salon linked.
    let world = world.killed_and_restarted().await;
    world.service.browser(SALON).await.state("connected").await;
    world.link(OTHER_SALON, NEW_PHONE).await;
    assert_eq!(world.simulator.devices(OLD_PHONE).await, 1);
    for met in bounds_met_by_others(&through, SESSIONS).await {
        assert_eq!(met, as_they_are, "another client of the pooler meets a setting of ours");
    }
    assert_eq!(world.service.stop().await, Some(0));
}

#[tokio::test]
async fn pooled_call_is_ended_by_the_server_after_its_timeout() {
    let database = Database::fresh().await;
    let direct = database.url().expect("an address").to_owned();
    let (database, _pooler) = database.behind_pooler(8).await;
    let world = World::on(database, |options| options.set("STORE__CALL_TIMEOUT_SECONDS", "1")).await;
    world.link(SALON, OLD_PHONE).await;
    let mut holder = past_the_pooler(&direct).await;
    let held = holder.transaction().await.expect("a transaction");
    held.execute("SELECT FROM whatsapp_auth WHERE company_id = $1 FOR UPDATE", &[&SALON]).await.expect("the row");
    // The reset needs the locked row: it must be answered, and leave no waiting statement on the server.
    let answer = world.service.post(&format!("/api/whatsapp/sessions/{SALON}/reset")).await;
    assert_ne!(answer.status(), 200);
    let server = past_the_pooler(&direct).await;
    let waiting =
        "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'";
    let none_waits = async {
        while server.query_one(waiting, &[]).await.expect("activity").get::<_, i64>(0) > 0 {
            tokio::task::yield_now().await;
        }
    };
    tokio::time::timeout(linekeeper_harness::DEADLINE, none_waits)
        .await
        .expect("the server ends what nobody waits for");
    held.rollback().await.expect("the end");
    assert_eq!(world.service.stop().await, Some(0));
}
