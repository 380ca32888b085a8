//! Chores: the effects that take time and must not overlap — reading and wiping credentials, closing a link that uses
//! them, opening one that will. They run one at a time, in the order the machine asked for them, so a wipe begins only when
//! the link before it is closed, and a link opens only when the fence it writes under is known.

use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;

use super::actor::SessionActor;
use super::admission::Admission;
use super::messages::ExitReason;
use crate::credentials::{
    Desk, DisconnectCompany, Door, LiftWait, ParkCompany, PrepareCredentials, TakeCompany, UnparkCompany,
    WipeCredentials,
};
use crate::failures::log_failure;
use actix::{AsyncContext, Context, ContextFutureSpawner, WrapFuture, fut::ActorFutureExt};
use futures::StreamExt;
use linekeeper_domain::session::{Event, LinkNo, Parked, Stored, WipeNo, WipeOrder};
use linekeeper_domain::{Ending, Phone, StoreFailure};
use linekeeper_ports::{CloseMode, Fence, Link, LinkEvent, LinkOrder, LinkPurpose, Ownership, StoreError};
use tokio::sync::mpsc;

/// How many events of a link may wait for its session; the link pauses when they do.
const LINK_EVENTS: usize = 64;

/// One chore.
pub(super) enum Chore {
    Load,
    Prepare {
        link: LinkNo,
        phone: Option<Phone>,
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
    /// The last one: what was asked for before is done, what would come after is not.
    Leave(ExitReason),
}

/// What a chore that took time ended with.
struct Done {
    fence: Option<Fence>,
    event: Option<Event>,
}

type Work = Pin<Box<dyn Future<Output = Done>>>;

impl SessionActor {
    /// Reading what is stored comes before the first message: until then nobody could be answered truthfully. One bounded call.
    pub(super) fn load_before_anything_else(&mut self, ctx: &mut Context<Self>) {
        let Some(work) = self.work_for(Chore::Load) else { return };
        // While it waits for this, the actor hears nothing, so the word to die must reach it here.
        let killed = self.birth.kill.clone();
        let load = async move { killed.run_until_cancelled(work).await };
        load.into_actor(self)
            .map(|done, actor, ctx| match done {
                Some(done) => actor.finish(done, ctx),
                None => actor.leave(ExitReason::Frozen, ctx),
            })
            .wait(ctx);
    }

    pub(super) fn queue(&mut self, chore: Chore, ctx: &mut Context<Self>) {
        self.chores.push_back(chore);
        self.next_chore(ctx);
    }

    fn next_chore(&mut self, ctx: &mut Context<Self>) {
        while !self.chore_running
            && let Some(chore) = self.chores.pop_front()
        {
            match chore {
                Chore::Open { link, login } => self.open(link, login, ctx),
                Chore::Leave(reason) => {
                    self.chores.clear();
                    self.leave(reason, ctx);
                }
                Chore::Load
                | Chore::Prepare { .. }
                | Chore::Wipe(..)
                | Chore::Park(_)
                | Chore::KeepDisconnect
                | Chore::ForgetDisconnect
                | Chore::LiftWait
                | Chore::Close(..) => self.run(chore, ctx),
            }
        }
    }

    fn run(&mut self, chore: Chore, ctx: &mut Context<Self>) {
        let Some(work) = self.work_for(chore) else { return };
        self.chore_running = true;
        let done = work.into_actor(self).map(|done, actor, ctx| {
            actor.chore_running = false;
            actor.finish(done, ctx);
            actor.next_chore(ctx);
        });
        ctx.spawn(done);
    }

    /// Finishes what is under way, a reset for example, closes the link and leaves. Nothing new begins.
    pub(super) fn finish_and_leave(&mut self, reason: ExitReason, ctx: &mut Context<Self>) {
        self.chores.retain(|chore| !matches!(chore, Chore::Prepare { .. } | Chore::Open { .. }));
        self.admission = Admission::None;
        if let Some((_, link)) = self.link.take() {
            self.queue(Chore::Close(link, CloseMode::Disconnect), ctx);
        }
        self.queue(Chore::Leave(reason), ctx);
    }

    fn finish(&mut self, done: Done, ctx: &mut Context<Self>) {
        if let Some(fence) = done.fence {
            self.fence = fence;
        }
        if let Some(event) = done.event {
            self.take(event, ctx);
        }
    }

    fn work_for(&self, chore: Chore) -> Option<Work> {
        let credentials = self.credentials.clone()?;
        let company = self.birth.company.to_string();
        Some(match chore {
            Chore::Load => Box::pin(async move { load(&credentials, &company).await }),
            Chore::Prepare { link, phone } => {
                Box::pin(async move { prepare(&credentials, link, phone, &company).await })
            }
            Chore::Wipe(wipe, order) => Box::pin(async move { wipe_all(&credentials, wipe, order, &company).await }),
            Chore::Park(parked) => Box::pin(async move { park(&credentials, parked, &company).await }),
            Chore::KeepDisconnect => Box::pin(async move { keep_disconnect(&credentials, &company).await }),
            Chore::ForgetDisconnect => Box::pin(async move { forget_disconnect(&credentials, &company).await }),
            Chore::LiftWait => Box::pin(async move { lift_wait(&credentials, &company).await }),
            Chore::Close(link, mode) => Box::pin(async move {
                link.close(mode).await;
                Done { fence: None, event: None }
            }),
            Chore::Open { .. } | Chore::Leave(_) => return None,
        })
    }

