//! Tests of what is read from strangers' stores: that it is read whole, that an error names its field, and that nothing of it
//! makes the program panic. The client itself, in both releases, is in the simulator's conformance tests.

use std::sync::Arc;

use futures::FutureExt as _;
use linekeeper_ports::{BaileysError, BaileysKey, BaileysState, ConvertedSession, SystemClock};
use proptest::prelude::*;
use serde_json::{Value, json};
use wacore::store::Device;
use waproto::whatsapp::ADVSignedDeviceIdentity;

use super::json::buffer;
use super::{device, import};
use crate::backend::decoded_device;

fn linked() -> Device {
    let account = ADVSignedDeviceIdentity {
        details: Some(vec![1]),
        account_signature_key: Some(vec![2; 32]),
        account_signature: Some(vec![3; 64]),
        device_signature: Some(vec![4; 64]),
    };
    Device {
        pn: Some("79006464263:5@s.whatsapp.net".parse().unwrap()),
        lid: Some("100200300400500:5@lid".parse().unwrap()),
        account: Some(Arc::new(account)),
        push_name: "Salon Anna".into(),
        next_pre_key_id: 31,
        first_unupload_pre_key_id: 31,
        edge_routing_info: Some(vec![8, 2]),
        ..Device::new()
    }
}

fn creds() -> Value {
    device::write(&linked(), Some(&[0, 1])).unwrap()
}

/// Keys of each type that is read, as Baileys writes them.
fn keys() -> Vec<(&'static str, &'static str, Value)> {
    let key = |byte: u8| buffer(&[byte; 32]);
    let tagged = |byte: u8| super::json::base64(&[&[5][..], &[byte; 32]].concat());
    let pair = device::pair(&linked().identity_key);
    let group = json!([{
        "senderKeyId": 7,
        "senderChainKey": { "iteration": 3, "seed": key(1) },
        "senderSigningKey": { "public": tagged(2) },
        "senderMessageKeys": [{ "iteration": 1, "seed": key(3) }],
    }]);
    vec![
        ("pre-key", "30", pair),
        ("identity-key", "555_1.0", json!(tagged(9))),
        ("sender-key", "120363@g.us::79160000001::0", buffer(group.to_string().as_bytes())),
        ("sender-key-memory", "120363@g.us", json!({ "79160000001:2@s.whatsapp.net": true })),
        (
            "app-state-sync-key",
            "AAE=",
            json!({ "keyData": key(5), "timestamp": "1760000000000", "fingerprint": { "rawId": 1, "deviceIndexes": [0, 1] } }),
        ),
        (
            "app-state-sync-version",
            "regular_low",
            json!({ "version": 4, "hash": buffer(&[6; 128]), "indexValueMap": { "AAE=": { "valueMac": key(7) } } }),
        ),
        ("lid-mapping", "79160000001", json!("555")),
        ("lid-mapping", "555_reverse", json!("79160000001")),
        ("tctoken", "79160000001@s.whatsapp.net", json!({ "token": buffer(&[1]), "timestamp": "1760000000" })),
        ("device-list", "79160000001", json!(["0", "2"])),
        ("message", "new kind", json!({})),
        ("session", "79160000002.0", Value::Null),
    ]
}

fn read(creds: &Value, keys: &[(&str, &str, Value)]) -> Result<ConvertedSession, BaileysError> {
    let key = |(key_type, id, value): &(&str, &str, Value)| BaileysKey {
        key_type: (*key_type).to_owned(),
        id: (*id).to_owned(),
        value: value.to_string(),
    };
    let state = BaileysState { creds: creds.to_string(), keys: keys.iter().map(key).collect() };
    import::read(state, Arc::new(SystemClock)).now_or_never().expect("rows in memory are there at once")
}

