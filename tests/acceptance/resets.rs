//! A reset leaves a clean state: no manual SQL is needed to start again.

use futures::future::join;
use linekeeper_acceptance::{NEW_PHONE, SALON, World};
use serde_json::json;

const RESET: &str = "/api/whatsapp/sessions/997441/reset";

async fn nothing_is_left(world: &World) {
    let status = world.service.json(&format!("/api/whatsapp/sessions/{SALON}/credentials/status")).await;
    let expected = json!({
        "success": true, "companyId": SALON, "hasCredentials": false, "storedPhone": null, "canReset": false, "expiresAt": null,
    });
    assert_eq!(status, expected);
    assert_eq!(world.status(SALON).await["state"], "idle");
}

#[tokio::test]
async fn reset_while_pairing_leaves_nothing_stored() {
    let world = World::fresh().await;
    let mut page = world.service.browser(SALON).await;
    page.request_code(NEW_PHONE).await;
    let dead = page.code().await;
    page.send(json!({ "type": "reset-whatsapp-credentials", "requestId": "x" })).await;
    let answer = page.frame("credentials-reset").await;
    assert_eq!((answer["success"].as_bool(), answer["sessionId"].as_str()), (Some(true), Some(SALON)));
    nothing_is_left(&world).await;
    assert_eq!(world.simulator.enter_code(NEW_PHONE, &dead).await.0, 409);

    world.link_on(&mut page, NEW_PHONE).await;
}

#[tokio::test]
async fn a_reset_while_connected_removes_the_device_from_the_phone() {
    let world = World::fresh().await;
    world.link(SALON, NEW_PHONE).await;
    assert_eq!(world.service.post(RESET).await.status(), 200);
    nothing_is_left(&world).await;
    assert_eq!(world.simulator.devices(NEW_PHONE).await, 0);
}

#[tokio::test]
async fn two_resets_at_once_both_succeed() {
    let world = World::fresh().await;
    world.link(SALON, NEW_PHONE).await;
    let (one, two) = join(world.service.post(RESET), world.service.post(RESET)).await;
    assert_eq!((one.status().as_u16(), two.status().as_u16()), (200, 200));
    nothing_is_left(&world).await;
}

#[tokio::test]
async fn a_reset_of_a_salon_that_never_linked_succeeds() {
    let world = World::fresh().await;
    assert_eq!(world.service.post(RESET).await.status(), 200);
    nothing_is_left(&world).await;
}

#[tokio::test]
async fn a_cancelled_pairing_leaves_nothing() {
    let world = World::fresh().await;
    let mut page = world.service.browser(SALON).await;
    page.request_code(NEW_PHONE).await;
    page.code().await;
    page.send(json!({ "type": "cancel-pairing" })).await;
    page.state("idle").await;
    assert_eq!(world.service.post(RESET).await.status(), 200);
    nothing_is_left(&world).await;
}
