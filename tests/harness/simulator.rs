//! The simulator of WhatsApp as a process, driven through its control endpoints.

mod connections;
mod messages;
mod passkeys;
mod received;
mod versions;

use std::ffi::OsStr;
use std::path::{Path, PathBuf};
use std::time::Duration;

use reqwest::{Client, RequestBuilder};
use serde_json::{Value, json};
use tokio::process::Command;

use crate::process::{Running, start};
use crate::wire::{Target, Wire};
use crate::{DEADLINE, http_client, program};

/// Effect of an injected fault.
pub enum Answer {
    /// Refuses with this code.
    Code(u16),
    /// Does not answer.
    Hang,
    /// Closes the connection.
    Drop,
    /// Ends the stream by an error without a code, which has this child: `ack`, `xml-not-well-formed`.
    Child(&'static str),
    /// Waits before the step, up to ten minutes.
    Pause(Duration),
    /// Waits before the step until it is released.
    Hold,
}

impl Answer {
    fn json(self) -> Value {
        match self {
            Self::Code(code) => json!({ "code": code }),
            Self::Hang => json!("hang"),
            Self::Drop => json!("drop"),
            Self::Child(child) => json!({ "child": child }),
            Self::Pause(pause) => json!({ "pause": u64::try_from(pause.as_millis()).unwrap_or(u64::MAX) }),
            Self::Hold => json!("hold"),
        }
    }
}

/// A running simulator. Killed when dropped.
pub struct SimulatorProcess {
    running: Option<Running>,
    /// URL of its WebSocket, the `endpoint` of a service.
    pub endpoint: String,
    /// Root key of its certificate chain, in hexadecimal.
    pub root: String,
    /// URL of its media host.
    pub media: String,
    /// File with the certificate of the media host's authority, in PEM; another one at each start.
    pub media_ca: PathBuf,
    control: String,
    http: Client,
}

impl SimulatorProcess {
    /// Starts one that keeps its phones in `dir`.
    pub async fn start(dir: &Path) -> Self {
        let state = dir.join("simulator.json");
        Self::with(dir, &["--state".as_ref(), state.as_os_str()]).await
    }

    /// Starts one that keeps its phones in memory; its log is in `dir`. Linking hundreds of phones is faster without a
    /// file that is written at each change.
    pub async fn start_in_memory(dir: &Path) -> Self {
        Self::with(dir, &[]).await
    }

    async fn with(dir: &Path, arguments: &[&OsStr]) -> Self {
        let mut command = Command::new(program("linekeeper-simulator"));
        let media_ca = dir.join("media-ca.pem");
        command.args(["--listen", "127.0.0.1:0", "--control", "127.0.0.1:0"]).args(arguments);
        command.arg("--media-ca").arg(&media_ca);
        let running = start(command, &dir.join("simulator.log"), |line| line.starts_with('{')).await;
        let running = running.unwrap_or_else(|log| panic!("the simulator did not start:\n{log}"));
        let told: Value = serde_json::from_str(&running.announcement).expect("JSON");
        let told = |key: &str| told[key].as_str().expect("an address").to_owned();
        Self {
            endpoint: told("listen"),
            root: told("root"),
            media: told("media"),
            media_ca,
            control: told("control"),
            http: http_client(),
            running: Some(running),
        }
    }

    /// Starts one with a [`Wire`] between it and the clients of [`Self::endpoint`].
    pub async fn start_behind_wire(dir: &Path) -> (Self, Wire) {
        Self::start(dir).await.behind_wire().await
    }

    /// Puts a [`Wire`] in front of a running one; existing connections do not go through it.
    pub async fn behind_wire(self) -> (Self, Wire) {
        let mut simulator = self;
        let address = simulator.endpoint.trim_start_matches("ws://").trim_end_matches("/ws/chat");
        let wire = Wire::to(Target::Tcp(address.parse().expect("an address"))).await;
        simulator.endpoint = format!("ws://{}/ws/chat", wire.address());
        (simulator, wire)
    }

    /// State of the phone with this number, as the control API returns it.
    pub async fn phone(&self, number: &str) -> Value {
        self.get(&format!("/phones/{number}")).await
    }

    /// Number of devices linked to a phone.
    pub async fn devices(&self, number: &str) -> usize {
        self.phone(number).await["devices"].as_array().map_or(0, Vec::len)
    }

    /// Waits until the phone lists no device.
    pub async fn without_devices(&self, number: &str) {
        let look = || async { (self.devices(number).await == 0).then_some(()) };
        self.eventually(&format!("{number} still lists a device"), look).await;
    }

    /// Types a code on the phone; returns status and response.
    pub async fn enter_code(&self, number: &str, code: &str) -> (u16, Value) {
        self.post(&format!("/phones/{number}/enter-code"), &json!({ "code": code })).await
    }

    /// Scans a QR with the phone; returns status and response.
    pub async fn scan(&self, number: &str, qr: &str) -> (u16, Value) {
        self.post(&format!("/phones/{number}/scan"), &json!({ "qr": qr })).await
    }

    /// Gives the account a business name; the client logs such an account in without its slow path.
    pub async fn name(&self, number: &str, name: &str) {
        self.put_phone(number, &json!({ "businessName": name, "pushName": name })).await;
    }

    /// Declares that people write the account which the simulator calls `id` with another number.
    pub async fn write_also(&self, id: &str, written: &str) {
        self.put_phone(id, &json!({ "writtenAs": [written] })).await;
    }

    /// Sets how devices are linked from then on: the account's outer type and the device's signed inner type, each
    /// `e2ee` or `hosted`.
    pub async fn account_types(&self, number: &str, account: &str, device: &str) {
        self.put_phone(number, &json!({ "accountType": account, "deviceType": device })).await;
    }

