//! Endpoints: added, listed, changed, disabled and enabled, removed, their secrets rotated.

use std::collections::BTreeSet;
use std::time::Duration;

use linekeeper_domain::CompanyId;
use linekeeper_domain::access::AccessId;
use linekeeper_domain::messages::EventType;
use linekeeper_ports::{
    COUNTED_DELIVERIES, Delivery, EndpointBacklog, EndpointChange, EndpointPlace, EndpointSettings, EndpointTroubles,
    NewEndpoint, RotatedSecret, ShownSecret, TestMessage, WebhookEndpoint,
};
use linekeeper_secrets::WebhookSecret;
use tokio_postgres::Row;
use tokio_postgres::types::Type;

use super::rows::{DELETED, Sealed, endpoint, endpoint_columns, id_of, key_of, owner, seal, signer};
use crate::call::{Asked, Call};
use crate::failure::QueryError;
use crate::sealing::Sealing;
use crate::statements::Listed;

const ADD: &str =
    "INSERT INTO webhook_endpoints (id, data_key, master_key_id, url, secret, companies, events, description,
        made_by, created_at)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)";

const ONE: &str = concat!(
    "SELECT ",
    endpoint_columns!(),
    " FROM webhook_endpoints WHERE id = $1 AND disabled IS DISTINCT FROM 'deleted'"
);

/// The limit is a subquery so that the planner does not know it; otherwise it might read and sort all rows.
const PAGE: &str = concat!(
    "SELECT ",
    endpoint_columns!(),
    " FROM webhook_endpoints
    WHERE (created_at, id) < (coalesce($1, 'infinity'), coalesce($2, '')) AND disabled IS DISTINCT FROM 'deleted'
    ORDER BY created_at DESC, id DESC LIMIT (SELECT $3)"
);

/// Holds an endpoint against transactions that owe it something, which then see what it became.
const HOLD: &str = concat!(
    "SELECT ",
    endpoint_columns!(),
    " FROM webhook_endpoints WHERE id = $1 AND disabled IS DISTINCT FROM 'deleted' FOR UPDATE"
);

const CHANGE: &str = concat!(
    "UPDATE webhook_endpoints SET url = $2, companies = $3, events = $4, description = $5 WHERE id = $1 RETURNING ",
    endpoint_columns!()
);

/// Removes what waits for other companies than those of the endpoint. Lanes are locked in the order of their keys, since the
/// retention of the log holds several of them, too.
const DROP_LANES: &str = "WITH held AS MATERIALIZED (
        SELECT company_id, chat FROM webhook_lanes WHERE endpoint_id = $1 AND company_id <> ALL ($2)
        ORDER BY company_id, chat FOR UPDATE
    )
    DELETE FROM webhook_lanes l USING held h
    WHERE l.endpoint_id = $1 AND l.company_id = h.company_id AND l.chat = h.chat";
const DROP_DELIVERIES: &str =
    "DELETE FROM webhook_deliveries WHERE endpoint_id = $1 AND state = 'waiting' AND company_id <> ALL ($2)";

/// Counts what waits and the dead letters of endpoints, up to [`COUNTED_DELIVERIES`] each. The limit is a subquery so that the
/// planner does not know it.
const COUNT: &str = "SELECT q.id, w.count, d.count FROM unnest($1::text[]) AS q (id)
    CROSS JOIN LATERAL (SELECT count(*) FROM (SELECT FROM webhook_deliveries
        WHERE endpoint_id = q.id AND state = 'waiting' LIMIT (SELECT 1000)) c) w
    CROSS JOIN LATERAL (SELECT count(*) FROM (SELECT FROM webhook_deliveries
        WHERE endpoint_id = q.id AND state = 'dead' AND state <> 'waiting' LIMIT (SELECT 1000)) c) d";

/// A person's decision takes the place of one that failures made: it is known then.
const DISABLE: &str = concat!(
    "UPDATE webhook_endpoints SET disabled = 'manual', disabled_at = coalesce(disabled_at, now())
    WHERE id = $1 RETURNING ",
    endpoint_columns!()
);

const ENABLE: &str = concat!(
    "UPDATE webhook_endpoints SET disabled = NULL, disabled_at = NULL, failing_since = NULL, failed_at = NULL,
        slow_level = 0, paused_until = NULL
    WHERE id = $1 RETURNING ",
    endpoint_columns!()
);

