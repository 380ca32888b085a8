use proptest::prelude::*;

use super::*;

fn secret(byte: u8, length: usize) -> WebhookSecret {
    WebhookSecret::from_bytes(&vec![byte; length]).unwrap()
}

fn headers(secrets: &WebhookSecrets, id: &str, body: &str) -> [(&'static str, String); 3] {
    let at = Timestamp::from_timestamp(1_614_265_330, 0).unwrap();
    secrets.sign(&id.parse().unwrap(), at, body.as_bytes()).pairs()
}

/// Example of the specification's own libraries.
const EXAMPLE: &str = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";

#[test]
fn signature_is_that_of_the_published_example() {
    let secrets = WebhookSecrets { current: EXAMPLE.parse().unwrap(), previous: None };
    let expected = [
        ("webhook-id", "msg_p5jXN8AQM9LWM0D4loKWxJek".to_owned()),
        ("webhook-timestamp", "1614265330".to_owned()),
        ("webhook-signature", "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=".to_owned()),
    ];
    assert_eq!(headers(&secrets, "msg_p5jXN8AQM9LWM0D4loKWxJek", r#"{"test": 2432232314}"#), expected);
}

#[test]
fn both_secrets_sign_during_a_rotation_newest_first() {
    let (new, old) = (secret(1, 24), secret(2, 64));
    let alone = |current: &WebhookSecret| {
        headers(&WebhookSecrets { current: current.clone(), previous: None }, "a", "{}")[2].1.clone()
    };
    let both = WebhookSecrets { current: new.clone(), previous: Some(old.clone()) };
    assert_eq!(headers(&both, "a", "{}")[2].1, format!("{} {}", alone(&new), alone(&old)));
    assert_ne!(alone(&new), alone(&old));
}

#[test]
fn secrets_have_24_to_64_bytes() {
    for length in [24, 25, 26, 32, 64] {
        let secret = secret(7, length);
        assert_eq!(secret.reveal().parse(), Ok(secret.clone()));
        assert_eq!(secret.bytes(), vec![7; length]);
    }
    for length in [0, 23, 65, 1000] {
        assert_eq!(WebhookSecret::from_bytes(&vec![7; length]), Err(InvalidWebhookSecret), "{length}");
        let text = format!("whsec_{}", BASE64_STANDARD.encode(vec![7; length]));
        assert_eq!(text.parse::<WebhookSecret>(), Err(InvalidWebhookSecret), "{length}");
    }
}

#[test]
fn other_texts_are_no_secrets() {
    let bare = EXAMPLE.trim_start_matches("whsec_");
    for text in ["", "whsec_", bare, &format!("WHSEC_{bare}"), &format!("{EXAMPLE} "), &format!("whsec_-_{bare}")] {
        assert_eq!(text.parse::<WebhookSecret>(), Err(InvalidWebhookSecret), "{text}");
    }
}

#[test]
fn secrets_are_random_and_do_not_print() {
    let (one, other) = (WebhookSecret::generate(), WebhookSecret::generate());
    assert_ne!(one, other);
    let secrets = WebhookSecrets { current: one, previous: Some(other) };
    let shown = format!("{secrets:?}");
    let hidden = "WebhookSecret(hidden)";
    assert_eq!(shown, format!("WebhookSecrets {{ current: {hidden}, previous: Some({hidden}) }}"));
    assert!(!InvalidWebhookSecret.to_string().contains("MfKQ"));
}

proptest! {
    #[test]
    fn every_part_of_what_is_signed_counts(body in "\\PC{1,40}", change in 0_usize..40, secret in any::<[u8; 32]>()) {
        let secrets = WebhookSecrets { current: WebhookSecret::from_bytes(&secret).unwrap(), previous: None };
        let sign = |id: &str, at: i64, body: &[u8]| {
            let at = Timestamp::from_timestamp(at, 0).unwrap();
            secrets.sign(&id.parse().unwrap(), at, body).pairs()[2].1.clone()
        };
        let signed = sign("msg_1", 1_614_265_330, body.as_bytes());
        let mut changed = body.clone().into_bytes();
        let place = change % changed.len();
        changed[place] ^= 1;
        prop_assert_ne!(&signed, &sign("msg_1", 1_614_265_330, &changed));
        prop_assert_ne!(&signed, &sign("msg_2", 1_614_265_330, body.as_bytes()));
        prop_assert_ne!(&signed, &sign("msg_1", 1_614_265_331, body.as_bytes()));
    }
}
