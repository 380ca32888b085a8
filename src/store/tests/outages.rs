//! A database that is down, slow, or lost during a call: the right error within the timeout, and recovery without
//! intervention.

use std::time::{Duration, Instant};

use linekeeper_domain::StoreFailure;
use linekeeper_ports::{CredentialRows, CredentialStore};
use linekeeper_store::{DatabaseUrl, Source, Store, StoreConfig};

use crate::support::proxy::{Fault, Proxy};
use crate::support::{
    World, company, config, creds, failure, ids, in_a_world, linked, linking, master_keys, put, puts, run, until,
};

/// A store behind a proxy, with a short timeout.
async fn behind_a_wire(world: &World) -> (Proxy, Store) {
    let proxy = Proxy::to(world.database.endpoint()).await;
    let mut settings = config(&world.database.words_through(proxy.port));
    settings.call_timeout = Duration::from_secs(1);
    (proxy.clone(), Store::open(settings).await.unwrap())
}

#[test]
fn database_down_at_start_is_reported_within_timeout() {
    run(async {
        // A port that was free a moment ago.
        let port = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
        let mut settings = config(&format!("host=127.0.0.1 port={port} user=u password=hunter2 dbname=d"));
        settings.connect_patience = Duration::from_millis(300);
        let began = Instant::now();
        let error = Store::open(settings).await.unwrap_err();
        assert_eq!(error.cause(), "database_unreachable");
        assert!(began.elapsed() < Duration::from_secs(5));
        assert!(!format!("{error} {error:?}").contains("hunter2"));
    });
}

#[test]
fn silent_server_at_start_is_reported_within_timeout() {
    run(async {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let url = DatabaseUrl::new(format!("postgres://u@127.0.0.1:{port}/d"));
        let mut settings = StoreConfig::new(Source::Url(url), master_keys());
        (settings.call_timeout, settings.connect_patience) = (Duration::from_millis(200), Duration::from_millis(300));
        assert_eq!(Store::open(settings).await.unwrap_err().cause(), "database_unreachable");
        drop(listener);
    });
}

#[test]
fn a_database_that_comes_up_late_is_waited_for() {
    in_a_world(async |world| {
        let proxy = Proxy::to(world.database.endpoint()).await;
        proxy.break_it();
        let mut settings = config(&world.database.words_through(proxy.port));
        settings.connect_patience = Duration::from_secs(20);
        let opening = tokio::spawn(Store::open(settings));
        until(async || proxy.connections() >= 2).await;
        proxy.restore();
        opening.await.unwrap().unwrap().close().await;
    });
}

#[test]
fn store_opened_before_database_is_unavailable_until_schema() {
    in_a_world(async |world| {
        world.admin().await.batch_execute("DROP SCHEMA public CASCADE; CREATE SCHEMA public").await.unwrap();
        let proxy = Proxy::to(world.database.endpoint()).await;
        proxy.break_it();
        let mut settings = config(&world.database.words_through(proxy.port));
        settings.call_timeout = Duration::from_millis(200);
        settings.connect_patience = Duration::from_millis(50);
        let store = Store::open_or_wait(settings).await.unwrap();
        assert_eq!(failure(store.ping().await), StoreFailure::Unavailable);
        proxy.restore();
        until(async || match store.take(&company("1")).await {
            Ok(_) => true,
            Err(error) => {
                assert_eq!(error.failure, StoreFailure::Unavailable);
                false
            }
        })
        .await;
        store.close().await;
    });
}

#[test]
fn an_unknown_database_is_refused_at_once() {
    in_a_world(async |world| {
        let mut settings = config(&world.database.words_for("no_such_database"));
        settings.connect_patience = Duration::from_secs(600);
        assert_eq!(Store::open(settings).await.unwrap_err().cause(), "database_refused");
    });
}

