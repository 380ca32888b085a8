//! Batching of calls of many companies: what they share, and that an error of one does not affect the others.

use std::time::{Duration, Instant};

use futures::future::{BoxFuture, join_all};
use futures::{FutureExt, poll};
use linekeeper_domain::{CompanyId, StoreFailure};
use linekeeper_ports::{Batch, CredentialRows, CredentialStore, Fence, KeyDelete, KeyQuery, KeySelect, StoreError};
use linekeeper_store::{Statements, Store, StoreConfig};
use tokio_postgres::Client;

use crate::support::proxy::{Fault, Proxy};
use crate::support::{World, all as all_of, at, company, config, creds, failure, ids, in_a_world, put, puts, until};

/// Companies that call at once.
const COMPANIES: usize = 40;

/// Most round trips they make: two calls are sent alone and the others follow in one batch, or in a few on a slow
/// machine; each may use a connection that has to prepare its statement.
const FEW: u32 = 16;

pub(crate) fn companies() -> Vec<CompanyId> {
    (0..COMPANIES).map(|number| company(&format!("salon-{number}"))).collect()
}

/// Takes all companies and gives each credentials and a key.
async fn equipped(store: &Store) -> Vec<(CompanyId, Fence)> {
    let mut all = Vec::new();
    for salon in companies() {
        let fence = store.take(&salon).await.unwrap().fence;
        let batch =
            Batch { credentials: Some(creds(salon.as_str())), ..puts([put("session", "first", salon.as_str())]) };
        store.write(&salon, fence, batch).await.unwrap();
        all.push((salon, fence));
    }
    all
}

/// Makes a call for each while a lock of `table` holds the first ones back, and releases it once the others wait.
pub(crate) async fn at_once<C: Clone, F: Future + Send + 'static>(
    (world, table): (&World, &str),
    callers: &[C],
    call: impl Fn(C) -> F,
) -> Vec<BoxFuture<'static, F::Output>> {
    let admin = world.admin().await;
    admin.batch_execute(&format!("BEGIN; LOCK TABLE {table} IN ACCESS EXCLUSIVE MODE")).await.unwrap();
    let mut calls = Vec::new();
    for caller in callers {
        let mut call = call(caller.clone()).boxed();
        // Polled once, the call is in the queue.
        assert!(poll!(&mut call).is_pending());
        calls.push(call);
        // The first call is sent alone, and so is the second.
        if calls.len() <= 2 {
            world.until_waiting(&admin, i64::try_from(calls.len()).unwrap()).await;
        }
    }
    admin.batch_execute("COMMIT").await.unwrap();
    calls
}

/// A store behind a proxy that counts round trips.
pub(crate) async fn behind_a_wire(world: &World, statements: Statements) -> (Proxy, Store) {
    let proxy = Proxy::to(world.database.endpoint()).await;
    let config = config(&world.database.words_through(proxy.port));
    (proxy.clone(), Store::open(StoreConfig { statements, ..config }).await.unwrap())
}

async fn hold(admin: &Client, salon: &CompanyId) {
    let sql = format!("BEGIN; SELECT FROM whatsapp_auth WHERE company_id = '{salon}' FOR UPDATE");
    admin.batch_execute(&sql).await.unwrap();
}

