//! Tests of a session whose end is being decided, or which is between two lives.

use linekeeper_domain::restart::{RestartKind, RestartPolicy};
use linekeeper_domain::session::StateName;
use linekeeper_ports::RestartPolicies;
use linekeeper_ports::fake::Hold;

use super::*;
use crate::session::ExitReason;
use crate::session::tests::Leave;
use crate::testing::{SALON, WhatsApp, quiet, salon, seconds, within};

/// Every exit reason that neither a person nor the stop of the process causes.
const ENDS: [ExitReason; 6] = [
    ExitReason::Reload,
    ExitReason::CredentialsLost,
    ExitReason::Crashed,
    ExitReason::Frozen,
    ExitReason::Abandoned,
    ExitReason::Retired,
];

fn policy(kind: RestartKind) -> RestartPolicy {
    RestartPolicy { kind, ..RestartPolicy::default() }
}

fn set_policy(supervisor: &Addr<SessionSupervisor>, kind: RestartKind) {
    let set = SetRestartPolicy {
        company: salon(),
        policy: Some(policy(kind)),
        by: api(),
        correlation: correlation("operator"),
    };
    supervisor.do_send(set);
}

async fn living(supervisor: &Addr<SessionSupervisor>) -> Option<Addr<SessionActor>> {
    known(supervisor, SALON).await.and_then(|known| known.session)
}

/// Ends the life of the company's session; the read of its policy blocks until the hold is released.
async fn end(stage: &Stage, supervisor: &Addr<SessionSupervisor>, reason: ExitReason) -> Hold {
    let mut hold = stage.store.hold_next(StoreCall::Policy);
    living(supervisor).await.unwrap().do_send(Leave(reason));
    within(hold.reached()).await;
    hold
}

/// Creates one of several stages of a test whose clock is paused.
fn another_stage() -> Stage {
    Stage::in_real_time(|_| {})
}

/// Starts a linked session with one watcher and connects it.
async fn watched(stage: &mut Stage) -> Addr<SessionSupervisor> {
    stage.put_linked(SALON, ASKED);
    let supervisor = stage.supervisor();
    drop(watch(&supervisor, SALON, 1).await.unwrap());
    stage.link().await.connects(ASKED).await;
    quiet().await;
    supervisor
}

#[actix::test]
async fn entry_stays_when_last_watcher_leaves_while_deciding() {
    tokio::time::pause();
    for reason in ENDS {
        let mut stage = another_stage();
        let supervisor = watched(&mut stage).await;
        let hold = end(&stage, &supervisor, reason).await;
        unwatch(&supervisor, SALON, 1).await;
        assert!(known(&supervisor, SALON).await.is_some(), "{reason:?}");
        hold.release();
        if reason == ExitReason::Retired {
            quiet().await;
            assert!(known(&supervisor, SALON).await.is_none(), "nothing was left to do");
        } else {
            stage.link().await.connects(ASKED).await;
            assert_eq!(lives(&stage, SALON), 2, "{reason:?}");
        }
    }
}

#[actix::test]
async fn watcher_that_comes_while_deciding_is_answered_at_once() {
    tokio::time::pause();
    for reason in ENDS {
        let mut stage = another_stage();
        let supervisor = watched(&mut stage).await;
        unwatch(&supervisor, SALON, 1).await;
        let hold = end(&stage, &supervisor, reason).await;
        let asked_at = stage.seconds();
        let mut updates = watch(&supervisor, SALON, 2).await.unwrap();
        assert_eq!(stage.seconds(), asked_at, "{reason:?}");
        stage.link().await.connects(ASKED).await;
        updates.state(StateName::Connected).await;
        hold.release();
        tokio::time::sleep(seconds(60)).await;
        assert_eq!(lives(&stage, SALON), 2, "{reason:?}: one life follows one end");
        let noted = stage.journal.entries().iter().filter(|entry| entry.event == reason.as_str()).count();
        assert_eq!(noted, usize::from(reason != ExitReason::Retired), "{reason:?} is in the journal");
    }
}

#[actix::test]
async fn request_while_deciding_does_not_evade_the_limit() {
    let mut stage = Stage::new();
    let supervisor = watched(&mut stage).await;
    set_policy(&supervisor, RestartKind::Temporary);
    quiet().await;
    let _hold = end(&stage, &supervisor, ExitReason::Crashed).await;
    let mut updates = watch(&supervisor, SALON, 2).await.unwrap();
    let (status, _) = updates.state(StateName::Error).await;
    assert_eq!(status.code, Some(ErrorCode::RestartLimit));
    stage.opens_nothing().await;
}

#[actix::test]
async fn policy_set_while_deciding_counts_over_the_one_read() {
    let mut stage = Stage::new();
    let supervisor = watched(&mut stage).await;
    set_policy(&supervisor, RestartKind::Temporary);
    quiet().await;
    let hold = end(&stage, &supervisor, ExitReason::Crashed).await;
    // The read returns the policy from before the change.
    set_policy(&supervisor, RestartKind::Permanent);
    quiet().await;
    stage.store.set_restart_policy(&salon(), Some(policy(RestartKind::Temporary))).await.unwrap();
    hold.release();
    stage.link().await.connects(ASKED).await;
    assert_eq!(known(&supervisor, SALON).await.unwrap().generation, 2);
}

#[actix::test]
async fn restart_asked_while_deciding_begins_one_life() {
    let mut stage = Stage::new();
    let supervisor = watched(&mut stage).await;
    let hold = end(&stage, &supervisor, ExitReason::Crashed).await;
    let ask = RestartSession { company: salon(), by: api(), correlation: correlation("operator") };
    supervisor.send(ask).await.unwrap().unwrap();
    hold.release();
    tokio::time::sleep(seconds(60)).await;
    assert_eq!(lives(&stage, SALON), 2);
    assert!(stage.journal.entries().iter().any(|entry| entry.event == "crashed"));
}

