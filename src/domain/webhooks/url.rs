//! What the URL of an endpoint may be. It is read once, as browsers read it, and kept as they write it, so that what is
//! checked is what is dialled: `https://0x7f.1/` is `https://127.0.0.1/` here.

use std::fmt;

use url::{Host, Url};

use super::{AddressPolicy, RefusedAddress};

/// What the configuration says of endpoints' URLs.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct UrlRules {
    /// Whether `http` is allowed, for development: bodies and signatures are readable on the way then.
    pub allow_http: bool,
    /// Addresses that may be reached.
    pub addresses: AddressPolicy,
}

/// URL of an endpoint that satisfied the rules when it was read. Names are resolved at each connect, and their addresses
/// are checked then. Receivers put secrets into paths and queries, so `Debug` shows scheme, host and port only.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct WebhookUrl(Url);

/// Reason why a URL is refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum InvalidWebhookUrl {
    /// Longer than [`WebhookUrl::MAX_LENGTH`].
    #[error("a webhook URL is at most {} characters long", WebhookUrl::MAX_LENGTH)]
    TooLong,
    /// Spaces or control characters, which browsers drop silently.
    #[error("a webhook URL has neither spaces nor control characters")]
    Blank,
    /// Not an absolute URL with a host.
    #[error("this is not a URL with a host")]
    Malformed,
    /// Another scheme than `https`.
    #[error("a webhook URL begins with https://")]
    Scheme,
    /// A user name or a password.
    #[error("a webhook URL has neither a user name nor a password: requests are signed")]
    Credentials,
    /// A fragment, which is never sent.
    #[error("a webhook URL has no fragment (#…)")]
    Fragment,
    /// A port of another service.
    #[error("the port of a webhook URL is 443, 80 or one from 1024 on")]
    Port,
    /// A host that is an address which may not be reached.
    #[error("the host of a webhook URL must be public: {0}")]
    Address(#[from] RefusedAddress),
}

impl InvalidWebhookUrl {
    /// Name on the wire.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::TooLong => "too_long",
            Self::Blank => "blank",
            Self::Malformed => "malformed",
            Self::Scheme => "scheme",
            Self::Credentials => "credentials",
            Self::Fragment => "fragment",
            Self::Port => "port",
            Self::Address(_) => "address",
        }
    }
}

impl WebhookUrl {
    /// Longest URL in bytes, as given and as kept.
    pub const MAX_LENGTH: usize = 2048;

    /// Reads a URL.
    ///
    /// # Errors
    /// [`InvalidWebhookUrl`]: the first rule that it breaks.
    pub fn parse(text: &str, rules: &UrlRules) -> Result<Self, InvalidWebhookUrl> {
        if text.len() > Self::MAX_LENGTH {
            return Err(InvalidWebhookUrl::TooLong);
        }
        if text.chars().any(|sign| sign.is_whitespace() || sign.is_control()) {
            return Err(InvalidWebhookUrl::Blank);
        }
        let url = Url::parse(text).map_err(|_| InvalidWebhookUrl::Malformed)?;
        // A host in another notation or another script may be longer than it was given.
        if url.as_str().len() > Self::MAX_LENGTH {
            return Err(InvalidWebhookUrl::TooLong);
        }
        match url.scheme() {
            "https" => {}
            "http" if rules.allow_http => {}
            _ => return Err(InvalidWebhookUrl::Scheme),
        }
        if !url.username().is_empty() || url.password().is_some() {
            return Err(InvalidWebhookUrl::Credentials);
        }
        if url.fragment().is_some() {
            return Err(InvalidWebhookUrl::Fragment);
        }
        check_host(url.host(), &rules.addresses)?;
        match url.port_or_known_default() {
            Some(80 | 443 | 1024..) => Ok(Self(url)),
            Some(_) | None => Err(InvalidWebhookUrl::Port),
        }
    }

    /// The URL as text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        self.0.as_str()
    }

    /// Scheme, host and port: what may be shown and logged.
    #[must_use]
    pub fn origin(&self) -> String {
        self.0.origin().ascii_serialization()
    }
}

fn check_host(host: Option<Host<&str>>, addresses: &AddressPolicy) -> Result<(), InvalidWebhookUrl> {
    match host {
        Some(Host::Ipv4(address)) => Ok(addresses.check(address.into())?),
        Some(Host::Ipv6(address)) => Ok(addresses.check(address.into())?),
        // Whatever a resolver makes of it, `localhost` is the machine itself (RFC 6761, section 6.3).
        Some(Host::Domain(name)) if is_localhost(name) => Ok(addresses.check(std::net::Ipv4Addr::LOCALHOST.into())?),
        Some(Host::Domain(name)) if is_name(name) => Ok(()),
        Some(Host::Domain(_)) | None => Err(InvalidWebhookUrl::Malformed),
    }
}

fn is_localhost(name: &str) -> bool {
    let name = name.strip_suffix('.').unwrap_or(name);
    name == "localhost" || name.ends_with(".localhost")
}

/// Whether a resolver can be asked for it: labels of 1 to 63 bytes, 253 together (RFC 1035, section 2.3.4), of the
/// characters that names of hosts have, and `_`.
fn is_name(name: &str) -> bool {
    let name = name.strip_suffix('.').unwrap_or(name);
    let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_');
    let is_label = |label: &str| (1..=63).contains(&label.len()) && label.bytes().all(is_plain);
    name.len() <= 253 && name.split('.').all(is_label)
}

impl fmt::Debug for WebhookUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "WebhookUrl({})", self.origin())
    }
}

#[cfg(test)]
mod tests;
