//! Errors of starting the embedded server; each message names a remedy.

use std::io;
use std::path::{Path, PathBuf};

/// Error of starting the embedded PostgreSQL.
#[derive(Debug, thiserror::Error)]
pub enum EmbeddedError {
    /// No `postgres` with an `initdb` beside it was found.
    #[error(
        "no PostgreSQL binaries in {searched}; install them with: apt-get install postgresql (or: deploy/install-postgres)"
    )]
    NoBinaries {
        /// Searched directories, separated by commas.
        searched: String,
    },
    /// The cluster was made by a major version that is not installed.
    #[error(
        "the data directory holds a cluster of PostgreSQL {needed} and only {found} is installed; install that version with: apt-get install postgresql-{needed}"
    )]
    NoMatchingBinaries {
        /// Major version of the cluster.
        needed: u32,
        /// Installed major versions, separated by commas.
        found: String,
    },
    /// Another process holds the directory's lock.
    #[error(
        "another linekeeper uses this data directory (pid {pid}): {path}; stop it, or choose another data directory"
    )]
    InUse {
        /// Data directory.
        path: PathBuf,
        /// Process id of the holder, as written in the lock file; may be empty.
        pid: String,
    },
    /// The directory of the cluster is not empty and not a cluster.
    #[error("{path} is not a PostgreSQL cluster and not empty; move it away, or choose another data directory")]
    NotACluster {
        /// Directory of the cluster.
        path: PathBuf,
    },
    /// The user that the server must run as (we are root) cannot reach a directory.
    #[error(
        "PostgreSQL runs as user {user}, who cannot reach {path} because {closed} is closed to others; choose a directory elsewhere (such as /var/lib/linekeeper), or run: chmod o+x {closed}"
    )]
    OutOfReach {
        /// Name of the server's user.
        user: String,
        /// Path that the server must reach.
        path: PathBuf,
        /// Directory on that path which the user may not enter.
        closed: PathBuf,
    },
    /// The cluster belongs to another user.
    #[error(
        "{path} belongs to user id {owner}, not to us; run linekeeper as that user, or choose another data directory"
    )]
    Foreign {
        /// Path of the cluster.
        path: PathBuf,
        /// User id of its owner.
        owner: u32,
    },
    /// We are root, and the system has neither a user `postgres` nor `nobody`.
    #[error(
        "PostgreSQL does not run as root and there is no user postgres or nobody; make one with: useradd --system postgres"
    )]
    NoAccount,
    /// The directory for the socket exists and cannot be trusted.
    #[error("{path} is not a directory of ours that is closed to others; remove it")]
    UnsafeSocketDirectory {
        /// Directory of the socket.
        path: PathBuf,
    },
    /// A file system operation failed.
    #[error("cannot {doing} {path}: {error}; choose a data directory that this user may write to")]
    Io {
        /// Attempted operation, as a verb.
        doing: &'static str,
        /// Path of the operation.
        path: PathBuf,
        /// Error of the file system.
        error: io::Error,
    },
    /// `initdb` failed or timed out.
    #[error("the database cluster cannot be made: {words}; look at free space and rights of the data directory")]
    InitFailed {
        /// Last lines of its output, or the timeout.
        words: String,
    },
    /// The server ended instead of starting, repeatedly, or could not be used once started.
    #[error("the embedded PostgreSQL does not start: {words}; look at its log lines above")]
    StartFailed {
        /// Last lines of its output, or the error.
        words: String,
    },
    /// The server runs and did not answer within the start timeout.
    #[error(
        "the embedded PostgreSQL has not been ready for {seconds} s: {words}; a long recovery needs a longer patience"
    )]
    StartTimedOut {
        /// Time waited, in seconds.
        seconds: u64,
        /// Last error of connecting.
        words: String,
    },
    /// A server left behind by an earlier process does not end.
    #[error("an old PostgreSQL (pid {pid}) of this data directory does not end; end it with: kill -9 {pid}")]
    OldServerStays {
        /// Process id of that server.
        pid: i32,
    },
}

impl EmbeddedError {
    /// Stable name of the cause, for logs and programs.
    #[must_use]
    pub fn cause(&self) -> &'static str {
        match self {
            Self::NoBinaries { .. } => "postgres_binaries_missing",
            Self::NoMatchingBinaries { .. } => "postgres_version_missing",
            Self::InUse { .. } => "data_dir_in_use",
            Self::NotACluster { .. } => "data_dir_not_a_cluster",
            Self::OutOfReach { .. } => "data_dir_out_of_reach",
            Self::Foreign { .. } => "data_dir_foreign",
            Self::NoAccount => "postgres_user_missing",
            Self::UnsafeSocketDirectory { .. } => "socket_dir_unsafe",
            Self::Io { .. } => "data_dir_not_writable",
            Self::InitFailed { .. } => "initdb_failed",
            Self::StartFailed { .. } => "postgres_start_failed",
            Self::StartTimedOut { .. } => "postgres_start_timeout",
            Self::OldServerStays { .. } => "old_postgres_stays",
        }
    }

    /// Makes a closure for `map_err` of file system calls.
    pub(super) fn io(doing: &'static str, path: &Path) -> impl FnOnce(io::Error) -> Self {
        let path = path.to_owned();
        move |error| Self::Io { doing, path, error }
    }
}
