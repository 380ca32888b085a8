//! Claims: what is owed, in which order, and to whom it is given.

use linekeeper_domain::webhooks::DeliveryHeaders;
use linekeeper_ports::{ClaimOrder, DeliveryState, Settled, WebhookDeliveries as _};
use linekeeper_secrets::{WebhookSecret, WebhookSecrets};
use serde_json::Value;

use super::{Hooks, claim, decision, deliver_all, order, places, settle};
use crate::support::in_a_world;

#[test]
fn event_is_owed_to_enabled_endpoints_of_its_company() {
    in_a_world(async |world| {
        let mut hooks = Hooks::in_world(&world).await;
        hooks.log("1").await;
        hooks.log("2").await;
        let (of_all, _) = hooks.endpoint(None).await;
        let (of_one, _) = hooks.endpoint(Some(&["1"])).await;
        let (_of_two, _) = hooks.endpoint(Some(&["2"])).await;
        let (other_type, _) = hooks.endpoint(None).await;
        let (off, _) = hooks.endpoint(None).await;
        let sql = "UPDATE webhook_endpoints SET events = '{message.edited}' WHERE id = $1";
        hooks.admin.execute(sql, &[&other_type.as_str()]).await.unwrap();
        let sql = "UPDATE webhook_endpoints SET disabled = 'gone', disabled_at = now() WHERE id = $1";
        hooks.admin.execute(sql, &[&off.as_str()]).await.unwrap();
        hooks.receive("1", &[1]).await;
        let mut owed: Vec<_> = claim(&world.store).await.into_iter().map(|head| head.claim.endpoint).collect();
        owed.sort();
        let mut expected = vec![of_all, of_one];
        expected.sort();
        assert_eq!(owed, expected);
        hooks.counters_are_right().await;
    });
}

#[test]
fn head_is_the_event_signed_for_its_receiver() {
    in_a_world(async |world| {
        let mut hooks = Hooks::in_world(&world).await;
        hooks.log("1").await;
        let (_, secret) = hooks.endpoint(None).await;
        hooks.receive("1", &[3]).await;
        let heads = claim(&world.store).await;
        let delivery = &heads[0].delivery;
        assert_eq!(delivery.url.as_str(), "https://market.example/hooks/of-ours");
        let body: Value = serde_json::from_slice(&delivery.body).unwrap();
        assert_eq!(body["id"], delivery.headers.id().as_str());
        assert_eq!((&body["type"], &body["data"]["companyId"]), (&"message.received".into(), &"1".into()));
        assert_eq!(body["data"]["content"]["text"], "a table for two");
        assert_eq!((&body["data"]["seq"], &body["data"]["chatSeq"]), (&1.into(), &1.into()));
        let current: WebhookSecret = secret.0.parse().unwrap();
        let sent = delivery.headers.pairs();
        let [(_, id), (name, time), _] = &sent;
        assert_eq!(*name, DeliveryHeaders::TIMESTAMP);
        let at = chrono::DateTime::from_timestamp(time.parse().unwrap(), 0).unwrap();
        let again = WebhookSecrets { current, previous: None }.sign(&id.parse().unwrap(), at, &delivery.body);
        assert_eq!(again.pairs(), sent);
        assert!(!format!("{:?}", heads[0]).contains("of-ours"), "no path is printed");
    });
}

#[test]
fn lanes_are_claimed_once_and_give_their_heads_in_order() {
    in_a_world(async |world| {
        let mut hooks = Hooks::in_world(&world).await;
        hooks.log("1").await;
        hooks.endpoint(None).await;
        hooks.receive("1", &[1, 1, 2, 1, 2]).await;
        let heads = claim(&world.store).await;
        assert_eq!(places(&heads), [(1, 1), (3, 2)]);
        assert_eq!(claim(&world.store).await, [], "both lanes are under way");
        settle(&world.store, &heads[0], 200).await;
        assert_eq!(places(&claim(&world.store).await), [(2, 1)], "the other lane is still under way");
    });
}

#[test]
fn lane_goes_on_under_its_claim() {
    in_a_world(async |world| {
        let mut hooks = Hooks::in_world(&world).await;
        hooks.log("1").await;
        hooks.endpoint(None).await;
        hooks.receive("1", &[1, 1, 1]).await;
        // The first success is noted with the endpoint, so it gives the lane back.
        settle(&world.store, &claim(&world.store).await[0], 200).await;
        let second = claim(&world.store).await.remove(0);
        let settlement = linekeeper_ports::Settlement { go_on: true, ..super::answered(&second, 204) };
        let Settled::Recorded { next: Some(third), .. } = world.store.settle_delivery(settlement).await.unwrap() else {
            panic!("the lane did not go on");
        };
        assert_eq!((third.seq, &third.claim), (3, &second.claim));
        assert_eq!(claim(&world.store).await, []);
        let settlement = linekeeper_ports::Settlement { go_on: true, ..super::answered(&third, 204) };
        let Settled::Recorded { next: None, .. } = world.store.settle_delivery(settlement).await.unwrap() else {
            panic!("nothing is left");
        };
        hooks.counters_are_right().await;
        assert_eq!(hooks.text("SELECT next_at::text FROM webhook_lanes").await, "");
        let listed = hooks.listed(&second.claim.endpoint, DeliveryState::Delivered).await;
        assert_eq!(
            listed.iter().map(|one| (one.seq, one.status)).collect::<Vec<_>>(),
            [(3, Some(204)), (2, Some(204)), (1, Some(200))]
        );
    });
}

