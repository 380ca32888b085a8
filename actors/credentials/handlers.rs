//! Message handlers of the credential actor; each is one call of the store. Those that change something, or must see
//! changes, block the mailbox for that call (the store bounds it in time), so that nothing interleaves with it. Calls
//! of links go through `waiting`, because they may be retried.

use std::sync::Arc;

use actix::{AsyncContext, AtomicResponse, Handler, ResponseFuture, WrapFuture, fut::ActorFutureExt};
use linekeeper_domain::{CodeGrant, CodeUsageEvent, RetryNotBefore, StoreFailure};
use linekeeper_ports::{
    Credentials, Fence, KeyRow, Ownership, PairingOrder, PairingRows, Promoted, SetAside, StoreError,
};
use tokio::sync::oneshot;

use super::actor::{CredentialActor, disconnect, order_log_out, prepare, set_aside, take, wipe};
use super::messages::{
    ConfirmCompany, ConfirmOwner, DisconnectCompany, HasSeen, HoldCalls, LiftWait, NoteConnected, OrderLogOut,
    ParkCompany, PrepareCredentials, Prepared, PromoteDevice, ReadCredentials, ReadKeys, SetDeviceAside,
    SetOutagePatience, TakeCompany, UnparkCompany, WipeCredentials, WriteBatch,
};
use super::permit::{AskForCode, CodePermit, NoteNumber};
use super::waiting::LinkCall;
use crate::failures::log_failure;

type Reply<T> = AtomicResponse<CredentialActor, Result<T, StoreError>>;

impl Handler<TakeCompany> for CredentialActor {
    type Result = Reply<Ownership>;

    fn handle(&mut self, _: TakeCompany, _: &mut Self::Context) -> Self::Result {
        let (store, company) = (self.args.store.clone(), self.args.company.clone());
        let call = async move { take(store.as_ref(), &company).await };
        AtomicResponse::new(Box::pin(call.into_actor(self).map(|taken, actor, _| {
            if let Ok(ownership) = &taken {
                actor.held = ownership.fence;
            }
            taken
        })))
    }
}

impl Handler<ConfirmCompany> for CredentialActor {
    type Result = Reply<()>;

    fn handle(&mut self, message: ConfirmCompany, _: &mut Self::Context) -> Self::Result {
        let (store, company) = (self.args.store.clone(), self.args.company.clone());
        let call = async move { store.confirm(&company, message.phone.as_ref()).await };
        AtomicResponse::new(Box::pin(call.into_actor(self)))
    }
}

impl Handler<ConfirmOwner> for CredentialActor {
    type Result = Reply<()>;

    fn handle(&mut self, _: ConfirmOwner, _: &mut Self::Context) -> Self::Result {
        let (store, company, held) = (self.args.store.clone(), self.args.company.clone(), self.held);
        let call = async move { store.confirm_owner(&company, held).await };
        AtomicResponse::new(Box::pin(call.into_actor(self)))
    }
}

impl Handler<OrderLogOut> for CredentialActor {
    type Result = Reply<Fence>;

    fn handle(&mut self, message: OrderLogOut, _: &mut Self::Context) -> Self::Result {
        let (store, company, held) = (self.args.store.clone(), self.args.company.clone(), self.held);
        let call = async move { order_log_out(store.as_ref(), &company, held, message.takes_back).await };
        AtomicResponse::new(Box::pin(call.into_actor(self).map(hold)))
    }
}

impl Handler<ParkCompany> for CredentialActor {
    type Result = Reply<()>;

    fn handle(&mut self, message: ParkCompany, _: &mut Self::Context) -> Self::Result {
        let (store, company, held) = (self.args.store.clone(), self.args.company.clone(), self.held);
        let call = async move {
            // Without a row nothing is stored; the reason why a request failed is not worth creating one.
            if held == Fence(0) { Ok(()) } else { store.park(&company, held, &message.parked).await }
        };
        AtomicResponse::new(Box::pin(call.into_actor(self)))
    }
}

impl Handler<DisconnectCompany> for CredentialActor {
    type Result = Reply<Fence>;

    fn handle(&mut self, _: DisconnectCompany, _: &mut Self::Context) -> Self::Result {
        let (store, company, held) = (self.args.store.clone(), self.args.company.clone(), self.held);
        let call = async move { disconnect(store.as_ref(), &company, held).await };
        AtomicResponse::new(Box::pin(call.into_actor(self).map(hold)))
    }
}

