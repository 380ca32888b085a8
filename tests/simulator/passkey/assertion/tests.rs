use serde_json::{Value, json};

use super::*;
use crate::passkey::WrongAssertion;
use crate::passkey::authenticator::{Authenticator, Ceremony};

const RP_ID: &str = "whatsapp.com";

fn bytes(value: &Value) -> Vec<u8> {
    BASE64URL.decode(value.as_str().unwrap()).unwrap()
}

fn read(assertion: &Value) -> Result<Assertion, &'static str> {
    Assertion::read(assertion.to_string().as_bytes(), &bytes(&assertion["rawId"]))
}

/// An assertion of the virtual authenticator, and its public key.
fn made(wrong: Option<WrongAssertion>) -> (Value, Point) {
    let authenticator = Authenticator::generate().unwrap();
    let ceremony = Ceremony {
        challenge: vec![7; 32],
        rp_id: RP_ID.to_owned(),
        origin: "https://web.whatsapp.com".to_owned(),
        wrong,
    };
    (authenticator.assert(&ceremony).unwrap(), authenticator.point().unwrap())
}

#[test]
fn assertions_of_a_browser_are_verified() {
    let recorded: Value = serde_json::from_str(include_str!("../vectors/chromium.json")).unwrap();
    let mut outcomes = Vec::new();
    for vector in recorded["vectors"].as_array().unwrap() {
        let (options, assertion) = (&vector["options"], read(&vector["assertion"]).unwrap());
        assert_eq!(assertion.challenge, bytes(&options["challenge"]));
        let key = Point::parse(&bytes(&vector["spki"])).unwrap();
        assert_eq!(Point::parse(&bytes(&vector["cose"])), Some(key.clone()), "both forms are of the same key");
        outcomes.push(assertion.verify(options["rpId"].as_str().unwrap(), &key));
        let (_, another) = made(None);
        assert!(assertion.verify(options["rpId"].as_str().unwrap(), &another).is_err());
    }
    let (unverified, elsewhere) = ("the user was not verified", "the origin is not under whatsapp.com");
    assert_eq!(outcomes, [Ok(()), Ok(()), Err(unverified), Err(elsewhere)]);
}

#[test]
fn own_assertion_is_verified_for_its_relying_party_only() {
    let (assertion, key) = made(None);
    let read = read(&assertion).unwrap();
    assert_eq!((read.verify(RP_ID, &key), read.challenge.len()), (Ok(()), 32));
    assert_eq!(read.verify("web.whatsapp.com", &key), Err("the authenticator data is for another rpId"));
}

#[test]
fn each_wrong_assertion_is_refused_for_its_reason() {
    for (wrong, why) in [
        (WrongAssertion::Origin, "the origin is not under whatsapp.com"),
        (WrongAssertion::Type, "the type is not webauthn.get"),
        (WrongAssertion::RpId, "the authenticator data is for another rpId"),
        (WrongAssertion::Unverified, "the user was not verified"),
        (WrongAssertion::Absent, "no user was present"),
        (WrongAssertion::Signature, "the signature is not the credential's"),
    ] {
        let (assertion, key) = made(Some(wrong));
        assert_eq!(read(&assertion).unwrap().verify(RP_ID, &key), Err(why));
    }
    let (assertion, _) = made(Some(WrongAssertion::Challenge));
    assert_ne!(read(&assertion).unwrap().challenge, [7; 32]);
}

#[test]
fn signature_covers_client_data_and_authenticator_data() {
    let (assertion, key) = made(None);
    let mut counted = read(&assertion).unwrap();
    counted.authenticator_data[36] ^= 1;
    assert_eq!(counted.verify(RP_ID, &key), Err("the signature is not the credential's"));
    let mut client = read(&assertion).unwrap();
    client.client_data.push(b' ');
    assert_eq!(client.verify(RP_ID, &key), Err("the signature is not the credential's"));
    let mut short = read(&assertion).unwrap();
    short.authenticator_data.truncate(36);
    assert_eq!(short.verify(RP_ID, &key), Err("the authenticator data is too short"));
}

#[test]
fn malformed_assertion_is_refused() {
    let (assertion, _) = made(None);
    let id = bytes(&assertion["rawId"]);
    let with = |path: &str, value: Value| {
        let mut changed = assertion.clone();
        *changed.pointer_mut(path).unwrap() = value;
        changed.to_string().into_bytes()
    };
    let no_client_data = BASE64URL.encode(r#"{"type":"webauthn.get"}"#);
    for (text, credential) in [
        (Vec::new(), &id[..]),
        (b"\xff\xfe{".to_vec(), &id),
        (b"[[[[[[[[[[".repeat(100), &id),
        (b"{}".to_vec(), &id),
        (vec![b' '; 20_000], &id),
        (assertion.to_string().into_bytes(), &[]),
        (assertion.to_string().into_bytes(), b"another"),
        (assertion.to_string().into_bytes(), &[1; 1024]),
        (with("/id", json!("another")), &id),
        (with("/type", json!("password")), &id),
        (with("/rawId", json!("*")), &id),
        (with("/rawId", json!(7)), &id),
        (with("/response", json!({})), &id),
        (with("/response/clientDataJSON", json!("*")), &id),
        (with("/response/clientDataJSON", json!(BASE64URL.encode("no json"))), &id),
        (with("/response/clientDataJSON", json!(no_client_data)), &id),
        (with("/response/authenticatorData", json!("*")), &id),
        (with("/response/signature", json!(null)), &id),
    ] {
        assert!(Assertion::read(&text, credential).is_err(), "{}", String::from_utf8_lossy(&text));
    }
}

#[test]
fn origin_is_of_the_domain_over_https_only() {
    for good in ["https://whatsapp.com", "https://web.whatsapp.com", "https://a.b.whatsapp.com"] {
        assert!(of_domain(good), "{good}");
    }
    for bad in [
        "",
        "https://",
        "whatsapp.com",
        "http://web.whatsapp.com",
        "https://.whatsapp.com",
        "https://evilwhatsapp.com",
        "https://whatsapp.com.example",
        "https://web.whatsapp.com:8443",
        "https://web.whatsapp.com/",
    ] {
        assert!(!of_domain(bad), "{bad}");
    }
}
