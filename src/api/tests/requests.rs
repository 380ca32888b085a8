//! Tests of what all requests have in common: correlation, metrics, methods.

use super::*;

#[actix_web::test]
async fn trace_id_is_the_correlation_id_unless_one_is_sent() {
    let api = Api::new().await;
    let service = api.service().await;
    let trace = ("traceparent", "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01");
    let request = TestRequest::with_uri("/healthz").insert_header(trace).to_request();
    let answer = call_service(&service, request).await;
    assert_eq!(answer.headers().get("x-correlation-id").unwrap(), "4bf92f3577b34da6a3ce929d0e0e4736");
    let both = TestRequest::with_uri("/healthz").insert_header(trace).insert_header(("x-correlation-id", "mine"));
    let answer = call_service(&service, both.to_request()).await;
    assert_eq!(answer.headers().get("x-correlation-id").unwrap(), "mine");
}

#[actix_web::test]
async fn requests_are_counted_by_pattern_never_by_company() {
    let api = Api::new().await;
    api.answer(Method::GET, "/api/whatsapp/sessions/997441").await;
    api.answer(Method::GET, "/api/whatsapp/sessions/880012").await;
    api.answer(Method::GET, "/no/such/path").await;
    let service = api.service().await;
    let answer = call_service(&service, api.by_admin(TestRequest::with_uri("/metrics")).to_request()).await;
    assert!(
        answer.headers().get("content-type").unwrap().to_str().unwrap().starts_with("application/openmetrics-text")
    );
    let text = String::from_utf8(actix_web::test::read_body(answer).await.to_vec()).unwrap();
    let counted = text.lines().find(|line| {
        line.starts_with("linekeeper_http_requests_total") && line.contains("/api/whatsapp/sessions/{company}\"")
    });
    assert!(counted.unwrap_or_default().ends_with(" 2"), "{text}");
    assert!(text.contains("unmatched") && !text.contains("997441"), "{text}");
}

#[actix_web::test]
async fn methods_that_an_endpoint_does_not_know_are_405() {
    let api = Api::new().await;
    for (method, path) in [
        (Method::GET, "/restart"),
        (Method::GET, "/disconnect"),
        (Method::POST, "/restart-policy"),
        (Method::GET, "/pairing"),
        (Method::POST, "/events"),
        (Method::DELETE, "/events"),
    ] {
        let (status, problem) = api.answer(method, &format!("/api/whatsapp/sessions/997441{path}")).await;
        assert_eq!((status, problem["code"].as_str()), (405, Some("BAD_REQUEST")), "{path}");
    }
    assert_eq!(api.answer(Method::POST, "/metrics").await.0, 405);
}

#[actix_web::test]
async fn temporary_failure_has_retry_after() {
    let api = Api::new().await;
    api.store.break_down();
    let service = api.service().await;
    let answer = call_service(&service, TestRequest::with_uri("/readyz").to_request()).await;
    assert_eq!(answer.headers().get("retry-after").unwrap(), "5");
    let problem: Value = read_body_json(answer).await;
    assert_eq!(problem["retryAfterMs"], 5000);
}

#[actix_web::test]
async fn refused_client_version_is_shown_but_does_not_fail_readiness() {
    let api = Api::new().await;
    assert_eq!(api.answer(Method::GET, "/readyz").await.1["whatsapp"], "accepted");
    api.refuse_version().await;
    let (status, ready) = api.answer(Method::GET, "/readyz").await;
    assert_eq!((status, ready["whatsapp"].as_str()), (200, Some("client_outdated")));
}
