//! Rate limit for the journal entries of a company's pairing requests. A page that asks again and again, and is refused
//! each time, writes at most so many entries an hour; the rest is counted, and the count is written when the hour is
//! over. Granted requests, and all other events of a session, are always written.

use std::collections::HashMap;
use std::time::Duration;

use linekeeper_domain::session::StateName;
use linekeeper_domain::{CompanyId, Timestamp, TriggeredBy};
use linekeeper_ports::JournalEntry;
use tokio::time::Instant;

/// Most entries of one company's requests within a window.
const MOST: u32 = 60;

/// Length of the window.
const WINDOW: Duration = Duration::from_secs(3600);

/// Requests of one company within a window.
struct Window {
    began: Instant,
    written: u32,
    left_out: u32,
}

/// Open windows, by company.
#[derive(Default)]
pub(super) struct Thinning(HashMap<CompanyId, Window>);

impl Thinning {
    /// Returns the entries to write, preceded by the counts of windows that are over.
    pub(super) fn thin(&mut self, entries: Vec<JournalEntry>, now: Instant, at: Timestamp) -> Vec<JournalEntry> {
        let mut kept = self.closed(at, |window| now.duration_since(window.began) >= WINDOW);
        kept.extend(entries.into_iter().filter(|entry| !is_request(entry) || self.has_room(&entry.company, now)));
        kept
    }

    /// Returns the counts of all windows, at the end of the writer.
    pub(super) fn finish(&mut self, at: Timestamp) -> Vec<JournalEntry> {
        self.closed(at, |_| true)
    }

    fn has_room(&mut self, company: &CompanyId, now: Instant) -> bool {
        let fresh = || Window { began: now, written: 0, left_out: 0 };
        let window = self.0.entry(company.clone()).or_insert_with(fresh);
        let room = window.written < MOST;
        if room {
            window.written += 1;
        } else {
            window.left_out = window.left_out.saturating_add(1);
        }
        room
    }

    fn closed(&mut self, at: Timestamp, is_over: impl Fn(&Window) -> bool) -> Vec<JournalEntry> {
        let over = self.0.extract_if(|_, window| is_over(window));
        over.filter(|(_, window)| window.left_out > 0).map(|(company, window)| summary(company, &window, at)).collect()
    }
}

fn summary(company: CompanyId, window: &Window, at: Timestamp) -> JournalEntry {
    JournalEntry {
        company,
        at,
        event: "requests_left_out".to_owned(),
        transition: None,
        reason: Some(format!("{} entries of pairing requests within an hour", window.left_out)),
        code: None,
        actor: TriggeredBy::Supervisor,
        principal: None,
        correlation: None,
    }
}

/// Whether an entry is about a request, or about a pairing that failed before WhatsApp was asked for a code, or whose
/// QR code was shown and not scanned.
fn is_request(entry: &JournalEntry) -> bool {
    let asked = entry.event == "pairing_requested" || entry.event == "cancel_requested";
    asked
        || entry.transition.is_some_and(|(from, to)| {
            let ends = to == StateName::Idle || to == StateName::Error;
            // A pairing by code passes through `WaitingForPairingCode`; only a QR code is shown without it.
            let qr_shown = (from, to) == (StateName::Creating, StateName::PairingCodeSent);
            let given_up = (from, to) == (StateName::PairingCodeSent, StateName::Idle);
            to == StateName::Creating || (from == StateName::Creating && ends) || qr_shown || given_up
        })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{at, company, salon};

    fn entry(event: &str, transition: Option<(StateName, StateName)>) -> JournalEntry {
        let window = Window { began: Instant::now(), written: 0, left_out: 0 };
        JournalEntry { event: event.to_owned(), transition, ..summary(salon(), &window, at(0)) }
    }

    fn asked() -> JournalEntry {
        entry("pairing_requested", None)
    }

    #[test]
    fn requests_beyond_the_bound_are_counted_and_told_once() {
        let (mut thinning, now) = (Thinning::default(), Instant::now());
        let kept = thinning.thin((0..200).map(|_| asked()).collect(), now, at(0));
        assert_eq!(kept.len(), 60);
        let others = JournalEntry { company: company("other"), ..asked() };
        assert_eq!(thinning.thin(vec![others], now, at(0)).len(), 1, "another company has its own");
        let later = thinning.thin(vec![asked()], now + WINDOW, at(3600));
        assert_eq!(later[0].reason.as_deref(), Some("140 entries of pairing requests within an hour"));
        assert_eq!(later.iter().filter(|entry| entry.event == "pairing_requested").count(), 1);
        assert_eq!(thinning.finish(at(3600)), [], "nothing was left out since");
    }

    #[test]
    fn granted_requests_and_other_events_are_always_written() {
        use StateName::{Connected, Connecting, Creating, Error, Idle, PairingCodeSent, WaitingForPairingCode};
        let (mut thinning, now) = (Thinning::default(), Instant::now());
        thinning.thin((0..100).map(|_| asked()).collect(), now, at(0));
        for (event, transition, kept) in [
            ("waiting_for_pairing_code", Some((Creating, WaitingForPairingCode)), true),
            ("error", Some((WaitingForPairingCode, Error)), true),
            ("error", Some((Connected, Error)), true),
            ("reset_requested", None, true),
            ("number_changed", None, true),
            ("creating", Some((Idle, Creating)), false),
            ("error", Some((Creating, Error)), false),
            ("cancel_requested", None, false),
            ("pairing_code_sent", Some((Creating, PairingCodeSent)), false),
            ("idle", Some((PairingCodeSent, Idle)), false),
            ("connecting", Some((PairingCodeSent, Connecting)), true),
            ("error", Some((PairingCodeSent, Error)), true),
        ] {
            let written = thinning.thin(vec![entry(event, transition)], now, at(0));
            assert_eq!(!written.is_empty(), kept, "{event}");
        }
    }
}
