//! WhatsApp's stand-in as a process, through its control endpoints.

use std::path::Path;

use reqwest::Client;
use serde_json::{Value, json};
use tokio::process::Command;

use crate::process::{Running, start};
use crate::{DEADLINE, program};

/// What a fault does.
pub enum Answer {
    /// Refuse with this code.
    Code(u16),
    /// Do not answer.
    Hang,
    /// Close the connection.
    Drop,
}

/// A running simulator.
pub struct SimulatorProcess {
    running: Option<Running>,
    /// Where WhatsApp is.
    pub endpoint: String,
    control: String,
    http: Client,
}

impl SimulatorProcess {
    /// Starts one that keeps its phones in `dir`.
    pub async fn start(dir: &Path) -> Self {
        let mut command = Command::new(program("linekeeper-simulator"));
        command
            .args(["--listen", "127.0.0.1:0", "--control", "127.0.0.1:0", "--state"])
            .arg(dir.join("simulator.json"));
        let running = start(command, &dir.join("simulator.log"), |line| line.starts_with('{')).await;
        let running = running.unwrap_or_else(|log| panic!("the simulator did not start:\n{log}"));
        let told: Value = serde_json::from_str(&running.announcement).expect("JSON");
        let told = |key: &str| told[key].as_str().expect("an address").to_owned();
        Self {
            endpoint: told("listen"),
            control: told("control"),
            http: Client::builder().timeout(DEADLINE).build().expect("a client"),
            running: Some(running),
        }
    }

    /// The phone with this number.
    pub async fn phone(&self, number: &str) -> Value {
        let url = format!("{}/phones/{number}", self.control);
        self.http.get(url).send().await.expect("an answer").json().await.expect("JSON")
    }

    /// How many devices are linked to a phone.
    pub async fn devices(&self, number: &str) -> usize {
        self.phone(number).await["devices"].as_array().map_or(0, Vec::len)
    }

    /// Types a code on the phone: the status and the answer.
    pub async fn enter_code(&self, number: &str, code: &str) -> (u16, Value) {
        self.post(&format!("/phones/{number}/enter-code"), &json!({ "code": code })).await
    }

    /// Scans a QR with the phone.
    pub async fn scan(&self, number: &str, qr: &str) -> (u16, Value) {
        self.post(&format!("/phones/{number}/scan"), &json!({ "qr": qr })).await
    }

    /// Gives the account a business name; such an account logs in without the client's slow path.
    pub async fn name(&self, number: &str, name: &str) {
        let url = format!("{}/phones/{number}", self.control);
        let answer = self
            .http
            .put(url)
            .json(&json!({ "businessName": name, "pushName": name }))
            .send()
            .await
            .expect("an answer");
        assert!(answer.status().is_success(), "{}", answer.text().await.unwrap_or_default());
    }

    /// Unlinks every device on the phone.
    pub async fn unlink(&self, number: &str) {
        let (status, answer) = self.post(&format!("/phones/{number}/unlink"), &json!({})).await;
        assert_eq!(status, 200, "{answer}");
    }

    /// Makes a step fail, once.
    pub async fn fault(&self, at: &str, answer: Answer) {
        self.faults(at, answer, 1).await;
    }

    /// Makes a step fail so many times.
    pub async fn faults(&self, at: &str, answer: Answer, times: u32) {
        let answer = match answer {
            Answer::Code(code) => json!({ "code": code }),
            Answer::Hang => json!("hang"),
            Answer::Drop => json!("drop"),
        };
        let (status, told) = self.post("/faults", &json!({ "at": at, "answer": answer, "times": times })).await;
        assert!((200..300).contains(&status), "{told}");
    }

    /// Mends everything.
    pub async fn mend(&self) {
        self.http.delete(format!("{}/faults", self.control)).send().await.expect("an answer");
    }

    /// Connections, handshakes, codes issued, devices, unknown IQs.
    pub async fn stats(&self) -> Value {
        self.http.get(format!("{}/stats", self.control)).send().await.expect("an answer").json().await.expect("JSON")
    }

    async fn post(&self, path: &str, body: &Value) -> (u16, Value) {
        let answer = self.http.post(format!("{}{path}", self.control)).json(body).send().await.expect("an answer");
        (answer.status().as_u16(), answer.json().await.unwrap_or(Value::Null))
    }

    /// kill -9.
    pub async fn kill(&mut self) {
        if let Some(mut running) = self.running.take() {
            running.child.kill().await.expect("killed");
        }
    }
}
