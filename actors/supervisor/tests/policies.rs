//! Tests of restart policies, restart limits and frozen sessions.

use std::sync::Arc;

use linekeeper_domain::restart::{RestartKind, RestartPolicy};
use linekeeper_domain::session::StateName;
use linekeeper_domain::{ErrorCode, StoreFailure, TriggeredBy};
use linekeeper_ports::RestartPolicies;
use linekeeper_ports::fake::RuntimeClock;

use super::*;
use crate::session::ExitReason;
use crate::testing::{SALON, WhatsApp, at, quiet, salon, seconds, within};

async fn set_policy(supervisor: &Addr<SessionSupervisor>, policy: RestartPolicy) {
    supervisor.send(setting(Some(policy))).await.unwrap().unwrap();
}

fn setting(policy: Option<RestartPolicy>) -> SetRestartPolicy {
    SetRestartPolicy { company: salon(), policy, by: api(), correlation: correlation("operator") }
}

async fn restart(supervisor: &Addr<SessionSupervisor>) -> Result<(), ErrorCode> {
    let ask = RestartSession { company: salon(), by: api(), correlation: correlation("operator") };
    supervisor.send(ask).await.unwrap()
}

fn at_most(max_restarts: u32) -> RestartPolicy {
    RestartPolicy { max_restarts, ..RestartPolicy::default() }
}

/// Watches a linked company whose session panics the next `times` times it opens a link.
async fn dying(stage: &Stage, supervisor: &Addr<SessionSupervisor>, times: u32) -> Updates {
    stage.put_linked(SALON, ASKED);
    stage.links.panic_next(times);
    watch(supervisor, SALON, 1).await.unwrap()
}

#[actix::test]
async fn session_beyond_its_restart_limit_parks_with_credentials() {
    let mut stage = Stage::new();
    let supervisor = stage.supervisor();
    set_policy(&supervisor, at_most(2)).await;
    let mut updates = dying(&stage, &supervisor, 3).await;
    let (status, _) = updates.state(StateName::Error).await;
    assert_eq!((status.code, status.linked), (Some(ErrorCode::RestartLimit), true));
    assert_eq!(lives(&stage, SALON), 4, "one, two restarts, and the one in which it is parked");
    tokio::time::sleep(seconds(3600)).await;
    stage.opens_nothing().await;
    let row = stage.store.row(&salon()).unwrap();
    assert!(row.credentials.is_some() && row.parked.is_some_and(|parked| parked.code == ErrorCode::RestartLimit));
    let journal = stage.journal.entries();
    let limit = journal.iter().find(|entry| entry.event == "restart_limit").unwrap();
    assert_eq!((limit.actor, limit.code), (TriggeredBy::Supervisor, Some(ErrorCode::RestartLimit)));
}

#[actix::test]
async fn restart_limit_outlives_the_process_until_an_operator_acts() {
    let mut stage = Stage::new();
    let first = stage.supervisor();
    set_policy(&first, at_most(0)).await;
    dying(&stage, &first, 1).await.state(StateName::Error).await;
    within(first.send(StopSessions)).await.unwrap();

    let supervisor = stage.supervisor();
    supervisor.do_send(RestoreSessions);
    stage.opens_nothing().await;
    let status = supervisor.send(SessionStatusOf { company: salon() }).await.unwrap().unwrap();
    assert_eq!(status.code, Some(ErrorCode::RestartLimit));
    assert_eq!(restart(&supervisor).await, Ok(()));
    stage.link().await.connects(ASKED).await;
    quiet().await;
    assert!(stage.store.row(&salon()).unwrap().parked.is_none());
}

#[actix::test]
async fn a_temporary_session_is_parked_at_its_first_failure() {
    let stage = Stage::new();
    let supervisor = stage.supervisor();
    set_policy(&supervisor, RestartPolicy { kind: RestartKind::Temporary, ..RestartPolicy::default() }).await;
    let (status, _) = dying(&stage, &supervisor, 1).await.state(StateName::Error).await;
    assert_eq!((status.code, lives(&stage, SALON)), (Some(ErrorCode::RestartLimit), 2));
}

#[actix::test]
async fn permanent_session_is_never_stopped_for_idleness() {
    let stage = Stage::new();
    let supervisor = stage.supervisor();
    let updates = watch(&supervisor, SALON, 1).await.unwrap();
    set_policy(&supervisor, RestartPolicy { kind: RestartKind::Permanent, ..RestartPolicy::default() }).await;
    unwatch(&supervisor, SALON, 1).await;
    drop(updates);
    tokio::time::sleep(seconds(600)).await;
    assert!(known(&supervisor, SALON).await.unwrap().session.is_some());
    supervisor.do_send(Dismiss(salon()));
    tokio::time::sleep(seconds(2)).await;
    assert_eq!(known(&supervisor, SALON).await.unwrap().generation, 2, "one that left all the same is there again");
}

#[actix::test]
async fn a_policy_that_cannot_be_read_is_the_one_read_before() {
    let stage = Stage::new();
    let supervisor = stage.supervisor();
    set_policy(&supervisor, at_most(1)).await;
    let mut updates = dying(&stage, &supervisor, 2).await;
    stage.store.fail_next(StoreCall::Policy, StoreFailure::Unavailable);
    updates.state(StateName::Error).await;
    assert_eq!(lives(&stage, SALON), 3);
}

