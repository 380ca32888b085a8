//! Address of the database server and way to connect: parses the connection string and decides about TLS.
//!
//! `sslmode=require` and stricter mean TLS with a certificate of a known authority and the right host name (stricter
//! than libpq's `require`, which checks neither). The authorities are those of webpki-roots, or those of `sslrootcert`.
//! Otherwise the connection is plain, with a warning if the server is on another machine. TLS never falls back to
//! plain.

use std::sync::Arc;
use std::time::Duration;

use deadpool_postgres::{Manager, ManagerConfig, RecyclingMethod};
use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::PemObject;
use rustls::{ClientConfig, RootCertStore};
use tokio_postgres::config::{Host, SslMode};
use tokio_postgres::error::SqlState;
use tokio_postgres::{Client, Config, Error, NoTls};
use tokio_postgres_rustls::MakeRustlsConnect;
use tracing::warn;

use crate::config::DatabaseUrl;
use crate::open_error::StoreOpenError;

/// Idle time after which the kernel sends TCP keepalive probes.
const KEEPALIVE_IDLE: Duration = Duration::from_secs(30);

/// Parameter by which [`Target::sessions`] detects a pooler. Its prefix is ours, so the server ignores it.
const SESSION_PARAMETER: &str = "linekeeper.session";

/// Owner of the server sessions behind our connections.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Sessions {
    /// Each connection has a session of its own: settings last as long as the connection and affect no one else.
    Own,
    /// A pooler lends a session per transaction: settings and locks must end with the transaction, or other clients
    /// would get them.
    Lent,
}

/// A database server and how to connect to it.
pub(crate) struct Target {
    config: Config,
    /// TLS settings; absent for a plain connection.
    tls: Option<MakeRustlsConnect>,
}

impl Target {
    /// Parses a connection string.
    pub(crate) fn from_url(url: &DatabaseUrl, connect_timeout: Duration) -> Result<Self, StoreOpenError> {
        let Words { rest, sslmode, sslrootcert } = take_tls_words(url.expose());
        let mut config: Config = rest.parse().map_err(|error| StoreOpenError::BadUrl(reason(&error)))?;
        if config.get_hosts().is_empty() && config.get_hostaddrs().is_empty() {
            return Err(StoreOpenError::BadUrl("no host in it".into()));
        }
        let tls = match sslmode.as_deref() {
            None | Some("disable" | "allow" | "prefer") => {
                config.ssl_mode(SslMode::Disable);
                if !is_local(&config) {
                    warn!("the connection to PostgreSQL is not encrypted; add sslmode=require to DATABASE_URL");
                }
                None
            }
            Some("require" | "verify-ca" | "verify-full") => {
                config.ssl_mode(SslMode::Require);
                Some(MakeRustlsConnect::new(client_config(sslrootcert.as_deref())?))
            }
            Some(_) => return Err(StoreOpenError::BadUrl("unknown sslmode".into())),
        };
        Ok(Self { config, tls }.bounded(connect_timeout))
    }

    /// Target of the embedded server.
    pub(crate) fn embedded(config: Config, connect_timeout: Duration) -> Self {
        Self { config, tls: None }.bounded(connect_timeout)
    }

    /// Connects once. The connection's task ends with the client; its errors also reach the client's calls.
    pub(crate) async fn connect(&self) -> Result<Client, Error> {
        self.connect_with(&self.config).await
    }

    /// Detects whether a pooler is in between: a startup parameter is readable in a session of our own. A pooler
    /// refuses it (08P01, since it cannot give each client a server of its own) or drops it.
    ///
    /// # Errors
    /// Errors of connecting.
    pub(crate) async fn sessions(&self) -> Result<Sessions, Error> {
        let mut config = self.config.clone();
        let theirs = config.get_options().map(|options| format!("{options} ")).unwrap_or_default();
        config.options(format!("{theirs}-c {SESSION_PARAMETER}=own"));
        let client = match self.connect_with(&config).await {
            Ok(client) => client,
            Err(error) if error.code() == Some(&SqlState::PROTOCOL_VIOLATION) => return Ok(Sessions::Lent),
            Err(error) => return Err(error),
        };
        let sql = format!("SELECT current_setting('{SESSION_PARAMETER}', true)");
        let told: Option<String> = client.query_typed_one(&sql, &[]).await?.try_get(0)?;
        Ok(if told.as_deref() == Some("own") { Sessions::Own } else { Sessions::Lent })
    }

    async fn connect_with(&self, config: &Config) -> Result<Client, Error> {
        match &self.tls {
            Some(tls) => {
                let (client, connection) = config.connect(tls.clone()).await?;
                tokio::spawn(connection);
                Ok(client)
            }
            None => {
                let (client, connection) = config.connect(NoTls).await?;
                tokio::spawn(connection);
                Ok(client)
            }
        }
    }

    /// Connection manager for the pool.
    pub(crate) fn manager(&self) -> Manager {
        let recycle = ManagerConfig { recycling_method: RecyclingMethod::Fast };
        match &self.tls {
            Some(tls) => Manager::from_config(self.config.clone(), tls.clone(), recycle),
            None => Manager::from_config(self.config.clone(), NoTls, recycle),
        }
    }

    fn bounded(mut self, connect_timeout: Duration) -> Self {
        self.config.connect_timeout(connect_timeout).keepalives_idle(KEEPALIVE_IDLE);
        if self.config.get_application_name().is_none() {
            self.config.application_name("linekeeper");
        }
        self
    }
}

/// Connection string without the TLS options, which the driver does not know, and their values.
struct Words {
    rest: String,
    sslmode: Option<String>,
    sslrootcert: Option<String>,
}

