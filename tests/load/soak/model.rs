//! What state each salon must be in after each deed. Nothing here knows how a deed is done: it is what the documents say
//! becomes of a salon, and what the journal must say of it.

use std::collections::BTreeMap;
use std::time::Duration;

use crate::deeds::{Deed, Line, Which};

/// A phone that unlinks its device sooner after the linking is WhatsApp's judgement, later the owner's wish.
const SOON: Duration = Duration::from_secs(300);

/// How far the soak's clock and the service's may be apart about the moment of a linking.
const DOUBT: Duration = Duration::from_secs(15);

/// What `REMOVED_AFTER_LINK` asks an owner to wait; afterwards the salon is as if nothing had been.
const REMOVED_WAIT: Duration = Duration::from_secs(1_800);

/// Entries of the journal that one deed may write, whatever it is: a pairing that is begun twice writes most.
pub const ENTRIES_PER_DEED: u64 = 14;

/// Where a salon stands between two deeds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    /// A phone is linked and the line is open.
    Connected,
    /// Nothing is linked.
    Empty,
    /// The phone unlinked it, at this time.
    Removed { soon: bool, at: Duration },
    /// A phone is linked, and a person closed the line.
    Disconnected,
    /// A phone is linked, and another connection has twice taken the line.
    Replaced,
}

/// A salon as it must be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Salon {
    /// Its place in the row, from 1.
    pub place: usize,
    /// Where it stands.
    pub standing: Standing,
    /// The phone that is linked, or was last.
    pub phone: Which,
    /// When that was linked, since the begin of the soak.
    pub linked_at: Duration,
    /// Whether this life of the session was replaced once.
    pub replaced_once: bool,
    /// Texts that wait for its device.
    pub waiting: u64,
    /// Texts that its devices must have taken.
    pub taken: u64,
    /// What the journal must have, by the entry's name; exactly so many.
    pub noted: BTreeMap<&'static str, u64>,
    /// Times it was connected: the journal has as many entries, or more where a line broke twice.
    pub connects: u64,
    /// What the journal may have at most.
    pub entries: u64,
}

/// What a deed needed.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Done {
    /// Pairings asked for: a number may have to be asked for twice.
    pub requests: u64,
}

impl Salon {
    /// One that nobody has ever linked.
    pub fn new(place: usize) -> Self {
        Self {
            place,
            standing: Standing::Empty,
            phone: Which::First,
            linked_at: Duration::ZERO,
            replaced_once: false,
            waiting: 0,
            taken: 0,
            noted: BTreeMap::new(),
            connects: 0,
            entries: 0,
        }
    }

    /// The company's id.
    pub fn company(&self) -> String {
        format!("salon-{:04}", self.place)
    }

    /// The number of one of its phones: a valid Russian mobile number of its own.
    pub fn number(&self, which: Which) -> String {
        let block = match which {
            Which::First => 10,
            Which::Second => 11,
        };
        format!("7900{block}{:05}", self.place)
    }

    /// The number of a customer who writes to it.
    pub fn customer(&self) -> String {
        format!("790012{:05}", self.place)
    }

    /// Whether a phone is linked, connected or not.
    pub fn linked(&self) -> bool {
        matches!(self.standing, Standing::Connected | Standing::Disconnected | Standing::Replaced)
    }

    /// The states and codes that a status may have now.
    pub fn pictures(&self, now: Duration) -> Vec<(&'static str, Option<&'static str>)> {
        match self.standing {
            Standing::Connected => vec![("connected", None)],
            Standing::Empty => vec![("idle", None)],
            Standing::Removed { soon: true, at } if now.saturating_sub(at) + DOUBT > REMOVED_WAIT => {
                vec![("error", Some("REMOVED_AFTER_LINK")), ("idle", None)]
            }
            Standing::Removed { soon: true, .. } => vec![("error", Some("REMOVED_AFTER_LINK"))],
            Standing::Removed { soon: false, .. } => vec![("error", Some("LOGGED_OUT"))],
            Standing::Disconnected => vec![("error", Some("DISCONNECTED"))],
            Standing::Replaced => vec![("error", Some("REPLACED"))],
        }
    }

