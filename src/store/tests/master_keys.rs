//! Master keys: checked at the start, rotated while the service runs; rows stored before sealing are sealed once.

use linekeeper_domain::{CompanyId, StoreFailure};
use linekeeper_ports::{Batch, CredentialRows, CredentialStore, Fence};
use linekeeper_secrets::{MasterKey, MasterKeys};
use linekeeper_store::{Store, StoreConfig, StoreOpenError};
use tokio_postgres::Client;

use crate::support::proxy::Proxy;
use crate::support::{World, all, company, config, creds, failure, in_a_world, linking, master_keys, put, puts, until};

fn ring(keys: &[&MasterKey]) -> MasterKeys {
    keys.iter().map(|key| format!("{}\n", *key.to_text())).collect::<String>().parse().unwrap()
}

fn new_key(id: &str) -> MasterKey {
    MasterKey::generate(id.parse().unwrap())
}

fn with_keys(words: &str, keys: MasterKeys) -> StoreConfig {
    StoreConfig { master_keys: keys, ..config(words) }
}

async fn open(world: &World, keys: MasterKeys) -> Result<Store, StoreOpenError> {
    Store::open(with_keys(&world.database.words(), keys)).await
}

async fn stocked(store: &Store, id: &str) -> Fence {
    let fence = store.take(&company(id)).await.unwrap().fence;
    let batch = Batch { credentials: Some(creds(id)), ..puts([put("session", "a", id)]) };
    store.write(&company(id), fence, batch).await.unwrap();
    fence
}

async fn is_intact(store: &Store, id: &str) {
    assert_eq!(store.credentials(&company(id)).await.unwrap(), Some(creds(id)));
    assert_eq!(store.keys(&company(id), all("session")).await.unwrap()[0].value, id.as_bytes());
}

#[test]
fn missing_master_key_is_refused_with_count_of_companies() {
    in_a_world(async |world| {
        stocked(&world.store, "1").await;
        stocked(&world.store, "2").await;
        let error = open(&world, ring(&[&new_key("new")])).await.unwrap_err();
        assert_eq!(error.cause(), "master_key_missing");
        let words = error.to_string();
        assert!(words.contains("tests") && words.contains("2 companies"), "{words}");
        // The refused start has not stored its key as known to the database.
        open(&world, ring(&[&new_key("new"), master_keys().current()])).await.unwrap().close().await;
    });
}

#[test]
fn another_key_under_a_known_id_is_refused() {
    in_a_world(async |world| {
        stocked(&world.store, "1").await;
        let error = open(&world, ring(&[&new_key("tests")])).await.unwrap_err();
        assert_eq!(error.cause(), "master_key_wrong");
        assert!(error.to_string().contains("tests"), "{error}");
        let behind = open(&world, ring(&[&new_key("new"), &new_key("tests")])).await.unwrap_err();
        assert_eq!(behind.cause(), "master_key_wrong");
    });
}

#[test]
fn a_key_that_never_was_the_current_one_may_be_replaced() {
    in_a_world(async |world| {
        let old = master_keys();
        for _ in 0..2 {
            open(&world, ring(&[old.current(), &new_key("next")])).await.unwrap().close().await;
        }
    });
}

#[test]
fn wrong_key_found_late_leaves_store_unavailable_until_fixed() {
    in_a_world(async |world| {
        let proxy = Proxy::to(world.database.endpoint()).await;
        proxy.break_it();
        let mut settings = with_keys(&world.database.words_through(proxy.port), ring(&[&new_key("tests")]));
        settings.call_timeout = std::time::Duration::from_millis(200);
        settings.connect_patience = std::time::Duration::from_millis(50);
        let store = Store::open_or_wait(settings).await.unwrap();
        proxy.restore();
        let connections = proxy.connections();
        until(async || proxy.connections() > connections + 2).await;
        assert_eq!(failure(store.ping().await), StoreFailure::Unavailable);
        world.admin().await.batch_execute("DELETE FROM master_keys").await.unwrap();
        until(async || store.ping().await.is_ok()).await;
        store.close().await;
    });
}

