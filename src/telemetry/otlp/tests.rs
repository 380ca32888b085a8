use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpListener;
use std::sync::mpsc::{self, Receiver};

use tracing_subscriber::layer::SubscriberExt;

use super::*;
use crate::testing::heard_by;

/// Request received by a collector: its first line and its body.
struct Received {
    line: String,
    body: Vec<u8>,
}

impl Received {
    fn has(&self, text: &str) -> bool {
        self.body.windows(text.len()).any(|window| window == text.as_bytes())
    }
}

/// Starts a collector on loopback that answers every request with `status`.
fn collector(status: &'static str) -> (String, Receiver<Received>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let endpoint = format!("http://{}", listener.local_addr().unwrap());
    let (sender, received) = mpsc::channel();
    std::thread::spawn(move || {
        for stream in listener.incoming() {
            let mut stream = stream.unwrap();
            let mut reader = BufReader::new(stream.try_clone().unwrap());
            let (mut line, mut length) = (String::new(), 0);
            reader.read_line(&mut line).unwrap();
            for header in reader.by_ref().lines().map(Result::unwrap).take_while(|header| !header.is_empty()) {
                if let Some(value) = header.to_ascii_lowercase().strip_prefix("content-length:") {
                    length = value.trim().parse().unwrap();
                }
            }
            let mut body = vec![0; length];
            reader.read_exact(&mut body).unwrap();
            // Sent before the response, so that it is there when the exporter has its response.
            if sender.send(Received { line, body }).is_err() {
                return;
            }
            write!(stream, "HTTP/1.1 {status}\r\ncontent-length: 0\r\nconnection: close\r\n\r\n").unwrap();
        }
    });
    (endpoint, received)
}

fn settings(endpoint: &str) -> OtlpSettings {
    OtlpSettings { endpoint: Some(endpoint.to_owned()), ..OtlpSettings::default() }
}

/// Runs `spans` with the layer of an exporter and drops the exporter. Returns the subscriber so that it outlives the
/// exporter, as the process's own does: with the last tracer gone, the library would flush by itself.
fn export(settings: &OtlpSettings, spans: impl FnOnce()) -> tracing::Dispatch {
    let exporting = Exporting::start(settings).unwrap().unwrap();
    let subscriber = tracing::Dispatch::new(tracing_subscriber::registry().with(exporting.layer()));
    heard_by(subscriber.clone(), spans);
    drop(exporting);
    subscriber
}

#[test]
fn span_is_sent_with_ids_and_without_phone_on_guard_drop() {
    let (endpoint, received) = collector("200 OK");
    let _subscriber = export(&settings(&endpoint), || {
        let span =
            tracing::info_span!("pairing", company.id = %"997441", correlation.id = "pairing-1", phone = "79006464263");
        span.in_scope(|| tracing::error!(number = 79_006_464_263_i64, "79006464263 refused ABCD-1234"));
    });
    let request = received.try_recv().unwrap();
    assert!(request.line.starts_with("POST /v1/traces "), "{}", request.line);
    for text in
        ["pairing", "company.id", "997441", "correlation.id", "pairing-1", "service.name", "linekeeper", "[hidden]"]
    {
        assert!(request.has(text), "{text}: {}", String::from_utf8_lossy(&request.body));
    }
    assert!(!request.has("79006464263") && !request.has("ABCD-1234"), "{}", String::from_utf8_lossy(&request.body));
}

#[test]
fn a_ratio_of_zero_sends_nothing() {
    let (endpoint, received) = collector("200 OK");
    let _subscriber = export(&OtlpSettings { sample_ratio: 0.0, ..settings(&endpoint) }, || {
        drop(tracing::info_span!("pairing").entered())
    });
    assert!(received.try_recv().is_err());
}

#[test]
fn absent_collector_neither_fails_nor_delays_tracing() {
    let unused = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let _subscriber = export(&settings(&format!("http://{unused}")), || {
        for _ in 0..QUEUE * 2 {
            drop(tracing::info_span!("pairing").entered());
        }
    });
}

#[test]
fn batch_is_dropped_when_collector_refuses_it() {
    let (endpoint, received) = collector("400 Bad Request");
    let _subscriber = export(&settings(&endpoint), || drop(tracing::info_span!("pairing").entered()));
    assert!(received.try_recv().is_ok() && received.try_recv().is_err());
}

#[test]
fn without_an_endpoint_nothing_is_started() {
    assert!(Exporting::start(&OtlpSettings::default()).unwrap().is_none());
}

#[test]
fn invalid_settings_are_refused_without_repeating_the_address() {
    for endpoint in [
        "",
        "127.0.0.1:4318",
        "ftp://host",
        "http://user:s3cret@host",
        "http://",
        "http://host/?token=s3cret",
        "/v1/traces",
    ] {
        let refusal = settings(endpoint).check().unwrap_err();
        assert!(matches!(refusal, OtlpError::Endpoint) && !refusal.to_string().contains("s3cret"), "{endpoint}");
    }
    for sample_ratio in [-0.1, 1.1, f64::NAN] {
        let refusal = OtlpSettings { sample_ratio, ..OtlpSettings::default() }.check().unwrap_err();
        assert!(matches!(refusal, OtlpError::SampleRatio));
    }
    let nameless = OtlpSettings { service_name: String::new(), ..OtlpSettings::default() };
    assert!(matches!(nameless.check(), Err(OtlpError::ServiceName)));
}

#[test]
fn unknown_setting_is_refused_and_empty_section_disables() {
    assert_eq!(serde_json::from_str::<OtlpSettings>("{}").unwrap(), OtlpSettings::default());
    assert!(serde_json::from_str::<OtlpSettings>(r#"{"url":"http://127.0.0.1"}"#).is_err());
}

#[test]
fn the_path_of_the_protocol_is_added_once() {
    assert_eq!(traces_address("http://127.0.0.1:4318").unwrap(), "http://127.0.0.1:4318/v1/traces");
    assert_eq!(traces_address("https://host/otlp/").unwrap(), "https://host/otlp/v1/traces");
}
