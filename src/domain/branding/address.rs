//! Addresses of web pages and pictures, given by the configuration or the creator of a link and opened by an owner's
//! browser.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};
use url::{Host, Url};

/// Address of a page or picture: with `https`, or with `http` on this very machine. It is kept as a browser writes it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct WebAddress(Url);

/// The text is not an address that a page may lead to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error(
    "an address begins with https:// (with http:// only for this machine), has neither a user name nor a password, and \
     is at most {} characters long",
    WebAddress::MAX_LENGTH
)]
pub struct InvalidWebAddress;

impl WebAddress {
    /// Longest address in characters, as a browser writes it.
    pub const MAX_LENGTH: usize = 512;

    /// The address as text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        self.0.as_str()
    }

    /// Scheme, host and port, as a content security policy names them.
    #[must_use]
    pub fn origin(&self) -> String {
        self.0.origin().ascii_serialization()
    }
}

/// Whether a browser goes to the machine it runs on, where nobody can listen in.
fn is_this_machine(host: &Host<&str>) -> bool {
    match host {
        Host::Domain(name) => *name == "localhost" || name.ends_with(".localhost"),
        Host::Ipv4(address) => address.is_loopback(),
        Host::Ipv6(address) => address.is_loopback(),
    }
}

impl FromStr for WebAddress {
    type Err = InvalidWebAddress;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let url = Url::parse(text).map_err(|_| InvalidWebAddress)?;
        let safe = match url.scheme() {
            "https" => true,
            "http" => url.host().is_some_and(|host| is_this_machine(&host)),
            _ => false,
        };
        let anonymous = url.username().is_empty() && url.password().is_none();
        if !safe || !anonymous || url.as_str().len() > Self::MAX_LENGTH {
            return Err(InvalidWebAddress);
        }
        Ok(Self(url))
    }
}

impl TryFrom<String> for WebAddress {
    type Error = InvalidWebAddress;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        text.parse()
    }
}

impl From<WebAddress> for String {
    fn from(address: WebAddress) -> Self {
        address.0.into()
    }
}

impl fmt::Display for WebAddress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_kept_as_a_browser_writes_them() {
        for (text, kept, origin) in [
            ("https://market.example", "https://market.example/", "https://market.example"),
            (
                "HTTPS://Market.Example:443/a b?c=д#e",
                "https://market.example/a%20b?c=%D0%B4#e",
                "https://market.example",
            ),
            ("https://салон.рф/x", "https://xn--80awgdm.xn--p1ai/x", "https://xn--80awgdm.xn--p1ai"),
            ("http://127.0.0.1:3000/done", "http://127.0.0.1:3000/done", "http://127.0.0.1:3000"),
            ("http://localhost:5173", "http://localhost:5173/", "http://localhost:5173"),
            ("http://[::1]/", "http://[::1]/", "http://[::1]"),
        ] {
            let address: WebAddress = text.parse().unwrap();
            assert_eq!((address.as_str(), address.origin().as_str()), (kept, origin), "{text}");
            assert_eq!(address.as_str().parse(), Ok(address.clone()), "it is read as it was written");
        }
    }

    #[test]
    fn addresses_that_are_unsafe_or_no_pages_are_refused() {
        let long = format!("https://market.example/{}", "a".repeat(WebAddress::MAX_LENGTH));
        for text in [
            "",
            "market.example",
            "/done",
            "//market.example",
            "http://market.example",
            "http://127.0.0.1.evil.example",
            "javascript:alert(1)",
            "data:text/html,x",
            "file:///etc/passwd",
            "https://",
            "https://user@market.example",
            "https://:word@market.example",
            &long,
        ] {
            assert_eq!(text.parse::<WebAddress>(), Err(InvalidWebAddress), "{text}");
        }
    }

    #[test]
    fn an_address_cannot_break_out_of_a_header_or_an_attribute() {
        for text in ["https://market.example/\"><script>", "https://market.example/\r\nx: y", "https://a.example/';,"] {
            let address: WebAddress = text.parse().unwrap();
            assert!(!address.as_str().contains(['"', '<', '>', '\r', '\n', ' ']), "{address}");
            assert!(!address.origin().contains([';', ',', ' ', '\'']), "{address}");
        }
    }
}
