//! Locked rows and tables: the server times out before its caller does, so it is certain that nothing was written.

use std::time::Duration;

use linekeeper_domain::session::Parked;
use linekeeper_domain::{ErrorCode, StoreFailure};
use linekeeper_ports::{CredentialRows, CredentialStore};
use linekeeper_store::{Statements, Store, StoreConfig};
use linekeeper_telemetry::Metrics;
use tokio_postgres::Client;

use crate::support::{World, company, config, failure, ids, in_a_world, linked, put, puts, until};

/// A store with a call timeout of one second.
async fn of_little_patience(world: &World, (statements, pool_size): (Statements, usize)) -> (Store, Metrics) {
    let call_timeout = Duration::from_secs(1);
    let settings = StoreConfig { statements, pool_size, call_timeout, ..config(&world.database.words()) };
    let metrics = settings.metrics.clone();
    (Store::open(settings).await.unwrap(), metrics)
}

async fn held(world: &World, lock: &str) -> Client {
    let holder = world.admin().await;
    holder.batch_execute(&format!("BEGIN; {lock}")).await.unwrap();
    holder
}

/// Checks that only locks were met: no outage and no unknown outcome.
fn tells_of_no_outage(metrics: &Metrics) {
    let told = metrics.render();
    assert!(told.lines().any(|line| line == "linekeeper_store_up 1"), "{told}");
    assert!(!told.contains("unknown_outcome"), "{told}");
}

#[test]
fn write_that_waits_for_lock_certainly_changes_nothing() {
    in_a_world(async |world| {
        let salon = company("1");
        let fence = linked(&world.store, "1", "79006464263").await;
        for statements in [Statements::Named, Statements::Unnamed] {
            let (store, metrics) = of_little_patience(&world, (statements, 4)).await;
            for lock in ["SELECT FROM whatsapp_auth FOR UPDATE", "LOCK TABLE whatsapp_keys IN ACCESS EXCLUSIVE MODE"] {
                let holder = held(&world, lock).await;
                let written = store.write(&salon, fence, puts([put("session", "late", "v")])).await.unwrap_err();
                assert_eq!(written.failure, StoreFailure::Unavailable, "{lock}: {written}");
                // Waits for the row in its first statement, or for the table in one that is sent with the commit.
                let wiped = store.wipe(&salon, fence).await.unwrap_err();
                assert_eq!(wiped.failure, StoreFailure::Unavailable, "{lock}: {wiped}");
                tells_of_no_outage(&metrics);
                holder.batch_execute("ROLLBACK").await.unwrap();
            }
            assert!(ids(&store, &salon, "session").await.is_empty());
            store.write(&salon, fence, puts([put("sender-key", "a", "v")])).await.unwrap();
            store.close().await;
        }
    });
}

#[test]
fn late_call_that_waits_for_lock_changes_nothing() {
    in_a_world(async |world| {
        let (store, metrics) = of_little_patience(&world, (Statements::Named, 1)).await;
        let mut fences = Vec::new();
        for (id, digits) in [("1", "79006464261"), ("2", "79006464262"), ("3", "79006464263"), ("4", "79006464264")] {
            fences.push(linked(&store, id, digits).await);
        }
        let holder = held(&world, "SELECT FROM whatsapp_auth FOR UPDATE").await;
        let parked = Parked { code: ErrorCode::Disconnected, until: None };
        // One connection: each call begins when the one before it has timed out.
        let (one, two, three, four) = (company("1"), company("2"), company("3"), company("4"));
        let (written, wiped, noted, lifted) = tokio::join!(
            store.write(&one, fences[0], puts([put("session", "late", "v")])),
            store.wipe(&two, fences[1]),
            store.park(&three, fences[2], &parked),
            store.lift_wait(&four, fences[3]),
        );
        let failures = [failure(written), failure(wiped), failure(noted), failure(lifted)];
        assert_eq!(failures, [StoreFailure::Unavailable; 4]);
        tells_of_no_outage(&metrics);
        holder.batch_execute("ROLLBACK").await.unwrap();
        until(async || store.park(&three, fences[2], &parked).await.is_ok()).await;
        store.close().await;
    });
}

#[test]
fn batched_writes_that_wait_for_lock_change_nothing() {
    in_a_world(async |world| {
        let (store, metrics) = of_little_patience(&world, (Statements::Named, 4)).await;
        let mut companies = Vec::new();
        for number in 0..12 {
            let id = format!("s{number}");
            let fence = linked(&store, &id, &format!("790064642{number:02}")).await;
            companies.push((company(&id), fence));
        }
        let holder = held(&world, "LOCK TABLE whatsapp_keys IN ACCESS EXCLUSIVE MODE").await;
        let writes =
            companies.iter().map(|(salon, fence)| store.write(salon, *fence, puts([put("session", "a", "v")])));
        for written in futures::future::join_all(writes).await {
            assert_eq!(failure(written), StoreFailure::Unavailable);
        }
        tells_of_no_outage(&metrics);
        holder.batch_execute("ROLLBACK").await.unwrap();
        for (salon, fence) in &companies {
            store.write(salon, *fence, puts([put("session", "b", "v")])).await.unwrap();
            assert_eq!(ids(&store, salon, "session").await, ["b"]);
        }
        store.close().await;
    });
}
