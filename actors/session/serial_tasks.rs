//! Serial tasks: effects that take time and must not overlap, such as reading and wiping credentials, closing a link
//! that uses them, opening one that will. They run one at a time, in the order in which the machine asked for them, so
//! a wipe begins only when the link before it is closed, and a link opens only when the fence it writes under is known.
//! Each slot has its own: what one waits for does not hold the other up.

use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;

use super::actor::SessionActor;
use super::admission::Admission;
use super::messages::ExitReason;
use super::old_devices::forgets;
use super::store_tasks::{
    Done, PairingStart, empty_unread, failed, forget_disconnect, keep_disconnect, lift_wait, load, load_next, park,
    prepare, set_aside, wipe_all,
};
use crate::credentials::{FencedCredentials, PrepareCredentials, WorkNo};
use actix::{AsyncContext, Context, ContextFutureSpawner, WrapFuture, fut::ActorFutureExt};
use futures::StreamExt;
use linekeeper_domain::messages::SendReport;
use linekeeper_domain::session::{Event, Input, LinkNo, NumberChange, Parked, Slot, WipeNo, WipeOrder};
use linekeeper_domain::{CountedFor, LinkEndReason, Phone};
use linekeeper_ports::{ChangeLeft, CloseMode, Link, LinkEvent, LinkOrder, LinkPurpose};
use tokio::sync::mpsc;

/// Most events of a link that wait for its session; when the channel is full the link waits.
const LINK_EVENTS: usize = 64;

/// Serial task.
pub(super) enum SerialTask {
    Load,
    Prepare {
        start: PairingStart,
        phone: Option<Phone>,
        ask: Option<CountedFor>,
    },
    Wipe(WipeNo, WipeOrder),
    Park(Parked),
    KeepDisconnect,
    ForgetDisconnect,
    LiftWait,
    Close(Box<dyn Link>, CloseMode),
    /// Makes the device of the next slot the current one, and notes the change of the number.
    Promote(NumberChange),
    /// Logs a replaced device out over its own link.
    LogOut(Box<dyn Link>, i64),
    Open {
        link: LinkNo,
        login: bool,
    },
    /// The last task: those queued before it are done, those after it are not.
    Leave(ExitReason),
}

type Work = Pin<Box<dyn Future<Output = Done>>>;

impl SessionActor {
    /// Loads what is stored before the first message is handled: until then no request could be answered truthfully.
    /// One bounded call; one or two more where a change of the phone was left.
    pub(super) fn load_before_anything_else(&mut self, ctx: &mut Context<Self>) {
        let Some(number) = self.work_in(Slot::Current, ctx) else { return };
        let Some(work) = self.work_for(number, SerialTask::Load) else { return };
        // The actor handles nothing while it waits, so the kill token must be checked here.
        let killed = self.args.kill.clone();
        let load = async move { killed.run_until_cancelled(work).await };
        load.into_actor(self)
            .map(move |done, actor, ctx| match done {
                Some(done) => actor.finish(number, done, ctx),
                None => actor.leave(ExitReason::Frozen, ctx),
            })
            .wait(ctx);
    }

    pub(super) fn queue(&mut self, number: WorkNo, task: SerialTask, ctx: &mut Context<Self>) {
        // A session that leaves begins nothing new.
        if self.leaving && !matches!(task, SerialTask::Close(..)) {
            return;
        }
        if let Some(work) = self.work(number) {
            work.tasks.push_back(task);
        }
        self.next_task(number, ctx);
    }

    fn next_task(&mut self, number: WorkNo, ctx: &mut Context<Self>) {
        while let Some(work) = self.work(number)
            && !work.task_running
            && let Some(task) = work.tasks.pop_front()
        {
            match task {
                SerialTask::Open { link, login } => self.open(number, (link, login), ctx),
                SerialTask::Leave(reason) => {
                    work.tasks.clear();
                    self.leave_after_both(reason, ctx);
                }
                SerialTask::Load
                | SerialTask::Prepare { .. }
                | SerialTask::Wipe(..)
                | SerialTask::Park(_)
                | SerialTask::KeepDisconnect
                | SerialTask::ForgetDisconnect
                | SerialTask::LiftWait
                | SerialTask::Promote(_)
                | SerialTask::Close(..)
                | SerialTask::LogOut(..) => self.run(number, task, ctx),
            }
        }
        self.retire_work(number);
    }

