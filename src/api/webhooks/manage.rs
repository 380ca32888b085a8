//! Endpoints: added, listed, read, changed, disabled, enabled and deleted.

use actix_web::http::header::LOCATION;
use actix_web::{HttpResponse, web};
use linekeeper_domain::access::AccessId;
use linekeeper_domain::messages::EventType;
use linekeeper_domain::webhooks::UrlRules;
use linekeeper_domain::{CompanyId, CorrelationId};
use linekeeper_ports::{EndpointChange, EndpointPlace, EndpointSettings, NewEndpoint, StoreError, WebhookEndpoint};
use serde::{Deserialize, Deserializer, Serialize};
use tracing::info;
use utoipa::{IntoParams, ToSchema};

use super::document::Webhook;
use super::{Refusal, companies_of, description_of, events_of, services, unknown, url_of};
use crate::access::Caller;
use crate::body::Object;
use crate::correlation::Correlation;
use crate::page::{cut, limit_of, place_of, to_read};
use crate::problem::Problem;
use crate::state::ApiState;

/// New endpoint.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = NewWebhook)]
pub(crate) struct NewWebhookBody {
    /// Where events are sent: an `https` URL without credentials and fragment, whose host is public.
    #[schema(format = "uri", max_length = 2048)]
    url: String,
    /// Companies whose events it gets, 1 to 1000; absent or null means all, also those to come.
    #[schema(min_items = 1, max_items = 1000)]
    companies: Option<Vec<CompanyId>>,
    /// Types of events that it gets; absent or null means all, also those to come.
    #[schema(min_items = 1)]
    events: Option<Vec<EventType>>,
    /// What it is, in a person's words.
    #[schema(min_length = 1, max_length = 200)]
    description: Option<String>,
}

impl NewWebhookBody {
    fn checked(self, rules: &UrlRules) -> Result<EndpointSettings, Refusal> {
        Ok(EndpointSettings {
            url: url_of(&self.url, rules)?,
            companies: self.companies.map(companies_of).transpose()?,
            events: self.events.map(events_of).transpose()?,
            description: self.description.map(description_of).transpose()?,
        })
    }
}

/// Changes of an endpoint; what is absent stays.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = WebhookChange)]
pub(crate) struct WebhookChangeBody {
    /// Another URL, by the rules of a new one.
    #[schema(format = "uri", max_length = 2048)]
    url: Option<String>,
    /// Other companies; null means all. What waits for others is not sent any more.
    #[serde(default, deserialize_with = "given")]
    #[schema(value_type = Option<Vec<CompanyId>>, min_items = 1, max_items = 1000)]
    companies: Option<Option<Vec<CompanyId>>>,
    /// Other types of events; null means all. What waits already is sent.
    #[serde(default, deserialize_with = "given")]
    #[schema(value_type = Option<Vec<EventType>>, min_items = 1)]
    events: Option<Option<Vec<EventType>>>,
    /// Another description; null removes it.
    #[serde(default, deserialize_with = "given")]
    #[schema(value_type = Option<String>, min_length = 1, max_length = 200)]
    description: Option<Option<String>>,
}

impl WebhookChangeBody {
    fn checked(self, rules: &UrlRules) -> Result<EndpointChange, Refusal> {
        Ok(EndpointChange {
            url: self.url.map(|url| url_of(&url, rules)).transpose()?,
            companies: self.companies.map(|all| all.map(companies_of).transpose()).transpose()?,
            events: self.events.map(|all| all.map(events_of).transpose()).transpose()?,
            description: self.description.map(|text| text.map(description_of).transpose()).transpose()?,
        })
    }
}

/// Reads a field whose null means something else than its absence.
fn given<'de, T: Deserialize<'de>, D: Deserializer<'de>>(deserializer: D) -> Result<Option<T>, D::Error> {
    T::deserialize(deserializer).map(Some)
}

/// New endpoint with its secret.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct AddedWebhook {
    #[serde(flatten)]
    webhook: Webhook,
    /// Secret with which its events are signed, as Standard Webhooks writes it. Returned only in this response.
    #[schema(examples("whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD"))]
    secret: String,
}

/// Query parameters of the list of endpoints.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct WebhooksQuery {
    /// Start of the page: `next` of the page before. Without it the newest endpoints are returned.
    cursor: Option<String>,
    /// Maximum number of endpoints in the page.
    #[param(minimum = 1, maximum = 1000, default = 100)]
    limit: Option<u16>,
}

