//! Restore of the linked sessions after a start: a page of the database at a time and a limited number per second, most
//! recently connected first, so that they do not all connect at once.

use std::collections::VecDeque;
use std::time::Duration;

use actix::{AsyncContext, Context, WrapFuture, fut::ActorFutureExt};
use futures::FutureExt as _;
use linekeeper_domain::{CompanyId, Timestamp};
use linekeeper_ports::{StoreError, StoredCompany};
use linekeeper_telemetry::new_correlation_id;
use tokio::sync::oneshot;
use tracing::{info, warn};

use super::actor::SessionSupervisor;
use crate::SessionServices;

const PAGE: u32 = 500;
/// Pause before the next try when the database does not answer.
const TRY_AGAIN: Duration = Duration::from_secs(2);
const TICK: Duration = Duration::from_millis(100);
/// Credit that one session costs. Each tick of 100 ms adds the configured sessions per second, so ten of it are one
/// session.
const PRICE: u32 = 10;

/// Progress of the restore.
pub(super) struct Restoration {
    cursor: Option<StoredCompany>,
    waiting: VecDeque<CompanyId>,
    restored: usize,
    credit: u32,
    /// Callers that wait until all sessions are started; `None` once that is so.
    asked: Option<Vec<oneshot::Sender<()>>>,
}

impl Default for Restoration {
    /// Starts with the credit for one session, so that the first one starts at once.
    fn default() -> Self {
        Self { cursor: None, waiting: VecDeque::new(), restored: 0, credit: PRICE, asked: Some(Vec::new()) }
    }
}

impl Restoration {
    /// Completes when every linked session has been started, or when none will be any more.
    pub(super) fn end(&mut self) -> impl Future<Output = ()> + use<> {
        let (answer, answered) = oneshot::channel();
        if let Some(asked) = &mut self.asked {
            asked.push(answer);
        }
        // Dropped unanswered when the restore is over already, or the supervisor is gone.
        answered.map(|_| ())
    }
}

/// What a company without a linked phone may have left of one.
#[derive(Clone, Copy)]
pub(super) enum Leftover {
    /// A change of the phone: a new device that was not promoted, or an old one that is not logged out.
    Change,
    /// A log that says that a phone is linked: the process ended before it was told, or the credentials have expired. What
    /// the session then finds, its log is told.
    UntoldEnd,
}

impl Leftover {
    /// Reads companies after the given one that have it.
    async fn page(self, services: &SessionServices, after: Option<&CompanyId>) -> Result<Vec<CompanyId>, StoreError> {
        match (self, &services.session_log) {
            (Self::Change, _) => services.next.unfinished_changes(after, PAGE).await,
            (Self::UntoldEnd, Some(log)) => log.told_linked_and_not(after, PAGE).await,
            (Self::UntoldEnd, None) => Ok(Vec::new()),
        }
    }

    const fn what(self) -> &'static str {
        match self {
            Self::Change => "unfinished changes of phones",
            Self::UntoldEnd => "lines that ended untold",
        }
    }
}

impl SessionSupervisor {
    pub(super) fn restore_next_page(&mut self, ctx: &mut Context<Self>) {
        if self.stopping.is_some() {
            return;
        }
        let (store, cursor) = (self.services.store.clone(), self.restoration.cursor.clone());
        let page = async move { store.linked(cursor.as_ref(), PAGE).await };
        ctx.spawn(page.into_actor(self).map(|page, supervisor, ctx| match page {
            Ok(page) if page.is_empty() => supervisor.start_leftovers(Leftover::Change, None, ctx),
            Ok(page) => {
                supervisor.restoration.cursor = page.last().cloned();
                supervisor.restoration.waiting = page.into_iter().map(|stored| stored.company).collect();
                supervisor.restore_some(ctx);
            }
            Err(error) => {
                warn!(%error, "linked sessions cannot be read yet");
                ctx.run_later(TRY_AGAIN, Self::restore_next_page);
            }
        }));
    }

    /// Records that pairings of processes before this time are over. Lists only are wrong until then, so no session waits
    /// for it.
    pub(super) fn settle_records(&mut self, began_at: Timestamp, ctx: &mut Context<Self>) {
        let companies = self.services.companies.clone();
        let settled = async move { companies.settle(began_at).await };
        ctx.spawn(settled.into_actor(self).map(move |settled, _, ctx| {
            if let Err(error) = settled {
                warn!(%error, "pairings of an earlier process cannot be recorded as over yet");
                ctx.run_later(TRY_AGAIN, move |supervisor, ctx| supervisor.settle_records(began_at, ctx));
            }
        }));
    }

    /// Starts the sessions of companies that have no linked phone and something left of one, page by page from the given
    /// company on.
    pub(super) fn start_leftovers(&mut self, of: Leftover, after: Option<CompanyId>, ctx: &mut Context<Self>) {
        if self.stopping.is_some() {
            return;
        }
        let services = self.services.clone();
        let page = async move {
            let page = of.page(&services, after.as_ref()).await;
            (after, page)
        };
        ctx.spawn(page.into_actor(self).map(move |(after, page), supervisor, ctx| match page {
            Ok(page) => {
                let last = page.last().cloned();
                for company in page {
                    // Those with a linked phone are running already.
                    supervisor.session_of(&company, &new_correlation_id(), ctx);
                }
                match (last, of) {
                    (last @ Some(_), _) => supervisor.start_leftovers(of, last, ctx),
                    (None, Leftover::Change) => {
                        supervisor.restored();
                        supervisor.start_leftovers(Leftover::UntoldEnd, None, ctx);
                    }
                    (None, Leftover::UntoldEnd) => {}
                }
            }
            Err(error) => {
                warn!(%error, "{} cannot be read yet", of.what());
                ctx.run_later(TRY_AGAIN, move |supervisor, ctx| supervisor.start_leftovers(of, after, ctx));
            }
        }));
    }

    fn restored(&mut self) {
        info!(sessions.restored = self.restoration.restored, "{} linked sessions restored", self.restoration.restored);
        for asked in self.restoration.asked.take().into_iter().flatten() {
            // The caller may be gone.
            let _gone = asked.send(());
        }
    }

    fn restore_some(&mut self, ctx: &mut Context<Self>) {
        while self.restoration.credit >= PRICE
            && let Some(company) = self.restoration.waiting.pop_front()
        {
            self.restoration.credit -= PRICE;
            self.restoration.restored += 1;
            self.session_of(&company, &new_correlation_id(), ctx);
        }
        if self.restoration.waiting.is_empty() {
            self.restore_next_page(ctx);
        } else {
            ctx.run_later(TICK, |supervisor, ctx| {
                supervisor.restoration.credit += supervisor.services.settings.restore_per_second.max(1);
                supervisor.restore_some(ctx);
            });
        }
    }
}
