//! [`FakeSentry`]: a Sentry server that keeps the events a service reports.

use std::sync::Arc;

use actix_web::web::{self, Bytes, Data};
use actix_web::{App, HttpRequest, HttpResponse, HttpServer};
use serde_json::{Value, json};
use tokio::sync::watch;

use crate::DEADLINE;

/// Maximum size of an envelope, in bytes.
const MAX_ENVELOPE: usize = 4 * 1024 * 1024;

/// A running server. Stops when dropped.
pub struct FakeSentry {
    dsn: String,
    taken: Arc<Taken>,
    server: actix_web::dev::ServerHandle,
}

/// State shared with the request handler.
struct Taken {
    events: watch::Sender<Vec<Value>>,
    /// Why an envelope could not be parsed; [`FakeSentry::events`] panics with it.
    unreadable: watch::Sender<Option<String>>,
}

impl FakeSentry {
    /// Starts one on a free loopback port.
    pub async fn start() -> Self {
        let taken = Arc::new(Taken { events: watch::Sender::default(), unreadable: watch::Sender::default() });
        let data = Data::from(taken.clone());
        let server = HttpServer::new(move || {
            App::new()
                .app_data(data.clone())
                .app_data(web::PayloadConfig::new(MAX_ENVELOPE))
                .route("/api/{project}/envelope/", web::post().to(envelope))
        })
        .workers(1)
        .disable_signals()
        .bind("127.0.0.1:0")
        .expect("a free port");
        let address = *server.addrs().first().expect("its address");
        let server = server.run();
        let handle = server.handle();
        tokio::spawn(server);
        Self { dsn: format!("http://key@{address}/1"), taken, server: handle }
    }

    /// Value of `SENTRY_DSN` for a service.
    #[must_use]
    pub fn dsn(&self) -> &str {
        &self.dsn
    }

    /// Events so far, oldest first. Panics if an envelope could not be parsed.
    #[must_use]
    pub fn events(&self) -> Vec<Value> {
        if let Some(why) = &*self.taken.unreadable.borrow() {
            panic!("an envelope could not be read: {why}");
        }
        self.taken.events.borrow().clone()
    }

    /// Number of events so far that fit.
    #[must_use]
    pub fn count(&self, fits: impl Fn(&Value) -> bool) -> usize {
        self.events().iter().filter(|event| fits(event)).count()
    }

    /// Waits for the first event that fits. Panics after [`DEADLINE`].
    pub async fn until(&self, what: &str, fits: impl Fn(&Value) -> bool) -> Value {
        let mut events = self.taken.events.subscribe();
        let waited = tokio::time::timeout(DEADLINE, async {
            loop {
                events.borrow_and_update();
                if let Some(found) = self.events().into_iter().find(&fits) {
                    return found;
                }
                events.changed().await.expect("this Sentry lives");
            }
        });
        waited.await.unwrap_or_else(|_| panic!("no {what} among {:#?}", self.events()))
    }
}

impl Drop for FakeSentry {
    fn drop(&mut self) {
        // The stop command is sent at once; its completion is not awaited.
        drop(self.server.stop(false));
    }
}

async fn envelope(taken: Data<Taken>, request: HttpRequest, body: Bytes) -> HttpResponse {
    // The service's Sentry client does not compress envelopes.
    let read = match request.headers().get("content-encoding") {
        None => events_of(&body),
        Some(encoding) => Err(format!("it is encoded as {encoding:?}")),
    };
    match read {
        Ok(events) => {
            taken.events.send_modify(|all| all.extend(events));
            HttpResponse::Ok().json(json!({ "id": "00000000000000000000000000000000" }))
        }
        Err(why) => {
            let answer = HttpResponse::BadRequest().json(json!({ "detail": why }));
            taken.unreadable.send_replace(Some(why));
            // Wakes `until`, which panics in `events`.
            taken.events.send_modify(|_| {});
            answer
        }
    }
}

