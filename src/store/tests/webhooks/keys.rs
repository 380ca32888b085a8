//! Keys of logs and endpoints under the master keys.

use linekeeper_ports::WebhookEndpoints as _;
use linekeeper_secrets::{MasterKey, MasterKeys};
use linekeeper_store::{Store, StoreConfig};

use super::{Hooks, claim};
use crate::support::{config, in_a_world, master_keys};

#[test]
fn keys_of_logs_and_endpoints_are_wrapped_anew() {
    in_a_world(async |world| {
        let mut hooks = Hooks::in_world(&world).await;
        hooks.log("1").await;
        hooks.log("2").await;
        let (id, _) = hooks.endpoint(None).await;
        hooks.endpoint(None).await;
        hooks.receive("1", &[1]).await;
        let (old, new) = (master_keys(), MasterKey::generate("new".parse().unwrap()));
        let text = |keys: &[&MasterKey]| keys.iter().map(|key| key.to_text().to_string()).collect::<Vec<_>>().join(",");
        let opened = async |keys: String| {
            let keys: MasterKeys = keys.parse().unwrap();
            Store::open(StoreConfig { master_keys: keys, ..config(&world.database.words()) }).await
        };
        let rotator = opened(text(&[&new, old.current()])).await.unwrap();
        assert_eq!(rotator.under_other_master_keys().await.unwrap(), 4);
        let error = opened(text(&[&new])).await.unwrap_err();
        assert_eq!(error.cause(), "master_key_missing");
        let first = rotator.rewrap_logs(None, 1).await.unwrap();
        assert_eq!((first.count, first.last.as_ref().map(|last| last.as_str())), (1, Some("1")));
        assert_eq!(rotator.rewrap_logs(first.last, 10).await.unwrap().count, 1);
        let first = rotator.rewrap_webhooks(None, 1).await.unwrap();
        assert_eq!(rotator.rewrap_webhooks(first.last, 10).await.unwrap().count + first.count, 2);
        assert_eq!(rotator.under_other_master_keys().await.unwrap(), 0);
        rotator.close().await;
        let only_new = opened(text(&[&new])).await.unwrap();
        assert!(only_new.webhook(&id).await.unwrap().is_some());
        assert_eq!(claim(&only_new).await.len(), 2);
        only_new.close().await;
        assert_eq!(opened(text(&[old.current()])).await.unwrap_err().cause(), "master_key_missing");
    });
}
