//! The client's one handler: news of the session it watches.

use actix::Handler;
use actix_web_actors::ws;

use super::actor::ClientActor;
use super::incoming::close;
use super::outgoing::{notice_frame, state_frame};
use crate::session::SessionNews;

impl Handler<SessionNews> for ClientActor {
    type Result = ();

    fn handle(&mut self, news: SessionNews, ctx: &mut Self::Context) {
        let server_time = self.birth.clock.now();
        match news {
            SessionNews::Status(status, live) => self.send(&state_frame(&status, &live, server_time), ctx),
            SessionNews::Notice(notice) => {
                let request_id = self.pending.answered_by(&notice);
                if let Some(frame) = notice_frame(&notice, server_time, request_id) {
                    self.send(&frame, ctx);
                }
            }
            SessionNews::Stopping => close(Some((ws::CloseCode::Restart, "restarting, connect again").into()), ctx),
        }
    }
}
