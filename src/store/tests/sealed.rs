//! Sealing of stored values: none is plain, none opens in another place or after a wipe, and a company whose rows were
//! tampered with does not prevent others from reading.

use linekeeper_domain::StoreFailure;
use linekeeper_ports::{Batch, CredentialRows, CredentialStore, Fence};
use linekeeper_store::Store;
use tokio_postgres::Client;

use crate::support::proxy::Proxy;
use crate::support::{
    World, all, company, config, creds, expire, failure, in_a_world, linked, phone, prepare_rows, put, puts, row,
};

/// Gives a company credentials and a key whose values contain its id.
async fn stocked(store: &Store, id: &str) -> Fence {
    let fence = store.take(&company(id)).await.unwrap().fence;
    let batch = Batch {
        credentials: Some(creds(&format!("the identity of {id}"))),
        ..puts([put("session", "a", &format!("the session of {id}")), put("pre-key", "a", "a pre-key")])
    };
    store.write(&company(id), fence, batch).await.unwrap();
    fence
}

async fn is_intact(store: &Store, id: &str) {
    assert_eq!(store.credentials(&company(id)).await.unwrap(), Some(creds(&format!("the identity of {id}"))));
    let session = row("a", &format!("the session of {id}"));
    assert_eq!(store.keys(&company(id), all("session")).await.unwrap(), [session]);
}

async fn all_stored(admin: &Client) -> Vec<Vec<u8>> {
    let sql = "SELECT creds FROM whatsapp_auth WHERE creds IS NOT NULL UNION ALL SELECT value FROM whatsapp_keys";
    admin.query(sql, &[]).await.unwrap().iter().map(|row| row.get(0)).collect()
}

async fn wrapped(admin: &Client, id: &str) -> Option<Vec<u8>> {
    let sql = "SELECT data_key FROM whatsapp_auth WHERE company_id = $1";
    admin.query_one(sql, &[&id]).await.unwrap().get(0)
}

fn contains(bytes: &[u8], part: &[u8]) -> bool {
    bytes.windows(part.len()).any(|window| window == part)
}

#[test]
fn stored_values_are_sealed_and_tagged_with_data_key() {
    in_a_world(async |world| {
        let admin = world.admin().await;
        stocked(&world.store, "1").await;
        let key = wrapped(&admin, "1").await.unwrap();
        let stored = all_stored(&admin).await;
        assert_eq!(stored.len(), 3);
        for value in stored {
            assert_eq!((value[0], &value[1..9]), (1, &key[1..9]));
            assert!(!contains(&value, b"identity") && !contains(&value, b"session") && !contains(&value, b"key"));
        }
        is_intact(&world.store, "1").await;
    });
}

#[test]
fn tables_refuse_unsealed_values() {
    in_a_world(async |world| {
        let admin = world.admin().await;
        stocked(&world.store, "1").await;
        for sql in [
            "UPDATE whatsapp_auth SET creds = 'plain text that is longer than everything a sealed value adds'",
            "UPDATE whatsapp_auth SET creds = '\\x01'",
            "UPDATE whatsapp_auth SET data_key = NULL, master_key_id = NULL",
            "UPDATE whatsapp_auth SET data_key = NULL, creds = NULL",
            "UPDATE whatsapp_auth SET data_key = '\\x01'",
            "UPDATE whatsapp_auth SET master_key_id = 'unknown'",
            "UPDATE whatsapp_keys SET value = 'plain text that is longer than everything a sealed value adds'",
            "UPDATE whatsapp_keys SET value = ''",
            "INSERT INTO master_keys (id, proof) VALUES ('a b', '')",
        ] {
            assert!(admin.batch_execute(sql).await.is_err(), "{sql}");
        }
    });
}