#[test]
fn calls_made_while_others_run_share_round_trips() {
    in_a_world(async |world| {
        let all = equipped(&world.store).await;
        for statements in [Statements::Unnamed, Statements::Named] {
            let (proxy, store) = behind_a_wire(&world, statements).await;
            let took = async |before: u32| {
                let trips = proxy.round_trips() - before;
                assert!(trips <= FEW, "{trips} round trips for {COMPANIES} companies, {statements:?}");
            };

            let before = proxy.round_trips();
            let salons = companies();
            let taken = at_once((&world, "whatsapp_auth"), &salons, |salon| {
                let store = store.clone();
                async move { store.take(&salon).await }
            });
            let taken = join_all(taken.await).await;
            took(before).await;
            let mut owned = Vec::new();
            for ((salon, earlier), taken) in all.iter().zip(taken) {
                let taken = taken.unwrap();
                assert!(taken.fence > *earlier && taken.stored.has_credentials && taken.stored.company == *salon);
                owned.push((salon.clone(), taken.fence));
            }

            let before = proxy.round_trips();
            let touched = at_once((&world, "whatsapp_auth"), &owned, |(salon, fence)| {
                let store = store.clone();
                async move { store.touch_connected(&salon, fence, at(5)).await }
            });
            join_all(touched.await).await.into_iter().for_each(Result::unwrap);
            took(before).await;

            let before = proxy.round_trips();
            let written = at_once((&world, "whatsapp_keys"), &owned, |(salon, fence)| {
                let store = store.clone();
                let delete = KeyDelete::Id { key_type: "session", key_id: "first".to_owned() };
                let batch = Batch {
                    deletes: vec![delete],
                    ..puts([put("session", "second", salon.as_str()), put("lid", "a", "b")])
                };
                async move { store.write(&salon, fence, batch).await }
            });
            let deleted: u64 = join_all(written.await).await.into_iter().map(|written| written.unwrap().deleted).sum();
            took(before).await;
            assert_eq!(deleted, COMPANIES as u64);

            let before = proxy.round_trips();
            let read = at_once((&world, "whatsapp_auth"), &owned, |(salon, _)| {
                let store = store.clone();
                async move { store.credentials(&salon).await }
            });
            for ((salon, _), read) in all.iter().zip(join_all(read.await).await) {
                assert_eq!(read.unwrap(), Some(creds(salon.as_str())));
            }
            took(before).await;

            for (salon, fence) in &owned {
                assert_eq!(world.store.peek(salon).await.unwrap().unwrap().last_connected_at, Some(at(5)));
                assert_eq!(ids(&world.store, salon, "session").await, ["second"]);
                // The next round expects what this one expected.
                world.store.write(salon, *fence, puts([put("session", "first", "v")])).await.unwrap();
            }
            store.close().await;
        }
    });
}

#[test]
fn batched_reads_equal_single_reads() {
    in_a_world(async |world| {
        let (store, all) = (&world.store, equipped(&world.store).await);
        let mut asked = Vec::new();
        for (number, (salon, fence)) in all.iter().enumerate() {
            let rows = (0..number % 7).map(|key| put("session", &format!("a{key}"), &format!("{salon} {key}")));
            store.write(salon, *fence, puts(rows.chain([put("lid", "a1", "of another type")]))).await.unwrap();
            let some = ["a2", "a0", "nobody", "a0", "a"].map(str::to_owned).to_vec();
            let select = match number % 5 {
                0 => KeySelect::Ids(some),
                1 => KeySelect::Prefix("a".to_owned()),
                2 => KeySelect::Prefix(String::new()),
                3 => KeySelect::LastWithPrefix("a".to_owned()),
                _ => KeySelect::LastWithPrefix(String::new()),
            };
            asked.push((salon.clone(), KeyQuery { key_type: "session", select }));
        }
        asked.push((company("nobody"), KeyQuery { key_type: "session", select: KeySelect::Prefix(String::new()) }));
        let mut alone = Vec::new();
        for (salon, query) in &asked {
            alone.push(store.keys(salon, query.clone()).await.unwrap());
        }
        let together = at_once((&world, "whatsapp_keys"), &asked, |(salon, query)| {
            let store = store.clone();
            async move { store.keys(&salon, query).await }
        });
        let together: Vec<_> = join_all(together.await).await.into_iter().map(Result::unwrap).collect();
        assert_eq!(together, alone);
    });
}

