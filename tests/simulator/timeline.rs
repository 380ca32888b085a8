//! Who was connected when, and from where: what happened to connections and devices, in order, with the time.
//!
//! Tests of several processes read from it afterwards whether two connections of one device overlapped.

use std::collections::VecDeque;
use std::net::SocketAddr;

use serde::{Deserialize, Serialize};

use crate::error::Refusal;
use crate::state::{Number, now_micros};
use crate::world::{ConnectionId, World};

/// Event of a timeline.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum What {
    /// A connection has completed its handshake.
    Connected,
    /// A connection was refused: without a number of its own before anything was read from it (an outage, no room),
    /// with one by `<failure>`, whose reason is the entry's `code`.
    Refused,
    /// A connection registers: it waits to be linked.
    Registering,
    /// A registering connection shows a pairing code for the number.
    Code,
    /// The phone of the number has typed the code or scanned the QR of the connection.
    Linking,
    /// The service demands the account's passkey of the companion that is being linked, once more if it is renewed.
    PasskeyDemanded,
    /// A step of a linking with a passkey is refused, by the code of the entry. Without one the person at the phone has
    /// refused the companion, or the phone has given up.
    PasskeyRefused,
    /// The device was added to the account, over this registering connection.
    Linked,
    /// The device has logged in.
    LoggedIn,
    /// A newer connection of the same device takes this one's place.
    Replaced,
    /// The device is no longer linked: it logged out, or the phone unlinked it. Without a connection if it was offline.
    LoggedOut,
    /// The service ends the connection with a stream error, whose number is the entry's `code` if it has one.
    StreamError,
    /// The connection is closed, for whatever reason.
    Closed,
}

/// Something that happened.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct TimelineEntry {
    /// Milliseconds since 1970, with microseconds behind the point.
    pub t: f64,
    /// Event.
    pub what: What,
    /// Connection, as `GET /connections` numbers it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub connection: Option<ConnectionId>,
    /// Address and port of the client.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub client: Option<String>,
    /// Account, once the connection is known to be its.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub number: Option<String>,
    /// Device of the account.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub device: Option<u16>,
    /// Reason of a failure, number of a stream error.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub code: Option<u16>,
}

/// What of a timeline is wanted; an absent field wants everything.
#[derive(Debug, Clone, Default, PartialEq, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct TimelineFilter {
    /// Entries of this account, in any form of its number.
    #[serde(default)]
    pub number: Option<String>,
    /// Entries of the account's device.
    #[serde(default)]
    pub device: Option<u16>,
    /// Entries at this time or later, in milliseconds since 1970.
    #[serde(default)]
    pub since: Option<f64>,
    /// Number of entries, the newest of those that fit.
    #[serde(default)]
    pub limit: Option<usize>,
}

/// A part of the timeline, oldest entry first.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct TimelineView {
    /// Entries that fit.
    pub entries: Vec<TimelineEntry>,
    /// Entries, of whatever kind, that were dropped because there were too many, since the start or the last clearing.
    pub dropped: u64,
}

/// The remembered entries, oldest first.
#[derive(Debug, Default)]
pub(crate) struct Timeline {
    entries: VecDeque<Entry>,
    dropped: u64,
}

#[derive(Debug)]
struct Entry {
    micros: i64,
    what: What,
    connection: Option<ConnectionId>,
    client: Option<SocketAddr>,
    number: Option<Number>,
    device: Option<u16>,
    code: Option<u16>,
}

impl Entry {
    fn view(&self) -> TimelineEntry {
        TimelineEntry {
            t: millis(self.micros),
            what: self.what,
            connection: self.connection,
            client: self.client.map(|client| client.to_string()),
            number: self.number.as_ref().map(ToString::to_string),
            device: self.device,
            code: self.code,
        }
    }
}

#[expect(clippy::cast_precision_loss, reason = "microseconds since 1970 stay exact in a double until the year 2255")]
fn millis(micros: i64) -> f64 {
    micros as f64 / 1000.0
}

