//! Tests of the endpoints over fakes: form of responses, errors and headers. The effects are tested where they happen.

mod access;
mod companies;
mod dashboard;
mod documents;
mod failures;
mod feed;
mod idempotency;
mod links;
mod matrix;
mod media;
mod messages;
mod pages;
mod passkeys;
mod policies;
mod requests;
mod stories;
mod webhooks;

use std::num::NonZeroU32;
use std::sync::Arc;
use std::time::Duration;

use actix::{Actor, Addr};
use actix_web::body::MessageBody;
use actix_web::dev::{Service, ServiceResponse};
use actix_web::http::Method;
use actix_web::test::{TestRequest, call_service, init_service, read_body_json};
use actix_web::{App, middleware};
use linekeeper_actors::board::BoardActor;
use linekeeper_actors::gate::{AskAdmission, GateActor, GateRedials, GateTold};
use linekeeper_actors::sockets::SocketRegistry;
use linekeeper_actors::supervisor::SessionSupervisor;
use linekeeper_actors::{ActorSettings, SessionServices};
use linekeeper_domain::access::{Scope, Scopes};
use linekeeper_domain::gate::{GatePolicy, Outcome, Urgency};
use linekeeper_domain::{CompanyId, ErrorCode, Region, Timestamp};
use linekeeper_ports::fake::{
    FakeAccess, FakeDashboard, FakeEndpoints, FakeIdempotency, FakeJournal, FakeLinks, FakeOutbox, FakeRow, FakeStore,
    FakeWebhooks, FixedChance, FixedVersion, ManualClock,
};
use linekeeper_ports::{ApiKeys as _, Chance, Clock, LogSpace, StoredKey};
use linekeeper_secrets::{ApiKey, MasterKeys};
use linekeeper_telemetry::Metrics;
use serde_json::Value;

use linekeeper_domain::webhooks::UrlRules;

use crate::{
    Access, AccessSettings, ApiServices, ApiState, LimitSettings, NumberChecks, Problem, Rate, SendServices,
    WebhookServices, configure, correlate,
};

struct Api {
    store: Arc<FakeStore>,
    journal: Arc<FakeJournal>,
    access: Arc<FakeAccess>,
    idempotency: Arc<FakeIdempotency>,
    dashboard: Arc<FakeDashboard>,
    version: Arc<FixedVersion>,
    webhooks: Arc<FakeWebhooks>,
    outbox: Arc<FakeOutbox>,
    endpoints: Arc<FakeEndpoints>,
    keys: MasterKeys,
    clock: Arc<ManualClock>,
    gate: Addr<GateActor>,
    state: ApiState,
    /// API key with the scope `admin`.
    admin: String,
}

impl Api {
    /// Creates the API with rate limits that no test reaches.
    async fn new() -> Self {
        let most = Rate { per_second: NonZeroU32::MAX, burst: NonZeroU32::MAX };
        let limits = LimitSettings { address: most, key: most, company: most };
        Self::with(AccessSettings { limits, ..AccessSettings::default() }).await
    }

