//! Tests of idempotency keys.

use std::time::Duration;

use linekeeper_ports::fake::StoreCall;
use serde_json::json;

use super::*;

const PAIRING: &str = "/api/whatsapp/sessions/997441/pairing";
const RESET: &str = "/api/whatsapp/sessions/997441/reset";

struct Answer {
    status: u16,
    body: Value,
    replayed: bool,
}

async fn post(api: &Api, path: &str, key: &str, body: Option<Value>) -> Answer {
    let request = TestRequest::post().uri(path).insert_header(("idempotency-key", key));
    let request = body.into_iter().fold(request, TestRequest::set_json);
    let service = api.service().await;
    let answer = call_service(&service, api.by_admin(request).to_request()).await;
    assert!(answer.headers().contains_key("x-correlation-id"));
    let replayed = answer.headers().get("idempotent-replayed").is_some_and(|value| value == "true");
    let status = answer.status().as_u16();
    let body = actix_web::test::read_body(answer).await;
    Answer { status, body: serde_json::from_slice(&body).unwrap(), replayed }
}

#[actix_web::test]
async fn repeated_pairing_gets_the_stored_response_and_starts_once() {
    let api = Api::new().await;
    let number = json!({ "phoneNumber": "8 900 646-42-63" });
    let first = post(&api, PAIRING, "\"k\"", Some(number.clone())).await;
    assert_eq!((first.status, first.replayed), (202, false), "{}", first.body);
    assert_eq!(api.answer(Method::DELETE, PAIRING).await.0, 200);
    let again = post(&api, PAIRING, "k", Some(number.clone())).await;
    assert_eq!((again.status, again.replayed), (202, true));
    assert_eq!(again.body, first.body);
    let (_, session) = api.answer(Method::GET, "/api/whatsapp/sessions/997441").await;
    assert_eq!(session["state"], "idle", "given up, and not begun again");
    assert!(!post(&api, PAIRING, "another", Some(number)).await.replayed);
}

#[actix_web::test]
async fn reused_key_with_another_body_is_422_per_path_and_caller() {
    let api = Api::new().await;
    post(&api, PAIRING, "k", Some(json!({ "method": "qr" }))).await;
    let other = post(&api, PAIRING, "k", Some(json!({ "method": "code", "phoneNumber": "79006464263" }))).await;
    assert_eq!((other.status, other.body["code"].as_str()), (422, Some("BAD_REQUEST")), "{}", other.body);
    assert!(!post(&api, RESET, "k", None).await.replayed);
    let key = api.key([Scope::SessionsWrite].into_iter().collect()).await;
    let request = TestRequest::post().uri(RESET).insert_header(("idempotency-key", "k"));
    let service = api.service().await;
    let request = request.insert_header(("authorization", format!("Bearer {key}"))).to_request();
    assert!(!call_service(&service, request).await.headers().contains_key("idempotent-replayed"));
}

#[actix_web::test]
async fn repeat_of_a_running_request_is_409_for_at_most_a_minute() {
    let api = Api::new().await;
    post(&api, RESET, "k", None).await;
    let claim = api.idempotency.claims().remove(0);
    api.idempotency.forget_answers();
    let second = post(&api, RESET, "k", None).await;
    assert_eq!((second.status, second.replayed), (409, false), "{}", second.body);
    api.clock.advance(Duration::from_secs(60));
    assert_eq!(post(&api, RESET, "k", None).await.status, 200);
    assert!(post(&api, RESET, "k", None).await.replayed);
    assert!(api.idempotency.claims().remove(0).at > claim.at);
}

#[actix_web::test]
async fn request_is_finished_and_its_response_kept_after_disconnect() {
    let api = Api::new().await;
    let phone = "79936363848".parse().unwrap();
    api.store.put(&"997441".parse().unwrap(), FakeRow::linked(&phone, api.state.clock.now()));
    let mut wipe = api.store.hold_next(StoreCall::Wipe);
    let service = api.service().await;
    let request = TestRequest::post().uri(RESET).insert_header(("idempotency-key", "k"));
    let first = service.call(api.by_admin(request).to_request());
    let gone = futures::future::select(Box::pin(first), Box::pin(wipe.reached())).await;
    assert!(matches!(gone, futures::future::Either::Right(_)), "it is under way");
    assert_eq!(post(&api, RESET, "k", None).await.status, 409);
    drop(gone);
    wipe.release();
    let mut again = post(&api, RESET, "k", None).await;
    for _ in 0..1000 {
        if again.status != 409 {
            break;
        }
        actix_web::rt::time::sleep(Duration::from_millis(5)).await;
        again = post(&api, RESET, "k", None).await;
    }
    assert_eq!((again.status, again.replayed), (200, true), "{}", again.body);
    assert_eq!(api.store.calls().iter().filter(|(call, _)| *call == StoreCall::Wipe).count(), 1);
}

