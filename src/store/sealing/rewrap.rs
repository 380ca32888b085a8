//! Re-wrapping: wraps the same data keys with the current master key, while the service runs. Sealed values do not
//! change, and data keys unwrapped by any process stay valid.

use std::sync::Arc;

use linekeeper_domain::CompanyId;
use linekeeper_ports::StoreError;
use linekeeper_secrets::{DataKey, WrappedKey};
use tokio_postgres::Row;
use tokio_postgres::types::Type;
use tracing::error;

use super::{Sealing, too_long};
use crate::call::{Call, OpenTransaction, count_in};
use crate::failure::QueryError;
use crate::statements::Listed;
use crate::store::Store;

/// Statements over one of the tables with data keys. A row is named by its company and its device, which is 0 in tables
/// with one row per company.
#[derive(Clone, Copy)]
struct Texts {
    next: &'static str,
    rewrap: &'static str,
}

const OF_SLOT: Texts = Texts {
    next: "SELECT company_id, data_key, master_key_id, 0::bigint FROM whatsapp_auth
    WHERE master_key_id <> $1 AND company_id > $2 ORDER BY company_id LIMIT $3 FOR NO KEY UPDATE",
    rewrap: "UPDATE whatsapp_auth a SET data_key = w.data_key, master_key_id = $1
    FROM unnest($2::text[], $3::bytea[], $4::bigint[]) AS w (company_id, data_key, device)
    WHERE a.company_id = w.company_id
    RETURNING a.company_id, a.data_key, a.master_key_id, w.device",
};

/// All devices of a company are in one batch, so that the next batch begins with another company.
const OF_OLD_DEVICES: Texts = Texts {
    next:
        "SELECT company_id, data_key, master_key_id, device FROM whatsapp_old_devices
    WHERE master_key_id <> $1 AND company_id > $2 ORDER BY company_id FETCH FIRST ($3) ROWS WITH TIES FOR NO KEY UPDATE",
    rewrap: "UPDATE whatsapp_old_devices a SET data_key = w.data_key, master_key_id = $1
    FROM unnest($2::text[], $3::bytea[], $4::bigint[]) AS w (company_id, data_key, device)
    WHERE a.company_id = w.company_id AND a.device = w.device
    RETURNING a.company_id, a.data_key, a.master_key_id, a.device",
};

const OF_LOGS: Texts = Texts {
    next: "SELECT company_id, data_key, master_key_id, 0::bigint FROM message_logs
    WHERE master_key_id <> $1 AND company_id > $2 ORDER BY company_id LIMIT $3 FOR NO KEY UPDATE",
    rewrap: "UPDATE message_logs a SET data_key = w.data_key, master_key_id = $1
    FROM unnest($2::text[], $3::bytea[], $4::bigint[]) AS w (company_id, data_key, device)
    WHERE a.company_id = w.company_id
    RETURNING a.company_id, a.data_key, a.master_key_id, w.device",
};

/// An endpoint's data key is wrapped for its owner, who is named by its id (see `webhooks::rows::owner`).
const OF_WEBHOOKS: Texts = Texts {
    next: "SELECT 'webhook-' || id, data_key, master_key_id, 0::bigint FROM webhook_endpoints
    WHERE master_key_id <> $1 AND 'webhook-' || id > $2 ORDER BY id LIMIT $3 FOR NO KEY UPDATE",
    rewrap: "UPDATE webhook_endpoints a SET data_key = w.data_key, master_key_id = $1
    FROM unnest($2::text[], $3::bytea[], $4::bigint[]) AS w (owner, data_key, device)
    WHERE 'webhook-' || a.id = w.owner
    RETURNING 'webhook-' || a.id, a.data_key, a.master_key_id, w.device",
};

