//! Message handlers of the board.

use actix::{Context, Handler, MessageResult};

use super::actor::BoardActor;
use super::messages::{BoardUpdate, ReadBoard, UnwatchBoard, WatchBoard};

impl Handler<BoardUpdate> for BoardActor {
    type Result = ();

    fn handle(&mut self, updates: BoardUpdate, ctx: &mut Context<Self>) {
        let before = self.rows.last();
        match updates {
            BoardUpdate::Shown(row) => self.rows.show(row),
            BoardUpdate::Gone(company) => self.rows.leave(company),
            BoardUpdate::Stopping => self.say_that_it_stops(),
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
        MessageResult(self.frame(ask.read.as_ref()))
    }
}
