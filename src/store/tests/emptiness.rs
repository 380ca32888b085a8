//! Pruning of empty company rows, and refusal of fences from an earlier life of a row.

use linekeeper_domain::session::Parked;
use linekeeper_domain::{ErrorCode, StoreFailure};
use linekeeper_ports::{Clock, CredentialRows, CredentialStore, Fence, SystemClock};
use tokio_postgres::Client;

use crate::support::{World, at, company, failure, in_a_world, linked, linking, phone, prepare_rows, put, puts};

async fn aged(admin: &Client) {
    let sql = "UPDATE whatsapp_auth SET updated_at = now() - interval '2 days', created_at = now() - interval '2 days'";
    admin.batch_execute(sql).await.unwrap();
}

async fn pruned(world: &World, limit: u32) -> u64 {
    world.store.prune_empty_companies(SystemClock.now() - chrono::TimeDelta::days(1), limit).await.unwrap()
}

#[test]
fn empty_rows_are_pruned_and_rows_with_information_stay() {
    in_a_world(async |world| {
        let (store, admin) = (&world.store, world.admin().await);
        for id in ["watched", "reset", "parked", "asked", "keys", "fresh", "worn"] {
            store.take(&company(id)).await.unwrap();
        }
        let fence = linked(store, "reset", "79006464261").await;
        store.wipe(&company("reset"), fence).await.unwrap();
        linked(store, "linked", "79006464262").await;
        let fence = store.take(&company("parked")).await.unwrap().fence;
        let disconnected = Parked { code: ErrorCode::Disconnected, until: None };
        store.park(&company("parked"), fence, &disconnected).await.unwrap();
        let fence = store.take(&company("asked")).await.unwrap().fence;
        prepare_rows(store, &company("asked"), fence, Some(&phone("79006464263"))).await.unwrap();
        let fence = store.take(&company("keys")).await.unwrap().fence;
        store.write(&company("keys"), fence, puts([put("session", "a", "v")])).await.unwrap();
        aged(&admin).await;
        let few = "UPDATE whatsapp_auth SET updated_at = now() WHERE company_id = 'fresh';
            UPDATE whatsapp_auth SET fence = fence | 524288 WHERE company_id = 'worn'";
        admin.batch_execute(few).await.unwrap();
        assert_eq!(pruned(&world, 1).await, 1, "a little at a time");
        assert_eq!(pruned(&world, 10).await, 1);
        assert_eq!(pruned(&world, 10).await, 0);
        let left = admin.query("SELECT company_id FROM whatsapp_auth ORDER BY 1", &[]).await.unwrap();
        let left: Vec<&str> = left.iter().map(|row| row.get(0)).collect();
        assert_eq!(left, ["asked", "fresh", "keys", "linked", "parked", "worn"]);
    });
}

#[test]
fn rows_with_obsolete_park_are_pruned() {
    in_a_world(async |world| {
        let (store, admin) = (&world.store, world.admin().await);
        let parks = [
            ("throttled-then", ErrorCode::RateLimited, Some(-60)),
            ("throttled-now", ErrorCode::RateLimited, Some(3600)),
            ("unlinked", ErrorCode::LoggedOut, None),
            ("removed", ErrorCode::RemovedAfterLink, None),
            ("removed-now", ErrorCode::RemovedAfterLink, None),
            ("disconnected", ErrorCode::Disconnected, None),
            ("banned", ErrorCode::Banned, None),
        ];
        for (id, code, seconds) in parks {
            let fence = store.take(&company(id)).await.unwrap().fence;
            let until = seconds.map(|seconds| SystemClock.now() + chrono::TimeDelta::seconds(seconds));
            store.park(&company(id), fence, &Parked { code, until }).await.unwrap();
        }
        linked(store, "unlinked-with-phone", "79006464262").await;
        let with_phone = "UPDATE whatsapp_auth SET parked_code = 'LOGGED_OUT' WHERE company_id = 'unlinked-with-phone';
            UPDATE whatsapp_auth SET removed_after_link_at = now() - interval '2 hours' WHERE company_id = 'removed'";
        admin.batch_execute(with_phone).await.unwrap();
        aged(&admin).await;
        assert_eq!(pruned(&world, 10).await, 3);
        let left = admin.query("SELECT company_id FROM whatsapp_auth ORDER BY 1", &[]).await.unwrap();
        let left: Vec<&str> = left.iter().map(|row| row.get(0)).collect();
        assert_eq!(left, ["banned", "disconnected", "removed-now", "throttled-now", "unlinked-with-phone"]);
    });
}

