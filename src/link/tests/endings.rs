//! How connections of a linked device end.

use linekeeper_domain::Ending;
use linekeeper_ports::{CloseMode, LinkPurpose};
use linekeeper_simulator::{Fault, FaultAction, FaultAnswer, FaultPoint};

use crate::door::MemoryDoor;
use crate::world::{SALON, World, later};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_failure_of_a_login_has_its_ending_and_leaves_the_credentials_alone() {
    let world = World::start().await;
    let door = MemoryDoor::new();
    world.linked(&door).await.link.close(CloseMode::Disconnect).await;
    for (status, ending) in [
        (400, Ending::Refused { status: 400 }),
        (401, Ending::LoggedOut),
        (403, Ending::Locked),
        (405, Ending::ClientOutdated),
        (406, Ending::Banned),
        (409, Ending::Refused { status: 409 }),
        (411, Ending::MultideviceMismatch),
        (415, Ending::Refused { status: 415 }),
        (418, Ending::Refused { status: 418 }),
        (499, Ending::Refused { status: 499 }),
        (500, Ending::ServerError),
        (501, Ending::Refused { status: 501 }),
        (503, Ending::ServerBusy),
    ] {
        world.simulator.add_fault(Fault::refuse(FaultPoint::Login, status)).await.unwrap();
        let mut line = world.open(&door, LinkPurpose::Login);
        assert_eq!(line.ended().await, ending, "{status}");
        assert!(door.credentials_now().is_some(), "{status}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_temporary_ban_is_told_with_its_end() {
    let world = World::start().await;
    let door = MemoryDoor::new();
    world.linked(&door).await.link.close(CloseMode::Disconnect).await;
    let answer = FaultAnswer { expire: Some(3600), ..FaultAnswer::code(402) };
    let fault = Fault { at: FaultPoint::Login, number: None, answer: FaultAction::Answer(answer), times: 1 };
    world.simulator.add_fault(fault).await.unwrap();
    let ending = world.open(&door, LinkPurpose::Login).ended().await;
    assert_eq!(ending, Ending::TemporarilyBanned { until: Some(later(3600)) });
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_stream_error_has_its_ending() {
    let world = World::start().await;
    let door = MemoryDoor::new();
    world.linked(&door).await.link.close(CloseMode::Disconnect).await;
    for (code, conflict, ending) in [
        (401, None, Ending::LoggedOut),
        (516, None, Ending::LoggedOut),
        (401, Some("device_removed"), Ending::LoggedOut),
        (409, None, Ending::Replaced),
        (409, Some("replaced"), Ending::Replaced),
        (429, None, Ending::ServerBusy),
        (503, None, Ending::ServerBusy),
        (500, None, Ending::ServerError),
    ] {
        let mut line = world.open(&door, LinkPurpose::Login);
        line.connected().await;
        let answer = FaultAnswer { text: conflict.map(str::to_owned), ..FaultAnswer::code(code) };
        let fault = Fault { at: FaultPoint::Stream, number: None, answer: FaultAction::Answer(answer), times: 1 };
        world.simulator.add_fault(fault).await.unwrap();
        assert_eq!(line.ended().await, ending, "{code} {conflict:?}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_line_that_breaks_is_the_networks_fault() {
    let world = World::start().await;
    let mut line = world.linked(&MemoryDoor::new()).await;
    world.simulator.add_fault(Fault::drop(FaultPoint::Stream)).await.unwrap();
    assert_eq!(line.ended().await, Ending::Network);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_device_unlinked_by_its_phone_is_logged_out() {
    let world = World::start().await;
    let mut line = world.linked(&MemoryDoor::new()).await;
    world.simulator.unlink(SALON, None).await.unwrap();
    assert_eq!(line.ended().await, Ending::LoggedOut);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_second_connection_with_the_same_credentials_replaces_the_first() {
    let world = World::start().await;
    let door = MemoryDoor::new();
    let mut first = world.linked(&door).await;
    let mut second = world.open(&door, LinkPurpose::Login);
    second.connected().await;
    assert_eq!(first.ended().await, Ending::Replaced);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_certificate_of_another_server_is_forgotten_and_the_login_goes_on() {
    let world = World::start().await;
    let door = MemoryDoor::new();
    world.linked(&door).await.link.close(CloseMode::Disconnect).await;
    world.open(&door, LinkPurpose::Login).connected().await;
    // Another simulator knows neither the device nor the key the device remembers: refused, but not distrusted.
    let other = World::start().await;
    let mut line = other.open(&door, LinkPurpose::Login);
    assert_eq!(line.ended().await, Ending::LoggedOut);
    assert_eq!(other.simulator.stats().await.handshakes.ik, 0);
}
