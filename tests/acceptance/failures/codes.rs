//! Refused code requests, and failures after a code was issued.

use super::*;

/// Fault in a code request, and the expected error.
struct Row {
    what: &'static str,
    at: &'static str,
    answer: Value,
    times: u32,
    code: ErrorCode,
    /// Lower bound of `retryAfterMs`; `None` if the error may have none.
    wait_ms: Option<u64>,
}

fn row(what: &'static str, answer: Value, code: ErrorCode) -> Row {
    Row { what, at: "pair-code", answer, times: 1, code, wait_ms: None }
}

fn refusals() -> Vec<Row> {
    let throttled = |what, answer, wait_ms| Row { wait_ms: Some(wait_ms), ..row(what, answer, ErrorCode::RateLimited) };
    let quarter = 899_000;
    vec![
        throttled("400: malformed or throttled", json!({ "code": 400 }), quarter),
        throttled("429", json!({ "code": 429 }), quarter),
        throttled("429 with a pause of its own", json!({ "code": 429, "backoff": 5000 }), 4_999_000),
        throttled("429 with another text", json!({ "code": 429, "text": "slow down" }), quarter),
        row("403", json!({ "code": 403 }), ErrorCode::PairingCodeFailed),
        row("452", json!({ "code": 452 }), ErrorCode::LinkingUnavailable),
        row("418", json!({ "code": 418 }), ErrorCode::PairingCodeFailed),
        Row { times: 3, ..row("500, three times", json!({ "code": 500 }), ErrorCode::PairingCodeFailed) },
        row("no answer", json!("hang"), ErrorCode::PairingTimeout),
    ]
}

/// Error codes that these rows cover.
pub(super) fn covered() -> Vec<ErrorCode> {
    let refused = refusals().into_iter().map(|row| row.code);
    refused.chain([ErrorCode::CodeExpired, ErrorCode::PasskeyRequired, ErrorCode::NetworkError]).collect()
}

#[tokio::test]
async fn refused_code_requests_are_reported_everywhere() {
    let world = Watched::fresh().await;
    for (place, row) in refusals().into_iter().enumerate() {
        let salon = Salon::nth(place + 1);
        world.fault(Some(&salon), json!({ "at": row.at, "answer": row.answer, "times": row.times })).await;
        let mut page = world.page(&salon).await;
        page.request_code(&salon.number).await;
        let error = page.frame("pairing-code-error").await;
        is_told(&error, row.code);
        let wait = error["retryAfterMs"].as_u64();
        assert!(wait >= row.wait_ms, "{}: {error}", row.what);
        let status = world.status(&salon).await;
        assert_eq!(
            (status["code"].as_str(), status["state"].as_str()),
            (Some(row.code.name()), Some("error")),
            "{}",
            row.what
        );
        assert_eq!(status["correlationId"], error["correlationId"]);
        assert!(status["retryAfterMs"].as_u64() >= row.wait_ms.map(|wait| wait - 5000), "{}: {status}", row.what);
        let correlation = error["correlationId"].as_str().unwrap();
        world.is_everywhere(&salon, row.code, correlation).await;
        let labels = [("method", "code"), ("code", row.code.name())];
        assert!(
            world.service.metrics().await.value("linekeeper_pairings_failed_total", &labels) >= Some(1.0),
            "{}",
            row.what
        );
        // Keys of a failed pairing are wiped.
        world.credentials_become(&salon, false).await;
    }
}

async fn on_the_screen(world: &Watched, salon: &Salon) -> (Browser, String) {
    let mut page = world.page(salon).await;
    page.request_code(&salon.number).await;
    let code = page.code().await;
    (page, code)
}

#[tokio::test]
async fn failed_finish_and_refreshed_code_have_their_own_codes() {
    let world = Watched::fresh().await;
    let salon = Salon::nth(1);
    world.fault(Some(&salon), json!({ "at": "companion-finish", "answer": { "code": 400 }, "times": 1 })).await;
    let (mut page, code) = on_the_screen(&world, &salon).await;
    let (typed, error) =
        tokio::join!(world.simulator.enter_code(&salon.number, &code), page.frame("pairing-code-error"));
    assert_eq!(typed.0, 409);
    is_told(&error, ErrorCode::PairingCodeFailed);
    world.is_everywhere(&salon, ErrorCode::PairingCodeFailed, error["correlationId"].as_str().unwrap()).await;

    let salon = Salon::nth(2);
    let (mut page, _) = on_the_screen(&world, &salon).await;
    world.fault(Some(&salon), json!({ "at": "refresh-code", "answer": { "code": 1 }, "times": 1 })).await;
    let error = page.frame("pairing-code-error").await;
    is_told(&error, ErrorCode::CodeExpired);
    world.is_everywhere(&salon, ErrorCode::CodeExpired, error["correlationId"].as_str().unwrap()).await;
    let log = world.service.whole_log();
    let mut told = log.lines().filter(|line| line.contains("CODE_EXPIRED")).peekable();
    assert!(told.peek().is_some() && told.all(|line| line.contains(" INFO ")), "nothing went wrong:\n{log}");
}

