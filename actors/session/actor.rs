//! Session actor: its fields, its creation and its exit.

use std::sync::Arc;

use actix::{Actor, ActorContext, Context, Recipient, SpawnHandle};
use linekeeper_domain::session::{
    Beginning, ChangeState, CompanySession, Event, Input, Outcome, PairingsBegun, Slot, StateName,
};
use linekeeper_domain::{CompanyId, CorrelationId, Moment, PairingRefusal};
use linekeeper_ports::Chance;
use tokio_util::sync::CancellationToken;
use tracing::{info, warn};

use super::askers::Askers;
use super::liveness::Liveness;
use super::messages::{ExitReason, SessionExited, StatusChanged};
use super::sending::SendingWork;
use super::slot_work::SlotWork;
use super::watchers::Watchers;
use crate::SessionServices;
use crate::credentials::{CodePermit, WorkNo};
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

/// Actor of one company's session.
pub struct SessionActor {
    pub(super) services: Arc<SessionServices>,
    pub(super) args: SessionArgs,
    pub(super) session: CompanySession,
    /// Work of the line; unset only before the start.
    pub(super) line: Option<SlotWork>,
    /// Work of the next slot, from the first change of the phone on.
    pub(super) next: Option<Box<SlotWork>>,
    /// Whether it is known what is left of a change of the phone: the stored data was read in this life.
    pub(super) next_is_known: bool,
    /// Works of lines whose devices were replaced, until their links are closed.
    pub(super) retiring: Vec<SlotWork>,
    /// Works begun so far, for their numbers.
    pub(super) works_begun: u32,
    /// Timer of the next try of a promotion, or of emptying the next slot.
    pub(super) next_due: Option<SpawnHandle>,
    /// Timer of the next try to log out an old device.
    pub(super) old_due: Option<SpawnHandle>,
    pub(super) watchers: Watchers,
    /// Callers that wait to hear whether their pairing request is taken.
    pub(super) pairings: Askers<PairingRefusal>,
    /// Callers that wait for a reset.
    pub(super) resets: Askers,
    /// Callers that wait for a disconnect.
    pub(super) disconnects: Askers,
    /// Callers that wait to hear whether their step of a linking with a passkey is taken.
    pub(super) passkey_steps: Askers,
    /// Code permit granted by the event of this turn.
    pub(super) granted: Option<CodePermit>,
    /// State under which the metrics count this session, and that of its change.
    counted: Option<StateName>,
    counted_change: Option<ChangeState>,
    /// What it sends with, from the first connection on; `None` where messages are not kept.
    pub(super) sending: Option<Box<SendingWork>>,
    /// It completes what is under way and leaves.
    pub(super) leaving: bool,
    exit: Option<ExitReason>,
}

impl SessionActor {
    /// Creates a session that has read nothing yet; it reads what is stored when it starts.
    #[must_use]
    pub fn new(services: Arc<SessionServices>, mut args: SessionArgs) -> Self {
        let policy = Arc::clone(&services.settings.session);
        // Needed once: the session keeps them from here on.
        let begun = std::mem::take(&mut args.begun);
        // The one initial effect, `Load`, is carried out in `started`, before the first message.
        let (session, _load) =
            CompanySession::new(args.company.clone(), policy, args.correlation.clone(), services.clock.now());
        Self {
            granted: None,
            counted: None,
            counted_change: None,
            session: session.beginning(args.beginning).having_begun(begun),
            services,
            args,
            line: None,
            next: None,
            next_is_known: false,
            retiring: Vec::new(),
            works_begun: 0,
            next_due: None,
            old_due: None,
            watchers: Watchers::default(),
            pairings: Askers::default(),
            passkey_steps: Askers::default(),
            resets: Askers::default(),
            disconnects: Askers::default(),
            sending: None,
            leaving: false,
            exit: None,
        }
    }

    /// Feeds an event of a slot to the state machine. The slot of a replaced device has none any more.
    pub(super) fn take_in(&mut self, number: WorkNo, event: Event, ctx: &mut Context<Self>) {
        match self.slot_of(number) {
            Some(slot) => self.take(Input::In(slot, event), ctx),
            None => self.granted = None,
        }
    }

    /// Feeds an input to the state machine and carries out the effects.
    pub(super) fn take(&mut self, input: Input, ctx: &mut Context<Self>) {
        let clock = &self.services.clock;
        let moment = Moment { now: clock.now(), monotonic: clock.monotonic(), chance: self.args.chance.roll() };
        match self.session.clone().on(input.clone(), moment) {
            Ok(Outcome { session, current, next, company }) => {
                self.args.journal.note_transitions(&TransitionRecord {
                    before: &self.session,
                    after: &session,
                    input: &input,
                    at: moment.now,
                });
                self.session = session;
                self.count_as(Some(self.session.line().state().name()));
                self.report_status();
                for (slot, effects) in [(Slot::Current, current), (Slot::Next, next)] {
                    for effect in effects {
                        self.carry_out(slot, effect, ctx);
                    }
                }
                for effect in company {
                    self.carry_out_for_both(effect, ctx);
                }
                // A pairing request that was not refused is taken, unless it is not carried out yet.
                let session = &self.session;
                self.pairings.answer_all(|asked| !session.awaits_reading(asked), &Ok(()));
                self.show(ctx);
                self.follow_line(ctx);
            }
            Err(refusal) => {
                self.granted = None;
                let correlation = self.session.line().correlation();
                warn!(company.id = %self.args.company, correlation.id = %correlation, %refusal, "session of company {} ignored an event", self.args.company);
            }
        }
    }

    /// Feeds an event that may grant a code. The pairing that takes the code reverts the usage itself where WhatsApp
    /// gives none; if no pairing takes it, the permit does.
    pub(super) fn take_with_permit(
        &mut self,
        number: WorkNo,
        (event, permit): (Event, Option<CodePermit>),
        ctx: &mut Context<Self>,
    ) {
        self.granted = permit;
        self.take_in(number, event, ctx);
        if let Some(permit) = self.granted.take() {
            permit.used();
        }
    }

    fn count_as(&mut self, state: Option<StateName>) {
        if self.counted != state {
            self.services.metrics.session_moved(self.counted, state);
            self.counted = state;
        }
        let change = state.and_then(|_| self.session.change_state());
        if self.counted_change != change {
            self.services.metrics.change_moved(self.counted_change, change);
            self.counted_change = change;
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
        self.line = Some(self.begin_work(Slot::Current, ctx));
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
        self.keep_what_was_learned();
        let crashed = std::thread::panicking();
        let reason = if crashed { ExitReason::Crashed } else { self.exit.unwrap_or(ExitReason::Abandoned) };
        let (company, generation) = (self.args.company.clone(), self.args.generation);
        self.args.exited.do_send(SessionExited { company, generation, reason });
    }
}
