//! A session's news as frames.

use std::time::Duration;

use linekeeper_domain::session::{Notice, Status};
use linekeeper_domain::{CompanyId, CorrelationId, ErrorCode, PairingRefusal, Phone, Text, Timestamp};

use super::farewell::Farewell;
use super::frames::{CodeShown, QrShown, ServerFrame, picture_of};
use crate::session::LiveItems;

/// The sentence after a reset.
pub(super) const RESET_DONE: Text = Text {
    ru: "Учётные данные WhatsApp сброшены. Теперь можно начать подключение заново",
    en: "The WhatsApp connection was reset. You can start again now",
};

/// The picture of a session.
pub(super) fn state_frame<'a>(status: &'a Status, live: &'a LiveItems, server_time: Timestamp) -> ServerFrame<'a> {
    let live_code = live.code.as_ref().zip(live.phone.as_ref()).map(|(code, phone)| CodeShown {
        code: code.code.displayed(),
        phone_number: phone.digits(),
        expires_at: code.expires_at,
    });
    let live_qr = live.qr.as_ref().map(|qr| qr_shown(&qr.text, qr.expires_at));
    ServerFrame::SessionState { server_time, status, live_code, live_qr }
}

/// What happened, for those whom it concerns; `request_id` is that of the request it answers.
pub(super) fn notice_frame(
    notice: &Notice,
    server_time: Timestamp,
    request_id: Option<String>,
) -> Option<ServerFrame<'_>> {
    match notice {
        Notice::CodeReady { code, phone, expires_at, correlation } => {
            let code = CodeShown { code: code.displayed(), phone_number: phone.digits(), expires_at: *expires_at };
            Some(ServerFrame::PairingCode { code, correlation_id: correlation.as_str(), server_time, request_id })
        }
        Notice::QrReady { text, expires_at } => {
            Some(ServerFrame::QrCode { qr: qr_shown(text, *expires_at), server_time, request_id })
        }
        Notice::Connected { phone } => Some(ServerFrame::WhatsappConnected { phone_number: phone.masked() }),
        Notice::PairingFailed { code, retry_after, correlation } => {
            let failure = PairingRefusal { retry_after: *retry_after, ..PairingRefusal::new(*code) };
            Some(pairing_error(&failure, correlation, request_id))
        }
        // The one who asked is answered by its own request; the others see the status change.
        Notice::ResetDone { .. }
        | Notice::ResetFailed { .. }
        | Notice::DisconnectDone { .. }
        | Notice::DisconnectFailed { .. } => None,
    }
}

/// There is no code, or it is dead.
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

/// The answer to a reset.
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

/// A frame that was not understood or could not be passed on.
pub(super) fn error_frame(code: ErrorCode, detail: &str, request_id: Option<String>) -> ServerFrame<'_> {
    ServerFrame::Error { code, message: code.text(), detail, retry_after_ms: None, request_id }
}

/// A frame that came too soon.
pub(super) fn too_soon_frame(wait: Duration, request_id: Option<String>) -> ServerFrame<'static> {
    let code = ErrorCode::TooManyRequests;
    let detail = "too many frames; this one was not carried out";
    ServerFrame::Error { code, message: code.text(), detail, retry_after_ms: millis(wait), request_id }
}

/// The last frame.
pub(super) fn farewell_frame(farewell: Farewell, request_id: Option<String>) -> ServerFrame<'static> {
    let (code, detail) = (farewell.error(), farewell.why());
    let retry_after_ms = code.retry_after().and_then(millis);
    ServerFrame::Error { code, message: code.text(), detail, retry_after_ms, request_id }
}

fn millis(wait: Duration) -> Option<u64> {
    u64::try_from(wait.as_millis()).ok()
}

fn qr_shown(text: &str, expires_at: Timestamp) -> QrShown<'_> {
    QrShown { qr: text, svg: picture_of(text), expires_at }
}