#[test]
fn claim_is_bounded_and_counts_what_is_under_way() {
    in_a_world(async |world| {
        let mut hooks = Hooks::in_world(&world).await;
        hooks.log("1").await;
        let (endpoint, _) = hooks.endpoint(None).await;
        hooks.receive("1", &[1, 2, 3, 4, 5, 6]).await;
        let places = |places, per_endpoint, under_way| ClaimOrder { places, per_endpoint, under_way, ..order() };
        let under_way = vec![(endpoint.clone(), 3)];
        assert_eq!(world.store.claim_lanes(places(64, 3, under_way.clone())).await.unwrap().heads, []);
        assert_eq!(world.store.claim_lanes(places(64, 4, under_way)).await.unwrap().heads.len(), 1);
        assert_eq!(world.store.claim_lanes(places(2, 8, Vec::new())).await.unwrap().heads.len(), 2);
        assert_eq!(world.store.claim_lanes(places(64, 8, Vec::new())).await.unwrap().heads.len(), 3);
        let left = world.store.claim_lanes(order()).await.unwrap();
        assert_eq!(left.heads, []);
        assert!(left.next_due.is_some_and(|due| due.as_secs() > 50), "the first lease to expire: {:?}", left.next_due);
    });
}

#[test]
fn slowed_endpoint_gets_one_and_paused_none() {
    in_a_world(async |world| {
        let mut hooks = Hooks::in_world(&world).await;
        hooks.log("1").await;
        hooks.endpoint(None).await;
        hooks.receive("1", &[1, 2, 3, 4]).await;
        let set = |sql: &str| format!("UPDATE webhook_endpoints SET slow_level = 2, paused_until = now() {sql}");
        hooks.admin.batch_execute(&set("+ interval '1 minute'")).await.unwrap();
        assert_eq!(claim(&world.store).await, []);
        hooks.admin.batch_execute(&set("- interval '1 minute'")).await.unwrap();
        assert_eq!(claim(&world.store).await.len(), 1);
        // Written while the clock was a day ahead.
        hooks.let_time_pass().await;
        hooks.admin.batch_execute(&set("+ interval '1 day'")).await.unwrap();
        assert_eq!(claim(&world.store).await.len(), 1);
    });
}

#[test]
fn lease_that_expired_gives_the_lane_to_another_worker() {
    in_a_world(async |world| {
        let mut hooks = Hooks::in_world(&world).await;
        hooks.log("1").await;
        hooks.endpoint(None).await;
        hooks.receive("1", &[1, 1]).await;
        let first = claim(&world.store).await.remove(0);
        hooks.let_time_pass().await;
        // The worker that died may have sent it. The other one sends the same event with the same id.
        let again = claim(&world.store).await.remove(0);
        assert_eq!((again.seq, again.delivery.headers.id()), (1, first.delivery.headers.id()));
        assert_ne!(again.claim.number, first.claim.number);
        assert_eq!(settle(&world.store, &first, 200).await, Settled::Lost);
        assert_eq!(settle(&world.store, &first, 500).await, Settled::Lost);
        decision(&settle(&world.store, &again, 200).await);
        assert_eq!(deliver_all(&world.store).await.len(), 1);
        hooks.counters_are_right().await;
    });
}

#[test]
fn released_lane_is_due_at_once() {
    in_a_world(async |world| {
        let mut hooks = Hooks::in_world(&world).await;
        hooks.log("1").await;
        hooks.endpoint(None).await;
        hooks.receive("1", &[1, 2]).await;
        let heads = claim(&world.store).await;
        world.store.release_lanes(vec![heads[0].claim.clone()]).await.unwrap();
        assert_eq!(places(&claim(&world.store).await), [(1, 1)]);
        world.store.release_lanes(vec![heads[0].claim.clone()]).await.unwrap();
        assert_eq!(claim(&world.store).await, [], "another claim is not given back");
    });
}

#[test]
fn damaged_event_is_given_up_and_its_lane_goes_on() {
    in_a_world(async |world| {
        let mut hooks = Hooks::in_world(&world).await;
        hooks.log("1").await;
        let (endpoint, _) = hooks.endpoint(None).await;
        hooks.receive("1", &[1, 1]).await;
        hooks.admin.batch_execute("UPDATE message_events SET payload = '\\x01' WHERE seq = 1").await.unwrap();
        assert_eq!(claim(&world.store).await, []);
        assert_eq!(places(&claim(&world.store).await), [(2, 1)]);
        let dead = hooks.listed(&endpoint, DeliveryState::Dead).await;
        assert_eq!(dead.iter().map(|one| (one.seq, one.outcome)).collect::<Vec<_>>(), [(1, None)]);
        hooks.counters_are_right().await;
    });
}

#[test]
fn lane_whose_events_were_removed_is_recounted() {
    in_a_world(async |world| {
        let mut hooks = Hooks::in_world(&world).await;
        hooks.log("1").await;
        hooks.endpoint(None).await;
        hooks.receive("1", &[1, 1, 2, 2]).await;
        hooks.admin.batch_execute("DELETE FROM message_events WHERE seq IN (1, 2, 3)").await.unwrap();
        assert_eq!(places(&claim(&world.store).await), [(4, 2)]);
        assert_eq!(
            hooks.text("SELECT (waiting || ' ' || (next_at IS NULL))::text FROM webhook_lanes WHERE chat = 1").await,
            "0 true"
        );
        hooks.receive("1", &[1]).await;
        assert_eq!(places(&claim(&world.store).await), [(5, 1)]);
        // One of two was removed from the other lane: it is counted when it has no head.
        hooks.let_time_pass().await;
        deliver_all(&world.store).await;
        hooks.counters_are_right().await;
    });
}
