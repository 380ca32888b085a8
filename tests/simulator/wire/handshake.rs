//! The server's side of the Noise handshake: XX for clients that do not know the server, IK for those that do, and the
//! fallback to XX when what they know is out of date.
//!
//! `ClientHello.static` present means IK. When it cannot be decrypted the server answers with a `static` of its own,
//! which makes the client fall back.

use buffa::MessageField;
use wacore_binary::consts::{NOISE_PATTERN_IK, NOISE_PATTERN_XX, NOISE_PATTERN_XXFALLBACK};
use wacore_noise::{NoiseCipher, NoiseHandshake};
use waproto::whatsapp::{HandshakeMessage, handshake_message as hm};

use super::{WireError, certificate};
use crate::state::{Keys, ServerKeys};

/// Handshake pattern that was used.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Pattern {
    Xx,
    Ik,
    XxFallback,
}

/// A completed handshake.
pub(crate) struct Greeting {
    pub(crate) pattern: Pattern,
    /// Client's static key, which identifies the device at every login.
    pub(crate) client: [u8; 32],
    /// `ClientPayload` as protobuf.
    pub(crate) payload: Vec<u8>,
    pub(crate) read: NoiseCipher,
    pub(crate) write: NoiseCipher,
}

/// Result of the client's first message.
pub(super) enum Answer {
    /// IK: the answer completes the handshake.
    Done(Vec<u8>, Box<Greeting>),
    /// XX: the client's finish message must follow the answer.
    Wait(Vec<u8>, Box<Unfinished>),
}

/// An XX handshake between the server's hello and the client's finish.
pub(super) struct Unfinished {
    noise: NoiseHandshake,
    ephemeral: Keys,
    pattern: Pattern,
}

/// Parses `ClientHello` and answers it.
pub(super) fn hello(server: &ServerKeys, prologue: [u8; 4], frame: &[u8]) -> Result<Answer, WireError> {
    let hello = waproto::codec::handshake_message_decode(frame)
        .map_err(|_| WireError::BadHandshake("not a handshake message"))?
        .client_hello
        .into_option()
        .ok_or(WireError::BadHandshake("no client hello"))?;
    let ephemeral = key(hello.ephemeral.as_deref(), "client ephemeral")?;
    let (Some(secret), Some(payload)) = (&hello.r#static, &hello.payload) else {
        return greet_xx(server, prologue, &ephemeral, Pattern::Xx);
    };
    match open_ik(server, prologue, &ephemeral, (secret, payload)) {
        Ok((noise, client, payload)) => greet_ik(server, noise, &ephemeral, (client, payload)),
        Err(_) => greet_xx(server, prologue, &ephemeral, Pattern::XxFallback),
    }
}

type OpenedIk = (NoiseHandshake, [u8; 32], Vec<u8>);

fn open_ik(
    server: &ServerKeys,
    prologue: [u8; 4],
    ephemeral: &[u8; 32],
    (secret, payload): (&[u8], &[u8]),
) -> Result<OpenedIk, WireError> {
    let private = server.noise.0.private_key.serialize();
    let mut noise = NoiseHandshake::new(NOISE_PATTERN_IK, &prologue)?;
    noise.authenticate(&server.noise.public());
    noise.authenticate(ephemeral);
    noise.mix_shared_secret(private, ephemeral)?;
    let client = key(Some(&noise.decrypt(secret)?), "client static")?;
    noise.mix_shared_secret(private, &client)?;
    let payload = noise.decrypt(payload)?;
    Ok((noise, client, payload))
}

fn greet_ik(
    server: &ServerKeys,
    mut noise: NoiseHandshake,
    ephemeral: &[u8; 32],
    (client, payload): ([u8; 32], Vec<u8>),
) -> Result<Answer, WireError> {
    let own = Keys::generate();
    let private = own.0.private_key.serialize();
    noise.authenticate(&own.public());
    noise.mix_shared_secret(private, ephemeral)?;
    noise.mix_shared_secret(private, &client)?;
    let chain = noise.encrypt(&certificate::chain(server))?;
    let answer = server_hello(&own, None, chain);
    let (read, write) = noise.finish()?;
    Ok(Answer::Done(answer, Box::new(Greeting { pattern: Pattern::Ik, client, payload, read, write })))
}

