//! The fence: an older owner's writes are refused, and a write and a wipe are ordered however they interleave.

use linekeeper_domain::StoreFailure;
use linekeeper_ports::{Batch, CredentialRows, CredentialStore, Fence};
use linekeeper_store::Store;
use tokio_postgres::Client;

use crate::support::{
    World, at, company, config, creds, failure, ids, in_a_world, linking, phone, prepare_rows, put, puts,
};

/// Key of the advisory lock with which tests hold statements back.
const HOLD: i64 = 42;

/// Makes statements of kind `deed` that change rows of `table` wait from now on while the test holds [`HOLD`].
async fn hold_back(admin: &Client, (event, table): (&str, &str)) {
    let sql = format!(
        "CREATE FUNCTION wait_for_test() RETURNS trigger LANGUAGE plpgsql AS $$
            BEGIN PERFORM pg_advisory_xact_lock_shared({HOLD}); RETURN coalesce(NEW, OLD); END $$;
         CREATE TRIGGER wait BEFORE {event} ON {table} FOR EACH ROW EXECUTE FUNCTION wait_for_test();
         SELECT pg_advisory_lock({HOLD})"
    );
    admin.batch_execute(&sql).await.unwrap();
}

async fn let_go(admin: &Client) {
    admin.batch_execute(&format!("SELECT pg_advisory_unlock({HOLD})")).await.unwrap();
}

async fn nothing_is_left(world: &World, id: &str) {
    assert_eq!(world.store.credentials(&company(id)).await.unwrap(), None);
    assert!(ids(&world.store, &company(id), "session").await.is_empty());
}

#[test]
fn taking_makes_the_row_and_raises_the_fence_each_time() {
    in_a_world(async |world| {
        let (store, salon) = (&world.store, company("997441"));
        assert_eq!(store.peek(&salon).await.unwrap(), None);
        let first = store.take(&salon).await.unwrap();
        assert!(!first.stored.has_credentials && first.stored.phone.is_none() && first.requested_phone.is_none());
        let second = store.take(&salon).await.unwrap();
        assert!(second.fence > first.fence);
        assert_eq!(second.stored, first.stored);
    });
}

#[test]
fn older_owner_is_refused_everything_after_take() {
    in_a_world(async |world| {
        let salon = company("1");
        let older_process = &world.store;
        let newer_process = Store::open(config(&world.database.words())).await.unwrap();
        let old = older_process.take(&salon).await.unwrap().fence;
        older_process.write(&salon, old, linking("79006464263")).await.unwrap();
        let taken = newer_process.take(&salon).await.unwrap();
        assert_eq!(taken.stored.phone, Some(phone("79006464263")));
        assert_eq!(
            failure(older_process.write(&salon, old, puts([put("session", "late", "v")])).await),
            StoreFailure::Fenced
        );
        assert_eq!(failure(older_process.touch_connected(&salon, old, at(0)).await), StoreFailure::Fenced);
        assert_eq!(failure(older_process.wipe(&salon, old).await), StoreFailure::Fenced);
        assert_eq!(failure(prepare_rows(older_process, &salon, old, None).await), StoreFailure::Fenced);
        assert_eq!(newer_process.credentials(&salon).await.unwrap(), Some(creds("linked")));
        assert!(ids(&newer_process, &salon, "session").await.is_empty());
        newer_process.write(&salon, taken.fence, puts([put("session", "mine", "v")])).await.unwrap();
        newer_process.close().await;
    });
}

