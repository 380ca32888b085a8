//! Why the store could not be opened: a stable cause for programs, and a sentence that says what to do.

use crate::embedded::EmbeddedError;

/// Why [`crate::Store::open`] failed. Nothing secret is in it: no URL, no password.
#[derive(Debug, thiserror::Error)]
pub enum StoreOpenError {
    /// The connection string cannot be read.
    #[error("DATABASE_URL cannot be read: {0}; write it as postgres://user:password@host:5432/database")]
    BadUrl(String),
    /// The file of `sslrootcert` cannot be read.
    #[error("the certificates of sslrootcert cannot be read: {0}; name a PEM file that this user may read")]
    BadRootCertificate(String),
    /// No answer within the patience.
    #[error(
        "PostgreSQL does not answer: {0}; check that the server runs and that DATABASE_URL names its host and port"
    )]
    Unreachable(String),
    /// The server answers and does not let us in.
    #[error("PostgreSQL refuses us: {0}; check user, password and database in DATABASE_URL")]
    Refused(String),
    /// TLS was asked for and cannot be had with this server.
    #[error(
        "PostgreSQL cannot be spoken to over TLS: {0}; use the host name of its certificate, and for an authority of your own add sslrootcert=FILE to DATABASE_URL"
    )]
    Tls(String),
    /// The database does not keep text as UTF-8.
    #[error(
        "the database keeps text as {0} instead of UTF8; make one with: createdb --encoding=UTF8 --template=template0 NAME"
    )]
    NotUtf8(String),
    /// Another process held the lock of migrations for the whole patience.
    #[error(
        "another process has been applying migrations for {seconds} s; look for a hanging linekeeper and start again"
    )]
    MigrationsBusy {
        /// How long was waited.
        seconds: u64,
    },
    /// The database holds a migration that this binary does not know.
    #[error(
        "the database was made by a newer linekeeper (migration {0}); run that version, or restore the backup from before it"
    )]
    SchemaFromTheFuture(String),
    /// A migration that was applied differs from the one this binary has.
    #[error(
        "migration {0} was changed after it was applied to this database; run the version of linekeeper that applied it"
    )]
    SchemaDiverged(String),
    /// A migration failed; it was rolled back.
    #[error("a migration failed and was rolled back: {0}; check that the user may create tables in this database")]
    MigrationFailed(String),
    /// Companies have data keys wrapped with a master key that is not in the ring.
    #[error(
        "master key {id} is missing, and the credentials of {companies} companies are sealed under it; add it behind the current one"
    )]
    MissingMasterKey {
        /// Which.
        id: String,
        /// How many companies need it. Of several missing keys this is the one that most need.
        companies: u64,
    },
    /// A master key of the ring is not the one this database knows by its id.
    #[error(
        "master key {id} is not the key that this database knows by that id; restore that one, or give a new key another id"
    )]
    WrongMasterKey {
        /// Which.
        id: String,
    },
    /// The database refused to check the master keys or to seal what was stored before sealing.
    #[error("credentials could not be sealed: {0}; those that were are so, and the next start goes on with the rest")]
    SealingFailed(String),
    /// The embedded server could not be started.
    #[error(transparent)]
    Embedded(#[from] EmbeddedError),
}

impl StoreOpenError {
    /// A stable name of the cause, for logs and programs.
    #[must_use]
    pub fn cause(&self) -> &'static str {
        match self {
            Self::BadUrl(_) => "database_url_invalid",
            Self::BadRootCertificate(_) => "database_root_certificate_invalid",
            Self::Unreachable(_) => "database_unreachable",
            Self::Refused(_) => "database_refused",
            Self::Tls(_) => "database_tls",
            Self::NotUtf8(_) => "database_not_utf8",
            Self::MigrationsBusy { .. } => "migrations_busy",
            Self::SchemaFromTheFuture(_) => "schema_newer",
            Self::SchemaDiverged(_) => "schema_diverged",
            Self::MigrationFailed(_) => "migration_failed",
            Self::MissingMasterKey { .. } => "master_key_missing",
            Self::WrongMasterKey { .. } => "master_key_wrong",
            Self::SealingFailed(_) => "sealing_failed",
            Self::Embedded(error) => error.cause(),
        }
    }
}
