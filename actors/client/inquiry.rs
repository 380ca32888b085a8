//! What is asked of others before a client may stay: a place among the sockets, and what a token is worth.

use std::sync::Arc;
use std::time::Duration;

use actix::Addr;
use linekeeper_domain::CompanyId;
use linekeeper_ports::{Pass, TokenCheck, TokenRefusal};

use super::actor::ClientBirth;
use super::board::BoardClientBirth;
use super::farewell::Farewell;
use super::frames::Token;
use super::standing::newer;
use crate::sockets::{AdmitSocket, ProveSocket, SocketId, SocketPermit, SocketRegistry};

/// Those who are asked, and about whom.
pub(super) struct Inquiry {
    sockets: Addr<SocketRegistry>,
    tokens: Arc<dyn TokenCheck>,
    /// Of a company's socket.
    company: Option<CompanyId>,
    patience: Duration,
}

/// What a client brought.
pub(super) struct Brought {
    pub(super) token: Token,
    /// The pass it has already.
    pub(super) present: Option<Pass>,
    /// Its place among the sockets.
    pub(super) socket: Option<SocketId>,
}

/// Why a token gives nothing.
#[derive(Debug)]
pub(super) enum Refused {
    /// Nobody can tell; the client may try again.
    ForNow,
    /// The socket is closed.
    ForGood(Farewell),
}

impl Inquiry {
    pub(super) fn of(birth: &ClientBirth) -> Self {
        Self {
            sockets: birth.sockets.clone(),
            tokens: birth.tokens.clone(),
            company: Some(birth.company.clone()),
            patience: birth.settings.ask_timeout,
        }
    }

    /// About a dashboard's socket, which is of no company.
    pub(super) fn of_board(birth: &BoardClientBirth) -> Self {
        Self {
            sockets: birth.sockets.clone(),
            tokens: birth.tokens.clone(),
            company: None,
            patience: birth.settings.ask_timeout,
        }
    }

    /// A place among the sockets: a stranger's, or that of one who has a pass already.
    pub(super) async fn enter(self, admit: AdmitSocket, pass: Option<Pass>) -> Entry {
        let admitted = self.sockets.send(admit).timeout(self.patience).await;
        let permit = admitted.map_err(|_| Farewell::Lost)?.map_err(Farewell::Crowded)?;
        if let Some(pass) = &pass {
            self.prove(permit.socket(), pass).await?;
        }
        Ok((permit, pass))
    }

    /// The pass that takes over, if the token gives one that counts longer than the present one.
    pub(super) async fn examine(self, brought: Brought) -> Result<Option<Pass>, Refused> {
        let Brought { token, present, socket } = brought;
        let company = self.company.as_ref().ok_or(Refused::ForGood(Farewell::NotAllowed))?;
        let asked = self.tokens.admit(company, token.as_str());
        let answer = tokio::time::timeout(self.patience, asked).await.unwrap_or(Err(TokenRefusal::Unavailable));
        let pass = answer.and_then(|pass| newer(present.as_ref(), pass, company)).map_err(refused)?;
        if let Some(pass) = &pass {
            let socket = socket.ok_or(Refused::ForGood(Farewell::Lost))?;
            self.prove(socket, pass).await.map_err(Refused::ForGood)?;
        }
        Ok(pass)
    }

    /// Whether what a pass rests on is known to be revoked. While nobody can tell it counts.
    pub(super) async fn look_for_revocation(self, pass: Pass) -> bool {
        let answer = tokio::time::timeout(self.patience, self.tokens.still_counts(&pass)).await;
        answer.is_ok_and(|answer| answer == Err(TokenRefusal::Revoked))
    }

    async fn prove(&self, socket: SocketId, pass: &Pass) -> Result<(), Farewell> {
        let prove = ProveSocket { socket, company: self.company.clone(), principal: pass.principal.clone() };
        let proved = self.sockets.send(prove).timeout(self.patience).await;
        proved.map_err(|_| Farewell::Lost)?.map_err(Farewell::from)
    }
}

/// A place, and the pass it was taken with.
pub(super) type Entry = Result<(SocketPermit, Option<Pass>), Farewell>;

fn refused(refusal: TokenRefusal) -> Refused {
    Farewell::for_refused_token(refusal).map_or(Refused::ForNow, Refused::ForGood)
}
