//! Company id and correlation id of each span, so that a log line or event inside the span carries them even where the
//! logging call does not name them.

use std::fmt::Debug;

use tracing::field::{Field, Visit};
use tracing::span::{Attributes, Id, Record};
use tracing::{Metadata, Subscriber};
use tracing_subscriber::Layer;
use tracing_subscriber::layer::Context;
use tracing_subscriber::registry::{LookupSpan, Scope};

/// Field with the company's id.
pub(crate) const COMPANY: &str = "company.id";
/// Field with the correlation id of the request.
pub(crate) const CORRELATION: &str = "correlation.id";

/// Ids of one span, or of all spans around an event.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Carried {
    company: Option<String>,
    correlation: Option<String>,
}

impl Carried {
    /// Collects the ids of the spans around an event; the innermost span that has an id wins.
    pub(crate) fn around<S>(scope: Option<Scope<'_, S>>) -> Self
    where
        S: Subscriber + for<'span> LookupSpan<'span>,
    {
        let mut all = Self::default();
        for span in scope.into_iter().flatten() {
            if let Some(own) = span.extensions().get::<Self>() {
                all.company = all.company.or_else(|| own.company.clone());
                all.correlation = all.correlation.or_else(|| own.correlation.clone());
            }
        }
        all
    }

    /// Ids that are set, with their field names.
    pub(crate) fn ids(self) -> impl Iterator<Item = (&'static str, String)> {
        let named = |name, id: Option<String>| id.map(|id| (name, id));
        named(COMPANY, self.company).into_iter().chain(named(CORRELATION, self.correlation))
    }
}

impl Visit for Carried {
    fn record_str(&mut self, field: &Field, value: &str) {
        match field.name() {
            COMPANY => self.company = Some(value.to_owned()),
            CORRELATION => self.correlation = Some(value.to_owned()),
            _ => {}
        }
    }

    fn record_debug(&mut self, field: &Field, value: &dyn Debug) {
        if matches!(field.name(), COMPANY | CORRELATION) {
            self.record_str(field, &format!("{value:?}"));
        }
    }
}

/// Layer that stores the ids of every span that has some.
pub(crate) struct CarriedLayer;

impl<S> Layer<S> for CarriedLayer
where
    S: Subscriber + for<'span> LookupSpan<'span>,
{
    fn on_new_span(&self, attributes: &Attributes<'_>, id: &Id, context: Context<'_, S>) {
        if !has_ids(attributes.metadata()) {
            return;
        }
        let mut carried = Carried::default();
        attributes.record(&mut carried);
        if let Some(span) = context.span(id) {
            span.extensions_mut().insert(carried);
        }
    }

    fn on_record(&self, id: &Id, values: &Record<'_>, context: Context<'_, S>) {
        let Some(span) = context.span(id) else { return };
        if let Some(carried) = span.extensions_mut().get_mut::<Carried>() {
            values.record(carried);
        }
    }
}

fn has_ids(metadata: &Metadata<'_>) -> bool {
    metadata.fields().iter().any(|field| matches!(field.name(), COMPANY | CORRELATION))
}
