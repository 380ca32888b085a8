//! Message handlers of the socket registry.

use actix::{AsyncContext, Context, Handler, MessageResult};
use tracing::{debug, info};

use super::actor::SocketRegistry;
use super::messages::{AccessRevoked, AdmitSocket, CountSockets, EndSockets, ProveSocket};
use super::open_sockets::{Holder, SocketRefusal};
use super::permit::{LeaveSockets, SocketPermit};

impl Handler<AdmitSocket> for SocketRegistry {
    type Result = MessageResult<AdmitSocket>;

    fn handle(&mut self, admit: AdmitSocket, ctx: &mut Context<Self>) -> Self::Result {
        let socket = self.next_socket();
        let admitted = self.open_sockets.admit(socket, admit.address).map(|()| {
            self.recipients.insert(socket, admit.revoked);
            // A caller that has gone drops the permit unread, which returns the place.
            SocketPermit::new(socket, ctx.address().recipient())
        });
        if let Err(bound) = &admitted {
            self.metrics.socket_refused(*bound);
            debug!("a WebSocket was refused: {}", bound.as_str());
        }
        MessageResult(admitted)
    }
}

impl Handler<ProveSocket> for SocketRegistry {
    type Result = Result<(), SocketRefusal>;

    fn handle(&mut self, prove: ProveSocket, _: &mut Context<Self>) -> Self::Result {
        let ProveSocket { socket, company, principal } = prove;
        let proved = self.open_sockets.prove(socket, Holder { company, principal }, self.clock.monotonic());
        if let Err(SocketRefusal::Crowded(bound)) = proved {
            self.metrics.socket_refused(bound);
        }
        proved
    }
}

impl Handler<LeaveSockets> for SocketRegistry {
    type Result = ();

    fn handle(&mut self, leave: LeaveSockets, _: &mut Context<Self>) {
        self.open_sockets.leave(leave.socket);
        self.recipients.remove(&leave.socket);
    }
}

impl Handler<EndSockets> for SocketRegistry {
    type Result = usize;

    fn handle(&mut self, end: EndSockets, _: &mut Context<Self>) -> usize {
        let ended = self.open_sockets.end(&end.of, self.clock.monotonic());
        for ear in ended.iter().filter_map(|socket| self.recipients.get(socket)) {
            // Must not be lost, so not by `try_send`; each socket closes at the first one.
            ear.do_send(AccessRevoked);
        }
        info!(access.id = %end.of, "closing {} WebSockets opened with the access id {}", ended.len(), end.of);
        ended.len()
    }
}

impl Handler<CountSockets> for SocketRegistry {
    type Result = usize;

    fn handle(&mut self, _: CountSockets, _: &mut Context<Self>) -> usize {
        self.open_sockets.open()
    }
}
