//! Sessions of Baileys 6.7 and 7, read and written: so that a salon moves here, or back, without linking its phone again.
//!
//! The forms are those of Baileys' own stores (`useMultiFileAuthState`, and tables that hold the same values), as its sources
//! have them: `creds`, and keys by type and id; bytes as its `BufferJSON` writes them.

mod addresses;
mod collected;
mod device;
mod export;
mod import;
mod json;
mod lids;
mod sender_keys;
mod sessions;
#[cfg(test)]
mod tests;

use std::sync::Arc;

use async_trait::async_trait;
use linekeeper_domain::CompanyId;
use linekeeper_ports::{
    BaileysError, BaileysFormat, BaileysRelease, BaileysState, Clock, ConvertedSession, CredentialRows, WrittenSession,
};

/// Converts sessions between Baileys' form and ours.
pub struct Baileys {
    clock: Arc<dyn Clock>,
}

impl Baileys {
    /// Rows that bear a time get it from this clock.
    #[must_use]
    pub fn new(clock: Arc<dyn Clock>) -> Self {
        Self { clock }
    }
}

#[async_trait]
impl BaileysFormat for Baileys {
    async fn read(&self, state: BaileysState) -> Result<ConvertedSession, BaileysError> {
        import::read(state, self.clock.clone()).await
    }

    async fn write(
        &self,
        rows: Arc<dyn CredentialRows>,
        company: &CompanyId,
        release: BaileysRelease,
    ) -> Result<WrittenSession, BaileysError> {
        export::write(rows, company, release, self.clock.clone()).await
    }
}
