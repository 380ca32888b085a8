//! Isolation within a batch: of many companies whose calls are batched, one fails and gets its own error; the others
//! get their results, once and in time.

use std::fs;
use std::os::unix::fs::FileExt;
use std::time::{Duration, Instant};

use futures::future::{BoxFuture, join_all};
use futures::{FutureExt, poll};
use linekeeper_domain::{CompanyId, StoreFailure};
use linekeeper_ports::{Batch, CredentialRows, CredentialStore, Fence, KeyDelete, KeyRow, StoreError, Written};
use linekeeper_store::{Store, StoreConfig};
use tokio_postgres::Client;

use crate::support::server::{embedded, prepared_directory};
use crate::support::{World, admin, all, company, config, failure, in_a_world, put, puts, run, until};

/// Most calls of one batch.
const COMPANIES: usize = 128;
/// Index of the failing company; not one of those whose calls are sent alone.
const TROUBLED: usize = 20;

type Salon = (CompanyId, Fence);

/// Takes companies and gives each some keys of a type.
async fn equipped(store: &Store, keys: usize, value: &str) -> Vec<Salon> {
    let mut salons = Vec::new();
    for number in 0..COMPANIES {
        let salon = company(&format!("salon-{number:03}"));
        let fence = store.take(&salon).await.unwrap().fence;
        let rows = (0..keys).map(|key| put("session", &format!("first-{key}"), value));
        store.write(&salon, fence, puts(rows)).await.unwrap();
        salons.push((salon, fence));
    }
    salons
}

/// Lock that holds back every statement about keys.
const KEYS: &str = "LOCK TABLE whatsapp_keys IN ACCESS EXCLUSIVE MODE";
/// Lock that holds back the writes of the first two companies.
const FIRST_TWO: &str = "SELECT FROM whatsapp_auth WHERE company_id IN ('salon-000', 'salon-001') FOR UPDATE";

/// Runs [`at_once_behind`] with a lock of all keys.
async fn at_once<T>(
    admin: &Client,
    salons: &[Salon],
    call: impl Fn(Salon) -> BoxFuture<'static, T>,
) -> Vec<BoxFuture<'static, T>> {
    at_once_behind((admin, KEYS), salons, call).await
}

/// Makes a call for each while a lock holds back those that are sent alone, so that the others are batched.
async fn at_once_behind<T>(
    (admin, lock): (&Client, &str),
    salons: &[Salon],
    call: impl Fn(Salon) -> BoxFuture<'static, T>,
) -> Vec<BoxFuture<'static, T>> {
    admin.batch_execute(&format!("BEGIN; {lock}")).await.unwrap();
    let mut calls = Vec::new();
    for salon in salons {
        let mut call = call(salon.clone());
        assert!(poll!(&mut call).is_pending());
        calls.push(call);
        if let ahead @ 1..=2 = calls.len() {
            until(async || {
                admin.batch_execute("SELECT pg_stat_clear_snapshot()").await.unwrap();
                let waiting = "SELECT count(*) FROM pg_stat_activity
                    WHERE datname = current_database() AND wait_event_type = 'Lock' AND state = 'active'";
                admin.query_one(waiting, &[]).await.unwrap().get::<_, i64>(0) >= i64::try_from(ahead).unwrap()
            })
            .await;
        }
    }
    admin.batch_execute("COMMIT").await.unwrap();
    calls
}

/// Deletes the first key and writes a second one.
fn replaces(store: &Store, (salon, fence): Salon) -> BoxFuture<'static, Result<Written, StoreError>> {
    let store = store.clone();
    async move {
        let deletes = vec![KeyDelete::Id { key_type: "session", key_id: "first-0".to_owned() }];
        store.write(&salon, fence, Batch { deletes, ..puts([put("session", "second", "v")]) }).await
    }
    .boxed()
}

fn reads(store: &Store, (salon, _): Salon) -> BoxFuture<'static, Result<Vec<KeyRow>, StoreError>> {
    let store = store.clone();
    async move { store.keys(&salon, all("session")).await }.boxed()
}

/// A store with a short call timeout, which knows the companies' data keys: without them it would write each alone.
async fn impatient(world: &World, salons: &[Salon]) -> Store {
    let settings = StoreConfig { call_timeout: Duration::from_secs(12), ..config(&world.database.words()) };
    let store = Store::open(settings).await.unwrap();
    for salon in salons {
        assert_eq!(reads(&store, salon.clone()).await.unwrap().len(), 1);
    }
    store
}

/// Checks that each of the other companies' writes was done once; returns the result of the failing one.
fn only_the_troubled(answers: Vec<Result<Written, StoreError>>) -> Result<Written, StoreError> {
    let mut troubled = None;
    for (place, answer) in answers.into_iter().enumerate() {
        match place {
            TROUBLED => troubled = Some(answer),
            _ => assert_eq!(answer.unwrap(), Written { deleted: 1 }, "company {place}"),
        }
    }
    troubled.unwrap()
}

