//! Upgrades: a database made and used by an older version, and that version beside a newer schema. The older version's
//! data is in `upgrades/`.

use std::collections::BTreeMap;

use linekeeper_domain::ErrorCode;
use linekeeper_domain::restart::RestartKind;
use linekeeper_ports::{
    ApiKeys, CredentialRows, CredentialStore, NextSlots, OnboardingLinks, RestartPolicies, SlotFences,
};
use linekeeper_store::Store;
use tokio_postgres::Client;
use tokio_postgres::error::DbError;
use tokio_postgres::types::{ToSql, Type};

use crate::support::{World, all, company, config, in_a_world, linking, phone, promotion, put, puts};

const DUMP: &str = include_str!("upgrades/2026-11-26.sql");
const STATEMENTS: &str = include_str!("upgrades/2026-11-26.statements");

/// Linked companies of the dump.
const LINKED: [(&str, &str, Option<ErrorCode>); 4] = [
    ("997441", "79006464263", None),
    ("880012", "79161234567", Some(ErrorCode::Disconnected)),
    ("880013", "5511987650001", None),
    ("880014", "79161234568", Some(ErrorCode::AccountLocked)),
];

/// Restores the older version's dump into the test's database.
async fn restored(world: &World) -> Client {
    let admin = world.admin().await;
    admin.batch_execute("DROP SCHEMA public CASCADE; CREATE SCHEMA public").await.unwrap();
    admin.batch_execute(DUMP).await.unwrap();
    admin.batch_execute("SET search_path = public").await.unwrap();
    admin
}

async fn upgraded(world: &World) -> Store {
    Store::open(config(&world.database.words())).await.unwrap()
}

/// Row counts of the tables that the older version knows.
async fn counts(admin: &Client, of: Option<&BTreeMap<String, i64>>) -> BTreeMap<String, i64> {
    let tables = "SELECT table_name::text FROM information_schema.tables
        WHERE table_schema = 'public' AND table_name <> 'refinery_schema_history'";
    let mut counts = BTreeMap::new();
    for row in admin.query(tables, &[]).await.unwrap() {
        let table: String = row.get(0);
        if of.is_none_or(|of| of.contains_key(&table)) {
            let count = admin.query_one(&format!("SELECT count(*) FROM {table}"), &[]).await.unwrap();
            counts.insert(table, count.get(0));
        }
    }
    counts
}

async fn fences(admin: &Client) -> Vec<(String, i64)> {
    let rows = admin.query("SELECT company_id, fence FROM whatsapp_auth ORDER BY company_id", &[]).await.unwrap();
    rows.iter().map(|row| (row.get(0), row.get(1))).collect()
}

#[test]
fn upgrade_keeps_every_row_and_every_fence() {
    in_a_world(async |world| {
        let admin = restored(&world).await;
        let (rows, held) = (counts(&admin, None).await, fences(&admin).await);
        assert!(rows["whatsapp_keys"] > 100 && rows["session_events"] > 20 && held.len() == 5, "{rows:?}");
        let store = upgraded(&world).await;
        assert_eq!(counts(&admin, Some(&rows)).await, rows);
        assert_eq!(fences(&admin).await, held);
        store.close().await;
    });
}

#[test]
fn upgraded_companies_can_be_read_and_logged_in() {
    in_a_world(async |world| {
        let admin = restored(&world).await;
        let store = upgraded(&world).await;
        for (id, digits, parked) in LINKED {
            let salon = company(id);
            let stored = store.peek(&salon).await.unwrap().unwrap();
            assert_eq!((stored.phone, stored.has_credentials), (Some(phone(digits)), true), "{id}");
            assert_eq!(stored.parked.map(|parked| parked.code), parked, "{id}");
            let held = store.take(&salon).await.unwrap();
            assert!(held.stored.paired_at.is_some(), "{id}");
            // The values are sealed: a damaged one, or another company's, could not be read.
            assert!(store.credentials(&salon).await.unwrap().unwrap().0.len() > 100, "{id}");
            for key_type in ["pre-key", "identity", "app-state-version"] {
                assert!(!store.keys(&salon, all(key_type)).await.unwrap().is_empty(), "{id} {key_type}");
            }
            store.write(&salon, held.fence, puts([put("session", "after", "the upgrade")])).await.unwrap();
        }
        assert_eq!(store.linked(None, 10).await.unwrap().len(), LINKED.len());
        let policy = store.restart_policy(&company("997441")).await.unwrap().unwrap();
        assert_eq!((policy.kind, policy.max_restarts), (RestartKind::Permanent, 7));
        for (table, column) in [("api_keys", "id"), ("onboarding_links", "id")] {
            let id: String =
                admin.query_one(&format!("SELECT {column} FROM {table} LIMIT 1"), &[]).await.unwrap().get(0);
            let id = id.parse().unwrap();
            let found = match table {
                "api_keys" => store.api_key(&id).await.unwrap().is_some(),
                _ => store.onboarding_link(&id).await.unwrap().is_some(),
            };
            assert!(found, "{table}");
        }
        store.close().await;
    });
}

fn statements() -> impl Iterator<Item = (&'static str, &'static str)> {
    STATEMENTS.split("-- ").skip(1).filter_map(|part| part.split_once('\n'))
}

