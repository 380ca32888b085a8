//! Expiry of unused credentials: warning, then wiping. Unused means neither connected nor written. Every age is
//! measured by the database's clock; the process's own clock decides nothing here.
//!
//! All of this is about the current slot. A company that is linked and not parked has a session in some process,
//! connected or trying to connect: it is neither warned nor expired, whatever its times say.

use linekeeper_domain::expiry::{Disuse, ExpiryRule};
use linekeeper_domain::{CompanyId, Timestamp};
use linekeeper_ports::StoreError;
use tokio_postgres::Row;
use tokio_postgres::types::Type;

use crate::companies::ownership::empty;
use crate::failure::QueryError;
use crate::slots::Slot;
use crate::statements::Listed;
use crate::store::Store;

const DISUSE: &str = "SELECT greatest(last_connected_at, updated_at, created_at), expiry_warned_at, now(),
        paired_at IS NOT NULL AND parked_code IS NULL
    FROM whatsapp_auth WHERE company_id = $1 AND (creds IS NOT NULL OR phone IS NOT NULL)";

/// Marks companies as warned. A warning counts until the credentials are used again. One with a future time was given
/// while the database's clock was ahead, and is given again. A phone without credentials, left by a pairing that a
/// crash ended, expires too.
const WARN: &str = "WITH due AS (
        SELECT company_id FROM whatsapp_auth
        WHERE (creds IS NOT NULL OR phone IS NOT NULL) AND NOT (paired_at IS NOT NULL AND parked_code IS NULL)
          AND greatest(last_connected_at, updated_at, created_at) < now() - make_interval(secs => $1)
          AND (expiry_warned_at IS NULL OR expiry_warned_at > now()
            OR expiry_warned_at < greatest(last_connected_at, updated_at, created_at))
        ORDER BY company_id LIMIT $2 FOR NO KEY UPDATE SKIP LOCKED
    ), warned AS (
        UPDATE whatsapp_auth a SET expiry_warned_at = now() FROM due WHERE a.company_id = due.company_id
        RETURNING a.company_id
    )
    SELECT company_id FROM warned ORDER BY company_id";

/// SQL statements of this module, collected in `statements`.
pub(crate) const STATEMENTS: &[Listed] = &[
    Listed::more("warn_of_expiry", WARN, HOUSEKEEPING),
    Listed::more("due_to_expire", DUE, HOUSEKEEPING),
    Listed::more("still_due_to_expire", STILL_DUE, HOUSEKEEPING),
    Listed::more("void_expiry_warnings", VOID_WARNINGS, "run only after a jump of the database's clock"),
    Listed::more("look_at_clock", LOOK, "the table has one row"),
    Listed::by_index("clock_seen", SEEN),
    Listed::by_index("disuse", DISUSE).in_both_slots(),
];

const HOUSEKEEPING: &str = "maintenance task in small batches; no request waits for it";

const DUE: &str = "SELECT company_id FROM whatsapp_auth
    WHERE (creds IS NOT NULL OR phone IS NOT NULL) AND NOT (paired_at IS NOT NULL AND parked_code IS NULL)
      AND greatest(last_connected_at, updated_at, created_at) < now() - make_interval(secs => $1)
      AND expiry_warned_at BETWEEN greatest(last_connected_at, updated_at, created_at) AND now() - make_interval(secs => $2)
      AND company_id > $3
    ORDER BY company_id LIMIT $4";

/// Checks again, on the locked rows, which of the named companies are due. Rows locked by others are in use, whatever
/// their times say.
const STILL_DUE: &str = "SELECT company_id FROM whatsapp_auth
    WHERE (creds IS NOT NULL OR phone IS NOT NULL) AND NOT (paired_at IS NOT NULL AND parked_code IS NULL)
      AND greatest(last_connected_at, updated_at, created_at) < now() - make_interval(secs => $1)
      AND expiry_warned_at BETWEEN greatest(last_connected_at, updated_at, created_at) AND now() - make_interval(secs => $2)
      AND company_id = ANY ($3)
    ORDER BY company_id FOR UPDATE SKIP LOCKED";

const VOID_WARNINGS: &str =
    "UPDATE whatsapp_auth SET expiry_warned_at = NULL WHERE expiry_warned_at IS NOT NULL RETURNING company_id";

const LOOK: &str = "SELECT clock_timestamp(), (SELECT seen_at FROM housekeeping)";

const SEEN: &str = "INSERT INTO housekeeping (only_row, seen_at) VALUES (true, clock_timestamp())
    ON CONFLICT (only_row) DO UPDATE SET seen_at = excluded.seen_at";

