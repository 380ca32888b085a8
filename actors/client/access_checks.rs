//! Calls to others that decide whether a client may stay: the socket registry for a place, the token check for a token.

use std::sync::Arc;
use std::time::Duration;

use actix::Addr;
use linekeeper_domain::CompanyId;
use linekeeper_ports::{Pass, TokenCheck, TokenRefusal};

use super::actor::ClientArgs;
use super::auth_state::newer;
use super::board::BoardClientArgs;
use super::close_reason::SocketCloseReason;
use super::frames::Token;
use crate::sockets::{AdmitSocket, ProveSocket, SocketId, SocketPermit, SocketRegistry};

/// Services that are called, and the company the socket belongs to.
pub(super) struct AccessChecks {
    sockets: Addr<SocketRegistry>,
    tokens: Arc<dyn TokenCheck>,
    /// Company of the socket; `None` for a dashboard's.
    company: Option<CompanyId>,
    patience: Duration,
}

/// Token that a client sent, and what the client has already.
pub(super) struct Brought {
    pub(super) token: Token,
    /// Pass that is valid now, if there is one.
    pub(super) present: Option<Pass>,
    /// Place in the socket registry.
    pub(super) socket: Option<SocketId>,
}

/// Why a token was not accepted.
#[derive(Debug)]
pub(super) enum Refused {
    /// The check could not be made; the client may try again.
    ForNow,
    /// The token was refused; the socket is closed.
    ForGood(SocketCloseReason),
}

impl AccessChecks {
    pub(super) fn of(args: &ClientArgs) -> Self {
        Self {
            sockets: args.sockets.clone(),
            tokens: args.tokens.clone(),
            company: Some(args.company.clone()),
            patience: args.settings.ask_timeout,
        }
    }

    /// Checks for a dashboard's socket, which belongs to no company.
    pub(super) fn of_board(args: &BoardClientArgs) -> Self {
        Self {
            sockets: args.sockets.clone(),
            tokens: args.tokens.clone(),
            company: None,
            patience: args.settings.ask_timeout,
        }
    }

    /// Takes a place in the registry: as unauthenticated, or for the pass that the upgrade came with.
    pub(super) async fn enter(self, admit: AdmitSocket, pass: Option<Pass>) -> Entry {
        let admitted = self.sockets.send(admit).timeout(self.patience).await;
        let permit = admitted.map_err(|_| SocketCloseReason::Lost)?.map_err(SocketCloseReason::Crowded)?;
        if let Some(pass) = &pass {
            self.prove(permit.socket(), pass).await?;
        }
        Ok((permit, pass))
    }

    /// Checks a token. Returns the pass that replaces the present one, or `None` if the token is not valid longer.
    pub(super) async fn examine(self, brought: Brought) -> Result<Option<Pass>, Refused> {
        let Brought { token, present, socket } = brought;
        let company = self.company.as_ref().ok_or(Refused::ForGood(SocketCloseReason::NotAllowed))?;
        let asked = self.tokens.admit(company, token.as_str());
        let answer = tokio::time::timeout(self.patience, asked).await.unwrap_or(Err(TokenRefusal::Unavailable));
        let pass = answer.and_then(|pass| newer(present.as_ref(), pass, company)).map_err(refused)?;
        if let Some(pass) = &pass {
            let socket = socket.ok_or(Refused::ForGood(SocketCloseReason::Lost))?;
            self.prove(socket, pass).await.map_err(Refused::ForGood)?;
        }
        Ok(pass)
    }

    /// Returns whether the link, dashboard session or key of a pass is known to be revoked. If that cannot be found out
    /// the pass stays valid.
    pub(super) async fn look_for_revocation(self, pass: Pass) -> bool {
        let answer = tokio::time::timeout(self.patience, self.tokens.still_counts(&pass)).await;
        answer.is_ok_and(|answer| answer == Err(TokenRefusal::Revoked))
    }

    async fn prove(&self, socket: SocketId, pass: &Pass) -> Result<(), SocketCloseReason> {
        let prove = ProveSocket { socket, company: self.company.clone(), principal: pass.principal.clone() };
        let proved = self.sockets.send(prove).timeout(self.patience).await;
        proved.map_err(|_| SocketCloseReason::Lost)?.map_err(SocketCloseReason::from)
    }
}

/// Place in the registry, with the pass it was taken for.
pub(super) type Entry = Result<(SocketPermit, Option<Pass>), SocketCloseReason>;

fn refused(refusal: TokenRefusal) -> Refused {
    SocketCloseReason::for_refused_token(refusal).map_or(Refused::ForNow, Refused::ForGood)
}