#[test]
fn tampered_credentials_are_corrupt_for_their_company_only() {
    in_a_world(async |world| {
        let admin = world.admin().await;
        stocked(&world.store, "1").await;
        stocked(&world.store, "2").await;
        let sql =
            "UPDATE whatsapp_auth SET creds = set_byte(creds, 40, get_byte(creds, 40) # 1) WHERE company_id = '1'";
        admin.batch_execute(sql).await.unwrap();
        let error = world.store.credentials(&company("1")).await.unwrap_err();
        assert_eq!(error.failure, StoreFailure::Corrupt);
        assert!(error.detail.contains("creds") && error.detail.contains("tampered"), "{error}");
        is_intact(&world.store, "2").await;
        // The other rows are readable, and the company can be paired anew.
        assert_eq!(world.store.keys(&company("1"), all("session")).await.unwrap().len(), 1);
        let fence = world.store.take(&company("1")).await.unwrap().fence;
        world.store.wipe(&company("1"), fence).await.unwrap();
        stocked(&world.store, "1").await;
        is_intact(&world.store, "1").await;
    });
}

#[test]
fn tampered_key_is_corrupt_and_named_by_type_only() {
    in_a_world(async |world| {
        let admin = world.admin().await;
        stocked(&world.store, "1").await;
        let sql = "UPDATE whatsapp_keys SET value = set_byte(value, 50, get_byte(value, 50) # 128) WHERE key_type = 'session'";
        admin.batch_execute(sql).await.unwrap();
        let error = world.store.keys(&company("1"), all("session")).await.unwrap_err();
        assert_eq!(error.failure, StoreFailure::Corrupt);
        assert!(error.detail.contains("session"), "{error}");
        assert_eq!(world.store.keys(&company("1"), all("pre-key")).await.unwrap(), [row("a", "a pre-key")]);
    });
}

#[test]
fn rows_moved_to_another_place_are_corrupt() {
    for (what, sql) in [
        (
            "credentials of two companies",
            "UPDATE whatsapp_auth a SET creds = b.creds FROM whatsapp_auth b WHERE a.company_id <> b.company_id",
        ),
        (
            "credentials and data keys of two companies",
            "UPDATE whatsapp_auth a SET creds = b.creds, data_key = b.data_key FROM whatsapp_auth b
                WHERE a.company_id <> b.company_id",
        ),
        (
            "keys of two companies",
            "UPDATE whatsapp_keys a SET value = b.value FROM whatsapp_keys b
                WHERE a.company_id <> b.company_id AND a.key_type = b.key_type",
        ),
        ("a key id", "UPDATE whatsapp_keys SET key_id = 'b' WHERE key_type = 'session'"),
        (
            "two types",
            "UPDATE whatsapp_keys a SET value = b.value FROM whatsapp_keys b
                WHERE a.company_id = b.company_id AND a.key_type <> b.key_type",
        ),
        (
            "credentials and a key",
            "UPDATE whatsapp_keys k SET value = a.creds FROM whatsapp_auth a WHERE a.company_id = k.company_id",
        ),
    ] {
        in_a_world(async |world| {
            stocked(&world.store, "1").await;
            stocked(&world.store, "2").await;
            world.admin().await.batch_execute(sql).await.unwrap();
            let creds = world.store.credentials(&company("1")).await.err();
            let keys = world.store.keys(&company("1"), all("session")).await.err();
            let met: Vec<_> = creds.into_iter().chain(keys).map(|error| error.failure).collect();
            assert!(met.contains(&StoreFailure::Corrupt), "{what}: {met:?}");
            assert!(met.iter().all(|failure| *failure == StoreFailure::Corrupt), "{what}: {met:?}");
        });
    }
}