#[test]
fn calls_are_unavailable_during_outage_and_recover_after() {
    in_a_world(async |world| {
        let (proxy, store) = behind_a_wire(&world).await;
        let fence = linked(&store, "1", "79006464263").await;
        proxy.break_it();
        // The first call after the break may still use a connection that was already cut.
        until(async || store.ping().await.is_err()).await;
        let began = Instant::now();
        assert_eq!(failure(store.credentials(&company("1")).await), StoreFailure::Unavailable);
        assert_eq!(failure(store.write(&company("1"), fence, linking("79006464263")).await), StoreFailure::Unavailable);
        assert!(began.elapsed() < Duration::from_secs(5));
        proxy.restore();
        assert_eq!(store.credentials(&company("1")).await.unwrap(), Some(creds("linked")));
        store.write(&company("1"), fence, puts([put("session", "a", "v")])).await.unwrap();
        store.close().await;
    });
}

#[test]
fn a_write_whose_answer_is_lost_has_an_unknown_outcome() {
    in_a_world(async |world| {
        let (proxy, store) = behind_a_wire(&world).await;
        let fence = store.take(&company("1")).await.unwrap().fence;
        proxy.arm("INSERT INTO whatsapp_keys", Fault::CutAnswer);
        let written = store.write(&company("1"), fence, puts([put("session", "a", "v")])).await;
        assert_eq!(failure(written), StoreFailure::UnknownOutcome);
        // In this case it was committed; opening again and reading shows it.
        assert_eq!(ids(&store, &company("1"), "session").await, ["a"]);
        store.close().await;
    });
}

#[test]
fn wipe_outcome_is_unknown_only_if_cut_at_commit() {
    in_a_world(async |world| {
        let (proxy, store) = behind_a_wire(&world).await;
        let fence = linked(&store, "1", "79006464263").await;
        proxy.arm("FOR UPDATE", Fault::CutAnswer);
        assert_eq!(failure(store.wipe(&company("1"), fence).await), StoreFailure::Unavailable);
        assert_eq!(store.credentials(&company("1")).await.unwrap(), Some(creds("linked")));
        proxy.arm("COMMIT", Fault::CutBefore);
        assert_eq!(failure(store.wipe(&company("1"), fence).await), StoreFailure::UnknownOutcome);
        assert_eq!(store.credentials(&company("1")).await.unwrap(), Some(creds("linked")));
        proxy.arm("COMMIT", Fault::CutAnswer);
        assert_eq!(failure(store.wipe(&company("1"), fence).await), StoreFailure::UnknownOutcome);
        assert_eq!(store.credentials(&company("1")).await.unwrap(), None);
        store.close().await;
    });
}

#[test]
fn timed_out_call_ends_and_its_connection_is_not_reused() {
    in_a_world(async |world| {
        let (proxy, store) = behind_a_wire(&world).await;
        let fence = store.take(&company("1")).await.unwrap().fence;
        for (text, expected) in
            [("SELECT creds", StoreFailure::Unavailable), ("WITH held", StoreFailure::UnknownOutcome)]
        {
            let connections = proxy.connections();
            proxy.arm(text, Fault::Silence);
            let began = Instant::now();
            let met = match expected {
                StoreFailure::Unavailable => failure(store.credentials(&company("1")).await),
                _ => failure(store.write(&company("1"), fence, linking("79006464263")).await),
            };
            assert_eq!(met, expected);
            assert!(began.elapsed() < Duration::from_secs(5), "{:?}", began.elapsed());
            store.ping().await.unwrap();
            assert_eq!(proxy.connections(), connections + 1);
        }
        store.close().await;
    });
}

#[test]
fn write_is_not_sent_to_a_database_that_was_last_silent() {
    in_a_world(async |world| {
        let (proxy, store) = behind_a_wire(&world).await;
        let fence = store.take(&company("1")).await.unwrap().fence;
        proxy.arm("SELECT creds", Fault::Silence);
        assert_eq!(failure(store.credentials(&company("1")).await), StoreFailure::Unavailable);
        // Before a commit it sends an empty query, to check whether the server answers.
        proxy.arm("\0\0\0\x05", Fault::Silence);
        let written = store.write(&company("1"), fence, puts([put("session", "a", "v")])).await;
        assert_eq!(failure(written), StoreFailure::Unavailable, "it would be unknown whether it was kept");
        assert!(proxy.has_met_its_fault());
        let written = store.write(&company("1"), fence, puts([put("session", "b", "v")])).await;
        written.unwrap();
        assert_eq!(ids(&store, &company("1"), "session").await, ["b"]);
        store.close().await;
    });
}