    async fn with(settings: AccessSettings) -> Self {
        let manual = Arc::new(ManualClock::at(Timestamp::from_timestamp(1_800_000_000, 0).unwrap()));
        let clock: Arc<dyn Clock> = manual.clone();
        let (store, journal) = (Arc::new(FakeStore::new(clock.clone())), Arc::new(FakeJournal::default()));
        let idempotency = Arc::new(FakeIdempotency::default());
        let dashboard = Arc::new(FakeDashboard::default());
        let version = Arc::new(FixedVersion::new("2.3000.1040000000".parse().unwrap(), manual.now()));
        let (access, keys) = (Arc::new(FakeAccess::default()), MasterKeys::generate("test".parse().unwrap()));
        let metrics = Metrics::new();
        let gate = GateActor::new(GatePolicy::default(), clock.clone(), metrics.clone()).start();
        let board = BoardActor::new(Duration::from_millis(1), clock.clone()).start();
        let sessions = SessionServices {
            store: store.clone(),
            next: Arc::new(store.next_slot()),
            redials: Arc::new(GateRedials::new(gate.clone().recipient())),
            numbers: store.clone(),
            policies: store.clone(),
            companies: store.clone(),
            session_log: None,
            outbox: None,
            media: None,
            links: FakeLinks::new().0,
            journal: journal.clone(),
            clock: clock.clone(),
            metrics,
            gate: gate.clone().recipient(),
            gate_status: gate.clone().recipient(),
            board: board.clone().recipient(),
            settings: Arc::new(ActorSettings::default()),
        };
        let chances = Arc::new(|_: &CompanyId| -> Box<dyn Chance> { Box::new(FixedChance(0.5)) });
        let outbox = Arc::new(FakeOutbox::default());
        let (webhooks, (endpoints, _)) = (Arc::new(FakeWebhooks::default()), FakeEndpoints::new());
        let services = ApiServices {
            supervisor: SessionSupervisor::new(sessions.clone(), Vec::new(), chances).start(),
            board,
            sockets: SocketRegistry::new(sessions.settings.sockets, clock.clone(), sessions.metrics.clone()).start(),
            access: Access::new(access.clone(), keys.clone(), clock, settings),
            idempotency: idempotency.clone(),
            overviews: dashboard.clone(),
            vitals: dashboard.clone(),
            versions: version.clone(),
            started_at: manual.now(),
            message_log: None,
            media: None,
            log_space: LogSpace::default(),
            webhooks: Some(WebhookServices {
                endpoints: webhooks.clone(),
                sender: endpoints.clone(),
                rules: UrlRules::default(),
            }),
            sends: Some(SendServices {
                outbox: outbox.clone(),
                most_waiting: 3,
                numbers: Arc::new(NumberChecks::new(NonZeroU32::new(60).unwrap())),
            }),
        };
        let state = ApiState::new(services, &sessions, Region::RU);
        let (clock, admin) = (manual, String::new());
        let api = Self {
            store,
            journal,
            access,
            idempotency,
            dashboard,
            version,
            webhooks,
            outbox,
            endpoints,
            keys,
            clock,
            gate,
            state,
            admin,
        };
        let admin = api.key([Scope::Admin].into_iter().collect()).await;
        Self { admin, ..api }
    }

    /// Creates a valid key.
    async fn key(&self, scopes: Scopes) -> String {
        let key = ApiKey::generate();
        let stored = StoredKey {
            id: key.id().clone(),
            label: "test".to_owned(),
            scopes,
            hash: key.hash(),
            created_at: self.clock.now(),
            expires_at: None,
            last_used_at: None,
            revoked_at: None,
        };
        self.access.add_api_key(stored).await.unwrap();
        key.reveal().to_string()
    }

    async fn service(
        &self,
    ) -> impl Service<actix_http::Request, Response = ServiceResponse<impl MessageBody>, Error = actix_web::Error> {
        let state = self.state.clone();
        init_service(App::new().wrap(middleware::from_fn(correlate)).configure(configure(state))).await
    }

    /// Makes WhatsApp refuse our client version from now on.
    async fn refuse_version(&self) {
        let (told, mut hears) = tokio::sync::mpsc::unbounded_channel();
        let ask = AskAdmission { urgency: Urgency::Person, correlation: "c-1".parse().unwrap(), told };
        self.gate.send(ask).await.unwrap();
        let Some(GateTold::Admitted(permit)) = hears.recv().await else { panic!("not admitted") };
        permit.settle(Outcome::Outdated);
    }

    async fn answer(&self, method: Method, path: &str) -> (u16, Value) {
        self.answer_to(TestRequest::with_uri(path).method(method)).await
    }

    async fn send(&self, method: Method, path: &str, body: Value) -> (u16, Value) {
        self.answer_to(TestRequest::with_uri(path).method(method).set_json(body)).await
    }

    /// Response to the admin.
    async fn answer_to(&self, request: TestRequest) -> (u16, Value) {
        self.answer_to_nobody(self.by_admin(request)).await
    }

    /// Adds the admin's key to a request.
    fn by_admin(&self, request: TestRequest) -> TestRequest {
        request.insert_header(("authorization", format!("Bearer {}", self.admin)))
    }

    /// Response to the request as it is.
    async fn answer_to_nobody(&self, request: TestRequest) -> (u16, Value) {
        let service = self.service().await;
        let answer = call_service(&service, request.to_request()).await;
        let status = answer.status().as_u16();
        let body = actix_web::test::read_body(answer).await;
        (status, serde_json::from_slice(&body).unwrap_or(Value::Null))
    }
}

