//! Tests of a credential store that fails or hangs under a link.

use std::time::Duration;

use linekeeper_domain::{LinkEndReason, StoreFailure};
use linekeeper_link::LinkConfig;
use linekeeper_ports::{CloseMode, LinkPurpose};
use linekeeper_simulator::Simulator;

use crate::credentials::{Held, MemoryCredentials};
use crate::world::{Line, SALON, World, devices, queued};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_failed_write_ends_the_link_with_its_reason() {
    for failure in [StoreFailure::Fenced, StoreFailure::Unavailable, StoreFailure::UnknownOutcome] {
        let world = World::start().await;
        let credentials = MemoryCredentials::new();
        let mut line = world.linked(&credentials).await;
        credentials.fail(failure);
        world.simulator.send("79160000001", SALON, "a message moves the ratchet").await.unwrap();
        assert_eq!(line.ended().await, LinkEndReason::Store(failure));
        world.until(async |simulator| devices(simulator).await == (1, 0)).await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_link_whose_credentials_cannot_be_read_does_not_dial() {
    for failure in [StoreFailure::Unavailable, StoreFailure::Fenced] {
        let world = World::start().await;
        let credentials = MemoryCredentials::new();
        credentials.fail(failure);
        let mut line = world.open(&credentials, LinkPurpose::Register);
        assert_eq!(line.ended().await, LinkEndReason::Store(failure));
        assert_eq!(world.simulator.stats().await.connections_total, 0);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn unreadable_credentials_end_the_link_as_corrupt() {
    let world = World::start().await;
    let credentials = MemoryCredentials::new();
    credentials.set_credentials(b"garbage");
    let mut line = world.open(&credentials, LinkPurpose::Login);
    assert_eq!(line.ended().await, LinkEndReason::Store(StoreFailure::Corrupt));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn hanging_store_does_not_block_closing() {
    let close_timeout = Duration::from_millis(100);
    let world = World::with(LinkConfig { close_timeout, ..LinkConfig::default() }).await;
    let credentials = MemoryCredentials::new();
    let line = world.linked(&credentials).await;
    credentials.hold(Held::Everything);
    world.simulator.send("79160000001", SALON, "hello").await.unwrap();
    line.link.close(CloseMode::Disconnect).await;
    world.until(async |simulator| devices(simulator).await == (1, 0)).await;
}

/// Line with a write that waits for the database until the test releases it.
async fn with_a_write_that_waits(world: &World, credentials: &std::sync::Arc<MemoryCredentials>) -> Line {
    let line = world.linked(credentials).await;
    credentials.hold(Held::Everything);
    let (waits, sent) = tokio::join!(
        tokio::time::timeout(Duration::from_secs(30), credentials.until_one_waits()),
        world.simulator.send(CUSTOMER, SALON, "a message moves the ratchet")
    );
    waits.unwrap();
    sent.unwrap();
    line
}

const CUSTOMER: &str = "79160000001";

async fn taken(simulator: &Simulator) -> u64 {
    simulator.stats().await.messages_taken
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn line_stays_while_a_write_waits_and_takes_everything_later() {
    let world = World::start().await;
    let credentials = MemoryCredentials::new();
    let before = taken(&world.simulator).await;
    let mut line = with_a_write_that_waits(&world, &credentials).await;
    let connections = world.simulator.stats().await.connections_total;
    for text in ["second", "third"] {
        world.simulator.send(CUSTOMER, SALON, text).await.unwrap();
    }
    assert!(line.told.try_recv().is_err(), "the session need not know");
    credentials.hold(Held::Nothing);
    world.until(async |simulator| taken(simulator).await >= before + 3).await;
    assert!(line.told.try_recv().is_err());
    assert_eq!(world.simulator.stats().await.connections_total, connections);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn broken_line_ends_the_link_while_a_write_waits() {
    let world = World::start().await;
    let credentials = MemoryCredentials::new();
    let mut line = with_a_write_that_waits(&world, &credentials).await;
    world.simulator.outage(Duration::from_secs(60)).await.unwrap();
    // The library may notice the end of the connection during the write, or only when its caller gets an error. Either
    // way the link must end, so that the session starts again from what is stored.
    let end_reason = line.ended().await;
    assert!(
        matches!(end_reason, LinkEndReason::Network | LinkEndReason::Store(StoreFailure::Unavailable)),
        "{end_reason:?}"
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn close_while_a_write_waits_does_not_wait_for_the_database() {
    let world = World::with(LinkConfig { close_timeout: Duration::from_secs(20), ..LinkConfig::default() }).await;
    let credentials = MemoryCredentials::new();
    let line = with_a_write_that_waits(&world, &credentials).await;
    let closing = line.link.close(CloseMode::Disconnect);
    tokio::time::timeout(Duration::from_secs(15), closing).await.unwrap();
    world.until(async |simulator| devices(simulator).await == (1, 0)).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn message_is_not_answered_when_what_it_needs_cannot_be_read() {
    let world = World::start().await;
    let credentials = MemoryCredentials::new();
    let mut line = world.linked(&credentials).await;
    // What the phone tells its new device is over.
    world.until(async |simulator| queued(simulator).await == 0).await;
    credentials.fail(StoreFailure::Unavailable);
    world.simulator.send(CUSTOMER, SALON, "its sender is new").await.unwrap();
    assert_eq!(line.ended().await, LinkEndReason::Store(StoreFailure::Unavailable));
    assert_eq!(queued(&world.simulator).await, 1, "WhatsApp would not deliver it again");
    credentials.recover();
    let mut again = world.open(&credentials, LinkPurpose::Login);
    again.connected().await;
    world.until(async |simulator| queued(simulator).await == 0).await;
}
