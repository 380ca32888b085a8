//! Linekeeper as a process, driven over HTTP and signals.

use std::path::PathBuf;
use std::sync::{Arc, OnceLock};
use std::time::Duration;

use reqwest::redirect::Policy;
use reqwest::{Client, Method, RequestBuilder, Response};
use serde_json::Value;
use tokio::process::Command;

use crate::database::{Database, NO_KEY};
use crate::process::{Running, start, tail};
use crate::{Browser, DEADLINE, FakeSentry, Metrics, http_client, program};

/// Options to start a service with.
#[derive(Clone)]
pub struct ServiceOptions {
    /// URL of WhatsApp's WebSocket.
    pub endpoint: String,
    /// Further environment variables, name and value.
    pub settings: Vec<(String, String)>,
}

impl ServiceOptions {
    /// Default settings with this endpoint.
    #[must_use]
    pub fn with_endpoint(endpoint: &str) -> Self {
        Self { endpoint: endpoint.to_owned(), settings: Vec::new() }
    }

    /// Adds one setting, for example `("PAIRING__BUDGET_SECONDS", "3")`.
    #[must_use]
    pub fn set(mut self, key: &str, value: &str) -> Self {
        self.settings.push((format!("LINEKEEPER__{key}"), value.to_owned()));
        self
    }

    /// Adds several settings.
    #[must_use]
    pub fn set_all(self, settings: &[(&str, &str)]) -> Self {
        settings.iter().fold(self, |options, (key, value)| options.set(key, value))
    }

    /// Has the client version looked up at this address instead of announcing a configured one.
    #[must_use]
    pub fn looking_up_at(self, url: &str) -> Self {
        self.set(VERSION_URL, url)
    }

    /// Version to announce, unless it is looked up.
    fn fixed_version(&self) -> Option<(&'static str, &'static str)> {
        let looks_up = self.settings.iter().any(|(name, _)| name.strip_prefix("LINEKEEPER__") == Some(VERSION_URL));
        (!looks_up).then_some(("LINEKEEPER__WHATSAPP__VERSION", "2.3000.1023223821"))
    }

    /// Adds an environment variable without the prefix `LINEKEEPER__`, for example `("SENTRY_DSN", "")`.
    #[must_use]
    pub fn env(mut self, name: &str, value: &str) -> Self {
        self.settings.push((name.to_owned(), value.to_owned()));
        self
    }

    /// Reports errors to this Sentry.
    #[must_use]
    pub fn with_sentry(self, sentry: &FakeSentry) -> Self {
        self.env("SENTRY_DSN", sentry.dsn())
    }
}

/// Setting with the page at which the client version is looked up.
const VERSION_URL: &str = "WHATSAPP__VERSION_URL";

/// Maximum number of journal pages to read.
const MAX_PAGES: usize = 1_000;

/// A running Linekeeper. Killed when dropped.
pub struct Service {
    running: Running,
    base: String,
    log: PathBuf,
    key: Arc<OnceLock<String>>,
    http: Client,
}

impl Service {
    /// Starts a service on this database and waits until it listens.
    ///
    /// # Errors
    /// The end of its log, if it does not start.
    pub async fn try_start(database: &Database, options: &ServiceOptions) -> Result<Self, String> {
        let mut command = Command::new(program("linekeeper"));
        command
            .arg("serve")
            .env_remove("DATABASE_URL")
            .env_remove("SENTRY_DSN")
            .env("LINEKEEPER__HTTP__LISTEN", "127.0.0.1:0")
            .env("LINEKEEPER__WHATSAPP__ENDPOINT", &options.endpoint)
            .env("LINEKEEPER__GATE__PER_SECOND", "1000")
            // A test uses one address and one key, and sends in a minute what people send in a day.
            .envs(["ADDRESS", "KEY", "COMPANY"].map(|of| (format!("LINEKEEPER__LIMITS__{of}_PER_SECOND"), "100000")))
            .envs(["ADDRESS", "KEY", "COMPANY"].map(|of| (format!("LINEKEEPER__LIMITS__{of}_BURST"), "100000")))
            .env("LINEKEEPER__LIMITS__SOCKETS_PER_ADDRESS", "20000")
            .env_remove("LINEKEEPER_MASTER_KEY")
            .env("LINEKEEPER__LOG__FILTER", "info,linekeeper_actors=debug,linekeeper_link=debug")
            .envs(database.settings())
            .envs(options.fixed_version())
            .envs(options.settings.clone());
        let log = database.dir().join(format!("service-{}.log", uuid::Uuid::new_v4().simple()));
        let key = database.admin_key_cell();
        let printed = key.clone();
        let wanted = move |line: &str| {
            if let Some(shown) = line.strip_prefix("admin key, shown this once: ") {
                // Only the first service on a database prints a key.
                let _known = printed.set(shown.to_owned());
            }
            line.contains("listening on http")
        };
        let running = start(command, &log, wanted).await?;
        let base = running.announcement.split_whitespace().last().expect("an address").to_owned();
        Ok(Self { running, base, log, key, http: http_client() })
    }

