//! The promotion: the device of the next slot becomes the current one.
//!
//! One transaction in three waits. The first locks both rows, the current one first, as everywhere. The second deletes
//! the keys of the device that was current, moves the row and appends the journal entry about it. The third moves the
//! keys, empties the next slot and commits. A company may have many keys of either device, so each kind has a large share
//! of the time. Nobody sees anything of it before the commit: a reader finds the old device whole or the new one whole,
//! and a writer waits for a row and then finds another fence.

use linekeeper_domain::CompanyId;
use linekeeper_ports::{Fence, JournalEntry, Promoted, PromotionOrder, SlotFences, StoreError};
use tokio_postgres::types::Type;

use crate::call::Call;
use crate::companies::old_devices::old_device;
use crate::companies::ownership::{DELETE_KEYS, EMPTY};
use crate::failure::QueryError;
use crate::journal::{APPEND, EntryColumns};
use crate::slots::Slot;
use crate::store::Store;

/// Returns whether another company is marked as sharing this company's account (see `accounts`).
pub(super) const HOLD_CURRENT: &str = "SELECT EXISTS (
        SELECT FROM whatsapp_auth o
        WHERE o.paired_at IS NOT NULL AND whatsapp_account_key(o.phone) = whatsapp_account_key(a.phone)
            AND o.shared_account IS NOT NULL AND o.company_id <> $1)
    FROM whatsapp_auth a WHERE company_id = $1 AND fence = $2 FOR UPDATE";

pub(super) const HOLD_NEXT: &str = "SELECT FROM whatsapp_next_auth
    WHERE company_id = $1 AND fence = $2 AND creds IS NOT NULL AND paired_at IS NOT NULL FOR UPDATE";

/// Keeps the linked device that is current, and puts that of the next slot in its place. Both parts see the rows as
/// they were when the statement began. An unfinished pairing in the current slot is no device and is not kept.
pub(super) const BECOME: &str = "WITH kept AS (
        INSERT INTO whatsapp_old_devices (company_id, creds, phone, data_key, master_key_id)
        SELECT company_id, creds, phone, data_key, master_key_id FROM whatsapp_auth
        WHERE company_id = $1 AND creds IS NOT NULL AND paired_at IS NOT NULL
        RETURNING device, phone, replaced_at
    ), became AS (
        UPDATE whatsapp_auth a
        SET fence = a.fence + 1, phone = n.phone, requested_phone = n.requested_phone, creds = n.creds,
            paired_at = n.paired_at, last_connected_at = now(), updated_at = now(), parked_code = NULL,
            parked_until = NULL, expiry_warned_at = NULL, shared_account = NULL, log_out_fence = NULL,
            removed_after_link_at = NULL, data_key = n.data_key, master_key_id = n.master_key_id
        FROM whatsapp_next_auth n
        WHERE a.company_id = $1 AND n.company_id = $1
        RETURNING a.fence
    )
    SELECT became.fence, kept.device, kept.phone, kept.replaced_at FROM became LEFT JOIN kept ON true";

/// Values stay sealed as they are: their data key moves with the row, and a place in the tables is that of either slot.
/// Returns how many were moved. The company's row is looked up by itself, as in [`DELETE_KEYS`].
pub(super) const MOVE_KEYS: &str = "WITH moved AS (
        DELETE FROM whatsapp_next_keys k USING (
            SELECT a.company_id FROM (VALUES ($1)) AS q (company_id)
            CROSS JOIN LATERAL (SELECT company_id FROM whatsapp_next_auth WHERE company_id = q.company_id OFFSET 0) a
            WHERE a.company_id = q.company_id) held
        WHERE k.company_id BETWEEN held.company_id AND held.company_id
        RETURNING k.company_id, k.key_type, k.key_id, k.value, k.stamp
    ), stored AS (
        INSERT INTO whatsapp_keys (company_id, key_type, key_id, value, stamp)
        SELECT company_id, key_type, key_id, value, stamp FROM moved
        RETURNING 1
    )
    SELECT count(*) FROM stored";

pub(super) async fn promote(store: &Store, order: PromotionOrder) -> Result<Promoted, StoreError> {
    let PromotionOrder { company, held, entry } = order;
    let (current, next) = (store.of(Slot::Current), store.of(Slot::Next));
    let (sealing, sealing_of_next) = (current.sealing(), next.sealing());
    let promoted = current.call("promote", move |call| {
        Box::pin(async move {
            let key = sealing_of_next.at_hand(&company, held.next);
            let forget = || {
                sealing.forget(&company);
                sealing_of_next.forget(&company);
            };
            let (promoted, shared) = carry_out(call, (&company, held), &[entry], forget).await?;
            if let Some(key) = key {
                sealing.keep(&company, promoted.fence, key);
            }
            Ok((promoted, shared))
        })
    });
    let (promoted, shared) = promoted.await?;
    if shared {
        current.account_was_given_up().await;
    }
    Ok(promoted)
}

/// Runs the transaction. `forget` is called before the commit is sent: whatever its outcome, nothing is sealed with the
/// data keys of before under the fences of before from there on. Also returns whether another company shared the
/// account that was given up.
async fn carry_out(
    call: &mut Call,
    (company, held): (&CompanyId, SlotFences),
    entries: &[JournalEntry],
    forget: impl FnOnce(),
) -> Result<(Promoted, bool), QueryError> {
    let (company, absent) = (company.as_str(), None::<&str>);
    let companies = vec![company];
    let of_current = [(&company as _, Type::TEXT), (&held.current.0 as _, Type::INT8)];
    let of_next = [(&company as _, Type::TEXT), (&held.next.0 as _, Type::INT8)];
    let to_empty = [
        (&companies as _, Type::TEXT_ARRAY),
        (&absent as _, Type::TEXT),
        (&None::<&[u8]> as _, Type::BYTEA),
        (&absent as _, Type::TEXT),
    ];
    let (transaction, [current, next]) = call.begin([(HOLD_CURRENT, &of_current), (HOLD_NEXT, &of_next)]).await?;
    let current = current.first().ok_or_else(QueryError::fenced)?;
    let shared: bool = current.try_get(0)?;
    if next.is_empty() {
        return Err(QueryError::fenced());
    }
    // The entry is about no transition of the machine.
    let columns = EntryColumns::of(entries, |_| None);
    let to_append = columns.params();
    let asked = [(DELETE_KEYS, &to_empty[..1]), (BECOME, &of_current[..1]), (APPEND, &to_append)];
    let [_, became, _] = transaction.query(asked).await?;
    forget();
    let asked = [(MOVE_KEYS, &of_current[..1]), (Slot::Next.text(EMPTY), &to_empty[..])];
    let [moved, emptied] = transaction.commit(asked).await?;
    let (Some(row), Some(moved), Some(_)) = (became.first(), moved.first(), emptied.first()) else {
        return Err(QueryError::corrupt("a row of a promotion"));
    };
    let old = row.try_get::<_, Option<i64>>(1)?.is_some();
    let old = old.then(|| old_device(row, 1)).transpose()?;
    let promoted = Promoted { fence: Fence(row.try_get(0)?), old };
    call.has_grown(usize::try_from(moved.try_get::<_, i64>(0)?).unwrap_or_default());
    Ok((promoted, shared))
}
