//! Credential actor: its state, and the calls of the store that take more than one step.

use std::sync::Arc;

use actix::{Actor, Context, Recipient};
use linekeeper_domain::session::{AnotherNumber, Parked, SessionPolicy, WipeOrder};
use linekeeper_domain::{CompanyId, ErrorCode, RetryNotBefore, StoreFailure};
use linekeeper_ports::{
    CredentialStore, Fence, NextSlots, NumberUsages, Ownership, PairingOrder, PairingRows, SetAside, StoreError,
    StoredCompany,
};

use super::messages::{CredentialsExited, WorkNo};
use super::waiting::Waiting;

/// Everything a credential actor is created with.
pub struct CredentialArgs {
    /// Company whose credentials it owns.
    pub company: CompanyId,
    /// Store of the credentials.
    pub store: Arc<dyn CredentialStore>,
    /// Store of the code usage per number and per company.
    pub numbers: Arc<dyn NumberUsages>,
    /// Policy of the sessions, whose rate limits apply to that usage.
    pub policy: Arc<SessionPolicy>,
    /// Mailbox capacity: messages that may wait before `try_send` is refused.
    pub mailbox: usize,
    /// Number by which the session tells its credential actors apart.
    pub number: WorkNo,
    /// Recipient of the notice that this actor has ended.
    pub exited: Recipient<CredentialsExited>,
}

/// Actor that owns one company's credentials.
pub struct CredentialActor {
    pub(super) args: CredentialArgs,
    /// Fence (fencing token) that this actor got from its last call that took, prepared or wiped the company; 0 for
    /// none.
    pub(super) held: Fence,
    /// Fence under which a write failed for good. The database may lack that write, so no later one is made under the
    /// same fence: the sequence of a link's writes must have no gap.
    pub(super) broken: Option<(Fence, StoreFailure)>,
    /// Fence under which the device of the next slot was promoted, and the one under which its link's writes land since.
    pub(super) promoted: Option<(Fence, Fence)>,
    /// Calls of links that the database has not answered yet.
    pub(super) waiting: Waiting,
}

impl CredentialActor {
    /// Creates an actor that has not taken its company yet and does not wait out outages.
    #[must_use]
    pub fn new(args: CredentialArgs) -> Self {
        Self { args, held: Fence(0), broken: None, promoted: None, waiting: Waiting::default() }
    }
}

impl Actor for CredentialActor {
    type Context = Context<Self>;

    fn started(&mut self, ctx: &mut Self::Context) {
        ctx.set_mailbox_capacity(self.args.mailbox);
    }

    fn stopped(&mut self, _: &mut Self::Context) {
        self.args.exited.do_send(CredentialsExited { number: self.args.number });
    }
}

/// Takes the company if it has a row. No row is created just for asking.
pub(super) async fn take(store: &dyn CredentialStore, company: &CompanyId) -> Result<Ownership, StoreError> {
    match store.take_stored(company).await? {
        Some(taken) => Ok(taken),
        None => Ok(Ownership {
            recorded: store.recorded(company).await?.map(Box::new),
            ..Ownership::nothing(company.clone())
        }),
    }
}

/// Whether the company has no row (none was made, or it was deleted because it held nothing), so that there is nothing
/// to wipe.
async fn has_no_row(store: &dyn CredentialStore, company: &CompanyId) -> Result<bool, StoreError> {
    Ok(store.peek(company).await?.is_none())
}

/// Prepares a pairing under the held fence. A person asked, so a company that another owner has taken meanwhile is
/// taken back first; except one that was linked by that owner: the person has not seen that phone, and its connection
/// works.
pub(super) async fn prepare(
    store: &dyn CredentialStore,
    company: &CompanyId,
    held: Fence,
    order: PairingOrder,
) -> Result<Result<PairingRows, RetryNotBefore>, StoreError> {
    match store.prepare(company, held, order.clone()).await {
        Err(error) if error.failure == StoreFailure::Fenced => {
            if store.peek(company).await?.is_some_and(|stored| is_line(&stored)) {
                return Err(error);
            }
            let Ownership { fence, .. } = store.take(company).await?;
            store.prepare(company, fence, order).await
        }
        done => done,
    }
}