/// Page of endpoints, newest first.
#[derive(Serialize, ToSchema)]
pub(crate) struct WebhooksPage {
    /// Endpoints of the page.
    webhooks: Vec<Webhook>,
    /// Value of `cursor` for the next page; null on the last page.
    #[schema(required)]
    next: Option<String>,
}

/// Add a webhook endpoint
///
/// Events of the named companies, or of all, are sent to its URL from now on, signed as
/// [Standard Webhooks](https://www.standardwebhooks.com) says. Repeated, this adds another endpoint.
#[utoipa::path(
    post,
    path = "/api/whatsapp/webhooks",
    operation_id = "addWebhook",
    tag = "webhooks",
    request_body = NewWebhookBody,
    responses((status = 201, description = "The endpoint was added. Its secret is returned only in this response.", body = AddedWebhook)),
)]
pub(crate) async fn add(
    state: web::Data<ApiState>,
    caller: Caller,
    body: web::Json<Object<NewWebhookBody>>,
    Correlation(correlation): Correlation,
) -> Result<HttpResponse, Problem> {
    let services = services(&state, &correlation)?;
    let settings = body.into_inner().0.checked(&services.rules);
    let settings = settings.map_err(|refusal| refusal.problem(correlation.clone()))?;
    let id = AccessId::from_random(rand::random());
    let new = NewEndpoint {
        id: id.clone(),
        settings: settings.clone(),
        made_by: caller.principal.to_string(),
        created_at: state.clock.now(),
    };
    let NewEndpoint { made_by, created_at, .. } = new.clone();
    let added = services.endpoints.add_webhook(new).await;
    let secret = added.map_err(|error| Problem::store(&error, correlation.clone()))?.0;
    let origin = settings.url.origin();
    info!(webhook.id = %id, correlation.id = %correlation, "webhook {id} to {origin} was added by {made_by}");
    let endpoint = WebhookEndpoint {
        id: id.clone(),
        settings,
        made_by: Some(made_by),
        created_at,
        old_secret_until: None,
        health: Default::default(),
        disabled: None,
        delivered_at: None,
        backlog: Default::default(),
    };
    let location = (LOCATION, format!("/api/whatsapp/webhooks/{id}"));
    let answer = AddedWebhook { webhook: endpoint.into(), secret };
    Ok(HttpResponse::Created().insert_header(location).json(answer))
}

/// List webhook endpoints
///
/// Newest first.
#[utoipa::path(
    get,
    path = "/api/whatsapp/webhooks",
    operation_id = "listWebhooks",
    tag = "webhooks",
    params(WebhooksQuery),
    responses((status = 200, description = "A page of endpoints.", body = WebhooksPage)),
)]
pub(crate) async fn list(
    state: web::Data<ApiState>,
    query: web::Query<WebhooksQuery>,
    Correlation(correlation): Correlation,
) -> Result<HttpResponse, Problem> {
    let services = services(&state, &correlation)?;
    let WebhooksQuery { cursor, limit } = query.into_inner();
    let limit = limit_of(limit, &correlation)?;
    let after = place_of::<EndpointPlace>(cursor.as_deref(), &correlation)?;
    let read = services.endpoints.webhooks(after, to_read(limit)).await;
    let mut read = read.map_err(|error| Problem::store(&error, correlation))?;
    let next = cut(&mut read, limit).map(|last| EndpointPlace::from(last).to_string());
    Ok(HttpResponse::Ok().json(WebhooksPage { webhooks: read.into_iter().map(Webhook::from).collect(), next }))
}

/// Get a webhook endpoint
#[utoipa::path(
    get,
    path = "/api/whatsapp/webhooks/{webhook}",
    operation_id = "getWebhook",
    tag = "webhooks",
    responses((status = 200, description = "The endpoint.", body = Webhook)),
)]
pub(crate) async fn show(
    state: web::Data<ApiState>,
    webhook: web::Path<AccessId>,
    Correlation(correlation): Correlation,
) -> Result<HttpResponse, Problem> {
    let read = services(&state, &correlation)?.endpoints.webhook(&webhook).await;
    let read = read.map_err(|error| Problem::store(&error, correlation.clone()))?;
    let endpoint = read.ok_or_else(|| unknown(correlation))?;
    Ok(HttpResponse::Ok().json(Webhook::from(endpoint)))
}

