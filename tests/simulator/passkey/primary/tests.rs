use serde::Deserialize;

use super::*;

/// One exchange as `vectors/shortcake.py` computes it; bytes in hexadecimal.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Case {
    name: String,
    r#ref: String,
    code: String,
    primary_private: String,
    primary_nonce: String,
    prologue_payload: String,
    primary_identity: String,
    companion_nonce: String,
    pairing_request: String,
    noise: String,
    identity: String,
    adv_secret: String,
    prior_adv_secret: String,
    handoff_proof: String,
}

fn cases() -> Vec<Case> {
    let cases: Vec<Case> = serde_json::from_str(include_str!("../vectors/shortcake.json")).unwrap();
    assert_eq!(cases.len(), 3);
    cases
}

fn bytes(hex: &str) -> Vec<u8> {
    (0..hex.len()).step_by(2).map(|at| u8::from_str_radix(&hex[at..at + 2], 16).unwrap()).collect()
}

fn key(hex: &str) -> [u8; 32] {
    bytes(hex).try_into().unwrap()
}

impl Case {
    fn primary(&self) -> Result<Primary, &'static str> {
        let own = (key(&self.primary_private), key(&self.primary_nonce));
        Primary::with_keys(&bytes(&self.prologue_payload), &self.r#ref, own)
    }
}

#[test]
fn phone_computes_what_the_description_says() {
    for case in cases() {
        let primary = case.primary().unwrap();
        assert_eq!(primary.identity().encode_to_vec(), bytes(&case.primary_identity), "{}", case.name);
        assert_eq!(primary.code(&bytes(&case.companion_nonce)), Some(case.code.clone()), "{}", case.name);
        let request = primary.open(&bytes(&case.pairing_request)).unwrap();
        let wanted = PairingRequest {
            noise: key(&case.noise),
            identity: key(&case.identity),
            adv_secret: key(&case.adv_secret),
        };
        assert_eq!(request, wanted, "{}", case.name);
    }
}

#[test]
fn handoff_proof_is_verified_by_any_earlier_secret() {
    for case in cases() {
        let (proof, payload) = (bytes(&case.handoff_proof), bytes(&case.prologue_payload));
        let (prior, other) = (bytes(&case.prior_adv_secret), vec![7; 32]);
        let proves = |secrets: &[&[u8]]| proves_handoff(&proof, &payload, secrets.iter().copied());
        assert!(proves(&[&other, &prior]));
        assert!(!proves(&[&other]) && !proves(&[]));
        assert!(!proves_handoff(&proof[1..], &payload, [&prior[..]]));
        assert!(!proves_handoff(&proof, b"another payload", [&prior[..]]));
    }
}

#[test]
fn nonce_that_was_not_committed_to_gives_no_code() {
    let case = &cases()[0];
    let primary = case.primary().unwrap();
    let nonce = bytes(&case.companion_nonce);
    let mut other = nonce.clone();
    other[31] ^= 1;
    for bad in [&other[..], &nonce[1..], &[nonce.clone(), vec![0]].concat(), &[]] {
        assert_eq!(primary.code(bad), None);
    }
}

#[test]
fn malformed_prologue_payload_is_refused() {
    let case = &cases()[0];
    let identity = |parsed: wa::CompanionEphemeralIdentity| parsed.encode_to_vec();
    let payload = |identity: Option<Vec<u8>>, hash: Option<Vec<u8>>| {
        let commitment = buffa::MessageField::some(wa::CompanionCommitment { hash });
        wa::ProloguePayload { companion_ephemeral_identity: identity, commitment }.encode_to_vec()
    };
    let whole = |key: Option<Vec<u8>>| wa::CompanionEphemeralIdentity {
        public_key: key,
        device_type: None,
        r#ref: Some(case.r#ref.clone()),
    };
    let hash = Some(vec![1; 32]);
    let good = payload(Some(identity(whole(Some(vec![9; 32])))), hash.clone());
    assert!(Primary::answer(&good, &case.r#ref).is_ok(), "the type may be absent");
    for bad in [
        Vec::new(),
        vec![0xff; 40],
        vec![0; 5000],
        payload(None, hash.clone()),
        payload(Some(vec![0xff; 3]), hash.clone()),
        payload(Some(identity(whole(None))), hash.clone()),
        payload(Some(identity(whole(Some(vec![9; 33])))), hash.clone()),
        payload(Some(identity(whole(Some(vec![9; 32])))), None),
        payload(Some(identity(whole(Some(vec![9; 32])))), Some(vec![1; 31])),
    ] {
        assert!(Primary::answer(&bad, &case.r#ref).is_err(), "{bad:?}");
    }
    assert!(matches!(Primary::answer(&good, "another ref"), Err("the prologue is for another ref")));
}

#[test]
fn malformed_pairing_request_is_refused() {
    let case = &cases()[0];
    let primary = case.primary().unwrap();
    let sealed = bytes(&case.pairing_request);
    let mut forged = sealed.clone();
    forged[10] ^= 1;
    for bad in [Vec::new(), vec![0xff; 9], vec![0; 5000], sealed[..sealed.len() - 1].to_vec(), forged] {
        assert!(primary.open(&bad).is_err());
    }
    let weak = wa::CompanionEphemeralIdentity {
        public_key: Some(vec![0; 32]),
        device_type: None,
        r#ref: Some(case.r#ref.clone()),
    };
    let weak = wa::ProloguePayload {
        companion_ephemeral_identity: Some(weak.encode_to_vec()),
        commitment: buffa::MessageField::some(wa::CompanionCommitment { hash: Some(vec![1; 32]) }),
    };
    let primary = Primary::answer(&weak.encode_to_vec(), &case.r#ref).unwrap();
    assert_eq!(primary.open(&sealed), Err("the companion's ephemeral key agrees with none"));
}