    /// Whether it is foreseeable now what an unlinking would be taken for.
    pub fn is_clear_how_soon(&self, now: Duration) -> bool {
        now.saturating_sub(self.linked_at).abs_diff(SOON) > DOUBT
    }

    /// The process ended, and a new one began on the same data: what only the session's memory held is gone.
    pub fn process_began_anew(&mut self) {
        self.replaced_once = false;
        self.line_broke();
    }

    /// The line was cut from outside, and is open again.
    pub fn line_broke(&mut self) {
        if self.standing == Standing::Connected {
            self.connects += 1;
        }
        self.entries += ENTRIES_PER_DEED;
    }

    /// Its customer has written, and the line is open.
    pub fn was_written_to(&mut self, texts: u64) {
        if self.standing == Standing::Connected { self.taken += texts } else { self.waiting += texts }
    }

    /// What becomes of it by this deed.
    pub fn after(mut self, deed: Deed, done: Done, now: Duration) -> Self {
        self.entries += ENTRIES_PER_DEED + done.requests;
        self.note("pairing_requested", done.requests);
        match deed {
            Deed::Pair(_, which) => self.paired(which, now),
            Deed::AskForLinked if self.standing != Standing::Connected => self.back(),
            Deed::AskForLinked | Deed::Visit => {}
            Deed::Cancel(_) => self.note("cancel_requested", 1),
            Deed::Reset | Deed::ResetWhilePairing(_) => self.note("reset_requested", 1),
            Deed::Disconnect => self.note("disconnect_requested", 1),
            Deed::Restart => self.restarted(),
            Deed::Unlink => self.unlinked(now),
            Deed::Replace => self.replaced(),
            Deed::Break(line) => self.line_struck(line),
            Deed::Texts(count) => self.was_written_to(count),
            Deed::TextsIntoBreak(count) => {
                self.was_written_to(count);
                self.connects += 1;
            }
        }
        self.settle(deed)
    }

    /// What is left of a salon whose deed says more about what is gone than about what happened.
    fn settle(mut self, deed: Deed) -> Self {
        match deed {
            Deed::Reset | Deed::ResetWhilePairing(_) | Deed::Cancel(_) => self.nothing_is_left(Standing::Empty),
            Deed::Disconnect => {
                self.standing = Standing::Disconnected;
                self.replaced_once = false;
            }
            Deed::Pair(..)
            | Deed::AskForLinked
            | Deed::Visit
            | Deed::Restart
            | Deed::Unlink
            | Deed::Replace
            | Deed::Break(_)
            | Deed::Texts(_)
            | Deed::TextsIntoBreak(_) => {}
        }
        self
    }

    fn note(&mut self, event: &'static str, times: u64) {
        if times > 0 {
            *self.noted.entry(event).or_default() += times;
        }
    }

    fn paired(&mut self, which: Which, now: Duration) {
        self.nothing_is_left(Standing::Connected);
        self.phone = which;
        self.linked_at = now;
        self.connects += 1;
    }

    /// The line is open again, and whatever waited for it is taken.
    fn back(&mut self) {
        self.standing = Standing::Connected;
        self.connects += 1;
        self.taken += std::mem::take(&mut self.waiting);
    }

    fn restarted(&mut self) {
        self.note("restart_requested", 1);
        self.replaced_once = false;
        self.back();
    }

    fn unlinked(&mut self, now: Duration) {
        let soon = now.saturating_sub(self.linked_at) < SOON;
        self.note(if soon { "REMOVED_AFTER_LINK" } else { "LOGGED_OUT" }, 1);
        self.nothing_is_left(Standing::Removed { soon, at: now });
    }

    fn replaced(&mut self) {
        if self.replaced_once {
            self.note("REPLACED", 1);
            self.standing = Standing::Replaced;
        } else {
            self.replaced_once = true;
            self.connects += 1;
        }
    }

    /// A restart that WhatsApp asks for goes unnoticed above the link.
    fn line_struck(&mut self, line: Line) {
        self.connects += u64::from(line != Line::Restart);
    }

