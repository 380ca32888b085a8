//! Endpoints as people manage them.

use std::collections::BTreeMap;
use std::time::Duration;

use bytes::Bytes;
use linekeeper_domain::messages::EventType;
use linekeeper_domain::webhooks::{DisableReason, UrlRules, WebhookUrl};
use linekeeper_ports::{
    COUNTED_DELIVERIES, EndpointChange, EndpointPlace, EndpointTroubles, NewEndpoint, TestMessage,
    WebhookDeliveries as _, WebhookEndpoint, WebhookEndpoints as _,
};
use linekeeper_secrets::{WebhookSecret, WebhookSecrets};

use super::{Hooks, claim, places, settings};
use crate::support::{at, company, in_a_world};

#[test]
fn endpoint_is_stored_sealed_and_read_back() {
    in_a_world(async |world| {
        let hooks = Hooks::in_world(&world).await;
        let (id, secret) = hooks.endpoint(Some(&["1", "2"])).await;
        let stored = world.store.webhook(&id).await.unwrap().unwrap();
        assert_eq!(stored.settings, settings("https://market.example/hooks/of-ours", Some(&["1", "2"])));
        assert_eq!((stored.created_at, stored.made_by.as_deref()), (at(0), Some("key:k3m9p2q8r7s6t5u4")));
        assert_eq!((stored.disabled, stored.delivered_at, stored.old_secret_until), (None, None, None));
        let bytes: WebhookSecret = secret.0.parse().unwrap();
        let sql =
            "SELECT position('market' in encode(url, 'escape')) + position($1::bytea in secret) FROM webhook_endpoints";
        let found: i32 = hooks.admin.query_one(sql, &[&bytes.bytes()]).await.unwrap().get(0);
        assert_eq!(found, 0, "neither is readable");
        assert!(!format!("{secret:?}").contains(&secret.0));
    });
}

#[test]
fn value_of_another_endpoint_is_refused() {
    in_a_world(async |world| {
        let hooks = Hooks::in_world(&world).await;
        let (one, _) = hooks.endpoint(None).await;
        let (two, _) = hooks.endpoint(None).await;
        let swapped = "UPDATE webhook_endpoints a SET data_key = b.data_key, url = b.url FROM webhook_endpoints b
            WHERE a.id = $1 AND b.id = $2";
        hooks.admin.execute(swapped, &[&one.as_str(), &two.as_str()]).await.unwrap();
        let error = world.store.webhook(&one).await.unwrap_err();
        assert_eq!(error.failure, linekeeper_domain::StoreFailure::Corrupt);
        assert!(world.store.webhook(&two).await.unwrap().is_some());
    });
}

#[test]
fn endpoints_are_listed_newest_first_in_pages() {
    in_a_world(async |world| {
        let mut ids = Vec::new();
        for seconds in 0..5 {
            let id = linekeeper_domain::access::AccessId::from_random(rand::random());
            let settings = settings("https://market.example/", None);
            let new =
                NewEndpoint { id: id.clone(), settings, made_by: "sandbox".to_owned(), created_at: at(seconds / 2) };
            world.store.add_webhook(new).await.unwrap();
            ids.push((seconds / 2, id));
        }
        ids.sort();
        ids.reverse();
        let (mut listed, mut after) = (Vec::new(), None);
        loop {
            let page = world.store.webhooks(after.clone(), 2).await.unwrap();
            let Some(last) = page.last() else { break };
            after = Some(EndpointPlace::from(last));
            listed.extend(page.into_iter().map(|endpoint| endpoint.id));
        }
        assert_eq!(listed, ids.into_iter().map(|(_, id)| id).collect::<Vec<_>>());
    });
}

