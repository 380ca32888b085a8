//! Alerts to the operators on call: log lines of level error go to Sentry as events, the lines before them as
//! breadcrumbs.
//!
//! Decides which fields become tags (`code`, `company.id`, `correlation.id`), what makes one issue (a code from one
//! place), and that nothing that looks like a phone number or a pairing code leaves the process.

mod mapping;
mod scrub;
#[cfg(test)]
mod tests;

use std::borrow::Cow;
use std::fmt;
use std::sync::Arc;

use sentry::{ClientInitGuard, ClientOptions};

pub(crate) use mapping::sentry_layer;

/// Log lines sent with an error as breadcrumbs. Lines of other sessions on the same arbiter are among them, so these
/// are a few seconds' worth.
const BREADCRUMBS: usize = 50;

/// Sentry settings.
#[derive(Clone, Default)]
pub struct SentrySettings {
    /// Sentry DSN, a secret; nothing is sent without one.
    pub dsn: Option<String>,
    /// Environment named in events, for example `production`.
    pub environment: Option<String>,
}

impl fmt::Debug for SentrySettings {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let dsn = self.dsn.as_ref().map(|_| "(secret)");
        f.debug_struct("SentrySettings").field("dsn", &dsn).field("environment", &self.environment).finish()
    }
}

/// Starts Sentry. Events are sent as long as the guard lives; dropping it sends those that are queued. `release` is
/// `sentry::release_name!()` of the program.
///
/// # Errors
/// When the DSN is invalid; the text does not repeat it.
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
