//! Passkeys over the control API: settings, credentials of other authenticators, and assertions as a browser makes them.

use linekeeper_simulator::{AssertionOrder, PasskeyCredential, PasskeyDemand, PhoneProfile, Refusal};
use serde_json::{Value, json};

use reqwest::Method;
use wacore::types::events::Event;

use crate::client::{PATIENCE, Store, TestClient, simulator};
use crate::companion::{Companion, child, error};
use crate::control::Process;
use crate::passkey_steps::{demand, for_client};

const SALON: &str = "79006464263";

fn order(options: Value, origin: Option<&str>) -> AssertionOrder {
    AssertionOrder { options: Some(options), origin: origin.map(str::to_owned), wrong: None }
}

#[tokio::test]
async fn passkey_of_another_authenticator_links_the_account() {
    let simulator = simulator().await;
    let elsewhere = "79936363848";
    demand(&simulator, SALON, PasskeyDemand::WithoutOptions).await;
    let mut companion = Companion::registered(&simulator).await;
    let _scan = companion.scanned(&simulator, SALON);
    companion.notified("passkey_prologue_request").await;
    companion.ask_ref().await;
    // Another phone's authenticator stands for one of a browser.
    let other = simulator.passkey_assertion(elsewhere, order(companion.options().await, None)).await.unwrap();
    assert_eq!(error(&companion.prologue(&other, None).await), "401");
    let credential = simulator.passkey(elsewhere).await.unwrap().credentials.remove(0);
    simulator.register_passkey(SALON, &credential).await.unwrap();
    let other = simulator.passkey_assertion(elsewhere, order(companion.options().await, None)).await.unwrap();
    assert_eq!(error(&companion.prologue(&other, None).await), "");
    assert_eq!(simulator.passkey(SALON).await.unwrap().credentials.len(), 2);
}

#[tokio::test]
async fn options_name_the_relying_party_that_was_set() {
    let simulator = simulator().await;
    let profile = |rp_id: &str| PhoneProfile {
        passkey: Some(PasskeyDemand::WithOptions),
        passkey_rp_id: Some(rp_id.to_owned()),
        ..PhoneProfile::default()
    };
    assert_eq!(simulator.put_phone(SALON, profile("example.com")).await.unwrap_err().status(), 400);
    simulator.put_phone(SALON, profile("web.whatsapp.com")).await.unwrap();
    let mut companion = Companion::registered(&simulator).await;
    let _scan = companion.scanned(&simulator, SALON);
    let request = companion.notified("passkey_prologue_request").await;
    let options: Value = serde_json::from_slice(&child(&request, "passkey_request_options")).unwrap();
    let challenge = options["challenge"].clone();
    let wanted = json!({
        "challenge": challenge,
        "timeout": 600_000,
        "rpId": "web.whatsapp.com",
        "allowCredentials": [],
        "userVerification": "required",
    });
    assert_eq!(options, wanted);
    assert_eq!(simulator.phone(SALON).await.unwrap().passkey_linking.unwrap().options, Some(wanted));
    companion.ask_ref().await;
    // Without options the assertion answers those that were issued last.
    let assertion = simulator.passkey_assertion(SALON, AssertionOrder::default()).await.unwrap();
    assert_eq!(error(&companion.prologue(&assertion, None).await), "");
}

