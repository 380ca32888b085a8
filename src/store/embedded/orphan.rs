//! A server that an earlier process left behind. Killed, that process takes its server with it, but a server that shuts
//! down in order takes a moment. Whoever holds the directory's lock waits for it, and ends it if it does not end.

use std::fs;
use std::os::unix::ffi::OsStrExt;
use std::path::Path;
use std::thread::sleep;
use std::time::{Duration, Instant};

use rustix::process::{Pid, Signal, kill_process};
use tracing::{info, warn};

use super::error::EmbeddedError;

/// How often the old server is looked at.
const LOOK: Duration = Duration::from_millis(20);

/// How long each step is waited for: its own end, then a fast shutdown, an immediate one, a kill.
const STEPS: [(Option<Signal>, Duration); 4] = [
    (None, Duration::from_secs(1)),
    (Some(Signal::INT), Duration::from_secs(10)),
    (Some(Signal::QUIT), Duration::from_secs(5)),
    (Some(Signal::KILL), Duration::from_secs(5)),
];

/// Returns when no server of this cluster runs any more.
pub(super) fn wait_until_gone(cluster: &Path) -> Result<(), EmbeddedError> {
    let Some(pid) = old_server(cluster) else { return Ok(()) };
    info!("waiting for the old PostgreSQL (pid {}) of this data directory to end", pid.as_raw_nonzero());
    for (signal, patience) in STEPS {
        if let Some(signal) = signal {
            warn!("the old PostgreSQL (pid {}) is still there and is sent {signal:?}", pid.as_raw_nonzero());
            // It may have ended in this very moment.
            let _ = kill_process(pid, signal);
        }
        let deadline = Instant::now() + patience;
        while Instant::now() < deadline {
            if old_server(cluster) != Some(pid) {
                return Ok(());
            }
            sleep(LOOK);
        }
    }
    Err(EmbeddedError::OldServerStays { pid: pid.as_raw_nonzero().get() })
}

/// The process that `postmaster.pid` names, if it is a server of this cluster. If the id has gone to another program
/// meanwhile (after a restart of the machine or the container) the file is removed, because it would keep the server
/// from starting.
fn old_server(cluster: &Path) -> Option<Pid> {
    let file = cluster.join("postmaster.pid");
    let text = fs::read_to_string(&file).ok()?;
    let number: i32 = text.lines().next()?.trim().parse().ok()?;
    let pid = if number > 0 { Pid::from_raw(number)? } else { return None };
    let words = fs::read(format!("/proc/{}/cmdline", pid.as_raw_nonzero())).ok()?;
    // A process that has ended and was not collected yet has no words.
    if words.is_empty() {
        return None;
    }
    if is_server_of(&words, cluster) {
        return Some(pid);
    }
    info!("removing {}: its process id belongs to another program now", file.display());
    // If that fails, the server says so when it starts.
    let _ = fs::remove_file(&file);
    None
}

/// Whether a command line (words that end with a zero byte) is that of a server of this cluster.
fn is_server_of(words: &[u8], cluster: &Path) -> bool {
    let mut words = words.split(|byte| *byte == 0);
    let program = words.next().unwrap_or_default();
    program.ends_with(b"postgres") && words.any(|word| word == cluster.as_os_str().as_bytes())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_process_id_that_has_gone_to_another_program_does_not_keep_the_server_from_starting() {
        let cluster = tempfile::tempdir().unwrap();
        let file = cluster.path().join("postmaster.pid");
        fs::write(&file, format!("{}\n{}\n", std::process::id(), cluster.path().display())).unwrap();
        wait_until_gone(cluster.path()).unwrap();
        assert!(!file.exists());
    }

    #[test]
    fn a_file_of_a_process_that_is_gone_is_left_to_the_server() {
        let cluster = tempfile::tempdir().unwrap();
        let file = cluster.path().join("postmaster.pid");
        for text in ["", "nonsense\n", "-5\n", "999999999\n/x\n"] {
            fs::write(&file, text).unwrap();
            wait_until_gone(cluster.path()).unwrap();
            assert!(file.exists(), "{text:?}");
        }
    }

    #[test]
    fn a_server_is_known_by_its_program_and_its_cluster() {
        let cluster = Path::new("/data/postgres");
        assert!(is_server_of(b"/usr/lib/postgresql/15/bin/postgres\0-D\0/data/postgres\0", cluster));
        assert!(!is_server_of(b"/usr/lib/postgresql/15/bin/postgres\0-D\0/data/postgres2\0", cluster));
        assert!(!is_server_of(b"/bin/sh\0-D\0/data/postgres\0", cluster));
    }
}