#[actix::test]
async fn stop_while_deciding_is_answered_and_nothing_starts() {
    tokio::time::pause();
    for reason in ENDS {
        let mut stage = another_stage();
        let supervisor = watched(&mut stage).await;
        let hold = end(&stage, &supervisor, reason).await;
        within(supervisor.send(StopSessions)).await.unwrap();
        hold.release();
        tokio::time::sleep(seconds(60)).await;
        stage.opens_nothing().await;
        assert_eq!(lives(&stage, SALON), 1, "{reason:?}");
    }
}

#[actix::test]
async fn limit_is_not_forgotten_when_last_watcher_leaves() {
    let mut stage = Stage::new();
    let supervisor = watched(&mut stage).await;
    set_policy(&supervisor, RestartKind::Temporary);
    quiet().await;
    for _ in 0..2 {
        living(&supervisor).await.unwrap().do_send(Leave(ExitReason::Crashed));
        quiet().await;
    }
    unwatch(&supervisor, SALON, 1).await;
    let status = supervisor.send(SessionStatusOf { company: salon() }).await.unwrap().unwrap();
    assert_eq!((status.code, lives(&stage, SALON)), (Some(ErrorCode::RestartLimit), 2));
}

#[actix::test]
async fn late_death_of_a_killed_life_ends_no_later_one() {
    let mut stage = Stage::new();
    stage.put_linked(SALON, ASKED);
    let supervisor = stage.supervisor();
    let mut updates = watch(&supervisor, SALON, 1).await.unwrap();
    let mut link = stage.link().await;
    link.connects(ASKED).await;
    quiet().await;
    let old = living(&supervisor).await.unwrap();
    let restarting = tokio::task::spawn_local({
        let supervisor = supervisor.clone();
        let ask = RestartSession { company: salon(), by: api(), correlation: correlation("operator") };
        async move { supervisor.send(ask).await }
    });
    let (_mode, never_closed) = link.asked_to_close().await;
    within(restarting).await.unwrap().unwrap().unwrap();
    drop((old, never_closed));
    stage.link().await.connects(ASKED).await;
    updates.state(StateName::Connected).await;
    tokio::time::sleep(seconds(60)).await;
    assert_eq!((lives(&stage, SALON), known(&supervisor, SALON).await.unwrap().generation), (2, 2));
}

/// Pseudo-random choices, the same in every run.
struct Choices(u64);

impl Choices {
    fn below(&mut self, bound: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % bound
    }
}

/// Random walk through exits, watchers, requests, policies and pauses.
struct Walk {
    stage: Stage,
    supervisor: Addr<SessionSupervisor>,
    choices: Choices,
    holds: Vec<Hold>,
    seen: Vec<Addr<SessionActor>>,
}

impl Walk {
    async fn step(&mut self) {
        let watcher = WatcherId(self.choices.below(3));
        match self.choices.below(10) {
            0..=2 => {
                let reason = ENDS[usize::try_from(self.choices.below(5)).unwrap()];
                if let Some(session) = living(&self.supervisor).await {
                    session.do_send(Leave(reason));
                }
            }
            3 => self.holds.push(self.stage.store.hold_next(StoreCall::Policy)),
            4 => self.holds.clear(),
            5 => self.supervisor.do_send(Watch { company: salon(), watcher, updates: probe::<SessionUpdate>().0 }),
            6 => self.supervisor.do_send(Unwatch { company: salon(), watcher }),
            7 => {
                let (by, correlation) = (api(), correlation("walk"));
                self.supervisor.do_send(CancelPairing { company: salon(), by, correlation });
            }
            8 => {
                let (by, correlation) = (api(), correlation("walk"));
                self.supervisor.do_send(RestartSession { company: salon(), by, correlation });
            }
            _ => {
                let kinds = [RestartKind::Permanent, RestartKind::Transient];
                set_policy(&self.supervisor, kinds[usize::try_from(self.choices.below(2)).unwrap()]);
            }
        }
        if self.choices.below(2) == 0 {
            tokio::time::sleep(seconds(self.choices.below(4))).await;
        }
        quiet().await;
        // Dropped links: their sessions see the connection broken and reconnect.
        while self.stage.opened.try_recv().is_ok() {}
        if let Some(session) = living(&self.supervisor).await
            && !self.seen.contains(&session)
        {
            self.seen.push(session);
        }
        let alive = self.seen.iter().filter(|session| session.connected()).count();
        assert!(alive <= 1, "{alive} sessions of one company live");
    }
}

#[actix::test]
async fn linked_session_is_never_lost_nor_doubled_in_a_random_walk() {
    tokio::time::pause();
    for seed in 0..40 {
        let mut stage = another_stage();
        let supervisor = watched(&mut stage).await;
        let mut walk = Walk { stage, supervisor, choices: Choices(seed), holds: Vec::new(), seen: Vec::new() };
        for _ in 0..40 {
            walk.step().await;
        }
        walk.holds.clear();
        walk.stage.opened.close();
        while walk.stage.opened.try_recv().is_ok() {}
        tokio::time::sleep(seconds(3600)).await;
        let status = walk.supervisor.send(SessionStatusOf { company: salon() }).await.unwrap();
        let known = known(&walk.supervisor, SALON).await.unwrap_or_else(|| panic!("forgotten by walk {seed}"));
        assert!(known.session.is_some() && status.is_some(), "walk {seed}: {status:?}");
        within(walk.supervisor.send(StopSessions)).await.unwrap();
    }
}
