//! Byte stream inside the WebSocket messages: an intro, then frames with a 3-byte length.
//!
//! Message boundaries mean nothing: clients put several frames into one message or split a frame over several.

use bytes::{Buf as _, BytesMut};

use super::WireError;

/// Maximum size of routing information, in bytes; real ones have some dozens.
const MAX_ROUTING: usize = 4096;

/// Collects bytes and cuts them into frames.
#[derive(Debug, Default)]
pub(super) struct Frames {
    buffer: BytesMut,
    limit: usize,
}

impl Frames {
    pub(super) fn new(limit: usize) -> Self {
        Self { buffer: BytesMut::new(), limit }
    }

    pub(super) fn feed(&mut self, bytes: &[u8]) {
        self.buffer.extend_from_slice(bytes);
    }

    /// Takes the prologue (`WA`, 6, dictionary version), once it has arrived; routing information before it is skipped.
    pub(super) fn intro(&mut self) -> Result<Option<[u8; 4]>, WireError> {
        if let Some(rest) = self.buffer.strip_prefix(b"ED\x00\x01") {
            let Some((length, rest)) = rest.split_first_chunk::<3>() else { return Ok(None) };
            let length = be24(*length);
            if length > MAX_ROUTING {
                return Err(WireError::BadIntro);
            }
            if rest.len() < length {
                return Ok(None);
            }
            self.buffer.advance(7 + length);
        }
        let Some(prologue) = self.buffer.first_chunk::<4>().copied() else {
            let begun: &[u8] = &self.buffer;
            let possible = b"ED\x00\x01".starts_with(begun) || b"WA\x06".starts_with(begun);
            return if possible { Ok(None) } else { Err(WireError::BadIntro) };
        };
        // `ED\0\1` itself is four bytes long: it is a prefix whose length has not arrived yet.
        if &prologue == b"ED\x00\x01" {
            return Ok(None);
        }
        if !prologue.starts_with(b"WA\x06") {
            return Err(WireError::BadIntro);
        }
        self.buffer.advance(4);
        Ok(Some(prologue))
    }

    /// Takes the next complete frame.
    pub(super) fn next(&mut self) -> Result<Option<BytesMut>, WireError> {
        let Some((length, rest)) = self.buffer.split_first_chunk::<3>() else { return Ok(None) };
        let length = be24(*length);
        if length > self.limit {
            return Err(WireError::FrameTooLarge(length));
        }
        if rest.len() < length {
            return Ok(None);
        }
        self.buffer.advance(3);
        Ok(Some(self.buffer.split_to(length)))
    }
}

/// Puts the length before a payload. The caller never sends more than 16 MB.
pub(super) fn framed(payload: &[u8]) -> Vec<u8> {
    let length = u32::try_from(payload.len()).unwrap_or(u32::MAX).to_be_bytes();
    length.iter().skip(1).chain(payload).copied().collect()
}

fn be24(bytes: [u8; 3]) -> usize {
    bytes.iter().fold(0, |sum, byte| (sum << 8) | usize::from(*byte))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn frames(bytes: &[u8]) -> Frames {
        let mut frames = Frames::new(100);
        frames.feed(bytes);
        frames
    }

    #[test]
    fn an_intro_is_found_byte_by_byte_with_and_without_routing() {
        for stream in [&b"WA\x06\x03"[..], b"ED\x00\x01\x00\x00\x02rrWA\x06\x03"] {
            let mut frames = Frames::new(100);
            for (index, byte) in stream.iter().enumerate() {
                frames.feed(&[*byte]);
                let intro = frames.intro().unwrap();
                assert_eq!(intro.is_some(), index + 1 == stream.len(), "{stream:?} at {index}");
            }
        }
    }

    #[test]
    fn other_protocols_are_refused_early() {
        for stream in [&b"GET "[..], b"X", b"EE", b"WA\x05\x03", b"ED\x00\x01\xff\xff\xff"] {
            assert!(matches!(frames(stream).intro(), Err(WireError::BadIntro)), "{stream:?}");
        }
    }

    #[test]
    fn frames_are_found_across_message_boundaries() {
        let stream = [framed(b"one"), framed(b""), framed(b"three")].concat();
        let mut frames = Frames::new(100);
        let mut found = Vec::new();
        for byte in stream {
            frames.feed(&[byte]);
            while let Some(frame) = frames.next().unwrap() {
                found.push(frame.to_vec());
            }
        }
        assert_eq!(found, [b"one".to_vec(), b"".to_vec(), b"three".to_vec()]);
    }

    #[test]
    fn a_frame_over_the_limit_is_refused_before_it_arrives() {
        assert!(matches!(frames(&[0, 0, 101]).next(), Err(WireError::FrameTooLarge(101))));
        assert!(frames(&[0, 0, 100]).next().unwrap().is_none());
    }
}
