//! Requests of an authenticated client to its session. A request that was read is carried out, whatever becomes of the
//! socket.

use actix::dev::ToEnvelope;
use actix::{ActorFutureExt, AsyncContext, Context, Handler, Message, WrapFuture};
use actix_web_actors::ws::WebsocketContext;
use linekeeper_domain::access::Asker;
use linekeeper_domain::session::PasskeyStep;
use linekeeper_domain::{ChallengeId, ErrorCode, PairingMethod, PairingOptions, PasskeyAnswer, Phone};

use super::actor::ClientActor;
use super::frames::ServerFrame;
use super::outgoing::{error_frame, pairing_error, reset_frame};
use crate::supervisor::{AnswerPasskey, CancelPairing, ConfirmPasskey, ResetSession, SessionSupervisor, StartPairing};

/// Error detail for a client that is not authenticated.
const WHO_ARE_YOU: &str = "authenticate first";

/// Error detail for a new request of an owner whose link has expired and whose pairing is under way.
const ONLY_FINISHES: &str = "the token has expired; only the pairing under way can be finished or cancelled";

/// Request to the session.
#[derive(Debug)]
pub(super) enum ClientRequest {
    /// Pairing by code, with the number as it was typed.
    Code(String, PairingOptions),
    /// Pairing by QR code.
    Qr(PairingOptions),
    /// Answer to the challenge of a passkey.
    Passkey(ChallengeId, PasskeyAnswer),
    /// Confirmation that the codes are the same.
    PasskeyCompared(ChallengeId),
    /// Cancels the pairing under way.
    Cancel,
    /// Removes the connection and what is stored.
    Reset,
}

impl ClientRequest {
    /// Whether it begins something, instead of going on with the pairing under way or ending it.
    const fn begins(&self) -> bool {
        match self {
            Self::Code(..) | Self::Qr(_) | Self::Reset => true,
            Self::Passkey(..) | Self::PasskeyCompared(_) | Self::Cancel => false,
        }
    }
}

/// Identity of the client and the `requestId` of its frame.
struct Request {
    by: Asker,
    id: Option<String>,
}

/// Phone to link, and the client's consents.
struct Target {
    /// Number to link; `None` for a QR code, which any phone may scan.
    phone: Option<Phone>,
    options: PairingOptions,
}

impl ClientActor {
    pub(super) fn ask(&mut self, asked: ClientRequest, request_id: Option<String>, ctx: &mut WebsocketContext<Self>) {
        let Some(by) = self.auth_state.asker() else {
            return self.send(&error_frame(ErrorCode::Unauthorized, WHO_ARE_YOU, request_id), ctx);
        };
        // The timer of the pass may be late, and the clock may have been set.
        if self.ends_when_expired(ctx) {
            return;
        }
        if self.overtime.has_begun() && asked.begins() {
            return self.send(&error_frame(ErrorCode::Unauthorized, ONLY_FINISHES, request_id), ctx);
        }
        let request = Request { by, id: request_id };
        match asked {
            ClientRequest::Code(number, options) => match Phone::parse(&number, self.args.region) {
                Ok(phone) => self.request_pairing(Target { phone: Some(phone), options }, request, ctx),
                Err(_) => self.refuse_number(request, ctx),
            },
            ClientRequest::Qr(options) => self.request_pairing(Target { phone: None, options }, request, ctx),
            ClientRequest::Passkey(challenge, answer) => {
                let company = self.args.company.clone();
                let step = self.step(challenge.clone(), answer, request.by);
                self.take_step(AnswerPasskey { company, step }, (challenge, request.id), ctx);
            }
            ClientRequest::PasskeyCompared(challenge) => {
                let company = self.args.company.clone();
                let step = self.step(challenge.clone(), (), request.by);
                self.take_step(ConfirmPasskey { company, step }, (challenge, request.id), ctx);
            }
            ClientRequest::Cancel => self.cancel(request, ctx),
            ClientRequest::Reset => self.reset(request, ctx),
        }
    }

    fn refuse_number(&mut self, request: Request, ctx: &mut WebsocketContext<Self>) {
        let correlation = self.correlation();
        self.send(&pairing_error(&ErrorCode::InvalidPhone.into(), &correlation, request.id), ctx);
    }

    /// Starts a pairing: by code if there is a number, else by QR code.
    fn request_pairing(&mut self, target: Target, request: Request, ctx: &mut WebsocketContext<Self>) {
        let Target { phone, options } = target;
        let correlation = self.correlation();
        self.pending.ask(request.id, phone.clone(), correlation.clone());
        let method = if phone.is_some() { PairingMethod::Code } else { PairingMethod::Qr };
        let (company, by) = (self.args.company.clone(), request.by);
        let ask = StartPairing { company, method, phone, options, by, correlation: correlation.clone() };
        let asked = self.request(ask).into_actor(self);
        ctx.spawn(asked.map(move |answer, actor, ctx| {
            if let Err(refusal) = answer.unwrap_or_else(|_| Err(ErrorCode::Internal.into())) {
                let request_id = actor.pending.refused(&correlation);
                actor.send(&pairing_error(&refusal, &correlation, request_id), ctx);
            }
        }));
    }

    fn step<T>(&mut self, challenge: ChallengeId, with: T, by: Asker) -> PasskeyStep<T> {
        PasskeyStep { challenge, with, by, correlation: self.correlation() }
    }

    /// Has the session take a step of a linking with a passkey, and tells the client whether it did.
    fn take_step<M>(
        &mut self,
        ask: M,
        (challenge, request_id): (ChallengeId, Option<String>),
        ctx: &mut WebsocketContext<Self>,
    ) where
        M: Message<Result = Result<(), ErrorCode>> + Send + 'static,
        SessionSupervisor: Handler<M>,
        Context<SessionSupervisor>: ToEnvelope<SessionSupervisor, M>,
    {
        let asked = self.request(ask).into_actor(self);
        ctx.spawn(asked.map(move |answer, actor, ctx| match answer.unwrap_or(Err(ErrorCode::Internal)) {
            Ok(()) => {
                let challenge_id = challenge.as_str().to_owned();
                actor.send(&ServerFrame::PasskeyAccepted { challenge_id, request_id }, ctx);
            }
            Err(code) => actor.send(&error_frame(code, "nothing was sent to WhatsApp", request_id), ctx),
        }));
    }

    fn cancel(&mut self, Request { by, id }: Request, ctx: &mut WebsocketContext<Self>) {
        let ask = CancelPairing { company: self.args.company.clone(), by, correlation: self.correlation() };
        let asked = self.request(ask).into_actor(self);
        ctx.spawn(asked.map(move |answer, actor, ctx| {
            if let Err(code) = answer.unwrap_or(Err(ErrorCode::Internal)) {
                actor.send(&error_frame(code, "the pairing could not be cancelled", id), ctx);
            }
        }));
    }

    fn reset(&mut self, Request { by, id }: Request, ctx: &mut WebsocketContext<Self>) {
        let correlation = self.correlation();
        let ask = ResetSession { company: self.args.company.clone(), by, correlation: correlation.clone() };
        let asked = self.request(ask).into_actor(self);
        ctx.spawn(asked.map(move |answer, actor, ctx| {
            let company = actor.args.company.clone();
            let result = answer.unwrap_or(Err(ErrorCode::Internal));
            actor.send(&reset_frame(result, &company, &correlation, id), ctx);
        }));
    }
}
