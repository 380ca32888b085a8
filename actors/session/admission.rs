//! The way through the gate: asking, being let through, giving the place back.

use actix::{AsyncContext, Context, SpawnHandle, WrapFuture, fut::ActorFutureExt};
use linekeeper_domain::gate::Urgency;
use linekeeper_domain::session::{Event, LinkNo};
use linekeeper_telemetry::metrics::Mailbox;

use super::actor::SessionActor;
use super::messages::ExitReason;
use crate::gate::{AskAdmission, Permit};

/// How far the session's present link has come at the gate.
#[derive(Default)]
pub(super) enum Admission {
    /// Nothing is asked or held.
    #[default]
    None,
    /// The gate was asked.
    Asked(LinkNo, SpawnHandle),
    /// The link may connect; the place is held until it has.
    Held(LinkNo, Permit),
}

impl SessionActor {
    pub(super) fn ask_admission(&mut self, link: LinkNo, urgency: Urgency, ctx: &mut Context<Self>) {
        let ask = AskAdmission { urgency, correlation: self.session.correlation().clone() };
        let (gate, metrics) = (self.world.gate.clone(), self.world.metrics.clone());
        let asked = async move {
            let _queued = metrics.queued(Mailbox::Gate);
            gate.send(ask).await
        };
        let handle = ctx.spawn(asked.into_actor(self).map(move |answer, actor, ctx| match answer {
            Ok(Ok(permit)) => actor.admitted(link, permit, ctx),
            Ok(Err(until)) => actor.take(Event::AdmissionRefused { link, until }, ctx),
            // Without its gate the process is on its way out.
            Err(_) => actor.leave(ExitReason::Abandoned, ctx),
        }));
        self.admission = Admission::Asked(link, handle);
    }

    fn admitted(&mut self, link: LinkNo, permit: Permit, ctx: &mut Context<Self>) {
        self.admission = Admission::Held(link, permit);
        self.take(Event::Admitted { link }, ctx);
    }

    /// Tells the gate what became of the link, if this event tells.
    pub(super) fn settle_admission(&mut self, event: &Event) {
        let Some(outcome) = event.admission_outcome() else { return };
        match std::mem::take(&mut self.admission) {
            Admission::Held(link, permit) if event.link() == Some(link) => permit.settle(outcome),
            other => self.admission = other,
        }
    }

    /// The link will not be opened, or is closed before it connected.
    pub(super) fn give_admission_up(&mut self, link: LinkNo, ctx: &mut Context<Self>) {
        match std::mem::take(&mut self.admission) {
            Admission::Asked(asked, handle) if asked == link => drop(ctx.cancel_future(handle)),
            Admission::Held(held, _permit) if held == link => {}
            other => self.admission = other,
        }
    }
}
