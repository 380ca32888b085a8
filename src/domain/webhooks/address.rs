//! Which IP addresses a webhook may reach. Endpoints are named by callers of the API, and the service stands where more
//! can be reached than from outside: the machine itself, its private network, the cloud's metadata. All that is not a
//! public unicast address is refused, unless the configuration names its network.
//!
//! Ranges are those of IANA's registries of special-purpose addresses for [IPv4] and [IPv6] (RFC 6890).
//!
//! [IPv4]: https://www.iana.org/assignments/iana-ipv4-special-registry
//! [IPv6]: https://www.iana.org/assignments/iana-ipv6-special-registry

use std::fmt;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use ipnet::IpNet;
use serde::{Deserialize, Serialize};

/// Reason why an address is refused.
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RefusedRange {
    /// `0.0.0.0/8` and `::`: "this machine" on many systems.
    Unspecified,
    /// The machine itself.
    Loopback,
    /// Networks of an organisation (RFC 1918), unique local addresses (RFC 4193), site-local ones (RFC 3879).
    Private,
    /// Between a provider and its customers (RFC 6598).
    CarrierGradeNat,
    /// The local segment of a network.
    LinkLocal,
    /// Services of a cloud for its own machines, credentials among them.
    CloudMetadata,
    /// Groups of machines.
    Multicast,
    /// All machines of a segment.
    Broadcast,
    /// Examples in documents (RFC 5737, RFC 3849, RFC 9637).
    Documentation,
    /// Tests of network devices (RFC 2544, RFC 5180).
    Benchmarking,
    /// Not assigned, or assigned to protocols.
    Reserved,
    /// An IPv4 address in IPv6 notation (mapped or compatible, RFC 4291): no name has a reason to resolve to one.
    MappedIpv4,
    /// An IPv4 address behind a translator (RFC 6052, RFC 8215).
    Nat64,
    /// A 6to4 address (RFC 3056) whose IPv4 address is refused.
    SixToFour,
    /// A Teredo address (RFC 4380) of whose IPv4 addresses one is refused.
    Teredo,
}

impl RefusedRange {
    /// Name on the wire.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Unspecified => "unspecified",
            Self::Loopback => "loopback",
            Self::Private => "private",
            Self::CarrierGradeNat => "carrier_grade_nat",
            Self::LinkLocal => "link_local",
            Self::CloudMetadata => "cloud_metadata",
            Self::Multicast => "multicast",
            Self::Broadcast => "broadcast",
            Self::Documentation => "documentation",
            Self::Benchmarking => "benchmarking",
            Self::Reserved => "reserved",
            Self::MappedIpv4 => "mapped_ipv4",
            Self::Nat64 => "nat64",
            Self::SixToFour => "six_to_four",
            Self::Teredo => "teredo",
        }
    }
}

impl fmt::Display for RefusedRange {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Unspecified => "an unspecified address",
            Self::Loopback => "this machine itself",
            Self::Private => "a private network",
            Self::CarrierGradeNat => "a provider's inner network",
            Self::LinkLocal => "a link-local address",
            Self::CloudMetadata => "the metadata service of a cloud",
            Self::Multicast => "a multicast address",
            Self::Broadcast => "a broadcast address",
            Self::Documentation => "an address for documentation",
            Self::Benchmarking => "an address for benchmarks",
            Self::Reserved => "a reserved address",
            Self::MappedIpv4 => "an IPv4 address in IPv6 notation",
            Self::Nat64 => "an address behind NAT64",
            Self::SixToFour => "a 6to4 address of a refused one",
            Self::Teredo => "a Teredo address of a refused one",
        })
    }
}

/// An address that may not be reached.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("{address} is {range}")]
pub struct RefusedAddress {
    /// The address.
    pub address: IpAddr,
    /// Why it is refused.
    pub range: RefusedRange,
}

/// Addresses that webhooks may reach.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct AddressPolicy {
    allowed: Vec<IpNet>,
}