#[actix::test]
async fn session_that_dies_while_parked_starts_on_request_only() {
    let mut stage = Stage::new();
    let supervisor = stage.supervisor();
    set_policy(&supervisor, at_most(0)).await;
    let mut updates = dying(&stage, &supervisor, 1).await;
    updates.state(StateName::Error).await;
    stage.store.panic_next(StoreCall::Take);
    let session = known(&supervisor, SALON).await.unwrap().session.unwrap();
    session.do_send(crate::session::tests::Panic);
    tokio::time::sleep(seconds(3600)).await;
    let status = supervisor.send(SessionStatusOf { company: salon() }).await.unwrap().unwrap();
    assert_eq!((status.state, status.code), (StateName::Error, Some(ErrorCode::RestartLimit)));
    assert!(known(&supervisor, SALON).await.unwrap().session.is_none());
    stage.store.forget_panics();
    assert_eq!(restart(&supervisor).await, Ok(()));
    stage.link().await.connects(ASKED).await;
    updates.state(StateName::Connected).await;
}

#[actix::test]
async fn restart_of_a_live_session_closes_its_link_first() {
    let mut stage = Stage::new();
    stage.put_linked(SALON, ASKED);
    let supervisor = stage.supervisor();
    let mut updates = watch(&supervisor, SALON, 1).await.unwrap();
    let mut link = stage.link().await;
    link.connects(ASKED).await;
    updates.state(StateName::Connected).await;
    let restarted = tokio::task::spawn_local({
        let supervisor = supervisor.clone();
        async move { restart(&supervisor).await }
    });
    drop(link.asked_to_close().await);
    assert_eq!(within(restarted).await.unwrap(), Ok(()));
    let again = stage.link().await;
    again.connects(ASKED).await;
    updates.state(StateName::Connected).await;
    assert_eq!((lives(&stage, SALON), known(&supervisor, SALON).await.unwrap().generation), (2, 2));
}

#[actix::test]
async fn session_that_ignores_a_restart_is_killed() {
    let mut stage = Stage::new();
    stage.put_linked(SALON, ASKED);
    let supervisor = stage.supervisor();
    let _news = watch(&supervisor, SALON, 1).await.unwrap();
    let mut link = stage.link().await;
    link.connects(ASKED).await;
    quiet().await;
    let restarted = tokio::task::spawn_local({
        let supervisor = supervisor.clone();
        async move { restart(&supervisor).await }
    });
    let (_mode, _never_closed) = link.asked_to_close().await;
    assert_eq!(within(restarted).await.unwrap(), Ok(()));
    let _again = stage.link().await;
    assert_eq!(lives(&stage, SALON), 2);
}

#[actix::test]
async fn session_that_hangs_is_killed_and_its_late_result_ignored() {
    let mut stage = Stage::new();
    stage.put_linked(SALON, ASKED);
    let mut hold = stage.store.hold_next(StoreCall::Take);
    let supervisor = stage.supervisor();
    let mut updates = watch_without_answer(&supervisor);
    within(hold.reached()).await;
    let link = stage.link().await;
    assert!((30..=40).contains(&stage.seconds()), "{}", stage.seconds());
    link.connects(ASKED).await;
    updates.state(StateName::Connected).await;
    hold.release();
    quiet().await;
    stage.opens_nothing().await;
    assert_eq!(known(&supervisor, SALON).await.unwrap().generation, 2);
    assert_eq!(ExitReason::Frozen.as_str(), "frozen");
}

/// Subscribes without waiting: the session does not answer while it is blocked, so neither does the supervisor.
fn watch_without_answer(supervisor: &Addr<SessionSupervisor>) -> Updates {
    let (updates, heard) = probe::<SessionUpdate>();
    supervisor.do_send(Watch { company: salon(), watcher: WatcherId(1), updates });
    Updates(heard)
}

#[actix::test]
async fn clock_that_is_set_kills_nobody_as_frozen() {
    let mut stage = Stage::new();
    let clock = Arc::new(RuntimeClock::starting_at(at(0)));
    stage.services.clock = clock.clone();
    let supervisor = stage.supervisor();
    let _news = watch(&supervisor, SALON, 1).await.unwrap();
    // The first change comes before the first liveness check.
    for hours in [1, -1, 2_160, -2_160, 1] {
        clock.shift(chrono::TimeDelta::hours(hours));
        tokio::time::sleep(seconds(72)).await;
        assert_eq!(known(&supervisor, SALON).await.unwrap().generation, 1, "{hours} h");
    }
}

#[actix::test]
async fn policies_are_kept_and_taken_away() {
    let stage = Stage::new();
    let supervisor = stage.supervisor();
    set_policy(&supervisor, at_most(7)).await;
    assert_eq!(stage.store.restart_policy(&salon()).await.unwrap(), Some(at_most(7)));
    supervisor.send(setting(None)).await.unwrap().unwrap();
    assert_eq!(stage.store.restart_policy(&salon()).await.unwrap(), None);
    stage.store.fail_next(StoreCall::Policy, StoreFailure::Unavailable);
    let refused = supervisor.send(setting(Some(at_most(1)))).await.unwrap();
    assert_eq!(refused.unwrap_err().failure, StoreFailure::Unavailable);
}

#[test]
fn journal_names_of_restarts_are_those_the_overview_counts() {
    use crate::session::ExitReason;
    let all = [
        ExitReason::Stopped,
        ExitReason::Retired,
        ExitReason::Restarted,
        ExitReason::Reload,
        ExitReason::CredentialsLost,
        ExitReason::Crashed,
        ExitReason::Frozen,
        ExitReason::Abandoned,
    ];
    for reason in all {
        let counted = linekeeper_domain::overview::RESTARTS.contains(&reason.as_str());
        assert_eq!(counted, reason.kind().is_some(), "{reason:?}");
    }
}
