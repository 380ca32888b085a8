//! Tests of requests on their way from a browser to WhatsApp and back.

use linekeeper_domain::StoreFailure;

use super::*;
use crate::testing::{SALON, StoreCall, WhatsApp};

#[actix::test]
async fn a_browser_sees_the_present_picture_at_once() {
    let stage = Stage::new();
    let mut browser = Browser::open(&stage, &stage.supervisor(), 1);
    let picture = browser.json().await;
    assert_eq!((&picture["type"], &picture["state"]), (&json!("session-state"), &json!("idle")));
    assert_eq!((&picture["companyId"], &picture["linked"]), (&json!(SALON), &json!(false)));
    browser.hears_nothing().await;
}

#[actix::test]
async fn code_request_is_answered_by_id_and_seen_by_all_clients() {
    let mut stage = Stage::new();
    let supervisor = stage.supervisor();
    let mut asker = Browser::watching(&stage, &supervisor, 1).await;
    let mut onlooker = Browser::watching(&stage, &supervisor, 2).await;
    asker.ask_code("8 (900) 646-42-63", "r1");
    let mut link = stage.link().await;
    link.shows_qr().await;
    assert_eq!(link.asked_for_code().await.digits(), ASKED);
    link.issues_code().await;
    let code = asker.frame("pairing-code").await;
    assert_eq!((&code["code"], &code["requestId"]), (&json!("ABCD-EFGH"), &json!("r1")));
    let same = onlooker.frame("pairing-code").await;
    assert_eq!((&same["code"], same.get("requestId")), (&json!("ABCD-EFGH"), None));
    link.links(ASKED).await;
    link.connects(ASKED).await;
    for browser in [&mut asker, &mut onlooker] {
        browser.frame("whatsapp-connected").await;
        assert_eq!(browser.state("connected").await["linked"], true);
    }
}

#[actix::test]
async fn browser_that_reconnects_finds_the_code_fetched_meanwhile() {
    let mut stage = Stage::new();
    let supervisor = stage.supervisor();
    let mut browser = Browser::watching(&stage, &supervisor, 1).await;
    browser.ask_code(ASKED, "r1");
    let mut link = stage.link().await;
    link.shows_qr().await;
    link.asked_for_code().await;
    browser.leave();
    quiet().await;
    link.issues_code().await;
    let mut again = Browser::open(&stage, &supervisor, 2);
    let picture = again.state("pairing_code_sent").await;
    assert_eq!(picture["liveCode"]["code"], "ABCD-EFGH");
    again.ask_code(ASKED, "r2");
    let code = again.frame("pairing-code").await;
    assert_eq!((&code["code"], &code["requestId"]), (&json!("ABCD-EFGH"), &json!("r2")));
    assert!(!link.has_request(), "no second code was asked for");
}

#[actix::test]
async fn second_number_ends_first_pairing_and_gets_its_own_code() {
    let mut stage = Stage::new();
    let mut browser = Browser::watching(&stage, &stage.supervisor(), 1).await;
    browser.ask_code(ASKED, "first");
    let mut link = stage.link().await;
    link.shows_qr().await;
    link.asked_for_code().await;
    link.issues_code().await;
    browser.frame("pairing-code").await;
    browser.ask_code(OTHER, "second");
    drop(link.asked_to_close().await);
    let ended = browser.frame("pairing-code-error").await;
    assert_eq!((&ended["code"], ended.get("requestId")), (&json!("SUPERSEDED"), None));
    let mut link = stage.link().await;
    link.shows_qr().await;
    link.asked_for_code().await;
    link.issues_code().await;
    let code = browser.frame("pairing-code").await;
    assert_eq!((&code["phoneNumber"], &code["requestId"]), (&json!(OTHER), &json!("second")));
}