/// Makes what waits for its next attempt due at once.
const HURRY_LANES: &str = "WITH held AS MATERIALIZED (
        SELECT company_id, chat FROM webhook_lanes
        WHERE endpoint_id = $1 AND next_at > now() AND (claimed_until IS NULL OR claimed_until <= now())
        ORDER BY company_id, chat FOR UPDATE
    )
    UPDATE webhook_lanes l SET next_at = now() FROM held h
    WHERE l.endpoint_id = $1 AND l.company_id = h.company_id AND l.chat = h.chat";
const HURRY_DELIVERIES: &str = "UPDATE webhook_deliveries SET not_before = NULL
    WHERE endpoint_id = $1 AND state = 'waiting' AND not_before > now()";

/// Endpoints that a person should look at. A failure of minutes heals by itself.
const TROUBLES: &str = "SELECT count(*) FILTER (WHERE disabled NOT IN ('deleted', 'manual')),
        count(*) FILTER (WHERE disabled IS NULL AND failing_since <= now() - interval '1 hour')
    FROM webhook_endpoints";

const REMOVE: &str = "UPDATE webhook_endpoints SET disabled = 'deleted', disabled_at = now()
    WHERE id = $1 AND disabled IS DISTINCT FROM 'deleted' RETURNING id";

const KEYS: &str = "SELECT data_key, master_key_id, url, secret,
        CASE WHEN old_secret_until > now() THEN old_secret END
    FROM webhook_endpoints WHERE id = $1 AND disabled IS DISTINCT FROM 'deleted'";

const ROTATE: &str = "UPDATE webhook_endpoints SET secret = $2, old_secret = secret,
        old_secret_until = now() + make_interval(secs => $3)
    WHERE id = $1 AND data_key = $4 AND disabled IS DISTINCT FROM 'deleted' RETURNING old_secret_until";

const ALL_OF_ONE: &str = "goes once through what waits for one endpoint, when a person changes it";

/// SQL statements of this module, collected in `statements`.
pub(crate) const STATEMENTS: &[Listed] = &[
    Listed::by_index("add_webhook", ADD),
    Listed::by_index("webhook", ONE),
    Listed::by_index("webhooks", PAGE),
    Listed::more("count_deliveries", COUNT, "counts at most a thousand deliveries of an endpoint and state"),
    Listed::by_index("hold_webhook_to_change", HOLD),
    Listed::by_index("change_webhook", CHANGE),
    Listed::more("drop_lanes_of_companies", DROP_LANES, ALL_OF_ONE),
    Listed::more("drop_deliveries_of_companies", DROP_DELIVERIES, ALL_OF_ONE),
    Listed::by_index("disable_webhook", DISABLE),
    Listed::by_index("enable_webhook", ENABLE),
    Listed::more("hurry_lanes", HURRY_LANES, ALL_OF_ONE),
    Listed::more("hurry_deliveries", HURRY_DELIVERIES, ALL_OF_ONE),
    Listed::more("webhook_troubles", TROUBLES, "reads all endpoints, of which there are few"),
    Listed::by_index("remove_webhook", REMOVE),
    Listed::by_index("webhook_keys", KEYS),
    Listed::by_index("rotate_webhook_secret", ROTATE),
];

/// Settings in the types of their columns, except the URL.
struct Columns<'a> {
    companies: Option<Vec<&'a str>>,
    events: Option<Vec<&'static str>>,
    description: Option<&'a str>,
}

impl<'a> Columns<'a> {
    fn of(settings: &'a EndpointSettings) -> Self {
        let ids = |all: &'a BTreeSet<CompanyId>| all.iter().map(CompanyId::as_str).collect();
        let types = |all: &BTreeSet<EventType>| all.iter().map(|kind| kind.as_str()).collect();
        Self {
            companies: settings.companies.as_ref().map(ids),
            events: settings.events.as_ref().map(types),
            description: settings.description.as_deref(),
        }
    }
}

fn shown(secret: &WebhookSecret) -> ShownSecret {
    ShownSecret(secret.reveal().to_string())
}

