//! Section `[sentry]`.

use serde::Deserialize;

use super::Secret;

/// Destination of alerts to the operators on call.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct SentrySection {
    /// Sentry DSN (`SENTRY_DSN` wins); nothing is sent without one.
    pub(crate) dsn: Option<Secret>,
    /// Environment named in events, for example `production`.
    pub(crate) environment: Option<String>,
}
