//! A companion without a client library. It reads and signs identities as WhatsApp Web does: the outer account type
//! chooses what the HMAC covers, the signed inner device type the prefix of the account signature, and the
//! countersignature has one prefix for all. Its steps of a linking with a passkey are in [`crate::passkey_steps`].

use std::collections::VecDeque;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use linekeeper_simulator::{Linked, Refusal, Simulator};
use tokio::task::JoinHandle;
use wacore_binary::builder::NodeBuilder;
use wacore_binary::{Node, NodeContent};
use wacore_libsignal::crypto::hmac_sha256;
use wacore_libsignal::protocol::{KeyPair, PublicKey};
use waproto::codec;
use waproto::whatsapp as wa;

use crate::passkey_steps::PasskeyKeys;
use crate::raw::Raw;

/// Prefix of every companion's countersignature.
pub(crate) const RIGHT: [u8; 2] = [6, 1];

pub(crate) struct Companion {
    pub(crate) raw: Raw,
    pub(crate) identity: KeyPair,
    pub(crate) noise: KeyPair,
    pub(crate) secret: [u8; 32],
    /// Refs of the newest `pair-device`.
    pub(crate) refs: Vec<String>,
    pub(crate) passkey: PasskeyKeys,
    requests: u32,
    /// Stanzas that came while it waited for the answer to a request.
    unread: VecDeque<Node>,
}

/// A linking under way at the phone.
pub(crate) type Linking = JoinHandle<Result<Linked, Refusal>>;

impl Companion {
    /// Registers; returns after the `pair-device`.
    pub(crate) async fn registered(simulator: &Simulator) -> Self {
        let mut companion = Self::greeted(simulator).await;
        companion.receives_refs().await;
        companion
    }

    /// Registers and does not wait for an answer.
    pub(crate) async fn greeted(simulator: &Simulator) -> Self {
        let [identity, signed, noise] = std::array::from_fn(|_| KeyPair::generate(&mut rand::rng()));
        let signature = identity.calculate_signature(&signed.public_key.serialize(), &mut rand::rng()).unwrap();
        let data = wa::client_payload::DevicePairingRegistrationData {
            e_regid: Some(vec![0, 0, 0, 9]),
            e_keytype: Some(vec![5]),
            e_ident: Some(public(&identity).to_vec()),
            e_skey_id: Some(vec![0, 0, 1]),
            e_skey_val: Some(public(&signed).to_vec()),
            e_skey_sig: Some(signature.to_vec()),
            ..Default::default()
        };
        let payload = wa::ClientPayload { device_pairing_data: data.into(), ..Default::default() };
        let payload = codec::client_payload_to_vec(&payload);
        let raw = Raw::greeted_as(simulator, noise.clone(), &payload).await;
        Self {
            raw,
            identity,
            noise,
            secret: rand::random(),
            refs: Vec::new(),
            passkey: PasskeyKeys::new(),
            requests: 0,
            unread: VecDeque::new(),
        }
    }

    /// Waits for a `pair-device`.
    pub(crate) async fn receives_refs(&mut self) {
        let stanza = self.raw.stanza_received().await;
        let refs = stanza.get_optional_child("pair-device").expect("no pair-device").get_children_by_tag("ref");
        self.refs = refs.map(|one| String::from_utf8(bytes(one).to_vec()).unwrap()).collect();
    }

    /// Text of the QR code that it shows first.
    pub(crate) fn qr(&self) -> String {
        let key = |bytes: &[u8]| STANDARD.encode(bytes);
        let (noise, identity) = (public(&self.noise), public(&self.identity));
        format!("{},{},{},{},1", self.refs[0], key(&noise), key(&identity), key(&self.secret))
    }

    /// Starts a scan of its QR code.
    pub(crate) fn scanned(&self, simulator: &Simulator, number: &'static str) -> Linking {
        let (simulator, qr) = (simulator.clone(), self.qr());
        tokio::spawn(async move { simulator.scan(number, &qr).await })
    }

    /// Sends a request and returns its answer; what comes before it is kept.
    pub(crate) async fn ask(&mut self, kind: &'static str, content: Node) -> Node {
        let id = self.asks(kind, content).await;
        loop {
            let next = self.raw.stanza_received().await;
            if attr(&next, "id") == id {
                return next;
            }
            self.unread.push_back(next);
        }
    }

    /// Sends a request and does not wait for its answer; returns its id.
    pub(crate) async fn asks(&mut self, kind: &'static str, content: Node) -> String {
        self.requests += 1;
        let id = format!("q{}", self.requests);
        let request = NodeBuilder::new("iq")
            .attr("id", id.clone())
            .attr("to", "s.whatsapp.net")
            .attr("type", kind)
            .attr("xmlns", "md")
            .children([content]);
        self.raw.stanza(&request.build()).await;
        id
    }

    /// Next stanza of the service.
    pub(crate) async fn next(&mut self) -> Node {
        match self.unread.pop_front() {
            Some(stanza) => stanza,
            None => self.raw.stanza_received().await,
        }
    }

    /// Waits for a notification of this type.
    pub(crate) async fn notified(&mut self, kind: &str) -> Node {
        let next = self.next().await;
        assert_eq!((next.tag.as_ref(), attr(&next, "type").as_str()), ("notification", kind));
        next
    }

