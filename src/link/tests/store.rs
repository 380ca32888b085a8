//! A credential store that fails under a link.

use std::time::Duration;

use linekeeper_domain::{Ending, StoreFailure};
use linekeeper_link::LinkConfig;
use linekeeper_ports::{CloseMode, LinkPurpose};
use linekeeper_simulator::Simulator;

use crate::door::{Held, MemoryDoor};
use crate::world::{Line, SALON, World, devices};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_failed_write_ends_the_link_with_its_reason() {
    for failure in [StoreFailure::Fenced, StoreFailure::Unavailable, StoreFailure::UnknownOutcome] {
        let world = World::start().await;
        let door = MemoryDoor::new();
        let mut line = world.linked(&door).await;
        door.fail(failure);
        world.simulator.send("79160000001", SALON, "a message moves the ratchet").await.unwrap();
        assert_eq!(line.ended().await, Ending::Store(failure));
        world.until(async |simulator| devices(simulator).await == (1, 0)).await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_link_whose_credentials_cannot_be_read_does_not_dial() {
    for failure in [StoreFailure::Unavailable, StoreFailure::Fenced] {
        let world = World::start().await;
        let door = MemoryDoor::new();
        door.fail(failure);
        let mut line = world.open(&door, LinkPurpose::Register);
        assert_eq!(line.ended().await, Ending::Store(failure));
        assert_eq!(world.simulator.stats().await.connections_total, 0);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn garbage_instead_of_credentials_is_told_as_such() {
    let world = World::start().await;
    let door = MemoryDoor::new();
    door.set_credentials(b"garbage");
    let mut line = world.open(&door, LinkPurpose::Login);
    assert_eq!(line.ended().await, Ending::Store(StoreFailure::Corrupt));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_store_that_hangs_does_not_hold_the_closing_for_ever() {
    let close_timeout = Duration::from_millis(100);
    let world = World::with(LinkConfig { close_timeout, ..LinkConfig::default() }).await;
    let door = MemoryDoor::new();
    let line = world.linked(&door).await;
    door.hold(Held::Everything);
    world.simulator.send("79160000001", SALON, "hello").await.unwrap();
    line.link.close(CloseMode::Disconnect).await;
    world.until(async |simulator| devices(simulator).await == (1, 0)).await;
}

/// A line whose next write waits for the database, as long as the test holds it back.
async fn with_a_write_that_waits(world: &World, door: &std::sync::Arc<MemoryDoor>) -> Line {
    let line = world.linked(door).await;
    door.hold(Held::Everything);
    let (waits, sent) = tokio::join!(
        tokio::time::timeout(Duration::from_secs(30), door.until_one_waits()),
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
    let door = MemoryDoor::new();
    let before = taken(&world.simulator).await;
    let mut line = with_a_write_that_waits(&world, &door).await;
    let connections = world.simulator.stats().await.connections_total;
    for text in ["second", "third"] {
        world.simulator.send(CUSTOMER, SALON, text).await.unwrap();
    }
    assert!(line.told.try_recv().is_err(), "the session need not know");
    door.hold(Held::Nothing);
    world.until(async |simulator| taken(simulator).await >= before + 3).await;
    assert!(line.told.try_recv().is_err());
    assert_eq!(world.simulator.stats().await.connections_total, connections);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn line_that_breaks_while_a_write_waits_ends_all_the_same() {
    let world = World::start().await;
    let door = MemoryDoor::new();
    let mut line = with_a_write_that_waits(&world, &door).await;
    world.simulator.outage(Duration::from_secs(60)).await.unwrap();
    // The library may notice the end while the write waits, or only when its caller is let go: what counts is that it ends, and
    // that the session comes back with what is stored.
    let ending = line.ended().await;
    assert!(matches!(ending, Ending::Network | Ending::Store(StoreFailure::Unavailable)), "{ending:?}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn close_while_a_write_waits_does_not_wait_for_the_database() {
    let world = World::with(LinkConfig { close_timeout: Duration::from_secs(20), ..LinkConfig::default() }).await;
    let door = MemoryDoor::new();
    let line = with_a_write_that_waits(&world, &door).await;
    let closing = line.link.close(CloseMode::Disconnect);
    tokio::time::timeout(Duration::from_secs(15), closing).await.unwrap();
    world.until(async |simulator| devices(simulator).await == (1, 0)).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn message_is_not_answered_when_what_it_needs_cannot_be_read() {
    let world = World::start().await;
    let door = MemoryDoor::new();
    let mut line = world.linked(&door).await;
    let before = taken(&world.simulator).await;
    door.fail(StoreFailure::Unavailable);
    world.simulator.send(CUSTOMER, SALON, "its sender is new").await.unwrap();
    assert_eq!(line.ended().await, Ending::Store(StoreFailure::Unavailable));
    assert_eq!(taken(&world.simulator).await, before, "WhatsApp would not deliver it again");
    door.recover();
    let mut again = world.open(&door, LinkPurpose::Login);
    again.connected().await;
    world.until(async |simulator| taken(simulator).await > before).await;
}
