//! The log against what phones sent.

use std::collections::{HashMap, HashSet};

use super::{Fault, Findings};
use crate::records::{Logged, Sent};

type Key<'a> = (&'a str, &'a str, &'a str);

fn key_of_sent(sent: &Sent) -> Key<'_> {
    (&sent.chat, &sent.sender, &sent.id)
}

fn key_of(logged: &Logged) -> Key<'_> {
    (&logged.chat, &logged.sender, &logged.id)
}

/// Number of messages that the log does not have.
pub fn missing(sent: &[Sent], logged: &[Logged]) -> usize {
    let held: HashSet<Key<'_>> = logged.iter().filter(|one| one.is_message()).map(key_of).collect();
    sent.iter().filter(|sent| !held.contains(&key_of_sent(sent))).count()
}

/// Compares the log of a line, in the order of its pages, with all that was sent to it.
pub fn compare_log(sent: &[Sent], logged: &[Logged]) -> Findings {
    let mut found = Findings::default();
    let expected: HashMap<Key<'_>, &Sent> = sent.iter().map(|sent| (key_of_sent(sent), sent)).collect();
    let mut held: HashMap<Key<'_>, u64> = HashMap::new();
    for one in logged.iter().filter(|one| !one.is_of_session() && !one.is_status()) {
        let Some(sent) = expected.get(&key_of(one)) else {
            found.add(Fault::Invented, || format!("{one:?}"));
            continue;
        };
        if !one.is_message() {
            continue;
        }
        *held.entry(key_of(one)).or_default() += 1;
        found.late += u64::from(one.late);
        let is_its_kind = one.kind == sent.kind || one.kind == "message.recovered";
        if !is_its_kind || one.text != sent.text || one.about != sent.about {
            found.add(Fault::Altered, || format!("{sent:?} became {one:?}"));
        }
    }
    for sent in sent {
        match held.get(&key_of_sent(sent)).copied().unwrap_or(0) {
            0 => found.add(Fault::Lost, || format!("{sent:?}")),
            1 => {}
            times => found.add(Fault::Doubled, || format!("{times} times {sent:?}")),
        }
    }
    check_places(logged, &mut found);
    check_session(logged, &mut found);
    check_order(&expected, logged, &mut found);
    found
}

/// `seq` counts the events of the line, `chatSeq` those of the chat, from 1 and without gaps; no id is used twice.
fn check_places(logged: &[Logged], found: &mut Findings) {
    let mut last = 0;
    let mut of_chats: HashMap<&str, i64> = HashMap::new();
    let mut ids = HashSet::new();
    for one in logged {
        let before = std::mem::replace(&mut last, one.seq);
        if one.seq != before + 1 {
            found.add(Fault::Gap, || format!("seq {} follows {before}", one.seq));
        }
        let of_chat = of_chats.entry(&one.chat).or_default();
        let before = std::mem::replace(of_chat, one.chat_seq);
        if one.chat_seq != before + 1 {
            found.add(Fault::Gap, || format!("chatSeq {} of {} follows {before}", one.chat_seq, one.chat));
        }
        if !ids.insert(one.event.as_str()) {
            found.add(Fault::Doubled, || format!("event {} is there twice", one.event));
        }
    }
}

/// Each change of the session is told once: linked, then by turns connected and not, until it is logged out.
fn check_session(logged: &[Logged], found: &mut Findings) {
    let mut last = "session.logged_out";
    for one in logged.iter().filter(|one| one.is_of_session()) {
        let kind = one.kind.as_str();
        let is_out = last == "session.logged_out";
        if kind == last && kind != "session.disconnected" {
            found.add(Fault::Doubled, || format!("{one:?}"));
        } else if is_out != (kind == "session.linked") {
            found.add(Fault::Disordered, || format!("{one:?} follows {last}"));
        }
        last = kind;
    }
}

/// What was not asked for again comes in the order of its chat. In a direct chat that is promised for each side; what
/// comes after a newer one of the other side is counted apart.
fn check_order(expected: &HashMap<Key<'_>, &Sent>, logged: &[Logged], found: &mut Findings) {
    let mut of_sides: HashMap<(&str, Option<&str>), u64> = HashMap::new();
    let mut of_chats: HashMap<&str, u64> = HashMap::new();
    for one in logged.iter().filter(|one| one.is_message() && !one.late) {
        let Some(sent) = expected.get(&key_of(one)) else { continue };
        let side = (!sent.is_in_group).then_some(one.sender.as_str());
        let newest = of_sides.entry((&one.chat, side)).or_default();
        if sent.place < *newest {
            found.add(Fault::Disordered, || format!("place {} of its chat comes after {newest}: {one:?}", sent.place));
        } else if sent.place < of_chats.get(one.chat.as_str()).copied().unwrap_or(0) {
            found.crossed += 1;
        }
        *newest = sent.place.max(*newest);
        let of_chat = of_chats.entry(&one.chat).or_default();
        *of_chat = sent.place.max(*of_chat);
    }
}
