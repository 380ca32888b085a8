//! What those on call hear of: errors go to Sentry as events, the lines before them as breadcrumbs.
//!
//! Decides which fields become tags (`code`, `company.id`, `correlation.id`), what is one issue (a code from one place),
//! and that nothing which looks like a phone or a pairing code leaves.

mod mapping;
mod scrub;
#[cfg(test)]
mod tests;

use std::borrow::Cow;
use std::fmt;
use std::sync::Arc;

use sentry::{ClientInitGuard, ClientOptions};

pub(crate) use mapping::sentry_layer;

/// How many lines before an error go with it. The arbiter's other sessions are among them, so a few seconds' worth.
const BREADCRUMBS: usize = 50;

/// Where news go.
#[derive(Clone, Default)]
pub struct SentrySettings {
    /// Sentry's DSN, a secret; nothing is sent without one.
    pub dsn: Option<String>,
    /// The environment that events name, for example `production`.
    pub environment: Option<String>,
}

impl fmt::Debug for SentrySettings {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let dsn = self.dsn.as_ref().map(|_| "(secret)");
        f.debug_struct("SentrySettings").field("dsn", &dsn).field("environment", &self.environment).finish()
    }
}

/// Starts sending news; they are sent as long as the guard lives, and what waits is sent when it is dropped.
/// `release` is `sentry::release_name!()` of the program.
///
/// # Errors
/// When the DSN is none; the text does not repeat it.
pub fn start_sentry(settings: &SentrySettings, release: Option<Cow<'static, str>>) -> Result<ClientInitGuard, String> {
    Ok(sentry::init(sentry_options(settings, release)?))
}

fn sentry_options(settings: &SentrySettings, release: Option<Cow<'static, str>>) -> Result<ClientOptions, String> {
    let dsn = match &settings.dsn {
        Some(dsn) => Some(dsn.parse().map_err(|_| "sentry.dsn is not a DSN".to_owned())?),
        None => None,
    };
    Ok(ClientOptions {
        dsn,
        release,
        environment: settings.environment.clone().map(Into::into),
        send_default_pii: false,
        max_breadcrumbs: BREADCRUMBS,
        before_send: Some(Arc::new(|event| Some(scrub::event(event)))),
        before_breadcrumb: Some(Arc::new(|breadcrumb| Some(scrub::breadcrumb(breadcrumb)))),
        ..ClientOptions::default()
    })
}
