//! Tests of keys, dashboard sessions, onboarding links and rate limits beyond the matrix.

use std::time::Duration;

use actix_web::cookie::{Cookie, SameSite};
use linekeeper_domain::access::{AccessId, Principal};
use linekeeper_domain::branding::LinkDetails;
use linekeeper_ports::{OnboardingLinks as _, Pass, StoredLink, TokenCheck as _, TokenRefusal};
use serde_json::json;

use super::*;

const SALON: &str = "/api/whatsapp/sessions/997441";
const VISIT: &str = "/api/dashboard/visit";
const LINKS: &str = "/api/whatsapp/sessions/997441/onboarding-links";

fn sign_in(key: &str) -> TestRequest {
    TestRequest::post().uri(VISIT).set_json(json!({ "key": key }))
}

fn with_key(request: TestRequest, key: &str) -> TestRequest {
    request.insert_header(("authorization", format!("Bearer {key}")))
}

fn with_visit(request: TestRequest, (cookie, csrf): &(String, String)) -> TestRequest {
    request.cookie(Cookie::new(crate::access::COOKIE, cookie.clone())).insert_header(("x-csrf-token", csrf.clone()))
}

#[actix_web::test]
async fn session_cookie_is_secure_http_only_and_same_site() {
    let api = Api::new().await;
    let answer = call_service(&api.service().await, sign_in(&api.admin).to_request()).await;
    let cookie = answer.response().cookies().next().unwrap();
    assert_eq!((cookie.http_only(), cookie.secure(), cookie.path()), (Some(true), Some(true), Some("/")));
    assert_eq!((cookie.same_site(), cookie.domain()), (Some(SameSite::Strict), None));
    assert!(cookie.name().starts_with("__Host-"));
}

#[actix_web::test]
async fn dashboard_session_ends_by_idling_by_age_and_by_sign_out() {
    let api = Api::new().await;
    let visit = api.sign_in(&api.admin).await;
    let look = || with_visit(TestRequest::get().uri(VISIT), &visit);
    for _ in 0..24 {
        api.clock.advance(Duration::from_secs(29 * 60));
        assert_eq!(api.answer_to_nobody(look()).await.0, 200);
    }
    api.clock.advance(Duration::from_secs(29 * 60));
    let (status, problem) = api.answer_to_nobody(look()).await;
    assert_eq!((status, problem["code"].as_str()), (401, Some("UNAUTHORIZED")), "twelve hours are over");

    let visit = api.sign_in(&api.admin).await;
    let out = with_visit(TestRequest::delete().uri(VISIT), &visit);
    assert_eq!(api.answer_to_nobody(out).await.0, 204);
    assert_eq!(api.answer_to_nobody(with_visit(TestRequest::get().uri(VISIT), &visit)).await.0, 401);
}

#[actix_web::test]
async fn only_a_key_with_the_scope_admin_signs_in() {
    let api = Api::new().await;
    let key = api.key([Scope::SessionsRead, Scope::SessionsWrite].into_iter().collect()).await;
    let (status, problem) = api.answer_to_nobody(sign_in(&key)).await;
    assert_eq!((status, problem["code"].as_str()), (403, Some("FORBIDDEN")));
}

#[actix_web::test]
async fn failed_sign_ins_are_delayed_until_one_succeeds() {
    let api = Api::new().await;
    let id = api.admin.parse::<ApiKey>().unwrap().id().clone();
    let other = format!("lk_{id}_{}", "A".repeat(43));
    for _ in 0..4 {
        assert_eq!(api.answer_to_nobody(sign_in(&other)).await.0, 401);
    }
    let neighbour = api.key([Scope::Admin].into_iter().collect()).await;
    api.sign_in(&neighbour).await;
    let answer = call_service(&api.service().await, sign_in(&api.admin).to_request()).await;
    assert_eq!((answer.status().as_u16(), answer.headers().get("retry-after").unwrap().to_str().unwrap()), (429, "1"));
    api.clock.advance(Duration::from_secs(1));
    api.sign_in(&api.admin).await;
    assert_eq!(api.answer_to_nobody(sign_in(&other)).await.0, 401, "the count began anew");
}

