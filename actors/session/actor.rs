//! The actor: its fields, its birth and its one way out.

use std::collections::{HashMap, VecDeque};

use actix::{Actor, ActorContext, Addr, AsyncContext, Context, Recipient, SpawnHandle};
use linekeeper_domain::session::{Event, LinkNo, Moment, Session, Timer};
use linekeeper_domain::{CompanyId, CorrelationId, ErrorCode};
use linekeeper_ports::{Chance, Fence, Link};
use tokio::sync::oneshot;
use tracing::{info, warn};

use super::chores::Chore;
use super::history::History;
use super::messages::{ExitReason, SessionExited, StatusChanged};
use super::watchers::Watchers;
use crate::World;
use crate::credentials::{CredentialActor, CredentialsExited};

/// What a session is born with.
pub struct SessionBirth {
    /// Whose session.
    pub company: CompanyId,
    /// Which life, from 1.
    pub generation: u64,
    /// Of whatever led to it.
    pub correlation: CorrelationId,
    /// Jitter.
    pub chance: Box<dyn Chance>,
    /// The supervisor's ears.
    pub exited: Recipient<SessionExited>,
    /// The supervisor's eyes.
    pub status: Recipient<StatusChanged>,
}

/// An alarm that is set.
pub(super) struct Alarm {
    /// Tells it apart from those set before it under the same name.
    pub(super) number: u64,
    pub(super) handle: SpawnHandle,
}

/// One company's session.
pub struct SessionActor {
    pub(super) world: World,
    pub(super) birth: SessionBirth,
    pub(super) session: Session,
    pub(super) credentials: Option<Addr<CredentialActor>>,
    /// The fence that links opened now write under.
    pub(super) fence: Fence,
    pub(super) link: Option<(LinkNo, Box<dyn Link>)>,
    pub(super) chores: VecDeque<Chore>,
    pub(super) chore_running: bool,
    pub(super) timers: HashMap<Timer, Alarm>,
    /// How many alarms were ever set.
    pub(super) armed: u64,
    pub(super) watchers: Watchers,
    pub(super) resets: Vec<(CorrelationId, oneshot::Sender<Result<(), ErrorCode>>)>,
    pub(super) history: History,
    departure: Option<ExitReason>,
}

impl SessionActor {
    /// A session that knows nothing yet; it reads what is stored when it starts.
    #[must_use]
    pub fn new(world: World, birth: SessionBirth) -> Self {
        let policy = world.settings.session.clone();
        // Its one first effect, to read what is stored, is carried out before the first message.
        let (session, _load) =
            Session::new(birth.company.clone(), policy, birth.correlation.clone(), world.clock.now());
        Self {
            history: History::new(world.clone()),
            world,
            birth,
            session,
            credentials: None,
            fence: Fence(0),
            link: None,
            chores: VecDeque::new(),
            chore_running: false,
            timers: HashMap::new(),
            armed: 0,
            watchers: Watchers::default(),
            resets: Vec::new(),
            departure: None,
        }
    }

    /// Feeds the machine and carries out what it decides.
    pub(super) fn take(&mut self, event: Event, ctx: &mut Context<Self>) {
        let moment = Moment { now: self.world.clock.now(), chance: self.birth.chance.roll() };
        match self.session.clone().on(event, moment) {
            Ok((session, effects)) => {
                self.history.note(&self.session, &session, moment.now);
                self.session = session;
                for effect in effects {
                    self.carry_out(effect, ctx);
                }
                self.show(ctx);
            }
            Err(refusal) => {
                warn!(company.id = %self.birth.company, %refusal, "session of company {} ignored an event", self.birth.company);
            }
        }
    }

    /// The one way out.
    pub(super) fn leave(&mut self, reason: ExitReason, ctx: &mut Context<Self>) {
        if self.departure.is_none() {
            self.departure = Some(reason);
        }
        ctx.stop();
    }
}

impl Actor for SessionActor {
    type Context = Context<Self>;

    fn started(&mut self, ctx: &mut Self::Context) {
        ctx.set_mailbox_capacity(self.world.settings.mailbox);
        let exited: Recipient<CredentialsExited> = ctx.address().recipient();
        let (company, store) = (self.birth.company.clone(), self.world.store.clone());
        self.credentials = Some(CredentialActor::new(company, store, self.world.settings.mailbox, exited).start());
        info!(
            company.id = %self.birth.company,
            session.generation = self.birth.generation,
            "session of company {} started",
            self.birth.company
        );
        self.load_before_anything_else(ctx);
    }

    fn stopped(&mut self, _: &mut Self::Context) {
        let crashed = std::thread::panicking();
        let reason = if crashed { ExitReason::Crashed } else { self.departure.unwrap_or(ExitReason::Abandoned) };
        let (company, generation) = (self.birth.company.clone(), self.birth.generation);
        self.birth.exited.do_send(SessionExited { company, generation, reason });
    }
}
