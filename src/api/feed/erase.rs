//! `DELETE /api/whatsapp/sessions/{companyId}/feed`: deletes the log of a line, or what it keeps of one chat.

use actix_web::{HttpResponse, web};
use linekeeper_domain::CompanyId;
use serde::{Deserialize, Serialize};
use tracing::info;
use utoipa::{IntoParams, ToSchema};

use super::chat::chat_of;
use super::log_of;
use crate::correlation::Correlation;
use crate::problem::Problem;
use crate::state::ApiState;

/// Which chat is deleted; the whole log if none is named.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct ErasedChat {
    /// Number of the person of a direct chat, with the country code.
    phone: Option<String>,
    /// LID of the person of a direct chat, without `@lid`.
    #[param(max_length = 64)]
    lid: Option<String>,
    /// Id of a group, without `@g.us`.
    #[param(max_length = 64)]
    group: Option<String>,
}

/// What was deleted.
#[derive(Serialize, ToSchema)]
pub(crate) struct Erased {
    /// Number of events that were deleted.
    events: u64,
}

/// Delete messages of a line
///
/// Deletes the events of one chat, or all of the line's log with its key, so that backups of it cannot be read either.
/// What endpoints are still owed of it is not delivered. Places in the log are not given out again. The credentials stay:
/// the line goes on.
#[utoipa::path(
    delete,
    path = "/api/whatsapp/sessions/{company}/feed",
    operation_id = "eraseFeed",
    tag = "messages",
    params(ErasedChat),
    responses((status = 200, description = "What was deleted.", body = Erased)),
)]
pub(crate) async fn erase(
    state: web::Data<ApiState>,
    company: web::Path<CompanyId>,
    query: web::Query<ErasedChat>,
    Correlation(correlation): Correlation,
) -> Result<HttpResponse, Problem> {
    let log = log_of(&state, &correlation)?;
    let ErasedChat { phone, lid, group } = query.into_inner();
    let chat = chat_of(&state, [phone, lid, group], &correlation)?;
    let gone = match &chat {
        Some(chat) => log.delete_chat(&company, chat).await,
        None => log.delete_log(&company).await,
    };
    let events = gone.map_err(|error| Problem::store(&error, correlation))?;
    let what = if chat.is_some() { "a chat" } else { "the log" };
    info!(company.id = %company, "{events} events of company {company} are deleted with {what}");
    Ok(HttpResponse::Ok().json(Erased { events }))
}
