//! A world for the session of one company: its rows in both slots, the devices that phones know, open links, and the
//! tasks that an actor would carry out, each slot's in order. Every step is one thing that can happen next.

mod devices;
mod links;

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use self::links::OpenLink;
use super::{NEW, OLD, at, correlation, phone};
use crate::access::Asker;
use crate::session::slots::{CompanyEffect, CompanySession, Input, Outcome, Slot};
use crate::session::{Effect, Event, LinkNo, SessionNotification, SessionPolicy, Stored, Timer, WipeOrder};
use crate::{CodeGrant, CorrelationId, PairingMethod, PairingOptions, Phone, StoreFailure, TriggeredBy};

/// A device: the number it is linked to or will be, and whether it was linked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Device {
    pub(super) name: u32,
    pub(super) phone: Phone,
    pub(super) linked: bool,
    pub(super) log_out_ordered: bool,
    pub(super) connected: bool,
}

#[derive(Debug, Clone)]
enum Task {
    Do(Effect),
    Promote,
}

/// What may go wrong or be asked for, beside the next regular step.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Act {
    Task(Slot),
    Link(bool),
    Timer(u8),
    LinkEnds(bool, bool),
    /// A write of the link has no known outcome.
    LinkUnsure(bool),
    Change,
    SecondChange,
    Cancel,
    Reset,
    Disconnect,
    Database(bool),
    /// WhatsApp answers no log-out any more, or does again.
    Silent(bool),
    Kill,
    OldLogOut(bool),
    PhoneRemovesOld,
}

pub(super) struct World {
    pub(super) session: CompanySession,
    pub(super) rows: BTreeMap<Slot, Option<Device>>,
    pub(super) old: Vec<(i64, Device)>,
    /// Devices on their phones' lists.
    pub(super) known: BTreeSet<u32>,
    pub(super) reset: bool,
    /// The last request was a reset that was carried out, and nothing was asked for since.
    pub(super) is_removed: bool,
    removes: bool,
    pub(super) removed_by_phone: bool,
    tasks: BTreeMap<Slot, VecDeque<Task>>,
    links: BTreeMap<LinkNo, OpenLink>,
    /// The device for which rows were prepared, by the link that registers it.
    prepared: BTreeMap<LinkNo, u32>,
    timers: BTreeSet<(Slot, Timer)>,
    next_due: bool,
    old_due: bool,
    next_is_read: bool,
    logs_out_old: Vec<i64>,
    /// Devices whose log-out over their own connection was confirmed, in this life.
    logged_out: BTreeSet<u32>,
    /// Devices of the line whose rows were emptied while their phones knew them.
    pub(super) given_up: BTreeSet<u32>,
    /// WhatsApp answers no log-out.
    silent: bool,
    down: bool,
    devices: u32,
    fence: i64,
    second: i64,
    requests: u32,
}

impl World {
    /// A salon with a connected line.
    pub(super) fn connected() -> Self {
        let line = Device { name: 1, phone: phone(OLD), linked: true, log_out_ordered: false, connected: true };
        let mut world = Self {
            session: Self::begin(0),
            rows: BTreeMap::from([(Slot::Current, Some(line)), (Slot::Next, None)]),
            old: Vec::new(),
            known: BTreeSet::from([1]),
            reset: false,
            is_removed: false,
            removes: false,
            removed_by_phone: false,
            tasks: BTreeMap::from([(Slot::Current, VecDeque::new()), (Slot::Next, VecDeque::new())]),
            links: BTreeMap::new(),
            prepared: BTreeMap::new(),
            timers: BTreeSet::new(),
            next_due: false,
            old_due: false,
            next_is_read: false,
            logs_out_old: Vec::new(),
            logged_out: BTreeSet::new(),
            given_up: BTreeSet::new(),
            silent: false,
            down: false,
            devices: 1,
            fence: 1,
            second: 0,
            requests: 0,
        };
        world.load_both();
        world.come_to_rest();
        world
    }

    fn begin(second: i64) -> CompanySession {
        let company = "997441".parse().unwrap();
        CompanySession::new(company, SessionPolicy::default(), correlation("boot"), at(second).now).0
    }

    fn stored(&self, slot: Slot) -> Stored {
        let Some(device) = &self.rows[&slot] else { return Stored::default() };
        Stored {
            has_credentials: true,
            phone: Some(device.phone.clone()),
            requested_phone: Some(device.phone.clone()),
            paired_at: device.linked.then(|| at(-10_000).now),
            last_connected_at: device.connected.then(|| at(self.second).now),
            log_out_ordered: device.log_out_ordered,
            ..Stored::default()
        }
    }

    /// The beginning of a life: what is left of a change is read first.
    fn load_both(&mut self) {
        // Only once in a life: from then on the next slot is this session's own.
        if !self.next_is_read && (self.rows[&Slot::Next].is_some() || !self.old.is_empty()) {
            self.next_is_read = true;
            let in_next = self.rows[&Slot::Next].is_some();
            self.feed(Input::Found { old: self.old_devices(), in_next });
            if in_next {
                self.feed(Input::In(Slot::Next, Event::Loaded(self.stored(Slot::Next))));
            }
        }
        self.feed(Input::In(Slot::Current, Event::Loaded(self.stored(Slot::Current))));
    }

