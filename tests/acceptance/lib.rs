//! Fixture of the acceptance tests: a simulator, a database and a service.

use linekeeper_harness::{Browser, Database, Service, ServiceOptions, SimulatorProcess};
use serde_json::json;

/// Company id of the salon in most tests.
pub const SALON: &str = "997441";
/// Company id of a second salon.
pub const OTHER_SALON: &str = "880012";
/// Phone that the salon has linked at first.
pub const OLD_PHONE: &str = "79936363848";
/// Phone that the salon links instead.
pub const NEW_PHONE: &str = "79006464263";

/// A simulator, a database and a service that uses both.
pub struct World {
    /// Database of the service.
    pub database: Database,
    /// Simulator of WhatsApp.
    pub simulator: SimulatorProcess,
    /// Options the service was started with.
    pub options: ServiceOptions,
    /// The running service.
    pub service: Service,
}

impl World {
    /// Starts all three with default options.
    pub async fn fresh() -> Self {
        Self::on(Database::fresh().await, |options| options).await
    }

    /// Starts a simulator and a service on this database, with these options.
    pub async fn on(database: Database, set: impl FnOnce(ServiceOptions) -> ServiceOptions) -> Self {
        let simulator = SimulatorProcess::start(database.dir()).await;
        for phone in [OLD_PHONE, NEW_PHONE] {
            simulator.name(phone, "Salon Anna").await;
        }
        let options = set(ServiceOptions::with_endpoint(&simulator.endpoint));
        let service = Service::start(&database, &options).await;
        Self { database, simulator, options, service }
    }

    /// Links a phone by code and waits until the salon is connected.
    pub async fn link(&self, salon: &str, phone: &str) {
        let mut page = self.service.browser(salon).await;
        self.link_on(&mut page, phone).await;
    }

    /// Links a phone by code on an open WebSocket.
    pub async fn link_on(&self, page: &mut Browser, phone: &str) {
        page.request_code(phone).await;
        let code = page.code().await;
        self.type_code(phone, &code).await;
        page.state("connected").await;
    }

    /// Replaces the linked phone, with the owner's consent (`changeNumber`).
    pub async fn change_number_on(&self, page: &mut Browser, phone: &str) {
        page.change_number(phone).await;
        let code = page.code().await;
        self.type_code(phone, &code).await;
        page.line_of(phone).await;
    }

    /// Opens the salon's WebSocket with the token of an onboarding link.
    pub async fn owner_page(&self, salon: &str) -> Browser {
        let path = format!("/api/whatsapp/sessions/{salon}/onboarding-links");
        let (status, link) = self.service.post_json(&path, &json!({})).await;
        assert_eq!(status, 201, "{link}");
        let mut page = self.service.stranger(salon, &[]).await.expect("a socket");
        page.send(json!({ "type": "authenticate", "token": link["token"] })).await;
        page.frame("authenticated").await;
        page
    }

    /// Types a code on the phone; asserts that it is accepted.
    pub async fn type_code(&self, phone: &str, code: &str) {
        let (status, answer) = self.simulator.enter_code(phone, code).await;
        assert_eq!(status, 200, "{answer}\n{}", self.service.log());
    }

    /// Number of codes that WhatsApp has issued.
    pub async fn codes_issued(&self) -> u64 {
        self.simulator.stats().await["codesIssued"].as_u64().expect("a number")
    }

    /// Kills the service (SIGKILL) and starts another on the same data.
    #[must_use]
    pub async fn killed_and_restarted(mut self) -> Self {
        self.service.kill().await;
        self.service = Service::start(&self.database, &self.options).await;
        self
    }

    /// Response of `GET …/sessions/{salon}`.
    pub async fn status(&self, salon: &str) -> serde_json::Value {
        self.service.json(&format!("/api/whatsapp/sessions/{salon}")).await
    }
}
