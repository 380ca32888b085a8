//! [`Receiver`]: a receiver of webhooks as a process, which may be killed at any time and loses nothing that it has
//! answered with 2xx.

use std::net::TcpListener;
use std::path::{Path, PathBuf};

use serde_json::Value;
use tokio::process::Command;
use tokio::sync::Mutex;

use crate::process::{Running, start};
use crate::{DEADLINE, program};

/// Name of the file of what was taken, a line of JSON for each: `{ "id", "at", "body" }`, or `{ "refused" }` for a request
/// whose signature does not verify.
const TAKEN: &str = "received.jsonl";

/// Files by which it is told to hold an answer, and tells that it does.
const HOLD: &str = "hold";
const HELD: &str = "held";

/// What was taken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Taken {
    /// `webhook-id`.
    pub id: String,
    /// Time of arrival, in microseconds since 1970.
    pub at: u64,
    /// Body as it came.
    pub body: String,
}

/// A receiver on one port, which stays the same when it is killed and started again. Killed when dropped.
pub struct Receiver {
    dir: PathBuf,
    port: u16,
    words: Vec<String>,
    running: Mutex<Option<Running>>,
}

impl Receiver {
    /// Prepares one that keeps what it takes in `dir`. `words` are further arguments: `--seed N` for a share of failures,
    /// `--silent` to answer without keeping anything, `--unsynced` to answer before that is on disk.
    pub fn prepare(dir: &Path, words: &[&str]) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
        let port = listener.local_addr().expect("its address").port();
        let words = words.iter().map(|word| (*word).to_owned()).collect();
        Self { dir: dir.to_owned(), port, words, running: Mutex::new(None) }
    }

    /// URL of the endpoint.
    #[must_use]
    pub fn url(&self) -> String {
        format!("http://127.0.0.1:{}/hook", self.port)
    }

    /// Keeps the secret with which it is started.
    pub fn keep_secret(&self, secret: &str) {
        std::fs::write(self.dir.join("secret"), secret).expect("a secret");
    }

    /// Starts it with this secret, or with the one that it has.
    pub async fn start(&self, secret: Option<&str>) {
        if let Some(secret) = secret {
            self.keep_secret(secret);
        }
        let mut command = Command::new(program("linekeeper-receiver"));
        command.args(["--port", &self.port.to_string()]).arg("--dir").arg(&self.dir).args(&self.words);
        let running = start(command, &self.dir.join("receiver.log"), |line| line == "listening").await;
        *self.running.lock().await = Some(running.unwrap_or_else(|log| panic!("the receiver did not start:\n{log}")));
    }

    /// Whether it runs, as far as it was not killed by somebody else.
    pub async fn is_running(&self) -> bool {
        self.running.lock().await.is_some()
    }

    /// Kills it (SIGKILL).
    pub async fn kill(&self) {
        if let Some(mut running) = self.running.lock().await.take() {
            running.child.kill().await.expect("killed");
        }
    }

    /// Kills it while it has a request on disk that it has not answered. False if none came within a while: it is killed
    /// all the same.
    pub async fn kill_before_answer(&self) -> bool {
        let (hold, held) = (self.dir.join(HOLD), self.dir.join(HELD));
        std::fs::write(&hold, "").expect("a file");
        let holds = async {
            while !held.exists() {
                tokio::time::sleep(std::time::Duration::from_millis(5)).await;
            }
        };
        let is_held = tokio::time::timeout(DEADLINE / 2, holds).await.is_ok();
        self.kill().await;
        // The second is absent if nothing was held.
        let _removed = (std::fs::remove_file(&hold), std::fs::remove_file(&held));
        is_held
    }

    /// Number of requests so far, refused ones too.
    #[must_use]
    pub fn count(&self) -> usize {
        let bytes = std::fs::read(self.dir.join(TAKEN)).unwrap_or_default();
        bytes.iter().filter(|byte| **byte == b'\n').count()
    }

    /// What was taken so far, oldest first, and the number of requests whose signature did not verify. A line that a
    /// kill has cut off was never answered, and is left out.
    #[must_use]
    pub fn taken(&self) -> (Vec<Taken>, u64) {
        let text = std::fs::read_to_string(self.dir.join(TAKEN)).unwrap_or_default();
        let (mut taken, mut refused) = (Vec::new(), 0);
        for line in text.split_inclusive('\n').filter(|line| line.ends_with('\n')) {
            let Ok(value) = serde_json::from_str::<Value>(line) else { continue };
            match (value["id"].as_str(), value["body"].as_str()) {
                (Some(id), Some(body)) => {
                    let at = value["at"].as_u64().unwrap_or_default();
                    taken.push(Taken { id: id.to_owned(), at, body: body.to_owned() });
                }
                _ => refused += 1,
            }
        }
        (taken, refused)
    }
}