#[test]
fn wipe_leaves_no_rows_and_refuses_pending_writes() {
    in_a_world(async |world| {
        let (store, salon) = (&world.store, company("1"));
        let fence = store.take(&salon).await.unwrap().fence;
        let batch = Batch { puts: vec![put("session", "a", "v")], ..linking("79006464263") };
        store.write(&salon, fence, batch).await.unwrap();
        store.touch_connected(&salon, fence, at(0)).await.unwrap();
        let wiped = store.wipe(&salon, fence).await.unwrap();
        assert!(wiped > fence);
        assert_eq!(
            failure(store.write(&salon, fence, puts([put("session", "late", "v")])).await),
            StoreFailure::Fenced
        );
        nothing_is_left(&world, "1").await;
        let stored = store.peek(&salon).await.unwrap().unwrap();
        assert_eq!((stored.phone, stored.paired_at, stored.last_connected_at), (None, None, None));
        assert_eq!(failure(store.wipe(&salon, fence).await), StoreFailure::Fenced);
        store.write(&salon, wiped, puts([put("session", "new", "v")])).await.unwrap();
    });
}

#[test]
fn one_of_two_concurrent_wipes_is_refused() {
    in_a_world(async |world| {
        let (store, salon) = (&world.store, company("1"));
        let fence = store.take(&salon).await.unwrap().fence;
        let both = tokio::join!(store.wipe(&salon, fence), store.wipe(&salon, fence));
        let refused = [both.0, both.1].into_iter().filter(Result::is_err).collect::<Vec<_>>();
        assert_eq!(refused.len(), 1);
        assert_eq!(failure(refused.into_iter().next().unwrap()), StoreFailure::Fenced);
    });
}

#[test]
fn wipe_waits_for_pending_write_and_removes_its_rows() {
    in_a_world(async |world| {
        let (store, salon, admin) = (world.store.clone(), company("1"), world.admin().await);
        let fence = store.take(&salon).await.unwrap().fence;
        hold_back(&admin, ("INSERT", "whatsapp_keys")).await;
        let batch = Batch { credentials: Some(creds("late")), ..puts([put("session", "late", "v")]) };
        let writing = tokio::spawn({
            let (store, salon) = (store.clone(), salon.clone());
            async move { store.write(&salon, fence, batch).await }
        });
        world.until_waiting(&admin, 1).await;
        let wiping = tokio::spawn({
            let (store, salon) = (store.clone(), salon.clone());
            async move { store.wipe(&salon, fence).await }
        });
        world.until_waiting(&admin, 2).await;
        let_go(&admin).await;
        writing.await.unwrap().unwrap();
        wiping.await.unwrap().unwrap();
        nothing_is_left(&world, "1").await;
    });
}

#[test]
fn write_that_meets_running_wipe_waits_and_is_refused() {
    in_a_world(async |world| {
        let (store, salon, admin) = (world.store.clone(), company("1"), world.admin().await);
        let fence = store.take(&salon).await.unwrap().fence;
        store.write(&salon, fence, puts([put("session", "a", "v")])).await.unwrap();
        hold_back(&admin, ("DELETE", "whatsapp_keys")).await;
        let wiping = tokio::spawn({
            let (store, salon) = (store.clone(), salon.clone());
            async move { store.wipe(&salon, fence).await }
        });
        world.until_waiting(&admin, 1).await;
        let late = Batch {
            credentials: Some(creds("late")),
            ..puts([put("session", "late", "v"), put("session", "a", "late")])
        };
        let writing = tokio::spawn({
            let (store, salon) = (store.clone(), salon.clone());
            async move { store.write(&salon, fence, late).await }
        });
        world.until_waiting(&admin, 2).await;
        let_go(&admin).await;
        wiping.await.unwrap().unwrap();
        assert_eq!(failure(writing.await.unwrap()), StoreFailure::Fenced);
        nothing_is_left(&world, "1").await;
    });
}

#[test]
fn take_waits_for_pending_write_and_sees_it() {
    in_a_world(async |world| {
        let (store, salon, admin) = (world.store.clone(), company("1"), world.admin().await);
        let fence = store.take(&salon).await.unwrap().fence;
        hold_back(&admin, ("INSERT", "whatsapp_keys")).await;
        let batch = Batch { puts: vec![put("session", "a", "v")], ..linking("79006464263") };
        let writing = tokio::spawn({
            let (store, salon) = (store.clone(), salon.clone());
            async move { store.write(&salon, fence, batch).await }
        });
        world.until_waiting(&admin, 1).await;
        let taking = tokio::spawn({
            let (store, salon) = (store.clone(), salon.clone());
            async move { store.take(&salon).await }
        });
        world.until_waiting(&admin, 2).await;
        let_go(&admin).await;
        writing.await.unwrap().unwrap();
        let taken = taking.await.unwrap().unwrap();
        assert_eq!(taken.stored.phone, Some(phone("79006464263")));
        assert!(taken.stored.has_credentials && taken.fence > fence);
    });
}