#[test]
fn wipe_destroys_data_key_so_restored_values_do_not_open() {
    in_a_world(async |world| {
        let (store, admin, salon) = (&world.store, world.admin().await, company("1"));
        // Another node, which has the old data key in its cache.
        let other = Store::open(config(&world.database.words())).await.unwrap();
        let fence = stocked(store, "1").await;
        is_intact(&other, "1").await;
        let key = wrapped(&admin, "1").await.unwrap();
        let kept =
            "CREATE TABLE kept AS SELECT creds FROM whatsapp_auth; CREATE TABLE kept_keys AS TABLE whatsapp_keys";
        admin.batch_execute(kept).await.unwrap();

        let wiped = store.wipe(&salon, fence).await.unwrap();
        let text = "SELECT a::text FROM whatsapp_auth a";
        let row: String = admin.query_one(text, &[]).await.unwrap().get(0);
        let hex: String = key[1..].iter().map(|byte| format!("{byte:02x}")).collect();
        assert!(!row.contains(&hex) && !row.contains(&hex[..16]), "neither the old key nor its tag");
        let fresh = wrapped(&admin, "1").await.unwrap();
        assert_ne!(fresh[1..9], key[1..9]);

        let back = "UPDATE whatsapp_auth SET creds = kept.creds FROM kept; INSERT INTO whatsapp_keys TABLE kept_keys";
        admin.batch_execute(back).await.unwrap();
        for node in [store, &other] {
            let error = node.credentials(&salon).await.unwrap_err();
            assert_eq!(error.failure, StoreFailure::Corrupt);
            assert!(error.detail.contains("another data key"), "{error}");
            assert_eq!(failure(node.keys(&salon, all("session")).await), StoreFailure::Corrupt);
        }
        // With the old wrapped key restored too it would be the old row; the wipe has left no copy of it.
        store.wipe(&salon, wiped).await.unwrap();
        other.close().await;
    });
}

#[test]
fn prepare_and_expiry_destroy_data_key() {
    in_a_world(async |world| {
        let (store, admin, salon) = (&world.store, world.admin().await, company("1"));
        let fence = stocked(store, "1").await;
        let first = wrapped(&admin, "1").await.unwrap();
        let fence = prepare_rows(store, &salon, fence, Some(&phone("79006464263"))).await.unwrap();
        let second = wrapped(&admin, "1").await.unwrap();
        assert_ne!(first[1..9], second[1..9]);
        store.write(&salon, fence, puts([put("session", "a", "v")])).await.unwrap();
        store.write(&salon, fence, Batch { credentials: Some(creds("c")), ..Batch::default() }).await.unwrap();
        assert_eq!(expire(&world, "1").await, std::slice::from_ref(&salon));
        assert_eq!(wrapped(&admin, "1").await, None);
        // The next owner gives the company a new data key.
        stocked(store, "1").await;
        assert_ne!(wrapped(&admin, "1").await.unwrap()[1..9], second[1..9]);
        is_intact(store, "1").await;
    });
}

#[test]
fn taking_a_company_keeps_its_data_key() {
    in_a_world(async |world| {
        let admin = world.admin().await;
        stocked(&world.store, "1").await;
        let key = wrapped(&admin, "1").await;
        world.store.take(&company("1")).await.unwrap();
        assert_eq!(wrapped(&admin, "1").await, key);
        is_intact(&world.store, "1").await;
    });
}

#[test]
fn unreadable_data_key_is_corrupt_and_company_can_be_wiped() {
    in_a_world(async |world| {
        let (store, salon) = (Store::open(config(&world.database.words())).await.unwrap(), company("1"));
        let fence = stocked(&world.store, "1").await;
        let sql = "UPDATE whatsapp_auth SET data_key = set_byte(data_key, 60, get_byte(data_key, 60) # 1)";
        world.admin().await.batch_execute(sql).await.unwrap();
        assert_eq!(failure(store.credentials(&salon).await), StoreFailure::Corrupt);
        let written = store.write(&salon, fence, puts([put("session", "b", "v")])).await;
        assert_eq!(failure(written), StoreFailure::Corrupt);
        let taken = store.take(&salon).await.unwrap();
        assert!(taken.stored.has_credentials);
        assert_eq!(failure(store.credentials(&salon).await), StoreFailure::Corrupt);
        store.wipe(&salon, taken.fence).await.unwrap();
        stocked(&store, "1").await;
        is_intact(&store, "1").await;
        store.close().await;
    });
}

#[test]
fn rows_renewed_by_other_node_are_read_at_once_and_unmixed() {
    in_a_world(async |world| {
        let (one, salon) = (world.store.clone(), company("1"));
        let other = Store::open(config(&world.database.words())).await.unwrap();
        for _ in 0..10 {
            for node in [&one, &other] {
                let fence = node.take(&salon).await.unwrap().fence;
                node.wipe(&salon, fence).await.unwrap();
                let late = node.write(&salon, fence, puts([put("session", "late", "v")])).await;
                assert_eq!(failure(late), StoreFailure::Fenced);
                stocked(node, "1").await;
                is_intact(&one, "1").await;
                is_intact(&other, "1").await;
            }
        }
        other.close().await;
    });
}

