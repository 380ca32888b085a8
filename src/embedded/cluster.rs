//! Database cluster on disk: its version, and creation.
//!
//! A new cluster is made under a temporary name and renamed once it is complete and synced to disk, so that a process
//! killed in between leaves a leftover under another name and never half a cluster.

use std::fs::{self, File};
use std::io;
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::time::Duration;

use tracing::info;

use super::binaries::Binaries;
use super::directory::DataDirectory;
use super::error::EmbeddedError;
use super::output::Tail;
use super::spawn::{Launcher, wait_bounded};

/// Superuser of the embedded server, reachable only through the socket, which only we can open.
pub(super) const SUPERUSER: &str = "linekeeper";

/// Name prefix of clusters that are being made.
const NEW: &str = "postgres.new-";

/// Timeout of `initdb`.
const INIT_PATIENCE: Duration = Duration::from_secs(120);

/// Major version of the cluster; none if there is no cluster yet.
pub(super) fn major(directory: &DataDirectory) -> Result<Option<u32>, EmbeddedError> {
    let path = directory.cluster();
    let facts = match fs::metadata(&path) {
        Ok(facts) => facts,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(EmbeddedError::io("look at", &path)(error)),
    };
    if facts.uid() != directory.account.uid {
        return Err(EmbeddedError::Foreign { path, owner: facts.uid() });
    }
    match fs::read_to_string(path.join("PG_VERSION")) {
        Ok(text) => text.trim().parse().map(Some).map_err(|_| EmbeddedError::NotACluster { path }),
        // An empty directory is removed, and a cluster made in its place.
        Err(error) if error.kind() == io::ErrorKind::NotFound => match fs::remove_dir(&path) {
            Ok(()) => Ok(None),
            Err(_) => Err(EmbeddedError::NotACluster { path }),
        },
        Err(error) => Err(EmbeddedError::io("read the version of", &path)(error)),
    }
}

/// Removes incomplete clusters left by killed processes. The caller must hold the directory's lock.
pub(super) fn remove_leftovers(directory: &DataDirectory) -> Result<(), EmbeddedError> {
    let entries = fs::read_dir(&directory.root).map_err(EmbeddedError::io("list", &directory.root))?;
    for entry in entries.flatten() {
        if entry.file_name().to_string_lossy().starts_with(NEW) {
            let path = entry.path();
            info!("removing {}, left by a start that was interrupted", path.display());
            fs::remove_dir_all(&path).map_err(EmbeddedError::io("remove", &path))?;
        }
    }
    Ok(())
}

/// Makes the cluster.
pub(super) fn make(directory: &DataDirectory, binaries: &Binaries, launcher: &Launcher) -> Result<(), EmbeddedError> {
    let new = new_place(directory)?;
    info!("making a database cluster of PostgreSQL {} in {}", binaries.major, directory.root.display());
    let made = run_initdb(directory, &new, binaries, launcher).and_then(|()| {
        fs::rename(&new, directory.cluster()).map_err(EmbeddedError::io("rename", &new))?;
        let root = File::open(&directory.root).and_then(|root| root.sync_all());
        root.map_err(EmbeddedError::io("write", &directory.root))
    });
    if made.is_err() {
        // Best effort: the next start removes leftovers as well.
        let _ = fs::remove_dir_all(&new);
    }
    made
}

/// Makes an empty directory owned by the server's user. Its name is free, since leftovers are removed and the caller
/// holds the lock.
fn new_place(directory: &DataDirectory) -> Result<PathBuf, EmbeddedError> {
    let path = directory.root.join(format!("{NEW}{}", std::process::id()));
    fs::create_dir(&path).map_err(EmbeddedError::io("make", &path))?;
    directory.account.own(&path)?;
    Ok(path)
}

/// Runs `initdb`, which syncs everything to disk before it ends (`--no-sync` is not passed).
fn run_initdb(
    directory: &DataDirectory,
    new: &Path,
    binaries: &Binaries,
    launcher: &Launcher,
) -> Result<(), EmbeddedError> {
    let program = binaries.initdb();
    let mut command = launcher.command(&program, &directory.root);
    command.arg("-D").arg(new).args([&format!("--username={SUPERUSER}"), "--encoding=UTF8", "--locale=C"]);
    // `trust` applies to clients that can open the socket, which is only ourselves; there is no other way in.
    command.args(["--auth-local=trust", "--auth-host=reject", "--data-checksums"]).stdout(Stdio::null());
    let mut child = command.spawn().map_err(EmbeddedError::io("start", &program))?;
    let tail = Tail::default();
    tail.follow(child.stderr.take());
    match wait_bounded(&mut child, INIT_PATIENCE) {
        Some(status) if status.success() => Ok(()),
        Some(status) => {
            Err(EmbeddedError::InitFailed { words: format!("initdb ended with {status}: {}", tail.words()) })
        }
        None => {
            // Best effort: the error returned below already says what happened.
            let _ = child.kill();
            let _ = child.wait();
            Err(EmbeddedError::InitFailed { words: format!("initdb took over {} s", INIT_PATIENCE.as_secs()) })
        }
    }
}
