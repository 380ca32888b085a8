//! Linking an account that demands its passkey, by WebSocket and by HTTP: the whole way, every refusal, who may answer, and
//! what a restart leaves.

mod cut_short;
mod refusals;
mod ways;

use linekeeper_acceptance::{NEW_PHONE, OLD_PHONE, OTHER_SALON, SALON, World};
use linekeeper_harness::Browser;
use serde_json::{Value, json};
use tokio::task::JoinHandle;

/// A phone that types a code or scans a QR, until the linking has ended.
type Phone = JoinHandle<(u16, Value)>;

/// A linking that waits for the passkey of the new phone's account.
struct Demanded {
    page: Browser,
    phone: Phone,
    /// The `passkey-challenge` frame.
    challenge: Value,
}

async fn world() -> World {
    let world = World::fresh().await;
    world.simulator.demand_passkey(NEW_PHONE, "with-options").await;
    world
}

/// Begins a pairing by code on this page, up to WhatsApp's demand.
async fn demanded_on(world: &World, mut page: Browser) -> Demanded {
    page.request_code(NEW_PHONE).await;
    let code = page.code().await;
    let phone = world.simulator.typing(NEW_PHONE, &code);
    let challenge = page.frame("passkey-challenge").await;
    Demanded { page, phone, challenge }
}

/// Begins a change of the linked phone on this page, up to WhatsApp's demand.
async fn demanded_by_change(world: &World, mut page: Browser) -> Demanded {
    page.change_number(NEW_PHONE).await;
    let code = page.code().await;
    let phone = world.simulator.typing(NEW_PHONE, &code);
    let challenge = page.frame("passkey-challenge").await;
    Demanded { page, phone, challenge }
}

async fn demanded(world: &World) -> Demanded {
    demanded_on(world, world.service.browser(SALON).await).await
}

/// The answer of the phone's own authenticator to this challenge.
async fn assertion(world: &World, challenge: &Value) -> Value {
    world.simulator.assertion(NEW_PHONE, &challenge["options"]).await
}

fn answer(challenge: &Value, assertion: &Value) -> Value {
    json!({ "type": "answer-passkey", "challengeId": challenge["challengeId"], "assertion": assertion, "requestId": "p-1" })
}

fn confirmation(challenge: &Value) -> Value {
    json!({ "type": "confirm-passkey", "challengeId": challenge["challengeId"], "requestId": "p-2" })
}

/// Asserts that the next answer of the page refuses the step with this code.
async fn is_refused(page: &mut Browser, code: &str) {
    let is_answer = |frame: &Value| ["error", "passkey-accepted"].contains(&frame["type"].as_str().unwrap_or_default());
    let error = page.until("an answer", is_answer).await;
    assert_eq!((&error["type"], &error["code"]), (&json!("error"), &json!(code)), "{error}");
    assert!(error["message"]["ru"].is_string() && error["message"]["en"].is_string(), "{error}");
}

impl Demanded {
    /// Answers the challenge, and returns the frame with the code to compare.
    async fn answered(&mut self, world: &World) -> Value {
        let assertion = assertion(world, &self.challenge).await;
        self.page.send(answer(&self.challenge, &assertion)).await;
        self.page.frame("passkey-accepted").await;
        self.page.frame("passkey-code").await
    }

    /// Goes on to the connected line.
    async fn completed(mut self, world: &World) -> Browser {
        let shown = self.answered(world).await;
        world.simulator.passkey_step(NEW_PHONE, "pairing-request").await;
        self.page.send(confirmation(&shown)).await;
        world.simulator.confirm_passkey(NEW_PHONE).await;
        self.page.state("connected").await;
        let (status, linked) = self.phone.await.expect("no panic");
        assert_eq!(status, 200, "{linked}");
        self.page
    }

    /// Waits for the end of the pairing with this code, and asserts that the phone lists no device.
    async fn fails(mut self, world: &World, code: &str) -> Browser {
        let error = self.page.frame("pairing-code-error").await;
        assert_eq!(error["code"], code, "{error}");
        let (status, ended) = self.phone.await.expect("no panic");
        assert_ne!(status, 200, "{ended}");
        assert_eq!(world.simulator.devices(NEW_PHONE).await, 0);
        self.page
    }
}

const PASSKEY: &str = "/api/whatsapp/sessions/997441/pairing/passkey";
