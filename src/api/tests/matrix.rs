//! Access matrix: every endpoint × every kind of credential. An endpoint without a row here fails the test.

use actix_web::cookie::Cookie;
use linekeeper_domain::access::AccessId;
use linekeeper_domain::branding::LinkDetails;
use linekeeper_ports::OnboardingLinks as _;
use linekeeper_secrets::OnboardingClaims;
use serde_json::json;

use super::*;
use crate::endpoints;

/// Kinds of callers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Who {
    Nobody,
    OtherScheme,
    NoKey,
    UnknownKey,
    WrongSecret,
    ExpiredKey,
    RevokedKey,
    Key(Scope),
    DashboardSession,
    VisitOfAnotherPage,
    VisitThatIsOver,
    VisitOfARevokedKey,
    Token,
    TokenOfAnotherCompany,
    ExpiredToken,
    RevokedToken,
    ForgedToken,
    TokenAsKey,
}

const ALL: [Who; 22] = [
    Who::Nobody,
    Who::OtherScheme,
    Who::NoKey,
    Who::UnknownKey,
    Who::WrongSecret,
    Who::ExpiredKey,
    Who::RevokedKey,
    Who::Key(Scope::SessionsRead),
    Who::Key(Scope::SessionsWrite),
    Who::Key(Scope::OnboardingCreate),
    Who::Key(Scope::WebhooksWrite),
    Who::Key(Scope::Admin),
    Who::DashboardSession,
    Who::VisitOfAnotherPage,
    Who::VisitThatIsOver,
    Who::VisitOfARevokedKey,
    Who::Token,
    Who::TokenOfAnotherCompany,
    Who::ExpiredToken,
    Who::RevokedToken,
    Who::ForgedToken,
    Who::TokenAsKey,
];

