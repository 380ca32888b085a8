//! Deeds: actions on one salon, which of them are possible in its state, and the random choice among them.

use std::time::Duration;

use rand::RngExt as _;
use rand::rngs::StdRng;

use crate::model::{Salon, Standing};

/// One of a salon's two phones.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Which {
    /// Phone that the salon has at first.
    First,
    /// Second phone of the salon.
    Second,
}

impl Which {
    const fn other(self) -> Self {
        match self {
            Self::First => Self::Second,
            Self::Second => Self::First,
        }
    }
}

/// Way in which a phone is linked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Way {
    /// By typing a code.
    Code,
    /// By scanning a QR.
    Qr,
    /// By typing a code, with the page closed and opened again while it was fetched.
    CodeAfterReload,
}

/// Way in which WhatsApp ends a connection that is opened again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Line {
    /// Cut without a stanza.
    Cut,
    /// Stream error 503: service unavailable.
    Busy,
    /// Stream error 500.
    Failed,
    /// Stream error 515: restart required.
    Restart,
}

/// Action on one salon.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Deed {
    /// Links a phone, in place of another one if there is one.
    Pair(Way, Which),
    /// Requests a code, then cancels the pairing.
    Cancel(Which),
    /// Requests a code, then resets the salon.
    ResetWhilePairing(Which),
    /// Requests a code for the linked number, which answers by being connected.
    AskForLinked,
    /// `POST …/reset`.
    Reset,
    /// `POST …/disconnect`.
    Disconnect,
    /// `POST …/restart`.
    Restart,
    /// Unlinks the device on the phone.
    Unlink,
    /// Lets another connection replace the session's (440).
    Replace,
    /// Lets WhatsApp end the connection.
    Break(Line),
    /// Sends this many texts from a customer.
    Texts(u64),
    /// Sends this many texts and cuts the connection while they arrive.
    TextsIntoBreak(u64),
    /// Opens and closes several browsers.
    Visit,
}

impl Deed {
    /// Name in the table of all deeds.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Pair(Way::Code, _) => "paired by code",
            Self::Pair(Way::Qr, _) => "paired by QR",
            Self::Pair(Way::CodeAfterReload, _) => "paired by code, page reloaded",
            Self::Cancel(_) => "pairing cancelled",
            Self::ResetWhilePairing(_) => "reset while pairing",
            Self::AskForLinked => "code asked for the linked phone",
            Self::Reset => "reset",
            Self::Disconnect => "disconnected",
            Self::Restart => "restarted",
            Self::Unlink => "unlinked by the phone",
            Self::Replace => "replaced",
            Self::Break(Line::Cut) => "line cut",
            Self::Break(Line::Busy) => "line ended with 503",
            Self::Break(Line::Failed) => "line ended with 500",
            Self::Break(Line::Restart) => "line ended with 515",
            Self::Texts(_) => "written to",
            Self::TextsIntoBreak(_) => "written to, line cut",
            Self::Visit => "visited by browsers",
        }
    }
}

/// Deeds possible in the salon's state, each with its weight.
pub fn fitting(salon: &Salon, now: Duration) -> Vec<(Deed, u32)> {
    let mut deeds = vec![(Deed::Visit, 2)];
    match salon.standing {
        Standing::Connected => deeds.extend(while_connected(salon, now)),
        Standing::Empty | Standing::Removed { .. } => deeds.extend(while_nothing_is_linked()),
        Standing::Disconnected | Standing::Replaced => deeds.extend([
            (Deed::Restart, 4),
            (Deed::AskForLinked, 4),
            (Deed::Texts(3), 4),
            (Deed::Reset, 1),
            (Deed::Pair(Way::Code, salon.phone.other()), 1),
        ]),
    }
    deeds
}

