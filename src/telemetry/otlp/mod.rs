//! Spans, sent to a collector over OTLP/HTTP, if there is one.
//!
//! Decides how much may wait (what does not fit is dropped: a collector that is down costs traces, never memory or time of
//! a session), how much of it is kept, and that nothing that looks like a phone or a code leaves.

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

/// Finished spans that wait for a batch. A span with its events is about a kilobyte.
const QUEUE: usize = 4096;
const BATCH: usize = 512;
const BATCH_EVERY: Duration = Duration::from_secs(5);
/// One batch, its retries included.
const EXPORT_TIMEOUT: Duration = Duration::from_secs(10);
/// The last batch, when the process ends.
const FLUSH_TIMEOUT: Duration = Duration::from_secs(3);

/// The `otlp` section of the configuration.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct OtlpSettings {
    /// The collector's address, for example `http://127.0.0.1:4318`; nothing is sent without one. `/v1/traces` is added.
    /// It is dialled directly, whatever proxies the environment names; headers it asks for are taken from
    /// `OTEL_EXPORTER_OTLP_HEADERS`.
    pub endpoint: Option<String>,
    /// The service that spans name.
    pub service_name: String,
    /// Which part of all traces is kept, from 0 to 1.
    pub sample_ratio: f64,
}

impl Default for OtlpSettings {
    fn default() -> Self {
        Self { endpoint: None, service_name: "linekeeper".to_owned(), sample_ratio: 1.0 }
    }
}

/// Why spans cannot be sent. None of the texts repeats an address that was refused, which may hold a password.
#[derive(Debug, thiserror::Error)]
pub enum OtlpError {
    /// It is no address of a collector.
    #[error("otlp.endpoint is an address like http://127.0.0.1:4318, without a user or a query")]
    Endpoint,
    /// It is no part of a whole.
    #[error("otlp.sample_ratio is from 0 to 1")]
    SampleRatio,
    /// The service has no name.
    #[error("otlp.service_name is empty")]
    ServiceName,
    /// The exporter refuses something, for example a variable of the environment.
    #[error("otlp: {0}")]
    Exporter(#[from] opentelemetry_otlp::ExporterBuildError),
}

impl OtlpSettings {
    /// Whether it makes sense, without starting anything.
    ///
    /// # Errors
    /// What does not.
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

/// Sends spans as long as it lives; what waits is sent when it is dropped, within a few seconds.
#[derive(Debug)]
pub(crate) struct Exporting(SdkTracerProvider);

impl Exporting {
    /// Starts the exporter's thread, if there is a collector to send to.
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

    /// The layer that turns spans of `tracing` into spans to send.
    pub(crate) fn layer<S>(&self) -> OpenTelemetryLayer<S, SdkTracer>
    where
        S: Subscriber + for<'span> LookupSpan<'span>,
    {
        // Nothing here reads OpenTelemetry's own current context; parents come from the spans of `tracing`.
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
    // Secrets go into `OTEL_EXPORTER_OTLP_HEADERS`, so that the configuration may be printed.
    let secretive = address.authority().is_some_and(|authority| authority.as_str().contains('@'));
    if !known || !host || secretive || address.query().is_some() {
        return Err(OtlpError::Endpoint);
    }
    Ok(format!("{}/v1/traces", endpoint.trim_end_matches('/')))
}