#[test]
fn statement_of_timed_out_call_ends_on_server() {
    in_a_world(async |world| {
        let admin = world.admin().await;
        let mut settings = config(&world.database.words());
        settings.call_timeout = Duration::from_millis(300);
        let store = Store::open(settings).await.unwrap();
        let fence = linked(&world.store, "1", "79006464263").await;
        admin.batch_execute("BEGIN; SELECT FROM whatsapp_auth FOR UPDATE").await.unwrap();
        let written = store.write(&company("1"), fence, puts([put("session", "late", "v")])).await;
        assert!(matches!(failure(written), StoreFailure::UnknownOutcome | StoreFailure::Unavailable));
        let waiting = "SELECT count(*) FROM pg_stat_activity
            WHERE datname = current_database() AND wait_event_type = 'Lock'";
        until(async || admin.query_one(waiting, &[]).await.unwrap().get::<_, i64>(0) == 0).await;
        admin.batch_execute("ROLLBACK").await.unwrap();
        assert!(ids(&world.store, &company("1"), "session").await.is_empty());
        store.close().await;
    });
}

#[test]
fn calls_beyond_pool_size_wait_and_time_out() {
    in_a_world(async |world| {
        let proxy = Proxy::to(world.database.endpoint()).await;
        let mut settings = config(&world.database.words_through(proxy.port));
        (settings.pool_size, settings.call_timeout) = (1, Duration::from_millis(400));
        let store = Store::open(settings).await.unwrap();
        store.ping().await.unwrap();
        proxy.arm("SELECT creds", Fault::Silence);
        let holder = tokio::spawn({
            let store = store.clone();
            async move { store.credentials(&company("1")).await }
        });
        until(async || proxy.has_met_its_fault()).await;
        // The holder times out a moment before the waiting call, whose remaining time is too short to use the
        // connection.
        proxy.arm("application_name", Fault::Silence);
        assert_eq!(failure(store.ping().await), StoreFailure::Unavailable);
        assert_eq!(failure(holder.await.unwrap()), StoreFailure::Unavailable);
        until(async || store.ping().await.is_ok()).await;
        store.close().await;
    });
}

#[test]
fn a_connection_that_the_server_ends_is_replaced() {
    in_a_world(async |world| {
        let (store, admin) = (&world.store, world.admin().await);
        store.ping().await.unwrap();
        let end = "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity
            WHERE datname = current_database() AND pid <> pg_backend_pid()";
        admin.query(end, &[]).await.unwrap();
        until(async || store.ping().await.is_ok()).await;
    });
}

#[test]
fn a_closed_store_is_unavailable() {
    in_a_world(async |world| {
        let store = Store::open(config(&world.database.words())).await.unwrap();
        store.clone().close().await;
        assert_eq!(failure(store.ping().await), StoreFailure::Unavailable);
        assert!(format!("{store:?}").starts_with("Store"));
    });
}

#[test]
fn error_details_contain_no_values() {
    in_a_world(async |world| {
        let store = &world.store;
        linked(store, "first", "79006464263").await;
        let fence = linked(store, "second", "79936363848").await;
        world
            .admin()
            .await
            .batch_execute("ALTER TABLE whatsapp_keys ADD CHECK (key_id <> '79006464263')")
            .await
            .unwrap();
        let refused = store.write(&company("second"), fence, puts([put("session", "79006464263", "secret")])).await;
        let words = refused.unwrap_err().to_string();
        assert!(words.contains("23514") && !words.contains("secret") && !words.contains("79006464263"), "{words}");
    });
}