#[actix_web::test]
async fn every_code_is_a_problem_document_with_its_status() {
    use actix_web::ResponseError;
    for code in ErrorCode::ALL {
        let problem = Problem::new(*code, "why", "c-1".parse().unwrap());
        let response = problem.error_response();
        assert_eq!(response.status().as_u16(), code.http_status());
        assert_eq!(response.headers().get("content-type").unwrap(), "application/problem+json");
        let body = response.into_body().try_into_bytes().unwrap();
        let document: Value = serde_json::from_slice(&body).unwrap();
        assert_eq!(document["code"], code.name());
        assert_eq!(document["message"]["ru"], code.text().ru);
        assert_eq!(document["correlationId"], "c-1");
    }
}

#[actix_web::test]
async fn valid_correlation_id_is_returned_and_an_invalid_one_is_not() {
    let api = Api::new().await;
    let service = api.service().await;
    for (given, kept) in [("pairing-7", true), ("a b", false), ("", false)] {
        let request = TestRequest::with_uri("/healthz").insert_header(("x-correlation-id", given)).to_request();
        let answer = call_service(&service, request).await;
        assert_eq!(answer.headers().get("x-correlation-id").unwrap() == given, kept, "{given:?}");
    }
}

#[actix_web::test]
async fn readiness_follows_the_database() {
    let api = Api::new().await;
    assert_eq!(api.answer(Method::GET, "/readyz").await.0, 200);
    api.store.break_down();
    let (status, problem) = api.answer(Method::GET, "/readyz").await;
    assert_eq!((status, problem["code"].as_str()), (503, Some("STORE_UNAVAILABLE")));
    assert_eq!(api.answer(Method::GET, "/healthz").await.0, 200);
}

#[actix_web::test]
async fn unknown_company_is_idle_and_has_no_credentials() {
    let api = Api::new().await;
    let (status, session) = api.answer(Method::GET, "/api/whatsapp/sessions/997441").await;
    assert_eq!((status, session["state"].as_str(), session["linked"].as_bool()), (200, Some("idle"), Some(false)));
    let (_, credentials) = api.answer(Method::GET, "/api/whatsapp/sessions/997441/credentials/status").await;
    assert_eq!(credentials["hasCredentials"], false);
    assert!(credentials["storedPhone"].is_null());
}

#[actix_web::test]
async fn credentials_status_shows_the_phone_until_a_reset() {
    let api = Api::new().await;
    let phone = "79936363848".parse().unwrap();
    api.store.put(&"997441".parse().unwrap(), FakeRow::linked(&phone, api.state.clock.now()));
    let path = "/api/whatsapp/sessions/997441/credentials/status";
    let (_, before) = api.answer(Method::GET, path).await;
    assert_eq!((before["storedPhone"].as_str(), before["canReset"].as_bool()), (Some("79936363848"), Some(true)));
    let (status, done) = api.answer(Method::POST, "/api/whatsapp/sessions/997441/reset").await;
    assert_eq!((status, done["success"].as_bool()), (200, Some(true)));
    let (_, after) = api.answer(Method::GET, path).await;
    assert_eq!(after["hasCredentials"], false);
}

#[actix_web::test]
async fn credentials_status_shows_the_phone_of_an_unfinished_pairing() {
    let api = Api::new().await;
    let requested = FakeRow { requested_phone: Some("79936363848".parse().unwrap()), ..FakeRow::default() };
    api.store.put(&"997441".parse().unwrap(), requested);
    let (_, status) = api.answer(Method::GET, "/api/whatsapp/sessions/997441/credentials/status").await;
    assert_eq!((status["storedPhone"].as_str(), status["canReset"].as_bool()), (Some("79936363848"), Some(true)));
    assert_eq!(status["hasCredentials"], false);
}

#[actix_web::test]
async fn a_reset_that_the_database_refuses_is_a_503_with_its_code() {
    let api = Api::new().await;
    api.store.break_down();
    let (status, problem) = api.answer(Method::POST, "/api/whatsapp/sessions/997441/reset").await;
    assert_eq!((status, problem["code"].as_str()), (503, Some("STORE_UNAVAILABLE")));
}
