//! Expiry of unused credentials: by the database's clock, after a warning, and never of a company in use.

use std::time::Duration;

use linekeeper_domain::expiry::ExpiryRule;
use linekeeper_domain::session::Parked;
use linekeeper_domain::{CompanyId, ErrorCode, StoreFailure};
use linekeeper_ports::{Clock, CredentialRows, CredentialStore, SystemClock};
use linekeeper_store::Store;

use crate::support::{World, company, failure, ids, in_a_world, linked, phone, prepare_rows, put, puts};

const DAY: Duration = Duration::from_secs(86_400);
const RULE: ExpiryRule =
    ExpiryRule { unused_for: Duration::from_secs(90 * 86_400), warned_for: Duration::from_secs(7 * 86_400) };

/// Sets the last use of this company's credentials to so many days ago.
async fn age(world: &World, id: &str, days: i32) {
    let sql = "UPDATE whatsapp_auth SET created_at = now() - make_interval(days => $2 + 100),
        updated_at = now() - make_interval(days => $2) WHERE company_id = $1";
    world.admin().await.execute(sql, &[&id, &days]).await.unwrap();
}

/// Sets the warning of this company to so many days ago.
async fn warned(world: &World, id: &str, days: i32) {
    let sql = "UPDATE whatsapp_auth SET expiry_warned_at = now() - make_interval(days => $2) WHERE company_id = $1";
    world.admin().await.execute(sql, &[&id, &days]).await.unwrap();
}

/// Links a phone and parks its session.
async fn parked(store: &Store, id: &str, digits: &str) {
    let fence = linked(store, id, digits).await;
    store.write(&company(id), fence, puts([put("session", "a", "v")])).await.unwrap();
    let why = Parked { code: ErrorCode::AccountLocked, until: None };
    store.park(&company(id), fence, &why).await.unwrap();
}

/// Expires all due credentials, as the maintenance task does.
async fn expire(store: &Store) -> Vec<CompanyId> {
    let due = store.due_to_expire(RULE, None, 100).await.unwrap();
    store.expire(RULE, &due).await.unwrap()
}

async fn warn(store: &Store) -> Vec<CompanyId> {
    store.warn_of_expiry(RULE, 100).await.unwrap()
}

#[test]
fn credentials_expire_once_unused_and_warned_in_time() {
    in_a_world(async |world| {
        let store = &world.store;
        let cases = [("fresh", 89, 10), ("late", 91, 6), ("old", 91, 8), ("older", 500, 7)];
        for (index, (id, days, days_warned)) in cases.into_iter().enumerate() {
            parked(store, id, &format!("7900646426{index}")).await;
            age(&world, id, days).await;
            warned(&world, id, days_warned).await;
        }
        parked(store, "unwarned", "79006464269").await;
        age(&world, "unwarned", 500).await;
        let fence = store.take(&company("old")).await.unwrap().fence;
        assert_eq!(expire(store).await, [company("old"), company("older")]);
        assert_eq!(expire(store).await, []);
        let late = store.write(&company("old"), fence, puts([put("session", "late", "v")])).await;
        assert_eq!(failure(late), StoreFailure::Fenced);
        assert_eq!(store.credentials(&company("old")).await.unwrap(), None);
        assert!(ids(store, &company("old"), "session").await.is_empty());
        assert_eq!(store.peek(&company("old")).await.unwrap().unwrap().phone, None);
        for id in ["fresh", "late", "unwarned"] {
            assert!(store.credentials(&company(id)).await.unwrap().is_some(), "{id}");
        }
    });
}

#[test]
fn unused_credentials_are_warned_of_before_they_expire() {
    in_a_world(async |world| {
        let store = &world.store;
        parked(store, "1", "79006464263").await;
        age(&world, "1", 500).await;
        assert_eq!(expire(store).await, [], "nobody was warned");
        assert_eq!(warn(store).await, [company("1")]);
        assert_eq!(expire(store).await, [], "a moment ago is not in time");
        warned(&world, "1", 8).await;
        assert_eq!(expire(store).await, [company("1")]);
    });
}