impl AddressPolicy {
    /// Public addresses, and those of these networks whatever they are. An address that leads to an IPv4 address (mapped,
    /// NAT64, 6to4, Teredo) needs both: a network here or a public form, and an IPv4 address that may be reached itself.
    #[must_use]
    pub const fn allowing(allowed: Vec<IpNet>) -> Self {
        Self { allowed }
    }

    /// Checks an address.
    ///
    /// # Errors
    /// [`RefusedAddress`], with the reason.
    pub fn check(&self, address: IpAddr) -> Result<(), RefusedAddress> {
        let refusal = match address {
            IpAddr::V4(v4) => self.refusal_v4(v4),
            IpAddr::V6(v6) => self.refusal_v6(v6),
        };
        refusal.map_or(Ok(()), |range| Err(RefusedAddress { address, range }))
    }

    /// Whether the configuration names this address.
    fn names(&self, address: IpAddr) -> bool {
        self.allowed.iter().any(|network| network.contains(&address))
    }

    fn refusal_v4(&self, address: Ipv4Addr) -> Option<RefusedRange> {
        range_v4(address).filter(|_| !self.names(address.into()))
    }

    fn refusal_v6(&self, address: Ipv6Addr) -> Option<RefusedRange> {
        let named = self.names(address.into());
        let Some(tunnel) = Tunnel::of(address) else {
            return range_v6(address).filter(|_| !named);
        };
        let inner_refused = tunnel.inner.iter().flatten().any(|inner| self.refusal_v4(*inner).is_some());
        (inner_refused || !(tunnel.is_public || named)).then_some(tunnel.range)
    }
}

/// IPv6 address that leads to IPv4 addresses.
struct Tunnel {
    range: RefusedRange,
    /// IPv4 addresses to which a packet may go.
    inner: [Option<Ipv4Addr>; 2],
    /// Whether it is reached over the public internet, and need not be named.
    is_public: bool,
}

impl Tunnel {
    fn of(address: Ipv6Addr) -> Option<Self> {
        let bits = address.to_bits();
        let last = Ipv4Addr::from_bits(low(bits));
        let inside = |range, inner| Some(Self { range, inner: [Some(inner), None], is_public: false });
        match address.segments() {
            // `::` and `::1` have the form of compatible addresses and are none.
            [0, 0, 0, 0, 0, 0, 0, 0 | 1] => None,
            [0, 0, 0, 0, 0, 0 | 0xffff, _, _] => inside(RefusedRange::MappedIpv4, last),
            // Translated addresses of SIIT (RFC 2765), long deprecated.
            [0, 0, 0, 0, 0xffff, 0, _, _] => inside(RefusedRange::MappedIpv4, last),
            [0x64, 0xff9b, 0, 0, 0, 0, _, _] => inside(RefusedRange::Nat64, last),
            [0x64, 0xff9b, 1, one, two, three, ..] => {
                // For local use. A /48 as a whole has the IPv4 address at bit 48, around the reserved octet at bit 64; a
                // /96 of it at the end. What is zero is not used.
                let ([a, b], [_, c], [d, _]) = (one.to_be_bytes(), two.to_be_bytes(), three.to_be_bytes());
                let is_used = |inner: &Ipv4Addr| !inner.is_unspecified();
                let inner = [Some(Ipv4Addr::new(a, b, c, d)).filter(is_used), Some(last).filter(is_used)];
                Some(Self { range: RefusedRange::Nat64, inner, is_public: false })
            }
            [0x2002, ..] => {
                let inner = [Some(Ipv4Addr::from_bits(low(bits >> 80))), None];
                Some(Self { range: RefusedRange::SixToFour, inner, is_public: true })
            }
            [0x2001, 0, ..] => {
                let client = Ipv4Addr::from_bits(!low(bits));
                let inner = [Some(Ipv4Addr::from_bits(low(bits >> 64))), Some(client)];
                Some(Self { range: RefusedRange::Teredo, inner, is_public: true })
            }
            _ => None,
        }
    }
}