fn greet_xx(
    server: &ServerKeys,
    prologue: [u8; 4],
    ephemeral: &[u8; 32],
    pattern: Pattern,
) -> Result<Answer, WireError> {
    let name = if pattern == Pattern::Xx { NOISE_PATTERN_XX } else { NOISE_PATTERN_XXFALLBACK };
    let mut noise = NoiseHandshake::new(name, &prologue)?;
    noise.authenticate(ephemeral);
    let own = Keys::generate();
    noise.authenticate(&own.public());
    noise.mix_shared_secret(own.0.private_key.serialize(), ephemeral)?;
    let sealed = noise.encrypt(&server.noise.public())?;
    noise.mix_shared_secret(server.noise.0.private_key.serialize(), ephemeral)?;
    let chain = noise.encrypt(&certificate::chain(server))?;
    let answer = server_hello(&own, Some(sealed), chain);
    Ok(Answer::Wait(answer, Box::new(Unfinished { noise, ephemeral: own, pattern })))
}

impl Unfinished {
    /// Parses `ClientFinish`.
    pub(super) fn finish(mut self, frame: &[u8]) -> Result<Greeting, WireError> {
        let finish = waproto::codec::handshake_message_decode(frame)
            .map_err(|_| WireError::BadHandshake("not a handshake message"))?
            .client_finish
            .into_option()
            .ok_or(WireError::BadHandshake("no client finish"))?;
        let sealed = finish.r#static.ok_or(WireError::BadHandshake("no client static"))?;
        let client = key(Some(&self.noise.decrypt(&sealed)?), "client static")?;
        self.noise.mix_shared_secret(self.ephemeral.0.private_key.serialize(), &client)?;
        let sealed = finish.payload.ok_or(WireError::BadHandshake("no client payload"))?;
        let payload = self.noise.decrypt(&sealed)?;
        let (read, write) = self.noise.finish()?;
        Ok(Greeting { pattern: self.pattern, client, payload, read, write })
    }
}

fn server_hello(own: &Keys, sealed: Option<Vec<u8>>, chain: Vec<u8>) -> Vec<u8> {
    let hello = hm::ServerHello {
        ephemeral: Some(own.public().to_vec()),
        r#static: sealed,
        payload: Some(chain),
        ..Default::default()
    };
    let message = HandshakeMessage { server_hello: MessageField::some(hello), ..Default::default() };
    waproto::codec::handshake_message_to_vec(&message)
}

fn key(bytes: Option<&[u8]>, what: &'static str) -> Result<[u8; 32], WireError> {
    bytes.and_then(|bytes| bytes.try_into().ok()).ok_or(WireError::BadHandshake(what))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn server() -> ServerKeys {
        ServerKeys { noise: Keys::generate(), intermediate: Keys::generate() }
    }

    #[test]
    fn garbage_is_refused_and_never_panics() {
        let server = server();
        for frame in [&b""[..], b"\x12", &[0xff; 64], &[0x12, 0x02, 0x0a, 0x00], &[0x12, 0x03, 0x0a, 0x01, 0x07]] {
            assert!(hello(&server, *b"WA\x06\x03", frame).is_err(), "{frame:?}");
        }
    }

    #[test]
    fn an_ik_hello_for_another_server_is_answered_with_a_fallback() {
        use wacore_noise::IkHandshakeState;
        let client = Keys::generate();
        let other = Keys::generate().public();
        let mut state = IkHandshakeState::new(client.0.clone(), other, b"payload".to_vec(), b"WA\x06\x03").unwrap();
        let answer = hello(&server(), *b"WA\x06\x03", &state.build_client_hello().unwrap()).unwrap();
        assert!(matches!(answer, Answer::Wait(_, unfinished) if unfinished.pattern == Pattern::XxFallback));
    }

    #[test]
    fn an_ik_hello_for_this_server_gives_its_payload_and_key() {
        use wacore_noise::IkHandshakeState;
        let server = server();
        let client = Keys::generate();
        let known = server.noise.public();
        let mut state = IkHandshakeState::new(client.0.clone(), known, b"payload".to_vec(), b"WA\x06\x03").unwrap();
        let Answer::Done(_, greeting) = hello(&server, *b"WA\x06\x03", &state.build_client_hello().unwrap()).unwrap()
        else {
            panic!("the server fell back");
        };
        assert_eq!(greeting.payload, b"payload");
        assert_eq!(greeting.client, client.public());
    }
}
