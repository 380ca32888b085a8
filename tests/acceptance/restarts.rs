//! Sessions across restarts of the process.

use std::time::Duration;

use linekeeper_acceptance::{NEW_PHONE, SALON, World};
use linekeeper_domain::Timestamp;
use linekeeper_harness::Database;
use serde_json::Value;

#[tokio::test]
async fn linked_salon_reconnects_after_a_kill_without_a_code() {
    let world = World::fresh().await;
    world.link(SALON, NEW_PHONE).await;
    let world = world.killed_and_restarted().await;
    let mut page = world.service.browser(SALON).await;
    page.state("connected").await;
    assert_eq!(world.codes_issued().await, 1);
    assert_eq!(world.simulator.devices(NEW_PHONE).await, 1);
}

#[tokio::test]
async fn kill_right_after_pair_success_reconnects_after_a_restart() {
    let world = World::fresh().await;
    let mut page = world.service.browser(SALON).await;
    page.request_code(NEW_PHONE).await;
    let code = page.code().await;
    // The phone reports "linked" once the device has signed the pair-success: the process is killed at that moment.
    world.type_code(NEW_PHONE, &code).await;
    let world = world.killed_and_restarted().await;
    let mut page = world.service.browser(SALON).await;
    page.state("connected").await;
    assert_eq!(world.simulator.devices(NEW_PHONE).await, 1);
}

#[tokio::test]
async fn the_embedded_database_comes_back_after_kill_9() {
    let world = World::on(Database::embedded(), |options| options).await;
    world.link(SALON, NEW_PHONE).await;
    let world = world.killed_and_restarted().await;
    let mut page = world.service.browser(SALON).await;
    page.state("connected").await;
    assert_eq!(world.service.stop().await, Some(0));
}

#[tokio::test]
async fn orderly_stop_closes_clients_and_exits_with_0() {
    let world = World::fresh().await;
    world.link(SALON, NEW_PHONE).await;
    let mut page = world.service.browser(SALON).await;
    page.state("connected").await;
    assert_eq!(world.service.stop().await, Some(0));
    while let Some(frame) = page.next().await {
        assert_ne!(frame["type"], "pairing-code-error");
    }
}

#[tokio::test]
async fn phone_unused_for_days_is_told_until_it_is_used() {
    let world = World::fresh().await;
    world.link(SALON, NEW_PHONE).await;
    let seen = |frame: &Value| frame["phoneSeenAt"].as_str().map(|at| at.parse::<Timestamp>().expect("a time"));
    assert!(seen(&world.status(SALON).await).is_some(), "it has just been linked");
    let database = world.database.connect().await;
    let long_ago = "UPDATE companies SET phone_seen_at = now() - interval '11 days'
        WHERE phone_seen_at IS NOT NULL AND state = 'connected'";
    // Nothing else is recorded after that.
    while database.execute(long_ago, &[]).await.expect("an update") == 0 {
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    let world = world.killed_and_restarted().await;
    let mut page = world.service.browser(SALON).await;
    let now = |frame: &Value| frame["serverTime"].as_str().and_then(|at| at.parse::<Timestamp>().ok()).expect("a time");
    let connected = page.state("connected").await;
    let told = seen(&connected).expect("it is known from before");
    assert_eq!((now(&connected) - told).num_days(), 11);
    world.simulator.send(NEW_PHONE, "79160000001", ("We open at nine", 1)).await;
    let again = page.until("the phone in use", |frame| seen(frame).is_some_and(|at| at > told)).await;
    assert!((now(&again) - seen(&again).expect("a time")).num_seconds().abs() < 60, "{again}");
    assert_eq!(again["state"], "connected", "nothing else has changed");
}
