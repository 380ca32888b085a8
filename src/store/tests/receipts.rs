//! Messages of many companies at once: what they share, and that what befalls one does not affect the others.

use futures::future::join_all;
use futures::{FutureExt as _, poll};
use linekeeper_domain::{CompanyId, StoreFailure};
use linekeeper_ports::{CredentialRows, CredentialStore, Fence, MessageLog};
use linekeeper_store::{Statements, Store};
use tokio_postgres::Client;

use crate::batching::{at_once, behind_a_wire, companies};
use crate::messages::{batch, of_number, one, places};
use crate::support::{World, failure, ids, in_a_world, put, puts};

/// Most messages that expect an answer, for forty companies: a transaction has 12 of them, in two round trips. Two are sent
/// alone, and the others follow in one transaction or a few. Each by itself would be 480.
const FEW: u32 = 120;

/// Takes all companies and begins their logs with a message, over this store, which knows their keys then.
async fn with_logs(store: &Store) -> Vec<(CompanyId, Fence)> {
    let mut all = Vec::new();
    for salon in companies() {
        let fence = store.take(&salon).await.unwrap().fence;
        store.write(&salon, fence, puts([put("pending-message", "A2", "kept")])).await.unwrap();
        store.write(&salon, fence, one(&of_number("79160000001"), "A1")).await.unwrap();
        all.push((salon, fence));
    }
    all
}

/// Receives two messages of each, all at once.
async fn receive(
    (world, store): (&World, &Store),
    all: &[(CompanyId, Fence)],
) -> Vec<futures::future::BoxFuture<'static, Result<linekeeper_ports::Written, linekeeper_ports::StoreError>>> {
    at_once((world, "seen_messages"), all, |(salon, fence)| {
        let store = store.clone();
        let two = [(of_number("79160000001"), "A2".to_owned()), (of_number("79160000002"), "B1".to_owned())];
        async move { store.write(&salon, fence, batch(two)).await }
    })
    .await
}

async fn add_endpoint(admin: &Client, id: &str, companies: Option<Vec<&str>>) {
    let sql = "INSERT INTO webhook_endpoints (id, data_key, master_key_id, url, secret, companies)
        SELECT $1, '\\x01'::bytea || decode(repeat('ab', 80), 'hex'), id, '\\x01', '\\x01', $2 FROM master_keys";
    admin.execute(sql, &[&id, &companies]).await.unwrap();
}

/// Deliveries of an endpoint that wait, by its rows and by the counters of its lanes, and the number of lanes.
async fn owed(admin: &Client, id: &str) -> (i64, i64, i64) {
    let sql = "SELECT (SELECT count(*) FROM webhook_deliveries WHERE endpoint_id = $1),
        coalesce(sum(waiting), 0)::bigint, count(*) FROM webhook_lanes WHERE endpoint_id = $1";
    let row = admin.query_one(sql, &[&id]).await.unwrap();
    (row.get(0), row.get(1), row.get(2))
}

#[test]
fn messages_of_many_companies_share_a_transaction() {
    in_a_world(async |world| {
        let (proxy, store) = behind_a_wire(&world, Statements::Unnamed).await;
        let (admin, all) = (world.admin().await, with_logs(&store).await);
        add_endpoint(&admin, "w000000000000all", None).await;
        add_endpoint(&admin, "w000000000000one", Some(vec!["salon-7"])).await;
        let before = proxy.round_trips();
        let written = join_all(receive((&world, &store), &all).await).await;
        let trips = proxy.round_trips() - before;
        assert!(written.iter().all(|written| written.as_ref().unwrap().deleted == 1), "{written:?}");
        assert!(trips <= FEW, "{trips} messages to the server for {} companies", all.len());
        for (salon, _) in &all {
            let log = store.events(salon, 0, 200).await.unwrap().events;
            assert_eq!(places(&log), [("A1", 1, 1), ("A2", 2, 2), ("B1", 3, 1)]);
            assert_eq!(ids(&store, salon, "pending-message").await, [""; 0]);
        }
        let count = i64::try_from(all.len()).unwrap();
        assert_eq!(owed(&admin, "w000000000000all").await, (2 * count, 2 * count, 2 * count));
        assert_eq!(owed(&admin, "w000000000000one").await, (2, 2, 2));
        store.close().await;
    });
}

#[test]
fn messages_that_are_refused_are_refused_alone() {
    in_a_world(async |world| {
        let (admin, store) = (world.admin().await, &world.store);
        let mut all = with_logs(store).await;
        let sql = "ALTER TABLE message_events ADD CHECK (company_id <> 'salon-11') NOT VALID";
        admin.batch_execute(sql).await.unwrap();
        all[7].1 = Fence(all[7].1.0 - 1);
        // Another process deletes the log and its key.
        admin.batch_execute("DELETE FROM message_logs WHERE company_id = 'salon-9'").await.unwrap();
        let written = join_all(receive((&world, store), &all).await).await;
        for (place, written) in written.into_iter().enumerate() {
            let expected = match place {
                7 => Some(StoreFailure::Fenced),
                9 => Some(StoreFailure::Unavailable),
                11 => Some(StoreFailure::Corrupt),
                _ => None,
            };
            let seen = store.events(&all[place].0, 0, 200).await.unwrap().events.len();
            let pending = ids(store, &all[place].0, "pending-message").await.len();
            match expected {
                Some(expected) => assert_eq!((failure(written), pending), (expected, 1), "{place}"),
                None => assert_eq!((written.is_ok(), seen, pending), (true, 3, 0), "{place}"),
            }
        }
    });
}

#[test]
fn log_that_is_held_delays_no_other_company() {
    in_a_world(async |world| {
        let (admin, store) = (world.admin().await, &world.store);
        let all = with_logs(store).await;
        // Neither of the two calls that are sent alone.
        let sql = "BEGIN; SELECT FROM message_logs WHERE company_id = 'salon-5' FOR UPDATE";
        admin.batch_execute(sql).await.unwrap();
        let mut calls = receive((&world, store), &all).await;
        let mut late = calls.remove(5);
        for written in join_all(calls).await {
            written.unwrap();
        }
        assert!(poll!(&mut late).is_pending());
        admin.batch_execute("COMMIT").await.unwrap();
        late.boxed().await.unwrap();
        assert_eq!(store.events(&all[5].0, 0, 200).await.unwrap().last_seq, 3);
    });
}