#[test]
fn rewrap_runs_beside_service_and_frees_old_master_key() {
    in_a_world(async |world| {
        let (old, new) = (master_keys(), new_key("new"));
        for number in 0..25 {
            stocked(&world.store, &number.to_string()).await;
        }
        let service = open(&world, ring(&[old.current(), &new])).await.unwrap();
        let fence = stocked(&service, "7").await;
        let rotator = open(&world, ring(&[&new, old.current()])).await.unwrap();
        assert_eq!(rotator.under_other_master_keys().await.unwrap(), 25);
        let (mut after, mut count) = (None::<CompanyId>, 0);
        loop {
            let step = rotator.rewrap(after.clone(), 10).await.unwrap();
            assert_eq!(step.unreadable, []);
            count += step.count;
            let Some(last) = step.last else { break };
            after = Some(last);
            // The service continues meanwhile, with cached data keys and with ones it has to read.
            service.write(&company("7"), fence, puts([put("session", "a", "7")])).await.unwrap();
            is_intact(&service, "7").await;
            is_intact(&service, "9").await;
        }
        assert_eq!((count, rotator.under_other_master_keys().await.unwrap()), (25, 0));
        for store in [&service, &rotator] {
            is_intact(store, "3").await;
        }
        service.close().await;
        rotator.close().await;
        let only_new = open(&world, ring(&[&new])).await.unwrap();
        for number in 0..25 {
            is_intact(&only_new, &number.to_string()).await;
        }
        only_new.close().await;
        let error = open(&world, old).await.unwrap_err();
        assert_eq!(error.cause(), "master_key_missing");
    });
}

#[test]
fn rewrap_reports_and_skips_unreadable_data_key() {
    in_a_world(async |world| {
        let (old, new) = (master_keys(), new_key("new"));
        for id in ["1", "2", "3"] {
            stocked(&world.store, id).await;
        }
        let spoil = "UPDATE whatsapp_auth SET data_key = set_byte(data_key, 60, get_byte(data_key, 60) # 1)
            WHERE company_id = '2'";
        world.admin().await.batch_execute(spoil).await.unwrap();
        let store = open(&world, ring(&[&new, old.current()])).await.unwrap();
        let step = store.rewrap(None, 10).await.unwrap();
        assert_eq!((step.count, step.unreadable, step.last), (2, vec![company("2")], Some(company("3"))));
        assert_eq!(store.rewrap(Some(company("3")), 10).await.unwrap().last, None);
        assert_eq!(store.under_other_master_keys().await.unwrap(), 1);
        is_intact(&store, "1").await;
        store.close().await;
    });
}

#[test]
fn absent_master_key_is_unavailable_and_not_corrupt() {
    in_a_world(async |world| {
        let (old, new) = (master_keys(), new_key("new"));
        stocked(&world.store, "1").await;
        let rotator = open(&world, ring(&[&new, old.current()])).await.unwrap();
        rotator.rewrap(None, 10).await.unwrap();
        // Its own company's data key is in its cache; another process with the same master keys could not read it.
        is_intact(&world.store, "1").await;
        stocked(&rotator, "2").await;
        let error = world.store.credentials(&company("2")).await.unwrap_err();
        assert_eq!(error.failure, StoreFailure::Unavailable);
        assert!(error.detail.contains("new"), "{error}");
        world.store.take(&company("2")).await.unwrap();
        rotator.close().await;
    });
}

/// Last migration before sealing.
const BEFORE: &str = "V20261124000400__restart_backoff.sql";

/// Makes the schema of the time before sealing in an empty database.
async fn as_before(world: &World) -> Client {
    let mut admin = world.admin().await;
    admin.batch_execute("DROP SCHEMA public CASCADE; CREATE SCHEMA public").await.unwrap();
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../../migrations");
    let names = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap());
    let old = names.filter(|name| name.ends_with(".sql") && name.as_str() <= BEFORE).map(|name| {
        let sql = std::fs::read_to_string(format!("{folder}/{name}")).unwrap();
        refinery::Migration::unapplied(name.trim_end_matches(".sql"), &sql).unwrap()
    });
    refinery::Runner::new(&old.collect::<Vec<_>>()).run_async(&mut admin).await.unwrap();
    admin
}

/// Rows left by the service before sealing: two linked companies, one half-paired, one with only keys, one with
/// nothing.
async fn plain_rows(admin: &Client) {
    admin
        .batch_execute(
            "INSERT INTO whatsapp_auth (company_id, fence, phone, creds, paired_at) VALUES
                ('1', 7, '79006464261', 'identity 1', now()), ('2', 7, '79006464262', 'identity 2', now());
            INSERT INTO whatsapp_auth (company_id, creds) VALUES ('3', 'identity 3');
            INSERT INTO whatsapp_auth (company_id) VALUES ('4'), ('5');
            INSERT INTO whatsapp_keys (company_id, key_type, key_id, value, stamp)
                SELECT company, 'pre-key', n::text, convert_to('key ' || n || ' of ' || company, 'UTF8'), n
                FROM unnest(ARRAY['1', '2', '4']) company, generate_series(1, 2300) n",
        )
        .await
        .unwrap();
}

