//! Why the embedded server could not be started, each with the one thing that helps.

use std::io;
use std::path::{Path, PathBuf};

/// Why the embedded PostgreSQL could not be started.
#[derive(Debug, thiserror::Error)]
pub enum EmbeddedError {
    /// No `postgres` with an `initdb` beside it.
    #[error(
        "no PostgreSQL binaries in {searched}; install them with: apt-get install postgresql (or: deploy/install-postgres)"
    )]
    NoBinaries {
        /// Where was looked.
        searched: String,
    },
    /// The data directory was made by a major version that is not installed.
    #[error(
        "the data directory holds a cluster of PostgreSQL {needed} and only {found} is installed; install that version with: apt-get install postgresql-{needed}"
    )]
    NoMatchingBinaries {
        /// The major version of the cluster.
        needed: u32,
        /// The major versions there are.
        found: String,
    },
    /// Another process holds the directory's lock.
    #[error(
        "another linekeeper uses this data directory (pid {pid}): {path}; stop it, or choose another data directory"
    )]
    InUse {
        /// The directory.
        path: PathBuf,
        /// Who holds it, as the lock file says.
        pid: String,
    },
    /// There is something in the way that is not a cluster.
    #[error("{path} is not a PostgreSQL cluster and not empty; move it away, or choose another data directory")]
    NotACluster {
        /// The directory.
        path: PathBuf,
    },
    /// The server does not run as root, and the user it runs as cannot get to a directory.
    #[error(
        "PostgreSQL runs as user {user}, who cannot reach {path} because {closed} is closed to others; choose a directory elsewhere (such as /var/lib/linekeeper), or run: chmod o+x {closed}"
    )]
    OutOfReach {
        /// The user of the server.
        user: String,
        /// What it must reach.
        path: PathBuf,
        /// The directory on the way that keeps it out.
        closed: PathBuf,
    },
    /// A file of the data directory belongs to somebody else.
    #[error(
        "{path} belongs to user id {owner}, not to us; run linekeeper as that user, or choose another data directory"
    )]
    Foreign {
        /// What.
        path: PathBuf,
        /// Whose.
        owner: u32,
    },
    /// The system has neither a user `postgres` nor `nobody`, and we are root.
    #[error(
        "PostgreSQL does not run as root and there is no user postgres or nobody; make one with: useradd --system postgres"
    )]
    NoAccount,
    /// The directory for the socket is there and cannot be trusted.
    #[error("{path} is not a directory of ours that is closed to others; remove it")]
    UnsafeSocketDirectory {
        /// The directory.
        path: PathBuf,
    },
    /// The file system said no.
    #[error("cannot {doing} {path}: {error}; choose a data directory that this user may write to")]
    Io {
        /// What was tried.
        doing: &'static str,
        /// With what.
        path: PathBuf,
        /// The answer.
        error: io::Error,
    },
    /// `initdb` failed.
    #[error("the database cluster cannot be made: {words}; look at free space and rights of the data directory")]
    InitFailed {
        /// Its last words.
        words: String,
    },
    /// The server ended instead of starting.
    #[error("the embedded PostgreSQL does not start: {words}; look at its log lines above")]
    StartFailed {
        /// Its last words.
        words: String,
    },
    /// The server runs and does not answer.
    #[error(
        "the embedded PostgreSQL has not been ready for {seconds} s: {words}; a long recovery needs a longer patience"
    )]
    StartTimedOut {
        /// How long was waited.
        seconds: u64,
        /// The last answer.
        words: String,
    },
    /// A server that an earlier process left behind cannot be ended.
    #[error("an old PostgreSQL (pid {pid}) of this data directory does not end; end it with: kill -9 {pid}")]
    OldServerStays {
        /// Its process id.
        pid: i32,
    },
}

impl EmbeddedError {
    /// A stable name of the cause, for logs and programs.
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

    /// For `map_err` of file system calls.
    pub(super) fn io(doing: &'static str, path: &Path) -> impl FnOnce(io::Error) -> Self {
        let path = path.to_owned();
        move |error| Self::Io { doing, path, error }
    }
}
