//! Tests that a disconnected session stays so, whatever becomes of its actor or the process.

use linekeeper_domain::session::StateName;
use linekeeper_domain::{LinkEndReason, StoreFailure};
use linekeeper_ports::fake::FakeLink;

use super::*;
use crate::testing::{SALON, WhatsApp, quiet, salon, seconds, within};

async fn disconnect(supervisor: &Addr<SessionSupervisor>) -> Result<(), ErrorCode> {
    let ask = DisconnectSession { company: salon(), by: api(), correlation: correlation("disconnect") };
    within(supervisor.send(ask)).await.unwrap()
}

async fn restart(supervisor: &Addr<SessionSupervisor>) -> Result<(), ErrorCode> {
    let ask = RestartSession { company: salon(), by: api(), correlation: correlation("restart") };
    within(supervisor.send(ask)).await.unwrap()
}

async fn connected(stage: &mut Stage, supervisor: &Addr<SessionSupervisor>) -> (Updates, FakeLink) {
    stage.put_linked(SALON, ASKED);
    let mut updates = watch(supervisor, SALON, 1).await.unwrap();
    let link = stage.link().await;
    link.connects(ASKED).await;
    updates.state(StateName::Connected).await;
    (updates, link)
}

/// Returns the reported state and code once nothing more happens.
async fn seen(supervisor: &Addr<SessionSupervisor>) -> (StateName, Option<ErrorCode>) {
    quiet().await;
    let status = supervisor.send(SessionStatusOf { company: salon() }).await.unwrap().unwrap();
    (status.state, status.code)
}

const DISCONNECTED: (StateName, Option<ErrorCode>) = (StateName::Error, Some(ErrorCode::Disconnected));

#[actix::test]
async fn disconnect_outlives_actor_and_process_until_a_restart() {
    let mut stage = Stage::new();
    let first = stage.supervisor();
    let (_news, mut link) = connected(&mut stage, &first).await;
    let disconnecting = tokio::task::spawn_local({
        let first = first.clone();
        async move { disconnect(&first).await }
    });
    drop(link.asked_to_close().await);
    assert_eq!(disconnecting.await.unwrap(), Ok(()));
    known(&first, SALON).await.unwrap().session.unwrap().do_send(crate::session::tests::Panic);
    tokio::time::sleep(seconds(3600)).await;
    assert_eq!((lives(&stage, SALON), seen(&first).await), (2, DISCONNECTED));
    within(first.send(StopSessions)).await.unwrap();

    let supervisor = stage.supervisor();
    supervisor.do_send(RestoreSessions);
    stage.opens_nothing().await;
    assert_eq!(seen(&supervisor).await, DISCONNECTED);
    assert_eq!(restart(&supervisor).await, Ok(()));
    let link = stage.link().await;
    assert!(stage.store.row(&salon()).unwrap().parked.is_none(), "before it is connected");
    link.ends(LinkEndReason::Store(StoreFailure::Unavailable)).await;
    let link = stage.link().await;
    link.connects(ASKED).await;
    assert_eq!(seen(&supervisor).await, (StateName::Connected, None));
}

#[actix::test]
async fn request_for_the_linked_number_ends_a_disconnect() {
    let mut stage = Stage::new();
    let supervisor = stage.supervisor();
    let (mut updates, mut link) = connected(&mut stage, &supervisor).await;
    let closing = tokio::task::spawn_local(async move { drop(link.asked_to_close().await) });
    assert_eq!(disconnect(&supervisor).await, Ok(()));
    closing.await.unwrap();
    ask_code(&supervisor, SALON, ASKED).await.unwrap();
    stage.link().await.connects(ASKED).await;
    updates.state(StateName::Connected).await;
    assert!(stage.store.row(&salon()).unwrap().parked.is_none());
}

#[actix::test]
async fn session_at_its_restart_limit_is_disconnected_and_stays_so() {
    let mut stage = Stage::new();
    let supervisor = stage.supervisor();
    stage.put_linked(SALON, ASKED);
    stage.links.panic_next(100);
    let mut updates = watch(&supervisor, SALON, 1).await.unwrap();
    assert_eq!(updates.state(StateName::Error).await.0.code, Some(ErrorCode::RestartLimit));
    assert_eq!(disconnect(&supervisor).await, Ok(()));
    assert_eq!(seen(&supervisor).await, DISCONNECTED);
    known(&supervisor, SALON).await.unwrap().session.unwrap().do_send(crate::session::tests::Panic);
    tokio::time::sleep(seconds(3600)).await;
    assert_eq!(seen(&supervisor).await, DISCONNECTED);
    stage.opens_nothing().await;
}

#[actix::test]
async fn disconnect_is_shown_again_after_an_outage_at_the_start() {
    let mut stage = Stage::new();
    let supervisor = stage.supervisor();
    let parked = Some(linekeeper_domain::session::Parked { code: ErrorCode::Disconnected, until: None });
    stage.put_linked(SALON, ASKED);
    let row = stage.store.row(&salon()).unwrap();
    stage.store.put(&salon(), linekeeper_ports::fake::FakeRow { parked, ..row });
    stage.store.break_down();
    let mut updates = watch(&supervisor, SALON, 1).await.unwrap();
    assert_eq!(updates.state(StateName::Error).await.0.code, Some(ErrorCode::StoreUnavailable));
    assert_eq!(disconnect(&supervisor).await, Err(ErrorCode::StoreUnavailable));
    stage.store.recover();
    tokio::time::sleep(seconds(60)).await;
    assert_eq!(seen(&supervisor).await, DISCONNECTED);
    stage.opens_nothing().await;
}