#[test]
fn change_sets_what_is_named_and_drops_what_waits_for_others() {
    in_a_world(async |world| {
        let mut hooks = Hooks::in_world(&world).await;
        hooks.log("1").await;
        hooks.log("2").await;
        let (id, _) = hooks.endpoint(None).await;
        let (other, _) = hooks.endpoint(None).await;
        hooks.receive("1", &[1]).await;
        hooks.receive("2", &[1, 2]).await;
        let url = WebhookUrl::parse("https://other.example/a", &UrlRules::default()).unwrap();
        let change = EndpointChange {
            url: Some(url.clone()),
            companies: Some(Some([company("1")].into_iter().collect())),
            events: Some(Some([EventType::MessageReceived].into_iter().collect())),
            description: None,
        };
        let changed = world.store.change_webhook(&id, change).await.unwrap().unwrap();
        assert_eq!((&changed.settings.url, changed.settings.description.as_deref()), (&url, Some("orders")));
        assert_eq!(world.store.webhook(&id).await.unwrap(), Some(changed));
        let heads = claim(&world.store).await;
        let of = |id: &_| places(&heads.iter().filter(|head| head.claim.endpoint == *id).cloned().collect::<Vec<_>>());
        assert_eq!((of(&id), of(&other).len()), (vec![(1, 1)], 3));
        assert_eq!(heads.iter().filter(|head| head.delivery.url == url).count(), 1);
        hooks.counters_are_right().await;
        let all = EndpointChange { companies: Some(None), ..EndpointChange::default() };
        assert_eq!(world.store.change_webhook(&id, all).await.unwrap().unwrap().settings.companies, None);
        let unknown = "aaaaaaaaaaaaaaaa".parse().unwrap();
        assert_eq!(world.store.change_webhook(&unknown, EndpointChange::default()).await.unwrap(), None);
    });
}

#[test]
fn endpoint_has_the_numbers_of_its_deliveries() {
    in_a_world(async |world| {
        let mut hooks = Hooks::in_world(&world).await;
        hooks.log("1").await;
        hooks.log("2").await;
        let (id, _) = hooks.endpoint(None).await;
        let (other, _) = hooks.endpoint(Some(&["3"])).await;
        hooks.receive("1", &[1, 1, 2]).await;
        hooks.receive("2", &[1]).await;
        hooks
            .admin
            .batch_execute("UPDATE webhook_deliveries SET state = 'dead', tried_at = now() WHERE seq = 3")
            .await
            .unwrap();
        let numbers = |endpoint: WebhookEndpoint| (endpoint.backlog.waiting, endpoint.backlog.dead);
        let listed: BTreeMap<_, _> = world
            .store
            .webhooks(None, 9)
            .await
            .unwrap()
            .into_iter()
            .map(|one| (one.id.clone(), numbers(one)))
            .collect();
        assert_eq!((listed[&id], listed[&other]), ((3, 1), (0, 0)));
        let change =
            EndpointChange { companies: Some(Some([company("1")].into_iter().collect())), ..EndpointChange::default() };
        let changed = world.store.change_webhook(&id, change).await.unwrap().unwrap();
        assert_eq!(numbers(changed), (2, 1), "without what was dropped");
        let many = "INSERT INTO message_events (company_id, seq, id, chat, chat_seq, type, payload)
            SELECT '1', 10 + n, 'evt_' || substr(md5(n::text), 1, 16), 1, 10 + n, 'message.received', 'x'
            FROM generate_series(1, 1001) n;
            INSERT INTO webhook_deliveries (endpoint_id, company_id, seq, chat, state, tried_at)
            SELECT id, '1', 10 + n, 1, 'dead', now() FROM webhook_endpoints, generate_series(1, 1001) n";
        hooks.admin.batch_execute(many).await.unwrap();
        let stored = world.store.webhook(&other).await.unwrap().unwrap();
        assert_eq!(numbers(stored), (0, COUNTED_DELIVERIES));
    });
}

#[test]
fn endpoint_disabled_by_hand_gets_nothing_and_is_no_trouble() {
    in_a_world(async |world| {
        let mut hooks = Hooks::in_world(&world).await;
        hooks.log("1").await;
        let (id, _) = hooks.endpoint(None).await;
        hooks.receive("1", &[1]).await;
        let disabled = world.store.disable_webhook(&id).await.unwrap().unwrap();
        let (reason, at) = disabled.disabled.unwrap();
        assert_eq!((reason, disabled.backlog.waiting), (DisableReason::Manual, 1), "what waits stays");
        assert_eq!(world.store.webhook_troubles().await.unwrap(), EndpointTroubles::default());
        assert_eq!(world.store.delivery_backlog().await.unwrap().disabled, 0);
        assert_eq!(claim(&world.store).await, []);
        hooks.receive("1", &[2]).await;
        assert_eq!(world.store.disable_webhook(&id).await.unwrap().unwrap().disabled, Some((reason, at)));
        let enabled = world.store.enable_webhook(&id).await.unwrap().unwrap();
        assert_eq!((enabled.disabled, enabled.backlog.waiting), (None, 1));
        assert_eq!(claim(&world.store).await.len(), 1);
        assert_eq!(world.store.disable_webhook(&"aaaaaaaaaaaaaaaa".parse().unwrap()).await.unwrap(), None);
    });
}

