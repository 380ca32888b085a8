//! What keeps the tables of the next slot and of old devices in order: expiry, master keys, CHECKs, the trigger between
//! the slots.

use linekeeper_domain::CompanyId;
use linekeeper_ports::{Batch, Clock, CredentialRows, CredentialStore, NextSlots, SystemClock};
use linekeeper_secrets::{MasterKey, MasterKeys};
use linekeeper_store::{Rewrapped, Store, StoreConfig, StoreOpenError};
use tokio_postgres::Client;

use crate::promotion::changing;
use crate::support::lopsided::fill;
use crate::support::{World, company, config, creds, ids, in_a_world, linked, linking, master_keys, promotion, puts};

/// Sets the last use of a company's next slot, and the age of its old devices, to so many days ago.
async fn age(admin: &Client, id: &str, days: i32) {
    let sql = "WITH next AS (
            UPDATE whatsapp_next_auth SET created_at = now() - make_interval(days => $2 + 100),
                updated_at = now() - make_interval(days => $2) WHERE company_id = $1)
        UPDATE whatsapp_old_devices SET replaced_at = now() - make_interval(days => $2) WHERE company_id = $1";
    admin.execute(sql, &[&id, &days]).await.unwrap();
}

fn ninety_days_ago() -> linekeeper_domain::Timestamp {
    SystemClock.now() - chrono::TimeDelta::days(90)
}

#[test]
fn next_slot_unused_for_long_is_emptied_and_keeps_its_fence() {
    in_a_world(async |world| {
        let (store, next, admin) = (&world.store, world.store.next_slot(), world.admin().await);
        for (number, (id, days)) in [("fresh", 89), ("busy", 91), ("old", 91), ("older", 500)].into_iter().enumerate() {
            changing(store, id, [&format!("7900000000{number}"), &format!("7900000001{number}")]).await;
            age(&admin, id, days).await;
        }
        let fence = next.take(&company("old")).await.unwrap().fence;
        let used = puts([crate::support::put("session", "used", "v")]);
        let busy = next.take(&company("busy")).await.unwrap().fence;
        next.write(&company("busy"), busy, used.clone()).await.unwrap();
        assert_eq!(store.expire_next_slots(ninety_days_ago(), 1).await.unwrap(), [company("old")], "a few at a time");
        assert_eq!(store.expire_next_slots(ninety_days_ago(), 10).await.unwrap(), [company("older")]);
        assert_eq!(store.expire_next_slots(ninety_days_ago(), 10).await.unwrap(), []);
        next.write(&company("old"), fence, used).await.unwrap_err();
        assert!(next.take(&company("old")).await.unwrap().fence.0 > fence.0 + 1);
        assert_eq!(ids(&next, &company("old"), "session").await, [""; 0]);
        for (id, is_left) in [("fresh", true), ("busy", true), ("old", false), ("older", false)] {
            assert_eq!(next.credentials(&company(id)).await.unwrap().is_some(), is_left, "{id}");
            assert_eq!(store.credentials(&company(id)).await.unwrap(), Some(creds("linked")), "{id}");
            assert_eq!(ids(store, &company(id), "session").await, ["both", "old"], "{id}");
        }
    });
}

#[test]
fn old_device_not_logged_out_for_long_is_deleted() {
    in_a_world(async |world| {
        let (store, next, admin) = (&world.store, world.store.next_slot(), world.admin().await);
        for (number, (id, days)) in [("fresh", 89), ("old", 91), ("older", 500)].into_iter().enumerate() {
            let held = changing(store, id, [&format!("7900000000{number}"), &format!("7900000001{number}")]).await;
            next.promote(promotion(&company(id), held)).await.unwrap();
            age(&admin, id, days).await;
        }
        assert_eq!(store.prune_old_devices(ninety_days_ago(), 1).await.unwrap(), [company("old")]);
        assert_eq!(store.prune_old_devices(ninety_days_ago(), 10).await.unwrap(), [company("older")]);
        assert_eq!(store.prune_old_devices(ninety_days_ago(), 10).await.unwrap(), []);
        assert_eq!(next.unfinished_changes(None, 10).await.unwrap(), [company("fresh")]);
        assert_eq!(store.credentials(&company("old")).await.unwrap(), Some(creds("new")));
    });
}

