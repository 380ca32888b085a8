//! What endpoints answer, and how.

use std::time::Duration;

use linekeeper_domain::webhooks::{Answer, NoAnswer, RetryAfter};
use linekeeper_ports::WebhookSender as _;
use linekeeper_webhooks::{HttpSender, WebhookClientConfig, WebhookLimits};
use tokio::sync::oneshot;

use crate::support::{Endpoint, Reply, config, delivery, head, impatient, sender, status};

#[tokio::test(flavor = "local")]
async fn status_of_the_endpoint_is_the_answer() {
    let codes = [200, 201, 204, 304, 400, 401, 404, 410, 429, 500, 502, 503, 504, 599];
    let endpoint = Endpoint::answering(codes.map(|code| Reply::status(code, ""))).await;
    let sender = sender();
    for code in codes {
        assert_eq!(sender.send(delivery(&endpoint.url())).await, status(code));
    }
}

#[tokio::test(flavor = "local")]
async fn retry_after_is_read_where_it_is_legible() {
    let cases = [
        ("retry-after: 120\r\n", Some("120")),
        ("Retry-After: Sun, 06 Nov 1994 08:49:37 GMT\r\n", Some("Sun, 06 Nov 1994 08:49:37 GMT")),
        ("retry-after: soon\r\n", None),
        ("retry-after: \u{fe}\r\n", None),
    ];
    let endpoint = Endpoint::answering(cases.map(|(header, _)| Reply::status(503, header))).await;
    let sender = sender();
    for (_, wish) in cases {
        let retry_after = wish.and_then(RetryAfter::parse);
        assert_eq!(retry_after.is_some(), wish.is_some());
        assert_eq!(sender.send(delivery(&endpoint.url())).await, Answer::Status { code: 503, retry_after });
    }
}

#[tokio::test(flavor = "local")]
async fn request_has_the_signed_body_and_nothing_unexpected() {
    let mut endpoint = Endpoint::answering([Reply::fine()]).await;
    let sent = delivery(&endpoint.url());
    assert_eq!(sender().send(sent.clone()).await, status(200));
    let request = endpoint.request().await;
    assert_eq!(request.body, sent.body);
    assert_eq!(request.head.lines().next(), Some("POST /hooks?a=b HTTP/1.1"));
    for (name, value) in sent.headers.pairs() {
        assert_eq!(request.header(name), Some(value.as_str()), "{name}");
    }
    assert_eq!(request.header("user-agent"), Some(concat!("Linekeeper/", env!("CARGO_PKG_VERSION"))));
    assert_eq!(request.header("host"), Some(format!("127.0.0.1:{}", endpoint.port).as_str()));
    let mut names: Vec<_> = request.head.lines().filter_map(|line| Some(line.split_once(": ")?.0)).collect();
    names.sort_unstable();
    let expected = [
        "content-length",
        "content-type",
        "host",
        "user-agent",
        "webhook-id",
        "webhook-signature",
        "webhook-timestamp",
    ];
    assert_eq!(names, expected);
}

#[tokio::test(flavor = "local")]
async fn redirect_is_an_answer_and_is_not_followed() {
    let codes = [301, 302, 303, 307, 308];
    let mut elsewhere = Endpoint::answering([]).await;
    let location = format!("location: {}\r\n", elsewhere.url());
    let endpoint = Endpoint::answering(codes.map(|code| Reply::status(code, &location))).await;
    let sender = sender();
    for code in codes {
        assert_eq!(sender.send(delivery(&endpoint.url())).await, status(code));
    }
    assert!(elsewhere.is_untouched());
}

#[tokio::test(flavor = "local")]
async fn silent_endpoint_times_out() {
    let mut endpoint = Endpoint::answering([Reply::Silence(Vec::new())]).await;
    assert_eq!(impatient().send(delivery(&endpoint.url())).await, Answer::Missing(NoAnswer::Timeout));
    assert_eq!(endpoint.request().await.connection, 0, "it had got the request");
}

#[tokio::test(flavor = "local")]
async fn head_that_drips_times_out() {
    let (gone, client_has_gone) = oneshot::channel();
    let drip = Reply::Endless(b"HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\nx-a: ".to_vec(), gone);
    let endpoint = Endpoint::answering([drip, Reply::Silence(b"HTTP/1.1 200 OK\r\n".to_vec())]).await;
    // Without an end its headers become too large, soon or in time.
    assert_eq!(sender().send(delivery(&endpoint.url())).await, Answer::Missing(NoAnswer::Protocol));
    client_has_gone.await.unwrap();
    assert_eq!(impatient().send(delivery(&endpoint.url())).await, Answer::Missing(NoAnswer::Timeout));
}