#[tokio::test]
async fn assertion_is_refused_as_a_browser_refuses_it() {
    let simulator = simulator().await;
    let options = |rp_id: &str| json!({ "challenge": "AAAA", "rpId": rp_id });
    for (rp_id, origin) in [
        ("whatsapp.com", "https://web.whatsapp.com"),
        ("web.whatsapp.com", "https://web.whatsapp.com"),
        ("salon.example", "https://salon.example"),
    ] {
        simulator.passkey_assertion(SALON, order(options(rp_id), Some(origin))).await.unwrap();
    }
    for (options, origin) in [
        (options("whatsapp.com"), "https://salon.example"),
        (options("whatsapp.com"), "https://evilwhatsapp.com"),
        (options("whatsapp.com"), "http://web.whatsapp.com"),
        (options("web.whatsapp.com"), "https://whatsapp.com"),
        (json!({ "challenge": "", "rpId": "whatsapp.com" }), "https://web.whatsapp.com"),
        (json!({ "challenge": "*", "rpId": "whatsapp.com" }), "https://web.whatsapp.com"),
        (json!({ "rpId": "whatsapp.com" }), "https://web.whatsapp.com"),
        (json!({ "challenge": "AAAA", "allowCredentials": [{ "id": "AAAA" }] }), "https://web.whatsapp.com"),
        (json!("no json"), "https://web.whatsapp.com"),
        (json!(7), "https://web.whatsapp.com"),
    ] {
        let refusal = simulator.passkey_assertion(SALON, order(options.clone(), Some(origin))).await.unwrap_err();
        assert_eq!(refusal.status(), 400, "{options} on {origin}: {refusal}");
    }
    let nothing = simulator.passkey_assertion(SALON, AssertionOrder::default()).await;
    assert_eq!(nothing, Err(Refusal::NoPasskeyLinking));
    let bad = PasskeyCredential { id: "AAAA".to_owned(), public_key: "AAAA".to_owned() };
    assert_eq!(simulator.register_passkey(SALON, &bad).await.unwrap_err().status(), 400);
}

/// Calls the control API until the answer is as wanted.
async fn looks(process: &Process, path: &str, wanted: impl Fn(&Value) -> bool) -> Value {
    let looking = async {
        loop {
            let (_, answer) = process.call(Method::GET, path, None).await;
            if wanted(&answer) {
                return answer;
            }
            // Over HTTP there is nothing to wait for: the other tasks get their turn.
            tokio::task::yield_now().await;
        }
    };
    tokio::time::timeout(PATIENCE, looking).await.expect("the phone never looked as wanted")
}

#[tokio::test]
async fn passkey_links_an_account_over_http() {
    let process = std::sync::Arc::new(Process::start(&[]));
    let phone = format!("/phones/{SALON}");
    let done = reqwest::StatusCode::NO_CONTENT;
    let (_, view) = process.call(Method::PUT, &phone, Some(r#"{"passkey":"with-options"}"#)).await;
    assert_eq!((&view["passkey"], &view["passkeyLinking"]), (&json!("with-options"), &Value::Null));
    let (_, passkey) = process.call(Method::GET, &format!("{phone}/passkey"), None).await;
    assert_eq!((&passkey["demand"], &passkey["rpId"]), (&json!("with-options"), &json!("whatsapp.com")));
    let browser = json!({ "id": "AAAA", "publicKey": passkey["credentials"][0]["publicKey"] }).to_string();
    assert_eq!(process.call(Method::PUT, &format!("{phone}/passkey/credential"), Some(&browser)).await.0, done);

    let client = TestClient::start(&process.listen, &Store::new()).await;
    let qr = json!({ "qr": client.qr().await }).to_string();
    let scan = {
        let (process, path) = (process.clone(), format!("{phone}/scan"));
        tokio::spawn(async move { process.call(Method::POST, &path, Some(&qr)).await })
    };
    let view = looks(&process, &phone, |view| view["passkeyLinking"]["options"].is_object()).await;
    assert_eq!(view["passkeyLinking"]["step"], "assertion");
    assert_eq!(process.call(Method::POST, &format!("{phone}/passkey/expire"), None).await.0, done);
    assert_eq!(process.call(Method::POST, &format!("{phone}/passkey/renew"), None).await.0, done);
    let (_, json) = process.call(Method::POST, &format!("{phone}/passkey/assertion"), Some("{}")).await;
    client.client.send_passkey_response(for_client(&json)).await.unwrap();
    let code = client
        .event(|event| match event {
            Event::PairPasskeyConfirmation(confirmation) => Some(confirmation.code.clone()),
            _ => None,
        })
        .await;
    client.client.send_passkey_confirmation().await.unwrap();
    let view = looks(&process, &phone, |view| view["passkeyLinking"]["step"] == "confirmation").await;
    assert_eq!(view["passkeyLinking"]["code"], code);
    assert_eq!(process.call(Method::POST, &format!("{phone}/passkey/confirm"), None).await.0, done);
    let (status, linked) = scan.await.unwrap();
    assert_eq!((status, &linked["linked"]), (reqwest::StatusCode::OK, &json!(true)));
}
