//! Parks: stored under the fence, seen by the next owner, and ended by a connection or a new pairing.

use std::time::Duration;

use linekeeper_domain::session::Parked;
use linekeeper_domain::{ErrorCode, StoreFailure, Timestamp};
use linekeeper_ports::{CredentialStore, Fence};
use linekeeper_store::Store;

use crate::support::{at, company, expire, failure, in_a_world, linked, phone, prepare_rows};

fn parked(code: ErrorCode, until: Option<Timestamp>) -> Parked {
    Parked { code, until }
}

async fn seen(store: &Store, id: &str) -> Option<Parked> {
    store.peek(&company(id)).await.unwrap().unwrap().parked
}

#[test]
fn park_survives_change_of_owner_and_is_in_every_listing() {
    in_a_world(async |world| {
        let (store, salon) = (&world.store, company("1"));
        let fence = linked(store, "1", "79006464263").await;
        let banned = parked(ErrorCode::TemporarilyBanned, Some(at(3600)));
        store.park(&salon, fence, &banned).await.unwrap();
        let taken = store.take(&salon).await.unwrap();
        assert_eq!((taken.stored.parked.as_ref(), taken.requested_phone), (Some(&banned), None));
        assert!(taken.fence > fence);
        assert_eq!(seen(store, "1").await, Some(banned.clone()));
        assert_eq!(store.linked(None, 10).await.unwrap()[0].parked, Some(banned.clone()));
        assert_eq!(store.companies(None, 10).await.unwrap()[0].parked, Some(banned));
        let locked = parked(ErrorCode::AccountLocked, None);
        store.park(&salon, taken.fence, &locked).await.unwrap();
        assert_eq!(seen(store, "1").await, Some(locked), "the last word counts, without the time of the one before");
    });
}

#[test]
fn park_and_owner_check_under_old_fence_are_refused() {
    in_a_world(async |world| {
        let (store, salon) = (&world.store, company("1"));
        let old = linked(store, "1", "79006464263").await;
        store.confirm_owner(&salon, old).await.unwrap();
        let new = store.take(&salon).await.unwrap().fence;
        let late = store.park(&salon, old, &parked(ErrorCode::Banned, None)).await;
        assert_eq!(failure(late), StoreFailure::Fenced);
        assert_eq!(failure(store.unpark(&salon, old).await), StoreFailure::Fenced);
        assert_eq!(seen(store, "1").await, None);
        assert_eq!(failure(store.confirm_owner(&salon, old).await), StoreFailure::Fenced);
        store.confirm_owner(&salon, new).await.unwrap();
        assert_eq!(failure(store.confirm_owner(&company("unknown"), new).await), StoreFailure::Fenced);
    });
}

#[test]
fn park_ends_by_connection_request_pairing_wipe_and_expiry() {
    in_a_world(async |world| {
        let (store, salon) = (&world.store, company("1"));
        let banned = parked(ErrorCode::TemporarilyBanned, Some(at(3600)));
        let mut fence = linked(store, "1", "79006464263").await;
        store.park(&salon, fence, &banned).await.unwrap();
        store.touch_connected(&salon, fence, at(0)).await.unwrap();
        assert_eq!(seen(store, "1").await, None);
        store.park(&salon, fence, &banned).await.unwrap();
        store.unpark(&salon, fence).await.unwrap();
        assert_eq!(seen(store, "1").await, None);
        store.park(&salon, fence, &banned).await.unwrap();
        fence = prepare_rows(store, &salon, fence, Some(&phone("79006464263"))).await.unwrap();
        assert_eq!(seen(store, "1").await, None);
        store.park(&salon, fence, &banned).await.unwrap();
        store.wipe(&salon, fence).await.unwrap();
        assert_eq!(seen(store, "1").await, None);
        fence = linked(store, "1", "79006464263").await;
        store.park(&salon, fence, &banned).await.unwrap();
        assert_eq!(expire(&world, "1").await, [salon]);
        assert_eq!(seen(store, "1").await, None);
    });
}

