use proptest::prelude::*;

use super::*;

fn address(text: &str) -> IpAddr {
    text.parse().unwrap()
}

fn allowing(networks: &[&str]) -> AddressPolicy {
    AddressPolicy::allowing(networks.iter().map(|network| network.parse().unwrap()).collect())
}

fn refusal(policy: &AddressPolicy, text: &str) -> Option<RefusedRange> {
    policy.check(address(text)).err().map(|refused| refused.range)
}

#[test]
fn public_addresses_are_allowed() {
    for text in [
        "1.1.1.1",
        "8.8.8.8",
        "9.255.255.255",
        "11.0.0.0",
        "100.63.255.255",
        "100.128.0.0",
        "126.255.255.255",
        "128.0.0.0",
        "169.253.255.255",
        "169.255.0.0",
        "172.15.255.255",
        "172.32.0.0",
        "192.0.1.0",
        "192.167.255.255",
        "192.169.0.0",
        "198.17.255.255",
        "198.20.0.0",
        "223.255.255.255",
        "2001:200::1",
        "2001:4860:4860::8888",
        "2606:4700:4700::1111",
        "2a00:1450::1",
        "2002:808:808::1",
        "2001:0:808:808:0:0:f7f7:f7f7",
    ] {
        assert_eq!(refusal(&AddressPolicy::default(), text), None, "{text}");
    }
}

#[test]
fn ipv4_addresses_of_each_range_are_refused() {
    use RefusedRange::*;
    for (text, range) in [
        ("0.0.0.0", Unspecified),
        ("0.255.255.255", Unspecified),
        ("10.0.0.0", Private),
        ("10.255.255.255", Private),
        ("172.16.0.0", Private),
        ("172.31.255.255", Private),
        ("192.168.0.0", Private),
        ("192.168.255.255", Private),
        ("100.64.0.0", CarrierGradeNat),
        ("100.127.255.255", CarrierGradeNat),
        ("127.0.0.1", Loopback),
        ("127.255.255.255", Loopback),
        ("169.254.0.1", LinkLocal),
        ("169.254.169.254", CloudMetadata),
        ("169.254.170.2", CloudMetadata),
        ("100.100.100.200", CloudMetadata),
        ("192.0.0.192", CloudMetadata),
        ("168.63.129.16", CloudMetadata),
        ("192.0.0.1", Reserved),
        ("192.0.2.1", Documentation),
        ("198.51.100.1", Documentation),
        ("203.0.113.1", Documentation),
        ("192.88.99.1", Reserved),
        ("198.18.0.0", Benchmarking),
        ("198.19.255.255", Benchmarking),
        ("224.0.0.1", Multicast),
        ("239.255.255.255", Multicast),
        ("240.0.0.1", Reserved),
        ("255.255.255.254", Reserved),
        ("255.255.255.255", Broadcast),
    ] {
        assert_eq!(refusal(&AddressPolicy::default(), text), Some(range), "{text}");
    }
}

#[test]
fn ipv6_addresses_of_each_range_are_refused() {
    use RefusedRange::*;
    for (text, range) in [
        ("::", Unspecified),
        ("::1", Loopback),
        ("fc00::1", Private),
        ("fdff:ffff::1", Private),
        ("fec0::1", Private),
        ("fe80::1", LinkLocal),
        ("febf::1", LinkLocal),
        ("ff02::1", Multicast),
        ("fd00:ec2::254", CloudMetadata),
        ("fd20:ce::254", CloudMetadata),
        ("2001:db8::1", Documentation),
        ("3fff:fff::1", Documentation),
        ("2001:2::1", Benchmarking),
        ("2001:10::1", Reserved),
        ("2001:1ff::1", Reserved),
        ("100::1", Reserved),
        ("5f00::1", Reserved),
        ("4000::1", Reserved),
        ("3ffe::1", Reserved),
        ("::2", MappedIpv4),
        ("::ffff:8.8.8.8", MappedIpv4),
        ("::ffff:127.0.0.1", MappedIpv4),
        ("::8.8.8.8", MappedIpv4),
        ("::ffff:0:8.8.8.8", MappedIpv4),
        ("64:ff9b::8.8.8.8", Nat64),
        ("64:ff9b::a9fe:a9fe", Nat64),
        ("64:ff9b:1::1", Nat64),
        ("64:ff9b:2::1", Reserved),
        ("2002:7f00:1::", SixToFour),
        ("2002:a00:1::1", SixToFour),
        ("2002:a9fe:a9fe::1", SixToFour),
        // Server 10.0.0.1, and client 127.0.0.1 with its bits inverted.
        ("2001:0:a00:1:0:0:f7f7:f7f7", Teredo),
        ("2001:0:808:808:0:0:80ff:fffe", Teredo),
    ] {
        assert_eq!(refusal(&AddressPolicy::default(), text), Some(range), "{text}");
    }
}

