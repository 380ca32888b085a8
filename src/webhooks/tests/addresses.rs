//! Addresses that may not be reached are not, however they are written or found.

use linekeeper_domain::webhooks::{Answer, NoAnswer, UrlRules};
use linekeeper_ports::WebhookSender as _;
use linekeeper_webhooks::{HttpSender, WebhookClientConfig, WebhookLimits};

use crate::support::{Endpoint, Reply, ScriptedResolver, config, delivery, sender, status};

const REFUSED: Answer = Answer::Missing(NoAnswer::AddressRefused);

/// Client that allows `http` and no address that is not public.
fn strict() -> WebhookClientConfig {
    WebhookClientConfig {
        rules: UrlRules { allow_http: true, ..UrlRules::default() },
        ..WebhookClientConfig::default()
    }
}

/// Client that keeps no connection, so that each request resolves its name.
fn forgetful() -> WebhookClientConfig {
    WebhookClientConfig { limits: WebhookLimits { max_kept: 0, ..WebhookLimits::default() }, ..config() }
}

#[tokio::test(flavor = "local")]
async fn address_that_was_allowed_once_is_refused_at_connect() {
    let mut endpoint = Endpoint::answering([]).await;
    let sender = HttpSender::new(&strict()).unwrap();
    let hosts = [
        "127.0.0.1",
        "127.1",
        "0x7f.1",
        "0x7f000001",
        "2130706433",
        "0177.1",
        "[::ffff:127.0.0.1]",
        "[::1]",
        "localhost",
    ];
    for scheme in ["http", "https"] {
        for host in hosts {
            let url = format!("{scheme}://{host}:{}/", endpoint.port);
            assert_eq!(sender.send(delivery(&url)).await, REFUSED, "{url}");
        }
    }
    assert!(endpoint.is_untouched());
}

#[tokio::test(flavor = "local")]
async fn spellings_of_an_allowed_address_reach_it() {
    let hosts = ["127.0.0.1", "127.1", "0x7f.1", "2130706433", "[::ffff:127.0.0.1]"];
    let endpoint = Endpoint::answering(hosts.map(|_| Reply::fine())).await;
    for host in hosts {
        let url = format!("http://{host}:{}/", endpoint.port);
        assert_eq!(sender().send(delivery(&url)).await, status(200), "{url}");
    }
}

#[tokio::test(flavor = "local")]
async fn name_of_a_private_address_is_refused() {
    let mut endpoint = Endpoint::answering([]).await;
    let url = format!("http://market.example:{}/", endpoint.port);
    let answers: [&[&str]; 4] = [&["127.0.0.1"], &["10.0.0.1", "::1"], &["169.254.169.254"], &["64:ff9b::7f00:1"]];
    let sender = HttpSender::with_resolver(&strict(), ScriptedResolver::new(&answers)).unwrap();
    for _ in answers {
        assert_eq!(sender.send(delivery(&url)).await, REFUSED);
    }
    assert_eq!(sender.send(delivery(&url)).await, Answer::Missing(NoAnswer::Dns), "no answers are left");
    assert!(endpoint.is_untouched());
}

#[tokio::test(flavor = "local")]
async fn name_that_is_rebound_is_refused_from_then_on() {
    let endpoint = Endpoint::answering([Reply::fine()]).await;
    let url = format!("http://market.example:{}/", endpoint.port);
    let resolver = ScriptedResolver::new(&[&["127.0.0.1"], &["10.0.0.1"], &["10.0.0.1"]]);
    let sender = HttpSender::with_resolver(&forgetful(), resolver).unwrap();
    assert_eq!(sender.send(delivery(&url)).await, status(200));
    assert_eq!(sender.send(delivery(&url)).await, REFUSED);
}

#[tokio::test(flavor = "local")]
async fn refused_addresses_of_a_name_are_passed_over() {
    let endpoint = Endpoint::answering([Reply::fine()]).await;
    let url = format!("http://market.example:{}/", endpoint.port);
    let resolver = ScriptedResolver::new(&[&["10.0.0.1", "127.0.0.1", "169.254.169.254"]]);
    let sender = HttpSender::with_resolver(&config(), resolver).unwrap();
    assert_eq!(sender.send(delivery(&url)).await, status(200));
}

#[tokio::test(flavor = "local")]
async fn name_without_addresses_is_a_failure_of_dns() {
    let sender = HttpSender::with_resolver(&config(), ScriptedResolver::new(&[&[]])).unwrap();
    for _ in 0..2 {
        let answer = sender.send(delivery("https://market.example/")).await;
        assert_eq!(answer, Answer::Missing(NoAnswer::Dns));
    }
}
