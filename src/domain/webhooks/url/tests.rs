use std::net::IpAddr;

use proptest::prelude::*;

use super::*;
use crate::webhooks::RefusedRange;

fn parse(text: &str) -> Result<WebhookUrl, InvalidWebhookUrl> {
    WebhookUrl::parse(text, &UrlRules::default())
}

fn development() -> UrlRules {
    let addresses = AddressPolicy::allowing(vec!["127.0.0.0/8".parse().unwrap()]);
    UrlRules { allow_http: true, addresses }
}

#[test]
fn urls_are_kept_as_a_browser_writes_them() {
    for (text, kept, origin) in [
        ("https://market.example", "https://market.example/", "https://market.example"),
        ("HTTPS://Market.Example:443/a?b=c", "https://market.example/a?b=c", "https://market.example"),
        ("https://market.example:8443/ы", "https://market.example:8443/%D1%8B", "https://market.example:8443"),
        ("https://салон.example/", "https://xn--80awgdm.example/", "https://xn--80awgdm.example"),
        ("https://market.example./", "https://market.example./", "https://market.example."),
        ("https://8.8.8.8/", "https://8.8.8.8/", "https://8.8.8.8"),
        ("https://market.example:80/", "https://market.example:80/", "https://market.example:80"),
        ("https://[2606:4700:4700::1111]/", "https://[2606:4700:4700::1111]/", "https://[2606:4700:4700::1111]"),
        ("https:\\\\market.example\\a", "https://market.example/a", "https://market.example"),
        ("https://_a.market-1.example/", "https://_a.market-1.example/", "https://_a.market-1.example"),
    ] {
        let url = parse(text).unwrap();
        assert_eq!((url.as_str(), url.origin().as_str()), (kept, origin), "{text}");
    }
}

#[test]
fn each_rule_has_its_error() {
    use InvalidWebhookUrl::*;
    let long = format!("https://market.example/{}", "a".repeat(WebhookUrl::MAX_LENGTH));
    let grown = format!("https://market.example/{}", "ы".repeat(WebhookUrl::MAX_LENGTH / 4));
    let label = format!("https://{}.example/", "a".repeat(64));
    let name = format!("https://{}example/", "abcdefg.".repeat(31));
    for (text, error) in [
        (long.as_str(), TooLong),
        (grown.as_str(), TooLong),
        (" https://market.example/", Blank),
        ("https://market.example/a b", Blank),
        ("https://market.example/\r\nX-A: b", Blank),
        ("https://mar\tket.example/", Blank),
        ("https://market.example/\u{a0}", Blank),
        ("https://market.example/\0", Blank),
        ("", Malformed),
        ("market.example", Malformed),
        ("/relative", Malformed),
        ("https://", Malformed),
        ("https://market..example/", Malformed),
        ("https://a+b.example/", Malformed),
        (label.as_str(), Malformed),
        (name.as_str(), Malformed),
        ("https://market.example:65536/", Malformed),
        ("https://256.256.256.256/", Malformed),
        ("http://market.example/", Scheme),
        ("ftp://market.example/", Scheme),
        ("file:///etc/passwd", Scheme),
        ("javascript:alert(1)", Scheme),
        ("https://a@market.example/", Credentials),
        ("https://:b@market.example/", Credentials),
        ("https://market.example@evil.example/", Credentials),
        ("https://market.example/#a", Fragment),
        ("https://market.example/#", Fragment),
        ("https://market.example:22/", Port),
        ("https://market.example:25/", Port),
        ("https://market.example:0/", Port),
        ("https://market.example:1023/", Port),
    ] {
        assert_eq!(parse(text), Err(error), "{text:?}");
    }
}

fn refused(text: &str) -> Option<(IpAddr, RefusedRange)> {
    match parse(text) {
        Err(InvalidWebhookUrl::Address(refused)) => Some((refused.address, refused.range)),
        _ => None,
    }
}

#[test]
fn this_machine_is_refused_in_every_spelling() {
    let loopback = Some((IpAddr::from([127, 0, 0, 1]), RefusedRange::Loopback));
    for host in [
        "127.0.0.1",
        "127.1",
        "127.0.1",
        "2130706433",
        "0x7f.1",
        "0x7f000001",
        "0177.0.0.1",
        "017700000001",
        "127.0.0.1.",
        "１２７.０.０.１",
        "127。0。0。1",
        "%31%32%37.0.0.1",
        "localhost",
        "LOCALHOST.",
        "a.localhost",
    ] {
        assert_eq!(refused(&format!("https://{host}/")), loopback, "{host}");
    }
    for (host, range) in [
        ("[::1]", RefusedRange::Loopback),
        ("[::ffff:127.0.0.1]", RefusedRange::MappedIpv4),
        ("[::ffff:7f00:1]", RefusedRange::MappedIpv4),
        ("[0:0:0:0:0:0:0:0]", RefusedRange::Unspecified),
        ("0", RefusedRange::Unspecified),
        ("169.254.169.254", RefusedRange::CloudMetadata),
        ("0xa9fea9fe", RefusedRange::CloudMetadata),
        ("10.1", RefusedRange::Private),
    ] {
        assert_eq!(refused(&format!("https://{host}/")).map(|(_, range)| range), Some(range), "{host}");
    }
}

#[test]
fn configuration_allows_http_and_its_networks() {
    for text in ["http://127.0.0.1:8080/", "http://localhost:8080/", "https://127.1/", "http://market.example/"] {
        assert!(WebhookUrl::parse(text, &development()).is_ok(), "{text}");
    }
    for (text, error) in [
        ("ftp://127.0.0.1/", "https://"),
        ("http://10.0.0.1/", "10.0.0.1 is a private network"),
        ("http://127.0.0.1:22/", "port"),
    ] {
        let said = WebhookUrl::parse(text, &development()).unwrap_err().to_string();
        assert!(said.contains(error), "{text}: {said}");
    }
}

#[test]
fn path_and_query_are_not_printed() {
    let url = parse("https://market.example:8443/hooks/secret?token=secret").unwrap();
    assert_eq!(format!("{url:?}"), "WebhookUrl(https://market.example:8443)");
}

proptest! {
    #[test]
    fn accepted_url_keeps_every_rule_when_read_again(text in "https?://[a-z0-9.%@:\\[\\]x]{0,24}(/\\PC{0,20})?") {
        if let Ok(url) = parse(&text) {
            prop_assert_eq!(parse(url.as_str()), Ok(url.clone()));
            prop_assert!(url.as_str().starts_with("https://") && url.as_str().is_ascii());
            prop_assert!(url.as_str().len() <= WebhookUrl::MAX_LENGTH);
        }
    }

    #[test]
    fn any_text_is_read_without_a_panic(text in "\\PC{0,80}") {
        let _read = parse(&text);
    }
}
