//! Linking devices, by code and by QR.

use linekeeper_simulator::Refusal;

use crate::client::{Store, TestClient, linked, simulator};

const SALON: &str = "79006464263";

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
    assert_eq!(stats.unknown_iqs, 0, "{:?}", stats.unknown_iq_kinds);
}

#[tokio::test]
async fn a_scanned_qr_code_links_the_device() {
    let simulator = simulator().await;
    let client = TestClient::start(&simulator.endpoint(), &Store::new()).await;
    let qr = client.qr().await;
    let linked = simulator.scan(SALON, &qr).await.unwrap();
    assert!(linked.linked);
    client.connected().await;
    assert_eq!(simulator.scan(SALON, &qr).await, Err(Refusal::BadQr("its ref is not live")));
}