#[actix_web::test]
async fn only_recently_confirmed_keys_are_accepted_during_an_outage() {
    let api = Api::new().await;
    assert_eq!(api.answer(Method::GET, SALON).await.0, 200);
    let other = api.key([Scope::Admin].into_iter().collect()).await;
    api.access.break_down();
    assert_eq!(api.answer(Method::GET, SALON).await.0, 200);
    let (status, problem) = api.answer_to_nobody(with_key(TestRequest::get().uri(SALON), &other)).await;
    assert_eq!((status, problem["code"].as_str()), (503, Some("STORE_UNAVAILABLE")));
    let id = api.admin.parse::<ApiKey>().unwrap().id().clone();
    let forged = format!("lk_{id}_{}", "A".repeat(43));
    let (status, _) = api.answer_to_nobody(with_key(TestRequest::get().uri(SALON), &forged)).await;
    assert_eq!(status, 503, "it is not told whether there is such a key");
    api.clock.advance(Duration::from_secs(600));
    assert_eq!(api.answer(Method::GET, SALON).await.0, 503, "not for ever");
}

#[actix_web::test]
async fn key_use_is_recorded_and_revocation_takes_effect_at_once() {
    let api = Api::new().await;
    let id = api.admin.parse::<ApiKey>().unwrap().id().clone();
    assert_eq!(api.access.api_key(&id).await.unwrap().unwrap().last_used_at, None);
    assert_eq!(api.answer(Method::GET, SALON).await.0, 200);
    assert_eq!(api.access.api_key(&id).await.unwrap().unwrap().last_used_at, Some(api.clock.now()));
    api.access.revoke_api_key(&id, api.clock.now()).await.unwrap();
    assert_eq!(api.answer(Method::GET, SALON).await.0, 401);
}

#[actix_web::test]
async fn refusal_has_www_authenticate() {
    let api = Api::new().await;
    let answer = call_service(&api.service().await, TestRequest::get().uri(SALON).to_request()).await;
    assert!(answer.headers().get("www-authenticate").unwrap().to_str().unwrap().starts_with("Bearer"));
}

#[actix_web::test]
async fn link_lasts_a_day_and_has_its_token_in_the_fragment() {
    let api = Api::new().await;
    let asked = TestRequest::post().uri(LINKS).insert_header(("host", "localhost:8080"));
    let (status, link) = api.answer_to(asked).await;
    assert_eq!((status, link["companyId"].as_str()), (201, Some("997441")), "{link}");
    let (page, fragment) = link["url"].as_str().unwrap().split_once('#').unwrap();
    assert_eq!(page, "http://localhost:8080/connect");
    assert_eq!(fragment, format!("token={}", link["token"].as_str().unwrap()));
    let expected = api.clock.now() + chrono::TimeDelta::days(1);
    assert_eq!(link["expiresAt"], json!(expected));
    let (_, short) = api.send(Method::POST, LINKS, json!({ "ttlSeconds": 60 })).await;
    assert_eq!(short["expiresAt"], json!(api.clock.now() + chrono::TimeDelta::minutes(1)));
}

#[actix_web::test]
async fn link_lifetime_out_of_range_is_refused() {
    let api = Api::new().await;
    for (body, expected) in [
        (json!({ "ttlSeconds": 0 }), 422),
        (json!({ "ttlSeconds": 604_801 }), 422),
        (json!({ "ttlSeconds": "1h" }), 400),
        (json!([]), 400),
    ] {
        let (status, problem) = api.send(Method::POST, LINKS, body.clone()).await;
        assert_eq!(status, expected, "{body}: {problem}");
    }
}