    async fn put_phone(&self, number: &str, profile: &Value) {
        self.put(&format!("/phones/{number}"), profile).await;
    }

    /// Sends a text from a phone to a number, `times` times, up to 500.
    pub async fn send(&self, number: &str, to: &str, (text, times): (&str, u16)) {
        let (status, answer) =
            self.post(&format!("/phones/{number}/send"), &json!({ "to": to, "text": text, "times": times })).await;
        assert_eq!(status, 200, "{answer}");
    }

    /// Process id.
    #[must_use]
    pub fn pid(&self) -> u32 {
        self.running.as_ref().and_then(|running| running.child.id()).expect("a running process")
    }

    /// Waits until the devices of a phone have acknowledged everything that was sent to them.
    pub async fn until_delivered(&self, number: &str) {
        let waited = async {
            loop {
                let phone = self.phone(number).await;
                let devices = phone["devices"].as_array().cloned().unwrap_or_default();
                if devices.iter().all(|device| device["queued"] == 0) {
                    return;
                }
                tokio::time::sleep(std::time::Duration::from_millis(20)).await;
            }
        };
        tokio::time::timeout(crate::DEADLINE, waited).await.expect("everything is acknowledged");
    }

    /// Unlinks every device on the phone.
    pub async fn unlink(&self, number: &str) {
        let (status, answer) = self.post(&format!("/phones/{number}/unlink"), &json!({})).await;
        assert_eq!(status, 200, "{answer}");
    }

    /// Sends a stanza, in the control API's JSON, to the connection that shows a code for this number.
    pub async fn stanza(&self, number: &str, stanza: &Value) {
        let (status, answer) = self.post(&format!("/phones/{number}/stanza"), stanza).await;
        assert_eq!(status, 204, "{answer}");
    }

    /// Makes a step fail once.
    pub async fn fault(&self, at: &str, answer: Answer) {
        self.faults(at, answer, 1).await;
    }

    /// Makes a step fail `times` times.
    pub async fn faults(&self, at: &str, answer: Answer, times: u32) {
        self.fault_json(json!({ "at": at, "answer": answer.json(), "times": times })).await;
    }

    /// Makes a step of one number fail once.
    pub async fn fault_of(&self, number: &str, at: &str, answer: Answer) {
        self.fault_json(json!({ "at": at, "number": number, "answer": answer.json() })).await;
    }

    /// Injects a fault given in full: `{ "at", "number"?, "answer", "times"? }`.
    pub async fn fault_json(&self, fault: Value) {
        let (status, told) = self.post("/faults", &fault).await;
        assert!((200..300).contains(&status), "{told}");
    }

    /// Cuts every connection and refuses new ones for this long, at most 600 seconds.
    pub async fn outage(&self, seconds: u64) {
        let (status, told) = self.post("/outage", &json!({ "seconds": seconds })).await;
        assert_eq!(status, 204, "{told}");
    }

    /// Ends an outage early.
    pub async fn end_outage(&self) {
        self.delete("/outage").await;
    }

    /// Resets the peak values of the statistics.
    pub async fn reset_stats(&self) {
        self.delete("/stats").await;
    }

    /// Removes all faults.
    pub async fn mend(&self) {
        self.delete("/faults").await;
    }

    /// One number of [`Self::stats`], for example `connectsPeakPerSecond`.
    pub async fn stat(&self, name: &str) -> u64 {
        let stats = self.stats().await;
        stats[name].as_u64().unwrap_or_else(|| panic!("no number {name} in {stats}"))
    }

    /// Statistics: connections, handshakes, codes issued, devices, unknown IQs.
    pub async fn stats(&self) -> Value {
        self.get("/stats").await
    }

    /// Looks again and again until there is something; panics with `what` after [`DEADLINE`].
    async fn eventually<T, F>(&self, what: &str, look: impl Fn() -> F) -> T
    where
        F: Future<Output = Option<T>>,
    {
        let looking = async {
            loop {
                if let Some(found) = look().await {
                    return found;
                }
                tokio::time::sleep(Duration::from_millis(10)).await;
            }
        };
        tokio::time::timeout(DEADLINE, looking).await.unwrap_or_else(|_| panic!("{what}"))
    }

    async fn get(&self, path: &str) -> Value {
        succeeded(path, self.http.get(format!("{}{path}", self.control))).await
    }

    async fn put(&self, path: &str, body: &Value) {
        succeeded(path, self.http.put(format!("{}{path}", self.control)).json(body)).await;
    }

    async fn delete(&self, path: &str) -> Value {
        succeeded(path, self.http.delete(format!("{}{path}", self.control))).await
    }

    async fn post(&self, path: &str, body: &Value) -> (u16, Value) {
        let answer = self.http.post(format!("{}{path}", self.control)).json(body).send().await.expect("an answer");
        (answer.status().as_u16(), answer.json().await.unwrap_or(Value::Null))
    }

    /// Kills the process (SIGKILL).
    pub async fn kill(&mut self) {
        if let Some(mut running) = self.running.take() {
            running.child.kill().await.expect("killed");
        }
    }
}

/// JSON of an answer that must be a success; `null` if it has no body.
async fn succeeded(path: &str, request: RequestBuilder) -> Value {
    let answer = request.send().await.expect("an answer");
    let (status, text) = (answer.status(), answer.text().await.unwrap_or_default());
    assert!(status.is_success(), "{path}: {text}");
    if text.is_empty() { Value::Null } else { serde_json::from_str(&text).expect("JSON") }
}