/// Change a webhook endpoint
///
/// What is absent stays. Its secret is changed by `…/rotate`.
#[utoipa::path(
    patch,
    path = "/api/whatsapp/webhooks/{webhook}",
    operation_id = "changeWebhook",
    tag = "webhooks",
    request_body = WebhookChangeBody,
    responses((status = 200, description = "The endpoint after the change.", body = Webhook)),
)]
pub(crate) async fn change(
    state: web::Data<ApiState>,
    (webhook, caller): (web::Path<AccessId>, Caller),
    body: web::Json<Object<WebhookChangeBody>>,
    Correlation(correlation): Correlation,
) -> Result<HttpResponse, Problem> {
    let services = services(&state, &correlation)?;
    let change = body.into_inner().0.checked(&services.rules);
    let change = change.map_err(|refusal| refusal.problem(correlation.clone()))?;
    let changed = services.endpoints.change_webhook(&webhook, change).await;
    answered(changed, (&webhook, "changed"), (caller, correlation))
}

/// Answers with an endpoint after what was done to it.
///
/// # Errors
/// A problem of the store, or of an endpoint that there is not.
fn answered(
    outcome: Result<Option<WebhookEndpoint>, StoreError>,
    (webhook, done): (&AccessId, &str),
    (caller, correlation): (Caller, CorrelationId),
) -> Result<HttpResponse, Problem> {
    let found = outcome.map_err(|error| Problem::store(&error, correlation.clone()))?;
    let endpoint = found.ok_or_else(|| unknown(correlation.clone()))?;
    let by = caller.principal;
    info!(webhook.id = %webhook, correlation.id = %correlation, "webhook {webhook} was {done} by {by}");
    Ok(HttpResponse::Ok().json(Webhook::from(endpoint)))
}

/// Disable a webhook endpoint
///
/// It gets nothing until it is enabled. What waits stays; what comes meanwhile is not owed to it.
#[utoipa::path(
    post,
    path = "/api/whatsapp/webhooks/{webhook}/disable",
    operation_id = "disableWebhook",
    tag = "webhooks",
    responses((status = 200, description = "The endpoint is disabled.", body = Webhook)),
)]
pub(crate) async fn disable(
    state: web::Data<ApiState>,
    (webhook, caller): (web::Path<AccessId>, Caller),
    Correlation(correlation): Correlation,
) -> Result<HttpResponse, Problem> {
    let disabled = services(&state, &correlation)?.endpoints.disable_webhook(&webhook).await;
    answered(disabled, (&webhook, "disabled"), (caller, correlation))
}

/// Enable a webhook endpoint
///
/// As if nothing had failed: what waits is sent at once. What came while it was disabled was not owed to it;
/// `…/replay` with the state `missed` sends that, too. Of an enabled endpoint this forgets its failures.
#[utoipa::path(
    post,
    path = "/api/whatsapp/webhooks/{webhook}/enable",
    operation_id = "enableWebhook",
    tag = "webhooks",
    responses((status = 200, description = "The endpoint is enabled.", body = Webhook)),
)]
pub(crate) async fn enable(
    state: web::Data<ApiState>,
    (webhook, caller): (web::Path<AccessId>, Caller),
    Correlation(correlation): Correlation,
) -> Result<HttpResponse, Problem> {
    let enabled = services(&state, &correlation)?.endpoints.enable_webhook(&webhook).await;
    answered(enabled, (&webhook, "enabled"), (caller, correlation))
}

/// Delete a webhook endpoint
///
/// Nothing is sent to it any more, and what it is owed is deleted.
#[utoipa::path(
    delete,
    path = "/api/whatsapp/webhooks/{webhook}",
    operation_id = "deleteWebhook",
    tag = "webhooks",
    responses((status = 204, description = "The endpoint is deleted.")),
)]
pub(crate) async fn delete(
    state: web::Data<ApiState>,
    (webhook, caller): (web::Path<AccessId>, Caller),
    Correlation(correlation): Correlation,
) -> Result<HttpResponse, Problem> {
    let removed = services(&state, &correlation)?.endpoints.remove_webhook(&webhook).await;
    if !removed.map_err(|error| Problem::store(&error, correlation.clone()))? {
        return Err(unknown(correlation));
    }
    let by = caller.principal;
    info!(webhook.id = %webhook, correlation.id = %correlation, "webhook {webhook} was deleted by {by}");
    Ok(HttpResponse::NoContent().finish())
}
