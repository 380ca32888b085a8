//! Permission to ask WhatsApp for a code. Dropped unused, it is given back to the number's ledger.

use actix::Addr;
use linekeeper_domain::{CodeGrant, NumberDeed};

use super::actor::CredentialActor;
use super::messages::NoteNumber;

/// What a number's ledger has granted. Dropped before it was used, by a session that stops or has died too, it goes back: it is then
/// as if nobody had asked.
pub struct CodePermit {
    grant: CodeGrant,
    gives_back: Option<(Addr<CredentialActor>, NoteNumber)>,
}

impl CodePermit {
    /// What was granted for this request, which goes back there.
    pub(super) fn new(grant: CodeGrant, desk: Addr<CredentialActor>, asked: NoteNumber) -> Self {
        Self { grant, gives_back: Some((desk, NoteNumber { deed: NumberDeed::NotAsked, ..asked })) }
    }

    /// What was granted.
    pub(crate) const fn grant(&self) -> CodeGrant {
        self.grant
    }

    /// A pairing has it now, and gives it back in its own time.
    pub(crate) fn used(mut self) {
        self.gives_back = None;
    }
}

impl Drop for CodePermit {
    fn drop(&mut self) {
        if let Some((desk, note)) = self.gives_back.take() {
            desk.do_send(note);
        }
    }
}
