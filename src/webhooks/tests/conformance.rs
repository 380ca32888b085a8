//! Signatures are verified by the reference libraries of Standard Webhooks, as a receiver would use them. That for
//! JavaScript verifies `vectors.json`, in src/web/client/tests/webhooks.test.ts.

use std::collections::BTreeMap;

use http::{HeaderMap, HeaderName};
use linekeeper_domain::Timestamp;
use linekeeper_ports::WebhookSender as _;
use linekeeper_secrets::{WebhookSecret, WebhookSecrets};
use proptest::prelude::*;
use standardwebhooks::Webhook;

use crate::support::{Endpoint, Reply, delivery, secret, sender, signed};

fn verifier(secret: &WebhookSecret) -> Webhook {
    Webhook::new(&secret.reveal()).unwrap()
}

#[tokio::test(flavor = "local")]
async fn receiver_verifies_what_arrived_and_no_change_of_it() {
    let mut endpoint = Endpoint::answering([Reply::fine()]).await;
    sender().send(delivery(&endpoint.url())).await;
    let request = endpoint.request().await;
    let names = ["webhook-id", "webhook-timestamp", "webhook-signature"];
    let headers: HeaderMap = names
        .iter()
        .map(|name| (HeaderName::from_static(name), request.header(name).unwrap().parse().unwrap()))
        .collect();
    let verifier = verifier(&secret());
    assert!(verifier.verify(&request.body, &headers).is_ok());
    assert!(verifier.verify(&[&request.body[..], b" "].concat(), &headers).is_err());
    for (name, changed) in [("webhook-id", "evt_2"), ("webhook-timestamp", "1"), ("webhook-signature", "v1,AAAA")] {
        let mut forged = headers.clone();
        forged.insert(name, changed.parse().unwrap());
        assert!(verifier.verify(&request.body, &forged).is_err(), "{name}");
    }
}

/// Requests signed with fixed secrets: one, and two while they are rotated.
fn vectors() -> serde_json::Value {
    let at = Timestamp::from_timestamp(1_800_000_000, 0).unwrap();
    let old = WebhookSecret::from_bytes(&[9; 24]).unwrap();
    let bodies = ["{}", r#"{"type":"message.received","data":{"text":"Привет 💈 \\n"}}"#];
    let vector = |body: &str, previous: Option<WebhookSecret>| {
        let secrets = WebhookSecrets { current: secret(), previous };
        let headers = secrets.sign(&"evt_0199c2a8-7f3e".parse().unwrap(), at, body.as_bytes());
        let texts: Vec<_> = std::iter::once(&secrets.current).chain(&secrets.previous).collect();
        let texts: Vec<_> = texts.iter().map(|secret| secret.reveal().to_string()).collect();
        serde_json::json!({ "body": body, "headers": BTreeMap::from(headers.pairs()), "secrets": texts })
    };
    let rotated = bodies.iter().flat_map(|body| [vector(body, None), vector(body, Some(old.clone()))]);
    serde_json::Value::Array(rotated.collect())
}

#[test]
fn vectors_for_other_languages_are_what_is_signed() {
    let file = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/vectors.json");
    let expected = vectors();
    if std::env::var_os("WRITE_DOCS").is_some() {
        std::fs::write(file, format!("{expected:#}\n")).unwrap();
    }
    let written: serde_json::Value = serde_json::from_str(&std::fs::read_to_string(file).unwrap()).unwrap();
    assert_eq!(written, expected, "WRITE_DOCS=1 writes it anew");
}

proptest! {
    #[test]
    fn either_secret_verifies_during_a_rotation(
        body in "\\PC{0,200}",
        current in proptest::collection::vec(any::<u8>(), 24..=64),
        previous in proptest::collection::vec(any::<u8>(), 24..=64),
        place in any::<prop::sample::Index>(),
    ) {
        prop_assume!(current != previous);
        let [current, previous] = [current, previous].map(|bytes| WebhookSecret::from_bytes(&bytes).unwrap());
        let both = WebhookSecrets { current: current.clone(), previous: Some(previous.clone()) };
        let after = WebhookSecrets { current: current.clone(), previous: None };
        let headers = |secrets: &WebhookSecrets| -> HeaderMap {
            let pairs = signed(secrets, body.as_bytes()).pairs().into_iter();
            pairs.map(|(name, value)| (HeaderName::from_static(name), value.parse().unwrap())).collect()
        };
        for secret in [&current, &previous] {
            prop_assert!(verifier(secret).verify(body.as_bytes(), &headers(&both)).is_ok());
        }
        prop_assert!(verifier(&current).verify(body.as_bytes(), &headers(&after)).is_ok());
        prop_assert!(verifier(&previous).verify(body.as_bytes(), &headers(&after)).is_err());
        let mut changed: Vec<char> = body.chars().collect();
        changed.insert(place.index(changed.len() + 1), '!');
        let changed: String = changed.into_iter().collect();
        prop_assert!(verifier(&current).verify(changed.as_bytes(), &headers(&both)).is_err());
    }
}
