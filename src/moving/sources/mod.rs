//! Where states of the old system come from. States in tables are read by the adapter for PostgreSQL.

mod folders;
mod lines;

use async_trait::async_trait;
use linekeeper_ports::BaileysState;

pub use self::folders::{Folders, folder_of};
pub use self::lines::{JsonLines, line_of};

/// A company of the old system.
pub struct Found {
    /// Its id there.
    pub id: String,
    /// Its state, or what is wrong with how it is stored.
    pub state: Result<BaileysState, String>,
}

/// The source cannot be read any further.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct SourceError(pub String);

/// Companies of an old system, one after another.
#[async_trait]
pub trait Source: Send {
    /// The next company; `None` after the last.
    ///
    /// # Errors
    /// [`SourceError`].
    async fn next(&mut self) -> Result<Option<Found>, SourceError>;
}
