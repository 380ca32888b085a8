//! Provokes every failure of the tables in the simulator and checks each place that reports it: frame, status endpoint,
//! journal, metrics, and Sentry (the real SDK, with a fake server).

mod breaker;
mod codes;
mod coverage;
mod logins;
mod phones;
mod streams;

use linekeeper_domain::{AlertPolicy, ErrorCode};
use linekeeper_harness::{
    Browser, DEADLINE, Database, FakeSentry, Frame, Salon, Service, ServiceOptions, SimulatorProcess,
};
use serde_json::{Value, json};

/// A service with a simulator and a fake Sentry.
struct Watched {
    database: Database,
    simulator: SimulatorProcess,
    options: ServiceOptions,
    service: Service,
    sentry: FakeSentry,
}

impl Watched {
    async fn fresh() -> Self {
        Self::with(|options| options).await
    }

    /// Short timeouts: retries after 20 ms, code requests end after 4 s, log-ins after 3 s.
    async fn with(set: impl FnOnce(ServiceOptions) -> ServiceOptions) -> Self {
        let (database, sentry) = (Database::fresh().await, FakeSentry::start().await);
        let simulator = SimulatorProcess::start(database.dir()).await;
        let options = ServiceOptions::with_endpoint(&simulator.endpoint)
            .set("PAIRING__RETRY_MS", "20")
            .set("PAIRING__BUDGET_SECONDS", "4")
            .set("SESSIONS__CONNECT_WATCHDOG_SECONDS", "3")
            .set("SESSIONS__REPLACED_RETRY_SECONDS", "1")
            .with_sentry(&sentry);
        let options = set(options);
        let service = Service::start(&database, &options).await;
        Self { database, simulator, options, service, sentry }
    }

    async fn restarted(mut self) -> Self {
        self.service.kill().await;
        self.service = Service::start(&self.database, &self.options).await;
        self
    }

    async fn status(&self, salon: &Salon) -> Value {
        self.service.json(&format!("/api/whatsapp/sessions/{}", salon.company)).await
    }

    async fn has_credentials(&self, salon: &Salon) -> bool {
        let path = format!("/api/whatsapp/sessions/{}/credentials/status", salon.company);
        self.service.json(&path).await["hasCredentials"] == true
    }

    /// Opens the salon's WebSocket; its account gets a business name, so that it logs in fast.
    async fn page(&self, salon: &Salon) -> Browser {
        self.simulator.name(&salon.number, "Salon Anna").await;
        self.service.browser(&salon.company).await
    }

    /// Injects a fault for this salon's phone, or for any.
    async fn fault(&self, salon: Option<&Salon>, mut fault: Value) {
        if let Some(salon) = salon {
            fault["number"] = json!(salon.number);
        }
        self.simulator.fault_json(fault).await;
    }

    /// Asserts that journal, metrics and Sentry report this code with this correlation id.
    async fn is_everywhere(&self, salon: &Salon, code: ErrorCode, correlation: &str) {
        let name = code.name();
        let entry = self.journalled(salon, code).await;
        assert_eq!(entry["correlationId"], correlation, "{entry}");
        let metrics = self.service.metrics().await;
        assert!(metrics.value("linekeeper_session_failures_total", &[("code", name)]) >= Some(1.0), "{name}");
        match code.alerts() {
            AlertPolicy::EachTime => {
                let event =
                    self.sentry.until(name, |event| event["tags"]["company.id"] == salon.company.as_str()).await;
                // An event without a level has level `error`.
                assert_eq!(
                    (event["tags"]["code"].as_str(), event["level"].as_str().unwrap_or("error")),
                    (Some(name), "error")
                );
                assert_eq!(event["tags"]["correlation.id"], correlation, "{event}");
            }
            AlertPolicy::No | AlertPolicy::OncePerOutage => {
                assert_eq!(
                    self.sentry.count(|event| event["tags"]["company.id"] == salon.company.as_str()),
                    0,
                    "{name}"
                );
            }
        }
    }

    /// Waits for the entry: the journal is written asynchronously.
    async fn journalled(&self, salon: &Salon, code: ErrorCode) -> Value {
        let all = async {
            loop {
                let events = self.service.events(&salon.company).await;
                if let Some(entry) = events.into_iter().find(|entry| entry["code"] == code.name()) {
                    return entry;
                }
            }
        };
        tokio::time::timeout(DEADLINE, all).await.unwrap_or_else(|_| panic!("{code} is not in the journal"))
    }

    /// Waits until credentials are stored or wiped: the wipe follows the closing of the link, after the state was
    /// reported.
    async fn credentials_become(&self, salon: &Salon, there: bool) {
        let all = async { while self.has_credentials(salon).await != there {} };
        tokio::time::timeout(DEADLINE, all)
            .await
            .unwrap_or_else(|_| panic!("{salon:?}: credentials there: {}", !there));
    }

    /// Waits until the database holds the reason why the salon is parked.
    async fn park_is_kept(&self, salon: &Salon) {
        let database = self.database.connect().await;
        let question = "SELECT 1 FROM whatsapp_auth WHERE company_id = $1 AND parked_code IS NOT NULL";
        let all = async { while database.query(question, &[&salon.company]).await.unwrap().is_empty() {} };
        tokio::time::timeout(DEADLINE, all).await.unwrap_or_else(|_| panic!("{salon:?} is not parked in the database"));
    }
}

/// Asserts that the frame has the code with message and user action of the catalogue.
fn is_told(frame: &Frame, code: ErrorCode) {
    assert_eq!(frame["code"], code.name(), "{frame}");
    assert_eq!((&frame["message"]["ru"], &frame["message"]["en"]), (&json!(code.text().ru), &json!(code.text().en)));
    assert_eq!(frame["userAction"], code.user_action().as_str());
}
