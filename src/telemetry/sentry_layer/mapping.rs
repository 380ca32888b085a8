//! Mapping of `tracing` events to Sentry events and breadcrumbs.

use std::borrow::Cow;
use std::collections::BTreeMap;

use sentry::integrations::tracing::{EventMapping, SentryLayer, breadcrumb_from_event, event_from_event};
use sentry::protocol::{self, Value};
use tracing::{Event, Level, Subscriber};
use tracing_subscriber::layer::Context;
use tracing_subscriber::registry::LookupSpan;

use crate::carried::{COMPANY, CORRELATION, Carried};

/// Field with the name of an error code.
const CODE: &str = "code";

/// Fields sent as tags, which Sentry can search.
pub(super) const TAGS: [&str; 3] = [CODE, COMPANY, CORRELATION];

/// Context in which sentry-tracing puts an event's fields.
const FIELDS: &str = "Rust Tracing Fields";

/// Layer that reports to Sentry. It handles events only; spans go to OTLP.
pub(crate) fn sentry_layer<S>() -> SentryLayer<S>
where
    S: Subscriber + for<'span> LookupSpan<'span>,
{
    SentryLayer::default().span_filter(|_| false).event_mapper(mapped)
}

fn mapped<S>(event: &Event<'_>, context: Context<'_, S>) -> EventMapping
where
    S: Subscriber + for<'span> LookupSpan<'span>,
{
    let level = *event.metadata().level();
    if level == Level::ERROR {
        let carried = Carried::around(context.event_scope(event));
        let alert = event_from_event(event, None::<&Context<'_, S>>);
        EventMapping::Event(tagged(alert, carried, event.metadata().target()))
    } else if level == Level::WARN || level == Level::INFO {
        EventMapping::Breadcrumb(breadcrumb_from_event(event, None::<&Context<'_, S>>))
    } else {
        EventMapping::Ignore
    }
}

/// Moves tag fields to the tags, adds those that only the spans have, and sets the fingerprint to code and target: one
/// code from two places makes two issues, one code from one place for a hundred companies makes one.
fn tagged(mut event: protocol::Event<'static>, carried: Carried, target: &str) -> protocol::Event<'static> {
    if let Some(protocol::Context::Other(fields)) = event.contexts.get_mut(FIELDS) {
        let tags = TAGS.into_iter().filter_map(|name| Some((name.to_owned(), taken(fields, name)?)));
        event.tags.extend(tags);
        if fields.is_empty() {
            event.contexts.remove(FIELDS);
        }
    }
    for (name, id) in carried.ids() {
        event.tags.entry(name.to_owned()).or_insert(id);
    }
    if let Some(code) = event.tags.get(CODE) {
        event.fingerprint = Cow::Owned(vec![code.clone().into(), target.to_owned().into()]);
    }
    event
}

/// Takes a field with a plain value out of `fields`, as text; empty texts are no tags and stay.
fn taken(fields: &mut BTreeMap<String, Value>, name: &str) -> Option<String> {
    let text = match fields.get(name)? {
        Value::String(text) => text.clone(),
        Value::Number(number) => number.to_string(),
        Value::Bool(yes) => yes.to_string(),
        Value::Null | Value::Array(_) | Value::Object(_) => return None,
    };
    if text.is_empty() {
        return None;
    }
    fields.remove(name);
    Some(text)
}
