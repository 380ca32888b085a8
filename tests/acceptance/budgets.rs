//! Rate limits of codes per number, across restarts and companies.

use linekeeper_acceptance::{NEW_PHONE, OTHER_SALON, SALON, World};
use linekeeper_harness::Answer;
use serde_json::json;

#[tokio::test]
async fn fourth_code_within_an_hour_is_refused_but_a_qr_works() {
    let world = World::fresh().await;
    let mut page = world.service.browser(SALON).await;
    for _ in 0..3 {
        page.request_code(NEW_PHONE).await;
        page.code().await;
        page.send(json!({ "type": "cancel-pairing" })).await;
        page.state("idle").await;
    }
    page.request_code(NEW_PHONE).await;
    let refused = page.frame("pairing-code-error").await;
    assert_eq!((refused["code"].as_str(), refused["userAction"].as_str()), (Some("RATE_LIMITED"), Some("wait")));
    assert!((3_000_000..=3_600_000).contains(&refused["retryAfterMs"].as_u64().unwrap()), "{refused}");
    assert_eq!(world.codes_issued().await, 3, "WhatsApp was not asked");
    let status = world.status(SALON).await;
    assert_eq!(status["code"], "RATE_LIMITED");
    assert!(status["retryAfterMs"].as_u64().unwrap() > 3_000_000, "the remaining time is shown: {status}");

    page.send(json!({ "type": "request-qr" })).await;
    let qr = page.frame("qr-code").await["qr"].as_str().unwrap().to_owned();
    assert_eq!(world.simulator.scan(NEW_PHONE, &qr).await.0, 200);
    page.state("connected").await;
}

#[tokio::test]
async fn throttled_number_stays_refused_after_a_kill_and_elsewhere() {
    let world = World::fresh().await;
    let mut page = world.service.browser(SALON).await;
    world.simulator.fault("pair-code", Answer::Code(429)).await;
    page.request_code(NEW_PHONE).await;
    assert_eq!(page.frame("pairing-code-error").await["code"], "RATE_LIMITED");
    // The code usage is written after the answer; a second request queues behind that write in the same mailbox.
    page.request_code(NEW_PHONE).await;
    assert_eq!(page.frame("pairing-code-error").await["code"], "RATE_LIMITED");
    let world = world.killed_and_restarted().await;
    for salon in [SALON, OTHER_SALON] {
        let mut page = world.service.browser(salon).await;
        page.request_code(NEW_PHONE).await;
        let refused = page.frame("pairing-code-error").await;
        assert_eq!(refused["code"], "RATE_LIMITED", "{salon}");
        assert!((600_000..=900_000).contains(&refused["retryAfterMs"].as_u64().unwrap()), "{refused}");
    }
    assert_eq!(world.codes_issued().await, 0);
}