#[actix_web::test]
async fn link_is_revoked_under_its_own_company_only_and_journaled() {
    let api = Api::new().await;
    let (_, link) = api.answer(Method::POST, LINKS).await;
    let id = link["linkId"].as_str().unwrap();
    let elsewhere = format!("/api/whatsapp/sessions/880012/onboarding-links/{id}");
    assert_eq!(api.answer(Method::DELETE, &elsewhere).await.0, 404);
    assert_eq!(api.answer(Method::DELETE, &format!("{LINKS}/{id}")).await.0, 204);
    let token = format!("linekeeper, {}", link["token"].as_str().unwrap());
    let open = TestRequest::get().uri(&format!("{SALON}/ws")).insert_header(("sec-websocket-protocol", token));
    let (status, problem) = api.answer_to_nobody(open).await;
    assert_eq!((status, problem["detail"].as_str()), (401, Some("the link was revoked")));
    let (_, events) = api.answer(Method::GET, &format!("{SALON}/events")).await;
    let seen: Vec<_> = events["events"].as_array().unwrap().iter().map(|event| &event["event"]).collect();
    assert_eq!(seen, ["onboarding_link_revoked", "onboarding_link_made"]);
    let key = api.admin.parse::<ApiKey>().unwrap();
    assert_eq!(events["events"][0]["principal"], format!("key:{}", key.id()));
    assert!(!events.to_string().contains(link["token"].as_str().unwrap()));
}

#[actix_web::test]
async fn phone_is_masked_without_the_scope_sessions_read() {
    let api = Api::new().await;
    let phone = "79936363848".parse().unwrap();
    api.store.put(&"997441".parse().unwrap(), FakeRow::linked(&phone, api.clock.now()));
    let status_of = async |scope| {
        let key = api.key([scope].into_iter().collect()).await;
        api.answer_to_nobody(with_key(TestRequest::get().uri(&format!("{SALON}/credentials/status")), &key)).await.1
    };
    assert_eq!(status_of(Scope::SessionsRead).await["storedPhone"], "79936363848");
    let masked = status_of(Scope::SessionsWrite).await["storedPhone"].clone();
    assert!(masked.as_str().unwrap().contains('•'), "{masked}");
}

#[actix_web::test]
async fn other_origins_cannot_open_sockets_or_use_the_cookie() {
    let api = Api::new().await;
    let visit = api.sign_in(&api.admin).await;
    for (origin, welcome) in [("https://evil.example", false), ("http://localhost:8080", true)] {
        let open = TestRequest::get().uri(&format!("{SALON}/ws")).insert_header(("origin", origin));
        let open = open.insert_header(("host", "localhost:8080"));
        let (status, problem) = api.answer_to_nobody(open).await;
        assert_eq!(status != 403, welcome, "{origin}: {problem}");
        let reset = with_visit(TestRequest::post().uri(&format!("{SALON}/reset")), &visit);
        let reset = reset.insert_header(("origin", origin)).insert_header(("host", "localhost:8080"));
        assert_eq!(api.answer_to_nobody(reset).await.0 != 403, welcome, "{origin}");
    }
}

#[actix_web::test]
async fn each_rate_limit_answers_429_with_retry_after() {
    let one = Rate { per_second: NonZeroU32::MIN, burst: NonZeroU32::MIN };
    let usual = LimitSettings::default();
    for limits in [
        LimitSettings { address: one, ..usual },
        LimitSettings { key: one, ..usual },
        LimitSettings { company: one, ..usual },
    ] {
        let api = Api::with(AccessSettings { limits, ..AccessSettings::default() }).await;
        assert_eq!(api.answer(Method::GET, SALON).await.0, 200, "{limits:?}");
        let service = api.service().await;
        let again = with_key(TestRequest::get().uri(SALON), &api.admin).to_request();
        let answer = call_service(&service, again).await;
        assert_eq!(answer.status(), 429, "{limits:?}");
        assert_eq!(answer.headers().get("retry-after").unwrap(), "1");
        let problem: Value = read_body_json(answer).await;
        assert_eq!(problem["code"], "TOO_MANY_REQUESTS");
    }
}

