//! The subscriber: text for people or JSON for machines, both without the lines of libraries that print secrets.

use serde::Deserialize;
use tracing_subscriber::filter::{EnvFilter, ParseError};
use tracing_subscriber::layer::SubscriberExt;
use tracing_subscriber::util::SubscriberInitExt;
use tracing_subscriber::{Layer, fmt};

/// How a line looks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum LogFormat {
    /// For people.
    #[default]
    Text,
    /// One JSON object a line.
    Json,
}

/// The `log` section of the configuration.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct LogSettings {
    /// Which lines, as `tracing` directives, for example `info,linekeeper_actors=debug`.
    pub filter: String,
    /// How they look.
    pub format: LogFormat,
}

impl Default for LogSettings {
    fn default() -> Self {
        Self { filter: "info".to_owned(), format: LogFormat::Text }
    }
}

/// The directives that keep `targets` silent, whatever the configured filter says: a longer target wins over a shorter one,
/// and these are appended last.
#[must_use]
pub fn quiet_directives(filter: &str, targets: &[&str]) -> String {
    let quiet = targets.iter().map(|target| format!("{target}=off"));
    std::iter::once(filter.to_owned()).chain(quiet).collect::<Vec<_>>().join(",")
}

/// Installs the subscriber for the process: lines on standard error, and what is an error also to Sentry, if that is set up.
///
/// # Errors
/// When the filter cannot be parsed.
pub fn install(settings: &LogSettings, quiet: &[&str]) -> Result<(), ParseError> {
    let filter = EnvFilter::try_new(quiet_directives(&settings.filter, quiet))?;
    let lines = match settings.format {
        LogFormat::Text => fmt::layer().with_writer(std::io::stderr).boxed(),
        LogFormat::Json => fmt::layer().json().flatten_event(true).with_writer(std::io::stderr).boxed(),
    };
    // A second installation (tests of one process) keeps the first.
    let _already_installed =
        tracing_subscriber::registry().with(filter).with(lines).with(sentry::integrations::tracing::layer()).try_init();
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quiet_targets_cannot_be_turned_on_by_the_filter() {
        let directives = quiet_directives("trace,Client/PairCode=trace", &["Client/PairCode"]);
        assert!(directives.ends_with("Client/PairCode=off"));
        assert!(EnvFilter::try_new(directives).is_ok());
    }

    #[test]
    fn a_filter_that_cannot_be_parsed_is_an_error() {
        assert!(EnvFilter::try_new(quiet_directives("info,=,a=b=c", &[])).is_err());
    }
}
