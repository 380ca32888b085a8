//! Repeated logins, replaced connections, unlinked devices, log-outs.

use linekeeper_simulator::Refusal;
use wacore::types::events::Event;

use crate::client::{Store, TestClient, linked, simulator, until};

const SALON: &str = "79006464263";

fn logged_out(event: &Event) -> Option<bool> {
    match event {
        Event::LoggedOut(out) => Some(out.on_connect),
        _ => None,
    }
}

#[tokio::test]
async fn a_device_logs_in_again_with_ik() {
    let simulator = simulator().await;
    let store = Store::new();
    let (client, _) = linked(&simulator, SALON, &store).await;
    // The reconnection after linking was the first IK handshake.
    let before = simulator.stats().await.handshakes;
    client.crash().await;
    let again = TestClient::start(&simulator.endpoint(), &store).await;
    again.connected().await;
    let after = simulator.stats().await.handshakes;
    assert_eq!((after.ik, after.xx, after.xx_fallback), (before.ik + 1, before.xx, 0));
}

#[tokio::test]
async fn a_newer_connection_replaces_an_older_one() {
    let simulator = simulator().await;
    let store = Store::new();
    let (older, _) = linked(&simulator, SALON, &store).await;
    let newer = TestClient::start(&simulator.endpoint(), &store).await;
    newer.connected().await;
    older.event(|event| matches!(event, Event::StreamReplaced(_)).then_some(())).await;
    assert!(simulator.phone(SALON).await.unwrap().devices[0].online);
}

#[tokio::test]
async fn unlinked_device_is_disconnected_and_cannot_log_in() {
    let simulator = simulator().await;
    let store = Store::new();
    let (client, linked) = linked(&simulator, SALON, &store).await;
    let unlinked = simulator.unlink(SALON, Some(&linked.device)).await.unwrap();
    assert_eq!(unlinked.unlinked, [linked.device]);
    assert!(!client.event(logged_out).await);
    let again = TestClient::start(&simulator.endpoint(), &store).await;
    assert!(again.event(logged_out).await);
    assert_eq!(simulator.unlink(SALON, None).await, Err(Refusal::NoDevice));
}

#[tokio::test]
async fn an_offline_device_that_was_unlinked_learns_it_at_its_login() {
    let simulator = simulator().await;
    let store = Store::new();
    let (client, _) = linked(&simulator, SALON, &store).await;
    client.crash().await;
    simulator.unlink(SALON, None).await.unwrap();
    let again = TestClient::start(&simulator.endpoint(), &store).await;
    assert!(again.event(logged_out).await);
}

#[tokio::test]
async fn a_device_that_logs_out_is_removed_from_the_phone() {
    let simulator = simulator().await;
    let store = Store::new();
    let (client, _) = linked(&simulator, SALON, &store).await;
    client.client.logout().await;
    until(&simulator, SALON, |phone| phone.devices.is_empty()).await;
    let again = TestClient::start(&simulator.endpoint(), &store).await;
    assert!(again.event(logged_out).await);
}

#[tokio::test]
async fn a_device_can_be_linked_again_after_it_was_unlinked() {
    let simulator = simulator().await;
    let (first, _) = linked(&simulator, SALON, &Store::new()).await;
    simulator.unlink(SALON, None).await.unwrap();
    first.event(logged_out).await;
    let (second, device) = linked(&simulator, SALON, &Store::new()).await;
    assert_eq!(device.device, format!("{SALON}:2@s.whatsapp.net"));
    simulator.send("79936363848", SALON, "hello").await.unwrap();
    second.receives("hello").await;
}
