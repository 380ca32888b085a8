//! Which chat a request is about.

use linekeeper_domain::messages::{Chat, ChatKind};
use linekeeper_domain::{CorrelationId, ErrorCode, Phone, Region};

use crate::problem::Problem;
use crate::state::ApiState;

/// Longest LID, and longest id of a group, in characters.
const LONGEST_ID: usize = 64;

/// The chat of the query parameters `phone`, `lid` and `group`; `None` if none of them is given.
///
/// # Errors
/// BAD_REQUEST, with what is wrong with them.
pub(crate) fn chat_of(
    state: &ApiState,
    given: [Option<String>; 3],
    correlation: &CorrelationId,
) -> Result<Option<Chat>, Problem> {
    parsed(given, state.region).map_err(|detail| Problem::new(ErrorCode::BadRequest, detail, correlation.clone()))
}

fn parsed([phone, lid, group]: [Option<String>; 3], region: Region) -> Result<Option<Chat>, &'static str> {
    if [&lid, &group].into_iter().flatten().any(|id| id.is_empty() || id.len() > LONGEST_ID) {
        return Err("an id has 1 to 64 characters");
    }
    let phone = phone.map(|phone| Phone::parse(&phone, region));
    let phone = phone.transpose().map_err(|_| "phone is not a number with a country code")?;
    let phone = phone.map(|phone| phone.digits().to_owned());
    match (group.is_some(), lid.is_some() || phone.is_some()) {
        (true, true) => Err("a chat is a group or one person's"),
        (false, false) => Ok(None),
        (is_group, _) => {
            let kind = if is_group { ChatKind::Group } else { ChatKind::Direct };
            Ok(Some(Chat { kind, lid, phone, group }))
        }
    }
}
