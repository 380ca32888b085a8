//! Tests of what onboarding links carry, of their lists, and of their short addresses.

use std::time::Duration;

use linekeeper_secrets::OnboardingClaims;
use serde_json::json;

use super::*;

const LINKS: &str = "/api/whatsapp/sessions/997441/onboarding-links";

impl Api {
    async fn made(&self, body: Value) -> Value {
        let (status, link) = self.send(Method::POST, LINKS, body).await;
        assert_eq!(status, 201, "{link}");
        link
    }

    /// Opens an address as a program does: status, `location` and body.
    async fn opened(&self, address: &str) -> (u16, Option<String>, Value) {
        let path = &address[address.find("/l/").unwrap()..];
        let answer = call_service(&self.service().await, TestRequest::get().uri(path).to_request()).await;
        let header = |name| answer.headers().get(name).map(|value| value.to_str().unwrap().to_owned());
        let (status, location) = (answer.status().as_u16(), header("location"));
        if status == 302 {
            assert_eq!(header("cache-control").as_deref(), Some("no-store"));
            assert_eq!(header("referrer-policy").as_deref(), Some("no-referrer"));
        }
        let body = actix_web::test::read_body(answer).await;
        (status, location, serde_json::from_slice(&body).unwrap_or_default())
    }

    /// Claims of the token in an address of the onboarding page.
    fn claims(&self, address: &str) -> OnboardingClaims {
        let token = address.split_once("/connect#token=").unwrap().1;
        let token = token.split('&').next().unwrap();
        OnboardingClaims::verify(token, &self.keys, self.clock.now()).unwrap()
    }
}

#[actix_web::test]
async fn details_of_a_link_are_claims_of_its_token() {
    let api = Api::new().await;
    let link = api
        .made(json!({
            "name": " Салон «Анна» ",
            "returnUrl": "https://market.example/done",
            "supportUrl": "HTTPS://Market.example/help",
            "supportEmail": "help@market.example",
        }))
        .await;
    let claims = api.claims(link["url"].as_str().unwrap());
    let details = json!(claims.details);
    let expected = json!({
        "name": "Салон «Анна»",
        "return_url": "https://market.example/done",
        "support_url": "https://market.example/help",
        "support_email": "help@market.example",
    });
    assert_eq!(details, expected);
    let (_, company) = api.answer(Method::GET, "/api/whatsapp/companies/997441").await;
    assert_eq!(company["name"], "Салон «Анна»", "{company}");
    let (_, events) = api.answer(Method::GET, "/api/whatsapp/sessions/997441/events").await;
    let noted: Vec<_> = events["events"].as_array().unwrap().iter().map(|one| one["event"].as_str().unwrap()).collect();
    assert_eq!(noted, ["company_named", "onboarding_link_made"], "{events}");
    assert_eq!(api.claims(api.made(json!({})).await["url"].as_str().unwrap()).details, Default::default());
}

#[actix_web::test]
async fn details_that_cannot_be_used_are_refused_by_name() {
    let api = Api::new().await;
    for (field, value, status) in [
        ("name", json!(""), 422),
        ("name", json!("a\u{202e}b"), 422),
        ("name", json!("ж".repeat(129)), 422),
        ("returnUrl", json!("javascript:alert(1)"), 422),
        ("returnUrl", json!("http://market.example"), 422),
        ("supportUrl", json!("/help"), 422),
        ("supportEmail", json!("help"), 422),
        ("name", json!(7), 400),
        ("colour", json!("#fff"), 400),
    ] {
        let (given, problem) = api.send(Method::POST, LINKS, json!({ field: value })).await;
        assert_eq!(given, status, "{field}: {value}: {problem}");
        let said = problem["detail"].as_str().unwrap();
        assert!(status == 400 || said.starts_with(&format!("{field}: ")), "{field}: {value}: {said}");
    }
}

#[actix_web::test]
async fn short_address_leads_to_the_page_with_a_token_of_the_link() {
    let api = Api::new().await;
    let link = api.made(json!({ "name": "Anna", "returnUrl": "https://market.example/done" })).await;
    let short = link["shortUrl"].as_str().unwrap();
    let (base, code) = short.split_once("/l/").unwrap();
    assert!(link["url"].as_str().unwrap().starts_with(&format!("{base}/connect#")) && code.len() == 16, "{short}");
    let typed = format!("/l/{}-{}", code[..8].to_uppercase(), &code[8..]);
    for address in [short, &typed] {
        let (status, location, _) = api.opened(address).await;
        assert_eq!(status, 302, "{address}");
        let location = location.unwrap();
        assert!(location.starts_with("/connect#token="), "{location}");
        assert!(location.ends_with(&format!("&short={code}")), "for another screen: {location}");
        assert_eq!(api.claims(&location), api.claims(link["url"].as_str().unwrap()));
    }
    let metrics = api.state.metrics.render();
    assert!(metrics.contains("linekeeper_onboarding_links_total{event=\"opened\"} 2"), "{metrics}");
}

