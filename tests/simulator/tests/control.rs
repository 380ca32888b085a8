//! The control API over HTTP, and the process around it.

use std::io::{BufRead as _, BufReader};
use std::process::{Child, Command, Stdio};

use reqwest::{Method, StatusCode};
use serde_json::{Value, json};

use crate::client::{Store, TestClient};

const SALON: &str = "79006464263";

/// The simulator as a process.
pub(crate) struct Process {
    child: Child,
    pub(crate) listen: String,
    control: String,
}

impl Process {
    pub(crate) fn start(arguments: &[&str]) -> Self {
        let mut child = Command::new(env!("CARGO_BIN_EXE_linekeeper-simulator"))
            .args(["--listen", "127.0.0.1:0", "--control", "127.0.0.1:0"])
            .args(arguments)
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let mut line = String::new();
        BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
        let addresses: Value = serde_json::from_str(&line).unwrap();
        let address = |key: &str| addresses[key].as_str().unwrap().to_owned();
        Self { listen: address("listen"), control: address("control"), child }
    }

    pub(crate) async fn get(&self, path: &str) -> reqwest::Response {
        reqwest::Client::new().get(format!("{}{path}", self.control)).send().await.unwrap()
    }

    pub(crate) async fn call(&self, method: Method, path: &str, body: Option<&str>) -> (StatusCode, Value) {
        let mut request = reqwest::Client::new().request(method, format!("{}{path}", self.control));
        if let Some(body) = body {
            request = request.body(body.to_owned());
        }
        let response = request.send().await.unwrap();
        let status = response.status();
        let text = response.text().await.unwrap();
        (status, if text.is_empty() { Value::Null } else { serde_json::from_str(&text).unwrap() })
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        self.child.kill().ok();
        self.child.wait().ok();
    }
}

#[tokio::test]
async fn a_device_is_linked_over_http_and_shown() {
    let process = Process::start(&[]);
    let (status, health) = process.call(Method::GET, "/healthz", None).await;
    assert_eq!((status, health), (StatusCode::OK, json!({ "status": "ok" })));
    let names = json!({ "pushName": "Anna", "businessName": "Salon" }).to_string();
    let (_, phone) = process.call(Method::PUT, &format!("/phones/{SALON}"), Some(&names)).await;
    assert_eq!((phone["pushName"].as_str(), phone["businessName"].as_str()), (Some("Anna"), Some("Salon")));
    let client = TestClient::start(&process.listen, &Store::new()).await;
    let code = client.code(SALON).await;
    let path = format!("/phones/{SALON}/enter-code");
    let (status, linked) = process.call(Method::POST, &path, Some(&json!({ "code": code }).to_string())).await;
    let device = format!("{SALON}:1@s.whatsapp.net");
    assert_eq!((status, linked), (StatusCode::OK, json!({ "linked": true, "device": device })));
    client.connected().await;
    let (_, stats) = process.call(Method::GET, "/stats", None).await;
    assert_eq!((stats["codesIssued"].as_u64(), stats["devices"].as_u64()), (Some(1), Some(1)));
    let text = json!({ "to": SALON, "text": "hello" }).to_string();
    let (status, _) = process.call(Method::POST, "/phones/79936363848/send", Some(&text)).await;
    assert_eq!(status, StatusCode::OK);
    client.receives("hello").await;
    let (_, phone) = process.call(Method::GET, &format!("/phones/{SALON}"), None).await;
    assert_eq!((&phone["devices"][0]["device"], &phone["devices"][0]["online"]), (&json!(device), &json!(true)));
    assert_eq!(phone["texts"][0]["text"], "hello");
    let twice = json!({ "to": SALON, "text": "again", "times": 2 }).to_string();
    let (status, _) = process.call(Method::POST, "/phones/79936363848/send", Some(&twice)).await;
    assert_eq!(status, StatusCode::OK);
    let (_, phone) = process.call(Method::GET, &format!("/phones/{SALON}"), None).await;
    let texts: Vec<_> = phone["texts"].as_array().unwrap().iter().map(|text| text["text"].as_str().unwrap()).collect();
    assert_eq!(texts, ["hello", "again", "again"]);
    let (status, unlinked) = process.call(Method::POST, &format!("/phones/{SALON}/unlink"), None).await;
    assert_eq!((status, unlinked), (StatusCode::OK, json!({ "unlinked": [device] })));
}