#[test]
fn fence_of_earlier_row_life_is_refused() {
    in_a_world(async |world| {
        let (store, salon, admin) = (&world.store, company("1"), world.admin().await);
        let mut old = store.take(&salon).await.unwrap().fence;
        for life in 0..3 {
            // Many owners in one life, and a wipe: the fence goes far beyond its start.
            for _ in 0..50 {
                old = store.take(&salon).await.unwrap().fence;
            }
            let old = store.wipe(&salon, old).await.unwrap();
            aged(&admin).await;
            assert_eq!(pruned(&world, 10).await, 1);
            assert_eq!(store.peek(&salon).await.unwrap(), None);
            assert_eq!(failure(store.write(&salon, old, linking("79006464263")).await), StoreFailure::Fenced);
            let new = store.take(&salon).await.unwrap().fence;
            assert!(new > Fence(old.0 + 1000), "life {life}: {new:?} after {old:?}");
            // Neither the old fence nor one raised as often as in the earlier life is accepted.
            for fence in [old, Fence(old.0 + 1)] {
                assert_eq!(failure(store.write(&salon, fence, linking("79006464263")).await), StoreFailure::Fenced);
                assert_eq!(failure(prepare_rows(store, &salon, fence, None).await), StoreFailure::Fenced);
                assert_eq!(failure(store.wipe(&salon, fence).await), StoreFailure::Fenced);
                assert_eq!(failure(store.touch_connected(&salon, fence, at(0)).await), StoreFailure::Fenced);
            }
            store.write(&salon, new, puts([put("session", "a", "v")])).await.unwrap();
            store.wipe(&salon, new).await.unwrap();
        }
    });
}

#[test]
fn row_made_by_previous_version_begins_new_life() {
    in_a_world(async |world| {
        let (store, salon, admin) = (&world.store, company("1"), world.admin().await);
        let old = store.take(&salon).await.unwrap().fence;
        aged(&admin).await;
        assert_eq!(pruned(&world, 10).await, 1);
        admin.batch_execute("INSERT INTO whatsapp_auth (company_id) VALUES ('1')").await.unwrap();
        assert_eq!(failure(store.write(&salon, old, linking("79006464263")).await), StoreFailure::Fenced);
        assert!(store.take(&salon).await.unwrap().fence > old);
    });
}

#[test]
fn row_lives_begin_above_every_earlier_fence() {
    in_a_world(async |world| {
        let admin = world.admin().await;
        let back = "ALTER TABLE whatsapp_auth ALTER COLUMN fence SET DEFAULT 1;
            ALTER TABLE whatsapp_next_auth ALTER COLUMN fence DROP DEFAULT; DROP SEQUENCE whatsapp_auth_lives;
            DROP INDEX whatsapp_auth_empty; INSERT INTO whatsapp_auth (company_id, fence) VALUES ('old', 3145728 + 7)";
        admin.batch_execute(back).await.unwrap();
        let file = include_str!("../../../migrations/V20261128000510__row_lives.sql");
        admin.batch_execute(file).await.unwrap();
        assert_eq!(world.store.take(&company("new")).await.unwrap().fence, Fence((4 << 20) + 1));
        assert_eq!(world.store.take(&company("old")).await.unwrap().fence, Fence(3_145_728 + 8));
    });
}

#[test]
fn take_stored_of_company_without_row_makes_none() {
    in_a_world(async |world| {
        let (store, salon) = (&world.store, company("1"));
        assert_eq!(store.take_stored(&salon).await.unwrap(), None);
        assert_eq!(store.peek(&salon).await.unwrap(), None);
        let fence = store.take(&salon).await.unwrap().fence;
        assert!(store.take_stored(&salon).await.unwrap().unwrap().fence > fence);
    });
}

#[test]
fn batched_take_stored_returns_companies_with_row_only() {
    in_a_world(async |world| {
        let store = &world.store;
        let salons: Vec<_> = (0..60).map(|number| company(&format!("together-{number}"))).collect();
        for salon in salons.iter().step_by(3) {
            store.take(salon).await.unwrap();
        }
        let taken = futures::future::join_all(salons.iter().map(|salon| store.take_stored(salon))).await;
        for (place, taken) in taken.into_iter().enumerate() {
            assert_eq!(
                taken.unwrap().map(|taken| taken.stored.company),
                (place % 3 == 0).then(|| salons[place].clone())
            );
        }
        let rows = world.admin().await.query("SELECT company_id FROM whatsapp_auth", &[]).await.unwrap();
        assert_eq!(rows.len(), 20, "looking makes none");
    });
}