#[actix_web::test]
async fn short_address_ends_with_its_link() {
    let api = Api::new().await;
    let (one, other) = (api.made(json!({})).await, api.made(json!({ "ttlSeconds": 60 })).await);
    let revoke = format!("{LINKS}/{}", one["linkId"].as_str().unwrap());
    assert_eq!(api.answer(Method::DELETE, &revoke).await.0, 204);
    api.clock.advance(Duration::from_secs(60));
    for link in [&one, &other] {
        let (status, location, problem) = api.opened(link["shortUrl"].as_str().unwrap()).await;
        assert_eq!((status, location, problem["code"].as_str()), (410, None, Some("NOT_FOUND")), "{link}");
    }
    let forged = one["shortUrl"].as_str().unwrap().to_owned();
    let forged = format!("{}{}", &forged[..forged.len() - 1], if forged.ends_with('a') { 'b' } else { 'a' });
    for unknown in [forged.as_str(), "/l/abc", "/l/aaaaaaaaaaaaaaaa", "/l/%00", &format!("/l/{}", "a".repeat(500))] {
        let (status, _, problem) = api.opened(unknown).await;
        assert_eq!((status, problem["code"].as_str()), (404, Some("NOT_FOUND")), "{unknown}");
    }
    api.access.break_down();
    assert_eq!(api.opened(other["shortUrl"].as_str().unwrap()).await.0, 503);
}

#[actix_web::test]
async fn short_address_is_limited_by_the_address_of_the_caller() {
    let few = Rate { per_second: NonZeroU32::MIN, burst: NonZeroU32::new(3).unwrap() };
    let limits = LimitSettings { address: few, ..LimitSettings::default() };
    let api = Api::with(AccessSettings { limits, ..AccessSettings::default() }).await;
    let mut answers = Vec::new();
    for _ in 0..5 {
        answers.push(api.opened("/l/aaaaaaaaaaaaaaaa").await.0);
    }
    assert_eq!(answers, [404, 404, 404, 429, 429]);
}

#[actix_web::test]
async fn a_link_is_found_by_its_short_address_after_a_rotation() {
    let api = Api::new().await;
    let link = api.made(json!({})).await;
    let (new, old) = (MasterKeys::generate("new".parse().unwrap()), api.keys.current().to_text());
    let ring: MasterKeys = format!("{} {}", *new.current().to_text(), *old).parse().unwrap();
    let access = Access::new(api.access.clone(), ring.clone(), api.clock.clone(), AccessSettings::default());
    let mut rotated = Api { keys: ring, ..api };
    rotated.state.access = access;
    let (status, location, _) = rotated.opened(link["shortUrl"].as_str().unwrap()).await;
    assert_eq!(status, 302);
    assert_eq!(rotated.claims(&location.unwrap()).link.as_str(), link["linkId"]);
}

#[actix_web::test]
async fn links_are_listed_newest_first_without_what_opens_them() {
    let api = Api::new().await;
    let mut made = Vec::new();
    for number in 0..5 {
        made.push(api.made(json!({ "name": format!("Salon {number}"), "ttlSeconds": 60 })).await);
        // Two of them in the same second.
        api.clock.advance(Duration::from_secs(number % 2));
    }
    let revoke = format!("{LINKS}/{}", made[0]["linkId"].as_str().unwrap());
    assert_eq!(api.answer(Method::DELETE, &revoke).await.0, 204);
    let (mut seen, mut cursor) = (Vec::new(), String::new());
    loop {
        let (status, page) = api.answer(Method::GET, &format!("{LINKS}?limit=2{cursor}")).await;
        assert_eq!(status, 200, "{page}");
        seen.extend(page["links"].as_array().unwrap().clone());
        let Some(next) = page["next"].as_str() else { break };
        cursor = format!("&cursor={next}");
    }
    assert_eq!(seen.len(), 5);
    let times: Vec<_> = seen.iter().map(|link| link["createdAt"].as_str().unwrap().to_owned()).collect();
    assert!(times.is_sorted_by(|one, other| one >= other), "{times:?}");
    let key = api.admin.parse::<ApiKey>().unwrap();
    for link in &seen {
        let from = made.iter().find(|made| made["linkId"] == link["linkId"]).unwrap();
        assert_eq!((&link["companyId"], &link["expiresAt"]), (&from["companyId"], &from["expiresAt"]));
        assert_eq!(
            (link["madeBy"].as_str(), link["madeByLabel"].as_str()),
            (Some(&*format!("key:{}", key.id())), Some("test"))
        );
        assert_eq!(link["revokedAt"].is_null(), link["linkId"] != made[0]["linkId"]);
        assert!(link["name"].as_str().unwrap().starts_with("Salon "));
        let text = link.to_string();
        let code = from["shortUrl"].as_str().unwrap().rsplit_once('/').unwrap().1;
        assert!(!text.contains(from["token"].as_str().unwrap()) && !text.contains(code), "{text}");
    }
    assert_eq!(api.answer(Method::GET, &LINKS.replace("997441", "880012")).await.1["links"], json!([]));
    for query in ["limit=0", "limit=1001", "cursor=7", "page=2"] {
        assert_eq!(api.answer(Method::GET, &format!("{LINKS}?{query}")).await.0, 400, "{query}");
    }
}
