//! Tests of reading options and assertions.

use proptest::prelude::*;

use super::*;

fn base64(bytes: &[u8]) -> String {
    URL_SAFE_NO_PAD.encode(bytes)
}

fn options(challenge: &[u8]) -> Value {
    json!({
        "challenge": base64(challenge), "timeout": 600_000, "rpId": "whatsapp.com", "allowCredentials": [],
        "userVerification": "required",
    })
}

fn asked(challenge: &[u8]) -> PasskeyChallenge {
    PasskeyChallenge::parse(&options(challenge).to_string()).unwrap()
}

fn client_data(kind: &str, challenge: &[u8]) -> String {
    let data = json!({ "type": kind, "challenge": base64(challenge), "origin": "https://web.whatsapp.com" });
    base64(data.to_string().as_bytes())
}

fn assertion(challenge: &[u8]) -> Value {
    json!({
        "id": base64(b"credential"), "rawId": base64(b"credential"), "type": "public-key",
        "authenticatorAttachment": "platform", "clientExtensionResults": {},
        "response": {
            "clientDataJSON": client_data("webauthn.get", challenge), "authenticatorData": base64(&[7; 37]),
            "signature": base64(&[1; 70]), "userHandle": null,
        },
    })
}

const CHALLENGE: [u8; 32] = [9; 32];

#[test]
fn options_are_passed_on_whole_and_bound_the_time() {
    let text = options(&CHALLENGE).to_string();
    let challenge = PasskeyChallenge::parse(&text).unwrap();
    assert_eq!((challenge.options(), challenge.valid_for()), (text.as_str(), Duration::from_secs(600)));
    for (timeout, seconds) in [(json!(1), 30), (json!(120_000), 120), (json!(86_400_000), 600), (json!("soon"), 600)] {
        let mut options = options(&CHALLENGE);
        options["timeout"] = timeout.clone();
        let challenge = PasskeyChallenge::parse(&options.to_string()).unwrap();
        assert_eq!(challenge.valid_for().as_secs(), seconds, "{timeout}");
    }
}

#[test]
fn options_that_no_browser_could_answer_are_refused() {
    let large = json!({ "challenge": base64(&CHALLENGE), "x": "x".repeat(MOST_BYTES) });
    assert_eq!(PasskeyChallenge::parse(&large.to_string()), Err(InvalidPasskey::TooLarge));
    for odd in ["", "[]", "{}", "null", "{\"challenge\":1}", "{\"challenge\":\"!\"}", "{\"challenge\":\"AAAA\"}"] {
        assert!(matches!(PasskeyChallenge::parse(odd), Err(InvalidPasskey::Malformed(_))), "{odd}");
    }
}

#[test]
fn assertion_is_reduced_to_what_whatsapp_takes() {
    let parsed = PasskeyAssertion::parse(&assertion(&CHALLENGE).to_string(), &asked(&CHALLENGE)).unwrap();
    assert_eq!(parsed.credential_id(), b"credential");
    let json: Value = serde_json::from_slice(parsed.json()).unwrap();
    let mut expected = assertion(&CHALLENGE);
    let object = expected.as_object_mut().unwrap();
    object.remove("authenticatorAttachment");
    object.remove("clientExtensionResults");
    assert_eq!(json, expected);
    assert!(!format!("{parsed:?} {:?}", asked(&CHALLENGE)).contains(&base64(b"credential")));
}

#[test]
fn assertion_for_another_challenge_is_told_apart() {
    let other = PasskeyAssertion::parse(&assertion(&[8; 32]).to_string(), &asked(&CHALLENGE));
    assert_eq!(other, Err(InvalidPasskey::OtherChallenge));
}

#[test]
fn assertion_of_another_form_is_refused() {
    let change = |path: &str, value: Value| {
        let mut odd = assertion(&CHALLENGE);
        *odd.pointer_mut(path).unwrap() = value;
        odd
    };
    for odd in [
        change("/type", json!("password")),
        change("/id", json!(base64(b"other"))),
        change("/rawId", json!("!")),
        change("/response", json!(null)),
        change("/response/signature", json!("")),
        change("/response/signature", json!([1, 2])),
        change("/response/authenticatorData", json!("%")),
        change("/response/userHandle", json!("%")),
        change("/response/clientDataJSON", json!(base64(b"no JSON"))),
        change("/response/clientDataJSON", json!(client_data("webauthn.create", &CHALLENGE))),
    ] {
        let refused = PasskeyAssertion::parse(&odd.to_string(), &asked(&CHALLENGE));
        assert!(matches!(refused, Err(InvalidPasskey::Malformed(_))), "{odd}");
    }
    let large = change("/response/signature", json!("A".repeat(MOST_BYTES)));
    let refused = PasskeyAssertion::parse(&large.to_string(), &asked(&CHALLENGE));
    assert_eq!(refused, Err(InvalidPasskey::TooLarge));
}

proptest! {
    #[test]
    fn anything_may_come_as_options_or_assertion(text in ".{0,400}") {
        let _ = PasskeyChallenge::parse(&text);
        prop_assert!(PasskeyAssertion::parse(&text, &asked(&CHALLENGE)).is_err());
    }
}
