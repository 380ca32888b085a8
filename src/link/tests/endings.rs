//! Tests of how connections of a linked device end.

use linekeeper_domain::LinkEndReason;
use linekeeper_ports::{CloseMode, LinkPurpose};
use linekeeper_simulator::{Fault, FaultAction, FaultAnswer, FaultPoint};

use crate::credentials::MemoryCredentials;
use crate::world::{SALON, World, later};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_login_failure_has_its_end_reason_and_keeps_credentials() {
    let world = World::start().await;
    let credentials = MemoryCredentials::new();
    world.linked(&credentials).await.link.close(CloseMode::Disconnect).await;
    for (status, end_reason) in [
        (400, LinkEndReason::Refused { status: 400 }),
        (401, LinkEndReason::LoggedOut),
        (403, LinkEndReason::Locked),
        (405, LinkEndReason::ClientOutdated),
        (406, LinkEndReason::Banned),
        (409, LinkEndReason::Refused { status: 409 }),
        (411, LinkEndReason::MultideviceMismatch),
        (415, LinkEndReason::Refused { status: 415 }),
        (418, LinkEndReason::Refused { status: 418 }),
        (499, LinkEndReason::Refused { status: 499 }),
        (500, LinkEndReason::ServerError),
        (501, LinkEndReason::Refused { status: 501 }),
        (503, LinkEndReason::ServerBusy),
    ] {
        world.simulator.add_fault(Fault::refuse(FaultPoint::Login, status)).await.unwrap();
        let mut line = world.open(&credentials, LinkPurpose::Login);
        assert_eq!(line.ended().await, end_reason, "{status}");
        assert!(credentials.credentials_now().is_some(), "{status}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_temporary_ban_is_told_with_its_end() {
    let world = World::start().await;
    let credentials = MemoryCredentials::new();
    world.linked(&credentials).await.link.close(CloseMode::Disconnect).await;
    let answer = FaultAnswer { expire: Some(3600), ..FaultAnswer::code(402) };
    let fault = Fault { at: FaultPoint::Login, number: None, answer: FaultAction::Answer(answer), times: 1 };
    world.simulator.add_fault(fault).await.unwrap();
    let end_reason = world.open(&credentials, LinkPurpose::Login).ended().await;
    assert_eq!(end_reason, LinkEndReason::TemporarilyBanned { until: Some(later(3600)) });
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_stream_error_has_its_end_reason() {
    let world = World::start().await;
    let credentials = MemoryCredentials::new();
    world.linked(&credentials).await.link.close(CloseMode::Disconnect).await;
    for (code, conflict, end_reason) in [
        (401, None, LinkEndReason::LoggedOut),
        (516, None, LinkEndReason::LoggedOut),
        (401, Some("device_removed"), LinkEndReason::LoggedOut),
        (409, None, LinkEndReason::Replaced),
        (409, Some("replaced"), LinkEndReason::Replaced),
        (429, None, LinkEndReason::ServerBusy),
        (503, None, LinkEndReason::ServerBusy),
        (500, None, LinkEndReason::ServerError),
    ] {
        let mut line = world.open(&credentials, LinkPurpose::Login);
        line.connected().await;
        let answer = FaultAnswer { text: conflict.map(str::to_owned), ..FaultAnswer::code(code) };
        let fault = Fault { at: FaultPoint::Stream, number: None, answer: FaultAction::Answer(answer), times: 1 };
        world.simulator.add_fault(fault).await.unwrap();
        assert_eq!(line.ended().await, end_reason, "{code} {conflict:?}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_line_that_breaks_is_the_networks_fault() {
    let world = World::start().await;
    let mut line = world.linked(&MemoryCredentials::new()).await;
    world.simulator.add_fault(Fault::drop(FaultPoint::Stream)).await.unwrap();
    assert_eq!(line.ended().await, LinkEndReason::Network);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_device_unlinked_by_its_phone_is_logged_out() {
    let world = World::start().await;
    let mut line = world.linked(&MemoryCredentials::new()).await;
    world.simulator.unlink(SALON, None).await.unwrap();
    assert_eq!(line.ended().await, LinkEndReason::LoggedOut);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn second_connection_with_the_same_credentials_replaces_first() {
    let world = World::start().await;
    let credentials = MemoryCredentials::new();
    let mut first = world.linked(&credentials).await;
    let mut second = world.open(&credentials, LinkPurpose::Login);
    second.connected().await;
    assert_eq!(first.ended().await, LinkEndReason::Replaced);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn cached_certificate_of_another_server_does_not_stop_a_login() {
    let world = World::start().await;
    let credentials = MemoryCredentials::new();
    world.linked(&credentials).await.link.close(CloseMode::Disconnect).await;
    world.open(&credentials, LinkPurpose::Login).connected().await;
    // Another simulator knows neither the device nor the certificate key that the device has cached: it refuses the
    // log-in, and is not reported as untrusted.
    let other = World::start().await;
    let mut line = other.open(&credentials, LinkPurpose::Login);
    assert_eq!(line.ended().await, LinkEndReason::LoggedOut);
    assert_eq!(other.simulator.stats().await.handshakes.ik, 0);
}
