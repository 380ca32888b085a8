//! Prepared statements, and pipelined statements.

use linekeeper_domain::{CountedFor, StoreFailure};
use linekeeper_ports::{CredentialRows, CredentialStore, Fence};
use linekeeper_store::{Statements, Store, StoreConfig};

use crate::pairings::order;
use crate::support::proxy::{Fault, Proxy};
use crate::support::{
    World, company, config, creds, failure, in_a_world, linked, phone, prepare_rows, put, puts, until,
};

/// A store with one connection, behind a proxy.
async fn behind_a_wire(world: &World, statements: Statements) -> (Proxy, Store) {
    let proxy = Proxy::to(world.database.endpoint()).await;
    let config = config(&world.database.words_through(proxy.port));
    (proxy.clone(), Store::open(StoreConfig { pool_size: 1, statements, ..config }).await.unwrap())
}

#[test]
fn named_statement_is_prepared_once_per_connection() {
    in_a_world(async |world| {
        let (proxy, store) = behind_a_wire(&world, Statements::Named).await;
        let fence = store.take(&company("1")).await.unwrap().fence;
        let trips = async |expected: u32| {
            let before = proxy.round_trips();
            store.write(&company("1"), fence, puts([put("session", "a", "v")])).await.unwrap();
            assert_eq!(proxy.round_trips() - before, expected);
        };
        trips(2).await;
        trips(1).await;
        proxy.arm("SELECT 1", Fault::CutBefore);
        store.ping().await.unwrap_err();
        store.ping().await.unwrap();
        trips(2).await;
        trips(1).await;
        store.close().await;
    });
}

#[test]
fn independent_statements_are_pipelined() {
    in_a_world(async |world| {
        for (statements, silent, asked) in [
            (Statements::Unnamed, "START TRANSACTION", 2),
            (Statements::Named, "START TRANSACTION", 2),
            (Statements::Unnamed, "DELETE FROM whatsapp_keys", 5),
        ] {
            let (proxy, store) = behind_a_wire(&world, statements).await;
            let fence = store.take(&company("1")).await.unwrap().fence;
            let fence = prepare_rows(&store, &company("1"), fence, Some(&phone("79006464263"))).await.unwrap();
            let before = proxy.round_trips();
            proxy.arm(silent, Fault::Silence);
            let preparing = tokio::spawn({
                let store = store.clone();
                async move { prepare_rows(&store, &company("1"), fence, Some(&phone("79006464263"))).await }
            });
            until(async || proxy.round_trips() - before == asked).await;
            preparing.abort();
            proxy.break_it();
            store.close().await;
        }
    });
}

#[test]
fn pairing_with_a_code_waits_twice_for_the_database() {
    in_a_world(async |world| {
        let fence = linked(&world.store, "1", "79006464263").await;
        // The first pairing of a company, and that of a company with a row: what is sent before the first answer, and
        // before the second. With four statements at the commit the time left to each is set anew.
        for (id, digits, held, [first, both]) in
            [("2", "79161234567", Fence(0), [4, 7]), ("1", "79161234568", fence, [4, 10])]
        {
            for (silent, asked) in [("START TRANSACTION", first), ("UPDATE code_usage", both)] {
                let (proxy, store) = behind_a_wire(&world, Statements::Unnamed).await;
                store.ping().await.unwrap();
                let before = proxy.round_trips();
                proxy.arm(silent, Fault::Silence);
                let order = order(id, digits, (0, CountedFor::Company));
                let preparing = tokio::spawn({
                    let (store, id) = (store.clone(), company(id));
                    async move { store.prepare(&id, held, order).await }
                });
                until(async || proxy.round_trips() - before == asked).await;
                preparing.abort();
                proxy.break_it();
                store.close().await;
            }
        }
    });
}

#[test]
fn refused_transaction_is_rolled_back_and_connection_reused() {
    in_a_world(async |world| {
        for statements in [Statements::Unnamed, Statements::Named] {
            let (proxy, store) = behind_a_wire(&world, statements).await;
            let fence = linked(&store, "1", "79006464263").await;
            let connections = proxy.connections();
            assert_eq!(failure(store.wipe(&company("1"), Fence(fence.0 - 1)).await), StoreFailure::Fenced);
            // No lock is left.
            world.store.write(&company("1"), fence, puts([put("session", "a", "v")])).await.unwrap();
            assert_eq!(store.credentials(&company("1")).await.unwrap(), Some(creds("linked")));
            assert_eq!(proxy.connections(), connections, "{statements:?}");
            store.close().await;
        }
    });
}

#[test]
fn first_failed_of_pipelined_statements_is_reported() {
    in_a_world(async |world| {
        let fence = linked(&world.store, "1", "79006464263").await;
        let admin = world.admin().await;
        let refuse = "CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS
                $$ BEGIN RAISE EXCEPTION 'no' USING ERRCODE = '23514'; END $$;
            CREATE TRIGGER refuse BEFORE DELETE ON whatsapp_keys EXECUTE FUNCTION refuse()";
        admin.batch_execute(refuse).await.unwrap();
        for statements in [Statements::Unnamed, Statements::Named] {
            let (_, store) = behind_a_wire(&world, statements).await;
            let refused = store.wipe(&company("1"), fence).await.unwrap_err();
            assert!(refused.detail.contains("23514"), "{refused:?}");
            assert_eq!(store.credentials(&company("1")).await.unwrap(), Some(creds("linked")));
            store.confirm_owner(&company("1"), fence).await.unwrap();
            store.close().await;
        }
    });
}

#[test]
fn named_statement_is_prepared_again_when_rows_doubled() {
    in_a_world(async |world| {
        let (proxy, store) = behind_a_wire(&world, Statements::Named).await;
        let fence = store.take(&company("1")).await.unwrap().fence;
        let trips = async |rows: usize| {
            let before = proxy.round_trips();
            store
                .write(&company("1"), fence, puts((0..rows).map(|row| put("session", &row.to_string(), "v"))))
                .await
                .unwrap();
            proxy.round_trips() - before
        };
        assert_eq!((trips(100).await, trips(600).await), (2, 1));
        // The old statements are closed, which takes no round trip, and this one is prepared and run.
        assert!(trips(1).await >= 2, "a plan for an empty table is no good any more");
        assert_eq!(trips(1).await, 1);
        store.close().await;
    });
}
