//! Message handlers of the gate.

use actix::{AsyncContext, Context, Handler};
use linekeeper_domain::gate::GateEvent;

use super::actor::{Asker, GateActor};
use super::messages::{AskAdmission, GateStatus, GateStatusOf, WaitNoMore};
use super::permit::LeaveGate;

impl Handler<AskAdmission> for GateActor {
    type Result = ();

    fn handle(&mut self, ask: AskAdmission, ctx: &mut Context<Self>) {
        let AskAdmission { urgency, correlation, told } = ask;
        let ticket = self.next_ticket(Asker { told: told.clone(), correlation, since: self.now() });
        let gate = ctx.address();
        // A task of its own, because actix polls an actor's spawned futures at each of its events, and thousands may
        // wait.
        actix::spawn(async move {
            told.closed().await;
            gate.do_send(WaitNoMore(ticket));
        });
        self.take(GateEvent::Asked(ticket, urgency), ctx);
    }
}

impl Handler<WaitNoMore> for GateActor {
    type Result = ();

    fn handle(&mut self, WaitNoMore(ticket): WaitNoMore, ctx: &mut Context<Self>) {
        self.give_up(ticket, ctx);
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
