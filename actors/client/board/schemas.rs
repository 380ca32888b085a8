//! JSON schemas of the frames between a dashboard and the service, for AsyncAPI.

use std::sync::Arc;

use linekeeper_domain::session::{Session, SessionPolicy};
use linekeeper_domain::{ErrorCode, Timestamp};
use serde_json::{Value, json};
use utoipa::{PartialSchema, ToSchema};

use super::super::close_reason::SocketCloseReason;
use super::super::frames::ServerFrame;
use super::super::outgoing::{close_frame, error_frame};
use super::super::schemas::{CLOSES, FrameSchemas, described, enveloped};
use super::frames::BoardFrame;
use crate::board::{SessionRow, SessionsFrame};

impl FrameSchemas {
    /// Schemas of a dashboard's socket.
    #[must_use]
    pub fn of_board() -> Self {
        let mut types = Vec::new();
        BoardFrame::schemas(&mut types);
        SessionsFrame::schemas(&mut types);
        ServerFrame::schemas(&mut types);
        let types = types.into_iter().map(|(name, schema)| (name, json!(schema))).collect();
        let from_client = enveloped(described(&json!(BoardFrame::schema()), &received()));
        let sent = sent().unwrap_or_default();
        let mut to_client = described(&json!(SessionsFrame::schema()), &sent);
        let common = described(&json!(ServerFrame::schema()), &sent);
        to_client.extend(common.into_iter().filter(|frame| ["pong", "error"].contains(&frame.kind.as_str())));
        Self { from_client, to_client, types, closes: CLOSES.into() }
    }
}

/// Example frames as dashboards send them.
fn received() -> Vec<Value> {
    vec![
        json!({ "type": "watch" }),
        json!({ "type": "watch", "epoch": "0199c2a8", "seq": 10_000 }),
        json!({ "type": "ack", "seq": 500 }),
        json!({ "type": "ping", "requestId": "1" }),
    ]
}

/// Example frames as dashboards receive them.
fn sent() -> Option<Vec<Value>> {
    let now = Timestamp::from_timestamp(1_795_000_000, 0)?;
    let (company, correlation) = ("997441".parse().ok()?, "pairing-7".parse().ok()?);
    let (session, _) = Session::new(company, SessionPolicy::default(), correlation, now);
    let (rows, gone) = ([SessionRow { status: Arc::new(session.status(now)), restarts: 1 }], ["997442".parse().ok()?]);
    let sessions = SessionsFrame::Sessions {
        epoch: "0199c2a8",
        from: 0,
        seq: 2,
        sessions: &rows,
        gone: &gone,
        more: false,
        server_time: now,
    };
    let request_id = || Some("1".to_owned());
    let common = [
        ServerFrame::Pong { server_time: now, request_id: request_id() },
        error_frame(ErrorCode::BadRequest, "unknown type", request_id()),
        close_frame(SocketCloseReason::Revoked, None),
    ];
    let common = common.iter().map(|frame| serde_json::to_value(frame).ok());
    std::iter::once(serde_json::to_value(sessions).ok()).chain(common).collect()
}

#[cfg(test)]
mod tests {
    use super::super::super::frames::Received;
    use super::super::super::schemas::tests::all_is_described;
    use super::*;

    #[test]
    fn dashboard_frames_all_have_schema_summary_and_valid_examples() {
        let all = FrameSchemas::of_board();
        assert_eq!((all.from_client.len(), all.to_client.len()), (3, 3));
        all_is_described(&all, &received(), &sent().unwrap());
    }

    #[test]
    fn documented_dashboard_frames_are_parsed() {
        for frame in received() {
            assert!(Received::<BoardFrame>::parse_as(&frame.to_string()).frame.is_ok(), "{frame}");
        }
    }
}
