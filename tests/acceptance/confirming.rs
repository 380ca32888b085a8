//! SIGKILL around the confirmation of a linking: before the device is stored, between that and the confirmation, and
//! right after the confirmation.

use linekeeper_acceptance::{NEW_PHONE, OTHER_SALON, SALON, World};
use linekeeper_harness::{Answer, Browser};
use serde_json::{Value, json};

use crate::databases::until;

/// Returns the QR of a salon that waits to be linked.
async fn qr(world: &World) -> String {
    let mut page = world.service.browser(SALON).await;
    page.send(json!({ "type": "request-qr" })).await;
    page.frame("qr-code").await["qr"].as_str().unwrap().to_owned()
}

/// Whether the database holds a device and a phone for the salon.
async fn stored(world: &World) -> bool {
    let database = world.database.connect().await;
    let question = "SELECT 1 FROM whatsapp_auth WHERE company_id = $1 AND creds IS NOT NULL AND paired_at IS NOT NULL";
    !database.query(question, &[&SALON]).await.unwrap().is_empty()
}

#[tokio::test]
async fn killed_before_the_commit_leaves_nothing_anywhere() {
    let world = World::fresh().await;
    let qr = qr(&world).await;
    let mut database = world.database.connect().await;
    let row = database.transaction().await.unwrap();
    row.execute("SELECT 1 FROM whatsapp_auth WHERE company_id = $1 FOR UPDATE", &[&SALON]).await.unwrap();
    let killed = async {
        let other = world.database.connect().await;
        let waiting = "SELECT 1 FROM pg_locks WHERE NOT granted";
        until("a write waits", async || !other.query(waiting, &[]).await.unwrap().is_empty()).await;
        assert_eq!(world.simulator.devices(NEW_PHONE).await, 0, "the phone lists a device that is not stored");
        world.service.signal("KILL").await;
    };
    let ((status, answer), ()) = tokio::join!(world.simulator.scan(NEW_PHONE, &qr), killed);
    assert_eq!((status, answer["error"].as_str()), (409, Some("companion_gone")), "{answer}");
    row.rollback().await.unwrap();

    let world = world.killed_and_restarted().await;
    assert!(!stored(&world).await);
    assert_eq!(world.simulator.devices(NEW_PHONE).await, 0);
    let mut page = world.service.browser(SALON).await;
    page.state("idle").await;
    world.link_on(&mut page, NEW_PHONE).await;
}

#[tokio::test]
async fn killed_between_commit_and_confirmation_is_not_finished() {
    let world = World::fresh().await;
    let qr = qr(&world).await;
    // The device is stored, its confirmation is sent, and the simulator does not act on it.
    world.simulator.fault("device-sign", Answer::Hang).await;
    let killed = async {
        until("the device is stored", async || stored(&world).await).await;
        world.service.signal("KILL").await;
    };
    let ((status, answer), ()) = tokio::join!(world.simulator.scan(NEW_PHONE, &qr), killed);
    assert_eq!((status, answer["error"].as_str()), (409, Some("companion_gone")), "{answer}");
    assert_eq!(world.simulator.devices(NEW_PHONE).await, 0);

    let world = world.killed_and_restarted().await;
    let mut page = world.service.browser(SALON).await;
    let parked = page.until("a verdict", |frame| frame["state"] == "error").await;
    assert_eq!((parked["code"].as_str(), parked["userAction"].as_str()), (Some("PAIRING_NOT_FINISHED"), Some("retry")));
    assert!(parked["retryAfterMs"].is_null(), "{parked}");
    until("the keys are wiped", async || !stored(&world).await).await;
    // No wait is imposed.
    world.link_on(&mut page, NEW_PHONE).await;
    assert_eq!(world.simulator.devices(NEW_PHONE).await, 1);
}

/// Links the salon's phone while the simulator drops the confirmation; returns the final `error` state.
async fn unconfirmed(world: &World, page: &mut Browser, request: Value) -> Value {
    let by_qr = request["type"] == "request-qr";
    page.send(request).await;
    let shown = page.frame(if by_qr { "qr-code" } else { "pairing-code" }).await;
    world.simulator.fault("device-sign", Answer::Drop).await;
    // The first log-in is dropped too, so that another link is the one that is refused.
    world.simulator.fault("connect", Answer::Drop).await;
    let linked = async {
        if by_qr {
            world.simulator.scan(NEW_PHONE, shown["qr"].as_str().unwrap()).await
        } else {
            world.simulator.enter_code(NEW_PHONE, shown["code"].as_str().unwrap()).await
        }
    };
    let ((status, answer), parked) = tokio::join!(linked, page.until("a verdict", |frame| frame["state"] == "error"));
    assert_ne!(status, 200, "{answer}");
    assert_eq!(world.simulator.devices(NEW_PHONE).await, 0);
    parked
}

#[tokio::test]
async fn lost_confirmation_is_not_finished_on_the_next_link() {
    let code = json!({ "type": "request-pairing-code", "phoneNumber": NEW_PHONE });
    for request in [json!({ "type": "request-qr" }), code] {
        let world = World::fresh().await;
        let mut page = world.service.browser(SALON).await;
        let parked = unconfirmed(&world, &mut page, request.clone()).await;
        assert_eq!(parked["code"], "PAIRING_NOT_FINISHED", "{request}");
        assert!(parked["retryAfterMs"].is_null(), "{parked}");
        // No wait is imposed.
        world.link_on(&mut page, NEW_PHONE).await;
        assert_eq!(world.simulator.devices(NEW_PHONE).await, 1);
    }
}

#[tokio::test]
async fn killed_right_after_the_confirmation_connects_by_itself() {
    let world = World::fresh().await;
    let qr = qr(&world).await;
    world.simulator.faults("login", Answer::Hang, 0).await;
    let killed = async {
        until("the phone lists it", async || world.simulator.devices(NEW_PHONE).await == 1).await;
        assert!(stored(&world).await, "the phone lists a device that is not stored");
        world.service.signal("KILL").await;
    };
    let ((status, answer), ()) = tokio::join!(world.simulator.scan(NEW_PHONE, &qr), killed);
    assert_eq!(status, 200, "{answer}");
    world.simulator.mend().await;

    let world = world.killed_and_restarted().await;
    let mut page = world.service.browser(SALON).await;
    page.state("connected").await;
    assert_eq!(world.simulator.devices(NEW_PHONE).await, 1);
    assert!(stored(&world).await);
}

#[tokio::test]
async fn phone_of_another_salon_is_never_confirmed() {
    let world = World::fresh().await;
    let first = qr(&world).await;
    world.link(OTHER_SALON, NEW_PHONE).await;
    let mut page = world.service.browser(SALON).await;
    let ((status, answer), parked) = tokio::join!(
        world.simulator.scan(NEW_PHONE, &first),
        page.until("a verdict", |frame| frame["state"] == "error")
    );
    assert_eq!((status, answer["error"].as_str()), (409, Some("companion_gone")), "{answer}");
    assert_eq!(parked["code"], "PHONE_IN_USE");
    assert_eq!(world.simulator.devices(NEW_PHONE).await, 1, "the other salon's device only");
    assert_eq!(world.status(OTHER_SALON).await["state"], "connected");
}
