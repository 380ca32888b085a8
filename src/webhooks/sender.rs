//! Requests to endpoints.

use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use bytes::Bytes;
use http::header::{CONTENT_TYPE, RETRY_AFTER, USER_AGENT};
use http::{HeaderName, HeaderValue, Request, Response};
use http_body_util::{BodyExt as _, Full};
use hyper::body::{Body, Incoming};
use hyper_util::client::legacy::Client;
use hyper_util::rt::{TokioExecutor, TokioTimer};
use linekeeper_domain::webhooks::{Answer, NoAnswer, RetryAfter};
use linekeeper_ports::{Delivery, WebhookSender};
use tokio::time::{Instant, timeout_at};
use tracing::debug;

use crate::classify::{in_words, kind_of};
use crate::config::{WebhookClientConfig, WebhookConfigError, WebhookLimits};
use crate::connector::{Connector, ConnectorArgs, OpenConnections};
use crate::resolver::{FilteringResolver, Resolver, SystemResolver};
use crate::slots::Slots;
use crate::tls;

/// Name of the client, with the version of the service.
const AGENT: &str = concat!("Linekeeper/", env!("CARGO_PKG_VERSION"));
/// Type of all bodies.
const JSON: &str = "application/json";
/// Bytes of the answer's body that are read, so that its connection can be used again.
const MAX_BODY: usize = 4 * 1024;
/// Longest time for reading them: the status is known, and nobody waits for the rest.
const BODY_TIMEOUT: Duration = Duration::from_secs(1);
/// Bounds of the timeout, within which no sum of times overflows.
const SHORTEST: Duration = Duration::from_millis(1);
const LONGEST: Duration = Duration::from_secs(3600);
/// Size limit of the answer's headers in bytes.
const MAX_HEAD: usize = 16 * 1024;

type HttpClient = Client<Connector, Full<Bytes>>;

/// [`WebhookSender`] over HTTP.
pub struct HttpSender {
    limits: WebhookLimits,
    slots: Slots,
    /// Client that keeps its connections, and their number.
    keeping: HttpClient,
    kept: OpenConnections,
    /// Client that closes each connection after its request.
    closing: HttpClient,
}

impl HttpSender {
    /// Creates a client that resolves names as the system does.
    ///
    /// # Errors
    /// [`WebhookConfigError`] if the file of further authorities cannot be used.
    pub fn new(config: &WebhookClientConfig) -> Result<Self, WebhookConfigError> {
        Self::with_resolver(config, Arc::new(SystemResolver))
    }

    /// Creates a client that resolves names with `resolver`. Its addresses are checked all the same.
    ///
    /// # Errors
    /// [`WebhookConfigError`] if the file of further authorities cannot be used.
    pub fn with_resolver(
        config: &WebhookClientConfig,
        resolver: Arc<dyn Resolver>,
    ) -> Result<Self, WebhookConfigError> {
        let timeout = config.limits.timeout.clamp(SHORTEST, LONGEST);
        let limits = WebhookLimits { timeout, ..config.limits.clone() };
        let addresses = Arc::new(config.rules.addresses.clone());
        let args = ConnectorArgs {
            resolver: FilteringResolver { inner: resolver, addresses },
            tls: tls::client_config(config.extra_roots.as_deref())?,
            allow_http: config.rules.allow_http,
            timeout: limits.timeout,
        };
        let kept = OpenConnections::default();
        Ok(Self {
            slots: Slots::new(limits.max_concurrent, limits.max_per_host),
            keeping: client(Connector::new(&args, kept.clone()), limits.max_per_host, &limits),
            closing: client(Connector::new(&args, OpenConnections::default()), 0, &limits),
            kept,
            limits,
        })
    }

    async fn exchange(&self, request: Request<Full<Bytes>>, deadline: Instant) -> Result<Answer, NoAnswer> {
        let client = if self.kept.count() < self.limits.max_kept { &self.keeping } else { &self.closing };
        let origin = request.uri().authority().map(ToString::to_string).unwrap_or_default();
        let response = match timeout_at(deadline, client.request(request)).await {
            Ok(Ok(response)) => response,
            Ok(Err(error)) => {
                let kind = kind_of(&error);
                debug!(webhook.kind = ?kind, "no answer from {origin}: {}", in_words(&error));
                return Err(kind);
            }
            Err(_) => return Err(NoAnswer::Timeout),
        };
        let answer = read(&response);
        let _rest = timeout_at(deadline.min(Instant::now() + BODY_TIMEOUT), drained(response.into_body())).await;
        Ok(answer)
    }
}

