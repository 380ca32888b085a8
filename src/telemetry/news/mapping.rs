//! From a `tracing` event to what Sentry takes.

use std::borrow::Cow;
use std::collections::BTreeMap;

use sentry::integrations::tracing::{EventMapping, SentryLayer, breadcrumb_from_event, event_from_event};
use sentry::protocol::{self, Value};
use tracing::{Event, Level, Subscriber};
use tracing_subscriber::layer::Context;
use tracing_subscriber::registry::LookupSpan;

use crate::carried::{COMPANY, CORRELATION, Carried};

/// The field with the name of an error code.
const CODE: &str = "code";

/// The fields that can be searched for in Sentry.
pub(super) const TAGS: [&str; 3] = [CODE, COMPANY, CORRELATION];

/// Where sentry-tracing puts an event's fields.
const FIELDS: &str = "Rust Tracing Fields";

/// The layer that tells Sentry. It watches events only: spans are the business of OTLP.
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
        let news = event_from_event(event, None::<&Context<'_, S>>);
        EventMapping::Event(tagged(news, carried, event.metadata().target()))
    } else if level == Level::WARN || level == Level::INFO {
        EventMapping::Breadcrumb(breadcrumb_from_event(event, None::<&Context<'_, S>>))
    } else {
        EventMapping::Ignore
    }
}

/// Moves the fields that are tags, adds those that only the spans have, and groups by code and place: the same code from
/// two places is two issues, a hundred companies with one code from one place are one.
fn tagged(mut news: protocol::Event<'static>, carried: Carried, target: &str) -> protocol::Event<'static> {
    if let Some(protocol::Context::Other(fields)) = news.contexts.get_mut(FIELDS) {
        let tags = TAGS.into_iter().filter_map(|name| Some((name.to_owned(), taken(fields, name)?)));
        news.tags.extend(tags);
        if fields.is_empty() {
            news.contexts.remove(FIELDS);
        }
    }
    for (name, id) in carried.ids() {
        news.tags.entry(name.to_owned()).or_insert(id);
    }
    if let Some(code) = news.tags.get(CODE) {
        news.fingerprint = Cow::Owned(vec![code.clone().into(), target.to_owned().into()]);
    }
    news
}

/// Takes a field that is a plain value out of `fields`; a tag is text and never empty.
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
