//! Outcomes: what becomes of a delivery, its lane and its endpoint.

use std::time::Duration;

use linekeeper_domain::webhooks::{ATTEMPTS, Answer, DeliveryDecision, DisableReason, OutcomeKind, RetryAfter};
use linekeeper_ports::{DeliveryState, Settled, Settlement, WebhookDeliveries as _, WebhookEndpoints as _};

use super::{Hooks, answered, claim, decision, deliver_all, places, settle};
use crate::support::in_a_world;

#[test]
fn failed_head_waits_by_the_schedule_and_holds_its_lane_only() {
    in_a_world(async |world| {
        let mut hooks = Hooks::in_world(&world).await;
        hooks.log("1").await;
        let (endpoint, _) = hooks.endpoint(None).await;
        hooks.receive("1", &[1, 1, 2]).await;
        let heads = claim(&world.store).await;
        let DeliveryDecision::Retry(at) = decision(&settle(&world.store, &heads[0], 500).await) else {
            panic!("retry")
        };
        decision(&settle(&world.store, &heads[1], 200).await);
        assert_eq!(claim(&world.store).await, []);
        let waiting = hooks.listed(&endpoint, DeliveryState::Waiting).await;
        assert_eq!(waiting.iter().map(|one| (one.seq, one.attempts)).collect::<Vec<_>>(), [(1, 1), (2, 0)]);
        assert_eq!((waiting[0].outcome, waiting[0].status), (Some(OutcomeKind::Rejected), Some(500)));
        let not_before = waiting[0].not_before.unwrap();
        assert!((not_before - at).abs() < chrono::TimeDelta::milliseconds(1), "{not_before} and {at}");
        let wait = not_before - waiting[0].tried_at.unwrap();
        assert!((4..=6).contains(&wait.num_seconds()), "{wait}");
        hooks.let_time_pass().await;
        assert_eq!(deliver_all(&world.store).await.iter().map(|one| one.2).collect::<Vec<_>>(), [1, 2]);
        hooks.counters_are_right().await;
    });
}

#[test]
fn delivery_is_a_dead_letter_after_all_attempts() {
    in_a_world(async |world| {
        let mut hooks = Hooks::in_world(&world).await;
        hooks.log("1").await;
        let (endpoint, _) = hooks.endpoint(None).await;
        hooks.receive("1", &[1, 1]).await;
        for attempt in 1..=ATTEMPTS {
            hooks.let_time_pass().await;
            let heads = claim(&world.store).await;
            assert_eq!(places(&heads), [(1, 1)], "attempt {attempt}");
            let decided = decision(&settle(&world.store, &heads[0], 404).await);
            assert_eq!(decided == DeliveryDecision::DeadLetter, attempt == ATTEMPTS, "attempt {attempt}");
        }
        assert_eq!(places(&claim(&world.store).await), [(2, 1)], "the lane goes on at once");
        let dead = hooks.listed(&endpoint, DeliveryState::Dead).await;
        assert_eq!((dead[0].seq, dead[0].attempts, dead[0].status), (1, ATTEMPTS, Some(404)));
        hooks.counters_are_right().await;
    });
}

#[test]
fn gone_disables_and_enabling_sends_what_waits() {
    in_a_world(async |world| {
        let mut hooks = Hooks::in_world(&world).await;
        hooks.log("1").await;
        let (endpoint, _) = hooks.endpoint(None).await;
        hooks.receive("1", &[1, 2]).await;
        let heads = claim(&world.store).await;
        let [first, second] = [&heads[0], &heads[1]].map(|head| settle(&world.store, head, 410));
        let disabled = |settled: Settled| match settled {
            Settled::Recorded { disabled, .. } => disabled,
            Settled::Lost => unreachable!("lost"),
        };
        assert_eq!(disabled(first.await), Some(DisableReason::Gone));
        assert_eq!(disabled(second.await), None, "it is news once");
        let stored = world.store.webhook(&endpoint).await.unwrap().unwrap();
        assert_eq!(stored.disabled.map(|(reason, _)| reason), Some(DisableReason::Gone));
        hooks.receive("1", &[1]).await;
        hooks.let_time_pass().await;
        assert_eq!(claim(&world.store).await, []);
        assert_eq!(world.store.delivery_backlog().await.unwrap().disabled, 1);
        let enabled = world.store.enable_webhook(&endpoint).await.unwrap().unwrap();
        assert_eq!((enabled.disabled, enabled.health), (None, Default::default()));
        assert_eq!(places(&claim(&world.store).await), [(1, 1), (2, 2)], "what was owed meanwhile was not");
    });
}

#[test]
fn enabled_endpoint_is_tried_at_once_in_spite_of_the_schedule() {
    in_a_world(async |world| {
        let mut hooks = Hooks::in_world(&world).await;
        hooks.log("1").await;
        let (endpoint, _) = hooks.endpoint(None).await;
        hooks.receive("1", &[1]).await;
        settle(&world.store, &claim(&world.store).await[0], 410).await;
        world.store.enable_webhook(&endpoint).await.unwrap().unwrap();
        assert_eq!(places(&claim(&world.store).await), [(1, 1)]);
    });
}

#[test]
fn overloaded_endpoint_is_paused_and_recovers() {
    in_a_world(async |world| {
        let mut hooks = Hooks::in_world(&world).await;
        hooks.log("1").await;
        let (endpoint, _) = hooks.endpoint(None).await;
        hooks.receive("1", &[1, 2, 3]).await;
        let heads = claim(&world.store).await;
        let retry_after = Some(RetryAfter::Wait(Duration::from_secs(600)));
        let answer = Answer::Status { code: 503, retry_after };
        world.store.settle_delivery(Settlement { answer, ..answered(&heads[0], 503) }).await.unwrap();
        world.store.release_lanes(heads[1..].iter().map(|head| head.claim.clone()).collect()).await.unwrap();
        assert_eq!(claim(&world.store).await, [], "the whole endpoint is paused");
        let health = world.store.webhook(&endpoint).await.unwrap().unwrap().health;
        assert!(health.level == 1 && health.failing_since.is_some() && health.paused_until.is_some(), "{health:?}");
        let over = "UPDATE webhook_endpoints SET paused_until = now() - interval '1 second'";
        hooks.admin.batch_execute(over).await.unwrap();
        let one = claim(&world.store).await;
        assert_eq!(one.len(), 1, "one attempt at a time");
        decision(&settle(&world.store, &one[0], 200).await);
        let stored = world.store.webhook(&endpoint).await.unwrap().unwrap();
        assert_eq!(stored.health, Default::default());
        assert!(stored.delivered_at.is_some());
    });
}

#[test]
fn five_days_of_failures_disable() {
    in_a_world(async |world| {
        let mut hooks = Hooks::in_world(&world).await;
        hooks.log("1").await;
        hooks.endpoint(None).await;
        hooks.receive("1", &[1]).await;
        let old = "UPDATE webhook_endpoints SET failing_since = now() - interval '6 days', failed_at = now() - interval '1 hour'";
        hooks.admin.batch_execute(old).await.unwrap();
        let settled = settle(&world.store, &claim(&world.store).await[0], 500).await;
        let Settled::Recorded { disabled, .. } = settled else { panic!("lost") };
        assert_eq!(disabled, Some(DisableReason::Failing));
    });
}