    pub(super) fn feed(&mut self, input: Input) {
        self.second += 1;
        let Ok(Outcome { session, current, next, company }) = self.session.clone().on(input, at(self.second)) else {
            return;
        };
        self.session = session;
        for (slot, effects) in [(Slot::Current, current), (Slot::Next, next)] {
            for effect in effects {
                self.note(slot, effect);
            }
        }
        for effect in company {
            self.note_company(effect);
        }
    }

    fn note(&mut self, slot: Slot, effect: Effect) {
        match effect {
            Effect::Arm(timer, _) => drop(self.timers.insert((slot, timer))),
            Effect::Disarm(timer) => drop(self.timers.remove(&(slot, timer))),
            Effect::DisarmAll => self.timers.retain(|(of, _)| *of != slot),
            Effect::Leave(_) => self.restart(),
            // Answered by the gate at once; the task follows the others.
            Effect::AskAdmission { .. }
            | Effect::Load
            | Effect::Check { .. }
            | Effect::Prepare { .. }
            | Effect::Open { .. }
            | Effect::RequestCode { .. }
            | Effect::Close { .. }
            | Effect::Wipe(..)
            | Effect::KeepDisconnect => self.tasks.get_mut(&slot).unwrap().push_back(Task::Do(effect)),
            Effect::Tell(SessionNotification::ResetDone { .. }) => self.is_removed = self.removes,
            _ => {}
        }
    }

    fn note_company(&mut self, effect: CompanyEffect) {
        match effect {
            CompanyEffect::Promote(_) => self.tasks.get_mut(&Slot::Current).unwrap().push_back(Task::Promote),
            CompanyEffect::ArmNext(_) => self.next_due = true,
            CompanyEffect::Swap { log_out } => self.swap(log_out),
            CompanyEffect::LogOutOld { device } => self.logs_out_old.push(device),
            CompanyEffect::ArmOld(_) => self.old_due = true,
            CompanyEffect::Again(event) => self.feed(Input::Asked(event)),
        }
    }

    /// The work of the next slot is the line's; that of the old line ends with its link.
    fn swap(&mut self, log_out: Option<i64>) {
        let next = std::mem::take(self.tasks.get_mut(&Slot::Next).unwrap());
        self.tasks.insert(Slot::Current, next);
        self.timers = std::mem::take(&mut self.timers)
            .into_iter()
            .filter(|(slot, _)| *slot == Slot::Next)
            .map(|(_, timer)| (Slot::Current, timer))
            .collect();
        self.links.retain(|_, link| link.slot == Slot::Next);
        self.links.values_mut().for_each(|link| link.slot = Slot::Current);
        self.logs_out_old.extend(log_out);
    }

    /// Another life: nothing of the old one is kept but what is stored.
    pub(super) fn restart(&mut self) {
        self.tasks.values_mut().for_each(VecDeque::clear);
        self.links.clear();
        self.prepared.clear();
        self.timers.clear();
        (self.next_due, self.old_due, self.next_is_read) = (false, false, false);
        self.logs_out_old.clear();
        self.logged_out.clear();
        self.session = Self::begin(self.second);
        if self.down {
            self.feed(Input::In(Slot::Current, Event::LoadFailed(StoreFailure::Unavailable)));
        } else {
            self.load_both();
        }
    }

    pub(super) fn act(&mut self, act: Act) {
        match act {
            Act::Task(slot) => self.run_task(slot),
            Act::Link(next) => self.link_goes_on(next),
            Act::Timer(number) => self.fire(number),
            Act::LinkEnds(next, refused) => self.link_ends(next, refused),
            Act::LinkUnsure(next) => self.link_is_unsure(next),
            Act::Change => self.request(NEW),
            Act::SecondChange => self.request("79161234567"),
            Act::Cancel => {
                let correlation = self.correlation();
                self.ask(Event::PairingCancelled { by: TriggeredBy::Client, correlation });
            }
            Act::Reset => {
                (self.reset, self.removes) = (true, true);
                let correlation = self.correlation();
                self.ask(Event::ResetRequested { by: TriggeredBy::Client, correlation });
            }
            Act::Disconnect => {
                let correlation = self.correlation();
                self.ask(Event::DisconnectRequested { by: TriggeredBy::Api, correlation });
            }
            Act::Database(down) => self.down = down,
            Act::Silent(silent) => self.silent = silent,
            Act::Kill => self.restart(),
            Act::OldLogOut(done) => self.old_log_out(done),
            Act::PhoneRemovesOld => {
                self.removed_by_phone = true;
                self.known.remove(&1);
            }
        }
    }

    fn correlation(&mut self) -> CorrelationId {
        self.requests += 1;
        correlation(&format!("r{}", self.requests))
    }