#[test]
fn company_with_locked_row_does_not_delay_others() {
    in_a_world(async |world| {
        let (store, all) = (&world.store, equipped(&world.store).await);
        let admin = world.admin().await;
        // Neither of the two calls that are sent alone.
        let (held, _) = all[5].clone();
        hold(&admin, &held).await;
        let mut calls = at_once((&world, "whatsapp_keys"), &all, |(salon, fence)| {
            let store = store.clone();
            async move { store.write(&salon, fence, puts([put("session", "second", "v")])).await }
        })
        .await;
        let mut late = calls.remove(5);
        for written in join_all(calls).await {
            written.unwrap();
        }
        assert!(poll!(&mut late).is_pending());
        admin.batch_execute("COMMIT").await.unwrap();
        late.await.unwrap();

        // Calls that are sent alone do not delay the others either.
        let sql = "BEGIN; SELECT FROM whatsapp_auth WHERE company_id IN ('salon-0', 'salon-1') FOR UPDATE";
        admin.batch_execute(sql).await.unwrap();
        let write = |(salon, fence): &(CompanyId, Fence)| {
            let (store, salon, fence) = (store.clone(), salon.clone(), *fence);
            async move { store.write(&salon, fence, puts([put("session", "third", "v")])).await }.boxed()
        };
        let mut late = [write(&all[0]), write(&all[1])];
        for (place, late) in late.iter_mut().enumerate() {
            assert!(poll!(late).is_pending());
            world.until_waiting(&admin, i64::try_from(place).unwrap() + 1).await;
        }
        write(&all[2]).await.unwrap();
        assert!(late.iter_mut().all(|late| late.now_or_never().is_none()));
        admin.batch_execute("COMMIT").await.unwrap();
        for late in join_all(late).await {
            late.unwrap();
        }

        hold(&admin, &held).await;
        let mut late = store.take(&held);
        assert!(poll!(&mut late).is_pending());
        let (salons, earlier): (Vec<_>, Vec<_>) = all.iter().filter(|(salon, _)| *salon != held).cloned().unzip();
        let taken = join_all(salons.iter().map(|salon| store.take(salon))).await;
        for (taken, earlier) in taken.into_iter().zip(earlier) {
            assert!(taken.unwrap().fence > earlier);
        }
        assert!(poll!(&mut late).is_pending());
        admin.batch_execute("COMMIT").await.unwrap();
        late.await.unwrap();
    });
}

#[test]
fn refused_call_is_refused_alone() {
    in_a_world(async |world| {
        let (store, mut all) = (&world.store, equipped(&world.store).await);
        world.admin().await.batch_execute("ALTER TABLE whatsapp_keys ADD CHECK (key_id <> 'unfit')").await.unwrap();
        all[7].1 = Fence(all[7].1.0 - 1);
        let unfit = all[9].0.clone();
        let write = |(salon, fence): (CompanyId, Fence)| {
            let (store, key_id) = (store.clone(), if salon == unfit { "unfit" } else { "second" });
            async move { store.write(&salon, fence, puts([put("session", key_id, "v")])).await }
        };
        let written = join_all(at_once((&world, "whatsapp_keys"), &all, write).await).await;
        let touch = |(salon, fence)| {
            let store = store.clone();
            async move { store.touch_connected(&salon, fence, at(1)).await }
        };
        let touched = join_all(at_once((&world, "whatsapp_auth"), &all, touch).await).await;
        for (place, (written, touched)) in written.into_iter().zip(touched).enumerate() {
            match place {
                7 => assert_eq!((failure(written), failure(touched)), (StoreFailure::Fenced, StoreFailure::Fenced)),
                9 => assert_eq!((failure(written), touched.is_ok()), (StoreFailure::Corrupt, true)),
                _ => assert!(written.is_ok() && touched.is_ok(), "{written:?} {touched:?}"),
            }
        }
    });
}

/// Has this store take all companies, so that it knows their data keys.
async fn taken_by(store: &Store, all: &[(CompanyId, Fence)]) -> Vec<(CompanyId, Fence)> {
    let mut owned = Vec::new();
    for (salon, _) in all {
        owned.push((salon.clone(), store.take(salon).await.unwrap().fence));
    }
    owned
}

#[test]
fn connection_lost_at_commit_is_unknown_outcome_for_batch() {
    in_a_world(async |world| {
        let all = equipped(&world.store).await;
        let (proxy, store) = behind_a_wire(&world, Statements::Unnamed).await;
        let owned = taken_by(&store, &all).await;
        proxy.arm("COMMIT", Fault::CutAnswer);
        let written = at_once((&world, "whatsapp_keys"), &owned, |(salon, fence)| {
            let store = store.clone();
            async move { store.write(&salon, fence, puts([put("session", "second", "v")])).await }
        });
        let written = join_all(written.await).await;
        assert!(proxy.has_met_its_fault());
        let lost: Vec<StoreError> = written.into_iter().filter_map(Result::err).collect();
        assert!(lost.len() > 1 && lost.iter().all(|error| error.failure == StoreFailure::UnknownOutcome), "{lost:?}");
        // In this case it was committed.
        for (salon, _) in &all {
            assert_eq!(ids(&world.store, salon, "session").await, ["first", "second"]);
        }
        store.close().await;
    });
}

