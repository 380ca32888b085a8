//! Maintenance, and the numbers of what waits.

use std::time::Duration;

use linekeeper_domain::Timestamp;
use linekeeper_ports::{Backlog, DeliveryState, WebhookDeliveries as _, WebhookEndpoints as _};

use super::{Hooks, claim, deliver_all};
use crate::support::in_a_world;

fn later() -> Timestamp {
    Timestamp::from_timestamp(4_000_000_000, 0).unwrap()
}

#[test]
fn delivered_and_empty_lanes_are_pruned_and_nothing_else() {
    in_a_world(async |world| {
        let mut hooks = Hooks::in_world(&world).await;
        hooks.log("1").await;
        let (endpoint, _) = hooks.endpoint(None).await;
        hooks.receive("1", &[1, 2, 3, 4]).await;
        deliver_all(&world.store).await;
        hooks.receive("1", &[1]).await;
        hooks.admin.batch_execute("UPDATE webhook_deliveries SET state = 'dead' WHERE seq = 2").await.unwrap();
        let past = Timestamp::UNIX_EPOCH;
        assert_eq!(world.store.prune_delivered(past, 10).await.unwrap(), 0);
        assert_eq!(world.store.prune_lanes(past, 10).await.unwrap(), 0);
        assert_eq!(world.store.prune_delivered(later(), 2).await.unwrap(), 2);
        assert_eq!(world.store.prune_delivered(later(), 10).await.unwrap(), 1);
        assert_eq!(hooks.listed(&endpoint, DeliveryState::Dead).await.len(), 1);
        assert_eq!(world.store.prune_lanes(later(), 10).await.unwrap(), 3);
        hooks.counters_are_right().await;
        assert_eq!(claim(&world.store).await.len(), 1);
    });
}

#[test]
fn removed_endpoint_goes_in_batches() {
    in_a_world(async |world| {
        let mut hooks = Hooks::in_world(&world).await;
        hooks.log("1").await;
        let (gone, _) = hooks.endpoint(None).await;
        let (stays, _) = hooks.endpoint(None).await;
        hooks.receive("1", &[1, 1, 1]).await;
        world.store.remove_webhook(&gone).await.unwrap();
        assert_eq!(world.store.prune_deleted_webhooks(2).await.unwrap(), 2);
        assert_eq!(hooks.text("SELECT count(*)::text FROM webhook_endpoints").await, "2");
        assert_eq!(world.store.prune_deleted_webhooks(2).await.unwrap(), 1);
        assert_eq!(hooks.text("SELECT string_agg(id, ' ') FROM webhook_endpoints").await, stays.as_str());
        assert_eq!(hooks.listed(&stays, DeliveryState::Waiting).await.len(), 3);
    });
}

#[test]
fn lane_put_off_by_a_clock_that_was_ahead_is_recalled() {
    in_a_world(async |world| {
        let mut hooks = Hooks::in_world(&world).await;
        hooks.log("1").await;
        hooks.endpoint(None).await;
        hooks.receive("1", &[1, 2]).await;
        let ahead = "UPDATE webhook_lanes SET next_at = now() + interval '1 year',
            claimed_until = CASE chat WHEN 1 THEN now() + interval '1 year' END";
        hooks.admin.batch_execute(ahead).await.unwrap();
        assert_eq!(claim(&world.store).await, []);
        world.store.prune_deleted_webhooks(10).await.unwrap();
        assert_eq!(claim(&world.store).await.len(), 2);
    });
}

#[test]
fn backlog_counts_lanes_of_enabled_endpoints() {
    in_a_world(async |world| {
        let mut hooks = Hooks::in_world(&world).await;
        hooks.log("1").await;
        assert_eq!(world.store.delivery_backlog().await.unwrap(), Backlog::default());
        hooks.endpoint(None).await;
        hooks.receive("1", &[1, 2, 2]).await;
        hooks
            .admin
            .batch_execute("UPDATE webhook_lanes SET moved_at = now() - interval '1 hour' WHERE chat = 2")
            .await
            .unwrap();
        let backlog = world.store.delivery_backlog().await.unwrap();
        assert_eq!((backlog.lanes, backlog.disabled), (2, 0));
        assert!((3600..3700).contains(&backlog.oldest.as_secs()), "{backlog:?}");
        hooks.admin.batch_execute("UPDATE webhook_endpoints SET disabled = 'gone', disabled_at = now()").await.unwrap();
        let backlog = world.store.delivery_backlog().await.unwrap();
        assert_eq!(backlog, Backlog { lanes: 0, oldest: Duration::ZERO, disabled: 1 });
    });
}
