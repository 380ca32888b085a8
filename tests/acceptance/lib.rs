//! What the acceptance tests begin with: a simulator, a service, and the numbers of the review.

use linekeeper_harness::{Browser, Database, Service, ServiceOptions, SimulatorProcess};
use serde_json::json;

/// The salon of the review.
pub const SALON: &str = "997441";
/// Another one.
pub const OTHER_SALON: &str = "880012";
/// The phone whose credentials stood in the way.
pub const OLD_PHONE: &str = "79936363848";
/// The phone the salon wanted to link.
pub const NEW_PHONE: &str = "79006464263";

/// A simulator, a database and a service that uses both.
pub struct World {
    /// Where data is kept.
    pub database: Database,
    /// WhatsApp.
    pub simulator: SimulatorProcess,
    /// How the service was started.
    pub options: ServiceOptions,
    /// The service.
    pub service: Service,
}

impl World {
    /// A fresh one.
    pub async fn fresh() -> Self {
        Self::on(Database::fresh().await, |options| options).await
    }

    /// A fresh one on this database, with these settings.
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

    /// The same on a page that is open already.
    pub async fn link_on(&self, page: &mut Browser, phone: &str) {
        page.request_code(phone).await;
        let code = page.code().await;
        self.type_code(phone, &code).await;
        page.state("connected").await;
    }

    /// Links another phone in the place of the linked one, as its owner confirms.
    pub async fn change_number_on(&self, page: &mut Browser, phone: &str) {
        page.change_number(phone).await;
        let code = page.code().await;
        self.type_code(phone, &code).await;
        page.state("connected").await;
    }

    /// The page of a salon's owner, by an onboarding link.
    pub async fn owner_page(&self, salon: &str) -> Browser {
        let path = format!("/api/whatsapp/sessions/{salon}/onboarding-links");
        let (status, link) = self.service.post_json(&path, &json!({})).await;
        assert_eq!(status, 201, "{link}");
        let mut page = self.service.stranger(salon, &[]).await.expect("a socket");
        page.send(json!({ "type": "authenticate", "token": link["token"] })).await;
        page.frame("authenticated").await;
        page
    }

    /// Types a code that must be accepted.
    pub async fn type_code(&self, phone: &str, code: &str) {
        let (status, answer) = self.simulator.enter_code(phone, code).await;
        assert_eq!(status, 200, "{answer}\n{}", self.service.log());
    }

    /// How many codes WhatsApp has issued.
    pub async fn codes_issued(&self) -> u64 {
        self.simulator.stats().await["codesIssued"].as_u64().expect("a number")
    }

    /// kill -9 and a new process on the same data.
    #[must_use]
    pub async fn killed_and_restarted(mut self) -> Self {
        self.service.kill().await;
        self.service = Service::start(&self.database, &self.options).await;
        self
    }

    /// `GET …/sessions/{salon}`.
    pub async fn status(&self, salon: &str) -> serde_json::Value {
        self.service.json(&format!("/api/whatsapp/sessions/{salon}")).await
    }
}
