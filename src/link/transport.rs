//! WebSocket under a link. It also records the progress of the handshake: the library reports only to its log why it
//! could not connect, and a server that is not WhatsApp must not look like a broken line.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use async_trait::async_trait;
use bytes::Bytes;
use futures::stream::{SplitSink, SplitStream};
use futures::{SinkExt, StreamExt};
use http::header::{HeaderValue, ORIGIN};
use tokio::net::TcpStream;
use tokio::sync::{Mutex, watch};
use tokio_rustls::TlsConnector;
use tokio_util::sync::CancellationToken;
use tokio_websockets::{ClientBuilder, Limits, MaybeTlsStream, Message, WebSocketStream};
use wacore::net::{DisconnectReason, Transport, TransportEvent, TransportFactory, WHATSAPP_WEB_ORIGIN};
use whatsapp_rust::anyhow;
use whatsapp_rust::async_channel;

use crate::endpoint::Endpoint;
use crate::hold::Hold;
use crate::runtime::LinkRuntime;

type Socket = WebSocketStream<MaybeTlsStream<TcpStream>>;

/// Messages queued for the library; while the queue is full the socket is not read. The queue has its whole size at
/// once, for each link.
const WAITING_MESSAGES: usize = 16;

/// Size limit of a WebSocket message, in bytes: a frame of the protocol has a three-byte length.
const MAX_MESSAGE_BYTES: usize = 17 * 1024 * 1024;

/// Time that calls of the store may still take after the connection has ended, and while the link is closed.
const AFTER_THE_END: Duration = Duration::from_secs(8);
const WHILE_CLOSING: Duration = Duration::from_secs(2);

/// Progress of the current connection.
#[derive(Debug, Default)]
pub(crate) struct Progress {
    /// The server's first handshake message has been received completely.
    answered: AtomicBool,
    /// A write failed.
    broken: AtomicBool,
    /// The TLS certificate was not valid for the host.
    untrusted: AtomicBool,
    /// Time that calls under way at the store may still take; set once the connection is over or about to be ended.
    over: watch::Sender<Option<Duration>>,
}

impl Progress {
    /// Resets the state for a new connection.
    pub(crate) fn begin(&self) {
        self.over.send_replace(None);
        for mark in [&self.answered, &self.broken, &self.untrusted] {
            mark.store(false, Ordering::SeqCst);
        }
    }

    /// Marks the connection as over. [`AFTER_THE_END`] is longer than one call of the store takes.
    fn end(&self) {
        // A close may have set a shorter time already.
        self.over.send_if_modified(|over| over.is_none() && over.replace(AFTER_THE_END).is_none());
    }

    /// Marks the link as closing: it must end soon.
    pub(crate) fn close(&self) {
        self.over.send_replace(Some(WHILE_CLOSING));
    }

    /// Receiver of the time set by [`Self::end`] and [`Self::close`].
    pub(crate) fn line_over(&self) -> watch::Receiver<Option<Duration>> {
        self.over.subscribe()
    }

    /// Whether the server answered and was not believed: its certificate was invalid, or the connection was never
    /// established although the server's answer was complete and no write failed.
    pub(crate) fn distrusted(&self, established: bool) -> bool {
        let untrusted = self.untrusted.load(Ordering::SeqCst);
        let answered = self.answered.load(Ordering::SeqCst);
        untrusted || (!established && answered && !self.broken.load(Ordering::SeqCst))
    }
}

/// Opens the connections of one link.
pub(crate) struct Dialer {
    /// Address to dial.
    pub(crate) endpoint: Endpoint,
    /// TLS connector shared by all links.
    pub(crate) tls: TlsConnector,
    /// Timeout for each of name resolution, TCP, TLS and WebSocket handshake.
    pub(crate) patience: Duration,
    /// Progress record that the driver reads.
    pub(crate) progress: Arc<Progress>,
    /// Hold that every outgoing frame passes.
    pub(crate) hold: Arc<Hold>,
    /// Cancelled when nothing may be sent any more.
    pub(crate) cut: CancellationToken,
    /// Runtime of the reader task.
    pub(crate) runtime: LinkRuntime,
}

