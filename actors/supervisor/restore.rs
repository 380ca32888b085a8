//! Restoring the linked sessions after a start, a page of the database at a time and a few sessions per second, most
//! recently connected first, so that they do not all connect at once.

use std::collections::VecDeque;
use std::time::Duration;

use actix::{AsyncContext, Context, WrapFuture, fut::ActorFutureExt};
use linekeeper_ports::StoredCompany;
use linekeeper_telemetry::new_correlation_id;
use tracing::{info, warn};

use super::actor::SessionSupervisor;
use super::messages::RestoreSessions;

const PAGE: u32 = 500;
/// How long to wait when the database does not answer.
const TRY_AGAIN: Duration = Duration::from_secs(2);
const TICK: Duration = Duration::from_millis(100);

/// How far the restoration has come.
#[derive(Default)]
pub(super) struct Restoration {
    cursor: Option<StoredCompany>,
    waiting: VecDeque<StoredCompany>,
    restored: usize,
}

impl SessionSupervisor {
    pub(super) fn restore_next_page(&mut self, ctx: &mut Context<Self>) {
        if self.stopping.is_some() {
            return;
        }
        let (store, cursor) = (self.world.store.clone(), self.restoration.cursor.clone());
        let page = async move { store.linked(cursor.as_ref(), PAGE).await };
        ctx.spawn(page.into_actor(self).map(|page, supervisor, ctx| match page {
            Ok(page) if page.is_empty() => {
                info!(
                    sessions.restored = supervisor.restoration.restored,
                    "{} linked sessions restored", supervisor.restoration.restored
                );
            }
            Ok(page) => {
                supervisor.restoration.cursor = page.last().cloned();
                supervisor.restoration.waiting = page.into();
                supervisor.restore_some(ctx);
            }
            Err(error) => {
                warn!(%error, "linked sessions cannot be read yet");
                ctx.notify_later(RestoreSessions, TRY_AGAIN);
            }
        }));
    }

    fn restore_some(&mut self, ctx: &mut Context<Self>) {
        let rate = self.world.settings.restore_per_second.max(1);
        let per_tick = usize::try_from(rate.div_ceil(10)).unwrap_or(1);
        for _ in 0..per_tick {
            let Some(stored) = self.restoration.waiting.pop_front() else { break };
            self.restoration.restored += 1;
            self.session_of(&stored.company, &new_correlation_id("restore"), ctx);
        }
        if self.restoration.waiting.is_empty() {
            self.restore_next_page(ctx);
        } else {
            ctx.run_later(TICK, Self::restore_some);
        }
    }
}