    fn ask(&mut self, event: Event) {
        self.feed(Input::Asked(event));
    }

    fn request(&mut self, digits: &str) {
        (self.is_removed, self.removes) = (false, false);
        let options = PairingOptions { change_number: true, ..PairingOptions::default() };
        let (by, correlation) = (Asker::unknown(TriggeredBy::Client), self.correlation());
        let (method, phone) = (PairingMethod::Code, Some(phone(digits)));
        self.ask(Event::PairingRequested { method, phone, options, by, correlation });
    }

    fn fire(&mut self, number: u8) {
        let timers: Vec<_> = self.timers.iter().copied().collect();
        let due = timers.len() + usize::from(self.next_due) + usize::from(self.old_due);
        if due == 0 {
            return;
        }
        match usize::from(number) % due {
            place if place < timers.len() => {
                let (slot, timer) = timers[place];
                self.timers.remove(&(slot, timer));
                self.feed(Input::In(slot, Event::TimerFired(timer)));
            }
            place if place == timers.len() && self.next_due => {
                self.next_due = false;
                self.feed(Input::NextDue);
            }
            _ => {
                self.old_due = false;
                self.feed(Input::OldDue);
            }
        }
    }

    fn run_task(&mut self, slot: Slot) {
        let Some(task) = self.tasks.get_mut(&slot).unwrap().pop_front() else { return };
        match task {
            Task::Promote => self.promote(),
            Task::Do(effect) => self.carry_out(slot, effect),
        }
    }

    fn carry_out(&mut self, slot: Slot, effect: Effect) {
        let failure = StoreFailure::Unavailable;
        let event = match effect {
            Effect::Load if self.down => Event::LoadFailed(failure),
            Effect::Load if slot == Slot::Current => return self.load_both(),
            Effect::Load => {
                self.feed(Input::SetAside { old: self.old_devices() });
                Event::Loaded(self.stored(slot))
            }
            Effect::Check { check, .. } if self.down => Event::Checked(check, Err(failure.into())),
            Effect::Check { check, question } => {
                let logs_out = matches!(
                    question,
                    crate::session::Precheck::Reset | crate::session::Precheck::Link { logs_out: true, .. }
                );
                if let Some(device) = self.rows.get_mut(&slot).unwrap() {
                    device.log_out_ordered |= logs_out;
                }
                Event::Checked(check, Ok(CodeGrant::default()))
            }
            Effect::AskAdmission { link, .. } => Event::Admitted { link },
            Effect::Prepare { link, .. } if self.down => Event::PrepareFailed { link, failure },
            Effect::Prepare { link, phone, ask } => {
                self.next_is_read |= slot == Slot::Next;
                self.devices += 1;
                let phone = phone.unwrap_or_else(|| super::phone(NEW));
                let device =
                    Device { name: self.devices, phone, linked: false, log_out_ordered: false, connected: false };
                self.prepared.insert(link, device.name);
                if slot == Slot::Next {
                    self.set_aside();
                }
                self.empty(slot);
                self.rows.insert(slot, Some(device));
                Event::CredentialsPrepared { link, grant: ask.map(|_| CodeGrant::default()) }
            }
            Effect::Open { link, login } => return self.open(slot, link, login),
            Effect::RequestCode { link, .. } => return self.code_is_requested(link),
            Effect::Close { link, log_out } => return self.close(link, log_out),
            Effect::Wipe(wipe, _) if self.down => Event::WipeFailed(wipe, failure),
            Effect::Wipe(wipe, order) => {
                // What a person has removed must not come alive in the next life.
                let next_is_unread = order == WipeOrder::Person && !self.next_is_read;
                if slot == Slot::Next && order != WipeOrder::DeadCredentials || next_is_unread {
                    self.set_aside();
                }
                self.empty(slot);
                Event::Wiped(wipe)
            }
            Effect::KeepDisconnect if self.down => Event::DisconnectNotKept(failure),
            Effect::KeepDisconnect => Event::DisconnectKept,
            _ => return,
        };
        self.feed(Input::In(slot, event));
    }

    /// Lets everything happen that is due, with a database that answers and links that work.
    pub(super) fn come_to_rest(&mut self) {
        (self.down, self.silent) = (false, false);
        for round in 0..400_u32 {
            for slot in [Slot::Current, Slot::Next] {
                while !self.tasks[&slot].is_empty() {
                    self.run_task(slot);
                }
            }
            let old_links = !self.logs_out_old.is_empty();
            self.old_log_out(true);
            let before = self.session.clone();
            self.link_goes_on(true);
            self.link_goes_on(false);
            let moved = self.session != before || self.tasks.values().any(|tasks| !tasks.is_empty()) || old_links;
            // Touching a connected line again and again is no progress.
            let restless = self.timers.iter().any(|(_, timer)| *timer != Timer::Stable);
            if !moved && !restless && !self.next_due && !self.old_due {
                return;
            }
            if !moved {
                self.fire(u8::try_from(round % 251).unwrap());
            }
        }
    }
}