/// Reason why there is no connection.
#[derive(Debug, thiserror::Error)]
enum DialError {
    #[error("no answer in time")]
    Timeout,
    #[error("the address cannot be reached: {0}")]
    Unreachable(#[from] std::io::Error),
    #[error("no address of this machine")]
    NoAddress,
    #[error("TLS failed: {0}")]
    Tls(std::io::Error),
    #[error("not a server name")]
    ServerName,
    #[error("the WebSocket was refused: {0}")]
    WebSocket(#[from] tokio_websockets::Error),
    #[error("the link is closed")]
    Cut,
}

impl DialError {
    /// Whether the server presented an invalid certificate.
    fn is_distrust(&self) -> bool {
        let Self::Tls(error) = self else { return false };
        let tls = error.get_ref().and_then(|inner| inner.downcast_ref::<rustls::Error>());
        matches!(tls, Some(rustls::Error::InvalidCertificate(_)))
    }
}

async fn in_time<T, E>(patience: Duration, step: impl Future<Output = Result<T, E>>) -> Result<T, DialError>
where
    DialError: From<E>,
{
    Ok(tokio::time::timeout(patience, step).await.map_err(|_| DialError::Timeout)??)
}

impl Dialer {
    async fn dial(&self) -> Result<Socket, DialError> {
        let tcp = self.connect().await?;
        // Stanzas are small, and each is awaited by the other side.
        tcp.set_nodelay(true)?;
        let stream = if self.endpoint.secure() { self.wrap(tcp).await? } else { MaybeTlsStream::Plain(tcp) };
        let origin = HeaderValue::from_static(WHATSAPP_WEB_ORIGIN);
        let builder = ClientBuilder::from_uri(self.endpoint.uri().clone())
            .limits(Limits::default().max_payload_len(Some(MAX_MESSAGE_BYTES)))
            .add_header(ORIGIN, origin)?;
        let (socket, _) = in_time(self.patience, builder.connect_on(stream)).await?;
        Ok(socket)
    }

    async fn connect(&self) -> Result<TcpStream, DialError> {
        let mut last = DialError::NoAddress;
        for address in self.endpoint.addresses(self.patience).await? {
            match in_time(self.patience, TcpStream::connect(address)).await {
                Ok(stream) => return Ok(stream),
                Err(error) => last = error,
            }
        }
        Err(last)
    }

    async fn wrap(&self, tcp: TcpStream) -> Result<MaybeTlsStream<TcpStream>, DialError> {
        let name = self.endpoint.server_name().try_into().map_err(|_| DialError::ServerName)?;
        let shaken = tokio::time::timeout(self.patience, self.tls.connect(name, tcp)).await;
        let stream = shaken.map_err(|_| DialError::Timeout)?.map_err(DialError::Tls)?;
        Ok(MaybeTlsStream::Rustls(stream))
    }
}

#[async_trait]
impl TransportFactory for Dialer {
    async fn create_transport(&self) -> anyhow::Result<(Arc<dyn Transport>, async_channel::Receiver<TransportEvent>)> {
        let dialled = match self.cut.run_until_cancelled(self.dial()).await {
            Some(dialled) => dialled,
            None => Err(DialError::Cut),
        };
        let socket = dialled.inspect_err(|error| {
            self.progress.untrusted.store(error.is_distrust(), Ordering::SeqCst);
            tracing::warn!(endpoint = %self.endpoint, %error, "no connection to WhatsApp");
        })?;
        let (sink, stream) = socket.split();
        let (events, receiver) = async_channel::bounded(WAITING_MESSAGES);
        let closed = self.cut.child_token();
        let (answer, progress) = (Some(Answer::new(&self.progress)), Arc::clone(&self.progress));
        let reader = Reader { stream, events, closed: closed.clone(), answer, progress };
        drop(self.runtime.start(reader.run()));
        let (progress, hold) = (Arc::clone(&self.progress), Arc::clone(&self.hold));
        let line = Line { sink: Mutex::new(Some(sink)), closed, progress, hold };
        Ok((Arc::new(line), receiver))
    }
}

/// Writing half of the socket.
struct Line {
    sink: Mutex<Option<SplitSink<Socket, Message>>>,
    closed: CancellationToken,
    progress: Arc<Progress>,
    hold: Arc<Hold>,
}

#[async_trait]
impl Transport for Line {
    async fn send(&self, data: Bytes) -> anyhow::Result<()> {
        match self.closed.run_until_cancelled(self.hold.pass()).await {
            Some(passed) => passed?,
            None => return Err(DialError::Cut.into()),
        }
        let mut sink = self.sink.lock().await;
        let Some(sink) = sink.as_mut().filter(|_| !self.closed.is_cancelled()) else {
            return Err(DialError::Cut.into());
        };
        let sent = self.closed.run_until_cancelled(sink.send(Message::binary(data))).await;
        let sent = sent.unwrap_or(Err(tokio_websockets::Error::AlreadyClosed));
        Ok(sent.inspect_err(|_| self.progress.broken.store(true, Ordering::SeqCst))?)
    }

    async fn disconnect(&self) {
        self.progress.end();
        self.closed.cancel();
        if let Some(mut sink) = self.sink.lock().await.take() {
            // A close frame that cannot be sent does no harm; one that blocks must not delay closing.
            let goodbye = sink.send(Message::close(None, ""));
            let _ = tokio::time::timeout(GOODBYE, goodbye).await;
        }
    }
}

/// Timeout for sending the close frame.
const GOODBYE: Duration = Duration::from_millis(500);

/// Reading half of the socket.
struct Reader {
    stream: SplitStream<Socket>,
    events: async_channel::Sender<TransportEvent>,
    closed: CancellationToken,
    answer: Option<Answer>,
    progress: Arc<Progress>,
}

impl Reader {
    async fn run(mut self) {
        let closed = self.closed.clone();
        if self.events.send(TransportEvent::Connected).await.is_err() {
            return;
        }
        let reason = match closed.run_until_cancelled(self.read()).await {
            Some(reason) => {
                self.progress.end();
                reason
            }
            // `disconnect` has marked the end already; by now the next connection may have begun.
            None => DisconnectReason::Unknown,
        };
        // The library may have dropped the receiver.
        let _ = self.events.send(TransportEvent::Disconnected(reason)).await;
    }

    async fn read(&mut self) -> DisconnectReason {
        loop {
            match self.stream.next().await {
                Some(Ok(message)) if message.is_binary() => {
                    let data = Bytes::from(message.into_payload());
                    self.watch(&data);
                    if self.events.send(TransportEvent::DataReceived(data)).await.is_err() {
                        return DisconnectReason::Unknown;
                    }
                }
                Some(Ok(message)) if message.is_close() => {
                    let close = message.as_close();
                    let code = close.map(|(code, _)| u16::from(code));
                    let reason = close.map(|(_, reason)| reason.to_owned()).unwrap_or_default();
                    return DisconnectReason::ServerClose { code, reason };
                }
                // Pings are answered by the WebSocket library; text messages have no meaning here.
                Some(Ok(_)) => {}
                Some(Err(error)) => return DisconnectReason::ReadError(error.to_string()),
                None => return DisconnectReason::StreamEnded,
            }
        }
    }

    fn watch(&mut self, data: &[u8]) {
        if self.answer.as_mut().is_some_and(|answer| answer.is_complete_with(data)) {
            self.answer = None;
        }
    }
}

/// Parser of the server's first message: a three-byte length, then as many bytes.
struct Answer {
    progress: Arc<Progress>,
    seen: usize,
    length: [u8; 3],
}

impl Answer {
    fn new(progress: &Arc<Progress>) -> Self {
        Self { progress: Arc::clone(progress), seen: 0, length: [0; 3] }
    }

    fn is_complete_with(&mut self, data: &[u8]) -> bool {
        for (place, byte) in self.length.iter_mut().skip(self.seen).zip(data) {
            *place = *byte;
        }
        self.seen = self.seen.saturating_add(data.len());
        let [high, middle, low] = self.length;
        let length = u32::from_be_bytes([0, high, middle, low]) as usize;
        let complete = self.seen >= self.length.len() && self.seen - self.length.len() >= length;
        if complete {
            self.progress.answered.store(true, Ordering::SeqCst);
        }
        complete
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn answered(chunks: &[&[u8]]) -> bool {
        let progress = Arc::new(Progress::default());
        let mut answer = Answer::new(&progress);
        for chunk in chunks {
            answer.is_complete_with(chunk);
        }
        progress.distrusted(false)
    }

    #[test]
    fn an_answer_counts_once_it_is_whole_however_it_arrives() {
        assert!(answered(&[&[0, 0, 2, 7, 7]]));
        assert!(answered(&[&[0], &[0, 2], &[7], &[7, 9, 9]]));
        assert!(!answered(&[&[0, 0, 2, 7]]));
        assert!(!answered(&[&[0, 0]]));
        assert!(!answered(&[]));
    }

    #[test]
    fn a_line_that_broke_or_came_to_stand_is_not_distrusted() {
        let progress = Progress::default();
        progress.answered.store(true, Ordering::SeqCst);
        assert!(!progress.distrusted(true));
        progress.broken.store(true, Ordering::SeqCst);
        assert!(!progress.distrusted(false));
        progress.begin();
        assert!(!progress.distrusted(false));
    }
}
