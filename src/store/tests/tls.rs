//! TLS to an external server: it works with the right certificate; with any other nothing is sent.

use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

use linekeeper_ports::CredentialStore;
use linekeeper_store::Store;
use rcgen::{CertifiedKey, generate_simple_self_signed};
use rustls::ServerConfig;
use rustls::pki_types::PrivateKeyDer;
use tokio::io::{AsyncReadExt, AsyncWriteExt, copy_bidirectional};
use tokio::net::{TcpListener, TcpStream, UnixStream};
use tokio_rustls::TlsAcceptor;

use crate::support::{World, company, config, in_a_world};

/// A TLS server in front of the test's server: its port, and how often a client has accepted its certificate.
struct TlsServer {
    port: u16,
    trusted: Arc<AtomicU32>,
    certificate: tempfile::NamedTempFile,
}

impl TlsServer {
    /// Starts one whose certificate is for `localhost`.
    async fn before(world: &World) -> Self {
        let CertifiedKey { cert, signing_key } = generate_simple_self_signed(["localhost".to_owned()]).unwrap();
        let key = PrivateKeyDer::try_from(signing_key.serialize_der()).unwrap();
        let provider = Arc::new(rustls::crypto::ring::default_provider());
        let versions = ServerConfig::builder_with_provider(provider).with_safe_default_protocol_versions().unwrap();
        let tls = versions.with_no_client_auth().with_single_cert(vec![cert.der().clone()], key).unwrap();
        let certificate = tempfile::NamedTempFile::new().unwrap();
        std::fs::write(certificate.path(), cert.pem()).unwrap();
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let trusted = Arc::new(AtomicU32::new(0));
        tokio::spawn(serve(listener, TlsAcceptor::from(Arc::new(tls)), trusted.clone(), world.database.endpoint()));
        Self { port, trusted, certificate }
    }

    fn words(&self, world: &World, host: &str, tls: &str) -> String {
        let words = world.database.words_through(self.port);
        format!("{} {tls}", words.replace("host=127.0.0.1", &format!("host={host}")))
    }

    fn trust(&self) -> String {
        format!("sslmode=verify-full sslrootcert={}", self.certificate.path().display())
    }
}

async fn serve(listener: TcpListener, tls: TlsAcceptor, trusted: Arc<AtomicU32>, (host, port): (String, u16)) {
    loop {
        let (mut client, _) = listener.accept().await.unwrap();
        let (tls, trusted, host) = (tls.clone(), trusted.clone(), host.clone());
        tokio::spawn(async move {
            let mut request = [0; 8];
            client.read_exact(&mut request).await.unwrap();
            assert_eq!(request, [0, 0, 0, 8, 4, 210, 22, 47], "the client did not ask for TLS first");
            client.write_all(b"S").await.unwrap();
            let Ok(mut client) = tls.accept(client).await else { return };
            trusted.fetch_add(1, Ordering::Relaxed);
            // Either side may close the connection.
            let _ = if host.starts_with('/') {
                let mut server = UnixStream::connect(format!("{host}/.s.PGSQL.{port}")).await.unwrap();
                copy_bidirectional(&mut client, &mut server).await
            } else {
                let mut server = TcpStream::connect((host, port)).await.unwrap();
                copy_bidirectional(&mut client, &mut server).await
            };
        });
    }
}

async fn refused(words: &str) -> String {
    let error = Store::open(config(words)).await.unwrap_err();
    assert_eq!(error.cause(), "database_tls", "{error}");
    error.to_string()
}

#[test]
fn server_with_valid_certificate_is_used() {
    in_a_world(async |world| {
        let server = TlsServer::before(&world).await;
        let store = Store::open(config(&server.words(&world, "localhost", &server.trust()))).await.unwrap();
        store.take(&company("1")).await.unwrap();
        assert!(server.trusted.load(Ordering::Relaxed) >= 2);
        store.close().await;
    });
}

#[test]
fn certificate_of_unknown_authority_or_other_name_is_refused() {
    in_a_world(async |world| {
        let server = TlsServer::before(&world).await;
        let unknown = refused(&server.words(&world, "localhost", "sslmode=require")).await;
        assert!(unknown.contains("UnknownIssuer"), "{unknown}");
        let other_name = refused(&server.words(&world, "127.0.0.1", &server.trust())).await;
        assert!(other_name.contains("certificate"), "{other_name}");
        assert_eq!(server.trusted.load(Ordering::Relaxed), 0);
    });
}

#[test]
fn server_without_tls_is_refused_if_tls_is_required() {
    in_a_world(async |world| {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        tokio::spawn(async move {
            let (mut client, _) = listener.accept().await.unwrap();
            client.read_exact(&mut [0; 8]).await.unwrap();
            client.write_all(b"N").await.unwrap();
            // Nothing more may arrive: the next message would be the user's name, in the clear.
            assert_eq!(client.read(&mut [0; 8]).await.unwrap(), 0);
        });
        let words = format!("{} sslmode=require", world.database.words_through(port));
        assert!(refused(&words).await.contains("does not support TLS"));
    });
}
