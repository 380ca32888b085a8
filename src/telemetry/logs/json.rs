//! JSON log format: one object per event, with the ids of the surrounding spans beside the event's own fields.
//!
//! A search by company has one place to look, `company.id`, whether the logging call or a span named it.

use std::fmt;

use tracing::{Event, Subscriber};
use tracing_subscriber::fmt::format::{Format, Json, Writer};
use tracing_subscriber::fmt::{FmtContext, FormatEvent, FormatFields};
use tracing_subscriber::registry::LookupSpan;

use crate::carried::Carried;

/// The library's JSON format with the ids inserted at the front.
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
            // Readers disagree about an object that has a key twice.
            let named_by_event = event.metadata().fields().field(name).is_some();
            if !named_by_event {
                write!(writer, "\"{name}\":{},", serde_json::Value::String(id))?;
            }
        }
        writer.write_str(members)
    }
}
