//! Shared test support: a database per test, values to store, and faults to inject.

pub(crate) mod lopsided;
pub(crate) mod proxy;
pub(crate) mod server;

use std::panic::{AssertUnwindSafe, resume_unwind};
use std::sync::Arc;
use std::time::Duration;

use futures::FutureExt;
use linekeeper_domain::{CompanyId, Phone, StoreFailure, Timestamp, TriggeredBy};
use linekeeper_ports::{
    Batch, CredentialRows, CredentialStore, Credentials, Fence, JournalEntry, KeyPut, KeyQuery, KeyRow, KeySelect,
    PairingOrder, PromotionOrder, SlotFences, StoreError,
};
use linekeeper_secrets::MasterKeys;
use linekeeper_store::{DatabaseUrl, Source, Statements, Store, StoreConfig};
use tokio_postgres::{Client, NoTls};

use self::server::Database;

/// A test's own database with a store open on it.
pub(crate) struct World {
    pub(crate) store: Store,
    pub(crate) database: Arc<Database>,
}

impl World {
    /// Opens a connection beside the store's own.
    pub(crate) async fn admin(&self) -> Client {
        admin(&self.database.words()).await
    }

    /// Waits until at least `count` connections wait for a lock in this database.
    pub(crate) async fn until_waiting(&self, admin: &Client, count: i64) {
        let sql = "SELECT count(*) FROM pg_stat_activity
            WHERE datname = current_database() AND wait_event_type = 'Lock' AND state = 'active'";
        until(async || {
            // Statistics are cached for the length of a transaction; this refreshes them.
            admin.batch_execute("SELECT pg_stat_clear_snapshot()").await.unwrap();
            admin.query_one(sql, &[]).await.unwrap().get::<_, i64>(0) >= count
        })
        .await;
    }
}

/// Connects without the store.
pub(crate) async fn admin(words: &str) -> Client {
    let (client, connection) = tokio_postgres::connect(words, NoTls).await.unwrap();
    tokio::spawn(connection);
    client
}

/// Polls until the condition holds; fails the test after 30 s.
pub(crate) async fn until(mut so: impl AsyncFnMut() -> bool) {
    let look = async {
        while !so().await {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    };
    tokio::time::timeout(Duration::from_secs(30), look).await.expect("it never happened");
}

/// Runs a test with a database of its own, and removes the database however the test ends.
pub(crate) fn in_a_world(test: impl AsyncFnOnce(World)) {
    run(async move {
        let database = Arc::new(Database::fresh().await);
        // Named statements here; tests behind a proxy also use unnamed ones, so both modes are covered.
        let kept = StoreConfig { statements: Statements::Named, ..config(&database.words()) };
        let store = Store::open(kept).await.unwrap();
        let world = World { store: store.clone(), database: database.clone() };
        let outcome = AssertUnwindSafe(test(world)).catch_unwind().await;
        store.close().await;
        Arc::into_inner(database).expect("the test keeps its world").remove().await;
        if let Err(panic) = outcome {
            resume_unwind(panic);
        }
    });
}

/// Runs a test on a multi-thread runtime like the service's.
pub(crate) fn run(test: impl Future<Output = ()>) {
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
    runtime.block_on(test);
}

/// Settings with timeouts that suit a test.
pub(crate) fn config(words: &str) -> StoreConfig {
    let mut config = StoreConfig::new(Source::Url(DatabaseUrl::new(words)), master_keys());
    config.pool_size = 6;
    config.call_timeout = Duration::from_secs(20);
    config.connect_patience = Duration::from_secs(20);
    config
}

/// Master keys of the tests. The same in every process, because the tests share a cluster made by one of them.
pub(crate) fn master_keys() -> MasterKeys {
    "tests:AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=".parse().unwrap()
}

pub(crate) fn company(id: &str) -> CompanyId {
    id.parse().unwrap()
}

pub(crate) fn phone(digits: &str) -> Phone {
    Phone::from_digits(digits).unwrap()
}

pub(crate) fn at(seconds: i64) -> Timestamp {
    Timestamp::from_timestamp(1_800_000_000 + seconds, 0).unwrap()
}

pub(crate) fn creds(text: &str) -> Credentials {
    Credentials(text.to_owned().into())
}

pub(crate) fn row(key_id: &str, value: &str) -> KeyRow {
    KeyRow { key_id: key_id.into(), value: value.to_owned().into(), stamp: None }
}

pub(crate) fn put(key_type: &'static str, key_id: &str, value: &str) -> KeyPut {
    KeyPut { key_type, row: row(key_id, value) }
}

pub(crate) fn puts(puts: impl IntoIterator<Item = KeyPut>) -> Batch {
    Batch { puts: puts.into_iter().collect(), ..Batch::default() }
}

/// A batch that links a phone.
pub(crate) fn linking(digits: &str) -> Batch {
    Batch { credentials: Some(creds("linked")), linked_phone: Some(phone(digits)), ..Batch::default() }
}

pub(crate) fn all(key_type: &'static str) -> KeyQuery {
    KeyQuery { key_type, select: KeySelect::Prefix(String::new()) }
}

/// Ids of a key type, in the store's order.
pub(crate) async fn ids(store: &Store, company: &CompanyId, key_type: &'static str) -> Vec<String> {
    store.keys(company, all(key_type)).await.unwrap().into_iter().map(|row| row.key_id).collect()
}

/// Takes a company and links a phone to it.
pub(crate) async fn linked(store: &Store, id: &str, digits: &str) -> Fence {
    let fence = store.take(&company(id)).await.unwrap().fence;
    store.write(&company(id), fence, linking(digits)).await.unwrap();
    fence
}

/// Kind of the failure of a result.
/// Prepares a pairing without a code.
pub(crate) async fn prepare_rows(
    store: &Store,
    company: &CompanyId,
    held: Fence,
    phone: Option<&Phone>,
) -> Result<Fence, StoreError> {
    let order = PairingOrder { phone: phone.cloned(), ..PairingOrder::default() };
    let prepared = store.prepare(company, held, order).await?;
    Ok(prepared.expect("no code to refuse").fence)
}

pub(crate) fn entry(id: &str, seconds: i64, event: &str) -> JournalEntry {
    JournalEntry {
        company: company(id),
        at: at(seconds),
        event: event.into(),
        transition: None,
        reason: None,
        code: None,
        actor: TriggeredBy::Client,
        principal: None,
        correlation: None,
    }
}

/// Order to promote the device of the next slot, under these fences.
pub(crate) fn promotion(company: &CompanyId, held: SlotFences) -> PromotionOrder {
    PromotionOrder { company: company.clone(), held, entry: entry(company.as_str(), 0, "number_changed") }
}

pub(crate) fn failure<T: std::fmt::Debug>(result: Result<T, StoreError>) -> StoreFailure {
    result.unwrap_err().failure
}

/// Expires a company's credentials as if they had been unused for long and its owner had been warned.
pub(crate) async fn expire(world: &World, id: &str) -> Vec<CompanyId> {
    let sql =
        "UPDATE whatsapp_auth SET created_at = now() - interval '200 days', updated_at = now() - interval '200 days',
        last_connected_at = NULL, expiry_warned_at = now() - interval '100 days',
        parked_code = CASE WHEN paired_at IS NULL THEN parked_code ELSE coalesce(parked_code, 'ACCOUNT_LOCKED') END
        WHERE company_id = $1";
    world.admin().await.execute(sql, &[&id]).await.unwrap();
    world.store.expire(linekeeper_domain::expiry::ExpiryRule::default(), &[company(id)]).await.unwrap()
}
