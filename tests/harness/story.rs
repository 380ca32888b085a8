//! Scenario from the credentials of an old phone to a reset, step by step. The demo prints it; tests play it to look at
//! its logs, or to kill the service in the middle of it.

use std::time::Duration;

use serde_json::json;

use crate::{DEADLINE, Database, Service, ServiceOptions, SimulatorProcess};

/// Company id of the salon.
pub const SALON: &str = "997441";
/// Phone whose credentials the salon has at first.
pub const OLD_PHONE: &str = "79936363848";
/// Phone that the salon links instead.
pub const NEW_PHONE: &str = "79006464263";
/// Phone of somebody who writes to the salon.
const CUSTOMER: &str = "79160000001";

/// Environment of the scenario.
pub struct Story {
    /// Database of the service.
    pub database: Database,
    /// Simulator of WhatsApp with both phones.
    pub simulator: SimulatorProcess,
    /// Options the service is started with.
    pub options: ServiceOptions,
    /// Codes shown so far: secrets that no log may contain.
    pub codes: Vec<String>,
}

impl Story {
    /// Starts a simulator with both phones.
    pub async fn prepare(database: Database) -> Self {
        let simulator = SimulatorProcess::start(database.dir()).await;
        for phone in [OLD_PHONE, NEW_PHONE] {
            simulator.name(phone, "Salon Anna").await;
        }
        simulator.name(CUSTOMER, "A customer").await;
        let options = ServiceOptions::with_endpoint(&simulator.endpoint);
        Self { database, simulator, options, codes: Vec::new() }
    }

    /// Starts a service on the scenario's database.
    pub async fn service(&self) -> Service {
        Service::start(&self.database, &self.options).await
    }

    /// First part: links the old phone, requests a code for the new one, confirms the change, links it.
    pub async fn until_connected(&mut self, service: &Service, mut step: impl FnMut(&str)) {
        self.link(service, OLD_PHONE).await;
        assert_eq!(service.stored_phone(SALON).await.as_deref(), Some(OLD_PHONE));
        step(&format!("salon {SALON} holds credentials of {OLD_PHONE}"));

        let mut page = service.browser(SALON).await;
        page.request_code(NEW_PHONE).await;
        let refused = page.frame("pairing-code-error").await;
        assert_eq!(refused["code"], "PHONE_MISMATCH", "{refused}");
        assert_eq!(self.simulator.devices(OLD_PHONE).await, 1);
        step(&format!("a code for {NEW_PHONE} was refused: the line of {} works and stays", refused["storedPhone"]));

        page.change_number(NEW_PHONE).await;
        let code = page.code().await;
        self.codes.push(code.clone());
        step(&format!("the change to {NEW_PHONE} was confirmed, and a code came: {code}"));

        assert_eq!(service.stored_phone(SALON).await.as_deref(), Some(OLD_PHONE));
        assert_eq!(self.simulator.devices(OLD_PHONE).await, 1);
        self.text_arrives(OLD_PHONE).await;
        step(&format!("the line of {OLD_PHONE} works on: a text of a customer has arrived"));

        let (status, answer) = self.simulator.enter_code(NEW_PHONE, &code).await;
        assert_eq!(status, 200, "{answer}");
        step(&format!("the code was typed on the phone; device {}", answer["device"]));

        page.line_of(NEW_PHONE).await;
        assert_eq!(service.stored_phone(SALON).await.as_deref(), Some(NEW_PHONE));
        step(&format!("connected as {NEW_PHONE}"));
        self.text_arrives(NEW_PHONE).await;
        step(&format!("a text to {NEW_PHONE} has arrived"));
        self.simulator.without_devices(OLD_PHONE).await;
        step(&format!("the device of {OLD_PHONE} is logged out: its phone lists none any more"));
    }

    /// Second part, after a restart of the service: is connected without a code, then reset.
    pub async fn until_reset(&mut self, service: &Service, mut step: impl FnMut(&str)) {
        let mut page = service.browser(SALON).await;
        page.state("connected").await;
        assert_eq!(self.simulator.devices(NEW_PHONE).await, 1);
        step("still connected, without a code");

        page.send(json!({ "type": "reset-whatsapp-credentials" })).await;
        let answer = page.frame("credentials-reset").await;
        assert_eq!(answer["success"], true);
        let status = service.json(&format!("/api/whatsapp/sessions/{SALON}/credentials/status")).await;
        assert_eq!(status["hasCredentials"], false, "{status}");
        assert_eq!(self.simulator.devices(NEW_PHONE).await, 0);
        step("reset: no credentials in the database, no device on the phone");
    }

    /// Sends a text from a customer to this phone, and waits until the salon's line has taken it.
    async fn text_arrives(&self, phone: &str) {
        let taken = self.simulator.stat("messagesTaken").await;
        self.simulator.send(CUSTOMER, phone, ("Is there a time on Friday?", 1)).await;
        let arrived = async {
            while self.simulator.stat("messagesTaken").await <= taken {
                tokio::time::sleep(Duration::from_millis(10)).await;
            }
        };
        assert!(tokio::time::timeout(DEADLINE, arrived).await.is_ok(), "the text to {phone} does not arrive");
    }

    /// Links this phone to the salon by code.
    pub async fn link(&mut self, service: &Service, phone: &str) {
        let mut page = service.browser(SALON).await;
        page.request_code(phone).await;
        let code = page.code().await;
        self.codes.push(code.clone());
        let (status, answer) = self.simulator.enter_code(phone, &code).await;
        assert_eq!(status, 200, "{answer}");
        page.state("connected").await;
    }
}
