//! The client's one handler: news of the session it watches.

use actix::{ActorContext, Handler};
use actix_web_actors::ws;

use super::actor::ClientActor;
use crate::session::SessionNews;

impl Handler<SessionNews> for ClientActor {
    type Result = ();

    fn handle(&mut self, news: SessionNews, ctx: &mut Self::Context) {
        match news {
            SessionNews::Status(status, live) => self.show_status(&status, &live, ctx),
            SessionNews::Notice(notice) => self.tell(&notice, ctx),
            SessionNews::Stopping => {
                ctx.close(Some((ws::CloseCode::Restart, "restarting, connect again").into()));
                ctx.stop();
            }
        }
    }
}
