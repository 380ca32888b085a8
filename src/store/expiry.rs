//! Credentials that nobody uses: warning of their end, and ending them. Unused means neither connected nor written. Every age is
//! measured by the database's clock; the process's own decides nothing here.
//!
//! A company that is linked and not parked has a session in whichever process keeps it, connected or trying to be: it is neither
//! warned nor expired, whatever its times say.

use linekeeper_domain::expiry::{Disuse, ExpiryRule};
use linekeeper_domain::{CompanyId, Timestamp};
use linekeeper_ports::StoreError;
use tokio_postgres::Row;
use tokio_postgres::types::Type;

use crate::failure::Trouble;
use crate::ownership::empty;
use crate::statements::Listed;
use crate::store::Store;

const DISUSE: &str = "SELECT greatest(last_connected_at, updated_at, created_at), expiry_warned_at, now(),
        paired_at IS NOT NULL AND parked_code IS NULL
    FROM whatsapp_auth WHERE company_id = $1 AND (creds IS NOT NULL OR phone IS NOT NULL)";

/// A warning counts until the credentials are used again. One of the future was given while the database's clock was ahead. A pairing
/// that a crash has ended leaves the phone it was asked for, without credentials; that goes too.
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

/// What is sent from here.
pub(crate) const STATEMENTS: &[Listed] = &[
    Listed::more("warn_of_expiry", WARN, HOUSEKEEPING),
    Listed::more("due_to_expire", DUE, HOUSEKEEPING),
    Listed::more("still_due_to_expire", STILL_DUE, HOUSEKEEPING),
    Listed::more(
        "void_expiry_warnings",
        VOID_WARNINGS,
        "once, by a person who knows that the database's clock was wrong",
    ),
    Listed::more("look_at_clock", LOOK, "a table of one row"),
    Listed::by_index("clock_seen", SEEN),
    Listed::by_index("disuse", DISUSE),
];

const HOUSEKEEPING: &str = "a task of housekeeping, some rows at a time, that nobody waits for";

const DUE: &str = "SELECT company_id FROM whatsapp_auth
    WHERE (creds IS NOT NULL OR phone IS NOT NULL) AND NOT (paired_at IS NOT NULL AND parked_code IS NULL)
      AND greatest(last_connected_at, updated_at, created_at) < now() - make_interval(secs => $1)
      AND expiry_warned_at BETWEEN greatest(last_connected_at, updated_at, created_at) AND now() - make_interval(secs => $2)
      AND company_id > $3
    ORDER BY company_id LIMIT $4";

/// The same of those named, checked on the locked rows. Rows that somebody holds are in use, whatever their times say.
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
    /// Warns the owners of credentials that will expire unless they are used: they count as warned from now on. At most `limit`
    /// companies in one call.
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

    /// Companies whose credentials may expire now, by id, after the given one, at most `limit`.
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

    /// Wipes the credentials of those of the named companies that are still due, and tells whose they were.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn expire(&self, rule: ExpiryRule, named: &[CompanyId]) -> Result<Vec<CompanyId>, StoreError> {
        if named.is_empty() {
            return Ok(Vec::new());
        }
        let sealing = self.sealing();
        let named: Vec<String> = named.iter().map(|company| company.as_str().to_owned()).collect();
        let expired = self.call("expire", move |call| {
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
                empty(transaction, &ids, None, None).await?;
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

    /// Makes every warning void; answers how many there were. They are given anew.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn void_expiry_warnings(&self) -> Result<usize, StoreError> {
        self.call("void_expiry_warnings", move |call| {
            Box::pin(async move { call.write(VOID_WARNINGS, &[]).await.map(|rows| rows.len()) })
        })
        .await
    }

    /// What the database's clock shows, and what it showed when [`Store::clock_seen`] was last called by any process.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn look_at_clock(&self) -> Result<(Timestamp, Option<Timestamp>), StoreError> {
        self.call("look_at_clock", move |call| {
            Box::pin(async move {
                let rows = call.query(LOOK, &[]).await?;
                let row = rows.first().ok_or_else(|| Trouble::corrupt("the database's clock"))?;
                Ok((row.try_get(0)?, row.try_get(1)?))
            })
        })
        .await
    }

    /// Notes what the database's clock shows now.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn clock_seen(&self) -> Result<(), StoreError> {
        self.call("clock_seen", move |call| Box::pin(async move { call.write(SEEN, &[]).await.map(drop) })).await
    }
}

/// How long a company's credentials are unused; nothing where there are none.
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

pub(crate) fn companies(rows: &[Row]) -> Result<Vec<CompanyId>, Trouble> {
    let company = |row: &Row| row.try_get::<_, &str>(0)?.parse().map_err(|_| Trouble::corrupt("company_id"));
    rows.iter().map(company).collect()
}
