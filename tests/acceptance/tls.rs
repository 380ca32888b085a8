//! HTTPS.

use std::sync::Arc;

use linekeeper_harness::{Database, Service, ServiceOptions};
use rustls::pki_types::ServerName;
use rustls::{ClientConfig, RootCertStore};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;
use tokio_rustls::TlsConnector;

/// Writes a certificate for `localhost` into the database's directory; returns its roots and the options that name it.
fn with_certificate(database: &Database) -> (RootCertStore, ServiceOptions) {
    let made = rcgen::generate_simple_self_signed(["localhost".to_owned()]).unwrap();
    let (certificate, key) = (database.dir().join("certificate.pem"), database.dir().join("key.pem"));
    std::fs::write(&certificate, made.cert.pem()).unwrap();
    std::fs::write(&key, made.signing_key.serialize_pem()).unwrap();
    let mut roots = RootCertStore::empty();
    roots.add(made.cert.der().clone()).unwrap();
    let options = ServiceOptions::with_endpoint("ws://127.0.0.1:1/ws/chat")
        .set("HTTP__TLS__CERTIFICATE", certificate.to_str().unwrap())
        .set("HTTP__TLS__KEY", key.to_str().unwrap());
    (roots, options)
}

async fn answer_over_tls(service: &Service, roots: RootCertStore) -> String {
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let client = ClientConfig::builder_with_provider(provider).with_safe_default_protocol_versions().unwrap();
    let client = client.with_root_certificates(roots).with_no_client_auth();
    let stream = TcpStream::connect(service.base().trim_start_matches("https://")).await.unwrap();
    let name = ServerName::try_from("localhost").unwrap();
    let mut stream = TlsConnector::from(Arc::new(client)).connect(name, stream).await.unwrap();
    stream.write_all(b"GET /healthz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n").await.unwrap();
    let mut answer = String::new();
    // Some servers close without a TLS close_notify.
    let _ended = stream.read_to_string(&mut answer).await;
    answer
}

#[tokio::test]
async fn service_with_a_certificate_speaks_https_with_hsts() {
    let database = Database::fresh().await;
    let (roots, options) = with_certificate(&database);
    let service = Service::start(&database, &options).await;
    assert!(service.base().starts_with("https://"), "{}", service.base());
    let answer = answer_over_tls(&service, roots).await.to_lowercase();
    assert!(answer.starts_with("http/1.1 200"), "{answer}");
    assert!(answer.contains("strict-transport-security: max-age=31536000"), "{answer}");
}

#[tokio::test]
async fn key_of_another_certificate_prevents_the_start() {
    let database = Database::fresh().await;
    let (_, options) = with_certificate(&database);
    let other = rcgen::generate_simple_self_signed(["localhost".to_owned()]).unwrap();
    std::fs::write(database.dir().join("key.pem"), other.signing_key.serialize_pem()).unwrap();
    let log = Service::try_start(&database, &options).await.err().unwrap();
    assert!(log.contains("the certificate and the key do not belong together"), "{log}");
    let options = options.set("HTTP__TLS__KEY", "/no/such/key.pem");
    let log = Service::try_start(&database, &options).await.err().unwrap();
    assert!(log.contains("/no/such/key.pem"), "{log}");
}
