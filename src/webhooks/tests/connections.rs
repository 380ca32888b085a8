//! Connections: kept, and bounded in all and for each host.

use std::sync::Arc;

use linekeeper_domain::webhooks::{Answer, NoAnswer};
use linekeeper_ports::WebhookSender as _;
use linekeeper_webhooks::{HttpSender, WebhookClientConfig, WebhookLimits};
use tokio::io::AsyncWriteExt as _;
use tokio::net::TcpStream;
use tokio::sync::oneshot;
use tokio::task::{JoinHandle, spawn_local};

use crate::support::{Endpoint, Received, Reply, SOON, config, delivery, head, status};

fn sender(limits: WebhookLimits) -> Arc<HttpSender> {
    Arc::new(HttpSender::new(&WebhookClientConfig { limits, ..config() }).unwrap())
}

fn send(sender: &Arc<HttpSender>, url: &str) -> JoinHandle<Answer> {
    let (sender, delivery) = (Arc::clone(sender), delivery(url));
    spawn_local(async move { sender.send(delivery).await })
}

#[tokio::test(flavor = "local")]
async fn connection_is_used_again() {
    let body = [head(200, "", 4096), vec![b'a'; 4096]].concat();
    let mut endpoint = Endpoint::answering([Reply::fine(), Reply::Bytes(body), Reply::fine()]).await;
    let sender = sender(WebhookLimits::default());
    for _ in 0..3 {
        assert_eq!(sender.send(delivery(&endpoint.url())).await, status(200));
        assert_eq!(endpoint.request().await.connection, 0);
    }
}

#[tokio::test(flavor = "local")]
async fn connection_is_closed_where_enough_are_kept() {
    let mut endpoints = Vec::new();
    for _ in 0..3 {
        endpoints.push(Endpoint::answering([Reply::fine(), Reply::fine()]).await);
    }
    let sender = sender(WebhookLimits { max_kept: 2, ..WebhookLimits::default() });
    let mut connections = Vec::new();
    for endpoint in &mut endpoints {
        for _ in 0..2 {
            assert_eq!(sender.send(delivery(&endpoint.url())).await, status(200));
            connections.push(endpoint.request().await.connection);
        }
    }
    // The first and the second host have a connection that is kept; from then on there are enough.
    assert_eq!(connections, [0, 0, 0, 1, 0, 1]);
}

#[tokio::test(flavor = "local")]
async fn requests_to_one_host_are_bounded() {
    let (releases, replies): (Vec<_>, Vec<_>) = (0..3)
        .map(|_| {
            let (release, released) = oneshot::channel();
            (release, Reply::Held(released, head(200, "", 0)))
        })
        .unzip();
    let mut slow = Endpoint::answering(replies).await;
    let other = Endpoint::answering([Reply::fine()]).await;
    let sender = sender(WebhookLimits { max_per_host: 2, ..WebhookLimits::default() });
    let calls: Vec<_> = (0..3).map(|_| send(&sender, &slow.url())).collect();
    slow.request().await;
    slow.request().await;
    // Another host has places of its own, and by its answer the third request would have come.
    assert_eq!(sender.send(delivery(&other.url())).await, status(200));
    assert!(slow.requests.try_recv().is_err());
    for (index, release) in releases.into_iter().enumerate() {
        release.send(()).unwrap();
        if index == 0 {
            slow.request().await;
        }
    }
    for call in calls {
        assert_eq!(call.await.unwrap(), status(200));
    }
}

/// Sends a request of the test's own and returns when the endpoint has got it: what the client has sent before is there,
/// too.
async fn knock(endpoint: &mut Endpoint) -> Received {
    let mut stream = TcpStream::connect(("127.0.0.1", endpoint.port)).await.unwrap();
    stream.write_all(b"GET /knock HTTP/1.1\r\ncontent-length: 0\r\n\r\n").await.unwrap();
    endpoint.request().await
}

#[tokio::test(flavor = "local")]
async fn requests_are_bounded_in_all() {
    let (release, released) = oneshot::channel();
    let mut slow = Endpoint::answering([Reply::Held(released, head(200, "", 0))]).await;
    let mut other = Endpoint::answering([Reply::fine(), Reply::fine()]).await;
    let sender = sender(WebhookLimits { max_concurrent: 1, ..WebhookLimits::default() });
    let first = send(&sender, &slow.url());
    slow.request().await;
    let second = send(&sender, &other.url());
    // Tasks run in order: when this one is over, the request above has been begun, if it may be.
    spawn_local(async {}).await.unwrap();
    let knocked = knock(&mut other).await;
    assert!(knocked.head.starts_with("GET /knock") && knocked.connection == 0, "{knocked:?}");
    release.send(()).unwrap();
    assert_eq!((first.await.unwrap(), second.await.unwrap()), (status(200), status(200)));
    assert_eq!(other.request().await.connection, 1);
}

#[tokio::test(flavor = "local")]
async fn waiting_for_a_place_does_not_use_up_the_timeout() {
    let mut silent = Endpoint::answering([Reply::Silence(Vec::new())]).await;
    let other = Endpoint::answering([Reply::fine()]).await;
    let limits = WebhookLimits { max_concurrent: 1, timeout: SOON, ..WebhookLimits::default() };
    let sender = sender(limits);
    let first = send(&sender, &silent.url());
    silent.request().await;
    assert_eq!(sender.send(delivery(&other.url())).await, status(200));
    assert_eq!(first.await.unwrap(), Answer::Missing(NoAnswer::Timeout));
}
