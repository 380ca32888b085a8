//! Log subscriber: text for people or JSON for machines, both without the lines of libraries that print secrets.

mod json;
#[cfg(test)]
mod tests;

use serde::Deserialize;
use tracing::Subscriber;
use tracing_subscriber::filter::{EnvFilter, FilterFn, ParseError, filter_fn};
use tracing_subscriber::fmt::MakeWriter;
use tracing_subscriber::layer::SubscriberExt;
use tracing_subscriber::registry::LookupSpan;
use tracing_subscriber::{Layer, fmt};

use crate::carried::CarriedLayer;
use json::JsonLines;

/// Targets of libraries whose lines contain what must not be logged: parsed phone numbers, statement parameters,
/// frames. Also the connection pool, which repeats for each connection what the store logs once.
const ALWAYS_QUIET: &[&str] =
    &["rlibphonenumber", "tokio_postgres", "tungstenite", "tokio_tungstenite", "actix_http", "deadpool.postgres"];

/// Format of log lines.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum LogFormat {
    /// Text for people.
    #[default]
    Text,
    /// One JSON object per line.
    Json,
}

/// Section `[log]` of the configuration.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct LogSettings {
    /// Filter as `tracing` directives, for example `info,linekeeper_actors=debug`.
    pub filter: String,
    /// Format of the lines.
    pub format: LogFormat,
}

impl Default for LogSettings {
    fn default() -> Self {
        Self { filter: "info".to_owned(), format: LogFormat::Text }
    }
}

/// Builds the subscriber of filtered log lines, with the layer that keeps the spans' ids; other layers go on top.
pub(crate) fn subscriber<W>(
    settings: &LogSettings,
    quiet: &'static [&'static str],
    writer: W,
) -> Result<impl Subscriber + for<'span> LookupSpan<'span> + Send + Sync, ParseError>
where
    W: for<'writer> MakeWriter<'writer> + Send + Sync + 'static,
{
    let filter = EnvFilter::try_new(&settings.filter)?;
    let lines = match settings.format {
        LogFormat::Text => fmt::layer().with_ansi(false).with_writer(writer).boxed(),
        LogFormat::Json => {
            let json = fmt::layer().json().flatten_event(true).with_current_span(false);
            json.map_event_format(JsonLines).with_writer(writer).boxed()
        }
    };
    Ok(tracing_subscriber::registry().with(filter).with(hush(quiet)).with(CarriedLayer).with(lines))
}

/// Filter that drops quiet targets. It is separate from the directives, where one for a longer target would win over
/// `target=off`.
fn hush(quiet: &'static [&'static str]) -> FilterFn<impl Fn(&tracing::Metadata<'_>) -> bool> {
    filter_fn(move |metadata| !quiet.iter().chain(ALWAYS_QUIET).any(|target| metadata.target().starts_with(target)))
}
