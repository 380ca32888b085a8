//! Linekeeper as a subject: the real program, driven over HTTP and WebSockets.

use std::time::{Duration, Instant};

use async_trait::async_trait;
use futures::{StreamExt as _, stream};
use linekeeper_domain::gate::GatePolicy;
use linekeeper_harness::{Database, Method, Salon, Service, ServiceOptions, SimulatorProcess, link_by_qr};
use serde_json::json;

use crate::arena::{Gate, Party, Stored};

/// Polling interval of the session counts.
const GLANCE: Duration = Duration::from_millis(50);
/// Orders of callers at a time.
const AT_ONCE: usize = 16;
/// Timeout of a restoration.
const PATIENCE: Duration = Duration::from_secs(900);

/// Linekeeper with its database.
pub struct Linekeeper {
    database: Database,
    options: ServiceOptions,
    service: Option<Service>,
}

impl Linekeeper {
    /// Starts a service on this database.
    pub async fn start(database: Database, options: ServiceOptions) -> Self {
        // Log level as in production; tests log more. Named statements, as the service uses them for its embedded
        // PostgreSQL: no pooler is between the two.
        let options = options.set("LOG__FILTER", "info").set("STORE__NAMED_STATEMENTS", "true");
        let service = Service::start(&database, &opened(&options, Gate::Open)).await;
        Self { database, options, service: Some(service) }
    }

    /// Returns the running service.
    pub fn service(&self) -> &Service {
        self.service.as_ref().expect("a running service")
    }
}

/// Rate limit of a gate that has no effect.
const OPEN: &str = "100000";

fn opened(options: &ServiceOptions, gate: Gate) -> ServiceOptions {
    let options = options.clone();
    match gate {
        Gate::Open => options.set("GATE__PER_SECOND", OPEN).set("GATE__CONCURRENT", "200"),
        Gate::Default => {
            // Services of tests have another rate.
            options.set("GATE__PER_SECOND", &GatePolicy::default().per_second.to_string())
        }
    }
}

#[async_trait]
impl Party for Linekeeper {
    fn pid(&self) -> u32 {
        self.service().pid()
    }

    async fn code(&self, _: &SimulatorProcess, salon: &Salon) -> Duration {
        let mut page = self.service().browser(&salon.company).await;
        page.state("idle").await;
        let began = Instant::now();
        page.request_code(&salon.number).await;
        page.frame("pairing-code").await;
        let took = began.elapsed();
        page.send(json!({ "type": "cancel-pairing" })).await;
        page.state("idle").await;
        page.close().await;
        took
    }

    async fn pair(&self, simulator: &SimulatorProcess, salon: &Salon) {
        let mut page = self.service().browser(&salon.company).await;
        page.request_code(&salon.number).await;
        let code = page.code().await;
        let (status, answer) = simulator.enter_code(&salon.number, &code).await;
        assert_eq!(status, 200, "{answer}");
        page.state("connected").await;
        page.close().await;
    }

    async fn link(&self, simulator: &SimulatorProcess, salon: &Salon) {
        link_by_qr(self.service(), simulator, &salon.company, &salon.number).await;
    }

    async fn restore(&mut self, sessions: usize, gate: Gate) -> Duration {
        let service = self.service.take().expect("a running service");
        service.stop().await;
        let began = Instant::now();
        let service = self.service.insert(Service::start(&self.database, &opened(&self.options, gate)).await);
        while began.elapsed() < PATIENCE {
            let connected = service.metrics().await.value("linekeeper_sessions", &[("state", "connected")]);
            if connected == Some(sessions as f64) {
                return began.elapsed();
            }
            tokio::time::sleep(GLANCE).await;
        }
        panic!("{sessions} sessions are not connected after {PATIENCE:?}:\n{}", service.log())
    }

    async fn send(&self, lines: usize, number: &str, times: u16) {
        let body = json!({ "to": { "phone": number }, "content": { "kind": "text", "text": "Yes, until nine" } });
        // By turns, as callers of many companies do it.
        let orders = (0..times).flat_map(|_| (1..=lines).map(Salon::nth));
        let ordered = stream::iter(orders).map(|salon| {
            let body = &body;
            async move {
                let path = format!("/api/whatsapp/sessions/{}/messages", salon.company);
                let key = format!("{:032x}", rand::random::<u128>());
                let request = self.service().request_to(Method::POST, &path).header("idempotency-key", key);
                let (status, answer) = Service::json_of(self.service().fetch(request.json(body)).await).await;
                assert_eq!(status, 202, "{answer}");
            }
        });
        ordered.buffer_unordered(AT_ONCE).collect::<()>().await;
    }

    async fn recorded(&self, texts: u64) {
        let client = self.database.connect().await;
        let recorded = "SELECT count(*) FROM outgoing_messages WHERE status NOT IN ('queued', 'sending')";
        let began = Instant::now();
        while client.query_one(recorded, &[]).await.expect("an answer").get::<_, i64>(0).unsigned_abs() < texts {
            assert!(began.elapsed() < PATIENCE, "not all sends are recorded");
            tokio::time::sleep(GLANCE).await;
        }
    }

    async fn stored(&self) -> Option<Stored> {
        let client = self.database.connect().await;
        let sizes = "SELECT (SELECT count(*) FROM whatsapp_keys)::float8,
            (pg_total_relation_size('whatsapp_auth') + pg_total_relation_size('whatsapp_keys'))::float8";
        let row = client.query_one(sizes, &[]).await.expect("an answer");
        Some(Stored { rows: row.get(0), bytes: row.get(1) })
    }

    async fn logged(&self) -> Option<u64> {
        let client = self.database.connect().await;
        let row = client.query_one("SELECT count(*) FROM message_events WHERE chat > 0", &[]).await.expect("an answer");
        Some(row.get::<_, i64>(0).unsigned_abs())
    }
}