const LEFT: &str = "SELECT (SELECT count(*) FROM whatsapp_auth WHERE master_key_id <> $1)
    + (SELECT count(*) FROM whatsapp_next_auth WHERE master_key_id <> $1)
    + (SELECT count(*) FROM whatsapp_old_devices WHERE master_key_id <> $1)
    + (SELECT count(*) FROM message_logs WHERE master_key_id <> $1)
    + (SELECT count(*) FROM webhook_endpoints WHERE master_key_id <> $1)";

/// SQL statements of this module, collected in `statements`.
pub(crate) const STATEMENTS: &[Listed] = &[
    Listed::more("rewrap_next", OF_SLOT.next, THROUGH_ALL).in_both_slots(),
    Listed::more("rewrap", OF_SLOT.rewrap, THROUGH_ALL).in_both_slots(),
    Listed::more("rewrap_next_old_device", OF_OLD_DEVICES.next, THROUGH_ALL),
    Listed::more("rewrap_old_device", OF_OLD_DEVICES.rewrap, THROUGH_ALL),
    Listed::more("rewrap_next_log", OF_LOGS.next, THROUGH_ALL),
    Listed::more("rewrap_log", OF_LOGS.rewrap, THROUGH_ALL),
    Listed::more("rewrap_next_webhook", OF_WEBHOOKS.next, THROUGH_ALL),
    Listed::more("rewrap_webhook", OF_WEBHOOKS.rewrap, THROUGH_ALL),
    Listed::more("rewrap_left", LEFT, "command of an operator that counts all companies"),
];

const THROUGH_ALL: &str = "command of an operator that goes through all companies once";

/// Result of re-wrapping one batch of companies.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rewrapped {
    /// Number of data keys that were under another master key and are now under the current one.
    pub count: u64,
    /// Companies whose data keys could not be unwrapped; these are unchanged.
    pub unreadable: Vec<CompanyId>,
    /// Last company looked at, to continue after; none if none was left.
    pub last: Option<CompanyId>,
}

impl Store {
    /// Re-wraps the data keys of up to `limit` companies after `after` with the current master key, in one transaction
    /// that locks their rows. Each is unwrapped again from what the database returns before that is committed. These
    /// are the data keys of this store's slot.
    ///
    /// # Errors
    /// [`StoreError`]; nothing is changed then, except that an unknown outcome may have changed it: calling again
    /// continues with what is left.
    pub async fn rewrap(&self, after: Option<CompanyId>, limit: u32) -> Result<Rewrapped, StoreError> {
        self.rewrap_in("rewrap", OF_SLOT, (after, limit)).await
    }

    /// Does what [`Store::rewrap`] does, for the data keys of old devices; a batch has at least all of a company.
    ///
    /// # Errors
    /// As [`Store::rewrap`].
    pub async fn rewrap_old_devices(&self, after: Option<CompanyId>, limit: u32) -> Result<Rewrapped, StoreError> {
        self.rewrap_in("rewrap_old_devices", OF_OLD_DEVICES, (after, limit)).await
    }

    /// Does what [`Store::rewrap`] does, for the log keys of companies, with which their events are sealed.
    ///
    /// # Errors
    /// As [`Store::rewrap`].
    pub async fn rewrap_logs(&self, after: Option<CompanyId>, limit: u32) -> Result<Rewrapped, StoreError> {
        self.rewrap_in("rewrap_logs", OF_LOGS, (after, limit)).await
    }

    /// Does what [`Store::rewrap`] does, for the data keys of webhook endpoints, each of which has the name `webhook-` and
    /// its id instead of a company's id.
    ///
    /// # Errors
    /// As [`Store::rewrap`].
    pub async fn rewrap_webhooks(&self, after: Option<CompanyId>, limit: u32) -> Result<Rewrapped, StoreError> {
        self.rewrap_in("rewrap_webhooks", OF_WEBHOOKS, (after, limit)).await
    }

    async fn rewrap_in(
        &self,
        name: &'static str,
        texts: Texts,
        (after, limit): (Option<CompanyId>, u32),
    ) -> Result<Rewrapped, StoreError> {
        let sealing = self.sealing();
        self.call(name, move |call| {
            Box::pin(async move { rewrap(call, (&sealing, texts), (after.as_ref(), limit)).await })
        })
        .await
    }

