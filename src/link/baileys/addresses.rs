//! Addresses of devices in the Signal stores of Baileys: `user.device`; version 7 marks others than phone numbers by a
//! number after the user (`user_1.device`), version 6 does not.

use linekeeper_ports::BaileysRelease;
use wacore::types::jid::JidExt as _;
use wacore_binary::{Jid, Server};

use super::lids::Lids;

/// Numbers by which version 7 marks the kinds of users.
const LID: &str = "1";
const HOSTED: &str = "128";
const HOSTED_LID: &str = "129";

/// Most digits of a phone number (E.164).
const LONGEST_PHONE: usize = 15;

/// Device that an address of Baileys stands for.
pub(super) fn device_of(address: &str, lids: &Lids) -> Option<Jid> {
    let (user, device) = address.rsplit_once('.')?;
    of_parts(user, device, lids)
}

/// The same, of its two parts.
pub(super) fn of_parts(user: &str, device: &str, lids: &Lids) -> Option<Jid> {
    let device: u16 = device.parse().ok()?;
    let (user, kind) = user.split_once('_').map_or((user, None), |(user, kind)| (user, Some(kind)));
    if user.is_empty() || !user.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let server = match kind {
        None if lids.is_lid(user) || user.len() > LONGEST_PHONE => Server::Lid,
        None => Server::Pn,
        Some(LID) => Server::Lid,
        Some(HOSTED) => Server::Hosted,
        Some(HOSTED_LID) => Server::HostedLid,
        Some(_) => return None,
    };
    let bare = match server {
        Server::Lid => Jid::lid(user),
        _ => Jid::pn(user),
    };
    Some(Jid { server, device, ..bare })
}

/// Address under which the library keeps the Signal state of a device.
pub(super) fn ours(device: &Jid) -> String {
    device.to_protocol_address_string()
}

/// Address of Baileys for a device that the library keeps under this one; `None` for a kind of device that it has none
/// for.
pub(super) fn theirs(address: &str, release: BaileysRelease) -> Option<String> {
    let device: Jid = address.strip_suffix(".0")?.parse().ok()?;
    let kind = match (device.server, release) {
        (Server::Pn | Server::Legacy, _) | (Server::Lid, BaileysRelease::V6) => None,
        (Server::Lid, BaileysRelease::V7) => Some(LID),
        (Server::Hosted, BaileysRelease::V7) => Some(HOSTED),
        (Server::HostedLid, BaileysRelease::V7) => Some(HOSTED_LID),
        _ => return None,
    };
    let (user, device) = (&device.user, device.device);
    Some(kind.map_or_else(|| format!("{user}.{device}"), |kind| format!("{user}_{kind}.{device}")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn address_leads_to_ours_and_back() {
        let mut lids = Lids::default();
        lids.add("79160000001", "100200300400500");
        for (address, release, kept) in [
            ("79160000001.0", BaileysRelease::V6, "79160000001@c.us.0"),
            ("79160000001.17", BaileysRelease::V7, "79160000001:17@c.us.0"),
            ("100200300400500.3", BaileysRelease::V6, "100200300400500:3@lid.0"),
            ("555_1.0", BaileysRelease::V7, "555@lid.0"),
            ("79160000001_128.99", BaileysRelease::V7, "79160000001:99@hosted.0"),
        ] {
            let found = device_of(address, &lids).map(|device| ours(&device));
            assert_eq!(found.as_deref(), Some(kept), "{address}");
            assert_eq!(theirs(kept, release).as_deref(), Some(address));
        }
        assert_eq!(theirs("79160000001:99@hosted.0", BaileysRelease::V6), None);
        for wrong in ["", "79", ".0", "a.0", "79.x", "79_7.0", "79.70000"] {
            assert!(device_of(wrong, &lids).is_none(), "{wrong}");
        }
    }
}
