//! Accounts that demand their passkey: whatsapp-rust links with it, by code and by QR, and fails as the service does.

use linekeeper_simulator::{
    AssertionOrder, Fault, FaultAction, FaultAnswer, FaultPoint, Latencies, PasskeyDemand, PasskeyStep, Refusal,
    Simulator, SimulatorConfig, WrongAssertion,
};
use serde_json::Value;
use std::time::Duration;
use wacore::types::events::Event;
use whatsapp_rust::passkey::{Assertion, CallbackAuthenticator, UserVerification, parse_request_options};

use crate::client::{Store, TestClient, linked, remembering, simulator, until};
use crate::companion::Linking;
use crate::passkey_steps::{demand, for_client};

const SALON: &str = "79006464263";

/// Starts a scan of the client's QR code.
async fn scanning(simulator: &Simulator, client: &TestClient) -> Linking {
    let (simulator, qr) = (simulator.clone(), client.qr().await);
    tokio::spawn(async move { simulator.scan(SALON, &qr).await })
}

async fn options(client: &TestClient) -> String {
    client
        .event(|event| match event {
            Event::PairPasskeyRequest(request) => Some(request.request_options_json.clone()),
            _ => None,
        })
        .await
}

async fn asserted(simulator: &Simulator, options: &str, wrong: Option<WrongAssertion>) -> Assertion {
    let order = AssertionOrder { options: Some(Value::String(options.to_owned())), origin: None, wrong };
    for_client(&simulator.passkey_assertion(SALON, order).await.unwrap())
}

/// Code that the client shows.
async fn shown(client: &TestClient) -> String {
    client
        .event(|event| match event {
            Event::PairPasskeyConfirmation(confirmation) => {
                Some((confirmation.code.clone(), confirmation.skip_handoff_ux))
            }
            Event::PairPasskeyError(error) => panic!("{error:?}"),
            _ => None,
        })
        .await
        .0
}

/// Answers the demand for the passkey at the client and at the phone.
pub(crate) async fn completes_the_passkey(simulator: &Simulator, client: &TestClient) {
    let assertion = asserted(simulator, &options(client).await, None).await;
    client.client.send_passkey_response(assertion).await.unwrap();
    shown(client).await;
    client.client.send_passkey_confirmation().await.unwrap();
    simulator.confirm_passkey(SALON).await.unwrap();
}

async fn failed(client: &TestClient) -> (bool, String) {
    client
        .event(|event| match event {
            Event::PairPasskeyError(error) => Some((error.continuation, error.error.clone())),
            Event::PairPasskeyConfirmation(_) => panic!("the client shows a code"),
            _ => None,
        })
        .await
}

fn spoilt(at: FaultPoint, text: &str) -> Fault {
    let answer = FaultAnswer { text: Some(text.to_owned()), ..FaultAnswer::code(400) };
    Fault { answer: FaultAction::Answer(answer), ..Fault::refuse(at, 400) }
}

#[tokio::test]
async fn scanned_qr_links_after_the_passkey_and_the_code() {
    let simulator = simulator().await;
    demand(&simulator, SALON, PasskeyDemand::WithOptions).await;
    let client = TestClient::start(&simulator.endpoint(), &Store::new()).await;
    let scan = scanning(&simulator, &client).await;
    let options = options(&client).await;
    let request = parse_request_options(&options).unwrap();
    assert_eq!((request.challenge.len(), request.rp_id.as_deref()), (32, Some("whatsapp.com")));
    assert_eq!((request.timeout_ms, request.user_verification), (Some(600_000), UserVerification::Required));
    assert!(request.allow_credentials.is_empty());
    let assertion = asserted(&simulator, &options, None).await;
    client.client.send_passkey_response(assertion).await.unwrap();
    let code = shown(&client).await;
    let phone =
        until(&simulator, SALON, |phone| phone.passkey_linking.as_ref().is_some_and(|it| it.code.is_some())).await;
    let linking = phone.passkey_linking.unwrap();
    assert_eq!((linking.code, linking.step), (Some(code), PasskeyStep::PairingRequest));
    client.client.send_passkey_confirmation().await.unwrap();
    let waits = PasskeyStep::Confirmation;
    until(&simulator, SALON, |phone| phone.passkey_linking.as_ref().is_some_and(|it| it.step == waits)).await;
    simulator.confirm_passkey(SALON).await.unwrap();
    assert!(scan.await.unwrap().unwrap().linked);
    client.connected().await;
    simulator.send("79936363848", SALON, "hello").await.unwrap();
    client.receives("hello").await;
    assert_eq!(simulator.phone(SALON).await.unwrap().passkey_linking, None);
}

