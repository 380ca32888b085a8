//! Rows of endpoints, and what is sealed in them: each endpoint has a data key of its own, wrapped as those of companies
//! are.

use std::sync::{Arc, LazyLock};

use linekeeper_domain::access::AccessId;
use linekeeper_domain::messages::EventType;
use linekeeper_domain::webhooks::{AddressPolicy, DisableReason, EndpointHealth, UrlRules, WebhookUrl};
use linekeeper_domain::{CompanyId, StoreFailure, Timestamp};
use linekeeper_ports::{EndpointBacklog, EndpointSettings, StoreError, WebhookEndpoint};
use linekeeper_secrets::{DataKey, Place, WebhookSecret, WebhookSecrets};
use tokio_postgres::Row;

use crate::failure::QueryError;
use crate::sealing::Sealing;

/// Why a row is not shown any more, in the column `disabled`.
pub(super) const DELETED: &str = "deleted";

/// Columns of an endpoint, in the order in which [`endpoint`] reads them.
macro_rules! endpoint_columns {
    () => {
        "id, data_key, master_key_id, url, companies, events, description, made_by, created_at, disabled, disabled_at, \
        failing_since, failed_at, slow_level, paused_until, delivered_at, \
        CASE WHEN old_secret_until > now() THEN old_secret_until END"
    };
}
pub(super) use endpoint_columns;

/// Values that are sealed for an endpoint. Both secrets have one place, so that a rotation moves the value as it is.
#[derive(Clone, Copy)]
pub(super) enum Sealed {
    Url,
    Secret,
}

impl Sealed {
    fn place(self, endpoint: &AccessId) -> Place<'_> {
        let value = match self {
            Self::Url => "url",
            Self::Secret => "secret",
        };
        Place::Endpoint { endpoint: endpoint.as_str(), value }
    }
}

/// Rules by which stored URLs are read again: they were checked when they were set, and what may be reached is checked at
/// each connect.
static STORED: LazyLock<UrlRules> = LazyLock::new(|| {
    let all = ["0.0.0.0/0", "::/0"].iter().filter_map(|network| network.parse().ok()).collect();
    UrlRules { allow_http: true, addresses: AddressPolicy::allowing(all) }
});

/// Name of an endpoint as the owner of its data key, for whom that is wrapped.
pub(crate) fn owner(endpoint: &str) -> Result<CompanyId, QueryError> {
    format!("webhook-{endpoint}").parse().map_err(|_| QueryError::corrupt("the id of an endpoint"))
}

/// Data key of an endpoint; from the given column on, `row` has it wrapped and the id of its master key.
pub(super) fn key_of(
    sealing: &Sealing,
    endpoint: &AccessId,
    (row, column): (&Row, usize),
) -> Result<Arc<DataKey>, QueryError> {
    sealing.unwrap(&owner(endpoint.as_str())?, row.try_get(column)?, row.try_get(column + 1)?)
}

/// Seals a value of an endpoint.
pub(super) fn seal(key: &DataKey, (endpoint, value): (&AccessId, Sealed), plain: &[u8]) -> Result<Vec<u8>, QueryError> {
    let sealed = key.seal(&value.place(endpoint), plain);
    sealed.map_err(|error| StoreError::new(StoreFailure::Corrupt, error.to_string()).into())
}

fn open(key: &DataKey, (endpoint, value): (&AccessId, Sealed), sealed: &[u8]) -> Result<Vec<u8>, QueryError> {
    let opened = key.open(&value.place(endpoint), sealed);
    let unreadable = |why| StoreError::new(StoreFailure::Corrupt, format!("endpoint {endpoint} cannot be read: {why}"));
    Ok(opened.map_err(unreadable)?)
}

