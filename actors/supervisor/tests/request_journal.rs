//! Tests of the audit entries: each request once, with its caller, whatever its result.

use linekeeper_domain::StoreFailure;
use linekeeper_domain::access::Principal;
use linekeeper_domain::restart::RestartPolicy;
use linekeeper_ports::JournalEntry;

use super::*;
use crate::testing::{SALON, key, owner, quiet, salon, seconds, within};

const ASKED_FOR: [&str; 7] = [
    "pairing_requested",
    "cancel_requested",
    "reset_requested",
    "disconnect_requested",
    "restart_requested",
    "restart_policy_set",
    "restart_policy_removed",
];

fn by(actor: TriggeredBy, principal: Principal) -> Asker {
    Asker { actor, principal: Some(principal) }
}

fn operator() -> Asker {
    by(TriggeredBy::Api, key(1))
}

fn pairing(method: PairingMethod, who: Asker) -> StartPairing {
    let number = matches!(method, PairingMethod::Code).then_some(ASKED);
    StartPairing { by: who, correlation: correlation("c-pairing"), ..super::pairing(SALON, number) }
}

fn policy(policy: Option<RestartPolicy>) -> SetRestartPolicy {
    SetRestartPolicy { company: salon(), policy, by: operator(), correlation: correlation("c-policy") }
}

/// Returns the entries of requests so far, in order.
async fn asked_for(stage: &Stage) -> Vec<JournalEntry> {
    quiet().await;
    let entries = stage.journal.entries().into_iter();
    entries.filter(|entry| ASKED_FOR.contains(&entry.event.as_str())).collect()
}

async fn names(stage: &Stage) -> Vec<String> {
    asked_for(stage).await.into_iter().map(|entry| entry.event).collect()
}

#[actix::test]
async fn requests_are_journalled_once_with_caller_and_correlation() {
    let stage = Stage::new();
    let supervisor = stage.supervisor();
    let page = by(TriggeredBy::Client, owner(2, &salon()));
    let correlated = |text: &str| correlation(text);
    supervisor.send(pairing(PairingMethod::Code, page.clone())).await.unwrap().unwrap();
    supervisor.send(pairing(PairingMethod::Qr, page.clone())).await.unwrap().unwrap();
    let cancel = CancelPairing { company: salon(), by: page.clone(), correlation: correlated("c-cancel") };
    supervisor.send(cancel).await.unwrap().unwrap();
    let disconnect = DisconnectSession { company: salon(), by: operator(), correlation: correlated("c-disconnect") };
    within(supervisor.send(disconnect)).await.unwrap().unwrap();
    let restart = RestartSession { company: salon(), by: operator(), correlation: correlated("c-restart") };
    within(supervisor.send(restart)).await.unwrap().unwrap();
    let reset = ResetSession { company: salon(), by: operator(), correlation: correlated("c-reset") };
    within(supervisor.send(reset)).await.unwrap().unwrap();
    supervisor.send(policy(Some(RestartPolicy::default()))).await.unwrap().unwrap();
    supervisor.send(policy(None)).await.unwrap().unwrap();

    let expected = [
        ("pairing_requested", Some("code"), &page, "c-pairing"),
        ("pairing_requested", Some("qr"), &page, "c-pairing"),
        ("cancel_requested", None, &page, "c-cancel"),
        ("disconnect_requested", None, &operator(), "c-disconnect"),
        ("restart_requested", None, &operator(), "c-restart"),
        ("reset_requested", None, &operator(), "c-reset"),
        ("restart_policy_set", None, &operator(), "c-policy"),
        ("restart_policy_removed", None, &operator(), "c-policy"),
    ];
    let entries = asked_for(&stage).await;
    assert_eq!(entries.len(), expected.len(), "{entries:?}");
    for (entry, (event, reason, asker, id)) in entries.iter().zip(expected) {
        assert_eq!((entry.event.as_str(), entry.reason.as_deref()), (event, reason));
        assert_eq!((&entry.company, entry.actor, &entry.principal), (&salon(), asker.actor, &asker.principal));
        assert_eq!((&entry.correlation, entry.transition), (&Some(correlation(id)), None));
    }
    assert!(!stage.journal.entries().iter().any(|entry| entry.event == "restarted"), "one entry for one record");
}

