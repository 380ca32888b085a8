//! Supervising thread of the server: starts it, restarts it after a crash with exponential backoff, and stops it.
//!
//! One thread from start to end, because the server is bound to the life of the thread that started it (see `spawn`).
//! It ends when told to, or when its handle is dropped. It holds the directory's lock as long as it lives.

use std::path::PathBuf;
use std::process::{Child, Command, ExitStatus};
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::thread;
use std::time::{Duration, Instant};

use rustix::process::{Pid, Signal, kill_process};
use tokio::sync::watch;
use tracing::{info, warn};

use super::directory::{DataDirectory, DirectoryLock, SOCKET_NAME};
use super::error::EmbeddedError;
use super::orphan;
use super::output::Tail;
use super::spawn::{Launcher, wait_bounded};

/// Interval at which the server is checked for an unexpected end.
const LOOK: Duration = Duration::from_millis(100);

/// Backoff before a restart: the first pause, and the longest.
const PAUSES: (Duration, Duration) = (Duration::from_millis(200), Duration::from_secs(10));

/// Run time after which a server counts as healthy, so that its next crash counts as the first.
const SOUND_AFTER: Duration = Duration::from_secs(60);

/// Stop signals (fast shutdown, immediate shutdown, kill) and the timeout of each.
const STOP_STEPS: [(Signal, Duration); 3] = [
    (Signal::INT, Duration::from_secs(10)),
    (Signal::QUIT, Duration::from_secs(5)),
    (Signal::KILL, Duration::from_secs(5)),
];

/// Everything needed to start the server.
#[derive(Debug)]
pub(super) struct Plan {
    pub(super) directory: DataDirectory,
    pub(super) launcher: Launcher,
    pub(super) program: PathBuf,
    pub(super) socket_directory: PathBuf,
    pub(super) max_connections: usize,
}

/// State of the server.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Condition {
    /// Not started yet, or between two starts.
    Down {
        /// Consecutive starts that ended by themselves.
        failures: u32,
    },
    /// Started; it may still be replaying its log.
    Up,
    /// Stopped for good; the directory's lock is released.
    Stopped,
}

/// Handle of the thread.
#[derive(Debug)]
pub(super) struct Keeper {
    /// Never used to send: dropping it tells the thread to stop.
    stop: Sender<()>,
    pub(super) condition: watch::Receiver<Condition>,
    pub(super) tail: Tail,
}

impl Keeper {
    pub(super) fn start(plan: Plan, lock: DirectoryLock) -> Result<Self, EmbeddedError> {
        let (stop, stopped) = channel();
        let (report, condition) = watch::channel(Condition::Down { failures: 0 });
        let tail = Tail::default();
        let root = plan.directory.root.clone();
        let keeping = Keeping { plan, tail: tail.clone(), stopped, report };
        let thread = thread::Builder::new().name("postgres-keeper".into());
        let spawned = thread.spawn(move || {
            keeping.keep();
            keeping.remove_socket_directory_elsewhere();
            drop(lock);
            keeping.report.send_replace(Condition::Stopped);
        });
        spawned.map_err(EmbeddedError::io("start a thread for", &root))?;
        Ok(Self { stop, condition, tail })
    }

    /// Stops the server; returns when it has ended and the directory's lock is released.
    pub(super) async fn stop(self) {
        let Self { stop, mut condition, .. } = self;
        drop(stop);
        // An error means that the thread has ended, and the server with it.
        let _ = condition.wait_for(|now| *now == Condition::Stopped).await;
    }
}

struct Keeping {
    plan: Plan,
    tail: Tail,
    stopped: Receiver<()>,
    report: watch::Sender<Condition>,
}

impl Keeping {
    fn keep(&self) {
        let (first, longest) = PAUSES;
        let mut failures = 0_u32;
        loop {
            let began = Instant::now();
            // Logged as a warning only, however often it happens: the failing calls alert those on call, once per
            // outage.
            match self.run_once() {
                Ok(None) => return,
                Ok(Some(status)) => warn!("the embedded PostgreSQL exited by itself ({status}) and is restarted"),
                Err(problem) => warn!("the embedded PostgreSQL cannot be started: {problem}"),
            }
            failures = if began.elapsed() >= SOUND_AFTER { 1 } else { failures.saturating_add(1) };
            self.report.send_replace(Condition::Down { failures });
            let pause = first.saturating_mul(2_u32.saturating_pow(failures - 1)).min(longest);
            if self.told_to_stop_within(pause) {
                return;
            }
        }
    }

    /// Runs the server until it ends (returns its status) or until told to stop it (returns none).
    fn run_once(&self) -> Result<Option<ExitStatus>, EmbeddedError> {
        orphan::wait_until_gone(&self.plan.directory)?;
        self.clear_socket_directory();
        self.tail.clear();
        let mut child = self.command().spawn().map_err(EmbeddedError::io("start", &self.plan.program))?;
        self.tail.follow(child.stderr.take());
        self.report.send_replace(Condition::Up);
        loop {
            if let Some(status) = child.try_wait().map_err(EmbeddedError::io("wait for", &self.plan.program))? {
                return Ok(Some(status));
            }
            if self.told_to_stop_within(LOOK) {
                end(&mut child, &STOP_STEPS);
                return Ok(None);
            }
        }
    }

