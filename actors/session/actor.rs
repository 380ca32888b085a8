//! The actor: its fields, its birth and its one way out.

use std::collections::{HashMap, VecDeque};

use actix::{Actor, ActorContext, AsyncContext, Context, Recipient, SpawnHandle};
use linekeeper_domain::session::{Beginning, Event, LinkNo, PairingsBegun, Session, StateName, Timer};
use linekeeper_domain::{CompanyId, CorrelationId, Moment, PairingRefusal};
use linekeeper_ports::{Chance, Fence, Link};
use tokio_util::sync::CancellationToken;
use tracing::{info, warn};

use super::admission::Admission;
use super::askers::Askers;
use super::chores::Chore;
use super::history::{Pen, Turn};
use super::messages::{ExitReason, SessionExited, StatusChanged};
use super::pulse::Pulse;
use super::watchers::Watchers;
use crate::World;
use crate::credentials::{CodePermit, CredentialActor, CredentialBirth, CredentialsExited, Desk};

/// What a session is born with.
pub struct SessionBirth {
    /// Whose session.
    pub company: CompanyId,
    /// Which life, from 1.
    pub generation: u64,
    /// Of whatever led to it.
    pub correlation: CorrelationId,
    /// How it begins.
    pub beginning: Beginning,
    /// Where it shows that it lives.
    pub pulse: Pulse,
    /// Cancelled when it has to die, be it in the middle of waiting for something.
    pub kill: CancellationToken,
    /// Jitter.
    pub chance: Box<dyn Chance>,
    /// What it writes its history with.
    pub(crate) pen: Pen,
    /// When the pairings of its lives before began.
    pub begun: PairingsBegun,
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
    pub(super) credentials: Option<Desk>,
    /// The fence that links opened now write under.
    pub(super) fence: Fence,
    pub(super) link: Option<(LinkNo, Box<dyn Link>)>,
    pub(super) chores: VecDeque<Chore>,
    pub(super) chore_running: bool,
    pub(super) timers: HashMap<Timer, Alarm>,
    /// How many alarms were ever set.
    pub(super) armed: u64,
    pub(super) watchers: Watchers,
    /// Who waits to hear whether a pairing request is taken.
    pub(super) pairings: Askers<PairingRefusal>,
    /// Who waits for a reset.
    pub(super) resets: Askers,
    /// Who waits for a disconnect.
    pub(super) disconnects: Askers,
    pub(super) admission: Admission,
    /// What the question answered in this turn has granted.
    pub(super) granted: Option<CodePermit>,
    /// The state it is counted under.
    counted: Option<StateName>,
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
            admission: Admission::None,
            granted: None,
            counted: None,
            session: session.beginning(birth.beginning).having_begun(birth.begun.clone()),
            world,
            birth,
            credentials: None,
            fence: Fence(0),
            link: None,
            chores: VecDeque::new(),
            chore_running: false,
            timers: HashMap::new(),
            armed: 0,
            watchers: Watchers::default(),
            pairings: Askers::default(),
            resets: Askers::default(),
            disconnects: Askers::default(),
            departure: None,
        }
    }

    /// Feeds the machine and carries out what it decides.
    pub(super) fn take(&mut self, event: Event, ctx: &mut Context<Self>) {
        let clock = &self.world.clock;
        let moment = Moment { now: clock.now(), monotonic: clock.monotonic(), chance: self.birth.chance.roll() };
        match self.session.clone().on(event.clone(), moment) {
            Ok((session, effects)) => {
                self.birth.pen.note_turn(&Turn {
                    before: &self.session,
                    after: &session,
                    event: &event,
                    at: moment.now,
                });
                self.session = session;
                self.count_as(Some(self.session.state().name()));
                self.report_status();
                for effect in effects {
                    self.carry_out(effect, ctx);
                }
                // Whoever was not refused is taken, unless that depends on what is stored.
                let session = &self.session;
                self.pairings.answer_all(|asked| !session.awaits_reading(asked), &Ok(()));
                self.show(ctx);
            }
            Err(refusal) => {
                let correlation = self.session.correlation();
                warn!(company.id = %self.birth.company, correlation.id = %correlation, %refusal, "session of company {} ignored an event", self.birth.company);
            }
        }
    }

    fn count_as(&mut self, state: Option<StateName>) {
        if self.counted != state {
            self.world.metrics.session_moved(self.counted, state);
            self.counted = state;
        }
    }

    fn credential_birth(&self, ctx: &Context<Self>) -> CredentialBirth {
        let exited: Recipient<CredentialsExited> = ctx.address().recipient();
        CredentialBirth {
            company: self.birth.company.clone(),
            store: self.world.store.clone(),
            numbers: self.world.numbers.clone(),
            number_policy: self.world.settings.session.number.clone(),
            mailbox: self.world.settings.mailbox,
            exited,
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
        let credentials = CredentialActor::new(self.credential_birth(ctx)).start();
        self.credentials = Some(Desk::new(credentials, self.world.metrics.clone()));
        self.count_as(Some(StateName::Idle));
        self.beat(ctx);
        info!(
            company.id = %self.birth.company,
            correlation.id = %self.birth.correlation,
            session.generation = self.birth.generation,
            "session of company {} started",
            self.birth.company
        );
        self.load_before_anything_else(ctx);
    }

    fn stopped(&mut self, _: &mut Self::Context) {
        self.count_as(None);
        let crashed = std::thread::panicking();
        let reason = if crashed { ExitReason::Crashed } else { self.departure.unwrap_or(ExitReason::Abandoned) };
        let (company, generation) = (self.birth.company.clone(), self.birth.generation);
        self.birth.exited.do_send(SessionExited { company, generation, reason });
    }
}