    fn run(&mut self, number: WorkNo, task: SerialTask, ctx: &mut Context<Self>) {
        let Some(work) = self.work_for(number, task) else { return };
        if let Some(slot) = self.work(number) {
            slot.task_running = true;
        }
        let done = work.into_actor(self).map(move |done, actor, ctx| {
            if let Some(slot) = actor.work(number) {
                slot.task_running = false;
            }
            actor.finish(number, done, ctx);
            actor.next_task(number, ctx);
        });
        ctx.spawn(done);
    }

    /// Completes what is under way (for example a reset), closes the links and leaves. No pairing and no link begins.
    pub(super) fn finish_and_leave(&mut self, reason: ExitReason, ctx: &mut Context<Self>) {
        self.leaving = true;
        for work in self.line.iter_mut().chain(self.next.as_deref_mut()) {
            work.tasks.retain(|task| {
                !matches!(task, SerialTask::Prepare { .. } | SerialTask::Open { .. } | SerialTask::Promote(_))
            });
            work.admission = Admission::None;
            if let Some((_, link)) = work.link.take() {
                work.tasks.push_back(SerialTask::Close(link, CloseMode::Disconnect));
            }
            work.tasks.push_back(SerialTask::Leave(reason));
        }
        self.follow_line(ctx);
        let numbers: Vec<_> = self.works().map(|work| work.number).collect();
        for number in numbers {
            self.next_task(number, ctx);
        }
    }

    /// Leaves when both slots have come to their last task.
    fn leave_after_both(&mut self, reason: ExitReason, ctx: &mut Context<Self>) {
        if self.works().all(|work| work.is_done()) {
            self.leave(reason, ctx);
        }
    }

    /// Drops the work of a replaced device once its link is closed.
    pub(super) fn retire_work(&mut self, number: WorkNo) {
        self.retiring.retain(|work| work.number != number || !work.is_done());
    }

    /// Start of the pairing of this link.
    pub(super) fn start_of(&mut self, number: WorkNo, link: LinkNo) -> Option<PairingStart> {
        let work = self.work(number)?;
        let known = work.pairing_start.take().filter(|start| start.link == link);
        Some(work.pairing_start.insert(known.unwrap_or_else(|| PairingStart::of(link))).clone())
    }

    fn finish(&mut self, number: WorkNo, done: Done, ctx: &mut Context<Self>) {
        if let Some(fence) = done.fence
            && let Some(work) = self.work(number)
        {
            work.fence = fence;
        }
        if let Some(work) = self.work(number) {
            work.is_logged_out |= done.is_logged_out;
        }
        if let Some((device, logged_out)) = done.old_logged_out {
            self.old_logged_out(device, logged_out, ctx);
        }
        if !done.set_aside.is_empty() {
            self.take(Input::SetAside { old: done.set_aside }, ctx);
        }
        if let Some(promoted) = done.promoted {
            self.promoted(promoted, ctx);
        }
        let Some(event) = done.event else { return };
        // Only once in a life: from then on the next slot is this session's own.
        let is_first = matches!(event, Event::Loaded(_)) && !std::mem::replace(&mut self.next_is_known, true);
        if is_first && done.change_left != ChangeLeft::NOTHING {
            return self.load_change(number, (event, done.change_left.in_next), ctx);
        }
        self.settle_admission(number, &event);
        // No pairing goes on in a session that leaves: its code is given back.
        let permit = done.permit.filter(|_| !self.leaving);
        self.take_with_permit(number, (event, permit), ctx);
    }

