//! The pairing of a link: the request for a code, the code that lives, and the refs of the QR that run out.

use std::sync::Arc;
use std::time::Duration;

use linekeeper_domain::session::CodeDeath;
use linekeeper_domain::{PairingCode, Phone, Timestamp};
use linekeeper_ports::{LinkEvent, LinkPurpose};
use tokio::task::JoinHandle;
use tokio::time::Instant;
use wacore::pair_code::PairCodeUtils;
use whatsapp_rust::pair_code::PairCodeOptions;

use super::outbox::Outbox;
use crate::open::Parts;
use crate::refusal::{CodeAnswer, UNANSWERED};

/// A lost request is answered by the end of its connection; if that does not come so soon, by a refusal.
const END_FOLLOWS: Duration = Duration::from_millis(500);

/// After a phone has answered, WhatsApp's word may take this long (the clients' own constant).
const PHONE_FINISHES: chrono::Duration = chrono::Duration::seconds(PairingCode::FINISHED_WITHIN_SECONDS);

/// A request under way.
pub(super) struct Request {
    pub(super) answer: JoinHandle<Option<CodeAnswer>>,
    expires_at: Timestamp,
}

/// Where the pairing of a link stands.
#[derive(Default)]
pub(super) struct Pairing {
    /// The request under way.
    pub(super) request: Option<Request>,
    /// WhatsApp's reference of the newest code, and how many answers to it the library has taken.
    taken: Option<(Vec<u8>, u32)>,
    /// When a request that was lost is answered with a refusal.
    pub(super) lost: Option<Instant>,
    /// When the refs are gone and the last code cannot be finished any more.
    pub(super) refs_over: Option<Instant>,
    /// When the code on the screen runs out; absent without one.
    live_until: Option<Timestamp>,
    /// The device is linked and written.
    pub(super) paired: bool,
    /// WhatsApp has shown that it knows the device: by asking for another connection, or by taking a log-in.
    pub(super) confirmed: bool,
    /// That was told.
    confirmed_told: bool,
    /// The account asks for a passkey.
    pub(super) passkey: bool,
}

impl Pairing {
    /// What logs in is linked already.
    pub(super) fn for_purpose(purpose: LinkPurpose) -> Self {
        Self { paired: purpose == LinkPurpose::Login, ..Self::default() }
    }

    /// Asks for a code, in place of whatever was asked for or lives.
    pub(super) fn ask(&mut self, parts: &Parts, phone: &Phone, now: Timestamp) {
        let before = self.request.take();
        self.live_until = None;
        self.lost = None;
        self.taken = None;
        let client = Arc::clone(&parts.client);
        let options = PairCodeOptions { phone_number: phone.digits().to_owned(), ..PairCodeOptions::default() };
        let answer = parts.runtime.start(async move {
            if let Some(before) = before {
                before.answer.abort();
                // Its outcome does not matter, its being over does: it must not put its code in the new one's place.
                let _ = before.answer.await;
            }
            client.cancel_pair_code().await;
            CodeAnswer::of(client.pair_with_code(options).await)
        });
        // The validity counts from before the request.
        let expires_at = now + chrono::Duration::seconds(PairingCode::VALID_SECONDS);
        self.request = Some(Request { answer, expires_at });
    }

    /// The request is answered.
    pub(super) fn answered(&mut self, answer: CodeAnswer, outbox: &mut Outbox) {
        let Some(request) = self.request.take() else { return };
        match answer {
            CodeAnswer::Issued(code) => {
                self.live_until = Some(request.expires_at);
                outbox.push(LinkEvent::CodeIssued { code, expires_at: request.expires_at });
            }
            CodeAnswer::Refused(refusal) => outbox.push(LinkEvent::CodeRefused(refusal)),
            CodeAnswer::Lost => self.lost = Some(Instant::now() + END_FOLLOWS),
        }
    }

    /// A lost request whose connection goes on.
    pub(super) fn refuse_lost(&mut self, outbox: &mut Outbox) {
        self.lost = None;
        outbox.push(LinkEvent::CodeRefused(UNANSWERED));
    }

    /// WhatsApp has taken the request for a code.
    pub(super) fn code_taken(&mut self, reference: Vec<u8>) {
        self.taken = Some((reference, 0));
    }

    /// A phone has answered a code. It counts if the library takes it: the code is ours and lives, and was not answered too often.
    pub(super) fn phone_spoke(&mut self, reference: &[u8], now: Timestamp, outbox: &mut Outbox) {
        let Some((_, answers)) = self.taken.as_mut().filter(|(own, _)| own == reference) else { return };
        let lives = self.live_until.is_some_and(|until| now <= until);
        if lives && *answers < PairCodeUtils::max_primary_hello_attempts() {
            *answers += 1;
            outbox.push(LinkEvent::PhoneAnswered);
        }
    }

    /// The code on the screen will not work any more.
    pub(super) fn code_died(&mut self, cause: CodeDeath, outbox: &mut Outbox) {
        if self.live_until.take().is_some() {
            outbox.push(LinkEvent::CodeDead(cause));
        }
    }

