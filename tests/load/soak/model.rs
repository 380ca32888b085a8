//! Model of a salon: its state after each deed, and its journal entries, as the documents promise them. Independent of
//! how a deed is executed.

use std::collections::BTreeMap;
use std::time::Duration;

use crate::deeds::{Deed, Line, Which};

/// Boundary between a removal by WhatsApp and one by the owner: time from the linking to the unlinking.
const SOON: Duration = Duration::from_secs(300);

/// Maximum difference between the soak's clock and the service's about the time of a linking.
const DOUBT: Duration = Duration::from_secs(15);

/// Wait that `REMOVED_AFTER_LINK` imposes; afterwards the salon is idle.
const REMOVED_WAIT: Duration = Duration::from_secs(1_800);

/// Maximum number of journal entries of one deed; a pairing that is begun twice writes most.
pub const ENTRIES_PER_DEED: u64 = 14;

/// State of a salon between two deeds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    /// A phone is linked and the session is connected.
    Connected,
    /// Nothing is linked.
    Empty,
    /// The phone unlinked the device at this time; `soon` after the linking or later.
    Removed { soon: bool, at: Duration },
    /// A phone is linked, and the session was disconnected by request.
    Disconnected,
    /// A phone is linked, and another connection replaced the session's twice.
    Replaced,
}

/// Model of a salon.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Salon {
    /// Number of the salon, from 1.
    pub place: usize,
    /// State of the salon.
    pub standing: Standing,
    /// Linked phone, or the last one.
    pub phone: Which,
    /// Time of the linking, since the start of the soak.
    pub linked_at: Duration,
    /// Whether this life of the session was replaced once.
    pub replaced_once: bool,
    /// Texts queued for its device.
    pub waiting: u64,
    /// Texts that its devices must have received.
    pub taken: u64,
    /// Exact number of journal entries by name; a minimum for codes of failures.
    pub noted: BTreeMap<&'static str, u64>,
    /// Times it was connected; a minimum for the journal, because a connection may break twice.
    pub connects: u64,
    /// Maximum number of journal entries.
    pub entries: u64,
}

/// Requests that a deed needed.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Done {
    /// Number of pairing requests: a number may have to be asked twice.
    pub requests: u64,
}

impl Salon {
    /// A salon that was never linked.
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

    /// Company id.
    pub fn company(&self) -> String {
        format!("salon-{:04}", self.place)
    }

    /// Number of one of its phones, a valid Russian mobile number of its own.
    pub fn number(&self, which: Which) -> String {
        let block = match which {
            Which::First => 10,
            Which::Second => 11,
        };
        format!("7900{block}{:05}", self.place)
    }

    /// Number of a customer who writes to it.
    pub fn customer(&self) -> String {
        format!("790012{:05}", self.place)
    }

    /// Whether a phone is linked, connected or not.
    pub fn linked(&self) -> bool {
        matches!(self.standing, Standing::Connected | Standing::Disconnected | Standing::Replaced)
    }

    /// States and codes that the status may have now.
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

    /// Whether it is certain now how an unlinking would be classified.
    pub fn is_clear_how_soon(&self, now: Duration) -> bool {
        now.saturating_sub(self.linked_at).abs_diff(SOON) > DOUBT
    }

    /// Applies a new process on the same data: state held only in memory is gone.
    pub fn process_began_anew(&mut self) {
        self.replaced_once = false;
        self.line_broke();
    }

    /// Applies a connection that was cut from outside and is open again.
    pub fn line_broke(&mut self) {
        if self.standing == Standing::Connected {
            self.connects += 1;
        }
        self.entries += ENTRIES_PER_DEED;
    }

    /// Applies texts from its customer: received if connected, else queued.
    pub fn was_written_to(&mut self, texts: u64) {
        if self.standing == Standing::Connected { self.taken += texts } else { self.waiting += texts }
    }

    /// Returns the model after this deed.
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

    /// Applies the deeds that end a link or a connection.
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

    /// The session is connected again and receives the queued texts.
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

    /// A restart that WhatsApp asks for (515) is not noticed above the link.
    fn line_struck(&mut self, line: Line) {
        self.connects += u64::from(line != Line::Restart);
    }

    /// The device is gone, and its queue with it.
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
    fn paired_salon_is_connected_with_the_requested_phone() {
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
    fn queued_texts_are_received_later_or_lost_with_the_device() {
        let away = [LINK, Deed::Texts(2), Deed::Disconnect, Deed::Texts(3)];
        let salon = after(&away);
        assert_eq!((salon.taken, salon.waiting), (2, 3));
        let back = after(&[&away[..], &[Deed::Restart]].concat());
        assert_eq!((back.taken, back.waiting, back.standing), (5, 0, Standing::Connected));
        let gone = after(&[&away[..], &[Deed::Reset]].concat());
        assert_eq!((gone.taken, gone.waiting), (2, 0));
    }

    #[test]
    fn second_replacement_in_one_life_parks_the_session() {
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
    fn unlinking_soon_after_linking_counts_as_a_removal() {
        let salon = after(&[LINK]);
        let soon = salon.clone().after(Deed::Unlink, Done::default(), NOW + SOON / 2);
        assert_eq!(soon.pictures(NOW + SOON), [("error", Some("REMOVED_AFTER_LINK"))]);
        assert_eq!(soon.pictures(NOW + REMOVED_WAIT * 2).len(), 2);
        let late = salon.clone().after(Deed::Unlink, Done::default(), NOW + SOON * 2);
        assert_eq!(late.pictures(NOW + REMOVED_WAIT * 9), [("error", Some("LOGGED_OUT"))]);
        assert!(salon.is_clear_how_soon(NOW) && !salon.is_clear_how_soon(NOW + SOON));
    }

    #[test]
    fn restart_asked_for_by_whatsapp_is_no_transition() {
        assert_eq!(after(&[LINK, Deed::Break(Line::Restart)]).connects, 1);
        assert_eq!(after(&[LINK, Deed::Break(Line::Cut)]).connects, 2);
    }
}