#[test]
fn damaged_value_fails_its_company_alone() {
    in_a_world(async |world| {
        let salons = equipped(&world.store, 1, "v").await;
        let admin = world.admin().await;
        let damage = "UPDATE whatsapp_keys SET value = set_byte(value, 40, get_byte(value, 40) # 1)
            WHERE company_id = 'salon-020'";
        assert_eq!(admin.execute(damage, &[]).await.unwrap(), 1);
        let read = join_all(at_once(&admin, &salons, |salon| reads(&world.store, salon)).await).await;
        for (place, read) in read.into_iter().enumerate() {
            match place {
                TROUBLED => assert_eq!(failure(read), StoreFailure::Corrupt),
                _ => assert_eq!(read.unwrap().len(), 1),
            }
        }
        // The damaged value does not prevent a write.
        world
            .store
            .write(&salons[TROUBLED].0, salons[TROUBLED].1, puts([put("session", "first-0", "v")]))
            .await
            .unwrap();
        assert_eq!(world.store.keys(&salons[TROUBLED].0, all("session")).await.unwrap().len(), 1);
    });
}

#[test]
fn value_that_a_rule_refuses_fails_its_company_alone() {
    in_a_world(async |world| {
        let salons = equipped(&world.store, 1, "v").await;
        let admin = world.admin().await;
        let rule = "ALTER TABLE whatsapp_keys ADD CHECK (company_id <> 'salon-020' OR key_id <> 'second')";
        admin.batch_execute(rule).await.unwrap();
        let written = join_all(at_once(&admin, &salons, |salon| replaces(&world.store, salon)).await).await;
        assert_eq!(failure(only_the_troubled(written)), StoreFailure::Corrupt);
    });
}

#[test]
fn locked_key_delays_its_company_alone() {
    in_a_world(async |world| {
        let salons = equipped(&world.store, 1, "v").await;
        let (admin, holder) = (world.admin().await, world.admin().await);
        let store = impatient(&world, &salons).await;
        let hold = "BEGIN; SELECT FROM whatsapp_keys WHERE company_id = 'salon-020' FOR UPDATE";
        holder.batch_execute(hold).await.unwrap();
        let mut calls = at_once_behind((&admin, FIRST_TWO), &salons, |salon| replaces(&store, salon)).await;
        let mut late = calls.remove(TROUBLED);
        for written in join_all(calls).await {
            assert_eq!(written.unwrap(), Written { deleted: 1 });
        }
        assert!(poll!(&mut late).is_pending(), "it waits for its key");
        holder.batch_execute("COMMIT").await.unwrap();
        assert_eq!(late.await.unwrap(), Written { deleted: 1 });
        store.close().await;
    });
}

#[test]
fn write_that_takes_too_long_fails_its_company_alone() {
    in_a_world(async |world| {
        let salons = equipped(&world.store, 1, "v").await;
        let admin = world.admin().await;
        let slow = "CREATE FUNCTION slow() RETURNS trigger LANGUAGE plpgsql AS
                $$ BEGIN PERFORM pg_sleep(60); RETURN NEW; END $$;
            CREATE TRIGGER slow BEFORE INSERT ON whatsapp_keys FOR EACH ROW
                WHEN (NEW.company_id = 'salon-020') EXECUTE FUNCTION slow()";
        admin.batch_execute(slow).await.unwrap();
        let store = impatient(&world, &salons).await;
        let began = Instant::now();
        let written = join_all(at_once(&admin, &salons, |salon| replaces(&store, salon)).await).await;
        let troubled = failure(only_the_troubled(written));
        assert!(matches!(troubled, StoreFailure::Unavailable | StoreFailure::UnknownOutcome), "{troubled:?}");
        assert!(began.elapsed() < Duration::from_secs(60), "{:?}", began.elapsed());
        store.close().await;
    });
}

#[test]
fn damaged_page_fails_its_company_alone() {
    run(async {
        let directory = prepared_directory().await;
        let store = Store::open(embedded(directory.path())).await.unwrap();
        let words = store.embedded_address().unwrap();
        let salons = equipped(&store, 12, &"v".repeat(1_500)).await;
        let client = admin(&words).await;
        let page = "SELECT block FROM (
                SELECT (ctid::text::point)[0]::bigint AS block, company_id FROM whatsapp_keys) AS rows
            GROUP BY block HAVING min(company_id) = 'salon-020' AND max(company_id) = 'salon-020' LIMIT 1";
        let block: i64 = client.query_one(page, &[]).await.unwrap().get(0);
        let path =
            client.query_one("SELECT pg_relation_filepath('whatsapp_keys')", &[]).await.unwrap().get::<_, String>(0);
        client.batch_execute("CHECKPOINT").await.unwrap();
        drop(client);
        store.close().await;
        let file = fs::OpenOptions::new().write(true).open(directory.path().join("postgres").join(path)).unwrap();
        file.write_all_at(&[0xff; 8192], u64::try_from(block).unwrap() * 8192).unwrap();
        drop(file);

        let store = Store::open(embedded(directory.path())).await.unwrap();
        let client = admin(&words).await;
        let read = join_all(at_once(&client, &salons, |salon| reads(&store, salon)).await).await;
        for (place, read) in read.into_iter().enumerate() {
            match place {
                TROUBLED => assert!(read.is_err_and(|error| error.detail.contains("XX001")), "its page is damaged"),
                _ => assert_eq!(read.unwrap().len(), 12, "company {place}"),
            }
        }
        let written = join_all(at_once(&client, &salons, |salon| replaces(&store, salon)).await).await;
        for (place, written) in written.into_iter().enumerate().filter(|(place, _)| *place != TROUBLED) {
            assert_eq!(written.unwrap(), Written { deleted: 1 }, "company {place}");
        }
        store.close().await;
    });
}

