//! Every refusal the service is known for, as whatsapp-rust reports it.

use std::time::Duration;

use linekeeper_simulator::{Fault, FaultAction, FaultAnswer, FaultPoint, Simulator};
use wacore::pair_code::PairCodeRejection;
use wacore::types::events::{ConnectFailureReason, Event};
use whatsapp_rust::pair_code::{PairCodeOptions, PairError};

use crate::client::{Store, TestClient, linked, simulator, until};

const SALON: &str = "79006464263";

async fn ask(client: &TestClient, number: &str) -> Result<String, PairError> {
    let options = PairCodeOptions { phone_number: number.to_owned(), ..PairCodeOptions::default() };
    client.client.pair_with_code(options).await
}

#[tokio::test]
async fn refused_code_requests_report_their_reason() {
    let simulator = simulator().await;
    let client = TestClient::start(&simulator.endpoint(), &Store::new()).await;
    client.qr().await;
    let table = [
        (400, PairCodeRejection::BadRequest),
        (403, PairCodeRejection::Forbidden),
        (429, PairCodeRejection::RateOverlimit),
        (452, PairCodeRejection::FeatureNotAvailable),
        (500, PairCodeRejection::InternalServerError),
        (418, PairCodeRejection::Unknown(418)),
    ];
    for (code, rejection) in table {
        simulator.add_fault(Fault::refuse(FaultPoint::PairCode, code).of(SALON)).await.unwrap();
        assert_eq!(ask(&client, SALON).await.unwrap_err().rejection(), Some(rejection), "{code}");
    }
    assert_eq!(ask(&client, SALON).await.unwrap().len(), 8);
    let stats = simulator.stats().await;
    assert_eq!((stats.code_requests, stats.codes_issued), (7, 1));
}

#[tokio::test]
async fn throttled_code_request_reports_its_backoff() {
    let simulator = simulator().await;
    let client = TestClient::start(&simulator.endpoint(), &Store::new()).await;
    client.qr().await;
    let answer = FaultAnswer { backoff: Some(90), ..FaultAnswer::code(429) };
    let fault = Fault { answer: FaultAction::Answer(answer), ..Fault::hang(FaultPoint::PairCode) };
    simulator.add_fault(fault).await.unwrap();
    ask(&client, SALON).await.unwrap_err();
    let backoff = client
        .event(|event| match event {
            Event::PairingCodeError(error) => Some(error.backoff),
            _ => None,
        })
        .await;
    assert_eq!(backoff, Some(Duration::from_secs(90)));
    let answer = FaultAnswer { text: Some("slow-down".to_owned()), ..FaultAnswer::code(429) };
    let fault = Fault { answer: FaultAction::Answer(answer), ..Fault::hang(FaultPoint::PairCode) };
    simulator.add_fault(fault).await.unwrap();
    assert_eq!(ask(&client, SALON).await.unwrap_err().rejection(), None);
}

#[tokio::test]
async fn number_with_a_leading_zero_is_refused_by_the_client() {
    let simulator = simulator().await;
    let client = TestClient::start(&simulator.endpoint(), &Store::new()).await;
    client.qr().await;
    // The client refuses it before it reaches the service.
    assert!(ask(&client, "09006464263").await.is_err());
    assert_eq!(simulator.stats().await.codes_issued, 0);
}

#[tokio::test]
async fn hang_and_drop_faults_leave_a_code_request_unanswered() {
    let simulator = simulator().await;
    let client = TestClient::start(&simulator.endpoint(), &Store::new()).await;
    client.qr().await;
    simulator.add_fault(Fault::hang(FaultPoint::PairCode)).await.unwrap();
    let asking = tokio::time::timeout(Duration::from_millis(300), ask(&client, SALON));
    assert!(asking.await.is_err(), "the request was answered");
    client.client.cancel_pair_code().await;
    simulator.add_fault(Fault::drop(FaultPoint::PairCode)).await.unwrap();
    assert!(ask(&client, SALON).await.is_err());
    client.event(|event| matches!(event, Event::Disconnected(_)).then_some(())).await;
}

