//! Pages of lists: how long they are, and where the next one begins.

use std::str::FromStr;

use linekeeper_domain::{CorrelationId, ErrorCode};

use crate::problem::Problem;

/// The items of a page where nobody says how many.
const PAGE: u16 = 100;
/// The most items of a page.
const LARGEST_PAGE: u16 = 1000;

/// The number of items that was asked for.
pub(crate) fn limit_of(limit: Option<u16>, correlation: &CorrelationId) -> Result<u16, Problem> {
    let limit = limit.unwrap_or(PAGE);
    if !(1..=LARGEST_PAGE).contains(&limit) {
        let detail = format!("limit is from 1 to {LARGEST_PAGE}");
        return Err(Problem::new(ErrorCode::BadRequest, detail, correlation.clone()));
    }
    Ok(limit)
}

/// What a cursor stands for. Callers take it from `next` and need not know.
pub(crate) fn place_of<T: FromStr>(cursor: Option<&str>, correlation: &CorrelationId) -> Result<Option<T>, Problem> {
    let place = cursor.map(str::parse).transpose();
    place.map_err(|_| Problem::new(ErrorCode::BadRequest, "the cursor is none of ours", correlation.clone()))
}
