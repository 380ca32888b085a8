//! What was ordered, against what phones have taken and what statuses say.

use std::collections::HashMap;

use super::{Fault, Findings};
use crate::records::{Logged, Taken};
use crate::sends::Asked;

/// Statuses that a feed may tell, in the order in which a message comes to them.
const RANKS: [&str; 8] = ["queued", "expired", "unknown", "failed", "sent", "delivered", "read", "played"];

fn rank(status: &str) -> Option<usize> {
    RANKS.iter().position(|name| *name == status)
}

/// What is known of the messages of a line.
pub struct Sends<'a> {
    /// What was ordered, in the order of the line.
    pub asked: &'a [Asked],
    /// What phones have taken, in the order of first arrival.
    pub taken: &'a [Taken],
    /// The line's log.
    pub logged: &'a [Logged],
    /// Status of each message in the end, by our id.
    pub statuses: &'a HashMap<String, String>,
}

/// Number of messages that no phone has taken, or of which it is not said what became of them.
pub fn open_sends(sends: &Sends<'_>) -> usize {
    let is_open = |asked: &&Asked| {
        let status = sends.statuses.get(&asked.message).map(String::as_str);
        !matches!(status, Some("sent" | "delivered")) || sends.taken.iter().all(|taken| taken.id != asked.id)
    };
    sends.asked.iter().filter(is_open).count()
}

/// Compares the sends of a line.
pub fn compare_sends(sends: &Sends<'_>) -> Findings {
    let mut found = Findings::default();
    check_taken(sends, &mut found);
    check_order(sends, &mut found);
    for asked in sends.asked {
        check_status(sends, asked, &mut found);
    }
    found
}

/// Each message was taken once by the person it was for, and nothing else was.
fn check_taken(sends: &Sends<'_>, found: &mut Findings) {
    let expected: HashMap<&str, &Asked> = sends.asked.iter().map(|asked| (asked.id.as_str(), asked)).collect();
    let mut counts: HashMap<&str, u64> = HashMap::new();
    for taken in sends.taken {
        let Some(asked) = expected.get(taken.id.as_str()) else {
            found.add(Fault::Invented, || format!("{taken:?}"));
            continue;
        };
        *counts.entry(&taken.id).or_default() += 1;
        found.repeated += taken.times.saturating_sub(1);
        if taken.phone != asked.chat || taken.text.as_deref() != Some(&asked.text) {
            found.add(Fault::Altered, || format!("{asked:?} became {taken:?}"));
        }
    }
    for asked in sends.asked {
        match counts.get(asked.id.as_str()).copied().unwrap_or(0) {
            0 => found.add(Fault::Lost, || format!("{asked:?}")),
            1 => {}
            times => found.add(Fault::Doubled, || format!("{times} times {asked:?}")),
        }
    }
}

/// Each chat has its messages in the order in which they were ordered.
fn check_order(sends: &Sends<'_>, found: &mut Findings) {
    let places: HashMap<&str, u64> = sends.asked.iter().map(|asked| (asked.id.as_str(), asked.place)).collect();
    let mut newest: HashMap<&str, u64> = HashMap::new();
    for taken in sends.taken {
        let Some(place) = places.get(taken.id.as_str()) else { continue };
        let last = newest.entry(&taken.phone).or_default();
        if place < last {
            found.add(Fault::Disordered, || format!("place {place} comes after {last}: {taken:?}"));
        }
        *last = *place.max(last);
    }
}

/// What the feed tells of a message begins with its order and never goes back, and its status in the end is true.
fn check_status(sends: &Sends<'_>, asked: &Asked, found: &mut Findings) {
    let events = sends.logged.iter().filter(|one| one.is_status() && one.id == asked.id);
    let told: Vec<&str> = events.filter_map(|one| one.text.as_deref()).collect();
    let ranks: Vec<Option<usize>> = told.iter().map(|status| rank(status)).collect();
    if told.first() != Some(&"queued") || !ranks.is_sorted_by(|one, next| one < next) {
        found.add(Fault::Disordered, || format!("{asked:?} was told as {told:?}"));
    }
    let last = sends.statuses.get(&asked.message).map(String::as_str);
    if last != told.last().copied() {
        found.add(Fault::Altered, || format!("{asked:?} is {last:?}, and was told as {told:?}"));
    }
    let taken = sends.taken.iter().find(|taken| taken.id == asked.id);
    let is_true = match last {
        Some("delivered") => taken.is_some_and(|taken| taken.delivered),
        Some("sent") => taken.is_some(),
        // Nothing in a run makes a message fail or expire, and what is unknown is corrected.
        _ => false,
    };
    if !is_true {
        found.add(Fault::Altered, || format!("{asked:?} is {last:?}, and its phone says {taken:?}"));
    }
}