#[tokio::test]
async fn bad_requests_are_answered_with_json_and_a_reason() {
    let process = Process::start(&[]);
    let long = format!(r#"{{"pushName":"{}"}}"#, "x".repeat(300 * 1024));
    let table: Vec<(Method, &str, Option<&str>, u16, &str)> = vec![
        (Method::GET, "/phones/12", None, 400, "bad_number"),
        (Method::GET, "/phones/%2B79006464263", None, 400, "bad_number"),
        (Method::GET, "/phones/7900646426%F0", None, 400, "bad_number"),
        (Method::PUT, "/phones/79006464263", Some("{"), 400, "bad_request"),
        (Method::PUT, "/phones/79006464263", Some(r#"{"name":"x"}"#), 400, "bad_request"),
        (Method::PUT, "/phones/79006464263", Some(r#"{"pushName":"a\u0000b"}"#), 400, "bad_request"),
        (Method::PUT, "/phones/79006464263", Some(&long), 413, "too_large"),
        (Method::POST, "/phones/79006464263/enter-code", None, 400, "bad_request"),
        (Method::POST, "/phones/79006464263/enter-code", Some(r#"{"code":"ABC"}"#), 400, "bad_request"),
        (Method::POST, "/phones/79006464263/enter-code", Some(r#"{"code":"ABCD1234"}"#), 409, "no_pairing"),
        (Method::POST, "/phones/79006464263/scan", Some(r#"{"qr":"no qr"}"#), 409, "bad_qr"),
        (Method::POST, "/phones/79006464263/unlink", None, 409, "no_device"),
        (Method::POST, "/phones/79006464263/unlink", Some("no json"), 400, "bad_request"),
        (Method::POST, "/phones/79006464263/send", Some(r#"{"to":"1","text":"x"}"#), 400, "bad_number"),
        (Method::POST, "/phones/79006464263/send", Some(r#"{"to":"self","text":"x","times":501}"#), 400, "bad_request"),
        (Method::PUT, "/phones/79006464263", Some(r#"{"passkey":"maybe"}"#), 400, "bad_request"),
        (Method::PUT, "/phones/79006464263", Some(r#"{"passkeyRpId":"example.com"}"#), 400, "bad_request"),
        (Method::GET, "/phones/12/passkey", None, 400, "bad_number"),
        (Method::POST, "/phones/79006464263/passkey", None, 405, "method_not_allowed"),
        (Method::POST, "/phones/79006464263/passkey/assertion", Some("{}"), 409, "no_passkey_linking"),
        (Method::POST, "/phones/79006464263/passkey/assertion", Some(r#"{"wrong":"all"}"#), 400, "bad_request"),
        (Method::PUT, "/phones/79006464263/passkey/credential", Some(r#"{"id":"AA"}"#), 400, "bad_request"),
        (Method::POST, "/phones/79006464263/passkey/confirm", None, 409, "no_passkey_linking"),
        (Method::POST, "/phones/79006464263/passkey/refuse", None, 409, "no_passkey_linking"),
        (Method::POST, "/phones/79006464263/passkey/expire", None, 409, "no_passkey_linking"),
        (Method::POST, "/phones/79006464263/passkey/renew", None, 409, "no_passkey_linking"),
        (Method::POST, "/faults", Some(r#"{"at":"lunch","answer":"hang"}"#), 400, "bad_request"),
        (Method::POST, "/faults", Some(r#"{"at":"login","answer":{"code":0}}"#), 400, "bad_request"),
        (Method::GET, "/faults", None, 405, "method_not_allowed"),
        (Method::PUT, "/stats", None, 405, "method_not_allowed"),
        (Method::POST, "/outage", None, 400, "bad_request"),
        (Method::POST, "/outage", Some(r#"{"seconds":0}"#), 400, "bad_request"),
        (Method::POST, "/outage", Some(r#"{"seconds":601}"#), 400, "bad_request"),
        (Method::POST, "/outage", Some(r#"{"seconds":-1}"#), 400, "bad_request"),
        (Method::POST, "/outage", Some(r#"{"seconds":1,"extra":1}"#), 400, "bad_request"),
        (Method::GET, "/outage", None, 405, "method_not_allowed"),
        (Method::GET, "/elsewhere", None, 404, "not_found"),
    ];
    for (method, path, body, status, error) in table {
        let what = format!("{method} {path}");
        let (answered, problem) = process.call(method, path, body).await;
        assert_eq!((answered.as_u16(), problem["error"].as_str()), (status, Some(error)), "{what}: {problem}");
        assert!(problem["message"].as_str().is_some_and(|message| !message.is_empty()), "{what}");
    }
}

#[tokio::test]
async fn faults_are_added_and_cleared_over_http() {
    let process = Process::start(&[]);
    let fault = json!({ "at": "register", "answer": { "code": 503 }, "times": 0 }).to_string();
    let (status, _) = process.call(Method::POST, "/faults", Some(&fault)).await;
    assert_eq!(status, StatusCode::NO_CONTENT);
    let (status, _) = process.call(Method::DELETE, "/faults", None).await;
    assert_eq!(status, StatusCode::NO_CONTENT);
    TestClient::start(&process.listen, &Store::new()).await.qr().await;
}

#[tokio::test]
async fn outage_and_peaks_are_controlled_over_http() {
    let process = Process::start(&[]);
    TestClient::start(&process.listen, &Store::new()).await.qr().await;
    let seconds = json!({ "seconds": 600 }).to_string();
    let (status, _) = process.call(Method::POST, "/outage", Some(&seconds)).await;
    assert_eq!(status, StatusCode::NO_CONTENT);
    assert!(tokio_tungstenite::connect_async(&process.listen).await.is_err());
    let (_, stats) = process.call(Method::GET, "/stats", None).await;
    let peak = |stats: &Value, key: &str| stats[key].as_u64().unwrap();
    assert!(peak(&stats, "connectsPeakPerSecond") >= 1, "{stats}");
    assert!(peak(&stats, "connectsRefused") >= 1 && peak(&stats, "refusedPeakPerSecond") >= 1, "{stats}");
    let (status, _) = process.call(Method::DELETE, "/outage", None).await;
    assert_eq!(status, StatusCode::NO_CONTENT);
    let (status, _) = process.call(Method::DELETE, "/stats", None).await;
    assert_eq!(status, StatusCode::NO_CONTENT);
    let (_, stats) = process.call(Method::GET, "/stats", None).await;
    assert_eq!((peak(&stats, "connectsPeakPerSecond"), peak(&stats, "refusedPeakPerSecond")), (0, 0), "{stats}");
    TestClient::start(&process.listen, &Store::new()).await.qr().await;
}

#[tokio::test]
async fn terminated_process_writes_its_state_and_exits_with_0() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("state.json");
    let arguments = ["--state", file.to_str().unwrap()];
    let mut process = Process::start(&arguments);
    let names = json!({ "pushName": "Anna" }).to_string();
    process.call(Method::PUT, &format!("/phones/{SALON}"), Some(&names)).await;
    let terminated = Command::new("kill").arg(process.child.id().to_string()).status().unwrap();
    assert!(terminated.success());
    let ended = tokio::task::spawn_blocking(move || process.child.wait().unwrap()).await.unwrap();
    assert!(ended.success());
    let process = Process::start(&arguments);
    let (_, phone) = process.call(Method::GET, &format!("/phones/{SALON}"), None).await;
    assert_eq!(phone["pushName"], "Anna");
}

#[tokio::test]
async fn a_process_that_cannot_start_says_why() {
    for (arguments, reason) in [
        (["--listen", "0.0.0.0:0"], "not a loopback address"),
        (["--control", "192.0.2.1:0"], "not a loopback address"),
        (["--state", "/proc/no/such/file"], "cannot be used"),
    ] {
        let output = Command::new(env!("CARGO_BIN_EXE_linekeeper-simulator")).args(arguments).output().unwrap();
        let text = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!(!output.status.success());
        assert!(text.contains(reason), "{arguments:?}: {text}");
    }
}
