use std::io::Write;
use std::sync::{Arc, Mutex};

use serde_json::Value;

use super::*;
use crate::testing::heard_by;

#[derive(Clone, Default)]
struct Captured(Arc<Mutex<Vec<u8>>>);

impl Write for Captured {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.lock().unwrap().write(bytes)
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

fn lines_of(filter: &str, format: LogFormat, log: impl FnOnce()) -> String {
    let captured = Captured::default();
    let writer = captured.clone();
    let settings = LogSettings { filter: filter.to_owned(), format };
    let subscriber = subscriber(&settings, &["Client"], move || writer.clone()).unwrap();
    heard_by(subscriber, log);
    String::from_utf8(captured.0.lock().unwrap().clone()).unwrap()
}

fn json_of(log: impl FnOnce()) -> Vec<Value> {
    let lines = lines_of("info", LogFormat::Json, log);
    lines.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

#[test]
fn quiet_targets_cannot_be_turned_on_by_the_filter() {
    let lines = lines_of("trace,Client/PairCode=trace", LogFormat::Json, || {
        tracing::info!(target: "Client/PairCode", "the code is ABCDEFGH");
        tracing::info!(target: "rlibphonenumber::parser", "the code is ABCDEFGH");
        tracing::info!("something harmless");
    });
    assert!(lines.contains("something harmless") && !lines.contains("ABCDEFGH"), "{lines}");
}

#[test]
fn a_filter_that_cannot_be_parsed_is_an_error() {
    let settings = LogSettings { filter: "info,=,a=b=c".to_owned(), format: LogFormat::Text };
    assert!(subscriber(&settings, &[], std::io::stderr).is_err());
}

#[test]
fn a_json_line_is_one_flat_object_with_the_events_own_fields() {
    let lines = json_of(|| tracing::info!(company.id = %"997441", attempt = 2, "two\nlines"));
    let [line] = &lines[..] else { panic!("{lines:?}") };
    assert_eq!([&line["company.id"], &line["message"]], ["997441", "two\nlines"]);
    assert_eq!(line["attempt"], 2);
    assert_eq!([&line["level"], &line["target"]], ["INFO", "linekeeper_telemetry::logs::tests"]);
}

#[test]
fn json_line_has_span_ids_beside_its_own_fields() {
    let lines = json_of(|| {
        let outer = tracing::info_span!("socket", company.id = %"997441", correlation.id = "outer");
        let inner = tracing::info_span!(parent: &outer, "pairing \"x\"", correlation.id = "in\"ner", method = "code");
        inner.in_scope(|| tracing::info!("inside"));
        tracing::info!("outside");
    });
    assert_eq!([&lines[0]["company.id"], &lines[0]["correlation.id"]], ["997441", "in\"ner"]);
    assert_eq!(lines[0]["spans"][1]["method"], "code");
    assert!(lines[1].get("company.id").is_none(), "{}", lines[1]);
}

#[test]
fn json_line_has_id_once_when_event_names_it() {
    let lines = lines_of("info", LogFormat::Json, || {
        tracing::info_span!("pairing", correlation.id = "span")
            .in_scope(|| tracing::info!(correlation.id = "own", "x"));
    });
    let members = lines.split("\"spans\"").next().unwrap();
    assert!(members.contains("\"correlation.id\":\"own\"") && !members.contains("\"span\""), "{lines}");
}

#[test]
fn text_line_shows_spans_message_and_fields() {
    let lines = lines_of("info", LogFormat::Text, || {
        tracing::info_span!("pairing", company.id = "1").in_scope(|| tracing::info!(attempt = 2, "asked"));
    });
    let said = lines.split_once(' ').unwrap().1;
    assert_eq!(said, " INFO pairing{company.id=\"1\"}: linekeeper_telemetry::logs::tests: asked attempt=2\n");
}
