//! Tests of successive lives of a session.

use chrono::TimeDelta;
use linekeeper_domain::session::{SessionNotification, StateName};
use linekeeper_ports::LinkEvent;

use super::*;
use crate::session::{ExitReason, RetireSession, SessionExited, StatusChanged};
use crate::testing::{OTHER, SALON, WhatsApp, at, quiet, salon, seconds, within};

/// Makes the company's session panic while it opens a link for a pairing.
async fn crash(stage: &Stage, supervisor: &Addr<SessionSupervisor>, id: &str) {
    stage.links.panic_next(1);
    // By QR code, which has no limit per number.
    ask_qr(supervisor, id).await.unwrap();
    quiet().await;
}

fn exit(generation: u64, reason: ExitReason) -> SessionExited {
    SessionExited { company: salon(), generation, reason }
}

#[actix::test]
async fn a_company_has_one_session_however_many_ask_for_it() {
    let stage = Stage::new();
    let supervisor = stage.supervisor();
    let _news = watch(&supervisor, SALON, 1).await.unwrap();
    ask_code(&supervisor, SALON, ASKED).await.unwrap();
    let _more = watch(&supervisor, SALON, 2).await.unwrap();
    ask_code(&supervisor, SALON, OTHER).await.unwrap();
    supervisor.do_send(RestoreSessions);
    quiet().await;
    assert_eq!((lives(&stage, SALON), known(&supervisor, SALON).await.unwrap().generation), (1, 1));
}

#[actix::test]
async fn a_session_that_panics_lives_again_after_a_growing_pause() {
    let mut stage = Stage::new();
    stage.put_linked(SALON, ASKED);
    let supervisor = stage.supervisor();
    stage.links.panic_next(4);
    supervisor.do_send(RestoreSessions);
    for (second, generation) in [(0, 1), (1, 2), (2, 3), (4, 4), (7, 5)] {
        let next = at(second) + TimeDelta::milliseconds(100);
        tokio::time::sleep((next - stage.services.clock.now()).to_std().unwrap()).await;
        let lived = (lives(&stage, SALON), known(&supervisor, SALON).await.unwrap().generation);
        assert_eq!(lived, (generation, generation as u64), "after {second} seconds");
    }
    stage.link().await.connects(ASKED).await;
}

#[actix::test]
async fn long_enough_life_resets_the_restart_backoff() {
    let stage = Stage::new();
    let supervisor = stage.supervisor();
    for life in 1..5 {
        crash(&stage, &supervisor, SALON).await;
        // Far longer than the pause; the rest of the time the session is alive.
        tokio::time::sleep(seconds(40)).await;
        assert_eq!(lives(&stage, SALON), life + 1);
    }
    crash(&stage, &supervisor, SALON).await;
    tokio::time::sleep(seconds(1)).await;
    assert_eq!(lives(&stage, SALON), 6, "after one second, not after five");
}

#[actix::test]
async fn watchers_follow_the_session_into_its_next_life() {
    let mut stage = Stage::new();
    let supervisor = stage.supervisor();
    let mut updates = watch(&supervisor, SALON, 1).await.unwrap();
    crash(&stage, &supervisor, SALON).await;
    let (status, _) = updates.state(StateName::Reconnecting).await;
    assert_eq!((status.retry_after_ms, status.pairing.is_none()), (Some(1000), true));
    let asked = supervisor.send(SessionStatusOf { company: salon() }).await.unwrap();
    assert_eq!(asked, Some(status), "everybody is told the same");
    updates.state(StateName::Idle).await;
    ask_code(&supervisor, SALON, ASKED).await.unwrap();
    let mut link = stage.link().await;
    link.shows_qr().await;
    link.asked_for_code().await;
    link.issues_code().await;
    assert!(matches!(updates.notification().await, SessionNotification::CodeReady { .. }));
}

#[actix::test]
async fn a_panic_in_one_session_touches_no_other() {
    let mut stage = Stage::new();
    stage.put_linked("neighbour", OTHER);
    let supervisor = stage.supervisor();
    let mut updates = watch(&supervisor, "neighbour", 1).await.unwrap();
    let link = stage.link().await;
    link.connects(OTHER).await;
    updates.state(StateName::Connected).await;
    updates.told().await;
    crash(&stage, &supervisor, SALON).await;
    assert_eq!(updates.told().await, [""; 0]);
    assert!(!link.has_request() && lives(&stage, "neighbour") == 1);
    assert!(link.tell(LinkEvent::Connected { phone: phone(OTHER) }).await, "its session still listens");
}

