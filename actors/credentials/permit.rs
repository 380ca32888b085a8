//! Permit to request a pairing code from WhatsApp, and the messages that grant and revert it. Dropped unused, it takes
//! the request out of the number's code usage.

use actix::{Message, Recipient};
use linekeeper_domain::{
    CodeGrant, CodeUsageEvent, CompanyId, CountedFor, NumberNote, Phone, RetryNotBefore, Timestamp,
};
use linekeeper_ports::StoreError;

/// Records a code usage event of the company for a number.
#[derive(Debug, Clone, Message)]
#[rtype(result = "Result<Result<CodeGrant, RetryNotBefore>, StoreError>")]
pub struct NoteNumber {
    /// Number the event is about.
    pub phone: Phone,
    /// Event to record.
    pub event: CodeUsageEvent,
    /// Time of the event.
    pub at: Timestamp,
    /// Company or link whose limits a request counts towards, beside those of the number.
    pub counted_for: CountedFor,
}

impl NoteNumber {
    /// The note of this company.
    pub(super) fn of(self, company: CompanyId) -> NumberNote {
        let Self { phone, event, at, counted_for } = self;
        NumberNote { phone, company, event, at, counted_for }
    }
}

/// Asks whether a code may be requested for the number. A granted request counts as usage until its permit is returned.
#[derive(Debug, Message)]
#[rtype(result = "Result<Result<CodePermit, RetryNotBefore>, StoreError>")]
pub struct AskForCode {
    /// Number the code is for.
    pub phone: Phone,
    /// Time of the request.
    pub at: Timestamp,
    /// Company or link whose limits it counts towards, beside those of the number.
    pub counted_for: CountedFor,
}

/// Granted code request of a number. If it is dropped before it was used, also by a session that stops or has died, the
/// usage is reverted as if no code had been requested.
pub struct CodePermit {
    grant: CodeGrant,
    gives_back: Option<(Recipient<NoteNumber>, NoteNumber)>,
}

impl CodePermit {
    /// Creates the permit for this grant; `asked` is the usage event that is reverted.
    pub(super) fn new(grant: CodeGrant, handle: Recipient<NoteNumber>, asked: NoteNumber) -> Self {
        Self { grant, gives_back: Some((handle, NoteNumber { event: CodeUsageEvent::NotAsked, ..asked })) }
    }

    /// Grant that the usage check returned.
    pub(crate) const fn grant(&self) -> CodeGrant {
        self.grant
    }

    /// Marks the permit as used: the pairing owns the grant now and reverts the usage itself where WhatsApp gives no
    /// code.
    pub(crate) fn used(mut self) {
        self.gives_back = None;
    }
}

impl Drop for CodePermit {
    fn drop(&mut self) {
        if let Some((handle, note)) = self.gives_back.take() {
            handle.do_send(note);
        }
    }
}
