//! Serial tasks: effects that take time and must not overlap, such as reading and wiping credentials, closing a link
//! that uses them, opening one that will. They run one at a time, in the order in which the machine asked for them, so
//! a wipe begins only when the link before it is closed, and a link opens only when the fence it writes under is known.

use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;

use super::actor::SessionActor;
use super::admission::Admission;
use super::messages::ExitReason;
use crate::credentials::{
    CodePermit, CredentialsHandle, DisconnectCompany, FencedCredentials, LiftWait, LinkFence, ParkCompany,
    PrepareCredentials, Prepared, TakeCompany, UnparkCompany, WipeCredentials,
};
use crate::failures::log_failure;
use actix::{AsyncContext, Context, ContextFutureSpawner, WrapFuture, fut::ActorFutureExt};
use futures::StreamExt;
use linekeeper_domain::session::{Event, LinkNo, Parked, Stored, WipeNo, WipeOrder};
use linekeeper_domain::{CountedFor, LinkEndReason, Phone, StoreFailure};
use linekeeper_ports::{CloseMode, DialSignal, Fence, Link, LinkEvent, LinkOrder, LinkPurpose, Ownership, StoreError};
use linekeeper_telemetry::Metrics;
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
    Open {
        link: LinkNo,
        login: bool,
    },
    /// The last task: those queued before it are done, those after it are not.
    Leave(ExitReason),
}

/// What a pairing's link is given before the rows for it are empty.
#[derive(Clone)]
pub(super) struct PairingStart {
    link: LinkNo,
    /// Set when nothing forbids the pairing.
    dial: DialSignal,
    /// Set when the rows are empty.
    fence: LinkFence,
}

impl PairingStart {
    fn of(link: LinkNo) -> Self {
        Self { link, dial: DialSignal::default(), fence: LinkFence::default() }
    }
}

/// Result of a task: a new fence, the event to feed to the machine, and the code permit that it grants.
#[derive(Default)]
struct Done {
    fence: Option<Fence>,
    event: Option<Event>,
    permit: Option<CodePermit>,
}

type Work = Pin<Box<dyn Future<Output = Done>>>;

impl SessionActor {
    /// Loads what is stored before the first message is handled: until then no request could be answered truthfully.
    /// One bounded call.
    pub(super) fn load_before_anything_else(&mut self, ctx: &mut Context<Self>) {
        let Some(work) = self.work_for(SerialTask::Load) else { return };
        // The actor handles nothing while it waits, so the kill token must be checked here.
        let killed = self.args.kill.clone();
        let load = async move { killed.run_until_cancelled(work).await };
        load.into_actor(self)
            .map(|done, actor, ctx| match done {
                Some(done) => actor.finish(done, ctx),
                None => actor.leave(ExitReason::Frozen, ctx),
            })
            .wait(ctx);
    }

    pub(super) fn queue(&mut self, task: SerialTask, ctx: &mut Context<Self>) {
        self.tasks.push_back(task);
        self.next_task(ctx);
    }

    fn next_task(&mut self, ctx: &mut Context<Self>) {
        while !self.task_running
            && let Some(task) = self.tasks.pop_front()
        {
            match task {
                SerialTask::Open { link, login } => self.open(link, login, ctx),
                SerialTask::Leave(reason) => {
                    self.tasks.clear();
                    self.leave(reason, ctx);
                }
                SerialTask::Load
                | SerialTask::Prepare { .. }
                | SerialTask::Wipe(..)
                | SerialTask::Park(_)
                | SerialTask::KeepDisconnect
                | SerialTask::ForgetDisconnect
                | SerialTask::LiftWait
                | SerialTask::Close(..) => self.run(task, ctx),
            }
        }
    }

    fn run(&mut self, task: SerialTask, ctx: &mut Context<Self>) {
        let Some(work) = self.work_for(task) else { return };
        self.task_running = true;
        let done = work.into_actor(self).map(|done, actor, ctx| {
            actor.task_running = false;
            actor.finish(done, ctx);
            actor.next_task(ctx);
        });
        ctx.spawn(done);
    }

    /// Completes what is under way (for example a reset), closes the link and leaves. No pairing and no link begins.
    pub(super) fn finish_and_leave(&mut self, reason: ExitReason, ctx: &mut Context<Self>) {
        self.tasks.retain(|task| !matches!(task, SerialTask::Prepare { .. } | SerialTask::Open { .. }));
        self.admission = Admission::None;
        if let Some((_, link)) = self.link.take() {
            self.queue(SerialTask::Close(link, CloseMode::Disconnect), ctx);
        }
        self.queue(SerialTask::Leave(reason), ctx);
    }