#[test]
fn concurrent_writes_of_one_company_do_not_deadlock() {
    in_a_world(async |world| {
        let (store, salon) = (world.store.clone(), company("1"));
        let fence = store.take(&salon).await.unwrap().fence;
        let write = |n: usize| {
            let (store, salon) = (store.clone(), salon.clone());
            let batch = Batch { credentials: Some(creds("c")), ..puts([put("session", &n.to_string(), "v")]) };
            tokio::spawn(async move { store.write(&salon, fence, batch).await })
        };
        let writes: Vec<_> = (0..50).map(write).collect();
        for write in writes {
            write.await.unwrap().unwrap();
        }
        assert_eq!(ids(&store, &salon, "session").await.len(), 50);
    });
}

#[test]
fn racing_writes_leave_nothing_older_than_last_wipe() {
    in_a_world(async |world| {
        let (store, salon) = (world.store.clone(), company("1"));
        let mut fence = store.take(&salon).await.unwrap().fence;
        for round in 0..15 {
            let write = |n: usize| {
                let (store, salon) = (store.clone(), salon.clone());
                let batch = Batch { credentials: Some(creds("c")), ..puts([put("session", &n.to_string(), "v")]) };
                tokio::spawn(async move { store.write(&salon, fence, batch).await })
            };
            let writes: Vec<_> = (0..4).map(write).collect();
            let next = if round % 3 == 0 {
                prepare_rows(&store, &salon, fence, Some(&phone("79006464263"))).await.unwrap()
            } else {
                store.wipe(&salon, fence).await.unwrap()
            };
            for write in writes {
                if let Err(error) = write.await.unwrap() {
                    assert_eq!(error.failure, StoreFailure::Fenced);
                }
            }
            nothing_is_left(&world, "1").await;
            assert!(next > fence);
            fence = next;
        }
    });
}

#[test]
fn wipe_is_completed_if_caller_is_dropped() {
    in_a_world(async |world| {
        let (store, salon, admin) = (world.store.clone(), company("1"), world.admin().await);
        let fence = store.take(&salon).await.unwrap().fence;
        store.write(&salon, fence, puts([put("session", "a", "v")])).await.unwrap();
        hold_back(&admin, ("DELETE", "whatsapp_keys")).await;
        let wiping = tokio::spawn({
            let (store, salon) = (store.clone(), salon.clone());
            async move { store.wipe(&salon, fence).await }
        });
        world.until_waiting(&admin, 1).await;
        wiping.abort();
        assert!(wiping.await.unwrap_err().is_cancelled());
        let_go(&admin).await;
        crate::support::until(async || ids(&store, &salon, "session").await.is_empty()).await;
        assert_eq!(failure(store.write(&salon, fence, Batch::default()).await), StoreFailure::Fenced);
    });
}

#[test]
fn calls_from_runtime_that_ended_leave_store_usable() {
    in_a_world(async |world| {
        let store = world.store.clone();
        let caller = std::thread::spawn(move || {
            let arbiter = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
            arbiter.block_on(async {
                let fence = store.take(&company("1")).await.unwrap().fence;
                store.write(&company("1"), fence, puts([put("session", "a", "v")])).await.unwrap();
                fence
            })
        });
        let fence = tokio::task::spawn_blocking(|| caller.join().unwrap()).await.unwrap();
        // The caller's runtime has ended; the connections have not.
        assert_eq!(fence, Fence(1));
        assert_eq!(ids(&world.store, &company("1"), "session").await, ["a"]);
    });
}
