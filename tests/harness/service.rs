//! Linekeeper as a process.

use std::path::PathBuf;
use std::sync::{Arc, OnceLock};

use reqwest::{Client, Method, RequestBuilder, Response};
use serde_json::Value;
use tokio::process::Command;

use crate::database::{Database, NO_KEY};
use crate::process::{Running, start, tail};
use crate::{Browser, DEADLINE, FakeSentry, Metrics, http_client, program};

/// How a service is started.
#[derive(Clone)]
pub struct ServiceOptions {
    /// Where it finds WhatsApp.
    pub endpoint: String,
    /// Further settings, as environment variables.
    pub settings: Vec<(String, String)>,
}

impl ServiceOptions {
    /// The default settings with this endpoint.
    #[must_use]
    pub fn with_endpoint(endpoint: &str) -> Self {
        Self { endpoint: endpoint.to_owned(), settings: Vec::new() }
    }

    /// With one more setting, for example `("PAIRING__BUDGET_SECONDS", "3")`.
    #[must_use]
    pub fn set(mut self, key: &str, value: &str) -> Self {
        self.settings.push((format!("LINEKEEPER__{key}"), value.to_owned()));
        self
    }

    /// With all of these.
    #[must_use]
    pub fn set_all(self, settings: &[(&str, &str)]) -> Self {
        settings.iter().fold(self, |options, (key, value)| options.set(key, value))
    }

    /// With an environment variable of another name, for example `("SENTRY_DSN", "")`.
    #[must_use]
    pub fn env(mut self, name: &str, value: &str) -> Self {
        self.settings.push((name.to_owned(), value.to_owned()));
        self
    }

    /// Reporting errors to this Sentry.
    #[must_use]
    pub fn with_sentry(self, sentry: &FakeSentry) -> Self {
        self.env("SENTRY_DSN", sentry.dsn())
    }
}

/// Pages of a journal that are read at most.
const MAX_PAGES: usize = 1_000;

/// A running Linekeeper.
pub struct Service {
    running: Running,
    base: String,
    log: PathBuf,
    key: Arc<OnceLock<String>>,
    http: Client,
}

impl Service {
    /// Starts one on this database and waits until it listens.
    ///
    /// # Errors
    /// The end of its log, when it does not start.
    pub async fn try_start(database: &Database, options: &ServiceOptions) -> Result<Self, String> {
        let mut command = Command::new(program("linekeeper"));
        command
            .arg("serve")
            .env_remove("DATABASE_URL")
            .env_remove("SENTRY_DSN")
            .env("LINEKEEPER__HTTP__LISTEN", "127.0.0.1:0")
            .env("LINEKEEPER__WHATSAPP__ENDPOINT", &options.endpoint)
            .env("LINEKEEPER__WHATSAPP__VERSION", "2.3000.1023223821")
            .env("LINEKEEPER__GATE__PER_SECOND", "1000")
            // A test is one address with one key, and does in a minute what people do in a day.
            .envs(["ADDRESS", "KEY", "COMPANY"].map(|of| (format!("LINEKEEPER__LIMITS__{of}_PER_SECOND"), "100000")))
            .envs(["ADDRESS", "KEY", "COMPANY"].map(|of| (format!("LINEKEEPER__LIMITS__{of}_BURST"), "100000")))
            .env("LINEKEEPER__LIMITS__SOCKETS_PER_ADDRESS", "20000")
            .env_remove("LINEKEEPER_MASTER_KEY")
            .env("LINEKEEPER__LOG__FILTER", "info,linekeeper_actors=debug,linekeeper_link=debug")
            .envs(database.settings())
            .envs(options.settings.clone());
        let log = database.dir().join(format!("service-{}.log", uuid::Uuid::new_v4().simple()));
        let key = database.admin_key_cell();
        let printed = key.clone();
        let wanted = move |line: &str| {
            if let Some(shown) = line.strip_prefix("admin key, shown this once: ") {
                // The first one of a database is the only one.
                let _known = printed.set(shown.to_owned());
            }
            line.contains("listening on http")
        };
        let running = start(command, &log, wanted).await?;
        let base = running.announcement.split_whitespace().last().expect("an address").to_owned();
        Ok(Self { running, base, log, key, http: http_client() })
    }

    /// Starts one on this database.
    pub async fn start(database: &Database, options: &ServiceOptions) -> Self {
        Self::try_start(database, options).await.unwrap_or_else(|log| panic!("the service did not start:\n{log}"))
    }

    /// `http://127.0.0.1:PORT`
    #[must_use]
    pub fn base(&self) -> &str {
        &self.base
    }

    /// `GET path`.
    pub async fn get(&self, path: &str) -> Response {
        self.request(Method::GET, path, &[]).await
    }

    /// `GET path` as JSON.
    pub async fn json(&self, path: &str) -> Value {
        self.get(path).await.json().await.unwrap_or_else(|error| panic!("{path}: {error}"))
    }

    /// `POST path` without a body.
    pub async fn post(&self, path: &str) -> Response {
        self.request(Method::POST, path, &[]).await
    }

