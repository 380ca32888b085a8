//! A linked device: logging in, messages, closing, logging out.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use async_trait::async_trait;
use linekeeper_domain::{CorrelationId, Ending, StoreFailure};
use linekeeper_ports::{CloseMode, LinkEvent, LinkPurpose, Redial, Redials};
use linekeeper_simulator::{Fault, FaultPoint};

use crate::door::MemoryDoor;
use crate::world::{Line, SALON, World, devices, phone};

const CUSTOMER: &str = "79160000001";

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_linked_device_logs_in_with_what_is_stored_and_knows_the_server() {
    let world = World::start().await;
    let door = MemoryDoor::new();
    world.linked(&door).await.link.close(CloseMode::Disconnect).await;
    for _ in 0..2 {
        let mut line = world.open(&door, LinkPurpose::Login);
        assert_eq!(line.connected().await, phone(SALON));
        line.link.close(CloseMode::Disconnect).await;
    }
    let handshakes = world.simulator.stats().await.handshakes;
    assert!(handshakes.ik >= 1, "{handshakes:?}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_text_is_taken_and_its_session_kept() {
    let world = World::start().await;
    let door = MemoryDoor::new();
    let line = world.linked(&door).await;
    let sent = world.simulator.send(CUSTOMER, SALON, "When are you open?").await.unwrap();
    assert_eq!(sent.devices, 1);
    world
        .until(async |simulator| simulator.phone(SALON).await.unwrap().devices.iter().all(|one| one.queued == 0))
        .await;
    // With the customer, beside the one with the salon's own phone.
    door.until(|door| door.rows_of("session").len() >= 2).await;
    line.link.close(CloseMode::Disconnect).await;

    world.simulator.send(CUSTOMER, SALON, "Hello?").await.unwrap();
    let before = door.rows_of("session");
    let mut again = world.open(&door, LinkPurpose::Login);
    again.connected().await;
    world
        .until(async |simulator| simulator.phone(SALON).await.unwrap().devices.iter().all(|one| one.queued == 0))
        .await;
    again.link.close(CloseMode::Disconnect).await;
    assert_ne!(door.rows_of("session"), before, "the same session went on");
    assert_eq!(door.rows_of("session").len(), before.len());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn closing_leaves_the_device_linked_and_nothing_is_written_or_told_afterwards() {
    let world = World::start().await;
    let door = MemoryDoor::new();
    let mut line = world.linked(&door).await;
    line.link.close(CloseMode::Disconnect).await;
    let writes = door.writes();
    world.until(async |simulator| devices(simulator).await == (1, 0)).await;
    world.simulator.send(CUSTOMER, SALON, "too late").await.unwrap();
    assert_eq!(line.next().await, None);
    assert_eq!(door.writes(), writes);
    // Closing what is closed does nothing.
    line.link.close(CloseMode::LogOut).await;
    assert_eq!(world.devices().await, (1, 0));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn dropping_a_link_closes_its_connection() {
    let world = World::start().await;
    let line = world.linked(&MemoryDoor::new()).await;
    drop(line.link);
    world.until(async |simulator| devices(simulator).await == (1, 0)).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_session_that_does_not_listen_any_more_ends_its_link() {
    let world = World::start().await;
    let line = world.linked(&MemoryDoor::new()).await;
    drop(line.told);
    world.until(async |simulator| devices(simulator).await == (1, 0)).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn logging_out_removes_the_device_from_the_phone() {
    let world = World::start().await;
    let line = world.linked(&MemoryDoor::new()).await;
    line.link.close(CloseMode::LogOut).await;
    assert_eq!(world.devices().await, (0, 0));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_device_linked_a_moment_ago_can_be_logged_out_at_once() {
    let world = World::start().await;
    let mut line = world.open(&MemoryDoor::new(), LinkPurpose::Register);
    let qr = line.qr().await;
    let (linked, _) = tokio::join!(world.simulator.scan(SALON, &qr), line.paired());
    assert!(linked.unwrap().linked);
    line.link.close(CloseMode::LogOut).await;
    assert_eq!(world.devices().await, (0, 0));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_link_closed_while_it_dials_ends_quickly() {
    let world = World::start().await;
    world.simulator.add_fault(Fault::hang(FaultPoint::Register)).await.unwrap();
    let mut line = world.open(&MemoryDoor::new(), LinkPurpose::Register);
    line.link.close(CloseMode::LogOut).await;
    assert_eq!(line.next().await, None);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn logging_in_without_credentials_is_refused_before_anything_is_sent() {
    let world = World::start().await;
    let mut line = world.open(&MemoryDoor::new(), LinkPurpose::Login);
    assert_eq!(line.ended().await, Ending::Store(StoreFailure::Corrupt));
    assert_eq!(world.simulator.stats().await.connections_total, 0);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn restart_of_a_connected_device_ends_the_link() {
    let world = World::start().await;
    let door = MemoryDoor::new();
    let mut line = world.linked(&door).await;
    let connections = world.simulator.stats().await.connections_total;
    world.simulator.add_fault(Fault::refuse(FaultPoint::Stream, 515)).await.unwrap();
    assert_eq!(line.ended().await, Ending::RestartRequired);
    assert_eq!(world.simulator.stats().await.connections_total, connections, "it does not dial by itself");
    assert_eq!(world.open(&door, LinkPurpose::Login).connected().await, phone(SALON));
}

/// A gate that lets everybody pass and counts them.
#[derive(Default)]
struct OpenGate(AtomicUsize);

#[async_trait]
impl Redials for OpenGate {
    async fn admitted(&self, _: &CorrelationId) -> Redial {
        self.0.fetch_add(1, Ordering::SeqCst);
        Box::new(())
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn link_that_dials_to_log_out_asks_the_gate() {
    let world = World::start().await;
    let door = MemoryDoor::new();
    world.linked(&door).await.link.close(CloseMode::Disconnect).await;
    // Closed before the log-in is through, which breaks: the device is on the phone's list, and its link has to dial once more.
    let broken = async |world: &World| {
        world.simulator.add_fault(Fault::drop(FaultPoint::Login)).await.unwrap();
        world.open(&door, LinkPurpose::Login).link.close(CloseMode::LogOut).await;
    };
    broken(&world).await;
    assert_eq!(world.devices().await.0, 1, "without a gate nobody dials");
    let gate = Arc::new(OpenGate::default());
    let world = world.behind(gate.clone());
    broken(&world).await;
    assert_eq!((world.devices().await, gate.0.load(Ordering::SeqCst)), ((0, 0), 1));
}

/// Links a phone by QR, whose first log-in meets these faults.
async fn linked_with(faults: &[Fault]) -> (World, Line) {
    let world = World::start().await;
    for fault in faults {
        world.simulator.add_fault(fault.clone()).await.unwrap();
    }
    let mut line = world.open(&MemoryDoor::new(), LinkPurpose::Register);
    let qr = line.qr().await;
    let (linked, _) = tokio::join!(world.simulator.scan(SALON, &qr), line.paired());
    assert!(linked.unwrap().linked);
    (world, line)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn first_log_in_is_connected_though_the_settings_fail() {
    for status in [500, 503] {
        let (world, mut line) = linked_with(&[Fault::refuse(FaultPoint::AppState, status).times(0)]).await;
        assert_eq!(line.connected().await, phone(SALON), "{status}");
        assert_eq!(line.news().await, LinkEvent::SettingsDelayed, "{status}");
        world.simulator.send(CUSTOMER, SALON, "the line works").await.unwrap();
        world
            .until(async |simulator| simulator.phone(SALON).await.unwrap().devices.iter().all(|one| one.queued == 0))
            .await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn first_log_in_connects_without_settings_or_their_refusal() {
    let (_refused, mut line) = linked_with(&[Fault::refuse(FaultPoint::AppState, 404).times(0)]).await;
    assert_eq!(line.connected().await, phone(SALON));
    let (_silent, mut line) = linked_with(&[Fault::hang(FaultPoint::AppState).times(0)]).await;
    assert_eq!(line.connected().await, phone(SALON));
    assert_eq!(line.news().await, LinkEvent::SettingsDelayed);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nobody_is_connected_before_the_log_in_is_taken() {
    let settings = Fault::refuse(FaultPoint::AppState, 500).times(0);
    let (_world, mut line) = linked_with(&[settings, Fault::refuse(FaultPoint::Login, 503)]).await;
    assert_eq!(line.ended().await, Ending::ServerBusy);
}
