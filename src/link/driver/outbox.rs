//! Queue of events that wait until the session takes them.

use std::collections::VecDeque;

use linekeeper_ports::{LinkEvent, LinkEvents};

/// Capacity of the queue. A whole pairing has about twenty events, so a full queue means that the session does not
/// read.
const MOST: usize = 64;

/// Events still to be sent, in order.
#[derive(Default)]
pub(super) struct Outbox {
    waiting: VecDeque<LinkEvent>,
    overflowed: bool,
}

impl Outbox {
    /// Queues an event. Of consecutive QR codes only the newest is kept.
    pub(super) fn push(&mut self, event: LinkEvent) {
        let both_qr =
            matches!((self.waiting.back(), &event), (Some(LinkEvent::QrCode { .. }), LinkEvent::QrCode { .. }));
        if both_qr {
            self.waiting.pop_back();
        }
        if self.waiting.len() >= MOST {
            self.overflowed = true;
        } else {
            self.waiting.push_back(event);
        }
    }

    /// Removes and returns the oldest event.
    pub(super) fn pop(&mut self) -> Option<LinkEvent> {
        self.waiting.pop_front()
    }

    /// Whether nothing waits.
    pub(super) fn is_empty(&self) -> bool {
        self.waiting.is_empty()
    }

    /// Whether the queue overflowed because the session has stopped reading.
    pub(super) fn overflowed(&self) -> bool {
        self.overflowed
    }

    /// Waits for room in the session's channel and sends the oldest event; with an empty queue waits until the session
    /// is gone. Returns false when the session is gone.
    pub(super) async fn tell_one(&mut self, events: &LinkEvents) -> bool {
        if self.waiting.is_empty() {
            // Nothing to send; wait for the session to go away.
            events.closed().await;
            return false;
        }
        match events.reserve().await {
            Ok(room) => {
                if let Some(event) = self.waiting.pop_front() {
                    room.send(Box::new(event));
                }
                true
            }
            Err(_) => false,
        }
    }
}

#[cfg(test)]
mod tests {
    use linekeeper_domain::Timestamp;
    use linekeeper_domain::session::CodeDeath;
    use tokio::sync::mpsc;

    use super::*;

    fn qr(text: &str) -> LinkEvent {
        LinkEvent::QrCode { text: text.to_owned(), expires_at: Timestamp::UNIX_EPOCH }
    }

    #[test]
    fn outbox_keeps_only_the_newest_of_consecutive_qr_codes() {
        let mut outbox = Outbox::default();
        for event in [qr("1"), qr("2"), LinkEvent::CodeDead(CodeDeath::Expired), qr("3"), qr("4")] {
            outbox.push(event);
        }
        let told: Vec<_> = std::iter::from_fn(|| outbox.pop()).collect();
        assert_eq!(told, [qr("2"), LinkEvent::CodeDead(CodeDeath::Expired), qr("4")]);
    }

    #[tokio::test]
    async fn outbox_detects_a_session_that_does_not_read_or_is_gone() {
        let mut outbox = Outbox::default();
        (0..=MOST).for_each(|_| outbox.push(LinkEvent::CodeDead(CodeDeath::Expired)));
        assert!(outbox.overflowed());

        let (events, session) = mpsc::channel(1);
        let mut outbox = Outbox::default();
        outbox.push(LinkEvent::CodeDead(CodeDeath::Expired));
        assert!(outbox.tell_one(&events).await);
        drop(session);
        assert!(!outbox.tell_one(&events).await);
    }
}