    /// A request without a body, with these headers.
    pub async fn request(&self, method: Method, path: &str, headers: &[(&str, &str)]) -> Response {
        let request =
            headers.iter().fold(self.request_to(method, path), |request, (name, value)| request.header(*name, *value));
        self.fetch(request).await
    }

    /// `POST path` with this body: the status and the answer.
    pub async fn post_json(&self, path: &str, body: &Value) -> (u16, Value) {
        Self::json_of(self.fetch(self.request_to(Method::POST, path).json(body)).await).await
    }

    /// `PUT path` with this body: the status and the answer.
    pub async fn put_json(&self, path: &str, body: &Value) -> (u16, Value) {
        Self::json_of(self.fetch(self.request_to(Method::PUT, path).json(body)).await).await
    }

    /// `DELETE path`: the status and the answer.
    pub async fn delete(&self, path: &str) -> (u16, Value) {
        Self::json_of(self.request(Method::DELETE, path, &[]).await).await
    }

    /// A response's status, and its body as JSON; `null` when there is none.
    pub async fn json_of(response: Response) -> (u16, Value) {
        let status = response.status().as_u16();
        let text = response.text().await.unwrap_or_else(|error| panic!("an answer broke off: {error}"));
        let json = if text.is_empty() { Ok(Value::Null) } else { serde_json::from_str(&text) };
        (status, json.unwrap_or_else(|_| panic!("{status} with something that is no JSON: {text}")))
    }

    /// A request with the admin key, to be completed, for [`Self::fetch`].
    pub fn request_to(&self, method: Method, path: &str) -> RequestBuilder {
        self.request_of_nobody(method, path).bearer_auth(self.key())
    }

    /// A request that proves nothing.
    pub fn request_of_nobody(&self, method: Method, path: &str) -> RequestBuilder {
        self.http.request(method, format!("{}{path}", self.base))
    }

    /// The admin key, once the service has made one; until then a text that looks like one.
    #[must_use]
    pub fn key(&self) -> &str {
        self.key.get().map_or(NO_KEY, String::as_str)
    }

    /// Sends a request.
    pub async fn fetch(&self, request: RequestBuilder) -> Response {
        request.send().await.unwrap_or_else(|error| panic!("{error}\n{}", self.log()))
    }

    /// What `GET /metrics` says now.
    pub async fn metrics(&self) -> Metrics {
        let answer = self.get("/metrics").await;
        assert_eq!(answer.status(), 200);
        Metrics::parse(&answer.text().await.expect("a text"))
    }

    /// All that is in a company's journal, page by page, in the order of the pages.
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

    /// Opens a company's WebSocket with the admin key.
    pub async fn browser(&self, company: &str) -> Browser {
        self.browser_with_headers(company, &[]).await.unwrap_or_else(|error| panic!("{error}\n{}", self.log()))
    }

    /// The same, with headers.
    ///
    /// # Errors
    /// Why it was refused.
    pub async fn browser_with_headers(&self, company: &str, headers: &[(&str, &str)]) -> Result<Browser, String> {
        let bearer = format!("Bearer {}", self.key());
        let headers: Vec<_> = [("authorization", bearer.as_str())].into_iter().chain(headers.iter().copied()).collect();
        Browser::open_with_headers(&self.base, company, &headers).await
    }

    /// Opens a company's WebSocket with nothing but these headers.
    ///
    /// # Errors
    /// Why it was refused.
    pub async fn stranger(&self, company: &str, headers: &[(&str, &str)]) -> Result<Browser, String> {
        Browser::open_with_headers(&self.base, company, headers).await
    }

    /// Opens the socket of all sessions with the admin key.
    ///
    /// # Errors
    /// Why it was refused.
    pub async fn dashboard(&self, headers: &[(&str, &str)]) -> Result<Browser, String> {
        let bearer = format!("Bearer {}", self.key());
        let headers: Vec<_> = [("authorization", bearer.as_str())].into_iter().chain(headers.iter().copied()).collect();
        Browser::open_at(&self.base, "/api/dashboard/ws", &headers).await
    }

    /// What `credentials/status` says of the stored phone.
    pub async fn stored_phone(&self, company: &str) -> Option<String> {
        let status = self.json(&format!("/api/whatsapp/sessions/{company}/credentials/status")).await;
        status["storedPhone"].as_str().map(str::to_owned)
    }

    /// The end of its log.
    #[must_use]
    pub fn log(&self) -> String {
        tail(&self.log)
    }

    /// All of its log.
    #[must_use]
    pub fn whole_log(&self) -> String {
        std::fs::read_to_string(&self.log).unwrap_or_default()
    }

    /// The process id.
    #[must_use]
    pub fn pid(&self) -> u32 {
        self.running.child.id().expect("a running process")
    }

    /// kill -9, and waits until it is gone.
    pub async fn kill(mut self) {
        self.running.child.kill().await.expect("killed");
    }

    /// SIGTERM; returns the exit code.
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

    /// Waits until it ends; returns the exit code, none after a fatal signal.
    pub async fn wait_exit(&mut self) -> Option<i32> {
        let ended = tokio::time::timeout(DEADLINE, self.running.child.wait()).await;
        ended.unwrap_or_else(|_| panic!("did not stop:\n{}", self.log())).expect("a status").code()
    }
}
