//! Sessions of Baileys, the client library that others come from: its stored state, read and written.

use std::sync::Arc;

use async_trait::async_trait;
use linekeeper_domain::{CompanyId, Phone};

use crate::{Batch, CredentialRows, StoreError};

/// State of one session as the stores of Baileys keep it. Never printed.
#[derive(Clone, PartialEq, Eq)]
pub struct BaileysState {
    /// `creds`, as JSON.
    pub creds: String,
    /// Keys.
    pub keys: Vec<BaileysKey>,
}

/// One key of a session of Baileys.
#[derive(Clone, PartialEq, Eq)]
pub struct BaileysKey {
    /// Type, for example `session`.
    pub key_type: String,
    /// Id within the type.
    pub id: String,
    /// Value, as JSON.
    pub value: String,
}

impl std::fmt::Debug for BaileysState {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "BaileysState({} keys)", self.keys.len())
    }
}

impl std::fmt::Debug for BaileysKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "BaileysKey({})", self.key_type)
    }
}

/// Release of Baileys that a state is written for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BaileysRelease {
    /// 6.7: addresses do not tell hidden ids from numbers.
    V6,
    /// 7.
    V7,
}

/// A session of Baileys in our form.
#[derive(Debug, Clone, PartialEq)]
pub struct ConvertedSession {
    /// Number of the account.
    pub phone: Phone,
    /// All rows.
    pub batch: Batch,
    /// Keys of types that have no counterpart here; they are left out.
    pub unknown: usize,
}

/// A session of ours in the form of Baileys.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WrittenSession {
    /// The state.
    pub state: BaileysState,
    /// What has no place in that form, and is left out: the kind of row, and why. Those that it belongs to send their
    /// message again.
    pub left_out: Vec<String>,
}

/// Reason why a session cannot be converted.
#[derive(Debug, Clone, thiserror::Error)]
pub enum BaileysError {
    /// The device is not linked.
    #[error("the device is not paired")]
    NotPaired,
    /// A field is missing or cannot be read.
    #[error("{at} {why}")]
    Damaged {
        /// The field.
        at: String,
        /// What is wrong with it; no part of its value.
        why: String,
    },
    /// Our own rows cannot be read.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Converts sessions.
#[async_trait]
pub trait BaileysFormat: Send + Sync {
    /// Reads a state whole.
    ///
    /// # Errors
    /// [`BaileysError`]; the first field that is wrong.
    async fn read(&self, state: BaileysState) -> Result<ConvertedSession, BaileysError>;

    /// Writes the state of a company's linked device, as its rows have it.
    ///
    /// # Errors
    /// [`BaileysError`].
    async fn write(
        &self,
        rows: Arc<dyn CredentialRows>,
        company: &CompanyId,
        release: BaileysRelease,
    ) -> Result<WrittenSession, BaileysError>;
}
