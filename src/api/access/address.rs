//! Client address of a request: the peer's, or the one that a trusted proxy reports.

use std::net::{IpAddr, Ipv4Addr, SocketAddr};

use actix_web::HttpRequest;
use ipnet::IpNet;

/// Returns the address of the client. The list of `X-Forwarded-For` is read from its end, where our own proxies write;
/// everything before the last address that is not a trusted proxy may be forged.
pub(crate) fn peer_of(request: &HttpRequest, trusted: &[IpNet]) -> IpAddr {
    let peer = request.peer_addr().map_or(IpAddr::V4(Ipv4Addr::UNSPECIFIED), |peer| peer.ip().to_canonical());
    let forwarded = request.headers().get_all("x-forwarded-for").filter_map(|value| value.to_str().ok());
    let named: Vec<&str> = forwarded.flat_map(|list| list.split(',')).map(str::trim).collect();
    origin(peer, &named, trusted)
}

fn origin(peer: IpAddr, named: &[&str], trusted: &[IpNet]) -> IpAddr {
    let is_trusted = |address: IpAddr| trusted.iter().any(|network| network.contains(&address));
    let mut found = peer;
    for name in named.iter().rev() {
        if !is_trusted(found) {
            break;
        }
        let Some(address) = address_in(name) else { break };
        found = address.to_canonical();
    }
    found
}

/// Parses an address as proxies write it, with or without a port.
fn address_in(name: &str) -> Option<IpAddr> {
    let plain = name.parse().ok().or_else(|| name.strip_prefix('[')?.strip_suffix(']')?.parse().ok());
    plain.or_else(|| name.parse::<SocketAddr>().ok().map(|address| address.ip()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(peer: &str, named: &[&str]) -> String {
        let trusted = ["10.0.0.0/8".parse().unwrap(), "fd00::/8".parse().unwrap()];
        origin(peer.parse().unwrap(), named, &trusted).to_string()
    }

    #[test]
    fn forwarded_header_from_untrusted_peer_is_ignored() {
        assert_eq!(found("203.0.113.7", &["198.51.100.1"]), "203.0.113.7");
    }

    #[test]
    fn last_untrusted_address_behind_trusted_proxies_is_the_client() {
        assert_eq!(found("10.1.1.1", &["198.51.100.1"]), "198.51.100.1");
        assert_eq!(found("10.1.1.1", &["6.6.6.6", "198.51.100.1", "10.2.2.2"]), "198.51.100.1");
        assert_eq!(found("fd00::1", &["2001:db8::1"]), "2001:db8::1");
        for named in ["198.51.100.1:1234", "[2001:db8::1]:443", "[2001:db8::1]"] {
            assert_ne!(found("10.1.1.1", &[named]), "10.1.1.1", "{named}");
        }
    }

    #[test]
    fn forwarded_list_ends_at_an_unparsable_address() {
        assert_eq!(found("10.1.1.1", &["198.51.100.1", "unknown"]), "10.1.1.1");
        assert_eq!(found("10.1.1.1", &[]), "10.1.1.1");
    }
}