fn while_connected(salon: &Salon, now: Duration) -> Vec<(Deed, u32)> {
    let mut deeds = vec![
        (Deed::Texts(5), 6),
        (Deed::TextsIntoBreak(20), 4),
        (Deed::Break(Line::Cut), 4),
        (Deed::Break(Line::Busy), 2),
        (Deed::Break(Line::Failed), 2),
        (Deed::Break(Line::Restart), 2),
        (Deed::Restart, 4),
        (Deed::Disconnect, 4),
        (Deed::Reset, 4),
        (Deed::Replace, 2),
        (Deed::AskForLinked, 2),
        (Deed::Pair(Way::Code, salon.phone.other()), 3),
    ];
    // A second replacement parks the session, so it gets a high weight.
    deeds.extend(salon.replaced_once.then_some((Deed::Replace, 20)));
    deeds.extend(salon.is_clear_how_soon(now).then_some((Deed::Unlink, 4)));
    deeds
}

fn while_nothing_is_linked() -> Vec<(Deed, u32)> {
    let both = [Which::First, Which::Second].into_iter().flat_map(|which| {
        [
            (Deed::Pair(Way::Code, which), 6),
            (Deed::Pair(Way::Qr, which), 3),
            (Deed::Pair(Way::CodeAfterReload, which), 2),
            (Deed::Cancel(which), 2),
            (Deed::ResetWhilePairing(which), 1),
        ]
    });
    both.chain([(Deed::Reset, 1)]).collect()
}

/// Random choice among the possible deeds.
pub fn choose(salon: &Salon, now: Duration, rng: &mut StdRng) -> Deed {
    let deeds = fitting(salon, now);
    let mut left = rng.random_range(0..deeds.iter().map(|(_, weight)| weight).sum());
    let found = deeds.iter().find(|(_, weight)| match u32::checked_sub(left, *weight) {
        Some(rest) => {
            left = rest;
            false
        }
        None => true,
    });
    found.map_or(Deed::Visit, |(deed, _)| *deed)
}

/// Deed that makes a salon connected again; `None` if it is connected.
pub const fn mending(salon: &Salon) -> Option<Deed> {
    match salon.standing {
        Standing::Connected => None,
        Standing::Disconnected | Standing::Replaced => Some(Deed::Restart),
        Standing::Empty | Standing::Removed { .. } => Some(Deed::Pair(Way::Qr, salon.phone)),
    }
}

#[cfg(test)]
mod tests {
    use rand::SeedableRng as _;

    use super::*;
    use crate::model::Done;

    const NOW: Duration = Duration::from_secs(60);

    fn walk(seed: u64, steps: usize) -> Vec<Deed> {
        let mut rng = StdRng::seed_from_u64(seed);
        let mut salon = Salon::new(1);
        let step = |_| {
            let deed = choose(&salon, NOW, &mut rng);
            salon = salon.clone().after(deed, Done::default(), NOW);
            deed
        };
        (0..steps).map(step).collect()
    }

    #[test]
    fn equal_seeds_choose_equal_deeds_and_others_differ() {
        assert_eq!(walk(7, 100), walk(7, 100));
        assert_ne!(walk(7, 100), walk(8, 100));
    }

    #[test]
    fn every_deed_is_done_sooner_or_later() {
        let done = walk(1, 5_000);
        let names: std::collections::BTreeSet<_> = done.iter().map(|deed| deed.name()).collect();
        assert_eq!(names.len(), 18, "{names:?}");
    }

    #[test]
    fn one_deed_always_makes_a_salon_connected_again() {
        for seed in 0..50 {
            let mut rng = StdRng::seed_from_u64(seed);
            let mut salon = Salon::new(1);
            for _ in 0..40 {
                salon = salon.clone().after(choose(&salon, NOW, &mut rng), Done::default(), NOW);
                let mended = mending(&salon).map(|deed| salon.clone().after(deed, Done::default(), NOW));
                assert_eq!(mended.unwrap_or_else(|| salon.clone()).standing, Standing::Connected);
            }
        }
    }
}