/// Callers that an endpoint is for.
#[derive(Debug, Clone, Copy)]
enum For {
    Everybody,
    Scopes(&'static [Scope]),
    DashboardSessions,
    Socket,
}

const READ: For = For::Scopes(&[Scope::SessionsRead]);
const WRITE: For = For::Scopes(&[Scope::SessionsWrite]);
const ONBOARD: For = For::Scopes(&[Scope::OnboardingCreate]);

const WEBHOOKS: For = For::Scopes(&[Scope::WebhooksWrite]);

/// Written by hand, not derived from the table of endpoints, so that the two can be compared.
const ROWS: &[(&str, For)] = &[
    ("GET /", For::Everybody),
    ("GET /l/{code}", For::Everybody),
    ("GET /healthz", For::Everybody),
    ("GET /readyz", For::Everybody),
    ("GET /metrics", READ),
    ("GET /openapi.json", For::Everybody),
    ("GET /asyncapi.json", For::Everybody),
    ("POST /api/dashboard/visit", For::Everybody),
    ("GET /api/dashboard/visit", For::DashboardSessions),
    ("DELETE /api/dashboard/visit", For::DashboardSessions),
    ("GET /api/dashboard/ws", READ),
    ("GET /api/dashboard/overview", READ),
    ("GET /api/dashboard/service", READ),
    ("GET /api/dashboard/company-counts", READ),
    ("GET /api/dashboard/attention", READ),
    ("GET /api/whatsapp/companies", READ),
    ("GET /api/whatsapp/companies/{company}", READ),
    ("PUT /api/whatsapp/companies/{company}", WRITE),
    ("PUT /api/whatsapp/companies/{company}/acknowledgement", WRITE),
    ("DELETE /api/whatsapp/companies/{company}/acknowledgement", WRITE),
    ("GET /api/whatsapp/events", READ),
    ("GET /api/whatsapp/sessions", READ),
    ("GET /api/whatsapp/sessions/{company}", READ),
    ("GET /api/whatsapp/sessions/{company}/ws", For::Socket),
    ("POST /api/whatsapp/sessions/{company}/reset", WRITE),
    ("POST /api/whatsapp/sessions/{company}/restart", WRITE),
    ("POST /api/whatsapp/sessions/{company}/disconnect", WRITE),
    ("GET /api/whatsapp/sessions/{company}/events", READ),
    ("POST /api/whatsapp/sessions/{company}/pairing", WRITE),
    ("DELETE /api/whatsapp/sessions/{company}/pairing", WRITE),
    ("GET /api/whatsapp/sessions/{company}/pairing/passkey", WRITE),
    ("POST /api/whatsapp/sessions/{company}/pairing/passkey", WRITE),
    ("POST /api/whatsapp/sessions/{company}/pairing/passkey/confirm", WRITE),
    ("GET /api/whatsapp/sessions/{company}/restart-policy", READ),
    ("PUT /api/whatsapp/sessions/{company}/restart-policy", WRITE),
    ("DELETE /api/whatsapp/sessions/{company}/restart-policy", WRITE),
    (
        "GET /api/whatsapp/sessions/{company}/credentials/status",
        For::Scopes(&[Scope::SessionsRead, Scope::SessionsWrite]),
    ),
    (
        "GET /api/whatsapp/sessions/{company}/onboarding-links",
        For::Scopes(&[Scope::SessionsRead, Scope::OnboardingCreate]),
    ),
    ("GET /api/whatsapp/sessions/{company}/feed", For::Scopes(&[Scope::MessagesRead])),
    ("DELETE /api/whatsapp/sessions/{company}/feed", For::Scopes(&[Scope::MessagesWrite])),
    ("GET /api/whatsapp/sessions/{company}/feed/stream", For::Scopes(&[Scope::MessagesRead])),
    ("GET /api/whatsapp/sessions/{company}/messages", For::Scopes(&[Scope::MessagesRead])),
    ("POST /api/whatsapp/sessions/{company}/messages", For::Scopes(&[Scope::MessagesWrite])),
    ("GET /api/whatsapp/sessions/{company}/messages/{message}", For::Scopes(&[Scope::MessagesRead])),
    ("GET /api/whatsapp/sessions/{company}/outbox", For::Scopes(&[Scope::SessionsRead, Scope::MessagesRead])),
    ("POST /api/whatsapp/sessions/{company}/chats/read", For::Scopes(&[Scope::MessagesWrite])),
    ("POST /api/whatsapp/sessions/{company}/chats/typing", For::Scopes(&[Scope::MessagesWrite])),
    ("POST /api/whatsapp/sessions/{company}/numbers/check", For::Scopes(&[Scope::MessagesWrite])),
    ("PUT /api/whatsapp/sessions/{company}/media", For::Scopes(&[Scope::MessagesWrite])),
    ("GET /api/whatsapp/sessions/{company}/media/{media}", For::Scopes(&[Scope::MessagesRead])),
    ("POST /api/whatsapp/sessions/{company}/onboarding-links", ONBOARD),
    ("DELETE /api/whatsapp/sessions/{company}/onboarding-links/{link}", ONBOARD),
    ("GET /api/whatsapp/webhooks", WEBHOOKS),
    ("POST /api/whatsapp/webhooks", WEBHOOKS),
    ("GET /api/whatsapp/webhooks/{webhook}", WEBHOOKS),
    ("PATCH /api/whatsapp/webhooks/{webhook}", WEBHOOKS),
    ("DELETE /api/whatsapp/webhooks/{webhook}", WEBHOOKS),
    ("POST /api/whatsapp/webhooks/{webhook}/rotate", WEBHOOKS),
    ("POST /api/whatsapp/webhooks/{webhook}/test", WEBHOOKS),
    ("POST /api/whatsapp/webhooks/{webhook}/disable", WEBHOOKS),
    ("POST /api/whatsapp/webhooks/{webhook}/enable", WEBHOOKS),
    ("GET /api/whatsapp/webhooks/{webhook}/deliveries", WEBHOOKS),
    ("POST /api/whatsapp/webhooks/{webhook}/replay", WEBHOOKS),
];

/// Expected refusal; none where the request reaches the endpoint.
fn refusal(who: Who, whom: For, method: &Method) -> Option<u16> {
    let safe = *method == Method::GET;
    match (whom, who) {
        (For::Everybody, _) | (For::Socket, Who::Nobody | Who::Token) => None,
        // Browsers send such cookies unasked; the first frame may still authenticate.
        (For::Socket, Who::VisitThatIsOver | Who::VisitOfARevokedKey) => None,
        (_, Who::Nobody | Who::OtherScheme | Who::NoKey | Who::UnknownKey | Who::WrongSecret) => Some(401),
        (_, Who::ExpiredKey | Who::RevokedKey | Who::VisitThatIsOver | Who::VisitOfARevokedKey) => Some(401),
        (_, Who::ExpiredToken | Who::RevokedToken | Who::ForgedToken | Who::TokenAsKey) => Some(401),
        (For::Socket, Who::TokenOfAnotherCompany) => Some(403),
        // Tokens count only for a company's WebSocket.
        (_, Who::Token | Who::TokenOfAnotherCompany) => Some(401),
        (_, Who::VisitOfAnotherPage) if !safe => Some(403),
        (_, Who::DashboardSession | Who::VisitOfAnotherPage)
        | (For::Scopes(_) | For::Socket, Who::Key(Scope::Admin)) => None,
        (For::DashboardSessions, Who::Key(_)) => Some(403),
        (For::Scopes(scopes), Who::Key(scope)) => (!scopes.contains(&scope)).then_some(403),
        (For::Socket, Who::Key(scope)) => (scope != Scope::SessionsWrite).then_some(403),
    }
}

/// Fixture with the credentials of all kinds of callers.
struct Bag {
    api: Api,
    keys: Vec<(Scope, String)>,
    expired: String,
    revoked: String,
    visit: (String, String),
    visit_over: String,
    visit_of_revoked: String,
}

const COMPANY: &str = "997441";

impl Bag {
    async fn pack() -> Self {
        let api = Api::new().await;
        let mut keys = Vec::new();
        for scope in Scope::ALL {
            keys.push((scope, api.key([scope].into_iter().collect()).await));
        }
        let admin = || [Scope::Admin].into_iter().collect();
        let (expired, revoked) = (api.key(admin()).await, api.key(admin()).await);
        let visit_over = api.sign_in(&api.admin).await.0;
        api.clock.advance(std::time::Duration::from_secs(3600));
        let visit_of_revoked = api.sign_in(&revoked).await.0;
        let visit = api.sign_in(&api.admin).await;
        let now = api.clock.now();
        api.access.change_key(&id_of(&expired), |key| key.expires_at = Some(now));
        api.access.change_key(&id_of(&revoked), |key| key.revoked_at = Some(now));
        Self { api, keys, expired, revoked, visit, visit_over, visit_of_revoked }
    }

