//! Errors of opening the store: a stable cause for programs, and a message that says what to do.

use linekeeper_embedded::EmbeddedError;

/// Error of [`crate::Store::open`]. Contains no secret: no URL, no password.
#[derive(Debug, thiserror::Error)]
pub enum StoreOpenError {
    /// The connection string cannot be parsed.
    #[error("DATABASE_URL cannot be read: {0}; write it as postgres://user:password@host:5432/database")]
    BadUrl(String),
    /// The file of `sslrootcert` cannot be read.
    #[error("the certificates of sslrootcert cannot be read: {0}; name a PEM file that this user may read")]
    BadRootCertificate(String),
    /// The server did not answer within `connect_patience`.
    #[error(
        "PostgreSQL does not answer: {0}; check that the server runs and that DATABASE_URL names its host and port"
    )]
    Unreachable(String),
    /// The server answers and refuses the login.
    #[error("PostgreSQL refuses the login: {0}; check user, password and database in DATABASE_URL")]
    Refused(String),
    /// TLS was required and the handshake with this server failed.
    #[error(
        "the TLS handshake with PostgreSQL failed: {0}; use the host name of its certificate, and for a certificate authority of your own add sslrootcert=FILE to DATABASE_URL"
    )]
    Tls(String),
    /// The database's encoding is not UTF-8.
    #[error(
        "the encoding of the database is {0} instead of UTF8; create one with: createdb --encoding=UTF8 --template=template0 NAME"
    )]
    NotUtf8(String),
    /// Another process held the migration lock for the whole `migration_patience`.
    #[error(
        "another process has been applying migrations for {seconds} s; look for a hanging linekeeper and start again"
    )]
    MigrationsBusy {
        /// Time waited, in seconds.
        seconds: u64,
    },
    /// The database has a migration that this binary does not know and cannot tolerate.
    #[error(
        "the database was made by a newer linekeeper (migration {0}); run that version, or restore the backup from before it"
    )]
    SchemaFromTheFuture(String),
    /// A migration was changed after it was applied to this database.
    #[error(
        "migration {0} was changed after it was applied to this database; run the version of linekeeper that applied it"
    )]
    SchemaDiverged(String),
    /// A migration failed and was rolled back.
    #[error("a migration failed and was rolled back: {0}; check that the user may create tables in this database")]
    MigrationFailed(String),
    /// Companies have data keys wrapped with a master key that this process was not given.
    #[error(
        "master key {id} is missing, and the credentials of {companies} companies are sealed under it; add it behind the current one"
    )]
    MissingMasterKey {
        /// Id of the missing master key.
        id: String,
        /// Number of companies that need it. If several keys are missing, this is the one needed by most.
        companies: u64,
    },
    /// A master key differs from the one this database knows by its id.
    #[error(
        "master key {id} is not the key that this database knows by that id; restore that one, or give a new key another id"
    )]
    WrongMasterKey {
        /// Id of the master key.
        id: String,
    },
    /// The database refused the check of the master keys or the sealing of rows stored before sealing.
    #[error(
        "credentials could not be sealed: {0}; those already sealed stay sealed, and the next start continues with the rest"
    )]
    SealingFailed(String),
    /// The embedded server could not be started.
    #[error(transparent)]
    Embedded(#[from] EmbeddedError),
}

impl StoreOpenError {
    /// Stable name of the cause, for logs and programs.
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
