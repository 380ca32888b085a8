//! Pairing state of a link: the request for a code, the code that is valid, and the supply of QR codes.

use std::sync::Arc;
use std::time::Duration;

use linekeeper_domain::session::CodeDeath;
use linekeeper_domain::{PairingCode, Phone, Timestamp};
use linekeeper_ports::{LinkEvent, LinkPurpose};
use tokio::time::Instant;
use tokio_util::sync::CancellationToken;
use tokio_util::task::AbortOnDropHandle;
use wacore::pair_code::PairCodeUtils;
use whatsapp_rust::pair_code::PairCodeOptions;

use super::outbox::Outbox;
use super::passkey::Passkey;
use crate::open::Parts;
use crate::refusal::{CodeAnswer, UNANSWERED};
use crate::runtime::working_ahead;

/// Time to wait, after a request was lost, for the end of its connection, which answers it; after that it is answered
/// with a refusal.
const END_FOLLOWS: Duration = Duration::from_millis(500);

/// Time WhatsApp may take to complete a linking after the phone has answered (the clients' own constant).
const PHONE_FINISHES: chrono::Duration = chrono::Duration::seconds(PairingCode::FINISHED_WITHIN_SECONDS);

/// Request for a code under way. Dropped, it is given up.
pub(super) struct Request {
    pub(super) answer: AbortOnDropHandle<Option<CodeAnswer>>,
    expires_at: Timestamp,
    /// Cancelled when it may be sent.
    may_leave: CancellationToken,
}

/// State of the pairing of a link.
#[derive(Default)]
pub(super) struct Pairing {
    /// Request under way. Boxed: most links have none.
    pub(super) request: Option<Box<Request>>,
    /// WhatsApp has shown a QR: from here on it takes requests for a code.
    qr_shown: bool,
    /// WhatsApp's reference of the newest code, and the number of answers to it that the library has accepted.
    taken: Option<(Vec<u8>, u32)>,
    /// Time at which a lost request is answered with a refusal.
    pub(super) lost: Option<Instant>,
    /// Time at which the last code can no longer be completed; set once WhatsApp's refs, from which QR codes are made,
    /// have run out.
    pub(super) refs_over: Option<Instant>,
    /// Expiry of the current code; none without one.
    live_until: Option<Timestamp>,
    /// The device is linked and stored.
    pub(super) paired: bool,
    /// WhatsApp has shown that it knows the device: it asked for the next connection (515) or accepted a log-in.
    pub(super) confirmed: bool,
    /// [`LinkEvent::LinkingTaken`] has been sent.
    confirmed_told: bool,
    /// The passkey that the account demands, if it does.
    pub(super) passkey: Passkey,
    /// The newest `pair-success` was about a hosted account.
    pub(super) hosted: bool,
}

impl Pairing {
    /// Creates the initial state; a device that logs in is linked already.
    pub(super) fn for_purpose(purpose: LinkPurpose) -> Self {
        Self { paired: purpose == LinkPurpose::Login, ..Self::default() }
    }

    /// Requests a code, replacing the previous request and code. Before the first QR all is done but the sending, which
    /// follows with that QR: the derivation of the code's key takes longer than the rest of the request.
    pub(super) fn ask(&mut self, parts: &Parts, phone: &Phone, now: Timestamp) {
        let before = self.request.take();
        self.live_until = None;
        self.lost = None;
        self.taken = None;
        let client = Arc::clone(&parts.client);
        let options = PairCodeOptions { phone_number: phone.digits().to_owned(), ..PairCodeOptions::default() };
        let may_leave = CancellationToken::new();
        let sent_when = may_leave.clone();
        let answer = parts.runtime.start(async move {
            if let Some(before) = before {
                before.answer.abort();
                // Wait for its end, whatever the outcome: it must not overwrite the new code with its own.
                let _ = before.answer.await;
            }
            client.cancel_pair_code().await;
            CodeAnswer::of(working_ahead(sent_when, client.pair_with_code(options)).await)
        });
        if self.qr_shown {
            may_leave.cancel();
        }
        // Validity is counted from before the request, as the library counts it.
        let expires_at = now + chrono::Duration::seconds(PairingCode::VALID_SECONDS);
        let answer = AbortOnDropHandle::new(answer);
        self.request = Some(Box::new(Request { answer, expires_at, may_leave }));
    }

    /// Records that WhatsApp has shown a QR. A request that waited for the first one is sent.
    pub(super) fn qr_came(&mut self) {
        self.qr_shown = true;
        if let Some(request) = &self.request {
            request.may_leave.cancel();
        }
    }

    /// Handles the answer to the request.
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

    /// Refuses a lost request whose connection did not end.
    pub(super) fn refuse_lost(&mut self, outbox: &mut Outbox) {
        self.lost = None;
        outbox.push(LinkEvent::CodeRefused(UNANSWERED));
    }

    /// Records that WhatsApp accepted the request for a code, with its reference.
    pub(super) fn code_taken(&mut self, reference: Vec<u8>) {
        self.taken = Some((reference, 0));
    }

    /// Handles a phone's answer to a code. It counts if the library accepts it: the reference is that of the current
    /// code, the code is valid, and it has not been answered too often.
    pub(super) fn phone_spoke(&mut self, reference: &[u8], now: Timestamp, outbox: &mut Outbox) {
        let Some((_, answers)) = self.taken.as_mut().filter(|(own, _)| own == reference) else { return };
        let lives = self.live_until.is_some_and(|until| now <= until);
        if lives && *answers < PairCodeUtils::max_primary_hello_attempts() {
            *answers += 1;
            outbox.push(LinkEvent::PhoneAnswered);
        }
    }

    /// Reports that the current code no longer works.
    pub(super) fn code_died(&mut self, cause: CodeDeath, outbox: &mut Outbox) {
        if self.live_until.take().is_some() {
            outbox.push(LinkEvent::CodeDead(cause));
        }
    }

    /// Handles that no more QR codes will come; a valid code keeps the connection until it can no longer be completed.
    pub(super) fn refs_are_gone(&mut self, now: Timestamp) {
        let left = self.live_until.map_or(chrono::Duration::zero(), |until| until + PHONE_FINISHES - now);
        self.refs_over = Some(Instant::now() + left.to_std().unwrap_or_default());
    }

    /// Handles the timer [`Self::refs_over`]. Returns true if there is nothing left to wait for; otherwise the timer is
    /// set again.
    pub(super) fn is_exhausted(&mut self, now: Timestamp) -> bool {
        let waiting = self.request.is_some()
            || self.passkey.demanded
            || self.live_until.is_some_and(|until| until + PHONE_FINISHES > now);
        self.refs_over = None;
        if waiting {
            self.refs_are_gone(now);
        }
        !waiting
    }

    /// Resets the state after the device was linked and stored.
    pub(super) fn is_over(&mut self) {
        let passkey = Passkey { demanded: self.passkey.demanded, step: None };
        *self = Self { paired: true, confirmed: self.confirmed, passkey, ..Self::default() };
    }

    /// Reports once that WhatsApp knows the device, but not before the linking itself was reported.
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
    async fn exhausted_refs_end_a_pairing_once_no_code_can_complete() {
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
    fn answer_without_a_request_is_ignored() {
        let mut outbox = Outbox::default();
        Pairing::default().answered(CodeAnswer::Refused(UNANSWERED), &mut outbox);
        assert_eq!(told(&mut outbox), []);
    }
}
