//! Pagination of lists: page size and cursor.

use std::str::FromStr;

use linekeeper_domain::{CorrelationId, ErrorCode};

use crate::problem::Problem;

/// Default page size.
const PAGE: u16 = 100;
/// Largest page size.
const LARGEST_PAGE: u16 = 1000;

/// Validates the requested page size.
pub(crate) fn limit_of(limit: Option<u16>, correlation: &CorrelationId) -> Result<u16, Problem> {
    let limit = limit.unwrap_or(PAGE);
    if !(1..=LARGEST_PAGE).contains(&limit) {
        let detail = format!("limit is from 1 to {LARGEST_PAGE}");
        return Err(Problem::new(ErrorCode::BadRequest, detail, correlation.clone()));
    }
    Ok(limit)
}

/// Parses a cursor. Cursors are opaque to callers, who take them from `next`.
pub(crate) fn place_of<T: FromStr>(cursor: Option<&str>, correlation: &CorrelationId) -> Result<Option<T>, Problem> {
    let place = cursor.map(str::parse).transpose();
    place.map_err(|_| Problem::new(ErrorCode::BadRequest, "the cursor is none of ours", correlation.clone()))
}

/// Number of items to read for a page: one more tells whether there is another page.
pub(crate) fn to_read(limit: u16) -> u32 {
    u32::from(limit) + 1
}

/// Cuts what was read to the page; returns the last item if there is another page.
pub(crate) fn cut<T>(read: &mut Vec<T>, limit: u16) -> Option<&T> {
    let more = read.len() > usize::from(limit);
    read.truncate(limit.into());
    read.last().filter(|_| more)
}
