//! Rejects WebSocket frames that announce too large a payload. actix's parser checks the length of a frame only once it
//! has received the whole frame and buffers it until then; a client that announces a tebibyte would have all of it
//! buffered. This stream checks announced lengths as the frame headers arrive.
//!
//! It passes on one frame at a time: the parser reads everything available before it parses any of it, and an error or
//! a lost connection behind complete frames would make it discard them.

use std::pin::Pin;
use std::task::{Context, Poll, ready};

use actix_web::error::PayloadError;
use actix_web::web::Bytes;
use futures::Stream;

/// Bytes from the client of a WebSocket, up to the first frame whose payload is longer than `most` bytes.
pub(crate) struct Announced<S> {
    stream: S,
    most: u64,
    /// Header of the frame that begins, as far as received, without its mask.
    head: Vec<u8>,
    /// Bytes still to come of the mask and the payload of the current frame.
    rest: u64,
    /// Bytes received and not passed on yet.
    read: Bytes,
    /// A complete frame was passed on, and the parser has not parsed it yet.
    whole: bool,
}

/// Error: the announced payload is too long.
struct TooLong;

impl<S> Announced<S> {
    pub(crate) const fn new(stream: S, most: usize) -> Self {
        Self { stream, most: most as u64, head: Vec::new(), rest: 0, read: Bytes::new(), whole: false }
    }

    /// Takes the bytes that belong to the current frame and sets `whole` if they complete it. Returns none if more
    /// bytes are needed.
    fn next_piece(&mut self) -> Result<Option<Bytes>, TooLong> {
        let mut taken = 0;
        while self.rest == 0 {
            let Some(byte) = self.read.get(taken) else { return Ok(self.hand_on(taken)) };
            self.head.push(*byte);
            taken += 1;
            if let Some((length, mask)) = announced(&self.head) {
                if length > self.most {
                    return Err(TooLong);
                }
                self.head.clear();
                self.rest = length + mask;
                if self.rest == 0 {
                    self.whole = true;
                    return Ok(self.hand_on(taken));
                }
            }
        }
        let payload = usize::try_from(self.rest).unwrap_or(usize::MAX).min(self.read.len().saturating_sub(taken));
        self.rest -= payload as u64;
        self.whole = self.rest == 0;
        Ok(self.hand_on(taken + payload))
    }

    fn hand_on(&mut self, length: usize) -> Option<Bytes> {
        (length > 0).then(|| self.read.split_to(length))
    }
}

