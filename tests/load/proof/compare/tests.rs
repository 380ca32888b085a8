//! Each difference is found, named, and not taken for another.

use std::collections::HashMap;

use super::*;
use crate::records::{Logged, Received, Sent, Taken};
use crate::sends::Asked;

fn sent(chat: &str, place: u64) -> Sent {
    Sent {
        chat: chat.to_owned(),
        is_in_group: false,
        place,
        sender: "7916".to_owned(),
        id: format!("ID{place}"),
        kind: "message.received",
        text: Some(format!("text {place}")),
        about: None,
        acknowledged: true,
    }
}

fn logged(seq: i64, (chat, chat_seq): (&str, i64)) -> Logged {
    Logged {
        seq,
        chat_seq,
        event: format!("evt_{seq}"),
        kind: "message.received".to_owned(),
        chat: chat.to_owned(),
        sender: "7916".to_owned(),
        id: format!("ID{chat_seq}"),
        text: Some(format!("text {chat_seq}")),
        about: None,
        late: false,
        document: format!("document {seq}"),
    }
}

fn received(seq: i64) -> Received {
    Received { event: format!("evt_{seq}"), seq, document: format!("document {seq}") }
}

/// Two chats with the same ids: three messages in one, two in the other.
fn sent_all() -> Vec<Sent> {
    vec![sent("a", 1), sent("a", 2), sent("a", 3), sent("b", 1), sent("b", 2)]
}

fn logged_all() -> Vec<Logged> {
    vec![logged(1, ("a", 1)), logged(2, ("b", 1)), logged(3, ("a", 2)), logged(4, ("a", 3)), logged(5, ("b", 2))]
}

fn received_all() -> Vec<Received> {
    [2, 1, 5, 3, 4].map(received).into()
}

/// Differences that were found, with their numbers.
fn counts(found: &Findings) -> Vec<(Fault, u64)> {
    Fault::ALL.iter().map(|(fault, _)| (*fault, found.count(*fault))).filter(|(_, count)| *count > 0).collect()
}

#[test]
fn equal_records_have_no_differences() {
    assert_eq!(compare_log(&sent_all(), &logged_all()), Findings::default());
    assert_eq!(compare_receiver(&logged_all(), &received_all()), Findings::default());
    assert_eq!(missing(&sent_all(), &logged_all()), 0);
}