pub(super) async fn add(call: &Call, sealing: &Sealing, new: &NewEndpoint) -> Result<ShownSecret, QueryError> {
    let (fresh, secret) = (sealing.fresh(&owner(new.id.as_str())?)?, WebhookSecret::generate());
    let url = seal(&fresh.key, (&new.id, Sealed::Url), new.settings.url.as_str().as_bytes())?;
    let sealed = seal(&fresh.key, (&new.id, Sealed::Secret), secret.bytes())?;
    let columns = Columns::of(&new.settings);
    let params = [
        (&new.id.as_str() as _, Type::TEXT),
        (&fresh.wrapped.as_bytes() as _, Type::BYTEA),
        (&fresh.master as _, Type::TEXT),
        (&url as _, Type::BYTEA),
        (&sealed as _, Type::BYTEA),
        (&columns.companies as _, Type::TEXT_ARRAY),
        (&columns.events as _, Type::TEXT_ARRAY),
        (&columns.description as _, Type::TEXT),
        (&new.made_by as _, Type::TEXT),
        (&new.created_at as _, Type::TIMESTAMPTZ),
    ];
    call.write(ADD, &params).await?;
    Ok(shown(&secret))
}

pub(super) async fn one(call: &Call, sealing: &Sealing, id: &AccessId) -> Result<Option<WebhookEndpoint>, QueryError> {
    let rows = call.query(ONE, &[(&id.as_str(), Type::TEXT)]).await?;
    let Some(row) = rows.first() else { return Ok(None) };
    let counts = call.query(COUNT, &[(&[id.as_str()].as_slice(), Type::TEXT_ARRAY)]).await?;
    counted(endpoint(sealing, row)?, &counts).map(Some)
}

/// The endpoint with the numbers of its deliveries, which are in one of these rows.
fn counted(endpoint: WebhookEndpoint, counts: &[Row]) -> Result<WebhookEndpoint, QueryError> {
    let is_of = |row: &&Row| row.try_get::<_, &str>(0).is_ok_and(|id| id == endpoint.id.as_str());
    let row = counts.iter().find(is_of).ok_or_else(|| QueryError::corrupt("the numbers of deliveries"))?;
    let count = |column| row.try_get::<_, i64>(column).map(|count| u32::try_from(count).unwrap_or(COUNTED_DELIVERIES));
    Ok(WebhookEndpoint { backlog: EndpointBacklog { waiting: count(1)?, dead: count(2)? }, ..endpoint })
}

pub(super) async fn page(
    call: &Call,
    sealing: &Sealing,
    (after, limit): (Option<&EndpointPlace>, u32),
) -> Result<Vec<WebhookEndpoint>, QueryError> {
    let (at, id) = (after.map(|last| last.at), after.map(|last| last.id.as_str()));
    let limit = i64::from(limit);
    let params = [(&at as _, Type::TIMESTAMPTZ), (&id as _, Type::TEXT), (&limit as _, Type::INT8)];
    let rows = call.query(PAGE, &params).await?;
    let ids = rows.iter().map(|row| row.try_get(0)).collect::<Result<Vec<&str>, _>>()?;
    let counts = call.query(COUNT, &[(&ids, Type::TEXT_ARRAY)]).await?;
    rows.iter().map(|row| counted(endpoint(sealing, row)?, &counts)).collect()
}

pub(super) async fn change(
    call: &mut Call,
    sealing: &Sealing,
    (id, change): (&AccessId, EndpointChange),
) -> Result<Option<WebhookEndpoint>, QueryError> {
    let named = (&id.as_str() as _, Type::TEXT);
    let (transaction, [held]) = call.begin([(HOLD, std::slice::from_ref(&named))]).await?;
    let Some(row) = held.first() else { return Ok(None) };
    let settings = change.applied_to(endpoint(sealing, row)?.settings);
    let url = seal(&*key_of(sealing, id, (row, 1))?, (id, Sealed::Url), settings.url.as_str().as_bytes())?;
    let columns = Columns::of(&settings);
    let params = [
        named.clone(),
        (&url as _, Type::BYTEA),
        (&columns.companies as _, Type::TEXT_ARRAY),
        (&columns.events as _, Type::TEXT_ARRAY),
        (&columns.description as _, Type::TEXT),
    ];
    let others = [named.clone(), (&columns.companies as _, Type::TEXT_ARRAY)];
    let mut asked: Vec<Asked<'_>> = vec![(CHANGE, &params)];
    if columns.companies.is_some() {
        asked.extend([(DROP_LANES, others.as_slice()), (DROP_DELIVERIES, others.as_slice())]);
    }
    let ids = vec![id.as_str()];
    let ids = [(&ids as _, Type::TEXT_ARRAY)];
    asked.push((COUNT, &ids));
    changed(sealing, transaction.commit_all(&asked).await?)
}