#[test]
fn empty_row_stays_while_something_is_left_of_a_change() {
    in_a_world(async |world| {
        let (store, next, admin) = (&world.store, world.store.next_slot(), world.admin().await);
        for (id, [one, other]) in [("next", ["79000000001", "79000000002"]), ("old", ["79000000003", "79000000004"])] {
            let held = changing(store, id, [one, other]).await;
            if id == "old" {
                next.promote(promotion(&company(id), held)).await.unwrap();
            }
            let current = store.take(&company(id)).await.unwrap().fence;
            store.wipe(&company(id), current).await.unwrap();
        }
        let aged =
            "UPDATE whatsapp_auth SET updated_at = now() - interval '2 days', created_at = now() - interval '2 days'";
        admin.batch_execute(aged).await.unwrap();
        let pruned =
            async || store.prune_empty_companies(SystemClock.now() - chrono::TimeDelta::days(1), 10).await.unwrap();
        assert_eq!(pruned().await, 0);
        let device = next.old_devices(&company("old")).await.unwrap()[0].device;
        next.forget_old_device(&company("old"), device).await.unwrap();
        let fence = next.take(&company("next")).await.unwrap().fence;
        let emptied = next.wipe(&company("next"), fence).await.unwrap();
        assert_eq!(pruned().await, 2);
        assert!(next.take(&company("next")).await.unwrap().fence > emptied, "the row of the next slot is kept");
    });
}

fn ring(keys: &[&MasterKey]) -> MasterKeys {
    keys.iter().map(|key| format!("{}\n", *key.to_text())).collect::<String>().parse().unwrap()
}

async fn open(world: &World, keys: &[&MasterKey]) -> Result<Store, StoreOpenError> {
    Store::open(StoreConfig { master_keys: ring(keys), ..config(&world.database.words()) }).await
}

#[test]
fn master_key_is_needed_by_next_slot_and_by_old_devices() {
    in_a_world(async |world| {
        let old = master_keys();
        let (old, new) = (old.current(), MasterKey::generate("new".parse().unwrap()));
        let changed = changing(&world.store, "changed", ["79000000001", "79000000002"]).await;
        world.store.next_slot().promote(promotion(&company("changed"), changed)).await.unwrap();
        // A second old device, so that a company has two data keys to wrap in one table.
        let next = world.store.next_slot().take(&company("changed")).await.unwrap().fence;
        let third = Batch { credentials: Some(creds("third")), ..linking("79000000005") };
        world.store.next_slot().write(&company("changed"), next, third).await.unwrap();
        let current = world.store.take(&company("changed")).await.unwrap().fence;
        let held = linekeeper_ports::SlotFences { current, next };
        world.store.next_slot().promote(promotion(&company("changed"), held)).await.unwrap();
        changing(&world.store, "changing", ["79000000003", "79000000004"]).await;
        let store = open(&world, &[&new, old]).await.unwrap();
        let next = store.next_slot();
        assert_eq!(store.under_other_master_keys().await.unwrap(), 5);
        let is_refused = async || {
            let error = open(&world, &[&new]).await.unwrap_err();
            assert_eq!(error.cause(), "master_key_missing");
        };
        is_refused().await;
        let count = |step: Rewrapped| (step.count, step.unreadable, step.last);
        let none = Vec::<CompanyId>::new;
        assert_eq!(count(store.rewrap(None, 10).await.unwrap()), (2, none(), Some(company("changing"))));
        assert_eq!(store.under_other_master_keys().await.unwrap(), 3);
        is_refused().await;
        assert_eq!(count(next.rewrap(None, 10).await.unwrap()), (1, none(), Some(company("changing"))));
        assert_eq!(store.under_other_master_keys().await.unwrap(), 2);
        is_refused().await;
        assert_eq!(count(store.rewrap_old_devices(None, 1).await.unwrap()), (2, none(), Some(company("changed"))));
        assert_eq!(count(store.rewrap_old_devices(Some(company("changed")), 1).await.unwrap()), (0, none(), None));
        assert_eq!(store.under_other_master_keys().await.unwrap(), 0);
        store.close().await;
        let only_new = open(&world, &[&new]).await.unwrap();
        assert_eq!(only_new.credentials(&company("changed")).await.unwrap(), Some(creds("third")));
        assert_eq!(only_new.next_slot().credentials(&company("changing")).await.unwrap(), Some(creds("new")));
        let devices = only_new.old_devices(&company("changed")).await.unwrap();
        for (device, text) in devices.iter().zip(["linked", "new"]) {
            let found = only_new.old_credentials(&company("changed"), device.device).await.unwrap();
            assert_eq!(found, Some(creds(text)));
        }
        only_new.close().await;
    });
}

