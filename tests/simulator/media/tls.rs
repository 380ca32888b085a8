//! The certificate of the media host: an authority of its own, made at each start, and a certificate for loopback.

use std::sync::Arc;

use rcgen::{BasicConstraints, CertificateParams, CertifiedIssuer, DnType, IsCa, KeyPair};
use rustls::ServerConfig;
use rustls::pki_types::PrivateKeyDer;
use tokio_rustls::TlsAcceptor;

/// TLS of the listener, and the authority that clients have to trust, in PEM.
pub(super) struct Certificate {
    pub(super) acceptor: TlsAcceptor,
    pub(super) authority: String,
}

impl Certificate {
    /// Makes the authority and a certificate for `127.0.0.1`, `::1` and `localhost`; the error says what failed.
    pub(super) fn make() -> Result<Self, String> {
        let failed = |error: rcgen::Error| error.to_string();
        let mut authority = CertificateParams::new([]).map_err(failed)?;
        authority.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        authority.distinguished_name.push(DnType::CommonName, "Linekeeper simulator");
        let key = KeyPair::generate().map_err(failed)?;
        let issuer = CertifiedIssuer::self_signed(authority, key).map_err(failed)?;
        let names = ["127.0.0.1", "::1", "localhost"].map(str::to_owned);
        let key = KeyPair::generate().map_err(failed)?;
        let leaf = CertificateParams::new(names).and_then(|leaf| leaf.signed_by(&key, &issuer)).map_err(failed)?;
        let private = PrivateKeyDer::try_from(key.serialize_der()).map_err(str::to_owned)?;
        let provider = Arc::new(rustls::crypto::ring::default_provider());
        let config = ServerConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()
            .and_then(|config| config.with_no_client_auth().with_single_cert(vec![leaf.der().clone()], private))
            .map_err(|error| error.to_string())?;
        Ok(Self { acceptor: TlsAcceptor::from(Arc::new(config)), authority: issuer.pem() })
    }
}