/// Batch of so many puts, half of them over existing rows, and half as many deletes of other rows.
fn large(rows: usize) -> Batch {
    let id = |number: usize| format!("{number:08}");
    let deletes =
        (0..rows / 2).map(|number| KeyDelete::Id { key_type: "session", key_id: id(rows + number) }).collect();
    Batch { deletes, ..puts((rows / 2..rows + rows / 2).map(|number| put("session", &id(number), "second"))) }
}

#[test]
fn large_write_grows_with_its_rows() {
    in_a_world(async |world| {
        let mut took = Vec::new();
        for (name, rows) in [("warm", 200), ("small", 800), ("large", 6_400)] {
            let fence = world.store.take(&company(name)).await.unwrap().fence;
            let first = (0..rows + rows / 2).map(|number| put("session", &format!("{number:08}"), "first"));
            world.store.write(&company(name), fence, puts(first)).await.unwrap();
            let began = Instant::now();
            let written = world.store.write(&company(name), fence, large(rows)).await.unwrap();
            took.push(began.elapsed());
            assert_eq!(written.deleted, rows as u64 / 2);
            assert_eq!(world.store.keys(&company(name), all("session")).await.unwrap().len(), rows + rows / 2);
        }
        // Eight times the rows; quadratic growth would take 64 times as long.
        assert!(took[2] < took[1] * 32, "{took:?}");
    });
}

#[test]
#[ignore = "a benchmark"]
fn times_of_large_writes() {
    in_a_world(async |world| {
        let patient = StoreConfig { call_timeout: Duration::from_secs(120), ..config(&world.database.words()) };
        let store = Store::open(patient).await.unwrap();
        println!("\ncompanies at once, rows put and deleted by all of them together, seconds");
        for (companies, rows) in [(1, 800), (1, 3_200), (1, 12_800), (64, 12), (64, 50), (64, 200)] {
            let mut owned = Vec::new();
            for number in 0..companies {
                let salon = company(&format!("{companies}-{rows}-{number}"));
                let fence = store.take(&salon).await.unwrap().fence;
                let first = (0..rows + rows / 2).map(|key| put("session", &format!("{key:08}"), "first"));
                store.write(&salon, fence, puts(first)).await.unwrap();
                owned.push((salon, fence));
            }
            let began = Instant::now();
            let written = owned.iter().map(|(salon, fence)| store.write(salon, *fence, large(rows)));
            let deleted: u64 = join_all(written).await.into_iter().map(|written| written.unwrap().deleted).sum();
            println!("{companies:>3} {:>6} {deleted:>6} {:>8.3}", companies * rows, began.elapsed().as_secs_f64());
        }
        store.close().await;
    });
}

#[test]
fn many_rows_of_many_companies_are_written_in_parts() {
    in_a_world(async |world| {
        let salons = equipped(&world.store, 20, "v").await;
        let admin = world.admin().await;
        let writes = |(salon, fence): Salon| {
            let store = world.store.clone();
            let id = |key| KeyDelete::Id { key_type: "session", key_id: format!("first-{key}") };
            let rows = (0..60).map(|key| put("session", &format!("second-{key}"), "v"));
            let batch = Batch { deletes: (0..20).map(id).collect(), ..puts(rows) };
            async move { store.write(&salon, fence, batch).await }.boxed()
        };
        for written in join_all(at_once(&admin, &salons, writes).await).await {
            assert_eq!(written.unwrap().deleted, 20);
        }
        let read = join_all(at_once(&admin, &salons, |salon| reads(&world.store, salon)).await).await;
        assert!(read.into_iter().all(|read| read.unwrap().len() == 60));
    });
}

#[test]
fn company_with_many_keys_is_read_whole_among_others() {
    in_a_world(async |world| {
        let salons = equipped(&world.store, 3, "v").await;
        let many = (0..2_000).map(|key| put("session", &format!("{key:08}"), "v"));
        world.store.write(&salons[TROUBLED].0, salons[TROUBLED].1, puts(many)).await.unwrap();
        let admin = world.admin().await;
        let read = join_all(at_once(&admin, &salons, |salon| reads(&world.store, salon)).await).await;
        for (place, read) in read.into_iter().enumerate() {
            assert_eq!(read.unwrap().len(), if place == TROUBLED { 2_003 } else { 3 });
        }
    });
}
