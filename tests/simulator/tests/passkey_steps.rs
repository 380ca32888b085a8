//! Steps of a companion in a linking with a passkey, each done when it is told to.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use linekeeper_simulator::{AssertionOrder, PasskeyDemand, PhoneProfile, Simulator, WrongAssertion};
use serde_json::Value;
use wacore::shortcake::ShortcakeUtils;
use wacore_binary::Node;
use wacore_binary::builder::NodeBuilder;
use wacore_libsignal::protocol::KeyPair;
use waproto::whatsapp as wa;
use waproto::whatsapp::device_props::PlatformType;
use whatsapp_rust::passkey::Assertion;

use crate::companion::{Companion, child, error, leaf, public};

/// What a companion keeps for a linking with a passkey.
pub(crate) struct PasskeyKeys {
    ephemeral: KeyPair,
    pub(crate) nonce: [u8; 32],
    /// Ref that it was given last.
    pub(crate) reference: String,
}

impl PasskeyKeys {
    pub(crate) fn new() -> Self {
        Self { ephemeral: KeyPair::generate(&mut rand::rng()), nonce: rand::random(), reference: String::new() }
    }
}

/// Sets whether linking demands the account's passkey.
pub(crate) async fn demand(simulator: &Simulator, number: &str, demand: PasskeyDemand) {
    let profile = PhoneProfile { passkey: Some(demand), ..PhoneProfile::default() };
    simulator.put_phone(number, profile).await.unwrap();
}

impl Companion {
    /// Asks for request options.
    pub(crate) async fn options(&mut self) -> Value {
        let answer = self.ask("get", NodeBuilder::new("passkey_request_options").build()).await;
        serde_json::from_slice(&child(&answer, "passkey_request_options")).unwrap()
    }

    /// Asks for a ref.
    pub(crate) async fn ask_ref(&mut self) {
        let answer = self.ask("get", NodeBuilder::new("ref").build()).await;
        self.passkey.reference = String::from_utf8(child(&answer, "ref")).unwrap();
    }

    /// Ephemeral identity and commitment, for the ref it was given.
    pub(crate) fn payload(&self) -> Vec<u8> {
        let PasskeyKeys { ephemeral, nonce, reference } = &self.passkey;
        let chrome = PlatformType::CHROME;
        let identity = ShortcakeUtils::build_companion_ephemeral_identity(&public(ephemeral), chrome, reference);
        ShortcakeUtils::build_prologue_payload(&identity, &ShortcakeUtils::commitment_hash(&identity, nonce))
    }

    /// Sends the assertion with its ephemeral identity.
    pub(crate) async fn prologue(&mut self, assertion: &Value, proof: Option<&[u8]>) -> Node {
        let id = credential_id(assertion);
        let mut parts = vec![
            leaf("credential_id", &id),
            leaf("webauthn_assertion", assertion.to_string().as_bytes()),
            leaf("prologue_payload", &self.payload()),
        ];
        parts.extend(proof.map(|proof| leaf("pairing_handoff_proof", proof)));
        self.ask("set", NodeBuilder::new("passkey_prologue").children(parts).build()).await
    }

    /// Does everything up to the phone's answer; returns the phone's ephemeral key and nonce.
    pub(crate) async fn answered(&mut self, simulator: &Simulator, number: &str) -> wa::PrimaryEphemeralIdentity {
        self.notified("passkey_prologue_request").await;
        let options = self.options().await;
        self.ask_ref().await;
        let assertion = asserted(simulator, number, options, None).await;
        assert_eq!(error(&self.prologue(&assertion, None).await), "");
        self.continued().await
    }

    /// Does everything, the person at the phone too, up to `pair-success`.
    pub(crate) async fn links_with_passkey(&mut self, simulator: &Simulator, number: &str) {
        let primary = self.answered(simulator, number).await;
        let nonce = leaf("companion_nonce", &self.passkey.nonce);
        assert_eq!(error(&self.ask("set", nonce).await), "");
        simulator.confirm_passkey(number).await.unwrap();
        let request = self.pairing_request(&primary);
        assert_eq!(error(&self.ask("set", request).await), "");
    }

    /// Waits for the phone's ephemeral key and nonce.
    pub(crate) async fn continued(&mut self) -> wa::PrimaryEphemeralIdentity {
        let continuation = self.notified("crsc_continuation").await;
        waproto::codec::primary_ephemeral_identity_decode(&child(&continuation, "primary_ephemeral_identity")).unwrap()
    }

    /// Code that it shows.
    pub(crate) fn code(&self, primary: &wa::PrimaryEphemeralIdentity) -> String {
        let key = |bytes: &Option<Vec<u8>>| <[u8; 32]>::try_from(bytes.clone().unwrap()).unwrap();
        let (public, nonce) = (key(&primary.public_key), key(&primary.nonce));
        let code = ShortcakeUtils::derive_verification_code(&self.passkey.nonce, &public, &nonce);
        format!("{}-{}", &code[..4], &code[4..])
    }

    /// Its pairing request with a new ADV secret.
    pub(crate) fn pairing_request(&mut self, primary: &wa::PrimaryEphemeralIdentity) -> Node {
        self.secret = rand::random();
        self.pairing_request_of(primary, public(&self.identity))
    }

    /// A pairing request that names this identity.
    pub(crate) fn pairing_request_of(&self, primary: &wa::PrimaryEphemeralIdentity, identity: [u8; 32]) -> Node {
        let PasskeyKeys { ephemeral, reference, .. } = &self.passkey;
        let phone = primary.public_key.clone().unwrap().try_into().unwrap();
        let key = ShortcakeUtils::derive_encryption_key(ephemeral, &phone, PlatformType::CHROME, reference);
        let plain = ShortcakeUtils::build_pairing_request(&public(&self.noise), &identity, &self.secret);
        let sealed = ShortcakeUtils::encrypt_pairing_request(&plain, &key.unwrap()).unwrap();
        leaf("encrypted_pairing_request", &ShortcakeUtils::build_encrypted_pairing_request(&sealed))
    }
}

/// Credential id of an assertion.
pub(crate) fn credential_id(assertion: &Value) -> Vec<u8> {
    URL_SAFE_NO_PAD.decode(assertion["rawId"].as_str().unwrap()).unwrap()
}

/// An assertion in the form that whatsapp-rust sends it.
pub(crate) fn for_client(assertion: &Value) -> Assertion {
    Assertion { assertion_json: assertion.to_string().into_bytes(), credential_id: credential_id(assertion) }
}

/// An assertion of the phone's authenticator.
pub(crate) async fn asserted(
    simulator: &Simulator,
    number: &str,
    options: Value,
    wrong: Option<WrongAssertion>,
) -> Value {
    let order = AssertionOrder { options: Some(options), origin: None, wrong };
    simulator.passkey_assertion(number, order).await.unwrap()
}
