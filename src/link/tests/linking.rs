//! Tests of linking a phone, by code and by QR.

use std::time::Duration;

use linekeeper_domain::session::CodeDeath;
use linekeeper_domain::{LinkEndReason, PairingCode};
use linekeeper_link::LinkConfig;
use linekeeper_ports::{CloseMode, DialSignal, LinkEvent, LinkPurpose};
use linekeeper_simulator::{Fault, FaultPoint, Latencies, PhoneProfile, Simulator, SimulatorConfig, StanzaText};

use crate::credentials::MemoryCredentials;
use crate::world::{SALON, World, devices, later, links, open_when, phone};

/// Number without a phone.
const NOBODY: &str = "79936363848";

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_phone_is_linked_by_code() {
    let world = World::start().await;
    let credentials = MemoryCredentials::new();
    let mut line = world.open(&credentials, LinkPurpose::Register);
    line.qr().await;
    line.link.request_code(&phone(SALON));
    let LinkEvent::CodeIssued { code, expires_at } = line.next_event().await else { panic!("no code") };
    assert_eq!(expires_at, later(PairingCode::VALID_SECONDS));

    let simulator = world.simulator.clone();
    let typing = tokio::spawn(async move { simulator.enter_code(SALON, &code.displayed()).await });
    assert_eq!(line.next_event().await, LinkEvent::PhoneAnswered);
    let LinkEvent::Paired(device) = line.next_event().await else { panic!("not paired") };
    assert_eq!(credentials.linked_phone(), Some(phone(SALON)), "told only once it is written");
    assert_eq!((device.phone, device.business_name), (phone(SALON), Some("Salon".to_owned())));
    assert!(device.device > 0 && !device.platform.is_empty());
    assert!(typing.await.unwrap().unwrap().linked);
    assert_eq!(line.connected().await, phone(SALON));
    assert_eq!(devices(&world.simulator).await, (1, 1));
    line.link.close(CloseMode::Disconnect).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_phone_is_linked_by_qr() {
    let world = World::start().await;
    let credentials = MemoryCredentials::new();
    let mut line = world.open(&credentials, LinkPurpose::Register);
    let qr = line.qr().await;
    let (linked, device) = tokio::join!(world.simulator.scan(SALON, &qr), line.paired());
    assert!(linked.unwrap().linked);
    assert_eq!(device.phone, phone(SALON));
    assert_eq!(line.connected().await, phone(SALON));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_linking_is_not_lost_when_the_process_dies_at_once() {
    let world = World::start().await;
    let credentials = MemoryCredentials::new();
    let mut line = world.open(&credentials, LinkPurpose::Register);
    line.qr().await;
    let code = line.code(SALON).await;
    world.type_code(&code, &mut line).await;
    // Rows a new process would find: those stored when the session was told of the linking.
    let kept = MemoryCredentials::new();
    kept.set_credentials(&credentials.credentials_now().unwrap().0);
    drop(line);
    let mut again = world.open(&kept, LinkPurpose::Login);
    assert_eq!(again.connected().await, phone(SALON));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_second_request_replaces_the_first_code() {
    let world = World::start().await;
    let credentials = MemoryCredentials::new();
    let mut line = world.open(&credentials, LinkPurpose::Register);
    line.qr().await;
    let first = line.code(SALON).await;
    let second = line.code(SALON).await;
    assert_ne!(first, second);
    world.type_code(&second, &mut line).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn unanswered_code_request_does_not_block_the_next() {
    let world = World::start().await;
    world.simulator.add_fault(Fault::hang(FaultPoint::PairCode)).await.unwrap();
    let mut line = world.open(&MemoryCredentials::new(), LinkPurpose::Register);
    line.qr().await;
    line.link.request_code(&phone(SALON));
    world.until(async |simulator| simulator.stats().await.code_requests == 1).await;
    line.code(SALON).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_connection_lost_under_a_request_is_told_as_its_end_only() {
    let world = World::start().await;
    world.simulator.add_fault(Fault::drop(FaultPoint::PairCode)).await.unwrap();
    let mut line = world.open(&MemoryCredentials::new(), LinkPurpose::Register);
    line.qr().await;
    line.link.request_code(&phone(SALON));
    assert_eq!(line.ended().await, LinkEndReason::Network);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn code_to_be_refreshed_expires_and_a_new_one_can_be_requested() {
    let world = World::start().await;
    let mut line = world.open(&MemoryCredentials::new(), LinkPurpose::Register);
    line.qr().await;
    line.code(SALON).await;
    world.simulator.add_fault(Fault::refuse(FaultPoint::RefreshCode, 1)).await.unwrap();
    assert_eq!(line.next_event().await, LinkEvent::CodeDead(CodeDeath::Expired));
    let code = line.code(SALON).await;
    world.type_code(&code, &mut line).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_code_whose_completion_is_refused_is_dead() {
    let world = World::start().await;
    world.simulator.add_fault(Fault::refuse(FaultPoint::CompanionFinish, 400)).await.unwrap();
    let mut line = world.open(&MemoryCredentials::new(), LinkPurpose::Register);
    line.qr().await;
    let code = line.code(SALON).await;
    let simulator = world.simulator.clone();
    let typing = tokio::spawn(async move { simulator.enter_code(SALON, &code.displayed()).await });
    assert_eq!(line.next_event().await, LinkEvent::PhoneAnswered);
    assert_eq!(line.next_event().await, LinkEvent::CodeDead(CodeDeath::Refused));
    typing.abort();
    line.code(SALON).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_link_to_register_never_overwrites_a_linked_device() {
    let world = World::start().await;
    let credentials = MemoryCredentials::new();
    let line = world.linked(&credentials).await;
    line.link.close(CloseMode::Disconnect).await;
    let before = credentials.credentials_now();
    let mut second = world.open(&credentials, LinkPurpose::Register);
    assert_eq!(second.ended().await, LinkEndReason::Store(linekeeper_domain::StoreFailure::Corrupt));
    assert_eq!(credentials.credentials_now(), before);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn link_dials_only_when_it_is_let() {
    let world = World::start().await;
    let dials = async || world.simulator.stats().await.connections_total;
    let signal = DialSignal::default();
    let order = (LinkPurpose::Register, None, Some(signal.clone()));
    let mut line = open_when(&world.links, &MemoryCredentials::new(), order);
    let closed =
        open_when(&world.links, &MemoryCredentials::new(), (LinkPurpose::Register, None, Some(signal.clone())));
    closed.link.close(CloseMode::Disconnect).await;
    assert_eq!(dials().await, 0);
    signal.set(()).unwrap();
    line.qr().await;
    assert_eq!(dials().await, 1, "the one that was closed before never dials");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn code_wanted_before_dialling_is_requested_with_the_qr() {
    let world = World::start().await;
    let signal = DialSignal::default();
    let order = (LinkPurpose::Register, Some(phone(SALON)), Some(signal.clone()));
    let mut line = open_when(&world.links, &MemoryCredentials::new(), order);
    line.link.request_code(&phone(NOBODY));
    line.link.request_code(&phone(SALON));
    signal.set(()).unwrap();
    line.qr().await;
    let LinkEvent::CodeIssued { code, .. } = line.next_event().await else { panic!("no code") };
    assert_eq!(world.simulator.stats().await.code_requests, 1, "only the last wish counts");
    world.type_code(&code, &mut line).await;
}

/// World whose service takes its time before it shows a QR.
async fn slow_to_show_a_qr() -> World {
    let latencies = Latencies { first_stanza: Duration::from_secs(2), ..Latencies::default() };
    let simulator = Simulator::start(SimulatorConfig { latencies, ..SimulatorConfig::default() }).await.unwrap();
    simulator.put_phone(SALON, PhoneProfile::default()).await.unwrap();
    let links = links(LinkConfig { endpoint: simulator.endpoint(), ..LinkConfig::default() });
    World { simulator, links }
}

/// Waits until so many links have dialled, and a code's key has been derived meanwhile.
async fn derived(world: &World, connections: u64) {
    world.until(async |simulator| simulator.stats().await.connections_total == connections).await;
    tokio::time::sleep(Duration::from_millis(700)).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn code_wanted_before_the_qr_is_not_requested_sooner() {
    let world = slow_to_show_a_qr().await;
    let requests = async || world.simulator.stats().await.code_requests;
    let mut line = world.open(&MemoryCredentials::new(), LinkPurpose::Register);
    let closed = world.open(&MemoryCredentials::new(), LinkPurpose::Register);
    line.link.request_code(&phone(SALON));
    closed.link.request_code(&phone(SALON));
    derived(&world, 2).await;
    assert_eq!((requests().await, line.told.try_recv().is_ok()), (0, false));
    closed.link.close(CloseMode::Disconnect).await;
    line.qr().await;
    assert!(matches!(line.next_event().await, LinkEvent::CodeIssued { .. }));
    assert_eq!(requests().await, 1, "the wish of the closed link ended with it");
}

fn hello(stage: &str, children: Vec<StanzaText>) -> StanzaText {
    let attr = |key: &str, value: &str| (key.to_owned(), value.to_owned());
    let mut child = StanzaText { tag: "link_code_companion_reg".into(), children, ..StanzaText::default() };
    child.attrs.extend((!stage.is_empty()).then(|| attr("stage", stage)));
    StanzaText {
        tag: "notification".into(),
        attrs: [attr("type", "link_code_companion_reg"), attr("from", "s.whatsapp.net"), attr("id", "odd")].into(),
        children: vec![child],
        ..StanzaText::default()
    }
}

fn bytes(tag: &str, length: usize) -> StanzaText {
    // In Base64 three zero bytes are `AAAA`; the lengths used here leave 2, 2, 0 and 1 of them over.
    let rest = match length % 3 {
        0 => "",
        1 => "AA==",
        _ => "AAA=",
    };
    StanzaText { tag: tag.into(), bytes: Some("AAAA".repeat(length / 3) + rest), ..StanzaText::default() }
}

fn parts(wrapped: usize, identity: usize) -> Vec<StanzaText> {
    let reference = StanzaText { tag: "link_code_pairing_ref".into(), reference: true, ..StanzaText::default() };
    vec![
        bytes("link_code_pairing_wrapped_primary_ephemeral_pub", wrapped),
        bytes("primary_identity_pub", identity),
        reference,
    ]
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn odd_notifications_under_a_code_change_nothing() {
    let world = World::start().await;
    let mut line = world.open(&MemoryCredentials::new(), LinkPurpose::Register);
    line.qr().await;
    let code = line.code(SALON).await;
    let foreign = vec![
        bytes("link_code_pairing_wrapped_primary_ephemeral_pub", 80),
        bytes("primary_identity_pub", 32),
        bytes("link_code_pairing_ref", 24),
    ];
    let childless = StanzaText { children: Vec::new(), ..hello("", Vec::new()) };
    let odd = [
        childless,
        hello("", Vec::new()),
        hello("primary_hello", Vec::new()),
        hello("primary_hello", parts(80, 0)),
        hello("primary_hello", parts(79, 32)),
        hello("primary_hello", parts(80, 32)[..2].to_vec()),
        hello("primary_hello", foreign),
        hello("unheard_of", parts(80, 32)),
    ];
    for stanza in odd {
        world.simulator.send_stanza(SALON, &stanza).await.unwrap();
    }
    let simulator = world.simulator.clone();
    let typing = tokio::spawn(async move { simulator.enter_code(SALON, &code.displayed()).await });
    assert_eq!(line.next_event().await, LinkEvent::PhoneAnswered, "the answer of the phone is the first");
    assert!(matches!(line.next_event().await, LinkEvent::Paired(_)), "and there was one");
    assert!(typing.await.unwrap().unwrap().linked);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn wrong_code_typed_first_and_then_the_right_one_links() {
    let world = World::start().await;
    let mut line = world.open(&MemoryCredentials::new(), LinkPurpose::Register);
    line.qr().await;
    let code = line.code(SALON).await;
    assert!(world.simulator.enter_code(SALON, "11111111").await.is_err());
    assert_eq!(line.next_event().await, LinkEvent::PhoneAnswered);
    let simulator = world.simulator.clone();
    let typing = tokio::spawn(async move { simulator.enter_code(SALON, &code.displayed()).await });
    assert_eq!(line.next_event().await, LinkEvent::PhoneAnswered);
    line.paired().await;
    assert!(typing.await.unwrap().unwrap().linked);
}
