//! Tests of the order for a code that a link gets before it has shown a QR.

use super::*;
use crate::CodeUsageEvent;

/// Links that are told to request a code, by the effects of each event.
fn orders(mut session: Session, events: impl IntoIterator<Item = Event>) -> (Session, Vec<Vec<LinkNo>>) {
    let mut all = Vec::new();
    for (second, event) in events.into_iter().enumerate() {
        let (next, effects) = session.on(event, at(second as i64)).unwrap();
        session = next;
        let asked = effects.iter().filter_map(|effect| match effect {
            Effect::RequestCode { link, phone: asked } => {
                assert_eq!(*asked, phone(ASKED));
                Some(*link)
            }
            _ => None,
        });
        all.push(asked.collect());
    }
    (session, all)
}

fn lost(link: LinkNo) -> Event {
    Event::Ended { link, end_reason: LinkEndReason::Network }
}

fn cancel() -> Event {
    Event::PairingCancelled { by: TriggeredBy::Client, correlation: correlation("c") }
}

fn noted(effects: &[Effect]) -> Vec<CodeUsageEvent> {
    let all = effects.iter().filter_map(|effect| match effect {
        Effect::NoteNumber { event, .. } => Some(*event),
        _ => None,
    });
    all.collect()
}

#[test]
fn code_is_ordered_once_the_rows_are_empty_without_a_qr() {
    let link = LinkNo(1);
    let (session, asked) = orders(fresh(), way_to_qr()[..3].to_vec());
    assert_eq!(asked, [vec![], vec![], vec![link]]);
    assert_eq!(session.state().name(), StateName::Creating, "WhatsApp has not been asked yet");
    let (session, asked) = orders(session, [qr(link)]);
    assert_eq!(asked, [vec![]], "the link asks by itself");
    assert_eq!(session.state().name(), StateName::WaitingForPairingCode);
}

#[test]
fn code_is_ordered_after_a_qr_that_came_before_the_rows() {
    let link = LinkNo(1);
    let (session, asked) =
        orders(fresh(), [request(ASKED, "a"), Event::Admitted { link }, qr(link), prepared(link), qr(link)]);
    assert_eq!(asked, [vec![], vec![], vec![], vec![link], vec![]]);
    assert_eq!(session.state().name(), StateName::WaitingForPairingCode);
}

#[test]
fn ordered_code_counts_from_the_qr_on() {
    let link = LinkNo(1);
    let ordered = after(fresh(), way_to_qr()[..3].to_vec()).0;
    for end in [cancel(), reset("r"), request(OTHER, "b"), Event::TimerFired(Timer::PairingTimeout)] {
        let name = end.name();
        let (_, before) = after(ordered.clone(), [end.clone()]);
        assert_eq!(noted(&before), [CodeUsageEvent::NotGiven], "{name}");
        assert!(before.contains(&Effect::Close { link, log_out: false }), "{name}: the order ends with the link");
        let (_, effects) = after(ordered.clone(), [qr(link), end]);
        assert_eq!(noted(&effects), [CodeUsageEvent::Over], "{name}");
    }
}

#[test]
fn next_link_of_a_pairing_is_asked_anew() {
    let again = [
        lost(LinkNo(1)),
        Event::TimerFired(Timer::PairingRetry),
        emptied(LinkNo(2)),
        Event::Admitted { link: LinkNo(2) },
        qr(LinkNo(2)),
    ];
    let ordered = after(fresh(), way_to_qr()[..3].to_vec()).0;
    let (session, asked) = orders(ordered, again);
    assert_eq!(asked, [vec![], vec![], vec![], vec![], vec![LinkNo(2)]]);
    assert_eq!(session.state().name(), StateName::WaitingForPairingCode);
}

#[test]
fn code_refused_after_an_early_order_is_requested_again() {
    let link = LinkNo(1);
    let refused = Event::CodeRefused { link, refusal: Refusal { status: Some(500), backoff_seconds: None } };
    let (_, asked) = orders(waiting_for_code(), [refused, Event::TimerFired(Timer::PairingRetry)]);
    assert_eq!(asked, [vec![], vec![link]]);
}

#[test]
fn qr_pairing_orders_no_code() {
    let (_, asked) = orders(fresh(), way_to_qr_alone());
    assert_eq!(asked.concat(), []);
}
