//! Actions that concern both slots: the promotion of the new device, and the log-out of the one it replaces.

use std::time::Duration;

use actix::{AsyncContext, Context, WrapFuture, fut::ActorFutureExt};
use linekeeper_domain::session::{CompanyEffect, Input, NumberChange, Slot};
use linekeeper_ports::{CloseMode, Promoted, PromotionOrder, SlotFences, StoreError};
use tracing::{info, warn};

use super::actor::SessionActor;
use super::old_devices::{by_own_connection, forgets};
use super::serial_tasks::SerialTask;
use crate::credentials::{HoldCalls, PromoteDevice};
use crate::failures::log_failure;

impl SessionActor {
    pub(super) fn carry_out_for_both(&mut self, effect: CompanyEffect, ctx: &mut Context<Self>) {
        match effect {
            CompanyEffect::Promote(change) => {
                if let Some(line) = self.work_in(Slot::Current, ctx) {
                    self.queue(line, SerialTask::Promote(change), ctx);
                }
            }
            CompanyEffect::ArmNext(after) => {
                let due = ctx.run_later(after, |actor, ctx| actor.take(Input::NextDue, ctx));
                if let Some(before) = self.next_due.replace(due) {
                    ctx.cancel_future(before);
                }
            }
            CompanyEffect::Swap { log_out } => self.swap(log_out, ctx),
            CompanyEffect::LogOutOld { device } => self.log_out_old(device, ctx),
            CompanyEffect::ArmOld(after) => self.arm_old(after, ctx),
            CompanyEffect::Again(event) => self.take(Input::Asked(event), ctx),
        }
    }

    /// The work of a promotion. It is a serial task of the line, so that it begins under the line's last fence. The calls
    /// of the old link are held from before, so that none is refused while its connection stands: it is needed for the
    /// log-out. What it receives meanwhile is not acknowledged.
    pub(super) fn promotion(
        &self,
        change: NumberChange,
    ) -> Option<impl Future<Output = Result<Promoted, StoreError>> + use<>> {
        let (line, next) = (self.line.as_ref()?, self.next.as_ref()?);
        let order = PromoteDevice {
            next: self.services.next.clone(),
            current: self.services.store.clone(),
            order: PromotionOrder {
                company: self.args.company.clone(),
                held: SlotFences { current: line.fence, next: next.fence },
                entry: self.args.journal.number_change(&self.args.company, change),
            },
        };
        let (line, next) = (line.credentials.clone(), next.credentials.clone());
        Some(async move {
            line.ask(HoldCalls { held: true }).await?;
            let promoted = next.ask(order).await;
            if promoted.is_err() {
                line.ask(HoldCalls { held: false }).await?;
            }
            promoted
        })
    }

    /// Feeds the answer of a promotion to the machine.
    pub(super) fn promoted(&mut self, promoted: Result<Promoted, StoreError>, ctx: &mut Context<Self>) {
        let input = match promoted {
            Ok(Promoted { fence, old }) => {
                if let Some(next) = self.next.as_deref_mut() {
                    next.fence = fence;
                }
                Input::Promoted { old }
            }
            Err(error) => {
                log_failure(&self.args.company, "promote the new device of", &error);
                Input::PromotionFailed(error.failure)
            }
        };
        self.take(input, ctx);
    }

    /// The next slot's work is the line's from now on. The link that was the line's is closed; its other tasks concern
    /// rows that are another device's by now.
    fn swap(&mut self, log_out: Option<i64>, ctx: &mut Context<Self>) {
        let Some(next) = self.next.take() else { return };
        let Some(mut old) = self.line.replace(*next) else { return };
        old.disarm_all(ctx);
        old.tasks.retain(|task| matches!(task, SerialTask::Close(..)));
        let company = self.args.company.clone();
        info!(company.id = %company, "another phone is the line of company {company}");
        let number = old.number;
        let link = old.link.take();
        self.retiring.push(old);
        match (link, log_out) {
            (Some((_, link)), Some(device)) => self.queue(number, SerialTask::LogOut(link, device), ctx),
            (Some((_, link)), None) => self.queue(number, SerialTask::Close(link, CloseMode::Disconnect), ctx),
            // It has no connection to be logged out over.
            (None, Some(device)) => self.log_out_old(device, ctx),
            (None, None) => self.retire_work(number),
        }
    }

    /// Logs an old device out by a connection of its own.
    fn log_out_old(&mut self, device: i64, ctx: &mut Context<Self>) {
        let services = self.services.clone();
        let (company, correlation) = (self.args.company.clone(), self.session.line().correlation().clone());
        let work = async move {
            let by_whom = (&company, device);
            by_own_connection(&services, by_whom, correlation).await && forgets(&services, by_whom).await
        };
        ctx.spawn(work.into_actor(self).map(move |done, actor, ctx| actor.old_logged_out(device, done, ctx)));
    }

    pub(super) fn old_logged_out(&mut self, device: i64, done: bool, ctx: &mut Context<Self>) {
        let company = &self.args.company;
        if done {
            info!(company.id = %company, "the replaced device of company {company} is logged out");
        } else {
            warn!(company.id = %company, "the replaced device of company {company} could not be logged out; it is tried again");
        }
        self.take(Input::OldLoggedOut { device, done }, ctx);
    }

    fn arm_old(&mut self, after: Duration, ctx: &mut Context<Self>) {
        let due = ctx.run_later(after, |actor, ctx| actor.take(Input::OldDue, ctx));
        if let Some(before) = self.old_due.replace(due) {
            ctx.cancel_future(before);
        }
    }
}
