//! The wire format: WebSocket messages, the intro, frames, the Noise handshake and stanzas. Nothing here depends on
//! phones.

mod certificate;
mod frames;
mod handshake;
mod socket;
pub(crate) mod stanza;

pub(crate) use handshake::{Greeting, Pattern};
pub(crate) use socket::{Socket, StanzaReader, StanzaWriter};

/// Error that ends a connection.
#[derive(Debug, thiserror::Error)]
pub(crate) enum WireError {
    #[error("the websocket failed: {0}")]
    WebSocket(#[from] Box<tokio_tungstenite::tungstenite::Error>),
    #[error("the client closed the connection")]
    Closed,
    #[error("the client took too long to {0}")]
    TooSlow(&'static str),
    #[error("the connection does not begin with the protocol's intro")]
    BadIntro,
    #[error("a frame of {0} bytes is over the limit")]
    FrameTooLarge(usize),
    #[error("the handshake message is malformed: {0}")]
    BadHandshake(&'static str),
    #[error("the handshake cannot be decrypted: {0}")]
    Noise(#[from] wacore_noise::HandshakeError),
    #[error("a frame cannot be decrypted")]
    BadCiphertext,
    #[error("a stanza cannot be decoded: {0}")]
    BadStanza(String),
}
