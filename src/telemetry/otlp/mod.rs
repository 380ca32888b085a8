//! Export of spans to a collector over OTLP/HTTP, if one is configured.
//!
//! Decides how many spans are queued (any more are dropped: a collector that is down costs traces, never a session's
//! memory or time), which share of traces is sampled, and that nothing that looks like a phone number or a code leaves
//! the process.

mod client;
mod scrub;
#[cfg(test)]
mod tests;

use std::time::Duration;

use http::Uri;
use opentelemetry::KeyValue;
use opentelemetry::trace::TracerProvider as _;
use opentelemetry_otlp::{Protocol, SpanExporter, WithExportConfig, WithHttpConfig};
use opentelemetry_sdk::Resource;
use opentelemetry_sdk::trace::{BatchConfigBuilder, BatchSpanProcessor, Sampler, SdkTracer, SdkTracerProvider};
use serde::Deserialize;
use tracing::Subscriber;
use tracing_opentelemetry::OpenTelemetryLayer;
use tracing_subscriber::registry::LookupSpan;

use client::BlockingClient;
use scrub::Scrubbed;

/// Capacity of the queue of finished spans. A span with its events is about a kilobyte.
const QUEUE: usize = 4096;
const BATCH: usize = 512;
const BATCH_EVERY: Duration = Duration::from_secs(5);
/// Timeout of one batch, retries included.
const EXPORT_TIMEOUT: Duration = Duration::from_secs(10);
/// Timeout of the last batch, when the process ends.
const FLUSH_TIMEOUT: Duration = Duration::from_secs(3);

/// Section `[otlp]` of the configuration.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct OtlpSettings {
    /// Address of the collector, for example `http://127.0.0.1:4318`; nothing is sent without one. `/v1/traces` is
    /// appended. It is contacted directly, whatever proxies the environment names; headers it requires are taken from
    /// `OTEL_EXPORTER_OTLP_HEADERS`.
    pub endpoint: Option<String>,
    /// Service name in the spans.
    pub service_name: String,
    /// Share of traces that is sent, from 0 to 1.
    pub sample_ratio: f64,
}

impl Default for OtlpSettings {
    fn default() -> Self {
        Self { endpoint: None, service_name: "linekeeper".to_owned(), sample_ratio: 1.0 }
    }
}

/// Error of the trace export's settings. No text repeats a refused address, which may contain a password.
#[derive(Debug, thiserror::Error)]
pub enum OtlpError {
    /// The endpoint is not a valid collector address.
    #[error("otlp.endpoint is an address like http://127.0.0.1:4318, without a user or a query")]
    Endpoint,
    /// The sample ratio is not within 0 to 1.
    #[error("otlp.sample_ratio is from 0 to 1")]
    SampleRatio,
    /// The service name is empty.
    #[error("otlp.service_name is empty")]
    ServiceName,
    /// The exporter refused something, for example an environment variable.
    #[error("otlp: {0}")]
    Exporter(#[from] opentelemetry_otlp::ExporterBuildError),
}

impl OtlpSettings {
    /// Checks the settings without starting anything.
    ///
    /// # Errors
    /// The first invalid setting.
    pub fn check(&self) -> Result<(), OtlpError> {
        if !(0.0..=1.0).contains(&self.sample_ratio) {
            return Err(OtlpError::SampleRatio);
        }
        if self.service_name.is_empty() {
            return Err(OtlpError::ServiceName);
        }
        self.endpoint.as_deref().map_or(Ok(()), |endpoint| traces_address(endpoint).map(|_| ()))
    }
}

/// Trace export. Spans are sent as long as it lives; dropping it sends those that are queued, within a few seconds.
#[derive(Debug)]
pub(crate) struct Exporting(SdkTracerProvider);

impl Exporting {
    /// Starts the exporter's thread, if a collector is configured.
    pub(crate) fn start(settings: &OtlpSettings) -> Result<Option<Self>, OtlpError> {
        settings.check()?;
        let Some(endpoint) = &settings.endpoint else { return Ok(None) };
        let exporter = SpanExporter::builder()
            .with_http()
            .with_http_client(BlockingClient::new(EXPORT_TIMEOUT))
            .with_endpoint(traces_address(endpoint)?)
            .with_protocol(Protocol::HttpBinary)
            .with_timeout(EXPORT_TIMEOUT)
            .build()?;
        let batches = BatchConfigBuilder::default()
            .with_max_queue_size(QUEUE)
            .with_max_export_batch_size(BATCH)
            .with_scheduled_delay(BATCH_EVERY)
            .build();
        let processor = BatchSpanProcessor::builder(Scrubbed(exporter)).with_batch_config(batches).build();
        let resource = Resource::builder()
            .with_service_name(settings.service_name.clone())
            .with_attribute(KeyValue::new("service.version", env!("CARGO_PKG_VERSION")));
        let sampler = Sampler::ParentBased(Box::new(Sampler::TraceIdRatioBased(settings.sample_ratio)));
        let provider = SdkTracerProvider::builder()
            .with_span_processor(processor)
            .with_sampler(sampler)
            .with_resource(resource.build());
        Ok(Some(Self(provider.build())))
    }

    /// Layer that converts `tracing` spans to OpenTelemetry spans.
    pub(crate) fn layer<S>(&self) -> OpenTelemetryLayer<S, SdkTracer>
    where
        S: Subscriber + for<'span> LookupSpan<'span>,
    {
        // Nothing here reads OpenTelemetry's own current context; parents come from the `tracing` spans.
        tracing_opentelemetry::layer()
            .with_tracer(self.0.tracer("linekeeper"))
            .with_context_activation(false)
            .with_threads(false)
    }
}

impl Drop for Exporting {
    fn drop(&mut self) {
        if let Err(error) = self.0.shutdown_with_timeout(FLUSH_TIMEOUT) {
            tracing::warn!("the last traces were not sent: {error}");
        }
    }
}

fn traces_address(endpoint: &str) -> Result<String, OtlpError> {
    let address: Uri = endpoint.parse().map_err(|_| OtlpError::Endpoint)?;
    let known = matches!(address.scheme_str(), Some("http" | "https"));
    let host = address.host().is_some_and(|host| !host.is_empty());
    // Secrets belong in `OTEL_EXPORTER_OTLP_HEADERS`, so that the configuration can be printed.
    let secretive = address.authority().is_some_and(|authority| authority.as_str().contains('@'));
    if !known || !host || secretive || address.query().is_some() {
        return Err(OtlpError::Endpoint);
    }
    Ok(format!("{}/v1/traces", endpoint.trim_end_matches('/')))
}