#[tokio::test(flavor = "local")]
async fn body_without_end_is_cut_and_the_connection_closed() {
    for headers in ["transfer-encoding: chunked\r\n\r\nfffffff\r\n", "content-length: 9999999999\r\n\r\n", "\r\n"] {
        let (gone, client_has_gone) = oneshot::channel();
        let endless = Reply::Endless(format!("HTTP/1.1 202 Accepted\r\n{headers}").into_bytes(), gone);
        let endpoint = Endpoint::answering([endless]).await;
        assert_eq!(sender().send(delivery(&endpoint.url())).await, status(202), "{headers}");
        client_has_gone.await.unwrap();
    }
}

#[tokio::test(flavor = "local")]
async fn body_that_never_comes_does_not_change_the_status() {
    let endpoint = Endpoint::answering([Reply::Silence(head(200, "", 100))]).await;
    assert_eq!(sender().send(delivery(&endpoint.url())).await, status(200));
}

#[tokio::test(flavor = "local")]
async fn connection_that_ends_before_the_answer_is_a_failure() {
    for bytes in ["", "HTTP/1.1 200 OK\r\nx-a: b\r\n"] {
        let endpoint = Endpoint::answering([Reply::Last(bytes.as_bytes().to_vec())]).await;
        let answer = sender().send(delivery(&endpoint.url())).await;
        assert_eq!(answer, Answer::Missing(NoAnswer::Connection), "{bytes:?}");
    }
}

#[tokio::test(flavor = "local")]
async fn answer_that_is_no_http_is_a_failure() {
    for bytes in ["SSH-2.0-OpenSSH_9.2\r\n\r\n", "HTTP/1.1 abc OK\r\n\r\n", "HTTP/1.1 200 OK\r\nno header\r\n\r\n"] {
        let endpoint = Endpoint::answering([Reply::Last(bytes.as_bytes().to_vec())]).await;
        let answer = sender().send(delivery(&endpoint.url())).await;
        assert_eq!(answer, Answer::Missing(NoAnswer::Protocol), "{bytes:?}");
    }
}

#[tokio::test(flavor = "local")]
async fn port_without_a_server_is_a_failure_of_the_connection() {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}/", listener.local_addr().unwrap());
    drop(listener);
    assert_eq!(sender().send(delivery(&url)).await, Answer::Missing(NoAnswer::Connection));
}

#[tokio::test(flavor = "local")]
async fn plain_http_is_not_spoken_unless_configured() {
    let mut endpoint = Endpoint::answering([]).await;
    let mut rules = config().rules;
    rules.allow_http = false;
    let strict = HttpSender::new(&WebhookClientConfig { rules, ..config() }).unwrap();
    assert!(matches!(strict.send(delivery(&endpoint.url())).await, Answer::Missing(_)));
    assert!(endpoint.is_untouched());
}

#[test]
fn default_timeout_is_that_of_the_documentation() {
    assert_eq!(WebhookClientConfig::default().limits.timeout, Duration::from_secs(15));
}

#[tokio::test(flavor = "local")]
async fn limits_at_the_ends_of_their_ranges_do_not_panic() {
    let endpoint = Endpoint::answering([Reply::fine(), Reply::fine()]).await;
    let most = WebhookLimits {
        timeout: Duration::MAX,
        max_concurrent: usize::MAX,
        max_per_host: usize::MAX,
        max_kept: usize::MAX,
        idle_timeout: Duration::MAX,
    };
    let least = WebhookLimits { max_concurrent: 0, max_per_host: 0, max_kept: 0, ..WebhookLimits::default() };
    for limits in [most, least] {
        let sender = HttpSender::new(&WebhookClientConfig { limits, ..config() }).unwrap();
        assert_eq!(sender.send(delivery(&endpoint.url())).await, status(200));
    }
    let limits = WebhookLimits { timeout: Duration::ZERO, ..WebhookLimits::default() };
    let sender = HttpSender::new(&WebhookClientConfig { limits, ..config() }).unwrap();
    let silent = Endpoint::answering([Reply::Silence(Vec::new())]).await;
    assert_eq!(sender.send(delivery(&silent.url())).await, Answer::Missing(NoAnswer::Timeout));
}

/// Runs a test of this file again in a process whose environment names a proxy where nobody listens.
#[test]
fn proxy_of_the_environment_is_not_used() {
    let mut again = std::process::Command::new(std::env::current_exe().unwrap());
    for name in ["http_proxy", "HTTP_PROXY", "https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY"] {
        again.env(name, "http://127.0.0.1:1");
    }
    again.env_remove("NO_PROXY").env_remove("no_proxy");
    let output = again.args(["answers::status_of_the_endpoint_is_the_answer", "--exact"]).output().unwrap();
    let said = String::from_utf8_lossy(&output.stdout);
    assert!(output.status.success() && said.contains("1 passed"), "{said}");
}
