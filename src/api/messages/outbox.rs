//! `GET /api/whatsapp/sessions/{companyId}/outbox`: how a line sends, without what it sends.

use actix_web::{HttpResponse, web};
use linekeeper_actors::supervisor::SendingOf;
use linekeeper_domain::messages::SendStatus;
use linekeeper_domain::{CompanyId, Timestamp};
use serde::Serialize;
use utoipa::ToSchema;

use super::services;
use crate::correlation::Correlation;
use crate::problem::Problem;
use crate::state::ApiState;

/// How a line sends.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct OutboxStatus {
    /// Messages by status, of those that are kept. Statuses without any are left out.
    counts: Vec<StatusCount>,
    /// Most messages that the line sends in a minute, sustained.
    per_minute: u32,
    /// Messages that it may send at once after a quiet time.
    burst: u32,
    /// Until when it sends nothing but replies, because WhatsApp has refused messages to new chats; null if that is not so.
    #[schema(required)]
    held_until: Option<Timestamp>,
}

/// Messages of a status.
#[derive(Serialize, ToSchema)]
struct StatusCount {
    status: SendStatus,
    /// Number of messages; 10,000 stands for that many or more.
    messages: u64,
}

/// Get how a line sends
///
/// Counts of the messages that were ordered by what became of them, the line's pace, and whether WhatsApp has refused new chats.
/// What was written is not in it.
#[utoipa::path(
    get,
    path = "/api/whatsapp/sessions/{company}/outbox",
    operation_id = "getOutbox",
    tag = "messages",
    responses((status = 200, description = "How the line sends.", body = OutboxStatus)),
)]
pub(crate) async fn show(
    state: web::Data<ApiState>,
    company: web::Path<CompanyId>,
    Correlation(correlation): Correlation,
) -> Result<HttpResponse, Problem> {
    let services = services(&state, &correlation)?;
    let counts = services.outbox.count_outgoing(&company).await;
    let counts = counts.map_err(|error| Problem::store(&error, correlation))?;
    // A session that does not answer tells nothing of a pause.
    let now = state.ask(SendingOf { company: company.into_inner() }).await.unwrap_or_default();
    let pace = state.actors.pace;
    Ok(HttpResponse::Ok().json(OutboxStatus {
        counts: counts.into_iter().map(|(status, messages)| StatusCount { status, messages }).collect(),
        per_minute: pace.per_minute,
        burst: pace.burst,
        held_until: now.held_until,
    }))
}
