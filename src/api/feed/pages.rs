//! `GET /api/whatsapp/sessions/{companyId}/feed?after=…&limit=…`: events of a line in their order.

use actix_web::{HttpResponse, web};
use linekeeper_domain::messages::EventDocument;
use linekeeper_domain::{CompanyId, ErrorCode};
use linekeeper_ports::MOST_EVENTS;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::chat::chat_of;
use super::log_of;
use crate::correlation::Correlation;
use crate::problem::Problem;
use crate::state::ApiState;

/// Events of a page, unless another number is asked for.
const PAGE: u32 = 100;

/// Query parameters of the feed.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct FeedQuery {
    /// `seq` of the last event that the reader has; 0, or nothing, begins at the first one that is kept.
    #[param(minimum = 0, default = 0)]
    after: Option<i64>,
    /// Maximum number of events in the page. Fewer may be returned although there are more, where they are long.
    #[param(minimum = 1, maximum = 200, default = 100)]
    limit: Option<u32>,
    /// Only events of the direct chat with the person of this number, with the country code.
    phone: Option<String>,
    /// Only events of the direct chat with the person of this LID, without `@lid`.
    #[param(max_length = 64)]
    lid: Option<String>,
    /// Only events of the group with this id, without `@g.us`.
    #[param(max_length = 64)]
    group: Option<String>,
}

/// Page of a line's events.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct FeedPage {
    /// The events, in the order of their `seq`.
    events: Vec<EventDocument>,
    /// Value of `after` for the next page: `seq` of the last event of this one, or the given `after` if it is empty.
    next: i64,
    /// Whether there are more events by now.
    more: bool,
    /// `seq` of the first event that is kept, of the chat if one is named; null if none is. A reader whose `after` is more
    /// than one below has missed events that are over their retention or were deleted.
    #[schema(required)]
    first_seq: Option<i64>,
    /// `seq` of the last event, of the chat if one is named; 0 if there is none.
    last_seq: i64,
}

/// Read the events of a line
///
/// Everything that the line has received, in its order, from any place that is still kept. A reader keeps `next` once it
/// has handled the page, and goes on from there: nothing is lost, and an event comes again only if the reader was
/// interrupted. With `phone`, `lid` or `group` only one chat is read, to export it.
#[utoipa::path(
    get,
    path = "/api/whatsapp/sessions/{company}/feed",
    operation_id = "readFeed",
    tag = "messages",
    params(FeedQuery),
    responses((status = 200, description = "A page of events.", body = FeedPage)),
)]
pub(crate) async fn read(
    state: web::Data<ApiState>,
    company: web::Path<CompanyId>,
    query: web::Query<FeedQuery>,
    Correlation(correlation): Correlation,
) -> Result<HttpResponse, Problem> {
    let log = log_of(&state, &correlation)?;
    let FeedQuery { after, limit, phone, lid, group } = query.into_inner();
    let (after, limit) = (after.unwrap_or(0), limit.unwrap_or(PAGE));
    if after < 0 || !(1..=MOST_EVENTS).contains(&limit) {
        let detail = format!("after is 0 or more, limit from 1 to {MOST_EVENTS}");
        return Err(Problem::new(ErrorCode::BadRequest, detail, correlation));
    }
    let chat = chat_of(&state, [phone, lid, group], &correlation)?;
    let page = match &chat {
        Some(chat) => log.events_of_chat(&company, chat, (after, limit)).await,
        None => log.events(&company, after, limit).await,
    };
    let page = page.map_err(|error| Problem::store(&error, correlation))?;
    let next = page.events.last().map_or(after, |event| event.data.seq);
    let more = next < page.last_seq && !page.events.is_empty();
    let (first_seq, last_seq) = (page.first_seq, page.last_seq);
    Ok(HttpResponse::Ok().json(FeedPage { events: page.events, next, more, first_seq, last_seq }))
}
