//! A credential store that fails under a link.

use std::time::Duration;

use linekeeper_domain::{Ending, StoreFailure};
use linekeeper_link::LinkConfig;
use linekeeper_ports::{CloseMode, LinkPurpose};

use crate::door::{Held, MemoryDoor};
use crate::world::{SALON, World, devices};

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
