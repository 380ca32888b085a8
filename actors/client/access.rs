//! Access of a client's socket: its place in the socket registry, the pass or token that authenticates it, and the
//! close when either ends.

use std::time::Duration;

use actix::{Actor, ActorFutureExt, AsyncContext, Handler, WrapFuture};
use linekeeper_domain::{ErrorCode, Moment};
use linekeeper_ports::Pass;
use tracing::debug;

use super::access_checks::{AccessChecks, Brought, Entry, Refused};
use super::actor::ClientActor;
use super::auth_state::TokenExamination;
use super::close_reason::SocketCloseReason;
use super::frames::{ServerFrame, Token};
use super::outgoing::{close_frame, error_frame};
use super::overtime::{self, AfterExpiry};
use super::socket_state::close;
use crate::sockets::{AccessRevoked, AdmitSocket, SocketPermit};

type Socket = <ClientActor as Actor>::Context;

impl ClientActor {
    /// Requests a place in the socket registry; no frame is read before it has one.
    pub(super) fn enter(&mut self, ctx: &mut Socket) {
        let admit = AdmitSocket { address: self.args.address, revoked: ctx.address().recipient() };
        let entered = AccessChecks::of(&self.args).enter(admit, self.args.pass.take());
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
            Err(close_reason) => self.end(close_reason, None, ctx),
        }
    }

    fn await_token(&self, ctx: &mut Socket) {
        ctx.run_later(self.args.settings.authenticate_within, |actor, ctx| {
            if actor.auth_state.time_is_up() {
                actor.end(SocketCloseReason::Late, None, ctx);
            }
        });
    }

    /// Checks a token: the first one, or a newer one that may be valid longer.
    pub(super) fn authenticate(&mut self, token: Token, request_id: Option<String>, ctx: &mut Socket) {
        match self.auth_state.examine() {
            TokenExamination::NotNeeded => self.confirm(request_id, ctx),
            TokenExamination::UnderWay => {
                let frame = error_frame(ErrorCode::TooManyRequests, "a token is being checked", request_id);
                self.send(&frame, ctx);
            }
            TokenExamination::Begins => {
                let socket = self.permit.as_ref().map(SocketPermit::socket);
                let brought = Brought { token, present: self.auth_state.pass().cloned(), socket };
                let examined = AccessChecks::of(&self.args).examine(brought).into_actor(self);
                ctx.spawn(examined.map(|answer, actor, ctx| actor.examined(answer, request_id, ctx)));
            }
        }
    }

    fn examined(&mut self, answer: Result<Option<Pass>, Refused>, request_id: Option<String>, ctx: &mut Socket) {
        self.auth_state.examined();
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
                if self.auth_state.was_last() {
                    self.end(SocketCloseReason::Late, None, ctx);
                }
            }
            Err(Refused::ForGood(close_reason)) => self.end(close_reason, request_id, ctx),
        }
    }

    fn confirm(&mut self, request_id: Option<String>, ctx: &mut Socket) {
        let expires_at = self.auth_state.expires_at();
        self.send(&ServerFrame::Authenticated { expires_at, request_id }, ctx);
    }

    /// Makes this the valid pass; with the first one the client starts to watch the session.
    fn accept(&mut self, pass: Pass, ctx: &mut Socket) {
        let was_stranger = self.auth_state.is_stranger();
        self.auth_state.take(pass);
        self.overtime.end();
        if !self.ends_with_its_pass(ctx) && was_stranger {
            self.watch(ctx);
            ctx.run_interval(self.args.settings.recheck, Self::recheck);
        }
    }

    /// Checks for revocation at intervals: a key may be revoked by another process, a link on another node, and no
    /// message tells this one.
    fn recheck(&mut self, ctx: &mut Socket) {
        let Some(pass) = self.auth_state.pass().cloned() else { return };
        let asked = AccessChecks::of(&self.args).look_for_revocation(pass).into_actor(self);
        ctx.spawn(asked.map(|is_revoked, actor, ctx| {
            if is_revoked {
                actor.end(SocketCloseReason::Revoked, None, ctx);
            }
        }));
    }

    /// Closes the socket if the pass has expired and returns whether it has; otherwise sets a timer for its expiry. The
    /// heartbeat checks again, because the clock may have been set and long timers drift.
    fn ends_with_its_pass(&mut self, ctx: &mut Socket) -> bool {
        if self.ends_when_expired(ctx) {
            return true;
        }
        if !self.overtime.has_begun() {
            let now = self.args.clock.now();
            let moment = Moment { now, monotonic: linekeeper_domain::Monotonic::default(), chance: 0.0 };
            let left = self.auth_state.expires_at().map(|end| moment.until(end));
            self.ends_within(left, ctx);
        }
        false
    }

    /// Closes the socket if the pass has expired, unless it stays for the pairing of its link; returns whether it was
    /// closed.
    pub(super) fn ends_when_expired(&mut self, ctx: &mut Socket) -> bool {
        if !self.auth_state.is_over(self.args.clock.now()) && !self.overtime.has_begun() {
            return false;
        }
        let stays =
            if self.auth_state.is_owner() { self.overtime.decide(self.pending.is_there()) } else { AfterExpiry::Ends };
        match stays {
            AfterExpiry::Begins => {
                self.args.metrics.socket_over_time();
                self.ends_within(Some(overtime::LONGEST), ctx);
            }
            AfterExpiry::GoesOn => {}
            AfterExpiry::Ends => self.end(SocketCloseReason::Expired, None, ctx),
        }
        stays == AfterExpiry::Ends
    }

    /// Checks after this time whether the socket is closed; replaces the timer that was set before.
    fn ends_within(&mut self, left: Option<Duration>, ctx: &mut Socket) {
        if let Some(before) = self.expiry.take() {
            ctx.cancel_future(before);
        }
        self.expiry = left.map(|left| {
            ctx.run_later(left, |actor, ctx| {
                actor.ends_with_its_pass(ctx);
            })
        });
    }

    /// Sends an error frame with the reason and closes the socket.
    pub(super) fn end(&mut self, close_reason: SocketCloseReason, request_id: Option<String>, ctx: &mut Socket) {
        let company = &self.args.company;
        debug!(company.id = %company, "closing a WebSocket of company {company}: {}", close_reason.why());
        self.send(&close_frame(close_reason, request_id), ctx);
        close(Some((close_reason.close(), close_reason.why()).into()), ctx);
    }
}

impl Handler<AccessRevoked> for ClientActor {
    type Result = ();

    fn handle(&mut self, _: AccessRevoked, ctx: &mut Self::Context) {
        self.end(SocketCloseReason::Revoked, None, ctx);
    }
}
