//! TLS of the client: Mozilla's roots and those of a file, TLS 1.2 and 1.3, *ring*.

use std::path::Path;
use std::sync::Arc;

use rustls::crypto::ring;
use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::PemObject as _;
use rustls::{ClientConfig, RootCertStore};

use crate::config::WebhookConfigError;

/// Creates the configuration that all connections share.
///
/// # Errors
/// [`WebhookConfigError`] if the file cannot be read, has no certificate or one that is none of an authority.
pub(crate) fn client_config(extra_roots: Option<&Path>) -> Result<ClientConfig, WebhookConfigError> {
    let mut roots = RootCertStore::empty();
    roots.extend(webpki_roots::TLS_SERVER_ROOTS.iter().cloned());
    if let Some(file) = extra_roots {
        let added = add(&mut roots, file);
        added.map_err(|reason| WebhookConfigError::ExtraRoots { file: file.to_owned(), reason })?;
    }
    let builder = ClientConfig::builder_with_provider(Arc::new(ring::default_provider()));
    Ok(builder.with_safe_default_protocol_versions()?.with_root_certificates(roots).with_no_client_auth())
}

fn add(roots: &mut RootCertStore, file: &Path) -> Result<(), String> {
    let before = roots.len();
    for certificate in CertificateDer::pem_file_iter(file).map_err(|error| error.to_string())? {
        let certificate = certificate.map_err(|error| error.to_string())?;
        roots.add(certificate).map_err(|error| error.to_string())?;
    }
    if roots.len() == before { Err("no certificate in it".into()) } else { Ok(()) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn error(content: Option<&str>) -> String {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("roots.pem");
        if let Some(content) = content {
            std::fs::write(&file, content).unwrap();
        }
        client_config(Some(&file)).err().unwrap().to_string()
    }

    #[test]
    fn unusable_file_of_roots_is_an_error_that_names_it() {
        let broken = "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n";
        for (content, reason) in [(None, ""), (Some(""), "no certificate in it"), (Some(broken), "")] {
            let error = error(content);
            assert!(error.contains("roots.pem: ") && error.ends_with(reason), "{error}");
        }
    }

    #[test]
    fn without_a_file_the_roots_of_mozilla_are_trusted() {
        assert!(client_config(None).is_ok());
    }
}
