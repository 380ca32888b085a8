//! The thread that keeps the server running: starts it, starts it again after a crash with growing pauses, and stops it.
//!
//! One thread from start to end, because the server is bound to the life of the thread that started it (see `spawn`).
//! It ends when it is told to, or when whoever could tell it is gone. It holds the directory's lock as long as it lives.

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

/// How soon an unexpected end is noticed.
const LOOK: Duration = Duration::from_millis(100);

/// The pauses before the server is started again: the first, and the longest.
const PAUSES: (Duration, Duration) = (Duration::from_millis(200), Duration::from_secs(10));

/// A server that ran so long is taken for sound, and its next crash for the first.
const SOUND_AFTER: Duration = Duration::from_secs(60);

/// Fast shutdown, immediate shutdown, kill; and how long each is waited for.
const STOP_STEPS: [(Signal, Duration); 3] = [
    (Signal::INT, Duration::from_secs(10)),
    (Signal::QUIT, Duration::from_secs(5)),
    (Signal::KILL, Duration::from_secs(5)),
];

/// What must be known to start the server.
#[derive(Debug)]
pub(super) struct Plan {
    pub(super) directory: DataDirectory,
    pub(super) launcher: Launcher,
    pub(super) program: PathBuf,
    pub(super) socket_directory: PathBuf,
    pub(super) max_connections: usize,
}

/// How the server is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Condition {
    /// Not started yet, or between two starts.
    Down {
        /// How often in a row it ended by itself.
        failures: u32,
    },
    /// Started; it may still be replaying its log.
    Up,
    /// Stopped for good, its directory free.
    Stopped,
}

/// The handle of the thread.
#[derive(Debug)]
pub(super) struct Keeper {
    /// Never used to send: dropping it is the order to stop.
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

    /// Stops the server and returns when it has ended and its directory is free.
    pub(super) async fn stop(self) {
        let Self { stop, mut condition, .. } = self;
        drop(stop);
        // An error means that the thread is gone, and the server with it.
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
            // No news by itself, however often it happens: those on call hear of the outage once, from the calls it fails.
            match self.run_once() {
                Ok(None) => return,
                Ok(Some(status)) => warn!("the embedded PostgreSQL ended by itself ({status}) and is started again"),
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

    /// Runs the server until it ends (its status) or until we are told to stop it (none).
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

    /// Removes the socket and its lock file. The directory is ours and no server of ours runs; but the id in the lock file
    /// may have gone to another program, which the new server would take for a running one.
    fn clear_socket_directory(&self) {
        for name in [SOCKET_NAME.to_owned(), format!("{SOCKET_NAME}.lock")] {
            // Mostly they are not there; and what cannot be removed the server complains about.
            let _ = std::fs::remove_file(self.plan.socket_directory.join(name));
        }
    }

    /// Leaves nothing in a place that is not ours.
    fn remove_socket_directory_elsewhere(&self) {
        let place = &self.plan.socket_directory;
        if !place.starts_with(&self.plan.directory.root) {
            // At worst an empty directory stays; the next start uses it.
            let _ = std::fs::remove_dir(place);
        }
    }

    fn told_to_stop_within(&self, time: Duration) -> bool {
        match self.stopped.recv_timeout(time) {
            Err(RecvTimeoutError::Timeout) => false,
            Ok(()) | Err(RecvTimeoutError::Disconnected) => true,
        }
    }

    /// Settings given here win over the files of the cluster, where a person may tune the rest.
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
            // The only way in is the socket.
            "listen_addresses=",
            "port=5432",
            "unix_socket_permissions=0700",
            // What is committed survives a power cut.
            "fsync=on",
            "full_page_writes=on",
            "synchronous_commit=on",
            // To standard error, and without statements, parameters or values: phone numbers and keys are among them.
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

/// Ends the server: in order, then at once, then by force.
fn end(child: &mut Child, steps: &[(Signal, Duration)]) {
    let Some(pid) = i32::try_from(child.id()).ok().and_then(Pid::from_raw) else { return };
    for &(signal, patience) in steps {
        // Our own child that was not waited for yet: the id is still its.
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

    /// A child that has set its traps. A shell cannot trap what was ignored when it began, as interrupts are for everything
    /// that was started in the background.
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
    fn a_server_that_minds_neither_an_interrupt_nor_a_quit_is_killed() {
        let moment = Duration::from_millis(20);
        let steps = [(Signal::INT, moment), (Signal::QUIT, moment), (Signal::KILL, Duration::from_secs(10))];
        let mut stubborn = child("trap '' INT QUIT; echo ready; while :; do sleep 0.01; done");
        end(&mut stubborn, &steps);
        assert_eq!(stubborn.wait().unwrap().signal(), Some(9));
    }

    #[test]
    fn a_server_that_stops_in_order_is_not_hurried() {
        let mut polite = child("trap 'exit 7' INT; echo ready; while :; do sleep 0.01; done");
        end(&mut polite, &STOP_STEPS);
        assert_eq!(polite.wait().unwrap().code(), Some(7));
    }
}
