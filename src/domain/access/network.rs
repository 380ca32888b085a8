//! Grouping of client addresses that count as one caller.

use std::net::{IpAddr, Ipv6Addr};

/// The network an address is counted as: an IPv4 address itself, of an IPv6 address the first 64 bits, since a
/// household has a /64 and may use any address of it. An IPv4-mapped IPv6 address counts as the IPv4 address.
#[must_use]
pub fn network_of(address: IpAddr) -> IpAddr {
    match address.to_canonical() {
        address @ IpAddr::V4(_) => address,
        IpAddr::V6(address) => IpAddr::V6(Ipv6Addr::from_bits(address.to_bits() & !u128::from(u64::MAX))),
    }
}
