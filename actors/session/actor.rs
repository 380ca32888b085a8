//! Session actor: its fields, its creation and its exit.

use std::collections::{HashMap, VecDeque};

use actix::{Actor, ActorContext, AsyncContext, Context, Recipient, SpawnHandle};
use linekeeper_domain::session::{Beginning, Event, LinkNo, PairingsBegun, Session, StateName, Timer};
use linekeeper_domain::{CompanyId, CorrelationId, Moment, PairingRefusal};
use linekeeper_ports::{Chance, Fence, Link};
use tokio_util::sync::CancellationToken;
use tracing::{info, warn};

use super::admission::Admission;
use super::askers::Askers;
use super::liveness::Liveness;
use super::messages::{ExitReason, SessionExited, StatusChanged};
use super::serial_tasks::{PairingStart, SerialTask};
use super::watchers::Watchers;
use crate::SessionServices;
use crate::credentials::{CodePermit, CredentialActor, CredentialArgs, CredentialsExited, CredentialsHandle};
use crate::journal::{JournalWriter, TransitionRecord};

/// Everything a session is created with.
pub struct SessionArgs {
    /// Company of the session.
    pub company: CompanyId,
    /// Generation: the number of this life, from 1.
    pub generation: u64,
    /// Correlation id of the request or event that led to it.
    pub correlation: CorrelationId,
    /// Start mode: as stored, past the parking, or parked for its restart limit.
    pub beginning: Beginning,
    /// Liveness that this session updates and the supervisor reads.
    pub pulse: Liveness,
    /// Cancelled to kill the session, also in the middle of a wait.
    pub kill: CancellationToken,
    /// Source of jitter.
    pub chance: Box<dyn Chance>,
    /// Writer of its journal entries.
    pub(crate) journal: JournalWriter,
    /// Start times of the pairings in its earlier lives.
    pub begun: PairingsBegun,
    /// Supervisor, which learns of its exit.
    pub exited: Recipient<SessionExited>,
    /// Supervisor, which learns of each change of its status.
    pub status: Recipient<StatusChanged>,
}

/// Timer that is set.
pub(super) struct Alarm {
    /// Tells this timer apart from earlier ones of the same name.
    pub(super) number: u64,
    pub(super) handle: SpawnHandle,
}

/// Actor of one company's session.
pub struct SessionActor {
    pub(super) services: SessionServices,
    pub(super) args: SessionArgs,
    pub(super) session: Session,
    pub(super) credentials: Option<CredentialsHandle>,
    /// Fence under which links opened now write.
    pub(super) fence: Fence,
    pub(super) link: Option<(LinkNo, Box<dyn Link>)>,
    /// Start of the newest pairing.
    pub(super) pairing_start: Option<PairingStart>,
    pub(super) tasks: VecDeque<SerialTask>,
    pub(super) task_running: bool,
    pub(super) timers: HashMap<Timer, Alarm>,
    /// Timers set so far, for their numbers.
    pub(super) armed: u64,
    pub(super) watchers: Watchers,
    /// Callers that wait to hear whether their pairing request is taken.
    pub(super) pairings: Askers<PairingRefusal>,
    /// Callers that wait for a reset.
    pub(super) resets: Askers,
    /// Callers that wait for a disconnect.
    pub(super) disconnects: Askers,
    pub(super) admission: Admission,
    /// Code permit granted by the event of this turn.
    pub(super) granted: Option<CodePermit>,
    /// State under which the metrics count this session.
    counted: Option<StateName>,
    exit: Option<ExitReason>,
}

