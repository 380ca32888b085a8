//! Address of WhatsApp's chat service, and which addresses this build may dial.
//!
//! A normal build requires `wss`, except towards this machine. A build with the certificate check bypassed (feature
//! `sandbox`) dials this machine only and refuses every other address.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::time::Duration;

use http::Uri;

/// Validated endpoint that this build may dial.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Endpoint {
    uri: Uri,
    host: Host,
    port: u16,
    secure: bool,
}

/// Reason why an address is refused.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum EndpointError {
    /// The address is not of the form `ws://host[:port]/path` or `wss://…`, or it has a user, a query or a fragment.
    #[error("not a WebSocket address of the form wss://host/path")]
    Malformed,
    /// `ws` to another machine: credentials would cross a network unencrypted.
    #[error("an endpoint outside this machine needs wss")]
    Insecure,
    /// Sandbox build, whose certificate check is bypassed, and an address that is not loopback.
    #[error("a sandbox build talks to this machine only (127.0.0.1, ::1 or localhost)")]
    NotLoopback,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Host {
    Ip(IpAddr),
    Localhost,
    Name(String),
}

impl Host {
    fn parse(text: &str) -> Option<Self> {
        if let Some(inner) = text.strip_prefix('[') {
            let address: Ipv6Addr = inner.strip_suffix(']')?.parse().ok()?;
            return Some(Self::Ip(address.into()));
        }
        if let Ok(address) = text.parse::<Ipv4Addr>() {
            return Some(Self::Ip(address.into()));
        }
        let plain = |c: char| c.is_ascii_alphanumeric() || c == '-' || c == '.';
        let name = !text.is_empty() && text.len() <= 253 && text.chars().all(plain);
        let exact = || if text == "localhost" { Self::Localhost } else { Self::Name(text.to_owned()) };
        name.then(exact)
    }

    fn is_loopback(&self) -> bool {
        match self {
            Self::Ip(address) => address.to_canonical().is_loopback(),
            Self::Localhost => true,
            Self::Name(_) => false,
        }
    }
}

impl Endpoint {
    /// Address of WhatsApp's own chat service.
    pub const WHATSAPP: &str = "wss://web.whatsapp.com/ws/chat";

    /// Parses an address and decides whether this build may dial it.
    ///
    /// # Errors
    /// [`EndpointError`]: the address is malformed, or this build must not dial it.
    pub fn parse(text: &str) -> Result<Self, EndpointError> {
        let endpoint = Self::read(text).ok_or(EndpointError::Malformed)?;
        let loopback = endpoint.host.is_loopback();
        if cfg!(feature = "sandbox") && !loopback {
            return Err(EndpointError::NotLoopback);
        }
        if !endpoint.secure && !loopback { Err(EndpointError::Insecure) } else { Ok(endpoint) }
    }

    fn read(text: &str) -> Option<Self> {
        let uri: Uri = text.parse().ok()?;
        let secure = match uri.scheme_str()? {
            "wss" => true,
            "ws" => false,
            _ => return None,
        };
        let authority = uri.authority()?;
        // `ws://127.0.0.1@evil.example/` leads to evil.example.
        if authority.as_str().contains('@') || uri.query().is_some() || text.contains('#') {
            return None;
        }
        let host = Host::parse(authority.host())?;
        let written_port = authority.as_str().len() > authority.host().len();
        let port = match authority.port_u16() {
            Some(port) => port,
            None if written_port => return None,
            None if secure => 443,
            None => 80,
        };
        Some(Self { uri, host, port, secure })
    }

    /// URI for the WebSocket request.
    pub(crate) fn uri(&self) -> &Uri {
        &self.uri
    }

    /// Whether the connection uses TLS.
    pub(crate) fn secure(&self) -> bool {
        self.secure
    }

    /// Name that the server's TLS certificate must carry.
    pub(crate) fn server_name(&self) -> String {
        match &self.host {
            Host::Ip(address) => address.to_string(),
            Host::Localhost => "localhost".to_owned(),
            Host::Name(name) => name.clone(),
        }
    }

