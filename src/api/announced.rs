//! Frames that announce too much. actix's parser looks at the length of a frame when all of it is there, and keeps what comes
//! until then; so whoever announces a tebibyte would have it kept. This looks at the lengths as they come.

use std::pin::Pin;
use std::task::{Context, Poll, ready};

use actix_web::error::PayloadError;
use actix_web::web::Bytes;
use futures::Stream;

/// The bytes of a WebSocket's client, up to the first frame whose payload is longer than `most`.
pub(crate) struct Announced<S> {
    stream: S,
    most: u64,
    /// The first bytes of the frame that begins, without its mask.
    head: Vec<u8>,
    /// How much is still to come of the mask and the payload of the one before.
    rest: u64,
}

/// A frame is too long.
struct TooLong;

impl<S> Announced<S> {
    pub(crate) const fn new(stream: S, most: usize) -> Self {
        Self { stream, most: most as u64, head: Vec::new(), rest: 0 }
    }

    fn look_at(&mut self, mut bytes: &[u8]) -> Result<(), TooLong> {
        loop {
            let skipped = usize::try_from(self.rest).unwrap_or(usize::MAX).min(bytes.len());
            self.rest -= skipped as u64;
            let Some((byte, behind)) = bytes.get(skipped..).and_then(<[u8]>::split_first) else { return Ok(()) };
            self.head.push(*byte);
            bytes = behind;
            if let Some((length, mask)) = announced(&self.head) {
                if length > self.most {
                    return Err(TooLong);
                }
                self.head.clear();
                self.rest = length + mask;
            }
        }
    }
}

/// The lengths of payload and mask (RFC 6455, 5.2), once the head is complete.
fn announced(head: &[u8]) -> Option<(u64, u64)> {
    let [_, second, extended @ ..] = head else { return None };
    let length = match second & 0x7f {
        126 => u64::from(u16::from_be_bytes(extended.try_into().ok()?)),
        127 => u64::from_be_bytes(extended.try_into().ok()?),
        short => u64::from(short),
    };
    Some((length, if second & 0x80 == 0 { 0 } else { 4 }))
}

impl<S: Stream<Item = Result<Bytes, PayloadError>> + Unpin> Stream for Announced<S> {
    type Item = Result<Bytes, PayloadError>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let next = ready!(Pin::new(&mut self.stream).poll_next(context));
        Poll::Ready(next.map(|bytes| {
            let bytes = bytes?;
            self.look_at(&bytes).map_err(|TooLong| PayloadError::Overflow)?;
            Ok(bytes)
        }))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fits(pieces: &[&[u8]]) -> bool {
        let mut announced = Announced::new((), 65_536);
        pieces.iter().all(|piece| announced.look_at(piece).is_ok())
    }

    #[test]
    fn frames_within_the_bound_pass_however_they_are_cut() {
        let short = [&[0x81, 0x82, 1, 2, 3, 4][..], b"{}"].concat();
        let middle = [&[0x81, 0xfe, 0, 200, 1, 2, 3, 4][..], &[0xff; 200]].concat();
        let longest = [&[0x81, 0xff, 0, 0, 0, 0, 0, 1, 0, 0, 1, 2, 3, 4][..], &[0xff; 65_536]].concat();
        let all = [short.clone(), middle, longest, vec![0x89, 0x80, 1, 2, 3, 4], short].concat();
        for size in [1, 2, 3, 7, 1000, all.len()] {
            assert!(fits(&all.chunks(size).collect::<Vec<_>>()), "{size}");
        }
    }

    #[test]
    fn a_frame_that_announces_more_is_found_before_it_comes() {
        for length in [65_537_u64, 1 << 40, u64::MAX] {
            let head = [&[0x81, 0x80, 1, 2, 3, 4, 0x81, 0xff][..], &length.to_be_bytes()].concat();
            assert!(!fits(&[&head]) && !fits(&head.chunks(1).collect::<Vec<_>>()), "{length}");
            assert!(fits(&[&head[..head.len() - 1]]), "{length}");
        }
    }
}
