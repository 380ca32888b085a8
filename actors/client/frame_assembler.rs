//! Reassembly of fragmented WebSocket frames.

use actix_http::ws::Item;
use bytes::{Bytes, BytesMut};

/// Longest frame a client may send, in bytes; a longer one closes the socket.
pub const MAX_FRAME_BYTES: usize = 64 * 1024;

/// Text assembled so far, if a fragmented text frame is open. Fragments that belong to no text are ignored.
#[derive(Debug, Default)]
pub(super) struct FrameAssembler(Option<BytesMut>);

/// Result of taking one fragment.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Assembled {
    /// More fragments are to come, or the fragment was ignored.
    Nothing,
    /// A complete text frame.
    Text(String),
    /// The frame cannot be used; the reason is sent to the client.
    Unusable(&'static str),
    /// The frame exceeds [`MAX_FRAME_BYTES`].
    TooLong,
}

impl FrameAssembler {
    pub(super) fn take(&mut self, item: Item) -> Assembled {
        match item {
            Item::FirstText(bytes) => {
                self.0 = Some(BytesMut::new());
                self.append(&bytes)
            }
            Item::FirstBinary(_) => {
                self.0 = None;
                Assembled::Unusable(super::socket_state::NOT_TEXT)
            }
            Item::Continue(bytes) => self.append(&bytes),
            Item::Last(bytes) => match self.append(&bytes) {
                Assembled::Nothing => self.finish(),
                refused @ (Assembled::Text(_) | Assembled::Unusable(_) | Assembled::TooLong) => refused,
            },
        }
    }

    /// Discards the frame being assembled.
    pub(super) fn drop_all(&mut self) {
        self.0 = None;
    }

    fn append(&mut self, bytes: &Bytes) -> Assembled {
        let Some(text) = &mut self.0 else { return Assembled::Nothing };
        if text.len() + bytes.len() > MAX_FRAME_BYTES {
            self.0 = None;
            return Assembled::TooLong;
        }
        text.extend_from_slice(bytes);
        Assembled::Nothing
    }

    fn finish(&mut self) -> Assembled {
        let Some(text) = self.0.take() else { return Assembled::Nothing };
        String::from_utf8(text.into()).map_or(Assembled::Unusable("not UTF-8"), Assembled::Text)
    }
}