#[test]
fn calls_of_silent_commit_each_end_at_own_timeout() {
    const ITS_TIME: Duration = Duration::from_secs(2);
    in_a_world(async |world| {
        let all = equipped(&world.store).await;
        let proxy = Proxy::to(world.database.endpoint()).await;
        let config = StoreConfig { call_timeout: ITS_TIME, ..config(&world.database.words_through(proxy.port)) };
        let store = Store::open(config).await.unwrap();
        let owned = taken_by(&store, &all).await;
        proxy.arm("COMMIT", Fault::Silence);
        let written = at_once((&world, "whatsapp_keys"), &owned, |(salon, fence)| {
            // The calls start at different times, yet share one commit.
            std::thread::sleep(Duration::from_millis(1));
            let (store, since) = (store.clone(), Instant::now());
            async move {
                let written = store.write(&salon, fence, puts([put("session", "second", "v")])).await;
                (written, since.elapsed())
            }
        });
        let lost: Vec<_> = join_all(written.await).await.into_iter().filter(|(written, _)| written.is_err()).collect();
        assert!(proxy.has_met_its_fault() && lost.len() > 1);
        for (error, after) in lost {
            assert_eq!(error.unwrap_err().failure, StoreFailure::UnknownOutcome);
            assert!(after >= ITS_TIME, "told after {after:?}, when somebody else's time was over");
        }
        store.close().await;
    });
}

#[test]
fn connection_lost_before_commit_fails_no_batched_call() {
    in_a_world(async |world| {
        let all = equipped(&world.store).await;
        let (proxy, store) = behind_a_wire(&world, Statements::Unnamed).await;
        let owned = taken_by(&store, &all).await;
        proxy.arm("FOR NO KEY UPDATE OF a SKIP LOCKED", Fault::CutAnswer);
        let written = at_once((&world, "whatsapp_keys"), &owned, |(salon, fence)| {
            let store = store.clone();
            let deletes = vec![KeyDelete::Id { key_type: "session", key_id: "first".to_owned() }];
            async move { store.write(&salon, fence, Batch { deletes, ..puts([put("session", "second", "v")]) }).await }
        });
        let written = join_all(written.await).await;
        assert!(proxy.has_met_its_fault());
        assert!(
            written.iter().all(|written| written.as_ref().is_ok_and(|written| written.deleted == 1)),
            "{written:?}"
        );

        proxy.arm("WITH asked", Fault::CutAnswer);
        let read = at_once((&world, "whatsapp_keys"), &owned, |(salon, _)| {
            let (store, query) = (store.clone(), all_of("session"));
            async move { store.keys(&salon, query).await }
        });
        let read = join_all(read.await).await;
        assert!(proxy.has_met_its_fault());
        // A call that was sent alone used the broken connection by itself.
        assert!(read.iter().filter(|read| read.is_err()).count() <= 1, "{read:?}");
        store.close().await;
    });
}

#[test]
fn calls_to_hanging_server_time_out_and_unsent_write_nothing() {
    in_a_world(async |world| {
        let all = equipped(&world.store).await;
        let mut settings = config(&world.database.words());
        settings.call_timeout = Duration::from_millis(400);
        let store = Store::open(settings).await.unwrap();
        let admin = world.admin().await;
        admin.batch_execute("BEGIN; LOCK TABLE whatsapp_keys IN ACCESS EXCLUSIVE MODE").await.unwrap();
        let began = Instant::now();
        let calls = all.iter().map(|(salon, fence)| store.write(salon, *fence, puts([put("session", "second", "v")])));
        let failures: Vec<_> = join_all(calls).await.into_iter().map(failure).collect();
        assert!(began.elapsed() < Duration::from_secs(5), "{:?}", began.elapsed());
        admin.batch_execute("COMMIT").await.unwrap();
        until(async || store.ping().await.is_ok()).await;
        for (failure, (salon, fence)) in failures.into_iter().zip(&all) {
            match failure {
                StoreFailure::Unavailable => assert_eq!(ids(&world.store, salon, "session").await, ["first"]),
                other => assert_eq!(other, StoreFailure::UnknownOutcome),
            }
            store.write(salon, *fence, puts([put("session", "second", "v")])).await.unwrap();
        }
        store.close().await;
    });
}
