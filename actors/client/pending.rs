//! Which of a session's notices is the answer to this client's own request, so that it carries the request's id.

use linekeeper_domain::session::Notice;
use linekeeper_domain::{CorrelationId, ErrorCode, Phone};

/// The latest pairing request of a client, until it is answered.
#[derive(Debug, Default)]
pub(super) struct Pending(Option<Request>);

#[derive(Debug)]
struct Request {
    /// The client's name for it, if it gave one.
    id: Option<String>,
    /// The number, unless a QR was asked for.
    phone: Option<Phone>,
    correlation: CorrelationId,
}

impl Pending {
    /// A request is made; one that was made before is not awaited any more.
    pub(super) fn ask(&mut self, id: Option<String>, phone: Option<Phone>, correlation: CorrelationId) {
        self.0 = Some(Request { id, phone, correlation });
    }

    /// Whether a request waits for its answer.
    pub(super) const fn is_there(&self) -> bool {
        self.0.is_some()
    }

    /// The request could not be passed on.
    pub(super) fn refused(&mut self, correlation: &CorrelationId) -> Option<String> {
        self.0.take_if(|request| request.correlation == *correlation)?.id
    }

    /// The id of the request that this answers. A code or QR is the answer to whoever asked for this very thing, also when
    /// another client's request began the pairing.
    pub(super) fn answered_by(&mut self, notice: &Notice) -> Option<String> {
        let answered = |request: &mut Request| match notice {
            Notice::CodeReady { phone, .. } => request.phone.as_ref().is_some_and(|asked| asked.same_account(phone)),
            Notice::QrReady { .. } => request.phone.is_none(),
            // It is the pairing before this request that was superseded, by this request perhaps.
            Notice::PairingFailed { code: ErrorCode::Superseded, correlation, .. } => {
                request.correlation == *correlation
            }
            Notice::PairingFailed { .. } | Notice::Connected { .. } | Notice::ResetDone { .. } => true,
            Notice::ResetFailed { .. } | Notice::DisconnectDone { .. } | Notice::DisconnectFailed { .. } => false,
        };
        self.0.take_if(answered)?.id
    }
}
