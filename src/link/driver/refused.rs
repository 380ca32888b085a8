//! Handles stanzas of a linking that the library reports insufficiently, and linkings refused at their last step.

use linekeeper_domain::{LinkEndReason, PairRefusal, Timestamp};
use linekeeper_ports::LinkEvent;
use wacore_binary::OwnedNodeRef;

use super::{Exit, Live};
use crate::stanzas::{self, LinkingStanza};

impl Live {
    /// Handles a raw stanza.
    pub(super) fn heard(&mut self, node: &OwnedNodeRef, now: Timestamp) {
        match stanzas::read(node.get()) {
            Some(LinkingStanza::CodeTaken(reference)) => self.pairing.code_taken(reference),
            Some(LinkingStanza::Hello(reference)) => self.pairing.phone_spoke(&reference, now, &mut self.outbox),
            Some(LinkingStanza::Unusable(reason)) => self.refused(reason),
            Some(LinkingStanza::Success { is_hosted }) => self.pairing.hosted = is_hosted,
            None => {
                if let Some(at) = self.parts.own_phone.seen_at(node.get()) {
                    self.outbox.push(LinkEvent::PhoneSeen { at });
                }
            }
        }
    }

    /// Handles a `pair-success` that the library has refused. It chooses the prefix of the account's signature by the
    /// outer type of the account, WhatsApp by the signed inner one: where they differ, a good signature does not verify.
    /// Its end is that of a hosted account, which neither another code nor a QR changes.
    pub(super) fn not_verified(&mut self, reason: PairRefusal) -> Option<Exit> {
        if reason == PairRefusal::SignatureMismatch && self.pairing.hosted {
            return Some(Exit::Ended(LinkEndReason::AccountNotSupported));
        }
        self.refused(reason);
        None
    }

    /// Reports a linking that was refused at its last step. The library goes on showing QR codes, so the link goes on.
    pub(super) fn refused(&mut self, reason: PairRefusal) {
        let company = &self.order.company;
        tracing::warn!(company.id = %company, reason = reason.as_str(), "the linking of company {company} is refused");
        self.outbox.push(LinkEvent::PairingRefused(reason));
    }
}
