//! Redaction of every text in a Sentry event before it is sent.

use sentry::protocol::{Breadcrumb, Context, Event, Value};

use super::mapping::TAGS;
use crate::redact::redact;

pub(super) fn event(mut event: Event<'static>) -> Event<'static> {
    hide_in_option(&mut event.message);
    hide_in_option(&mut event.transaction);
    hide_in_option(&mut event.culprit);
    if let Some(entry) = &mut event.logentry {
        hide(&mut entry.message);
        entry.params.iter_mut().for_each(hide_in_value);
    }
    for exception in &mut event.exception.values {
        hide_in_option(&mut exception.value);
    }
    for context in event.contexts.values_mut() {
        // Other contexts describe the machine and the program.
        if let Context::Other(fields) = context {
            fields.values_mut().for_each(hide_in_value);
        }
    }
    event.extra.values_mut().for_each(hide_in_value);
    for (name, value) in &mut event.tags {
        // Our own tags are ids by their types; hiding an id that is all digits would lose its session.
        if !TAGS.contains(&name.as_str()) {
            hide(value);
        }
    }
    event.breadcrumbs.values = std::mem::take(&mut event.breadcrumbs.values).into_iter().map(breadcrumb).collect();
    event
}

pub(super) fn breadcrumb(mut breadcrumb: Breadcrumb) -> Breadcrumb {
    hide_in_option(&mut breadcrumb.message);
    for (name, value) in &mut breadcrumb.data {
        if !TAGS.contains(&name.as_str()) {
            hide_in_value(value);
        }
    }
    breadcrumb
}

fn hide_in_option(text: &mut Option<String>) {
    if let Some(text) = text {
        hide(text);
    }
}

fn hide(text: &mut String) {
    if let std::borrow::Cow::Owned(hidden) = redact(text) {
        *text = hidden;
    }
}

/// Redacts a value. Numbers are included: a phone number logged as an integer is still a phone number.
fn hide_in_value(value: &mut Value) {
    match value {
        Value::String(text) => hide(text),
        Value::Array(values) => values.iter_mut().for_each(hide_in_value),
        Value::Object(fields) => fields.values_mut().for_each(hide_in_value),
        Value::Number(number) => {
            if let std::borrow::Cow::Owned(hidden) = redact(&number.to_string()) {
                *value = Value::String(hidden);
            }
        }
        Value::Null | Value::Bool(_) => {}
    }
}
