//! `GET /api/whatsapp/sessions/{companyId}/credentials/status`: whether credentials are stored, and of which phone.

use actix_web::{HttpResponse, web};
use chrono::TimeDelta;
use linekeeper_domain::{CompanyId, Phone, Timestamp};
use serde::Serialize;

use crate::correlation::Correlation;
use crate::problem::Problem;
use crate::state::ApiState;

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct CredentialsStatus {
    success: bool,
    company_id: CompanyId,
    has_credentials: bool,
    stored_phone: Option<Phone>,
    can_reset: bool,
    /// When they are deleted if nobody uses them until then.
    expires_at: Option<Timestamp>,
}

pub(crate) async fn show(
    state: web::Data<ApiState>,
    company: web::Path<CompanyId>,
    correlation: Correlation,
) -> Result<HttpResponse, Problem> {
    let company_id = company.into_inner();
    let stored = state.store.peek(&company_id).await.map_err(|error| Problem::store(&error, correlation.0))?;
    let has_credentials = stored.as_ref().is_some_and(|stored| stored.has_credentials);
    let last_used =
        stored.as_ref().filter(|_| has_credentials).and_then(|stored| stored.last_connected_at.max(stored.paired_at));
    let unused = TimeDelta::from_std(state.expire_after).unwrap_or(TimeDelta::MAX);
    let expires_at = last_used.and_then(|used| used.checked_add_signed(unused));
    let stored_phone = stored.filter(|_| has_credentials).and_then(|stored| stored.phone);
    let status = CredentialsStatus {
        success: true,
        company_id,
        has_credentials,
        stored_phone,
        can_reset: has_credentials,
        expires_at,
    };
    Ok(HttpResponse::Ok().json(status))
}
