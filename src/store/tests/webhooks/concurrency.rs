//! Several workers and receivers at once.

use std::collections::HashMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use linekeeper_ports::{ClaimOrder, Settled, Settlement, WebhookDeliveries as _};
use linekeeper_store::Store;

use super::{Hooks, answered, claim, deliver_all, order, receive, settle};
use crate::support::{config, in_a_world};

#[test]
fn two_stores_never_claim_one_lane() {
    in_a_world(async |world| {
        let mut hooks = Hooks::in_world(&world).await;
        for id in ["1", "2", "3"] {
            hooks.log(id).await;
        }
        for _ in 0..3 {
            hooks.endpoint(None).await;
        }
        for id in ["1", "2", "3"] {
            hooks.receive(id, &[1, 2, 3, 4, 5, 6, 7, 8, 9, 10]).await;
        }
        let other = Store::open(config(&world.database.words())).await.unwrap();
        let places = || ClaimOrder { places: 10, per_endpoint: 100, ..order() };
        let mut lanes = Vec::new();
        while lanes.len() < 90 {
            let (one, two) = tokio::join!(world.store.claim_lanes(places()), other.claim_lanes(places()));
            let claimed = one.unwrap().heads.into_iter().chain(two.unwrap().heads);
            let before = lanes.len();
            lanes.extend(claimed.map(|head| (head.claim.endpoint, head.claim.company, head.claim.chat)));
            assert!(lanes.len() > before, "lanes are left");
        }
        lanes.sort_by_key(|(endpoint, company, chat)| (endpoint.clone(), company.as_str().to_owned(), *chat));
        lanes.dedup();
        assert_eq!(lanes.len(), 90);
        other.close().await;
    });
}

/// Receives and delivers at once, and checks that nothing is lost, sent twice or out of order.
#[test]
fn counters_hold_while_events_come_and_go() {
    in_a_world(async |world| {
        let mut hooks = Hooks::in_world(&world).await;
        for id in ["1", "2"] {
            hooks.log(id).await;
        }
        hooks.endpoint(None).await;
        hooks.endpoint(Some(&["1"])).await;
        let done = Arc::new(AtomicBool::new(false));
        let mut receivers = Vec::new();
        for (id, key) in std::mem::take(&mut hooks.keys) {
            let mut admin = world.admin().await;
            receivers.push(tokio::spawn(async move {
                for number in 0..60 {
                    receive(&mut admin, (&id, &key), &[1, number % 3 + 1, 2]).await;
                }
            }));
        }
        let mut workers = Vec::new();
        for _ in 0..3 {
            workers.push(tokio::spawn(work(world.store.clone(), done.clone())));
        }
        for receiver in receivers {
            receiver.await.unwrap();
        }
        done.store(true, Ordering::Relaxed);
        let mut sent = HashMap::<_, Vec<i64>>::new();
        for worker in workers {
            for (lane, number, seq) in worker.await.unwrap() {
                sent.entry(lane).or_default().push(seq + number * 1_000_000);
            }
        }
        hooks.counters_are_right().await;
        assert_eq!(hooks.text("SELECT count(*)::text FROM webhook_deliveries WHERE state <> 'delivered'").await, "0");
        assert_eq!(hooks.text("SELECT count(*)::text FROM webhook_lanes WHERE next_at IS NOT NULL").await, "0");
        assert_eq!(sent.values().map(Vec::len).sum::<usize>(), 540, "each once");
        for (lane, seqs) in &mut sent {
            // By the number of the claim: a worker has sent its part of the lane in order, and no two had it at once.
            seqs.sort_unstable();
            let seqs: Vec<_> = seqs.iter().map(|seq| seq % 1_000_000).collect();
            assert!(seqs.is_sorted_by(|one, next| one < next), "{lane:?}: {seqs:?}");
        }
    });
}

type Sent = ((String, String, i32), i64, i64);

async fn work(store: Store, done: Arc<AtomicBool>) -> Vec<Sent> {
    let mut sent = Vec::new();
    loop {
        let was_done = done.load(Ordering::Relaxed);
        let claimed = store.claim_lanes(order()).await.unwrap();
        if claimed.heads.is_empty() && claimed.next_due.is_none() && was_done {
            return sent;
        }
        for head in claimed.heads {
            let mut next = Some(Box::new(head));
            while let Some(head) = next.take() {
                let lane = &head.claim;
                let name = (lane.endpoint.as_str().to_owned(), lane.company.as_str().to_owned(), lane.chat);
                sent.push((name, lane.number, head.seq));
                let settlement = Settlement { go_on: true, ..answered(&head, 200) };
                match store.settle_delivery(settlement).await.unwrap() {
                    Settled::Recorded { next: following, .. } => next = following,
                    Settled::Lost => unreachable!("lost"),
                }
            }
        }
    }
}