/// Store of a device that was linked and is offline.
async fn offline(simulator: &Simulator) -> Store {
    let store = Store::new();
    let (client, _) = linked(simulator, SALON, &store).await;
    client.crash().await;
    until(simulator, SALON, |phone| !phone.devices[0].online).await;
    store
}

/// Returns the first wanted event of the device's next login.
async fn login<T>(simulator: &Simulator, store: &Store, wanted: impl Fn(&Event) -> Option<T>) -> T {
    TestClient::start(&simulator.endpoint(), store).await.event(wanted).await
}

fn failure(event: &Event) -> Option<ConnectFailureReason> {
    match event {
        Event::ConnectFailure(failure) => Some(failure.reason),
        Event::LoggedOut(out) => Some(out.reason),
        _ => None,
    }
}

#[tokio::test]
async fn refused_logins_come_with_their_reason() {
    let simulator = simulator().await;
    let store = offline(&simulator).await;
    for code in [400_u16, 401, 403, 406, 409, 411, 415, 418, 499, 500, 501, 503] {
        for at in [FaultPoint::Login, FaultPoint::Connect] {
            simulator.add_fault(Fault::refuse(at, code).of(SALON)).await.unwrap();
            let reason = login(&simulator, &store, failure).await;
            assert_eq!(reason, ConnectFailureReason::from(i32::from(code)), "{code} at {at:?}");
        }
    }
    simulator.add_fault(Fault::refuse(FaultPoint::Login, 405)).await.unwrap();
    login(&simulator, &store, |event| matches!(event, Event::ClientOutdated(_)).then_some(())).await;
    login(&simulator, &store, |event| matches!(event, Event::Connected(_)).then_some(())).await;
}

#[tokio::test]
async fn a_temporary_ban_says_why_and_how_long() {
    let simulator = simulator().await;
    let store = offline(&simulator).await;
    let answer = FaultAnswer { expire: Some(3600), ban_code: Some(104), ..FaultAnswer::code(402) };
    let fault = Fault { answer: FaultAction::Answer(answer), ..Fault::hang(FaultPoint::Login) };
    simulator.add_fault(fault).await.unwrap();
    let ban = login(&simulator, &store, |event| match event {
        Event::TemporaryBan(ban) => Some((ban.code.code(), ban.expire.num_seconds())),
        _ => None,
    });
    assert_eq!(ban.await, (104, 3600));
}

#[tokio::test]
async fn a_refused_registration_gives_no_qr_code() {
    let simulator = simulator().await;
    simulator.add_fault(Fault::refuse(FaultPoint::Register, 405)).await.unwrap();
    login(&simulator, &Store::new(), |event| matches!(event, Event::ClientOutdated(_)).then_some(())).await;
    let client = TestClient::start(&simulator.endpoint(), &Store::new()).await;
    client.qr().await;
}

#[tokio::test]
async fn stream_errors_end_an_open_connection_at_once() {
    let simulator = simulator().await;
    let store = Store::new();
    let (client, _) = linked(&simulator, SALON, &store).await;
    client.crash().await;
    type Wanted = fn(&Event) -> bool;
    let logged_out: Wanted = |event| matches!(event, Event::LoggedOut(out) if !out.on_connect);
    let replaced: Wanted = |event| matches!(event, Event::StreamReplaced(_));
    let disconnected: Wanted = |event| matches!(event, Event::Disconnected(_));
    let table: [(u16, Option<&str>, Wanted); 12] = [
        (401, None, logged_out),
        (401, Some(""), logged_out),
        (440, Some("device_removed"), logged_out),
        (440, Some("lunch"), logged_out),
        (516, None, logged_out),
        (409, None, replaced),
        (409, Some(""), replaced),
        (440, None, replaced),
        (500, None, |event| matches!(event, Event::StreamError(error) if error.code == "500")),
        (428, None, |event| matches!(event, Event::StreamError(error) if error.code == "428")),
        (429, None, disconnected),
        (503, None, disconnected),
    ];
    for (code, text, wanted) in table {
        let client = TestClient::start(&simulator.endpoint(), &store).await;
        client.connected().await;
        let answer = FaultAnswer { text: text.map(str::to_owned), ..FaultAnswer::code(code) };
        let fault = Fault { answer: FaultAction::Answer(answer), ..Fault::hang(FaultPoint::Stream) };
        simulator.add_fault(fault.of(SALON)).await.unwrap();
        client.event(|event| wanted(event).then_some(())).await;
    }
}