/// Events of an envelope: a header line, then items, each a header line and a payload.
fn events_of(envelope: &[u8]) -> Result<Vec<Value>, String> {
    let (about, mut rest) = line(envelope);
    json_of(about)?;
    let mut events = Vec::new();
    while !rest.trim_ascii().is_empty() {
        let (about, content) = line(rest);
        if about.trim_ascii().is_empty() {
            rest = content;
            continue;
        }
        let about = json_of(about)?;
        let content = match about["length"].as_u64().map(usize::try_from) {
            Some(length) => {
                let length = length.map_err(|_| "an item is too long".to_owned())?;
                let (item, after) = content.split_at_checked(length).ok_or("an item is shorter than it says")?;
                rest = after;
                item
            }
            None => {
                let (item, after) = line(content);
                rest = after;
                item
            }
        };
        if about["type"] == "event" {
            events.push(json_of(content)?);
        }
    }
    Ok(events)
}

/// Splits at the first newline, which is dropped.
fn line(bytes: &[u8]) -> (&[u8], &[u8]) {
    match bytes.iter().position(|byte| *byte == b'\n') {
        Some(end) => (&bytes[..end], &bytes[end + 1..]),
        None => (bytes, &[]),
    }
}

fn json_of(bytes: &[u8]) -> Result<Value, String> {
    serde_json::from_slice(bytes).map_err(|error| format!("{error}: {}", String::from_utf8_lossy(bytes)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn envelope_yields_its_events_and_skips_other_items() {
        let first = r#"{"message":"first"}"#;
        let log = "{\n}";
        let envelope = format!(
            "{{\"event_id\":\"1\"}}\n{{\"type\":\"event\",\"length\":{}}}\n{first}\n{{\"type\":\"log\",\"length\":{}}}\n{log}\n\
             {{\"type\":\"event\"}}\n{{\"message\":\"second\"}}\n",
            first.len(),
            log.len(),
        );
        let events = events_of(envelope.as_bytes()).unwrap();
        assert_eq!(events, [json!({ "message": "first" }), json!({ "message": "second" })]);
        assert_eq!(events_of(b"{}").unwrap(), Vec::<Value>::new());
    }

    #[test]
    fn malformed_envelope_is_refused() {
        for bad in
            [&b""[..], b"no", b"{}\n{", b"{}\n{\"type\":\"event\",\"length\":9}\n{}", b"{}\n{\"type\":\"event\"}\nno"]
        {
            assert!(events_of(bad).is_err(), "{}", String::from_utf8_lossy(bad));
        }
    }

    async fn post(sentry: &FakeSentry, envelope: &'static str) -> u16 {
        let url = format!("{}/api/1/envelope/", sentry.dsn().replace("key@", "").trim_end_matches("/1"));
        reqwest::Client::new().post(url).body(envelope).send().await.unwrap().status().as_u16()
    }

    #[tokio::test]
    async fn until_waits_for_an_event_and_count_counts_it() {
        let sentry = FakeSentry::start().await;
        let wanted = |event: &Value| event["message"] == "wanted";
        let sending = async {
            assert_eq!(post(&sentry, "{}\n{\"type\":\"event\"}\n{\"message\":\"other\"}").await, 200);
            assert_eq!(post(&sentry, "{}\n{\"type\":\"event\"}\n{\"message\":\"wanted\"}").await, 200);
        };
        let (found, ()) = tokio::join!(sentry.until("wanted event", wanted), sending);
        assert_eq!(found["message"], "wanted");
        assert_eq!((sentry.count(wanted), sentry.events().len()), (1, 2));
    }

    #[tokio::test]
    #[should_panic(expected = "could not be read")]
    async fn malformed_envelope_makes_events_panic() {
        let sentry = FakeSentry::start().await;
        assert_eq!(post(&sentry, "nonsense").await, 400);
        let _events = sentry.events();
    }
}
