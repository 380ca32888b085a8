//! What a receiver took against the log.

use std::collections::HashMap;

use super::{Fault, Findings};
use crate::records::{Logged, Received};

/// Compares what a receiver took of a line, in the order of taking, with the line's log. A delivery may be repeated under
/// its id, as long as no later one of its chat was taken before: the first that waits holds the others of its chat.
pub fn compare_receiver(logged: &[Logged], received: &[Received]) -> Findings {
    let mut found = Findings::default();
    let by_seq: HashMap<i64, &Logged> = logged.iter().map(|one| (one.seq, one)).collect();
    // The id under which each event was taken first.
    let mut taken: HashMap<i64, &str> = HashMap::new();
    let mut orders: HashMap<&str, Order> = HashMap::new();
    for one in received {
        let Some(logged) = by_seq.get(&one.seq) else {
            found.add(Fault::Invented, || format!("{one:?}"));
            continue;
        };
        if one.event != logged.event {
            found.add(Fault::Invented, || format!("{} comes under the id {}", logged.event, one.event));
        }
        match taken.get(&one.seq) {
            None => drop(taken.insert(one.seq, &one.event)),
            Some(first) if *first == one.event => found.repeated += 1,
            Some(first) => found.add(Fault::Doubled, || format!("seq {} under {first} and {}", one.seq, one.event)),
        }
        if one.document != logged.document {
            found.add(Fault::Altered, || format!("{} became {}", logged.document, one.document));
        }
        orders.entry(&logged.chat).or_default().take(logged, &mut found);
    }
    for one in logged.iter().filter(|one| !taken.contains_key(&one.seq)) {
        found.add(Fault::Lost, || format!("{one:?}"));
    }
    found
}

/// What was taken of one chat.
#[derive(Default)]
struct Order {
    newest: i64,
}

impl Order {
    fn take(&mut self, logged: &Logged, found: &mut Findings) {
        let (this, newest) = (logged.chat_seq, self.newest);
        if this > newest + 1 {
            found.add(Fault::Gap, || format!("chatSeq {this} of {} follows {newest}", logged.chat));
        }
        // A repetition of an older one is out of order, too: it was taken, and not recorded as taken before the next went.
        if this < newest {
            found.add(Fault::Disordered, || format!("chatSeq {this} of {} comes after {newest}", logged.chat));
        }
        self.newest = newest.max(this);
    }
}
