//! Redaction of every text in a span before it is sent.

use std::borrow::Cow;

use opentelemetry::trace::Status;
use opentelemetry::{Array, KeyValue, StringValue, Value};
use opentelemetry_sdk::Resource;
use opentelemetry_sdk::error::OTelSdkResult;
use opentelemetry_sdk::trace::{SpanData, SpanExporter};
use std::time::Duration;

use crate::carried::{COMPANY, CORRELATION};
use crate::redact::redact;

/// Exporter that redacts phone numbers and pairing codes before the inner exporter sees them.
#[derive(Debug)]
pub(super) struct Scrubbed<E>(pub(super) E);

impl<E: SpanExporter> SpanExporter for Scrubbed<E> {
    async fn export(&self, mut batch: Vec<SpanData>) -> OTelSdkResult {
        batch.iter_mut().for_each(hide_in_span);
        self.0.export(batch).await
    }

    fn shutdown_with_timeout(&self, timeout: Duration) -> OTelSdkResult {
        self.0.shutdown_with_timeout(timeout)
    }

    fn shutdown(&self) -> OTelSdkResult {
        self.0.shutdown()
    }

    fn force_flush(&self) -> OTelSdkResult {
        self.0.force_flush()
    }

    fn set_resource(&mut self, resource: &Resource) {
        self.0.set_resource(resource);
    }
}

fn hide_in_span(span: &mut SpanData) {
    hide_in_text(&mut span.name);
    span.attributes.iter_mut().for_each(hide_in_attribute);
    for event in &mut span.events.events {
        hide_in_text(&mut event.name);
        event.attributes.iter_mut().for_each(hide_in_attribute);
    }
    if let Status::Error { description } = &mut span.status {
        hide_in_text(description);
    }
}

fn hide_in_text(text: &mut Cow<'static, str>) {
    if let Cow::Owned(hidden) = redact(text) {
        *text = Cow::Owned(hidden);
    }
}

fn hide_in_attribute(attribute: &mut KeyValue) {
    // These are ids by their types; hiding one that is all digits would lose its session.
    if matches!(attribute.key.as_str(), COMPANY | CORRELATION) {
        return;
    }
    match &mut attribute.value {
        Value::String(text) => hide_in_string(text),
        Value::Array(Array::String(texts)) => texts.iter_mut().for_each(hide_in_string),
        Value::I64(number) => {
            if let Cow::Owned(hidden) = redact(&number.to_string()) {
                attribute.value = hidden.into();
            }
        }
        // The library's enum may grow; its other present variants hold no text.
        _ => {}
    }
}

fn hide_in_string(text: &mut StringValue) {
    if let Cow::Owned(hidden) = redact(text.as_str()) {
        *text = hidden.into();
    }
}
