//! Handles stanzas of a linking that the library reports insufficiently, and linkings refused at their last step.

use linekeeper_domain::{PairRefusal, Timestamp};
use linekeeper_ports::LinkEvent;
use wacore_binary::OwnedNodeRef;

use super::Live;
use crate::stanzas::{self, LinkingStanza};

impl Live {
    /// Handles a raw stanza.
    pub(super) fn heard(&mut self, node: &OwnedNodeRef, now: Timestamp) {
        match stanzas::read(node.get()) {
            Some(LinkingStanza::CodeTaken(reference)) => self.pairing.code_taken(reference),
            Some(LinkingStanza::Hello(reference)) => self.pairing.phone_spoke(&reference, now, &mut self.outbox),
            Some(LinkingStanza::Unusable(reason)) => self.refused(reason),
            None => {}
        }
    }

    /// Reports a linking that was refused at its last step. The library goes on showing QR codes, so the link goes on.
    pub(super) fn refused(&mut self, reason: PairRefusal) {
        let company = &self.order.company;
        tracing::warn!(company.id = %company, reason = reason.as_str(), "the linking of company {company} is refused");
        self.outbox.push(LinkEvent::PairingRefused(reason));
    }
}
