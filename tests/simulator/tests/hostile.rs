//! Clients that violate the protocol: each is disconnected, and the service goes on.

use linekeeper_simulator::{
    Fault, FaultPoint, HeldFilter, Latencies, Limits, LineState, Simulator, SimulatorConfig, StanzaText, Stanzas,
    Target,
};
use std::time::Duration;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use wacore_binary::Node;
use wacore_binary::builder::NodeBuilder;
use waproto::whatsapp as wa;

use crate::client::{Store, TestClient, eventually, simulator};
use crate::companion::{Companion, linked_by_qr};
use crate::raw::{Raw, framed};

async fn still_works(simulator: &Simulator) {
    TestClient::start(&simulator.endpoint(), &Store::new()).await.qr().await;
}

fn login(username: u64) -> Vec<u8> {
    let payload = wa::ClientPayload { username: Some(username), device: Some(1), ..Default::default() };
    waproto::codec::client_payload_to_vec(&payload)
}

fn iq(kind: &'static str, xmlns: &'static str, child: Node) -> Node {
    NodeBuilder::new("iq")
        .attr("id", "1")
        .attr("to", "s.whatsapp.net")
        .attr("type", kind)
        .attr("xmlns", xmlns)
        .children([child])
        .build()
}

#[tokio::test]
async fn bytes_that_are_not_the_protocol_end_the_connection() {
    let simulator = simulator().await;
    let hello = |frame: &[u8]| [b"WA\x06\x03", &framed(frame)[..]].concat();
    let streams = [
        b"GET / HTTP/1.1\r\n".to_vec(),
        b"WA\x05\x03".to_vec(),
        b"ED\x00\x01\xff\xff\xff".to_vec(),
        b"WA\x06\x03\xff\xff\xff".to_vec(),
        hello(b""),
        hello(b"garbage"),
        hello(&[0x12, 0x04, 0x0a, 0x02, 1, 2]),
    ];
    for stream in streams {
        let mut raw = Raw::connect(&simulator).await;
        raw.bytes(&stream).await;
        raw.closed().await;
    }
    let mut raw = Raw::connect(&simulator).await;
    raw.words("hello").await;
    raw.closed().await;
    assert_eq!(simulator.stats().await.handshakes_failed, 8);
    still_works(&simulator).await;
}

#[tokio::test]
async fn a_connection_that_is_no_websocket_is_refused() {
    let simulator = simulator().await;
    let address = simulator.endpoint().trim_start_matches("ws://").trim_end_matches("/ws/chat").to_owned();
    let mut tcp = tokio::net::TcpStream::connect(address).await.unwrap();
    tcp.write_all(b"HELLO\r\n\r\n").await.unwrap();
    let mut answer = Vec::new();
    tcp.read_to_end(&mut answer).await.ok();
    still_works(&simulator).await;
}

#[tokio::test]
async fn a_silent_client_is_not_kept() {
    let latencies = Latencies { handshake: Duration::from_millis(100), ..Latencies::default() };
    let simulator = Simulator::start(SimulatorConfig { latencies, ..SimulatorConfig::default() }).await.unwrap();
    let mut raw = Raw::connect(&simulator).await;
    raw.bytes(b"WA\x06").await;
    raw.closed().await;
    let latencies = Latencies { idle: Duration::from_millis(200), ..Latencies::default() };
    let simulator = Simulator::start(SimulatorConfig { latencies, ..SimulatorConfig::default() }).await.unwrap();
    let mut raw = registered(&simulator).await;
    raw.closed().await;
}

#[tokio::test]
async fn connections_are_bounded() {
    let limits = Limits { connections: 1, ..Limits::default() };
    let simulator = Simulator::start(SimulatorConfig { limits, ..SimulatorConfig::default() }).await.unwrap();
    let _first = Raw::connect(&simulator).await;
    let second = tokio_tungstenite::connect_async(simulator.endpoint()).await;
    assert!(second.is_err());
}

#[tokio::test]
async fn malformed_payloads_are_refused_with_a_reason() {
    let simulator = simulator().await;
    let empty_registration = wa::ClientPayload {
        device_pairing_data: wa::client_payload::DevicePairingRegistrationData::default().into(),
        ..Default::default()
    };
    let table = [
        (b"\xff\xff\xff".to_vec(), "400"),
        (Vec::new(), "400"),
        (waproto::codec::client_payload_to_vec(&empty_registration), "400"),
        (login(5), "400"),
        (login(79_006_464_263), "401"),
    ];
    for (payload, reason) in table {
        let mut raw = Raw::greeted(&simulator, &payload).await;
        let failure = raw.next().await.unwrap();
        assert_eq!(failure.tag, "failure");
        assert_eq!(failure.attrs.get("reason").unwrap().as_str(), reason);
        raw.closed().await;
    }
}

/// A registered connection, after its `pair-device`.
async fn registered(simulator: &Simulator) -> Raw {
    let companion = Companion::registered(simulator).await;
    assert_eq!(companion.refs.len(), 6);
    companion.raw
}