#[test]
fn committed_rows_of_racing_nodes_can_be_read() {
    in_a_world(async |world| {
        let other = Store::open(config(&world.database.words())).await.unwrap();
        let work = |node: Store, name: &'static str| {
            tokio::spawn(async move {
                let salon = company("1");
                for round in 0..40 {
                    let fence = node.take(&salon).await.unwrap().fence;
                    let fence = if round % 3 == 0 { node.wipe(&salon, fence).await.unwrap_or(fence) } else { fence };
                    let batch = Batch { credentials: Some(creds(name)), ..puts([put("session", name, name)]) };
                    let written = node.write(&salon, fence, batch).await;
                    assert!(written.is_ok() || failure(written) == StoreFailure::Fenced);
                    node.credentials(&salon).await.unwrap();
                    node.keys(&salon, all("session")).await.unwrap();
                }
            })
        };
        let (first, second) = (work(world.store.clone(), "one"), work(other.clone(), "other"));
        first.await.unwrap();
        second.await.unwrap();
        other.close().await;
    });
}

#[test]
fn restored_database_gets_nothing_sealed_under_unknown_key() {
    in_a_world(async |world| {
        let (store, salon, admin) = (&world.store, company("1"), world.admin().await);
        let fence = stocked(store, "1").await;
        let earlier = "CREATE TABLE earlier AS SELECT data_key FROM whatsapp_auth";
        admin.batch_execute(earlier).await.unwrap();
        let fence = store.wipe(&salon, fence).await.unwrap();
        let put_back = "UPDATE whatsapp_auth SET data_key = earlier.data_key FROM earlier";
        admin.batch_execute(put_back).await.unwrap();
        let written = store.write(&salon, fence, puts([put("session", "a", "v")])).await;
        assert_eq!(failure(written), StoreFailure::Fenced);
        // After the refusal it reads the data key again.
        store.write(&salon, fence, puts([put("session", "a", "v")])).await.unwrap();
        assert_eq!(store.keys(&salon, all("session")).await.unwrap(), [row("a", "v")]);
    });
}

async fn behind_a_counter(world: &World) -> (Proxy, Store) {
    let proxy = Proxy::to(world.database.endpoint()).await;
    let mut settings = config(&world.database.words_through(proxy.port));
    settings.pool_size = 1;
    let store = Store::open(settings).await.unwrap();
    store.ping().await.unwrap();
    (proxy, store)
}

#[test]
fn uncached_data_key_costs_writes_one_round_trip_more() {
    in_a_world(async |world| {
        let fence = stocked(&world.store, "1").await;
        let (proxy, writer) = behind_a_counter(&world).await;
        let salon = company("1");
        let before = proxy.round_trips();
        writer.write(&salon, fence, puts([put("session", "a", "v")])).await.unwrap();
        assert_eq!(proxy.round_trips() - before, 2);
        writer.write(&salon, fence, puts([put("session", "a", "the session of 1")])).await.unwrap();
        assert_eq!(proxy.round_trips() - before, 3);
        writer.close().await;

        let (proxy, reader) = behind_a_counter(&world).await;
        let before = proxy.round_trips();
        is_intact(&reader, "1").await;
        assert_eq!(proxy.round_trips() - before, 2);
        reader.close().await;
    });
}

#[test]
fn expiring_and_listing_do_not_need_the_keys() {
    in_a_world(async |world| {
        linked(&world.store, "1", "79006464263").await;
        let sql = "UPDATE whatsapp_auth SET data_key = set_byte(data_key, 60, get_byte(data_key, 60) # 1)";
        world.admin().await.batch_execute(sql).await.unwrap();
        assert_eq!(world.store.linked(None, 10).await.unwrap().len(), 1);
        assert!(world.store.peek(&company("1")).await.unwrap().unwrap().has_credentials);
        assert_eq!(expire(&world, "1").await.len(), 1);
    });
}
