//! Kills of a run: which process, at which point, in an order that follows from the seed.

use std::time::Duration;

use rand::rngs::StdRng;
use rand::seq::SliceRandom as _;
use rand::{RngExt as _, SeedableRng as _};

/// Process that is killed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Victim {
    /// The service.
    Service,
    /// PostgreSQL, with all its processes.
    Postgres,
    /// The receiver of webhooks.
    Receiver,
}

/// Point at which it is killed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Point {
    /// After this time.
    Random(Victim, Duration),
    /// While a transaction waits before it writes to this table.
    Write(Victim, Table),
    /// While a transaction waits before it stores a copy of a message, in the middle of a backlog: at other times the log
    /// has a message before a ratchet that has consumed it is stored, and no copy is.
    Buffer,
    /// The event of a message is committed, and WhatsApp has not taken its acknowledgement.
    Unacknowledged(Victim),
    /// In the middle of what had waited at WhatsApp while the service was away.
    Backlog(Victim),
    /// The receiver has an event on disk, and has not answered: it is killed.
    Unanswered,
    /// A phone has a message of a line, and WhatsApp has not acknowledged it.
    Untold(Victim),
}

/// Table whose writes can be held.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Table {
    /// Events of the log.
    Events,
    /// Keys of messages that were received.
    Seen,
    /// Copies of messages that the log does not have yet.
    Copies,
    /// Signal sessions, whose ratchets have consumed messages.
    Sessions,
    /// Outcomes of deliveries, which the receiver has taken by then.
    Deliveries,
    /// Messages that are sent: about to be written to WhatsApp, or answered by it.
    Outgoing,
}

impl Point {
    /// Name in the table of kills.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Random(Victim::Service, _) => "service, at random",
            Self::Random(Victim::Postgres, _) => "PostgreSQL, at random",
            Self::Random(Victim::Receiver, _) => "receiver, at random",
            Self::Write(Victim::Postgres, Table::Outgoing) => "PostgreSQL, while a send is being marked or recorded",
            Self::Write(Victim::Postgres, _) => "PostgreSQL, while a batch is being committed",
            Self::Write(_, Table::Outgoing) => "service, while a send is being marked or recorded",
            Self::Write(_, Table::Events) => "service, before a batch is committed",
            Self::Write(_, Table::Seen) => "service, before a batch is noted as received",
            Self::Write(_, Table::Copies) | Self::Buffer => "service, before a message is buffered",
            Self::Write(_, Table::Sessions) => "service, before a ratchet is stored",
            Self::Write(_, Table::Deliveries) => "service, between a receiver's 2xx and its outcome",
            Self::Unacknowledged(Victim::Postgres) => "PostgreSQL, between commit and acknowledgement",
            Self::Unacknowledged(_) => "service, between commit and acknowledgement",
            Self::Backlog(Victim::Postgres) => "PostgreSQL, in the middle of a backlog",
            Self::Backlog(_) => "service, in the middle of a backlog",
            Self::Unanswered => "receiver, between its disk and its 2xx",
            Self::Untold(Victim::Postgres) => "PostgreSQL, between a phone's copy of a send and its ack",
            Self::Untold(_) => "service, between a phone's copy of a send and its ack",
        }
    }

    /// Whether it needs a receiver.
    const fn needs_receiver(self) -> bool {
        matches!(self, Self::Write(_, Table::Deliveries) | Self::Unanswered)
    }
}

/// Named points, each in turn.
const NAMED: [Point; 15] = [
    Point::Write(Victim::Service, Table::Events),
    Point::Unacknowledged(Victim::Service),
    Point::Buffer,
    Point::Write(Victim::Service, Table::Sessions),
    Point::Write(Victim::Service, Table::Deliveries),
    Point::Backlog(Victim::Service),
    Point::Write(Victim::Postgres, Table::Events),
    Point::Unanswered,
    Point::Write(Victim::Service, Table::Seen),
    Point::Unacknowledged(Victim::Postgres),
    Point::Backlog(Victim::Postgres),
    Point::Write(Victim::Service, Table::Outgoing),
    Point::Untold(Victim::Service),
    Point::Write(Victim::Postgres, Table::Outgoing),
    Point::Untold(Victim::Postgres),
];

/// Longest time until a kill at random, in milliseconds.
const LONGEST: u64 = 2_500;

/// Kills in their order: each third one at a named point.
pub fn kills(count: usize, seed: u64, has_receiver: bool) -> Vec<Point> {
    let mut dice = StdRng::seed_from_u64(seed ^ 0x6b69_6c6c);
    let mut named: Vec<Point> = Vec::new();
    (0..count)
        .map(|number| {
            if number % 3 == 2 {
                if named.is_empty() {
                    named.extend(NAMED.iter().filter(|point| has_receiver || !point.needs_receiver()));
                    named.shuffle(&mut dice);
                }
                if let Some(point) = named.pop() {
                    return point;
                }
            }
            let victim = match dice.random_range(0..10) {
                0..6 => Victim::Service,
                6..8 if has_receiver => Victim::Receiver,
                _ => Victim::Postgres,
            };
            Point::Random(victim, Duration::from_millis(dice.random_range(0..LONGEST)))
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn plan_is_the_same_for_a_seed_and_has_every_named_point() {
        let plan = kills(45, 7, true);
        assert_eq!(plan, kills(45, 7, true));
        assert_ne!(plan, kills(45, 8, true));
        assert!(NAMED.iter().all(|point| plan.contains(point)), "{plan:?}");
        for victim in [Victim::Service, Victim::Postgres, Victim::Receiver] {
            let random = |point: &&Point| matches!(point, Point::Random(of, _) if *of == victim);
            assert!(kills(1_000, 7, true).iter().filter(random).count() > 50, "{victim:?}");
        }
    }

    #[test]
    fn plan_without_receiver_kills_none() {
        let needs = |point: &Point| point.needs_receiver() || matches!(point, Point::Random(Victim::Receiver, _));
        assert!(!kills(300, 7, false).iter().any(needs));
    }
}
