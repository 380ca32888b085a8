//! Rows of companies that say nothing any more. What makes it safe to delete them is drawn in
//! `migrations/V20261128000510__row_lives.sql`.

use linekeeper_domain::Timestamp;
use linekeeper_ports::StoreError;

use crate::call::pruned;
use crate::statements::Listed;
use crate::store::Store;

/// A park that is over, or that tells of a phone that is not linked any more, keeps nobody from anything; what a person wanted (disconnected)
/// and what WhatsApp said of the account (banned, locked) is remembered. So is a removal for as long as it makes anybody wait.
///
/// Rows that somebody holds are in use. The fence must be in the first half of its life's range.
const PRUNE: &str = "WITH old AS (
        SELECT company_id FROM whatsapp_auth a
        WHERE creds IS NULL AND phone IS NULL AND paired_at IS NULL AND (
            parked_code IS NULL OR parked_until < now() OR (parked_code IN ('LOGGED_OUT', 'REMOVED_AFTER_LINK') AND parked_until IS NULL))
          AND (removed_after_link_at IS NULL OR removed_after_link_at < now() - interval '1 hour')
          AND updated_at < $1 AND greatest(last_connected_at, created_at) < $1 AND (fence & 1048575) < 524288
          AND NOT EXISTS (SELECT FROM whatsapp_keys k WHERE k.company_id = a.company_id)
        ORDER BY updated_at LIMIT $2 FOR UPDATE SKIP LOCKED
    ), gone AS (DELETE FROM whatsapp_auth a USING old WHERE a.company_id = old.company_id RETURNING 1)
    SELECT count(*) FROM gone";

/// What is sent from here.
pub(crate) const STATEMENTS: &[Listed] = &[Listed::more(
    "prune_empty_companies",
    PRUNE,
    "a task of housekeeping, some rows at a time, that nobody waits for",
)];

impl Store {
    /// Deletes at most `limit` rows without credentials, phone, keys or a park that means anything, which nobody has written since the given time, the
    /// oldest first, and tells how many they were. A company that is asked about later is as if it had never been there.
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