    /// Adds the credential of a kind of caller to a request.
    async fn knock(&self, who: Who, request: TestRequest) -> TestRequest {
        let bearer = |key: &str| ("authorization", format!("Bearer {key}"));
        let visit = |cookie: &str| Cookie::new(crate::access::COOKIE, cookie.to_owned());
        match who {
            Who::Nobody => request,
            Who::OtherScheme => request.insert_header(("authorization", format!("Basic {}", self.api.admin))),
            Who::NoKey => request.insert_header(bearer("open sesame")),
            Who::UnknownKey => request.insert_header(bearer(&ApiKey::generate().reveal())),
            Who::WrongSecret => {
                let id = id_of(&self.api.admin);
                request.insert_header(bearer(&format!("lk_{id}_{}", "A".repeat(43))))
            }
            Who::ExpiredKey => request.insert_header(bearer(&self.expired)),
            Who::RevokedKey => request.insert_header(bearer(&self.revoked)),
            Who::Key(scope) => request.insert_header(bearer(&self.keys.iter().find(|(of, _)| *of == scope).unwrap().1)),
            Who::DashboardSession => {
                request.cookie(visit(&self.visit.0)).insert_header(("x-csrf-token", self.visit.1.clone()))
            }
            Who::VisitOfAnotherPage => request.cookie(visit(&self.visit.0)),
            Who::VisitThatIsOver => request.cookie(visit(&self.visit_over)),
            Who::VisitOfARevokedKey => request.cookie(visit(&self.visit_of_revoked)),
            Who::TokenAsKey => request.insert_header(bearer(&self.token(Who::Token).await)),
            Who::Token | Who::TokenOfAnotherCompany | Who::ExpiredToken | Who::RevokedToken | Who::ForgedToken => {
                request.insert_header(("sec-websocket-protocol", format!("linekeeper, {}", self.token(who).await)))
            }
        }
    }

