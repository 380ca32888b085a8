//! Outages, and counts of connections per second.

use std::time::Duration;

use linekeeper_simulator::{Fault, FaultPoint, Simulator, Stats};
use tokio::io::AsyncReadExt as _;
use tokio::net::TcpStream;
use wacore::types::events::Event;

use crate::client::{PATIENCE, Store, TestClient, linked, simulator, until};
use crate::raw::Raw;

const SALON: &str = "79006464263";
const LONG: Duration = Duration::from_secs(600);

async fn tcp(simulator: &Simulator) -> TcpStream {
    let address = simulator.endpoint().trim_start_matches("ws://").trim_end_matches("/ws/chat").to_owned();
    TcpStream::connect(address).await.unwrap()
}

/// Waits until the server has closed the connection.
async fn cut(mut tcp: TcpStream) {
    let mut rest = Vec::new();
    // Both a reset and an orderly close count as cut.
    let ended = tokio::time::timeout(PATIENCE, tcp.read_to_end(&mut rest)).await.expect("the connection stays open");
    assert!(ended.is_err() || rest.is_empty(), "something was said: {rest:?}");
}

async fn stats(simulator: &Simulator, wanted: impl Fn(&Stats) -> bool) -> Stats {
    let mut changes = simulator.changes();
    let waiting = async {
        loop {
            let stats = simulator.stats().await;
            if wanted(&stats) {
                return stats;
            }
            changes.changed().await.unwrap();
        }
    };
    tokio::time::timeout(PATIENCE, waiting).await.expect("the numbers never looked as wanted")
}

#[tokio::test]
async fn outage_cuts_connections_in_every_phase() {
    let simulator = simulator().await;
    let (device, _) = linked(&simulator, SALON, &Store::new()).await;
    let registering = TestClient::start(&simulator.endpoint(), &Store::new()).await;
    registering.qr().await;
    let mut shaking_hands = Raw::connect(&simulator).await;
    let silent = tcp(&simulator).await;
    stats(&simulator, |stats| stats.connections_total == 5).await;
    simulator.outage(LONG).await.unwrap();
    assert!(!simulator.phone(SALON).await.unwrap().devices[0].online);
    for client in [&device, &registering] {
        client.event(|event| matches!(event, Event::Disconnected(_)).then_some(())).await;
    }
    shaking_hands.closed().await;
    cut(silent).await;
    stats(&simulator, |stats| stats.connections == 0).await;
}

#[tokio::test]
async fn outage_ends_a_linking_with_companion_gone() {
    let simulator = simulator().await;
    simulator.add_fault(Fault::hang(FaultPoint::CompanionFinish)).await.unwrap();
    let client = TestClient::start(&simulator.endpoint(), &Store::new()).await;
    let code = client.code(SALON).await;
    let (phone, outage) = tokio::join!(simulator.enter_code(SALON, &code), simulator.outage(LONG));
    outage.unwrap();
    assert_eq!(phone.unwrap_err().code(), "companion_gone");
}

#[tokio::test]
async fn outage_refuses_connections_and_counts_them_apart() {
    let simulator = simulator().await;
    simulator.outage(LONG).await.unwrap();
    for _ in 0..3 {
        cut(tcp(&simulator).await).await;
    }
    let counted = simulator.stats().await;
    assert_eq!((counted.connections_total, counted.connects_refused), (0, 3));
    assert!((1..=3).contains(&counted.refused_peak_per_second), "{counted:?}");
    assert_eq!(counted.connects_peak_per_second, 0);
    simulator.end_outage().await;
    TestClient::start(&simulator.endpoint(), &Store::new()).await.qr().await;
    assert_eq!(simulator.stats().await.connects_refused, 3);
}

#[tokio::test]
async fn clients_reconnect_after_an_outage() {
    let simulator = simulator().await;
    let (client, _) = linked(&simulator, SALON, &Store::new()).await;
    simulator.outage(Duration::from_secs(1)).await.unwrap();
    client.event(|event| matches!(event, Event::Disconnected(_)).then_some(())).await;
    until(&simulator, SALON, |phone| phone.devices[0].online).await;
}

#[tokio::test]
async fn the_peak_begins_anew_after_a_reset() {
    let simulator = simulator().await;
    let mut open = Vec::new();
    for _ in 0..4 {
        open.push(Raw::connect(&simulator).await);
    }
    let first = simulator.stats().await;
    assert_eq!((first.connections_total, first.connects_peak_per_second), (4, 4), "{first:?}");
    simulator.reset_stats().await;
    assert_eq!(simulator.stats().await.connects_peak_per_second, 0);
    open.push(Raw::connect(&simulator).await);
    let second = simulator.stats().await;
    assert_eq!((second.connections_total, second.connects_peak_per_second), (5, 1));
}

#[tokio::test]
async fn outage_of_invalid_duration_is_refused() {
    let simulator = simulator().await;
    for lasts in [Duration::ZERO, LONG + Duration::from_secs(1)] {
        assert_eq!(simulator.outage(lasts).await.unwrap_err().code(), "bad_request");
    }
    TestClient::start(&simulator.endpoint(), &Store::new()).await.qr().await;
}
