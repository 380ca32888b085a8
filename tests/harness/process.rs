//! A child process whose first line on standard output says that it is ready.

use std::path::Path;
use std::process::Stdio;

use tokio::io::{AsyncBufReadExt, BufReader};
use tokio::process::{Child, Command};

use crate::DEADLINE;

/// A running child. Killed when dropped.
pub(crate) struct Running {
    pub(crate) child: Child,
    /// The line it announced itself with.
    pub(crate) announcement: String,
}

/// Starts `command`, its log going to `log`, and waits for the first line that `wanted` accepts.
///
/// # Errors
/// What it logged, when it ends before that.
pub(crate) async fn start(mut command: Command, log: &Path, wanted: fn(&str) -> bool) -> Result<Running, String> {
    let logged = std::fs::OpenOptions::new().create(true).append(true).open(log).expect("a log file");
    let mut child = command
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(logged)
        .kill_on_drop(true)
        .spawn()
        .unwrap_or_else(|error| panic!("cannot start {command:?}: {error}"));
    let mut lines = BufReader::new(child.stdout.take().expect("a pipe")).lines();
    let announced = tokio::time::timeout(DEADLINE, async {
        while let Ok(Some(line)) = lines.next_line().await {
            if wanted(&line) {
                return Some(line);
            }
        }
        None
    });
    let announcement = announced.await.unwrap_or_else(|_| panic!("{command:?} said nothing:\n{}", tail(log)));
    let Some(announcement) = announcement else {
        let _status = child.wait().await;
        return Err(tail(log));
    };
    // Whatever it prints later must not fill the pipe.
    tokio::spawn(async move { while let Ok(Some(_)) = lines.next_line().await {} });
    Ok(Running { child, announcement })
}

/// The end of a log.
pub(crate) fn tail(log: &Path) -> String {
    let text = std::fs::read_to_string(log).unwrap_or_default();
    let lines: Vec<&str> = text.lines().collect();
    lines[lines.len().saturating_sub(60)..].join("\n")
}
