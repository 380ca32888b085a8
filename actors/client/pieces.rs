//! Frames that come in pieces.

use actix_http::ws::Item;
use bytes::{Bytes, BytesMut};

use super::actor::MAX_FRAME_BYTES;

/// The text so far, if one is under way; what belongs to no text is passed over.
#[derive(Debug, Default)]
pub(super) struct Pieces(Option<BytesMut>);

/// What a piece has made of them.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Assembled {
    /// More is to come, or nothing is to be done.
    Nothing,
    /// A whole text.
    Text(String),
    /// A frame that cannot be used, and why.
    Unusable(&'static str),
    /// More than a frame may have.
    TooLong,
}

impl Pieces {
    pub(super) fn take(&mut self, item: Item) -> Assembled {
        match item {
            Item::FirstText(bytes) => {
                self.0 = Some(BytesMut::new());
                self.append(&bytes)
            }
            Item::FirstBinary(_) => {
                self.0 = None;
                Assembled::Unusable(super::wire::NOT_TEXT)
            }
            Item::Continue(bytes) => self.append(&bytes),
            Item::Last(bytes) => match self.append(&bytes) {
                Assembled::Nothing => self.finish(),
                refused @ (Assembled::Text(_) | Assembled::Unusable(_) | Assembled::TooLong) => refused,
            },
        }
    }

    /// What is under way is given up.
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
