//! The control API of connections over HTTP.

use reqwest::{Method, StatusCode};
use serde_json::{Value, json};

use crate::client::{PATIENCE, Store, TestClient};
use crate::control::Process;

const SALON: &str = "79006464263";

async fn post(process: &Process, path: &str, body: &Value) -> (StatusCode, Value) {
    process.call(Method::POST, path, Some(&body.to_string())).await
}

async fn get(process: &Process, path: &str) -> Value {
    let (status, answer) = process.call(Method::GET, path, None).await;
    assert_eq!(status, StatusCode::OK, "{path}: {answer}");
    answer
}

#[tokio::test]
async fn connections_and_stanzas_for_them_are_controlled_over_http() {
    let process = Process::start(&[]);
    let client = TestClient::start(&process.listen, &Store::new()).await;
    let first = client.qr().await;
    let lines = get(&process, "/connections?state=qr&newest=true").await;
    assert_eq!((lines["connections"].as_array().unwrap().len(), &lines["more"]), (1, &json!(0)));
    let id = lines["connections"][0]["connection"].as_u64().unwrap();
    let sent = json!({ "connections": [id] });
    let refresh = json!({ "to": { "connection": id }, "child": "pair-device-rotate-qr", "qr": first });
    assert_eq!(post(&process, "/companion-reg-refresh", &refresh).await, (StatusCode::OK, sent.clone()));
    client.qr().await;
    let scanned = post(&process, &format!("/phones/{SALON}/scan"), &json!({ "qr": first })).await;
    assert_eq!((scanned.0, scanned.1["error"].as_str()), (StatusCode::CONFLICT, Some("bad_qr")));
    assert_eq!(post(&process, "/pair-device", &json!({ "to": { "state": "qr" } })).await.1, sent);
    client.qr().await;
    let expiration = json!({ "to": { "state": "qr" }, "t": 1_800_000_000, "behind": 1 });
    assert_eq!(post(&process, "/client-expiration", &expiration).await.1, sent);
    let stanza = json!({
        "to": { "state": "qr", "newest": true },
        "stanzas": [{ "tag": "stream:error", "children": [{ "tag": "ack" }] }],
        "then": "close",
    });
    assert_eq!(post(&process, "/stanza", &stanza).await.1, sent);
    client.qr().await;
}

#[tokio::test]
async fn holds_and_the_timeline_are_controlled_over_http() {
    let process = Process::start(&[]);
    let fault = json!({ "at": "pair-code", "number": SALON, "answer": "hold" });
    assert_eq!(post(&process, "/faults", &fault).await.0, StatusCode::NO_CONTENT);
    let client = TestClient::start(&process.listen, &Store::new()).await;
    let releasing = async {
        // The API sends no notifications.
        loop {
            let holds = get(&process, "/holds?at=pair-code").await;
            if let Some(hold) = holds["holds"].as_array().unwrap().first() {
                assert_eq!((hold["at"].as_str(), hold["number"].as_str()), (Some("pair-code"), Some(SALON)));
                break;
            }
        }
        let path = format!("/holds?number={SALON}");
        assert_eq!(process.call(Method::DELETE, &path, None).await, (StatusCode::OK, json!({ "released": 1 })));
    };
    let both = async { tokio::join!(client.code(SALON), releasing) };
    let (code, ()) = tokio::time::timeout(PATIENCE, both).await.expect("the code was not held");
    let phone = get(&process, &format!("/phones/{SALON}")).await;
    assert_eq!(phone["codeRequest"]["promptAsked"], json!(true), "{phone}");
    let names = json!({ "accountType": "hosted", "deviceType": "hosted" }).to_string();
    let (status, _) = process.call(Method::PUT, &format!("/phones/{SALON}"), Some(&names)).await;
    assert_eq!(status, StatusCode::OK);
    let linked = post(&process, &format!("/phones/{SALON}/enter-code"), &json!({ "code": code })).await;
    assert_eq!((linked.0, linked.1["error"].as_str()), (StatusCode::CONFLICT, Some("companion_refused")));
    let told = get(&process, &format!("/timeline?number={SALON}&since=0&limit=50")).await;
    let events: Vec<_> =
        told["entries"].as_array().unwrap().iter().map(|entry| entry["what"].as_str().unwrap()).collect();
    assert_eq!(events[..2], ["code", "linking"], "{told}");
    assert!(told["entries"][0]["t"].is_number() && told["entries"][0]["client"].is_string() && told["dropped"] == 0);
    let (status, _) = process.call(Method::DELETE, "/timeline", None).await;
    assert_eq!(status, StatusCode::NO_CONTENT);
}

