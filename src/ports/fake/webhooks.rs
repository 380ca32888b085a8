//! Endpoints of webhooks that the test controls: each request arrives in [`SentDeliveries`] in order, and is answered by a
//! script.

use std::collections::{HashMap, VecDeque};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use async_trait::async_trait;
use linekeeper_domain::webhooks::{Answer, NoAnswer, RetryAfter};
use tokio::sync::mpsc;

use super::hold::{Gate, Hold};
use crate::{Delivery, WebhookSender};

/// Answer of an endpoint that a test sets.
#[derive(Debug)]
pub enum EndpointAnswer {
    /// This status.
    Status(u16),
    /// This status, with `Retry-After` as it is written.
    RetryAfter(u16, &'static str),
    /// None, for this reason.
    Missing(NoAnswer),
    /// This status, once the test has released the call.
    Held(u16, Gate),
    /// A panic of the client.
    Panic,
}

impl EndpointAnswer {
    /// Status that is answered when the hold is released or dropped.
    #[must_use]
    pub fn held(status: u16) -> (Self, Hold) {
        let (hold, gate) = Hold::new();
        (Self::Held(status, gate), hold)
    }
}

/// Receiver of the requests, in the order in which they were made.
pub type SentDeliveries = mpsc::UnboundedReceiver<Delivery>;

/// Fake of [`WebhookSender`].
#[derive(Debug)]
pub struct FakeEndpoints {
    inner: Mutex<Inner>,
    sent: mpsc::UnboundedSender<Delivery>,
}

#[derive(Debug)]
struct Inner {
    /// Answers to come, by URL.
    scripts: HashMap<String, VecDeque<EndpointAnswer>>,
    /// Status of a request for which the script of its URL has no answer.
    otherwise: u16,
}

impl FakeEndpoints {
    /// Creates endpoints that answer 200, and the receiver of the requests.
    #[must_use]
    pub fn new() -> (Arc<Self>, SentDeliveries) {
        let (sent, deliveries) = mpsc::unbounded_channel();
        let inner = Mutex::new(Inner { scripts: HashMap::new(), otherwise: 200 });
        (Arc::new(Self { inner, sent }), deliveries)
    }

    /// Answers the next requests to this URL with these, one after the other, after those that were set before.
    pub fn script(&self, url: &str, answers: impl IntoIterator<Item = EndpointAnswer>) {
        self.lock().scripts.entry(url.to_owned()).or_default().extend(answers);
    }

    /// Answers with this status from now on, where the script has no other answer.
    pub fn otherwise(&self, status: u16) {
        self.lock().otherwise = status;
    }

    /// Number of answers that the script of this URL still has.
    #[must_use]
    pub fn left(&self, url: &str) -> usize {
        self.lock().scripts.get(url).map_or(0, VecDeque::len)
    }

    fn next(&self, url: &str) -> EndpointAnswer {
        let mut inner = self.lock();
        let scripted = inner.scripts.get_mut(url).and_then(VecDeque::pop_front);
        scripted.unwrap_or(EndpointAnswer::Status(inner.otherwise))
    }

    fn lock(&self) -> MutexGuard<'_, Inner> {
        self.inner.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[async_trait]
impl WebhookSender for FakeEndpoints {
    async fn send(&self, delivery: Delivery) -> Answer {
        let answer = self.next(delivery.url.as_str());
        // An error means that the test does not look at the requests.
        let _nobody = self.sent.send(delivery);
        let status = |code| Answer::Status { code, retry_after: None };
        match answer {
            EndpointAnswer::Status(code) => status(code),
            EndpointAnswer::RetryAfter(code, value) => Answer::Status { code, retry_after: RetryAfter::parse(value) },
            EndpointAnswer::Missing(missing) => Answer::Missing(missing),
            EndpointAnswer::Held(code, gate) => {
                gate.pass().await;
                status(code)
            }
            EndpointAnswer::Panic => std::panic::resume_unwind(Box::new("as the test wants it")),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use linekeeper_domain::Timestamp;
    use linekeeper_domain::webhooks::{DeliveryHeaders, UrlRules, WebhookUrl};

    use super::*;

    const URL: &str = "https://market.example/hooks/secret-path";

    fn delivery(id: &str) -> Delivery {
        let url = WebhookUrl::parse(URL, &UrlRules::default()).unwrap();
        let headers = DeliveryHeaders::new(id.parse().unwrap(), Timestamp::UNIX_EPOCH, &[[7; 32]]);
        Delivery { url, headers, body: "{\"secret\":1}".into() }
    }

    #[tokio::test]
    async fn endpoint_answers_by_its_script_and_then_200() {
        let (endpoints, mut sent) = FakeEndpoints::new();
        endpoints.script(
            URL,
            [
                EndpointAnswer::RetryAfter(503, "60"),
                EndpointAnswer::Missing(NoAnswer::Timeout),
                EndpointAnswer::Status(410),
            ],
        );
        endpoints.script("https://another.example/", [EndpointAnswer::Status(500)]);
        let wish = Some(RetryAfter::Wait(Duration::from_secs(60)));
        assert_eq!(endpoints.send(delivery("a")).await, Answer::Status { code: 503, retry_after: wish });
        assert_eq!(endpoints.send(delivery("b")).await, Answer::Missing(NoAnswer::Timeout));
        assert_eq!(endpoints.left(URL), 1);
        assert_eq!(endpoints.send(delivery("c")).await, Answer::Status { code: 410, retry_after: None });
        assert_eq!(endpoints.send(delivery("d")).await, Answer::Status { code: 200, retry_after: None });
        endpoints.otherwise(500);
        assert_eq!(endpoints.send(delivery("e")).await, Answer::Status { code: 500, retry_after: None });
        for id in ["a", "b", "c", "d", "e"] {
            assert_eq!(sent.recv().await, Some(delivery(id)));
        }
    }

    #[tokio::test]
    async fn held_answer_comes_when_the_test_releases_it() {
        let (endpoints, mut sent) = FakeEndpoints::new();
        let (answer, mut hold) = EndpointAnswer::held(204);
        endpoints.script(URL, [answer]);
        let call = tokio::spawn(async move { endpoints.send(delivery("a")).await });
        hold.reached().await;
        assert!(sent.try_recv().is_ok() && !call.is_finished());
        hold.release();
        assert_eq!(call.await.unwrap(), Answer::Status { code: 204, retry_after: None });
    }

    #[test]
    fn delivery_does_not_print_what_is_secret() {
        let shown = format!("{:?}", delivery("a"));
        assert_eq!(shown, "Delivery { url: WebhookUrl(https://market.example), id: WebhookId(\"a\"), bytes: 12 }");
    }
}
