//! The actor itself.

use std::sync::Arc;

use actix::{Actor, Context, Recipient};
use linekeeper_domain::session::{AnotherNumber, Parked, WipeOrder};
use linekeeper_domain::{CompanyId, ErrorCode, NumberPolicy, Phone, StoreFailure};
use linekeeper_ports::{CredentialStore, Fence, NumberLedgers, Ownership, StoreError, StoredCompany};

use super::messages::CredentialsExited;
use super::waiting::Waiting;

/// What a credential actor is born with.
pub struct CredentialBirth {
    /// Whose credentials.
    pub company: CompanyId,
    /// Where they are kept.
    pub store: Arc<dyn CredentialStore>,
    /// Where the ledgers of numbers are kept.
    pub numbers: Arc<dyn NumberLedgers>,
    /// The limits they keep.
    pub number_policy: NumberPolicy,
    /// How many messages wait before senders are refused.
    pub mailbox: usize,
    /// Who hears of its end.
    pub exited: Recipient<CredentialsExited>,
}

/// One company's credentials.
pub struct CredentialActor {
    pub(super) birth: CredentialBirth,
    /// The fence of our own last take, prepare or wipe.
    pub(super) held: Fence,
    /// A fence under which a write failed for good. What is stored may lack that write, so none may follow it: the sequence of a
    /// link's writes has no holes.
    pub(super) broken: Option<(Fence, StoreFailure)>,
    /// What links have asked and the database has not answered yet.
    pub(super) waiting: Waiting,
}

impl CredentialActor {
    /// An actor that has not taken its company yet, and waits for no database.
    #[must_use]
    pub fn new(birth: CredentialBirth) -> Self {
        Self { birth, held: Fence(0), broken: None, waiting: Waiting::default() }
    }
}

impl Actor for CredentialActor {
    type Context = Context<Self>;

    fn started(&mut self, ctx: &mut Self::Context) {
        ctx.set_mailbox_capacity(self.birth.mailbox);
    }

    fn stopped(&mut self, _: &mut Self::Context) {
        self.birth.exited.do_send(CredentialsExited);
    }
}

/// Takes the company, if anything is stored for it: asking about one makes no row.
pub(super) async fn take(store: &dyn CredentialStore, company: &CompanyId) -> Result<Ownership, StoreError> {
    Ok(store.take_stored(company).await?.unwrap_or_else(|| Ownership::nothing(company.clone())))
}

/// Whether there is nothing to wipe, and no fence to hold: there was no row, or it was deleted since it said nothing.
async fn has_no_row(store: &dyn CredentialStore, company: &CompanyId) -> Result<bool, StoreError> {
    Ok(store.peek(company).await?.is_none())
}

/// Prepares under the held fence. A person asked, so a company that another owner has taken meanwhile is taken back first; but not
/// one that has been linked there: whoever asked has not seen that phone, and its line works.
pub(super) async fn prepare(
    store: &dyn CredentialStore,
    company: &CompanyId,
    held: Fence,
    phone: Option<&Phone>,
) -> Result<Fence, StoreError> {
    // Here a company gets its row.
    let first = if held == Fence(0) { Err(no_fence()) } else { store.prepare(company, held, phone).await };
    match first {
        Err(error) if error.failure == StoreFailure::Fenced => {
            if store.peek(company).await?.is_some_and(|stored| is_line(&stored)) {
                return Err(error);
            }
            let Ownership { fence, .. } = store.take(company).await?;
            store.prepare(company, fence, phone).await
        }
        done => done,
    }
}

fn is_line(stored: &StoredCompany) -> bool {
    let parked_for = stored.parked.as_ref().map(|parked| parked.code);
    AnotherNumber::asked_for(stored.paired_at.is_some(), parked_for) == AnotherNumber::NeedsConsent
}

/// Wipes under the held fence; in a person's name also when another owner has taken the company meanwhile.
pub(super) async fn wipe(
    store: &dyn CredentialStore,
    company: &CompanyId,
    held: Fence,
    order: WipeOrder,
) -> Result<Fence, StoreError> {
    let first = if held == Fence(0) { Err(no_fence()) } else { store.wipe(company, held).await };
    match first {
        Err(error) if error.failure == StoreFailure::Fenced && has_no_row(store, company).await? => Ok(Fence(0)),
        Err(error) if error.failure == StoreFailure::Fenced && order == WipeOrder::Person => {
            let Ownership { fence, .. } = store.take(company).await?;
            store.wipe(company, fence).await
        }
        done => done,
    }
}

fn no_fence() -> StoreError {
    StoreError::new(StoreFailure::Fenced, "nothing is stored for the company")
}

/// Parks under the held fence for good. A person asked, so a company that another owner has taken meanwhile is taken back
/// first: that owner's line is the one to be closed.
pub(super) async fn disconnect(
    store: &dyn CredentialStore,
    company: &CompanyId,
    held: Fence,
) -> Result<Fence, StoreError> {
    let disconnected = Parked { code: ErrorCode::Disconnected, until: None };
    match store.park(company, held, &disconnected).await {
        Err(error) if error.failure == StoreFailure::Fenced => {
            let Ownership { fence, .. } = store.take(company).await?;
            store.park(company, fence, &disconnected).await.map(|()| fence)
        }
        done => done.map(|()| held),
    }
}

/// Notes under the held fence that the device will be logged out.
pub(super) async fn order_log_out(
    store: &dyn CredentialStore,
    company: &CompanyId,
    held: Fence,
    takes_back: bool,
) -> Result<Fence, StoreError> {
    match store.order_log_out(company, held).await {
        Err(error) if error.failure == StoreFailure::Fenced && takes_back => {
            let Ownership { fence, .. } = store.take(company).await?;
            store.order_log_out(company, fence).await.map(|()| fence)
        }
        done => done.map(|()| held),
    }
}