    /// Removes the socket and its lock file. No server of ours runs; but the process id in the lock file may belong to
    /// another program by now, which the new server would take for a running server.
    fn clear_socket_directory(&self) {
        for name in [SOCKET_NAME.to_owned(), format!("{SOCKET_NAME}.lock")] {
            // Usually they do not exist; if one cannot be removed the server will report it.
            let _ = std::fs::remove_file(self.plan.socket_directory.join(name));
        }
    }

    /// Removes the socket's directory if it is outside of the data directory.
    fn remove_socket_directory_elsewhere(&self) {
        let place = &self.plan.socket_directory;
        if !place.starts_with(&self.plan.directory.root) {
            // At worst an empty directory remains; the next start uses it.
            let _ = std::fs::remove_dir(place);
        }
    }

    fn told_to_stop_within(&self, time: Duration) -> bool {
        match self.stopped.recv_timeout(time) {
            Err(RecvTimeoutError::Timeout) => false,
            Ok(()) | Err(RecvTimeoutError::Disconnected) => true,
        }
    }

    /// Makes the command that starts the server. Settings given here override the cluster's files, where an operator
    /// may tune the rest.
    fn command(&self) -> Command {
        let mut command = self.plan.launcher.command(&self.plan.program, &self.plan.directory.root);
        command.arg("-D").arg(self.plan.directory.cluster());
        // `socket_directory` has plain characters only; see `directory`.
        let socket_directory = self.plan.socket_directory.display();
        let settings = [
            format!("unix_socket_directories={socket_directory}"),
            format!("max_connections={}", self.plan.max_connections),
        ];
        let fixed = [
            // The socket is the only way in.
            "listen_addresses=",
            "port=5432",
            "unix_socket_permissions=0700",
            // Committed data survives a power cut.
            "fsync=on",
            "full_page_writes=on",
            "synchronous_commit=on",
            // Log to standard error, without statements, parameters or values, since those include phone numbers and
            // keys.
            "logging_collector=off",
            "log_destination=stderr",
            "log_line_prefix=",
            "lc_messages=C",
            "log_error_verbosity=terse",
            "log_min_error_statement=panic",
            "log_statement=none",
            "log_min_duration_statement=-1",
            "log_parameter_max_length_on_error=0",
            "cluster_name=linekeeper",
        ];
        for setting in settings.iter().map(String::as_str).chain(fixed) {
            command.arg("-c").arg(setting);
        }
        command
    }
}

/// Ends the server by the given signals in turn, each with its timeout.
fn end(child: &mut Child, steps: &[(Signal, Duration)]) {
    let Some(pid) = i32::try_from(child.id()).ok().and_then(Pid::from_raw) else { return };
    for &(signal, patience) in steps {
        // The child has not been waited for yet, so the process id is still its own.
        let _ = kill_process(pid, signal);
        if let Some(status) = wait_bounded(child, patience) {
            info!("the embedded PostgreSQL has stopped ({status})");
            return;
        }
        warn!("the embedded PostgreSQL did not stop within {} s of {signal:?}", patience.as_secs());
    }
}

#[cfg(test)]
mod tests {
    use std::io::{BufRead, BufReader};
    use std::os::unix::process::ExitStatusExt;
    use std::process::Stdio;

    use super::*;

    /// Starts a child and waits until it has set its traps. A shell cannot trap a signal that was ignored when it
    /// started, and processes started in the background ignore interrupts; `env` restores the defaults.
    fn child(script: &str) -> Child {
        let mut shell = Command::new("env");
        shell.args(["--default-signal=INT,QUIT", "sh", "-c", script]);
        let mut child = shell.stdout(Stdio::piped()).spawn().unwrap();
        let mut line = String::new();
        BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
        assert_eq!(line, "ready\n");
        child
    }

    #[test]
    fn server_that_ignores_interrupt_and_quit_is_killed() {
        let moment = Duration::from_millis(20);
        let steps = [(Signal::INT, moment), (Signal::QUIT, moment), (Signal::KILL, Duration::from_secs(10))];
        let mut stubborn = child("trap '' INT QUIT; echo ready; while :; do sleep 0.01; done");
        end(&mut stubborn, &steps);
        assert_eq!(stubborn.wait().unwrap().signal(), Some(9));
    }

    #[test]
    fn server_that_stops_in_time_is_not_killed() {
        let mut polite = child("trap 'exit 7' INT; echo ready; while :; do sleep 0.01; done");
        end(&mut polite, &STOP_STEPS);
        assert_eq!(polite.wait().unwrap().code(), Some(7));
    }
}
