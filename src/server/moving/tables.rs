//! Tables of the old system as a source.

use async_trait::async_trait;
use linekeeper_moving::{Found, Source, SourceError};
use linekeeper_store::BaileysTables;

/// The tables of another system.
pub(super) struct Tables(pub(super) BaileysTables);

#[async_trait]
impl Source for Tables {
    async fn next(&mut self) -> Result<Option<Found>, SourceError> {
        let found = self.0.next().await.map_err(|error| SourceError(error.to_string()))?;
        Ok(found.map(|(id, state)| Found { id, state }))
    }
}
