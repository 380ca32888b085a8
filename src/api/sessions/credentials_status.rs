//! `GET /api/whatsapp/sessions/{companyId}/credentials/status`: whether credentials are stored, of which phone, and
//! when they expire.

use actix_web::{HttpResponse, web};
use linekeeper_domain::expiry::ExpiryRule;
use linekeeper_domain::{CompanyId, Phone, Timestamp};
use serde::Serialize;
use utoipa::ToSchema;

use crate::access::Caller;
use crate::correlation::Correlation;
use crate::problem::Problem;
use crate::state::ApiState;

/// Stored WhatsApp credentials of a company, without the credentials themselves.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct CredentialsStatus {
    /// Always true; a failure is a problem document.
    success: bool,
    company_id: CompanyId,
    /// Whether credentials of a linked phone are stored.
    has_credentials: bool,
    /// Phone number of the stored credentials; without credentials, the number of a requested pairing that was not
    /// completed. International digits without `+` for callers with the scope `sessions:read` or `admin`, otherwise
    /// masked (`7900•••••63`). Null if there is neither.
    #[schema(required)]
    stored_phone: Option<String>,
    /// Whether a reset would remove anything: credentials are stored, or a number is.
    can_reset: bool,
    /// Earliest time at which unused credentials are deleted. They are never deleted without a warning to their owner
    /// in good time, and using them moves the time further away. Null if no credentials are stored.
    #[schema(required)]
    expires_at: Option<Timestamp>,
}

/// Get the status of the stored credentials
///
/// Tells whether credentials are stored, of which phone, and when they expire if they are not used. The credentials
/// themselves are never returned.
#[utoipa::path(
    get,
    path = "/api/whatsapp/sessions/{company}/credentials/status",
    operation_id = "getCredentialsStatus",
    tag = "sessions",
    responses((status = 200, description = "The status of the stored credentials.", body = CredentialsStatus)),
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
