//! Handler of the client actor for the updates of the session it watches.

use actix::Handler;
use actix_web_actors::ws;
use linekeeper_domain::session::SessionNotification;

use super::actor::ClientActor;
use super::outgoing::{notice_frame, state_frame};
use super::socket_state::close;
use crate::session::SessionUpdate;

impl ClientActor {
    /// Sends a notification, unless it was just sent and is only repeated because another client asked for it.
    fn pass_on(&mut self, notification: SessionNotification, ctx: &mut ws::WebsocketContext<Self>) {
        let awaited = self.pending.is_there();
        let request_id = self.pending.answered_by(&notification);
        if !awaited && self.told.as_ref() == Some(&notification) {
            return;
        }
        let watcher = self.auth_state.asker();
        if let Some(frame) = notice_frame(&notification, watcher.as_ref(), self.args.clock.now(), request_id) {
            self.send(&frame, ctx);
        }
        self.told = Some(notification);
    }
}

impl Handler<SessionUpdate> for ClientActor {
    type Result = ();

    fn handle(&mut self, updates: SessionUpdate, ctx: &mut Self::Context) {
        let server_time = self.args.clock.now();
        match updates {
            SessionUpdate::Status(status, live) => {
                let watcher = self.auth_state.asker();
                self.overtime.see(&status, &live, watcher.as_ref());
                self.send(&state_frame(&status, &live, watcher.as_ref(), server_time), ctx);
                if self.overtime.has_begun() {
                    self.ends_when_expired(ctx);
                }
            }
            SessionUpdate::Notification(notification) => self.pass_on(notification, ctx),
            SessionUpdate::Stopping => close(Some((ws::CloseCode::Restart, "restarting, connect again").into()), ctx),
        }
    }
}
