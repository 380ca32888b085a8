//! Events that wait for their session to take them.

use std::collections::VecDeque;

use linekeeper_ports::{LinkEvent, LinkEvents};

/// More than these waiting means that nobody listens: a whole pairing has about twenty.
const MOST: usize = 64;

/// What is still to be told, in order.
#[derive(Default)]
pub(super) struct Outbox {
    waiting: VecDeque<LinkEvent>,
    overflowed: bool,
}

impl Outbox {
    /// Adds an event. Of QR codes in a row only the newest is worth telling.
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

    /// The oldest event.
    pub(super) fn pop(&mut self) -> Option<LinkEvent> {
        self.waiting.pop_front()
    }

    /// Whether the session has stopped to listen.
    pub(super) fn overflowed(&self) -> bool {
        self.overflowed
    }

    /// Waits for room and tells the oldest event; waits for ever when there is none. False when the session is gone.
    pub(super) async fn tell_one(&mut self, events: &LinkEvents) -> bool {
        if self.waiting.is_empty() {
            // Nothing to tell, but its going away is to be noticed.
            events.closed().await;
            return false;
        }
        match events.reserve().await {
            Ok(room) => {
                if let Some(event) = self.waiting.pop_front() {
                    room.send(event);
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
    fn a_session_that_was_away_is_shown_the_newest_qr_only() {
        let mut outbox = Outbox::default();
        for event in [qr("1"), qr("2"), LinkEvent::CodeDead(CodeDeath::Expired), qr("3"), qr("4")] {
            outbox.push(event);
        }
        let told: Vec<_> = std::iter::from_fn(|| outbox.pop()).collect();
        assert_eq!(told, [qr("2"), LinkEvent::CodeDead(CodeDeath::Expired), qr("4")]);
    }

    #[tokio::test]
    async fn a_session_that_takes_nothing_is_noticed_and_one_that_is_gone_too() {
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
