//! Handlers of the worker.

use actix::{Context, Handler, ResponseFuture};
use tokio::sync::oneshot;

use super::actor::DeliveryWorker;
use super::messages::{LookForDeliveries, StopDeliveries};

impl Handler<LookForDeliveries> for DeliveryWorker {
    type Result = ();

    fn handle(&mut self, _: LookForDeliveries, ctx: &mut Context<Self>) {
        self.look(ctx);
    }
}

impl Handler<StopDeliveries> for DeliveryWorker {
    type Result = ResponseFuture<()>;

    fn handle(&mut self, _: StopDeliveries, _: &mut Context<Self>) -> Self::Result {
        let (stopped, is_stopped) = oneshot::channel();
        self.stopped.push(stopped);
        self.stop();
        Box::pin(async move {
            // An error means that the worker is gone, and nothing of it is under way.
            let _gone = is_stopped.await;
        })
    }
}
