//! Those who watch a session. A full mailbox does not hold the session up: notices to it are dropped with a mark, and the
//! present status, which says the same, is sent as soon as there is room.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use actix::dev::SendError;
use actix::{AsyncContext, Context, Recipient};
use linekeeper_domain::session::Status;

use super::actor::SessionActor;
use super::messages::{LiveItems, SessionNews, StatusChanged, WatcherId};

/// How soon a watcher whose mailbox was full is tried again.
const SECOND_TRY: Duration = Duration::from_millis(250);

/// A session as it looks, with what lives on the screen.
type Picture = (Arc<Status>, Arc<LiveItems>);

struct Watcher {
    news: Recipient<SessionNews>,
    /// Missed something: needs the status when there is room.
    behind: bool,
}

/// The watchers of one session.
#[derive(Default)]
pub(super) struct Watchers {
    all: BTreeMap<WatcherId, Watcher>,
    /// What they were shown last.
    shown: Option<Picture>,
    /// What the supervisor was shown last, and whether there was something to do.
    reported: Option<(Picture, bool)>,
    second_try_due: bool,
}

impl Watchers {
    pub(super) fn remove(&mut self, watcher: WatcherId) {
        self.all.remove(&watcher);
    }

    pub(super) fn send_all(&mut self, news: &SessionNews, ctx: &mut Context<SessionActor>) {
        self.all.retain(|_, watcher| watcher.tell(news));
        self.try_again_later(ctx);
    }

    fn try_again_later(&mut self, ctx: &mut Context<SessionActor>) {
        if !self.second_try_due && self.all.values().any(|watcher| watcher.behind) {
            self.second_try_due = true;
            ctx.run_later(SECOND_TRY, |actor, ctx| actor.watchers.catch_up(ctx));
        }
    }

    fn catch_up(&mut self, ctx: &mut Context<SessionActor>) {
        self.second_try_due = false;
        let Some((status, live)) = self.shown.clone() else { return };
        let news = SessionNews::Status(status, live);
        self.all.retain(|_, watcher| {
            if !watcher.behind {
                return true;
            }
            watcher.behind = false;
            watcher.tell(&news)
        });
        self.try_again_later(ctx);
    }
}

impl Watcher {
    /// Whether the watcher is still there.
    fn tell(&mut self, news: &SessionNews) -> bool {
        match self.news.try_send(news.clone()) {
            Ok(()) => true,
            Err(SendError::Full(_)) => {
                self.behind = true;
                true
            }
            Err(SendError::Closed(_)) => false,
        }
    }
}

impl SessionActor {
    /// The newcomer sees the present picture at once.
    pub(super) fn welcome(&mut self, watcher: WatcherId, news: Recipient<SessionNews>, ctx: &mut Context<Self>) {
        let (status, live) = self.picture();
        let mut newcomer = Watcher { news, behind: false };
        if newcomer.tell(&SessionNews::Status(status, live)) {
            self.watchers.all.insert(watcher, newcomer);
        }
        self.watchers.try_again_later(ctx);
    }

    /// Shows the session to the supervisor, if it looks different from before. It comes before anybody is told anything, so
    /// that whoever was told and asks an endpoint is not answered with the picture of before.
    pub(super) fn report_status(&mut self) {
        let (picture, at_rest) = (self.picture(), self.session.is_at_rest());
        let reported = self.watchers.reported.as_ref();
        if reported.is_some_and(|(shown, rested)| same(shown, &picture) && *rested == at_rest) {
            return;
        }
        let (company, generation, status) = (self.birth.company.clone(), self.birth.generation, picture.0.clone());
        self.watchers.reported = Some((picture, at_rest));
        let begun = self.session.pairings_begun().clone();
        self.birth.status.do_send(StatusChanged { company, generation, status, at_rest, begun });
    }

    /// Shows the session to those who watch it, if it looks different from before.
    pub(super) fn show(&mut self, ctx: &mut Context<Self>) {
        let Some((picture, _)) = self.watchers.reported.clone() else { return };
        if self.watchers.shown.as_ref().is_some_and(|shown| same(shown, &picture)) {
            return;
        }
        self.watchers.shown = Some(picture.clone());
        self.watchers.send_all(&SessionNews::Status(picture.0, picture.1), ctx);
    }

    fn picture(&self) -> Picture {
        let live = self.session.state().pairing().map(|pairing| LiveItems {
            code: pairing.code.clone(),
            qr: pairing.qr.clone().filter(|_| pairing.qr_wanted),
            phone: pairing.phone.clone(),
        });
        (Arc::new(self.session.status(self.world.clock.now())), Arc::new(live.unwrap_or_default()))
    }
}

/// Remaining times shrink by themselves; that alone is no change.
fn same(one: &Picture, two: &Picture) -> bool {
    let timeless = |status: &Status| Status { retry_after_ms: None, ..status.clone() };
    one.1 == two.1 && timeless(&one.0) == timeless(&two.0)
}