#[tokio::test]
async fn typed_code_links_after_the_passkey_and_the_code() {
    let simulator = simulator().await;
    demand(&simulator, SALON, PasskeyDemand::WithoutOptions).await;
    let client = TestClient::start(&simulator.endpoint(), &Store::new()).await;
    let code = client.code(SALON).await;
    let typing = {
        let simulator = simulator.clone();
        tokio::spawn(async move { simulator.enter_code(SALON, &code).await })
    };
    let options = options(&client).await;
    let assertion = asserted(&simulator, &options, None).await;
    client.client.send_passkey_response(assertion).await.unwrap();
    let code = shown(&client).await;
    // The person at the phone may confirm first.
    let same = |code: &String| code.chars().count() == 9;
    let phone =
        until(&simulator, SALON, |phone| phone.passkey_linking.as_ref().is_some_and(|it| it.code.is_some())).await;
    assert_eq!(phone.passkey_linking.unwrap().code.filter(same), Some(code));
    simulator.confirm_passkey(SALON).await.unwrap();
    assert!(!typing.is_finished(), "the companion has not sent its secret");
    client.client.send_passkey_confirmation().await.unwrap();
    assert!(typing.await.unwrap().unwrap().linked);
    client.connected().await;
    client.says("79936363848", "linked").await;
    until(&simulator, "79936363848", |phone| phone.texts.len() == 1).await;
}

#[tokio::test]
async fn refused_assertion_is_told_and_another_one_links() {
    let simulator = simulator().await;
    demand(&simulator, SALON, PasskeyDemand::WithOptions).await;
    let client = TestClient::start(&simulator.endpoint(), &Store::new()).await;
    let scan = scanning(&simulator, &client).await;
    let first = options(&client).await;
    let wrong = asserted(&simulator, &first, Some(WrongAssertion::Unverified)).await;
    let error = client.client.send_passkey_response(wrong).await.unwrap_err().to_string();
    assert!(error.contains("passkey_prologue iq failed") && error.contains("code=401"), "{error}");
    let linking = simulator.phone(SALON).await.unwrap().passkey_linking.unwrap();
    assert_eq!(linking.refused.as_deref(), Some("the user was not verified"));
    // The challenge is spent.
    let again = asserted(&simulator, &first, None).await;
    let error = client.client.send_passkey_response(again).await.unwrap_err().to_string();
    assert!(error.contains("code=401"), "{error}");
    simulator.renew_passkey(SALON).await.unwrap();
    completes_the_passkey(&simulator, &client).await;
    assert!(scan.await.unwrap().unwrap().linked);
}

#[tokio::test]
async fn refused_options_are_an_error_before_the_continuation() {
    let simulator = simulator().await;
    demand(&simulator, SALON, PasskeyDemand::WithoutOptions).await;
    simulator.add_fault(Fault::refuse(FaultPoint::PasskeyOptions, 503)).await.unwrap();
    let client = TestClient::start(&simulator.endpoint(), &Store::new()).await;
    let _scan = scanning(&simulator, &client).await;
    let (continuation, error) = failed(&client).await;
    assert!(!continuation && error.contains("code=503"), "{error}");
}

#[tokio::test]
async fn refused_assertion_of_an_authenticator_is_an_event() {
    let simulator = simulator().await;
    demand(&simulator, SALON, PasskeyDemand::WithOptions).await;
    let client = TestClient::start(&simulator.endpoint(), &Store::new()).await;
    let phone = simulator.clone();
    let authenticator = CallbackAuthenticator::new(move |request| {
        let phone = phone.clone();
        let wrong = Some(WrongAssertion::Signature);
        Box::pin(async move { Ok(asserted(&phone, &request.raw_options_json, wrong).await) })
    });
    client.client.set_passkey_authenticator(std::sync::Arc::new(authenticator)).await;
    let _scan = scanning(&simulator, &client).await;
    let (continuation, error) = failed(&client).await;
    assert!(!continuation && error.contains("passkey_prologue iq failed") && error.contains("code=401"), "{error}");
}