#[actix::test]
async fn invalid_phone_number_is_refused_and_opens_no_link() {
    let mut stage = Stage::new();
    let mut browser = Browser::watching(&stage, &stage.supervisor(), 1).await;
    for number in ["", "девять один шесть", "8916", "8 916 12x 45 67", &"7".repeat(40)] {
        browser.ask_code(number, "r");
        let error = browser.json().await;
        assert_eq!((&error["type"], &error["code"]), (&json!("pairing-code-error"), &json!("INVALID_PHONE")));
        assert_eq!((&error["userAction"], &error["requestId"]), (&json!("retry"), &json!("r")));
        assert!(error["correlationId"].is_string());
    }
    stage.opens_nothing().await;
    browser.hears_nothing().await;
}

#[actix::test]
async fn a_qr_comes_as_text_and_picture_with_the_id_of_its_request() {
    let mut stage = Stage::new();
    let mut browser = Browser::watching(&stage, &stage.supervisor(), 1).await;
    browser.send(&json!({ "type": "request-qr", "requestId": "q" }));
    let link = stage.link().await;
    link.shows_qr().await;
    let qr = browser.frame("qr-code").await;
    assert_eq!((&qr["qr"], &qr["requestId"]), (&json!("2@ref"), &json!("q")));
    assert!(qr["svg"].as_str().unwrap().contains("<svg"));
    let picture = browser.state("pairing_code_sent").await;
    assert_eq!(picture["liveQr"]["qr"], "2@ref");
}

#[actix::test]
async fn a_pairing_is_cancelled_from_the_page() {
    let mut stage = Stage::new();
    let mut browser = Browser::watching(&stage, &stage.supervisor(), 1).await;
    browser.ask_code(ASKED, "r");
    let mut link = stage.link().await;
    link.asked_for_code().await;
    browser.send(&json!({ "type": "cancel-pairing" }));
    drop(link.asked_to_close().await);
    browser.state("idle").await;
}

#[actix::test]
async fn reset_is_answered_to_its_client_and_seen_by_others() {
    let mut stage = Stage::new();
    stage.put_linked(SALON, ASKED);
    let supervisor = stage.supervisor();
    let mut asker = Browser::watching(&stage, &supervisor, 1).await;
    let mut onlooker = Browser::watching(&stage, &supervisor, 2).await;
    let mut link = stage.link().await;
    asker.send(&json!({ "type": "reset-whatsapp-credentials", "requestId": "r" }));
    drop(link.asked_to_close().await);
    let done = asker.frame("credentials-reset").await;
    assert_eq!((&done["success"], &done["requestId"]), (&json!(true), &json!("r")));
    onlooker.state("idle").await;
    onlooker.hears_nothing().await;
}

#[actix::test]
async fn a_reset_that_fails_says_why() {
    let mut stage = Stage::new();
    let mut browser = Browser::watching(&stage, &stage.supervisor(), 1).await;
    stage.store.fail_next(StoreCall::Wipe, StoreFailure::Unavailable);
    browser.send(&json!({ "type": "reset-whatsapp-credentials", "requestId": "r" }));
    let error = browser.frame("reset-error").await;
    assert_eq!((&error["error"], &error["requestId"]), (&json!("STORE_UNAVAILABLE"), &json!("r")));
    stage.opens_nothing().await;
}

#[actix::test]
async fn phone_mismatch_is_told_to_its_asker_only() {
    let mut stage = Stage::new();
    stage.put_linked(SALON, ASKED);
    let supervisor = stage.supervisor();
    let mut owner = Browser::watching(&stage, &supervisor, 1).await;
    let link = stage.link().await;
    link.connects(ASKED).await;
    owner.frame("whatsapp-connected").await;
    owner.state("connected").await;
    let mut stranger = Browser::watching(&stage, &supervisor, 2).await;
    stranger.ask_code(OTHER, "r1");
    let error = stranger.frame("pairing-code-error").await;
    assert_eq!((&error["code"], &error["requestId"]), (&json!("PHONE_MISMATCH"), &json!("r1")));
    assert_eq!((&error["userAction"], &error["storedPhone"]), (&json!("change_number"), &json!("7900•••••63")));
    owner.hears_nothing().await;
    assert!(!link.has_request());
}
