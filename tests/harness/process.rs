//! Child processes that announce on standard output that they are ready.

use std::path::Path;
use std::process::Stdio;

use tokio::io::{AsyncBufReadExt, BufReader};
use tokio::process::{Child, Command};

use crate::database::Database;
use crate::{DEADLINE, program};

/// A running child. Killed when dropped.
pub(crate) struct Running {
    pub(crate) child: Child,
    /// First line that `wanted` accepted.
    pub(crate) announcement: String,
}

/// Starts `command` with standard error appended to `log`, and waits for the first line on standard output that
/// `wanted` accepts. `wanted` is called with every line, also with later ones.
///
/// # Errors
/// The end of the log, if the process ends before such a line.
pub(crate) async fn start(
    mut command: Command,
    log: &Path,
    wanted: impl Fn(&str) -> bool + Send + 'static,
) -> Result<Running, String> {
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
    // Reads on, or the pipe would fill up and block the child.
    tokio::spawn(async move {
        while let Ok(Some(line)) = lines.next_line().await {
            wanted(&line);
        }
    });
    Ok(Running { child, announcement })
}

/// Last 60 lines of a log.
pub(crate) fn tail(log: &Path) -> String {
    let text = std::fs::read_to_string(log).unwrap_or_default();
    let lines: Vec<&str> = text.lines().collect();
    lines[lines.len().saturating_sub(60)..].join("\n")
}

/// Runs the `linekeeper` program with these arguments on this database; returns its standard output.
///
/// # Errors
/// Its standard error, if it fails.
pub async fn linekeeper(database: &Database, words: &[&str]) -> Result<String, String> {
    let mut command = Command::new(program("linekeeper"));
    command.args(words).env_remove("DATABASE_URL").env_remove("LINEKEEPER_MASTER_KEY").envs(database.settings());
    let output = tokio::time::timeout(DEADLINE, command.output()).await;
    let output = output.unwrap_or_else(|_| panic!("linekeeper {words:?} did not end")).expect("the program");
    if output.status.success() {
        Ok(String::from_utf8_lossy(&output.stdout).into_owned())
    } else {
        Err(String::from_utf8_lossy(&output.stderr).into_owned())
    }
}
