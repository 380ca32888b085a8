//! TLS: trusted certificates only, and HTTP/2 where the server offers it.

use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use http::{Request, Response, Version};
use http_body_util::Full;
use hyper::body::Incoming;
use hyper::service::service_fn;
use hyper_util::rt::{TokioExecutor, TokioIo};
use linekeeper_domain::webhooks::{Answer, NoAnswer};
use linekeeper_ports::WebhookSender as _;
use linekeeper_webhooks::{HttpSender, WebhookClientConfig, WebhookLimits};
use rcgen::{BasicConstraints, CertificateParams, CertifiedIssuer, IsCa, KeyPair, date_time_ymd};
use rustls::ServerConfig;
use rustls::pki_types::PrivateKeyDer;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;
use tokio::sync::mpsc;
use tokio_rustls::TlsAcceptor;

use crate::support::{Endpoint, Reply, SOON, ScriptedResolver, config, delivery, status};

const HOST: &str = "market.example";
const TLS_FAILED: Answer = Answer::Missing(NoAnswer::Tls);

/// An authority, and a file with its certificate.
struct Authority {
    issuer: CertifiedIssuer<'static, KeyPair>,
    file: tempfile::NamedTempFile,
}

impl Authority {
    fn new() -> Self {
        let mut params = CertificateParams::new([]).unwrap();
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        let issuer = CertifiedIssuer::self_signed(params, KeyPair::generate().unwrap()).unwrap();
        let file = tempfile::NamedTempFile::new().unwrap();
        std::fs::write(file.path(), issuer.pem()).unwrap();
        Self { issuer, file }
    }

    /// Server with a certificate for this host that is valid until this year.
    fn server(&self, host: &str, until: i32, protocols: &[&str]) -> TlsAcceptor {
        let mut params = CertificateParams::new([host.to_owned()]).unwrap();
        params.not_before = date_time_ymd(2020, 1, 1);
        params.not_after = date_time_ymd(until, 1, 1);
        let key = KeyPair::generate().unwrap();
        let certificate = params.signed_by(&key, &self.issuer).unwrap();
        let key = PrivateKeyDer::try_from(key.serialize_der()).unwrap();
        let provider = Arc::new(rustls::crypto::ring::default_provider());
        let versions = ServerConfig::builder_with_provider(provider).with_safe_default_protocol_versions().unwrap();
        let chain = vec![certificate.der().clone()];
        let mut tls = versions.with_no_client_auth().with_single_cert(chain, key).unwrap();
        tls.alpn_protocols = protocols.iter().map(|protocol| protocol.as_bytes().to_vec()).collect();
        TlsAcceptor::from(Arc::new(tls))
    }

    fn trusting(&self) -> WebhookClientConfig {
        WebhookClientConfig { extra_roots: Some(self.file.path().to_owned()), ..config() }
    }
}

async fn endpoint(tls: TlsAcceptor) -> Endpoint {
    Endpoint::behind([Reply::fine()], async move |stream: TcpStream| tls.accept(stream).await.ok()).await
}

async fn answer(config: &WebhookClientConfig, port: u16) -> Answer {
    let sender = HttpSender::with_resolver(config, ScriptedResolver::new(&[&["127.0.0.1"]])).unwrap();
    sender.send(delivery(&format!("https://{HOST}:{port}/hooks"))).await
}

#[tokio::test(flavor = "local")]
async fn certificate_of_a_configured_authority_is_trusted() {
    let authority = Authority::new();
    let mut endpoint = endpoint(authority.server(HOST, 4000, &["http/1.1"])).await;
    assert_eq!(answer(&authority.trusting(), endpoint.port).await, status(200));
    assert_eq!(endpoint.request().await.header("host"), Some(format!("{HOST}:{}", endpoint.port).as_str()));
}

#[tokio::test(flavor = "local")]
async fn untrusted_certificates_get_no_request() {
    let (authority, other) = (Authority::new(), Authority::new());
    for (server, client, case) in [
        (authority.server(HOST, 4000, &[]), config(), "an unknown authority"),
        (authority.server(HOST, 4000, &[]), other.trusting(), "another authority"),
        (authority.server("other.example", 4000, &[]), authority.trusting(), "another name"),
        (authority.server(HOST, 2021, &[]), authority.trusting(), "expired"),
        (authority.server(HOST, 4000, &["smtp"]), authority.trusting(), "another protocol"),
    ] {
        let mut endpoint = endpoint(server).await;
        assert_eq!(answer(&client, endpoint.port).await, TLS_FAILED, "{case}");
        assert!(endpoint.requests.try_recv().is_err(), "{case}");
    }
}

