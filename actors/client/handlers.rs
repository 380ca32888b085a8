//! The client's one handler: news of the session it watches.

use actix::Handler;
use actix_web_actors::ws;
use linekeeper_domain::session::Notice;

use super::actor::ClientActor;
use super::outgoing::{notice_frame, state_frame};
use super::wire::close;
use crate::session::SessionNews;

impl ClientActor {
    /// What was told just now is not told again because somebody else asked for it.
    fn pass_on(&mut self, notice: Notice, ctx: &mut ws::WebsocketContext<Self>) {
        let awaited = self.pending.is_there();
        let request_id = self.pending.answered_by(&notice);
        if !awaited && self.told.as_ref() == Some(&notice) {
            return;
        }
        if let Some(frame) = notice_frame(&notice, self.birth.clock.now(), request_id) {
            self.send(&frame, ctx);
        }
        self.told = Some(notice);
    }
}

impl Handler<SessionNews> for ClientActor {
    type Result = ();

    fn handle(&mut self, news: SessionNews, ctx: &mut Self::Context) {
        let server_time = self.birth.clock.now();
        match news {
            SessionNews::Status(status, live) => self.send(&state_frame(&status, &live, server_time), ctx),
            SessionNews::Notice(notice) => self.pass_on(notice, ctx),
            SessionNews::Stopping => close(Some((ws::CloseCode::Restart, "restarting, connect again").into()), ctx),
        }
    }
}