    fn is_leaving(&self) -> bool {
        self.tasks.iter().any(|task| matches!(task, SerialTask::Leave(_)))
    }

    /// Start of the pairing of this link.
    pub(super) fn start_of(&mut self, link: LinkNo) -> PairingStart {
        let known = self.pairing_start.take().filter(|start| start.link == link);
        self.pairing_start.insert(known.unwrap_or_else(|| PairingStart::of(link))).clone()
    }

    fn finish(&mut self, done: Done, ctx: &mut Context<Self>) {
        if let Some(fence) = done.fence {
            self.fence = fence;
        }
        if let Some(event) = done.event {
            self.settle_admission(&event);
            // No pairing goes on in a session that leaves: its code is given back.
            let permit = done.permit.filter(|_| !self.is_leaving());
            self.take_with_permit(event, permit, ctx);
        }
    }

    fn work_for(&self, task: SerialTask) -> Option<Work> {
        let credentials = self.credentials.clone()?;
        let company = self.args.company.to_string();
        Some(match task {
            SerialTask::Load => Box::pin(async move { load(&credentials, &company).await }),
            SerialTask::Wipe(wipe, order) => {
                Box::pin(async move { wipe_all(&credentials, wipe, order, &company).await })
            }
            SerialTask::Park(parked) => Box::pin(async move { park(&credentials, parked, &company).await }),
            SerialTask::KeepDisconnect => Box::pin(async move { keep_disconnect(&credentials, &company).await }),
            SerialTask::ForgetDisconnect => Box::pin(async move { forget_disconnect(&credentials, &company).await }),
            SerialTask::LiftWait => Box::pin(async move { lift_wait(&credentials, &company).await }),
            SerialTask::Close(link, mode) => Box::pin(async move {
                link.close(mode).await;
                Done::default()
            }),
            SerialTask::Prepare { start, phone, ask } => {
                let (at, metrics) = (self.services.clock.now(), self.services.metrics.clone());
                let ask = ask.map(|counted_for| (at, counted_for));
                let order = PrepareCredentials { phone, ask, dial: start.dial.clone() };
                Box::pin(async move { prepare(&credentials, start, order, (&company, &metrics)).await })
            }
            SerialTask::Open { .. } | SerialTask::Leave(_) => return None,
        })
    }

    /// Opens a link, unless the machine has moved on since it asked for one.
    fn open(&mut self, link: LinkNo, login: bool, ctx: &mut Context<Self>) {
        let Some(credentials) = self.credentials.clone() else { return };
        if self.session.current_link() != Some(link) {
            return;
        }
        // A person who links a phone learns of an outage at once; a linked session waits for the database.
        let patience = self.services.settings.outage_patience;
        credentials.set_outage_patience(if login { patience } else { Duration::ZERO });
        // The store bounds each of its calls; this timeout is for a credential actor that hangs.
        let timeout = self.services.settings.ask_timeout + patience;
        let start = (!login).then(|| self.start_of(link));
        let credentials = match &start {
            None => FencedCredentials::new(credentials, self.fence, timeout),
            Some(start) => FencedCredentials::of_pairing(credentials, start.fence.clone(), timeout),
        };
        let (sender, receiver) = mpsc::channel(LINK_EVENTS);
        let order = LinkOrder {
            company: self.args.company.clone(),
            correlation: self.session.correlation().clone(),
            purpose: if login { LinkPurpose::Login } else { LinkPurpose::Register },
            phone: self.session.state().pairing().and_then(|pairing| pairing.phone.clone()),
            credentials: Arc::new(credentials),
            dial: start.map(|start| start.dial),
            events: sender,
        };
        self.link = Some((link, self.services.links.open(order)));
        ctx.add_stream(events_of(link, receiver));
    }
}

/// Converts a link's events into the machine's. A link that stops without `Ended` (its task died) gets one.
fn events_of(link: LinkNo, receiver: mpsc::Receiver<Box<LinkEvent>>) -> impl futures::Stream<Item = Event> {
    let told = futures::stream::unfold(receiver, |mut receiver| async {
        receiver.recv().await.map(|event| (*event, receiver))
    });
    let last = futures::stream::iter([LinkEvent::Ended(LinkEndReason::Network)]);
    told.chain(last).map(move |event| translated(link, event))
}