impl Handler<UnparkCompany> for CredentialActor {
    type Result = Reply<()>;

    fn handle(&mut self, _: UnparkCompany, _: &mut Self::Context) -> Self::Result {
        let (store, company, held) = (self.args.store.clone(), self.args.company.clone(), self.held);
        let call = async move { if held == Fence(0) { Ok(()) } else { store.unpark(&company, held).await } };
        AtomicResponse::new(Box::pin(call.into_actor(self)))
    }
}

impl Handler<LiftWait> for CredentialActor {
    type Result = Reply<()>;

    fn handle(&mut self, _: LiftWait, _: &mut Self::Context) -> Self::Result {
        let (store, company, held) = (self.args.store.clone(), self.args.company.clone(), self.held);
        let call = async move { store.lift_wait(&company, held).await };
        AtomicResponse::new(Box::pin(call.into_actor(self)))
    }
}

/// Records a code usage event. Most senders do not wait for the answer, so a failure is logged here.
impl Handler<NoteNumber> for CredentialActor {
    type Result = Reply<Result<CodeGrant, RetryNotBefore>>;

    fn handle(&mut self, message: NoteNumber, _: &mut Self::Context) -> Self::Result {
        AtomicResponse::new(Box::pin(self.note(message).into_actor(self)))
    }
}

/// Asks for a code permit. If the answer is not received it is dropped, and the permit in it returns its grant.
impl Handler<AskForCode> for CredentialActor {
    type Result = Reply<Result<CodePermit, RetryNotBefore>>;

    fn handle(&mut self, message: AskForCode, ctx: &mut Self::Context) -> Self::Result {
        let AskForCode { phone, at, counted_for } = message;
        let asked = NoteNumber { phone, event: CodeUsageEvent::Ask, at, counted_for };
        let (call, handle) = (self.note(asked.clone()), ctx.address().recipient());
        let permitted = async move { Ok(call.await?.map(|grant| CodePermit::new(grant, handle, asked))) };
        AtomicResponse::new(Box::pin(permitted.into_actor(self)))
    }
}

impl CredentialActor {
    fn note(
        &self,
        note: NoteNumber,
    ) -> impl Future<Output = Result<Result<CodeGrant, RetryNotBefore>, StoreError>> + use<> {
        let (numbers, policy) = (self.args.numbers.clone(), Arc::clone(&self.args.policy));
        let company = self.args.company.clone();
        async move {
            let noted = numbers.note_number(note.of(company.clone()), &policy.number).await;
            noted.inspect_err(|error| log_failure(&company, "update the code usage of a number of", error))
        }
    }
}

/// If the answer is not received it is dropped, and the permit in it returns its grant.
impl Handler<PrepareCredentials> for CredentialActor {
    type Result = Reply<Result<Prepared, RetryNotBefore>>;

    fn handle(&mut self, message: PrepareCredentials, _: &mut Self::Context) -> Self::Result {
        let (store, company, held) = (self.args.store.clone(), self.args.company.clone(), self.held);
        let PrepareCredentials { phone, ask, dial } = message;
        let asked = phone.clone().zip(ask).map(|(phone, (at, counted_for))| NoteNumber {
            phone,
            event: CodeUsageEvent::Ask,
            at,
            counted_for,
        });
        let code = asked.clone().map(|note| (note.of(company.clone()), self.args.policy.number.clone()));
        let order = PairingOrder { phone, code, dial: Some(dial) };
        let call = async move { prepare(store.as_ref(), &company, held, order).await };
        AtomicResponse::new(Box::pin(call.into_actor(self).map(|prepared, actor, ctx| {
            let prepared = prepared?;
            Ok(prepared.map(|PairingRows { fence, grant, set_aside }| {
                actor.held = fence;
                let permit = grant.zip(asked);
                let permit = permit.map(|(grant, asked)| CodePermit::new(grant, ctx.address().recipient(), asked));
                Prepared { fence, permit, set_aside }
            }))
        })))
    }
}

impl Handler<WipeCredentials> for CredentialActor {
    type Result = Reply<Fence>;

    fn handle(&mut self, message: WipeCredentials, _: &mut Self::Context) -> Self::Result {
        let (store, company, held) = (self.args.store.clone(), self.args.company.clone(), self.held);
        let call = async move { wipe(store.as_ref(), &company, held, message.order).await };
        AtomicResponse::new(Box::pin(call.into_actor(self).map(hold)))
    }
}

