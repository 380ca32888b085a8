//! Limits of one onboarding link: it cannot make WhatsApp send codes to arbitrary numbers.

use linekeeper_acceptance::{NEW_PHONE, OTHER_SALON, SALON, World};
use linekeeper_harness::Database;
use serde_json::Value;

/// Count of unrelated numbers that are requested.
const NUMBERS: usize = 178;

#[tokio::test]
async fn link_asking_for_strangers_gets_few_codes_and_entries() {
    let fast = |options: linekeeper_harness::ServiceOptions| {
        options.set_all(&[("LIMITS__FRAMES_BURST", "1000"), ("GATE__PER_SECOND", "2")])
    };
    let world = World::on(Database::fresh().await, fast).await;
    world.link(OTHER_SALON, NEW_PHONE).await;
    let codes = world.codes_issued().await;
    let mut page = world.owner_page(SALON).await;

    let mut refused = 0;
    for stranger in 0..NUMBERS {
        let number = format!("7911{:07}", 1_000_000 + stranger);
        world.simulator.name(&number, "A stranger").await;
        page.request_code(&number).await;
        let answers = |frame: &Value| {
            let limited = frame["type"] == "pairing-code-error" && frame["code"] == "RATE_LIMITED";
            limited || (frame["type"] == "pairing-code" && frame["phoneNumber"] == number.as_str())
        };
        let answer = page.until("a code or a refusal", answers).await;
        if answer["code"] == "RATE_LIMITED" {
            refused += 1;
            assert!(answer["retryAfterMs"].as_u64().is_some_and(|wait| wait > 0), "{answer}");
        }
    }
    assert_eq!(refused, NUMBERS - 3, "three numbers a link");
    assert_eq!(world.codes_issued().await - codes, 3);
    let entries = world.service.events(SALON).await.len();
    assert!(entries <= 100, "{entries} entries");
    let metrics = world.service.metrics().await;
    assert!(metrics.value("linekeeper_code_refusals_total", &[("limit", "link_numbers")]) == Some(175.0));

    let restart = world.service.post(&format!("/api/whatsapp/sessions/{OTHER_SALON}/restart")).await;
    assert_eq!(restart.status(), 200);
    world.service.browser(OTHER_SALON).await.state("connected").await;
}