    /// Starts a service on this database. Panics if it does not start.
    pub async fn start(database: &Database, options: &ServiceOptions) -> Self {
        Self::try_start(database, options).await.unwrap_or_else(|log| panic!("the service did not start:\n{log}"))
    }

    /// Base URL, `http://127.0.0.1:PORT`.
    #[must_use]
    pub fn base(&self) -> &str {
        &self.base
    }

    /// Sends `GET path`.
    pub async fn get(&self, path: &str) -> Response {
        self.request(Method::GET, path, &[]).await
    }

    /// Sends `GET path` and parses the response as JSON.
    pub async fn json(&self, path: &str) -> Value {
        self.get(path).await.json().await.unwrap_or_else(|error| panic!("{path}: {error}"))
    }

    /// Sends `POST path` without a body.
    pub async fn post(&self, path: &str) -> Response {
        self.request(Method::POST, path, &[]).await
    }

    /// Sends a request without a body, with these headers.
    pub async fn request(&self, method: Method, path: &str, headers: &[(&str, &str)]) -> Response {
        let request =
            headers.iter().fold(self.request_to(method, path), |request, (name, value)| request.header(*name, *value));
        self.fetch(request).await
    }

    /// Sends `POST path` with this body; returns status and response.
    pub async fn post_json(&self, path: &str, body: &Value) -> (u16, Value) {
        Self::json_of(self.fetch(self.request_to(Method::POST, path).json(body)).await).await
    }

    /// Sends `PUT path` with this body; returns status and response.
    pub async fn put_json(&self, path: &str, body: &Value) -> (u16, Value) {
        Self::json_of(self.fetch(self.request_to(Method::PUT, path).json(body)).await).await
    }

    /// Sends `DELETE path`; returns status and response.
    pub async fn delete(&self, path: &str) -> (u16, Value) {
        Self::json_of(self.request(Method::DELETE, path, &[]).await).await
    }

    /// Status of a response, and its body as JSON; `null` if it is empty.
    pub async fn json_of(response: Response) -> (u16, Value) {
        let status = response.status().as_u16();
        let text = response.text().await.unwrap_or_else(|error| panic!("an answer broke off: {error}"));
        let json = if text.is_empty() { Ok(Value::Null) } else { serde_json::from_str(&text) };
        (status, json.unwrap_or_else(|_| panic!("{status} with something that is no JSON: {text}")))
    }

    /// Builds a request with the admin key, to be sent with [`Self::fetch`].
    pub fn request_to(&self, method: Method, path: &str) -> RequestBuilder {
        self.request_of_nobody(method, path).bearer_auth(self.key())
    }

    /// Builds a request without credentials.
    pub fn request_of_nobody(&self, method: Method, path: &str) -> RequestBuilder {
        self.http.request(method, format!("{}{path}", self.base))
    }

    /// Address to which a path redirects, as the service names it.
    pub async fn redirect_of(&self, path: &str) -> Option<String> {
        let client = Client::builder().redirect(Policy::none()).timeout(DEADLINE).build().expect("a client");
        let answer = client.get(format!("{}{path}", self.base)).send().await.expect("an answer");
        answer.headers().get("location").map(|address| address.to_str().expect("a text").to_owned())
    }

    /// Admin key once the service has printed it; a well-formed unknown key until then.
    #[must_use]
    pub fn key(&self) -> &str {
        self.key.get().map_or(NO_KEY, String::as_str)
    }

    /// Sends a request.
    pub async fn fetch(&self, request: RequestBuilder) -> Response {
        request.send().await.unwrap_or_else(|error| panic!("{error}\n{}", self.log()))
    }

    /// Fetches and parses `GET /metrics`.
    pub async fn metrics(&self) -> Metrics {
        let answer = self.get("/metrics").await;
        assert_eq!(answer.status(), 200);
        Metrics::parse(&answer.text().await.expect("a text"))
    }

