//! HTTPS: the certificate and its private key, read once at the start.

use std::path::Path;
use std::sync::Arc;

use rustls::ServerConfig;
use rustls::crypto::ring;
use rustls::pki_types::pem::PemObject as _;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};

use crate::config::TlsFiles;

/// Builds the TLS configuration.
///
/// # Errors
/// A sentence that names the file that cannot be used.
pub(crate) fn server_config(files: &TlsFiles) -> Result<ServerConfig, String> {
    let cannot = |what: &str, file: &Path, why: &dyn std::fmt::Display| {
        format!("http.tls: {what} cannot be read from {}: {why}", file.display())
    };
    let read = CertificateDer::pem_file_iter(&files.certificate).and_then(Iterator::collect::<Result<Vec<_>, _>>);
    let chain = read.map_err(|error| cannot("certificates", &files.certificate, &error))?;
    if chain.is_empty() {
        return Err(cannot("certificates", &files.certificate, &"there is none in it"));
    }
    let key = PrivateKeyDer::from_pem_file(&files.key).map_err(|error| cannot("the key", &files.key, &error))?;
    let config = ServerConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_safe_default_protocol_versions()
        .map_err(|error| format!("http.tls: {error}"))?;
    let config = config.with_no_client_auth().with_single_cert(chain, key);
    config.map_err(|error| format!("http.tls: the certificate and the key do not belong together: {error}"))
}
