//! An account that requires its passkey: linking stops there, by code and by QR.

use std::time::Duration;

use linekeeper_simulator::{Fault, FaultPoint, Refusal, Simulator};
use wacore::types::events::Event;
use whatsapp_rust::pair_code::PairCodeOptions;
use whatsapp_rust::passkey::{UserVerification, parse_request_options};

use crate::client::{PATIENCE, Store, TestClient, linked, simulator};

const SALON: &str = "79006464263";

async fn is_asked_for_a_passkey(client: &TestClient) {
    let options = client
        .event(|event| match event {
            Event::PairPasskeyRequest(request) => Some(request.request_options_json.clone()),
            Event::PairSuccess(_) => panic!("the device was linked all the same"),
            _ => None,
        })
        .await;
    let request = parse_request_options(&options).unwrap();
    assert_eq!(request.rp_id.as_deref(), Some("web.whatsapp.com"));
    assert_eq!((request.challenge.len(), request.user_verification), (32, UserVerification::Required));
}

async fn nothing_is_linked(simulator: &Simulator) {
    assert!(simulator.phone(SALON).await.unwrap().devices.is_empty());
}

#[tokio::test]
async fn typed_code_stops_at_the_passkey() {
    let simulator = simulator().await;
    simulator.add_fault(Fault::hang(FaultPoint::Passkey).of(SALON)).await.unwrap();
    let client = TestClient::start(&simulator.endpoint(), &Store::new()).await;
    let code = client.code(SALON).await;
    assert_eq!(simulator.enter_code(SALON, &code).await, Err(Refusal::PasskeyRequired));
    is_asked_for_a_passkey(&client).await;
    assert_eq!(simulator.enter_code(SALON, &code).await, Err(Refusal::NoPairing));
    nothing_is_linked(&simulator).await;
}

#[tokio::test]
async fn scanned_qr_stops_at_the_passkey() {
    let simulator = simulator().await;
    simulator.add_fault(Fault::refuse(FaultPoint::Passkey, 1)).await.unwrap();
    let client = TestClient::start(&simulator.endpoint(), &Store::new()).await;
    let qr = client.qr().await;
    assert_eq!(simulator.scan(SALON, &qr).await, Err(Refusal::PasskeyRequired));
    is_asked_for_a_passkey(&client).await;
    assert_eq!(simulator.scan(SALON, &qr).await, Err(Refusal::BadQr("its ref is not live")));
    let options = PairCodeOptions { phone_number: SALON.to_owned(), ..PairCodeOptions::default() };
    let asking = tokio::time::timeout(Duration::from_millis(300), client.client.pair_with_code(options));
    let asked = asking.await;
    assert!(asked.is_err(), "{asked:?}: the service goes on without the passkey");
    nothing_is_linked(&simulator).await;
}

#[tokio::test]
async fn passkey_request_keeps_the_connection_open() {
    let simulator = simulator().await;
    simulator.add_fault(Fault::drop(FaultPoint::Passkey)).await.unwrap();
    let client = TestClient::start(&simulator.endpoint(), &Store::new()).await;
    let qr = client.qr().await;
    assert_eq!(simulator.scan(SALON, &qr).await, Err(Refusal::PasskeyRequired));
    is_asked_for_a_passkey(&client).await;
    assert_eq!(simulator.stats().await.connections, 1);
    client.crash().await;
    let mut changes = simulator.changes();
    let hung_up = async {
        while simulator.stats().await.connections > 0 {
            changes.changed().await.unwrap();
        }
    };
    tokio::time::timeout(PATIENCE, hung_up).await.expect("the connection outlived its client");
    linked(&simulator, SALON, &Store::new()).await;
}

#[tokio::test]
async fn passkey_fault_applies_to_its_account_only() {
    let simulator = simulator().await;
    simulator.add_fault(Fault::hang(FaultPoint::Passkey).of("79936363848")).await.unwrap();
    linked(&simulator, SALON, &Store::new()).await;
}
