//! Verification of the token in a WebSocket's first frame, and of passes of open sockets.

use async_trait::async_trait;
use linekeeper_domain::CompanyId;
use linekeeper_ports::{Pass, TokenCheck, TokenRefusal};

use super::Access;
use super::standing::NobodyCanTell;

#[async_trait]
impl TokenCheck for Access {
    async fn admit(&self, company: &CompanyId, token: &str) -> Result<Pass, TokenRefusal> {
        self.link(token, company).await
    }

    async fn still_counts(&self, pass: &Pass) -> Result<(), TokenRefusal> {
        match self.standing.counts(&pass.principal).await {
            Ok(true) => Ok(()),
            Ok(false) => Err(TokenRefusal::Revoked),
            Err(NobodyCanTell) => Err(TokenRefusal::Unavailable),
        }
    }
}