fn take_tls_words(text: &str) -> Words {
    let url = text.starts_with("postgres://") || text.starts_with("postgresql://");
    let (head, tail) = if url { text.split_once('?').unwrap_or((text, "")) } else { ("", text) };
    let (mut sslmode, mut sslrootcert) = (None, None);
    let mut kept = Vec::new();
    let words = tail.split(|c: char| if url { c == '&' } else { c.is_ascii_whitespace() });
    for word in words.filter(|word| !word.is_empty()) {
        match word.split_once('=') {
            Some(("sslmode", value)) => sslmode = Some(value.to_owned()),
            Some(("sslrootcert", value)) if url => sslrootcert = Some(percent_decoded(value)),
            Some(("sslrootcert", value)) => sslrootcert = Some(value.to_owned()),
            _ => kept.push(word),
        }
    }
    let rest = match (url, kept.is_empty()) {
        (true, true) => head.to_owned(),
        (true, false) => format!("{head}?{}", kept.join("&")),
        (false, _) => kept.join(" "),
    };
    Words { rest, sslmode, sslrootcert }
}

fn percent_decoded(text: &str) -> String {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let [first, tail @ ..] = rest {
        let escaped = match (first, tail) {
            (b'%', [high, low, after @ ..]) => hex_pair(*high, *low).map(|byte| (byte, after)),
            _ => None,
        };
        let (byte, after) = escaped.unwrap_or((*first, tail));
        bytes.push(byte);
        rest = after;
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

fn hex_pair(high: u8, low: u8) -> Option<u8> {
    let digit = |byte: u8| char::from(byte).to_digit(16);
    u8::try_from(digit(high)? * 16 + digit(low)?).ok()
}

fn is_local(config: &Config) -> bool {
    let by_name = config.get_hosts().iter().all(|host| match host {
        Host::Tcp(name) => name == "localhost" || name.parse().is_ok_and(|ip: std::net::IpAddr| ip.is_loopback()),
        Host::Unix(_) => true,
    });
    by_name && config.get_hostaddrs().iter().all(std::net::IpAddr::is_loopback)
}

fn client_config(root_file: Option<&str>) -> Result<ClientConfig, StoreOpenError> {
    let mut roots = RootCertStore::empty();
    match root_file {
        Some(path) => {
            let bad = |error: String| StoreOpenError::BadRootCertificate(error);
            for certificate in CertificateDer::pem_file_iter(path).map_err(|error| bad(error.to_string()))? {
                roots
                    .add(certificate.map_err(|error| bad(error.to_string()))?)
                    .map_err(|error| bad(error.to_string()))?;
            }
            if roots.is_empty() {
                return Err(bad("no certificate in it".into()));
            }
        }
        None => roots.extend(webpki_roots::TLS_SERVER_ROOTS.iter().cloned()),
    }
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let versions = ClientConfig::builder_with_provider(provider).with_safe_default_protocol_versions();
    let builder = versions.map_err(|error| StoreOpenError::BadRootCertificate(error.to_string()))?;
    Ok(builder.with_root_certificates(roots).with_no_client_auth())
}

/// Driver's message about a connection string; it names the option and never its value.
fn reason(error: &Error) -> String {
    let cause = std::error::Error::source(error).map(ToString::to_string);
    cause.unwrap_or_else(|| error.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn target(url: &str) -> Result<Target, StoreOpenError> {
        Target::from_url(&DatabaseUrl::new(url), Duration::from_secs(1))
    }

    fn mode(url: &str) -> SslMode {
        target(url).unwrap().config.get_ssl_mode()
    }

    #[test]
    fn tls_is_required_if_asked_for_and_disabled_otherwise() {
        for word in ["require", "verify-ca", "verify-full"] {
            assert_eq!(mode(&format!("postgres://u:p@db.example/d?sslmode={word}")), SslMode::Require, "{word}");
            assert_eq!(mode(&format!("host=db.example user=u sslmode={word}")), SslMode::Require, "{word}");
        }
        for url in ["postgres://u@localhost/d", "postgres://u@127.0.0.1/d?sslmode=prefer", "host=/run/pg user=u"] {
            assert_eq!(mode(url), SslMode::Disable, "{url}");
        }
    }

    #[test]
    fn other_options_of_url_reach_driver() {
        let target = target("postgres://u@h/d?application_name=x&sslmode=disable&connect_timeout=3").unwrap();
        assert_eq!(target.config.get_application_name(), Some("x"));
        assert_eq!(target.config.get_dbname(), Some("d"));
    }

    #[test]
    fn invalid_url_is_refused_without_showing_password() {
        for url in ["", "nonsense", "postgres://u:hunter2@h:x/d", "postgres://u:hunter2@h/d?sslmode=maybe&a=hunter2"] {
            let error = target(url).err().unwrap();
            assert_eq!(error.cause(), "database_url_invalid", "{url}");
            assert!(!error.to_string().contains("hunter2") && !format!("{error:?}").contains("hunter2"), "{error}");
        }
    }

    #[test]
    fn absent_root_certificate_is_an_error_of_its_own() {
        let error = target("postgres://u@h/d?sslmode=verify-full&sslrootcert=%2Fno%2Fsuch.pem").err().unwrap();
        assert_eq!(error.cause(), "database_root_certificate_invalid");
    }

    #[test]
    fn percent_escapes_are_decoded_and_invalid_ones_kept() {
        assert_eq!(percent_decoded("%2Fa%20b"), "/a b");
        assert_eq!(percent_decoded("100%"), "100%");
        assert_eq!(percent_decoded("%zz%4"), "%zz%4");
    }
}
