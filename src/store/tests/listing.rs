//! Pages of companies, when they were connected, and the expiry of what nobody uses.

use linekeeper_domain::StoreFailure;
use linekeeper_ports::{Batch, Clock, CredentialRows, CredentialStore, StoredCompany, SystemClock};
use linekeeper_store::Store;

use crate::support::{at, company, creds, failure, ids, in_a_world, linked, phone, put, puts};

fn names(page: &[StoredCompany]) -> Vec<&str> {
    page.iter().map(|stored| stored.company.as_str()).collect()
}

#[test]
fn the_time_of_a_connection_is_kept_and_does_not_go_back() {
    in_a_world(async |world| {
        let (store, salon) = (&world.store, company("1"));
        let fence = linked(store, "1", "79006464263").await;
        store.touch_connected(&salon, fence, at(100)).await.unwrap();
        store.touch_connected(&salon, fence, at(50)).await.unwrap();
        assert_eq!(store.peek(&salon).await.unwrap().unwrap().last_connected_at, Some(at(100)));
        let unknown = store.touch_connected(&company("unknown"), fence, at(0)).await;
        assert_eq!(failure(unknown), StoreFailure::Fenced);
    });
}

#[test]
fn linked_companies_come_in_pages_most_recently_connected_first_and_never_connected_last() {
    in_a_world(async |world| {
        let store = &world.store;
        let companies = [("a", None), ("b", Some(10)), ("c", Some(30)), ("d", Some(10)), ("e", None), ("f", Some(20))];
        for (index, (id, connected)) in companies.into_iter().enumerate() {
            let fence = linked(store, id, &format!("7900646426{index}")).await;
            if let Some(seconds) = connected {
                store.touch_connected(&company(id), fence, at(seconds)).await.unwrap();
            }
        }
        let half = store.take(&company("half")).await.unwrap().fence;
        store.write(&company("half"), half, Batch { credentials: Some(creds("c")), ..Batch::default() }).await.unwrap();
        let (mut seen, mut after) = (Vec::new(), None);
        loop {
            let page = store.linked(after.as_ref(), 2).await.unwrap();
            let Some(last) = page.last().cloned() else { break };
            seen.extend(names(&page).into_iter().map(str::to_owned));
            after = Some(last);
        }
        assert_eq!(seen, ["c", "f", "b", "d", "a", "e"]);
        assert_eq!(store.linked(None, 0).await.unwrap(), []);
    });
}

#[test]
fn all_companies_come_in_pages_by_id() {
    in_a_world(async |world| {
        let store = &world.store;
        for id in ["b", "A", "_", "a", "997441", "-"] {
            store.take(&company(id)).await.unwrap();
        }
        let first = store.companies(None, 4).await.unwrap();
        assert_eq!(names(&first), ["-", "997441", "A", "_"]);
        let rest = store.companies(Some(&first[3].company), 4).await.unwrap();
        assert_eq!(names(&rest), ["a", "b"]);
    });
}

/// As if the last sign of life of this company had been so many days ago.
async fn age(world: &crate::support::World, id: &str, days: i32) {
    let sql = "UPDATE whatsapp_auth SET created_at = now() - make_interval(days => $2 + 100),
        updated_at = now() - make_interval(days => $2) WHERE company_id = $1";
    world.admin().await.execute(sql, &[&id, &days]).await.unwrap();
}

async fn with_keys(store: &Store, id: &str, digits: &str) {
    let fence = linked(store, id, digits).await;
    store.write(&company(id), fence, puts([put("session", "a", "v")])).await.unwrap();
}

#[test]
fn credentials_unused_for_ninety_days_are_wiped_and_their_late_writes_refused() {
    in_a_world(async |world| {
        let store = &world.store;
        let mut fences = Vec::new();
        for (index, id) in ["old", "written", "connected", "older"].into_iter().enumerate() {
            with_keys(store, id, &format!("7900646426{index}")).await;
            fences.push(store.take(&company(id)).await.unwrap().fence);
        }
        store.take(&company("empty")).await.unwrap();
        let now = SystemClock.now();
        for (id, days) in [("old", 91), ("written", 89), ("connected", 200), ("older", 500), ("empty", 500)] {
            age(&world, id, days).await;
        }
        store.touch_connected(&company("connected"), fences[2], now).await.unwrap();
        let before = now - chrono::TimeDelta::days(90);
        let mut expired = store.expire(before, 1).await.unwrap();
        expired.extend(store.expire(before, 10).await.unwrap());
        assert_eq!(expired, [company("old"), company("older")]);
        assert_eq!(store.expire(before, 10).await.unwrap(), []);
        for (id, fence) in [("old", fences[0]), ("older", fences[3])] {
            let late = store.write(&company(id), fence, puts([put("session", "late", "v")])).await;
            assert_eq!(failure(late), StoreFailure::Fenced);
            assert_eq!(store.credentials(&company(id)).await.unwrap(), None);
            assert!(ids(store, &company(id), "session").await.is_empty());
            assert_eq!(store.peek(&company(id)).await.unwrap().unwrap().phone, None);
        }
        assert_eq!(store.peek(&company("written")).await.unwrap().unwrap().phone, Some(phone("79006464261")));
    });
}

