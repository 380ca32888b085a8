//! Tests of admissions that were not used.

use super::tests::{Porter, linked, policy};
use super::*;

#[test]
fn unused_admission_gives_its_turn_to_the_next() {
    let mut porter = Porter::new(policy(1, 10));
    porter.ask(1, Urgency::Person, 0);
    porter.leave(1, Outcome::Unused, 5);
    porter.ask(2, linked(0), 10);
    assert_eq!(porter.admitted, [(1, 0), (2, 10)], "nobody connected before");
    porter.ask(3, Urgency::Person, 20);
    porter.run_until(500);
    assert_eq!(porter.tickets(), [1, 2], "2 used its admission");
}

#[test]
fn many_unused_admissions_neither_hold_up_nor_crowd_others() {
    let mut porter = Porter::new(policy(10, 10));
    // A flood of people who are refused after 3 ms, and a linked session every 200 ms.
    for ms in 0..4000 {
        porter.run_until(ms);
        porter.ask(10_000 + u64::try_from(ms).unwrap(), Urgency::Person, ms);
        if ms % 200 == 0 {
            porter.ask(u64::try_from(ms).unwrap(), linked(0), ms);
        }
        let admitted = porter.admitted.clone();
        for (ticket, since) in admitted {
            if ticket >= 10_000 && since + 3 == ms {
                porter.leave(ticket, Outcome::Unused, ms);
            } else if ticket < 10_000 && since + 1 == ms {
                porter.leave(ticket, Outcome::Accepted, ms);
            }
        }
    }
    let used: Vec<_> = porter.admitted.iter().filter(|(ticket, _)| *ticket < 10_000).map(|(_, ms)| *ms).collect();
    assert!(used.len() >= 18, "{used:?}");
    for pair in used.windows(2) {
        assert!(pair[1] - pair[0] >= 99, "faster than the gate's rate: {pair:?}");
    }
}

#[test]
fn unused_probe_is_followed_by_another_at_once() {
    let mut porter = Porter::new(policy(1, 10));
    porter.ask(1, linked(0), 0);
    porter.leave(1, Outcome::Outdated, 100);
    porter.ask(2, Urgency::Person, 200);
    porter.ask(3, linked(0), 200);
    porter.run_until(300_200);
    assert_eq!(porter.tickets(), [1, 2], "2 is the probe");
    porter.leave(2, Outcome::Unused, 300_300);
    assert_eq!(porter.tickets(), [1, 2, 3]);
    porter.leave(3, Outcome::Accepted, 300_400);
    assert!(!porter.gate.is_shut());
}
