//! Linking of devices by code and by QR, and the refusals that prevent it.

use std::time::Duration;

use linekeeper_simulator::{Fault, FaultPoint, Latencies, PhoneProfile, Refusal, Simulator, SimulatorConfig};
use wacore::types::events::Event;

use crate::client::{Store, TestClient, linked, simulator};

const SALON: &str = "79006464263";

/// Returns a code that differs from the given one.
fn another(code: &str) -> String {
    let last = if code.ends_with('2') { '3' } else { '2' };
    let mut other: String = code.chars().take(7).collect();
    other.push(last);
    other
}

#[tokio::test]
async fn a_code_typed_on_the_phone_links_the_device_and_it_logs_in() {
    let simulator = simulator().await;
    let (_client, linked) = linked(&simulator, SALON, &Store::new()).await;
    assert_eq!(linked.device, format!("{SALON}:1@s.whatsapp.net"));
    let phone = simulator.phone(SALON).await.unwrap();
    assert_eq!(phone.devices.len(), 1);
    assert!(phone.devices[0].online);
    let stats = simulator.stats().await;
    assert_eq!((stats.codes_issued, stats.devices, stats.logins), (1, 1, 1));
    // Both connections, the one for linking and the one for the login, waited for their first stanza.
    let Latencies { first_stanza, first_stanza_ik, .. } = Latencies::default();
    let (waited, least) = (Duration::from_micros(stats.first_stanza_micros), first_stanza + first_stanza_ik);
    assert!((least..least + Duration::from_secs(10)).contains(&waited), "{waited:?}");
    assert_eq!(stats.unknown_iqs, 0, "{:?}", stats.unknown_iq_kinds);
}

#[tokio::test]
async fn account_with_two_numbers_is_linked_by_its_id() {
    for typed_on in ["5215512345678", "525512345678"] {
        let simulator = simulator().await;
        let profile = PhoneProfile { written_as: Some(vec!["525512345678".to_owned()]), ..PhoneProfile::default() };
        simulator.put_phone("5215512345678", profile).await.unwrap();
        let client = TestClient::start(&simulator.endpoint(), &Store::new()).await;
        let code = client.code("525512345678").await;
        let linked = simulator.enter_code(typed_on, &code).await.unwrap();
        assert_eq!(linked.device, "5215512345678:1@s.whatsapp.net");
        client.connected().await;
        assert_eq!(simulator.phone("525512345678").await.unwrap().number, "5215512345678");
        assert_eq!(simulator.stats().await.phones, 1);
    }
}

#[tokio::test]
async fn a_scanned_qr_code_links_the_device_once() {
    let simulator = simulator().await;
    let client = TestClient::start(&simulator.endpoint(), &Store::new()).await;
    let qr = client.qr().await;
    let linked = simulator.scan(SALON, &qr).await.unwrap();
    assert!(linked.linked);
    client.connected().await;
    assert_eq!(simulator.scan(SALON, &qr).await, Err(Refusal::BadQr("its ref is not live")));
}

#[tokio::test]
async fn the_device_learns_the_names_of_the_phone() {
    let simulator = simulator().await;
    let profile = PhoneProfile {
        push_name: Some("Anna".to_owned()),
        business_name: Some("Salon".to_owned()),
        ..PhoneProfile::default()
    };
    simulator.put_phone(SALON, profile).await.unwrap();
    let client = TestClient::start(&simulator.endpoint(), &Store::new()).await;
    let code = client.code(SALON).await;
    simulator.enter_code(SALON, &code).await.unwrap();
    let business = client
        .event(|event| match event {
            Event::PairSuccess(success) => Some((success.business_name.clone(), success.id.user.to_string())),
            _ => None,
        })
        .await;
    assert_eq!(business, ("Salon".to_owned(), SALON.to_owned()));
    let renamed = |name: &'static str| {
        move |event: &Event| match event {
            Event::SelfPushNameUpdated(update) => (update.new_name == name).then_some(()),
            _ => None,
        }
    };
    client.event(renamed("Anna")).await;
    let profile = PhoneProfile { push_name: Some("Anna B.".to_owned()), ..PhoneProfile::default() };
    simulator.put_phone(SALON, profile).await.unwrap();
    client.event(renamed("Anna B.")).await;
}

#[tokio::test]
async fn a_wrong_code_is_refused_and_counts_as_a_try() {
    let simulator = simulator().await;
    let client = TestClient::start(&simulator.endpoint(), &Store::new()).await;
    let code = client.code(SALON).await;
    for left in [2, 1] {
        assert_eq!(simulator.enter_code(SALON, &another(&code)).await, Err(Refusal::WrongCode { left }));
    }
    // The third try may still be right, and the hyphen of the displayed form is ignored.
    let shown = format!("{}-{}", &code[..4], code[4..].to_lowercase());
    assert!(simulator.enter_code(SALON, &shown).await.unwrap().linked);
}

#[tokio::test]
async fn three_wrong_codes_are_too_many() {
    let simulator = simulator().await;
    let client = TestClient::start(&simulator.endpoint(), &Store::new()).await;
    let code = client.code(SALON).await;
    for left in [2, 1, 0] {
        assert_eq!(simulator.enter_code(SALON, &another(&code)).await, Err(Refusal::WrongCode { left }));
    }
    assert_eq!(simulator.enter_code(SALON, &code).await, Err(Refusal::TooManyTries));
}

#[tokio::test]
async fn code_without_a_request_or_of_another_number_is_refused() {
    let simulator = simulator().await;
    assert_eq!(simulator.enter_code(SALON, "ABCD1234").await, Err(Refusal::NoPairing));
    let client = TestClient::start(&simulator.endpoint(), &Store::new()).await;
    let code = client.code("79936363848").await;
    assert_eq!(simulator.enter_code(SALON, &code).await, Err(Refusal::NoPairing));
    for text in ["", "ABC", "ABCD12345", "ABCD123!", "АБВГ"] {
        let refusal = simulator.enter_code(SALON, text).await.unwrap_err();
        assert_eq!(refusal.status(), 400, "{text}: {refusal}");
    }
}

