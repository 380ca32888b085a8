//! One client's WebSocket: upgrade, handshake, then encrypted stanzas both ways.

use std::time::Duration;

use bytes::Bytes;
use futures::stream::{SplitSink, SplitStream};
use futures::{SinkExt as _, StreamExt as _};
use tokio::net::TcpStream;
use tokio::time::timeout;
use tokio_tungstenite::WebSocketStream;
use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::tungstenite::protocol::WebSocketConfig;
use wacore_binary::{Node, OwnedNodeRef};
use wacore_noise::NoiseCipher;

use super::WireError;
use super::frames::{Frames, framed};
use super::handshake::{self, Answer, Greeting};
use crate::state::ServerKeys;

/// An upgraded connection before its handshake.
pub(crate) struct Socket {
    sink: SplitSink<WebSocketStream<TcpStream>, Message>,
    stream: SplitStream<WebSocketStream<TcpStream>>,
    frames: Frames,
}

impl Socket {
    /// Performs the WebSocket upgrade.
    pub(crate) async fn accept(tcp: TcpStream, patience: Duration, limit: usize) -> Result<Self, WireError> {
        let config = WebSocketConfig::default()
            .max_message_size(Some(limit.saturating_add(1024)))
            .max_frame_size(Some(limit.saturating_add(1024)));
        let upgrade = tokio_tungstenite::accept_async_with_config(tcp, Some(config));
        let socket = timeout(patience, upgrade).await.map_err(|_| WireError::TooSlow("upgrade"))?.map_err(Box::new)?;
        let (sink, stream) = socket.split();
        Ok(Self { sink, stream, frames: Frames::new(limit) })
    }

    /// Performs the Noise handshake; each step has the timeout `patience`.
    pub(crate) async fn handshake(
        mut self,
        server: &ServerKeys,
        patience: Duration,
    ) -> Result<(Greeting, Socket), WireError> {
        let prologue = loop {
            if let Some(prologue) = self.frames.intro()? {
                break prologue;
            }
            self.more(patience).await?;
        };
        let first = self.frame(patience).await?;
        match handshake::hello(server, prologue, &first)? {
            Answer::Done(answer, greeting) => {
                self.send(&answer).await?;
                Ok((*greeting, self))
            }
            Answer::Wait(answer, unfinished) => {
                self.send(&answer).await?;
                let finish = self.frame(patience).await?;
                Ok((unfinished.finish(&finish)?, self))
            }
        }
    }

    /// Turns the socket into a reader and a writer of stanzas.
    pub(crate) fn into_stanzas(self, read: NoiseCipher, write: NoiseCipher) -> (StanzaReader, StanzaWriter) {
        let reader = StanzaReader { stream: self.stream, frames: self.frames, cipher: read, counter: 0 };
        (reader, StanzaWriter { sink: self.sink, cipher: write, counter: 0 })
    }

    async fn frame(&mut self, patience: Duration) -> Result<Vec<u8>, WireError> {
        loop {
            if let Some(frame) = self.frames.next()? {
                return Ok(frame.to_vec());
            }
            self.more(patience).await?;
        }
    }

    async fn more(&mut self, patience: Duration) -> Result<(), WireError> {
        let bytes =
            timeout(patience, binary(&mut self.stream)).await.map_err(|_| WireError::TooSlow("shake hands"))??;
        self.frames.feed(&bytes);
        Ok(())
    }

    async fn send(&mut self, payload: &[u8]) -> Result<(), WireError> {
        let message = Message::Binary(framed(payload).into());
        self.sink.send(message).await.map_err(|error| Box::new(error).into())
    }
}

/// Returns the next binary message; text is a protocol error, pings are answered by the library.
async fn binary(stream: &mut SplitStream<WebSocketStream<TcpStream>>) -> Result<Bytes, WireError> {
    loop {
        match stream.next().await {
            Some(Ok(Message::Binary(bytes))) => return Ok(bytes),
            Some(Ok(Message::Ping(_) | Message::Pong(_))) => {}
            Some(Ok(Message::Text(_))) => return Err(WireError::BadStanza("text message".to_owned())),
            Some(Ok(Message::Close(_) | Message::Frame(_))) | None => return Err(WireError::Closed),
            Some(Err(error)) => return Err(Box::new(error).into()),
        }
    }
}

/// Result of reading a stanza.
pub(crate) type Inbound = Result<Node, WireError>;

/// Reads stanzas.
pub(crate) struct StanzaReader {
    stream: SplitStream<WebSocketStream<TcpStream>>,
    frames: Frames,
    cipher: NoiseCipher,
    counter: u32,
}

impl StanzaReader {
    /// Returns the next stanza. Cancelling the call loses nothing: bytes are kept until a frame is complete.
    pub(crate) async fn next(&mut self) -> Inbound {
        loop {
            if let Some(mut frame) = self.frames.next()? {
                self.cipher
                    .decrypt_in_place_with_counter(self.counter, &mut frame)
                    .map_err(|_| WireError::BadCiphertext)?;
                self.counter = self.counter.checked_add(1).ok_or(WireError::BadCiphertext)?;
                return decode(frame);
            }
            let bytes = binary(&mut self.stream).await?;
            self.frames.feed(&bytes);
        }
    }
}

impl StanzaReader {
    /// Reads and discards until the client closes the connection. Closing a socket with unread bytes would reset the
    /// connection, and the client would lose the last stanzas, which tell the reason.
    pub(crate) async fn drain(&mut self, patience: Duration) {
        let rest = async { while let Some(Ok(_)) = self.stream.next().await {} };
        // A client that does not close in time is cut off.
        let _ = timeout(patience, rest).await;
    }
}

fn decode(frame: bytes::BytesMut) -> Inbound {
    let bad = |error: wacore_binary::BinaryError| WireError::BadStanza(error.to_string());
    let bytes = wacore_binary::util::unpack_bytes(frame).map_err(bad)?;
    Ok(OwnedNodeRef::new(bytes).map_err(bad)?.to_owned_node())
}

/// Writes stanzas.
pub(crate) struct StanzaWriter {
    sink: SplitSink<WebSocketStream<TcpStream>, Message>,
    cipher: NoiseCipher,
    counter: u32,
}

impl StanzaWriter {
    /// Sends one stanza; fails if the client does not read within `patience`.
    pub(crate) async fn send(&mut self, stanza: &Node, patience: Duration) -> Result<(), WireError> {
        let plain = wacore_binary::marshal_auto(stanza).map_err(|error| WireError::BadStanza(error.to_string()))?;
        let sealed = self.cipher.encrypt_with_counter(self.counter, &plain).map_err(|_| WireError::BadCiphertext)?;
        self.counter = self.counter.checked_add(1).ok_or(WireError::BadCiphertext)?;
        let sending = self.sink.send(Message::Binary(framed(&sealed).into()));
        timeout(patience, sending)
            .await
            .map_err(|_| WireError::TooSlow("read"))?
            .map_err(|error| Box::new(error).into())
    }

    /// Closes the WebSocket in order.
    pub(crate) async fn close(&mut self, patience: Duration) {
        // An error or timeout means that the client is gone already.
        let _ = timeout(patience, self.sink.close()).await;
    }
}
