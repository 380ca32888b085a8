//! Tests of a dashboard's socket: all sessions, at the pace of the reader.

use super::*;
use crate::board::BoardChanged;
use crate::sockets::EndSockets;
use crate::supervisor::{StopSessions, Watch};
use crate::testing::{access, probe};
use linekeeper_domain::access::{Principal, Scope};

fn reader() -> Pass {
    pass(Principal::Key { id: access(1), scopes: [Scope::SessionsRead].into_iter().collect() }, None)
}

fn open_for(stage: &Stage, pass: Pass) -> Browser {
    static WATCHERS: AtomicU64 = AtomicU64::new(1_000_000);
    Browser::at(BoardClient::new(BoardClientArgs {
        watcher: WatcherId(WATCHERS.fetch_add(1, Ordering::Relaxed)),
        board: stage.board.clone(),
        pass,
        tokens: stage.tokens.clone(),
        sockets: stage.sockets.clone(),
        address: Ipv4Addr::LOCALHOST.into(),
        metrics: stage.services.metrics.clone(),
        clock: stage.services.clock.clone(),
        settings: stage.services.settings.clone(),
    }))
}

fn open(stage: &Stage) -> Browser {
    open_for(stage, reader())
}

impl Browser {
    fn ack(&mut self, sessions: &Value) {
        self.send(&json!({ "type": "ack", "seq": sessions["seq"] }));
    }
}

/// Starts the sessions of these companies by watching each.
async fn live(supervisor: &Addr<SessionSupervisor>, companies: impl Iterator<Item = String>) {
    for (number, id) in companies.enumerate() {
        let watch = Watch { company: company(&id), watcher: WatcherId(number as u64), updates: probe().0 };
        supervisor.send(watch).await.unwrap().unwrap();
    }
    quiet().await;
}

fn companies(frame: &Value) -> Vec<&str> {
    frame["sessions"].as_array().unwrap().iter().map(|row| row["companyId"].as_str().unwrap()).collect()
}

#[actix::test]
async fn dashboard_gets_all_sessions_and_then_each_change() {
    let stage = Stage::new();
    let supervisor = stage.supervisor();
    live(&supervisor, ["a", "b"].map(str::to_owned).into_iter()).await;
    let mut dashboard = open(&stage);
    dashboard.send(&json!({ "type": "watch" }));
    let first = dashboard.json().await;
    assert_eq!((&first["type"], &first["from"], &first["more"]), (&json!("sessions"), &json!(0), &json!(false)));
    assert_eq!(companies(&first), ["a", "b"]);
    assert_eq!((&first["sessions"][0]["state"], &first["sessions"][0]["restarts"]), (&json!("idle"), &json!(0)));
    dashboard.ack(&first);
    live(&supervisor, std::iter::once("c".to_owned())).await;
    let second = dashboard.json().await;
    assert_eq!((companies(&second), &second["from"]), (vec!["c"], &first["seq"]));
}

#[actix::test]
async fn dashboard_without_ack_gets_no_frame_and_all_changes_after_it() {
    let stage = Stage::new();
    let supervisor = stage.supervisor();
    let mut dashboard = open(&stage);
    dashboard.send(&json!({ "type": "watch" }));
    let empty = dashboard.json().await;
    assert_eq!(companies(&empty), Vec::<&str>::new());
    for _ in 0..5 {
        live(&supervisor, ["a", "b", "c"].map(str::to_owned).into_iter()).await;
        tokio::time::sleep(seconds(1)).await;
    }
    dashboard.send(&json!({ "type": "ping" }));
    assert_eq!(dashboard.json().await["type"], "pong", "nothing was sent before");
    dashboard.ack(&empty);
    let caught_up = dashboard.json().await;
    assert_eq!((companies(&caught_up), &caught_up["more"]), (vec!["a", "b", "c"], &json!(false)));
}

#[actix::test]
async fn many_sessions_come_in_pages_each_after_an_ack() {
    let stage = Stage::new();
    let supervisor = stage.supervisor();
    live(&supervisor, (0..1_100).map(|number| format!("c{number:04}"))).await;
    let mut dashboard = open(&stage);
    dashboard.send(&json!({ "type": "watch" }));
    let mut sizes = Vec::new();
    loop {
        let frame = dashboard.json().await;
        sizes.push(companies(&frame).len());
        dashboard.ack(&frame);
        if frame["more"] == json!(false) {
            break;
        }
    }
    assert_eq!(sizes, [500, 500, 100]);
}