/// Statements that this schema accepts, with the types of their parameters and results.
async fn understood(admin: &Client) -> BTreeMap<&'static str, String> {
    let mut understood = BTreeMap::new();
    for (name, sql) in statements() {
        if let Ok(statement) = admin.prepare(sql).await {
            let answers: Vec<_> = statement.columns().iter().map(|column| column.type_().name().to_owned()).collect();
            understood.insert(name, format!("{:?} {answers:?}", statement.params()));
        }
    }
    understood
}

#[test]
fn statements_of_the_older_version_work_on_the_new_schema() {
    in_a_world(async |world| {
        let admin = restored(&world).await;
        let before = understood(&admin).await;
        // A few cannot be prepared without the parameter types that the program sends with them.
        assert!(before.len() + 8 >= statements().count(), "{} of {}", before.len(), statements().count());
        upgraded(&world).await.close().await;
        assert_eq!(understood(&admin).await, before);
    });
}

#[test]
fn older_version_keeps_working_while_newer_one_migrates() {
    in_a_world(async |world| {
        drop(restored(&world).await);
        let older = world.admin().await;
        let fence: i64 =
            older.query_one("SELECT fence FROM whatsapp_auth WHERE company_id = '997441'", &[]).await.unwrap().get(0);
        let sql: BTreeMap<_, _> = statements().collect();
        let (newer_is_there, mut told) = tokio::sync::oneshot::channel();
        let opening = tokio::spawn({
            let words = world.database.words();
            async move {
                let store = Store::open(config(&words)).await.unwrap();
                // The receiver is dropped only if the test has failed.
                let _gone = newer_is_there.send(());
                store
            }
        });
        let mut rounds_after = 0;
        while rounds_after < 5 {
            rounds_after += i32::from(told.try_recv() != Err(tokio::sync::oneshot::error::TryRecvError::Empty));
            let touched =
                older.query(sql["ownership/touch::TOUCH"], &[&"997441", &fence, &crate::support::at(0)]).await;
            assert_eq!(touched.unwrap().len(), 1);
            let code = None::<&str>;
            let until = None::<linekeeper_domain::Timestamp>;
            let parked = older.query(sql["ownership/mod::PARK"], &[&"997441", &fence, &code, &until]).await;
            assert_eq!(parked.unwrap().len(), 1);
            let taken = older.query(sql["ownership/take::TAKE"], &[&"880014", &None::<&[u8]>, &None::<&str>]).await;
            assert_eq!(taken.unwrap().len(), 1);
        }
        let store = opening.await.unwrap();
        assert!(store.credentials(&company("997441")).await.unwrap().is_some());
        store.close().await;
    });
}

/// Links a phone as the older version does; returns how many companies it held, or the constraint that refuses it.
async fn linked_by_older_version(older: &Client, id: &str, digits: &str) -> Result<i64, String> {
    let sql: BTreeMap<_, _> = statements().collect();
    let fence: i64 =
        older.query_one("SELECT fence FROM whatsapp_auth WHERE company_id = $1", &[&id]).await.unwrap().get(0);
    let (texts, numbers, values) = (Vec::<&str>::new(), Vec::<i64>::new(), Vec::<Vec<u8>>::new());
    let no_value = None::<Vec<u8>>;
    let text = || (&texts as &(dyn ToSql + Sync), Type::TEXT_ARRAY);
    let params = [
        (&id as _, Type::TEXT),
        (&fence as _, Type::INT8),
        text(),
        text(),
        (&values as _, Type::BYTEA_ARRAY),
        (&numbers as _, Type::INT8_ARRAY),
        text(),
        text(),
        text(),
        text(),
        text(),
        text(),
        text(),
        (&numbers as _, Type::INT8_ARRAY),
        (&no_value as _, Type::BYTEA),
        (&digits as _, Type::TEXT),
        (&no_value as _, Type::BYTEA),
    ];
    // The types are those that the program sends with the statement.
    let written = older.query_typed_one(sql["rows/batch::WRITE"], &params);
    let constraint =
        |error: tokio_postgres::Error| error.as_db_error().and_then(DbError::constraint).map(str::to_owned);
    written.await.map(|row| row.get(0)).map_err(|error| constraint(error).unwrap_or_default())
}

#[test]
fn older_version_beside_a_change_finds_the_current_device() {
    in_a_world(async |world| {
        let older = restored(&world).await;
        let store = upgraded(&world).await;
        let (next, salon) = (store.next_slot(), company("997441"));
        let current = store.take(&salon).await.unwrap().fence;
        let fence = next.take(&salon).await.unwrap().fence;
        next.write(&salon, fence, linking("79161112233")).await.unwrap();
        // What another company has in its next slot is taken for the older version, too.
        let refused = linked_by_older_version(&older, "880020", "79161112233").await;
        assert_eq!(refused, Err("whatsapp_auth_linked_account".to_owned()));
        assert_eq!(linked_by_older_version(&older, "880020", "79161112244").await, Ok(1));
        next.promote(promotion(&salon, SlotFences { current, next: fence })).await.unwrap();
        let sql: BTreeMap<_, _> = statements().collect();
        let (no_key, no_master) = (None::<&[u8]>, None::<&str>);
        let taken = older.query_one(sql["ownership/take::TAKE"], &[&"997441", &no_key, &no_master]).await.unwrap();
        assert_eq!(taken.get::<_, &str>(1), "79161112233");
        let touched =
            older.query(sql["ownership/touch::TOUCH"], &[&"997441", &current.0, &crate::support::at(0)]).await;
        assert_eq!(touched.unwrap().len(), 0, "fenced as after any change of owner");
        assert_eq!(store.old_devices(&salon).await.unwrap().len(), 1);
        store.close().await;
    });
}
