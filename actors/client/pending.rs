//! Match between a session's notifications and this client's own pairing request, so that the answer carries its
//! request id.

use linekeeper_domain::session::SessionNotification;
use linekeeper_domain::{CorrelationId, ErrorCode, Phone};

/// Latest pairing request of a client, until it is answered.
#[derive(Debug, Default)]
pub(super) struct Pending(Option<Request>);

#[derive(Debug)]
struct Request {
    /// `requestId` of the frame, if it had one.
    id: Option<String>,
    /// Requested number; `None` if a QR code was requested.
    phone: Option<Phone>,
    correlation: CorrelationId,
}

impl Pending {
    /// Registers a request; an earlier one is no longer awaited.
    pub(super) fn ask(&mut self, id: Option<String>, phone: Option<Phone>, correlation: CorrelationId) {
        self.0 = Some(Request { id, phone, correlation });
    }

    /// Whether a request waits for its answer.
    pub(super) const fn is_there(&self) -> bool {
        self.0.is_some()
    }

    /// Takes the request id of a request that the supervisor refused, if it is still the pending one.
    pub(super) fn refused(&mut self, correlation: &CorrelationId) -> Option<String> {
        self.0.take_if(|request| request.correlation == *correlation)?.id
    }

    /// Takes the request id if this notification answers the pending request. A code or QR code answers every client
    /// that asked for exactly that, also when another client's request began the pairing.
    pub(super) fn answered_by(&mut self, notification: &SessionNotification) -> Option<String> {
        let answered = |request: &mut Request| match notification {
            SessionNotification::CodeReady { phone, .. } => {
                request.phone.as_ref().is_some_and(|asked| asked.same_account(phone))
            }
            SessionNotification::QrReady { .. } => request.phone.is_none(),
            // What was superseded is usually the pairing before this request, perhaps by this very request.
            SessionNotification::PairingFailed { code: ErrorCode::Superseded, correlation, .. } => {
                request.correlation == *correlation
            }
            SessionNotification::PairingFailed { .. }
            | SessionNotification::Connected { .. }
            | SessionNotification::ResetDone { .. } => true,
            SessionNotification::Passkey(_)
            | SessionNotification::ResetFailed { .. }
            | SessionNotification::DisconnectDone { .. }
            | SessionNotification::DisconnectFailed { .. } => false,
        };
        self.0.take_if(answered)?.id
    }
}
