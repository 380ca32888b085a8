//! Tests of clients that exceed the rate limit.

use std::time::Duration;

use actix_http::ws::Item;

use super::*;

const FEW: FrameLimits = FrameLimits { per_second: 10, burst: 3, refused: 5 };

async fn limited() -> (Stage, Browser) {
    let stage = Stage::with(|settings| settings.frames = FEW);
    let browser = Browser::watching(&stage, &stage.supervisor(), 1).await;
    (stage, browser)
}

fn ping(browser: &mut Browser, id: &str) {
    browser.send(&json!({ "type": "ping", "requestId": id }));
}

#[actix::test]
async fn frame_above_the_limit_is_refused_with_retry_time() {
    let (mut stage, mut browser) = limited().await;
    for id in ["1", "2", "3"] {
        ping(&mut browser, id);
        assert_eq!(browser.json().await["type"], "pong");
    }
    browser.ask_code(ASKED, "4");
    let error = browser.json().await;
    assert_eq!((&error["code"], &error["requestId"]), (&json!("TOO_MANY_REQUESTS"), &json!("4")));
    let wait = error["retryAfterMs"].as_u64().unwrap();
    assert!((1..=100).contains(&wait), "{wait}");
    stage.opens_nothing().await;
    tokio::time::sleep(Duration::from_millis(wait)).await;
    ping(&mut browser, "5");
    assert_eq!(browser.json().await["requestId"], "5");
}

#[actix::test]
async fn a_client_that_goes_on_is_closed() {
    let (_stage, mut browser) = limited().await;
    for number in 0..20 {
        ping(&mut browser, &number.to_string());
    }
    let mut frames = Vec::new();
    let code = loop {
        match browser.next().await {
            Some(Frame::Text(text)) => frames.push(serde_json::from_slice::<Value>(&text).unwrap()),
            Some(Frame::Close(reason)) => break reason.unwrap().code,
            other => panic!("not {other:?}"),
        }
    };
    assert_eq!((code, frames.len()), (CloseCode::Policy, 3 + 5), "three pongs, five refusals");
    assert_eq!(frames[7]["code"], "TOO_MANY_REQUESTS");
}

#[actix::test]
async fn pings_of_the_protocol_are_cheap_and_not_free() {
    let (_stage, mut browser) = limited().await;
    browser.pongs = false;
    for _ in 0..40 {
        browser.message(Message::Ping(Bytes::new()));
    }
    let mut pongs = 0;
    let code = loop {
        match browser.next().await {
            Some(Frame::Pong(_)) => pongs += 1,
            Some(Frame::Close(reason)) => break reason.unwrap().code,
            Some(_) => {}
            None => panic!("it was closed without a word"),
        }
    };
    assert_eq!((code, pongs), (CloseCode::Policy, 30), "ten for one frame");
}

#[actix::test]
async fn pongs_that_nobody_asked_for_count_as_well() {
    let (_stage, mut browser) = limited().await;
    for _ in 0..40 {
        browser.message(Message::Pong(Bytes::new()));
    }
    assert_eq!(browser.closed().await, Some(CloseCode::Policy));
}

#[actix::test]
async fn fragmented_frames_do_not_evade_the_limit() {
    let (_stage, mut browser) = limited().await;
    browser.message(Message::Continuation(Item::FirstText(Bytes::from_static(b" "))));
    for _ in 0..40 {
        browser.message(Message::Continuation(Item::Continue(Bytes::new())));
    }
    assert_eq!(browser.closed().await, Some(CloseCode::Policy));
}

#[actix::test]
async fn rest_of_a_frame_with_a_refused_fragment_is_ignored() {
    let (mut stage, mut browser) = limited().await;
    let text = json!({ "type": "request-qr" }).to_string();
    let piece = |text: &str| Bytes::copy_from_slice(text.as_bytes());
    browser.message(Message::Continuation(Item::FirstText(piece(&text[..4]))));
    // Empties the bucket.
    for _ in 0..29 {
        browser.message(Message::Pong(Bytes::new()));
    }
    browser.message(Message::Continuation(Item::Continue(piece(&text[4..8]))));
    assert_eq!(browser.json().await["code"], "TOO_MANY_REQUESTS");
    tokio::time::sleep(seconds(1)).await;
    browser.message(Message::Continuation(Item::Last(piece(&text[8..]))));
    browser.hears_nothing().await;
    stage.opens_nothing().await;
}

#[actix::test]
async fn strangers_are_limited_too() {
    let stage = Stage::with(|settings| settings.frames = FEW);
    let mut stranger = Browser::arrive(&stage, &stage.supervisor(), Arrival::stranger());
    for _ in 0..20 {
        stranger.message(Message::Binary(Bytes::new()));
    }
    assert_eq!(stranger.closed().await, Some(CloseCode::Policy));
}
