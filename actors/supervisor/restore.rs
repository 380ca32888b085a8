//! Restore of the linked sessions after a start: a page of the database at a time and a limited number per second, most
//! recently connected first, so that they do not all connect at once.

use std::collections::VecDeque;
use std::time::Duration;

use actix::{AsyncContext, Context, WrapFuture, fut::ActorFutureExt};
use futures::FutureExt as _;
use linekeeper_domain::CompanyId;
use linekeeper_ports::StoredCompany;
use linekeeper_telemetry::new_correlation_id;
use tokio::sync::oneshot;
use tracing::{info, warn};

use super::actor::SessionSupervisor;
use super::messages::RestoreSessions;

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

impl SessionSupervisor {
    pub(super) fn restore_next_page(&mut self, ctx: &mut Context<Self>) {
        if self.stopping.is_some() {
            return;
        }
        let (store, cursor) = (self.services.store.clone(), self.restoration.cursor.clone());
        let page = async move { store.linked(cursor.as_ref(), PAGE).await };
        ctx.spawn(page.into_actor(self).map(|page, supervisor, ctx| match page {
            Ok(page) if page.is_empty() => supervisor.restore_changes(None, ctx),
            Ok(page) => {
                supervisor.restoration.cursor = page.last().cloned();
                supervisor.restoration.waiting = page.into_iter().map(|stored| stored.company).collect();
                supervisor.restore_some(ctx);
            }
            Err(error) => {
                warn!(%error, "linked sessions cannot be read yet");
                ctx.notify_later(RestoreSessions, TRY_AGAIN);
            }
        }));
    }

    /// Starts the sessions of companies that have no linked phone but something left of a change of the phone: a new
    /// device that was not promoted, or an old one that is not logged out.
    fn restore_changes(&mut self, after: Option<CompanyId>, ctx: &mut Context<Self>) {
        if self.stopping.is_some() {
            return;
        }
        let store = self.services.next.clone();
        let page = async move {
            let page = store.unfinished_changes(after.as_ref(), PAGE).await;
            (after, page)
        };
        ctx.spawn(page.into_actor(self).map(|(after, page), supervisor, ctx| match page {
            Ok(page) => {
                let last = page.last().cloned();
                for company in page {
                    // Those with a linked phone are running already.
                    supervisor.session_of(&company, &new_correlation_id("restore"), ctx);
                }
                match last {
                    Some(_) => supervisor.restore_changes(last, ctx),
                    None => supervisor.restored(),
                }
            }
            Err(error) => {
                warn!(%error, "unfinished changes of phones cannot be read yet");
                ctx.run_later(TRY_AGAIN, |supervisor, ctx| supervisor.restore_changes(after, ctx));
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
            self.session_of(&company, &new_correlation_id("restore"), ctx);
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
