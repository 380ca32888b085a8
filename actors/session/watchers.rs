//! Watchers of a session. A full mailbox does not block the session: the update is dropped, the watcher marked as
//! behind, and the current status, which says the same, sent as soon as there is room.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use actix::dev::SendError;
use actix::{AsyncContext, Context, Recipient};
use linekeeper_domain::session::Status;

use super::actor::SessionActor;
use super::messages::{LiveItems, SessionUpdate, StatusChanged, WatcherId};

/// Pause before the next try for a watcher whose mailbox was full.
const SECOND_TRY: Duration = Duration::from_millis(250);

/// Status with the code and QR code on the screen.
type Picture = (Arc<Status>, Arc<LiveItems>);

struct Watcher {
    updates: Recipient<SessionUpdate>,
    /// Missed an update: needs the current status.
    behind: bool,
}

/// Watchers of one session.
#[derive(Default)]
pub(super) struct Watchers {
    all: BTreeMap<WatcherId, Watcher>,
    /// Picture last sent to the watchers.
    shown: Option<Picture>,
    /// Picture last reported to the supervisor, and whether the session was at rest.
    reported: Option<(Picture, bool)>,
    second_try_due: bool,
}

impl Watchers {
    pub(super) fn remove(&mut self, watcher: WatcherId) {
        self.all.remove(&watcher);
    }

    pub(super) fn send_all(&mut self, updates: &SessionUpdate, ctx: &mut Context<SessionActor>) {
        self.all.retain(|_, watcher| watcher.tell(updates));
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
        let updates = SessionUpdate::Status(status, live);
        self.all.retain(|_, watcher| {
            if !watcher.behind {
                return true;
            }
            watcher.behind = false;
            watcher.tell(&updates)
        });
        self.try_again_later(ctx);
    }
}

impl Watcher {
    /// Sends an update; returns whether the watcher still exists.
    fn tell(&mut self, updates: &SessionUpdate) -> bool {
        match self.updates.try_send(updates.clone()) {
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
    /// Adds a watcher and sends it the current status.
    pub(super) fn welcome(&mut self, watcher: WatcherId, updates: Recipient<SessionUpdate>, ctx: &mut Context<Self>) {
        let (status, live) = self.picture();
        let mut newcomer = Watcher { updates, behind: false };
        if newcomer.tell(&SessionUpdate::Status(status, live)) {
            self.watchers.all.insert(watcher, newcomer);
        }
        self.watchers.try_again_later(ctx);
    }

    /// Reports the status to the supervisor if it changed. This comes before the watchers are told, so that a client
    /// that was told and then asks an endpoint does not get the previous status.
    pub(super) fn report_status(&mut self) {
        let (picture, at_rest) = (self.picture(), self.session.is_at_rest());
        let reported = self.watchers.reported.as_ref();
        if reported.is_some_and(|(shown, rested)| same(shown, &picture) && *rested == at_rest) {
            return;
        }
        let (company, generation, status) = (self.args.company.clone(), self.args.generation, picture.0.clone());
        self.watchers.reported = Some((picture, at_rest));
        let begun = self.session.pairings_begun().clone();
        let knows_its_record = self.session.knows_its_record();
        self.args.status.do_send(StatusChanged { company, generation, status, at_rest, knows_its_record, begun });
    }

    /// Sends the status to the watchers if it changed.
    pub(super) fn show(&mut self, ctx: &mut Context<Self>) {
        let Some((picture, _)) = self.watchers.reported.clone() else { return };
        if self.watchers.shown.as_ref().is_some_and(|shown| same(shown, &picture)) {
            return;
        }
        self.watchers.shown = Some(picture.clone());
        self.watchers.send_all(&SessionUpdate::Status(picture.0, picture.1), ctx);
    }

    fn picture(&self) -> Picture {
        let live = self.session.pairing().map(|pairing| LiveItems {
            code: pairing.code.clone(),
            qr: pairing.qr.clone().filter(|_| pairing.qr_wanted),
            passkey: self.session.live_passkey(),
            phone: pairing.phone.clone(),
            askers: Some(pairing.askers.clone()),
        });
        (Arc::new(self.session.status(self.services.clock.now())), Arc::new(live.unwrap_or_default()))
    }
}

/// Compares two pictures without `retry_after_ms`, which shrinks by itself.
fn same(one: &Picture, two: &Picture) -> bool {
    one.1 == two.1 && one.0.looks_like(&two.0)
}
