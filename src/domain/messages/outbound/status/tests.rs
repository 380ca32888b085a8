//! Tests: a status never goes back, and does not depend on the order in which things are learned.

use proptest::prelude::*;

use super::*;

/// Everything that is learned of a message, and not done with it.
fn learned() -> impl Strategy<Value = SendEvent> {
    prop_oneof![
        Just(SendEvent::Acknowledged),
        Just(failed(463)),
        Just(failed(479)),
        Just(SendEvent::Delivered),
        Just(SendEvent::Read),
        Just(SendEvent::Played),
    ]
}

fn any_event() -> impl Strategy<Value = SendEvent> {
    prop_oneof![learned(), Just(SendEvent::Written), Just(SendEvent::Unanswered), Just(SendEvent::TimeOver)]
}

fn failed(error: u16) -> SendEvent {
    let reason = SendFailure::of_ack(error, crate::messages::NewChatsRefused::Unknown);
    SendEvent::Failed { reason, error: Some(error) }
}

fn after(from: SendStatus, events: &[SendEvent]) -> SendStatus {
    let step = |progress: SendProgress, event: &SendEvent| progress.after(*event).unwrap_or(progress);
    events.iter().fold(SendProgress::of(from), step).status
}

#[test]
fn statuses_have_one_name_everywhere() {
    for status in SendStatus::ALL {
        assert_eq!(serde_json::to_value(status).unwrap(), status.as_str());
        assert_eq!(SendStatus::named(status.as_str()), Some(status));
    }
    assert!(SendStatus::ALL.is_sorted(), "by rank");
    assert_eq!(SendStatus::named("on_its_way"), None);
}

#[test]
fn message_goes_from_one_status_to_the_next() {
    use SendStatus::{Delivered, Expired, Failed, Played, Queued, Read, Sending, Sent, Unknown};
    let one = SendEvent::Acknowledged;
    for (from, events, to) in [
        (Queued, vec![SendEvent::Written, one, SendEvent::Delivered, SendEvent::Read, SendEvent::Played], Played),
        (Queued, vec![SendEvent::TimeOver], Expired),
        (Queued, vec![SendEvent::Unanswered], Queued),
        (Sending, vec![SendEvent::Written], Sending),
        (Sending, vec![SendEvent::Unanswered], Unknown),
        (Sending, vec![SendEvent::TimeOver], Unknown),
        (Sending, vec![failed(463)], Failed),
        (Sent, vec![SendEvent::Unanswered, SendEvent::TimeOver, SendEvent::Written], Sent),
        (Unknown, vec![one], Sent),
        (Unknown, vec![failed(479)], Failed),
        (Unknown, vec![SendEvent::Delivered], Delivered),
        (Unknown, vec![SendEvent::Written], Unknown),
        (Failed, vec![SendEvent::Written, SendEvent::Unanswered, SendEvent::TimeOver], Failed),
        (Failed, vec![SendEvent::Read], Read),
        (Failed, vec![one], Sent),
        (Sent, vec![failed(463)], Sent),
        (Expired, vec![SendEvent::Written, SendEvent::Unanswered], Expired),
        (Read, vec![SendEvent::Delivered, one], Read),
    ] {
        assert_eq!(after(from, &events), to, "{from:?} {events:?}");
    }
}

#[test]
fn failure_keeps_its_first_reason() {
    let progress = SendProgress::of(SendStatus::Sending).after(failed(463)).unwrap();
    assert_eq!((progress.reason, progress.error), (Some(SendFailure::NewChatRefused), Some(463)));
    assert_eq!(progress.after(failed(479)), None);
    let delivered = progress.after(SendEvent::Delivered).unwrap();
    assert_eq!((delivered.reason, delivered.error), (None, None));
}

proptest! {
    #[test]
    fn status_never_goes_back(events in proptest::collection::vec(any_event(), 0..30)) {
        let mut progress = SendProgress::QUEUED;
        for event in events {
            if let Some(next) = progress.after(event) {
                prop_assert!(next.status > progress.status);
                prop_assert_eq!(next.reason.is_some(), next.status == SendStatus::Failed);
                progress = next;
            }
            prop_assert_eq!(progress.after(event), None, "the same again changes nothing");
        }
    }

    #[test]
    fn order_and_repetition_of_what_is_learned_do_not_matter(
        (events, shuffled) in proptest::collection::vec(learned(), 1..12)
            .prop_flat_map(|events| (Just(events.clone()), Just(events).prop_shuffle())),
        repeated in proptest::collection::vec(any::<proptest::sample::Index>(), 0..6),
        place in any::<proptest::sample::Index>(),
    ) {
        for from in [SendStatus::Queued, SendStatus::Sending, SendStatus::Unknown] {
            let once = after(from, &events);
            let mut again = shuffled.clone();
            again.extend(repeated.iter().map(|index| *index.get(&events)));
            prop_assert_eq!(after(from, &again), once);
            // When the minute is over makes no difference either, once anything is known.
            again.insert(place.index(shuffled.len()), SendEvent::Unanswered);
            prop_assert_eq!(after(from, &again), once);
        }
    }
}
