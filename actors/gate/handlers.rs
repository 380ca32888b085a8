//! The gate's handlers.

use actix::{Context, Handler, ResponseFuture};
use linekeeper_domain::Timestamp;
use linekeeper_domain::gate::GateEvent;
use tokio::sync::oneshot;

use super::actor::{Asker, GateActor};
use super::messages::{AskAdmission, GateStatus, GateStatusOf, LeaveGate};
use super::permit::Permit;

impl Handler<AskAdmission> for GateActor {
    type Result = ResponseFuture<Result<Permit, Timestamp>>;

    fn handle(&mut self, ask: AskAdmission, ctx: &mut Context<Self>) -> Self::Result {
        let (answer, answered) = oneshot::channel();
        let ticket = self.next_ticket(Asker { answer, correlation: ask.correlation, since: self.now() });
        self.take(GateEvent::Asked(ticket, ask.urgency), ctx);
        // The gate keeps the other end until it answers; without it the process is ending.
        Box::pin(async move { answered.await.unwrap_or(Err(Timestamp::MAX_UTC)) })
    }
}

impl Handler<LeaveGate> for GateActor {
    type Result = ();

    fn handle(&mut self, leave: LeaveGate, ctx: &mut Context<Self>) {
        self.take(GateEvent::Left(leave.ticket, leave.outcome), ctx);
    }
}

impl Handler<GateStatusOf> for GateActor {
    type Result = GateStatus;

    fn handle(&mut self, _: GateStatusOf, _: &mut Context<Self>) -> GateStatus {
        self.status()
    }
}