/// Lengths of payload and mask (RFC 6455, 5.2), once the header is complete.
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
        if std::mem::take(&mut self.whole) {
            context.waker().wake_by_ref();
            return Poll::Pending;
        }
        loop {
            match self.next_piece() {
                Ok(Some(piece)) => return Poll::Ready(Some(Ok(piece))),
                Ok(None) => match ready!(Pin::new(&mut self.stream).poll_next(context)) {
                    Some(Ok(bytes)) => self.read = bytes,
                    end @ (Some(Err(_)) | None) => return Poll::Ready(end),
                },
                Err(TooLong) => return Poll::Ready(Some(Err(PayloadError::Overflow))),
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use actix::{Actor, StreamHandler};
    use actix_web_actors::ws;
    use futures::StreamExt as _;
    use tokio::sync::mpsc;

    use super::*;

    type Chunk = Result<Bytes, PayloadError>;

    /// Passes the chunks through the stream; returns the output and whether an error ended it.
    async fn passed(chunks: Vec<Chunk>) -> (Vec<u8>, bool) {
        let mut announced = Announced::new(futures::stream::iter(chunks), 65_536);
        let mut bytes = Vec::new();
        loop {
            match announced.next().await {
                Some(Ok(piece)) => bytes.extend(piece),
                Some(Err(_)) => return (bytes, true),
                None => return (bytes, false),
            }
        }
    }

    async fn fits(pieces: impl IntoIterator<Item = &[u8]>) -> bool {
        let chunks: Vec<_> = pieces.into_iter().map(|piece| Ok(Bytes::copy_from_slice(piece))).collect();
        let whole: Vec<u8> = chunks.iter().flatten().flatten().copied().collect();
        let (bytes, refused) = passed(chunks).await;
        assert!(refused || bytes == whole, "all of it is handed on");
        !refused
    }

    #[actix_web::test]
    async fn frames_within_the_limit_pass_in_any_chunking() {
        let short = [&[0x81, 0x82, 1, 2, 3, 4][..], b"{}"].concat();
        let middle = [&[0x81, 0xfe, 0, 200, 1, 2, 3, 4][..], &[0xff; 200]].concat();
        let longest = [&[0x81, 0xff, 0, 0, 0, 0, 0, 1, 0, 0, 1, 2, 3, 4][..], &[0xff; 65_536]].concat();
        let all = [short.clone(), middle, longest, vec![0x89, 0x80, 1, 2, 3, 4], vec![0x8a, 0], short].concat();
        for size in [1, 2, 3, 7, 1000, all.len()] {
            assert!(fits(all.chunks(size)).await, "{size}");
        }
    }

    #[actix_web::test]
    async fn frame_announcing_too_much_is_rejected_before_its_payload() {
        for length in [65_537_u64, 1 << 40, u64::MAX] {
            let head = [&[0x81, 0x80, 1, 2, 3, 4, 0x81, 0xff][..], &length.to_be_bytes()].concat();
            assert!(!fits([&head[..]]).await && !fits(head.chunks(1)).await, "{length}");
            assert!(fits([&head[..head.len() - 1]]).await, "{length}");
        }
    }

    /// Actor that sends the kind of each message it receives.
    struct Ear(mpsc::UnboundedSender<String>);

    impl Actor for Ear {
        type Context = ws::WebsocketContext<Self>;
    }

    impl StreamHandler<Result<ws::Message, ws::ProtocolError>> for Ear {
        fn handle(&mut self, message: Result<ws::Message, ws::ProtocolError>, _: &mut Self::Context) {
            let heard = match message {
                Ok(ws::Message::Text(text)) => text.to_string(),
                Ok(ws::Message::Ping(_)) => "ping".to_owned(),
                Ok(_) => "another".to_owned(),
                Err(_) => "error".to_owned(),
            };
            self.0.send(heard).unwrap();
        }
    }

    /// Messages that the actor of a socket receives when all these chunks come at once.
    async fn heard(chunks: Vec<Chunk>) -> Vec<String> {
        let (say, mut said) = mpsc::unbounded_channel();
        let stream = Announced::new(futures::stream::iter(chunks), 65_536);
        ws::WebsocketContext::create(Ear(say), stream).for_each(|_| async {}).await;
        let mut heard = Vec::new();
        while let Some(text) = said.recv().await {
            heard.push(text);
        }
        heard
    }

    fn frame(first: u8, text: &str) -> Vec<u8> {
        [&[first, 0x80 | u8::try_from(text.len()).unwrap(), 0, 0, 0, 0], text.as_bytes()].concat()
    }

    #[actix_web::test]
    async fn complete_frames_before_a_lost_connection_are_delivered() {
        let two = [frame(0x81, "one"), frame(0x89, ""), frame(0x81, "two")].concat();
        let half = [two.clone(), frame(0x81, "three")[..7].to_vec()].concat();
        let pieces = [frame(0x01, "o"), frame(0x89, ""), frame(0x80, "ne"), frame(0x81, "two")].concat();
        let broken = || Err(PayloadError::Incomplete(None));
        for (bytes, frames) in [(&two, 3), (&half, 3), (&pieces, 4)] {
            for size in [1, 5, bytes.len()] {
                let mut chunks: Vec<Chunk> =
                    bytes.chunks(size).map(|bytes| Ok(Bytes::copy_from_slice(bytes))).collect();
                assert_eq!(heard(chunks.clone_ok()).await.len(), frames, "the connection ends");
                chunks.push(broken());
                let heard = heard(chunks).await;
                assert_eq!((heard.len(), heard.last().map(String::as_str)), (frames + 1, Some("error")), "{heard:?}");
            }
        }
    }

    #[actix_web::test]
    async fn complete_frames_before_one_too_long_are_delivered() {
        let bytes = [frame(0x81, "one"), frame(0x81, "two"), vec![0x81, 0xff, 1, 0, 0, 0, 0, 0, 0, 0]].concat();
        assert_eq!(heard(vec![Ok(bytes.into())]).await, ["one", "two", "error"]);
    }

    /// Clones the chunks without an error; errors cannot be cloned.
    trait CloneOk {
        fn clone_ok(&self) -> Vec<Chunk>;
    }

    impl CloneOk for Vec<Chunk> {
        fn clone_ok(&self) -> Vec<Chunk> {
            self.iter().flatten().cloned().map(Ok).collect()
        }
    }
}
