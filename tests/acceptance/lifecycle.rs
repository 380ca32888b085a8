//! Start and stop, orderly and forced.

use std::time::{Duration, Instant};

use linekeeper_acceptance::{NEW_PHONE, OTHER_SALON, SALON, World};
use linekeeper_harness::{Database, Mode, Service, ServiceOptions, SimulatorProcess, Wire, link_many};
use serde_json::json;

use crate::databases::until;

/// A service whose connection to the database can be stalled, so that its stop, which flushes writes, takes a while.
async fn behind_a_wire() -> (World, Wire) {
    let (database, wire) = Database::fresh().await.behind_wire().await;
    (World::on(database, |options| options).await, wire)
}

#[tokio::test]
async fn two_hundred_sessions_stop_within_thirty_seconds() {
    let database = Database::fresh().await;
    let simulator = SimulatorProcess::start_in_memory(database.dir()).await;
    let options = ServiceOptions::with_endpoint(&simulator.endpoint);
    let mut service = Service::start(&database, &options).await;
    let salons = link_many(&service, &simulator, 200, 16).await;
    let mut pages = Vec::new();
    for salon in salons.iter().take(10) {
        let mut page = service.browser(&salon.company).await;
        page.state("connected").await;
        pages.push(page);
    }

    let asked_at = Instant::now();
    service.signal("TERM").await;
    for page in &mut pages {
        let (code, _) = page.closed_with().await.expect("a word to come back");
        assert_eq!(code, 1012, "a browser that is told to come back does");
    }
    assert_eq!(service.wait_exit().await, Some(0), "{}", service.log());
    assert!(asked_at.elapsed() < Duration::from_secs(30), "{:?}", asked_at.elapsed());
    assert_eq!(simulator.stat("connections").await, 0, "links are closed");

    let service = Service::start(&database, &options).await;
    for salon in &salons {
        let mut page = service.browser(&salon.company).await;
        page.state("connected").await;
    }
    assert_eq!(simulator.stat("codesIssued").await, 0, "everything was kept");
}

#[tokio::test]
async fn pairing_is_refused_while_the_service_stops() {
    let settings = |options: ServiceOptions| options.set("STORE__CALL_TIMEOUT_SECONDS", "20");
    let mut world = World::on(Database::fresh().await, settings).await;
    world.link(SALON, NEW_PHONE).await;
    let (mut page, mut owner) = (world.service.browser(OTHER_SALON).await, world.service.browser(SALON).await);
    page.state("idle").await;
    // A reset is under way, and the stop completes it first. Other tables answer, so that callers can be authenticated.
    let holder = world.database.connect().await;
    holder.batch_execute("BEGIN; LOCK TABLE whatsapp_keys IN ACCESS EXCLUSIVE MODE").await.expect("the lock");
    owner.send(json!({ "type": "reset-whatsapp-credentials" })).await;
    until("the device is logged out", async || world.simulator.devices(NEW_PHONE).await == 0).await;
    world.service.signal("TERM").await;
    page.closed_with().await.expect("a word to come back");
    let path = format!("/api/whatsapp/sessions/{OTHER_SALON}/pairing");
    let (status, problem) = world.service.post_json(&path, &json!({ "phoneNumber": NEW_PHONE })).await;
    assert_eq!((status, problem["code"].as_str()), (503, Some("STORE_UNAVAILABLE")), "{problem}");
    holder.batch_execute("ROLLBACK").await.expect("rolled back");
    assert_eq!(world.service.wait_exit().await, Some(0), "{}", world.service.log());
}

#[tokio::test]
async fn second_signal_ends_the_process_at_once() {
    let (mut world, wire) = behind_a_wire().await;
    world.link(SALON, NEW_PHONE).await;
    let mut page = world.service.browser(SALON).await;
    page.state("connected").await;
    wire.set(Mode::Stall);
    world.service.signal("TERM").await;
    page.closed_with().await.expect("a word to come back");
    let told_again = Instant::now();
    world.service.signal("TERM").await;
    assert_eq!(world.service.wait_exit().await, Some(130), "{}", world.service.log());
    assert!(told_again.elapsed() < Duration::from_secs(3), "{:?}", told_again.elapsed());
}
