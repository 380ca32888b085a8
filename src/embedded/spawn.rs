//! Starting PostgreSQL's programs: as the right user, in a process group of their own (so that an interrupt typed at
//! the terminal reaches us and not the server), with an environment that can neither change their settings nor reveal
//! our secrets, and bound to our life.
//!
//! The bond is `PR_SET_PDEATHSIG`: when we die, however we die, the kernel sends an interrupt to the server, which
//! shuts down in order. It has to be set in the child between fork and exec, which in Rust is unsafe code; `setpriv` of
//! util-linux (essential on Debian) does it and then becomes the program, keeping its process id. The user is changed
//! before `setpriv` runs, because a change of user clears the signal. The kernel watches the *thread* that forked, so
//! the thread that starts the server must live as long as the server: see `keeper`. Without a suitable `setpriv` the
//! server outlives a killed process; the next start ends it (see `orphan`).

use std::env;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::thread::sleep;
use std::time::{Duration, Instant};

use std::os::unix::process::CommandExt;

use tracing::warn;

use super::account::Account;

/// Interval at which a child is checked while its end is awaited.
const LOOK: Duration = Duration::from_millis(10);

/// Launcher of PostgreSQL's programs.
#[derive(Debug, Clone)]
pub(super) struct Launcher {
    account: Account,
    setpriv: Option<PathBuf>,
}

impl Launcher {
    pub(super) fn new(account: Account) -> Self {
        let setpriv = find_setpriv();
        if setpriv.is_none() {
            warn!(
                "no setpriv of util-linux: if this process is killed, the embedded PostgreSQL runs on until the next start"
            );
        }
        Self { account, setpriv }
    }

    /// Command that runs `program` in `directory`, its standard error piped to us.
    pub(super) fn command(&self, program: &Path, directory: &Path) -> Command {
        let mut command = match &self.setpriv {
            Some(setpriv) => {
                let mut command = Command::new(setpriv);
                command.args(["--pdeathsig", "INT", "--"]).arg(program);
                command
            }
            None => Command::new(program),
        };
        command.env_clear().env("LC_ALL", "C").env("PATH", env::var_os("PATH").unwrap_or_default());
        if let Some(libraries) = env::var_os("LD_LIBRARY_PATH") {
            command.env("LD_LIBRARY_PATH", libraries);
        }
        if self.account.switch {
            // Setting these as root also drops the supplementary groups.
            command.uid(self.account.uid).gid(self.account.gid);
        }
        command.current_dir(directory).process_group(0);
        command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::piped());
        command
    }
}

/// Finds a `setpriv` that supports `--pdeathsig` (that of busybox does not).
fn find_setpriv() -> Option<PathBuf> {
    let path = env::var_os("PATH").unwrap_or_default();
    let usual = ["/usr/bin", "/bin"].map(PathBuf::from);
    let mut programs = usual.into_iter().chain(env::split_paths(&path)).map(|place| place.join("setpriv"));
    programs.find(|program| program.is_absolute() && works(program))
}

fn works(setpriv: &Path) -> bool {
    let mut trial = Command::new(setpriv);
    trial.args(["--pdeathsig", "INT", "--"]).arg(setpriv).arg("--version");
    trial.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    trial.status().is_ok_and(|status| status.success())
}

/// Waits until the child ends, at most for `patience`; returns its status if it has ended.
pub(super) fn wait_bounded(child: &mut Child, patience: Duration) -> Option<ExitStatus> {
    let deadline = Instant::now() + patience;
    loop {
        match child.try_wait() {
            Ok(Some(status)) => return Some(status),
            Ok(None) if Instant::now() < deadline => sleep(LOOK),
            Ok(None) | Err(_) => return None,
        }
    }
}