#[test]
fn company_that_is_not_parked_is_neither_warned_nor_expired() {
    in_a_world(async |world| {
        let store = &world.store;
        linked(store, "alive", "79006464261").await;
        age(&world, "alive", 500).await;
        assert_eq!(warn(store).await, []);
        warned(&world, "alive", 100).await;
        assert_eq!(expire(store).await, []);
        assert_eq!(store.expire(RULE, &[company("alive")]).await.unwrap(), [], "not even by its name");
        assert!(store.credentials(&company("alive")).await.unwrap().is_some());
    });
}

#[test]
fn credentials_used_since_they_were_found_due_are_kept() {
    in_a_world(async |world| {
        let store = &world.store;
        parked(store, "1", "79006464263").await;
        age(&world, "1", 91).await;
        warned(&world, "1", 8).await;
        let due = store.due_to_expire(RULE, None, 10).await.unwrap();
        assert_eq!(due, [company("1")]);
        let fence = store.take(&company("1")).await.unwrap().fence;
        store.touch_connected(&company("1"), fence, SystemClock.now()).await.unwrap();
        assert_eq!(store.expire(RULE, &due).await.unwrap(), []);
    });
}

#[test]
fn only_named_companies_expire() {
    in_a_world(async |world| {
        let store = &world.store;
        for (index, id) in ["a", "b", "c"].into_iter().enumerate() {
            parked(store, id, &format!("7900646426{index}")).await;
            age(&world, id, 91).await;
            warned(&world, id, 8).await;
        }
        assert_eq!(store.due_to_expire(RULE, None, 2).await.unwrap(), [company("a"), company("b")]);
        assert_eq!(store.due_to_expire(RULE, Some(company("b")), 2).await.unwrap(), [company("c")]);
        assert_eq!(store.expire(RULE, &[company("c"), company("unknown")]).await.unwrap(), [company("c")]);
        assert_eq!(store.expire(RULE, &[]).await.unwrap(), []);
        assert!(store.credentials(&company("a")).await.unwrap().is_some());
    });
}

#[test]
fn phone_of_a_pairing_that_failed_expires_as_credentials_do() {
    in_a_world(async |world| {
        let (store, salon) = (&world.store, company("1"));
        let fence = store.take(&salon).await.unwrap().fence;
        prepare_rows(store, &salon, fence, Some(&phone("79006464263"))).await.unwrap();
        assert_eq!(warn(store).await, []);
        age(&world, "1", 91).await;
        assert_eq!(warn(store).await, std::slice::from_ref(&salon));
        warned(&world, "1", 8).await;
        assert_eq!(expire(store).await, std::slice::from_ref(&salon));
        assert_eq!(store.peek(&salon).await.unwrap().unwrap().phone, None);
        age(&world, "1", 500).await;
        assert_eq!(warn(store).await, []);
    });
}

#[test]
fn write_of_keys_alone_counts_as_use() {
    in_a_world(async |world| {
        let store = &world.store;
        parked(store, "1", "79006464263").await;
        age(&world, "1", 200).await;
        warned(&world, "1", 100).await;
        let fence = store.take(&company("1")).await.unwrap().fence;
        store.write(&company("1"), fence, puts([put("session", "b", "v")])).await.unwrap();
        assert_eq!(expire(store).await, []);
    });
}

#[test]
fn locked_company_does_not_delay_expiry_of_others() {
    in_a_world(async |world| {
        let store = &world.store;
        for (id, digits) in [("busy", "79006464261"), ("idle", "79006464262")] {
            parked(store, id, digits).await;
            age(&world, id, 200).await;
            warned(&world, id, 8).await;
        }
        let admin = world.admin().await;
        admin.batch_execute("BEGIN; SELECT FROM whatsapp_auth WHERE company_id = 'busy' FOR UPDATE").await.unwrap();
        assert_eq!(expire(store).await, [company("idle")]);
        admin.batch_execute("ROLLBACK").await.unwrap();
        assert_eq!(expire(store).await, [company("busy")]);
    });
}