#[tokio::test]
async fn broken_connection_is_retried_before_a_code_and_fatal_after() {
    let world = Watched::fresh().await;
    let salon = Salon::nth(1);
    world.fault(Some(&salon), json!({ "at": "pair-code", "answer": "drop", "times": 1 })).await;
    let (mut page, _) = on_the_screen(&world, &salon).await;
    world.simulator.outage(1).await;
    let error = page.frame("pairing-code-error").await;
    is_told(&error, ErrorCode::NetworkError);
    assert_eq!(world.status(&salon).await["code"], "NETWORK_ERROR");
    world.is_everywhere(&salon, ErrorCode::NetworkError, error["correlationId"].as_str().unwrap()).await;
}

#[tokio::test]
async fn passkey_required_is_a_state_that_survives_a_restart() {
    let world = Watched::fresh().await;
    let (by_code, by_qr) = (Salon::nth(1), Salon::nth(2));
    // WhatsApp demands a passkey and refuses to say of what.
    for salon in [&by_code, &by_qr] {
        world.simulator.demand_passkey(&salon.number, "without-options").await;
        world.fault(Some(salon), json!({ "at": "passkey-options", "answer": { "code": 500 } })).await;
    }
    let (mut page, code) = on_the_screen(&world, &by_code).await;
    let (typed, error) =
        tokio::join!(world.simulator.enter_code(&by_code.number, &code), page.frame("pairing-code-error"));
    assert_eq!((typed.0, typed.1["error"].as_str()), (409, Some("companion_gone")));
    is_told(&error, ErrorCode::PasskeyRequired);
    world.is_everywhere(&by_code, ErrorCode::PasskeyRequired, error["correlationId"].as_str().unwrap()).await;

    let mut page = world.page(&by_qr).await;
    page.send(json!({ "type": "request-qr" })).await;
    let qr = page.frame("qr-code").await["qr"].as_str().unwrap().to_owned();
    let (scanned, shown) = tokio::join!(world.simulator.scan(&by_qr.number, &qr), page.state("passkey_required"));
    assert_eq!(scanned.0, 409);
    assert_eq!(
        (shown["code"].as_str(), shown["userAction"].as_str()),
        (Some("PASSKEY_REQUIRED"), Some("contact_support"))
    );

    for salon in [&by_code, &by_qr] {
        world.park_is_kept(salon).await;
    }
    let world = world.restarted().await;
    assert_eq!(world.status(&by_code).await["state"], "passkey_required");
    let mut page = world.page(&by_qr).await;
    page.state("passkey_required").await;
}

#[tokio::test]
async fn hosted_account_is_told_at_once_by_code_and_by_qr() {
    let world = Watched::fresh().await;
    let (by_code, by_qr) = (Salon::nth(1), Salon::nth(2));
    for (salon, account, device) in [(&by_code, "hosted", "e2ee"), (&by_qr, "hosted", "hosted")] {
        world.simulator.account_types(&salon.number, account, device).await;
    }
    let (mut page, code) = on_the_screen(&world, &by_code).await;
    let (typed, error) =
        tokio::join!(world.simulator.enter_code(&by_code.number, &code), page.frame("pairing-code-error"));
    assert_eq!(typed.0, 409, "{}", typed.1);
    is_told(&error, ErrorCode::AccountNotSupported);
    assert!(error["retryAfterMs"].is_null(), "no wait helps: {error}");
    world.is_everywhere(&by_code, ErrorCode::AccountNotSupported, error["correlationId"].as_str().unwrap()).await;

    let mut page = world.page(&by_qr).await;
    page.send(json!({ "type": "request-qr" })).await;
    let qr = page.frame("qr-code").await["qr"].as_str().unwrap().to_owned();
    let (scanned, shown) = tokio::join!(world.simulator.scan(&by_qr.number, &qr), page.state("error"));
    assert_eq!(scanned.0, 409, "{}", scanned.1);
    let told = (shown["code"].as_str(), shown["userAction"].as_str());
    assert_eq!(told, (Some("ACCOUNT_NOT_SUPPORTED"), Some("contact_support")));
    let labels = [("code", "ACCOUNT_NOT_SUPPORTED")];
    assert!(world.service.metrics().await.value("linekeeper_news_total", &labels) >= Some(2.0));
    for salon in [&by_code, &by_qr] {
        world.credentials_become(salon, false).await;
        assert_eq!(world.simulator.devices(&salon.number).await, 0, "{}", salon.number);
        world.park_is_kept(salon).await;
    }
    // The owner links another phone.
    let other = Salon::nth(3);
    world.simulator.name(&other.number, "Salon Anna").await;
    page.request_code(&other.number).await;
    let code = page.code().await;
    assert_eq!(world.simulator.enter_code(&other.number, &code).await.0, 200);
    page.state("connected").await;
}

