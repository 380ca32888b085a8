//! Processes of a run: the service, PostgreSQL, the simulator and, where the service has webhooks, a receiver.

use std::collections::HashMap;
use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use linekeeper_harness::{
    Client, DEADLINE, Database, Method, Receiver, RequestBuilder, Salon, Service, ServiceOptions, SimulatorProcess,
    link_many,
};
use serde_json::json;
use tokio::time::{Instant, sleep};

use crate::holds;
use crate::records::People;

/// Number of lines that are linked concurrently.
const AT_ONCE: usize = 8;

/// Time until all lines are connected again after a start.
const RETURN: Duration = Duration::from_secs(120);

/// Settings of the service under test.
const SETTINGS: [(&str, &str); 7] = [
    ("MESSAGES__ENABLED", "true"),
    ("MESSAGES__SENDS_PER_MINUTE", "6000"),
    ("MESSAGES__SENDS_BURST", "100"),
    ("WEBHOOKS__ALLOW_HTTP", "true"),
    ("WEBHOOKS__ALLOWED_NETWORKS", "127.0.0.0/8"),
    ("SESSIONS__REPLACED_RETRY_SECONDS", "1"),
    ("LOG__FILTER", "info"),
];

/// Path of the webhooks.
const WEBHOOKS: &str = "/api/whatsapp/webhooks";

/// Everything that a run works with.
pub struct World {
    pub simulator: SimulatorProcess,
    pub database: Database,
    pub lines: Vec<Salon>,
    pub receiver: Option<Receiver>,
    /// Number of messages that were ordered.
    pub ordered: AtomicU64,
    options: ServiceOptions,
    webhook: Option<String>,
    /// Address of the service that runs now, and the key that all of them take.
    address: Mutex<(String, String)>,
    http: Client,
}

impl World {
    /// Starts everything and links the lines.
    pub async fn start(lines: usize, receiver: Option<Receiver>) -> (Self, Service) {
        let database = Database::fresh().await;
        let simulator = SimulatorProcess::start_in_memory(database.dir()).await;
        let options = ServiceOptions::with_endpoint(&simulator.endpoint).set_all(&SETTINGS);
        let service = Service::start(&database, &options).await;
        // Before the lines are linked, so that it is owed the events of their sessions, too.
        let mut webhook = None;
        if let Some(receiver) = &receiver {
            let (status, added) = service.post_json(WEBHOOKS, &json!({ "url": receiver.url() })).await;
            assert_eq!(status, 201, "{added}");
            let text = |field: &str| added[field].as_str().expect("a text").to_owned();
            webhook = Some(text("webhookId"));
            receiver.start(Some(&text("secret"))).await;
        }
        let lines = link_many(&service, &simulator, lines, AT_ONCE).await;
        holds::install(&database).await;
        let address = Mutex::new((service.base().to_owned(), service.key().to_owned()));
        let (ordered, http) = (AtomicU64::new(0), Client::new());
        (Self { simulator, database, lines, receiver, ordered, options, webhook, address, http }, service)
    }

    /// Starts the service again. Repeats it while PostgreSQL is not back.
    pub async fn start_again(&self) -> Service {
        let began = Instant::now();
        loop {
            match Service::try_start(&self.database, &self.options).await {
                Ok(service) => {
                    service.base().clone_into(&mut self.address.lock().expect("no panic").0);
                    return service;
                }
                Err(log) => assert!(began.elapsed() < DEADLINE * 2, "the service did not start:\n{log}"),
            }
        }
    }

    /// Waits until all lines are connected.
    pub async fn all_are_back(&self) {
        let began = Instant::now();
        while self.simulator.stat("connections").await < self.lines.len() as u64 {
            assert!(began.elapsed() < RETURN, "not all lines are connected again: {}", self.simulator.stats().await);
            sleep(Duration::from_millis(50)).await;
        }
    }

    /// Enables the webhook, as a person does who has mended the receiver: what waits is sent at once.
    pub async fn enable_webhook(&self, service: &Service) {
        if let Some(webhook) = &self.webhook {
            let answer = service.request(Method::POST, &format!("{WEBHOOKS}/{webhook}/enable"), &[]).await;
            let (status, answer) = Service::json_of(answer).await;
            // Expected while PostgreSQL starts.
            assert!(status == 200 || status == 503, "{status} {answer}");
        }
    }

    /// Request to the service that runs now.
    pub fn request(&self, method: Method, path: &str) -> RequestBuilder {
        let (base, key) = self.address.lock().expect("no panic").clone();
        self.http.request(method, format!("{base}{path}")).bearer_auth(key)
    }

    /// Number of deliveries that wait; `None` while PostgreSQL is down.
    pub async fn waiting(&self) -> Option<i64> {
        let client = holds::connect(&self.database).await.ok()?;
        let waiting = "SELECT count(*) FROM webhook_deliveries WHERE state = 'waiting'";
        client.query_one(waiting, &[]).await.ok()?.try_get(0).ok()
    }

    /// Lines, and all who write, by number and LID.
    pub async fn people(&self, others: &[String]) -> People {
        let mut numbers = HashMap::new();
        let own = self.lines.iter().map(|line| &line.number);
        for number in own.chain(others) {
            let phone = self.simulator.phone(number).await;
            let lid = phone["lid"].as_str().expect("a LID").trim_end_matches("@lid").to_owned();
            numbers.insert(lid, number.clone());
        }
        People::of(&self.lines, numbers)
    }

    /// Number of messages that were ordered so far.
    pub fn ordered(&self) -> u64 {
        self.ordered.load(Ordering::Relaxed)
    }
}
