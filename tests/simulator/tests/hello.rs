//! What a request for a pairing code must say, and what the phone learns of it.

use linekeeper_simulator::Refusal;
use whatsapp_rust::pair_code::PairCodeOptions;

use crate::client::{Store, TestClient, simulator};
use crate::companion::{Companion, attr};

const SALON: &str = "79006464263";

#[tokio::test]
async fn phone_shows_whether_a_prompt_was_asked_for() {
    let simulator = simulator().await;
    assert_eq!(simulator.phone(SALON).await.unwrap().code_request, None);
    for (push, asked) in [(Some("true"), true), (Some("false"), false), (None, false)] {
        let mut companion = Companion::registered(&simulator).await;
        let hello = companion.hello(SALON, push, "Edge (Windows)");
        companion.raw.stanza(&hello).await;
        assert_eq!(attr(&companion.raw.stanza_received().await, "type"), "result", "{push:?}");
        let request = simulator.phone(SALON).await.unwrap().code_request.unwrap();
        assert_eq!((request.prompt_asked, request.live, request.tries), (asked, true, 0), "{push:?}");
        assert_eq!(request.platform, "Edge (Windows)");
    }
    let client = TestClient::start(&simulator.endpoint(), &Store::new()).await;
    for asked in [false, true] {
        client.qr().await;
        let options = PairCodeOptions {
            phone_number: SALON.to_owned(),
            show_push_notification: asked,
            ..PairCodeOptions::default()
        };
        client.client.pair_with_code(options).await.unwrap();
        assert_eq!(simulator.phone(SALON).await.unwrap().code_request.unwrap().prompt_asked, asked);
        client.client.cancel_pair_code().await;
        if !asked {
            // The connection shows a new QR, for which the second request waits.
            let target = linekeeper_simulator::Target::number(SALON).newest();
            let again = linekeeper_simulator::PairDevice { to: target, refs: None };
            simulator.pair_device_again(&again).await.unwrap();
        }
    }
}

#[tokio::test]
async fn code_request_of_a_closed_connection_is_no_longer_live() {
    let simulator = simulator().await;
    let mut companion = Companion::registered(&simulator).await;
    companion.shows_a_code(SALON).await;
    drop(companion);
    crate::client::until(&simulator, SALON, |phone| phone.code_request.as_ref().is_some_and(|code| !code.live)).await;
}

#[tokio::test]
async fn unknown_display_names_and_prompts_are_bad_requests() {
    let simulator = simulator().await;
    let mut companion = Companion::registered(&simulator).await;
    let table = [
        (Some("yes"), "Chrome (Windows)"),
        (Some(""), "Chrome (Windows)"),
        (Some("true"), "Linekeeper"),
        (Some("true"), "Linekeeper (Windows)"),
        (Some("true"), "Chrome (Linekeeper)"),
        (Some("true"), "Chrome(Windows)"),
        (Some("true"), "chrome (windows)"),
        (Some("true"), ""),
    ];
    for (push, display) in table {
        let hello = companion.hello(SALON, push, display);
        companion.raw.stanza(&hello).await;
        let answer = companion.raw.stanza_received().await;
        let error = answer.get_optional_child("error").expect("no error");
        assert_eq!(
            (attr(error, "code"), attr(error, "text")),
            ("400".to_owned(), "bad-request".to_owned()),
            "{display}"
        );
    }
    let missing = companion.hello(SALON, Some("true"), "Chrome (Windows)");
    let mut hello = missing.children().unwrap()[0].clone();
    let parts = hello.children().unwrap().iter().filter(|part| part.tag != "companion_platform_display").cloned();
    hello.content = Some(wacore_binary::NodeContent::Nodes(parts.collect()));
    let mut request = missing;
    request.content = Some(wacore_binary::NodeContent::Nodes([hello].into_iter().collect()));
    companion.raw.stanza(&request).await;
    assert_eq!(attr(&companion.raw.stanza_received().await, "type"), "error");
    assert_eq!(simulator.stats().await.codes_issued, 0);
    assert_eq!(simulator.enter_code(SALON, "ABCD1234").await, Err(Refusal::NoPairing));
}

#[tokio::test]
async fn names_that_known_clients_send_are_accepted() {
    let simulator = simulator().await;
    for display in ["Chrome (Windows)", "Chrome (Mac OS)", "Safari (Mac)", "Chrome (Ubuntu)", "Firefox (Linux)"] {
        let mut companion = Companion::registered(&simulator).await;
        let hello = companion.hello(SALON, Some("true"), display);
        companion.raw.stanza(&hello).await;
        assert_eq!(attr(&companion.raw.stanza_received().await, "type"), "result", "{display}");
    }
}
