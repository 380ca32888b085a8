//! Lines of companies, for whoever fetches or uploads files over them. Asked of a session that is running only: none is
//! started for a file.

use std::sync::Arc;

use actix::{Addr, Handler, ResponseFuture};
use async_trait::async_trait;
use linekeeper_domain::CompanyId;
use linekeeper_ports::{LinkMedia, MediaLines};

use super::actor::SessionSupervisor;
use super::messages::MediaLineOf;
use crate::session;

impl Handler<MediaLineOf> for SessionSupervisor {
    type Result = ResponseFuture<Option<Arc<dyn LinkMedia>>>;

    fn handle(&mut self, ask: MediaLineOf, _: &mut Self::Context) -> Self::Result {
        let answer = self.ask_running(&ask.company, session::MediaLine);
        Box::pin(async move { answer.await.ok().flatten() })
    }
}

/// [`MediaLines`] of the supervisor's sessions.
pub struct SupervisedLines(Addr<SessionSupervisor>);

impl SupervisedLines {
    /// Creates it over the supervisor.
    #[must_use]
    pub const fn of(supervisor: Addr<SessionSupervisor>) -> Self {
        Self(supervisor)
    }
}

#[async_trait]
impl MediaLines for SupervisedLines {
    async fn line_of(&self, company: &CompanyId) -> Option<Arc<dyn LinkMedia>> {
        // The supervisor bounds its question in time, and answers its own mailbox as long as it lives.
        self.0.send(MediaLineOf { company: company.clone() }).await.ok().flatten()
    }
}
