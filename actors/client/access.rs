//! Who may stay: a place among the sockets, a pass or a token that gives one, and the end of either.

use actix::{Actor, ActorFutureExt, AsyncContext, Handler, WrapFuture};
use linekeeper_domain::{ErrorCode, Moment};
use linekeeper_ports::Pass;
use tracing::debug;

use super::actor::ClientActor;
use super::farewell::Farewell;
use super::frames::{ServerFrame, Token};
use super::inquiry::{Brought, Entry, Inquiry, Refused};
use super::outgoing::{error_frame, farewell_frame};
use super::standing::Examination;
use super::wire::close;
use crate::sockets::{AccessRevoked, AdmitSocket, SocketPermit};

type Socket = <ClientActor as Actor>::Context;

impl ClientActor {
    /// Takes a place among the sockets; nothing is read before it has one.
    pub(super) fn enter(&mut self, ctx: &mut Socket) {
        let admit = AdmitSocket { address: self.birth.address, revoked: ctx.address().recipient() };
        let entered = Inquiry::of(&self.birth).enter(admit, self.birth.pass.take());
        ctx.wait(entered.into_actor(self).map(|entry, actor, ctx| actor.entered(entry, ctx)));
    }

    fn entered(&mut self, entry: Entry, ctx: &mut Socket) {
        match entry {
            Ok((permit, pass)) => {
                self.permit = Some(permit);
                match pass {
                    Some(pass) => self.accept(pass, ctx),
                    None => self.await_token(ctx),
                }
            }
            Err(farewell) => self.end(farewell, None, ctx),
        }
    }

    fn await_token(&self, ctx: &mut Socket) {
        ctx.run_later(self.birth.settings.authenticate_within, |actor, ctx| {
            if actor.standing.time_is_up() {
                actor.end(Farewell::Late, None, ctx);
            }
        });
    }

    /// A token comes: the first one, or one that may count longer.
    pub(super) fn authenticate(&mut self, token: Token, request_id: Option<String>, ctx: &mut Socket) {
        match self.standing.examine() {
            Examination::NotNeeded => self.confirm(request_id, ctx),
            Examination::UnderWay => {
                let frame = error_frame(ErrorCode::TooManyRequests, "a token is being checked", request_id);
                self.send(&frame, ctx);
            }
            Examination::Begins => {
                let socket = self.permit.as_ref().map(SocketPermit::socket);
                let brought = Brought { token, present: self.standing.pass().cloned(), socket };
                let examined = Inquiry::of(&self.birth).examine(brought).into_actor(self);
                ctx.spawn(examined.map(|answer, actor, ctx| actor.examined(answer, request_id, ctx)));
            }
        }
    }

    fn examined(&mut self, answer: Result<Option<Pass>, Refused>, request_id: Option<String>, ctx: &mut Socket) {
        self.standing.examined();
        match answer {
            Ok(newer) => {
                if let Some(pass) = newer {
                    self.accept(pass, ctx);
                }
                self.confirm(request_id, ctx);
            }
            Err(Refused::ForNow) => {
                let code = ErrorCode::StoreUnavailable;
                self.send(&error_frame(code, "the token could not be checked", request_id), ctx);
                if self.standing.was_last() {
                    self.end(Farewell::Late, None, ctx);
                }
            }
            Err(Refused::ForGood(farewell)) => self.end(farewell, request_id, ctx),
        }
    }

    fn confirm(&mut self, request_id: Option<String>, ctx: &mut Socket) {
        let expires_at = self.standing.expires_at();
        self.send(&ServerFrame::Authenticated { expires_at, request_id }, ctx);
    }

    /// The pass counts from now on; the first one lets the client watch.
    fn accept(&mut self, pass: Pass, ctx: &mut Socket) {
        let was_stranger = self.standing.is_stranger();
        self.standing.take(pass);
        if !self.ends_with_its_pass(ctx) && was_stranger {
            self.watch(ctx);
            ctx.run_interval(self.birth.settings.recheck, Self::recheck);
        }
    }

    /// A key is revoked by a program of its own, a link on another node perhaps: nobody tells this one.
    fn recheck(&mut self, ctx: &mut Socket) {
        let Some(pass) = self.standing.pass().cloned() else { return };
        let asked = Inquiry::of(&self.birth).look_for_revocation(pass).into_actor(self);
        ctx.spawn(asked.map(|is_revoked, actor, ctx| {
            if is_revoked {
                actor.end(Farewell::Revoked, None, ctx);
            }
        }));
    }

    /// Whether the pass has run out, which ends the socket; else it is looked at again when it does. The clock may have been
    /// set, and a timer has its own idea of long times.
    fn ends_with_its_pass(&mut self, ctx: &mut Socket) -> bool {
        let now = self.birth.clock.now();
        if self.standing.is_over(now) {
            self.end(Farewell::Expired, None, ctx);
            return true;
        }
        if let Some(before) = self.expiry.take() {
            ctx.cancel_future(before);
        }
        let left = self
            .standing
            .expires_at()
            .map(|end| Moment { now, monotonic: linekeeper_domain::Monotonic::default(), chance: 0.0 }.until(end));
        self.expiry = left.map(|left| {
            ctx.run_later(left, |actor, ctx| {
                actor.ends_with_its_pass(ctx);
            })
        });
        false
    }

    /// Says why and goes.
    pub(super) fn end(&mut self, farewell: Farewell, request_id: Option<String>, ctx: &mut Socket) {
        let company = &self.birth.company;
        debug!(company.id = %company, "a client of company {company} is sent away: {}", farewell.why());
        self.send(&farewell_frame(farewell, request_id), ctx);
        close(Some((farewell.close(), farewell.why()).into()), ctx);
    }
}

impl Handler<AccessRevoked> for ClientActor {
    type Result = ();

    fn handle(&mut self, _: AccessRevoked, ctx: &mut Self::Context) {
        self.end(Farewell::Revoked, None, ctx);
    }
}