#[actix_web::test]
async fn unauthenticated_requests_do_not_use_up_the_company_limit() {
    let few = Rate { per_second: NonZeroU32::MIN, burst: NonZeroU32::new(2).unwrap() };
    let limits = LimitSettings { company: few, ..LimitSettings::default() };
    let api = Api::with(AccessSettings { limits, ..AccessSettings::default() }).await;
    for _ in 0..20 {
        assert_eq!(api.answer_to_nobody(TestRequest::get().uri(&format!("{SALON}/ws"))).await.0, 400);
    }
    assert_eq!(api.answer(Method::GET, SALON).await.0, 200);
}

#[actix_web::test]
async fn link_url_ignores_headers_other_than_host() {
    let api = Api::new().await;
    for (header, value) in [
        ("x-forwarded-host", "evil.example"),
        ("forwarded", "host=\"evil.example\";proto=javascript"),
        ("x-forwarded-proto", "javascript"),
        ("host", "evil.example/x?y#"),
        ("host", "a\"<script>"),
    ] {
        let request = TestRequest::post().uri(LINKS).insert_header((header, value));
        let (_, link) = api.answer_to(request).await;
        let url = link["url"].as_str().unwrap();
        assert!(url.starts_with("http://localhost"), "{header}: {value}: {url}");
    }
}

#[actix_web::test]
async fn metrics_are_public_only_if_configured() {
    let api = Api::with(AccessSettings { open_metrics: true, ..AccessSettings::default() }).await;
    assert_eq!(api.answer_to_nobody(TestRequest::get().uri("/metrics")).await.0, 200);
    let api = Api::new().await;
    assert_eq!(api.answer_to_nobody(TestRequest::get().uri("/metrics")).await.0, 401);
}

/// Id number `number` of many.
fn numbered(number: u8) -> AccessId {
    let mut bytes = [0; AccessId::LENGTH];
    (bytes[0], bytes[1]) = (number / 32, number % 32);
    AccessId::from_random(bytes)
}

#[actix_web::test]
async fn sockets_share_one_query_for_revocations() {
    let api = Api::new().await;
    let access = &api.state.access;
    let mut passes = Vec::new();
    for number in 0..200_u8 {
        let (id, company): (_, CompanyId) = (numbered(number), "997441".parse().unwrap());
        let (created_at, expires_at) = (api.clock.now(), api.clock.now() + Duration::from_secs(900));
        let link = StoredLink {
            id: id.clone(),
            company: company.clone(),
            made_by: "test".into(),
            created_at,
            expires_at,
            revoked_at: None,
            short_hash: None,
            details: LinkDetails::default(),
        };
        api.access.add_onboarding_link(link).await.unwrap();
        let principal = Principal::Onboarding { link: id, company };
        // Two passes each, as of a page open in two windows.
        passes.extend([Pass { principal: principal.clone(), expires_at: None }, Pass { principal, expires_at: None }]);
    }
    let ask = || futures::future::join_all(passes.iter().map(|pass| access.still_counts(pass)));
    assert!(ask().await.iter().all(Result::is_ok));
    assert_eq!(api.access.questions_about_many(), 1);

    let company: CompanyId = "997441".parse().unwrap();
    api.access.revoke_onboarding_link(&company, &numbered(7), api.clock.now()).await.unwrap();
    let answers = ask().await;
    let refused: Vec<_> =
        answers.iter().zip(0..).filter(|(answer, _)| answer.is_err()).map(|(_, place)| place / 2).collect();
    assert_eq!((refused, answers[14]), (vec![7, 7], Err(TokenRefusal::Revoked)));
    assert_eq!(api.access.questions_about_many(), 2);

    api.access.break_down();
    assert!(ask().await.iter().all(|answer| *answer == Err(TokenRefusal::Unavailable)));
    api.access.mend();
    assert_eq!(ask().await.iter().filter(|answer| answer.is_ok()).count(), 398);
}