    async fn token(&self, who: Who) -> String {
        let company = if who == Who::TokenOfAnotherCompany { "880012" } else { COMPANY };
        let (now, revoked) = (self.api.clock.now(), who == Who::RevokedToken);
        let expires_at = if who == Who::ExpiredToken { now } else { now + chrono::TimeDelta::minutes(15) };
        let link = self.api.link(company, (expires_at, revoked)).await;
        let details = LinkDetails::default();
        let claims = OnboardingClaims { link, company: company.parse().unwrap(), expires_at, details };
        let others = MasterKeys::generate("test".parse().unwrap());
        claims.sign(if who == Who::ForgedToken { &others } else { &self.api.keys }).to_string()
    }
}

fn id_of(key: &str) -> AccessId {
    key.parse::<ApiKey>().unwrap().id().clone()
}

impl Api {
    /// Signs in; returns the cookie and the CSRF token.
    pub(super) async fn sign_in(&self, key: &str) -> (String, String) {
        let request = TestRequest::post().uri("/api/dashboard/visit").set_json(json!({ "key": key }));
        let service = self.service().await;
        let answer = call_service(&service, request.to_request()).await;
        assert_eq!(answer.status(), 200);
        let cookie = answer.response().cookies().next().unwrap().value().to_owned();
        let visit: Value = read_body_json(answer).await;
        (cookie, visit["csrfToken"].as_str().unwrap().to_owned())
    }

    pub(super) async fn link(&self, company: &str, (expires_at, revoked): (Timestamp, bool)) -> AccessId {
        let id = AccessId::from_random(rand::random());
        let company: CompanyId = company.parse().unwrap();
        let created_at = self.clock.now();
        let link = linekeeper_ports::StoredLink {
            id: id.clone(),
            company,
            made_by: "test".into(),
            created_at,
            expires_at,
            revoked_at: revoked.then_some(created_at),
            short_hash: None,
            details: LinkDetails::default(),
        };
        self.access.add_onboarding_link(link).await.unwrap();
        id
    }
}

/// Request with a body that the endpoint accepts, so that only the guard can refuse it.
fn request_to(method: &Method, path: &str) -> TestRequest {
    let uri = path.replace("{company}", COMPANY).replace("{link}", "aaaaaaaaaaaaaaaa").replace("{file}", "page.css");
    let uri = uri.replace("{code}", "aaaaaaaaaaaaaaaa").replace("{webhook}", "aaaaaaaaaaaaaaaa");
    let request = TestRequest::with_uri(&uri).method(method.clone());
    match (method.as_str(), path.rsplit('/').next()) {
        ("POST", Some("pairing")) => request.set_json(json!({ "method": "qr" })),
        ("POST", Some("webhooks")) => request.set_json(json!({ "url": "https://market.example/" })),
        ("PATCH", Some("{webhook}")) => request.set_json(json!({})),
        ("POST", Some("replay")) => request.set_json(json!({ "state": "dead" })),
        ("POST", Some("passkey")) => request.set_json(json!({ "challengeId": "a", "assertion": {} })),
        ("POST", Some("confirm")) => request.set_json(json!({ "challengeId": "a" })),
        ("PUT", Some("restart-policy")) => request.set_json(linekeeper_domain::restart::RestartPolicy::default()),
        _ => request,
    }
}

#[actix_web::test]
async fn every_endpoint_admits_exactly_the_callers_of_its_row() {
    let bag = Bag::pack().await;
    for endpoint in endpoints(false) {
        let name = format!("{} {}", endpoint.method, endpoint.path);
        let row = ROWS.iter().find(|(row, _)| *row == name);
        let (_, whom) = row.unwrap_or_else(|| panic!("{name} has no row: whom is it for?"));
        for who in ALL {
            // It would sign out the session that later requests need.
            if name == "DELETE /api/dashboard/visit" && who == Who::DashboardSession {
                continue;
            }
            let request = bag.knock(who, request_to(&endpoint.method, endpoint.path)).await;
            let (status, problem) = bag.api.answer_to_nobody(request).await;
            match refusal(who, *whom, &endpoint.method) {
                Some(expected) => {
                    assert_eq!(status, expected, "{name}: {who:?}: {problem}");
                    let code = if expected == 401 { "UNAUTHORIZED" } else { "FORBIDDEN" };
                    assert_eq!(problem["code"], code, "{name}: {who:?}");
                }
                None if name == "POST /api/dashboard/visit" => assert_eq!(status, 415, "{name}: {who:?}: {problem}"),
                None => assert!(status != 401 && status != 403 && status < 500, "{name}: {who:?}: {status} {problem}"),
            }
        }
    }
}

#[test]
fn every_row_has_an_endpoint() {
    let names: Vec<String> = endpoints(false).into_iter().map(|one| format!("{} {}", one.method, one.path)).collect();
    for (row, _) in ROWS {
        assert!(names.iter().any(|name| name == row), "{row}");
    }
}
