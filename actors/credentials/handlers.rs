//! Every handler is one call of the store. Those that change something, or must see changes, freeze the mailbox for that
//! one call (the store bounds it in time), so that nothing interleaves with it.

use actix::{AtomicResponse, Handler, WrapFuture, fut::ActorFutureExt};
use linekeeper_domain::{CodeGrant, CoolDown, NumberNote, StoreFailure};
use linekeeper_ports::{Credentials, Fence, KeyRow, Ownership, StoreError, Written};
use tracing::warn;

use super::actor::{CredentialActor, disconnect, prepare, wipe};
use super::messages::{
    ConfirmCompany, ConfirmOwner, DisconnectCompany, LiftWait, NoteConnected, NoteNumber, ParkCompany,
    PrepareCredentials, ReadCredentials, ReadKeys, TakeCompany, UnparkCompany, WipeCredentials, WriteBatch,
};

type Reply<T> = AtomicResponse<CredentialActor, Result<T, StoreError>>;

impl Handler<TakeCompany> for CredentialActor {
    type Result = Reply<Ownership>;

    fn handle(&mut self, _: TakeCompany, _: &mut Self::Context) -> Self::Result {
        let (store, company) = (self.birth.store.clone(), self.birth.company.clone());
        let call = async move { store.take(&company).await };
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
        let (store, company) = (self.birth.store.clone(), self.birth.company.clone());
        let call = async move { store.confirm(&company, message.phone.as_ref()).await };
        AtomicResponse::new(Box::pin(call.into_actor(self)))
    }
}

impl Handler<ConfirmOwner> for CredentialActor {
    type Result = Reply<()>;

    fn handle(&mut self, _: ConfirmOwner, _: &mut Self::Context) -> Self::Result {
        let (store, company, held) = (self.birth.store.clone(), self.birth.company.clone(), self.held);
        let call = async move { store.confirm_owner(&company, held).await };
        AtomicResponse::new(Box::pin(call.into_actor(self)))
    }
}

impl Handler<ParkCompany> for CredentialActor {
    type Result = Reply<()>;

    fn handle(&mut self, message: ParkCompany, _: &mut Self::Context) -> Self::Result {
        let (store, company, held) = (self.birth.store.clone(), self.birth.company.clone(), self.held);
        let call = async move { store.park(&company, held, &message.parked).await };
        AtomicResponse::new(Box::pin(call.into_actor(self)))
    }
}

impl Handler<DisconnectCompany> for CredentialActor {
    type Result = Reply<Fence>;

    fn handle(&mut self, _: DisconnectCompany, _: &mut Self::Context) -> Self::Result {
        let (store, company, held) = (self.birth.store.clone(), self.birth.company.clone(), self.held);
        let call = async move { disconnect(store.as_ref(), &company, held).await };
        AtomicResponse::new(Box::pin(call.into_actor(self).map(hold)))
    }
}

impl Handler<UnparkCompany> for CredentialActor {
    type Result = Reply<()>;

    fn handle(&mut self, _: UnparkCompany, _: &mut Self::Context) -> Self::Result {
        let (store, company, held) = (self.birth.store.clone(), self.birth.company.clone(), self.held);
        let call = async move { store.unpark(&company, held).await };
        AtomicResponse::new(Box::pin(call.into_actor(self)))
    }
}

impl Handler<LiftWait> for CredentialActor {
    type Result = Reply<()>;

    fn handle(&mut self, _: LiftWait, _: &mut Self::Context) -> Self::Result {
        let (store, company, held) = (self.birth.store.clone(), self.birth.company.clone(), self.held);
        let call = async move { store.lift_wait(&company, held).await };
        AtomicResponse::new(Box::pin(call.into_actor(self)))
    }
}

/// Most deeds are notices nobody waits for, so a failure is said here.
impl Handler<NoteNumber> for CredentialActor {
    type Result = Reply<Result<CodeGrant, CoolDown>>;

    fn handle(&mut self, message: NoteNumber, _: &mut Self::Context) -> Self::Result {
        let NoteNumber { phone, deed, at, counted_for } = message;
        let (numbers, policy) = (self.birth.numbers.clone(), self.birth.number_policy.clone());
        let company = self.birth.company.clone();
        let call = async move {
            let note = NumberNote { phone, company: company.clone(), deed, at, counted_for };
            numbers.note_number(note, &policy).await.inspect_err(|error| {
                warn!(company.id = %company, %error, "the ledger of a number of company {company} could not be written");
            })
        };
        AtomicResponse::new(Box::pin(call.into_actor(self)))
    }
}

impl Handler<PrepareCredentials> for CredentialActor {
    type Result = Reply<Fence>;

    fn handle(&mut self, message: PrepareCredentials, _: &mut Self::Context) -> Self::Result {
        let (store, company, held) = (self.birth.store.clone(), self.birth.company.clone(), self.held);
        let call = async move { prepare(store.as_ref(), &company, held, message.phone.as_ref()).await };
        AtomicResponse::new(Box::pin(call.into_actor(self).map(hold)))
    }
}

impl Handler<WipeCredentials> for CredentialActor {
    type Result = Reply<Fence>;

    fn handle(&mut self, message: WipeCredentials, _: &mut Self::Context) -> Self::Result {
        let (store, company, held) = (self.birth.store.clone(), self.birth.company.clone(), self.held);
        let call = async move { wipe(store.as_ref(), &company, held, message.order).await };
        AtomicResponse::new(Box::pin(call.into_actor(self).map(hold)))
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
        let (store, company, held) = (self.birth.store.clone(), self.birth.company.clone(), self.held);
        let call = async move { store.touch_connected(&company, held, message.at).await };
        AtomicResponse::new(Box::pin(call.into_actor(self)))
    }
}

impl Handler<ReadCredentials> for CredentialActor {
    type Result = Reply<Option<Credentials>>;

    fn handle(&mut self, _: ReadCredentials, _: &mut Self::Context) -> Self::Result {
        let (store, company) = (self.birth.store.clone(), self.birth.company.clone());
        let call = async move { store.credentials(&company).await };
        AtomicResponse::new(Box::pin(call.into_actor(self)))
    }
}

impl Handler<ReadKeys> for CredentialActor {
    type Result = Reply<Vec<KeyRow>>;

    fn handle(&mut self, message: ReadKeys, _: &mut Self::Context) -> Self::Result {
        let (store, company) = (self.birth.store.clone(), self.birth.company.clone());
        let call = async move { store.keys(&company, message.query).await };
        AtomicResponse::new(Box::pin(call.into_actor(self)))
    }
}

impl Handler<WriteBatch> for CredentialActor {
    type Result = Reply<Written>;

    fn handle(&mut self, message: WriteBatch, _: &mut Self::Context) -> Self::Result {
        let (store, company, fence) = (self.birth.store.clone(), self.birth.company.clone(), message.fence);
        let refused = self.broken.filter(|(broken, _)| *broken == fence);
        let call = async move {
            match refused {
                Some((_, failure)) => Err(StoreError::new(failure, "an earlier write of this link failed")),
                None => store.write(&company, fence, message.batch).await,
            }
        };
        AtomicResponse::new(Box::pin(call.into_actor(self).map(move |written, actor, _| {
            actor.note_failure(fence, &written);
            written
        })))
    }
}

impl CredentialActor {
    /// A fence that has moved needs no note: the store itself refuses what comes after.
    fn note_failure(&mut self, fence: Fence, written: &Result<Written, StoreError>) {
        if let Err(error) = written
            && error.failure != StoreFailure::Fenced
        {
            self.broken = Some((fence, error.failure));
        }
    }
}
