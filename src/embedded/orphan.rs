//! Servers left behind by an earlier process. A killed process takes its server with it, but the server's orderly
//! shutdown takes a moment. The holder of the directory's lock waits for it, and ends it if it does not end by itself.

use std::fs;
use std::os::unix::ffi::OsStrExt;
use std::path::Path;
use std::thread::sleep;
use std::time::{Duration, Instant};

use rustix::process::{Pid, Signal, kill_process};
use tracing::{info, warn};

use super::directory::DataDirectory;
use super::error::EmbeddedError;

/// Interval at which the old server is checked.
const LOOK: Duration = Duration::from_millis(20);

/// Steps with the timeout of each: wait for it to end by itself, fast shutdown, immediate shutdown, kill.
const STEPS: [(Option<Signal>, Duration); 4] = [
    (None, Duration::from_secs(1)),
    (Some(Signal::INT), Duration::from_secs(10)),
    (Some(Signal::QUIT), Duration::from_secs(5)),
    (Some(Signal::KILL), Duration::from_secs(5)),
];

/// A process id that no process has: Linux assigns none above 2^22.
const NOBODY: i32 = 99_999_999;

/// Returns when no server of this cluster runs any more, judged by its `postmaster.pid`.
pub(super) fn wait_until_gone(directory: &DataDirectory) -> Result<(), EmbeddedError> {
    let cluster = directory.cluster();
    let Some(pid) = noted(&cluster) else { return Ok(()) };
    match look(pid, &cluster) {
        Seen::Nothing => Ok(()),
        Seen::SomethingElse => disarm(directory),
        Seen::Server => end(pid, &cluster),
    }
}

fn end(pid: Pid, cluster: &Path) -> Result<(), EmbeddedError> {
    info!("waiting for the old PostgreSQL (pid {}) of this data directory to end", pid.as_raw_nonzero());
    for (signal, patience) in STEPS {
        if let Some(signal) = signal {
            warn!("the old PostgreSQL (pid {}) still runs; sending {signal:?}", pid.as_raw_nonzero());
            // It may have ended in this very moment.
            let _ = kill_process(pid, signal);
        }
        let deadline = Instant::now() + patience;
        while Instant::now() < deadline {
            if look(pid, cluster) != Seen::Server {
                return Ok(());
            }
            sleep(LOOK);
        }
    }
    Err(EmbeddedError::OldServerStays { pid: pid.as_raw_nonzero().get() })
}

/// Process id in the cluster's `postmaster.pid`.
fn noted(cluster: &Path) -> Option<Pid> {
    let text = fs::read_to_string(cluster.join("postmaster.pid")).ok()?;
    let number: i32 = text.lines().next()?.trim().parse().ok()?;
    if number > 0 { Pid::from_raw(number) } else { None }
}

/// Process behind a process id.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Seen {
    /// No process that we can see.
    Nothing,
    /// A server of this cluster.
    Server,
    /// Another program, or a zombie (ended and not waited for).
    SomethingElse,
}

fn look(pid: Pid, cluster: &Path) -> Seen {
    match fs::read(format!("/proc/{}/cmdline", pid.as_raw_nonzero())) {
        Ok(words) if is_server_of(&words, cluster) => Seen::Server,
        Ok(_) => Seen::SomethingElse,
        Err(_) => Seen::Nothing,
    }
}

/// Replaces the process id in `postmaster.pid` by one that no process has, if the process is not a server any more: a
/// new server would take that process for a running server and refuse to start. The rest of the file stays, because the
/// server uses it to check whether workers of the old one still use its shared memory.
fn disarm(directory: &DataDirectory) -> Result<(), EmbeddedError> {
    let file = directory.cluster().join("postmaster.pid");
    let new = directory.cluster().join("postmaster.pid.new");
    info!("{} names a process that is not a server any more", file.display());
    let text = fs::read_to_string(&file).map_err(EmbeddedError::io("read", &file))?;
    let rest = text.split_once('\n').map_or("", |(_, rest)| rest);
    fs::write(&new, format!("{NOBODY}\n{rest}")).map_err(EmbeddedError::io("write", &new))?;
    directory.account.own(&new)?;
    fs::rename(&new, &file).map_err(EmbeddedError::io("rename", &new))
}

/// Whether a command line (words that end with a zero byte) is that of a server of this cluster.
fn is_server_of(words: &[u8], cluster: &Path) -> bool {
    let mut words = words.split(|byte| *byte == 0);
    let program = words.next().unwrap_or_default();
    program.ends_with(b"postgres") && words.any(|word| word == cluster.as_os_str().as_bytes())
}

#[cfg(test)]
mod tests {
    use super::super::account::Account;
    use super::*;

    fn directory(root: &Path) -> DataDirectory {
        fs::create_dir(root.join("postgres")).unwrap();
        let account = Account { name: "us".into(), uid: 0, gid: 0, switch: false };
        DataDirectory { root: root.to_owned(), account }
    }

    #[test]
    fn reused_process_id_does_not_prevent_start() {
        let top = tempfile::tempdir().unwrap();
        let directory = directory(top.path());
        let file = directory.cluster().join("postmaster.pid");
        fs::write(&file, format!("{}\n/data\n1\n5432\n/run\n\n  77  3\n", std::process::id())).unwrap();
        wait_until_gone(&directory).unwrap();
        assert_eq!(fs::read_to_string(&file).unwrap(), "99999999\n/data\n1\n5432\n/run\n\n  77  3\n");
    }

    #[test]
    fn pid_file_of_ended_process_is_left_unchanged() {
        let top = tempfile::tempdir().unwrap();
        let directory = directory(top.path());
        let file = directory.cluster().join("postmaster.pid");
        wait_until_gone(&directory).unwrap();
        for text in ["", "nonsense\n", "-5\n", "999999999\n/x\n"] {
            fs::write(&file, text).unwrap();
            wait_until_gone(&directory).unwrap();
            assert_eq!(fs::read_to_string(&file).unwrap(), text);
        }
    }

    #[test]
    fn server_is_recognised_by_program_and_cluster() {
        let cluster = Path::new("/data/postgres");
        assert!(is_server_of(b"/usr/lib/postgresql/15/bin/postgres\0-D\0/data/postgres\0", cluster));
        assert!(!is_server_of(b"/usr/lib/postgresql/15/bin/postgres\0-D\0/data/postgres2\0", cluster));
        assert!(!is_server_of(b"/bin/sh\0-D\0/data/postgres\0", cluster));
    }
}
