//! WebSocket client that sends arbitrary bytes, on a TCP connection upgraded by hand.

use std::io::ErrorKind;

use linekeeper_harness::{DEADLINE, Service};
use serde_json::{Value, json};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

/// Request id of the final ping.
const LAST: &str = "the last one";
/// Mask of the client's payloads; any value will do.
const MASK: [u8; 4] = [0x37, 0xfa, 0x21, 0x3d];
/// Opcodes (RFC 6455, 5.2).
pub(crate) const CONTINUATION: u8 = 0x0;
pub(crate) const TEXT: u8 = 0x1;
pub(crate) const BINARY: u8 = 0x2;
pub(crate) const CLOSE: u8 = 0x8;
pub(crate) const PING: u8 = 0x9;
pub(crate) const PONG: u8 = 0xa;
/// FIN bit: last fragment of a message.
pub(crate) const FIN: u8 = 0x80;

/// A whole masked frame with this first byte.
pub(crate) fn frame(first: u8, payload: &[u8]) -> Vec<u8> {
    let mut bytes = head(first, payload.len() as u64);
    bytes.extend(payload.iter().zip(MASK.iter().cycle()).map(|(byte, mask)| byte ^ mask));
    bytes
}

/// A whole text frame.
pub(crate) fn text(text: &str) -> Vec<u8> {
    frame(FIN | TEXT, text.as_bytes())
}

/// Header of a masked frame with this payload length.
pub(crate) fn head(first: u8, length: u64) -> Vec<u8> {
    let mut bytes = vec![first];
    match length {
        0..126 => bytes.push(0x80 | length as u8),
        126..0x1_0000 => {
            bytes.push(0x80 | 126);
            bytes.extend((length as u16).to_be_bytes());
        }
        _ => {
            bytes.push(0x80 | 127);
            bytes.extend(length.to_be_bytes());
        }
    }
    bytes.extend(MASK);
    bytes
}

/// End of the exchange.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum End {
    /// The final ping was answered: the socket stays open.
    Stays,
    /// Close frame with this code; 1005 if it has none (RFC 6455, 7.4.1).
    Closed(u16),
    /// The connection ended without a close frame.
    Gone,
}

/// Result of the exchange.
#[derive(Debug)]
pub(crate) struct Outcome {
    pub(crate) frames: Vec<Value>,
    pub(crate) end: End,
}

impl Outcome {
    /// Number of error frames; asserts that each has a code.
    pub(crate) fn errors(&self) -> usize {
        let is_error = |frame: &&Value| matches!(frame["type"].as_str(), Some("error" | "pairing-code-error"));
        self.frames.iter().filter(is_error).inspect(|error| assert!(error["code"].is_string(), "{error}")).count()
    }
}

/// Action after the bytes were sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Then {
    /// Send a valid ping.
    Ping,
    /// Send nothing more.
    Silence,
    /// Shut the sending side of TCP down.
    Nothing,
}

/// An upgraded connection.
pub(crate) struct Raw(TcpStream);

impl Raw {
    /// Connects with an API key or without credentials; `along` is sent together with the upgrade request.
    pub(crate) async fn open(service: &Service, company: &str, key: Option<&str>, along: &[u8]) -> Self {
        let host = service.base().strip_prefix("http://").expect("an address");
        let mut stream = TcpStream::connect(host).await.expect("connected");
        // Each write becomes a TCP segment of its own.
        stream.set_nodelay(true).expect("a socket");
        let authorization = key.map(|key| format!("authorization: Bearer {key}\r\n")).unwrap_or_default();
        let mut request = format!(
            "GET /api/whatsapp/sessions/{company}/ws HTTP/1.1\r\nhost: {host}\r\nupgrade: websocket\r\n\
             connection: upgrade\r\nsec-websocket-version: 13\r\nsec-websocket-key: dGhlIHNhbXBsZSBub25jZQ==\r\n\
             {authorization}\r\n"
        )
        .into_bytes();
        request.extend(along);
        stream.write_all(&request).await.expect("sent");
        let mut answer = Vec::new();
        while !answer.ends_with(b"\r\n\r\n") {
            answer.push(stream.read_u8().await.expect("an answer"));
        }
        assert!(answer.starts_with(b"HTTP/1.1 101 "), "{}", String::from_utf8_lossy(&answer));
        Self(stream)
    }

    /// Sends the bytes at once and closes the connection without reading.
    pub(crate) async fn leave(mut self, bytes: &[u8]) {
        self.0.write_all(bytes).await.expect("sent");
        self.0.shutdown().await.expect("closed");
    }

    /// Waits for the first `session-state` frame.
    pub(crate) async fn watching(mut self) -> Self {
        loop {
            let (opcode, payload) = next_frame(&mut self.0).await.expect("an open socket");
            if opcode == TEXT && String::from_utf8_lossy(&payload).contains("session-state") {
                return self;
            }
        }
    }

    /// Sends the pieces and reads until the exchange ends.
    pub(crate) async fn outcome(self, pieces: &[Vec<u8>], then: Then) -> Outcome {
        let (mut reader, mut writer) = self.0.into_split();
        let write = async {
            let last = text(&json!({ "type": "ping", "requestId": LAST }).to_string());
            let last = (then == Then::Ping).then_some(&last);
            for piece in pieces.iter().chain(last) {
                match writer.write_all(piece).await {
                    Ok(()) => {}
                    // Closed by the service already; its frames can still be read.
                    Err(error) if matches!(error.kind(), ErrorKind::BrokenPipe | ErrorKind::ConnectionReset) => break,
                    Err(error) => panic!("{error}"),
                }
            }
            if then == Then::Nothing {
                let _closed_already = writer.shutdown().await;
            }
            std::future::pending().await
        };
        let mut frames = Vec::new();
        let read = async {
            loop {
                match next_frame(&mut reader).await {
                    None => break End::Gone,
                    Some((CLOSE, payload)) => {
                        break End::Closed(payload.first_chunk().map_or(1005, |code| u16::from_be_bytes(*code)));
                    }
                    Some((TEXT, payload)) => {
                        let frame: Value = serde_json::from_slice(&payload).expect("JSON");
                        if frame["type"] == "pong" && frame["requestId"] == LAST {
                            break End::Stays;
                        }
                        frames.push(frame);
                    }
                    Some((PING | PONG, _)) => {}
                    Some((other, _)) => panic!("the service sends frames of opcode {other}"),
                }
            }
        };
        let end = tokio::time::timeout(DEADLINE, async {
            tokio::select! {
                end = read => end,
                () = write => unreachable!("writing waits for the end"),
            }
        });
        let end = end.await.expect("the socket is neither answered nor closed");
        Outcome { frames, end }
    }
}

/// Opcode and payload of the next frame; `None` at the end of the connection.
async fn next_frame(reader: &mut (impl AsyncReadExt + Unpin)) -> Option<(u8, Vec<u8>)> {
    let mut two = [0; 2];
    reader.read_exact(&mut two).await.ok()?;
    let [first, second] = two;
    assert_eq!((first & FIN, second & 0x80), (FIN, 0), "the service sends whole frames without a mask");
    let length = match second {
        126 => u64::from(reader.read_u16().await.ok()?),
        127 => reader.read_u64().await.ok()?,
        short => u64::from(short),
    };
    let mut payload = vec![0; usize::try_from(length).expect("a length")];
    reader.read_exact(&mut payload).await.ok()?;
    Some((first & 0x0f, payload))
}