#[test]
fn the_phone_of_a_pairing_that_came_to_nothing_is_kept_no_longer_than_credentials() {
    in_a_world(async |world| {
        let (store, salon) = (&world.store, company("1"));
        let fence = store.take(&salon).await.unwrap().fence;
        store.prepare(&salon, fence, Some(&phone("79006464263"))).await.unwrap();
        let before = SystemClock.now() - chrono::TimeDelta::days(90);
        assert_eq!(store.expire(before, 10).await.unwrap(), []);
        age(&world, "1", 91).await;
        assert_eq!(store.expire(before, 10).await.unwrap(), [company("1")]);
        assert_eq!(store.peek(&salon).await.unwrap().unwrap().phone, None);
        assert_eq!(store.expire(before, 10).await.unwrap(), []);
    });
}

#[test]
fn a_write_of_keys_alone_is_a_sign_of_life() {
    in_a_world(async |world| {
        let store = &world.store;
        with_keys(store, "1", "79006464263").await;
        age(&world, "1", 200).await;
        let fence = store.take(&company("1")).await.unwrap().fence;
        store.write(&company("1"), fence, puts([put("session", "b", "v")])).await.unwrap();
        let now = SystemClock.now();
        assert_eq!(store.expire(now - chrono::TimeDelta::days(90), 10).await.unwrap(), []);
    });
}

#[test]
fn a_company_that_somebody_is_writing_does_not_hold_up_the_expiry_of_others() {
    in_a_world(async |world| {
        let store = &world.store;
        with_keys(store, "busy", "79006464261").await;
        with_keys(store, "idle", "79006464262").await;
        age(&world, "busy", 200).await;
        age(&world, "idle", 200).await;
        let admin = world.admin().await;
        admin.batch_execute("BEGIN; SELECT FROM whatsapp_auth WHERE company_id = 'busy' FOR UPDATE").await.unwrap();
        let now = SystemClock.now();
        let before = now - chrono::TimeDelta::days(90);
        assert_eq!(store.expire(before, 10).await.unwrap(), [company("idle")]);
        admin.batch_execute("ROLLBACK").await.unwrap();
        assert_eq!(store.expire(before, 10).await.unwrap(), [company("busy")]);
    });
}

fn eighty_days_ago() -> linekeeper_domain::Timestamp {
    SystemClock.now() - chrono::TimeDelta::days(80)
}

#[test]
fn an_owner_is_warned_once_per_period_of_disuse() {
    in_a_world(async |world| {
        let (store, before) = (&world.store, eighty_days_ago());
        for (index, (id, days)) in [("fresh", 79), ("b", 81), ("a", 85), ("c", 200)].into_iter().enumerate() {
            with_keys(store, id, &format!("7900646426{index}")).await;
            age(&world, id, days).await;
        }
        store.take(&company("empty")).await.unwrap();
        age(&world, "empty", 500).await;
        let mut warned = store.warn_of_expiry(before, 2).await.unwrap();
        assert_eq!(warned.len(), 2);
        warned.extend(store.warn_of_expiry(before, 10).await.unwrap());
        assert_eq!(warned, [company("a"), company("b"), company("c")]);
        assert_eq!(store.warn_of_expiry(before, 10).await.unwrap(), []);

        // One of them is used again, and then left alone again.
        let fence = store.take(&company("a")).await.unwrap().fence;
        store.touch_connected(&company("a"), fence, SystemClock.now()).await.unwrap();
        assert_eq!(store.warn_of_expiry(before, 10).await.unwrap(), []);
        let sql = "UPDATE whatsapp_auth SET last_connected_at = now() - interval '81 days',
            expiry_warned_at = now() - interval '84 days' WHERE company_id = 'a'";
        world.admin().await.batch_execute(sql).await.unwrap();
        assert_eq!(store.warn_of_expiry(before, 10).await.unwrap(), [company("a")]);
        assert_eq!(store.warn_of_expiry(before, 10).await.unwrap(), []);
    });
}

#[test]
fn a_warning_is_no_sign_of_life_and_new_credentials_begin_without_one() {
    in_a_world(async |world| {
        let (store, before) = (&world.store, eighty_days_ago());
        with_keys(store, "1", "79006464263").await;
        age(&world, "1", 100).await;
        assert_eq!(store.warn_of_expiry(before, 10).await.unwrap(), [company("1")]);
        assert_eq!(store.expire(before, 10).await.unwrap(), [company("1")]);
        with_keys(store, "1", "79006464263").await;
        age(&world, "1", 100).await;
        assert_eq!(store.warn_of_expiry(before, 10).await.unwrap(), [company("1")]);
    });
}

#[test]
fn a_company_that_somebody_is_writing_does_not_hold_up_the_warnings_of_others() {
    in_a_world(async |world| {
        let (store, before) = (&world.store, eighty_days_ago());
        with_keys(store, "busy", "79006464261").await;
        with_keys(store, "idle", "79006464262").await;
        age(&world, "busy", 100).await;
        age(&world, "idle", 100).await;
        let admin = world.admin().await;
        admin.batch_execute("BEGIN; SELECT FROM whatsapp_auth WHERE company_id = 'busy' FOR UPDATE").await.unwrap();
        assert_eq!(store.warn_of_expiry(before, 10).await.unwrap(), [company("idle")]);
        admin.batch_execute("ROLLBACK").await.unwrap();
        assert_eq!(store.warn_of_expiry(before, 10).await.unwrap(), [company("busy")]);
    });
}
