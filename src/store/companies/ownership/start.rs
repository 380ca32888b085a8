//! Emptying a company's rows: for a wipe, and for a pairing, whose code is counted in the same transaction.
//!
//! One transaction in two waits. The first locks the rows and reads what forbids a pairing: the phone's owner, and the
//! code usage. The second empties, counts and commits. Rows are locked in the order company, its code usage, the
//! number's code usage, everywhere, so that no two transactions deadlock.

use linekeeper_domain::{CompanyId, Phone, RetryNotBefore};
use linekeeper_ports::{Fence, PairingOrder, PairingRows, StoreError};
use tokio_postgres::Row;
use tokio_postgres::types::Type;

use crate::call::{Asked, Call, OpenTransaction};
use crate::companies::old_devices::{SET_ASIDE, old_device};
use crate::failure::QueryError;
use crate::sealing::Fresh;
use crate::store::Store;
use crate::usage::{Columns, HeldUsage, Keys, UsageChange};

use super::linked_elsewhere;

/// Locks the company's row and returns whether another company has linked this phone, in either slot. If another one
/// links it while this waits for the lock, the unique index of linked accounts, or the trigger that looks at the other
/// slot, refuses the second link. Also returns whether another
/// company is marked as sharing this company's account (see `accounts`).
pub(super) const HOLD: &str = "SELECT EXISTS (
        SELECT FROM whatsapp_auth
        WHERE paired_at IS NOT NULL AND whatsapp_account_key(phone) = whatsapp_account_key($3) AND company_id <> $1
      UNION ALL
        SELECT FROM whatsapp_next_auth
        WHERE paired_at IS NOT NULL AND whatsapp_account_key(phone) = whatsapp_account_key($3) AND company_id <> $1),
        EXISTS (
            SELECT FROM whatsapp_auth o
            WHERE o.paired_at IS NOT NULL AND whatsapp_account_key(o.phone) = whatsapp_account_key(a.phone)
                AND o.shared_account IS NOT NULL AND o.company_id <> $1)
    FROM whatsapp_auth a WHERE company_id = $1 AND fence = $2 FOR UPDATE";

/// Makes the row of a company that has none. Returns no row if there is one by now; otherwise what [`HOLD`] does, and
/// the fence. Nobody shares the account of a company without a row.
pub(super) const MAKE: &str =
    "INSERT INTO whatsapp_auth AS a (company_id, phone, requested_phone, data_key, master_key_id)
    VALUES ($1, $2, $2, $3, $4)
    ON CONFLICT (company_id) DO NOTHING
    RETURNING EXISTS (
        SELECT FROM whatsapp_auth o
        WHERE o.paired_at IS NOT NULL AND whatsapp_account_key(o.phone) = whatsapp_account_key($2)
            AND o.company_id <> $1
      UNION ALL
        SELECT FROM whatsapp_next_auth o
        WHERE o.paired_at IS NOT NULL AND whatsapp_account_key(o.phone) = whatsapp_account_key($2)
            AND o.company_id <> $1),
        false, fence";

/// Joins through the companies' rows, each looked up by itself, and as a range of one company: so the planner cannot
/// choose to scan the keys of all companies, even if its statistics say that all keys belong to one company.
pub(crate) const DELETE_KEYS: &str = "DELETE FROM whatsapp_keys k USING (
        SELECT a.company_id FROM unnest($1::text[]) AS q (company_id)
        CROSS JOIN LATERAL (SELECT company_id FROM whatsapp_auth WHERE company_id = q.company_id OFFSET 0) a
        WHERE a.company_id = q.company_id) held
    WHERE k.company_id BETWEEN held.company_id AND held.company_id";

pub(crate) const EMPTY: &str = "UPDATE whatsapp_auth
    SET fence = fence + 1, phone = $2, requested_phone = $2, creds = NULL, paired_at = NULL,
        last_connected_at = NULL, updated_at = now(), parked_code = NULL, parked_until = NULL, expiry_warned_at = NULL,
        shared_account = NULL, log_out_fence = NULL, data_key = $3, master_key_id = $4
    FROM (
        SELECT a.company_id FROM unnest($1::text[]) AS q (company_id)
        CROSS JOIN LATERAL (SELECT company_id FROM whatsapp_auth WHERE company_id = q.company_id OFFSET 0) a
        WHERE a.company_id = q.company_id) held
    WHERE whatsapp_auth.company_id = held.company_id RETURNING fence";

/// What is started.
pub(super) struct Start {
    pub(super) company: CompanyId,
    /// The fence held; `None` makes the company's row.
    pub(super) held: Option<Fence>,
    pub(super) order: PairingOrder,
    /// Whether a linked device in the rows of the next slot is kept as an old one.
    pub(super) sets_aside: bool,
}

type Started = Result<PairingRows, RetryNotBefore>;