fn translated(link: LinkNo, event: LinkEvent) -> Event {
    match event {
        LinkEvent::QrCode { text, expires_at } => Event::QrShown { link, text, expires_at },
        LinkEvent::CodeIssued { code, expires_at } => Event::CodeIssued { link, code, expires_at },
        LinkEvent::CodeRefused(refusal) => Event::CodeRefused { link, refusal },
        LinkEvent::PhoneAnswered => Event::PhoneAnswered { link },
        LinkEvent::PairingRefused(reason) => Event::PairingRefused { link, reason },
        LinkEvent::SettingsDelayed => Event::SettingsDelayed { link },
        LinkEvent::CodeDead(cause) => Event::CodeDead { link, cause },
        LinkEvent::Paired(device) => Event::Paired { link, phone: device.phone },
        LinkEvent::LinkingTaken => Event::LinkingTaken { link },
        LinkEvent::PasskeyRequired => Event::PasskeyRequired { link },
        LinkEvent::Connected { phone } => Event::Connected { link, phone },
        LinkEvent::Ended(end_reason) => Event::Ended { link, end_reason },
    }
}

async fn load(credentials: &CredentialsHandle, company: &str) -> Done {
    match credentials.ask(TakeCompany).await {
        Ok(Ownership { fence, stored, requested_phone, since_removal, log_out_ordered, .. }) => Done {
            fence: Some(fence),
            event: Some(Event::Loaded(Stored {
                has_credentials: stored.has_credentials,
                phone: stored.phone,
                requested_phone,
                paired_at: stored.paired_at,
                last_connected_at: stored.last_connected_at,
                parked: stored.parked,
                since_removal,
                log_out_ordered,
            })),
            permit: None,
        },
        Err(error) => failed("load the credentials of", company, &error, Event::LoadFailed),
    }
}

async fn prepare(
    credentials: &CredentialsHandle,
    PairingStart { link, fence: of_link, .. }: PairingStart,
    order: PrepareCredentials,
    (company, metrics): (&str, &Metrics),
) -> Done {
    match credentials.ask(order).await {
        Ok(Ok(Prepared { fence, permit })) => {
            // Set once: each start has its own.
            let _ = of_link.set(fence);
            let grant = permit.as_ref().map(CodePermit::grant);
            Done { fence: Some(fence), event: Some(Event::CredentialsPrepared { link, grant }), permit }
        }
        Ok(Err(refused)) => {
            metrics.code_refused(refused.limit);
            Done { event: Some(Event::PrepareRefused { link, denial: refused.into() }), ..Done::default() }
        }
        Err(error) => {
            failed("prepare the credentials of", company, &error, |failure| Event::PrepareFailed { link, failure })
        }
    }
}

async fn wipe_all(credentials: &CredentialsHandle, wipe: WipeNo, order: WipeOrder, company: &str) -> Done {
    match credentials.ask(WipeCredentials { order }).await {
        Ok(fence) => Done { fence: Some(fence), event: Some(Event::Wiped(wipe)), permit: None },
        Err(error) => failed("wipe the credentials of", company, &error, |failure| Event::WipeFailed(wipe, failure)),
    }
}

/// Stores why the session is parked. A failure is only logged: the reason is lost at a restart, not before.
async fn park(credentials: &CredentialsHandle, parked: Parked, company: &str) -> Done {
    if let Err(error) = credentials.ask(ParkCompany { parked }).await {
        log_failure(&company, "store the parked state of", &error);
    }
    Done::default()
}

async fn keep_disconnect(credentials: &CredentialsHandle, company: &str) -> Done {
    match credentials.ask(DisconnectCompany).await {
        Ok(fence) => Done { fence: Some(fence), event: Some(Event::DisconnectKept), permit: None },
        Err(error) => failed("disconnect", company, &error, Event::DisconnectNotKept),
    }
}

/// Stores that the session is no longer disconnected. A failure is only logged: the note is removed when the session
/// connects; until then a restart would disconnect it again.
async fn forget_disconnect(credentials: &CredentialsHandle, company: &str) -> Done {
    if let Err(error) = credentials.ask(UnparkCompany).await {
        log_failure(&company, "clear the stored disconnect of", &error);
    }
    Done::default()
}

/// Deletes the stored wait after a removal. A failure is only logged: for this life of the session the wait is lifted
/// all the same.
async fn lift_wait(credentials: &CredentialsHandle, company: &str) -> Done {
    if let Err(error) = credentials.ask(LiftWait).await {
        log_failure(&company, "clear the stored wait of", &error);
    }
    Done::default()
}

fn failed(what: &str, company: &str, error: &StoreError, event: impl FnOnce(StoreFailure) -> Event) -> Done {
    log_failure(&company, what, error);
    Done { event: Some(event(error.failure)), ..Done::default() }
}