/// The last 32 bits.
const fn low(bits: u128) -> u32 {
    (bits & 0xffff_ffff) as u32
}

/// Metadata services of clouds, which the ranges below do not have or call otherwise: AWS, GCP, Azure and most others;
/// AWS's containers; Oracle; Alibaba; Azure's agent, at a public address.
const METADATA_V4: [Ipv4Addr; 5] = [
    Ipv4Addr::new(169, 254, 169, 254),
    Ipv4Addr::new(169, 254, 170, 2),
    Ipv4Addr::new(192, 0, 0, 192),
    Ipv4Addr::new(100, 100, 100, 200),
    Ipv4Addr::new(168, 63, 129, 16),
];

/// The same over IPv6: AWS (metadata, containers) and GCP.
const METADATA_V6: [Ipv6Addr; 3] = [
    Ipv6Addr::new(0xfd00, 0xec2, 0, 0, 0, 0, 0, 0x254),
    Ipv6Addr::new(0xfd00, 0xec2, 0, 0, 0, 0, 0, 0x23),
    Ipv6Addr::new(0xfd20, 0xce, 0, 0, 0, 0, 0, 0x254),
];

fn range_v4(address: Ipv4Addr) -> Option<RefusedRange> {
    if METADATA_V4.contains(&address) {
        return Some(RefusedRange::CloudMetadata);
    }
    Some(match address.octets() {
        [0, ..] => RefusedRange::Unspecified,
        [10, ..] | [172, 16..=31, ..] | [192, 168, ..] => RefusedRange::Private,
        [100, 64..=127, ..] => RefusedRange::CarrierGradeNat,
        [127, ..] => RefusedRange::Loopback,
        [169, 254, ..] => RefusedRange::LinkLocal,
        [192, 0, 2, _] | [198, 51, 100, _] | [203, 0, 113, _] => RefusedRange::Documentation,
        [198, 18 | 19, ..] => RefusedRange::Benchmarking,
        // Protocol assignments, relays of 6to4, AS112 (RFC 7534), AMT (RFC 7450).
        [192, 0, 0, _] | [192, 88, 99, _] | [192, 31, 196, _] | [192, 52, 193, _] | [192, 175, 48, _] => {
            RefusedRange::Reserved
        }
        [224..=239, ..] => RefusedRange::Multicast,
        [255, 255, 255, 255] => RefusedRange::Broadcast,
        [240..=255, ..] => RefusedRange::Reserved,
        _ => return None,
    })
}

fn range_v6(address: Ipv6Addr) -> Option<RefusedRange> {
    if METADATA_V6.contains(&address) {
        return Some(RefusedRange::CloudMetadata);
    }
    Some(match address.segments() {
        [0, 0, 0, 0, 0, 0, 0, 0] => RefusedRange::Unspecified,
        [0, 0, 0, 0, 0, 0, 0, 1] => RefusedRange::Loopback,
        [0xfc00..=0xfdff, ..] | [0xfec0..=0xfeff, ..] => RefusedRange::Private,
        [0xfe80..=0xfebf, ..] => RefusedRange::LinkLocal,
        [0xff00..=0xffff, ..] => RefusedRange::Multicast,
        [0x2001, 0xdb8, ..] | [0x3fff, 0..=0xfff, ..] => RefusedRange::Documentation,
        [0x2001, 2, 0, ..] => RefusedRange::Benchmarking,
        // Protocol assignments, all of 2001::/23 but Teredo; AS112 (RFC 7534); the end of the 6bone (RFC 3701).
        [0x2001, 0..=0x1ff, ..] | [0x2620, 0x4f, 0x8000, ..] | [0x3ffe, ..] => RefusedRange::Reserved,
        [0x2000..=0x3fff, ..] => return None,
        // Global unicast addresses are assigned from 2000::/3 only.
        _ => RefusedRange::Reserved,
    })
}

#[cfg(test)]
mod tests;