/// Columns, defaults and CHECKs of a table, with its name replaced.
async fn shape(admin: &Client, table: &str) -> Vec<String> {
    let sql = "SELECT column_name || ' ' || data_type || ' ' || is_nullable || ' ' || coalesce(column_default, '')
            || ' ' || coalesce(collation_name, '')
        FROM information_schema.columns WHERE table_name = $1
        UNION ALL
        SELECT conname || ' ' || replace(pg_get_constraintdef(oid), ' NOT VALID', '')
        FROM pg_constraint WHERE conrelid = $1::text::regclass AND contype = 'c'
        ORDER BY 1";
    admin.query(sql, &[&table]).await.unwrap().iter().map(|row| row.get(0)).collect()
}

#[test]
fn tables_of_both_slots_have_the_same_columns_and_checks() {
    in_a_world(async |world| {
        let admin = world.admin().await;
        for (current, next) in [("whatsapp_auth", "whatsapp_next_auth"), ("whatsapp_keys", "whatsapp_next_keys")] {
            let shape_of_current = shape(&admin, current).await;
            assert!(shape_of_current.len() > 5, "{shape_of_current:?}");
            assert_eq!(shape(&admin, next).await, shape_of_current);
        }
        linked(&world.store, "1", "79000000001").await;
        for unsealed in [
            "UPDATE whatsapp_next_auth SET creds = 'plain'",
            "INSERT INTO whatsapp_next_keys (company_id, key_type, key_id, value) VALUES ('1', 't', 'i', 'plain')",
            "INSERT INTO whatsapp_old_devices (company_id, creds, data_key, master_key_id)
                SELECT company_id, 'plain', data_key, master_key_id FROM whatsapp_auth",
            "INSERT INTO whatsapp_old_devices (company_id, creds, data_key, master_key_id)
                SELECT company_id, creds, 'short', master_key_id FROM whatsapp_auth",
        ] {
            world.store.next_slot().take(&company("1")).await.unwrap();
            assert!(admin.batch_execute(unsealed).await.is_err(), "{unsealed}");
        }
    });
}

/// Scans of a table by this connection's transaction: of the whole table, and by index.
async fn scans(admin: &Client, table: &str) -> (i64, i64) {
    let sql = "SELECT seq_scan, idx_scan FROM pg_stat_xact_user_tables WHERE relname = $1";
    let row = admin.query_one(sql, &[&table]).await.unwrap();
    (row.get(0), row.get(1))
}

#[test]
fn trigger_looks_at_other_slot_by_index_and_only_when_linked() {
    in_a_world(async |world| {
        let admin = world.admin().await;
        let update = |table: &str, set: &str| format!("UPDATE {table} SET {set} WHERE company_id = 'c7'");
        // Planned while the tables are small, and kept.
        linked(&world.store, "c7", "79000000007").await;
        let next = world.store.next_slot().take(&company("c7")).await.unwrap().fence;
        world.store.next_slot().write(&company("c7"), next, linking("79000000007")).await.unwrap();
        admin.batch_execute("ANALYZE").await.unwrap();
        for number in 0..12 {
            for table in ["whatsapp_auth", "whatsapp_next_auth"] {
                admin.batch_execute(&update(table, &format!("phone = '7900000000{}'", number % 10))).await.unwrap();
            }
        }
        let empty = "DELETE FROM whatsapp_next_auth; DELETE FROM whatsapp_auth; DELETE FROM whatsapp_next_keys";
        admin.batch_execute(&format!("{empty}; {}", fill())).await.unwrap();
        for (table, other) in [("whatsapp_auth", "whatsapp_next_auth"), ("whatsapp_next_auth", "whatsapp_auth")] {
            for (set, looks) in [
                ("fence = fence + 1, updated_at = now()", 0),
                ("phone = phone, paired_at = now()", 0),
                ("phone = '79999999999'", 1),
                ("paired_at = NULL", 0),
                ("paired_at = now()", 1),
            ] {
                admin.batch_execute("BEGIN").await.unwrap();
                let before = scans(&admin, other).await;
                admin.batch_execute(&update(table, set)).await.unwrap();
                let after = scans(&admin, other).await;
                assert_eq!((after.0 - before.0, after.1 - before.1), (0, looks), "{table} {set}");
                admin.batch_execute("COMMIT").await.unwrap();
            }
        }
    });
}
