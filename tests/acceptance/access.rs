//! Access over the real service: API keys, onboarding links, dashboard sessions, WebSockets.

use linekeeper_acceptance::{NEW_PHONE, OTHER_SALON, SALON, World};
use linekeeper_harness::Method;
use linekeeper_harness::{Browser, Database, Service, ServiceOptions, linekeeper};
use serde_json::{Value, json};

const NOWHERE: &str = "ws://127.0.0.1:1/ws/chat";

async fn service_alone() -> (Database, Service) {
    let database = Database::fresh().await;
    let service = Service::start(&database, &ServiceOptions::with_endpoint(NOWHERE)).await;
    (database, service)
}

async fn link(service: &Service, company: &str, body: Value) -> Value {
    let path = format!("/api/whatsapp/sessions/{company}/onboarding-links");
    let (status, link) = service.post_json(&path, &body).await;
    assert_eq!(status, 201, "{link}");
    link
}

fn token_of(link: &Value) -> &str {
    link["token"].as_str().expect("a token")
}

async fn stranger(service: &Service, company: &str) -> Browser {
    service.stranger(company, &[]).await.expect("strangers may open a socket, to say who they are")
}

async fn authenticate(socket: &mut Browser, token: &str) {
    socket.send(json!({ "type": "authenticate", "token": token, "requestId": "r-1" })).await;
}

#[tokio::test]
async fn first_start_prints_the_only_admin_key() {
    let (database, service) = service_alone().await;
    let key = service.key().to_owned();
    assert!(key.starts_with("lk_") && database.admin_key() == key);
    assert!(!service.whole_log().contains(&key), "the log is for many");
    service.stop().await;
    let again = Service::start(&database, &ServiceOptions::with_endpoint(NOWHERE)).await;
    assert_eq!(again.key(), key);
    let keys = linekeeper(&database, &["keys", "list"]).await.expect("a list");
    assert_eq!(keys.lines().count(), 2, "a head and one key:\n{keys}");
    assert!(!keys.contains(key.splitn(3, '_').last().expect("a secret")), "{keys}");
}

#[tokio::test]
async fn keys_are_made_listed_and_revoked_beside_a_running_service() {
    for database in [Database::fresh().await, Database::embedded()] {
        let service = Service::start(&database, &ServiceOptions::with_endpoint(NOWHERE)).await;
        let words = ["keys", "create", "--label", "reader", "--scope", "sessions:read"];
        let key = linekeeper(&database, &words).await.expect("a key");
        let read = async || {
            let request = service.request_of_nobody(Method::GET, "/api/whatsapp/sessions").bearer_auth(key.trim());
            service.fetch(request).await.status().as_u16()
        };
        assert_eq!(read().await, 200);
        let reset = service.request_of_nobody(Method::POST, "/api/whatsapp/sessions/997441/reset");
        assert_eq!(service.fetch(reset.bearer_auth(key.trim())).await.status(), 403);
        let list = linekeeper(&database, &["keys", "list"]).await.expect("a list");
        let row = list.lines().find(|line| line.contains("reader")).expect("its row");
        assert!(row.contains("counts") && row.contains("sessions:read") && !row.contains("never"), "{list}");
        let id = key.split('_').nth(1).expect("its name");
        linekeeper(&database, &["keys", "revoke", id]).await.expect("revoked");
        assert_eq!(read().await, 401);
        assert!(linekeeper(&database, &["keys", "revoke", id]).await.is_err(), "once is enough");
        service.stop().await;
    }
}

#[tokio::test]
async fn pairing_by_link_is_journalled_with_the_link_as_principal() {
    let world = World::fresh().await;
    let link = link(&world.service, SALON, json!({})).await;
    let mut page = stranger(&world.service, SALON).await;
    authenticate(&mut page, token_of(&link)).await;
    assert_eq!(page.next().await.expect("an answer")["type"], "authenticated", "first that, then the session");
    world.link_on(&mut page, NEW_PHONE).await;
    let asked = world.service.events(SALON).await.into_iter().find(|event| event["event"] == "pairing_requested");
    let expected = format!("link:{}", link["linkId"].as_str().expect("an id"));
    assert_eq!(asked.expect("an entry")["principal"], expected);
    let log = world.service.whole_log();
    assert!(!log.contains(token_of(&link)) && !log.contains(world.service.key()));
}

#[tokio::test]
async fn unauthenticated_socket_gets_unauthorized_then_closes() {
    let world = World::fresh().await;
    world.link(SALON, NEW_PHONE).await;
    let mut socket = stranger(&world.service, SALON).await;
    socket.send(json!({ "type": "reset-whatsapp-credentials" })).await;
    let answer = socket.next().await.expect("an answer");
    assert_eq!((answer["type"].as_str(), answer["code"].as_str()), (Some("error"), Some("UNAUTHORIZED")));
    assert_eq!(socket.closed_with().await.expect("a reason").0, 4408, "nobody waits for ever");
    assert_eq!(world.status(SALON).await["state"], "connected");
}

#[tokio::test]
async fn token_opens_its_own_company_only() {
    let (_database, service) = service_alone().await;
    let link = link(&service, SALON, json!({})).await;
    let mut other = stranger(&service, OTHER_SALON).await;
    authenticate(&mut other, token_of(&link)).await;
    assert_eq!(other.frame("error").await["code"], "FORBIDDEN");
    assert_eq!(other.closed_with().await.expect("a reason").0, 4403);
    let offered = format!("linekeeper, {}", token_of(&link));
    let offered = [("sec-websocket-protocol", offered.as_str())];
    assert!(service.stranger(OTHER_SALON, &offered).await.err().expect("refused").contains("403"));
    let mut own = service.stranger(SALON, &offered).await.expect("let in");
    own.state("idle").await;
}