#[test]
fn owner_is_warned_once_per_period_of_disuse() {
    in_a_world(async |world| {
        let store = &world.store;
        for (index, (id, days)) in [("fresh", 82), ("b", 84), ("a", 85), ("c", 200)].into_iter().enumerate() {
            parked(store, id, &format!("7900646426{index}")).await;
            age(&world, id, days).await;
        }
        store.take(&company("empty")).await.unwrap();
        age(&world, "empty", 500).await;
        let mut all = store.warn_of_expiry(RULE, 2).await.unwrap();
        assert_eq!(all.len(), 2);
        all.extend(warn(store).await);
        assert_eq!(all, [company("a"), company("b"), company("c")]);
        assert_eq!(warn(store).await, []);

        // One of them is used again, and then unused again.
        age(&world, "a", 0).await;
        assert_eq!(warn(store).await, []);
        age(&world, "a", 84).await;
        warned(&world, "a", 87).await;
        assert_eq!(warn(store).await, [company("a")]);
        assert_eq!(warn(store).await, []);
    });
}

#[test]
fn new_credentials_begin_without_a_warning() {
    in_a_world(async |world| {
        let store = &world.store;
        parked(store, "1", "79006464263").await;
        age(&world, "1", 100).await;
        warned(&world, "1", 8).await;
        assert_eq!(expire(store).await, [company("1")]);
        parked(store, "1", "79006464263").await;
        age(&world, "1", 100).await;
        assert_eq!((expire(store).await, warn(store).await), (vec![], vec![company("1")]));
    });
}

#[test]
fn locked_company_does_not_delay_warnings_of_others() {
    in_a_world(async |world| {
        let store = &world.store;
        for (id, digits) in [("busy", "79006464261"), ("idle", "79006464262")] {
            parked(store, id, digits).await;
            age(&world, id, 100).await;
        }
        let admin = world.admin().await;
        admin.batch_execute("BEGIN; SELECT FROM whatsapp_auth WHERE company_id = 'busy' FOR UPDATE").await.unwrap();
        assert_eq!(warn(store).await, [company("idle")]);
        admin.batch_execute("ROLLBACK").await.unwrap();
        assert_eq!(warn(store).await, [company("busy")]);
    });
}

#[test]
fn warnings_given_before_the_clock_jumped_are_given_anew() {
    in_a_world(async |world| {
        let store = &world.store;
        for (id, digits, days) in [("1", "79006464261", 8), ("2", "79006464262", -90)] {
            parked(store, id, digits).await;
            age(&world, id, 200).await;
            warned(&world, id, days).await;
        }
        assert_eq!(warn(store).await, [company("2")], "a warning of the future is none");
        assert_eq!(store.void_expiry_warnings().await.unwrap(), 2);
        assert_eq!(expire(store).await, []);
        assert_eq!(warn(store).await, [company("1"), company("2")]);
        assert_eq!(expire(store).await, []);
    });
}

#[test]
fn database_time_is_remembered_between_checks() {
    in_a_world(async |world| {
        let store = &world.store;
        let (first, never) = store.look_at_clock().await.unwrap();
        assert_eq!(never, None);
        store.clock_seen().await.unwrap();
        let (second, seen) = store.look_at_clock().await.unwrap();
        let seen = seen.unwrap();
        assert!(first <= seen && seen <= second);
        store.clock_seen().await.unwrap();
        assert!(store.look_at_clock().await.unwrap().1.unwrap() > seen);
    });
}

#[test]
fn disuse_is_measured_by_database_clock() {
    in_a_world(async |world| {
        let (store, salon) = (&world.store, company("1"));
        assert_eq!(store.disuse(&salon).await.unwrap(), None);
        store.take(&salon).await.unwrap();
        assert_eq!(store.disuse(&salon).await.unwrap(), None, "there is nothing that could expire");
        parked(store, "1", "79006464263").await;
        age(&world, "1", 50).await;
        warned(&world, "1", 3).await;
        let disuse = store.disuse(&salon).await.unwrap().unwrap();
        let days = |since: linekeeper_domain::Timestamp| {
            ((disuse.now - since).to_std().unwrap().as_secs_f64() / DAY.as_secs_f64()).round()
        };
        assert_eq!((days(disuse.used_at), disuse.warned_at.map(days), disuse.in_use), (50.0, Some(3.0), false));
        let unpark = "UPDATE whatsapp_auth SET parked_code = NULL WHERE company_id = '1'";
        world.admin().await.batch_execute(unpark).await.unwrap();
        assert!(store.disuse(&salon).await.unwrap().unwrap().in_use, "whichever process has its session");
    });
}