#[tokio::test]
async fn bad_requests_for_connections_are_answered_with_a_reason() {
    let process = Process::start(&[]);
    let _client = TestClient::start(&process.listen, &Store::new()).await.qr().await;
    let many = json!({ "to": { "state": "qr" }, "stanzas": vec![json!({ "tag": "x" }); 33] }).to_string();
    let phone = "/phones/79006464263";
    let post = Method::POST;
    let table: Vec<(Method, &str, Option<&str>, u16, &str)> = vec![
        (Method::GET, "/connections?state=lunch", None, 400, "bad_request"),
        (Method::GET, "/connections?colour=red", None, 400, "bad_request"),
        (Method::GET, "/connections?number=12", None, 400, "bad_number"),
        (Method::GET, "/connections?device=1", None, 400, "bad_request"),
        (Method::GET, "/connections?connection=-1", None, 400, "bad_request"),
        (Method::DELETE, "/connections", None, 405, "method_not_allowed"),
        (post.clone(), "/stanza", None, 400, "bad_request"),
        (post.clone(), "/stanza", Some(r#"{"stanzas":[{"tag":"x"}]}"#), 400, "bad_request"),
        (post.clone(), "/stanza", Some(r#"{"to":{},"stanzas":[{"tag":"x"}]}"#), 400, "bad_request"),
        (post.clone(), "/stanza", Some(r#"{"to":{"state":"qr"},"stanzas":[]}"#), 400, "bad_request"),
        (post.clone(), "/stanza", Some(&many), 400, "bad_request"),
        (post.clone(), "/stanza", Some(r#"{"to":{"state":"qr"},"stanzas":[{"tag":""}]}"#), 400, "bad_request"),
        (post.clone(), "/stanza", Some(r#"{"to":{"state":"qr","x":1},"stanzas":[{"tag":"x"}]}"#), 400, "bad_request"),
        (
            post.clone(),
            "/stanza",
            Some(r#"{"to":{"state":"qr"},"stanzas":[{"tag":"x"}],"then":"x"}"#),
            400,
            "bad_request",
        ),
        (post.clone(), "/stanza", Some(r#"{"to":{"connection":99},"stanzas":[{"tag":"x"}]}"#), 409, "no_connection"),
        (post.clone(), "/client-expiration", Some(r#"{"to":{"state":"qr"}}"#), 400, "bad_request"),
        (post.clone(), "/client-expiration", Some(r#"{"to":{"state":"qr"},"t":1,"behind":17}"#), 400, "bad_request"),
        (post.clone(), "/client-expiration", Some(r#"{"to":{"state":"qr"},"t":-1}"#), 400, "bad_request"),
        (post.clone(), "/client-expiration", Some(r#"{"to":{"state":"device"},"t":1}"#), 409, "no_connection"),
        (Method::PUT, "/client-versions", Some(r#"{"least":"2.3000"}"#), 400, "bad_request"),
        (Method::PUT, "/client-versions", Some(r#"{"least":"2.3000.x"}"#), 400, "bad_request"),
        (Method::PUT, "/client-versions", Some(r#"{"most":"2.3000.1"}"#), 400, "bad_request"),
        (post.clone(), "/sw.js", None, 405, "method_not_allowed"),
        (post.clone(), "/companion-reg-refresh", Some(r#"{"to":{"state":"qr"},"child":"x"}"#), 400, "bad_request"),
        (post.clone(), "/companion-reg-refresh", Some(r#"{"to":{"state":"qr"},"qr":"x"}"#), 409, "bad_qr"),
        (post.clone(), "/companion-reg-refresh", Some(r#"{"to":{"state":"code"}}"#), 409, "no_connection"),
        (post.clone(), "/pair-device", Some(r#"{"to":{"state":"qr"},"refs":0}"#), 400, "bad_request"),
        (post.clone(), "/pair-device", Some(r#"{"to":{"state":"qr"},"refs":7}"#), 400, "bad_request"),
        (post.clone(), "/pair-device", Some(r#"{"to":{"state":"code"}}"#), 409, "no_connection"),
        (Method::GET, "/holds?at=lunch", None, 400, "bad_request"),
        (Method::DELETE, "/holds?number=x", None, 400, "bad_number"),
        (Method::DELETE, "/holds?all=true", None, 400, "bad_request"),
        (Method::GET, "/timeline?since=yesterday", None, 400, "bad_request"),
        (Method::GET, "/timeline?number=x", None, 400, "bad_number"),
        (Method::GET, "/timeline?device=1", None, 400, "bad_request"),
        (Method::GET, "/timeline?limit=-1", None, 400, "bad_request"),
        (Method::POST, "/timeline", None, 405, "method_not_allowed"),
        (post.clone(), "/faults", Some(r#"{"at":"stream","answer":{"pause":5}}"#), 400, "bad_request"),
        (post.clone(), "/faults", Some(r#"{"at":"login","answer":{"pause":600001}}"#), 400, "bad_request"),
        (post.clone(), "/faults", Some(r#"{"at":"login","answer":{"pause":0}}"#), 400, "bad_request"),
        (post.clone(), "/faults", Some(r#"{"at":"passkey","answer":"hold"}"#), 400, "bad_request"),
        (post.clone(), "/faults", Some(r#"{"at":"login","answer":{"child":"ack"}}"#), 400, "bad_request"),
        (post.clone(), "/faults", Some(r#"{"at":"stream","answer":{"child":"a b"}}"#), 400, "bad_request"),
        (Method::PUT, phone, Some(r#"{"accountType":"cloud"}"#), 400, "bad_request"),
        (Method::PUT, phone, Some(r#"{"spellings":{"x":"79006464263"}}"#), 400, "bad_request"),
        (Method::PUT, phone, Some(r#"{"spellings":{"login":"79006464264"}}"#), 400, "bad_request"),
        (Method::PUT, phone, Some(r#"{"spellings":{"login":"x"}}"#), 400, "bad_number"),
    ];
    for (method, path, body, status, error) in table {
        let what = format!("{method} {path} {body:?}");
        let (answered, problem) = process.call(method, path, body).await;
        assert_eq!((answered.as_u16(), problem["error"].as_str()), (status, Some(error)), "{what}: {problem}");
        assert!(problem["message"].as_str().is_some_and(|message| !message.is_empty()), "{what}");
    }
}
