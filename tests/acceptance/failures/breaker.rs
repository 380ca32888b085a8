//! WhatsApp refuses our client version (405): one breaker for the whole service.

use linekeeper_harness::link_by_qr;

use super::*;

#[tokio::test]
async fn outdated_client_is_one_alert_and_sessions_return_later() {
    let world =
        Watched::with(|options| options.set("GATE__PROBE_SECONDS", "2").set("PAIRING__CODES_PER_HOUR", "9")).await;
    let salons: Vec<Salon> = (1..=3).map(Salon::nth).collect();
    let mut pages = Vec::new();
    for salon in &salons {
        link_by_qr(&world.service, &world.simulator, &salon.company, &salon.number).await;
        pages.push(world.page(salon).await);
    }
    for at in ["login", "register"] {
        world.fault(None, json!({ "at": at, "answer": { "code": 405 }, "times": 0 })).await;
    }
    world.fault(None, json!({ "at": "stream", "answer": "drop", "times": 3 })).await;
    for page in &mut pages {
        let shown = page.until("parked", |frame| frame["code"] == "CLIENT_OUTDATED").await;
        is_told(&shown, ErrorCode::ClientOutdated);
    }
    assert_eq!(world.service.json("/readyz").await["whatsapp"], "client_outdated");
    world.sentry.until("the alert", |event| event["tags"]["code"] == "CLIENT_OUTDATED").await;

    let newcomer = Salon::nth(9);
    let mut page = world.page(&newcomer).await;
    page.request_code(&newcomer.number).await;
    is_told(&page.frame("pairing-code-error").await, ErrorCode::ClientOutdated);
    let codes = world.simulator.stat("codesIssued").await;
    assert_eq!(codes, 0, "nobody is asked for a code that could not be used");

    world.simulator.mend().await;
    for (salon, page) in salons.iter().zip(&mut pages) {
        page.state("connected").await;
        assert!(world.has_credentials(salon).await);
    }
    assert_eq!(world.service.json("/readyz").await["whatsapp"], "accepted");
    assert_eq!(world.sentry.count(|event| event["tags"]["code"] == "CLIENT_OUTDATED"), 1);
    let metrics = world.service.metrics().await;
    assert_eq!(metrics.value("linekeeper_breaker_open", &[]), Some(0.0));
}
