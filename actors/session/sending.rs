//! What a session does to send: it carries out the steps of [`Sending`] with the outbox and the link of its line, one
//! step of each kind at a time. Nothing is begun before the line is connected for the first time.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

use actix::{AsyncContext, Context, Handler, MessageResult, SpawnHandle, WrapFuture, fut::ActorFutureExt};
use futures::FutureExt as _;
use linekeeper_domain::messages::{Marking, NotWritten, SendReport, SendStep, Sending};
use linekeeper_domain::session::{LinkNo, StateName};
use linekeeper_domain::{Moment, StoreFailure, Timestamp};
use linekeeper_ports::{
    LineMessages, LinkMedia, Marked, NextOutgoing, NextSelect, Outbox, OutgoingMessage, SendChange, StoreError,
};

use super::actor::SessionActor;
use super::attaching::{Attaching, with_file};
use super::messages::{LineOf, OrdersWait, SendingNow, SendingOf};
use crate::credentials::WorkNo;
use crate::failures::log_failure;

/// Most chats of each kind that are read at once, and least: a line of the usual pace does not send more in a minute.
const MOST_READ: u32 = 100;
const LEAST_READ: u32 = 8;

/// What a session sends with.
pub(super) struct SendingWork {
    machine: Sending,
    /// What was read and is not marked yet, by its place, with the time at which it was ordered.
    read: HashMap<i64, (OutgoingMessage, Timestamp)>,
    /// The message that is marked, or about to be.
    marked: Option<(OutgoingMessage, Timestamp)>,
    /// Connection over which it sends.
    over: Option<Connection>,
    due: Option<SpawnHandle>,
}

struct Connection {
    link: (WorkNo, LinkNo),
    messages: Arc<dyn LineMessages>,
    media: Option<Arc<dyn LinkMedia>>,
}

impl SessionActor {
    /// Begins to send when the line is connected, and stops when it is not, or over another link.
    pub(super) fn follow_line(&mut self, ctx: &mut Context<Self>) {
        if self.services.outbox.is_none() {
            return;
        }
        let before = self.sending.as_ref().and_then(|work| work.over.as_ref()).map(|over| over.link);
        let now = self.connected_link();
        if before == now {
            return;
        }
        let open = self.line.as_ref().and_then(|line| line.link.as_ref());
        let over =
            now.zip(open).map(|(link, (_, open))| Connection { link, messages: open.messages(), media: open.media() });
        let (rule, beginning) = (self.services.settings.pace, self.services.clock.monotonic());
        let work = self.sending.get_or_insert_with(|| {
            let machine = Sending::new(rule, beginning);
            Box::new(SendingWork { machine, read: HashMap::new(), marked: None, over: None, due: None })
        });
        if before.is_some() {
            work.machine.disconnected();
            work.read.clear();
        }
        if over.is_some() {
            work.machine.connected();
        }
        work.over = over;
        self.send_on(ctx);
    }

    /// The link over which the line is connected.
    fn connected_link(&self) -> Option<(WorkNo, LinkNo)> {
        let line = self.line.as_ref()?;
        let (link, _) = line.link.as_ref()?;
        (self.session.line().state().name() == StateName::Connected).then_some((line.number, *link))
    }

    /// Takes what was answered to messages that were sent.
    pub(super) fn sends_answered(&mut self, reports: Vec<SendReport>, ctx: &mut Context<Self>) {
        self.of_sending(ctx, |work, moment| work.machine.learned(reports, moment));
    }

    /// Records what was learned and is not recorded yet, though the session ends.
    pub(super) fn keep_what_was_learned(&mut self) {
        let (Some(outbox), Some(mut work)) = (self.services.outbox.clone(), self.sending.take()) else { return };
        let reports = work.machine.take_learned();
        if !reports.is_empty() {
            let company = self.args.company.clone();
            actix_rt::spawn(async move {
                if let Err(error) = outbox.record_sends(&company, reports).await {
                    log_failure(&company, "record what was sent of", &error);
                }
            });
        }
    }

    fn moment(&mut self) -> Moment {
        let chance = self.args.chance.roll();
        let clock = &self.services.clock;
        Moment { now: clock.now(), monotonic: clock.monotonic(), chance }
    }

    /// Tells the machine something, and does what follows.
    fn of_sending(&mut self, ctx: &mut Context<Self>, tell: impl FnOnce(&mut SendingWork, &Moment)) {
        let moment = self.moment();
        if let Some(work) = self.sending.as_deref_mut() {
            tell(work, &moment);
            self.send_on(ctx);
        }
    }

    /// Carries out what is to be done now, and sets the timer for what is later.
    fn send_on(&mut self, ctx: &mut Context<Self>) {
        let Some(outbox) = self.services.outbox.clone() else { return };
        loop {
            let moment = self.moment();
            let Some(work) = self.sending.as_deref_mut() else { return };
            match work.machine.next_step(&moment) {
                Some(step) => self.carry_out_send(step, &outbox, ctx),
                None => return self.set_due(&moment, ctx),
            }
        }
    }

    fn set_due(&mut self, moment: &Moment, ctx: &mut Context<Self>) {
        let Some(work) = self.sending.as_deref_mut() else { return };
        if let Some(due) = work.due.take() {
            ctx.cancel_future(due);
        }
        let Some(time) = work.machine.wakes_at(moment) else { return };
        // What is due already would have been done: only a clock that went back can say so.
        let wait = time.since(moment.monotonic).max(Duration::from_millis(1));
        work.due = Some(ctx.run_later(wait, |actor, ctx| actor.send_on(ctx)));
    }

