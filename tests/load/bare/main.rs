//! The bare client library: whatsapp-rust with its own in-memory store, any number of clients in one process.
//!
//! Configured as in Linekeeper (pre-keys, no history, no automatic reconnection), so that the difference between the
//! figures of both is what Linekeeper adds.

mod client;

use std::io::Write as _;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Instant;

use futures::{StreamExt as _, stream};
use linekeeper_load::rivals::orders::{Answer, Order, Report, Task};
use tokio::io::{AsyncBufReadExt as _, BufReader};

use client::{Keeping, Linked};

/// Maximum number of clients that connect at the same time.
const AT_ONCE: usize = 100;

/// All clients of the process.
struct Bare {
    endpoint: String,
    connected: Mutex<Vec<Linked>>,
    kept: Mutex<Vec<Keeping>>,
}

#[tokio::main]
async fn main() {
    let endpoint = std::env::args().nth(1).expect("the address of WhatsApp's stand-in");
    let bare = Arc::new(Bare { endpoint, connected: Mutex::default(), kept: Mutex::default() });
    let mut lines = BufReader::new(tokio::io::stdin()).lines();
    while let Ok(Some(line)) = lines.next_line().await {
        let order: Order = serde_json::from_str(&line).expect("an order");
        let bare = Arc::clone(&bare);
        tokio::spawn(async move {
            if let Err(why) = bare.carry_out(order.id, order.task).await {
                tell(order.id, Report::Failed { why });
            }
        });
    }
}

fn tell(id: u64, report: Report) {
    let line = serde_json::to_string(&Answer { id, report }).expect("JSON");
    let mut out = std::io::stdout().lock();
    // The caller has ended: the error cannot be reported.
    let _ = writeln!(out, "{line}").and_then(|()| out.flush());
}

impl Bare {
    async fn carry_out(&self, id: u64, task: Task) -> Result<(), String> {
        let began = Instant::now();
        match task {
            Task::Code { number } => {
                let linking = Keeping::new().begin(&self.endpoint).await?;
                linking.code(&number).await?;
                tell(id, took(began));
                linking.give_up().await;
            }
            Task::Pair { number } => {
                let linking = Keeping::new().begin(&self.endpoint).await?;
                tell(id, Report::Code { code: linking.code(&number).await? });
                self.keep(linking.linked().await?);
                tell(id, Report::Connected);
            }
            Task::Link => {
                let linking = Keeping::new().begin(&self.endpoint).await?;
                tell(id, Report::Qr { qr: linking.qr().await? });
                self.keep(linking.linked().await?);
                tell(id, Report::Connected);
            }
            Task::Send { number, times } => {
                let clients: Vec<_> = locked(&self.connected).iter().map(Linked::client).collect();
                let sent = stream::iter(clients).map(|client| Linked::send(client, &number, times));
                sent.buffer_unordered(AT_ONCE).collect::<Vec<_>>().await.into_iter().collect::<Result<(), _>>()?;
                tell(id, took(began));
            }
            Task::Drop => {
                let connected = std::mem::take(&mut *locked(&self.connected));
                let dropped = stream::iter(connected).map(Linked::drop).buffer_unordered(AT_ONCE);
                let kept: Vec<Keeping> = dropped.collect().await;
                locked(&self.kept).extend(kept);
                tell(id, took(began));
            }
            Task::Restore => {
                let kept = std::mem::take(&mut *locked(&self.kept));
                let restored = stream::iter(kept).map(|kept| kept.restore(&self.endpoint)).buffer_unordered(AT_ONCE);
                let restored: Vec<Result<Linked, String>> = restored.collect().await;
                for linked in restored {
                    self.keep(linked?);
                }
                tell(id, took(began));
            }
            Task::Forget => {
                let connected = std::mem::take(&mut *locked(&self.connected));
                stream::iter(connected).map(Linked::drop).buffer_unordered(AT_ONCE).map(drop).collect::<()>().await;
                locked(&self.kept).clear();
                tell(id, took(began));
            }
        }
        Ok(())
    }

    fn keep(&self, linked: Linked) {
        locked(&self.connected).push(linked);
    }
}

fn took(began: Instant) -> Report {
    Report::Took { micros: u64::try_from(began.elapsed().as_micros()).unwrap_or(u64::MAX) }
}

fn locked<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