    /// The device is gone, and with it what waited for it.
    fn nothing_is_left(&mut self, standing: Standing) {
        self.standing = standing;
        self.replaced_once = false;
        self.waiting = 0;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::deeds::Way;

    const NOW: Duration = Duration::from_secs(1_000);

    fn after(deeds: &[Deed]) -> Salon {
        let done = |deed: &Deed| Done { requests: u64::from(matches!(deed, Deed::Pair(..) | Deed::Cancel(_))) };
        deeds.iter().fold(Salon::new(1), |salon, deed| salon.after(*deed, done(deed), NOW))
    }

    const LINK: Deed = Deed::Pair(Way::Qr, Which::First);

    #[test]
    fn a_salon_that_is_paired_is_connected_with_the_phone_that_was_meant() {
        let salon = after(&[LINK, Deed::Pair(Way::Code, Which::Second)]);
        assert_eq!((salon.standing, salon.phone), (Standing::Connected, Which::Second));
        assert_eq!((salon.noted["pairing_requested"], salon.connects), (2, 2));
        assert_eq!(salon.number(salon.phone), "79001100001");
    }

    #[test]
    fn a_reset_and_a_cancel_leave_nothing() {
        for deed in [Deed::Reset, Deed::ResetWhilePairing(Which::First), Deed::Cancel(Which::Second)] {
            let salon = after(&[LINK, deed]);
            assert_eq!(salon.pictures(NOW), [("idle", None)]);
            assert!(!salon.linked());
        }
    }

    #[test]
    fn texts_that_wait_are_taken_when_the_line_is_open_again_and_lost_with_the_device() {
        let away = [LINK, Deed::Texts(2), Deed::Disconnect, Deed::Texts(3)];
        let salon = after(&away);
        assert_eq!((salon.taken, salon.waiting), (2, 3));
        let back = after(&[&away[..], &[Deed::Restart]].concat());
        assert_eq!((back.taken, back.waiting, back.standing), (5, 0, Standing::Connected));
        let gone = after(&[&away[..], &[Deed::Reset]].concat());
        assert_eq!((gone.taken, gone.waiting), (2, 0));
    }

    #[test]
    fn a_connection_replaced_twice_in_one_life_is_parked_and_a_restart_forgets_the_first() {
        assert_eq!(after(&[LINK, Deed::Replace]).standing, Standing::Connected);
        let parked = after(&[LINK, Deed::Replace, Deed::Replace]);
        assert_eq!(parked.pictures(NOW), [("error", Some("REPLACED"))]);
        for between in [Deed::Restart, LINK] {
            assert_eq!(after(&[LINK, Deed::Replace, between, Deed::Replace]).standing, Standing::Connected);
        }
        let mut salon = after(&[LINK, Deed::Replace]);
        salon.process_began_anew();
        assert!(!salon.replaced_once);
    }

    #[test]
    fn an_unlinking_is_a_judgement_soon_after_the_linking_and_the_owners_wish_later() {
        let salon = after(&[LINK]);
        let soon = salon.clone().after(Deed::Unlink, Done::default(), NOW + SOON / 2);
        assert_eq!(soon.pictures(NOW + SOON), [("error", Some("REMOVED_AFTER_LINK"))]);
        assert_eq!(soon.pictures(NOW + REMOVED_WAIT * 2).len(), 2);
        let late = salon.clone().after(Deed::Unlink, Done::default(), NOW + SOON * 2);
        assert_eq!(late.pictures(NOW + REMOVED_WAIT * 9), [("error", Some("LOGGED_OUT"))]);
        assert!(salon.is_clear_how_soon(NOW) && !salon.is_clear_how_soon(NOW + SOON));
    }

    #[test]
    fn a_restart_that_whatsapp_asks_for_is_no_transition() {
        assert_eq!(after(&[LINK, Deed::Break(Line::Restart)]).connects, 1);
        assert_eq!(after(&[LINK, Deed::Break(Line::Cut)]).connects, 2);
    }
}