#[actix::test]
async fn request_does_not_wait_for_the_pause_and_cancels_it() {
    let mut stage = Stage::new();
    let supervisor = stage.supervisor();
    crash(&stage, &supervisor, SALON).await;
    ask_code(&supervisor, SALON, ASKED).await.unwrap();
    let _link = stage.link().await;
    assert_eq!((stage.seconds(), lives(&stage, SALON)), (0, 2));
    tokio::time::sleep(seconds(10)).await;
    assert_eq!(lives(&stage, SALON), 2, "the start that was due is not made on top");
}

#[actix::test]
async fn notices_of_another_life_are_ignored() {
    let stage = Stage::new();
    let supervisor = stage.supervisor();
    let _news = watch(&supervisor, SALON, 1).await.unwrap();
    let seen = supervisor.send(SessionStatusOf { company: salon() }).await.unwrap().unwrap();
    for generation in [0, 2] {
        supervisor.do_send(exit(generation, ExitReason::Crashed));
        let status = std::sync::Arc::new(seen.until_restarted(seen.since, seconds(1)));
        supervisor.do_send(StatusChanged {
            company: salon(),
            generation,
            status,
            at_rest: true,
            knows_its_record: true,
            begun: Default::default(),
        });
    }
    tokio::time::sleep(seconds(10)).await;
    assert_eq!(supervisor.send(SessionStatusOf { company: salon() }).await.unwrap(), Some(seen));
    assert_eq!(lives(&stage, SALON), 1);
    supervisor.do_send(exit(1, ExitReason::Crashed));
    tokio::time::sleep(seconds(10)).await;
    assert_eq!(lives(&stage, SALON), 2, "its own is not");
}

#[actix::test]
async fn idle_session_without_watchers_is_stopped() {
    let stage = Stage::new();
    let supervisor = stage.supervisor();
    let _news = watch(&supervisor, SALON, 1).await.unwrap();
    tokio::time::sleep(seconds(300)).await;
    assert!(known(&supervisor, SALON).await.is_some(), "somebody watches");
    unwatch(&supervisor, SALON, 1).await;
    tokio::time::sleep(seconds(121)).await;
    assert!(known(&supervisor, SALON).await.is_none());
    assert_eq!(supervisor.send(SessionStatusOf { company: salon() }).await.unwrap(), None);
}

#[actix::test]
async fn reset_session_is_stopped_when_idle() {
    let mut stage = Stage::new();
    stage.put_linked(SALON, ASKED);
    let supervisor = stage.supervisor();
    let _news = watch(&supervisor, SALON, 1).await.unwrap();
    let mut link = stage.link().await;
    link.connects(ASKED).await;
    quiet().await;
    unwatch(&supervisor, SALON, 1).await;
    tokio::time::sleep(seconds(300)).await;
    assert!(known(&supervisor, SALON).await.is_some(), "it is connected");
    let answer = tokio::task::spawn_local(supervisor.send(ResetSession {
        company: salon(),
        by: api(),
        correlation: correlation("r"),
    }));
    drop(link.asked_to_close().await);
    within(answer).await.unwrap().unwrap().unwrap();
    tokio::time::sleep(seconds(121)).await;
    assert!(known(&supervisor, SALON).await.is_none());
}

#[actix::test]
async fn request_to_a_leaving_session_is_answered_by_its_next_life() {
    let mut stage = Stage::new();
    let supervisor = stage.supervisor();
    let updates = watch(&supervisor, SALON, 1).await.unwrap();
    unwatch(&supervisor, SALON, 1).await;
    drop(updates);
    supervisor.do_send(Dismiss(salon()));
    let mut updates = watch(&supervisor, SALON, 2).await.unwrap();
    updates.state(StateName::Idle).await;
    supervisor.do_send(Dismiss(salon()));
    assert_eq!(reset(&supervisor, SALON).await, Ok(()));
    supervisor.do_send(Dismiss(salon()));
    ask_code(&supervisor, SALON, ASKED).await.unwrap();
    let _link = stage.link().await;
    updates.state(StateName::Creating).await;
    assert_eq!(lives(&stage, SALON), 4);
}

#[actix::test]
async fn entry_is_removed_with_its_session_and_watchers() {
    let stage = Stage::new();
    let supervisor = stage.supervisor();
    let _news = watch(&supervisor, SALON, 1).await.unwrap();
    known(&supervisor, SALON).await.unwrap().session.unwrap().do_send(RetireSession);
    quiet().await;
    assert!(known(&supervisor, SALON).await.is_some(), "its watcher is not forgotten");
    unwatch(&supervisor, SALON, 1).await;
    assert!(known(&supervisor, SALON).await.is_none());
}
