//! Accounts of the simulator that demand their passkey, and the person at the phone.

use std::time::Duration;

use serde_json::{Value, json};
use tokio::task::JoinHandle;

use super::SimulatorProcess;
use crate::DEADLINE;

/// Timeout of a linking that waits for a person: several steps with a timeout of their own.
const LINKING: Duration = DEADLINE.saturating_mul(5);

impl SimulatorProcess {
    /// Sets whether linking demands the account's passkey: `off`, `with-options` or `without-options`.
    pub async fn demand_passkey(&self, number: &str, demand: &str) {
        self.put_phone(number, &json!({ "passkey": demand })).await;
    }

    /// Sets the relying party's id in request options: `whatsapp.com` or `web.whatsapp.com`.
    pub async fn set_passkey_rp_id(&self, number: &str, rp_id: &str) {
        self.put_phone(number, &json!({ "passkeyRpId": rp_id })).await;
    }

    /// Demand, relying party and credentials of the account, the phone's own one first.
    pub async fn passkey(&self, number: &str) -> Value {
        self.get(&format!("/phones/{number}/passkey")).await
    }

    /// Registers the credential of another authenticator, a browser's for example: `{ "id", "publicKey" }`.
    pub async fn put_credential(&self, number: &str, credential: &Value) {
        self.put(&format!("/phones/{number}/passkey/credential"), credential).await;
    }

    /// Assertion of the phone's authenticator, as a browser's `toJSON()` writes it, for these request options: an object
    /// or its text.
    pub async fn assertion(&self, number: &str, options: &Value) -> Value {
        let (status, assertion) = self.assertion_json(number, &json!({ "options": options })).await;
        assert_eq!(status, 200, "{assertion}");
        assertion
    }

    /// An assertion ordered in full: `{ "options"?, "origin"?, "wrong"? }`; returns status and response.
    pub async fn assertion_json(&self, number: &str, order: &Value) -> (u16, Value) {
        self.post(&format!("/phones/{number}/passkey/assertion"), order).await
    }

    /// The linking that waits for the passkey or for what follows it; `null` if there is none.
    pub async fn passkey_linking(&self, number: &str) -> Value {
        self.phone(number).await["passkeyLinking"].take()
    }

    /// Waits until the phone's linking is at this step: `assertion`, `nonce`, `pairing-request` or `confirmation`.
    pub async fn passkey_step(&self, number: &str, step: &str) -> Value {
        let look = || async { Some(self.passkey_linking(number).await).filter(|linking| linking["step"] == step) };
        self.eventually(&format!("{number} does not come to {step}"), look).await
    }

    /// Waits until the phone's linking waits for an assertion; returns the options of the open challenge, which there are
    /// once the companion has asked for them.
    pub async fn passkey_options(&self, number: &str) -> Value {
        let look = || async { Some(self.passkey_linking(number).await["options"].take()).filter(Value::is_object) };
        self.eventually(&format!("no challenge of {number} is open"), look).await
    }

    /// Confirms at the phone that both codes are the same.
    pub async fn confirm_passkey(&self, number: &str) {
        self.passkey_act(number, "confirm").await;
    }

    /// Refuses the companion at the phone.
    pub async fn refuse_passkey(&self, number: &str) {
        self.passkey_act(number, "refuse").await;
    }

    /// Lets the open challenge expire at once.
    pub async fn expire_passkey(&self, number: &str) {
        self.passkey_act(number, "expire").await;
    }

    /// Asks the companion once more, with another challenge.
    pub async fn renew_passkey(&self, number: &str) {
        self.passkey_act(number, "renew").await;
    }

    async fn passkey_act(&self, number: &str, act: &str) {
        let (status, answer) = self.post(&format!("/phones/{number}/passkey/{act}"), &json!({})).await;
        assert_eq!(status, 204, "{act}: {answer}");
    }

    /// Types a code on the phone, which answers when the whole linking has ended: with a passkey, after its steps.
    pub fn typing(&self, number: &str, code: &str) -> JoinHandle<(u16, Value)> {
        self.linking(&format!("/phones/{number}/enter-code"), json!({ "code": code }))
    }

    /// Scans a QR with the phone, see [`Self::typing`].
    pub fn scanning(&self, number: &str, qr: &str) -> JoinHandle<(u16, Value)> {
        self.linking(&format!("/phones/{number}/scan"), json!({ "qr": qr }))
    }

    fn linking(&self, path: &str, body: Value) -> JoinHandle<(u16, Value)> {
        let request = self.http.post(format!("{}{path}", self.control)).json(&body).timeout(LINKING);
        tokio::spawn(async move {
            let answer = request.send().await.expect("an answer");
            (answer.status().as_u16(), answer.json().await.unwrap_or(Value::Null))
        })
    }
}