    /// Counts the data keys of both slots, of old devices, logs and webhook endpoints that are wrapped with another master
    /// key than the current one.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn under_other_master_keys(&self) -> Result<u64, StoreError> {
        let sealing = self.sealing();
        self.call("under_other_master_keys", move |call| {
            Box::pin(async move {
                let current = sealing.masters().current().id().as_str();
                let rows = call.query(LEFT, &[(&current as _, Type::TEXT)]).await?;
                count_in(&rows)
            })
        })
        .await
    }
}

async fn rewrap(
    call: &mut Call,
    (sealing, texts): (&Sealing, Texts),
    (after, limit): (Option<&CompanyId>, u32),
) -> Result<Rewrapped, QueryError> {
    let master = sealing.masters().current();
    let params = [
        (&master.id().as_str() as _, Type::TEXT),
        (&after.map_or("", CompanyId::as_str) as _, Type::TEXT),
        (&i64::from(limit) as _, Type::INT8),
    ];
    let (transaction, [rows]) = call.begin([(texts.next, &params)]).await?;
    let (mut keys, mut unreadable, mut last) = (Vec::new(), Vec::new(), None);
    for row in &rows {
        let (company, device) = (company(row)?, row.try_get(3)?);
        match sealing.unwrap(&company, row.try_get(1)?, row.try_get(2)?) {
            Ok(key) => keys.push((company.clone(), key, device)),
            Err(why) => {
                error!(company.id = %company, "the data key of company {company} cannot be unwrapped and is left unchanged: {}", words(why));
                unreadable.push(company.clone());
            }
        }
        last = Some(company);
    }
    if !keys.is_empty() {
        write(&transaction, (sealing, texts), &keys).await?;
    }
    transaction.commit([]).await?;
    Ok(Rewrapped { count: keys.len() as u64, unreadable, last })
}

/// Writes the re-wrapped data keys, and checks what the database returns by unwrapping it.
async fn write(
    transaction: &OpenTransaction<'_>,
    (sealing, texts): (&Sealing, Texts),
    keys: &[(CompanyId, Arc<DataKey>, i64)],
) -> Result<(), QueryError> {
    let master = sealing.masters().current();
    let ids: Vec<&str> = keys.iter().map(|(company, ..)| company.as_str()).collect();
    let devices: Vec<i64> = keys.iter().map(|(_, _, device)| *device).collect();
    let wrapped = keys.iter().map(|(company, key, _)| WrappedKey::of(key, company, master));
    let wrapped = wrapped.collect::<Result<Vec<_>, _>>().map_err(too_long)?;
    let bytes: Vec<&[u8]> = wrapped.iter().map(WrappedKey::as_bytes).collect();
    let params = [
        (&master.id().as_str() as _, Type::TEXT),
        (&ids as _, Type::TEXT_ARRAY),
        (&bytes as _, Type::BYTEA_ARRAY),
        (&devices as _, Type::INT8_ARRAY),
    ];
    let [rows] = transaction.query([(texts.rewrap, &params)]).await?;
    if rows.len() != keys.len() {
        return Err(QueryError::corrupt("a re-wrapped data key"));
    }
    for row in &rows {
        let (company, device): (_, i64) = (company(row)?, row.try_get(3)?);
        let again = sealing.unwrap(&company, row.try_get(1)?, row.try_get(2)?)?;
        if !keys.iter().any(|(of, key, named)| (of, *named) == (&company, device) && key.is(&again)) {
            return Err(QueryError::corrupt("a re-wrapped data key"));
        }
    }
    Ok(())
}

fn company(row: &Row) -> Result<CompanyId, QueryError> {
    row.try_get::<_, &str>(0)?.parse().map_err(|_| QueryError::corrupt("company_id"))
}

fn words(trouble: QueryError) -> String {
    trouble.into_failed(false).error.detail
}
