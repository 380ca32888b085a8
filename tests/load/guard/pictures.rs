//! Representations of a session: its status, its `session-state` frame, the dashboard's rows.

use std::sync::Arc;

use linekeeper_actors::board::SessionRow;
use linekeeper_domain::session::{Session, Status};

use crate::costs::{Cost, hold};
use crate::frames::{CodeShown, ServerFrame};
use crate::machine::after;
use crate::{PHONE, at};

const ROWS: usize = 30;

const WRITTEN: [Cost; 7] = [
    Cost::of("status: idle", 0, 0),
    Cost::of("status: a code on the screen", 3, 256),
    Cost::of("status: connected", 3, 256),
    Cost::of("session-state: idle", 3, 1024),
    Cost::of("session-state: a code on the screen", 5, 2048),
    Cost::of("session-state: connected", 3, 1024),
    Cost::of("30 rows of the dashboard", 8, 32768),
];

fn session_state(status: &Status, code: bool) -> String {
    let live_code = code.then(|| CodeShown { code: "ABCD-EFGH".to_owned(), phone_number: PHONE, expires_at: at(180) });
    let frame = ServerFrame::SessionState { server_time: at(2), status, live_code, live_qr: None, live_passkey: None };
    serde_json::to_string(&frame).unwrap()
}

fn rows(session: &Session) -> Vec<SessionRow> {
    let status = Arc::new(session.status(at(2)));
    (0..ROWS).map(|restarts| SessionRow { status: status.clone(), restarts: restarts as u64 }).collect()
}

#[test]
fn status_frame_and_rows_make_the_listed_allocations() {
    let sessions = [1, 7, 10].map(after);
    let statuses = sessions.each_ref().map(|session| session.status(at(2)));
    let status = |place: usize| {
        Cost::of_path(WRITTEN[place].name(), || &sessions[place], |session: &Session| session.status(at(2)))
    };
    let frame = |place: usize| {
        let prepare = || &statuses[place];
        Cost::of_path(WRITTEN[place + 3].name(), prepare, |status: &Status| session_state(status, place == 1))
    };
    let dashboard =
        Cost::of_path(WRITTEN[6].name(), || rows(&sessions[2]), |rows| serde_json::to_string(&rows).unwrap());
    let measured: Vec<_> = (0..3).map(status).chain((0..3).map(frame)).chain([dashboard]).collect();
    hold(&measured, &WRITTEN);
}