#[actix::test]
async fn the_number_asked_for_is_not_in_the_journal() {
    let stage = Stage::new();
    ask_code(&stage.supervisor(), SALON, ASKED).await.unwrap();
    assert!(!format!("{:?}", asked_for(&stage).await).contains(ASKED));
}

#[actix::test]
async fn caller_without_a_principal_is_journalled_without_one() {
    let stage = Stage::new();
    ask_code(&stage.supervisor(), SALON, ASKED).await.unwrap();
    let [entry] = &asked_for(&stage).await[..] else { panic!("one entry") };
    assert_eq!((entry.actor, &entry.principal), (TriggeredBy::Api, &None));
}

#[actix::test]
async fn request_handed_on_to_the_next_life_is_journalled_once() {
    let stage = Stage::new();
    let supervisor = stage.supervisor();
    let _news = watch(&supervisor, SALON, 1).await.unwrap();
    supervisor.do_send(Dismiss(salon()));
    ask_code(&supervisor, SALON, ASKED).await.unwrap();
    assert_eq!(lives(&stage, SALON), 2, "the first one left before it read the request");
    assert_eq!(names(&stage).await, ["pairing_requested"]);
}

#[actix::test]
async fn two_callers_of_one_restart_are_journalled_and_restart_once() {
    let stage = Stage::new();
    let supervisor = stage.supervisor();
    let _news = watch(&supervisor, SALON, 1).await.unwrap();
    let restart = |who: u8| RestartSession {
        company: salon(),
        by: by(TriggeredBy::Api, key(who)),
        correlation: correlation("both"),
    };
    let first = tokio::task::spawn_local(supervisor.send(restart(1)));
    let second = tokio::task::spawn_local(supervisor.send(restart(2)));
    for asked in [first, second] {
        within(asked).await.unwrap().unwrap().unwrap();
    }
    let askers: Vec<_> = asked_for(&stage).await.into_iter().map(|entry| entry.principal).collect();
    assert_eq!(askers, [Some(key(1)), Some(key(2))]);
    assert_eq!(lives(&stage, SALON), 2);
}

#[actix::test]
async fn request_that_is_never_answered_is_journalled() {
    let stage = Stage::new();
    let supervisor = stage.supervisor();
    let _hold = stage.store.hold_next(StoreCall::Take);
    assert_eq!(ask_code(&supervisor, SALON, ASKED).await, Err(ErrorCode::Internal.into()));
    assert_eq!(names(&stage).await, ["pairing_requested"]);
}

#[actix::test]
async fn request_refused_by_a_stopping_process_is_not_journalled() {
    let stage = Stage::new();
    let supervisor = stage.supervisor();
    within(supervisor.send(StopSessions)).await.unwrap();
    assert!(ask_code(&supervisor, SALON, ASKED).await.is_err());
    assert!(reset(&supervisor, SALON).await.is_err());
    let restart = RestartSession { company: salon(), by: operator(), correlation: correlation("r") };
    assert!(supervisor.send(restart).await.unwrap().is_err());
    tokio::time::sleep(seconds(1)).await;
    assert_eq!(names(&stage).await, [""; 0]);
}

#[actix::test]
async fn policy_is_journalled_if_stored_or_of_unknown_outcome() {
    let stage = Stage::new();
    let supervisor = stage.supervisor();
    stage.store.fail_next(StoreCall::Policy, StoreFailure::Unavailable);
    assert!(supervisor.send(policy(None)).await.unwrap().is_err());
    assert_eq!(names(&stage).await, [""; 0]);
    stage.store.fail_next(StoreCall::Policy, StoreFailure::UnknownOutcome);
    assert!(supervisor.send(policy(None)).await.unwrap().is_err());
    let [entry] = &asked_for(&stage).await[..] else { panic!("one entry") };
    assert_eq!((entry.event.as_str(), entry.reason.as_deref()), ("restart_policy_removed", Some("unknown_outcome")));
}
