//! Admission at the gate: the request, the permit, and the return of the place.

use actix::fut::{ActorFutureExt, ActorStreamExt, WrapStream};
use actix::{AsyncContext, Context, SpawnHandle, WrapFuture};
use linekeeper_domain::gate::Urgency;
use linekeeper_domain::session::{Event, LinkNo};
use linekeeper_telemetry::metrics::Mailbox;
use tokio::sync::mpsc;

use super::actor::SessionActor;
use super::messages::ExitReason;
use crate::gate::{AskAdmission, GateTold, Permit};

/// Progress of the session's present link at the gate.
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
    pub(super) fn ask_admission(&mut self, link: LinkNo, urgency: Urgency, ctx: &mut Context<Self>) {
        let (told, answers) = mpsc::unbounded_channel();
        let ask = AskAdmission { urgency, correlation: self.session.correlation().clone(), told };
        let (gate, metrics) = (self.services.gate.clone(), self.services.metrics.clone());
        let asked = async move {
            let _queued = metrics.queued(Mailbox::Gate);
            gate.send(ask).await
        };
        let asked = asked.into_actor(self).map(|asked, actor, ctx| {
            if asked.is_err() {
                // The gate is gone: the process is stopping.
                actor.leave(ExitReason::Abandoned, ctx);
            }
        });
        ctx.spawn(asked);
        let answers = futures::stream::unfold(answers, |mut answers| async { Some((answers.recv().await?, answers)) });
        let waiting = answers.into_actor(self).map(move |told, actor, ctx| actor.hear_gate(link, told, ctx));
        self.admission = Admission::Asked(link, ctx.spawn(waiting.finish()));
    }

    /// Handles a message of the gate. For a link that is no longer wanted it changes nothing, and a permit is returned
    /// by its drop. (A future that is cancelled in a turn in which it is ready is still called.)
    pub(super) fn hear_gate(&mut self, link: LinkNo, told: GateTold, ctx: &mut Context<Self>) {
        let awaited = matches!(self.admission, Admission::Asked(asked, _) if asked == link);
        match told {
            GateTold::Held(until) if awaited => self.take(Event::AdmissionRefused { link, until }, ctx),
            GateTold::Admitted(permit) if awaited => {
                let before = std::mem::replace(&mut self.admission, Admission::Held(link, permit));
                if let Admission::Asked(_, waiting) = before {
                    // It was the last message.
                    ctx.cancel_future(waiting);
                }
                self.take(Event::Admitted { link }, ctx);
            }
            GateTold::Held(_) | GateTold::Admitted(_) => {}
        }
    }

    /// Returns the permit with the outcome of the link, if this event has one.
    pub(super) fn settle_admission(&mut self, event: &Event) {
        let Some(outcome) = event.admission_outcome() else { return };
        match std::mem::take(&mut self.admission) {
            Admission::Held(link, permit) if event.link() == Some(link) => permit.settle(outcome),
            other => self.admission = other,
        }
    }

    /// Drops the request or the permit of a link that will not be opened, or is closed before it connected.
    pub(super) fn cancel_admission(&mut self, link: LinkNo, ctx: &mut Context<Self>) {
        match std::mem::take(&mut self.admission) {
            Admission::Asked(asked, handle) if asked == link => drop(ctx.cancel_future(handle)),
            Admission::Held(held, _permit) if held == link => {}
            other => self.admission = other,
        }
    }
}