#[actix::test]
async fn returning_dashboard_gets_changes_or_all_after_a_restart() {
    let stage = Stage::new();
    let supervisor = stage.supervisor();
    live(&supervisor, ["a", "b"].map(str::to_owned).into_iter()).await;
    let mut dashboard = open(&stage);
    dashboard.send(&json!({ "type": "watch" }));
    let first = dashboard.json().await;
    dashboard.leave();
    let mut again = open(&stage);
    again.send(&json!({ "type": "watch", "epoch": first["epoch"], "seq": first["seq"] }));
    let nothing_new = again.json().await;
    assert_eq!((companies(&nothing_new), &nothing_new["from"]), (vec![], &first["seq"]));
    again.ack(&nothing_new);
    live(&supervisor, std::iter::once("c".to_owned())).await;
    assert_eq!(companies(&again.json().await), ["c"]);
    let mut elsewhere = open(&stage);
    elsewhere.send(&json!({ "type": "watch", "epoch": "another process", "seq": first["seq"] }));
    let all = elsewhere.json().await;
    assert_eq!((companies(&all), &all["from"]), (vec!["a", "b", "c"], &json!(0)));
}

#[actix::test]
async fn session_that_is_over_is_removed_from_the_list() {
    let stage = Stage::with(|settings| settings.rest = seconds(1));
    let supervisor = stage.supervisor();
    let mut visitor = Browser::watching(&stage, &supervisor, 1).await;
    let mut dashboard = open(&stage);
    dashboard.send(&json!({ "type": "watch" }));
    let first = dashboard.json().await;
    assert_eq!(companies(&first), [crate::testing::SALON]);
    dashboard.ack(&first);
    visitor.send(&json!({ "type": "ping" }));
    visitor.leave();
    let gone = loop {
        let frame = dashboard.json().await;
        dashboard.ack(&frame);
        if frame["gone"] != json!([]) {
            break frame;
        }
    };
    assert_eq!(gone["gone"], json!([crate::testing::SALON]));
}

#[actix::test]
async fn unknown_dashboard_frame_gets_an_error_and_socket_stays() {
    let stage = Stage::new();
    let mut dashboard = open(&stage);
    for (frame, why) in [
        (json!({ "type": "request-qr", "requestId": "1" }), "unknown type"),
        (json!({ "type": "ack" }), "ack needs a seq, a number"),
        (json!({ "type": "ack", "seq": 7 }), "ack names the seq of the last sessions frame, once"),
        (json!([]), "a frame is an object with a type"),
    ] {
        dashboard.send(&frame);
        let error = dashboard.json().await;
        assert_eq!((&error["code"], &error["detail"]), (&json!("BAD_REQUEST"), &json!(why)), "{frame}");
        assert_eq!(error["requestId"], frame["requestId"]);
    }
    dashboard.send(&json!({ "type": "watch" }));
    dashboard.json().await;
    dashboard.send(&json!({ "type": "watch" }));
    assert_eq!(dashboard.json().await["detail"], "this socket watches already");
}

#[actix::test]
async fn dashboard_closes_when_key_is_revoked_or_pass_expires() {
    let stage = Stage::new();
    let mut revoked = open(&stage);
    revoked.send(&json!({ "type": "watch" }));
    revoked.json().await;
    assert_eq!(stage.sockets.send(EndSockets { of: access(1) }).await.unwrap(), 1);
    assert_eq!(revoked.sent_away().await.1, 4401);
    let mut expired = open_for(&stage, pass(key(2), Some(60)));
    assert_eq!(expired.sent_away().await.1, 4401);
    assert!((60..=70).contains(&stage.seconds()), "{}", stage.seconds());
}

#[actix::test]
async fn dashboards_are_told_that_the_service_restarts() {
    let stage = Stage::new();
    let supervisor = stage.supervisor();
    let mut dashboard = open(&stage);
    dashboard.send(&json!({ "type": "watch" }));
    dashboard.json().await;
    supervisor.send(StopSessions).await.unwrap();
    assert_eq!(dashboard.closed().await, Some(CloseCode::Restart));
}

#[actix::test]
async fn dashboards_count_for_no_company() {
    let stage = Stage::with(|settings| settings.sockets.per_company = 1);
    let supervisor = stage.supervisor();
    let mut dashboards: Vec<_> = (0..3).map(|_| open(&stage)).collect();
    for dashboard in &mut dashboards {
        dashboard.send(&json!({ "type": "watch" }));
        dashboard.json().await;
    }
    Browser::watching(&stage, &supervisor, 1).await;
}

#[actix::test]
async fn watchers_are_woken_once_per_pace_however_much_changes() {
    let stage = Stage::new();
    let supervisor = stage.supervisor();
    let (woken, mut wakes) = probe::<BoardChanged>();
    stage.board.send(crate::board::WatchBoard { watcher: WatcherId(7), woken }).await.unwrap();
    live(&supervisor, (0..200).map(|number| format!("c{number}"))).await;
    tokio::time::sleep(seconds(1)).await;
    assert_eq!(wakes.try_recv(), Ok(BoardChanged::Rows));
    assert!(wakes.try_recv().is_err());
}
