//! Connector: checks hosts that are addresses, which no resolver sees, bounds the time until TLS is done, and counts the
//! open connections.

use std::io;
use std::net::IpAddr;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::task::{Context, Poll};
use std::time::Duration;

use http::Uri;
use hyper::rt::{Read, ReadBufCursor, Write};
use hyper_rustls::{HttpsConnector, HttpsConnectorBuilder, MaybeHttpsStream};
use hyper_util::client::legacy::connect::{Connected, Connection, HttpConnector};
use hyper_util::rt::TokioIo;
use linekeeper_domain::webhooks::AddressPolicy;
use rustls::ClientConfig;
use tokio::net::TcpStream;
use tower_service::Service;

use crate::resolver::FilteringResolver;

type BoxError = Box<dyn std::error::Error + Send + Sync>;

/// Share of the timeout after which an address that does not answer is given up where the name has others.
const CONNECT_SHARE: u32 = 2;

/// Number of open connections.
#[derive(Debug, Clone, Default)]
pub(crate) struct OpenConnections(Arc<AtomicUsize>);

impl OpenConnections {
    /// The number now.
    pub(crate) fn count(&self) -> usize {
        self.0.load(Ordering::Relaxed)
    }

    /// Counts one more, until what is returned is dropped.
    fn one_more(&self) -> OneOpen {
        self.0.fetch_add(1, Ordering::Relaxed);
        OneOpen(Arc::clone(&self.0))
    }
}

/// One connection in the number.
struct OneOpen(Arc<AtomicUsize>);

impl Drop for OneOpen {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::Relaxed);
    }
}

/// What connectors are made of.
pub(crate) struct ConnectorArgs {
    pub(crate) resolver: FilteringResolver,
    pub(crate) tls: ClientConfig,
    /// Whether connections without TLS are allowed.
    pub(crate) allow_http: bool,
    /// Timeout for name resolution, TCP and TLS together.
    pub(crate) timeout: Duration,
}

/// Connector of one client.
#[derive(Clone)]
pub(crate) struct Connector {
    https: HttpsConnector<HttpConnector<FilteringResolver>>,
    addresses: Arc<AddressPolicy>,
    timeout: Duration,
    open: OpenConnections,
}

impl Connector {
    /// Creates a connector that counts its connections in `open`.
    pub(crate) fn new(args: &ConnectorArgs, open: OpenConnections) -> Self {
        let mut tcp = HttpConnector::new_with_resolver(args.resolver.clone());
        // Takes `https`, too: TLS is added by the connector around it.
        tcp.enforce_http(false);
        tcp.set_nodelay(true);
        tcp.set_connect_timeout(Some(args.timeout / CONNECT_SHARE));
        let builder = HttpsConnectorBuilder::new().with_tls_config(args.tls.clone());
        let schemes = if args.allow_http { builder.https_or_http() } else { builder.https_only() };
        let https = schemes.enable_all_versions().wrap_connector(tcp);
        Self { https, addresses: Arc::clone(&args.resolver.addresses), timeout: args.timeout, open }
    }

    /// Refuses a host that is an address which may not be reached. Other spellings of addresses go through the resolver.
    fn check(&self, target: &Uri) -> Result<(), BoxError> {
        let host = target.host().unwrap_or_default();
        let bare = host.strip_prefix('[').and_then(|host| host.strip_suffix(']')).unwrap_or(host);
        match bare.parse::<IpAddr>() {
            Ok(address) => Ok(self.addresses.check(address)?),
            Err(_) => Ok(()),
        }
    }
}

impl Service<Uri> for Connector {
    type Response = Counted;
    type Error = BoxError;
    type Future = Pin<Box<dyn Future<Output = Result<Counted, BoxError>> + Send>>;

    fn poll_ready(&mut self, context: &mut Context<'_>) -> Poll<Result<(), BoxError>> {
        self.https.poll_ready(context)
    }

    fn call(&mut self, target: Uri) -> Self::Future {
        if let Err(refused) = self.check(&target) {
            return Box::pin(std::future::ready(Err(refused)));
        }
        let open = self.open.clone();
        // The pool lets a connection go on without its request, when another connection has become free meanwhile: so the
        // timeout of the request is none for this.
        let connected = tokio::time::timeout(self.timeout, self.https.call(target));
        Box::pin(async move {
            let stream = connected.await.map_err(|_| io::Error::from(io::ErrorKind::TimedOut))??;
            Ok(Counted { stream, _open: open.one_more() })
        })
    }
}

/// Connection that is counted while it is open.
pub(crate) struct Counted {
    stream: MaybeHttpsStream<TokioIo<TcpStream>>,
    _open: OneOpen,
}

impl Connection for Counted {
    fn connected(&self) -> Connected {
        self.stream.connected()
    }
}

impl Read for Counted {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: ReadBufCursor<'_>,
    ) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_read(context, buffer)
    }
}

impl Write for Counted {
    fn poll_write(mut self: Pin<&mut Self>, context: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.stream).poll_write(context, bytes)
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_flush(context)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(context)
    }

    fn is_write_vectored(&self) -> bool {
        self.stream.is_write_vectored()
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        parts: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.stream).poll_write_vectored(context, parts)
    }
}
