//! `PUT /api/whatsapp/companies/{companyId}`: the name of a company, and `PUT|DELETE …/acknowledgement`: an operator's
//! note that its trouble is known.

use std::time::Duration;

use actix_web::{HttpResponse, web};
use linekeeper_domain::branding::DisplayName;
use linekeeper_domain::{CompanyId, CorrelationId, ErrorCode};
use linekeeper_ports::Acknowledgement;
use serde::Deserialize;
use utoipa::ToSchema;

use crate::access::Caller;
use crate::body::{Body, Object};
use crate::correlation::Correlation;
use crate::journal;
use crate::problem::Problem;
use crate::state::ApiState;

/// Longest note, in characters.
const LONGEST_NOTE: usize = 500;
/// Longest time to leave a company out, in seconds: 30 days.
const LONGEST_SNOOZE: u64 = 30 * 86_400;

/// New name of a company.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct CompanyName {
    /// Name that people know it by; null removes it.
    #[schema(required, min_length = 1, max_length = 128)]
    name: Option<String>,
}

/// Note that a company's trouble is known.
#[derive(Default, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct AcknowledgementBody {
    /// What is being done about it.
    #[schema(min_length = 1, max_length = 500)]
    note: Option<String>,
    /// Time in seconds for which the company is left out of what needs attention. When absent, as long as the trouble
    /// lasts.
    #[schema(minimum = 60, maximum = 2_592_000)]
    snooze_seconds: Option<u64>,
}

/// Name a company
///
/// Lists show the name and searches find it.
#[utoipa::path(
    put,
    path = "/api/whatsapp/companies/{company}",
    operation_id = "nameCompany",
    tag = "companies",
    request_body = CompanyName,
    responses((status = 204, description = "The company has this name.")),
)]
pub(crate) async fn name(
    state: web::Data<ApiState>,
    (company, caller): (web::Path<CompanyId>, Caller),
    body: web::Json<Object<CompanyName>>,
    Correlation(correlation): Correlation,
) -> Result<HttpResponse, Problem> {
    let name = body.into_inner().0.name;
    let name = name.map(|name| name.parse::<DisplayName>()).transpose();
    let name = name.map_err(|error| Problem::senseless(format!("name: {error}"), correlation.clone()))?;
    let company = company.into_inner();
    let named = state.companies.name_company(&company, name.clone()).await;
    named.map_err(|error| Problem::store(&error, correlation.clone()))?;
    note(&state, (&company, "company_named", name.map(String::from)), (caller, correlation)).await
}

/// Acknowledge a company's trouble
///
/// The company is left out of what needs attention for a time, or as long as its trouble lasts. Trouble of another kind,
/// or the same that begins anew, is shown again.
#[utoipa::path(
    put,
    path = "/api/whatsapp/companies/{company}/acknowledgement",
    operation_id = "acknowledgeTrouble",
    tag = "companies",
    request_body = Option<AcknowledgementBody>,
    responses((status = 204, description = "The trouble is acknowledged.")),
)]
pub(crate) async fn acknowledge(
    state: web::Data<ApiState>,
    (company, caller): (web::Path<CompanyId>, Caller),
    body: Body<AcknowledgementBody>,
    Correlation(correlation): Correlation,
) -> Result<HttpResponse, Problem> {
    let AcknowledgementBody { note: text, snooze_seconds } = body.0;
    let text = text.map(|text| fitting(&text, &correlation)).transpose()?;
    if snooze_seconds.is_some_and(|seconds| !(60..=LONGEST_SNOOZE).contains(&seconds)) {
        let detail = format!("snoozeSeconds is from 60 to {LONGEST_SNOOZE}");
        return Err(Problem::senseless(detail, correlation));
    }
    let at = state.clock.now();
    let acknowledgement = Acknowledgement {
        by: caller.principal.to_string(),
        label: None,
        at,
        note: text.clone(),
        until: snooze_seconds.map(|seconds| at + Duration::from_secs(seconds)),
    };
    let company = company.into_inner();
    change(&state, (&company, Some(acknowledgement)), &correlation).await?;
    note(&state, (&company, "trouble_acknowledged", text), (caller, correlation)).await
}

/// Take an acknowledgement back
///
/// The company is shown again among what needs attention.
#[utoipa::path(
    delete,
    path = "/api/whatsapp/companies/{company}/acknowledgement",
    operation_id = "unacknowledgeTrouble",
    tag = "companies",
    responses((status = 204, description = "The trouble is not acknowledged.")),
)]
pub(crate) async fn take_back(
    state: web::Data<ApiState>,
    (company, caller): (web::Path<CompanyId>, Caller),
    Correlation(correlation): Correlation,
) -> Result<HttpResponse, Problem> {
    let company = company.into_inner();
    change(&state, (&company, None), &correlation).await?;
    note(&state, (&company, "acknowledgement_taken_back", None), (caller, correlation)).await
}

async fn change(
    state: &ApiState,
    (company, acknowledgement): (&CompanyId, Option<Acknowledgement>),
    correlation: &CorrelationId,
) -> Result<(), Problem> {
    let changed = state.companies.acknowledge(company, acknowledgement).await;
    if changed.map_err(|error| Problem::store(&error, correlation.clone()))? {
        return Ok(());
    }
    Err(Problem::new(ErrorCode::NotFound, "the company needs nobody", correlation.clone()))
}

/// Checks a note that people typed.
fn fitting(text: &str, correlation: &CorrelationId) -> Result<String, Problem> {
    let text = text.trim();
    let count = text.chars().count();
    if count == 0 || count > LONGEST_NOTE || text.chars().any(char::is_control) {
        let detail = format!("note is 1 to {LONGEST_NOTE} characters without control characters");
        return Err(Problem::senseless(detail, correlation.clone()));
    }
    Ok(text.to_owned())
}

async fn note(
    state: &ApiState,
    (company, event, reason): (&CompanyId, &str, Option<String>),
    (caller, correlation): (Caller, CorrelationId),
) -> Result<HttpResponse, Problem> {
    let noted = journal::note(state, (company, &[(event, reason)]), (caller, &correlation)).await;
    noted.map_err(|error| Problem::store(&error, correlation))?;
    Ok(HttpResponse::NoContent().finish())
}
