//! A line of JSON for each event, in which the ids of the spans around it stand beside its own fields.
//!
//! Whoever searches for a company looks in one place, `company.id`, whether the call that logged named it or a span did.

use std::fmt;

use tracing::{Event, Subscriber};
use tracing_subscriber::fmt::format::{Format, Json, Writer};
use tracing_subscriber::fmt::{FmtContext, FormatEvent, FormatFields};
use tracing_subscriber::registry::LookupSpan;

use crate::carried::Carried;

/// The library's JSON with the ids put in front.
pub(super) struct JsonLines(pub(super) Format<Json>);

impl<S, N> FormatEvent<S, N> for JsonLines
where
    S: Subscriber + for<'span> LookupSpan<'span>,
    N: for<'writer> FormatFields<'writer> + 'static,
{
    fn format_event(&self, context: &FmtContext<'_, S, N>, mut writer: Writer<'_>, event: &Event<'_>) -> fmt::Result {
        let mut line = String::new();
        self.0.format_event(context, Writer::new(&mut line), event)?;
        let Some(members) = line.strip_prefix('{') else { return writer.write_str(&line) };
        writer.write_char('{')?;
        for (name, id) in Carried::around(context.event_scope()).ids() {
            // An object with the same key twice is read differently by every reader.
            let named_by_event = event.metadata().fields().field(name).is_some();
            if !named_by_event {
                write!(writer, "\"{name}\":{},", serde_json::Value::String(id))?;
            }
        }
        writer.write_str(members)
    }
}