impl Store {
    /// Empties the company's rows, raises the fence and notes the phone and the code that a pairing asks for, if any.
    pub(super) async fn start(&self, name: &'static str, start: Start) -> Result<Started, StoreError> {
        let sealing = self.sealing();
        let started = self.call(name, move |call| {
            Box::pin(async move {
                let fresh = sealing.fresh(&start.company)?;
                let Held { transaction, made, shared, usage } = hold(call, &start, &fresh).await?;
                let code = start.order.code.as_ref().zip(usage);
                let (grant, change) = match code.map(|((note, policy), held)| held.decide(note, policy)).transpose() {
                    Ok(Some((grant, change))) => (Some(grant), change),
                    Ok(None) => (None, None),
                    // The transaction is left open and so rolled back.
                    Err(refused) => return Ok((Err(refused), false)),
                };
                start.order.let_dial();
                // Whatever the outcome of the commit, nothing is sealed with the old data key under the old fence from
                // here on.
                sealing.forget(&start.company);
                let columns = change.as_ref().map(UsageChange::columns);
                let params = columns.as_ref().map(Columns::params);
                let usage = columns.as_ref().zip(params.as_ref()).map(|(columns, params)| columns.to_write(params));
                let usage = usage.unwrap_or_default();
                let (fence, set_aside) = if let Some(fence) = made {
                    transaction.commit_all(&usage).await?;
                    (fence, None)
                } else {
                    let companies = [start.company.as_str().to_owned()];
                    let company = start.company.as_str();
                    let of_company = [(&company as _, Type::TEXT)];
                    let mut also = usage;
                    if start.sets_aside {
                        also.push((SET_ASIDE, &of_company));
                    }
                    let also = (Some(&fresh), also.as_slice());
                    let mut rows = empty(transaction, &companies, start.order.phone.as_ref(), also).await?;
                    let raised = rows.pop().unwrap_or_default();
                    let fence = Fence(raised.first().ok_or_else(QueryError::fenced)?.try_get(0)?);
                    // Before the rows that are emptied come the keys that are deleted.
                    let kept = if start.sets_aside { rows.iter().rev().nth(1) } else { None };
                    (fence, kept.and_then(|kept| kept.first()).map(|kept| old_device(kept, 0)).transpose()?)
                };
                sealing.keep(&start.company, fence, fresh.key);
                Ok((Ok(PairingRows { fence, grant, set_aside }), shared))
            })
        });
        let (started, shared) = started.await?;
        if shared {
            self.account_was_given_up().await;
        }
        Ok(started)
    }
}

/// Rows held by a transaction.
struct Held<'a> {
    transaction: OpenTransaction<'a>,
    /// The fence, if the row was made.
    made: Option<Fence>,
    /// Whether another company is marked as sharing the account.
    shared: bool,
    /// Code usage; `None` if no code is asked for.
    usage: Option<HeldUsage>,
}

/// Locks and reads what the start is about.
///
/// # Errors
/// Fenced, if the fence is another one by now or the company has a row by now;
/// [`linekeeper_domain::StoreFailure::PhoneInUse`].
async fn hold<'a>(call: &'a mut Call, start: &Start, fresh: &Fresh) -> Result<Held<'a>, QueryError> {
    let (company, wrapped) = (start.company.as_str(), fresh.wrapped.as_bytes());
    let digits = start.order.phone.as_ref().map(Phone::digits);
    let fence = start.held.map(|fence| fence.0);
    let to_make = [
        (&company as _, Type::TEXT),
        (&digits as _, Type::TEXT),
        (&wrapped as _, Type::BYTEA),
        (&fresh.master as _, Type::TEXT),
    ];
    let to_hold = [(&company as _, Type::TEXT), (&fence as _, Type::INT8), (&digits as _, Type::TEXT)];
    let keys = start.order.code.as_ref().map(|(note, _)| Keys::of(note));
    let key_params = keys.as_ref().map(Keys::params);
    let mut asked: Vec<Asked<'_>> =
        vec![if start.held.is_some() { (HOLD, to_hold.as_slice()) } else { (MAKE, to_make.as_slice()) }];
    if let (Some(keys), Some(params)) = (&keys, &key_params) {
        asked.extend(keys.to_hold(params));
    }
    let (transaction, mut rows) = call.begin_all(&asked).await?;
    let of_usage = rows.split_off(1);
    let row = rows.first().and_then(|rows| rows.first()).ok_or_else(QueryError::fenced)?;
    if row.try_get(0)? {
        return Err(linked_elsewhere());
    }
    let made = if start.held.is_some() { None } else { Some(Fence(row.try_get(2)?)) };
    let usage = start.order.code.as_ref().map(|(note, _)| HeldUsage::of(note, of_usage)).transpose()?;
    Ok(Held { transaction, made, shared: row.try_get(1)?, usage })
}

/// Deletes the keys and empties the rows of companies that this transaction has locked, and commits. Their data keys
/// are replaced by `fresh` (for a single company only) or removed; `also` are further statements, sent before. Returns the
/// rows of each statement, those of [`EMPTY`], which have the new fences, last.
pub(crate) async fn empty(
    transaction: OpenTransaction<'_>,
    companies: &[String],
    phone: Option<&Phone>,
    (fresh, also): (Option<&Fresh>, &[Asked<'_>]),
) -> Result<Vec<Vec<Row>>, QueryError> {
    let digits = phone.map(Phone::digits);
    let wrapped = fresh.map(|fresh| fresh.wrapped.as_bytes());
    let master = fresh.map(|fresh| fresh.master.as_str());
    let params = [
        (&companies as _, Type::TEXT_ARRAY),
        (&digits as _, Type::TEXT),
        (&wrapped as _, Type::BYTEA),
        (&master as _, Type::TEXT),
    ];
    let asked = [also, &[(DELETE_KEYS, &params[..1]), (EMPTY, &params)]].concat();
    transaction.commit_all(&asked).await
}