/// Opens the URL of an endpoint.
fn open_url(key: &DataKey, endpoint: &AccessId, sealed: &[u8]) -> Result<WebhookUrl, QueryError> {
    let text = String::from_utf8(open(key, (endpoint, Sealed::Url), sealed)?);
    let text = text.map_err(|_| QueryError::corrupt("the URL of an endpoint"))?;
    WebhookUrl::parse(&text, &STORED).map_err(|_| QueryError::corrupt("the URL of an endpoint"))
}

/// Opens a secret of an endpoint.
fn open_secret(key: &DataKey, endpoint: &AccessId, sealed: &[u8]) -> Result<WebhookSecret, QueryError> {
    let bytes = open(key, (endpoint, Sealed::Secret), sealed)?;
    WebhookSecret::from_bytes(&bytes).map_err(|_| QueryError::corrupt("the secret of an endpoint"))
}

/// Reads where an endpoint is and what signs for it. From the given column on, `row` has the endpoint's wrapped data key, the
/// id of its master key, its URL, its secret and the one before it.
pub(super) fn signer(
    sealing: &Sealing,
    endpoint: &AccessId,
    (row, column): (&Row, usize),
) -> Result<(WebhookUrl, WebhookSecrets), QueryError> {
    let key = key_of(sealing, endpoint, (row, column))?;
    let old: Option<&[u8]> = row.try_get(column + 4)?;
    let secrets = WebhookSecrets {
        current: open_secret(&key, endpoint, row.try_get(column + 3)?)?,
        previous: old.map(|old| open_secret(&key, endpoint, old)).transpose()?,
    };
    Ok((open_url(&key, endpoint, row.try_get(column + 2)?)?, secrets))
}

/// Reads a row with the columns of [`endpoint_columns`]. Its deliveries are not counted.
pub(super) fn endpoint(sealing: &Sealing, row: &Row) -> Result<WebhookEndpoint, QueryError> {
    let id = id_of(row, 0)?;
    let key = key_of(sealing, &id, (row, 1))?;
    let companies: Option<Vec<&str>> = row.try_get(4)?;
    let company = |id: &str| id.parse().map_err(|_| QueryError::corrupt("companies"));
    let companies = companies.map(|all| all.into_iter().map(company).collect::<Result<_, _>>()).transpose()?;
    let events: Option<Vec<&str>> = row.try_get(5)?;
    // A type that a newer version knows is left out, and the column stays as it is.
    let events = events.map(|all| all.into_iter().filter_map(EventType::named).collect());
    let disabled: Option<(DisableReason, Timestamp)> =
        row.try_get::<_, Option<&str>>(9)?.and_then(DisableReason::named).zip(row.try_get(10)?);
    Ok(WebhookEndpoint {
        settings: EndpointSettings {
            url: open_url(&key, &id, row.try_get(3)?)?,
            companies,
            events,
            description: row.try_get(6)?,
        },
        id,
        made_by: row.try_get(7)?,
        created_at: row.try_get(8)?,
        health: health(row, 11)?,
        disabled,
        delivered_at: row.try_get(15)?,
        old_secret_until: row.try_get(16)?,
        backlog: EndpointBacklog::default(),
    })
}

/// Health of an endpoint; its columns begin at the given one.
pub(super) fn health(row: &Row, column: usize) -> Result<EndpointHealth, QueryError> {
    let level: i16 = row.try_get(column + 2)?;
    Ok(EndpointHealth {
        failing_since: row.try_get(column)?,
        failed_at: row.try_get(column + 1)?,
        level: level.try_into().map_err(|_| QueryError::corrupt("slow_level"))?,
        paused_until: row.try_get(column + 3)?,
    })
}

pub(super) fn id_of(row: &Row, column: usize) -> Result<AccessId, QueryError> {
    row.try_get::<_, &str>(column)?.parse().map_err(|_| QueryError::corrupt("the id of an endpoint"))
}

pub(super) fn company_of(row: &Row, column: usize) -> Result<CompanyId, QueryError> {
    row.try_get::<_, &str>(column)?.parse().map_err(|_| QueryError::corrupt("company_id"))
}