#[tokio::test]
async fn wrong_code_keeps_the_code_and_the_right_one_links() {
    let world = Watched::fresh().await;
    let salon = Salon::nth(1);
    let (mut page, code) = on_the_screen(&world, &salon).await;
    let before = world.status(&salon).await;
    let end = |status: &Value| -> linekeeper_domain::Timestamp {
        status["pairing"]["codeExpiresAt"].as_str().unwrap().parse().unwrap()
    };
    let mut other = world.service.browser(&salon.company).await;
    let (typed, _) = tokio::join!(
        world.simulator.enter_code(&salon.number, "11111111"),
        page.until("the answer", |frame| frame["pairing"]["phoneAnswered"] == true)
    );
    assert_eq!((typed.0, typed.1["error"].as_str()), (409, Some("wrong_code")));
    let shown = other.until("the answer", |frame| frame["pairing"]["phoneAnswered"] == true).await;
    assert_eq!(shown["liveCode"]["code"], code.as_str(), "{shown}");
    assert_eq!(shown["liveCode"]["expiresAt"], shown["pairing"]["codeExpiresAt"]);
    let status = world.status(&salon).await;
    assert_eq!(status["pairing"]["codeExpiresAt"], shown["pairing"]["codeExpiresAt"]);
    // The code expires 60 s after the phone's answer, no longer 180 s after the request.
    assert!((end(&before) - end(&shown)).num_seconds() > 60, "{before} {shown}");

    assert_eq!(world.simulator.enter_code(&salon.number, &code).await.0, 200);
    page.state("connected").await;
}

/// Sends phone answers without content to this salon's code.
async fn answer_with_nothing(world: &Watched, salon: &Salon) {
    let kind = "link_code_companion_reg";
    let child = json!({ "tag": kind, "attrs": { "stage": "primary_hello" } });
    let attrs = json!({ "type": kind, "from": "s.whatsapp.net", "id": "odd" });
    for children in [json!([child]), json!([{ "tag": kind }]), json!([])] {
        let stanza = json!({ "tag": "notification", "attrs": attrs, "children": children });
        world.simulator.stanza(&salon.number, &stanza).await;
    }
}

#[tokio::test]
async fn phone_answer_without_content_keeps_the_code() {
    let world = Watched::fresh().await;
    let salon = Salon::nth(1);
    let (mut page, code) = on_the_screen(&world, &salon).await;
    answer_with_nothing(&world, &salon).await;
    assert_eq!(world.simulator.enter_code(&salon.number, &code).await.0, 200);
    page.state("connected").await;

    // The next stanza shows that they were processed: a code without a phone's answer expires, an answered one would be
    // reported as not finished.
    let salon = Salon::nth(2);
    let (mut page, _) = on_the_screen(&world, &salon).await;
    answer_with_nothing(&world, &salon).await;
    world.fault(Some(&salon), json!({ "at": "refresh-code", "answer": { "code": 1 }, "times": 1 })).await;
    is_told(&page.frame("pairing-code-error").await, ErrorCode::CodeExpired);
    let events = world.service.events(&salon.company).await;
    assert!(events.iter().all(|entry| entry["event"] != "phone_answered"), "{events:?}");
}

#[tokio::test]
async fn refused_qr_is_reported_everywhere_and_the_right_one_links() {
    let world = Watched::fresh().await;
    let salon = Salon::nth(1);
    let mut page = world.page(&salon).await;
    page.send(json!({ "type": "request-qr" })).await;
    let qr = page.frame("qr-code").await["qr"].as_str().unwrap().to_owned();
    let zeros = format!("{}=", "A".repeat(43));
    let altered: Vec<_> =
        qr.split(',').enumerate().map(|(n, part)| if n == 3 { zeros.as_str() } else { part }).collect();
    let altered = altered.join(",");
    let (scanned, error) =
        tokio::join!(world.simulator.scan(&salon.number, &altered), page.frame("pairing-code-error"));
    assert_eq!((scanned.0, scanned.1["error"].as_str()), (409, Some("companion_refused")));
    is_told(&error, ErrorCode::PairingCodeFailed);
    world.is_everywhere(&salon, ErrorCode::PairingCodeFailed, error["correlationId"].as_str().unwrap()).await;
    let entry = world.journalled(&salon, ErrorCode::PairingCodeFailed).await;
    assert_eq!(entry["reason"], "pairing_refused: hmac_mismatch", "{entry}");
    let refusals = world.service.metrics().await;
    assert_eq!(refusals.value("linekeeper_pair_refusals_total", &[("reason", "hmac_mismatch")]), Some(1.0));
    assert!(world.service.whole_log().contains("is refused"), "{}", world.service.log());
    assert_eq!(world.status(&salon).await["state"], "pairing_code_sent");

    assert_eq!(world.simulator.scan(&salon.number, &qr).await.0, 200);
    page.state("connected").await;
}
