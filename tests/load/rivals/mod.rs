//! Rivals that do the same work: the bare client library, and Baileys in two releases. Each is a process of its own.

pub mod orders;

use std::collections::HashMap;
use std::path::Path;
use std::process::Stdio;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use tokio::io::{AsyncBufReadExt as _, AsyncWriteExt as _, BufReader};
use tokio::process::{Child, ChildStdin, Command};
use tokio::sync::mpsc;

use self::orders::{Answer, Order, Report, Task};

/// Timeout of a rival's answer.
const PATIENCE: Duration = Duration::from_secs(600);

/// Channels for answers, by the number of the order.
type Waiting = Arc<Mutex<HashMap<u64, mpsc::UnboundedSender<Report>>>>;

/// A running rival. Killed when dropped.
pub struct Rival {
    child: Child,
    orders: tokio::sync::Mutex<(u64, ChildStdin)>,
    waiting: Waiting,
}

/// Answers to one order.
pub struct Answers {
    received: mpsc::UnboundedReceiver<Report>,
}

impl Rival {
    /// Starts a rival with standard error going to `log`.
    ///
    /// # Panics
    /// If it cannot be started.
    #[must_use]
    pub fn start(mut command: Command, log: &Path) -> Self {
        let log = std::fs::File::create(log).expect("a log file");
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(log).kill_on_drop(true);
        let mut child = command.spawn().unwrap_or_else(|error| panic!("cannot start {command:?}: {error}"));
        let (stdin, stdout) = (child.stdin.take().expect("a pipe"), child.stdout.take().expect("a pipe"));
        let waiting = Waiting::default();
        let handed_out = waiting.clone();
        tokio::spawn(async move {
            let mut lines = BufReader::new(stdout).lines();
            while let Ok(Some(line)) = lines.next_line().await {
                let Ok(Answer { id, report }) = serde_json::from_str(&line) else { continue };
                if let Some(sender) = handed_out.lock().unwrap_or_else(PoisonError::into_inner).get(&id) {
                    // The receiver may have been dropped.
                    let _ = sender.send(report);
                }
            }
            // The rival has ended: dropping the senders ends all waits.
            handed_out.lock().unwrap_or_else(PoisonError::into_inner).clear();
        });
        Self { child, orders: tokio::sync::Mutex::new((0, stdin)), waiting }
    }

    /// Process id.
    ///
    /// # Panics
    /// If the process has ended.
    #[must_use]
    pub fn pid(&self) -> u32 {
        self.child.id().expect("a running process")
    }

    /// Sends an order.
    ///
    /// # Panics
    /// If the process has ended.
    pub async fn order(&self, task: Task) -> Answers {
        let (sender, received) = mpsc::unbounded_channel();
        let mut orders = self.orders.lock().await;
        let (id, stdin) = &mut *orders;
        *id += 1;
        self.waiting.lock().unwrap_or_else(PoisonError::into_inner).insert(*id, sender);
        let mut line = serde_json::to_string(&Order { id: *id, task }).expect("JSON");
        line.push('\n');
        stdin.write_all(line.as_bytes()).await.expect("a rival that listens");
        Answers { received }
    }

    /// Sends an order that is answered with `Took`; returns the time.
    pub async fn timed(&self, task: Task) -> Duration {
        match self.order(task).await.next().await {
            Report::Took { micros } => Duration::from_micros(micros),
            other => panic!("instead of a time came {other:?}"),
        }
    }
}

impl Answers {
    /// Waits for the next answer.
    ///
    /// # Panics
    /// If the rival failed, ended or exceeds the timeout.
    pub async fn next(&mut self) -> Report {
        let next = tokio::time::timeout(PATIENCE, self.received.recv()).await;
        match next.expect("a rival that answers").expect("a rival that lives") {
            Report::Failed { why } => panic!("a rival failed: {why}"),
            report => report,
        }
    }
}
