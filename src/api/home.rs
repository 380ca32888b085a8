//! `GET /`: the address of the service itself, for people who opened it in a browser.

use actix_web::{HttpRequest, HttpResponse, web};
use linekeeper_domain::ErrorCode;

use crate::correlation::correlation_of;
use crate::html::{home, wants_html};
use crate::problem::Problem;
use crate::state::ApiState;

/// Get the page at the service's own address
///
/// Tells a person where to go: the dashboard and this documentation. Programs, which do not accept `text/html`, get
/// `NOT_FOUND`.
#[utoipa::path(
    get,
    path = "/",
    operation_id = "getHome",
    tag = "documents",
    responses((status = 200, description = "The page, in Russian or English.", body = String, content_type = "text/html")),
)]
pub(crate) async fn show(state: web::Data<ApiState>, request: HttpRequest) -> Result<HttpResponse, Problem> {
    if wants_html(&request) {
        return Ok(home(&request, &state.branding));
    }
    Err(Problem::new(ErrorCode::NotFound, "there is no such path", correlation_of(&request)))
}
