//! Pruning of companies' rows that hold no information any more. `migrations/V20261128000510__row_lives.sql` explains
//! why deleting them is safe.

use linekeeper_domain::Timestamp;
use linekeeper_ports::StoreError;

use crate::call::pruned;
use crate::statements::Listed;
use crate::store::Store;

/// Deletes empty rows. A park that is over, or that is about a phone no longer linked, blocks nothing, so it does not
/// keep a row; a person's decision (disconnected) and WhatsApp's about the account (banned, locked) do. A removal keeps
/// the row for as long as it makes pairings wait.
///
/// What is left of a change of phone keeps the row, too: the company is not done with. Rows of the next slot are never
/// deleted (`migrations/V20261129000100__next_slot.sql`).
///
/// Locked rows are in use. The fence must be in the first half of the range of its row's life, so that it cannot reach
/// the next range.
const PRUNE: &str = "WITH old AS (
        SELECT company_id FROM whatsapp_auth a
        WHERE creds IS NULL AND phone IS NULL AND paired_at IS NULL AND (
            parked_code IS NULL OR parked_until < now() OR (parked_code IN ('LOGGED_OUT', 'REMOVED_AFTER_LINK') AND parked_until IS NULL))
          AND (removed_after_link_at IS NULL OR removed_after_link_at < now() - interval '1 hour')
          AND updated_at < $1 AND greatest(last_connected_at, created_at) < $1 AND (fence & 1048575) < 524288
          AND NOT EXISTS (SELECT FROM whatsapp_keys k WHERE k.company_id = a.company_id)
          AND NOT EXISTS (SELECT FROM whatsapp_next_auth n WHERE n.company_id = a.company_id AND n.creds IS NOT NULL)
          AND NOT EXISTS (SELECT FROM whatsapp_old_devices o WHERE o.company_id = a.company_id)
        ORDER BY updated_at LIMIT $2 FOR UPDATE SKIP LOCKED
    ), gone AS (DELETE FROM whatsapp_auth a USING old WHERE a.company_id = old.company_id RETURNING 1)
    SELECT count(*) FROM gone";

/// SQL statements of this module, collected in `statements`.
pub(crate) const STATEMENTS: &[Listed] =
    &[Listed::more("prune_empty_companies", PRUNE, "maintenance task in small batches; no request waits for it")];

impl Store {
    /// Deletes at most `limit` rows without credentials, phone, keys or a park that still matters, unchanged since the
    /// given time, the oldest first; returns the number deleted. A company requested later is treated as new.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn prune_empty_companies(&self, before: Timestamp, limit: u32) -> Result<u64, StoreError> {
        self.call("prune_empty_companies", move |call| {
            Box::pin(async move { pruned(call, PRUNE, (before, limit)).await })
        })
        .await
    }
}