#[tokio::test(flavor = "local")]
async fn self_signed_certificate_is_refused() {
    let key = KeyPair::generate().unwrap();
    let certificate = CertificateParams::new([HOST.to_owned()]).unwrap().self_signed(&key).unwrap();
    let key = PrivateKeyDer::try_from(key.serialize_der()).unwrap();
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let versions = ServerConfig::builder_with_provider(provider).with_safe_default_protocol_versions().unwrap();
    let tls = versions.with_no_client_auth().with_single_cert(vec![certificate.der().clone()], key).unwrap();
    let endpoint = endpoint(TlsAcceptor::from(Arc::new(tls))).await;
    assert_eq!(answer(&config(), endpoint.port).await, TLS_FAILED);
}

#[tokio::test(flavor = "local")]
async fn server_that_speaks_no_tls_is_a_failure_of_tls() {
    let plain = Endpoint::behind([], async |mut stream: TcpStream| {
        // The client may have gone already.
        let _gone = stream.write_all(b"HTTP/1.1 400 Bad Request\r\n\r\n").await;
        None::<TcpStream>
    });
    assert_eq!(answer(&config(), plain.await.port).await, TLS_FAILED);
}

#[tokio::test(flavor = "local")]
async fn silent_handshake_times_out() {
    let (sent, mut streams) = mpsc::unbounded_channel();
    let silent = Endpoint::behind([], async move |stream: TcpStream| {
        sent.send(stream).unwrap();
        None::<TcpStream>
    })
    .await;
    let limits = WebhookLimits { timeout: SOON, ..WebhookLimits::default() };
    let patience = WebhookClientConfig { limits, ..config() };
    assert_eq!(answer(&patience, silent.port).await, Answer::Missing(NoAnswer::Timeout));
    assert!(streams.recv().await.is_some());
}

#[tokio::test(flavor = "local")]
async fn http2_is_spoken_where_it_is_offered() {
    let authority = Authority::new();
    let tls = authority.server(HOST, 4000, &["h2", "http/1.1"]);
    let (sent, mut versions) = mpsc::unbounded_channel();
    let service = service_fn(move |request: Request<Incoming>| {
        let signed = request.headers().contains_key("webhook-signature");
        sent.send((request.version(), request.uri().to_string(), signed)).unwrap();
        let answer = Response::builder().status(429).header("retry-after", "7").body(Full::new(Bytes::from("no")));
        std::future::ready(answer)
    });
    let endpoint = Endpoint::behind([], async move |stream: TcpStream| {
        let stream = TokioIo::new(tls.accept(stream).await.ok()?);
        let server = hyper::server::conn::http2::Builder::new(TokioExecutor::new());
        // The client closes the connection when it goes.
        let _gone = server.serve_connection(stream, service.clone()).await;
        None::<TcpStream>
    })
    .await;
    let answer = answer(&authority.trusting(), endpoint.port).await;
    assert!(matches!(answer, Answer::Status { code: 429, retry_after: Some(_) }), "{answer:?}");
    let url = format!("https://{HOST}:{}/hooks", endpoint.port);
    assert_eq!(versions.recv().await, Some((Version::HTTP_2, url, true)));
}

/// Frame of HTTP/2 (RFC 9113, section 4.1) with which a server begins: no settings.
const NO_SETTINGS: [u8; 9] = [0, 0, 0, 4, 0, 0, 0, 0, 0];

#[tokio::test(flavor = "local")]
async fn hanging_http2_connection_takes_one_request_only() {
    let authority = Authority::new();
    let tls = authority.server(HOST, 4000, &["h2"]);
    let (sent, mut streams) = mpsc::unbounded_channel();
    let mut hanging = Endpoint::behind([], async move |stream: TcpStream| {
        let mut stream = tls.accept(stream).await.ok()?;
        stream.write_all(&NO_SETTINGS).await.ok()?;
        sent.send(stream).ok()?;
        None::<TcpStream>
    })
    .await;
    let limits = WebhookLimits { timeout: SOON, idle_timeout: Duration::from_secs(60), ..WebhookLimits::default() };
    let client = WebhookClientConfig { limits, ..authority.trusting() };
    let resolver = ScriptedResolver::new(&[&["127.0.0.1"], &["127.0.0.1"]]);
    let sender = HttpSender::with_resolver(&client, resolver).unwrap();
    let url = format!("https://{HOST}:{}/hooks", hanging.port);
    let mut open = Vec::new();
    for number in 0..2 {
        assert_eq!(sender.send(delivery(&url)).await, Answer::Missing(NoAnswer::Timeout));
        assert_eq!(hanging.connections.recv().await, Some(number));
        let mut stream = streams.recv().await.unwrap();
        // The client closes it.
        stream.read_to_end(&mut open).await.unwrap_or_default();
    }
}
