//! Endpoints that misbehave as a test wants it, and clients for them.

use std::collections::VecDeque;
use std::io;
use std::net::{IpAddr, Ipv4Addr};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use async_trait::async_trait;
use bytes::Bytes;
use linekeeper_domain::webhooks::{AddressPolicy, Answer, DeliveryHeaders, UrlRules, WebhookUrl};
use linekeeper_ports::{Clock as _, Delivery, SystemClock};
use linekeeper_secrets::{WebhookSecret, WebhookSecrets};
use linekeeper_webhooks::{HttpSender, Resolver, WebhookClientConfig, WebhookLimits};
use tokio::io::{AsyncRead, AsyncReadExt as _, AsyncWrite, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{mpsc, oneshot};

/// Timeout of clients that wait for something which never comes.
pub(crate) const SOON: Duration = Duration::from_secs(1);

/// Answer of an endpoint.
pub(crate) enum Reply {
    /// These bytes; the connection stays open.
    Bytes(Vec<u8>),
    /// These bytes, and the end of the connection.
    Last(Vec<u8>),
    /// These bytes, then others without end; reports when the client has gone.
    Endless(Vec<u8>, oneshot::Sender<()>),
    /// These bytes once the test has released them.
    Held(oneshot::Receiver<()>, Vec<u8>),
    /// These bytes and nothing more, while the connection stays open.
    Silence(Vec<u8>),
}

impl Reply {
    /// A complete answer with a status and headers.
    pub(crate) fn status(status: u16, headers: &str) -> Self {
        Self::Bytes(head(status, headers, 0))
    }

    /// 200 without a body.
    pub(crate) fn fine() -> Self {
        Self::status(200, "")
    }
}

/// Head of an answer with a body of this length.
pub(crate) fn head(status: u16, headers: &str, length: usize) -> Vec<u8> {
    format!("HTTP/1.1 {status} Said\r\n{headers}content-length: {length}\r\n\r\n").into_bytes()
}

/// Request as an endpoint got it.
#[derive(Debug)]
pub(crate) struct Received {
    /// Request line and headers.
    pub(crate) head: String,
    /// Body.
    pub(crate) body: Vec<u8>,
    /// Number of the connection, from 0.
    pub(crate) connection: usize,
}

impl Received {
    /// Value of a header.
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        let mut lines = self.head.lines().filter_map(|line| line.split_once(": "));
        lines.find(|(key, _)| key.eq_ignore_ascii_case(name)).map(|(_, value)| value)
    }
}

/// Server on loopback.
pub(crate) struct Endpoint {
    /// Port.
    pub(crate) port: u16,
    /// Requests, in order.
    pub(crate) requests: mpsc::UnboundedReceiver<Received>,
    /// A number for each connection that was accepted.
    pub(crate) connections: mpsc::UnboundedReceiver<usize>,
}

#[derive(Clone)]
struct Script {
    replies: Arc<Mutex<VecDeque<Reply>>>,
    requests: mpsc::UnboundedSender<Received>,
}

impl Endpoint {
    /// Starts a server without TLS that gives these answers, one after the other, whatever the connection.
    pub(crate) async fn answering(replies: impl IntoIterator<Item = Reply>) -> Self {
        Self::behind(replies, async |stream: TcpStream| Some(stream)).await
    }

    /// Starts a server whose connections are prepared by `accept`.
    pub(crate) async fn behind<S>(
        replies: impl IntoIterator<Item = Reply>,
        accept: impl AsyncFn(TcpStream) -> Option<S> + 'static,
    ) -> Self
    where
        S: AsyncRead + AsyncWrite + Unpin + 'static,
    {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let (sent, requests) = mpsc::unbounded_channel();
        let (accepted, connections) = mpsc::unbounded_channel();
        let script = Script { replies: Arc::new(Mutex::new(replies.into_iter().collect())), requests: sent };
        let accept = std::rc::Rc::new(accept);
        tokio::task::spawn_local(async move {
            for number in 0.. {
                let (stream, _) = listener.accept().await.unwrap();
                let _unwatched = accepted.send(number);
                let (script, accept) = (script.clone(), std::rc::Rc::clone(&accept));
                tokio::task::spawn_local(async move {
                    if let Some(stream) = accept(stream).await {
                        // Clients hang up when they like.
                        let _gone = converse(stream, number, script).await;
                    }
                });
            }
        });
        Self { port, requests, connections }
    }

    /// URL of the server by its address.
    pub(crate) fn url(&self) -> String {
        format!("http://127.0.0.1:{}/hooks?a=b", self.port)
    }