#[tokio::test]
async fn an_expired_code_is_refused() {
    let latencies = Latencies { code_validity: Duration::ZERO, ..Latencies::default() };
    let config = SimulatorConfig { latencies, ..SimulatorConfig::default() };
    let simulator = Simulator::start(config).await.unwrap();
    let client = TestClient::start(&simulator.endpoint(), &Store::new()).await;
    let code = client.code(SALON).await;
    assert_eq!(simulator.enter_code(SALON, &code).await, Err(Refusal::Expired));
}

#[tokio::test]
async fn code_of_a_closed_connection_is_refused() {
    let simulator = simulator().await;
    let client = TestClient::start(&simulator.endpoint(), &Store::new()).await;
    let code = client.code(SALON).await;
    client.crash().await;
    let refusal = simulator.enter_code(SALON, &code).await.unwrap_err();
    assert_eq!(refusal.code(), "companion_gone");
    let newer = TestClient::start(&simulator.endpoint(), &Store::new()).await;
    let newer_code = newer.code(SALON).await;
    assert_eq!(simulator.enter_code(SALON, &code).await.unwrap_err().code(), "wrong_code");
    assert!(simulator.enter_code(SALON, &newer_code).await.unwrap().linked);
}

#[tokio::test]
async fn a_phone_has_at_most_four_devices() {
    let simulator = simulator().await;
    let mut clients = Vec::new();
    for device in 1..=4 {
        let (client, linked) = linked(&simulator, SALON, &Store::new()).await;
        assert_eq!(linked.device, format!("{SALON}:{device}@s.whatsapp.net"));
        clients.push(client);
    }
    let fifth = TestClient::start(&simulator.endpoint(), &Store::new()).await;
    let qr = fifth.qr().await;
    assert_eq!(simulator.scan(SALON, &qr).await, Err(Refusal::TooManyDevices(4)));
    simulator.unlink(SALON, Some("2")).await.unwrap();
    let linked = simulator.scan(SALON, &qr).await.unwrap();
    assert_eq!(linked.device, format!("{SALON}:5@s.whatsapp.net"), "ids are never used twice");
}

#[tokio::test]
async fn a_phone_links_one_device_at_a_time() {
    let simulator = simulator().await;
    let client = TestClient::start(&simulator.endpoint(), &Store::new()).await;
    let code = client.code(SALON).await;
    let other = TestClient::start(&simulator.endpoint(), &Store::new()).await;
    let qr = other.qr().await;
    let (by_code, by_qr) = tokio::join!(simulator.enter_code(SALON, &code), simulator.scan(SALON, &qr));
    assert!(by_code.is_ok() != by_qr.is_ok(), "{by_code:?} {by_qr:?}");
    assert_eq!(by_code.and(by_qr), Err(Refusal::Busy));
}

#[tokio::test]
async fn malformed_qr_text_is_refused() {
    let simulator = simulator().await;
    let client = TestClient::start(&simulator.endpoint(), &Store::new()).await;
    let qr = client.qr().await;
    let (reference, rest) = qr.split_once(',').unwrap();
    for text in ["", "no qr", reference, &format!("other,{rest}")] {
        assert_eq!(simulator.scan(SALON, text).await.unwrap_err().code(), "bad_qr", "{text}");
    }
}

#[tokio::test]
async fn silent_companion_times_out_on_the_phone() {
    let latencies = Latencies { phone_patience: Duration::from_millis(300), ..Latencies::default() };
    let simulator = Simulator::start(SimulatorConfig { latencies, ..SimulatorConfig::default() }).await.unwrap();
    simulator.add_fault(Fault::hang(FaultPoint::CompanionFinish)).await.unwrap();
    let client = TestClient::start(&simulator.endpoint(), &Store::new()).await;
    let code = client.code(SALON).await;
    let refusal = simulator.enter_code(SALON, &code).await.unwrap_err();
    assert_eq!(refusal, Refusal::CompanionGone("it did not answer in time"));
    simulator.add_fault(Fault::drop(FaultPoint::CompanionFinish)).await.unwrap();
    let refusal = simulator.enter_code(SALON, &code).await.unwrap_err();
    assert_eq!(refusal, Refusal::CompanionGone("its connection is closed"));
}

#[tokio::test]
async fn a_refused_key_bundle_ends_the_linking_on_both_sides() {
    let simulator = simulator().await;
    simulator.add_fault(Fault::refuse(FaultPoint::CompanionFinish, 400).of(SALON)).await.unwrap();
    let client = TestClient::start(&simulator.endpoint(), &Store::new()).await;
    let code = client.code(SALON).await;
    let refusal = simulator.enter_code(SALON, &code).await.unwrap_err();
    assert_eq!(refusal.code(), "companion_refused");
    client.event(|event| matches!(event, Event::PairingCodeError(_)).then_some(())).await;
    assert!(simulator.phone(SALON).await.unwrap().devices.is_empty());
}

#[tokio::test]
async fn the_service_can_ask_for_a_new_code() {
    let simulator = simulator().await;
    let client = TestClient::start(&simulator.endpoint(), &Store::new()).await;
    client.code(SALON).await;
    simulator.add_fault(Fault::refuse(FaultPoint::RefreshCode, 1).of(SALON)).await.unwrap();
    let manual = client
        .event(|event| match event {
            Event::PairingCodeRefresh(refresh) => Some(refresh.force_manual),
            _ => None,
        })
        .await;
    assert!(manual);
}
