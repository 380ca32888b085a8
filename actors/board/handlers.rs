//! The board's handlers.

use actix::{Context, Handler, MessageResult};

use super::actor::BoardActor;
use super::messages::{BoardNews, ReadBoard, UnwatchBoard, WatchBoard};

impl Handler<BoardNews> for BoardActor {
    type Result = ();

    fn handle(&mut self, news: BoardNews, ctx: &mut Context<Self>) {
        let before = self.rows.last();
        match news {
            BoardNews::Shown(row) => self.rows.show(row),
            BoardNews::Gone(company) => self.rows.leave(company),
            BoardNews::Stopping => self.say_that_it_stops(),
        }
        if self.rows.last() != before {
            self.changed(ctx);
        }
    }
}

impl Handler<WatchBoard> for BoardActor {
    type Result = ();

    fn handle(&mut self, watch: WatchBoard, _: &mut Context<Self>) {
        self.watchers.insert(watch.watcher, watch.woken);
    }
}

impl Handler<UnwatchBoard> for BoardActor {
    type Result = ();

    fn handle(&mut self, unwatch: UnwatchBoard, _: &mut Context<Self>) {
        self.watchers.remove(&unwatch.watcher);
    }
}

impl Handler<ReadBoard> for BoardActor {
    type Result = MessageResult<ReadBoard>;

    fn handle(&mut self, ask: ReadBoard, _: &mut Context<Self>) -> Self::Result {
        MessageResult(self.sheet(ask.read.as_ref()))
    }
}
