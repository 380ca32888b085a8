//! State file: a restarted simulator keeps its phones, devices, sessions and queues.

use linekeeper_simulator::{Simulator, SimulatorConfig, SimulatorError};

use crate::client::{Store, TestClient, linked, remembering, until};

const SALON: &str = "79006464263";
const CUSTOMER: &str = "79936363848";

#[tokio::test]
async fn restart_keeps_devices_sessions_and_queues() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("state.json");
    let store = Store::new();
    let first = remembering(&file).await;
    let (client, _) = linked(&first, SALON, &store).await;
    first.send(CUSTOMER, SALON, "before").await.unwrap();
    client.receives("before").await;
    client.says(CUSTOMER, "answer").await;
    until(&first, CUSTOMER, |phone| phone.texts.len() == 1).await;
    client.crash().await;
    until(&first, SALON, |phone| !phone.devices[0].online).await;
    first.send(CUSTOMER, SALON, "while away").await.unwrap();
    first.stop().await;

    let second = remembering(&file).await;
    assert_eq!(second.phone(CUSTOMER).await.unwrap().texts[0].text, "answer");
    let again = TestClient::start(&second.endpoint(), &store).await;
    again.receives("while away").await;
    second.send(CUSTOMER, SALON, "after").await.unwrap();
    again.receives("after").await;
    again.says(CUSTOMER, "answer again").await;
    until(&second, CUSTOMER, |phone| phone.texts.len() == 2).await;
    let stats = second.stats().await;
    assert_eq!((stats.handshakes.ik, stats.undecryptable), (1, 0), "the server's key was kept too");
}

#[tokio::test]
async fn client_with_an_outdated_server_key_falls_back_to_xx() {
    let folder = tempfile::tempdir().unwrap();
    let (file, other) = (folder.path().join("state.json"), folder.path().join("other.json"));
    let store = Store::new();
    let first = remembering(&file).await;
    let (client, _) = linked(&first, SALON, &store).await;
    client.crash().await;
    first.stop().await;
    remembering(&other).await.stop().await;
    let read = |path| serde_json::from_slice::<serde_json::Value>(&std::fs::read(path).unwrap()).unwrap();
    let mut state = read(&file);
    state["server"] = read(&other)["server"].clone();
    std::fs::write(&file, state.to_string()).unwrap();

    let second = remembering(&file).await;
    let again = TestClient::start(&second.endpoint(), &store).await;
    again.connected().await;
    let handshakes = second.stats().await.handshakes;
    assert_eq!((handshakes.xx, handshakes.ik, handshakes.xx_fallback), (0, 0, 1));
}

#[tokio::test]
async fn linking_is_answered_once_the_device_is_on_disk() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("state.json");
    let simulator = remembering(&file).await;
    let client = TestClient::start(&simulator.endpoint(), &Store::new()).await;
    let qr = client.qr().await;
    simulator.scan(SALON, &qr).await.unwrap();
    let state: serde_json::Value = serde_json::from_slice(&std::fs::read(&file).unwrap()).unwrap();
    assert_eq!(state["phones"][SALON]["devices"].as_array().unwrap().len(), 1);
}

#[tokio::test]
async fn a_broken_state_file_and_a_public_address_are_errors_at_start() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("state.json");
    std::fs::write(&file, "[]").unwrap();
    let config = SimulatorConfig { state: Some(file), ..SimulatorConfig::default() };
    assert!(matches!(Simulator::start(config).await, Err(SimulatorError::State { .. })));
    let config = SimulatorConfig { listen: "0.0.0.0:0".parse().unwrap(), ..SimulatorConfig::default() };
    assert!(matches!(Simulator::start(config).await, Err(SimulatorError::NotLoopback(_))));
    let running = Simulator::start(SimulatorConfig::default()).await.unwrap();
    let address = running.endpoint().trim_start_matches("ws://").trim_end_matches("/ws/chat").parse().unwrap();
    let config = SimulatorConfig { listen: address, ..SimulatorConfig::default() };
    assert!(matches!(Simulator::start(config).await, Err(SimulatorError::Listen { .. })));
}
