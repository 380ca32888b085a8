//! A session's news as frames.

use std::time::Duration;

use actix_web_actors::ws::WebsocketContext;
use linekeeper_domain::session::{Notice, Status};
use linekeeper_domain::{CorrelationId, ErrorCode, Text, Timestamp};

use super::actor::ClientActor;
use super::frames::{CodeShown, QrShown, ServerFrame, picture_of};
use crate::session::LiveItems;

/// The sentence after a reset.
pub(super) const RESET_DONE: Text = Text {
    ru: "Учётные данные WhatsApp сброшены. Теперь можно начать подключение заново",
    en: "The WhatsApp connection was reset. You can start again now",
};

impl ClientActor {
    pub(super) fn show_status(&mut self, status: &Status, live: &LiveItems, ctx: &mut WebsocketContext<Self>) {
        let live_code = live.code.as_ref().zip(live.phone.as_ref()).map(|(code, phone)| CodeShown {
            code: code.code.displayed(),
            phone_number: phone.digits(),
            expires_at: code.expires_at,
        });
        let live_qr = live.qr.as_ref().map(|qr| qr_shown(&qr.text, qr.expires_at));
        let server_time = self.birth.clock.now();
        self.send(&ServerFrame::SessionState { server_time, status, live_code, live_qr }, ctx);
    }

    pub(super) fn tell(&mut self, notice: &Notice, ctx: &mut WebsocketContext<Self>) {
        let server_time = self.birth.clock.now();
        match notice {
            Notice::CodeReady { code, phone, expires_at, correlation } => {
                let code = CodeShown { code: code.displayed(), phone_number: phone.digits(), expires_at: *expires_at };
                let request_id = self.awaiting.take();
                self.send(
                    &ServerFrame::PairingCode { code, correlation_id: correlation.as_str(), server_time, request_id },
                    ctx,
                );
            }
            Notice::QrReady { text, expires_at } => {
                self.send(&ServerFrame::QrCode { qr: qr_shown(text, *expires_at), server_time }, ctx);
            }
            Notice::Connected { phone } => {
                self.send(&ServerFrame::WhatsappConnected { phone_number: phone.masked() }, ctx)
            }
            Notice::PairingFailed { code, retry_after, correlation } => {
                self.pairing_failed(*code, correlation, *retry_after, ctx);
            }
            // The one who asked is answered by its own request; the others see the status change.
            Notice::ResetDone { .. } | Notice::ResetFailed { .. } => {}
        }
    }

    pub(super) fn pairing_failed(
        &mut self,
        code: ErrorCode,
        correlation: &CorrelationId,
        retry_after: Option<Duration>,
        ctx: &mut WebsocketContext<Self>,
    ) {
        let frame = ServerFrame::PairingCodeError {
            code,
            message: code.text(),
            user_action: code.user_action(),
            retry_after_ms: retry_after.and_then(|wait| u64::try_from(wait.as_millis()).ok()),
            correlation_id: correlation.as_str(),
            request_id: self.awaiting.take(),
        };
        self.send(&frame, ctx);
    }
}

fn qr_shown(text: &str, expires_at: Timestamp) -> QrShown<'_> {
    QrShown { qr: text, svg: picture_of(text), expires_at }
}