impl Store {
    /// Marks the companies whose credentials will expire unless they are used as warned now, at most `limit`; returns
    /// them.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn warn_of_expiry(&self, rule: ExpiryRule, limit: u32) -> Result<Vec<CompanyId>, StoreError> {
        self.call("warn_of_expiry", move |call| {
            Box::pin(async move {
                let (unused, limit) = (rule.warns_after().as_secs_f64(), i64::from(limit));
                let params = [(&unused as _, Type::FLOAT8), (&limit as _, Type::INT8)];
                companies(&call.write(WARN, &params).await?)
            })
        })
        .await
    }

    /// Returns companies whose credentials may expire now, by id, after the given one, at most `limit`.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn due_to_expire(
        &self,
        rule: ExpiryRule,
        after: Option<CompanyId>,
        limit: u32,
    ) -> Result<Vec<CompanyId>, StoreError> {
        self.call("due_to_expire", move |call| {
            Box::pin(async move {
                let (unused, notice) = (rule.unused_for.as_secs_f64(), rule.notice().as_secs_f64());
                let (after, limit) = (after.as_ref().map_or("", CompanyId::as_str), i64::from(limit));
                let params = [
                    (&unused as _, Type::FLOAT8),
                    (&notice as _, Type::FLOAT8),
                    (&after as _, Type::TEXT),
                    (&limit as _, Type::INT8),
                ];
                companies(&call.query(DUE, &params).await?)
            })
        })
        .await
    }

    /// Wipes the credentials of those of the named companies that are still due; returns these companies.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn expire(&self, rule: ExpiryRule, named: &[CompanyId]) -> Result<Vec<CompanyId>, StoreError> {
        if named.is_empty() {
            return Ok(Vec::new());
        }
        // Whichever slot this store is of: those of the next slot expire by another rule (`change`).
        let current = self.of(Slot::Current);
        let sealing = current.sealing();
        let named: Vec<String> = named.iter().map(|company| company.as_str().to_owned()).collect();
        let expired = current.call("expire", move |call| {
            Box::pin(async move {
                let (unused, notice) = (rule.unused_for.as_secs_f64(), rule.notice().as_secs_f64());
                let params =
                    [(&unused as _, Type::FLOAT8), (&notice as _, Type::FLOAT8), (&named as _, Type::TEXT_ARRAY)];
                let (transaction, [due]) = call.begin([(STILL_DUE, &params)]).await?;
                let companies = companies(&due)?;
                if companies.is_empty() {
                    return Ok(companies);
                }
                let ids: Vec<String> = companies.iter().map(|company| company.as_str().to_owned()).collect();
                empty(transaction, &ids, None, (None, &[])).await?;
                companies.iter().for_each(|company| sealing.forget(company));
                Ok(companies)
            })
        });
        let expired = expired.await?;
        if !expired.is_empty() {
            self.account_was_given_up().await;
        }
        Ok(expired)
    }

    /// Clears every warning, so that all are given anew; returns how many there were.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn void_expiry_warnings(&self) -> Result<usize, StoreError> {
        self.call("void_expiry_warnings", move |call| {
            Box::pin(async move { call.write(VOID_WARNINGS, &[]).await.map(|rows| rows.len()) })
        })
        .await
    }

    /// Returns the database's current time, and its time when [`Store::clock_seen`] was last called by any process.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn look_at_clock(&self) -> Result<(Timestamp, Option<Timestamp>), StoreError> {
        self.call("look_at_clock", move |call| {
            Box::pin(async move {
                let rows = call.query(LOOK, &[]).await?;
                let row = rows.first().ok_or_else(|| QueryError::corrupt("the database's clock"))?;
                Ok((row.try_get(0)?, row.try_get(1)?))
            })
        })
        .await
    }

    /// Stores the database's current time as seen.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn clock_seen(&self) -> Result<(), StoreError> {
        self.call("clock_seen", move |call| Box::pin(async move { call.write(SEEN, &[]).await.map(drop) })).await
    }
}

/// Disuse of a company's credentials; none if it has neither credentials nor a phone.
pub(crate) async fn disuse(store: &Store, company: CompanyId) -> Result<Option<Disuse>, StoreError> {
    store
        .call("disuse", move |call| {
            Box::pin(async move {
                let rows = call.query(DISUSE, &[(&company.as_str(), Type::TEXT)]).await?;
                let read = |row: &Row| {
                    let (used_at, warned_at, now) = (row.try_get(0)?, row.try_get(1)?, row.try_get(2)?);
                    Ok(Disuse { used_at, warned_at, now, in_use: row.try_get(3)? })
                };
                rows.first().map(read).transpose()
            })
        })
        .await
}

pub(crate) fn companies(rows: &[Row]) -> Result<Vec<CompanyId>, QueryError> {
    let company = |row: &Row| row.try_get::<_, &str>(0)?.parse().map_err(|_| QueryError::corrupt("company_id"));
    rows.iter().map(company).collect()
}
