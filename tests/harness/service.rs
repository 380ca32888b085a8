//! Linekeeper as a process.

use std::path::PathBuf;

use reqwest::{Client, Response};
use serde_json::Value;
use tokio::process::Command;

use crate::database::Database;
use crate::process::{Running, start, tail};
use crate::{Browser, DEADLINE, program};

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
}

/// A running Linekeeper.
pub struct Service {
    running: Running,
    base: String,
    log: PathBuf,
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
            .env("LINEKEEPER__HTTP__LISTEN", "127.0.0.1:0")
            .env("LINEKEEPER__WHATSAPP__ENDPOINT", &options.endpoint)
            .env("LINEKEEPER__WHATSAPP__VERSION", "2.3000.1023223821")
            .env("LINEKEEPER__SESSIONS__RESTORE_PER_SECOND", "1000")
            .env("LINEKEEPER__LOG__FILTER", "info,linekeeper_actors=debug,linekeeper_link=debug")
            .envs(database.settings())
            .envs(options.settings.clone());
        let log = database.dir().join(format!("service-{}.log", uuid::Uuid::new_v4().simple()));
        let running = start(command, &log, |line| line.contains("listening on http://")).await?;
        let base = running.announcement.split_whitespace().last().expect("an address").to_owned();
        let http = Client::builder().timeout(DEADLINE).build().expect("a client");
        Ok(Self { running, base, log, http })
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
        let url = format!("{}{path}", self.base);
        self.http.get(url).send().await.unwrap_or_else(|error| panic!("{path}: {error}\n{}", self.log()))
    }

    /// `GET path` as JSON.
    pub async fn json(&self, path: &str) -> Value {
        self.get(path).await.json().await.unwrap_or_else(|error| panic!("{path}: {error}"))
    }

    /// `POST path` without a body.
    pub async fn post(&self, path: &str) -> Response {
        let url = format!("{}{path}", self.base);
        self.http.post(url).send().await.unwrap_or_else(|error| panic!("{path}: {error}\n{}", self.log()))
    }

    /// Opens a company's WebSocket.
    pub async fn browser(&self, company: &str) -> Browser {
        Browser::open(&self.base, company).await.unwrap_or_else(|error| panic!("{error}\n{}", self.log()))
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
        let pid = self.pid().to_string();
        let told = Command::new("kill").args(["-TERM", &pid]).status().await.expect("kill");
        assert!(told.success());
        let ended = tokio::time::timeout(DEADLINE, self.running.child.wait()).await;
        ended.unwrap_or_else(|_| panic!("did not stop:\n{}", self.log())).expect("a status").code()
    }
}