    /// Reads what is left of a change of the phone, before the machine learns of the line: the new device is tried
    /// first. If it cannot be read, the line is not read either.
    fn load_change(&mut self, line: WorkNo, (loaded, in_next): (Event, bool), ctx: &mut Context<Self>) {
        let Some(number) = self.work_in(Slot::Next, ctx) else { return };
        let Some(credentials) = self.work(number).map(|work| work.credentials.clone()) else { return };
        let (store, company) = (self.services.next.clone(), self.args.company.clone());
        let killed = self.args.kill.clone();
        let read = async move {
            let read = load_next(store.as_ref(), &credentials, &company, in_next);
            killed.run_until_cancelled(read).await
        };
        let read = read.into_actor(self).map(move |read, actor, ctx| {
            let Some(mut next) = read else { return actor.leave(ExitReason::Frozen, ctx) };
            if let Some(Event::LoadFailed(failure)) = next.event {
                (actor.next, actor.next_is_known) = (None, false);
                return actor.take_in(line, Event::LoadFailed(failure), ctx);
            }
            let old = std::mem::take(&mut next.set_aside);
            actor.take(Input::Found { old, in_next }, ctx);
            actor.finish(number, next, ctx);
            actor.take_in(line, loaded, ctx);
        });
        read.wait(ctx);
    }

    fn work_for(&mut self, number: WorkNo, task: SerialTask) -> Option<Work> {
        let credentials = self.work(number)?.credentials.clone();
        let company = self.args.company.to_string();
        Some(match task {
            SerialTask::Load if self.slot_of(number) == Some(Slot::Next) => {
                let (next, of) = (self.services.next.clone(), self.args.company.clone());
                // What a call with an unknown outcome has done is known afterwards.
                Box::pin(async move { load_next(next.as_ref(), &credentials, &of, true).await })
            }
            SerialTask::Load => Box::pin(async move { load(&credentials, &company).await }),
            SerialTask::Wipe(wipe, order @ (WipeOrder::Person | WipeOrder::UnpreparedPairing))
                if self.keeps_device(number) =>
            {
                let next = self.services.next.clone();
                Box::pin(async move { set_aside(&credentials, next, (wipe, order), &company).await })
            }
            SerialTask::Wipe(wipe, order) => {
                // What a person removes before it was read must not come alive in the next life.
                let unread = order == WipeOrder::Person && !self.next_is_known;
                let next = unread.then(|| (self.services.next.clone(), self.args.company.clone()));
                Box::pin(async move {
                    let kept = match next {
                        Some((store, of)) => empty_unread(store.as_ref(), &of).await,
                        None => Ok(None),
                    };
                    match kept {
                        Ok(kept) => Done {
                            set_aside: kept.into_iter().collect(),
                            ..wipe_all(&credentials, wipe, order, &company).await
                        },
                        Err(error) => failed("empty the next slot of", &company, &error, |failure| {
                            Event::WipeFailed(wipe, failure)
                        }),
                    }
                })
            }
            SerialTask::Park(parked) => Box::pin(async move { park(&credentials, parked, &company).await }),
            SerialTask::KeepDisconnect => Box::pin(async move { keep_disconnect(&credentials, &company).await }),
            SerialTask::ForgetDisconnect => Box::pin(async move { forget_disconnect(&credentials, &company).await }),
            SerialTask::LiftWait => Box::pin(async move { lift_wait(&credentials, &company).await }),
            SerialTask::Close(link, mode) => Box::pin(async move {
                let is_logged_out = link.close(mode).await && mode == CloseMode::LogOut;
                Done { is_logged_out, ..Done::default() }
            }),
            SerialTask::Promote(change) => {
                let promotion = self.promotion(change)?;
                Box::pin(async move { Done { promoted: Some(promotion.await), ..Done::default() } })
            }
            SerialTask::LogOut(link, device) => {
                let (services, of) = (self.services.clone(), self.args.company.clone());
                Box::pin(async move {
                    let done = link.close(CloseMode::LogOut).await && forgets(&services, (&of, device)).await;
                    Done { old_logged_out: Some((device, done)), ..Done::default() }
                })
            }
            SerialTask::Prepare { start, phone, ask } => {
                let (at, metrics) = (self.services.clock.now(), self.services.metrics.clone());
                let ask = ask.map(|counted_for| (at, counted_for));
                let order = PrepareCredentials { phone, ask, dial: start.dial.clone() };
                Box::pin(async move { prepare(&credentials, start, order, (&company, &metrics)).await })
            }
            SerialTask::Open { .. } | SerialTask::Leave(_) => return None,
        })
    }

    /// Whether the device that is in this slot, if it is linked, still has to be logged out after it is given up.
    fn keeps_device(&mut self, number: WorkNo) -> bool {
        self.slot_of(number) == Some(Slot::Next) && self.work(number).is_some_and(|work| !work.is_logged_out)
    }

