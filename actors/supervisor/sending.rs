//! What is asked of a company's line about messages. No session is started for it: one that is not there is not connected.

use std::sync::Arc;

use actix::{Handler, ResponseFuture};
use linekeeper_ports::LineMessages;

use super::actor::SessionSupervisor;
use super::messages::{LineOf, OrdersWait, SendingOf};
use crate::session::{self, SendingNow};

impl Handler<OrdersWait> for SessionSupervisor {
    type Result = ();

    fn handle(&mut self, waits: OrdersWait, _: &mut Self::Context) {
        let session = self.entries.get(&waits.company).and_then(|entry| entry.session());
        if let Some(session) = session {
            session.do_send(session::OrdersWait);
        }
    }
}

impl Handler<LineOf> for SessionSupervisor {
    type Result = ResponseFuture<Option<Arc<dyn LineMessages>>>;

    fn handle(&mut self, ask: LineOf, _: &mut Self::Context) -> Self::Result {
        let answer = self.ask_running(&ask.company, session::LineOf);
        // A session that does not answer is not connected, as far as the caller is concerned.
        Box::pin(async move { answer.await.ok().flatten() })
    }
}

impl Handler<SendingOf> for SessionSupervisor {
    type Result = ResponseFuture<SendingNow>;

    fn handle(&mut self, ask: SendingOf, _: &mut Self::Context) -> Self::Result {
        let answer = self.ask_running(&ask.company, session::SendingOf);
        Box::pin(async move { answer.await.unwrap_or_default() })
    }
}