    /// Socket addresses to connect to, in the order to be tried; name resolution takes at most `patience`. For
    /// `localhost` only loopback addresses are returned, whatever the resolver says.
    pub(crate) async fn addresses(&self, patience: Duration) -> std::io::Result<Vec<SocketAddr>> {
        let name = match &self.host {
            Host::Ip(address) => return Ok(vec![SocketAddr::new(*address, self.port)]),
            Host::Localhost => "localhost",
            Host::Name(name) => name,
        };
        let looked_up = tokio::time::timeout(patience, tokio::net::lookup_host((name, self.port))).await;
        let addresses = looked_up.map_err(|_| std::io::Error::from(std::io::ErrorKind::TimedOut))??;
        let allowed = |address: &SocketAddr| !self.host.is_loopback() || address.ip().is_loopback();
        Ok(addresses.filter(allowed).collect())
    }
}

impl std::fmt::Display for Endpoint {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.uri.fmt(f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn this_machine_may_be_dialled_by_every_build() {
        for text in [
            "ws://127.0.0.1:7777/ws/chat",
            "wss://127.0.0.1/ws/chat",
            "ws://127.9.9.9:1/",
            "ws://[::1]:7777/ws/chat",
            "ws://[::ffff:127.0.0.1]:7777/",
            "ws://localhost:7777/ws/chat",
            "wss://localhost",
        ] {
            assert!(Endpoint::parse(text).is_ok(), "{text}");
        }
    }

    #[test]
    fn address_that_only_resembles_loopback_is_refused() {
        for text in [
            "ws://localhost.evil.com/",
            "ws://127.0.0.1.evil.com/",
            "ws://127.0.0.1@evil.com/",
            "ws://localhost:80@evil.com/",
            "ws://evil.com/127.0.0.1",
            "ws://0.0.0.0:7777/",
            "ws://[::]:7777/",
            "ws://[::ffff:10.0.0.1]:7777/",
            "ws://localhost./",
            "ws://LOCALHOST:7777/",
            "ws://127.1:7777/",
            "ws://0x7f000001/",
            "ws://2130706433/",
            "ws://10.0.0.1/",
            "ws://xn--lcalhost-n5e/",
        ] {
            assert!(Endpoint::parse(text).is_err(), "{text}");
        }
    }

    #[test]
    fn malformed_address_is_refused() {
        for text in [
            "",
            "127.0.0.1:7777",
            "http://127.0.0.1/",
            "ws:///path",
            "ws://",
            "ws://127.0.0.1:99999/",
            "ws://127.0.0.1:/",
            "ws://127.0.0.1/#x",
            "ws://127.0.0.1/?x=1",
            "ws://user:password@127.0.0.1/",
            "ws://local_host/",
            "ws://[::1/",
            "wss://\u{430}pple.com/",
        ] {
            assert_eq!(Endpoint::parse(text), Err(EndpointError::Malformed), "{text}");
        }
    }

    #[cfg(not(feature = "sandbox"))]
    #[test]
    fn a_normal_build_talks_to_whatsapp_and_only_over_tls() {
        assert!(Endpoint::parse(Endpoint::WHATSAPP).is_ok());
        assert_eq!(Endpoint::parse("ws://web.whatsapp.com/ws/chat"), Err(EndpointError::Insecure));
    }

    #[cfg(feature = "sandbox")]
    #[test]
    fn a_sandbox_build_does_not_talk_to_whatsapp() {
        assert_eq!(Endpoint::parse(Endpoint::WHATSAPP), Err(EndpointError::NotLoopback));
        assert_eq!(Endpoint::parse("ws://10.0.0.1/"), Err(EndpointError::NotLoopback));
    }

    #[tokio::test]
    async fn localhost_leads_to_this_machine_only() {
        let endpoint = Endpoint::parse("ws://localhost:7777/").unwrap();
        let addresses = endpoint.addresses(Duration::from_secs(5)).await.unwrap();
        assert!(addresses.iter().all(|address| address.ip().is_loopback()));
    }
}
