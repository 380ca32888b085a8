//! Sends: what callers of the API order, each order repeated under its key until it is taken.

use std::sync::Mutex;
use std::time::Duration;

use linekeeper_harness::Method;
use rand::rngs::StdRng;
use rand::{RngExt as _, SeedableRng as _};
use serde::Serialize;
use serde_json::{Value, json};
use tokio::time::sleep;
use tokio_util::sync::CancellationToken;

use crate::load::{CONTACTS, contact};
use crate::world::World;

/// Time until an order that was not taken is repeated.
const AGAIN: Duration = Duration::from_millis(100);

/// Order that the service has taken.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Asked {
    /// Company of the line.
    pub company: String,
    /// Number of the person it goes to.
    pub chat: String,
    /// Place among the orders of the line.
    pub place: u64,
    /// Our id.
    pub message: String,
    /// WhatsApp's id.
    pub id: String,
    /// What is sent.
    pub text: String,
}

/// Callers, one for each line.
pub struct Callers<'a> {
    world: &'a World,
    seed: u64,
    asked: Mutex<Vec<Asked>>,
}

impl<'a> Callers<'a> {
    /// Callers whose orders follow from the seed.
    pub const fn new(world: &'a World, seed: u64) -> Self {
        Self { world, seed, asked: Mutex::new(Vec::new()) }
    }

    /// Orders so many messages a second, all lines together, until it is stopped. Orders under way are finished.
    pub async fn run(&self, per_second: u32, stop: &CancellationToken) {
        let lines = u32::try_from(self.world.lines.len()).expect("a few lines");
        // Twice a mean pause at most.
        let pause = Duration::from_secs(2) * lines / per_second.max(1);
        futures::future::join_all((0..self.world.lines.len()).map(|line| self.call(line, pause, stop))).await;
    }

    /// Orders that were taken.
    pub fn finish(self) -> Vec<Asked> {
        self.asked.into_inner().expect("no panic")
    }

    async fn call(&self, line: usize, pause: Duration, stop: &CancellationToken) {
        let mut dice = StdRng::seed_from_u64(self.seed ^ 0x7365_6e64 ^ line as u64);
        for place in 0.. {
            let pause = pause.mul_f64(dice.random::<f64>());
            if stop.run_until_cancelled(sleep(pause)).await.is_none() {
                return;
            }
            let (to, text) =
                (contact(line, dice.random_range(0..CONTACTS)), format!("send {:08x}", dice.random::<u32>()));
            let asked = self.order(line, (place, &to), text).await;
            self.asked.lock().expect("no panic").push(asked);
        }
    }

    /// Repeats an order until it is taken.
    async fn order(&self, line: usize, (place, to): (u64, &str), text: String) -> Asked {
        let company = self.world.lines[line].company.clone();
        let body = json!({ "to": { "phone": to }, "content": { "kind": "text", "text": text } });
        let path = format!("/api/whatsapp/sessions/{company}/messages");
        loop {
            let request = self.world.request(Method::POST, &path).header("idempotency-key", format!("{line}-{place}"));
            if let Ok(answer) = request.json(&body).send().await {
                let status = answer.status().as_u16();
                let answer: Value = answer.json().await.unwrap_or_default();
                // 409 and the like would be faults of the run: a key names one message.
                assert!(status == 202 || status >= 500 || status == 429, "{status} {answer}");
                if let (202, Some(message), Some(id)) = (status, answer["id"].as_str(), answer["messageId"].as_str()) {
                    let (message, id, chat) = (message.to_owned(), id.to_owned(), to.to_owned());
                    return Asked { company, chat, place, message, id, text };
                }
            }
            sleep(AGAIN).await;
        }
    }
}
