//! Events that are sent once more.

use linekeeper_domain::Timestamp;
use linekeeper_domain::access::AccessId;
use linekeeper_domain::messages::EventId;
use linekeeper_ports::{DeliveryState, ReplayOrder, ReplaySelection, Replayed, WebhookEndpoints as _};
use linekeeper_store::Store;

use super::{Hooks, claim, deliver_all, places, settle};
use crate::support::in_a_world;

async fn replay(store: &Store, endpoint: &AccessId, selection: ReplaySelection) -> Replayed {
    let order = ReplayOrder { endpoint: endpoint.clone(), selection };
    store.replay_webhook(order).await.unwrap().unwrap()
}

fn settled(state: DeliveryState) -> ReplaySelection {
    ReplaySelection::Settled { state, from: Timestamp::UNIX_EPOCH, until: far(), after: None }
}

fn far() -> Timestamp {
    Timestamp::from_timestamp(4_000_000_000, 0).unwrap()
}

async fn ids(hooks: &Hooks<'_>, seqs: &[i64]) -> Vec<EventId> {
    let sql = "SELECT id FROM message_events WHERE seq = ANY ($1)";
    let rows = hooks.admin.query(sql, &[&seqs]).await.unwrap();
    rows.iter().map(|row| row.get::<_, &str>(0).parse().unwrap()).collect()
}

#[test]
fn dead_letters_are_sent_once_more_in_order() {
    in_a_world(async |world| {
        let mut hooks = Hooks::in_world(&world).await;
        hooks.log("1").await;
        let (endpoint, _) = hooks.endpoint(None).await;
        hooks.receive("1", &[1, 1, 2, 1]).await;
        let dead = "UPDATE webhook_deliveries SET state = 'dead', attempts = 10, tried_at = now() WHERE seq < 4;
            UPDATE webhook_lanes SET waiting = CASE chat WHEN 1 THEN 1 ELSE 0 END, next_at = CASE chat WHEN 1 THEN now() END";
        hooks.admin.batch_execute(dead).await.unwrap();
        assert_eq!(
            replay(&world.store, &endpoint, settled(DeliveryState::Dead)).await,
            Replayed { count: 3, next: None }
        );
        assert_eq!(replay(&world.store, &endpoint, settled(DeliveryState::Dead)).await.count, 0);
        hooks.counters_are_right().await;
        assert_eq!(places(&claim(&world.store).await), [(1, 1), (3, 2)]);
        hooks.let_time_pass().await;
        let sent: Vec<_> = deliver_all(&world.store).await.into_iter().map(|one| (one.1, one.2)).collect();
        assert_eq!(sent.iter().filter(|(chat, _)| *chat == 1).map(|one| one.1).collect::<Vec<_>>(), [1, 2, 4]);
        let listed = hooks.listed(&endpoint, DeliveryState::Delivered).await;
        assert!(listed.iter().all(|one| one.attempts == 1), "a new schedule");
    });
}

#[test]
fn replay_leaves_what_a_worker_has() {
    in_a_world(async |world| {
        let mut hooks = Hooks::in_world(&world).await;
        hooks.log("1").await;
        let (endpoint, _) = hooks.endpoint(None).await;
        hooks.receive("1", &[1, 1]).await;
        settle(&world.store, &claim(&world.store).await[0], 200).await;
        let second = claim(&world.store).await.remove(0);
        assert_eq!(replay(&world.store, &endpoint, settled(DeliveryState::Delivered)).await.count, 1);
        assert_eq!(claim(&world.store).await, [], "the lane is under way");
        settle(&world.store, &second, 500).await;
        assert_eq!(places(&claim(&world.store).await), [(1, 1)], "it is before the one that failed, and due");
        hooks.counters_are_right().await;
        settle(&world.store, &super::ClaimedDelivery { seq: 2, ..second }, 200).await;
        hooks.counters_are_right().await;
    });
}

#[test]
fn events_by_id_are_sent_whether_or_not_they_were_owed() {
    in_a_world(async |world| {
        let mut hooks = Hooks::in_world(&world).await;
        hooks.log("1").await;
        hooks.receive("1", &[1, 2]).await;
        let (endpoint, _) = hooks.endpoint(Some(&["1"])).await;
        let (of_others, _) = hooks.endpoint(Some(&["2"])).await;
        hooks.receive("1", &[1]).await;
        let all = ReplaySelection::Events(ids(&hooks, &[1, 2, 3]).await);
        assert_eq!(replay(&world.store, &endpoint, all.clone()).await, Replayed { count: 2, next: None }, "one waits");
        assert_eq!(replay(&world.store, &of_others, all).await.count, 0, "of another company");
        assert_eq!(places(&claim(&world.store).await), [(1, 1), (2, 2)]);
        hooks.counters_are_right().await;
        let unknown = ReplayOrder {
            endpoint: "aaaaaaaaaaaaaaaa".parse().unwrap(),
            selection: ReplaySelection::Events(Vec::new()),
        };
        assert_eq!(world.store.replay_webhook(unknown).await.unwrap(), None);
    });
}

#[test]
fn long_replay_goes_on_where_it_ended() {
    in_a_world(async |world| {
        let mut hooks = Hooks::in_world(&world).await;
        hooks.log("1").await;
        hooks.receive("1", &vec![1; 2300]).await;
        let (endpoint, _) = hooks.endpoint(None).await;
        hooks.receive("1", &[1, 2]).await;
        let (mut after, mut counts) = (None, Vec::new());
        loop {
            let missed = ReplaySelection::Missed { from: Timestamp::UNIX_EPOCH, until: far(), after };
            let replayed = replay(&world.store, &endpoint, missed).await;
            counts.push(replayed.count);
            after = replayed.next;
            if after.is_none() {
                break;
            }
        }
        assert_eq!(counts, [1000, 1000, 300]);
        hooks.counters_are_right().await;
        let done = "UPDATE webhook_deliveries SET state = 'delivered', tried_at = now() - seq * interval '1 second';
            UPDATE webhook_lanes SET waiting = 0, next_at = NULL";
        hooks.admin.batch_execute(done).await.unwrap();
        let (mut after, mut counts) = (None, Vec::new());
        loop {
            let all = ReplaySelection::Settled {
                state: DeliveryState::Delivered,
                from: Timestamp::UNIX_EPOCH,
                until: far(),
                after,
            };
            let replayed = replay(&world.store, &endpoint, all).await;
            counts.push(replayed.count);
            after = replayed.next;
            if after.is_none() {
                break;
            }
        }
        assert_eq!(counts, [1000, 1000, 302]);
        hooks.counters_are_right().await;
        assert_eq!(places(&claim(&world.store).await), [(1, 1), (2302, 2)]);
    });
}
