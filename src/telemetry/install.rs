//! Installation of the process's subscriber: log lines on standard error, errors to Sentry, spans to a collector.

use tracing_subscriber::filter::ParseError;
use tracing_subscriber::layer::SubscriberExt;
use tracing_subscriber::util::SubscriberInitExt;

use crate::logs::{LogSettings, subscriber};
use crate::otlp::{Exporting, OtlpError, OtlpSettings};
use crate::sentry_layer::sentry_layer;

/// Guard of the trace export. Dropping it sends the queued spans, within a few seconds, and ends the export; logging
/// goes on.
#[derive(Debug)]
#[must_use = "dropping the guard ends the export of traces"]
pub struct TelemetryGuard {
    _exporting: Option<Exporting>,
}

/// Error of the installation.
#[derive(Debug, thiserror::Error)]
pub enum InstallError {
    /// The filter of log lines cannot be parsed.
    #[error("log.filter: {0}")]
    Filter(#[from] ParseError),
    /// The settings of the trace export are invalid.
    #[error(transparent)]
    Otlp(#[from] OtlpError),
}

/// Installs the subscriber for the process: log lines on standard error, errors also to Sentry if that is started, and
/// spans to a collector if one is configured. Targets that begin with one of `quiet` are silenced, whatever the filter
/// says.
///
/// # Errors
/// When the filter cannot be parsed or the collector's settings are invalid; nothing is installed then.
pub fn install_with_traces(
    log: &LogSettings,
    otlp: &OtlpSettings,
    quiet: &'static [&'static str],
) -> Result<TelemetryGuard, InstallError> {
    let lines = subscriber(log, quiet, std::io::stderr)?;
    let exporting = Exporting::start(otlp)?;
    let spans = exporting.as_ref().map(Exporting::layer);
    // A second installation (tests in one process) keeps the first.
    let _already_installed = lines.with(sentry_layer()).with(spans).try_init();
    Ok(TelemetryGuard { _exporting: exporting })
}

/// [`install_with_traces`] without a collector.
///
/// # Errors
/// When the filter cannot be parsed.
pub fn install(settings: &LogSettings, quiet: &'static [&'static str]) -> Result<(), ParseError> {
    let _already_installed = subscriber(settings, quiet, std::io::stderr)?.with(sentry_layer()).try_init();
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refusal(filter: &str, endpoint: Option<&str>) -> Option<String> {
        let log = LogSettings { filter: filter.to_owned(), ..LogSettings::default() };
        let otlp = OtlpSettings { endpoint: endpoint.map(str::to_owned), ..OtlpSettings::default() };
        install_with_traces(&log, &otlp, &[]).err().map(|error| error.to_string())
    }

    #[test]
    fn invalid_settings_are_named_by_section() {
        assert!(refusal("info,=,a=b=c", None).unwrap().starts_with("log.filter: "));
        assert!(refusal("info", Some("nowhere")).unwrap().starts_with("otlp.endpoint "));
    }

    #[test]
    fn a_second_installation_keeps_the_first() {
        assert_eq!(refusal("info", None), None);
        assert_eq!(refusal("debug", Some("http://127.0.0.1:9")), None);
        assert!(install(&LogSettings::default(), &[]).is_ok());
    }
}
