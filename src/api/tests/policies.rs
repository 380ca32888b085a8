//! Tests of restart policies, restarts, disconnects and pairings.

use linekeeper_domain::restart::{RestartKind, RestartPolicy};
use serde_json::json;

use super::*;

const POLICY: &str = "/api/whatsapp/sessions/997441/restart-policy";

#[actix_web::test]
async fn default_policy_applies_until_the_company_has_its_own() {
    let api = Api::new().await;
    let (status, shown) = api.answer(Method::GET, POLICY).await;
    assert_eq!(
        (status, shown["isDefault"].as_bool(), shown["policy"]["kind"].as_str()),
        (200, Some(true), Some("transient"))
    );
    let own = RestartPolicy { kind: RestartKind::Permanent, max_restarts: 3, ..RestartPolicy::default() };
    let (status, answer) = api.send(Method::PUT, POLICY, json!(own)).await;
    assert_eq!((status, answer["isDefault"].as_bool()), (200, Some(false)), "{answer}");
    let (_, shown) = api.answer(Method::GET, POLICY).await;
    assert_eq!(shown["policy"], json!(own));
    assert_eq!(api.answer(Method::DELETE, POLICY).await.1["isDefault"], true);
    assert_eq!(api.answer(Method::GET, POLICY).await.1["isDefault"], true);
}

#[actix_web::test]
async fn a_policy_that_makes_no_sense_is_refused_by_field() {
    let api = Api::new().await;
    let mut policy = json!(RestartPolicy::default());
    policy["windowSeconds"] = json!(0);
    let (status, problem) = api.send(Method::PUT, POLICY, policy.clone()).await;
    assert_eq!((status, problem["code"].as_str()), (422, Some("BAD_REQUEST")));
    assert!(problem["detail"].as_str().unwrap().contains("windowSeconds"), "{problem}");
    policy["windowSeconds"] = json!(60);
    policy["colour"] = json!("blue");
    assert_eq!(api.send(Method::PUT, POLICY, policy).await.0, 400);
}

#[actix_web::test]
async fn bodies_that_cannot_be_read_are_problems() {
    let api = Api::new().await;
    let put = || TestRequest::with_uri(POLICY).method(Method::PUT);
    let json = ("content-type", "application/json");
    let huge = format!("{{\"kind\":\"{}\"}}", "x".repeat(20_000));
    for (request, expected) in [
        (put().insert_header(json).set_payload("{"), 400),
        (put().insert_header(json).set_payload(""), 400),
        (put().insert_header(("content-type", "text/plain")).set_payload("{}"), 415),
        (put().insert_header(json).set_payload(huge), 413),
    ] {
        let (status, problem) = api.answer_to(request).await;
        assert_eq!((status, problem["code"].as_str()), (expected, Some("BAD_REQUEST")), "{problem}");
    }
}

#[actix_web::test]
async fn a_policy_that_cannot_be_stored_is_a_503() {
    let api = Api::new().await;
    api.store.break_down();
    for method in [Method::GET, Method::DELETE] {
        let (status, problem) = api.answer(method, POLICY).await;
        assert_eq!((status, problem["code"].as_str()), (503, Some("STORE_UNAVAILABLE")));
    }
}

#[actix_web::test]
async fn a_session_is_restarted_and_the_answer_says_so() {
    let api = Api::new().await;
    let (status, answer) = api.answer(Method::POST, "/api/whatsapp/sessions/997441/restart").await;
    assert_eq!((status, answer["sessionId"].as_str()), (200, Some("997441")));
    let (_, session) = api.answer(Method::GET, "/api/whatsapp/sessions/997441").await;
    assert_eq!(session["correlationId"], answer["correlationId"], "the new life is the one that was asked for");
}

#[actix_web::test]
async fn disconnect_succeeds_and_is_a_503_during_an_outage() {
    let api = Api::new().await;
    let path = "/api/whatsapp/sessions/997441/disconnect";
    let (status, answer) = api.answer(Method::POST, path).await;
    assert_eq!((status, answer["success"].as_bool(), answer["sessionId"].as_str()), (200, Some(true), Some("997441")));
    let phone = "79936363848".parse().unwrap();
    api.store.put(&"880012".parse().unwrap(), FakeRow::linked(&phone, api.state.clock.now()));
    let path = path.replace("997441", "880012");
    assert_eq!(api.answer(Method::POST, &path).await.0, 200);
    let (_, session) = api.answer(Method::GET, "/api/whatsapp/sessions/880012").await;
    let expected = json!(["error", "DISCONNECTED", "retry", true]);
    assert_eq!(json!([session["state"], session["code"], session["userAction"], session["linked"]]), expected);
    assert_eq!(api.answer(Method::POST, "/api/whatsapp/sessions/880012/restart").await.0, 200);
    api.store.break_down();
    let (status, problem) = api.answer(Method::POST, &path).await;
    assert_eq!((status, problem["code"].as_str()), (503, Some("STORE_UNAVAILABLE")));
}

#[actix_web::test]
async fn pairing_starts_by_number_or_qr_and_is_cancelled() {
    let api = Api::new().await;
    let path = "/api/whatsapp/sessions/997441/pairing";
    let (status, answer) = api.send(Method::POST, path, json!({ "phoneNumber": "8 900 646-42-63" })).await;
    assert_eq!((status, answer["success"].as_bool()), (202, Some(true)), "{answer}");
    let (_, session) = api.answer(Method::GET, "/api/whatsapp/sessions/997441").await;
    assert_eq!((session["state"].as_str(), session["pairing"]["method"].as_str()), (Some("creating"), Some("code")));
    assert_eq!(api.answer(Method::DELETE, path).await.0, 200);
    assert_eq!(api.send(Method::POST, path, json!({ "method": "qr" })).await.0, 202);
    for (body, code) in [
        (json!({ "phoneNumber": "no number" }), (422, "INVALID_PHONE")),
        (json!({}), (422, "BAD_REQUEST")),
        (json!({ "method": "qr", "phoneNumber": "79006464263" }), (422, "BAD_REQUEST")),
        (json!({ "method": "letter" }), (400, "BAD_REQUEST")),
    ] {
        let (status, problem) = api.send(Method::POST, path, body).await;
        assert_eq!((status, problem["code"].as_str().unwrap()), code, "{problem}");
    }
}

#[actix_web::test]
async fn another_number_than_the_linked_one_is_a_conflict() {
    let api = Api::new().await;
    let phone = "79936363848".parse().unwrap();
    let company: linekeeper_domain::CompanyId = "880012".parse().unwrap();
    api.store.put(&company, FakeRow::linked(&phone, api.state.clock.now()));
    let path = "/api/whatsapp/sessions/880012/pairing";
    for body in
        [json!({ "phoneNumber": "79006464263" }), json!({ "phoneNumber": "79006464263", "changeNumber": false })]
    {
        let (status, problem) = api.send(Method::POST, path, body).await;
        assert_eq!((status, problem["code"].as_str()), (409, Some("PHONE_MISMATCH")), "{problem}");
        assert_eq!(problem["storedPhone"], "7993•••••48");
        assert_eq!((problem["userAction"].as_str(), problem["retryAfterMs"].is_null()), (Some("change_number"), true));
    }
    assert_eq!(api.send(Method::POST, path, json!({ "phoneNumber": "+7 993 636-38-48" })).await.0, 202);
    assert_eq!(api.store.row(&company).unwrap().linked_phone, Some(phone));
    let change = json!({ "phoneNumber": "79006464263", "changeNumber": true });
    assert_eq!(api.send(Method::POST, path, change).await.0, 202);
}
