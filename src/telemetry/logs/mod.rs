//! The subscriber: text for people or JSON for machines, both without the lines of libraries that print secrets.

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

/// Libraries of ours whose lines hold what must not be logged: numbers being parsed, parameters of statements, frames. And the pool of
/// connections, which repeats for each of them what the store says once.
const ALWAYS_QUIET: &[&str] =
    &["rlibphonenumber", "tokio_postgres", "tungstenite", "tokio_tungstenite", "actix_http", "deadpool.postgres"];

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

/// The lines, filtered, and the ids that spans carry for them; other layers go on top.
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

/// A directive for a longer target would win over `target=off`, so these are kept out by a filter of their own.
fn hush(quiet: &'static [&'static str]) -> FilterFn<impl Fn(&tracing::Metadata<'_>) -> bool> {
    filter_fn(move |metadata| !quiet.iter().chain(ALWAYS_QUIET).any(|target| metadata.target().starts_with(target)))
}