fn is_line(stored: &StoredCompany) -> bool {
    let parked_for = stored.parked.as_ref().map(|parked| parked.code);
    AnotherNumber::asked_for(stored.paired_at.is_some(), parked_for) == AnotherNumber::NeedsConsent
}

/// Wipes under the held fence. By a person's order ([`WipeOrder::Person`]) also if another owner has taken the company
/// meanwhile.
pub(super) async fn wipe(
    store: &dyn CredentialStore,
    company: &CompanyId,
    held: Fence,
    order: WipeOrder,
) -> Result<Fence, StoreError> {
    let wipe = async |fence| store.wipe(company, fence).await.map(|fence| SetAside { fence, old: None });
    emptied((store, company), held, order, wipe).await.map(|emptied| emptied.fence)
}

/// Empties the next slot under the held fence, and keeps its device if it is linked. By a person's order also if another
/// owner has taken the slot meanwhile.
pub(super) async fn set_aside(
    (store, next): (&dyn CredentialStore, &dyn NextSlots),
    company: &CompanyId,
    (held, order): (Fence, WipeOrder),
) -> Result<SetAside, StoreError> {
    emptied((store, company), held, order, async |fence| next.set_aside(company, fence).await).await
}

/// Empties a slot by `call` under the held fence. A slot without a row is empty; by a person's order one that another
/// owner has taken is taken back first.
async fn emptied(
    (store, company): (&dyn CredentialStore, &CompanyId),
    held: Fence,
    order: WipeOrder,
    call: impl AsyncFn(Fence) -> Result<SetAside, StoreError>,
) -> Result<SetAside, StoreError> {
    let first = if held == Fence(0) { Err(no_fence()) } else { call(held).await };
    match first {
        Err(error) if error.failure == StoreFailure::Fenced && has_no_row(store, company).await? => {
            Ok(SetAside { fence: Fence(0), old: None })
        }
        Err(error) if error.failure == StoreFailure::Fenced && order == WipeOrder::Person => {
            let Ownership { fence, .. } = store.take(company).await?;
            call(fence).await
        }
        done => done,
    }
}

fn no_fence() -> StoreError {
    StoreError::new(StoreFailure::Fenced, "nothing is stored for the company")
}

/// Parks the company as disconnected, without an end, under the held fence. A person asked, so a company that another
/// owner has taken meanwhile is taken back first: that owner's connection is the one to close.
pub(super) async fn disconnect(
    store: &dyn CredentialStore,
    company: &CompanyId,
    held: Fence,
) -> Result<Fence, StoreError> {
    let disconnected = Parked { code: ErrorCode::Disconnected, until: None };
    taking_back(store, company, held, async |fence| store.park(company, fence, &disconnected).await).await
}

/// Stores under the held fence that the device will be logged out. With `takes_back` a company that another owner has
/// taken meanwhile is taken back first.
pub(super) async fn order_log_out(
    store: &dyn CredentialStore,
    company: &CompanyId,
    held: Fence,
    takes_back: bool,
) -> Result<Fence, StoreError> {
    let order = async |fence| store.order_log_out(company, fence).await;
    if takes_back { taking_back(store, company, held, order).await } else { order(held).await.map(|()| held) }
}

/// Carries out a call under the held fence; if another owner has taken the company, takes it back and repeats the call.
/// Returns the fence of the call that was carried out.
async fn taking_back(
    store: &dyn CredentialStore,
    company: &CompanyId,
    held: Fence,
    call: impl AsyncFn(Fence) -> Result<(), StoreError>,
) -> Result<Fence, StoreError> {
    match call(held).await {
        Err(error) if error.failure == StoreFailure::Fenced => {
            let Ownership { fence, .. } = store.take(company).await?;
            call(fence).await.map(|()| fence)
        }
        done => done.map(|()| held),
    }
}