pub(super) async fn enable(
    call: &mut Call,
    sealing: &Sealing,
    id: &AccessId,
) -> Result<Option<WebhookEndpoint>, QueryError> {
    carried_out(call, sealing, (id, &[ENABLE, HURRY_LANES, HURRY_DELIVERIES])).await
}

pub(super) async fn disable(
    call: &mut Call,
    sealing: &Sealing,
    id: &AccessId,
) -> Result<Option<WebhookEndpoint>, QueryError> {
    carried_out(call, sealing, (id, &[DISABLE])).await
}

/// Carries statements out about an endpoint that is held, of which the first returns it.
async fn carried_out(
    call: &mut Call,
    sealing: &Sealing,
    (id, statements): (&AccessId, &[&'static str]),
) -> Result<Option<WebhookEndpoint>, QueryError> {
    let named = [(&id.as_str() as _, Type::TEXT)];
    let (transaction, [held]) = call.begin([(HOLD, &named)]).await?;
    if held.is_empty() {
        return Ok(None);
    }
    let ids = vec![id.as_str()];
    let ids = [(&ids as _, Type::TEXT_ARRAY)];
    let mut asked: Vec<Asked<'_>> = statements.iter().map(|sql| (*sql, named.as_slice())).collect();
    asked.push((COUNT, &ids));
    changed(sealing, transaction.commit_all(&asked).await?)
}

/// Reads the endpoint that the first statement has returned, and its numbers, which the last one has.
fn changed(sealing: &Sealing, rows: Vec<Vec<Row>>) -> Result<Option<WebhookEndpoint>, QueryError> {
    let (Some(changed), Some(counts)) = (rows.first(), rows.last()) else { return Ok(None) };
    changed.first().map(|row| counted(endpoint(sealing, row)?, counts)).transpose()
}

pub(super) async fn troubles(call: &Call) -> Result<EndpointTroubles, QueryError> {
    let rows = call.query(TROUBLES, &[]).await?;
    let row = rows.first().ok_or_else(|| QueryError::corrupt("the troubles"))?;
    let count = |column| row.try_get::<_, i64>(column).map(|count| u32::try_from(count).unwrap_or(u32::MAX));
    Ok(EndpointTroubles { disabled: count(0)?, failing: count(1)? })
}

pub(super) async fn remove(call: &Call, id: &AccessId) -> Result<bool, QueryError> {
    debug_assert!(REMOVE.contains(DELETED), "the name in the statements");
    Ok(!call.write(REMOVE, &[(&id.as_str(), Type::TEXT)]).await?.is_empty())
}

/// Rotates the secret. A concurrent re-wrapping of the data key lets it find nothing, and it is made again.
pub(super) async fn rotate(
    call: &Call,
    sealing: &Sealing,
    (id, overlap): (&AccessId, Duration),
) -> Result<Option<RotatedSecret>, QueryError> {
    loop {
        let rows = call.query(KEYS, &[(&id.as_str(), Type::TEXT)]).await?;
        let Some(row) = rows.first() else { return Ok(None) };
        let (key, secret) = (key_of(sealing, id, (row, 0))?, WebhookSecret::generate());
        let sealed = seal(&key, (id, Sealed::Secret), secret.bytes())?;
        let wrapped: &[u8] = row.try_get(0)?;
        let seconds = overlap.as_secs_f64();
        let params = [
            (&id.as_str() as _, Type::TEXT),
            (&sealed as _, Type::BYTEA),
            (&seconds as _, Type::FLOAT8),
            (&wrapped as _, Type::BYTEA),
        ];
        if let Some(row) = call.write(ROTATE, &params).await?.first() {
            return Ok(Some(RotatedSecret { secret: shown(&secret), old_until: row.try_get(0)? }));
        }
    }
}

pub(super) async fn sign_test(
    call: &Call,
    sealing: &Sealing,
    (id, message): (&AccessId, TestMessage),
) -> Result<Option<Delivery>, QueryError> {
    let rows = call.query(KEYS, &[(&id.as_str(), Type::TEXT)]).await?;
    let Some(row) = rows.first() else { return Ok(None) };
    let (url, secrets) = signer(sealing, id, (row, 0))?;
    let headers = secrets.sign(&message.id, message.at, &message.body);
    Ok(Some(Delivery { url, headers, body: message.body }))
}

/// Whether the rows name an endpoint that is not deleted.
pub(super) fn names(rows: &[Row]) -> Result<Option<AccessId>, QueryError> {
    rows.first().map(|row| id_of(row, 0)).transpose()
}