async fn is_adopted(store: &Store, id: &str, keys: usize) {
    let identity = store.credentials(&company(id)).await.unwrap();
    assert_eq!(identity, (id != "4").then(|| creds(&format!("identity {id}"))));
    let rows = store.keys(&company(id), all("pre-key")).await.unwrap();
    assert_eq!(rows.len(), keys);
    for row in rows {
        assert_eq!(row.value, format!("key {} of {id}", row.key_id).as_bytes());
        assert_eq!(row.stamp.unwrap().to_string(), row.key_id);
    }
}

async fn plain_left(admin: &Client) -> i64 {
    let sql = "SELECT (SELECT count(*) FROM whatsapp_auth WHERE creds IS NOT NULL AND get_byte(creds, 0) <> 1)
        + (SELECT count(*) FROM whatsapp_keys WHERE get_byte(value, 0) <> 1)";
    admin.query_one(sql, &[]).await.unwrap().get(0)
}

#[test]
fn rows_from_before_sealing_are_sealed_at_start() {
    in_a_world(async |world| {
        let admin = as_before(&world).await;
        plain_rows(&admin).await;
        let store = open(&world, master_keys()).await.unwrap();
        assert_eq!(plain_left(&admin).await, 0);
        for (id, keys) in [("1", 2300), ("2", 2300), ("3", 0), ("4", 2300)] {
            is_adopted(&store, id, keys).await;
        }
        let untouched = "SELECT fence, data_key IS NULL FROM whatsapp_auth WHERE company_id = '5'";
        let row = admin.query_one(untouched, &[]).await.unwrap();
        assert_eq!((row.get::<_, i64>(0), row.get::<_, bool>(1)), (1, true));
        // An older process that still runs no longer owns the company.
        assert_eq!(failure(store.write(&company("1"), Fence(7), linking("79006464261")).await), StoreFailure::Fenced);
        let fence = store.take(&company("1")).await.unwrap().fence;
        store.write(&company("1"), fence, puts([put("session", "new", "v")])).await.unwrap();
        store.close().await;
    });
}

#[test]
fn interrupted_sealing_continues_at_next_start() {
    in_a_world(async |world| {
        let admin = as_before(&world).await;
        plain_rows(&admin).await;
        let holder = world.admin().await;
        // The columns must exist before the row is locked: a migration would wait for the lock.
        holder.batch_execute("CREATE FUNCTION wait_for_test() RETURNS trigger LANGUAGE plpgsql AS $$
                BEGIN PERFORM pg_advisory_xact_lock_shared(42); RETURN NEW; END $$;
            CREATE TRIGGER wait BEFORE UPDATE ON whatsapp_keys FOR EACH ROW WHEN (OLD.company_id = '2' AND OLD.key_id = '9')
                EXECUTE FUNCTION wait_for_test();
            SELECT pg_advisory_lock(42)").await.unwrap();
        let words = world.database.words();
        let opening = tokio::spawn(Store::open(with_keys(&words, master_keys())));
        world.until_waiting(&admin, 1).await;
        opening.abort();
        assert!(opening.await.unwrap_err().is_cancelled());
        // One company is sealed; the one under way and the others are unchanged.
        assert_eq!(plain_left(&admin).await, 2 + 2 * 2300);
        holder.batch_execute("SELECT pg_advisory_unlock(42)").await.unwrap();
        let store = open(&world, master_keys()).await.unwrap();
        assert_eq!(plain_left(&admin).await, 0);
        for (id, keys) in [("1", 2300), ("2", 2300), ("3", 0), ("4", 2300)] {
            is_adopted(&store, id, keys).await;
        }
        store.close().await;
    });
}

#[test]
fn plain_row_planted_after_sealing_is_not_sealed() {
    in_a_world(async |world| {
        let admin = world.admin().await;
        let planted = "ALTER TABLE whatsapp_auth DROP CONSTRAINT whatsapp_auth_creds_sealed;
            ALTER TABLE whatsapp_auth DROP CONSTRAINT IF EXISTS whatsapp_auth_creds_need_data_key;
            INSERT INTO whatsapp_auth (company_id, creds) VALUES ('1', 'somebody else''s identity')";
        admin.batch_execute(planted).await.unwrap();
        let store = open(&world, master_keys()).await.unwrap();
        assert_eq!(plain_left(&admin).await, 1);
        assert_eq!(failure(store.credentials(&company("1")).await), StoreFailure::Corrupt);
        store.close().await;
    });
}
