//! How Linekeeper is seen from outside: logs without secrets, correlation ids, what is news for those on call.

mod correlation;
mod logs;

pub use correlation::new_correlation_id;
pub use logs::{LogFormat, LogSettings, install};
