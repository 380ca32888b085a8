//! Responses stored under an idempotency key are replayed, also by another process.

use linekeeper_acceptance::{NEW_PHONE, SALON, World};
use linekeeper_harness::Method;
use serde_json::Value;

async fn reset(world: &World) -> (u16, bool, Value) {
    let path = format!("/api/whatsapp/sessions/{SALON}/reset");
    let answer = world.service.request(Method::POST, &path, &[("idempotency-key", "\"reset-1\"")]).await;
    let replayed = answer.headers().get("idempotent-replayed").is_some_and(|value| value == "true");
    (answer.status().as_u16(), replayed, answer.json().await.expect("JSON"))
}

#[tokio::test]
async fn repeated_reset_after_a_restart_keeps_the_new_link() {
    let world = World::fresh().await;
    world.link(SALON, NEW_PHONE).await;
    let (status, replayed, first) = reset(&world).await;
    assert_eq!((status, replayed), (200, false), "{first}");
    world.link(SALON, NEW_PHONE).await;
    let world = world.killed_and_restarted().await;
    let (status, replayed, again) = reset(&world).await;
    assert_eq!((status, replayed), (200, true), "{again}");
    assert_eq!(again, first);
    assert_eq!(world.service.stored_phone(SALON).await.as_deref(), Some(NEW_PHONE), "it was reset again");
}
