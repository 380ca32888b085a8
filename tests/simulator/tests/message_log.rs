//! The log of what phones have sent, over HTTP.

use reqwest::{Method, StatusCode};
use serde_json::{Value, json};

use crate::client::{PATIENCE, Store, TestClient};
use crate::control::Process;

const SALON: &str = "79006464263";
const CUSTOMER: &str = "79936363848";

async fn get(process: &Process, path: &str) -> Value {
    let (status, answer) = process.call(Method::GET, path, None).await;
    assert_eq!(status, StatusCode::OK, "{path}: {answer}");
    answer
}

async fn send(process: &Process, from: &str, order: &Value) -> String {
    let path = format!("/phones/{from}/messages");
    let (status, sent) = process.call(Method::POST, &path, Some(&order.to_string())).await;
    assert_eq!(status, StatusCode::OK, "{sent}");
    sent["id"].as_str().unwrap().to_owned()
}

fn text(to: &str, text: &str) -> Value {
    json!({ "to": to, "content": { "type": "text", "text": text } })
}

#[tokio::test]
async fn log_shows_what_was_sent_and_what_became_of_it() {
    let process = Process::start(&[]);
    let client = TestClient::start(&process.listen, &Store::new()).await;
    let code = client.code(SALON).await;
    let body = json!({ "code": code }).to_string();
    process.call(Method::POST, &format!("/phones/{SALON}/enter-code"), Some(&body)).await;
    client.connected().await;
    let first = send(&process, CUSTOMER, &text(SALON, "first")).await;
    send(&process, SALON, &text(CUSTOMER, "answer")).await;
    let reaction = json!({ "to": SALON, "content": { "type": "reaction", "message": first, "emoji": "👍" } });
    let reaction = send(&process, CUSTOMER, &reaction).await;
    client.message_of(&reaction).await;
    client.client.mark_as_read(&jid(), None, &[&first]).await.unwrap();
    let taken = async {
        // The API sends no notifications.
        loop {
            let page = get(&process, &format!("/phones/{CUSTOMER}/messages")).await;
            let messages = page["messages"].as_array().unwrap().clone();
            let is_taken = |message: &Value| message["deliveries"][0]["acknowledged"] == "receipt";
            if messages.iter().all(is_taken) && messages[0]["deliveries"][0]["read"] == json!(true) {
                return messages;
            }
        }
    };
    let messages = tokio::time::timeout(PATIENCE, taken).await.expect("the messages were never acknowledged");
    let [one, two] = &messages[..] else { panic!("{messages:?}") };
    assert_eq!((&one["id"], &one["kind"], &one["text"]), (&json!(first), &json!("text"), &json!("first")));
    assert_eq!((&one["from"], &one["to"], &one["chatSeq"]), (&json!(CUSTOMER), &json!(SALON), &json!(1)));
    let delivery = &one["deliveries"][0];
    assert_eq!((&delivery["number"], &delivery["device"], &delivery["times"]), (&json!(SALON), &json!(1), &json!(1)));
    assert_eq!((&two["kind"], &two["text"], &two["message"]), (&json!("reaction"), &json!("👍"), &json!(first)));
    assert_eq!(two["chatSeq"], 3, "the salon's own message is the second of the chat");
    let of_salon = get(&process, &format!("/phones/{SALON}/messages")).await;
    assert_eq!((&of_salon["messages"][0]["text"], &of_salon["messages"][0]["chatSeq"]), (&json!("answer"), &json!(2)));
}

fn jid() -> wacore_binary::Jid {
    wacore_binary::Jid::pn(CUSTOMER)
}

#[tokio::test]
async fn log_is_read_page_by_page_and_cleared() {
    let process = Process::start(&[]);
    let times = json!({ "to": SALON, "text": "hello", "times": 25 }).to_string();
    process.call(Method::POST, &format!("/phones/{CUSTOMER}/send"), Some(&times)).await;
    send(&process, "79161234567", &text("79000000009", "elsewhere")).await;
    let (mut after, mut seen) = (0, 0);
    loop {
        let page = get(&process, &format!("/messages?after={after}&limit=10&to={SALON}")).await;
        let messages = page["messages"].as_array().unwrap();
        assert!(messages.iter().all(|message| message["seq"].as_u64().unwrap() > after && message["to"] == SALON));
        seen += messages.len();
        after = page["next"].as_u64().unwrap();
        if page["more"] == json!(false) {
            break;
        }
    }
    assert_eq!((seen, after), (25, 26));
    let (status, _) = process.call(Method::DELETE, "/messages", None).await;
    assert_eq!(status, StatusCode::NO_CONTENT);
    let page = get(&process, "/messages").await;
    assert_eq!((page["messages"].as_array().unwrap().len(), &page["dropped"]), (0, &json!(26)));
    for (method, path, body) in [
        (Method::GET, "/messages?limit=0", None),
        (Method::GET, "/messages?limit=1001", None),
        (Method::GET, "/messages?to=x", None),
        (Method::GET, "/phones/12/messages", None),
        (Method::POST, "/phones/79936363848/messages", Some(r#"{"to":"79006464263"}"#)),
        (Method::POST, "/phones/79936363848/messages", Some(r#"{"to":"1@g.us","content":{"type":"text","text":"x"}}"#)),
        (Method::PUT, "/groups/x", Some(r#"{"members":["79006464263"]}"#)),
        (Method::POST, "/faults", Some(r#"{"at":"undecryptable","answer":{"code":1,"text":"lunch"}}"#)),
    ] {
        let (status, problem) = process.call(method, path, body).await;
        assert_eq!(status, StatusCode::BAD_REQUEST, "{path}: {problem}");
    }
}