#[test]
fn device_is_read_as_it_was_written() {
    let (before, creds) = (linked(), creds());
    let written = device::write(&before, None).unwrap();
    let after = device::read(&written).unwrap();
    assert_eq!((&after.pn, &after.lid, &after.account), (&before.pn, &before.lid, &before.account));
    assert_eq!((after.registration_id, &after.push_name), (before.registration_id, &before.push_name));
    assert_eq!(after.signed_pre_key_signature, before.signed_pre_key_signature);
    assert_eq!((after.adv_secret_key, &after.edge_routing_info), (before.adv_secret_key, &before.edge_routing_info));
    let public =
        |device: &Device| [&device.noise_key, &device.identity_key, &device.signed_pre_key].map(|pair| pair.public_key);
    assert_eq!(public(&after), public(&before));
    let converted = read(&creds, &keys()).unwrap();
    let stored = decoded_device(&converted.batch.credentials.unwrap().0).unwrap();
    assert_eq!((stored.pn, converted.phone.digits()), (before.pn, "79006464263"));
}

#[test]
fn keys_of_each_type_become_rows_and_others_are_counted() {
    let converted = read(&creds(), &keys()).unwrap();
    let mut types: Vec<&str> = converted.batch.puts.iter().map(|put| put.key_type).collect();
    types.sort_unstable();
    types.dedup();
    let expected = [
        "app-state-latest-key",
        "app-state-mac",
        "app-state-sync-key",
        "app-state-version",
        "identity",
        "lid",
        "lid-of-phone",
        "pre-key",
        "sender-key",
        "sender-key-device",
        "tc-token",
    ];
    assert_eq!(types, expected);
    assert_eq!(converted.unknown, 1);
}

#[test]
fn missing_field_is_named_and_a_missing_account_is_no_link() {
    let needed = ["noiseKey", "signedIdentityKey", "signedPreKey", "registrationId", "advSecretKey", "nextPreKeyId"];
    for field in needed {
        let mut creds = creds();
        creds.as_object_mut().unwrap().remove(field);
        assert_eq!(read(&creds, &[]).unwrap_err().to_string(), format!("creds.{field} is missing"));
    }
    for field in ["me", "account"] {
        let mut creds = creds();
        creds.as_object_mut().unwrap().remove(field);
        assert!(matches!(read(&creds, &[]), Err(BaileysError::NotPaired)), "{field}");
    }
    let foreign = device::pair(&linked().noise_key);
    let mut halves = creds();
    halves["noiseKey"]["public"] = foreign["public"].clone();
    let told = read(&halves, &[]).unwrap_err().to_string();
    assert_eq!(told, "creds.noiseKey has halves that do not belong together");
    let told = read(&creds(), &[("session", "79160000002.0", json!({ "_sessions": { "x": {} } }))]).unwrap_err();
    assert_eq!(told.to_string(), "session 7916…2.0._sessions[0].currentRatchet is missing");
}

/// Places of all values of a document.
fn places(value: &Value, at: &str) -> Vec<String> {
    let mut all = vec![at.to_owned()];
    match value {
        Value::Object(fields) => {
            for (name, field) in fields {
                all.extend(places(field, &format!("{at}/{}", name.replace('~', "~0").replace('/', "~1"))));
            }
        }
        Value::Array(items) => {
            for (nth, item) in items.iter().enumerate() {
                all.extend(places(item, &format!("{at}/{nth}")));
            }
        }
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
    all
}

fn strange() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        ".{0,40}".prop_map(Value::from),
        proptest::collection::vec(any::<u8>(), 0..40).prop_map(|bytes| buffer(&bytes)),
    ];
    leaf.prop_recursive(2, 12, 4, |inner| {
        prop_oneof![
            proptest::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
            proptest::collection::hash_map(".{0,8}", inner, 0..4).prop_map(|fields| fields.into_iter().collect()),
        ]
    })
}

proptest! {
    #[test]
    fn strange_values_are_errors_and_no_panics(place in any::<prop::sample::Index>(), which in any::<prop::sample::Index>(),
                                               value in strange(), id in ".{0,30}") {
        let (mut creds, mut keys) = (creds(), keys());
        let index = which.index(keys.len() + 1);
        let document = match keys.get_mut(index) {
            Some((_, _, document)) => document,
            None => &mut creds,
        };
        let all = places(document, "");
        *document.pointer_mut(&all[place.index(all.len())]).unwrap() = value;
        // Whatever comes of it, it comes.
        let _ = read(&creds, &keys);
        let types: Vec<&str> = keys.iter().map(|(key_type, ..)| *key_type).collect();
        for key_type in types {
            let _ = read(&creds, &[(key_type, id.as_str(), json!({}))]);
        }
    }
}