#[tokio::test]
async fn malformed_code_requests_are_bad_requests() {
    let simulator = simulator().await;
    let mut raw = registered(&simulator).await;
    for stage in ["companion_hello", "companion_finish"] {
        let request = NodeBuilder::new("link_code_companion_reg")
            .attr("jid", "79006464263@s.whatsapp.net")
            .attr("stage", stage)
            .children([NodeBuilder::new("link_code_pairing_ref").bytes(vec![1]).build()])
            .build();
        raw.stanza(&iq("set", "md", request)).await;
        let answer = raw.next().await.unwrap();
        assert_eq!(answer.attrs.get("type").unwrap().as_str(), "error");
        assert_eq!(answer.get_optional_child("error").unwrap().attrs.get("code").unwrap().as_str(), "400");
    }
    assert_eq!(simulator.stats().await.codes_issued, 0);
}

#[tokio::test]
async fn steps_that_one_client_makes_wait_are_bounded() {
    let simulator = simulator().await;
    simulator.add_fault(Fault::hold(FaultPoint::PairCode).times(0)).await.unwrap();
    let mut companion = Companion::registered(&simulator).await;
    let hello = companion.hello("79006464263", Some("true"), "Chrome (Windows)");
    for _ in 0..17 {
        companion.raw.stanza(&hello).await;
    }
    // The last one is answered without a pause.
    assert!(companion.raw.stanza_received().await.get_optional_child("link_code_companion_reg").is_some());
    assert_eq!(simulator.held(&HeldFilter::default()).await.unwrap().len(), 16);
    simulator.clear_faults().await;
    assert_eq!(simulator.release(&HeldFilter::default()).await, Ok(16));
    for _ in 0..16 {
        companion.raw.stanza_received().await;
    }
    still_works(&simulator).await;
}

#[tokio::test]
async fn stanzas_before_a_held_login_are_not_obeyed() {
    let simulator = simulator().await;
    let mut linked = linked_by_qr(&simulator, "79006464263").await;
    linked.raw.closed().await;
    simulator.add_fault(Fault::hold(FaultPoint::Login)).await.unwrap();
    let mut raw = linked.logs_in(&simulator, "79006464263", 1).await;
    let all = HeldFilter::default();
    eventually(&simulator, || async { simulator.held(&all).await.unwrap().pop() }).await;
    let before = *simulator.changes().borrow();
    let jid = NodeBuilder::new("remove-companion-device").attr("jid", "79006464263:1@s.whatsapp.net").build();
    raw.stanza(&iq("set", "md", jid)).await;
    raw.stanza(&iq("get", "w:p", NodeBuilder::new("ping").build())).await;
    // Both have been read before the login goes on.
    let changes = simulator.changes();
    eventually(&simulator, || async { (*changes.borrow() >= before + 2).then_some(()) }).await;
    assert_eq!(simulator.release(&HeldFilter::default()).await, Ok(1));
    assert_eq!(raw.stanza_received().await.tag, "success");
    assert_eq!(simulator.phone("79006464263").await.unwrap().devices.len(), 1);
}

#[tokio::test]
async fn stanzas_with_odd_tags_are_written_all_the_same() {
    let simulator = simulator().await;
    let mut companion = Companion::registered(&simulator).await;
    let mut other = Companion::registered(&simulator).await;
    for tag in ["x".repeat(300_000), "\u{0}\u{1f600}".to_owned()] {
        let stanza = StanzaText { tag, ..StanzaText::default() };
        let to = Target::state(LineState::Qr);
        simulator.send_stanzas(&Stanzas { to, stanzas: vec![stanza], then: None }).await.unwrap();
    }
    for raw in [&mut companion.raw, &mut other.raw] {
        raw.stanza(&iq("get", "w:p", NodeBuilder::new("ping").build())).await;
        while raw.stanza_received().await.tag != "iq" {}
    }
    still_works(&simulator).await;
}

#[tokio::test]
async fn an_unknown_request_is_answered_with_501_and_counted() {
    let simulator = simulator().await;
    let mut raw = registered(&simulator).await;
    raw.stanza(&iq("get", "w:lunch", NodeBuilder::new("menu").build())).await;
    let answer = raw.next().await.unwrap();
    assert_eq!(answer.get_optional_child("error").unwrap().attrs.get("code").unwrap().as_str(), "501");
    let stats = simulator.stats().await;
    assert_eq!((stats.unknown_iqs, stats.unknown_iq_kinds), (1, vec!["w:lunch/menu".to_owned()]));
}

#[tokio::test]
async fn stanzas_that_cannot_be_decoded_end_the_connection() {
    let simulator = simulator().await;
    let deep = [vec![0], [0xf8, 0x02, 0x03].repeat(5_000)].concat();
    for plain in [Vec::new(), vec![0], vec![0, 0xff, 0xff], vec![2, 1, 2, 3], deep] {
        let mut raw = registered(&simulator).await;
        raw.plaintext(&plain).await;
        raw.closed().await;
    }
    let mut raw = registered(&simulator).await;
    raw.bytes(&framed(b"not encrypted with anything")).await;
    raw.closed().await;
    still_works(&simulator).await;
}