    /// Reads a company's whole journal, page by page, in the order of the pages.
    pub async fn events(&self, company: &str) -> Vec<Value> {
        let mut events = Vec::new();
        let mut cursor = String::new();
        for _ in 0..MAX_PAGES {
            let mut page = self.json(&format!("/api/whatsapp/sessions/{company}/events?limit=50{cursor}")).await;
            let Value::Array(listed) = page["events"].take() else { panic!("no events in {page}") };
            events.extend(listed);
            let Value::String(next) = &page["next"] else { return events };
            cursor = format!("&cursor={next}");
        }
        panic!("the journal of {company} has no end")
    }

    /// Waits until the company's journal has an entry of this event.
    pub async fn noted(&self, company: &str, event: &str) {
        let written = async {
            while !self.events(company).await.iter().any(|entry| entry["event"] == event) {
                tokio::time::sleep(Duration::from_millis(10)).await;
            }
        };
        assert!(tokio::time::timeout(DEADLINE, written).await.is_ok(), "no entry {event}");
    }

    /// Opens a company's WebSocket with the admin key.
    pub async fn browser(&self, company: &str) -> Browser {
        self.browser_with_headers(company, &[]).await.unwrap_or_else(|error| panic!("{error}\n{}", self.log()))
    }

    /// Opens a company's WebSocket with the admin key and these headers.
    ///
    /// # Errors
    /// Text of the connection error.
    pub async fn browser_with_headers(&self, company: &str, headers: &[(&str, &str)]) -> Result<Browser, String> {
        let bearer = format!("Bearer {}", self.key());
        let headers: Vec<_> = [("authorization", bearer.as_str())].into_iter().chain(headers.iter().copied()).collect();
        Browser::open_with_headers(&self.base, company, &headers).await
    }

    /// Opens a company's WebSocket with these headers only, without the admin key.
    ///
    /// # Errors
    /// Text of the connection error.
    pub async fn stranger(&self, company: &str, headers: &[(&str, &str)]) -> Result<Browser, String> {
        Browser::open_with_headers(&self.base, company, headers).await
    }

    /// Opens the dashboard's WebSocket with the admin key and these headers.
    ///
    /// # Errors
    /// Text of the connection error.
    pub async fn dashboard(&self, headers: &[(&str, &str)]) -> Result<Browser, String> {
        let bearer = format!("Bearer {}", self.key());
        let headers: Vec<_> = [("authorization", bearer.as_str())].into_iter().chain(headers.iter().copied()).collect();
        Browser::open_at(&self.base, "/api/dashboard/ws", &headers).await
    }

    /// Stored phone according to `credentials/status`.
    pub async fn stored_phone(&self, company: &str) -> Option<String> {
        let status = self.json(&format!("/api/whatsapp/sessions/{company}/credentials/status")).await;
        status["storedPhone"].as_str().map(str::to_owned)
    }

    /// Last 60 lines of its log.
    #[must_use]
    pub fn log(&self) -> String {
        tail(&self.log)
    }

    /// Its whole log.
    #[must_use]
    pub fn whole_log(&self) -> String {
        std::fs::read_to_string(&self.log).unwrap_or_default()
    }

    /// Process id.
    #[must_use]
    pub fn pid(&self) -> u32 {
        self.running.child.id().expect("a running process")
    }

    /// Kills the process (SIGKILL) and waits until it has ended.
    pub async fn kill(mut self) {
        self.running.child.kill().await.expect("killed");
    }

    /// Stops the process with SIGTERM; returns the exit code.
    pub async fn stop(mut self) -> Option<i32> {
        self.signal("TERM").await;
        self.wait_exit().await
    }

    /// Sends a signal: `TERM`, `STOP`, `CONT`.
    pub async fn signal(&self, name: &str) {
        let pid = self.pid().to_string();
        let told = Command::new("kill").args([&format!("-{name}"), &pid]).status().await.expect("kill");
        assert!(told.success(), "kill -{name} {pid}");
    }

    /// Waits until the process ends; returns the exit code, `None` after a fatal signal.
    pub async fn wait_exit(&mut self) -> Option<i32> {
        let ended = tokio::time::timeout(DEADLINE, self.running.child.wait()).await;
        ended.unwrap_or_else(|_| panic!("did not stop:\n{}", self.log())).expect("a status").code()
    }
}