    /// Opens a link, unless the machine has moved on since it asked for one.
    fn open(&mut self, number: WorkNo, (link, login): (LinkNo, bool), ctx: &mut Context<Self>) {
        let Some(slot) = self.slot_of(number) else { return };
        if self.session.current_link(slot) != Some(link) {
            return;
        }
        let start = if login { None } else { self.start_of(number, link) };
        let (patience, timeout) = (self.services.settings.outage_patience, self.services.settings.ask_timeout);
        let Some(work) = self.work(number) else { return };
        let (credentials, fence) = (work.credentials.clone(), work.fence);
        work.is_logged_out = false;
        // A person who links a phone learns of an outage at once; a linked session waits for the database.
        credentials.set_outage_patience(if login { patience } else { Duration::ZERO });
        // The store bounds each of its calls; this timeout is for a credential actor that hangs.
        let timeout = timeout + patience;
        let credentials = match &start {
            None => FencedCredentials::new(credentials, fence, timeout),
            Some(start) => FencedCredentials::of_pairing(credentials, start.fence.clone(), timeout),
        };
        let Some(session) = self.session.slot(slot) else { return };
        let (sender, receiver) = mpsc::channel(LINK_EVENTS);
        let order = LinkOrder {
            company: self.args.company.clone(),
            correlation: session.correlation().clone(),
            purpose: if login { LinkPurpose::Login } else { LinkPurpose::Register },
            phone: session.state().pairing().and_then(|pairing| pairing.phone.clone()),
            credentials: Arc::new(credentials),
            dial: start.map(|start| start.dial),
            events: sender,
        };
        let opened = self.services.links.open(order);
        if let Some(work) = self.work(number) {
            work.link = Some((link, opened));
        }
        ctx.add_stream(events_of((number, link), receiver));
    }
}

/// What the link of one slot has told.
pub(super) struct OfLink(pub(super) WorkNo, pub(super) Told);

/// What a link tells its session.
pub(super) enum Told {
    /// An event of the state machine.
    Event(Event),
    /// Answers to messages that were sent.
    Sends(Vec<SendReport>),
}

/// Converts a link's events into the machine's. A link that stops without `Ended` (its task died) gets one.
fn events_of(
    (number, link): (WorkNo, LinkNo),
    receiver: mpsc::Receiver<Box<LinkEvent>>,
) -> impl futures::Stream<Item = OfLink> {
    let told = futures::stream::unfold(receiver, |mut receiver| async {
        receiver.recv().await.map(|event| (*event, receiver))
    });
    let last = futures::stream::iter([LinkEvent::Ended(LinkEndReason::Network)]);
    told.chain(last).map(move |event| OfLink(number, translated(link, event)))
}

fn translated(link: LinkNo, event: LinkEvent) -> Told {
    Told::Event(match event {
        LinkEvent::SendsAnswered(reports) => return Told::Sends(reports),
        LinkEvent::QrCode { text, expires_at } => Event::QrShown { link, text, expires_at },
        LinkEvent::CodeIssued { code, expires_at } => Event::CodeIssued { link, code, expires_at },
        LinkEvent::CodeRefused(refusal) => Event::CodeRefused { link, refusal },
        LinkEvent::PhoneAnswered => Event::PhoneAnswered { link },
        LinkEvent::PairingRefused(reason) => Event::PairingRefused { link, reason },
        LinkEvent::SettingsDelayed => Event::SettingsDelayed { link },
        LinkEvent::CodeDead(cause) => Event::CodeDead { link, cause },
        LinkEvent::Paired(device) => Event::Paired { link, phone: device.phone },
        LinkEvent::LinkingTaken => Event::LinkingTaken { link },
        LinkEvent::PasskeyRequested(challenge) => Event::PasskeyRequested { link, challenge },
        LinkEvent::PasskeyCode(code) => Event::PasskeyCodeShown { link, code },
        LinkEvent::PasskeyFailed(failure) => Event::PasskeyFailed { link, failure },
        LinkEvent::Connected { phone } => Event::Connected { link, phone },
        LinkEvent::PhoneSeen { at } => Event::PhoneSeen { link, at },
        LinkEvent::Ended(end_reason) => Event::Ended { link, end_reason },
    })
}
