//! The checks bite: a companion with an authenticator of its own links as it is, and each of five mutations of it, which
//! differ in one thing, is refused. The assertions are made here, not by the simulator.

use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD as BASE64URL;
use linekeeper_simulator::{
    Fault, FaultPoint, Latencies, Linked, PasskeyCredential, PasskeyDemand, Refusal, Simulator, SimulatorConfig,
};
use ring::rand::SystemRandom;
use ring::signature::{ECDSA_P256_SHA256_ASN1_SIGNING, EcdsaKeyPair, KeyPair as _};
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};

use crate::companion::{Companion, RIGHT, error, leaf};
use crate::passkey_steps::demand;

const SALON: &str = "79006464263";

/// The one thing that a companion does otherwise.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Mutation {
    /// Nothing.
    None,
    /// Its assertion is for another challenge.
    AnotherChallenge,
    /// Its assertion was made on a page of another origin.
    WrongOrigin,
    /// Its assertion is signed by another key.
    AnotherKey,
    /// It leaves out what confirms the code.
    NoConfirmation,
    /// It goes on to show a secret that the service has retired.
    RetiredSecret,
}

/// Authenticator of the account's owner, with a second key that the account does not know.
struct Authenticator {
    known: EcdsaKeyPair,
    unknown: EcdsaKeyPair,
}

impl Authenticator {
    /// Its credential is one of the account's.
    async fn of(simulator: &Simulator) -> Self {
        let key = || {
            let random = SystemRandom::new();
            let pkcs8 = EcdsaKeyPair::generate_pkcs8(&ECDSA_P256_SHA256_ASN1_SIGNING, &random).unwrap();
            EcdsaKeyPair::from_pkcs8(&ECDSA_P256_SHA256_ASN1_SIGNING, pkcs8.as_ref(), &random).unwrap()
        };
        let authenticator = Self { known: key(), unknown: key() };
        let public_key = BASE64URL.encode(authenticator.known.public_key().as_ref());
        let credential = PasskeyCredential { id: BASE64URL.encode(CREDENTIAL), public_key };
        simulator.register_passkey(SALON, &credential).await.unwrap();
        authenticator
    }

    fn asserts(&self, options: &Value, mutation: Mutation) -> Value {
        let challenge = match mutation {
            Mutation::AnotherChallenge => BASE64URL.encode([7; 32]),
            _ => options["challenge"].as_str().unwrap().to_owned(),
        };
        let origin = if mutation == Mutation::WrongOrigin {
            "https://whatsapp.com.evil.example"
        } else {
            "https://web.whatsapp.com"
        };
        let client = json!({ "type": "webauthn.get", "challenge": challenge, "origin": origin, "crossOrigin": false });
        let client = client.to_string();
        let mut data = Sha256::digest(options["rpId"].as_str().unwrap()).to_vec();
        // The person was present and verified; the counter is zero.
        data.extend([0x05, 0, 0, 0, 0]);
        let signed = [data.as_slice(), Sha256::digest(&client).as_slice()].concat();
        let key = if mutation == Mutation::AnotherKey { &self.unknown } else { &self.known };
        let signature = key.sign(&SystemRandom::new(), &signed).unwrap();
        json!({
            "id": BASE64URL.encode(CREDENTIAL),
            "rawId": BASE64URL.encode(CREDENTIAL),
            "type": "public-key",
            "response": {
                "clientDataJSON": BASE64URL.encode(client),
                "authenticatorData": BASE64URL.encode(data),
                "signature": BASE64URL.encode(signature.as_ref()),
                "userHandle": null,
            },
        })
    }
}

const CREDENTIAL: &[u8] = b"an authenticator";

async fn simulator() -> Simulator {
    let latencies = Latencies { passkey_patience: Duration::from_millis(500), ..Latencies::default() };
    let simulator = Simulator::start(SimulatorConfig { latencies, ..SimulatorConfig::default() }).await.unwrap();
    demand(&simulator, SALON, PasskeyDemand::WithoutOptions).await;
    simulator
}

/// Links a companion with this mutation. Returns how the phone says it ended, and the error code and reason of the service
/// for the assertion, if it was refused.
async fn links(mutation: Mutation) -> (Result<Linked, Refusal>, Option<(String, String)>) {
    let simulator = simulator().await;
    let authenticator = Authenticator::of(&simulator).await;
    let mut companion = Companion::registered(&simulator).await;
    if mutation == Mutation::RetiredSecret {
        // A scan that comes to nothing tells the service the secret, which is retired.
        simulator.add_fault(Fault::hang(FaultPoint::Scan)).await.unwrap();
        assert!(simulator.scan(SALON, &companion.qr()).await.is_err());
        companion.notified("companion_reg_refresh").await;
        return (simulator.scan(SALON, &companion.qr()).await, None);
    }
    let scan = companion.scanned(&simulator, SALON);
    companion.notified("passkey_prologue_request").await;
    let options = companion.options().await;
    companion.ask_ref().await;
    let answer = error(&companion.prologue(&authenticator.asserts(&options, mutation), None).await);
    if !answer.is_empty() {
        let linking = simulator.phone(SALON).await.unwrap().passkey_linking.unwrap();
        let refused = Some((answer, linking.refused.unwrap()));
        return (scan.await.unwrap(), refused);
    }
    let primary = companion.continued().await;
    let nonce = leaf("companion_nonce", &companion.passkey.nonce.clone());
    assert_eq!(error(&companion.ask("set", nonce).await), "");
    simulator.confirm_passkey(SALON).await.unwrap();
    if mutation != Mutation::NoConfirmation {
        let request = companion.pairing_request(&primary);
        assert_eq!(error(&companion.ask("set", request).await), "");
        companion.countersigns(RIGHT).await.unwrap();
    }
    let ended = scan.await.unwrap();
    assert_eq!(simulator.phone(SALON).await.unwrap().devices.len(), usize::from(ended.is_ok()), "{mutation:?}");
    (ended, None)
}

#[tokio::test]
async fn companion_without_a_mutation_links() {
    let (ended, refused) = links(Mutation::None).await;
    assert!(ended.unwrap().linked);
    assert_eq!(refused, None);
}

#[tokio::test]
async fn each_mutated_assertion_is_refused_with_its_reason() {
    for (mutation, why) in [
        (Mutation::AnotherChallenge, "the challenge is not the one that was issued"),
        (Mutation::WrongOrigin, "the origin is not under whatsapp.com"),
        (Mutation::AnotherKey, "the signature is not the credential's"),
    ] {
        let (ended, refused) = links(mutation).await;
        assert_eq!(refused, Some(("401".to_owned(), why.to_owned())), "{mutation:?}");
        assert_eq!(ended, Err(Refusal::PasskeyExpired), "{mutation:?}: the phone waits for a right one");
    }
}

#[tokio::test]
async fn companion_that_leaves_out_the_confirmation_is_not_linked() {
    assert_eq!(links(Mutation::NoConfirmation).await.0, Err(Refusal::PasskeyExpired));
}

#[tokio::test]
async fn companion_that_shows_a_retired_secret_is_not_linked() {
    assert_eq!(links(Mutation::RetiredSecret).await.0, Err(Refusal::BadQr("the service has retired it")));
}
