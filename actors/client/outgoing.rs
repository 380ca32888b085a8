//! Conversion of a session's updates and of errors into frames.

use std::time::Duration;

use linekeeper_domain::access::Asker;
use linekeeper_domain::session::{LivePasskey, PasskeyItem, SessionNotification, Status};
use linekeeper_domain::{CompanyId, CorrelationId, ErrorCode, PairingRefusal, Phone, Text, Timestamp};

use super::close_reason::SocketCloseReason;
use super::frames::{CodeShown, PasskeyShown, QrShown, ServerFrame, picture_of};
use crate::session::LiveItems;

/// Message to the user after a successful reset.
pub(super) const RESET_DONE: Text = Text {
    ru: "Учётные данные WhatsApp сброшены. Теперь можно начать подключение заново",
    en: "The WhatsApp connection was reset. You can start again now",
};

/// Builds the `session-state` frame.
pub(super) fn state_frame<'a>(
    status: &'a Status,
    live: &'a LiveItems,
    watcher: Option<&Asker>,
    server_time: Timestamp,
) -> ServerFrame<'a> {
    let live_code = live.code.as_ref().zip(live.phone.as_ref()).map(|(code, phone)| CodeShown {
        code: code.code.displayed(),
        phone_number: phone.digits(),
        expires_at: code.expires_at,
    });
    let live_qr = live.qr.as_ref().map(|qr| qr_shown(&qr.text, qr.expires_at));
    let live_passkey = live.passkey.as_ref().map(|live| passkey_shown(live, watcher));
    ServerFrame::SessionState { server_time, status, live_code, live_qr, live_passkey }
}

/// Builds the frame of a notification, or none if it is answered elsewhere; `request_id` is that of the request it
/// answers.
pub(super) fn notice_frame<'a>(
    notification: &'a SessionNotification,
    watcher: Option<&Asker>,
    server_time: Timestamp,
    request_id: Option<String>,
) -> Option<ServerFrame<'a>> {
    match notification {
        SessionNotification::CodeReady { code, phone, expires_at, correlation } => {
            let code = CodeShown { code: code.displayed(), phone_number: phone.digits(), expires_at: *expires_at };
            Some(ServerFrame::PairingCode { code, correlation_id: correlation.as_str(), server_time, request_id })
        }
        SessionNotification::QrReady { text, expires_at } => {
            Some(ServerFrame::QrCode { qr: qr_shown(text, *expires_at), server_time, request_id })
        }
        SessionNotification::Passkey(live) => {
            let (passkey, correlation_id) = (passkey_shown(live, watcher), live.correlation.as_str());
            Some(match live.item {
                PasskeyItem::Challenge(_) => ServerFrame::PasskeyChallenge { passkey, correlation_id, server_time },
                PasskeyItem::Code(_) => ServerFrame::PasskeyCode { passkey, correlation_id, server_time },
            })
        }
        SessionNotification::Connected { phone } => {
            Some(ServerFrame::WhatsappConnected { phone_number: phone.masked() })
        }
        SessionNotification::PairingFailed { code, retry_after, correlation } => {
            let failure = PairingRefusal { retry_after: *retry_after, ..PairingRefusal::new(*code) };
            Some(pairing_error(&failure, correlation, request_id))
        }
        // The client that asked is answered by the response to its request; the others see the status change.
        SessionNotification::ResetDone { .. }
        | SessionNotification::ResetFailed { .. }
        | SessionNotification::DisconnectDone { .. }
        | SessionNotification::DisconnectFailed { .. } => None,
    }
}

/// Builds the frame for a pairing that was refused or failed.
pub(super) fn pairing_error<'a>(
    refusal: &PairingRefusal,
    correlation: &'a CorrelationId,
    request_id: Option<String>,
) -> ServerFrame<'a> {
    let PairingRefusal { code, retry_after, stored_phone } = refusal;
    ServerFrame::PairingCodeError {
        code: *code,
        message: code.text(),
        user_action: code.user_action(),
        retry_after_ms: retry_after.and_then(millis),
        stored_phone: stored_phone.as_ref().map(Phone::masked),
        correlation_id: correlation.as_str(),
        request_id,
    }
}

/// Builds the answer to a reset.
pub(super) fn reset_frame<'a>(
    result: Result<(), ErrorCode>,
    company: &'a CompanyId,
    correlation: &'a CorrelationId,
    request_id: Option<String>,
) -> ServerFrame<'a> {
    match result {
        Ok(()) => ServerFrame::CredentialsReset {
            success: true,
            message: RESET_DONE,
            session_id: company.as_str(),
            request_id,
        },
        Err(error) => {
            ServerFrame::ResetError { message: error.text(), error, correlation_id: correlation.as_str(), request_id }
        }
    }
}

/// Builds the error frame for a frame that could not be parsed or passed on.
pub(super) fn error_frame(code: ErrorCode, detail: &str, request_id: Option<String>) -> ServerFrame<'_> {
    ServerFrame::Error { code, message: code.text(), detail, retry_after_ms: None, request_id }
}

/// Builds the error frame for a frame above the rate limit.
pub(super) fn too_soon_frame(wait: Duration, request_id: Option<String>) -> ServerFrame<'static> {
    let code = ErrorCode::TooManyRequests;
    let detail = "too many frames; this one was not carried out";
    ServerFrame::Error { code, message: code.text(), detail, retry_after_ms: millis(wait), request_id }
}

/// Builds the last error frame before the socket is closed.
pub(super) fn close_frame(close_reason: SocketCloseReason, request_id: Option<String>) -> ServerFrame<'static> {
    let (code, detail) = (close_reason.error(), close_reason.why());
    let retry_after_ms = code.retry_after().and_then(millis);
    ServerFrame::Error { code, message: code.text(), detail, retry_after_ms, request_id }
}

fn millis(wait: Duration) -> Option<u64> {
    u64::try_from(wait.as_millis()).ok()
}

fn passkey_shown<'a>(live: &'a LivePasskey, watcher: Option<&Asker>) -> PasskeyShown<'a> {
    PasskeyShown {
        challenge_id: live.challenge.as_str(),
        options: live.options(),
        code: live.code(),
        expires_at: live.expires_at,
        may_answer: watcher.is_some_and(|watcher| watcher.may_answer_for(&live.askers)),
    }
}

fn qr_shown(text: &str, expires_at: Timestamp) -> QrShown<'_> {
    QrShown { qr: text, svg: picture_of(text), expires_at }
}
