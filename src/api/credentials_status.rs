//! `GET /api/whatsapp/sessions/{companyId}/credentials/status`: whether credentials are stored, and of which phone.

use actix_web::{HttpResponse, web};
use linekeeper_domain::expiry::ExpiryRule;
use linekeeper_domain::{CompanyId, Phone, Timestamp};
use serde::Serialize;
use utoipa::ToSchema;

use crate::access::Caller;
use crate::correlation::Correlation;
use crate::problem::Problem;
use crate::state::ApiState;

/// What is stored of a company.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct CredentialsStatus {
    /// Always true.
    success: bool,
    company_id: CompanyId,
    /// Whether credentials are stored.
    has_credentials: bool,
    /// The phone of the credentials, or the one that a pairing was asked for which is not linked yet. In full for those who may read
    /// sessions, else masked.
    #[schema(required)]
    stored_phone: Option<String>,
    /// Whether there is anything to reset.
    can_reset: bool,
    /// When they are deleted, at the earliest, if nobody uses them until then: never before their owner was warned in time.
    #[schema(required)]
    expires_at: Option<Timestamp>,
}

/// Look at the stored credentials
///
/// Whether there are any, of which phone, and when they expire. The credentials themselves are never told.
#[utoipa::path(
    get,
    path = "/api/whatsapp/sessions/{company}/credentials/status",
    operation_id = "getCredentialsStatus",
    tag = "sessions",
    responses((status = 200, description = "What is stored.", body = CredentialsStatus)),
)]
pub(crate) async fn show(
    state: web::Data<ApiState>,
    company: web::Path<CompanyId>,
    caller: Caller,
    correlation: Correlation,
) -> Result<HttpResponse, Problem> {
    let company_id = company.into_inner();
    let stored = state.store.peek(&company_id).await.map_err(|error| Problem::store(&error, correlation.0.clone()))?;
    let has_credentials = stored.as_ref().is_some_and(|stored| stored.has_credentials);
    let expires_at = if has_credentials { expiry_of(&state, &company_id, &correlation).await? } else { None };
    let stored_phone = stored.and_then(|stored| stored.phone);
    let shown = |phone: Phone| {
        if caller.principal.sees_full_phones() { phone.digits().to_owned() } else { phone.masked() }
    };
    let status = CredentialsStatus {
        success: true,
        company_id,
        has_credentials,
        can_reset: has_credentials || stored_phone.is_some(),
        stored_phone: stored_phone.map(shown),
        expires_at,
    };
    Ok(HttpResponse::Ok().json(status))
}

async fn expiry_of(
    state: &ApiState,
    company: &CompanyId,
    correlation: &Correlation,
) -> Result<Option<Timestamp>, Problem> {
    let disuse = state.store.disuse(company).await.map_err(|error| Problem::store(&error, correlation.0.clone()))?;
    let rule = ExpiryRule { unused_for: state.expire_after, warned_for: state.warn_before };
    Ok(disuse.map(|disuse| rule.expires_at(&disuse)))
}