#[test]
fn kept_codes_can_be_stored_and_others_clear_park() {
    in_a_world(async |world| {
        let (store, salon) = (&world.store, company("1"));
        let fence = store.take(&salon).await.unwrap().fence;
        for code in ErrorCode::ALL.iter().copied() {
            let told = parked(code, Some(at(1)));
            store.park(&salon, fence, &told).await.unwrap();
            assert_eq!(seen(store, "1").await, code.is_kept().then_some(told), "{code}");
        }
    });
}

#[test]
fn unknown_park_code_leaves_company_readable() {
    in_a_world(async |world| {
        linked(&world.store, "1", "79006464263").await;
        let sql = "ALTER TABLE whatsapp_auth DROP CONSTRAINT whatsapp_auth_parked_code;
            UPDATE whatsapp_auth SET parked_code = 'RAINED_OFF', parked_until = now()";
        world.admin().await.batch_execute(sql).await.unwrap();
        let taken = world.store.take(&company("1")).await.unwrap();
        assert_eq!((taken.stored.parked, taken.stored.phone), (None, Some(phone("79006464263"))));
        assert_eq!(world.store.linked(None, 10).await.unwrap().len(), 1);
    });
}

#[test]
fn time_since_removal_uses_database_clock_and_survives_wipe() {
    in_a_world(async |world| {
        let (store, salon) = (&world.store, company("1"));
        let fence = linked(store, "1", "79006464263").await;
        assert_eq!(store.take(&salon).await.unwrap().since_removal, None);
        let fence = store.wipe(&salon, Fence(fence.0 + 1)).await.unwrap();
        // The process's own clock is ignored.
        let removed = parked(ErrorCode::RemovedAfterLink, Some(at(-1_000_000)));
        store.park(&salon, fence, &removed).await.unwrap();
        let again = store.wipe(&salon, fence).await.unwrap();
        let taken = store.take(&salon).await.unwrap();
        assert!(taken.since_removal.unwrap() < Duration::from_secs(60), "{:?}", taken.since_removal);
        assert_eq!(failure(store.lift_wait(&salon, again).await), StoreFailure::Fenced);
        let prepared = prepare_rows(store, &salon, taken.fence, Some(&phone("79006464263"))).await.unwrap();
        store.park(&salon, prepared, &parked(ErrorCode::LoggedOut, None)).await.unwrap();
        let admin = world.admin().await;
        let sql = "UPDATE whatsapp_auth SET removed_after_link_at = now() - interval '10 minutes'";
        admin.batch_execute(sql).await.unwrap();
        let taken = store.take(&salon).await.unwrap();
        assert_eq!(taken.since_removal.unwrap().as_secs() / 60, 10, "another park is no removal");
        admin.batch_execute("UPDATE whatsapp_auth SET removed_after_link_at = now() + interval '1 day'").await.unwrap();
        let taken = store.take(&salon).await.unwrap();
        assert_eq!(taken.since_removal, Some(Duration::ZERO), "a clock that was set back makes it no longer");
        store.lift_wait(&salon, taken.fence).await.unwrap();
        assert_eq!(store.take(&salon).await.unwrap().since_removal, None);
    });
}

#[test]
fn ordered_log_out_is_noted_until_connection_or_wipe() {
    in_a_world(async |world| {
        let (store, salon) = (&world.store, company("1"));
        let fence = linked(store, "1", "79006464263").await;
        let ordered = async || store.take(&salon).await.unwrap().log_out_ordered;
        assert_eq!(failure(store.order_log_out(&salon, Fence(fence.0 - 1)).await), StoreFailure::Fenced);
        assert!(!ordered().await);
        let fence = store.take(&salon).await.unwrap().fence;
        store.order_log_out(&salon, fence).await.unwrap();
        // A connection under way when the log-out was ordered says nothing about the time after it.
        store.touch_connected(&salon, fence, at(10)).await.unwrap();
        assert!(ordered().await && ordered().await);
        let fence = store.take(&salon).await.unwrap().fence;
        store.touch_connected(&salon, fence, at(20)).await.unwrap();
        assert!(!ordered().await, "it connected after all");
        let fence = store.take(&salon).await.unwrap().fence;
        store.order_log_out(&salon, fence).await.unwrap();
        store.wipe(&salon, fence).await.unwrap();
        assert!(!ordered().await);
    });
}