    fn carry_out_send(&mut self, step: SendStep, outbox: &Arc<dyn Outbox>, ctx: &mut Context<Self>) {
        let (outbox, company) = (Arc::clone(outbox), self.args.company.clone());
        let Some(fence) = self.line.as_ref().map(|line| line.fence) else { return };
        match step {
            SendStep::Read { under_way } => {
                let limit = self.services.settings.pace.burst.clamp(LEAST_READ, MOST_READ);
                let read = async move { outbox.next_to_send(&company, fence, NextSelect { under_way, limit }).await };
                ctx.spawn(read.into_actor(self).map(Self::take_read));
            }
            SendStep::Mark { seq } => {
                if let Some(work) = self.sending.as_deref_mut() {
                    work.marked = work.read.remove(&seq);
                }
                let mark = async move { outbox.mark_sending(&company, fence, seq).await };
                ctx.spawn(mark.into_actor(self).map(Self::take_mark));
            }
            SendStep::Write { .. } => self.write(ctx),
            SendStep::Record(reports) => {
                // A task of its own: what was learned is recorded even if the session ends meanwhile.
                let record = actix_rt::spawn(async move { outbox.record_sends(&company, reports).await });
                ctx.spawn(record.into_actor(self).map(|recorded, actor, ctx| {
                    let lost = StoreError::new(StoreFailure::UnknownOutcome, "the task was cancelled");
                    actor.take_recorded(recorded.unwrap_or(Err(lost)), ctx);
                }));
            }
        }
    }

    fn take_read(read: Result<Vec<NextOutgoing>, StoreError>, actor: &mut Self, ctx: &mut Context<Self>) {
        let read = actor.unless_failed("read what waits to be sent of", read);
        actor.of_sending(ctx, |work, moment| {
            let heads = read.map(|read| {
                let heads = read.iter().map(NextOutgoing::head).collect();
                work.read = read.into_iter().filter_map(readable).collect();
                heads
            });
            work.machine.read(heads, moment);
        });
    }

    fn take_mark(marked: Result<Marked, StoreError>, actor: &mut Self, ctx: &mut Context<Self>) {
        let marking = match actor.unless_failed("mark what is sent of", marked) {
            Some(Marked::Write { .. }) => Marking::Write,
            Some(Marked::Not) => Marking::Not,
            None => Marking::Failed,
        };
        actor.of_sending(ctx, |work, moment| work.machine.marked(marking, moment));
    }

    fn write(&mut self, ctx: &mut Context<Self>) {
        let (now, files) = (self.services.clock.now(), self.services.media.clone());
        let company = self.args.company.clone();
        let Some(work) = self.sending.as_deref_mut() else { return };
        let (over, marked) = (work.over.as_ref(), work.marked.take());
        let written = match over.zip(marked) {
            Some((over, (message, ordered_at))) => {
                self.services.metrics.send_waited((now - ordered_at).to_std().unwrap_or_default());
                let messages = Arc::clone(&over.messages);
                let attaching = Attaching { company, files, line: over.media.clone() };
                async move {
                    let message = with_file(message, attaching).await?;
                    messages.send(message).await
                }
                .boxed_local()
            }
            None => std::future::ready(Err(NotWritten::LineDown)).boxed_local(),
        };
        ctx.spawn(written.into_actor(self).map(|written, actor, ctx| {
            actor.of_sending(ctx, |work, moment| work.machine.written(written, moment));
        }));
    }

    fn take_recorded(&mut self, recorded: Result<Vec<SendChange>, StoreError>, ctx: &mut Context<Self>) {
        let changes = self.unless_failed("record what was sent of", recorded);
        for change in changes.iter().flatten() {
            self.services.metrics.message_sent(change.to.status, change.to.reason);
        }
        self.of_sending(ctx, |work, moment| work.machine.recorded(changes.is_some(), moment));
    }

    fn unless_failed<T>(&self, what: &str, answer: Result<T, StoreError>) -> Option<T> {
        answer.inspect_err(|error| log_failure(&self.args.company, what, error)).ok()
    }
}

/// What is needed to write a message; `None` for one whose order cannot be read.
fn readable(next: NextOutgoing) -> Option<(i64, (OutgoingMessage, Timestamp))> {
    let message = next.message;
    let order = message.order.ok()?;
    Some((message.seq, (OutgoingMessage { id: message.whatsapp_id, order, file: None }, message.queued_at)))
}

impl Handler<OrdersWait> for SessionActor {
    type Result = ();

    fn handle(&mut self, _: OrdersWait, ctx: &mut Self::Context) {
        self.of_sending(ctx, |work, _| work.machine.ordered());
    }
}

impl Handler<LineOf> for SessionActor {
    type Result = MessageResult<LineOf>;

    fn handle(&mut self, _: LineOf, _: &mut Self::Context) -> Self::Result {
        let over = self.sending.as_ref().and_then(|work| work.over.as_ref());
        MessageResult(over.map(|over| Arc::clone(&over.messages)))
    }
}

impl Handler<SendingOf> for SessionActor {
    type Result = MessageResult<SendingOf>;

    fn handle(&mut self, _: SendingOf, _: &mut Self::Context) -> Self::Result {
        let moment = self.moment();
        let held = self.sending.as_ref().and_then(|work| work.machine.held_until(moment.monotonic));
        let held_until = held.map(|until| moment.after(until.since(moment.monotonic)));
        MessageResult(SendingNow { held_until })
    }
}
