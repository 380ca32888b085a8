//! Which addresses are one caller.

use std::net::{IpAddr, Ipv6Addr};

/// The network that an address is counted by: itself, or of IPv6 the first 64 bits, since a household has a /64 and may take any
/// address of it. An IPv4 address in the clothes of IPv6 is the IPv4 address.
#[must_use]
pub fn network_of(address: IpAddr) -> IpAddr {
    match address.to_canonical() {
        address @ IpAddr::V4(_) => address,
        IpAddr::V6(address) => IpAddr::V6(Ipv6Addr::from_bits(address.to_bits() & !u128::from(u64::MAX))),
    }
}