impl Handler<SetDeviceAside> for CredentialActor {
    type Result = Reply<SetAside>;

    fn handle(&mut self, message: SetDeviceAside, _: &mut Self::Context) -> Self::Result {
        let (store, company, held) = (self.args.store.clone(), self.args.company.clone(), self.held);
        let call =
            async move { set_aside((store.as_ref(), message.next.as_ref()), &company, (held, message.order)).await };
        AtomicResponse::new(Box::pin(call.into_actor(self).map(|emptied, actor, _| {
            if let Ok(SetAside { fence, .. }) = &emptied {
                actor.held = *fence;
            }
            emptied
        })))
    }
}

fn hold(
    fence: Result<Fence, StoreError>,
    actor: &mut CredentialActor,
    _: &mut actix::Context<CredentialActor>,
) -> Result<Fence, StoreError> {
    if let Ok(fence) = fence {
        actor.held = fence;
    }
    fence
}

impl Handler<NoteConnected> for CredentialActor {
    type Result = Reply<()>;

    fn handle(&mut self, message: NoteConnected, _: &mut Self::Context) -> Self::Result {
        let (store, company, held) = (self.args.store.clone(), self.args.company.clone(), self.held);
        let call = async move { store.touch_connected(&company, held, message.at).await };
        AtomicResponse::new(Box::pin(call.into_actor(self)))
    }
}

impl Handler<ReadCredentials> for CredentialActor {
    type Result = ResponseFuture<Result<Option<Credentials>, StoreError>>;

    fn handle(&mut self, _: ReadCredentials, ctx: &mut Self::Context) -> Self::Result {
        let (answer, answered) = oneshot::channel();
        self.carry_out(LinkCall::Credentials(answer), ctx);
        Box::pin(answer_of(answered))
    }
}

impl Handler<ReadKeys> for CredentialActor {
    type Result = ResponseFuture<Result<Vec<KeyRow>, StoreError>>;

    fn handle(&mut self, message: ReadKeys, ctx: &mut Self::Context) -> Self::Result {
        let (answer, answered) = oneshot::channel();
        self.carry_out(LinkCall::Keys(message.query, answer), ctx);
        Box::pin(answer_of(answered))
    }
}

impl Handler<HasSeen> for CredentialActor {
    type Result = ResponseFuture<Result<Vec<bool>, StoreError>>;

    fn handle(&mut self, message: HasSeen, ctx: &mut Self::Context) -> Self::Result {
        let (answer, answered) = oneshot::channel();
        self.carry_out(LinkCall::Seen(message.keys, answer), ctx);
        Box::pin(answer_of(answered))
    }
}

impl Handler<WriteBatch> for CredentialActor {
    type Result = ();

    fn handle(&mut self, message: WriteBatch, ctx: &mut Self::Context) {
        self.carry_out(LinkCall::Write(message), ctx);
    }
}

impl Handler<HoldCalls> for CredentialActor {
    type Result = Result<(), StoreError>;

    fn handle(&mut self, message: HoldCalls, ctx: &mut Self::Context) -> Self::Result {
        self.hold_calls(message.held, ctx);
        Ok(())
    }
}

impl Handler<PromoteDevice> for CredentialActor {
    type Result = Reply<Promoted>;

    fn handle(&mut self, message: PromoteDevice, _: &mut Self::Context) -> Self::Result {
        let PromoteDevice { next, current, order } = message;
        let held = order.held;
        let call = async move { next.promote(order).await };
        AtomicResponse::new(Box::pin(call.into_actor(self).map(move |promoted, actor, _| {
            if let Ok(Promoted { fence, .. }) = &promoted {
                actor.args.store = current;
                actor.held = *fence;
                actor.promoted = Some((held.next, *fence));
            }
            promoted
        })))
    }
}

impl Handler<SetOutagePatience> for CredentialActor {
    type Result = ();

    fn handle(&mut self, message: SetOutagePatience, _: &mut Self::Context) {
        self.waiting.patience = message.patience;
    }
}

/// Awaits the answer of a link call. If the actor is gone the outcome is unknown: it may have sent the write.
pub(super) async fn answer_of<T>(answered: oneshot::Receiver<Result<T, StoreError>>) -> Result<T, StoreError> {
    answered
        .await
        .unwrap_or_else(|_| Err(StoreError::new(StoreFailure::UnknownOutcome, "credential actor: it is gone")))
}
