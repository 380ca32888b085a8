//! Sessions across restarts of the process.

use linekeeper_acceptance::{NEW_PHONE, SALON, World};
use linekeeper_harness::Database;

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
