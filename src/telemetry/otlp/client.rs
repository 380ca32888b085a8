//! HTTP client of the trace export: ureq, which is a dependency already and whose TLS is rustls with ring.

use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use async_trait::async_trait;
use bytes::Bytes;
use http::{Request, Response};
use opentelemetry_http::{HttpClient, HttpError};
use ureq::Agent;

/// Longest response read from a collector, in bytes. A collector answers with a few; an error page of an intermediary
/// is cut off.
const ANSWER_BYTES: u64 = 64 * 1024;

/// HTTP client that blocks the polling thread: that is the batch processor's own, which has nothing else to do.
#[derive(Debug)]
pub(super) struct BlockingClient {
    agent: Agent,
    failing: AtomicBool,
}

impl BlockingClient {
    pub(super) fn new(timeout: Duration) -> Self {
        let config = Agent::config_builder()
            .proxy(None)
            .max_redirects(0)
            .max_redirects_will_error(false)
            // The exporter decides by the status whether to retry.
            .http_status_as_error(false)
            .timeout_global(Some(timeout))
            .max_idle_connections(1)
            .build();
        Self { agent: config.new_agent(), failing: AtomicBool::new(false) }
    }

    fn exchange(&self, request: Request<Bytes>) -> Result<Response<Bytes>, ureq::Error> {
        let (head, body) = request.into_parts();
        let answer = self.agent.run(Request::from_parts(head, body.as_ref()))?;
        let (head, mut body) = answer.into_parts();
        let body = body.with_config().limit(ANSWER_BYTES).read_to_vec()?;
        Ok(Response::from_parts(head, Bytes::from(body)))
    }

    /// Logs that the collector fails once, not with every batch, and once when it works again.
    fn tell(&self, outcome: &Result<Response<Bytes>, ureq::Error>) {
        let trouble = match outcome {
            Ok(answer) if answer.status().is_success() => None,
            Ok(answer) => Some(format!("HTTP status {}", answer.status().as_u16())),
            Err(error) => Some(error.to_string()),
        };
        let before = self.failing.swap(trouble.is_some(), Ordering::Relaxed);
        match trouble {
            Some(trouble) if !before => tracing::warn!("traces cannot be sent to the collector: {trouble}"),
            None if before => tracing::info!("traces are sent to the collector again"),
            Some(_) | None => {}
        }
    }
}

#[async_trait]
impl HttpClient for BlockingClient {
    async fn send_bytes(&self, request: Request<Bytes>) -> Result<Response<Bytes>, HttpError> {
        let outcome = self.exchange(request);
        self.tell(&outcome);
        Ok(outcome?)
    }
}

#[cfg(test)]
mod tests {
    use std::sync::{Arc, Mutex};

    use tracing::{Event, Level, Subscriber};
    use tracing_subscriber::Layer;
    use tracing_subscriber::layer::{Context, SubscriberExt};

    use super::*;
    use crate::testing::heard_by;

    #[derive(Clone, Default)]
    struct Levels(Arc<Mutex<Vec<Level>>>);

    impl<S: Subscriber> Layer<S> for Levels {
        fn on_event(&self, event: &Event<'_>, _context: Context<'_, S>) {
            self.0.lock().unwrap().push(*event.metadata().level());
        }
    }

    #[test]
    fn outage_is_logged_when_it_begins_and_when_it_ends() {
        let levels = Levels::default();
        let client = BlockingClient::new(Duration::from_secs(1));
        let answer = |status| Ok(Response::builder().status(status).body(Bytes::new()).unwrap());
        heard_by(tracing_subscriber::registry().with(levels.clone()), || {
            for outcome in [answer(200), Err(ureq::Error::HostNotFound), answer(503), answer(200), answer(200)] {
                client.tell(&outcome);
            }
        });
        assert_eq!(*levels.0.lock().unwrap(), [Level::WARN, Level::INFO]);
    }
}