#[test]
fn endpoint_is_in_trouble_after_an_hour_of_failures_or_disabled() {
    in_a_world(async |world| {
        let hooks = Hooks::in_world(&world).await;
        let (id, _) = hooks.endpoint(None).await;
        let failing = async |minutes: &str| {
            let sql = format!("UPDATE webhook_endpoints SET failing_since = now() - interval '{minutes} minutes'");
            hooks.admin.batch_execute(&sql).await.unwrap();
            world.store.webhook_troubles().await.unwrap()
        };
        assert_eq!(failing("59").await, EndpointTroubles::default());
        assert_eq!(failing("61").await, EndpointTroubles { disabled: 0, failing: 1 });
        hooks.admin.batch_execute("UPDATE webhook_endpoints SET disabled = 'gone', disabled_at = now()").await.unwrap();
        assert_eq!(world.store.webhook_troubles().await.unwrap(), EndpointTroubles { disabled: 1, failing: 0 });
        let disabled = world.store.disable_webhook(&id).await.unwrap().unwrap().disabled.unwrap();
        assert_eq!(disabled.0, DisableReason::Manual, "a person knows of it");
        assert_eq!(world.store.webhook_troubles().await.unwrap(), EndpointTroubles::default());
    });
}

#[test]
fn old_secret_signs_too_until_its_time_is_over() {
    in_a_world(async |world| {
        let hooks = Hooks::in_world(&world).await;
        let (id, first) = hooks.endpoint(None).await;
        let rotated = world.store.rotate_webhook_secret(&id, Duration::from_secs(3600)).await.unwrap().unwrap();
        assert_ne!(rotated.secret, first);
        let message = || TestMessage { id: "test_1".parse().unwrap(), body: Bytes::from_static(b"{}"), at: at(7) };
        let signed = async || world.store.sign_webhook_test(&id, message()).await.unwrap().unwrap().headers;
        let secret = |shown: &linekeeper_ports::ShownSecret| shown.0.parse::<WebhookSecret>().unwrap();
        let by =
            |current, previous| WebhookSecrets { current, previous }.sign(&"test_1".parse().unwrap(), at(7), b"{}");
        let second = secret(&rotated.secret);
        assert_eq!(signed().await, by(second.clone(), Some(secret(&first))));
        let stored = world.store.webhook(&id).await.unwrap().unwrap();
        assert_eq!(stored.old_secret_until, Some(rotated.old_until));
        let over = "UPDATE webhook_endpoints SET old_secret_until = now() - interval '1 second'";
        hooks.admin.batch_execute(over).await.unwrap();
        assert_eq!(signed().await, by(second.clone(), None));
        assert_eq!(world.store.webhook(&id).await.unwrap().unwrap().old_secret_until, None);
        world.store.prune_deleted_webhooks(10).await.unwrap();
        assert_eq!(hooks.text("SELECT (old_secret IS NULL)::text FROM webhook_endpoints").await, "true");
        let third = world.store.rotate_webhook_secret(&id, Duration::ZERO).await.unwrap().unwrap();
        assert_eq!(signed().await, by(secret(&third.secret), None));
    });
}

#[test]
fn removed_endpoint_is_gone_at_once() {
    in_a_world(async |world| {
        let mut hooks = Hooks::in_world(&world).await;
        hooks.log("1").await;
        let (id, _) = hooks.endpoint(None).await;
        hooks.receive("1", &[1]).await;
        assert!(world.store.remove_webhook(&id).await.unwrap());
        assert!(!world.store.remove_webhook(&id).await.unwrap());
        assert_eq!(world.store.webhook(&id).await.unwrap(), None);
        assert_eq!(world.store.webhooks(None, 10).await.unwrap(), []);
        assert_eq!(world.store.enable_webhook(&id).await.unwrap(), None);
        assert!(world.store.rotate_webhook_secret(&id, Duration::ZERO).await.unwrap().is_none());
        hooks.receive("1", &[1]).await;
        assert_eq!(claim(&world.store).await, []);
    });
}