#[async_trait]
impl WebhookSender for HttpSender {
    async fn send(&self, delivery: Delivery) -> Answer {
        let origin = delivery.url.origin();
        let Ok(request) = request_of(delivery) else {
            // A URL that is one for browsers and not for HTTP.
            return Answer::Missing(NoAnswer::Protocol);
        };
        let Ok(_slot) = self.slots.take(&origin).await else {
            return Answer::Missing(NoAnswer::Connection);
        };
        let deadline = Instant::now() + self.limits.timeout;
        self.exchange(request, deadline).await.unwrap_or_else(Answer::Missing)
    }
}

fn client(connector: Connector, max_idle_per_host: usize, limits: &WebhookLimits) -> HttpClient {
    Client::builder(TokioExecutor::new())
        .pool_timer(TokioTimer::new())
        .timer(TokioTimer::new())
        .pool_max_idle_per_host(max_idle_per_host)
        .pool_idle_timeout(limits.idle_timeout)
        .http1_max_buf_size(MAX_HEAD)
        .http2_max_header_list_size(u32::try_from(MAX_HEAD).unwrap_or(u32::MAX))
        // HTTP/2 has one connection for all requests: one that hangs is closed with the first request that it lets time
        // out, or it would take every later one until TCP gives up.
        .http2_keep_alive_interval(limits.timeout / 3)
        .http2_keep_alive_timeout(limits.timeout * 2 / 3)
        .build(connector)
}

fn request_of(delivery: Delivery) -> Result<Request<Full<Bytes>>, http::Error> {
    let Delivery { url, headers, body } = delivery;
    let mut request = Request::post(url.as_str()).header(CONTENT_TYPE, JSON).header(USER_AGENT, AGENT);
    for (name, value) in headers.pairs() {
        request = request.header(HeaderName::from_static(name), HeaderValue::try_from(value)?);
    }
    request.body(Full::new(body))
}

fn read(response: &Response<Incoming>) -> Answer {
    let wish = response.headers().get(RETRY_AFTER).and_then(|value| value.to_str().ok());
    Answer::Status { code: response.status().as_u16(), retry_after: wish.and_then(RetryAfter::parse) }
}

/// Reads the body up to its limit. What is longer, or broken, costs the connection only.
async fn drained(mut body: impl Body<Data = Bytes> + Unpin) {
    let mut left = MAX_BODY;
    while !body.is_end_stream() && left > 0 {
        let Some(Ok(frame)) = body.frame().await else { return };
        left = left.saturating_sub(frame.data_ref().map_or(0, Bytes::len));
    }
}

#[cfg(test)]
mod tests {
    use std::convert::Infallible;
    use std::pin::Pin;
    use std::task::{Context, Poll};

    use hyper::body::Frame;
    use linekeeper_domain::Timestamp;
    use linekeeper_domain::webhooks::{DeliveryHeaders, UrlRules, WebhookUrl};
    use proptest::prelude::*;

    use super::*;

    /// Body without end in frames of 1000 bytes; counts them.
    struct Endless(usize);

    impl Body for &mut Endless {
        type Data = Bytes;
        type Error = Infallible;

        fn poll_frame(mut self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, Infallible>>> {
            self.0 += 1;
            Poll::Ready(Some(Ok(Frame::data(Bytes::from_static(&[0; 1000])))))
        }
    }

    #[tokio::test]
    async fn body_is_read_to_four_kibibytes() {
        let mut body = Endless(0);
        drained(&mut body).await;
        assert_eq!(body.0, 5);
    }

    proptest! {
        #[test]
        fn every_url_that_is_allowed_can_be_requested(
            text in "https://[a-zа-я0-9]{1,8}\\.example(:[0-9]{4,5})?(/\\PC{0,30})?(\\?\\PC{0,20})?",
        ) {
            if let Ok(url) = WebhookUrl::parse(&text, &UrlRules::default()) {
                let headers = DeliveryHeaders::new("evt_1".parse().unwrap(), Timestamp::UNIX_EPOCH, &[[7; 32]]);
                let request = request_of(Delivery { url: url.clone(), headers, body: Bytes::new() }).unwrap();
                prop_assert_eq!(request.uri().to_string(), url.as_str());
                prop_assert!(url.origin().ends_with(request.uri().authority().unwrap().as_str()));
                prop_assert_eq!(request.headers().len(), 5);
            }
        }
    }
}