    /// Waits for the next request.
    pub(crate) async fn request(&mut self) -> Received {
        self.requests.recv().await.unwrap()
    }

    /// Whether no client has come.
    pub(crate) fn is_untouched(&mut self) -> bool {
        self.connections.try_recv().is_err()
    }
}

async fn converse(
    mut stream: impl AsyncRead + AsyncWrite + Unpin,
    connection: usize,
    script: Script,
) -> io::Result<()> {
    loop {
        let (head, body) = read_request(&mut stream).await?;
        let _unwatched = script.requests.send(Received { head, body, connection });
        let reply = script.replies.lock().unwrap().pop_front();
        match reply.unwrap_or_else(|| panic!("more requests than answers")) {
            Reply::Bytes(bytes) => stream.write_all(&bytes).await?,
            Reply::Last(bytes) => return stream.write_all(&bytes).await,
            Reply::Endless(bytes, gone) => {
                let mut written = stream.write_all(&bytes).await;
                while written.is_ok() {
                    written = stream.write_all(&[b'a'; 1024]).await;
                }
                let _unwatched = gone.send(());
                return written;
            }
            Reply::Held(release, bytes) => {
                // An error means that the test is over.
                let _over = release.await;
                stream.write_all(&bytes).await?;
            }
            Reply::Silence(bytes) => {
                stream.write_all(&bytes).await?;
                std::future::pending::<()>().await;
            }
        }
    }
}

async fn read_request(stream: &mut (impl AsyncRead + Unpin)) -> io::Result<(String, Vec<u8>)> {
    let mut head = Vec::new();
    while !head.ends_with(b"\r\n\r\n") {
        head.push(stream.read_u8().await?);
    }
    let head = String::from_utf8(head).unwrap();
    let length = head.lines().find_map(|line| line.strip_prefix("content-length: ")).unwrap();
    let mut body = vec![0; length.parse().unwrap()];
    stream.read_exact(&mut body).await?;
    Ok((head, body))
}

/// Rules that allow loopback, also in IPv6 notation, and connections without TLS.
pub(crate) fn rules() -> UrlRules {
    let networks = ["127.0.0.0/8", "::1/128", "::ffff:127.0.0.0/104"];
    let addresses = AddressPolicy::allowing(networks.iter().map(|network| network.parse().unwrap()).collect());
    UrlRules { allow_http: true, addresses }
}

/// Configuration with these rules.
pub(crate) fn config() -> WebhookClientConfig {
    WebhookClientConfig { rules: rules(), ..WebhookClientConfig::default() }
}

/// Client with that configuration.
pub(crate) fn sender() -> HttpSender {
    HttpSender::new(&config()).unwrap()
}

/// Client that gives up soon.
pub(crate) fn impatient() -> HttpSender {
    let limits = WebhookLimits { timeout: SOON, ..WebhookLimits::default() };
    HttpSender::new(&WebhookClientConfig { limits, ..config() }).unwrap()
}

/// Secret of the endpoints.
pub(crate) fn secret() -> WebhookSecret {
    WebhookSecret::from_bytes(&[7; 32]).unwrap()
}

/// Headers of an attempt now.
pub(crate) fn signed(secrets: &WebhookSecrets, body: &[u8]) -> DeliveryHeaders {
    secrets.sign(&"evt_1".parse().unwrap(), SystemClock.now(), body)
}

/// Delivery to this URL.
pub(crate) fn delivery(url: &str) -> Delivery {
    let body = Bytes::from_static(b"{\"type\":\"message.received\"}");
    let headers = signed(&WebhookSecrets { current: secret(), previous: None }, &body);
    Delivery { url: WebhookUrl::parse(url, &rules()).unwrap(), headers, body }
}

/// Answer with this status.
pub(crate) const fn status(code: u16) -> Answer {
    Answer::Status { code, retry_after: None }
}

/// Resolver that gives these answers, one after the other; each look-up is one connection.
pub(crate) struct ScriptedResolver(Mutex<VecDeque<Vec<IpAddr>>>);

impl ScriptedResolver {
    pub(crate) fn new(answers: &[&[&str]]) -> Arc<Self> {
        let parsed = answers.iter().map(|list| list.iter().map(|address| address.parse().unwrap()).collect());
        Arc::new(Self(Mutex::new(parsed.collect())))
    }
}

#[async_trait]
impl Resolver for ScriptedResolver {
    async fn resolve(&self, _: &str) -> io::Result<Vec<IpAddr>> {
        self.0.lock().unwrap().pop_front().ok_or_else(|| io::ErrorKind::NotFound.into())
    }
}
