//! A client without a client library: raw bytes, or the Noise handshake alone.

use futures::{SinkExt as _, StreamExt as _};
use linekeeper_simulator::Simulator;
use tokio::net::TcpStream;
use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::{MaybeTlsStream, WebSocketStream};
use wacore_binary::{Node, OwnedNodeRef};
use wacore_libsignal::protocol::KeyPair;
use wacore_noise::{NoiseCipher, XxHandshakeState};

use crate::client::PATIENCE;

const PROLOGUE: [u8; 4] = *b"WA\x06\x03";

pub(crate) struct Raw {
    socket: WebSocketStream<MaybeTlsStream<TcpStream>>,
    write: Option<NoiseCipher>,
    read: Option<NoiseCipher>,
    counters: (u32, u32),
}

impl Raw {
    pub(crate) async fn connect(simulator: &Simulator) -> Self {
        let (socket, _) = tokio_tungstenite::connect_async(simulator.endpoint()).await.unwrap();
        Self { socket, write: None, read: None, counters: (0, 0) }
    }

    /// Connects and does an XX handshake with this payload.
    pub(crate) async fn greeted(simulator: &Simulator, payload: &[u8]) -> Self {
        Self::greeted_as(simulator, KeyPair::generate(&mut rand::rng()), payload).await
    }

    /// Connects and does an XX handshake with this static key and this payload.
    pub(crate) async fn greeted_as(simulator: &Simulator, keys: KeyPair, payload: &[u8]) -> Self {
        let mut raw = Self::connect(simulator).await;
        let mut state = XxHandshakeState::new(keys, payload.to_vec(), &PROLOGUE).unwrap();
        let hello = framed(&state.build_client_hello().unwrap());
        raw.bytes(&[&PROLOGUE[..], &hello].concat()).await;
        let answer = raw.frame().await.unwrap();
        let finish = state.read_server_hello_and_build_client_finish(&answer).unwrap();
        raw.bytes(&framed(&finish)).await;
        let done = state.finish().unwrap();
        raw.write = Some(done.write_cipher);
        raw.read = Some(done.read_cipher);
        raw
    }

    pub(crate) async fn bytes(&mut self, bytes: &[u8]) {
        self.socket.send(Message::Binary(bytes.to_vec().into())).await.unwrap();
    }

    pub(crate) async fn words(&mut self, text: &str) {
        self.socket.send(Message::Text(text.into())).await.unwrap();
    }

    pub(crate) async fn stanza(&mut self, stanza: &Node) {
        let plain = wacore_binary::marshal(stanza).unwrap();
        self.plaintext(&plain).await;
    }

    /// Encrypts any bytes and sends them as a frame.
    pub(crate) async fn plaintext(&mut self, plain: &[u8]) {
        let sealed = self.write.as_ref().unwrap().encrypt_with_counter(self.counters.0, plain).unwrap();
        self.counters.0 += 1;
        self.bytes(&framed(&sealed)).await;
    }

    /// Returns the next stanza; `None` if the connection has ended.
    pub(crate) async fn next(&mut self) -> Option<Node> {
        let mut frame = self.frame().await?;
        self.read.as_ref().unwrap().decrypt_in_place_with_counter(self.counters.1, &mut frame).unwrap();
        self.counters.1 += 1;
        frame.remove(0);
        Some(OwnedNodeRef::new(frame).unwrap().to_owned_node())
    }

    /// Returns the next stanza, which there is.
    pub(crate) async fn stanza_received(&mut self) -> Node {
        self.next().await.expect("the server has ended the connection")
    }

    /// Waits until the server ends the connection.
    pub(crate) async fn closed(&mut self) {
        while self.frame().await.is_some() {}
    }

    async fn frame(&mut self) -> Option<Vec<u8>> {
        let next = async {
            loop {
                match self.socket.next().await {
                    Some(Ok(Message::Binary(bytes))) => return Some(bytes[3..].to_vec()),
                    Some(Ok(Message::Close(_)) | Err(_)) | None => return None,
                    Some(Ok(_)) => {}
                }
            }
        };
        tokio::time::timeout(PATIENCE, next).await.expect("the server said nothing")
    }
}

pub(crate) fn framed(payload: &[u8]) -> Vec<u8> {
    let length = u32::try_from(payload.len()).unwrap().to_be_bytes();
    [&length[1..], payload].concat()
}
