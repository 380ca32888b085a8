//! Admission at the gate: the request, the permit, and the return of the place.

use actix::fut::{ActorFutureExt, ActorStreamExt, WrapStream};
use actix::{AsyncContext, Context, SpawnHandle, WrapFuture};
use linekeeper_domain::gate::Urgency;
use linekeeper_domain::session::{Event, LinkNo};
use linekeeper_telemetry::metrics::Mailbox;
use tokio::sync::mpsc;

use super::actor::SessionActor;
use super::messages::ExitReason;
use crate::credentials::WorkNo;
use crate::gate::{AskAdmission, GateTold, Permit};

/// Progress of a slot's present link at the gate.
#[derive(Default)]
pub(super) enum Admission {
    /// No request and no permit.
    #[default]
    None,
    /// The gate was asked; the handle cancels the wait.
    Asked(LinkNo, SpawnHandle),
    /// The link may connect; the permit is held until it has.
    Held(LinkNo, Permit),
}

impl SessionActor {
    pub(super) fn ask_admission(
        &mut self,
        number: WorkNo,
        (link, urgency): (LinkNo, Urgency),
        ctx: &mut Context<Self>,
    ) {
        let Some(session) = self.slot_of(number).and_then(|slot| self.session.slot(slot)) else { return };
        let (told, answers) = mpsc::unbounded_channel();
        let ask = AskAdmission { urgency, correlation: session.correlation().clone(), told };
        let (gate, metrics) = (self.services.gate.clone(), self.services.metrics.clone());
        // Sent in this turn: of two slots the one that asks first is admitted first.
        let (queued, sent) = (metrics.queued(Mailbox::Gate), gate.send(ask));
        let asked = async move {
            let _queued = queued;
            sent.await
        };
        let asked = asked.into_actor(self).map(|asked, actor, ctx| {
            if asked.is_err() {
                // The gate is gone: the process is stopping.
                actor.leave(ExitReason::Abandoned, ctx);
            }
        });
        ctx.spawn(asked);
        let answers = futures::stream::unfold(answers, |mut answers| async { Some((answers.recv().await?, answers)) });
        let waiting = answers.into_actor(self).map(move |told, actor, ctx| actor.hear_gate(number, (link, told), ctx));
        let waiting = ctx.spawn(waiting.finish());
        if let Some(work) = self.work(number) {
            work.admission = Admission::Asked(link, waiting);
        }
    }

    /// Handles a message of the gate. For a link that is no longer wanted it changes nothing, and a permit is returned
    /// by its drop. (A future that is cancelled in a turn in which it is ready is still called.)
    pub(super) fn hear_gate(&mut self, number: WorkNo, (link, told): (LinkNo, GateTold), ctx: &mut Context<Self>) {
        let Some(work) = self.work(number) else { return };
        let awaited = matches!(work.admission, Admission::Asked(asked, _) if asked == link);
        match told {
            GateTold::Held(until) if awaited => self.take_in(number, Event::AdmissionRefused { link, until }, ctx),
            GateTold::Admitted(permit) if awaited => {
                let before = std::mem::replace(&mut work.admission, Admission::Held(link, permit));
                if let Admission::Asked(_, waiting) = before {
                    // It was the last message.
                    ctx.cancel_future(waiting);
                }
                self.take_in(number, Event::Admitted { link }, ctx);
            }
            GateTold::Held(_) | GateTold::Admitted(_) => {}
        }
    }

    /// Returns the permit with the outcome of the link, if this event has one.
    pub(super) fn settle_admission(&mut self, number: WorkNo, event: &Event) {
        let Some(outcome) = event.admission_outcome() else { return };
        let Some(work) = self.work(number) else { return };
        match std::mem::take(&mut work.admission) {
            Admission::Held(link, permit) if event.link() == Some(link) => permit.settle(outcome),
            other => work.admission = other,
        }
    }

    /// Drops the request or the permit of a link that will not be opened, or is closed before it connected.
    pub(super) fn cancel_admission(&mut self, number: WorkNo, link: LinkNo, ctx: &mut Context<Self>) {
        let Some(work) = self.work(number) else { return };
        match std::mem::take(&mut work.admission) {
            Admission::Asked(asked, handle) if asked == link => drop(ctx.cancel_future(handle)),
            Admission::Held(held, _permit) if held == link => {}
            other => work.admission = other,
        }
    }
}
