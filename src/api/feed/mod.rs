//! The feed of a line's events: pages ([`pages`]), a stream ([`stream`]) and deletions ([`erase`]). What receivers of
//! webhooks get is the same documents.

mod chat;
pub(crate) mod erase;
pub(crate) mod pages;
pub(crate) mod stream;

pub(crate) use self::chat::chat_of;

use std::sync::Arc;

use linekeeper_domain::CorrelationId;
use linekeeper_ports::MessageLog;

use crate::problem::Problem;
use crate::state::ApiState;

/// The log, where messages are kept.
///
/// # Errors
/// NOT_FOUND where they are not.
fn log_of(state: &ApiState, correlation: &CorrelationId) -> Result<Arc<dyn MessageLog>, Problem> {
    state.message_log.clone().ok_or_else(|| Problem::without_messages(correlation.clone()))
}
