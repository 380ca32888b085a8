//! Telemetry: logs without secrets, correlation ids, metrics, traces, and alerts to Sentry. Holds the `[log]` and
//! `[otlp]` sections of the configuration.

mod carried;
mod correlation;
mod install;
mod logs;
pub mod metrics;
mod otlp;
mod redact;
mod sentry_layer;
#[cfg(any(test, feature = "testing"))]
pub mod testing;

pub use correlation::{correlation_of, new_correlation_id};
pub use install::{InstallError, TelemetryGuard, install, install_with_traces};
pub use logs::{LogFormat, LogSettings};
pub use metrics::Metrics;
pub use otlp::{OtlpError, OtlpSettings};
pub use redact::redact;
pub use sentry_layer::{SentrySettings, start_sentry};