/// A change of the log, with what is found of it.
type LogCase = (fn(&mut Vec<Logged>), &'static [(Fault, u64)]);

#[test]
fn each_difference_of_the_log_is_named() {
    let cases: [LogCase; 9] = [
        (|log| drop(log.pop()), &[(Fault::Lost, 1)]),
        (|log| drop(log.remove(0)), &[(Fault::Lost, 1), (Fault::Gap, 2)]),
        (|log| log.push(logged(6, ("c", 1))), &[(Fault::Invented, 1)]),
        (|log| log.push(Logged { event: "evt_6".to_owned(), ..logged(6, ("b", 3)) }), &[(Fault::Invented, 1)]),
        (
            |log| log.push(Logged { id: "ID2".to_owned(), text: Some("text 2".to_owned()), ..logged(6, ("b", 3)) }),
            &[(Fault::Doubled, 1)],
        ),
        (|log| log[4].event = "evt_1".to_owned(), &[(Fault::Doubled, 1)]),
        (|log| log[0].text = None, &[(Fault::Altered, 1)]),
        (|log| log[0].kind = "message.edited".to_owned(), &[(Fault::Altered, 1)]),
        (|log| log[0].about = Some("ID9".to_owned()), &[(Fault::Altered, 1)]),
    ];
    for (number, (change, expected)) in cases.into_iter().enumerate() {
        let mut log = logged_all();
        change(&mut log);
        let found = compare_log(&sent_all(), &log);
        assert_eq!(counts(&found), expected, "case {number}: {:?}", found.examples);
    }
}

/// The log with the contents of its third and fourth event exchanged: both are of one chat.
fn exchanged() -> Vec<Logged> {
    let mut log = logged_all();
    let (id, text) = (log[2].id.clone(), log[2].text.clone());
    (log[2].id, log[2].text) = (log[3].id.clone(), log[3].text.clone());
    (log[3].id, log[3].text) = (id, text);
    log
}

#[test]
fn exchanged_messages_are_out_of_order_unless_asked_for_again() {
    assert_eq!(counts(&compare_log(&sent_all(), &exchanged())), [(Fault::Disordered, 1)]);
    let mut late = exchanged();
    late[3].late = true;
    let found = compare_log(&sent_all(), &late);
    assert_eq!((counts(&found), found.late), (Vec::new(), 1));
}

#[test]
fn sides_of_a_direct_chat_may_cross_and_members_of_a_group_not() {
    let salon = |is_in_group: bool| {
        let mut sent = sent_all();
        sent.iter_mut().for_each(|sent| sent.is_in_group = is_in_group);
        sent[1].sender = "7900".to_owned();
        sent
    };
    let mut log = exchanged();
    log[3].sender = "7900".to_owned();
    let direct = compare_log(&salon(false), &log);
    assert_eq!((counts(&direct), direct.crossed), (Vec::new(), 1));
    let group = compare_log(&salon(true), &log);
    assert_eq!((counts(&group), group.crossed), (vec![(Fault::Disordered, 1)], 0));
}

#[test]
fn report_of_a_missing_message_is_not_the_message() {
    let mut log = logged_all();
    log[4].kind = "message.undecryptable".to_owned();
    assert_eq!(counts(&compare_log(&sent_all(), &log)), [(Fault::Lost, 1)]);
    assert_eq!(missing(&sent_all(), &log), 1);
    let again =
        Logged { event: "evt_6".to_owned(), kind: "message.recovered".to_owned(), late: true, ..log[4].clone() };
    log.push(Logged { seq: 6, chat_seq: 3, ..again });
    assert_eq!(counts(&compare_log(&sent_all(), &log)), []);
}

/// A change of what was received, with what is found of it.
type ReceiverCase = (fn(&mut Vec<Received>), &'static [(Fault, u64)]);

#[test]
fn each_difference_of_the_receiver_is_named() {
    let cases: [ReceiverCase; 7] = [
        (|taken| drop(taken.pop()), &[(Fault::Lost, 1)]),
        (|taken| drop(taken.remove(1)), &[(Fault::Lost, 1), (Fault::Gap, 1)]),
        (|taken| taken.push(received(6)), &[(Fault::Invented, 1)]),
        (|taken| taken[0].document.clear(), &[(Fault::Altered, 1)]),
        (|taken| taken.swap(3, 4), &[(Fault::Disordered, 1), (Fault::Gap, 1)]),
        (|taken| taken.push(received(3)), &[(Fault::Disordered, 1)]),
        (
            |taken| taken.push(Received { event: "evt_9".to_owned(), ..received(4) }),
            &[(Fault::Invented, 1), (Fault::Doubled, 1)],
        ),
    ];
    for (number, (change, expected)) in cases.into_iter().enumerate() {
        let mut taken = received_all();
        change(&mut taken);
        let found = compare_receiver(&logged_all(), &taken);
        assert_eq!(counts(&found), expected, "case {number}: {:?}", found.examples);
    }
}

#[test]
fn repetition_under_the_same_id_is_allowed() {
    let mut taken = received_all();
    taken.insert(4, received(3));
    let found = compare_receiver(&logged_all(), &taken);
    assert_eq!((counts(&found), found.repeated), (Vec::new(), 1));
}

#[test]
fn findings_of_lines_are_added_up() {
    let mut all = Findings::default();
    for line in ["one", "two"] {
        all.merge(line, compare_log(&sent_all(), &[]));
    }
    assert_eq!((all.count(Fault::Lost), all.all(), all.examples.len()), (10, 10, 10));
    assert!(all.examples[9].starts_with("two: Lost: "), "{:?}", all.examples);
}

/// An event of the session, of this type.
fn of_session(seq: i64, chat_seq: i64, kind: &str) -> Logged {
    let one = logged(seq, ("the session", chat_seq));
    Logged { kind: format!("session.{kind}"), sender: String::new(), id: String::new(), ..one }
}

#[test]
fn events_of_the_session_are_told_once_and_by_turns() {
    let log = |kinds: &[&str]| -> Vec<Logged> {
        let session = (6..).zip(1..).zip(kinds).map(|((seq, chat_seq), kind)| of_session(seq, chat_seq, kind));
        logged_all().into_iter().chain(session).collect()
    };
    let compared = |kinds: &[&str]| counts(&compare_log(&sent_all(), &log(kinds)));
    let whole = ["linked", "connected", "disconnected", "connected", "logged_out", "linked", "disconnected"];
    assert_eq!(compared(&whole), []);
    assert_eq!(compared(&["linked", "connected", "connected"]), [(Fault::Doubled, 1)]);
    assert_eq!(compared(&["connected"]), [(Fault::Disordered, 1)]);
    assert_eq!(compared(&["linked", "connected", "linked"]), [(Fault::Disordered, 1)]);
}

fn asked(place: u64) -> Asked {
    Asked {
        company: "997441".to_owned(),
        chat: "7916".to_owned(),
        place,
        message: format!("msg_{place}"),
        id: format!("3EB0{place}"),
        text: format!("send {place}"),
    }
}

fn taken(place: u64) -> Taken {
    let Asked { chat: phone, id, text, .. } = asked(place);
    Taken { phone, id, text: Some(text), times: 1, delivered: true }
}

/// Events that tell of these statuses.
fn told(place: u64, statuses: &[&str]) -> Vec<Logged> {
    let event = |status: &&str| Logged {
        kind: "message.status".to_owned(),
        id: asked(place).id,
        text: Some((*status).to_owned()),
        ..logged(1, ("7916", 1))
    };
    statuses.iter().map(event).collect()
}

/// Differences in three sends, after a change of what is known of them.
fn found_in_sends(
    change: impl FnOnce(&mut Vec<Taken>, &mut Vec<Logged>, &mut HashMap<String, String>),
) -> Vec<(Fault, u64)> {
    let asked: Vec<Asked> = (0..3).map(asked).collect();
    let mut all_taken: Vec<Taken> = (0..3).map(taken).collect();
    let mut logged: Vec<Logged> = (0..3).flat_map(|place| told(place, &["queued", "sent", "delivered"])).collect();
    let mut statuses = asked.iter().map(|one| (one.message.clone(), "delivered".to_owned())).collect();
    change(&mut all_taken, &mut logged, &mut statuses);
    counts(&compare_sends(&Sends { asked: &asked, taken: &all_taken, logged: &logged, statuses: &statuses }))
}

#[test]
fn sends_that_arrived_once_and_in_order_have_no_differences() {
    assert_eq!(found_in_sends(|_, _, _| {}), []);
    // Repeated under their ids, and with a status that was left out.
    let repeated = found_in_sends(|taken, logged, _| {
        taken[1].times = 3;
        logged.retain(|one| one.text.as_deref() != Some("sent"));
    });
    assert_eq!(repeated, []);
}

#[test]
fn each_difference_in_sends_is_found() {
    let lost = found_in_sends(|taken, _, _| drop(taken.remove(0)));
    assert_eq!(lost, [(Fault::Lost, 1), (Fault::Altered, 1)], "and its status lies");
    assert_eq!(found_in_sends(|taken, _, _| taken.push(taken[2].clone())), [(Fault::Doubled, 1)]);
    assert_eq!(found_in_sends(|taken, _, _| taken.swap(0, 1)), [(Fault::Disordered, 1)]);
    let invented = found_in_sends(|all, _, _| all.push(taken(9)));
    assert_eq!(invented, [(Fault::Invented, 1)]);
    assert_eq!(found_in_sends(|taken, _, _| taken[0].text = None), [(Fault::Altered, 1)]);
    assert_eq!(found_in_sends(|taken, _, _| taken[0].delivered = false), [(Fault::Altered, 1)], "a status that lies");
    let back = found_in_sends(|_, logged, _| logged.swap(1, 2));
    assert_eq!(back, [(Fault::Altered, 1), (Fault::Disordered, 1)], "a status that goes back");
    let unsettled = found_in_sends(|_, logged, statuses| {
        statuses.insert("msg_1".to_owned(), "unknown".to_owned());
        logged.retain(|one| one.id != "3EB01");
        logged.extend(told(1, &["queued", "unknown"]));
    });
    assert_eq!(unsettled, [(Fault::Altered, 1)], "what is unknown has to be corrected");
}