#[test]
fn networks_of_the_configuration_are_allowed() {
    let policy = allowing(&["10.1.0.0/16", "127.0.0.1/32", "fd00:1::/32", "169.254.169.254/32"]);
    for text in ["10.1.0.0", "10.1.255.255", "127.0.0.1", "fd00:1::1", "169.254.169.254", "8.8.8.8"] {
        assert_eq!(refusal(&policy, text), None, "{text}");
    }
    for text in ["10.2.0.0", "127.0.0.2", "fd00:2::1", "169.254.169.253"] {
        assert!(refusal(&policy, text).is_some(), "{text}");
    }
    assert_eq!(refusal(&allowing(&["::/0", "0.0.0.0/0"]), "::1"), None);
}

#[test]
fn embedded_address_needs_to_be_allowed_itself() {
    // A network of translated addresses opens no private ones behind it, nor do private ones open another notation.
    let translated = allowing(&["64:ff9b::/96", "64:ff9b:1::/48", "::ffff:0:0/96"]);
    for text in ["64:ff9b::8.8.8.8", "64:ff9b:1:808:8:800::", "64:ff9b:1::8.8.8.8", "::ffff:8.8.8.8"] {
        assert_eq!(refusal(&translated, text), None, "{text}");
    }
    for text in ["64:ff9b::10.0.0.1", "64:ff9b:1:a00:0:100::", "64:ff9b:1::10.0.0.1", "::ffff:127.0.0.1"] {
        assert!(refusal(&translated, text).is_some(), "{text}");
    }
    let private = allowing(&["10.0.0.0/8", "127.0.0.0/8"]);
    assert_eq!(refusal(&private, "2002:a00:1::1"), None, "6to4 itself is public");
    assert_eq!(refusal(&private, "64:ff9b::10.0.0.1"), Some(RefusedRange::Nat64));
    assert_eq!(refusal(&private, "::ffff:127.0.0.1"), Some(RefusedRange::MappedIpv4));
    let both = allowing(&["127.0.0.0/8", "::ffff:0:0/96"]);
    assert_eq!(refusal(&both, "::ffff:127.0.0.1"), None);
}

#[test]
fn refusal_says_which_address_and_why() {
    let refused = AddressPolicy::default().check(address("10.0.0.1")).unwrap_err();
    assert_eq!(refused.to_string(), "10.0.0.1 is a private network");
    let name = serde_json::to_string(&RefusedRange::SixToFour).unwrap();
    assert_eq!(name, format!("\"{}\"", RefusedRange::SixToFour.as_str()));
}

/// Ranges as the standard library knows them; it names fewer than are refused here.
fn is_special(address: Ipv4Addr) -> bool {
    address.is_loopback()
        || address.is_private()
        || address.is_link_local()
        || address.is_multicast()
        || address.is_broadcast()
        || address.is_documentation()
        || address.is_unspecified()
}

proptest! {
    #[test]
    fn special_addresses_are_refused_in_every_notation(bits in any::<u32>()) {
        let v4 = Ipv4Addr::from_bits(bits);
        let refused = AddressPolicy::default().check(v4.into()).is_err();
        prop_assert!(refused || !is_special(v4));
        let [high, low] = [(bits >> 16) as u16, bits as u16];
        let mapped = v4.to_ipv6_mapped();
        prop_assert!(AddressPolicy::default().check(mapped.into()).is_err());
        let translated = Ipv6Addr::new(0x64, 0xff9b, 0, 0, 0, 0, high, low);
        prop_assert!(AddressPolicy::default().check(translated.into()).is_err());
        let tunnelled = Ipv6Addr::new(0x2002, high, low, 0, 0, 0, 0, 1);
        prop_assert_eq!(AddressPolicy::default().check(tunnelled.into()).is_err(), refused);
        let teredo = Ipv6Addr::new(0x2001, 0, 0x808, 0x808, 0, 0, !high, !low);
        prop_assert_eq!(AddressPolicy::default().check(teredo.into()).is_err(), refused);
    }

    #[test]
    fn only_global_unicast_is_allowed_of_ipv6(bits in any::<u128>()) {
        let v6 = Ipv6Addr::from_bits(bits);
        if AddressPolicy::default().check(v6.into()).is_ok() {
            prop_assert_eq!(bits >> 125, 1, "{}", v6);
        }
    }

    #[test]
    fn allowed_network_opens_itself_only(bits in any::<u32>(), length in 0_u8..=32, other in any::<u32>()) {
        let network = ipnet::Ipv4Net::new(Ipv4Addr::from_bits(bits), length).unwrap();
        let policy = AddressPolicy::allowing(vec![network.into()]);
        prop_assert!(policy.check(network.addr().into()).is_ok());
        let other = Ipv4Addr::from_bits(other);
        let expected = network.contains(&other) || AddressPolicy::default().check(other.into()).is_ok();
        prop_assert_eq!(policy.check(other.into()).is_ok(), expected);
    }
}
