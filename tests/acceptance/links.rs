//! Onboarding links over the real service: short addresses, lists, the end of a link in the middle of a pairing, and
//! what the owner's pages show of the marketplace.

use linekeeper_acceptance::{NEW_PHONE, SALON, World};
use linekeeper_harness::{Browser, Database, Method, Service, ServiceOptions};
use serde_json::{Value, json};

fn links() -> String {
    format!("/api/whatsapp/sessions/{SALON}/onboarding-links")
}

async fn made(service: &Service, body: Value) -> Value {
    let (status, link) = service.post_json(&links(), &body).await;
    assert_eq!(status, 201, "{link}");
    link
}

async fn opened_with(service: &Service, token: &str) -> Browser {
    let mut page = service.stranger(SALON, &[]).await.expect("a socket");
    page.send(json!({ "type": "authenticate", "token": token })).await;
    page
}

/// Path of an address of the service.
fn path(service: &Service, address: &Value) -> String {
    address.as_str().and_then(|address| address.strip_prefix(service.base())).expect("an address of ours").to_owned()
}

#[tokio::test]
async fn short_address_leads_an_owner_to_their_line() {
    let database = Database::fresh().await;
    let service = Service::start(&database, &ServiceOptions::with_endpoint("ws://127.0.0.1:1/ws/chat")).await;
    let link = made(&service, json!({ "name": "Салон «Анна»", "returnUrl": "https://market.example/done" })).await;
    let short = path(&service, &link["shortUrl"]);
    let page = service.redirect_of(&short).await.expect("a redirect");
    let token = page.strip_prefix("/connect#token=").and_then(|rest| rest.split('&').next()).expect("a token");
    assert_eq!(service.get(&short).await.status(), 200, "the page is there");
    assert_eq!(token, link["token"]);
    opened_with(&service, token).await.state("idle").await;

    let code = short.rsplit('/').next().expect("a code");
    let rows = database.connect().await;
    let row = "SELECT to_jsonb(l)::text FROM onboarding_links l";
    let row: String = rows.query_one(row, &[]).await.expect("a row").get(0);
    assert!(row.contains("Салон") && !row.contains(code) && !row.contains(token), "{row}");
    let log = service.whole_log();
    assert!(!log.contains(code) && !log.contains(token), "the log is for many");

    let listed = service.json(&links()).await;
    assert_eq!((&listed["links"][0]["linkId"], &listed["next"]), (&link["linkId"], &Value::Null), "{listed}");
    assert!(listed["links"][0]["madeByLabel"].is_string(), "{listed}");
    let revoke = format!("{}/{}", links(), link["linkId"].as_str().expect("an id"));
    assert_eq!(service.delete(&revoke).await.0, 204);
    let browser = service.request_of_nobody(Method::GET, &short).header("accept", "text/html");
    let gone = service.fetch(browser.header("accept-language", "ru")).await;
    assert_eq!(gone.status(), 410);
    let policy = gone.headers().get("content-security-policy").expect("a policy").to_str().expect("a text").to_owned();
    assert!(policy.contains("style-src 'sha256-"), "{policy}");
    assert!(gone.text().await.expect("a page").contains("Ссылка больше не действует"));
}

#[tokio::test]
async fn pairing_is_finished_after_its_link_has_expired() {
    let world = World::fresh().await;
    let link = made(&world.service, json!({ "ttlSeconds": 3 })).await;
    let token = link["token"].as_str().expect("a token");
    let mut page = opened_with(&world.service, token).await;
    page.state("idle").await;
    page.request_code(NEW_PHONE).await;
    let code = page.code().await;
    // The link has expired when it opens no socket any more.
    loop {
        let mut late = opened_with(&world.service, token).await;
        if late.next().await.expect("an answer")["type"] == "error" {
            assert_eq!(late.closed_with().await.expect("a reason").0, 4401);
            break;
        }
    }
    page.send(json!({ "type": "request-qr", "requestId": "new" })).await;
    let refused = page.frame("error").await;
    assert_eq!((&refused["code"], &refused["requestId"]), (&json!("UNAUTHORIZED"), &json!("new")));
    world.type_code(NEW_PHONE, &code).await;
    page.frame("whatsapp-connected").await;
    page.state("connected").await;
    assert_eq!(page.closed_with().await.expect("a reason").0, 4401, "now it is over");
    assert_eq!(world.status(SALON).await["state"], "connected", "the line stays");
    let metrics = world.service.metrics().await;
    assert_eq!(metrics.value("linekeeper_sockets_over_time_total", &[]), Some(1.0));
}

#[tokio::test]
async fn link_revoked_in_the_middle_of_a_pairing_closes_at_once() {
    let world = World::fresh().await;
    let link = made(&world.service, json!({})).await;
    let mut page = opened_with(&world.service, link["token"].as_str().expect("a token")).await;
    page.state("idle").await;
    page.request_code(NEW_PHONE).await;
    page.code().await;
    let revoke = format!("{}/{}", links(), link["linkId"].as_str().expect("an id"));
    assert_eq!(world.service.delete(&revoke).await.0, 204);
    assert_eq!(page.closed_with().await.expect("a reason"), (4401, "access was revoked".to_owned()));
}

#[tokio::test]
async fn branding_of_the_configuration_is_on_the_owners_page() {
    let database = Database::fresh().await;
    let options = ServiceOptions::with_endpoint("ws://127.0.0.1:1/ws/chat").set_all(&[
        ("BRANDING__NAME", "Маркет"),
        ("BRANDING__LOGO_URL", "https://cdn.market.example/logo.svg"),
        ("BRANDING__ACCENT", "#0b6b4f"),
        ("BRANDING__SUPPORT_EMAIL", "help@market.example"),
    ]);
    let service = Service::start(&database, &options).await;
    let branding = service.fetch(service.request_of_nobody(Method::GET, "/linekeeper-onboarding/branding.json")).await;
    let branding: Value = branding.json().await.expect("a document");
    let expected = json!({
        "name": "Маркет", "logoUrl": "https://cdn.market.example/logo.svg", "accent": "#0b6b4f",
        "supportUrl": null, "supportEmail": "help@market.example", "returnUrl": null,
    });
    assert_eq!(branding, expected);
    let page = service.get("/connect").await;
    let policy = page.headers().get("content-security-policy").expect("a policy").to_str().expect("a text").to_owned();
    assert!(policy.contains("img-src 'self' data: https://cdn.market.example;"), "{policy}");
    let page = page.text().await.expect("a page");
    assert!(page.contains("Маркет</title>") && page.contains("data-branding="), "{page}");
    let unknown = service.request_of_nobody(Method::GET, "/l/aaaaaaaaaaaaaaaa").header("accept", "text/html");
    let unknown = service.fetch(unknown).await.text().await.expect("a page");
    assert!(unknown.contains("Маркет") && unknown.contains("mailto:help@market.example"), "{unknown}");
}
