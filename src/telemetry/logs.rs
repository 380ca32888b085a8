//! The subscriber: text for people or JSON for machines, both without the lines of libraries that print secrets.

use serde::Deserialize;
use tracing::Subscriber;
use tracing_subscriber::filter::{EnvFilter, FilterFn, ParseError, filter_fn};
use tracing_subscriber::fmt::MakeWriter;
use tracing_subscriber::layer::SubscriberExt;
use tracing_subscriber::util::SubscriberInitExt;
use tracing_subscriber::{Layer, fmt};

/// Libraries of ours whose lines hold what must not be logged: numbers being parsed, parameters of statements, frames.
const ALWAYS_QUIET: &[&str] = &["rlibphonenumber", "tokio_postgres", "tungstenite", "tokio_tungstenite", "actix_http"];

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

/// Installs the subscriber for the process: lines on standard error, and what is an error also to Sentry, if that is set up.
/// Targets that begin with one of `quiet` are silent, whatever the filter says.
///
/// # Errors
/// When the filter cannot be parsed.
pub fn install(settings: &LogSettings, quiet: &'static [&'static str]) -> Result<(), ParseError> {
    let subscriber = subscriber(settings, quiet, std::io::stderr)?.with(sentry::integrations::tracing::layer());
    // A second installation (tests of one process) keeps the first.
    let _already_installed = subscriber.try_init();
    Ok(())
}

fn subscriber<W>(
    settings: &LogSettings,
    quiet: &'static [&'static str],
    writer: W,
) -> Result<impl Subscriber + for<'span> tracing_subscriber::registry::LookupSpan<'span> + Send + Sync, ParseError>
where
    W: for<'writer> MakeWriter<'writer> + Send + Sync + 'static,
{
    let filter = EnvFilter::try_new(&settings.filter)?;
    let lines = match settings.format {
        LogFormat::Text => fmt::layer().with_ansi(false).with_writer(writer).boxed(),
        LogFormat::Json => fmt::layer().json().flatten_event(true).with_writer(writer).boxed(),
    };
    Ok(tracing_subscriber::registry().with(filter).with(hush(quiet)).with(lines))
}

/// A directive for a longer target would win over `target=off`, so these are kept out by a filter of their own.
fn hush(quiet: &'static [&'static str]) -> FilterFn<impl Fn(&tracing::Metadata<'_>) -> bool> {
    filter_fn(move |metadata| !quiet.iter().chain(ALWAYS_QUIET).any(|target| metadata.target().starts_with(target)))
}

#[cfg(test)]
mod tests {
    use std::io::Write;
    use std::sync::{Arc, Mutex};

    use super::*;

    #[derive(Clone, Default)]
    struct Captured(Arc<Mutex<Vec<u8>>>);

    impl Write for Captured {
        fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
            self.0.lock().unwrap().write(bytes)
        }

        fn flush(&mut self) -> std::io::Result<()> {
            Ok(())
        }
    }

    #[test]
    fn quiet_targets_cannot_be_turned_on_by_the_filter() {
        let captured = Captured::default();
        let writer = captured.clone();
        let settings = LogSettings { filter: "trace,Client/PairCode=trace".to_owned(), format: LogFormat::Json };
        let subscriber = subscriber(&settings, &["Client"], move || writer.clone()).unwrap();
        tracing::subscriber::with_default(subscriber, || {
            tracing::info!(target: "Client/PairCode", "the code is ABCDEFGH");
            tracing::info!(target: "rlibphonenumber::parser", "the code is ABCDEFGH");
            tracing::info!("something harmless");
        });
        let lines = String::from_utf8(captured.0.lock().unwrap().clone()).unwrap();
        assert!(lines.contains("something harmless") && !lines.contains("ABCDEFGH"), "{lines}");
    }

    #[test]
    fn a_filter_that_cannot_be_parsed_is_an_error() {
        let settings = LogSettings { filter: "info,=,a=b=c".to_owned(), format: LogFormat::Text };
        assert!(install(&settings, &[]).is_err());
    }
}
