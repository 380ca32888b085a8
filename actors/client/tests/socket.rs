//! Tests of the socket itself: invalid frames, silence, slow readers, the close.

use actix_http::ws::Item;

use super::*;
use crate::supervisor::StopSessions;
use crate::testing::{SALON, WhatsApp};

async fn opened() -> (Stage, Browser) {
    let stage = Stage::new();
    let browser = Browser::watching(&stage, &stage.supervisor(), 1).await;
    (stage, browser)
}

async fn still_answers(browser: &mut Browser) {
    browser.send(&json!({ "type": "ping", "requestId": "alive" }));
    let pong = browser.json().await;
    assert_eq!((&pong["type"], &pong["requestId"]), (&json!("pong"), &json!("alive")));
}

#[actix::test]
async fn invalid_frame_gets_an_error_and_the_socket_stays() {
    let (_stage, mut browser) = opened().await;
    for text in ["{", "null", "{}", r#"{"type":"dance"}"#, r#"{"type":"request-pairing-code"}"#] {
        browser.message(Message::Text(text.into()));
        let error = browser.json().await;
        assert_eq!((&error["type"], &error["code"]), (&json!("error"), &json!("BAD_REQUEST")), "{text}");
        assert!(error["detail"].is_string());
    }
    browser.message(Message::Binary(Bytes::from_static(b"{}")));
    assert_eq!(browser.json().await["code"], "BAD_REQUEST");
    still_answers(&mut browser).await;
}

#[actix::test]
async fn a_request_in_pieces_is_a_request() {
    let (mut stage, mut browser) = opened().await;
    let text = json!({ "type": "request-pairing-code", "phoneNumber": ASKED }).to_string();
    let (head, tail) = text.split_at(20);
    browser.message(Message::Continuation(Item::FirstText(Bytes::copy_from_slice(head.as_bytes()))));
    browser.message(Message::Continuation(Item::Last(Bytes::copy_from_slice(tail.as_bytes()))));
    let link = stage.link().await;
    link.shows_qr().await;
    browser.state("waiting_for_pairing_code").await;
}

#[actix::test]
async fn a_frame_over_the_limit_closes_the_socket() {
    let (_stage, mut browser) = opened().await;
    browser.message(Message::Text("x".repeat(1 << 20).into()));
    assert_eq!(browser.closed().await, Some(CloseCode::Size));
    assert!(browser.next().await.is_none());
}

#[actix::test]
async fn pieces_over_the_limit_close_the_socket() {
    let (_stage, mut browser) = opened().await;
    let half = Bytes::from(vec![b' '; MAX_FRAME_BYTES / 2 + 1]);
    browser.message(Message::Continuation(Item::FirstText(half.clone())));
    browser.message(Message::Continuation(Item::Continue(half)));
    assert_eq!(browser.closed().await, Some(CloseCode::Size));
}

#[actix::test]
async fn what_is_no_websocket_closes_the_socket() {
    let (_stage, mut browser) = opened().await;
    browser.bytes(Bytes::from_static(b"GET / HTTP/1.1\r\n\r\n"));
    assert_eq!(browser.closed().await, Some(CloseCode::Protocol));
}

#[actix::test]
async fn a_browser_that_closes_is_answered_and_watches_no_more() {
    let (stage, mut browser) = opened().await;
    browser.message(Message::Close(Some(CloseCode::Normal.into())));
    assert_eq!(browser.closed().await, Some(CloseCode::Normal));
    assert!(browser.next().await.is_none());
    drop(stage);
}

#[actix::test]
async fn silent_browser_is_closed_and_one_that_pongs_stays() {
    let stage = Stage::new();
    let supervisor = stage.supervisor();
    let mut lively = Browser::watching(&stage, &supervisor, 1).await;
    for _ in 0..12 {
        assert!(matches!(within(lively.down.recv()).await, Some(Frame::Ping(_))));
        lively.message(Message::Pong(Bytes::new()));
    }
    assert_eq!(stage.seconds(), 120);
    still_answers(&mut lively).await;
    lively.pongs = false;
    assert_eq!(lively.closed().await, None);
    assert_eq!(stage.seconds(), 160, "three heartbeats and the one that noticed");
}

#[actix::test]
async fn browser_that_does_not_read_is_closed_early() {
    let plenty = FrameLimits { per_second: 1_000, burst: 1_000, ..FrameLimits::default() };
    let stage = Stage::with(|settings| settings.frames = plenty);
    let mut browser = Browser::watching(&stage, &stage.supervisor(), 1).await;
    for _ in 0..600 {
        browser.send(&json!({ "type": "ping" }));
    }
    let mut pongs = 0;
    let code = loop {
        match browser.next().await {
            Some(Frame::Close(reason)) => break reason.map(|reason| reason.code),
            Some(_) => pongs += 1,
            None => break None,
        }
    };
    assert_eq!((code, pongs), (Some(CloseCode::Policy), 511), "512 with the first picture");
}

#[actix::test]
async fn stop_closes_every_socket_with_a_hint_to_reconnect() {
    let stage = Stage::new();
    let supervisor = stage.supervisor();
    let mut browser = Browser::watching(&stage, &supervisor, 1).await;
    within(supervisor.send(StopSessions)).await.unwrap();
    assert_eq!(browser.closed().await, Some(CloseCode::Restart));
    let mut late = Browser::open(&stage, &supervisor, 2);
    assert_eq!(late.frame("error").await["code"], "STORE_UNAVAILABLE");
    assert_eq!(late.closed().await, Some(CloseCode::Again));
}

#[actix::test]
async fn the_session_outlives_the_last_socket() {
    let mut stage = Stage::new();
    stage.put_linked(SALON, ASKED);
    let supervisor = stage.supervisor();
    let mut browser = Browser::watching(&stage, &supervisor, 1).await;
    let link = stage.link().await;
    link.connects(ASKED).await;
    browser.state("connected").await;
    browser.leave();
    tokio::time::sleep(seconds(600)).await;
    assert!(!link.has_request());
    let mut again = Browser::open(&stage, &supervisor, 2);
    assert_eq!(again.json().await["state"], "connected");
}
