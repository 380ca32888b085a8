//! Tests of a linked device: log-in, messages, closing, log-out.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use async_trait::async_trait;
use linekeeper_domain::{CorrelationId, LinkEndReason, StoreFailure, Timestamp};
use linekeeper_ports::{CloseMode, LinkEvent, LinkPurpose, Redial, Redials};
use linekeeper_simulator::{Fault, FaultPoint};

use crate::credentials::MemoryCredentials;
use crate::world::{Line, SALON, World, devices, phone};

const CUSTOMER: &str = "79160000001";

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn stored_device_logs_in_with_the_cached_certificate() {
    let world = World::start().await;
    let credentials = MemoryCredentials::new();
    world.linked(&credentials).await.link.close(CloseMode::Disconnect).await;
    for _ in 0..2 {
        let mut line = world.open(&credentials, LinkPurpose::Login);
        assert_eq!(line.connected().await, phone(SALON));
        line.link.close(CloseMode::Disconnect).await;
    }
    let handshakes = world.simulator.stats().await.handshakes;
    assert!(handshakes.ik >= 1, "{handshakes:?}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_text_is_taken_and_its_session_kept() {
    let world = World::start().await;
    let credentials = MemoryCredentials::new();
    let line = world.linked(&credentials).await;
    let sent = world.simulator.send(CUSTOMER, SALON, "When are you open?").await.unwrap();
    assert_eq!(sent.devices, 1);
    world
        .until(async |simulator| simulator.phone(SALON).await.unwrap().devices.iter().all(|one| one.queued == 0))
        .await;
    // One session with the customer, beside the one with the salon's own phone.
    credentials.until(|credentials| credentials.rows_of("session").len() >= 2).await;
    line.link.close(CloseMode::Disconnect).await;

    world.simulator.send(CUSTOMER, SALON, "Hello?").await.unwrap();
    let before = credentials.rows_of("session");
    let mut again = world.open(&credentials, LinkPurpose::Login);
    again.connected().await;
    world
        .until(async |simulator| simulator.phone(SALON).await.unwrap().devices.iter().all(|one| one.queued == 0))
        .await;
    again.link.close(CloseMode::Disconnect).await;
    assert_ne!(credentials.rows_of("session"), before, "the same session went on");
    assert_eq!(credentials.rows_of("session").len(), before.len());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn closed_link_keeps_the_device_and_writes_and_sends_no_more() {
    let world = World::start().await;
    let credentials = MemoryCredentials::new();
    let mut line = world.linked(&credentials).await;
    line.link.close(CloseMode::Disconnect).await;
    let writes = credentials.writes();
    world.until(async |simulator| devices(simulator).await == (1, 0)).await;
    world.simulator.send(CUSTOMER, SALON, "too late").await.unwrap();
    assert_eq!(line.next().await, None);
    assert_eq!(credentials.writes(), writes);
    // Closing a closed link does nothing.
    line.link.close(CloseMode::LogOut).await;
    assert_eq!(world.devices().await, (1, 0));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn dropping_a_link_closes_its_connection() {
    let world = World::start().await;
    let line = world.linked(&MemoryCredentials::new()).await;
    drop(line.link);
    world.until(async |simulator| devices(simulator).await == (1, 0)).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_session_that_does_not_listen_any_more_ends_its_link() {
    let world = World::start().await;
    let line = world.linked(&MemoryCredentials::new()).await;
    drop(line.told);
    world.until(async |simulator| devices(simulator).await == (1, 0)).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn logging_out_removes_the_device_from_the_phone() {
    let world = World::start().await;
    let line = world.linked(&MemoryCredentials::new()).await;
    line.link.close(CloseMode::LogOut).await;
    assert_eq!(world.devices().await, (0, 0));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_device_linked_a_moment_ago_can_be_logged_out_at_once() {
    let world = World::start().await;
    let mut line = world.open(&MemoryCredentials::new(), LinkPurpose::Register);
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
    let mut line = world.open(&MemoryCredentials::new(), LinkPurpose::Register);
    line.link.close(CloseMode::LogOut).await;
    assert_eq!(line.next().await, None);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn login_without_credentials_is_refused_before_dialling() {
    let world = World::start().await;
    let mut line = world.open(&MemoryCredentials::new(), LinkPurpose::Login);
    assert_eq!(line.ended().await, LinkEndReason::Store(StoreFailure::Corrupt));
    assert_eq!(world.simulator.stats().await.connections_total, 0);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn restart_of_a_connected_device_ends_the_link() {
    let world = World::start().await;
    let credentials = MemoryCredentials::new();
    let mut line = world.linked(&credentials).await;
    let connections = world.simulator.stats().await.connections_total;
    world.simulator.add_fault(Fault::refuse(FaultPoint::Stream, 515)).await.unwrap();
    assert_eq!(line.ended().await, LinkEndReason::RestartRequired);
    assert_eq!(world.simulator.stats().await.connections_total, connections, "it does not dial by itself");
    assert_eq!(world.open(&credentials, LinkPurpose::Login).connected().await, phone(SALON));
}

/// Gate that admits every request and counts them.
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
    let credentials = MemoryCredentials::new();
    world.linked(&credentials).await.link.close(CloseMode::Disconnect).await;
    // Closed before the log-in is accepted, and the log-in breaks: the device is on the phone's list, so the link has
    // to dial once more to log out.
    let broken = async |world: &World| {
        world.simulator.add_fault(Fault::drop(FaultPoint::Login)).await.unwrap();
        world.open(&credentials, LinkPurpose::Login).link.close(CloseMode::LogOut).await;
    };
    broken(&world).await;
    assert_eq!(world.devices().await.0, 1, "without a gate nobody dials");
    let gate = Arc::new(OpenGate::default());
    let world = world.behind(gate.clone());
    broken(&world).await;
    assert_eq!((world.devices().await, gate.0.load(Ordering::SeqCst)), ((0, 0), 1));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn log_out_of_a_removed_device_ends_in_good_order() {
    static PANICS: AtomicUsize = AtomicUsize::new(0);
    let before = std::panic::take_hook();
    std::panic::set_hook(Box::new(move |panic| {
        let polled_again = panic.payload_as_str().is_some_and(|text| text.contains("polled after completion"));
        PANICS.fetch_add(usize::from(polled_again), Ordering::SeqCst);
        before(panic);
    }));
    let world = World::start().await;
    let credentials = MemoryCredentials::new();
    world.linked(&credentials).await.link.close(CloseMode::Disconnect).await;
    world.simulator.unlink(SALON, None).await.unwrap();
    assert!(world.open(&credentials, LinkPurpose::Login).link.close(CloseMode::LogOut).await, "WhatsApp refuses it");
    assert_eq!(PANICS.load(Ordering::SeqCst), 0, "the driver of the link panicked");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn log_out_that_whatsapp_does_not_confirm_says_so() {
    let world = World::start().await;
    let credentials = MemoryCredentials::new();
    world.linked(&credentials).await.link.close(CloseMode::Disconnect).await;
    world.simulator.add_fault(Fault::drop(FaultPoint::Login)).await.unwrap();
    assert!(!world.open(&credentials, LinkPurpose::Login).link.close(CloseMode::LogOut).await);
    assert!(world.open(&credentials, LinkPurpose::Login).link.close(CloseMode::LogOut).await);
    assert_eq!(world.devices().await, (0, 0));
}

/// Links a phone by QR; these faults apply to its first log-in.
async fn linked_with(faults: &[Fault]) -> (World, Line) {
    let world = World::start().await;
    for fault in faults {
        world.simulator.add_fault(fault.clone()).await.unwrap();
    }
    let mut line = world.open(&MemoryCredentials::new(), LinkPurpose::Register);
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
        assert_eq!(line.next_event().await, LinkEvent::SettingsDelayed, "{status}");
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
    assert_eq!(line.next_event().await, LinkEvent::SettingsDelayed);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn line_is_not_connected_before_the_log_in_is_accepted() {
    let settings = Fault::refuse(FaultPoint::AppState, 500).times(0);
    let (_world, mut line) = linked_with(&[settings, Fault::refuse(FaultPoint::Login, 503)]).await;
    assert_eq!(line.ended().await, LinkEndReason::ServerBusy);
}

/// A linked device that has logged in again, and whose phone has said nothing since.
async fn logged_in_again(world: &World) -> Line {
    let credentials = MemoryCredentials::new();
    world.linked(&credentials).await.link.close(CloseMode::Disconnect).await;
    let mut line = world.open(&credentials, LinkPurpose::Login);
    line.connected().await;
    line
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[expect(clippy::disallowed_methods, reason = "the simulator goes by the machine's clock")]
async fn text_of_the_salons_own_phone_shows_it_in_use() {
    let world = World::start().await;
    let began = Timestamp::from_timestamp(chrono::Utc::now().timestamp(), 0).unwrap();
    let mut line = logged_in_again(&world).await;
    world.simulator.send(CUSTOMER, SALON, "When are you open?").await.unwrap();
    world.simulator.send(SALON, CUSTOMER, "At nine").await.unwrap();
    let seen = loop {
        if let LinkEvent::PhoneSeen { at } = line.next().await.unwrap() {
            break at;
        }
    };
    assert!(seen >= began && seen <= chrono::Utc::now(), "{seen}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn texts_of_others_do_not_show_the_own_phone_in_use() {
    let world = World::start().await;
    let mut line = logged_in_again(&world).await;
    world.simulator.send(CUSTOMER, SALON, "When are you open?").await.unwrap();
    world
        .until(async |simulator| simulator.phone(SALON).await.unwrap().devices.iter().all(|one| one.queued == 0))
        .await;
    line.link.close(CloseMode::Disconnect).await;
    while let Some(event) = line.next().await {
        assert!(!matches!(event, LinkEvent::PhoneSeen { .. }), "{event:?}");
    }
}