#[test]
fn healthy_endpoint_is_served_beside_ten_thousand_dead_lanes() {
    in_a_world(async |world| {
        let mut hooks = Hooks::in_world(&world).await;
        hooks.log("1").await;
        hooks.log("2").await;
        let (dead, _) = hooks.endpoint(Some(&["1"])).await;
        let (healthy, _) = hooks.endpoint(Some(&["2"])).await;
        hooks.receive("1", &[1]).await;
        let many = "INSERT INTO message_chats (company_id, chat) SELECT '1', generate_series(11, 10000);
            INSERT INTO message_events SELECT company_id, n, 'evt_' || substr(md5(n::text), 1, 16), n, 1, type, at, payload
                FROM message_events, generate_series(11, 10000) AS n;
            INSERT INTO webhook_deliveries (endpoint_id, company_id, seq, chat)
                SELECT endpoint_id, '1', n, n FROM webhook_deliveries, generate_series(11, 10000) AS n;
            INSERT INTO webhook_lanes (endpoint_id, company_id, chat, waiting, next_at)
                SELECT endpoint_id, '1', n, 1, now() FROM webhook_lanes, generate_series(11, 10000) AS n;
            UPDATE webhook_lanes SET next_at = now() - interval '1 hour' WHERE chat = 1;
            UPDATE webhook_endpoints SET failing_since = now() - interval '1 day', failed_at = now()
                WHERE id = (SELECT endpoint_id FROM webhook_lanes LIMIT 1)";
        hooks.admin.batch_execute(many).await.unwrap();
        hooks.receive("2", &[1, 2, 3, 4]).await;
        let heads = world.store.claim_lanes(ClaimOrder { places: 5, ..order() }).await.unwrap().heads;
        let of = |id| heads.iter().filter(|head| head.claim.endpoint == id).count();
        assert_eq!((of(healthy.clone()), of(dead.clone())), (4, 1), "the healthy one first");
        let heads = world.store.claim_lanes(ClaimOrder { places_of_failing: 0, ..order() }).await.unwrap().heads;
        assert_eq!(heads, [], "no more than the failing ones may have together");
        // All of its lanes are due, and a claim reads only those that it takes.
        let claim = linekeeper_store::statements().find(|listed| listed.name == "claim_lanes").unwrap().sql;
        let sql = format!("PREPARE c(bigint,int,text[],int[],bigint,float8) AS {claim}");
        hooks.admin.batch_execute(&sql).await.unwrap();
        let explain = "EXPLAIN (ANALYZE, BUFFERS, TIMING OFF) EXECUTE c(64, 8, '{}', '{}', 32, 60)";
        let plan = hooks.admin.simple_query(explain).await.unwrap();
        let line = |message: &tokio_postgres::SimpleQueryMessage| match message {
            tokio_postgres::SimpleQueryMessage::Row(row) => row.get(0).map(str::to_owned),
            _ => None,
        };
        let plan: Vec<String> = plan.iter().filter_map(line).collect();
        let first = plan.iter().find_map(|line| line.trim().strip_prefix("Buffers: shared hit=")).unwrap();
        let blocks: u64 = first.split(' ').next().unwrap().parse().unwrap();
        assert!(blocks < 500, "{}", plan.join("\n"));
    });
}

#[test]
fn endpoint_is_removed_while_events_come() {
    in_a_world(async |world| {
        let mut hooks = Hooks::in_world(&world).await;
        hooks.log("1").await;
        let (endpoint, _) = hooks.endpoint(None).await;
        hooks.receive("1", &[1, 2]).await;
        let heads = claim(&world.store).await;
        let key = hooks.keys.remove("1").unwrap();
        let mut admin = world.admin().await;
        let receiver = tokio::spawn(async move {
            for _ in 0..30 {
                receive(&mut admin, ("1", &key), &[1, 2, 3]).await;
            }
        });
        assert!(linekeeper_ports::WebhookEndpoints::remove_webhook(&world.store, &endpoint).await.unwrap());
        // What was under way is recorded or lost; either way nothing fails.
        settle(&world.store, &heads[0], 200).await;
        receiver.await.unwrap();
        while world.store.prune_deleted_webhooks(7).await.unwrap() > 0 {}
        settle(&world.store, &heads[1], 500).await;
        assert_eq!(
            hooks
                .text("SELECT (SELECT count(*) FROM webhook_endpoints) + (SELECT count(*) FROM webhook_lanes) || ''")
                .await,
            "0"
        );
        assert!(deliver_all(&world.store).await.is_empty());
    });
}
