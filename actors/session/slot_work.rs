//! What the actor holds of one slot: its credential actor, its link, its serial tasks, its timers and its place at the
//! gate. A session has one for its line and, once its phone is changed, a second one for the next slot.

use std::collections::{HashMap, VecDeque};
use std::sync::Arc;
use std::time::Duration;

use actix::{Actor, AsyncContext, Context, Recipient, SpawnHandle};
use linekeeper_domain::session::{Event, LinkNo, Slot, Timer};
use linekeeper_ports::{Fence, Link};

use super::actor::SessionActor;
use super::admission::Admission;
use super::serial_tasks::SerialTask;
use super::store_tasks::PairingStart;
use crate::credentials::{CredentialActor, CredentialArgs, CredentialsExited, CredentialsHandle, WorkNo};

/// Timer that is set.
pub(super) struct Alarm {
    /// Tells this timer apart from earlier ones of the same name.
    number: u64,
    handle: SpawnHandle,
}

/// What the actor holds of one slot.
pub(super) struct SlotWork {
    /// Stays the same when the next slot becomes the current one, so what was begun before finds its slot afterwards.
    pub(super) number: WorkNo,
    pub(super) credentials: CredentialsHandle,
    /// Fence under which links opened now write.
    pub(super) fence: Fence,
    pub(super) link: Option<(LinkNo, Box<dyn Link>)>,
    /// Start of the newest pairing.
    pub(super) pairing_start: Option<PairingStart>,
    pub(super) tasks: VecDeque<SerialTask>,
    pub(super) task_running: bool,
    /// WhatsApp has confirmed that the device of this slot is logged out.
    pub(super) is_logged_out: bool,
    pub(super) timers: HashMap<Timer, Alarm>,
    /// Timers set so far, for their numbers.
    armed: u64,
    pub(super) admission: Admission,
}

impl SlotWork {
    /// Whether no serial task is under way.
    pub(super) fn is_done(&self) -> bool {
        self.tasks.is_empty() && !self.task_running
    }

    pub(super) fn disarm_all(&mut self, ctx: &mut Context<SessionActor>) {
        for (_, alarm) in self.timers.drain() {
            ctx.cancel_future(alarm.handle);
        }
    }
}

impl SessionActor {
    /// The works of both slots, without those of replaced devices.
    pub(super) fn works(&self) -> impl Iterator<Item = &SlotWork> {
        self.line.iter().chain(self.next.as_deref())
    }

    /// The work of this number; `None` once its slot is gone.
    pub(super) fn work(&mut self, number: WorkNo) -> Option<&mut SlotWork> {
        let mut works = self.line.iter_mut().chain(self.next.as_deref_mut()).chain(&mut self.retiring);
        works.find(|work| work.number == number)
    }

    /// The slot that this work is about; `None` if its device was replaced.
    pub(super) fn slot_of(&self, number: WorkNo) -> Option<Slot> {
        let is = |work: Option<&SlotWork>| work.is_some_and(|work| work.number == number);
        match () {
            () if is(self.line.as_ref()) => Some(Slot::Current),
            () if is(self.next.as_deref()) => Some(Slot::Next),
            () => None,
        }
    }

    /// Number of the work in a slot. The next slot's is begun when it is first needed.
    pub(super) fn work_in(&mut self, slot: Slot, ctx: &mut Context<Self>) -> Option<WorkNo> {
        if slot == Slot::Next && self.next.is_none() {
            self.next = Some(Box::new(self.begin_work(Slot::Next, ctx)));
        }
        match slot {
            Slot::Current => self.line.as_ref().map(|work| work.number),
            Slot::Next => self.next.as_ref().map(|work| work.number),
        }
    }

    /// Starts the credential actor of a slot.
    pub(super) fn begin_work(&mut self, slot: Slot, ctx: &mut Context<Self>) -> SlotWork {
        self.works_begun += 1;
        let number = WorkNo(self.works_begun);
        let exited: Recipient<CredentialsExited> = ctx.address().recipient();
        let actor = CredentialActor::new(CredentialArgs {
            company: self.args.company.clone(),
            store: match slot {
                Slot::Current => self.services.store.clone(),
                Slot::Next => self.services.next.clone(),
            },
            numbers: self.services.numbers.clone(),
            policy: Arc::clone(&self.services.settings.session),
            mailbox: self.services.settings.mailbox,
            number,
            exited,
        });
        SlotWork {
            number,
            credentials: CredentialsHandle::new(actor.start(), self.services.metrics.clone()),
            fence: Fence(0),
            link: None,
            pairing_start: None,
            tasks: VecDeque::new(),
            task_running: false,
            is_logged_out: false,
            timers: HashMap::new(),
            armed: 0,
            admission: Admission::None,
        }
    }

    pub(super) fn arm(&mut self, number: WorkNo, (timer, after): (Timer, Duration), ctx: &mut Context<Self>) {
        self.disarm(number, timer, ctx);
        let Some(work) = self.work(number) else { return };
        work.armed += 1;
        let armed = work.armed;
        let handle = ctx.run_later(after, move |actor, ctx| {
            let Some(work) = actor.work(number) else { return };
            // actix still calls a timer that runs out in the turn in which it is cancelled or replaced.
            if work.timers.get(&timer).is_some_and(|alarm| alarm.number == armed) {
                work.timers.remove(&timer);
                actor.take_in(number, Event::TimerFired(timer), ctx);
            }
        });
        work.timers.insert(timer, Alarm { number: armed, handle });
    }

    pub(super) fn disarm(&mut self, number: WorkNo, timer: Timer, ctx: &mut Context<Self>) {
        if let Some(alarm) = self.work(number).and_then(|work| work.timers.remove(&timer)) {
            ctx.cancel_future(alarm.handle);
        }
    }
}