#[actix_web::test]
async fn refusals_are_replayed_and_server_errors_are_not() {
    let api = Api::new().await;
    let wrong = json!({ "phoneNumber": "no number 123456" });
    for replayed in [false, true] {
        let refused = post(&api, PAIRING, "k", Some(wrong.clone())).await;
        assert_eq!((refused.status, refused.replayed), (422, replayed));
        assert_eq!(refused.body["code"], "INVALID_PHONE");
    }
    api.store.break_down();
    assert_eq!(post(&api, RESET, "r", None).await.status, 503);
    api.store.recover();
    let mended = post(&api, RESET, "r", None).await;
    assert_eq!((mended.status, mended.replayed), (200, false));
}

#[actix_web::test]
async fn stored_responses_contain_no_code_and_no_number() {
    let api = Api::new().await;
    for (key, body) in [
        ("a", json!({ "phoneNumber": "8 900 646-42-63" })),
        ("b", json!({ "phoneNumber": "0 123 456 789 000" })),
        ("c", json!({ "phoneNumber": 79006464263_u64 })),
        ("d", json!({ "method": "qr", "phoneNumber": "79006464263" })),
    ] {
        post(&api, PAIRING, key, Some(body)).await;
    }
    let kept = api.idempotency.answers();
    assert_eq!(kept.len(), 4);
    for answer in kept {
        let fields: Value = serde_json::from_str(&answer.body).unwrap();
        let digits = |text: &str| text.chars().filter(char::is_ascii_digit).collect::<String>();
        let told = format!("{}{}", fields["detail"], fields["sessionId"]);
        assert!(!digits(&told).contains("6464263") && !digits(&told).contains("456789"), "{}", answer.body);
        assert!(fields.get("phoneNumber").is_none() && fields.get("qr").is_none());
        assert!(fields["code"].is_null() || ErrorCode::named(fields["code"].as_str().unwrap()).is_some());
    }
}

#[actix_web::test]
async fn invalid_key_large_body_and_outage_are_problems() {
    let api = Api::new().await;
    for key in ["", "a b", "\"\"", &"x".repeat(256)] {
        assert_eq!(post(&api, RESET, key, None).await.status, 400, "{key:?}");
    }
    let huge = json!({ "phoneNumber": "9".repeat(20_000) });
    assert_eq!(post(&api, PAIRING, "k", Some(huge)).await.status, 413);
    api.idempotency.break_down();
    let (status, body) = {
        let a = post(&api, RESET, "k", None).await;
        (a.status, a.body)
    };
    assert_eq!((status, body["code"].as_str()), (503, Some("STORE_UNAVAILABLE")));
    assert_eq!(api.answer(Method::POST, RESET).await.0, 200, "without a key nothing is asked");
}

#[actix_web::test]
async fn a_body_is_read_by_the_endpoint_as_it_was_sent() {
    let api = Api::new().await;
    let empty = post(&api, PAIRING, "k", None).await;
    assert_eq!(empty.status, 415, "{}", empty.body);
    let begun = post(&api, PAIRING, "l", Some(json!({ "method": "qr" }))).await;
    assert_eq!(begun.status, 202);
    let (_, session) = api.answer(Method::GET, "/api/whatsapp/sessions/997441").await;
    assert_eq!(session["pairing"]["method"], "qr");
}

#[actix_web::test]
async fn retry_after_master_key_rotation_is_answered_as_before() {
    let mut api = Api::new().await;
    let body = json!({ "phoneNumber": "8 900 646-42-63" });
    let first = post(&api, PAIRING, "k", Some(body.clone())).await;
    assert_eq!(first.status, 202, "{}", first.body);
    let (next, before) = (MasterKeys::generate("next".parse().unwrap()), api.keys.current().to_text());
    let rotated: MasterKeys = format!("{} {}", *next.current().to_text(), *before).parse().unwrap();
    let settings = api.state.access.settings.clone();
    api.state.access = Access::new(api.access.clone(), rotated, api.clock.clone(), settings);
    let again = post(&api, PAIRING, "k", Some(body)).await;
    assert_eq!((again.status, again.replayed, again.body), (202, true, first.body));
    let other = post(&api, PAIRING, "k", Some(json!({ "method": "qr" }))).await;
    assert_eq!(other.status, 422, "another body is another one under every key");
}

#[actix_web::test]
async fn retry_after_the_old_master_key_was_taken_out_is_replayed() {
    let mut api = Api::new().await;
    let body = json!({ "phoneNumber": "8 900 646-42-63" });
    let first = post(&api, PAIRING, "k", Some(body.clone())).await;
    assert_eq!(first.status, 202, "{}", first.body);
    let settings = api.state.access.settings.clone();
    let rotated = MasterKeys::generate("next".parse().unwrap());
    api.state.access = Access::new(api.access.clone(), rotated, api.clock.clone(), settings);
    let again = post(&api, PAIRING, "k", Some(body)).await;
    assert_eq!((again.status, again.replayed, again.body), (202, true, first.body));
    // Bodies of new requests are compared again.
    post(&api, PAIRING, "l", Some(json!({ "method": "qr" }))).await;
    let other = post(&api, PAIRING, "l", Some(json!({ "phoneNumber": "8 900 646-42-63" }))).await;
    assert_eq!(other.status, 422, "{}", other.body);
}
