//! `GET /api/whatsapp/sessions/{companyId}/feed/stream`: events of a line as they come, as server-sent events.
//!
//! A stream is a reader of the log like any other: it asks the log for what follows the last event it has sent. So it
//! needs no memory of its own, and a slow client slows nobody down. It ends by itself after a while, so that a key that
//! was revoked reads no more; clients resume with `Last-Event-ID`.

use std::sync::Arc;
use std::time::Duration;

use actix_web::web::Bytes;
use actix_web::{HttpRequest, HttpResponse, web};
use futures::stream;
use linekeeper_domain::messages::EventDocument;
use linekeeper_domain::{CompanyId, ErrorCode};
use linekeeper_ports::MessageLog;
use serde::Deserialize;
use tokio::sync::OwnedSemaphorePermit;
use tokio::time::Instant;
use utoipa::IntoParams;

use super::log_of;
use crate::correlation::Correlation;
use crate::problem::Problem;
use crate::state::ApiState;

/// Events read at once.
const PAGE: u32 = 50;

/// Time between two looks at a log that has nothing new.
const LOOK: Duration = Duration::from_millis(500);

/// Time without an event after which a comment is sent, so that neither side takes the connection for dead.
const KEEP_ALIVE: Duration = Duration::from_secs(15);

/// Time after which a stream ends and the client resumes it, with its key checked anew.
const LONGEST: Duration = Duration::from_secs(300);

/// Time after which a client may ask again while there are as many streams as there may be.
const FULL: Duration = Duration::from_secs(10);

/// Query parameters of the stream.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct StreamQuery {
    /// `seq` of the last event that the reader has. The header `Last-Event-ID`, which browsers send by themselves when
    /// they resume, comes first.
    #[param(minimum = 0, default = 0)]
    after: Option<i64>,
}

/// Follow the events of a line
///
/// Server-sent events: `id` is the event's `seq`, `event` its type, `data` the event. The stream begins after `after`,
/// goes on as events come, and ends after five minutes at the latest; resume it with the `id` of the last event in
/// `Last-Event-ID`, as `EventSource` does by itself.
#[utoipa::path(
    get,
    path = "/api/whatsapp/sessions/{company}/feed/stream",
    operation_id = "followFeed",
    tag = "messages",
    params(StreamQuery, ("Last-Event-ID" = Option<i64>, Header, description = "`seq` of the last event that the reader has.")),
    responses((status = 200, description = "Events as they come.", body = String, content_type = "text/event-stream")),
)]
pub(crate) async fn follow(
    state: web::Data<ApiState>,
    (company, request): (web::Path<CompanyId>, HttpRequest),
    query: web::Query<StreamQuery>,
    Correlation(correlation): Correlation,
) -> Result<HttpResponse, Problem> {
    let log = log_of(&state, &correlation)?;
    let last = request.headers().get("last-event-id").map(|last| last.to_str().ok().and_then(|last| last.parse().ok()));
    let after = match last {
        Some(last) => last,
        None => Some(query.after.unwrap_or(0)),
    };
    let Some(after) = after.filter(|after: &i64| *after >= 0) else {
        let detail = "Last-Event-ID and after are the seq of an event";
        return Err(Problem::new(ErrorCode::BadRequest, detail, correlation));
    };
    let Ok(permit) = Arc::clone(&state.streams).try_acquire_owned() else {
        return Err(Problem::too_many(FULL, correlation));
    };
    // The first page is read before the answer begins, so that a failure is told as one.
    let page = log.events(&company, after, PAGE).await.map_err(|error| Problem::store(&error, correlation))?;
    let now = Instant::now();
    let reader =
        Reader { log, company: company.into_inner(), after, ends: now + LONGEST, sent_at: now, _permit: permit };
    let body = stream::unfold((reader, Some(page.events)), |(reader, first)| reader.next(first));
    Ok(HttpResponse::Ok()
        .content_type("text/event-stream")
        .insert_header(("cache-control", "no-store"))
        // Proxies that buffer answers would hold events back.
        .insert_header(("x-accel-buffering", "no"))
        .streaming(body))
}

/// A stream under way.
struct Reader {
    log: Arc<dyn MessageLog>,
    company: CompanyId,
    /// `seq` of the last event that was sent.
    after: i64,
    ends: Instant,
    sent_at: Instant,
    _permit: OwnedSemaphorePermit,
}

type Next = Option<(Result<Bytes, actix_web::Error>, (Reader, Option<Vec<EventDocument>>))>;

impl Reader {
    /// What is sent next; `None` ends the stream.
    async fn next(mut self, mut read: Option<Vec<EventDocument>>) -> Next {
        loop {
            let events = match read.take() {
                Some(events) => events,
                // A log that cannot be read ends the stream: the client resumes it, and is then told why.
                None => self.log.events(&self.company, self.after, PAGE).await.ok()?.events,
            };
            if let Some(last) = events.last() {
                self.after = last.data.seq;
                self.sent_at = Instant::now();
                let text = events.iter().map(written).collect::<String>();
                return Some((Ok(text.into()), (self, None)));
            }
            let now = Instant::now();
            if now >= self.ends {
                return None;
            }
            if now.duration_since(self.sent_at) >= KEEP_ALIVE {
                self.sent_at = now;
                return Some((Ok(Bytes::from_static(b":\n\n")), (self, None)));
            }
            tokio::time::sleep(LOOK).await;
        }
    }
}

/// An event in the format of the stream. JSON has no line breaks outside of its strings, where they are escaped.
fn written(event: &EventDocument) -> String {
    let data = serde_json::to_string(event).unwrap_or_default();
    format!("id: {}\nevent: {}\ndata: {data}\n\n", event.data.seq, event.kind.as_str())
}
