//! Tests that every error is a problem document.

use super::*;

async fn problem(api: &Api, request: TestRequest, expected: u16) -> Option<String> {
    let service = api.service().await;
    let request = request.to_request();
    let what = format!("{} {}", request.method(), request.uri());
    let answer = call_service(&service, request).await;
    assert_eq!(answer.status(), expected, "{what}");
    assert_eq!(answer.headers().get("content-type").unwrap(), "application/problem+json", "{what}");
    let correlation = answer.headers().get("x-correlation-id").unwrap().to_str().unwrap().to_owned();
    let allow = answer.headers().get("allow").map(|allow| allow.to_str().unwrap().to_owned());
    let document: Value = read_body_json(answer).await;
    assert_eq!(document["correlationId"], correlation, "{what}");
    assert_eq!(document["status"], expected, "{what}");
    assert!(ErrorCode::named(document["code"].as_str().unwrap()).is_some(), "{what}");
    allow
}

fn request(method: Method, path: &str) -> TestRequest {
    TestRequest::with_uri(path).method(method)
}

#[actix_web::test]
async fn unknown_path_is_404_and_unknown_method_405_with_allow() {
    let api = Api::new().await;
    for path in ["/no/such/path", "/docs/", "/docs/nothing", "/docs/errors/x", "/openapi.json/", "/api", "//"] {
        problem(&api, request(Method::GET, path), 404).await;
    }
    for (method, path, allow) in [
        (Method::PATCH, "/healthz", "GET"),
        (Method::DELETE, "/openapi.json", "GET"),
        (Method::GET, "/api/whatsapp/sessions/997441/pairing", "POST, DELETE"),
        (Method::POST, "/api/whatsapp/sessions/997441/restart-policy", "GET, PUT, DELETE"),
        (Method::OPTIONS, "/api/whatsapp/sessions", "GET"),
    ] {
        assert_eq!(problem(&api, request(method, path), 405).await.as_deref(), Some(allow), "{path}");
    }
}

#[actix_web::test]
async fn refusals_by_actix_are_problem_documents() {
    let api = Api::new().await;
    let company = "/api/whatsapp/sessions/997441";
    let by_admin = |method: Method, path: &str| api.by_admin(request(method, path));
    for path in ["/api/whatsapp/sessions/%FF", "/api/whatsapp/sessions/%00", "/api/whatsapp/sessions/a%20b"] {
        problem(&api, by_admin(Method::GET, path), 400).await;
    }
    problem(&api, by_admin(Method::DELETE, &format!("{company}/onboarding-links/nobody")), 400).await;
    problem(&api, by_admin(Method::GET, "/api/whatsapp/sessions?limit=many"), 400).await;
    problem(&api, by_admin(Method::GET, &format!("{company}/ws")), 400).await;
    let json = ("content-type", "application/json");
    let pairing = || by_admin(Method::POST, &format!("{company}/pairing"));
    problem(&api, pairing().insert_header(json).set_payload("{"), 400).await;
    problem(&api, pairing().insert_header(json).set_payload("x".repeat(20_000)), 413).await;
    problem(&api, pairing().set_payload("{}"), 415).await;
    problem(&api, pairing().insert_header(json).set_payload("{}"), 422).await;
}

#[actix_web::test]
async fn refusals_by_the_guard_are_problem_documents_and_counted() {
    let api = Api::new().await;
    problem(&api, request(Method::GET, "/api/whatsapp/sessions"), 401).await;
    let key = api.key([Scope::OnboardingCreate].into_iter().collect()).await;
    let other =
        request(Method::GET, "/api/whatsapp/sessions").insert_header(("authorization", format!("Bearer {key}")));
    problem(&api, other, 403).await;
    let text = api.state.metrics.render();
    for status in ["401", "403"] {
        let label = format!("status=\"{status}\"");
        let counted = text.lines().any(|line| line.starts_with("linekeeper_http_requests") && line.contains(&label));
        assert!(counted, "{status}: {text}");
    }
}

#[actix_web::test]
async fn errors_of_other_services_in_the_app_are_problem_documents() {
    use actix_web::{HttpResponse, web};
    let api = Api::new().await;
    let state = api.state.clone();
    let page = web::resource("/page").route(web::get().to(HttpResponse::Ok));
    let own = web::resource("/own").to(|| async { HttpResponse::Conflict().json("a form of its own") });
    let plain = web::resource("/plain").to(|| async { HttpResponse::BadGateway().body("words") });
    let app = App::new().wrap(middleware::from_fn(correlate)).service(page).service(own).service(plain);
    let service = init_service(app.configure(configure(state))).await;
    for (method, path, status, is_problem) in [
        (Method::POST, "/page", 405, true),
        (Method::GET, "/page/below", 404, true),
        (Method::GET, "/plain", 502, true),
        (Method::GET, "/own", 409, false),
        (Method::GET, "/page", 200, false),
    ] {
        let answer = call_service(&service, request(method, path).to_request()).await;
        assert_eq!(answer.status(), status, "{path}");
        let kind = answer.headers().get("content-type").map(|kind| kind.to_str().unwrap().to_owned());
        assert_eq!(kind.as_deref() == Some("application/problem+json"), is_problem, "{path}");
    }
}