#[tokio::test]
async fn hanging_stream_neither_receives_nor_sends() {
    let simulator = simulator().await;
    let (client, _) = linked(&simulator, SALON, &Store::new()).await;
    simulator.add_fault(Fault::hang(FaultPoint::Stream).of(SALON)).await.unwrap();
    simulator.send("79936363848", SALON, "into the void").await.unwrap();
    let speaking = tokio::time::timeout(Duration::from_millis(300), client.receives("into the void"));
    assert!(speaking.await.is_err(), "the silent stream spoke");
    simulator.add_fault(Fault::drop(FaultPoint::Stream).of(SALON)).await.unwrap();
    // Nothing is lost: the text was queued for the next connection.
    client.receives("into the void").await;
}

#[tokio::test]
async fn device_list_fault_leaves_the_device_linked() {
    let simulator = simulator().await;
    let store = offline(&simulator).await;
    let lost = |event: &Event| match event {
        Event::DeviceListUpdate(update) => {
            Some((update.user.user.to_string(), update.devices.iter().map(|device| device.device_id).collect()))
        }
        _ => None,
    };
    // Once for an offline device, at its login, and then on the open connection.
    simulator.add_fault(Fault::hang(FaultPoint::DeviceList).of(SALON)).await.unwrap();
    let client = TestClient::start(&simulator.endpoint(), &store).await;
    for _ in 0..2 {
        let told: (String, Vec<u32>) = client.event(lost).await;
        assert_eq!(told, (SALON.to_owned(), vec![1]));
        simulator.add_fault(Fault::hang(FaultPoint::DeviceList).of(SALON)).await.unwrap();
    }
    client.event(lost).await;
    let phone = simulator.phone(SALON).await.unwrap();
    assert!(phone.devices.len() == 1 && phone.devices[0].online, "{phone:?}");
    simulator.send("79936363848", SALON, "still there").await.unwrap();
    client.receives("still there").await;
}

#[tokio::test]
async fn failed_app_state_keeps_a_new_device_from_connecting() {
    let simulator = simulator().await;
    simulator.add_fault(Fault::refuse(FaultPoint::AppState, 500).of(SALON).times(0)).await.unwrap();
    let client = TestClient::start(&simulator.endpoint(), &Store::new()).await;
    let qr = client.qr().await;
    simulator.scan(SALON, &qr).await.unwrap();
    client
        .event(|event| {
            assert!(!matches!(event, Event::Connected(_)), "connected without app state");
            matches!(event, Event::AppStateSyncFailed(_)).then_some(())
        })
        .await;
}

#[tokio::test]
async fn stream_fault_of_an_offline_device_waits_for_its_login() {
    let simulator = simulator().await;
    let store = offline(&simulator).await;
    simulator.add_fault(Fault::refuse(FaultPoint::Stream, 516).of(SALON)).await.unwrap();
    login(&simulator, &store, |event| matches!(event, Event::LoggedOut(_)).then_some(())).await;
}

#[tokio::test]
async fn cleared_faults_do_not_happen() {
    let simulator = simulator().await;
    simulator.add_fault(Fault::refuse(FaultPoint::Register, 405).times(0)).await.unwrap();
    simulator.clear_faults().await;
    TestClient::start(&simulator.endpoint(), &Store::new()).await.qr().await;
}