impl SessionActor {
    /// Creates a session that has read nothing yet; it reads what is stored when it starts.
    #[must_use]
    pub fn new(services: SessionServices, args: SessionArgs) -> Self {
        let policy = services.settings.session.clone();
        // The one initial effect, `Load`, is carried out in `started`, before the first message.
        let (session, _load) =
            Session::new(args.company.clone(), policy, args.correlation.clone(), services.clock.now());
        Self {
            admission: Admission::None,
            granted: None,
            counted: None,
            session: session.beginning(args.beginning).having_begun(args.begun.clone()),
            services,
            args,
            credentials: None,
            fence: Fence(0),
            link: None,
            pairing_start: None,
            tasks: VecDeque::new(),
            task_running: false,
            timers: HashMap::new(),
            armed: 0,
            watchers: Watchers::default(),
            pairings: Askers::default(),
            resets: Askers::default(),
            disconnects: Askers::default(),
            exit: None,
        }
    }

    /// Feeds an event to the state machine and carries out the effects.
    pub(super) fn take(&mut self, event: Event, ctx: &mut Context<Self>) {
        let clock = &self.services.clock;
        let moment = Moment { now: clock.now(), monotonic: clock.monotonic(), chance: self.args.chance.roll() };
        match self.session.clone().on(event.clone(), moment) {
            Ok((session, effects)) => {
                self.args.journal.note_transition(&TransitionRecord {
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
                // A pairing request that was not refused is taken, unless it waits for the stored data to be read.
                let session = &self.session;
                self.pairings.answer_all(|asked| !session.awaits_reading(asked), &Ok(()));
                self.show(ctx);
            }
            Err(refusal) => {
                self.granted = None;
                let correlation = self.session.correlation();
                warn!(company.id = %self.args.company, correlation.id = %correlation, %refusal, "session of company {} ignored an event", self.args.company);
            }
        }
    }

    /// Feeds an event that may grant a code. The pairing that takes the code reverts the usage itself where WhatsApp
    /// gives none; if no pairing takes it, the permit does.
    pub(super) fn take_with_permit(&mut self, event: Event, permit: Option<CodePermit>, ctx: &mut Context<Self>) {
        self.granted = permit;
        self.take(event, ctx);
        if let Some(permit) = self.granted.take() {
            permit.used();
        }
    }

    fn count_as(&mut self, state: Option<StateName>) {
        if self.counted != state {
            self.services.metrics.session_moved(self.counted, state);
            self.counted = state;
        }
    }

    fn credential_args(&self, ctx: &Context<Self>) -> CredentialArgs {
        let exited: Recipient<CredentialsExited> = ctx.address().recipient();
        CredentialArgs {
            company: self.args.company.clone(),
            store: self.services.store.clone(),
            numbers: self.services.numbers.clone(),
            number_policy: self.services.settings.session.number.clone(),
            mailbox: self.services.settings.mailbox,
            exited,
        }
    }

    /// The only exit; the first reason counts.
    pub(super) fn leave(&mut self, reason: ExitReason, ctx: &mut Context<Self>) {
        if self.exit.is_none() {
            self.exit = Some(reason);
        }
        ctx.stop();
    }
}

impl Actor for SessionActor {
    type Context = Context<Self>;

    fn started(&mut self, ctx: &mut Self::Context) {
        ctx.set_mailbox_capacity(self.services.settings.mailbox);
        let credentials = CredentialActor::new(self.credential_args(ctx)).start();
        self.credentials = Some(CredentialsHandle::new(credentials, self.services.metrics.clone()));
        self.count_as(Some(StateName::Idle));
        self.beat(ctx);
        info!(
            company.id = %self.args.company,
            correlation.id = %self.args.correlation,
            session.generation = self.args.generation,
            "session of company {} started",
            self.args.company
        );
        self.load_before_anything_else(ctx);
    }

    fn stopped(&mut self, _: &mut Self::Context) {
        self.count_as(None);
        let crashed = std::thread::panicking();
        let reason = if crashed { ExitReason::Crashed } else { self.exit.unwrap_or(ExitReason::Abandoned) };
        let (company, generation) = (self.args.company.clone(), self.args.generation);
        self.args.exited.do_send(SessionExited { company, generation, reason });
    }
}