#[tokio::test]
async fn revoked_link_closes_its_own_sockets_only() {
    let (_database, service) = service_alone().await;
    let (one, other) = (link(&service, SALON, json!({})).await, link(&service, SALON, json!({})).await);
    let (mut first, mut second) = (stranger(&service, SALON).await, stranger(&service, SALON).await);
    authenticate(&mut first, token_of(&one)).await;
    authenticate(&mut second, token_of(&other)).await;
    first.state("idle").await;
    second.state("idle").await;
    let id = one["linkId"].as_str().expect("an id");
    let (status, _) = service.delete(&format!("/api/whatsapp/sessions/{SALON}/onboarding-links/{id}")).await;
    assert_eq!(status, 204);
    assert_eq!(first.frame("error").await["code"], "UNAUTHORIZED");
    assert_eq!(first.closed_with().await.expect("a reason").0, 4401);
    second.send(json!({ "type": "ping" })).await;
    second.frame("pong").await;
    let mut late = stranger(&service, SALON).await;
    authenticate(&mut late, token_of(&one)).await;
    assert_eq!(late.frame("error").await["code"], "UNAUTHORIZED");
}

#[tokio::test]
async fn key_revoked_by_another_process_closes_its_sockets() {
    let database = Database::fresh().await;
    let options = ServiceOptions::with_endpoint(NOWHERE).set("ACCESS__RECHECK_SECONDS", "1");
    let service = Service::start(&database, &options).await;
    let words = ["keys", "create", "--label", "writer", "--scope", "sessions:write"];
    let key = linekeeper(&database, &words).await.expect("a key");
    let bearer = format!("Bearer {}", key.trim());
    let mut socket = service.stranger(SALON, &[("authorization", &bearer)]).await.expect("let in");
    socket.state("idle").await;
    linekeeper(&database, &["keys", "revoke", key.split('_').nth(1).expect("its name")]).await.expect("revoked");
    assert_eq!(socket.frame("error").await["code"], "UNAUTHORIZED");
    assert_eq!(socket.closed_with().await.expect("a reason").0, 4401);
}

#[tokio::test]
async fn socket_with_an_expired_token_gets_an_error_and_is_closed() {
    let (_database, service) = service_alone().await;
    let link = link(&service, SALON, json!({ "ttlSeconds": 3 })).await;
    let mut page = stranger(&service, SALON).await;
    authenticate(&mut page, token_of(&link)).await;
    page.state("idle").await;
    let told = page.frame("error").await;
    assert_eq!(told["code"], "UNAUTHORIZED", "{told}");
    assert_eq!(page.closed_with().await.expect("a reason").0, 4401);
}

#[tokio::test]
async fn socket_of_a_foreign_origin_needs_access_origins() {
    let database = Database::fresh().await;
    let options = ServiceOptions::with_endpoint(NOWHERE).set("ACCESS__ORIGINS", "https://market.example");
    let service = Service::start(&database, &options).await;
    let link = link(&service, SALON, json!({})).await;
    let refused = service.stranger(SALON, &[("origin", "https://evil.example")]).await;
    assert!(refused.err().expect("refused").contains("403"));
    let refused = service.dashboard(&[("origin", "https://evil.example")]).await;
    assert!(refused.err().expect("refused").contains("403"));
    for origin in ["https://market.example".to_owned(), service.base().to_owned()] {
        let mut page = service.stranger(SALON, &[("origin", &origin)]).await.expect("welcome");
        authenticate(&mut page, token_of(&link)).await;
        page.state("idle").await;
    }
}

#[tokio::test]
async fn link_opens_despite_the_cookie_of_an_ended_dashboard_session() {
    let database = Database::fresh().await;
    let service = Service::start(&database, &ServiceOptions::with_endpoint(NOWHERE)).await;
    let link = link(&service, SALON, json!({})).await;
    let cookie = ("cookie", "__Host-linekeeper=c2lnbmVkLW91dA");
    let mut page = service.stranger(SALON, &[cookie]).await.expect("let in to say who it is");
    authenticate(&mut page, token_of(&link)).await;
    page.state("idle").await;
    let nobody = service.stranger(SALON, &[cookie, ("sec-websocket-protocol", "linekeeper, no.such.token")]).await;
    assert!(nobody.err().expect("refused").contains("401"));
}

#[tokio::test]
async fn requests_beyond_the_rate_limit_get_429_and_retry_after() {
    let database = Database::fresh().await;
    let bound = [("LIMITS__KEY_PER_SECOND", "1"), ("LIMITS__KEY_BURST", "3")];
    let service = Service::start(&database, &ServiceOptions::with_endpoint(NOWHERE).set_all(&bound)).await;
    for _ in 0..3 {
        assert_eq!(service.get("/api/whatsapp/sessions").await.status(), 200);
    }
    let refused = service.get("/api/whatsapp/sessions").await;
    assert_eq!(
        (refused.status().as_u16(), refused.headers().get("retry-after").expect("a time").as_bytes()),
        (429, &b"1"[..])
    );
    assert_eq!(refused.json::<Value>().await.expect("a problem")["code"], "TOO_MANY_REQUESTS");
}
