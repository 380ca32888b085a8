//! How Linekeeper is seen from outside: logs without secrets, correlation ids, metrics, traces, what is news for those on
//! call.

mod carried;
mod correlation;
mod install;
mod logs;
pub mod metrics;
mod news;
mod otlp;
mod redact;
#[cfg(any(test, feature = "testing"))]
pub mod testing;

pub use correlation::{correlation_of, new_correlation_id};
pub use install::{InstallError, TelemetryGuard, install, install_with_traces};
pub use logs::{LogFormat, LogSettings};
pub use metrics::Metrics;
pub use news::{SentrySettings, start_sentry};
pub use otlp::{OtlpError, OtlpSettings};
pub use redact::redact;