#[tokio::test]
async fn spoilt_continuation_is_an_error_of_the_continuation() {
    for (text, reason) in [
        ("missing", "missing primary_ephemeral_identity"),
        ("garbage", "primary ephemeral identity"),
        ("key", "primary_public_key"),
        ("nonce", "primary_nonce"),
    ] {
        let simulator = simulator().await;
        demand(&simulator, SALON, PasskeyDemand::WithOptions).await;
        simulator.add_fault(spoilt(FaultPoint::PasskeyContinuation, text).of(SALON)).await.unwrap();
        let client = TestClient::start(&simulator.endpoint(), &Store::new()).await;
        let _scan = scanning(&simulator, &client).await;
        let assertion = asserted(&simulator, &options(&client).await, None).await;
        client.client.send_passkey_response(assertion).await.unwrap();
        let (continuation, error) = failed(&client).await;
        assert!(continuation && error.contains(reason), "{text}: {error}");
    }
}

#[tokio::test]
async fn faults_refuse_each_request_of_the_exchange() {
    let simulator = simulator().await;
    demand(&simulator, SALON, PasskeyDemand::WithOptions).await;
    let client = TestClient::start(&simulator.endpoint(), &Store::new()).await;
    let scan = scanning(&simulator, &client).await;
    let assertion = asserted(&simulator, &options(&client).await, None).await;
    for (at, part) in [(FaultPoint::PasskeyRef, "ref iq"), (FaultPoint::PasskeyPrologue, "passkey_prologue iq")] {
        simulator.add_fault(Fault::refuse(at, 429).of(SALON)).await.unwrap();
        let error = client.client.send_passkey_response(assertion.clone()).await.unwrap_err().to_string();
        assert!(error.contains(part) && error.contains("code=429"), "{error}");
    }
    client.client.send_passkey_response(assertion).await.unwrap();
    shown(&client).await;
    simulator.add_fault(Fault::refuse(FaultPoint::PasskeyPairingRequest, 500)).await.unwrap();
    let error = client.client.send_passkey_confirmation().await.unwrap_err().to_string();
    assert!(error.contains("encrypted_pairing_request iq failed") && error.contains("code=500"), "{error}");
    client.crash().await;
    assert_eq!(scan.await.unwrap(), Err(Refusal::CompanionGone("its connection is closed")));
}

#[tokio::test]
async fn refused_nonce_is_an_error_of_the_continuation() {
    let simulator = simulator().await;
    demand(&simulator, SALON, PasskeyDemand::WithOptions).await;
    simulator.add_fault(Fault::refuse(FaultPoint::PasskeyNonce, 500)).await.unwrap();
    let client = TestClient::start(&simulator.endpoint(), &Store::new()).await;
    let _scan = scanning(&simulator, &client).await;
    let assertion = asserted(&simulator, &options(&client).await, None).await;
    client.client.send_passkey_response(assertion).await.unwrap();
    let (continuation, error) = failed(&client).await;
    assert!(continuation && error.contains("companion_nonce iq failed"), "{error}");
}

#[tokio::test]
async fn phone_gives_up_a_linking_that_nobody_finishes() {
    let latencies = Latencies { passkey_patience: Duration::from_millis(300), ..Latencies::default() };
    let config = SimulatorConfig { latencies, ..SimulatorConfig::default() };
    let simulator = Simulator::start(config).await.unwrap();
    demand(&simulator, SALON, PasskeyDemand::WithOptions).await;
    let client = TestClient::start(&simulator.endpoint(), &Store::new()).await;
    let scan = scanning(&simulator, &client).await;
    let options = options(&client).await;
    assert_eq!(scan.await.unwrap(), Err(Refusal::PasskeyExpired));
    let late = asserted(&simulator, &options, None).await;
    let error = client.client.send_passkey_response(late).await.unwrap_err().to_string();
    assert!(error.contains("code=401"), "{error}");
    assert!(simulator.phone(SALON).await.unwrap().devices.is_empty());
}

#[tokio::test]
async fn demand_and_passkey_survive_a_restart() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("state.json");
    let first = remembering(&file).await;
    demand(&first, SALON, PasskeyDemand::WithOptions).await;
    let passkey = first.passkey(SALON).await.unwrap();
    first.stop().await;
    let second = remembering(&file).await;
    assert_eq!(second.phone(SALON).await.unwrap().passkey, PasskeyDemand::WithOptions);
    assert_eq!(second.passkey(SALON).await.unwrap(), passkey);
    demand(&second, SALON, PasskeyDemand::Off).await;
    linked(&second, SALON, &Store::new()).await;
}
