//! Puts the subscriber together for the process: lines on standard error, errors to Sentry, spans to a collector.

use tracing_subscriber::filter::ParseError;
use tracing_subscriber::layer::SubscriberExt;
use tracing_subscriber::util::SubscriberInitExt;

use crate::logs::{LogSettings, subscriber};
use crate::news::sentry_layer;
use crate::otlp::{Exporting, OtlpError, OtlpSettings};

/// Keeps traces going. Dropping it sends those that wait, within a few seconds, and ends their export; lines go on.
#[derive(Debug)]
#[must_use = "traces are sent as long as it lives"]
pub struct TelemetryGuard {
    _exporting: Option<Exporting>,
}

/// Why telemetry cannot be set up.
#[derive(Debug, thiserror::Error)]
pub enum InstallError {
    /// The filter of lines cannot be parsed.
    #[error("log.filter: {0}")]
    Filter(#[from] ParseError),
    /// Traces cannot be sent as it is asked for.
    #[error(transparent)]
    Otlp(#[from] OtlpError),
}

/// Installs the subscriber for the process: lines on standard error, what is an error also to Sentry if that is started,
/// and spans to a collector if one is named. Targets that begin with one of `quiet` are silent, whatever the filter says.
///
/// # Errors
/// When the filter cannot be parsed or the collector's settings make no sense; nothing is installed then.
pub fn install_with_traces(
    log: &LogSettings,
    otlp: &OtlpSettings,
    quiet: &'static [&'static str],
) -> Result<TelemetryGuard, InstallError> {
    let lines = subscriber(log, quiet, std::io::stderr)?;
    let exporting = Exporting::start(otlp)?;
    let spans = exporting.as_ref().map(Exporting::layer);
    // A second installation (tests of one process) keeps the first.
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
    fn what_cannot_be_set_up_is_named_by_its_section() {
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
