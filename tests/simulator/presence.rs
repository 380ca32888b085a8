//! Presence and typing: what devices say of themselves, in order, and the phones that devices watch.

use std::collections::{HashSet, VecDeque};

use serde::{Deserialize, Serialize};

use crate::error::Refusal;
use crate::signal::Address;
use crate::state::{Number, now_millis};
use crate::world::World;

/// Maximum number of entries; the oldest are dropped first.
const MOST: usize = 20_000;
/// Maximum number of subscriptions of devices to phones.
const WATCHES: usize = 20_000;
/// Maximum number of entries on a page, and the usual one.
const PAGE: usize = 1_000;

/// What a device or a phone says of itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum PresenceKind {
    /// It is used.
    Available,
    /// It is not used any more.
    Unavailable,
    /// A device wants to know when a phone is used.
    Subscribe,
    /// A person writes a text.
    Composing,
    /// A person records a voice message.
    Recording,
    /// The person has stopped.
    Paused,
}

/// What a device has said.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PresenceView {
    /// Place in the log, from 1.
    pub seq: u64,
    /// Number of the device's account.
    pub from: String,
    /// Device of that account.
    pub device: u16,
    /// What it has said.
    pub kind: PresenceKind,
    /// Number or group that it is for; absent for the device's own presence.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub to: Option<String>,
    /// Milliseconds since 1970.
    pub at: i64,
}

/// Which entries are listed.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct PresenceFilter {
    /// Only those after this place.
    #[serde(default)]
    pub after: Option<u64>,
    /// Only those of devices of this number.
    #[serde(default)]
    pub from: Option<String>,
    /// Only those for this number or group.
    #[serde(default)]
    pub to: Option<String>,
}

/// A page of entries.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PresencePage {
    /// Entries in order, 1,000 at most.
    pub entries: Vec<PresenceView>,
    /// Place that the page has got to, for the next one.
    pub next: u64,
    /// Whether there are more now.
    pub more: bool,
    /// Number of older entries that were dropped.
    pub dropped: u64,
}

/// What devices have said, and the phones that they watch.
#[derive(Debug, Default)]
pub(crate) struct PresenceLog {
    entries: VecDeque<PresenceView>,
    dropped: u64,
    watches: HashSet<(Address, Number)>,
}

impl PresenceLog {
    pub(crate) fn add(&mut self, device: &Address, kind: PresenceKind, to: Option<String>) {
        let seq = self.dropped + self.entries.len() as u64 + 1;
        let (from, number) = (device.number.to_string(), device.device);
        self.entries.push_back(PresenceView { seq, from, device: number, kind, to, at: now_millis() });
        if self.entries.len() > MOST {
            self.entries.pop_front();
            self.dropped += 1;
        }
    }

    /// A device watches a phone; beyond the limit it does not.
    pub(crate) fn watch(&mut self, device: &Address, phone: &Number) {
        if self.watches.len() < WATCHES {
            self.watches.insert((device.clone(), phone.clone()));
        }
    }

    pub(crate) fn unwatch(&mut self, device: &Address, phone: &Number) {
        self.watches.remove(&(device.clone(), phone.clone()));
    }

    /// Devices that watch a phone.
    pub(crate) fn watchers(&self, phone: &Number) -> Vec<Address> {
        self.watches.iter().filter(|(_, watched)| watched == phone).map(|(device, _)| device.clone()).collect()
    }
}

/// A page of what devices have said.
pub(crate) fn page(world: &World, wanted: &PresenceFilter) -> Result<PresencePage, Refusal> {
    let account = |text: &str| Ok(world.state.account_of(Number::parse(text)?).to_string());
    let from = wanted.from.as_deref().map(account).transpose()?;
    let to = match wanted.to.as_deref() {
        Some(group) if group.ends_with("@g.us") => Some(group.to_owned()),
        to => to.map(account).transpose()?,
    };
    let after = wanted.after.unwrap_or(0);
    let fits = |entry: &&PresenceView| {
        entry.seq > after
            && from.as_ref().is_none_or(|from| entry.from == *from)
            && to.as_ref().is_none_or(|to| entry.to.as_ref() == Some(to))
    };
    let mut found = world.presence.entries.iter().filter(fits);
    let entries: Vec<PresenceView> = found.by_ref().take(PAGE).cloned().collect();
    let next = entries.last().map_or(after, |last| last.seq);
    Ok(PresencePage { entries, next, more: found.next().is_some(), dropped: world.presence.dropped })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn entries_are_bounded_and_places_go_on() {
        let mut log = PresenceLog::default();
        let device = Address::new(&Number::parse("79000000001").unwrap(), 1);
        for _ in 0..MOST + 2 {
            log.add(&device, PresenceKind::Available, None);
        }
        assert_eq!((log.entries.len(), log.dropped, log.entries[0].seq), (MOST, 2, 3));
    }
}