    /// No QR is left to show; a live code keeps the connection until it cannot be finished any more.
    pub(super) fn refs_are_gone(&mut self, now: Timestamp) {
        let left = self.live_until.map_or(chrono::Duration::zero(), |until| until + PHONE_FINISHES - now);
        self.refs_over = Some(Instant::now() + left.to_std().unwrap_or_default());
    }

    /// The time of [`Self::refs_over`] has come. Whether nothing is left to wait for.
    pub(super) fn is_exhausted(&mut self, now: Timestamp) -> bool {
        let waiting = self.request.is_some() || self.live_until.is_some_and(|until| until + PHONE_FINISHES > now);
        self.refs_over = None;
        if waiting {
            self.refs_are_gone(now);
        }
        !waiting
    }

    /// The device is linked: nothing of the pairing is left to wait for.
    pub(super) fn is_over(&mut self) {
        *self = Self { paired: true, confirmed: self.confirmed, passkey: self.passkey, ..Self::default() };
    }

    /// WhatsApp knows the device, which is news once the session knows of it, too.
    pub(super) fn tell_confirmed(&mut self, outbox: &mut Outbox) {
        if self.paired && self.confirmed && !std::mem::replace(&mut self.confirmed_told, true) {
            outbox.push(LinkEvent::LinkingTaken);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(seconds: i64) -> Timestamp {
        Timestamp::from_timestamp(1_800_000_000 + seconds, 0).unwrap()
    }

    fn told(outbox: &mut Outbox) -> Vec<LinkEvent> {
        std::iter::from_fn(|| outbox.pop()).collect()
    }

    fn with_code_until(until: Timestamp) -> Pairing {
        Pairing { live_until: Some(until), ..Pairing::default() }
    }

    #[tokio::test(start_paused = true)]
    async fn refs_that_ran_out_end_a_pairing_only_when_no_code_can_be_finished() {
        let mut pairing = with_code_until(at(180));
        pairing.refs_are_gone(at(160));
        let left = pairing.refs_over.unwrap() - Instant::now();
        assert_eq!(left, Duration::from_secs(20 + 60), "the code's rest and the phone's time to finish");
        assert!(pairing.is_exhausted(at(240)));

        let mut without = Pairing::default();
        without.refs_are_gone(at(160));
        assert_eq!(without.refs_over, Some(Instant::now()));
        assert!(without.is_exhausted(at(160)));
    }

    #[tokio::test(start_paused = true)]
    async fn a_new_code_keeps_a_pairing_whose_refs_ran_out() {
        let mut pairing = with_code_until(at(180));
        pairing.refs_are_gone(at(160));
        pairing.live_until = Some(at(400));
        assert!(!pairing.is_exhausted(at(240)));
        assert_eq!(pairing.refs_over.unwrap() - Instant::now(), Duration::from_secs(160 + 60));
    }

    #[test]
    fn only_an_answer_that_the_library_takes_counts() {
        let mut outbox = Outbox::default();
        let mut pairing = with_code_until(at(180));
        pairing.phone_spoke(b"own", at(1), &mut outbox);
        pairing.code_taken(b"own".to_vec());
        for (reference, second) in [(&b"foreign"[..], 1), (&b""[..], 2), (&b"own"[..], 181)] {
            pairing.phone_spoke(reference, at(second), &mut outbox);
        }
        assert_eq!(told(&mut outbox), []);
        (0..5).for_each(|second| pairing.phone_spoke(b"own", at(second), &mut outbox));
        assert_eq!(told(&mut outbox), [LinkEvent::PhoneAnswered, LinkEvent::PhoneAnswered, LinkEvent::PhoneAnswered]);

        let mut without_code = Pairing::default();
        without_code.code_taken(b"own".to_vec());
        without_code.phone_spoke(b"own", at(1), &mut outbox);
        assert_eq!(told(&mut outbox), []);
    }

    #[test]
    fn linking_taken_is_told_once_and_after_the_linking() {
        let mut outbox = Outbox::default();
        let mut pairing = Pairing { confirmed: true, ..Pairing::default() };
        pairing.tell_confirmed(&mut outbox);
        assert_eq!(told(&mut outbox), [], "the session knows of no linking yet");
        pairing.is_over();
        pairing.tell_confirmed(&mut outbox);
        pairing.tell_confirmed(&mut outbox);
        assert_eq!(told(&mut outbox), [LinkEvent::LinkingTaken]);
    }

    #[test]
    fn a_code_dies_once() {
        let mut outbox = Outbox::default();
        let mut pairing = with_code_until(at(180));
        pairing.code_died(CodeDeath::Refused, &mut outbox);
        pairing.code_died(CodeDeath::Expired, &mut outbox);
        assert_eq!(told(&mut outbox), [LinkEvent::CodeDead(CodeDeath::Refused)]);
    }

    #[test]
    fn an_answer_nobody_waits_for_is_not_told() {
        let mut outbox = Outbox::default();
        Pairing::default().answered(CodeAnswer::Refused(UNANSWERED), &mut outbox);
        assert_eq!(told(&mut outbox), []);
    }
}