    /// A request for a code; the wrapped key is not one that a phone could use.
    pub(crate) fn hello(&self, number: &str, push: Option<&str>, display: &str) -> Node {
        let mut hello = NodeBuilder::new("link_code_companion_reg")
            .attr("jid", format!("{number}@s.whatsapp.net"))
            .attr("stage", "companion_hello");
        if let Some(push) = push {
            hello = hello.attr("should_show_push_notification", push);
        }
        let hello = hello.children([
            leaf("link_code_pairing_wrapped_companion_ephemeral_pub", &[7; 80]),
            leaf("companion_server_auth_key_pub", &public(&self.noise)),
            leaf("companion_platform_id", b"1"),
            leaf("companion_platform_display", display.as_bytes()),
            leaf("link_code_pairing_nonce", &[0]),
        ]);
        NodeBuilder::new("iq")
            .attr("id", "hello")
            .attr("to", "s.whatsapp.net")
            .attr("type", "set")
            .attr("xmlns", "md")
            .children([hello.build()])
            .build()
    }

    /// Requests a code; returns once the service has issued it.
    pub(crate) async fn shows_a_code(&mut self, number: &str) {
        let hello = self.hello(number, Some("true"), "Chrome (Windows)");
        self.raw.stanza(&hello).await;
        let answer = self.raw.stanza_received().await;
        assert!(answer.get_optional_child("link_code_companion_reg").is_some(), "{answer:?}");
    }

    /// Answers a `pair-success` with a countersignature of this prefix, if the identity verifies.
    pub(crate) async fn countersigns(&mut self, prefix: [u8; 2]) -> Result<(), &'static str> {
        let stanza = self.next().await;
        let success = stanza.get_optional_child("pair-success").expect("no pair-success");
        let mut signed = self.read(bytes(success.get_optional_child("device-identity").unwrap()))?;
        let details = signed.details.clone().unwrap();
        let account = signed.account_signature_key.take().unwrap();
        let message = [&prefix[..], &details, &public(&self.identity), &account].concat();
        let signature = self.identity.calculate_signature(&message, &mut rand::rng()).unwrap();
        signed.device_signature = Some(signature.to_vec());
        let index = codec::adv_device_identity_decode(&details).unwrap().key_index.unwrap();
        let identity = NodeBuilder::new("device-identity")
            .attr("key-index", index)
            .bytes(codec::adv_signed_device_identity_to_vec(&signed))
            .build();
        let sign = NodeBuilder::new("pair-device-sign").children([identity]).build();
        let answer = NodeBuilder::new("iq")
            .attr("to", "s.whatsapp.net")
            .attr("type", "result")
            .attr("id", attr(&stanza, "id"))
            .children([sign])
            .build();
        self.raw.stanza(&answer).await;
        Ok(())
    }

    fn read(&self, sealed: &[u8]) -> Result<wa::ADVSignedDeviceIdentity, &'static str> {
        let hosted = Some(wa::ADVEncryptionType::HOSTED);
        let outer = codec::adv_signed_device_identity_hmac_decode(sealed).map_err(|_| "no container")?;
        let inner = outer.details.unwrap();
        let covered = if outer.account_type == hosted { [&[6, 5], &inner[..]].concat() } else { inner.clone() };
        if outer.hmac.as_deref() != Some(&hmac_sha256(&self.secret, &covered)[..]) {
            return Err("hmac-mismatch");
        }
        let signed = codec::adv_signed_device_identity_decode(&inner).map_err(|_| "no identity")?;
        let details = signed.details.clone().unwrap();
        let identity = codec::adv_device_identity_decode(&details).map_err(|_| "no details")?;
        let prefix = if identity.device_type == hosted { [6, 5] } else { [6, 0] };
        let message = [&prefix[..], &details, &public(&self.identity)].concat();
        let key = PublicKey::from_djb_public_key_bytes(signed.account_signature_key.as_deref().unwrap()).unwrap();
        let right = key.verify_signature(&message, signed.account_signature.as_deref().unwrap());
        if right { Ok(signed) } else { Err("signature-mismatch") }
    }

    /// Logs in with the keys of a device that this companion has become.
    pub(crate) async fn logs_in(&self, simulator: &Simulator, number: &str, device: u32) -> Raw {
        let payload =
            wa::ClientPayload { username: Some(number.parse().unwrap()), device: Some(device), ..Default::default() };
        Raw::greeted_as(simulator, self.noise.clone(), &codec::client_payload_to_vec(&payload)).await
    }
}

/// Links a companion by QR.
pub(crate) async fn linked_by_qr(simulator: &Simulator, number: &str) -> Companion {
    let mut companion = Companion::registered(simulator).await;
    let qr = companion.qr();
    let (linked, signed) = tokio::join!(simulator.scan(number, &qr), companion.countersigns(RIGHT));
    signed.unwrap();
    linked.unwrap();
    companion
}

pub(crate) fn public(keys: &KeyPair) -> [u8; 32] {
    keys.public_key.public_key_bytes().try_into().unwrap()
}

/// Content of a stanza.
pub(crate) fn bytes(node: &Node) -> &[u8] {
    match &node.content {
        Some(NodeContent::Bytes(bytes)) => bytes,
        Some(NodeContent::String(text)) => text.as_bytes(),
        other => panic!("no bytes: {other:?}"),
    }
}

/// Attribute of a stanza; empty if there is none.
pub(crate) fn attr(node: &Node, key: &str) -> String {
    node.attrs.get(key).map(|value| value.as_str().into_owned()).unwrap_or_default()
}

/// Content of a child; empty if there is none.
pub(crate) fn child(node: &Node, tag: &str) -> Vec<u8> {
    node.get_optional_child(tag).map(|child| bytes(child).to_vec()).unwrap_or_default()
}

/// Code of an error response; empty if it is a result.
pub(crate) fn error(answer: &Node) -> String {
    answer.get_optional_child("error").map(|error| attr(error, "code")).unwrap_or_default()
}

pub(crate) fn leaf(tag: &'static str, bytes: &[u8]) -> Node {
    NodeBuilder::new(tag).bytes(bytes.to_vec()).build()
}
