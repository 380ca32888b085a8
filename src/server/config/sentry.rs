//! `[sentry]`

use serde::Deserialize;

use super::Secret;

/// Where news for those on call go.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct SentrySection {
    /// Sentry's DSN (`SENTRY_DSN` wins); nothing is sent without one.
    pub(crate) dsn: Option<Secret>,
    /// The environment that events name, for example `production`.
    pub(crate) environment: Option<String>,
}