    /// Opens a link, unless the machine has moved on since it asked for one.
    fn open(&mut self, link: LinkNo, login: bool, ctx: &mut Context<Self>) {
        let Some(credentials) = self.credentials.clone() else { return };
        if self.session.current_link() != Some(link) {
            return;
        }
        // A person who links a phone is told at once that the database is away; a linked line waits for it.
        let patience = self.world.settings.outage_patience;
        credentials.set_outage_patience(if login { patience } else { Duration::ZERO });
        let (sender, receiver) = mpsc::channel(LINK_EVENTS);
        let order = LinkOrder {
            company: self.birth.company.clone(),
            correlation: self.session.correlation().clone(),
            purpose: if login { LinkPurpose::Login } else { LinkPurpose::Register },
            phone: self.session.state().pairing().and_then(|pairing| pairing.phone.clone()),
            // The store bounds each of its calls; this is for a credential actor that hangs.
            door: Arc::new(Door::new(credentials, self.fence, self.world.settings.ask_timeout + patience)),
            events: sender,
        };
        self.link = Some((link, self.world.links.open(order)));
        ctx.add_stream(events_of(link, receiver));
    }
}

/// A link's events as the machine's. One that falls silent without an ending (its task died) is given one.
fn events_of(link: LinkNo, receiver: mpsc::Receiver<LinkEvent>) -> impl futures::Stream<Item = Event> {
    let told = futures::stream::unfold(receiver, |mut receiver| async {
        receiver.recv().await.map(|event| (event, receiver))
    });
    let last = futures::stream::iter([LinkEvent::Ended(Ending::Network)]);
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
        LinkEvent::Ended(ending) => Event::Ended { link, ending },
    }
}

async fn load(credentials: &Desk, company: &str) -> Done {
    match credentials.ask(TakeCompany).await {
        Ok(Ownership { fence, stored, requested_phone, since_removal, log_out_ordered }) => Done {
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
        },
        Err(error) => failed("load the credentials of", company, &error, Event::LoadFailed),
    }
}

async fn prepare(credentials: &Desk, link: LinkNo, phone: Option<Phone>, company: &str) -> Done {
    match credentials.ask(PrepareCredentials { phone }).await {
        Ok(fence) => Done { fence: Some(fence), event: Some(Event::CredentialsPrepared { link }) },
        Err(error) => {
            failed("prepare the credentials of", company, &error, |failure| Event::PrepareFailed { link, failure })
        }
    }
}

async fn wipe_all(credentials: &Desk, wipe: WipeNo, order: WipeOrder, company: &str) -> Done {
    match credentials.ask(WipeCredentials { order }).await {
        Ok(fence) => Done { fence: Some(fence), event: Some(Event::Wiped(wipe)) },
        Err(error) => failed("wipe the credentials of", company, &error, |failure| Event::WipeFailed(wipe, failure)),
    }
}

/// What cannot be noted is only forgotten by a restart, so nothing follows from that.
async fn park(credentials: &Desk, parked: Parked, company: &str) -> Done {
    if let Err(error) = credentials.ask(ParkCompany { parked }).await {
        log_failure(&company, "note why it is parked:", &error);
    }
    Done { fence: None, event: None }
}

async fn keep_disconnect(credentials: &Desk, company: &str) -> Done {
    match credentials.ask(DisconnectCompany).await {
        Ok(fence) => Done { fence: Some(fence), event: Some(Event::DisconnectKept) },
        Err(error) => failed("disconnect", company, &error, Event::DisconnectNotKept),
    }
}

/// What is not forgotten here is when the session has connected; until then a restart disconnects it anew.
async fn forget_disconnect(credentials: &Desk, company: &str) -> Done {
    if let Err(error) = credentials.ask(UnparkCompany).await {
        log_failure(&company, "note that it is to be connected again:", &error);
    }
    Done { fence: None, event: None }
}

/// What is not lifted there is here, as long as this session lives.
async fn lift_wait(credentials: &Desk, company: &str) -> Done {
    if let Err(error) = credentials.ask(LiftWait).await {
        log_failure(&company, "note the end of a wait of", &error);
    }
    Done { fence: None, event: None }
}

fn failed(what: &str, company: &str, error: &StoreError, event: impl FnOnce(StoreFailure) -> Event) -> Done {
    log_failure(&company, what, error);
    Done { fence: None, event: Some(event(error.failure)) }
}