impl Timeline {
    fn add(&mut self, mut entry: Entry, limit: usize) {
        // A clock that was set back must not bring the order into doubt.
        if let Some(last) = self.entries.back() {
            entry.micros = entry.micros.max(last.micros);
        }
        self.entries.push_back(entry);
        while self.entries.len() > limit {
            self.entries.pop_front();
            self.dropped += 1;
        }
    }

    /// Forgets everything.
    pub(crate) fn clear(&mut self) {
        *self = Self::default();
    }
}

impl World {
    /// Notes an event of a connection.
    pub(crate) fn note(&mut self, connection: ConnectionId, what: What) {
        self.note_with_code(connection, what, None);
    }

    /// Notes an event of a connection, with the code of a failure or a stream error.
    pub(crate) fn note_with_code(&mut self, connection: ConnectionId, what: What, code: Option<u16>) {
        let facts = self.live.get(&connection).map(|live| &live.facts);
        let entry = Entry {
            micros: now_micros(),
            what,
            connection: Some(connection),
            client: facts.map(|facts| facts.peer),
            number: facts.and_then(|facts| facts.number.clone()),
            device: facts.and_then(|facts| facts.device),
            code,
        };
        self.timeline.add(entry, self.config.limits.timeline);
    }

    /// Notes that a connection was refused before anything was read from it.
    pub(crate) fn note_refused(&mut self, client: SocketAddr) {
        let entry = Entry {
            micros: now_micros(),
            what: What::Refused,
            connection: None,
            client: Some(client),
            number: None,
            device: None,
            code: None,
        };
        self.timeline.add(entry, self.config.limits.timeline);
    }

    /// Notes an event of a device that may be offline.
    pub(crate) fn note_device(&mut self, device: &crate::signal::Address, what: What) {
        if let Some(connection) = self.online.get(device).copied() {
            return self.note(connection, what);
        }
        let entry = Entry {
            micros: now_micros(),
            what,
            connection: None,
            client: None,
            number: Some(device.number.clone()),
            device: Some(device.device),
            code: None,
        };
        self.timeline.add(entry, self.config.limits.timeline);
    }

    /// The part of the timeline that is wanted.
    pub(crate) fn timeline(&self, wanted: &TimelineFilter) -> Result<TimelineView, Refusal> {
        let number = match wanted.number.as_deref() {
            None => None,
            Some(number) => Some(self.state.account_of(Number::parse(number)?)),
        };
        if wanted.device.is_some() && number.is_none() {
            return Err(Refusal::BadRequest("a device is given together with its number".to_owned()));
        }
        let fits = |entry: &&Entry| {
            number.as_ref().is_none_or(|number| entry.number.as_ref() == Some(number))
                && wanted.device.is_none_or(|device| entry.device == Some(device))
                && wanted.since.is_none_or(|since| millis(entry.micros) >= since)
        };
        let newest = self.timeline.entries.iter().rev().filter(fits).take(wanted.limit.unwrap_or(usize::MAX));
        let mut entries: Vec<_> = newest.map(Entry::view).collect();
        entries.reverse();
        Ok(TimelineView { entries, dropped: self.timeline.dropped })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entry(micros: i64) -> Entry {
        Entry { micros, what: What::Closed, connection: None, client: None, number: None, device: None, code: None }
    }

    #[test]
    fn oldest_entries_are_dropped_and_counted() {
        let mut timeline = Timeline::default();
        for micros in 1..=5 {
            timeline.add(entry(micros), 3);
        }
        let kept: Vec<i64> = timeline.entries.iter().map(|entry| entry.micros).collect();
        assert_eq!((kept, timeline.dropped), (vec![3, 4, 5], 2));
        timeline.clear();
        assert_eq!((timeline.entries.len(), timeline.dropped), (0, 0));
    }

    #[test]
    fn order_survives_a_clock_that_is_set_back() {
        let mut timeline = Timeline::default();
        for micros in [10, 4, 11] {
            timeline.add(entry(micros), 9);
        }
        let times: Vec<i64> = timeline.entries.iter().map(|entry| entry.micros).collect();
        assert_eq!(times, [10, 10, 11]);
    }
}
